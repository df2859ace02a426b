"""Rules on Segment's limits: lengths, Liquid, numbers of subscriptions, batches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from segment_actions.js import utf16_length

from attio_harness.advice.directives import unread_liquid
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import UNKNOWN, constant, failure
from attio_harness.text.words import listed, meant, shown

_PATTERN, _LIQUID = 10, 1000
"""The most characters of a pattern or replacement, and of a Liquid template (mapping kit of action-destinations)."""

_SUBSCRIPTIONS = 50
"""The most mappings of a destination (Segment's documentation)."""

_BATCH = 10_000
"""The most assertions that Attio takes in one request; Segment does not enforce it."""

_MARKED = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)  # `{{ output }}` or `{% tag %}`


def _liquid(text: str) -> dict[str, object]:
    return people(job_title={"@liquid": text})


def _replace(pattern: str) -> dict[str, object]:
    return people(job_title={"@replace": {"pattern": pattern, "replacement": "", "value": path("traits.title")}})


def _many(count: int) -> tuple[dict[str, Any], ...]:
    return tuple(
        {**people(f'type = "track" and event = "Event {number}"'), "name": f"People {number}", "mapping": _mapping()}
        for number in range(1, count + 1)
    )


def _mapping() -> dict[str, Any]:
    attributes = {"email_addresses": path("properties.email")}
    return {"object": "people", "matching_attribute": "email_addresses", "attributes": attributes}


@rule(
    "AH401",
    "error",
    title="A pattern or replacement of `@replace` is longer than 10 characters.",
    why="Segment refuses to save such a mapping or, for the second pair, fails with every event.",
    fix="Use a shorter part, or @liquid.",
    failing=example(_replace("Vice President of")),
    passing=example(_replace("Vice")),
)
def replace_too_long(view: View) -> Iterator[Violation]:
    for spot in view.spots:
        name, options = spot.directive or ("", None)
        if name != "@replace" or not isinstance(options, Mapping):
            continue
        for key in ("pattern", "replacement", "pattern2", "replacement2"):
            text = options.get(key)
            # JavaScript's length: an emoji counts as two
            if isinstance(text, str) and utf16_length(text) > _PATTERN:
                yield Violation(
                    f"{spot.pointer}/@replace/{key}",
                    f"The {key} of @replace has {utf16_length(text)} characters; Segment allows {_PATTERN}.",
                    "Look for a shorter part of the text, or use the filter `replace` of @liquid.",
                )


def _liquids(view: View) -> Iterator[tuple[str, str, Any]]:
    """The templates that Segment renders. Longer ones have only AH402: to search them takes quadratic time."""
    return (one for one in _every_liquid(view) if utf16_length(one[1]) <= _LIQUID)


def _every_liquid(view: View) -> Iterator[tuple[str, str, Any]]:
    for spot in view.spots:
        name, text = spot.directive or ("", None)
        if name == "@liquid" and isinstance(text, str):
            yield f"{spot.pointer}/@liquid", text, spot


@rule(
    "AH402",
    "error",
    title="A Liquid template is longer than 1,000 characters.",
    why="Segment fails with every event: `liquid template values are limited to 1000 characters`.",
    fix="Shorten it.",
    failing=example(_liquid("{{ traits.title }}" + "." * 983)),
    passing=example(_liquid("{{ traits.title }}")),
)
def liquid_too_long(view: View) -> Iterator[Violation]:
    for pointer, text, _ in _every_liquid(view):
        if utf16_length(text) > _LIQUID:
            yield Violation(
                pointer,
                f"The Liquid template has {utf16_length(text)} characters; Segment allows {_LIQUID}.",
                "Shorten it, or prepare the value before it is sent.",
            )


def _forbidden(text: str) -> list[str]:
    from segment_actions.mapping.liquid.filters import DISABLED  # 30 ms that most mappings can do without
    from segment_actions.mapping.liquid.tags import DISABLED_TAGS

    tags = [f"the tag {one}" for one in re.findall(r"\{%-?\s*(\w+)", text) if one in DISABLED_TAGS]
    filters = [f"the filter {one}" for one in _filters(text) if one in DISABLED]
    return list(dict.fromkeys([*tags, *filters]))


def _filters(text: str) -> list[str]:
    """The names after a bar, inside outputs and tags but outside quotes."""
    inside = " ; ".join(output or tag for output, tag in _MARKED.findall(text))
    # a bar inside quotes separates nothing, as in `split: "|"`
    return re.findall(r"\|\s*(\w+)", re.sub(r"\"[^\"]*\"|'[^']*'", "", inside))


@rule(
    "AH403",
    "error",
    title="A Liquid tag or filter that Segment has disabled.",
    why="Loops, includes and filters over lists are not allowed in mappings; the event fails.",
    fix="Use if, assign and the filters that Segment allows.",
    failing=example(_liquid("{% for tag in traits.tags %}{{ tag }}{% endfor %}")),
    passing=example(_liquid('{{ traits.tags | join: ", " }}')),
)
def liquid_disabled(view: View) -> Iterator[Violation]:
    for pointer, text, _ in _liquids(view):
        found = _forbidden(text)
        if found:
            yield Violation(
                pointer,
                f"Segment has disabled {listed(found)} in Liquid: an event that reaches it fails.",
                "Write it with if, assign and the other filters, or prepare the value before it is sent.",
            )


@rule(
    "AH404",
    "warning",
    title="A Liquid filter that does not exist.",
    why="Segment ignores it and keeps the value.",
    fix="Use a filter that exists.",
    failing=example(_liquid("{{ traits.title | lowercase }}")),
    passing=example(_liquid("{{ traits.title | downcase }}")),
)
def liquid_unknown_filter(view: View) -> Iterator[Violation]:
    for pointer, text, _ in _liquids(view):
        from segment_actions.mapping.liquid.filters import DISABLED, FILTERS  # 30 ms that most mappings can do without

        for name in dict.fromkeys(_filters(text)):
            if name not in FILTERS and name not in DISABLED:
                yield Violation(
                    pointer,
                    f"There is no Liquid filter {name!r}; Segment silently leaves the value as it was.",
                    f"{meant(name, FILTERS, 0.6)}Use a filter that exists, or leave it out.",
                )


@rule(
    "AH405",
    "error",
    title="A Liquid template that cannot be read.",
    why="The mapping can be saved, but every event fails.",
    fix="Correct the place that the message names.",
    failing=example(_liquid("{% if traits.title %}{{ traits.title }}")),
    passing=example(_liquid("{% if traits.title %}{{ traits.title }}{% endif %}")),
)
def liquid_unreadable(view: View) -> Iterator[Violation]:
    for pointer, text, spot in _liquids(view):
        error = failure(spot)
        # forbidden ones have their own rule; a RenderError depends on values, and the event here is empty
        if error is None or _forbidden(text) or error.name == "RenderError":
            continue
        yield Violation(
            pointer,
            f"Segment cannot read the Liquid template: {error.problems[0].message}.",
            unread_liquid(error.problems[0].reason, error.problems[0].about)
            or "Close every tag and output, and use the tags Segment has: assign, capture, if, unless, raw, comment and the like.",
        )


@rule(
    "AH406",
    "error",
    title="More than 50 subscriptions in one file.",
    why="A destination has at most 50 mappings.",
    fix="Join some of them.",
    failing=example(*_many(51)),
    passing=example(*_many(50)),
)
def too_many_subscriptions(view: View) -> Iterator[Violation]:
    same = [one for one in view.siblings if one.source.file == view.source.file]
    # reported once, at the first one too many
    if len(same) > _SUBSCRIPTIONS and same[_SUBSCRIPTIONS] is view:
        yield Violation(
            view.source.pointer,
            f"The file has {len(same)} subscriptions; a destination has at most {_SUBSCRIPTIONS}.",
            "Join mappings of one action with `or` in the trigger, or use a second destination.",
        )


@rule(
    "AH407",
    "warning",
    title="Batches are on.",
    why="Attio answers 202 before it writes. What it then cannot write is silently dropped, although Segment shows "
    "success.",
    fix="Leave batches off until the mapping has been checked with real events, and compare both modes.",
    failing=example(identify(enable_batching=True), workspace=USERS),
    passing=example(identify(enable_batching=False), workspace=USERS),
)
def batching_enabled(view: View) -> Iterator[Violation]:
    if constant(view.fields.get("enable_batching")) in (True, "true"):
        yield Violation(
            view.at("enable_batching"),
            "Events go in batches: what Attio cannot write is dropped, and Segment reports it as delivered.",
            "Leave batches off until the mapping has been checked with real events (attio-harness check --mode both); once they are on, "
            "watch the records in Attio.",
        )


@rule(
    "AH408",
    "error",
    title="The batch size is not from 1 to 10,000.",
    why="Attio accepts 10,000 assertions in one request, and Segment does not enforce the limit: Attio refuses the whole batch.",
    fix="Write a number from 1 to 10,000.",
    failing=example(identify(batch_size=20000), workspace=USERS),
    passing=example(identify(batch_size=10000), workspace=USERS),
)
def batch_size_out_of_range(view: View) -> Iterator[Violation]:
    value = constant(view.fields.get("batch_size"))
    if value is UNKNOWN or "batch_size" in view.refused_fields:
        return
    try:
        size = float(value)
    except (TypeError, ValueError):
        return
    if not 1 <= size <= _BATCH:
        yield Violation(
            view.at("batch_size"),
            f"The batch size {shown(value)} is not from 1 to {_BATCH:,}, which is what Attio accepts in one request.",
            f"Write a number from 1 to {_BATCH:,}; Segment's default is 1,000.",
        )
