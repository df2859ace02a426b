"""The result of a replay: each exchange with its verdict, what was put into the workspace, and the counts. Knows no format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from attio_harness.exchanges.difference import ABSENT, Difference
from attio_harness.exchanges.secrets import without_secrets
from attio_harness.replay.exchange import Unread
from attio_harness.text.words import counted

__all__ = ["CONFLICTS", "REASONS", "Judged", "Reason", "ReplayReport", "Verdict"]

CONFLICTS = ("uniqueness_conflict", "slug_conflict")
"""Codes of refusals because something existed already."""

Verdict = Literal["agree", "differ", "unjudged"]
Reason = Literal[
    "there before", "follows", "only known by id", "pages", "not emulated", "token", "limit", "server error", "no answer", "not recorded", "preflight"
]  # fmt: skip

REASONS: Mapping[Reason, str] = {
    "there before": "it names something that existed before the recording, and the recording does not show it",
    "follows": "it names something that an earlier exchange created, which the emulator refused to create",
    "only known by id": "it shows records of which the recording has only the id",
    "pages": "it asks for a page of a list that the recording does not show in full",
    "not emulated": "the emulator does not have this call",
    "token": "it depends on the token's permissions, which no recording shows",
    "limit": "it exceeded the rate limit, which depends on all other requests",
    "server error": "Attio answered with a server error",
    "no answer": "no response was recorded",
    "not recorded": "the recorder left a body or a header out",
    "preflight": "it is a browser's preflight request",
}
"""Why an exchange cannot be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An exchange and its verdict.

    Attributes:
        file, line, index: its place in its recording.
        method, path: as recorded, without the query, which may hold secrets.
        operation: the call as Attio's documentation names it, such as `GET /v2/objects/{object}`; the path if there is no such call.
        status: as recorded; None if there was no answer.
        differences: empty unless it differs.
        reason, said: why it cannot be judged, and what exactly is missing.
        assumptions: ids of those that a difference rests on.
    """

    file: str
    line: int | None
    index: int
    method: str
    path: str
    operation: str
    verdict: Verdict
    status: int | None = None
    differences: tuple[Difference, ...] = ()
    reason: Reason | None = None
    said: str = ""
    assumptions: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ReplayReport:
    """The whole result. `left_out` counts exchanges with other hosts. `put_there` lists what was put into the workspace because
    answers show it: the first file of its session, the kind, and the name."""

    files: list[str] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    put_there: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """Assumption -> its setting, for those that a difference rests on."""

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict == verdict for one in self.judged)

    @property
    def inferred(self) -> Counter[str]:
        """How many things of each kind were put into the workspace."""
        return Counter(row["what"] for row in self.put_there)

    @property
    def ok(self) -> bool:
        """Whether nothing differs, everything could be read, and there was something to judge."""
        return not self.count("differ") and not self.unread and any(one.verdict == "agree" for one in self.judged)

    @property
    def outcome(self) -> str:
        """`118 exchanges: 97 agree, 14 differ, 7 cannot be judged`."""
        if not self.judged:
            others = f"; {counted(sum(self.left_out.values()), 'exchange')} with other hosts" if self.left_out else ""
            return f"0 exchanges with Attio: nothing to compare{others}"
        agree, differ, unjudged = (self.count(one) for one in ("agree", "differ", "unjudged"))
        unread = f", {counted(len(self.unread), 'entry', 'entries')} cannot be read" if self.unread else ""
        return (
            f"{counted(len(self.judged), 'exchange')}: {agree:,} agree, {differ:,} {'differs' if differ == 1 else 'differ'}, "
            f"{unjudged:,} cannot be judged{unread}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "exchanges": len(self.judged),
            "agree": self.count("agree"),
            "differ": self.count("differ"),
            "unjudged": self.count("unjudged"),
            "outcome": {"passed": self.ok, "why": self.outcome},
            "files": self.files,
            "left_out": dict(self.left_out),
            "inferred": dict(self.inferred),
            "put_there": self.put_there,
            "notes": self.notes,
            "differences": [_row(one, difference) for one in self.judged for difference in one.differences],
            "cannot_be_judged": [
                {**_place(one), "reason": one.reason, "message": one.said}
                for one in self.judged
                if one.reason is not None
            ],
            "unreadable": [
                {"file": one.file, "line": one.line, "index": one.index, "message": one.why} for one in self.unread
            ],
        }


def _place(one: Judged) -> dict[str, Any]:
    return {
        "file": one.file,
        "line": one.line,
        "index": one.index,
        "method": one.method,
        "path": one.path,
        "operation": one.operation,
        "status": one.status,
    }


def _row(one: Judged, difference: Difference) -> dict[str, Any]:
    sides: Sequence[tuple[str, Any]] = (("recorded", difference.left), ("answered", difference.right))
    return {
        **_place(one),
        "kind": difference.kind,
        "pointer": difference.pointer,
        # a missing member is not null
        **{name: without_secrets(value, difference.pointer) for name, value in sides if value is not ABSENT},
        "assumptions": list(difference.assumptions),
    }
