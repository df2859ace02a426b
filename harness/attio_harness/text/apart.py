"""Shows two values where they differ: compares them before it shortens them."""

from __future__ import annotations

import json
from typing import Any

from attio_harness.text.words import clean

__all__ = ["shown_apart"]

_LONGEST = 60


def shown_apart(left: Any, right: Any) -> tuple[str, str]:
    """Both values as JSON text of at most 60 characters; longer ones begin shortly before the difference.

    A list of one is shown as its element, and None as `nothing`.
    """
    texts = _text(left), _text(right)
    pairs = enumerate(zip(*texts, strict=False))
    common = next((at for at, (one, other) in pairs if one != other), min(map(len, texts)))
    begin = common - _LONGEST // 3 if common > _LONGEST // 2 else 0
    return _cut(texts[0], begin), _cut(texts[1], begin)


def _cut(text: str, begin: int) -> str:
    if len(text) <= _LONGEST:
        return text
    end = begin + _LONGEST
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")


def _text(value: Any) -> str:
    if value is None:
        return "nothing"
    one = value[0] if isinstance(value, list) and len(value) == 1 else value
    return clean(json.dumps(one, ensure_ascii=False, default=str))
