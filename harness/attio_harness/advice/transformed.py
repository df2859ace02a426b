"""Advice about good values that the mapping spoils, and about attributes that one directive fills as a whole."""

from __future__ import annotations

import json
import re
from typing import Any

from attio_harness.advice.attribute_types import ACCEPTS
from attio_harness.advice.loss import OF_LISTS, Loss, attribute_of, mapped_at, may_lack
from attio_harness.advice.trial import guarded, made, makes, taken
from attio_harness.rejection import Read
from attio_harness.text.words import listed, shown

__all__ = ["CHOOSES", "always_text", "beside_others", "past_empty", "read_out", "spoilt"]

CHOOSES = re.compile(r"\{%|\bdefault\b")
"""Signs that a template itself chooses what to write if there is no value."""

_MAKERS = ("@template", "@liquid", "@replace", "@case", "@json", "@flatten", "@arrayPath")
"""Directives that change the value they read."""


def spoilt(loss: Loss) -> str | None:
    """For a directive that turns a good value into one that Attio refuses."""
    if loss.takes is None or loss.code not in ("validation_type", "value_not_found"):
        return None
    mapped = mapped_at(loss)
    maker = next((name for name in _named_in(mapped) if name in _MAKERS), None)
    read = next((one for one in loss.reads if one.path == loss.source), None)
    if maker == "@flatten" and [one.value for one in loss.reads] == [None]:
        alone = json.dumps({"@path": loss.reads[0].path}, ensure_ascii=False)
        return f"@flatten makes an object even of nothing: use {alone} instead of @flatten."
    if maker is None or read is None or _joins(mapped):
        return None
    if maker == "@arrayPath":
        return _of_no_objects(loss, read)
    plain = {"@path": read.path}
    if made(loss, plain) != read.value:
        return None
    if not taken(loss, read.value):
        return _whatever_it_gets(loss, maker, read.value)
    reckoned = read_out(loss)
    if reckoned is not None and made(loss, reckoned) != read.value:
        return _reads_out(loss, maker, reckoned)
    return (
        f"{read.path} has {shown(read.value, 40)}, which {loss.attribute} accepts, but {maker} turns it into {shown(loss.value, 40)}: use "
        f"{json.dumps(plain, ensure_ascii=False)} instead of {maker}."
    )


def _of_no_objects(loss: Loss, read: Read) -> str | None:
    """For an @arrayPath that reads a member of each element, if the elements are the values themselves."""
    values = read.value
    if not isinstance(values, list) or loss.value != [None] * len(values) or not taken(loss, values):
        return None
    plain = json.dumps({"@path": read.path}, ensure_ascii=False)
    return (
        f"{read.path} has {shown(values, 40)}, which {loss.attribute} accepts, but @arrayPath looks for a member of each element: "
        f"use {plain} instead of @arrayPath if no event has a list of objects there, or send objects."
    )


def _whatever_it_gets(loss: Loss, maker: str, value: Any) -> str | None:
    """For a value that Attio refuses as well, if the directive would spoil every other one that is sent in its place."""
    one = attribute_of(loss)
    instead = f"Use {json.dumps({'@path': loss.source}, ensure_ascii=False)} instead of {maker}, which"
    if one is None or one.type == "text" or loss.value == value:
        return None
    if isinstance(value, list) and len(value) > 1 and isinstance(loss.value, str) and loss.value and _is_plain(value):
        if one.is_multiselect:
            refused = [repr(it) for it in value if not taken(loss, it)]
            are = "is not accepted as it is" if len(refused) == 1 else "are not accepted as they are"
            return f"{instead} makes one text of the list in {loss.source}; of its elements {listed(refused, 3)} {are}."
        first = next((at for at, it in enumerate(value) if taken(loss, it)), None)
        or_map = (
            f", or map {loss.source}[{first}] {OF_LISTS}." if first is not None else f" that {loss.attribute} accepts."
        )
        return f"{maker} makes one text of the list in {loss.source}, and {loss.attribute} holds one value: send one there{or_map}"
    if isinstance(value, str) and (
        (maker == "@json" and loss.value == json.dumps(value, ensure_ascii=False)) or maker == "@flatten"
    ):
        does = "makes an object of all that it gets" if maker == "@flatten" else "puts text in quotes"
        return f"{instead} {does}, and send another value in {loss.source}. {ACCEPTS[one.type].sentence}"
    return None


def _is_plain(value: list[Any]) -> bool:
    return not any(isinstance(it, dict | list) or it is None for it in value)


def past_empty(loss: Loss) -> str | None:
    """For an @if that asks with `exists`, which empty text passes, so that it does not come to another path that has a value."""
    empty = next((read.path for read in loss.reads if read.found and read.value == ""), None)
    accepts = ACCEPTS.get(str(loss.type))
    # to `blank` zero and false are no values either
    if empty is None or (accepts is not None and accepts.not_text is not None):
        return None
    mapped = mapped_at(loss)
    node = _asking_blank(mapped)
    if node == mapped or not makes(loss, node):
        return None
    return (
        f"{empty} has empty text, which is a value to `exists`, so the mapping looks no further: map it with "
        f"{json.dumps(node, ensure_ascii=False)}, which passes over empty text."
    )


def _asking_blank(node: Any) -> Any:
    """The node, with `blank` in place of `exists` in each @if."""
    options = node.get("@if") if isinstance(node, dict) else None
    if not isinstance(options, dict) or "blank" in options:
        return node
    asked = {key.replace("exists", "blank"): _asking_blank(inner) for key, inner in options.items()}
    return {**node, "@if": asked}


_TEXT_MAKERS = ("@template", "@liquid", "@replace")


def always_text(loss: Loss) -> str | None:
    """For a directive that always makes text, if the type takes none: another value would not help."""
    instead = ACCEPTS[str(loss.type)].not_text if loss.type in ACCEPTS else None
    mapped = mapped_at(loss)
    maker = next((name for name in _named_in(mapped) if name in _TEXT_MAKERS), None)
    if instead is None or maker is None or loss.source is None or not isinstance(loss.found, str):
        return None
    reckoned = read_out(loss)
    if reckoned is not None:
        return _reads_out(loss, maker, reckoned)
    if _joins(mapped):
        return (
            f"Map one value with @path instead of {maker}, which joins several into one text, and send {instead} there."
        )
    return (
        f"Use {json.dumps({'@path': loss.source}, ensure_ascii=False)} instead of {maker}, which always makes text, and send "
        f"{instead} in {loss.source}."
    )


def read_out(loss: Loss) -> dict[str, Any] | None:
    """The mapped node inside @json decode, if its text is JSON of a value that the attribute takes; else None."""
    accepts = ACCEPTS.get(str(loss.type))
    mapped = mapped_at(loss)
    is_read = isinstance(mapped, dict) and mapped.keys() == {"@path"}  # a bare @path makes no text itself
    if is_read or not isinstance(loss.value, str) or accepts is None or accepts.not_text is None:
        return None
    node: dict[str, Any] = {"@json": {"mode": "decode", "value": mapped}}
    if not makes(loss, node):
        return None
    chosen = "@if" in _named_in(mapped) or CHOOSES.search(str(mapped))
    # without a value a directive makes empty text or 0, unless it chooses what to write then
    return node if chosen or loss.source is None or not may_lack(loss) else guarded(loss.source, node, asks="exists")


def _reads_out(loss: Loss, maker: str, node: Any) -> str:
    value = json.dumps(made(loss, node))
    return f"{maker} makes text, {shown(loss.value, 40)}: read the value from it ({value} here) with {json.dumps(node, ensure_ascii=False)}."


def _joins(node: Any) -> bool:
    """Whether a template joins several variables, so that one of them alone would say less."""
    if isinstance(node, list):
        return any(map(_joins, node))
    if not isinstance(node, dict):
        return False
    text = node.get("@template") or node.get("@liquid")
    return (isinstance(text, str) and text.count("{{") > 1) or any(map(_joins, node.values()))


def _named_in(node: Any) -> list[str]:
    """The keys of a part of a mapping, outermost first."""
    if isinstance(node, list):
        return [name for inner in node for name in _named_in(inner)]
    if not isinstance(node, dict):
        return []
    return [*node, *(name for inner in node.values() for name in _named_in(inner))]


_MAPS = re.compile(r'\{"@|@(?:path|template|liquid)\b')
_LEAVES_OUT = re.compile(r"\bleave \S+ out\b")


def beside_others(loss: Loss, advice: str) -> str:
    """Where to put the advice for one attribute if one directive fills all attributes; '' if the mapping names the attribute."""
    whole = _whole(loss)
    if whole is None:
        return ""
    if loss.concerns == "attribute" or not _MAPS.search(advice):
        leaves = loss.concerns == "attribute" or _LEAVES_OUT.search(advice)
        return (
            f" {loss.field[0]} is mapped as a whole: to leave {loss.field[1]} out, map each attribute by itself."
            if leaves
            else ""
        )
    over = json.dumps({loss.field[-1]: None}, ensure_ascii=False).replace("null", "…")
    merged = f'{{"@merge": {{"objects": [{json.dumps(whole, ensure_ascii=False)}, {over}], "direction": "right"}}}}'
    return f" {loss.field[0]} is mapped as a whole: put {loss.field[-1]} over the rest with {merged}, or map each attribute by itself."


def _whole(loss: Loss) -> Any:
    """The directive that fills the attribute at fault together with others; None if the mapping names the attribute."""
    if len(loss.field) != 2:
        return None
    node = loss.mapping.get(loss.field[0])
    return node if isinstance(node, dict) and any(key.startswith("@") for key in node) else None
