"""Runs SQL in DuckDB: tables are built for one read-only statement and dropped after it.

DuckDB instead of SQLite, which every Python has: Attio documents structs with members, arrays to unnest, and an
`information_schema` to discover tables. It is an extra because of its 60 MB. It is restricted to no files, no network,
no Python variables, one thread, `MEMORY` and a read-only transaction, so that only the statement's type must be checked
here.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from attio_emulator.clock import iso
from attio_emulator.http import DEEPEST
from attio_emulator.sql.tables import Kind, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["LONGEST", "MEMORY", "MOST_BYTES", "MOST_ROWS", "EngineMissing", "SqlError", "answered"]

MEMORY = "512MB"
LONGEST = 100_000
"""Longest statement, in characters (assumed)."""
MOST_ROWS, MOST_BYTES = 100_000, 64 * 1024 * 1024
"""Most rows of a result, and most bytes of its JSON (assumed)."""

_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # otherwise an unknown table could be one of our variables
    "temp_directory": "",
    "home_directory": "/",  # otherwise refusals would show the home of whoever started the emulator
    "memory_limit": MEMORY,
    "threads": 1,
}
_CHUNK = 100
_NOW = ("now", "get_current_timestamp", "current_timestamp", "transaction_timestamp")
_TODAY = ("current_date", "today")


class EngineMissing(Exception):
    """DuckDB is not installed."""


class SqlError(ValueError):
    """A statement is refused; the text is for its sender."""


def answered(sql: str, tables: Iterable[Table], *, now: int, seconds: float) -> list[dict[str, Any]]:
    """The rows a statement selects, column -> JSON value; of columns with the same name, the last.

    Args:
        now: the value of `now()` and `current_date`, in milliseconds since 1970.
        seconds: how long the statement may run.

    Raises:
        EngineMissing: DuckDB is not installed.
        SqlError: the statement is invalid, does more than read, names what does not exist, or asks for too much.
    """
    try:
        import duckdb  # takes 180 ms and is an extra; only SQL needs it
    except ImportError:
        raise EngineMissing from None
    if len(sql) > LONGEST:
        raise SqlError(f"The statement has {len(sql)} characters, at most {LONGEST} are taken.")
    over = threading.Event()
    try:
        with duckdb.connect(":memory:", config=_CONFIGURATION) as connection:
            _only_a_select(connection, sql)
            _build(connection, list(tables), sql, now)
            with _limited(connection, seconds, over):
                return _rows(connection, sql)
    except duckdb.InterruptException:
        if not over.is_set():
            raise KeyboardInterrupt from None  # as below; which of the two it becomes depends on timing
        raise SqlError(f"The statement ran longer than {seconds:g} seconds and was stopped.") from None
    except duckdb.OutOfMemoryException:
        raise SqlError(f"The statement needs more than {MEMORY} of memory.") from None
    except duckdb.Error as error:
        raise SqlError(_said(error)) from None
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # DuckDB swallows what a signal handler raised, such as after Ctrl-C
            raise KeyboardInterrupt from None
        raise


def _said(error: Exception) -> str:
    """The first sentences of the engine's message. The line that points into the statement makes no sense on a single line."""
    return " ".join(str(error).partition("\n\nLINE ")[0].split())


def _only_a_select(connection: DuckDBPyConnection, sql: str) -> None:
    found = [one.type.name for one in connection.extract_statements(sql)]
    if len(found) != 1:
        raise SqlError(f"Expected one statement, found {len(found)}.")
    if found != ["SELECT"]:
        raise SqlError(f"Only SELECT is supported, found {found[0].replace('_', ' ')}.")


@contextmanager
def _limited(connection: DuckDBPyConnection, seconds: float, over: threading.Event) -> Iterator[None]:
    """Interrupt the statement run in the block when its time is over, and set `over`."""

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


# -- tables ----------------------------------------------------------------------------------------------------------


def _build(connection: DuckDBPyConnection, tables: Sequence[Table], sql: str, now: int) -> None:
    """Create every table, so that all can be discovered; fill only those that the statement names."""
    connection.execute("SET TimeZone = 'UTC'; CREATE SCHEMA objects; CREATE SCHEMA lists")
    moment = iso(now)
    for name in _NOW:  # the time of the emulator's clock
        connection.execute(f"CREATE MACRO objects.{name}() AS TIMESTAMPTZ '{moment}'")
    for name in _TODAY:
        connection.execute(f"CREATE MACRO objects.{name}() AS DATE '{moment[:10]}'")
    for one in tables:
        columns = ", ".join(f"{_quoted(name)} {_type(kind)}" for name, kind in one.columns.items())
        connection.execute(f"CREATE TABLE {one.schema}.{_quoted(one.name)} ({columns})")
    connection.execute("SET search_path = 'objects'")
    named = _names(connection, sql)
    for one in tables:
        if named is None or any(one.name.casefold() in name for name in named):
            _fill(connection, one)
    connection.execute("SET lock_configuration = true; BEGIN TRANSACTION READ ONLY")


def _names(connection: DuckDBPyConnection, sql: str) -> set[str] | None:
    """The table names the engine finds, in lower case; None if any table may be meant."""
    import duckdb

    if "query" in sql.casefold():  # functions with this name take a name or a statement as text
        return None
    try:
        return {one.casefold() for one in connection.get_table_names(sql, qualified=True)}
    except duckdb.Error:
        return None


def _fill(connection: DuckDBPyConnection, table: Table) -> None:
    rows = orjson.dumps(list(table.rows())).decode()
    form = orjson.dumps([{name: _form(kind) for name, kind in table.columns.items()}]).decode()
    target = f"{table.schema}.{_quoted(table.name)}"
    connection.execute(f"INSERT INTO {target} SELECT row.* FROM (SELECT unnest(from_json(?, ?)) AS row)", [rows, form])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type(kind: Kind) -> str:
    """A type in SQL."""
    if isinstance(kind, str):
        return kind
    if isinstance(kind, Mapping):
        return f"STRUCT({', '.join(f'{_quoted(name)} {_type(one)}' for name, one in kind.items())})"
    return f"{_type(kind[0])}[]"


def _form(kind: Kind) -> Any:
    """A type for the engine's JSON reader."""
    if isinstance(kind, str):
        return kind
    return {name: _form(one) for name, one in kind.items()} if isinstance(kind, Mapping) else [_form(kind[0])]


# -- the answer ------------------------------------------------------------------------------------------------------


def _rows(connection: DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [str(one[0]) for one in result.description or ()]
    out: list[dict[str, Any]] = []
    size = 0
    while chunk := _fetched(result):
        rows = [dict(zip(names, map(_plain, row), strict=True)) for row in chunk]
        out += rows
        size += len(orjson.dumps(rows))
        if len(out) > MOST_ROWS or size > MOST_BYTES:
            raise SqlError(
                f"The answer has more than {MOST_ROWS} rows or {MOST_BYTES} bytes; ask for less, with LIMIT and OFFSET."
            )
    return out


def _fetched(result: DuckDBPyConnection) -> list[Any]:
    try:
        return result.fetchmany(_CHUNK)
    except (ValueError, OverflowError) as error:
        raise SqlError(f"The answer has a value that cannot be shown: {error}.") from None


def _plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON. The form of non-JSON types is assumed. A number without a fraction is written without one.

    Raises:
        SqlError: it is nested more than `DEEPEST` levels deep.
    """
    if depth >= DEEPEST and isinstance(value, Mapping | list | tuple):
        raise SqlError(f"The answer has a value that is nested more than {DEEPEST} levels deep.")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, Mapping):
        return {_member(name): _plain(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="milliseconds") + ("" if value.tzinfo is None else "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{Decimal(value // timedelta(microseconds=1)).scaleb(-6).normalize():f}S"
    return value.hex() if isinstance(value, bytes) else str(value)


def _member(name: Any) -> str:
    """A map's key as the name of a member: text unchanged, anything else as JSON."""
    return name if isinstance(name, str) else orjson.dumps(_plain(name)).decode().strip('"')
