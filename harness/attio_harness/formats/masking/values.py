"""JSON values without personal data: what stays depends on the attribute's type and on the names in the path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from attio_harness.formats.masking.shapes import HIDDEN, SLUG, Masks, mask_word, shape

__all__ = ["FIELD", "MOST_MEMBERS", "SHORT", "is_title", "mask_value"]

FIELD = re.compile(r"[a-z_$][A-Za-z0-9_.-]{0,39}")
_NUMBER = re.compile(r"[$€£¥]?\s?-?[\d.,]*\d\s?%?")
_TITLE = re.compile(r"[A-Za-z0-9\u00c0-\u024f +()/.,&%#:_$€£-]+")
_NAME = re.compile(r"[A-Z\u00c0-\u00de]\S*(?: (?:[a-z]{2,3} )?[A-Z\u00c0-\u00de][^\s\d+(]*)+")
SHORT = 40
_DEEPEST = 6
MOST_MEMBERS = 50
"""Of an object or a list; what follows is one mask."""
_YES_OR_NO = frozenset({"", "yes", "no", "true", "false", "on", "off", "y", "n", "t", "f", "0", "1"})
_TITLED = frozenset({"select", "status"})
_NUMERIC = frozenset({"number", "currency", "rating"})
_PERSONAL_TYPES = frozenset({"phone-number", "date", "timestamp"})
_NAMES = frozenset({"name", "fullname", "firstname", "lastname", "surname", "nickname", "username", "displayname"})
_PERSONAL = frozenset(
    {"email", "mail", "phone", "telephone", "tel", "mobile", "cell", "fax", "address", "street", "city", "zip", "postal",
     "postcode", "birthday", "birth", "dob", "ssn", "passport", "iban", "ip", "owner", "manager", "contact", "assignee", "rep",
     "author", "person"}
)  # fmt: skip


def mask_value(
    value: Any, masks: Masks, *, type: str | None = None, paths: Iterable[str] = (), literal: bool = False
) -> Any:
    """The value with all personal data reduced to its shape; numbers, booleans and null keep their type.

    Args:
        value: anything JSON can hold.
        masks: those of the report.
        type: the type of the Attio attribute it was meant for.
        paths: where in the event it was read; a path that ends in `first_name` or `phone` shows what the value is.
        literal: the mapping itself has written it, so that a slug is no personal data.
    """
    personal = type in _PERSONAL_TYPES or any(map(_is_personal_place, paths))
    return _masked(value, masks, type, personal, literal, 0)


def _masked(value: Any, masks: Masks, type: str | None, personal: bool, literal: bool, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # nine digits or more may be a telephone number
        hidden = personal or (type not in _NUMERIC and sum(map(str.isdigit, str(value))) >= 9)
        return masks.of(str(value), shape(str(value))) if hidden else value
    if isinstance(value, str):
        return value if _stays(value, type, personal, literal) else mask_word(value, masks)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return _masked_members(value, masks, type, personal, literal, depth)
    if depth < _DEEPEST and isinstance(value, list | tuple):
        out = [_masked(inner, masks, type, personal, literal, depth + 1) for inner in value[:MOST_MEMBERS]]
        return [*out, masks.of(_json(value[MOST_MEMBERS:]), "…")] if len(value) > MOST_MEMBERS else out
    return masks.of(_json(value), HIDDEN)


def _masked_members(
    value: Mapping[Any, Any], masks: Masks, type: str | None, personal: bool, literal: bool, depth: int
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    members = list(value.items())
    for key, inner in members[:MOST_MEMBERS]:
        name = str(key) if FIELD.fullmatch(str(key)) else mask_word(str(key), masks)
        out[name] = _masked(inner, masks, type, personal or _is_personal(str(key)), literal, depth + 1)
    if len(members) > MOST_MEMBERS:
        out["…"] = masks.of(_json(members[MOST_MEMBERS:]), "…")
    return out


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _stays(text: str, type: str | None, personal: bool, literal: bool) -> bool:
    if not text.strip():
        return len(text) <= SHORT
    if type == "checkbox" and text.strip().casefold() in _YES_OR_NO:
        return True
    if personal or len(text) > SHORT or sum(map(str.isdigit, text)) > 7:
        return False
    if literal and SLUG.fullmatch(text):
        return True
    if type in _TITLED:
        return is_title(text) and not _NAME.fullmatch(text)
    return _NUMBER.fullmatch(text) is not None


def is_title(text: str) -> bool:
    """Whether it is made of the letters and marks that titles have."""
    return _TITLE.fullmatch(text) is not None and "://" not in text and not text.startswith("+")


@lru_cache(maxsize=256)  # a mapping reads the same few places of every event
def _is_personal_place(path: str) -> bool:
    return _is_personal(path)


def _is_personal(path: str) -> bool:
    # `$.traits['first name']` -> `first name`; of `$.phones[0]` it is `0`
    key = re.split(r"[.\[\]]", path.rstrip("]").rstrip("'\""))[-1].strip("'\"")[:SHORT]
    # `firstName`, `first_name` and `HTTPPhone` -> their words
    words = [word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", key)]
    return "".join(words) in _NAMES or not _PERSONAL.isdisjoint(words)
