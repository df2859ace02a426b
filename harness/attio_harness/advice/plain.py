"""Advice about values that are one text, number or boolean: text, numbers and amounts, ratings, checkboxes, and locations as text."""

from __future__ import annotations

import json
from typing import Any

from attio_harness.advice.amounts import number_meant, rounded
from attio_harness.advice.containers import members
from attio_harness.advice.loss import Loss, decoded, index_of, leaves, liquid_path, mapped_at
from attio_harness.advice.transformed import always_text, read_out
from attio_harness.advice.trial import makes, taken, written
from attio_harness.text.alike import words_of
from attio_harness.text.words import plain_kind_of, shown

__all__ = ["checkbox", "location", "number", "plain_text", "rating"]


def _or_decode(loss: Loss, meant: str) -> str:
    """`, or read it from the text: …`, if a directive can decode the value; for a constant, what to write in the mapping instead."""
    if _has_constant(mapped_at(loss), loss.found) and all(read.value != loss.found for read in loss.reads):
        return f": write {meant} without quotes in the mapping"
    node = decoded(loss) if loss.source else None
    if node is None or not makes(loss, node):
        node = read_out(loss)
    return f", or read it from the text: {json.dumps(node, ensure_ascii=False)}" if node else ""


def _has_constant(node: Any, text: Any) -> bool:
    """Whether the mapping has this text itself, alone or in a branch."""
    if isinstance(node, dict):
        inner = node.get("@literal"), node.get("@if")
        branches = [inner[1].get("then"), inner[1].get("else")] if isinstance(inner[1], dict) else []
        return any(_has_constant(one, text) for one in (inner[0], *branches))
    return (
        any(_has_constant(one, text) for one in node) if isinstance(node, list) else node is not None and node == text
    )


def plain_text(loss: Loss) -> str:
    path = liquid_path(loss)
    if isinstance(loss.found, dict):
        inner = next((at for at, value in members(loss) if isinstance(value, str) and taken(loss, value)), None)
        member = f"map one of its members ({inner}) or " if inner else ""
        return f"Send text, not an object: {member}turn it into text with @json encode."
    if isinstance(loss.found, list):
        return f"Send text, not a list: take one element ({index_of(loss.source)}) or join them with @liquid."
    if loss.found is None:
        return f"Send text in {loss.places}, not null."
    # the value sent is already rounded: compare with what was read
    sent = [one.value for one in loss.reads if one.path == loss.source and isinstance(one.value, int)]
    other = rounded(sent[0]) if sent else None
    if other is not None:
        return f"Send text in {loss.places}, not a number: one with this many digits becomes {other}."
    how = written(loss, "@template", f"{{{{{path}}}}}", asks="exists", in_case=True) if path else "@template"
    return f"Send text, not {plain_kind_of(loss.found)}: map it with {how}, which turns it into text."


def number(loss: Loss) -> str:
    through = always_text(loss)
    if through:
        return through
    kind = "a number with at most 4 decimals" if loss.type == "currency" else "a number"
    if isinstance(loss.found, int | float) and not isinstance(loss.found, bool):
        # 15 digits: a double shows no more without tails such as 0.30000000000000004
        return f"Send {kind}: {round(loss.found, 4):.15g} here."
    other = rounded(loss.found) if isinstance(loss.found, str) else None
    if other is not None:
        return f"{loss.found.strip()} has more digits than a number keeps and would become {other}: write it to a text attribute instead."
    meant = number_meant(loss.found)
    if meant is not None and not taken(loss, float(meant)):
        meant = None
    example = f" ({meant} here)" if meant is not None else ""
    if isinstance(loss.found, bool):
        return f"Send {kind}, not a boolean ({int(loss.found)} here)."
    if not isinstance(loss.found, str):
        return f"Send {kind}, not {plain_kind_of(loss.found)}."
    how = _or_decode(loss, meant) if meant is not None else ""
    return f"Send {kind} as a JSON number, not as text{example}{how}."


def rating(loss: Loss) -> str:
    through = always_text(loss)
    if through:
        return through
    if isinstance(loss.found, int | float) and not isinstance(loss.found, bool):
        # Python rounds halves to even: 2.5 becomes 2, which is as near as 3
        nearest = round(loss.found)
        if 0 <= nearest <= 5:
            return f"Send a whole number from 0 to 5; {nearest} is the nearest."
        return f"Send a whole number from 0 to 5, not one of another scale such as {loss.found:.15g}, or write it to a number attribute."
    meant = number_meant(loss.found)
    if meant is None or not taken(loss, float(meant)):
        return "Send a whole number from 0 to 5."
    return f"Send a whole number from 0 to 5, not text ({meant} here){_or_decode(loss, meant)}."


def checkbox(loss: Loss) -> str:
    through = always_text(loss)
    if through:
        return through
    meant = _YES_OR_NO.get(str(loss.found).strip().casefold())
    if meant is None:
        return f"Send true or false as a JSON boolean, not {plain_kind_of(loss.found)}."
    how = _or_decode(loss, meant)
    if isinstance(loss.found, str) and loss.found == meant and (loss.source or how):
        return f"Send {meant} as a JSON boolean, not as text{how}."
    return f"Send true or false as a JSON boolean, not {plain_kind_of(loss.found)} ({meant} here){how}."


_YES_OR_NO = {
    "yes": "true", "y": "true", "t": "true", "on": "true", "1": "true", "true": "true",
    "no": "false", "n": "false", "f": "false", "off": "false", "0": "false", "false": "false",
}  # fmt: skip
"""What forms, spreadsheets and databases print for a boolean (`t` and `f`: PostgreSQL and Redshift)."""


_ADDRESS = "1 Infinite Loop, Cupertino, CA, US"
_PARTS = (
    "address", "city", "countr", "county", "district", "format", "line", "local", "postal", "postcode", "province", "region",
    "state", "street", "suburb", "town", "zip",
)  # fmt: skip
"""Beginnings of words in the names of parts of an address."""


def location(loss: Loss) -> str:
    if loss.takes is not None and loss.takes(_ADDRESS):
        # location.simple is already set to text
        if isinstance(loss.value, str):
            return f"Send the address as one text such as {_ADDRESS!r} in {loss.places}, not {shown(loss.value, 40)}."
        parts = [
            path
            for path, value in leaves(loss.found, loss.source or "$")
            if type(value) in (str, int) and value != "" and _is_part(path)
        ]
        node = {"@template": ", ".join(f"{{{{{path.removeprefix('$.')}}}}}" for path in parts)}
        how = f": map it with {written(loss, *node.popitem())}" if loss.source and makes(loss, node) else ""
        return f"Send the address as one text such as {_ADDRESS!r}, not {plain_kind_of(loss.value)}{how}."
    return _unsupported(loss)


def _is_part(path: str) -> bool:
    return any(word.startswith(_PARTS) for word in words_of(path.rpartition(".")[2]))


def _unsupported(loss: Loss) -> str:
    either = f"leave {loss.attribute} out of the mapping, or map the parts to text attributes"
    editions = (
        "Segment's page on the destination calls locations unsupported; a later edition accepts an address as one text"
    )
    if isinstance(loss.value, str):
        return f"{editions}: {either}; if your Attio accepts it, set the assumption location.simple to text."
    return f"{editions}, never {plain_kind_of(loss.value)}: {either}, or send one text and set the assumption location.simple to text."
