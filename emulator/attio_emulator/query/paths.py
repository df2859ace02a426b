"""Ways through record references: the steps of a `path`, and the records at its end.

A path is a list of [object, attribute] pairs that begins with the object that is queried; every attribute but the last one
is a record reference (Attio's documentation). Filters and sorts use the same.
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
"""A value as Attio's JSON shows it, of the members every value has at most `active_from`."""


@dataclass(frozen=True, slots=True)
class Step:
    """An attribute of an object on the way."""

    owner: Object
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Ground:
    """What a query looks at: a workspace and the records in it, and the slug by which its paths begin; `assumptions` are those in
    force, where they are others than the workspace's."""

    workspace: Workspace
    store: Store
    start: str
    assumptions: Settings | None = None

    def attribute(self, owner: Object, named: str, path: Path) -> Attribute:
        """An attribute by slug or ID; an archived one cannot be queried (assumed)."""
        found = owner.find(named)
        if found is None or found.is_archived:
            raise unknown_attribute(named, path)
        return found

    def steps(self, owner: Object, given: Any, path: Path) -> tuple[Step, ...]:
        """The steps of a `path`; `path` says where it stands.

        Raises:
            AttioError: it is no list of pairs, does not begin at `owner`, or does not follow record references.
        """
        if not isinstance(given, list) or not given:
            raise filter_error("A path is a list of [object, attribute] pairs and has at least one.", path)
        out: list[Step] = []
        for index, pair in enumerate(given):
            at = (*path, str(index))
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
                raise filter_error("An element of a path is a pair of an object and an attribute.", at)
            target = self._object(owner, out[-1] if out else None, pair[0], (*at, "0"))
            out.append(Step(target, self.attribute(target, pair[1], (*at, "1"))))
        return tuple(out)

    def _object(self, owner: Object, before: Step | None, named: str, path: Path) -> Object:
        if before is None:
            if named != self.start and named.lower() != owner.id:
                raise filter_error(f'A path begins with the object that is queried: "{self.start}".', path)
            return owner
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

    @property
    def settings(self) -> Settings:
        """The assumptions in force."""
        return self.workspace.assumptions if self.assumptions is None else self.assumptions

    def setting(self, step: Step) -> Setting:
        """What the type of an attribute may look at."""
        return Setting(step.attribute, self.workspace, self.settings, self.store.lookup, step.owner.id)

    def shown(self, step: Step, *, with_time: bool) -> Callable[[Record], Iterator[Shown]]:
        """What gives the values that a record has of an attribute, one by one, with `active_from` where it is asked for."""
        setting, show, slug = self.setting(step), TYPES[step.attribute.type].show, step.attribute.slug

        def shown(record: Record) -> Iterator[Shown]:
            for value in record.active(slug):
                one = show(value.data, setting)
                yield {**one, "active_from": iso(value.active_from)} if with_time else one

        return shown
