"""SQL, which only reads, here only from the scratch object."""

from __future__ import annotations

from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, created, outcome
from attio_harness.verify.steps import Ask, Program


def _asked(sql: str) -> Program[Answer]:
    answer = yield Ask(method="POST", path="/v2/sql", body={"sql": sql})
    return answer


def _rows(answer: Answer) -> Any:
    return answer.data.get("rows") if isinstance(answer.data, dict) else outcome(answer)


@probe(
    "What do the columns hold in SQL?",
    about=("sql.columns",),
    needs=("text", "number", "date", "plan", "tags", "links"),
)
def sql_columns(stage: Stage) -> Program[Any]:
    """What columns of several types hold, with values and without."""
    yield from created(stage, "columns", text="a", number=1.5, date="2024-05-01", plan="Free", tags=["Pro", "Free"])
    yield from created(stage, "columns empty")
    seen = []
    for name in ("columns", "columns empty"):
        sql = f"SELECT text, number, plan, tags, links FROM objects.{stage.object} WHERE key = '{stage.key(name)}'"
        seen.append(_rows((yield from _asked(sql))))
    return seen


@probe("Which dialect of SQL is it?", about=("sql.engine",))
def sql_engine(stage: Stage) -> Program[Any]:
    """Names of columns without an alias, arithmetic, and codes of refusals."""
    seen = []
    for sql in ("SELECT 1 + 1", "SELECT 7 / 2 AS n", "SELECT upper('a') AS u", "SELECT nothing", "DROP TABLE nothing"):
        seen.append(_rows((yield from _asked(sql))))
    return seen
