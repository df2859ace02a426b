"""Removes write keys from whatever is shown of what was sent, because whoever has one can send events. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attio_emulator.redacted import REDACTED

__all__ = ["told_key", "without_key"]

_NAMES = r"write[_-]?key"
"""The name of the member, and its usual misspellings."""
_NAME = re.compile(_NAMES, re.IGNORECASE)
_LOOSE = re.compile(rf"""(\b{_NAMES}\b\\*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&}}\]]+)""", re.IGNORECASE)
"""A write key in a text that is not JSON, for instance because it was cut off."""
_SHOWN = 3


def without_key(what: Any) -> Any:
    """An event, a batch or a text without write keys; the same object if it has none."""
    if isinstance(what, str):
        return _LOOSE.sub(rf"\g<1>{REDACTED}", what)
    if not isinstance(what, Mapping):
        return what
    told = _members(what)
    batch = what.get("batch")
    if isinstance(batch, list):
        told = {**told, "batch": [_members(one) if isinstance(one, Mapping) else one for one in batch]}
    return told


def _members(what: Mapping[str, Any]) -> Mapping[str, Any]:
    named = [one for one in what if _NAME.fullmatch(one)]
    return {**what, **dict.fromkeys(named, REDACTED)} if named else what


def told_key(key: str) -> str:
    """A short form of a key by which its owner recognises it."""
    return repr(f"{key[:_SHOWN]}…" if len(key) > 2 * _SHOWN else key)
