"""Notes values that merge many records into one: `N/A` as the ID of a user, `gmail.com` as the domain of a company, an ID that comes with
different email addresses.

Attio finds a record by such a value, so each event overwrites what the one before it wrote. Looks at what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from attio_destination.asserts import ASSERTS, Assert
from attio_emulator.addresses import root_domain

from attio_harness.advice.hosts import WITH_A_PAGE, shared_by
from attio_harness.inputs.event import SourceEvent
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.alike import folded
from attio_harness.text.printed import OF_NOTHING, stands_for_nothing
from attio_harness.text.words import more_such, shown

__all__ = ["JoinedRecords"]

_MANY = 5
"""This many different values with one ID are no longer a change of address, or another site of a company."""
_COMPANIES = 3
"""This many different companies with one domain cannot all own it."""
_MOST = 100_000
"""How many IDs are kept with their other value; one that all events share is among the first."""
_NO_ID = frozenset(["0", "-1"])
_NOBODY = frozenset(
    ["a", "abc", "asdf", "dummy", "email", "example", "fake", "foo", "na", "no", "noemail", "nobody", "nomail", "none", "null", "test",
     "tests", "unknown", "user", "xxx"]
)  # fmt: skip
"""What people type around the @ when they must give an address and have none; `test@example.com` comes from examples."""

_Field = tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """A value of a field, the first event with it, and the different values that came with it."""

    value: str
    why: str
    first: str
    beside: set[str]
    needed: int
    """How many different values must come with it before it is reported."""


class JoinedRecords:
    """Sees every written payload, and reports once for each field and reason that its value finds one record for all events."""

    def __init__(self, runnables: Sequence[RunnableSubscription]) -> None:
        self._sources = [one.source for one in runnables]
        # for each subscription, the fields whose values find records; none for Assert Record, whose payload names them
        self._fields = [
            [_field_of(one) for one in ASSERTS[source.action] if one.matching_attribute] for source in self._sources
        ]
        # by subscription, field and value; such values are few
        self._seen: dict[tuple[int, _Field, str], _Seen] = {}
        # for each subscription: ID -> the value beside it, or several once it has more than one
        self._ids: list[dict[str, str | _Seen]] = [{} for _ in runnables]

    def see(self, order: int, payload: Mapping[str, Any], item: SourceEvent) -> None:
        """A payload that was written, of the subscription with index `order`."""
        fields = self._fields[order]
        if not fields:
            for one, value in _asserted(payload):
                if type(value) is str and (why := one.why(value)):
                    self._found(order, one, value, why, None, payload, item)
            return
        for one in fields:
            value = payload.get(one.field[0])
            if type(value) is str and (why := one.why(value)):
                other = next((payload.get(each.field[0]) for each in fields if each is not one), None)
                self._found(order, one, value, why, other, payload, item)
        if len(fields) == 2:
            beside, id = (payload.get(one.field[0]) for one in fields)
            if type(id) is str and type(beside) is str:
                beside = beside.lower()
                if fields[0].attribute == "domains":
                    # app.acme.com and acme.de are sites of one company
                    beside = root_domain(beside).partition(".")[0]
                self._compare(self._ids[order], id, beside, item)

    def _found(
        self, order: int, one: _Finder, value: str, why: str, other: Any, payload: Mapping[str, Any], item: SourceEvent
    ) -> None:
        """Note a value that finds one record for all events; `other` is the value of the action's other field."""
        seen = self._seen.get((order, one.field, value))
        if seen is None:
            needed = _needed(why, value)
            seen = self._seen[order, one.field, value] = _Seen(value, why, f"{item.file}:{item.line}", set(), needed)
        if len(seen.beside) < _MANY:
            seen.beside.add(_whose(payload, one.attribute, other))

    @staticmethod
    def _compare(ids: dict[str, str | _Seen], id: str, beside: str, item: SourceEvent) -> None:
        known = ids.get(id)
        if known is None:
            if len(ids) < _MOST:
                ids[id] = beside
        elif type(known) is _Seen:
            if len(known.beside) < _MANY:
                known.beside.add(beside)
        elif known != beside:
            ids[id] = _Seen(id, "", f"{item.file}:{item.line}", {str(known), beside}, _MANY)

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`; those with a person's ID have `values`, which formats may mask."""
        told: dict[tuple[int, _Field, str], list[_Seen]] = {}
        for (order, field, _), seen in self._seen.items():
            if len(seen.beside) >= seen.needed:
                told.setdefault((order, field, seen.why), []).append(seen)
        for (order, field, _), (seen, *others) in sorted(told.items(), key=lambda one: one[0]):
            more = more_such(1 + len(others))
            what = f"is {shown(seen.value)} at {seen.first}{more}, {seen.why}: events that have the same are written to one record"
            yield self._sources[order].note_on(field, what)
        for order, (fields, ids) in enumerate(zip(self._fields, self._ids, strict=True)):
            if not ids:
                continue
            beside, own = (one.field for one in fields)
            many = [one for one in ids.values() if type(one) is _Seen and len(one.beside) >= _MANY]
            # the others are told above, or as printed by a program
            many = [one for one in many if (order, own, one.value) not in self._seen and one.value not in OF_NOTHING]
            if not many:
                continue
            more = more_such(len(many))
            what = (
                f"is {shown(many[0].value)} with {_MANY} or more different values of {beside[0]}, the second at {many[0].first}{more}: "
                f"all of them are one record of {ASSERTS[self._sources[order].action][1].object}, each event over the one before it"
            )
            yield self._sources[order].note_on(own, what) | {"values": [shown(many[0].value)]}


class _Finder(NamedTuple):
    """A field whose values find records."""

    field: _Field
    attribute: str
    why: Callable[[str], str]
    """Why no single record has a value; empty if one may have it."""


def _field_of(one: Assert) -> _Finder:
    """The field that an assertion takes the value of its matching attribute from."""
    fill = one.fill(one.matching_attribute)
    assert fill is not None
    return _Finder((fill.field,), fill.attribute, _WHY.get(fill.attribute, _why_id))


def _asserted(payload: Mapping[str, Any]) -> list[tuple[_Finder, Any]]:
    """The values of the matching attribute of Assert Record."""
    attribute, values = payload.get("matching_attribute"), payload.get("attributes")
    if type(attribute) is not str or type(values) is not dict:
        return []
    value = values.get(attribute)
    finder = _Finder(("attributes", attribute), attribute, _WHY.get(attribute, _why_id))
    return [(finder, one) for one in (value if type(value) is list else [value])]


def _whose(payload: Mapping[str, Any], attribute: str, other: Any) -> str:
    """What distinguishes payloads with one value: the other field of the action, or what else Assert Record writes."""
    values = payload.get("attributes")
    if type(values) is not dict:
        return str(other).lower()
    if attribute == "domains":  # `GitHub` and `Github, Inc.` are one
        return folded("".join(str(values.get("name")).split()[:1]))
    return str({slug: value for slug, value in values.items() if slug != attribute})


_PAGE = f"which belongs to {WITH_A_PAGE}"
_TYPED = "which people type where they have none"


def _needed(why: str, value: str) -> int:
    """How many different values must come with one value: GitHub has a domain too, and a plan may have the code `none` or `0`."""
    if why == _PAGE:
        return _COMPANIES
    return 2 if why == _TYPED or value in _NO_ID or value.strip().isalpha() else 1


def _why_domain(value: str) -> str:
    shared = shared_by(value)
    return f"which belongs to {shared}" if shared else ""


def _why_address(value: str) -> str:
    local, _, host = value.lower().partition("@")
    if local not in _NOBODY:
        return ""
    return _TYPED if host.partition(".")[0] in _NOBODY and not host.startswith("example.") else ""


def _why_id(value: str) -> str:
    # `printed_texts` reports what a program prints
    if stands_for_nothing(value) and value not in OF_NOTHING:
        return "which says that there is none"
    return "which programs send where there is none" if value in _NO_ID else ""


_WHY: Mapping[str, Callable[[str], str]] = {"domains": _why_domain, "email_addresses": _why_address}
"""See `_Finder.why`; for all other attributes, `_why_id`."""
