"""Advice about texts that no type takes: half a character, empty text, a printed object, an unread variable.

What each type takes is in `contact`, `dates` and `plain`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from segment_actions import MISSING

from attio_harness.advice.foreign import as_template, expression_in, path_in
from attio_harness.advice.loss import (
    Loss,
    element_of,
    in_place,
    is_chosen_match,
    leaves,
    mapped_at,
    may_lack,
    written_list,
)
from attio_harness.advice.templates import BARE, PRINTED, VARIABLE, is_printed
from attio_harness.advice.transformed import CHOOSES
from attio_harness.advice.trial import guarded, made, makes, taken, with_null
from attio_harness.rejection import Read
from attio_harness.text.halves import halves
from attio_harness.text.printed import OF_NOTHING, stands_for_nothing
from attio_harness.text.words import listed, plain_kind_of, shown

__all__ = ["directive_meant", "empty", "half_character", "of_nothing", "printed", "variable"]


def half_character(loss: Loss) -> str | None:
    """For half of an emoji: Attio cannot read a body with one, so it names no attribute and refuses the whole batch."""
    if loss.type is not None:
        return None
    half = next((half for _, half in halves({"": loss.value, **dict.fromkeys(loss.field)})), None)
    if half is None:
        if loss.mode != "batch" or loss.status != 400 or loss.object is not None:
            return None
        return (
            "Nothing is wrong with this event: Attio refused the whole batch because of another event in it, which is reported by itself. "
            "Fix that one; a smaller batch_size loses fewer events with it."
        )
    there = next((read.path for read in loss.reads if read.found and any(halves(read.value))), None)
    if there is None and loss.source is not None:
        return (
            f"The text was cut in the middle of a character ({half!a}), and Attio cannot read the request: cut it elsewhere, or "
            f'send all of it: map {loss.member} with {{"@path": "{loss.source}"}}.'
        )
    return (
        f"Send whole characters in {there or loss.places}: it has half of one ({half!a}), such as of an emoji cut in two, and "
        "Attio cannot read the request."
    )


_FALSY = ("checkbox", "currency", "number", "rating")
"""Types whose 0 and false an @if on `blank` would leave out too."""
_TEXT_MAKERS = ("@template", "@liquid", "@replace")
"""Directives that make empty text of null and of a missing value."""
_OBJECT_MAKERS = ("@merge", "@flatten")
"""Directives that make an empty object of missing values."""


def empty(loss: Loss) -> str | None:
    """For empty text in an attribute; fields of the action have their own advice."""
    if not _is_a_value(loss):
        return None
    if isinstance(loss.value, list) and loss.found in ("", None):
        what = "null" if loss.found is None else "the empty text"
        if written_list(loss) is None:
            return f"Remove {what}{element_of(loss)} from the list: {loss.attribute} does not accept it."
        send = f"The event has {loss.near[0]}: read that{_instead(loss)}. Or send" if len(loss.near) == 1 else "Send"
        return f"{send} a value{element_of(loss)}, or remove it from the list in the mapping: {loss.attribute} does not accept {what}."
    if is_chosen_match(loss):
        return None
    mapped = mapped_at(loss)
    made_of = mapped if isinstance(mapped, dict) else {}
    joiner = next((name for name in _OBJECT_MAKERS if name in made_of), None)
    if joiner is not None and loss.value == {} and loss.reads and all(read.value is None for read in loss.reads):
        return _object_of_nothing(loss, joiner) if loss.type != "location" else None
    maker = next((name for name in _TEXT_MAKERS if name in made_of), None)
    if maker is not None and loss.reads and (loss.value == "" or _is_own_text(loss, mapped[maker])):
        return _made_of_nothing(loss, maker, mapped)
    if loss.value != "":
        return None
    if loss.code == "uniqueness_conflict":
        return f"Empty text is a value like any other, and another record has it already: send null in {loss.places}, or another {loss.attribute}."
    if not may_lack(loss):
        return f"{loss.attribute} does not accept empty text, and {loss.object} cannot be created without a value: send one in {loss.places}."
    how = ""
    if mapped == {"@path": loss.source} and loss.type not in _FALSY:
        guard = json.dumps(guarded(loss.source, mapped), ensure_ascii=False)
        how = f", or map it with {guard}, which leaves {loss.attribute} as it is"
    return f"{loss.attribute} does not accept empty text: {_null(loss, 'it')}{how}."


def _null(loss: Loss, it: str) -> str:
    """`send null in $.traits.plan, which clears plan`, or what else the mapping makes of null."""
    send = f"send null in {loss.places}"
    mapped = mapped_at(loss)
    if mapped is None or mapped == {"@path": loss.source}:
        return f"{send}, which clears {it}"
    sent = with_null(loss) if loss.source is not None else ""
    if sent is None or sent is MISSING:
        return f"{send}, which {'clears' if sent is None else 'leaves'} {it}{'' if sent is None else ' as it is'}"
    if taken(loss, sent) or loss.source is None or "@if" in mapped:
        return send
    guard = json.dumps(guarded(loss.source, mapped), ensure_ascii=False)
    return f"{send} and map it with {guard}, which leaves {it} as it is"


def of_nothing(loss: Loss) -> str | None:
    """For what stands for no value, such as `null` or `N/A`: it is no option to add and no name to reorder."""
    if not isinstance(loss.found, str) or not _is_a_value(loss):
        return None
    if is_chosen_match(loss) and not isinstance(loss.value, list):
        return None
    if loss.found in OF_NOTHING:
        what = f"{shown(loss.found)} is what a program prints if it has no value"
    elif loss.type not in _OF_WORDS and stands_for_nothing(loss.found):
        what = f"{shown(loss.found)} says that there is no value"
    else:
        return None
    if isinstance(loss.value, list):
        return f"{what}: remove the element{element_of(loss)}."
    if not may_lack(loss):
        return f"{what}, and {loss.object} cannot be created without {loss.attribute}: send one in {loss.places}."
    day = f"; if that day is meant, send '{loss.found[:10]}'" if loss.found.startswith("1970-") else ""
    return f"{what}: {_null(loss, str(loss.attribute))}{day}."


_OF_WORDS = ("select", "status", "text")
"""Types in which `unknown` may be a value like any other."""


def _is_a_value(loss: Loss) -> bool:
    """Whether Attio refused a value of an attribute, and not a field of the action, which Segment validates, or that it is missing."""
    return len(loss.field) > 1 and loss.code in ("validation_type", "value_not_found", "uniqueness_conflict")


def _instead(loss: Loss) -> str:
    return element_of(loss).replace(" in ", " instead of ", 1)


def _is_own_text(loss: Loss, text: Any) -> bool:
    """Whether the template made the refused text without any value: the text around its variables, or a number computed from nothing.

    Not for names: those are in `contact`.
    """
    return (
        loss.type != "personal-name"
        and isinstance(text, str)
        and isinstance(loss.value, str)
        and not CHOOSES.search(text)
        and all(read.value is None or read.value == "" for read in loss.reads)
    )


def _object_of_nothing(loss: Loss, maker: str) -> str:
    """For the empty object that a directive made of missing values: with values it would be an object still."""
    near = f"{listed(list(loss.near), 3)}, which the event has" if loss.near else "one value"
    leave = f", or leave {loss.attribute} out of the mapping" * may_lack(loss)
    return (
        f"{maker} always makes an object, an empty one here since there is nothing in {loss.places}, and {loss.attribute} accepts "
        f"none: map {near}, with @path{leave}."
    )


def _made_of_nothing(loss: Loss, maker: str, mapped: Any) -> str:
    """For text that a directive made of a missing value, where null would change nothing, or of a value that is no text."""
    why = "another record has already" if loss.code == "uniqueness_conflict" else f"{loss.attribute} does not accept"
    text = "empty text" if loss.value == "" else shown(loss.value, 40)
    found = f"{maker} made {text}, which {why}, because "
    held = _holder(loss) if maker == "@replace" else None
    if held is not None:
        return f"{found}{held.path} is {plain_kind_of(held.value)}, and @replace accepts text: {_member(loss, held)}."
    found += f"there is nothing in {loss.places}"
    if loss.near:
        return (
            f"{found}: the event has {listed(list(loss.near), 3)}, read that instead{_with_near(loss, maker, mapped)}."
        )
    if not may_lack(loss):
        return f"{found}: send a value there, since {loss.object} cannot be created without it."
    asked = "exists" if loss.type in _FALSY else "blank"
    guard = guarded(loss.reads[0].path, _value_of(loss, maker, mapped, loss.reads[0].path), asks=asked)
    how = f", or map it with {json.dumps(guard, ensure_ascii=False)}, which leaves {loss.attribute} as it is"
    leaves_out = len({read.path for read in loss.reads}) == 1 and made(loss, guard) is None
    return f"{found}: send a value there{how if leaves_out else f', or leave {loss.attribute} out of the mapping'}."


def _with_near(loss: Loss, maker: str, mapped: Any) -> str:
    """`, with {"@path": …}` for a type that takes no text, since the directive makes text of any value; else empty."""
    paths = {read.path.removeprefix("$.") for read in loss.reads}
    if loss.type not in _FALSY or len(paths) > 1 or len(loss.near) > 1:
        return ""
    (near,) = loss.near
    moved = _renamed(mapped, paths.pop(), near.removeprefix("$."))
    node = _value_of(loss, maker, moved, near)
    node = node if node.keys() == {"@path"} else guarded(near, node, asks="exists")
    # the same text as before: the filters make it of any value that they cannot use
    helps = made(loss, moved) != loss.value and makes(loss, node)
    return f", with {json.dumps(node, ensure_ascii=False)}" if helps else ""


def _renamed(node: Any, old: str, new: str) -> Any:
    """The node, with another text in place of a part of its texts."""
    if isinstance(node, str):
        return node.replace(old, new)
    if isinstance(node, list):
        return [_renamed(one, old, new) for one in node]
    return {key: _renamed(one, old, new) for key, one in node.items()} if isinstance(node, dict) else node


def _value_of(loss: Loss, maker: str, mapped: Any, path: str) -> Any:
    """What to map if there is a value at the path: some types take no text at all."""
    template = mapped[maker]
    if loss.type not in _FALSY:
        return mapped
    if maker == "@replace" or (maker == "@liquid" and _FILTERED.fullmatch(str(template).strip())):
        return {"@json": {"mode": "decode", "value": mapped}}
    if not isinstance(template, str):
        return mapped
    return {"@path": path} if loss.value != "" or VARIABLE.fullmatch(template.strip()) else mapped


_FILTERED = re.compile(r"\{\{[^{}|]*\|[^{}]*\}\}")
"""A single variable with filters: it makes a number into its text."""


def printed(loss: Loss) -> str | None:
    """For a template that prints an object as `[object Object]`."""
    if not isinstance(loss.found, str) or not is_printed(loss.found):
        return None
    # in a list, the element that is an object, not the list
    objects = [one for one in loss.reads if isinstance(one.value, dict)] if loss.found != loss.value else []
    read = objects[0] if objects else _holder(loss)
    if read is None:
        return None
    return (
        f"The template turns {read.path}, which is {plain_kind_of(read.value)}, into {PRINTED}: {_member(loss, read)}."
    )


def _holder(loss: Loss) -> Read | None:
    """The first object or list that was read."""
    return next((one for one in loss.reads if isinstance(one.value, dict | list)), None)


def _member(loss: Loss, read: Read) -> str:
    # the first element of a list stands for all
    value, path = (
        (read.value[0], f"{read.path}[0]") if isinstance(read.value, list) and read.value else (read.value, read.path)
    )
    inner = {at: it for at, it in leaves(value, path) if isinstance(it, str | int | float) and it != ""}
    if not inner:
        return "read something else"
    helps = next((at for at, it in inner.items() if _is_taken(loss, read.path, at, it)), None)
    if helps is not None:
        return f"name the member that is meant, such as {helps}"
    alone = next((at for at, it in inner.items() if taken(loss, it)), None)
    if alone is not None:
        whole = json.dumps(in_place(loss, {"@path": alone}), ensure_ascii=False)
        return f"read the member that {loss.attribute} accepts with {whole} instead"
    is_one = len(inner) == 1
    are = "is not accepted as it is" if is_one else "are not accepted as they are"
    return f"name the member that is meant; {listed(list(inner), 3)} {are}"


def _is_taken(loss: Loss, path: str, inner: str, value: Any) -> bool:
    """Whether the attribute takes what the mapping makes if it names the member instead of the object."""
    mapped = mapped_at(loss)
    named = _renamed(mapped, path.removeprefix("$."), inner.removeprefix("$."))
    return makes(loss, named) if named != mapped else taken(loss, str(value))


# `$12` is an amount
_PATH = re.compile(r"\s*+(\$\.?(?!\d)[\w.\[\]]++)\s*+")
_WORD = re.compile(r"(?<!\S)\$\.([A-Za-z_](?:[\w.\[\]]*[\w\]])?)(?=[,;:.!?]?(?:\s|$))")
"""A path among other words."""
_NO_PATH = ("this", "self", ".")
"""What other languages call the whole, which no event has a member for."""
_OF_LIQUID = re.compile(r"\{%|\{\{[^{}|]*+\|")
"""A tag, or a filter: only Liquid has them."""


def directive_meant(text: str) -> dict[str, str] | None:
    """The directive that a text with paths or variables was meant to be: @path for a single variable, so that its type is kept."""
    whole = VARIABLE.fullmatch(text.strip()) or _PATH.fullmatch(text) or BARE.fullmatch(text)
    if whole is not None and whole[1] not in _NO_PATH:
        # `$traits.plan` is no path of Segment's, `$.traits.plan` is
        return {"@path": f"$.{whole[1].lstrip('$.')}"}
    if expression_in(text) is not None:
        return None
    if _OF_LIQUID.search(text):
        return {"@liquid": re.sub(r"(\{\{-?\s*)\$\.", r"\1", text)}
    paths = [one for one in text.split() if one.startswith("$.")]
    if paths and "{{" not in text and all(map(_WORD.match, paths)):
        return {"@template": _WORD.sub(lambda found: f"{{{{{found[1]}}}}}", text)}
    if whole is None and VARIABLE.search(text):
        return {"@template": VARIABLE.sub(lambda found: f"{{{{{found[1]}}}}}", text)}
    template = as_template(text)
    alone = VARIABLE.fullmatch(template.strip()) if template is not None else None
    if alone is not None:
        return {"@path": f"$.{alone[1]}"}
    return {"@template": template} if template is not None else None


def variable(loss: Loss) -> str | None:
    """For a path or a template written in the mapping outside any directive."""
    if loss.concerns == "attribute":
        return None  # it lacks the attribute, whatever the value
    # the slug of an object is in no field of a record
    mapped = loss.mapping.get("object") if loss.concerns in ("object", "endpoint") else mapped_at(loss)
    written = written_list(loss)
    if written is not None and loss.found in loss.value:
        mapped = written[loss.value.index(loss.found)]
    if isinstance(mapped, dict) and mapped.keys() == {"@literal"}:
        mapped = mapped["@literal"]
    if not isinstance(mapped, str) or mapped != loss.found:
        return None
    meant = directive_meant(mapped)
    path = path_in(mapped) if meant is None and expression_in(mapped) is not None else None
    if meant is None and path is None:
        return None
    write = json.dumps(meant or {"@path": f"$.{path}"}, ensure_ascii=False)
    how = (
        f"only a directive reads the event: write {write}"
        if meant
        else f"Segment evaluates no other language: {write} reads the value"
    )
    return f"{mapped!r} is plain text here and is sent as it is, since {how}."
