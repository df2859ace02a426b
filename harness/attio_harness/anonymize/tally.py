"""What was replaced and what stayed, counted. No original value is in here: what is told can lie beside the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.run.event_paths import Keys, path_text

__all__ = ["Summary", "Tally"]

_MOST_DISTINCT = 1_000_000
_MOST_PATHS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one run did.

    `replaced` is kind -> (values, different ones), None for more than can be told apart; `kept` is (path, why) -> values;
    `cautions` what cannot be kept the same.
    """

    events: int
    files: int
    replaced: Mapping[str, tuple[int, int | None]]
    kept: Mapping[tuple[str, str], int]
    scrubbed: int
    cautions: tuple[str, ...]
    unreadable: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "files": self.files,
            "replaced": {kind: {"values": many, "different": some} for kind, (many, some) in self.replaced.items()},
            "kept": [{"path": path, "why": why, "values": many} for (path, why), many in self.kept.items()],
            "scrubbed": self.scrubbed,
            "cautions": list(self.cautions),
            "unreadable": [dict(row) for row in self.unreadable],
        }


@dataclass(slots=True)
class Tally:
    """Counts while events pass. Bounded."""

    events: int = 0
    scrubbed: int = 0
    _replaced: Counter[str] = field(default_factory=Counter)
    _different: dict[str, set[int]] = field(default_factory=dict)
    _kept: Counter[tuple[Keys, str]] = field(default_factory=Counter)

    def replaced(self, kind: str, value: Any) -> None:
        self._replaced[kind] += 1
        seen = self._different.setdefault(kind, set())
        if len(seen) < _MOST_DISTINCT:
            # the salted hash of this process, which tells nothing
            seen.add(hash(value))

    def kept(self, path: Keys, why: str) -> None:
        if (path, why) in self._kept or len(self._kept) < _MOST_PATHS:
            self._kept[path, why] += 1

    def summary(
        self, *, files: int, cautions: tuple[str, ...] = (), unreadable: tuple[Mapping[str, Any], ...] = ()
    ) -> Summary:
        different = {kind: len(seen) if len(seen) < _MOST_DISTINCT else None for kind, seen in self._different.items()}
        return Summary(
            events=self.events,
            files=files,
            replaced={kind: (many, different[kind]) for kind, many in self._replaced.most_common()},
            kept={(path_text(path), why): many for (path, why), many in self._kept.most_common()},
            scrubbed=self.scrubbed,
            cautions=cautions,
            unreadable=unreadable,
        )
