"""Advice about payloads that Segment's own validation refuses, before anything is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attio_destination.asserts import holder_of

from attio_harness.advice.contact import email
from attio_harness.advice.fitting import fits
from attio_harness.advice.loss import (
    OF_LISTS,
    Loss,
    askable,
    decoded,
    index_of,
    leaves,
    misnamed,
    never_there,
    or_ask,
    unnamed,
)
from attio_harness.text.alike import alike, of_another
from attio_harness.text.words import listed, shown

__all__ = ["bad_email", "not_a_time", "other", "required", "wrong_type"]

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NEAR = {
    "email_address": ("email", "mail"),
    "domain": ("domain", "website", "url"),
    "user_id": ("userid", "user_id"),
    "workspace_id": ("groupid", "group_id", "workspace_id"),
}
_ID_OF = {"identify": "user_id", "group": "workspace_id"}
"""The field that `traits.id` fits, by the type of the event."""
_SETTINGS = {"enable_batching": "true or false", "batch_size": "a number such as 1000"}
"""Fields that say how the mapping works, not what is written."""


def required(loss: Loss) -> str | None:
    if loss.payload_problem is None or loss.payload_problem.keyword != "required":
        return None
    text = _text_above(loss)
    if text is not None:
        return f"Send {text} as an object: it is JSON text, which no path can look into, so {loss.places} has nothing."
    renamed = misnamed(loss)
    if renamed is not None:
        return renamed
    slip = _slip(loss)
    if slip is not None:
        right, wrong = slip
        return f"Write {right} instead of {wrong}: the mapping reads both, and the event has nothing at the second."
    near = [_one_of(loss, path) for path in dict.fromkeys([*loss.near, *_look_alikes(loss)])]
    if not loss.reads:
        there = f" The event has {listed(near, 3)}." if near else ""
        return f"Map the field {loss.attribute or 'named'}: the saved mapping has nothing for it that reads the event.{there}"
    found = f"The event has {listed(near, 3)}: map that. Or " if near else ""
    # single delivery removes empty texts before validation, so they count as missing (observation)
    empty = any(read.found and read.value == "" for read in loss.reads)
    demand = askable(loss, empty=empty)
    nothing = "only empty text, which Segment treats as nothing" if empty else "nothing"
    held = next((read for read in loss.reads if read.found and read.value not in (None, "", [])), None)
    if not demand and held is not None and not empty:
        change = f"{found}{'change' if near else 'Change'} the mapping"
        return f"{change}: {held.path} has {shown(held.value, 40)}, but the mapping makes nothing of it."
    never = never_there(loss)
    if never is not None:
        other = f"The event has {listed(near, 3)}: map that." if near else "Map something else."
        return f"{other} The mapping looked at {loss.places}, and {never}."
    if not demand:
        send = f"{found}{'send' if near else 'Send'} it"
        # a template prints an empty list as empty text
        is_list = any(isinstance(read.value, list) for read in loss.reads)
        names = "that field" if len(loss.reads) == 1 else listed(unnamed(loss), 3) or "those fields"
        nothing, why = ("only an empty list", "looks into a list") if is_list else (nothing, f"can name {names}")
        return f"{send}: the mapping looked at {loss.places} and found {nothing}; a trigger cannot test for it, since no trigger {why}."
    return (
        f"{found}{'add' if near else 'Add'} `{demand}` to the trigger so that it skips events without a value, "
        f"or send one: the mapping looked at {loss.places} and found {nothing}."
    )


def _slip(loss: Loss) -> tuple[str, str] | None:
    """A path with a value and a misspelling of it, both read by the mapping, as in an @if that tests one and yields the other."""
    held = [read.path for read in loss.reads if read.found and read.value not in (None, "", [])]
    missed = [read.path for read in loss.reads if not read.found]
    return next(((right, wrong) for right in held for wrong in missed if _is_slip(right, wrong)), None)


def _is_slip(one: str, other: str) -> bool:
    # `$.email` beside `$.traits.email` is another place, not a slip
    pairs = list(zip(one.split("."), other.split("."), strict=False))
    return one.count(".") == other.count(".") and all(left == right or alike(left, right) for left, right in pairs)


def _text_above(loss: Loss) -> str | None:
    """The path of JSON text that a missing path leads into; None if there is none. Table rows often have their traits as JSON text."""
    for read in loss.reads:
        value: Any = loss.event
        *above, _ = read.path.removeprefix("$.").split(".")
        for number, key in enumerate(above, 1):
            value = value.get(key) if isinstance(value, dict) else None
            if isinstance(value, str) and _is_json_object(value):
                return ".".join(("$", *above[:number]))
    return None


def _one_of(loss: Loss, path: str) -> str:
    """The path, or for a list the path of its first element: the field takes one value."""
    value: Any = loss.event
    for key in path.removeprefix("$.").split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return index_of(path) if isinstance(value, list) and value and not isinstance(value[0], dict | list) else path


def _look_alikes(loss: Loss) -> Iterator[str]:
    """Paths of the event whose value or name fits the empty field."""
    field = str(loss.attribute)
    tried = {read.path for read in loss.reads}
    asked = [key for path in tried for key in path.split(".")]
    # `context` is full of the library's and the browser's own texts
    for path, value in leaves(loss.event, "$", skip=("context", "integrations")):
        if path in tried or not isinstance(value, str) or not value or of_another(asked, path.split(".")):
            continue
        name = path.rsplit(".", 1)[-1].casefold()
        if field == "email_address":
            named = bool(_EMAIL.match(value))
        else:
            named = field in _NEAR and any(part in name for part in _NEAR[field])
        # the user documentation assumes `traits.id`
        is_meant = fits(loss.workspace, loss.action, loss.mapping, (field,), value)
        if (named and is_meant) or (path == "$.traits.id" and field == _ID_OF.get(str(loss.event.get("type")))):
            yield path


def bad_email(loss: Loss) -> str | None:
    problem = loss.payload_problem
    if (
        problem is None
        or (problem.keyword, problem.expected) != ("format", "email")
        or loss.attribute != "email_address"
    ):
        return None
    if loss.found == "":
        return f"Send an address in {loss.places}{or_ask(loss, empty=True)}: empty text is not an address, and Segment does not drop it in a batch."
    return email(loss)


def not_a_time(loss: Loss) -> str | None:
    if loss.attribute != "received_at":
        return None
    if loss.places == "$.receivedAt":
        return "Send ISO 8601 in $.receivedAt, such as '2023-09-28T04:39:17.000Z', or leave it out of the event: Segment sets it on every event."
    return f"Map $.receivedAt, which Segment sets on every event, or send ISO 8601 in {loss.places}, such as '2023-09-28T04:39:17.000Z'."


def wrong_type(loss: Loss) -> str | None:
    problem = loss.payload_problem
    if problem is None or problem.keyword != "type":
        return None
    got = str(problem.found)
    if loss.attribute in _SETTINGS:
        return f"Set {loss.attribute} in the mapping to {_SETTINGS[loss.attribute]}: it is a setting, not a value of the event."
    if not problem.member:
        made = {"undefined": "nothing", "null": "nothing", "array": "a list", "string": "text"}.get(got, f"a {got}")
        return (
            f"Let the directive that is the whole mapping make an object of fields from every event, or write the fields out: "
            f"it looked at {loss.places} and made {made}."
        )
    if "object" in problem.expected:
        return _no_object(loss, got)
    inner = _likely(loss)
    if got == "array":
        if all(value in (None, "", [], {}) for _, value in _inside(loss.found, "")):
            return f"{loss.attribute} accepts one value, and the list in {loss.places} is empty: send a value, or map another path."
        if loss.source is None:
            return f"{loss.attribute} accepts one value: write one of them in the mapping instead of the list."
        path = inner or index_of(loss.source)
        return f"{loss.attribute} accepts one value: send one, or map {path}{f' {OF_LISTS}' if path.endswith(']') else ''}."
    if got == "object":
        return f"{loss.attribute} accepts one value: map a member of the object{f', such as {inner}' if inner else ''}."
    return None


def _likely(loss: Loss) -> str | None:
    """The path of the member or element that the field seems to want."""
    texts = [
        (path, value) for path, value in _inside(loss.found, loss.source or "$") if isinstance(value, str) and value
    ]
    fitting = [path for path, value in texts if loss.attribute != "email_address" or _EMAIL.match(value)]
    return next(iter(fitting), None) if loss.source else None


def _inside(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The leaves of a value, also those inside the elements of lists."""
    for at, inner in leaves(value, path):
        if isinstance(inner, list) and inner:
            for index, one in enumerate(inner):
                yield from _inside(one, f"{at}[{index}]")
        else:
            yield at, inner


def _no_object(loss: Loss, got: str) -> str:
    if got == "string" and loss.source and _is_json_object(str(loss.found)):
        return f"{loss.attribute} accepts an object of attributes, and the text holds one: read it with {json.dumps(decoded(loss), ensure_ascii=False)}."
    if got == "array":
        return f"{loss.attribute} accepts attributes, not a list: map one element, such as {index_of(loss.source)}, or each attribute by itself."
    if got != "string" or not loss.source:
        return f"{loss.attribute} accepts attributes by slug, not {'text' if got == 'string' else 'a ' + got}: map each attribute, or leave {loss.attribute} out."
    return f'{loss.attribute} accepts attributes, not text: map each by its slug, such as {{"{_slug(loss)}": {{"@path": "{loss.source}"}}}}.'


def _slug(loss: Loss) -> str:
    """A text attribute of the object, preferably the one named like the trait."""
    # if the mapping is a single directive, the payload may be anything, even text
    members = loss.payload if isinstance(loss.payload, dict) else {}
    named = holder_of(str(loss.attribute)) or str(members.get("object"))
    found = loss.workspace.find_object(named)
    texts = [
        one.slug
        for one in (found.attributes.values() if found else ())
        if one.type == "text" and one.is_writable and not (one.is_unique or one.is_archived)
    ]
    trait = str(loss.source).rsplit(".", 1)[-1]
    # without known text attributes, use the trait's name
    return trait if trait in texts or not texts else "name" if "name" in texts else texts[0]


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def other(loss: Loss) -> str:
    return (
        f"Fix the value at {loss.places}, or change the mapping so that the field gets what Segment's message asks for."
    )
