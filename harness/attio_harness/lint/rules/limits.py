"""Rules on Segment's limits, on batches, and on subscriptions side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attio_emulator import Attribute
from segment_actions.js import utf16_length
from segment_actions.mapping.liquid.filters import DISABLED, FILTERS

from attio_harness.lint.model import Flaw, Rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.rules.fields import failure
from attio_harness.lint.satisfiability import meet_together
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import UNKNOWN, constant, directive_of
from attio_harness.text.words import listed, meant, shown

__all__ = ["RULES"]

_PATTERN, _LIQUID, _SUBSCRIPTIONS, _BATCH = 10, 1000, 50, 10_000
_MARKED = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")


def _replace_too_long(view: View) -> Iterator[Flaw]:
    for spot in view.spots:
        name, options = directive_of(spot.node) or ("", None)
        if name != "@replace" or not isinstance(options, Mapping):
            continue
        for key in ("pattern", "replacement", "pattern2", "replacement2"):
            text = options.get(key)
            if isinstance(text, str) and utf16_length(text) > _PATTERN:
                yield Flaw(
                    f"{spot.pointer}/@replace/{key}",
                    f"The {key} of @replace has {utf16_length(text)} characters; Segment allows {_PATTERN}.",
                    "Look for a shorter part of the text, or use the filter `replace` of @liquid.",
                )


def _liquids(view: View) -> Iterator[tuple[str, str, Any]]:
    for spot in view.spots:
        name, text = directive_of(spot.node) or ("", None)
        if name == "@liquid" and isinstance(text, str):
            yield f"{spot.pointer}/@liquid", text, spot


def _liquid_too_long(view: View) -> Iterator[Flaw]:
    for pointer, text, _ in _liquids(view):
        if utf16_length(text) > _LIQUID:
            yield Flaw(
                pointer,
                f"The Liquid template has {utf16_length(text)} characters; Segment allows {_LIQUID}.",
                "Shorten it, or prepare the value before it is sent.",
            )


def _forbidden(text: str) -> list[str]:
    tags = [f"the tag {one}" for one in re.findall(r"\{%-?\s*(\w+)", text) if one in _DISABLED_TAGS]
    filters = [f"the filter {one}" for one in _filters(text) if one in DISABLED]
    return list(dict.fromkeys([*tags, *filters]))


def _filters(text: str) -> list[str]:
    """The names after a bar, inside outputs and tags and outside of quotes."""
    inside = " ; ".join(output or tag for output, tag in _MARKED.findall(text))
    return re.findall(r"\|\s*(\w+)", re.sub(r"\"[^\"]*\"|'[^']*'", "", inside))


def _liquid_disabled(view: View) -> Iterator[Flaw]:
    for pointer, text, _ in _liquids(view):
        found = _forbidden(text)
        if found:
            yield Flaw(
                pointer,
                f"Segment has switched off {listed(found)} of Liquid: the event fails where it is reached.",
                "Write it with if, assign and the other filters, or prepare the value before it is sent.",
            )


def _liquid_unknown_filter(view: View) -> Iterator[Flaw]:
    for pointer, text, _ in _liquids(view):
        for name in dict.fromkeys(_filters(text)):
            if name not in FILTERS and name not in DISABLED:
                yield Flaw(
                    pointer,
                    f"There is no Liquid filter {name!r}; Segment leaves the value as it was and says nothing.",
                    f"{meant(name, FILTERS)}Use a filter that exists, or leave it out.",
                )


def _liquid_unreadable(view: View) -> Iterator[Flaw]:
    for pointer, text, spot in _liquids(view):
        error = failure(spot)
        if error is None or utf16_length(text) > _LIQUID or _forbidden(text) or error.name == "RenderError":
            continue
        yield Flaw(
            pointer,
            f"Segment cannot read the Liquid template: {error.problems[0].message}.",
            "Close every tag and output, and use the tags Segment has: assign, capture, if, unless, raw, comment and the like.",
        )


def _too_many(view: View) -> Iterator[Flaw]:
    same = [one for one in view.siblings if one.source.file == view.source.file]
    if len(same) > _SUBSCRIPTIONS and same[_SUBSCRIPTIONS] is view:
        yield Flaw(
            view.source.pointer,
            f"The file has {len(same)} subscriptions; a destination takes {_SUBSCRIPTIONS}.",
            "Join mappings of one action with `or` in the trigger, or use a second destination.",
        )


def _batching(view: View) -> Iterator[Flaw]:
    if constant(view.fields.get("enable_batching")) in (True, "true"):
        yield Flaw(
            view.at("enable_batching"),
            "Events go in batches: what Attio cannot write is dropped, and Segment reports it as delivered.",
            "Leave batches off until the mapping has been checked with real events (attio-harness check --mode both); once they are on, "
            "watch the records in Attio.",
        )


def _batch_size(view: View) -> Iterator[Flaw]:
    value = constant(view.fields.get("batch_size"))
    if value is UNKNOWN or "batch_size" in view.refused_fields:
        return
    try:
        size = float(value)
    except (TypeError, ValueError):
        return
    if not 1 <= size <= _BATCH:
        yield Flaw(
            view.at("batch_size"),
            f"The batch size {shown(value)} is not from 1 to {_BATCH:,}, which is what Attio takes in one request.",
            f"Write a number up to {_BATCH:,}; Segment's default is 1,000.",
        )


def _remarked(view: View) -> Iterator[Flaw]:
    told = [(view.source.pointer, what) for what in view.source.notes]
    for pointer, what in [*told, *view.source.beside]:
        yield Flaw(
            pointer,
            f"{what[0].upper()}{what[1:]}.",
            "See to it that this is meant; the other findings are about what was read so.",
        )


def _disabled(view: View) -> Iterator[Flaw]:
    if not view.source.enabled:
        yield Flaw(
            view.source.pointer,
            "The subscription is not enabled: no event reaches it.",
            "Enable it when it is ready.",
        )


# -- side by side ----------------------------------------------------------------------------------------------------


def _earlier(view: View, alike: Callable[[View, View], bool]) -> Iterator[View]:
    """Enabled subscriptions before this one that are `alike` and that the same event may reach."""
    if not view.source.enabled or not view.trigger.sound:
        return
    for other in view.siblings:
        if other is view:
            return
        if (
            other.source.enabled
            and other.trigger.sound
            and alike(view, other)
            and meet_together(view.trigger.tree, other.trigger.tree)
        ):
            yield other


def _is_copy(view: View, other: View) -> bool:
    return view.action.slug == other.action.slug and view.source.mapping == other.source.mapping


def _write_alike(view: View, other: View) -> bool:
    """Whether both write one attribute, each with a value of its own."""
    mine, theirs = _single_values(view), _single_values(other)
    return any(place in theirs and theirs[place][0] != mine[place][0] for place in mine)


def _copy(view: View) -> Iterator[Flaw]:
    first = next(_earlier(view, _is_copy), None)
    if first is not None:
        yield Flaw(
            view.source.pointer,
            f"This is the mapping of {first.source.name!r} again, for events that reach both: they are delivered twice.",
            "Remove one, or make the triggers exclude each other.",
        )


def _same_attribute(view: View) -> Iterator[Flaw]:
    said: set[str] = set()
    for other in _earlier(view, _write_alike):
        theirs = _single_values(other)
        where = "" if other.source.file == view.source.file else f" of {other.source.file}"
        for place, (node, pointer, attribute) in _single_values(view).items():
            if place in theirs and theirs[place][0] != node and pointer not in said:
                said.add(pointer)
                yield Flaw(
                    pointer,
                    f"{place[0]}.{attribute.slug} is written by {other.source.name!r}{where}, too, from the same events and with another "
                    "value: which one stays depends on which is delivered last.",
                    "Map it in one of them, or make the triggers exclude each other.",
                )


def _single_values(view: View) -> dict[tuple[str, str], tuple[Any, str, Attribute]]:
    """What is written into attributes of one value, apart from those the records are found by."""
    out = {}
    for asserted, owner, assignment, attribute in view.written():
        if attribute is None or attribute.is_multiselect or attribute is owner.find(asserted.matching or ""):
            continue
        out[owner.slug, attribute.slug] = (assignment.node, assignment.pointer, attribute)
    return out


_TITLE = path("traits.title")


def _liquid(text: str) -> dict[str, object]:
    return people(job_title={"@liquid": text})


def _replace(pattern: str) -> dict[str, object]:
    return people(job_title={"@replace": {"pattern": pattern, "replacement": "", "value": _TITLE}})


def _many(count: int) -> tuple[dict[str, Any], ...]:
    return tuple(
        {**people(f'type = "track" and event = "Event {number}"'), "name": f"People {number}", "mapping": _mapping()}
        for number in range(1, count + 1)
    )


def _mapping() -> dict[str, Any]:
    attributes = {"email_addresses": path("properties.email")}
    return {"object": "people", "matching_attribute": "email_addresses", "attributes": attributes}


RULES: tuple[Rule, ...] = (
    Rule(
        id="AH401",
        name="replace-too-long",
        severity="error",
        summary="A pattern or replacement of `@replace` is longer than 10 characters.",
        why="Segment refuses to save such a mapping, or fails with every event for the second pair.",
        mend="Use a shorter part, or @liquid.",
        check=_replace_too_long,
        failing=example(_replace("Vice President of")),
        passing=example(_replace("Vice")),
    ),
    Rule(
        id="AH402",
        name="liquid-too-long",
        severity="error",
        summary="A Liquid template is longer than 1,000 characters.",
        why="Segment fails with every event: `liquid template values are limited to 1000 characters`.",
        mend="Shorten it.",
        check=_liquid_too_long,
        failing=example(_liquid("{{ traits.title }}" + "." * 983)),
        passing=example(_liquid("{{ traits.title }}")),
    ),
    Rule(
        id="AH403",
        name="liquid-disabled",
        severity="error",
        summary="A Liquid tag or filter that Segment has switched off.",
        why="Loops, includes and filters over lists are not allowed in mappings; the event fails.",
        mend="Use if, assign and the filters that are left.",
        check=_liquid_disabled,
        failing=example(_liquid("{% for tag in traits.tags %}{{ tag }}{% endfor %}")),
        passing=example(_liquid('{{ traits.tags | join: ", " }}')),
    ),
    Rule(
        id="AH404",
        name="liquid-unknown-filter",
        severity="warning",
        summary="A Liquid filter that does not exist.",
        why="Segment ignores it and goes on with the value as it is.",
        mend="Use a filter that exists.",
        check=_liquid_unknown_filter,
        failing=example(_liquid("{{ traits.title | lowercase }}")),
        passing=example(_liquid("{{ traits.title | downcase }}")),
    ),
    Rule(
        id="AH405",
        name="liquid-unreadable",
        severity="error",
        summary="A Liquid template that cannot be read.",
        why="The mapping can be saved, and every event fails.",
        mend="Mend the place that is named.",
        check=_liquid_unreadable,
        failing=example(_liquid("{% if traits.title %}{{ traits.title }}")),
        passing=example(_liquid("{% if traits.title %}{{ traits.title }}{% endif %}")),
    ),
    Rule(
        id="AH406",
        name="too-many-subscriptions",
        severity="error",
        summary="More than 50 subscriptions in one file.",
        why="A destination takes 50 mappings.",
        mend="Join some of them.",
        check=_too_many,
        failing=example(*_many(51)),
        passing=example(*_many(50)),
    ),
    Rule(
        id="AH407",
        name="batching-enabled",
        severity="warning",
        summary="Batches are switched on.",
        why="Attio answers 202 before it writes. What it then cannot write is dropped in silence: Segment shows success, nobody is "
        "told.",
        mend="Leave batches off until the mapping has been checked with real events, and compare both modes.",
        check=_batching,
        failing=example(identify(enable_batching=True), workspace=USERS),
        passing=example(identify(enable_batching=False), workspace=USERS),
    ),
    Rule(
        id="AH408",
        name="batch-size-out-of-range",
        severity="error",
        summary="The batch size is not from 1 to 10,000.",
        why="Attio takes 10,000 assertions in one request, and Segment does not enforce it: the whole batch is refused.",
        mend="Write a number up to 10,000.",
        check=_batch_size,
        failing=example(identify(batch_size=20000), workspace=USERS),
        passing=example(identify(batch_size=10000), workspace=USERS),
    ),
    Rule(
        id="AH409",
        name="subscription-disabled",
        severity="note",
        summary="The subscription is switched off.",
        why="It is checked all the same, since it may be switched on later, but no event reaches it.",
        mend="Enable it.",
        check=_disabled,
        failing=example({**identify(), "enabled": False}, workspace=USERS),
        passing=example({**identify(), "enabled": True}, workspace=USERS),
    ),
    Rule(
        id="AH410",
        name="same-attribute-twice",
        severity="warning",
        summary="Two subscriptions write different values into the same attribute from the same events.",
        why="Segment delivers every subscription that matches, in no promised order, and the last write stays.",
        mend="Let one of them write it.",
        check=_same_attribute,
        failing=example(people(job_title=_TITLE), {**people(job_title=path("traits.role")), "name": "People again"}),
        passing=example(people(job_title=_TITLE), {**people(description=path("traits.role")), "name": "People again"}),
    ),
    Rule(
        id="AH411",
        name="same-mapping-twice",
        severity="warning",
        summary="Two subscriptions with the same action and mapping for the same events.",
        why="Every such event is delivered twice, which doubles the writes and their share of Attio's 25 a second.",
        mend="Remove one.",
        check=_copy,
        failing=example(people(), {**people(), "name": "People again"}),
        passing=example(people(), {**people('type = "group"'), "name": "People again"}),
    ),
    Rule(
        id="AH412",
        name="read-with-a-remark",
        severity="note",
        summary="Something was noticed or taken for granted while the file was read.",
        why="A page of an answer that is missing, an action that is not named, a key that comes twice, what a Terraform plan changes or "
        "deletes: the other rules say nothing about it.",
        mend="Give the rest of the file, or write out what was taken for granted.",
        check=_remarked,
        failing=example({**people(), "partnerAction": None}),
        passing=example(people()),
    ),
)
