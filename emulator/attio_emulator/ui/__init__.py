"""What the page of an emulator asks for, as JSON: `calls.UI_CALLS` is the list. It reads and changes nothing; no HTML stands here."""
