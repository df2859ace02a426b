"""Rules on the fields of an action: whether they are there, and whether an event can fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segment_actions import MISSING

from attio_harness.inputs.event import ROOTS
from attio_harness.lint.lookups import lookups
from attio_harness.lint.mended import path_meant, with_root
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.subscription import INTERNAL, View
from attio_harness.lint.yields import UNKNOWN, constant, directive_of, is_nothing, outcomes, pieces, spots
from attio_harness.text.alike import alike, folded, likely_meant
from attio_harness.text.words import listed, shown

_EVERY_ROOT = frozenset().union(*ROOTS.values())


@rule(
    "AH201",
    "error",
    title="A required field of the action is not in the saved mapping, or mapped to nothing.",
    why="Segment's validation refuses every event: `The root value is missing the required field …`. A field's default is "
    "copied when a mapping is made in the editor, never filled in later.",
    fix="Map the field.",
    failing=example({**identify(), "mapping": {"email_address": path("traits.email")}}, workspace=USERS),
    passing=example(identify(), workspace=USERS),
)
def missing_required_field(view: View) -> Iterator[Violation]:
    for key, field in view.action.fields.items() if not view.opaque else ():
        # `required` may be an object with conditions, which depend on the payload
        if field.required is not True:
            continue
        if key not in view.fields:
            default = "" if field.default is MISSING else f" The editor starts with {shown(field.default, 120)}."
            slugs = view.slugs_for(key)
            yield Violation(
                view.source.mapping_pointer,
                f"The field {key} ({field.label}) is required and not in the mapping: Segment refuses every event.",
                f"Add it: defaults are filled in when a mapping is made, never when an event comes.{default}{slugs and f' {slugs}'}",
            )
        elif is_nothing(view.fields[key]):
            yield Violation(
                view.at(key),
                f"The field {key} ({field.label}) is required and mapped to nothing: Segment refuses every event.",
                view.slugs_for(key) or "Map it to a place in the event.",
            )


@rule(
    "AH202",
    "warning",
    title="The mapping has a field that the action does not have.",
    why="Segment silently drops it. It is often an attribute that belongs one level deeper.",
    fix="Move it to where attributes are mapped, or remove it.",
    failing=example(identify(user_atributes={}), workspace=USERS),
    passing=example(identify(user_attributes={}), workspace=USERS),
)
def unknown_field(view: View) -> Iterator[Violation]:
    for key in view.fields:
        if key in view.action.fields or key in INTERNAL or key.startswith(("__segment_internal_", "@")):
            continue
        yield Violation(
            view.at(key),
            f"{view.action.title} has no field {key!r}: Segment silently drops it.",
            f"{likely_meant(key, view.action.fields)}Its fields are {listed(view.action.fields, 12)}; attributes go inside "
            f"{listed([asserted.additional for asserted in view.asserted])}.",
        )


@rule(
    "AH203",
    "error",
    title="A required field reads only values that no event of this trigger has.",
    why="Each type of call has its own members: traits belong to identify and group, properties to track, page and screen. "
    "The field stays empty and Segment refuses every event.",
    fix="Read the value from where these events carry it.",
    failing=example(identify(email_address=path("properties.email")), workspace=USERS),
    passing=example(identify(email_address=path("context.traits.email")), workspace=USERS),
)
def required_input_never_present(view: View) -> Iterator[Violation]:
    for key, paths in _never_present(view).items():
        types = " and ".join(view.trigger.types)
        tops = sorted(set().union(*(ROOTS[kind] for kind in view.trigger.types)) & {"traits", "properties"})
        where = f"$.{tops[0]} or $.context" if tops else "$.context"
        meant = [mended for one in paths if (mended := _meant(view, one, pieces(one))) is not None]
        yield Violation(
            view.at(key),
            f"The required field {key} reads {listed(paths)}, and no {types} event has that: Segment refuses every event.",
            f"Write {listed(meant)}." if meant else f"Read it from where {types} events carry it, below {where}.",
        )


def _never_present(view: View) -> dict[str, list[str]]:
    """The required fields that read only what no event of the trigger has, with the paths they read."""
    out: dict[str, list[str]] = {}
    for key, field in view.action.fields.items():
        if field.required is not True or key not in view.fields or not view.trigger.sound or not view.trigger.types:
            continue
        # a branch that yields nothing does not help the field, so it does not count
        found = [one for one in outcomes(view.fields[key], "") if one.value is not MISSING]
        if found and all(one.kind == "path" and _is_nowhere(view, pieces(one.value)) for one in found):
            out[key] = [str(one.value) for one in found]
    return out


def _absent(view: View, keys: tuple[str, ...]) -> bool:
    """Whether no type of event that meets the trigger has the first key as a top member."""
    return bool(keys) and not any(keys[0] in ROOTS[kind] for kind in view.trigger.types)


def _is_nowhere(view: View, keys: tuple[str, ...]) -> bool:
    """Whether no event of the trigger has a path. Members that no type has, as `$.email`, may be the source's own."""
    if _is_wrapped(view, keys):
        return True
    is_known = bool(keys) and keys[0] in _EVERY_ROOT
    return _absent(view, keys) if is_known else _root_meant(view, keys) is not None


def _meant(view: View, text: str, keys: tuple[str, ...], *, is_path: bool = True) -> str | None:
    """The path with the first key that is meant, or without the one that stands for the event; None without such a slip."""
    near = _root_meant(view, keys)
    if _is_wrapped(view, keys):
        inside = text.partition(keys[0])[2].lstrip("'\"].")
        meant = path_meant(inside) or inside
    elif near is not None:
        meant = with_root(text, near)
    else:
        return None
    return "$." + meant.lstrip("$.") if is_path else meant


def _is_wrapped(view: View, keys: tuple[str, ...]) -> bool:
    """Whether a path begins with a word for the event itself, as `data.traits.plan` does. `data.type` may be the source's own; `event` is a text."""
    there = frozenset().union(*(ROOTS[kind] for kind in view.trigger.types))
    return len(keys) > 1 and keys[0] in _EVENT and keys[1] in (there if keys[0] == "event" else there & _HOLDERS)


_EVENT = frozenset(
    ["_", "body", "call", "data", "event", "evt", "group", "identify", "input", "it", "message", "msg", "page", "payload", "root",
     "screen", "segment", "self", "this", "track"]
)  # fmt: skip
_HOLDERS = frozenset({"context", "properties", "traits"})
_WORDS = ("content", "contents")
"""Members of a source's own that are one letter from another."""


def _root_meant(view: View, keys: tuple[str, ...]) -> str | None:
    """The top member of the trigger's events that a slip in the first key makes of another one; None without such a slip."""
    # a key with other signs has AH208
    if not keys or keys[0] in _EVERY_ROOT or not keys[0].isidentifier():
        return None
    there = [root for kind in view.trigger.types for root in sorted(ROOTS[kind]) if root[0] != "_"]
    # `$.names` and `$.versions` may be the source's own beside `$.name`
    return next((root for root in there if folded(root) == folded(keys[0]) or _is_slip(keys[0], root)), None)


def _is_slip(key: str, root: str) -> bool:
    return root in _HOLDERS and key not in _WORDS and alike(key, root)


@rule(
    "AH204",
    "warning",
    title="A path reads a member that events of this trigger do not have, or that `@transform` does not make.",
    why="The value is missing in every event, so the attribute is never written. The `mapping` of a `@transform` sees what its "
    "`apply` makes, and nothing else of the event.",
    fix="Read it from another place, or change the trigger.",
    failing=example(people(job_title=path("properties.title"))),
    passing=example(people(job_title=path("traits.title"))),
)
def path_never_present(view: View) -> Iterator[Violation]:
    yield from _never_made(view)
    if not view.trigger.sound or not view.trigger.types:
        return
    said: set[str] = set()
    required = tuple(view.at(key) + "/" for key in _never_present(view))
    for one in view.lookups:
        if one.relative or one.text in said or one.pointer.startswith(required or ("\0",)):
            continue
        meant = _meant(view, one.text, one.keys, is_path=not one.placeholder)
        if meant is not None:
            said.add(one.text)
            if _is_wrapped(view, one.keys):
                have = f"{one.keys[1]}, and nothing named {one.keys[0]} around it"
            else:
                have = f"{_root_meant(view, one.keys)}, and no {one.keys[0]}"
            yield Violation(
                one.pointer,
                f"{one.text} never exists: Segment's events have {have}.",
                f"Write {f'{{{{{meant}}}}}' if one.placeholder else meant}.",
            )
        # only members that some type has: any others may be the source's own
        elif _is_nowhere(view, one.keys):
            said.add(one.text)
            having = [kind for kind in ROOTS if one.keys[0] in ROOTS[kind]]
            yield Violation(
                one.pointer,
                f"{one.text} never exists: {' and '.join(view.trigger.types)} events have no {one.keys[0]}, only {listed(having)} "
                "events do.",
                "Read it from another place, or change the trigger.",
            )


def _never_made(view: View) -> Iterator[Violation]:
    for spot in view.spots:
        name, options = spot.directive or ("", None)
        if name != "@transform" or not isinstance(options, Mapping):
            continue
        for one in lookups(spots(options.get("mapping"), f"{spot.pointer}/@transform/mapping")):
            made, keys = options.get("apply"), iter(() if one.relative else one.keys)
            while isinstance(made, Mapping) and directive_of(made) is None and (key := next(keys, None)) is not None:
                if key not in made:
                    yield Violation(
                        one.pointer,
                        f"{one.text} never exists: apply of this @transform makes no {key}, only {listed(made) or 'nothing'}.",
                        f"{likely_meant(key, made)}Read what apply makes, or add it there.",
                    )
                made = made.get(key)


@rule(
    "AH205",
    "error",
    title="A field of the action always gets a constant, list, object or text that Segment's validation refuses.",
    why="Segment checks type and format of fields before anything is sent, and refuses every event.",
    fix="Write a value of the field's type.",
    failing=example(identify(enable_batching="yes"), workspace=USERS),
    passing=example(identify(enable_batching=False), workspace=USERS),
)
def field_value_refused(view: View) -> Iterator[Violation]:
    for key, message in view.refused_fields.items():
        # an empty text is left out, and the field with it
        is_text = constant(view.fields[key]) is UNKNOWN and any(
            one.kind == "text" for one in outcomes(view.fields[key], "")
        )
        yield Violation(
            view.at(key),
            f"Segment refuses this value in every event{' in which it is not empty' if is_text else ''}: {message}",
            view.slugs_for(key) or _value_of(key, view.action.fields[key].type),
        )


def _value_of(key: str, type: str) -> str:
    if key == "received_at":
        return "Map received_at to $.receivedAt."
    if type == "object":
        return f'Write {key} as an object that has the slug of each attribute as a key: {{"slug": {{"@path": "$.…"}}}}.'
    if key in _READ_BEFORE:
        return f"Give {key} a value that Segment accepts ({type})."
    # a constant, even of the right form, would make every event write into one record
    return f"Map {key} to a value of the event that Segment accepts ({type})."


_READ_BEFORE = ("enable_batching", "batch_size")
"""Fields that Segment reads before any event."""


@rule(
    "AH206",
    "warning",
    title="`received_at` is a constant.",
    why="Batches are applied in the order of `received_at`. With a constant all events have the same time, and an older one can "
    "overwrite a newer one.",
    fix="Map it to `$.receivedAt`.",
    failing=example(identify(received_at="2024-01-01T00:00:00.000Z"), workspace=USERS),
    passing=example(identify(received_at=path("receivedAt")), workspace=USERS),
)
def received_at_literal(view: View) -> Iterator[Violation]:
    if "received_at" in view.fields:
        value = constant(view.fields["received_at"])
        if value is not UNKNOWN and not is_nothing(value) and "received_at" not in view.refused_fields:
            yield Violation(
                view.at("received_at"),
                f"Every event gets the time {shown(value)}: a batch loses the order of its events.",
                "Map received_at to $.receivedAt.",
            )
