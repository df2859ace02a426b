"""What is told of what was sent, without the write keys in it: whoever has one can send events. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attio_emulator.redacted import REDACTED

__all__ = ["told_key", "without_key"]

_KEY = "writeKey"
_LOOSE = re.compile(r"""(\bwriteKey\b\\*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&}\]]+)""", re.IGNORECASE)
"""In a text that is no JSON, such as one that is cut off."""
_SHOWN = 3


def without_key(what: Any) -> Any:
    """An event, a batch or a text as it is told; what has no write key is given back as it is."""
    if isinstance(what, str):
        return _LOOSE.sub(rf"\g<1>{REDACTED}", what)
    if not isinstance(what, Mapping):
        return what
    batch = what.get("batch")
    if _KEY not in what and not isinstance(batch, list):
        return what
    told = {**what, **({_KEY: REDACTED} if _KEY in what else {})}
    if isinstance(batch, list):
        told["batch"] = [{**one, _KEY: REDACTED} if isinstance(one, Mapping) and _KEY in one else one for one in batch]
    return told


def told_key(key: str) -> str:
    """By what somebody knows the key again who has it."""
    return repr(f"{key[:_SHOWN]}…" if len(key) > 2 * _SHOWN else key)
