"""What fault rules did about requests: the trace. The same seed and the same requests give the same one."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["LONGEST_TRACE", "Happened", "Trace"]

LONGEST_TRACE = 10_000
"""How many rows a trace keeps, the newest; what they were is counted further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a rule did about a request.

    Attributes:
        request: the number of the request since the rules were put in force, from 1.
        rule: its place among the rules, from 0; `name`, where it has one.
        kind: of the fault; see `kinds.KINDS`.
        asked: whether Attio was asked, and what it did stays.
        applied: whether it did what was asked of it, whatever the client was told: it was asked, and did not refuse.
        status: what was answered; None where nothing was.
        delay: seconds before.
        wire: how it went out; see `http.Wire`.
        scenario, state: what the rule moved, and to which state.
    """

    request: int
    rule: int
    name: str | None = None
    kind: str
    asked: bool
    applied: bool
    status: int | None = None
    delay: float = 0.0
    wire: str = "answered"
    scenario: str | None = None
    state: str | None = None

    def to_dict(self) -> dict[str, Any]:
        row = asdict(self)
        return {key: value for key, value in row.items() if value is not None or key == "status"}


class Trace:
    """What happened since the rules were put in force, oldest first; `count` tells how much there was in all."""

    def __init__(self) -> None:
        self._rows: deque[Happened] = deque(maxlen=LONGEST_TRACE)
        self.kinds: Counter[str] = Counter()
        """How often each kind of fault was met."""

    @property
    def count(self) -> int:
        return self.kinds.total()

    def add(self, row: Happened) -> None:
        self._rows.append(row)
        self.kinds[row.kind] += 1

    def __iter__(self) -> Iterator[Happened]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
