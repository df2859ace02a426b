"""The recorded answers of Attio as they lie in `fixtures/recordings/attio`: `RECORDED`, by id. What is made of them stands elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["RECORDED", "Recorded"]

_FILE = Path(__file__).parents[3] / "fixtures" / "recordings" / "attio" / "answers.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One answer with its request. `known` says how much of the body is known; None where it is whole."""

    id: str
    source: str
    method: str
    path: str
    status: int
    body: Any
    query: Mapping[str, str] = field(default_factory=dict)
    sent: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    known: str | None = None

    @property
    def call(self) -> str:
        return f"{self.id} {self.method} {self.path}"


def _recorded() -> dict[str, Recorded]:
    rows = {row["id"]: row for row in map(json.loads, _FILE.read_text("utf-8").splitlines())}
    return {
        id: Recorded(
            id=id,
            source=row["source"],
            method=row["request"]["method"],
            path=row["request"]["path"],
            query=row["request"].get("query", {}),
            sent=row["request"].get("body"),
            status=row["status"],
            headers=row.get("headers", {}),
            body=rows[row["body_of"]]["body"] if "body_of" in row else row["body"],
            known=row.get("known"),
        )
        for id, row in rows.items()
    }


RECORDED = _recorded()
