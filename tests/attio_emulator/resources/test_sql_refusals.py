"""SQL that is refused: what does more than read, what cannot be, and what needs more time or memory than there is."""

from __future__ import annotations

import builtins
import os
import signal
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attio_emulator.resources import sql as call
from attio_emulator.sql import engine

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.resources.sql_calls import WORKSPACE, asked, refusal, rows


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


WRITES = {
    "INSERT INTO companies (name) VALUES ('x')": "INSERT",
    "UPDATE companies SET name = 'x'": "UPDATE",
    "DELETE FROM companies": "DELETE",
    "MERGE INTO companies USING people ON true WHEN MATCHED THEN DELETE": "MERGE INTO",
    "CREATE TABLE x (a INT)": "CREATE",
    "CREATE TEMP VIEW x AS SELECT 1": "CREATE",
    "DROP TABLE companies": "DROP",
    "ALTER TABLE companies ADD COLUMN x INT": "ALTER",
    "TRUNCATE companies": "DELETE",
    "PRAGMA database_list": "PRAGMA",
    "ATTACH 'x.db' AS x": "ATTACH",
    "DETACH memory": "DETACH",
    "COPY companies TO 'x.csv'": "COPY",
    "COPY companies FROM 'x.csv'": "COPY",
    "EXPORT DATABASE 'x'": "EXPORT",
    "SET threads = 8": "SET",
    "USE lists": "SET",
    "INSTALL httpfs": "LOAD",
    "LOAD httpfs": "LOAD",
    "BEGIN": "TRANSACTION",
    "COMMIT": "TRANSACTION",
    "VACUUM": "VACUUM",
    "CALL pragma_version()": "CALL",
    "PREPARE x AS SELECT 1": "PREPARE",
    "EXPLAIN SELECT 1": "EXPLAIN",
}


@pytest.mark.covers("sql.reads", "error 400 filter_error")
@pytest.mark.parametrize("sql", WRITES)
def test_what_does_more_than_read_is_refused(attio: Attio, sql: str) -> None:
    before = attio.stored()
    assert refusal(attio, sql) == f"Only SELECT is supported, found {WRITES[sql]}."
    assert attio.stored() == before
    assert rows(attio, "SELECT count(*) AS n FROM companies") == [{"n": 2}]


@pytest.mark.covers("sql.reads")
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "Expected one statement, found 0."),
        ("  -- nothing\n;;", "Expected one statement, found 0."),
        ("SELECT 1; DROP TABLE companies", "Expected one statement, found 2."),
        ("SELEC 1", 'Parser Error: syntax error at or near "SELEC"'),
        ("SELECT 'x", "Parser Error: unterminated string literal"),
        ("SELECT * FROM compnies", "Catalog Error: Table with name compnies does not exist!"),
        ("SELECT nme FROM companies", 'Binder Error: Referenced column "nme" not found'),
        ("SELECT ?", "Invalid Input Error: Values were not provided"),
        ("SELECT 'x'::INT", "Conversion Error: Could not convert"),
        ("SELECT error('it''s')", "Invalid Input Error: it's"),
        ("WITH x AS (DELETE FROM companies RETURNING name) SELECT * FROM x", "TransactionContext Error: Cannot write"),
        ("SELECT * FROM read_csv('/etc/passwd')", "Permission Error: Cannot access file"),
        ("SELECT * FROM '/etc/passwd'", "Catalog Error: Table with name /etc/passwd does not exist!"),
        ("SELECT * FROM glob('/*')", "Permission Error: Cannot access file"),
        ("SELECT * FROM 'https://acme.org/x.csv'", "Permission Error: Cannot access file"),
        ("SELECT * FROM tables", "Catalog Error: Table with name tables does not exist!"),
        ("SELECT getenv('HOME')", "Catalog Error: Scalar Function with name getenv does not exist!"),
        (f"SELECT {'(' * 5000}1{')' * 5000}", "Parser Error: Max expression depth limit of 1000 exceeded"),
        ("SELECT * FROM range(1000000000)", "The answer has more than 100000 rows or 67108864 bytes; ask for less"),
        ("SELECT repeat('x', 100000) FROM range(1000)", "The answer has more than 100000 rows or 67108864 bytes"),
        ("SELECT 1" + " " * 100_000, "The statement has 100008 characters, at most 100000 are taken."),
    ],
)  # fmt: skip
def test_a_statement_that_cannot_be(attio: Attio, sql: str, said: str) -> None:
    before = attio.stored()
    found = refusal(attio, sql)
    assert found.startswith(said), found
    assert "\n" not in found
    assert attio.stored() == before


def test_an_interrupt_goes_through_the_engine(attio: Attio) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    rows(attio, "SELECT 1 AS n")  # the engine is imported before the interrupt comes
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever a test before this one left
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            asked(attio, endless)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)


def test_an_interrupt_that_the_engine_tells_of_is_no_end_of_the_time(
    attio: Attio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine makes one of two errors of a signal, by the moment at which it comes."""

    def interrupted(*_: object) -> None:
        raise duckdb.InterruptException("Interrupted!")

    monkeypatch.setattr(engine, "_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        asked(attio, "SELECT 1")


@pytest.mark.covers("sql.limits")
def test_a_statement_has_its_memory(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (engine.MEMORY, engine._CONFIGURATION["memory_limit"]) == ("512MB", "512MB")
    monkeypatch.setattr(engine, "MEMORY", "32MB")
    monkeypatch.setitem(engine._CONFIGURATION, "memory_limit", "32MB")
    before = attio.stored()
    said = "The statement needs more than 32MB of memory."
    assert refusal(attio, "SELECT list(range) FROM range(1000000000)") == said
    assert attio.stored() == before


@pytest.mark.covers("sql.limits")
def test_a_statement_has_its_time(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call.SECONDS == 30
    monkeypatch.setattr(call, "SECONDS", 0.05)
    said = "The statement ran longer than 0.05 seconds and was stopped."
    assert refusal(attio, "SELECT count(*) FROM range(100000000000) a WHERE range * range > 5") == said
    assert (
        refusal(attio, "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t") == said
    )


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ({}, {"code": "invalid_type", "path": ["sql"], "message": "Required", "expected": "string", "received": "undefined"}),
        ({"sql": 7}, {"code": "invalid_type", "path": ["sql"], "message": "Expected string, received number", "expected": "string", "received": "number"}),
        ({"sql": None}, {"code": "invalid_type", "path": ["sql"], "message": "Expected string, received null", "expected": "string", "received": "null"}),
        ({"data": {"sql": "SELECT 1"}}, {"code": "invalid_type", "path": ["sql"], "message": "Required", "expected": "string", "received": "undefined"}),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be(attio: Attio, body: Any, row: dict[str, Any]) -> None:
    answer = attio.ask("POST", "/v2/sql", body)
    assert answer == error(400, "validation_type", "Body payload validation error.", validation_errors=[row])


@pytest.mark.covers("error 501 not_emulated")
def test_without_the_engine_the_call_says_what_brings_it(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *more: Any, **options: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return found(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    said = "attio_emulator does not emulate POST /v2/sql without DuckDB, which pip install attio-harness[sql] brings; Attio does."
    assert asked(attio, "SELECT 1") == error(501, "not_emulated", said)


@pytest.mark.parametrize(("depth", "status"), [(230, 200), (231, 400), (260, 400)])
def test_a_value_that_is_nested_without_end_is_refused(attio: Attio, depth: int, status: int) -> None:
    """260 is more than JSON can be written with; the engine's time goes by the third power of the depth."""
    answer = asked(attio, f"SELECT {'[' * depth}{']' * depth} AS deep")
    assert answer.status == status
    if status == 400:
        message = "The answer has a value that is nested more than 230 levels deep."
        assert answer == error(400, "filter_error", message)


@pytest.mark.parametrize("table", ["duckdb_secrets()", "duckdb_extensions()"])
def test_no_refusal_names_a_folder_of_whoever_runs_the_emulator(attio: Attio, table: str) -> None:
    message = refusal(attio, f"SELECT * FROM {table}")
    assert str(Path.home()) not in message
    assert "/.duckdb" in message
