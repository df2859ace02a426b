"""The JSON calls of an emulator's web page: `calls.UI_CALLS` lists them. They only read; no HTML here."""
