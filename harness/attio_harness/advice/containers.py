"""Advice about values that hold the one that is meant: a text with several, an object with a member. What a type takes is not known here."""

from __future__ import annotations

import json
import re

from attio_harness.advice.loss import Loss, attribute_of, decoded, leaves
from attio_harness.advice.trial import makes, taken

__all__ = ["in_an_object", "in_one_text", "parts_of"]

_NOUNS = {"select": "options", "email-address": "addresses", "domain": "domains", "phone-number": "numbers"}
_LONGEST = 1_000
"""Characters of a text in which several values are looked for."""


def parts_of(text: str) -> list[str]:
    """`Red, Blue`: the values that a text may hold."""
    return [part for one in re.split(r"[,;|\n]", text) if (part := one.strip())] if len(text) <= _LONGEST else []


def in_one_text(loss: Loss) -> str | None:
    """Several values as one text, where the attribute takes a list of them."""
    one, text = attribute_of(loss), loss.found
    # a field of the action, such as `domain`, takes one text whatever the attribute behind it holds
    if one is None or not one.is_multiselect or not isinstance(text, str) or len(loss.field) < 2:
        return None
    what = _NOUNS.get(one.type, "values")
    given = parts_of(text)
    if len(given) > 1 and all(taken(loss, part) for part in given):
        return f"Send the {what} as a list, {json.dumps(given, ensure_ascii=False)}, instead of one text."
    if text.lstrip().startswith("[") and loss.value == text and loss.source and makes(loss, decoded(loss)):
        return f"Send the {what} as a list, {text}, not as text, or read it from the text: {json.dumps(decoded(loss), ensure_ascii=False)}."
    return None


def _member_taken(loss: Loss) -> str | None:
    """The path of the first member of an object that the attribute takes, where the object was read from the event as it is."""
    if not isinstance(loss.found, dict) or not any(
        read.path == loss.source and read.value == loss.found for read in loss.reads
    ):
        return None
    return next((path for path, value in leaves(loss.found, str(loss.source)) if taken(loss, value)), None)


def in_an_object(loss: Loss) -> str | None:
    """The object has a member that the attribute takes."""
    path = _member_taken(loss) if loss.type not in _OWN_WORDS and loss.takes is not None else None
    return f"{loss.attribute} takes no object: map the member that it takes, {path}." if path else None


_OWN_WORDS = ("text", "number", "currency", "location", "personal-name")
"""Types whose advice speaks of the members of an object itself."""
