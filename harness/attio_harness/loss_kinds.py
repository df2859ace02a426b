"""Kinds of loss with the number of events that each loses: what a baseline keeps, and how a run compares with it. Plain values.

A kind names a place in the mapping, an object, an attribute and an answer, but no value, so a baseline tells nothing about a person.
It has no line numbers or file names either, so it stays the same when they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Baseline", "Compared", "Kind", "KindCount", "Standing"]

Standing = Literal["known", "new", "grown"]
"""How a kind of loss compares with the baseline: in it, not in it, or in it with fewer events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the losses of a kind share; `field` is a pointer into the mapping, empty if the whole subscription is at fault."""

    subscription: str
    field: str
    object: str | None
    attribute: str | None
    verdict: str
    code: str

    @property
    def order(self) -> tuple[str, ...]:
        """The key by which kinds are sorted."""
        return (self.subscription, self.field, self.object or "", self.attribute or "", self.verdict, self.code)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """A kind with the number of events that it loses in this run (`events`) and lost in the run of the baseline (`known`)."""

    kind: Kind
    events: int
    known: int

    def to_dict(self) -> dict[str, Any]:
        return {**self.kind.to_dict(), "events": self.events, "known": self.known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The kinds of loss of an earlier run with the number of events that each lost; `events` counts all events of that run."""

    file: str
    events: int
    kinds: Mapping[Kind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The kinds of a run compared with a baseline; each list is sorted."""

    file: str
    events: int
    """How many events the run of the baseline had."""
    known: tuple[KindCount, ...]
    """As many events as before, or fewer."""
    new: tuple[KindCount, ...]
    grown: tuple[KindCount, ...]
    gone: tuple[KindCount, ...]
    """Kinds that lose nothing now; empty if the run was interrupted."""
    unresolved: tuple[KindCount, ...] = ()
    """Kinds that lose fewer events now, but other events may still be lost, depending on records in the CRM; `events` counts these."""
    unknown: int = 0
    """How many lost events the baseline does not know: those of a new kind, and those beyond the known number of a grown one."""

    @property
    def rarer(self) -> tuple[KindCount, ...]:
        """Known kinds that lose fewer events than before and have no unresolved ones."""
        unresolved = {one.kind for one in self.unresolved}
        return tuple(one for one in self.known if one.events < one.known and one.kind not in unresolved)

    def to_dict(self) -> dict[str, Any]:
        names = ("known", "new", "grown", "gone", "unresolved")
        return {
            "file": self.file,
            "events": self.events,
            **{name: [one.to_dict() for one in getattr(self, name)] for name in names},
        }
