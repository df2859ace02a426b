"""Paths through record references: the steps of a `path`, and the records at its end.

A path is a list of [object, attribute] pairs that begins with the queried object. Every attribute but the last one is a
record reference (Attio's documentation). Filters and sorts both use paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from attio_emulator.assumptions import Settings
from attio_emulator.clock import iso
from attio_emulator.query.refusals import Path, filter_error, unknown_attribute
from attio_emulator.record import Record
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Store
from attio_emulator.types import TYPES, Setting

__all__ = ["Ground", "Shown", "Step"]

Shown = Mapping[str, Any]
"""A value in Attio's JSON; of the members that all values have, it has at most `active_from`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: an object and its attribute."""

    owner: Object
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Ground:
    """What a query is about: the records of `owner`, in a workspace under the assumptions in force. Its paths begin with the
    slug `start`."""

    workspace: Workspace
    store: Store
    settings: Settings
    owner: Object
    start: str

    def attribute(self, owner: Object, named: str, path: Path) -> Attribute:
        """An attribute by slug or ID; archived ones cannot be queried (assumed)."""
        found = owner.find(named)
        if found is None or found.is_archived:
            raise unknown_attribute(named, path)
        return found

    def steps(self, given: Any, path: Path) -> tuple[Step, ...]:
        """The steps of a `path`, whose place in the query is the argument `path`.

        Raises:
            AttioError: it is not a list of pairs, does not begin at the owner, or does not follow record references.
        """
        if not isinstance(given, list) or not given:
            raise filter_error("A path is a list of [object, attribute] pairs and has at least one.", path)
        out: list[Step] = []
        for index, pair in enumerate(given):
            at = (*path, str(index))
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
                raise filter_error("An element of a path is a pair of an object and an attribute.", at)
            target = self._object(out[-1] if out else None, pair[0], (*at, "0"))
            out.append(Step(target, self.attribute(target, pair[1], (*at, "1"))))
        return tuple(out)

    def _object(self, before: Step | None, named: str, path: Path) -> Object:
        if before is None:
            if named != self.start and named.lower() != self.owner.id:
                raise filter_error(f'A path begins with the object that is queried: "{self.start}".', path)
            return self.owner
        found = self.workspace.find_object(named)
        if before.attribute.type != "record-reference":
            told = f"{before.owner.slug}.{before.attribute.slug}"
            raise filter_error(f"A path goes on at record references only; {told} is {before.attribute.type}.", path)
        allowed = before.attribute.allowed_objects
        if found is None or (allowed and found.slug not in allowed):
            targets = ", ".join(allowed) or "any object"
            raise filter_error(f'"{named}" is no object that "{before.attribute.slug}" points to: {targets}.', path)
        return found

    def ends(self, record: Record, steps: tuple[Step, ...]) -> Iterator[Record]:
        """The records that have the last attribute of a path, in the order in which they are referenced."""
        found = [record]
        for step, following in pairwise(steps):
            reached: dict[str, Record] = {}
            for one in found:
                for value in one.active(step.attribute.slug):
                    target = self.store.get(*value.data)
                    if target is not None and target.object == following.owner.slug:
                        reached.setdefault(target.id, target)
            found = list(reached.values())
        yield from found

    def setting(self, step: Step) -> Setting:
        """The context in which the type of an attribute works."""
        return Setting(step.attribute, self.workspace, self.settings, self.store.lookup, step.owner.id)

    def shown(self, step: Step, *, with_time: bool) -> Callable[[Record], Iterator[Shown]]:
        """A function that yields a record's values of an attribute, with `active_from` if `with_time`."""
        setting, show, slug = self.setting(step), TYPES[step.attribute.type].show, step.attribute.slug

        def shown(record: Record) -> Iterator[Shown]:
            for value in record.active(slug):
                one = show(value.data, setting)
                yield {**one, "active_from": iso(value.active_from)} if with_time else one

        return shown
