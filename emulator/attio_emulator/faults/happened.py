"""The trace of what fault rules did to requests. The same seed and requests give the same trace."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["LONGEST_TRACE", "Happened", "Trace"]

LONGEST_TRACE = 10_000
"""How many of the newest rows a trace keeps; older ones are still counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a rule did to a request.

    Attributes:
        request: the number of the request since the rules were put in force, from 1.
        rule: its index among the rules, from 0; `name`: its name, if any.
        kind: the kind of fault, see `kinds.KINDS`.
        asked: whether Attio was asked, with lasting effect.
        applied: whether Attio did what was asked, whatever the client was told: it was asked and did not refuse.
        status: the status sent; None if nothing was sent.
        delay: seconds before the response.
        wire: how it was sent, see `http.Wire`.
        scenario, state: the scenario that the rule moved, and its new state.
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
    """What happened since the rules were put in force, oldest first; `count` is the total."""

    def __init__(self) -> None:
        self._rows: deque[Happened] = deque(maxlen=LONGEST_TRACE)
        self.kinds: Counter[str] = Counter()
        """How often each kind of fault happened."""

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
