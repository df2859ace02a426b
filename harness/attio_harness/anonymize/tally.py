"""Counts what was replaced and what stayed. Holds no replaced original, so that the report can lie beside the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.run.event_paths import Keys, path_text
from attio_harness.text.words import cut

__all__ = ["Summary", "Tally"]

_MOST_DISTINCT = 200_000
_MOST_PATHS = 500
_MOST_DIFFERENT_KEPT = 10_000
_MOST_EXAMPLES = 20
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The result of a run.

    `replaced` is kind -> (values, different ones), None for more than can be told apart; `kept` is (path, why) -> values; `doubtful` is
    the same for replaced values that there was some reason to keep; `cautions` say what cannot be kept the same; `unmet` are options
    that matched nothing in the events.
    """

    events: int
    files: int
    replaced: Mapping[str, tuple[int, int | None]]
    kept: Mapping[tuple[str, str], int]
    examples: Mapping[tuple[str, str], tuple[str, ...]]
    """For `kept`, some of the different values, which are in the output as well."""
    different: Mapping[tuple[str, str], int]
    """For `kept`, how many different values there are, at most ten thousand."""
    doubtful: Mapping[tuple[str, str], int]
    scrubbed: int
    cautions: tuple[str, ...]
    unmet: tuple[str, ...]
    unreadable: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.events,
            "files": self.files,
            "replaced": {kind: {"values": many, "different": some} for kind, (many, some) in self.replaced.items()},
            "kept": [
                {
                    "path": path,
                    "why": why,
                    "values": many,
                    "different": self.different[path, why],
                    "examples": list(self.examples[path, why]),
                }
                for (path, why), many in self.kept.items()
            ],
            "doubtful": [{"path": path, "why": why, "values": many} for (path, why), many in self.doubtful.items()],
            "scrubbed": self.scrubbed,
            "cautions": list(self.cautions),
            "unmet": list(self.unmet),
            "unreadable": [dict(row) for row in self.unreadable],
        }


@dataclass(slots=True)
class Tally:
    """Counts while events pass; its memory is bounded."""

    events: int = 0
    scrubbed: int = 0
    _replaced: Counter[str] = field(default_factory=Counter)
    _different: dict[str, set[int]] = field(default_factory=dict)
    _kept: Counter[tuple[Keys, str]] = field(default_factory=Counter)
    _examples: dict[tuple[Keys, str], dict[str, None]] = field(default_factory=dict)
    _texts: dict[tuple[Keys, str], set[int]] = field(default_factory=dict)
    _doubtful: Counter[tuple[Keys, str]] = field(default_factory=Counter)

    def replaced(self, kind: str, value: Any) -> None:
        self._replaced[kind] += 1
        seen = self._different.setdefault(kind, set())
        if len(seen) < _MOST_DISTINCT:
            # this process's salted hash, which reveals nothing
            seen.add(hash(value))

    def kept(self, path: Keys, why: str, text: str) -> None:
        row = path, why
        _count(self._kept, row)
        if row not in self._kept:
            return
        seen = self._examples.setdefault(row, {})
        if len(seen) < _MOST_EXAMPLES:
            seen[cut(text, _LONGEST_EXAMPLE)] = None
        hashes = self._texts.setdefault(row, set())
        if len(hashes) < _MOST_DIFFERENT_KEPT:
            hashes.add(hash(text))

    def doubtful(self, path: Keys, why: str) -> None:
        _count(self._doubtful, (path, why))

    def summary(
        self,
        *,
        files: int,
        cautions: tuple[str, ...] = (),
        unmet: tuple[str, ...] = (),
        unreadable: tuple[Mapping[str, Any], ...] = (),
    ) -> Summary:
        different = {kind: len(seen) if len(seen) < _MOST_DISTINCT else None for kind, seen in self._different.items()}
        return Summary(
            events=self.events,
            files=files,
            replaced={kind: (many, different[kind]) for kind, many in self._replaced.most_common()},
            kept=_by_path(self._kept),
            examples={(path_text(path), why): tuple(seen) for (path, why), seen in self._examples.items()},
            different={(path_text(path), why): len(seen) for (path, why), seen in self._texts.items()},
            doubtful=_by_path(self._doubtful),
            scrubbed=self.scrubbed,
            cautions=cautions,
            unmet=unmet,
            unreadable=unreadable,
        )


def _count(counter: Counter[tuple[Keys, str]], row: tuple[Keys, str]) -> None:
    if row in counter or len(counter) < _MOST_PATHS:
        counter[row] += 1


def _by_path(counter: Counter[tuple[Keys, str]]) -> dict[tuple[str, str], int]:
    return {(path_text(path), why): many for (path, why), many in counter.most_common()}
