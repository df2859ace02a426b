"""Rules on whole subscriptions and on several together: switched off, doubled, writing the same attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from attio_emulator import Object

from attio_harness.lint.lookups import lookups
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import USERS, example, identify, path, people
from attio_harness.lint.satisfiability import meet_together
from attio_harness.lint.subscription import Asserted, View
from attio_harness.lint.yields import UNKNOWN, constant, spots

_TITLE = path("traits.title")


@rule(
    "AH409",
    "note",
    title="The subscription is switched off.",
    why="No event reaches it. Lint checks it anyway, since it may be switched on later.",
    fix="Enable it.",
    failing=example({**identify(), "enabled": False}, workspace=USERS),
    passing=example({**identify(), "enabled": True}, workspace=USERS),
)
def subscription_disabled(view: View) -> Iterator[Violation]:
    if not view.source.enabled:
        yield Violation(
            view.source.pointer,
            "The subscription is not enabled: no event reaches it.",
            "Enable it when it is ready.",
        )


def _earlier(view: View, alike: Callable[[View, View], bool]) -> Iterator[View]:
    """Enabled subscriptions before this one that are `alike` and that the same event may reach."""
    if not view.source.enabled or not view.trigger.sound:
        return
    for other in view.siblings:
        # reported only at the later one of a pair
        if other is view:
            return
        if (
            other.source.enabled
            and other.trigger.sound
            and alike(view, other)
            and meet_together(view.trigger.tree, other.trigger.tree)
        ):
            yield other


@rule(
    "AH410",
    "warning",
    title="Two subscriptions write different values into the same attribute from the same events.",
    why="Segment delivers to every subscription that matches, in no guaranteed order, and the last write wins.",
    fix="Let one of them write it.",
    failing=example(people(job_title=_TITLE), {**people(job_title=path("traits.role")), "name": "People again"}),
    passing=example(people(job_title=_TITLE), {**people(description=path("traits.role")), "name": "People again"}),
)
def same_attribute_twice(view: View) -> Iterator[Violation]:
    said: set[str] = set()
    for other in _earlier(view, _write_alike):
        theirs = _single_values(other)
        where = "" if other.source.file == view.source.file else f" of {other.source.file}"
        for place, mine in _single_values(view).items():
            if place in theirs and mine.contradicts(theirs[place]) and mine.pointer not in said:
                said.add(mine.pointer)
                yield Violation(
                    mine.pointer,
                    f"{other.source.name!r}{where} also writes {place[0]}.{place[1]}, from the same events and with another "
                    "value: the last delivery wins.",
                    "Map it in one of them, or make the triggers exclude each other.",
                )


def _write_alike(view: View, other: View) -> bool:
    """Whether both write one attribute, each with a value of its own."""
    mine, theirs = _single_values(view), _single_values(other)
    return any(place in theirs and mine[place].contradicts(theirs[place]) for place in mine)


@dataclass(frozen=True, slots=True)
class _Value:
    """What is written into an attribute, the record's matching attribute, and the names of the event's members that fill that one."""

    node: Any
    pointer: str
    matching: str | None
    found_by: frozenset[str]

    def contradicts(self, other: _Value) -> bool:
        """Whether the other is another value for the same record. Matching values from members of different names mean different
        records, such as inviter and invitee."""
        if self.matching == other.matching and self.found_by and other.found_by and not self.found_by & other.found_by:
            return False
        mine = constant(self.node)
        return self.node != other.node and (mine is UNKNOWN or mine != constant(other.node))


def _found_by(asserted: Asserted, owner: Object) -> frozenset[str]:
    matching = owner.find(asserted.matching or "")
    filled = [one for one in asserted.assignments if matching is not None and owner.find(one.attribute) is matching]
    return frozenset(look.keys[-1] for one in filled for look in lookups(spots(one.node, one.pointer)) if look.keys)


def _single_values(view: View) -> dict[tuple[str, str], _Value]:
    """What is written into single-value attributes other than the matching attribute."""
    out = {}
    for asserted, owner, assignment, attribute in view.written:
        # a multi-select attribute keeps both values; the matching attribute has the same value in both
        if attribute is None or attribute.is_multiselect or attribute is owner.find(asserted.matching or ""):
            continue
        out[owner.slug, attribute.slug] = _Value(
            assignment.node, assignment.pointer, asserted.matching, _found_by(asserted, owner)
        )
    return out


@rule(
    "AH411",
    "warning",
    title="Two subscriptions with the same action and mapping for the same events.",
    why="Every such event is delivered twice, which doubles the writes, and Attio accepts only 25 a second.",
    fix="Remove one.",
    failing=example(people(), {**people(), "name": "People again"}),
    passing=example(people(), {**people('type = "group"'), "name": "People again"}),
)
def same_mapping_twice(view: View) -> Iterator[Violation]:
    first = next(_earlier(view, _is_copy), None)
    if first is not None:
        yield Violation(
            view.source.pointer,
            f"{first.source.name!r} has the same action and mapping: events that reach both are delivered twice.",
            "Remove one, or make the triggers exclude each other.",
        )


def _is_copy(view: View, other: View) -> bool:
    return view.action.slug == other.action.slug and view.source.mapping == other.source.mapping


@rule(
    "AH412",
    "note",
    title="Reading the file needed an assumption, or showed something odd.",
    why="A missing page of a response, a missing action, a key that comes twice, what a Terraform plan changes or "
    "deletes: no other rule reports these.",
    fix="Complete the file, or write out what was assumed.",
    failing=example({**people(), "partnerAction": None}),
    passing=example(people()),
)
def read_with_a_remark(view: View) -> Iterator[Violation]:
    told = [(view.source.pointer, what) for what in view.source.notes]
    for pointer, what in [*told, *view.source.beside]:
        yield Violation(
            pointer,
            f"{what[0].upper()}{what[1:]}.",
            "Check that this is what you mean; the other findings rest on it.",
        )
