"""What mapping, triggers, filters and workspace ask of events: which values decide something, and what each path is used for.

Read once, before any event. `plan` decides what to do with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_destination import destination
from attio_emulator import Workspace
from segment_actions import FqlError, filter_fql, fql
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path, Tree

from attio_harness.anonymize.words import WORD
from attio_harness.inputs.filter_actions import keys_of
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import spots
from attio_harness.run.event_paths import Keys
from attio_harness.run.mapped_fields import fields_of, variables_of

__all__ = ["NOTHING_KNOWN", "Knowledge", "at", "knowledge_of"]

_SLUG_FIELDS = frozenset({"object", "matching_attribute"})
_FIELDS = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
_INSIDE = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_STEPS = re.compile(r"[^.\[\]]+")
_LOOKS_INSIDE = frozenset({"contains", "not_contains", "starts_with", "not_starts_with", "ends_with", "not_ends_with"})
_IS_THERE = frozenset({"exists", "not_exists"})
_REFERENCES = frozenset({"actor-reference", "record-reference"})
_SHORTEST = 3
"""The shortest word, in letters, that stays inside longer ones; shorter ones would stay in far too many."""
_WRITTEN = re.compile(r"""\|\s*(?:append|date|default|join|prepend)\s*:\s*(?:'[^']*'|"[^"]*")""")
"""Liquid filters whose argument is text to write, not to search for."""
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_HASHED = re.compile(
    r"\|\s*(md5|sha1|sha256|sha512|hmac_sha1|hmac_sha256|base64_encode|base64_decode|sort|sort_natural)\b"
)


def at(keys: Iterable[str]) -> Keys:
    """A path without the numbers of elements: what holds for a list holds for each element."""
    return tuple(key for key in keys if not key.isdecimal())


@dataclass(slots=True, kw_only=True)
class Knowledge:
    """What is asked of events.

    `types` are the types of the attributes that a path fills, `slugs` paths that name an object or attribute, `asked` paths whose values
    a condition compares. `literals` are compared with whole values, in lower case; `kept` and `whole` are words searched for inside
    values. `keys` are names of properties, `titles` those of options and statuses, `members` email addresses of members. `cautions`
    are sentences about what cannot be kept.
    """

    types: dict[Keys, set[str]] = field(default_factory=dict)
    slugs: set[Keys] = field(default_factory=set)
    asked: set[Keys] = field(default_factory=set)
    literals: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    cautions: list[str] = field(default_factory=list)
    has_mapping: bool = False

    def caution(self, said: str) -> None:
        if said not in self.cautions:
            self.cautions.append(said)

    def path(self, keys: Iterable[str]) -> Keys:
        """Note a path that something reads; its keys are names of properties."""
        path = at(keys)
        self.keys.update(path)
        return path

    def literal(self, text: Any) -> None:
        if isinstance(text, str) and text.strip():
            self.literals.add(text.strip().casefold())
            if WORD.fullmatch(text.strip()):
                # otherwise another word might become this one
                self.whole.add(text.strip().lower())

    def inside(self, text: str, where: str) -> None:
        """Note a text that is searched for inside values."""
        self.literal(text)
        words = list(WORD.finditer(text))
        for word in words:
            if len(word[0]) >= _SHORTEST:
                self.kept.add(word[0].lower())
                continue
            self.whole.add(word[0].lower())
            # a sign beside the word shows where it ends
            open_at_an_end = word.start() == 0 or word.end() == len(text)
            if open_at_an_end:
                self.caution(
                    f"{where} looks for {text!r} inside of values; so short a text stays where it is a word of its own, not "
                    "inside of longer ones"
                )


NOTHING_KNOWN = Knowledge()


def knowledge_of(
    sources: Sequence[LocatedSubscription], filters: Sequence[LocatedFilter], workspace: Workspace | None
) -> Knowledge:
    """What these ask of events; attributes of an object that the workspace lacks have no type."""
    known = Knowledge(has_mapping=bool(sources))
    schema = workspace or Workspace.standard()
    for source in sources:
        _mapping(known, source, schema)
        _trigger(known, source)
    for one in filters:
        if one.applies:
            _filter(known, one)
    for owner in schema.objects.values():
        for attribute in owner.attributes.values():
            for choice in attribute.choices:
                known.titles.update((choice.title.strip().casefold(), choice.id.casefold()))
    known.members.update(one.email_address.casefold() for one in schema.members)
    return known


# -- mappings -------------------------------------------------------------------------------------------------------


def _mapping(known: Knowledge, source: LocatedSubscription, workspace: Workspace) -> None:
    action = destination.actions.get(source.action)
    if action is None:
        return
    view = View(source, action, workspace, [])
    fills = [(one.pointer, attribute.type) for _, _, one, attribute in view.written if attribute is not None]
    holders = [
        (view.at(asserted.additional), owner)
        for asserted in view.asserted
        if (owner := view.object_of(asserted)) is not None
    ]
    for _, _, assignment, attribute in view.written:
        if attribute is not None and (attribute.is_unique or attribute.type in _REFERENCES):
            # a fixed text finds a record or a member of the workspace file
            for spot in spots(assignment.node, ""):
                known.literal(spot.node)
    for keys in variables_of(source.mapping):
        known.path(keys)
    for one in fields_of(source.mapping):
        pointer = source.mapping_pointer + one.pointer
        paths = [known.path(keys) for keys in one.paths]
        if one.pointer.split("/")[1:2] and one.pointer.split("/")[1] in _SLUG_FIELDS:
            known.slugs.update(paths)
        for place, type in fills:
            if pointer == place or pointer.startswith(place + "/"):
                for path in paths:
                    known.types.setdefault(path, set()).add(type)
        for place, owner in holders:
            if pointer == place:  # a path for all attributes: each member is one
                known.keys.update(owner.attributes)
                for path in paths:
                    for attribute in owner.attributes.values():
                        known.types.setdefault((*path, attribute.slug), set()).add(attribute.type)
    _directives(known, source)


def _directives(known: Knowledge, source: LocatedSubscription) -> None:
    where = f"the mapping of {source.name!r}"
    for spot in spots(source.mapping, ""):
        found = spot.directive
        if found is None:
            continue
        name, argument = found
        if name == "@replace" and isinstance(argument, Mapping):
            for key in ("pattern", "pattern2"):
                if isinstance(argument.get(key), str) and argument[key]:
                    known.inside(argument[key], where)
        elif name == "@liquid" and isinstance(argument, str):
            _liquid(known, argument, where)


def _liquid(known: Knowledge, text: str, where: str) -> None:
    for part in re.findall(r"\{[{%].*?[%}]\}", text, flags=re.DOTALL):
        for one, other in _QUOTED.findall(_WRITTEN.sub("", part)):
            if WORD.search(one or other):
                known.inside(one or other, where)
        for name in _HASHED.findall(part):
            known.caution(f"{where} uses the filter {name}, whose result is another one for other values")


# -- triggers and filters -------------------------------------------------------------------------------------------


def _trigger(known: Knowledge, source: LocatedSubscription) -> None:
    try:
        tree = fql.parse(source.trigger)
    except FqlError:  # the run reports it
        return
    for condition in _conditions(tree):
        kind, value = condition["type"], condition.get("value")
        keys = (
            (_FIELDS[kind],) if kind in _FIELDS else (_INSIDE.get(kind, ""), *_STEPS.findall(condition.get("name", "")))
        )
        path = known.path(keys)
        if condition["operator"] not in _IS_THERE:
            known.asked.add(path)
        if not isinstance(value, str):
            continue
        if condition["operator"] in _LOOKS_INSIDE:
            known.inside(value, f"the trigger of {source.name!r}")
        else:
            known.literal(value)


def _conditions(tree: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(tree, Mapping) and tree.get("type") == "group":
        for child in tree["children"]:
            yield from _conditions(child)
    elif isinstance(tree, Mapping) and "type" in tree:
        yield tree


def _filter(known: Knowledge, one: LocatedFilter) -> None:
    where = f"the filter {one.title!r}"
    for action in one.actions:
        for path, names in action.fields.items():
            for name in names:
                known.path((*keys_of(path), *keys_of(name)))
        if action.kind == "sample" and action.percent not in (0, 1):
            by = action.path or "messageId"
            known.caution(f"{where} draws a sample by {by}: of other values it draws others, so that other events pass")
    if one.condition.strip() == "all":
        return
    try:
        tree = filter_fql.parse(one.condition)
    except FqlError:
        return
    for read in filter_fql.paths_of(tree):
        known.path(read.keys)
    known.asked.update(at(read.keys) for read in _compared(tree))
    _literals(known, tree, where)


def _compared(condition: Tree) -> Iterator[Path]:
    """The fields whose values decide; fields whose existence alone is asked for do not change."""
    for clause in filter_fql.clauses_of(condition):
        match clause:
            case Compare("=" | "!=", Path(), Literal(None)) | Compare("=" | "!=", Literal(None), Path()):
                pass
            case _:
                yield from filter_fql.paths_of(clause)


def _literals(known: Knowledge, tree: Any, where: str, inside: bool = False) -> None:
    match tree:
        case Literal(value) if isinstance(value, str):
            if inside:
                known.inside(value, where)
            else:
                known.literal(value)
        case Call(name, arguments):
            for one in arguments:
                _literals(known, one, where, name in ("contains", "match"))
        case Compare(_, left, right):
            _literals(known, left, where)
            _literals(known, right, where)
        case ListOf(parts) | Group(_, parts):
            for part in parts:
                _literals(known, part, where)
        case Not(inner):
            _literals(known, inner, where)
        case Path() | Literal() | _:
            return
