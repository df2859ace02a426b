"""Advice about values that contain the right one (a text with several values, an object with a member) or are one letter of it.

Does not know what a type takes: `trial` asks that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attio_harness.advice.loss import OF_OBJECTS, Loss, attribute_of, decoded, element_of, in_place, leaves, mapped_at
from attio_harness.advice.trial import made, makes, taken
from attio_harness.text.words import listed, shown

__all__ = ["in_an_object", "in_one_text", "letter", "members", "of_each", "parts_of"]

_NOUNS = {"select": "options", "email-address": "addresses", "domain": "domains", "phone-number": "numbers"}
_LONGEST = 1_000
"""The longest text, in characters, that is searched for several values."""


def parts_of(text: str) -> list[str]:
    """`Red, Blue`: the values that a text may hold."""
    return [part for one in re.split(r"[,;|\n]", text) if (part := one.strip())] if len(text) <= _LONGEST else []


def in_one_text(loss: Loss) -> str | None:
    """For several values in one text, if the attribute takes a list of them."""
    one, text = attribute_of(loss), loss.found
    # a field of the action, such as `domain`, takes one text even if its attribute holds several
    if one is None or not one.is_multiselect or not isinstance(text, str) or len(loss.field) < 2:
        return None
    what = _NOUNS.get(one.type, "values")
    given = parts_of(text)
    refused = [repr(part) for part in given if not taken(loss, part)]
    if len(given) > 1 and len(refused) < len(given):
        others = f"; {listed(refused, 3)} {'is' if len(refused) == 1 else 'are'} not accepted as {'it is' if len(refused) == 1 else 'they are'}"
        return f"Send the {what} as a list, {json.dumps(given, ensure_ascii=False)}, instead of one text{others if refused else ''}."
    if text.lstrip().startswith("[") and loss.value == text and loss.source and makes(loss, decoded(loss)):
        return f"Send the {what} as a list, {text}, not as text, or read it from the text: {json.dumps(decoded(loss), ensure_ascii=False)}."
    return None


_INDEX = re.compile(r"(.+?)(?:\[\d+\]|\.\d+)")


def letter(loss: Loss) -> str | None:
    """For one letter of a text, read by a path with an index: JavaScript indexes texts too."""
    at = _INDEX.fullmatch(loss.source or "")
    text = made(loss, {"@path": at[1]}) if at else None
    if at is None or not isinstance(text, str) or not isinstance(loss.found, str) or len(loss.found) != 1 < len(text):
        return None
    return f"{at[1]} is text, {shown(text, 40)}, and {loss.source} is one letter of it: read {at[1]} without the index, or send a list."


def members(loss: Loss) -> Iterator[tuple[str, Any]]:
    """(path, value) of what is inside the objects that the mapping read and passed on as they are."""
    for read in loss.reads if isinstance(loss.found, dict) and loss.found == loss.value else ():
        if isinstance(read.value, dict):
            yield from leaves(read.value, read.path)


def in_an_object(loss: Loss) -> str | None:
    """For an object with members that the attribute takes, or with JSON text of what it takes."""
    if loss.type in _OWN_WORDS or loss.takes is None:
        return None
    inside = list(members(loss))
    paths = [path for path, value in inside if taken(loss, value)]
    if paths:
        which = "the member that it accepts," if len(paths) == 1 else "one of the members that it accepts, such as"
        return f"{loss.attribute} accepts no object: map {which} {paths[0]}, {OF_OBJECTS}."
    texts = [decoded(loss, path) for path, value in inside if isinstance(value, str)]
    nodes = [json.dumps(node, ensure_ascii=False) for node in texts if makes(loss, node)]
    if not nodes:
        return None
    which = "its member from the text," if len(nodes) == 1 else "one of its members from the text, such as"
    return f"{loss.attribute} accepts no object: read {which} {nodes[0]}."


_TRIED = 20
"""How many elements of a list are searched for a member that helps."""


def of_each(loss: Loss) -> str | None:
    """Advice to map one member of each object in a list, if the attribute got the whole objects or only nulls."""
    one = attribute_of(loss)
    if one is None or not one.is_multiselect or not isinstance(loss.value, list) or loss.takes is None:
        return None
    if isinstance(mapped_at(loss), list):
        return None
    if not all(isinstance(it, dict) for it in loss.value) and any(it is not None for it in loss.value):
        return None
    for read in loss.reads:
        # @arrayPath takes a single object for a list of one
        found_there = read.value if isinstance(read.value, list) else [read.value]
        objects = [it for it in found_there[:_TRIED] if isinstance(it, dict)]
        # test the values first: each member that is tried costs a compiled directive
        helps = {at for it in objects for at, value in leaves(it, "$") if taken(loss, value)}
        for at in [at for at, _ in leaves(objects[0], "$") if at in helps] if objects else ():
            node = {"@arrayPath": [read.path, {"@path": at}]}
            found = made(loss, node)
            # one element is enough: an unknown option is another mistake
            if isinstance(found, list) and any(taken(loss, each) for each in found):
                whole = json.dumps(in_place(loss, node), ensure_ascii=False)
                why = "accepts no objects" if loss.found is not None else f"has nothing{element_of(loss)}"
                return f"{loss.attribute} {why}: map a member of each with {whole}, if every event has objects there."
    return None


_OWN_WORDS = ("text", "location", "personal-name")
"""Types with their own advice about the members of an object."""
