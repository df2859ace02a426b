"""The configuration: `attio-harness.toml`, or `[tool.attio-harness]` of pyproject.toml.

`settings_for("check")` gives the settings of a command; `keys` has the table of all keys. Knows no command: the caller uses the
values where its own arguments are missing.
"""

from __future__ import annotations

from attio_harness.settings.keys import KEYS, SERVERS, Key, keys_of
from attio_harness.settings.settings import Settings, settings_for

__all__ = ["KEYS", "SERVERS", "Key", "Settings", "keys_of", "settings_for"]
