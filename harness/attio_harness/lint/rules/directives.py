"""Rules on directives: where they are not evaluated, and how they fail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from segment_actions.mapping.compiler import is_directive

from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import OPTIONS, Spot, failure, path_of
from attio_harness.text.json import pointer_token
from attio_harness.text.words import listed, meant, shown

_READ_AS_IT_STANDS = {"@replace": ("pattern2", "replacement2"), "@flatten": ("omitArrays",)}


@rule(
    "AH210",
    "error",
    title="A directive is in a place where Segment does not evaluate it.",
    why="`enable_batching` and `batch_size` are read before any event; inside a list, an object with an `@` key and other keys is "
    "an ordinary object; some options are used unchanged.",
    fix="Move it, or write a constant.",
    failing=example(identify(enable_batching={"@path": "$.context.active"}), workspace=USERS),
    passing=example(identify(enable_batching=False), workspace=USERS),
)
def directive_not_evaluated(view: View) -> Iterator[Violation]:
    for key in ("enable_batching", "batch_size"):
        if is_directive(view.fields.get(key)):
            yield Violation(
                view.at(key),
                f"The field {key} is read before any event: a directive here is not evaluated.",
                "Write the value itself.",
            )
    for spot in view.spots:
        yield from _not_evaluated(spot)


def _not_evaluated(spot: Spot) -> Iterator[Violation]:
    found = spot.directive
    if found is None:
        if isinstance(spot.node, Mapping) and any(key.startswith("@") for key in spot.node):
            # `_metadata` may stand beside a directive (observation)
            others = [key for key in spot.node if not key.startswith("@") and key != "_metadata"]
            yield Violation(
                spot.pointer,
                f"The directive has {listed(others)} beside it: inside a list that makes it an ordinary object, and nothing in it is "
                "replaced.",
                "Take the other members out.",
            )
        return
    name, argument = found
    inside = f"{spot.pointer}/{name}"
    unread: list[tuple[str, str]] = []
    if isinstance(argument, Mapping):
        unread = [
            (key, f"{inside}/{key}") for key in _READ_AS_IT_STANDS.get(name, ()) if is_directive(argument.get(key))
        ]
    elif name == "@arrayPath" and isinstance(argument, list):
        unread = [("its third element", f"{inside}/{n}") for n in range(2, len(argument)) if is_directive(argument[n])]
        if len(argument) > 1 and isinstance(argument[1], list):
            unread.append(("a list as shape", f"{inside}/1"))
    for what, pointer in unread:
        yield Violation(
            pointer,
            f"{name} does not evaluate {what}.",
            "Move the directive to where it is evaluated, or write a constant.",
        )


@rule(
    "AH211",
    "error",
    title="A directive has an option that does not exist.",
    why="Segment reads only the options it knows: a branch or value under another name is lost.",
    fix="Use the option's name.",
    failing=example(
        people(
            job_title={"@if": {"exists": path("traits.title"), "then": path("traits.title"), "otherwise": "Unknown"}}
        )
    ),
    passing=example(
        people(job_title={"@if": {"exists": path("traits.title"), "then": path("traits.title"), "else": "Unknown"}})
    ),
)
def unknown_directive_option(view: View) -> Iterator[Violation]:
    for spot in view.spots:
        name, argument = spot.directive or ("", None)
        if name in OPTIONS and isinstance(argument, Mapping):
            for key in argument:
                if key not in OPTIONS[name] and key != "_metadata":
                    yield Violation(
                        f"{spot.pointer}/{name}{pointer_token(key)}",
                        f"{name} has no option {key!r}: Segment ignores it.",
                        f"{meant(key, OPTIONS[name])}Its options are {listed(OPTIONS[name])}.",
                    )


def _yields_nothing(options: Mapping[str, Any]) -> bool:
    # a branch under another name has AH211
    return not {"then", "else"} & set(options) and set(options) <= {*OPTIONS["@if"], "_metadata"}


def _tested(options: Mapping[str, Any]) -> str:
    tested = options.get("exists")
    return f', such as "then": {json.dumps(tested, ensure_ascii=False)}' if path_of(tested) else ""


_LACKING = ("no options", "missing option", "no separator", "unknown directive")
"""The reasons of a `segment_actions.Problem` that are the same for every event."""


@rule(
    "AH212",
    "error",
    title="A directive lacks a required option: it fails for every event, or an `@if` yields nothing.",
    why="Segment saves such a mapping; it fails with the first event.",
    fix="Add the option that the directive requires.",
    failing=example(people(job_title={"@if": {"then": path("traits.title")}})),
    passing=example(people(job_title={"@if": {"exists": path("traits.title"), "then": path("traits.title")}})),
)
def directive_always_fails(view: View) -> Iterator[Violation]:
    required = {view.at(key) for key, field in view.action.fields.items() if field.required is True}
    for spot in view.spots:
        name, argument = spot.directive or ("", None)
        error = failure(spot) if name not in ("", "@liquid") else None
        problem = error.problems[0] if error is not None else None
        if problem is not None and problem.reason in _LACKING:
            if name != "@replace":  # AH401 reports its lengths
                yield Violation(
                    f"{spot.pointer}/{name}",
                    f"Segment fails here for every event: {problem.message}.",
                    f"Add the option that {name} requires; its options are {listed(OPTIONS.get(name, ('a value',)))}.",
                )
        # a required field that is nothing has AH201
        elif (
            name == "@if"
            and isinstance(argument, Mapping)
            and _yields_nothing(argument)
            and spot.pointer not in required
        ):
            yield Violation(
                f"{spot.pointer}/{name}",
                "@if without then and else yields nothing in every event.",
                f"Add then, the value for events that meet the condition{_tested(argument)}.",
            )
        # Segment's check of a saved mapping takes ENCODE, its run does not (observation)
        elif name == "@json" and isinstance(argument, Mapping) and argument.get("mode") not in ("encode", "decode"):
            yield Violation(
                f"{spot.pointer}/{name}/mode",
                f"@json with the mode {shown(argument.get('mode'))} yields nothing: the mode must be in lower case.",
                "Write encode or decode.",
            )
        elif name == "@case" and isinstance(argument, Mapping) and argument.get("operator") not in ("lower", "upper"):
            yield Violation(
                f"{spot.pointer}/{name}/operator",
                f"@case with the operator {shown(argument.get('operator'))} fails for every text.",
                "Write lower or upper.",
            )
