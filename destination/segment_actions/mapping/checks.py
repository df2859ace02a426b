"""The checks Segment makes of a mapping before it resolves anything: small functions that directives combine.

A check returns nothing or raises `Invalid`. It walks into objects and collects all their problems; it does not walk
into arrays.
Source: observation of the published mapping kit (`validate`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from segment_actions.errors import Problem
from segment_actions.js import MISSING, ascending_keys, quote, type_name, utf16_length
from segment_actions.pointers import token

__all__ = ["Check", "Checked", "Invalid", "Place", "check_node", "fields", "one_of", "required"]


class Checked(Protocol):
    """The part of a directive that checks need; `compiler.Directive` is the whole."""

    def check(self, value: Any, place: Place) -> None:
        """Raise `Invalid` for what Segment refuses before it resolves anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check is: the known directives, the path in Segment's messages, and the exact JSON pointer.

    `is_walked` means the value was found sound before and only its kind is checked again; otherwise each level of a
    mapping would be walked twice as often as the one above it. `sound` has the IDs of the objects that were walked
    completely.
    """

    directives: Mapping[str, Checked]
    path: tuple[str, ...] = ()
    pointer: str = ""
    is_walked: bool = False
    moved: Mapping[str, str] = field(default_factory=dict)
    """Pointer in the unfolded mapping -> pointer in the original."""
    sound: set[int] = field(default_factory=set)

    def at(self, key: str, *, is_walked: bool = False) -> Place:
        pointer = f"{self.pointer}/{token(key)}"
        pointer = self.moved.get(pointer, pointer)
        return self._moved_to((*self.path, key), pointer, is_walked)

    def inside(self, key: str, *, named: bool = False) -> Place:
        """An element of an array. Messages name only the array, or (not `named`) nothing at all."""
        path = self.path if named else ()
        return self._moved_to(path, f"{self.pointer}/{key}", False)

    def _moved_to(self, path: tuple[str, ...], pointer: str, is_walked: bool) -> Place:
        # one for each node of a mapping: `replace` takes three times as long
        return Place(self.directives, path, pointer, is_walked, self.moved, self.sound)


class Invalid(Exception):  # internal: callers see MappingError
    """Problems found; `aggregate` if one of them was inside an object."""

    def __init__(self, problems: Sequence[Problem], *, aggregate: bool = False) -> None:
        self.problems = list(problems)
        self.aggregate = aggregate


Check = Callable[[Any, Place], None]


def fail(place: Place, what: str, *, reason: str = "", about: Sequence[str] = ()) -> Invalid:
    message = f"/{'/'.join(place.path)} {what}."
    return Invalid([Problem(pointer=place.pointer, message=message, reason=reason, about=tuple(about))])


def kind_of(value: Any) -> str:
    """The type as messages name it. An object with an @-key is a directive."""
    kind = type_name(value)
    return "directive" if kind == "object" and any(key.startswith("@") for key in value) else kind


def expected(place: Place, what: str, value: Any) -> Invalid:
    kind = kind_of(value)
    return fail(place, f"should be {what} but it is {_article(kind)} {kind}")


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"


def check_node(value: Any, place: Place) -> None:
    """Check any value of a mapping: walks directives and objects, accepts everything else."""
    kind = kind_of(value)
    if kind == "directive":
        check_directive(value, place)
    elif kind == "object":
        check_object(value, place)


def check_directive(value: Mapping[str, Any], place: Place) -> None:
    if place.is_walked:
        return
    names = [key for key in ascending_keys(list(value)) if key.startswith("@")]
    if len(names) > 1:
        raise fail(place, f"should only have one @-prefixed key but it has {len(names)} keys")
    if any(not key.startswith("@") and key != "_metadata" for key in value):
        raise fail(place, f"should only have one @-prefixed key but it has {len(value)} keys")
    if names[0] not in place.directives:
        raise fail(place, f"has an invalid directive: {names[0]}", reason="unknown directive", about=names[:1])
    place.directives[names[0]].check(value[names[0]], place.at(names[0]))
    place.sound.add(id(value))


def check_object(value: Any, place: Place) -> None:
    if kind_of(value) != "object":
        raise expected(place, "an object", value)
    if place.is_walked:
        return
    problems: list[Problem] = []
    for key in ascending_keys(list(value)):
        try:
            check_node(value[key], place.at(key))
        except Invalid as found:
            problems += found.problems
    if problems:
        raise Invalid(problems, aggregate=True)
    place.sound.add(id(value))


def raw(value: Any, place: Place) -> None:
    """Any JSON value: a directive is checked, an object is not walked."""
    if kind_of(value) == "directive":
        check_directive(value, place)
    elif value is MISSING:
        raise expected(place, "a mapping directive or a JSON value", value)


def string_or_directive(value: Any, place: Place) -> None:
    kind = kind_of(value)
    if kind == "directive":
        check_directive(value, place)
    elif kind != "string":
        raise expected(place, "a string or a mapping directive", value)


def object_or_directive(value: Any, place: Place) -> None:
    kind = kind_of(value)
    if kind == "directive":
        check_directive(value, place)
    elif kind == "object":
        check_object(value, place)
    else:
        raise expected(place, "a object or a mapping directive", value)  # sic


def string(value: Any, place: Place) -> None:
    if kind_of(value) != "string":
        raise expected(place, "a string", value)


def boolean(value: Any, place: Place) -> None:
    if kind_of(value) != "boolean":
        raise expected(place, "a boolean", value)


def array(value: Any, place: Place) -> None:
    kind = type_name(value)
    if kind != "array":
        raise fail(
            place, f"should be an array but it is {_article(kind)} {kind}"
        )  # here a directive counts as an object


def string_of(shortest: int, longest: int) -> Check:
    """A string whose length is within these limits, in UTF-16 units."""

    def check(value: Any, place: Place) -> None:
        string(value, place)
        if utf16_length(value) < shortest:
            raise fail(place, f"should be a string of length {shortest} or greater")
        if utf16_length(value) > longest:
            raise fail(place, f"should be a string of length {longest} or less", reason="too long")

    return check


def one_of(*allowed: str) -> Check:
    """One of these strings, in any case."""

    def check(value: Any, place: Place) -> None:
        string(value, place)
        if value.lower() not in allowed:
            raise fail(place, f"should be one of {', '.join(allowed)} but it is {quote(value)}")

    return check


@dataclass(frozen=True, slots=True)
class required:  # lower case, since the tables of fields read like words
    """Marks a field as required."""

    check: Check


def fields(**listed: Check | required) -> Check:
    """An object of options: all members are walked first; if all are sound, the listed fields are checked in their order."""

    def check(value: Any, place: Place) -> None:
        check_object(value, place)
        problems: list[Problem] = []
        for name, rule in listed.items():
            try:
                _field(value, name, rule, place)
            except Invalid as found:
                problems += found.problems
        if problems:
            raise Invalid(problems, aggregate=True)

    return check


def _field(value: Mapping[str, Any], name: str, rule: Check | required, place: Place) -> None:
    there = value.get(name, MISSING)
    if isinstance(rule, required):
        if there is MISSING:
            raise fail(place, f"should have field {quote(name)} but it doesn't")
        rule.check(there, place.at(name, is_walked=True))
    elif there is not MISSING:
        rule(there, place.at(name, is_walked=True))
