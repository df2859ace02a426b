"""Rules on the fields of an action, and on directives and paths wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from segment_actions import MISSING, EngineError, MappingError, compile_mapping
from segment_actions.mapping.paths import pieces_of

from attio_harness.lint.model import Flaw, Rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people, template
from attio_harness.lint.satisfiability import ROOTS
from attio_harness.lint.subscription import INTERNAL, View
from attio_harness.lint.yields import (
    OPTIONS,
    PLACEHOLDER,
    UNKNOWN,
    Spot,
    constant,
    directive_of,
    is_directive,
    outcomes,
    pieces,
)
from attio_harness.text.json import pointer_token
from attio_harness.text.words import listed, meant, shown

__all__ = ["RULES", "failure"]

_EVERY_ROOT = frozenset().union(*ROOTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lookup:
    """A path as it is written, and the keys it walks."""

    pointer: str
    text: str
    keys: tuple[str, ...]
    relative: bool
    placeholder: bool


def _lookups(spots: Iterator[Spot] | tuple[Spot, ...]) -> Iterator[_Lookup]:
    for spot in spots:
        found = directive_of(spot.node)
        if found is None:
            continue
        name, argument = found
        if name == "@arrayPath" and isinstance(argument, list) and argument:
            name, argument, end = "@path", argument[0], f"/{name}/0"
        else:
            end = f"/{name}"
        if name == "@path" and isinstance(argument, str):
            yield _Lookup(
                pointer=spot.pointer + end,
                text=argument,
                keys=pieces(argument),
                relative=spot.relative,
                placeholder=False,
            )
        elif name == "@template" and isinstance(argument, str):
            for text in PLACEHOLDER.findall(argument):
                text = text.strip().lstrip("{")
                yield _Lookup(
                    pointer=spot.pointer + end,
                    text=text,
                    keys=pieces_of(text),
                    relative=spot.relative,
                    placeholder=True,
                )


# -- fields ----------------------------------------------------------------------------------------------------------


def _missing_required(view: View) -> Iterator[Flaw]:
    for key, field in view.action.fields.items() if not view.opaque else ():
        if field.required is not True:
            continue
        if key not in view.fields:
            default = "" if field.default is MISSING else f" The editor starts with {shown(field.default, 120)}."
            yield Flaw(
                view.source.mapping_pointer,
                f"The field {key} ({field.label}) is required and not in the mapping: Segment refuses every event.",
                f"Add it: defaults are filled in when a mapping is made, never when an event comes.{default}",
            )
        elif _is_nothing(view.fields[key]):
            yield Flaw(
                view.at(key),
                f"The field {key} ({field.label}) is required and mapped to nothing: Segment refuses every event.",
                "Map it to a place in the event.",
            )


def _is_nothing(node: Any) -> bool:
    value = constant(node)
    return value is None or value is MISSING or value == ""


def _unknown_field(view: View) -> Iterator[Flaw]:
    for key in view.fields:
        if key in view.action.fields or key in INTERNAL or key.startswith(("__segment_internal_", "@")):
            continue
        yield Flaw(
            view.at(key),
            f"{view.action.title} has no field {key!r}: Segment drops it without a word.",
            f"{meant(key, view.action.fields)}Its fields are {listed(view.action.fields, 12)}; attributes go inside "
            f"{listed([asserted.additional for asserted in view.asserted])}.",
        )


def _absent(view: View, keys: tuple[str, ...]) -> bool:
    """Whether no type of event that meets the trigger has the first key at its top."""
    return bool(keys) and not any(keys[0] in ROOTS[kind] for kind in view.trigger.types)


def _never_present(view: View) -> dict[str, list[str]]:
    """Required fields that read only what no event of the trigger has, and the paths."""
    out: dict[str, list[str]] = {}
    for key, field in view.action.fields.items():
        if field.required is not True or key not in view.fields or not view.trigger.sound or not view.trigger.types:
            continue
        found = [one for one in outcomes(view.fields[key], "") if one.value is not MISSING]
        if found and all(one.kind == "path" and _absent(view, pieces(one.value)) for one in found):
            out[key] = [str(one.value) for one in found]
    return out


def _required_never_present(view: View) -> Iterator[Flaw]:
    for key, paths in _never_present(view).items():
        types = " and ".join(view.trigger.types)
        tops = sorted(set().union(*(ROOTS[kind] for kind in view.trigger.types)) & {"traits", "properties"})
        where = f"$.{tops[0]} or $.context" if tops else "$.context"
        yield Flaw(
            view.at(key),
            f"The required field {key} reads {listed(paths)}, and no {types} event has that: Segment refuses every event.",
            f"Read it from where {types} events carry it, below {where}.",
        )


def _path_never_present(view: View) -> Iterator[Flaw]:
    if not view.trigger.sound or not view.trigger.types:
        return
    said: set[str] = set()
    required = tuple(view.at(key) + "/" for key in _never_present(view))
    for one in _lookups(view.spots):
        if one.relative or one.text in said or one.pointer.startswith(required or ("\0",)):
            continue
        if one.keys and one.keys[0] in _EVERY_ROOT and _absent(view, one.keys):
            said.add(one.text)
            having = [kind for kind in ROOTS if one.keys[0] in ROOTS[kind]]
            yield Flaw(
                one.pointer,
                f"{one.text} is never there: {' and '.join(view.trigger.types)} events have no {one.keys[0]}, only {listed(having)} "
                "events do.",
                "Read it from another place, or change the trigger.",
            )


def _field_refused(view: View) -> Iterator[Flaw]:
    for key, message in view.refused_fields.items():
        yield Flaw(
            view.at(key),
            f"Segment refuses this constant in every event: {message}",
            f"Give {key} a value that Segment takes ({view.action.fields[key].type}).",
        )


def _received_at_literal(view: View) -> Iterator[Flaw]:
    if "received_at" in view.fields:
        value = constant(view.fields["received_at"])
        if value is not UNKNOWN and not _is_nothing(value) and "received_at" not in view.refused_fields:
            yield Flaw(
                view.at("received_at"),
                f"Every event is said to be received at {shown(value)}: a batch loses the order of its events.",
                "Map received_at to $.receivedAt.",
            )


# -- paths -----------------------------------------------------------------------------------------------------------


def _path_without_dollar(view: View) -> Iterator[Flaw]:
    for one in _lookups(view.spots):
        if not one.placeholder and "$." not in one.text and one.keys and not _unreachable(one):
            yield Flaw(
                one.pointer,
                f"The path {shown(one.text)} does not begin with `$.`; Segment reads it as $.{one.text.lstrip('.')}.",
                f"Write $.{one.text.lstrip('.')}, as Segment's editor does.",
            )


def _unreachable(one: _Lookup) -> bool:
    if not one.keys:
        return False
    odd = any(key != key.strip() or "[" in key for key in one.keys)
    return odd or (one.keys[0].startswith("$") and not one.placeholder)


def _path_never_found(view: View) -> Iterator[Flaw]:
    for one in _lookups(view.spots):
        if _unreachable(one):
            keys = " then ".join(map(repr, one.keys))
            yield Flaw(
                one.pointer,
                f"The path {shown(one.text)} looks for the key {keys}, which is hardly what is meant.",
                "Write $.traits.plan for members, $.properties.products[0] for elements, without blanks; negative or named indexes "
                "do not exist.",
            )


def _dollar_in_template(view: View) -> Iterator[Flaw]:
    for one in _lookups(view.spots):
        if one.placeholder and one.keys and one.keys[0].startswith("$"):
            yield Flaw(
                one.pointer,
                f"{{{{{one.text}}}}} is always empty: in a template a path has no `$.`.",
                f"Write {{{{{one.text.removeprefix('$').lstrip('.')}}}}}.",
            )


# -- directives ------------------------------------------------------------------------------------------------------

_READ_AS_IT_STANDS = {"@replace": ("pattern2", "replacement2"), "@flatten": ("omitArrays",)}


def _directive_not_evaluated(view: View) -> Iterator[Flaw]:
    for key in ("enable_batching", "batch_size"):
        if is_directive(view.fields.get(key)):
            yield Flaw(
                view.at(key),
                f"The field {key} is read as it stands, before any event: a directive here is not evaluated.",
                "Write the value itself.",
            )
    for spot in view.spots:
        yield from _not_evaluated(spot)


def _not_evaluated(spot: Spot) -> Iterator[Flaw]:
    found = directive_of(spot.node)
    if found is None:
        if isinstance(spot.node, Mapping) and any(key.startswith("@") for key in spot.node):
            others = [key for key in spot.node if not key.startswith("@") and key != "_metadata"]
            yield Flaw(
                spot.pointer,
                f"Beside the directive stands {listed(others)}: inside a list that makes it an ordinary object, and nothing in it is "
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
        yield Flaw(
            pointer,
            f"{name} does not evaluate {what}.",
            "Move the directive to where it is evaluated, or write a constant.",
        )


def _unknown_option(view: View) -> Iterator[Flaw]:
    for spot in view.spots:
        name, argument = directive_of(spot.node) or ("", None)
        if name in OPTIONS and isinstance(argument, Mapping):
            for key in argument:
                if key not in OPTIONS[name] and key != "_metadata":
                    yield Flaw(
                        f"{spot.pointer}/{name}{pointer_token(key)}",
                        f"{name} has no option {key!r}: it is not looked at.",
                        f"{meant(key, OPTIONS[name])}Its options are {listed(OPTIONS[name])}.",
                    )


def failure(spot: Spot) -> MappingError | None:
    """How a directive fails when it is run, if it fails by itself and not by what is in it or in the event."""
    found = directive_of(spot.node)
    if found is None:
        return None
    try:
        compile_mapping({"value": spot.node})({})
    except MappingError as error:
        return error if error.problems[0].pointer == f"/value/{found[0]}" else None
    except EngineError:
        return None
    return None


def _always_fails(view: View) -> Iterator[Flaw]:
    for spot in view.spots:
        name, argument = directive_of(spot.node) or ("", None)
        error = failure(spot) if name not in ("", "@liquid") else None
        message = error.problems[0].message if error is not None else ""
        if "requires" in message or "is not a valid directive" in message:
            if name != "@replace":  # its lengths have a rule of their own
                yield Flaw(
                    f"{spot.pointer}/{name}",
                    f"Segment fails here in every event: {message}.",
                    f"Give {name} what it asks for; its options are {listed(OPTIONS.get(name, ('a value',)))}.",
                )
        elif name == "@json" and isinstance(argument, Mapping) and argument.get("mode") not in ("encode", "decode"):
            yield Flaw(
                f"{spot.pointer}/{name}/mode",
                f"@json with the mode {shown(argument.get('mode'))} yields nothing: lower case is asked for.",
                "Write encode or decode.",
            )
        elif name == "@case" and isinstance(argument, Mapping) and argument.get("operator") not in ("lower", "upper"):
            yield Flaw(
                f"{spot.pointer}/{name}/operator",
                f"@case with the operator {shown(argument.get('operator'))} fails for every text.",
                "Write lower or upper.",
            )


RULES: tuple[Rule, ...] = (
    Rule(
        id="AH201",
        name="missing-required-field",
        severity="error",
        summary="A required field of the action is not in the saved mapping, or mapped to nothing.",
        why="Segment's validation refuses every event: `The root value is missing the required field …`. A field's default is "
        "copied when a mapping is made in the editor, never filled in later.",
        mend="Map the field.",
        check=_missing_required,
        failing=example({**identify(), "mapping": {"email_address": path("traits.email")}}, workspace=USERS),
        passing=example(identify(), workspace=USERS),
    ),
    Rule(
        id="AH202",
        name="unknown-field",
        severity="warning",
        summary="The mapping has a field that the action does not have.",
        why="Segment drops it without a word. Often it is an attribute that belongs one level deeper.",
        mend="Move it to where attributes are mapped, or remove it.",
        check=_unknown_field,
        failing=example(identify(user_atributes={}), workspace=USERS),
        passing=example(identify(user_attributes={}), workspace=USERS),
    ),
    Rule(
        id="AH203",
        name="required-input-never-present",
        severity="error",
        summary="A required field reads only what no event of this trigger has.",
        why="Each type of call has its own members: traits belong to identify and group, properties to track, page and screen. "
        "The field stays empty and Segment refuses every event.",
        mend="Read the value from where these events carry it.",
        check=_required_never_present,
        failing=example(identify(email_address=path("properties.email")), workspace=USERS),
        passing=example(identify(email_address=path("context.traits.email")), workspace=USERS),
    ),
    Rule(
        id="AH204",
        name="path-never-present",
        severity="warning",
        summary="A path reads a member that events of this trigger do not have.",
        why="The value is missing in every event, so the attribute is never written.",
        mend="Read it from another place, or change the trigger.",
        check=_path_never_present,
        failing=example(people(job_title=path("properties.title"))),
        passing=example(people(job_title=path("traits.title"))),
    ),
    Rule(
        id="AH205",
        name="field-value-refused",
        severity="error",
        summary="A field of the action is a constant that Segment's validation refuses.",
        why="Segment checks type and format of fields before anything is sent, and refuses every event.",
        mend="Write a value of the field's type.",
        check=_field_refused,
        failing=example(identify(enable_batching="yes"), workspace=USERS),
        passing=example(identify(enable_batching=False), workspace=USERS),
    ),
    Rule(
        id="AH206",
        name="received-at-literal",
        severity="warning",
        summary="`received_at` is a constant.",
        why="Batches are applied in the order of `received_at`. With a constant all events are of the same time, and what an older "
        "one says can stand in the end.",
        mend="Map it to `$.receivedAt`.",
        check=_received_at_literal,
        failing=example(identify(received_at="2024-01-01T00:00:00.000Z"), workspace=USERS),
        passing=example(identify(received_at=path("receivedAt")), workspace=USERS),
    ),
    Rule(
        id="AH207",
        name="path-without-dollar",
        severity="note",
        summary="An `@path` does not begin with `$.`.",
        why="It works: Segment drops the first `$.` wherever it stands. Other readers of the mapping, and people, may take it for "
        "text.",
        mend="Write `$.` in front.",
        check=_path_without_dollar,
        failing=example(people(job_title={"@path": "traits.title"})),
        passing=example(people(job_title=path("traits.title"))),
    ),
    Rule(
        id="AH208",
        name="path-never-found",
        severity="error",
        summary="A path whose keys no event has: a stray `$`, blanks, or brackets that are no index.",
        why="Paths know dots and `[0]` and nothing else. There are no negative indexes, no filters, no `$['key']`; blanks belong "
        "to the key.",
        mend="Write plain dots and indexes.",
        check=_path_never_found,
        failing=example(people(job_title={"@path": "$['traits'].title"})),
        passing=example(people(job_title={"@path": "$.traits.title"})),
    ),
    Rule(
        id="AH209",
        name="dollar-in-template",
        severity="error",
        summary="A placeholder of `@template` begins with `$.`.",
        why="Only `@path` drops the `$.`; a template looks for a key named `$` and prints nothing.",
        mend="Write `{{traits.title}}`.",
        check=_dollar_in_template,
        failing=example(people(job_title=template("{{$.traits.title}}"))),
        passing=example(people(job_title=template("{{traits.title}}"))),
    ),
    Rule(
        id="AH210",
        name="directive-not-evaluated",
        severity="error",
        summary="A directive stands where Segment does not evaluate it.",
        why="`enable_batching` and `batch_size` are read before any event; inside a list an object with an `@` key and others is an "
        "ordinary object; some options are taken as they stand.",
        mend="Move it, or write a constant.",
        check=_directive_not_evaluated,
        failing=example(identify(enable_batching={"@path": "$.context.active"}), workspace=USERS),
        passing=example(identify(enable_batching=False), workspace=USERS),
    ),
    Rule(
        id="AH211",
        name="unknown-directive-option",
        severity="error",
        summary="A directive has an option that does not exist.",
        why="Segment looks at the options it knows and at no others: a branch or value written under another name is lost.",
        mend="Use the option's name.",
        check=_unknown_option,
        failing=example(
            people(
                job_title={
                    "@if": {"exists": path("traits.title"), "then": path("traits.title"), "otherwise": "Unknown"}
                }
            )
        ),
        passing=example(
            people(job_title={"@if": {"exists": path("traits.title"), "then": path("traits.title"), "else": "Unknown"}})
        ),
    ),
    Rule(
        id="AH212",
        name="directive-always-fails",
        severity="error",
        summary="A directive lacks what it needs and fails in every event.",
        why="Segment's check of a saved mapping lets it through; the failure comes with the first event and refuses it.",
        mend="Give the directive the option it asks for.",
        check=_always_fails,
        failing=example(people(job_title={"@if": {"then": path("traits.title")}})),
        passing=example(people(job_title={"@if": {"exists": path("traits.title"), "then": path("traits.title")}})),
    ),
)
