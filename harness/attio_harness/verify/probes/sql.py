"""SQL, which only reads: here of the scratch object alone."""

from __future__ import annotations

from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.probe import Probe
from attio_harness.verify.stage import Stage, created, outcome
from attio_harness.verify.steps import Ask, Program

__all__ = ["PROBES"]


def _asked(sql: str) -> Program[Answer]:
    answer = yield Ask(method="POST", path="/v2/sql", body={"sql": sql})
    return answer


def _rows(answer: Answer) -> Any:
    return answer.data.get("rows") if isinstance(answer.data, dict) else outcome(answer)


def _columns(stage: Stage) -> Program[Any]:
    """What columns of several types hold, with values and without."""
    yield from created(stage, "columns", text="a", number=1.5, date="2024-05-01", plan="Free", tags=["Pro", "Free"])
    yield from created(stage, "columns empty")
    seen = []
    for name in ("columns", "columns empty"):
        sql = f"SELECT text, number, plan, tags, links FROM objects.{stage.object} WHERE key = '{stage.key(name)}'"
        seen.append(_rows((yield from _asked(sql))))
    return seen


def _engine(stage: Stage) -> Program[Any]:
    """Names of columns without an alias, arithmetic, and codes of refusals."""
    seen = []
    for sql in ("SELECT 1 + 1", "SELECT 7 / 2 AS n", "SELECT upper('a') AS u", "SELECT nothing", "DROP TABLE nothing"):
        seen.append(_rows((yield from _asked(sql))))
    return seen


PROBES: tuple[Probe, ...] = (
    Probe(
        id="sql-columns",
        about=("sql.columns",),
        question="What do columns hold in SQL?",
        run=_columns,
        needs=("text", "number", "date", "plan", "tags", "links"),
    ),
    Probe(id="sql-engine", about=("sql.engine",), question="Which dialect of SQL is it?", run=_engine),
)
