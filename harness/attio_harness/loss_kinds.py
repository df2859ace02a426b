"""Kinds of loss and how many events they lose: what a baseline keeps of a run, and a run compared with it. Plain values.

A kind names a place of the mapping, an object, an attribute and an answer, and never a value: whoever reads a baseline learns
nothing of a person. Neither lines nor the names of files go in, so that it stays the same when they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = ["Baseline", "Compared", "Kind", "KindCount", "Standing"]

Standing = Literal["known", "new", "grown"]
"""A kind of loss beside the baseline: in it, not in it, or in it with fewer events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the losses of a kind share; `field` is a pointer into the mapping, empty where the whole subscription is at fault."""

    subscription: str
    field: str
    object: str | None
    attribute: str | None
    verdict: str
    code: str

    @property
    def order(self) -> tuple[str, ...]:
        """Kinds are sorted by it."""
        return (self.subscription, self.field, self.object or "", self.attribute or "", self.verdict, self.code)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """A kind with how many events it loses in this run, and how many in the run that the baseline was written from."""

    kind: Kind
    events: int
    known: int

    def to_dict(self) -> dict[str, Any]:
        return {**self.kind.to_dict(), "events": self.events, "known": self.known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The kinds of loss of an earlier run, with how many events each lost; `events` are those of that run."""

    file: str
    events: int
    kinds: Mapping[Kind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The kinds of a run beside those of a baseline, each list sorted."""

    file: str
    events: int
    """The events of the run that the baseline was written from."""
    known: tuple[KindCount, ...]
    """As many events as before, or fewer."""
    new: tuple[KindCount, ...]
    grown: tuple[KindCount, ...]
    gone: tuple[KindCount, ...]
    """Those that lose nothing now; none where the run was interrupted."""
    unresolved: tuple[KindCount, ...] = ()
    """Those that lose fewer events now, or none, and of which others depend on records that may be there; `events` counts these."""
    unknown: int = 0
    """How many lost events of this run the baseline does not know: with a new kind, or beyond the number of a grown one."""

    @property
    def rarer(self) -> tuple[KindCount, ...]:
        """Known kinds that lose fewer events than before, and of which none is unresolved."""
        unresolved = {one.kind for one in self.unresolved}
        return tuple(one for one in self.known if one.events < one.known and one.kind not in unresolved)

    def to_dict(self) -> dict[str, Any]:
        names = ("known", "new", "grown", "gone", "unresolved")
        return {
            "file": self.file,
            "events": self.events,
            **{name: [one.to_dict() for one in getattr(self, name)] for name in names},
        }
