"""SQL over objects and lists, read-only. Sources: OpenAPI, and Attio's pages about SQL, which have the 30 seconds."""

from __future__ import annotations

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.resources.base import answer
from attio_emulator.shapes import Shape, checked, text

__all__ = ["SECONDS", "query_sql"]

SECONDS = 30.0

_BODY = Shape(required={"sql": text()})


def query_sql(call: Call) -> Answer:
    # loaded late, to keep starts fast
    from attio_emulator.sql.engine import EngineMissing, SqlError, answered
    from attio_emulator.sql.tables import tables

    sql = checked(call.json(), _BODY)["sql"]
    try:
        rows = answered(sql, tables(call.core), now=call.stamp.at, seconds=SECONDS)
    except EngineMissing:
        raise refusals.not_emulated(
            "POST /v2/sql without DuckDB, which pip install attio-harness[sql] brings"
        ) from None
    except SqlError as error:
        raise refusals.sql_refused(str(error)) from None
    return answer({"rows": rows})
