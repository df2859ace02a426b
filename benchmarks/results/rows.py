"""The rows of the report: what is compared with what, and the wanted ratios.

`reach` is the required ratio, `aim` the one hoped for. If the sides of a row do different work, `differs` says what each does.
"""

from __future__ import annotations

from dataclasses import dataclass

from results.figures import Measures, Ratio

__all__ = ["ROWS", "Row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; `unit` is the unit of its raw figures."""

    key: str
    work: str
    against: str
    unit: str
    reach: float
    aim: float
    measures: Measures = "time"
    ratio: Ratio = "speed"
    differs: str = ""


_EVENT = "µs an event"
_STUB = "ours writes, carried as `check` carries it, without a journal; the other's requests end in a stub of fetch and nothing is written"
_ASSERT = (
    "ours asserts a person: finds it by its e-mail address, coerces and validates typed values, keeps their history; "
)
_PUT_ITEM = _ASSERT + "moto puts an item of the same three values under its key"
_MOCK = (
    _ASSERT
    + "Prism checks the request against the OpenAPI document named above and answers with its example, nothing is kept"
)

ROWS = (
    Row(key="transform_identify", work="mapping, identify with six attributes", against="actions-core `transform`", unit=_EVENT, reach=9, aim=14),
    Row(key="transform_group", work="mapping, group as published", against="actions-core `transform`", unit=_EVENT, reach=9, aim=14),
    Row(key="transform_heavy", work="mapping, eleven fields of nested directives", against="actions-core `transform`", unit=_EVENT, reach=4.5, aim=8),
    Row(key="many_identify", work="256 at once, identify", against="`transformBatch`", unit=_EVENT, reach=6, aim=9),
    Row(key="many_heavy", work="256 at once, heavy", against="`transformBatch`", unit=_EVENT, reach=3.5, aim=6),
    Row(key="trigger_short", work="trigger of one clause, text to verdict", against="parse and validate", unit=_EVENT, reach=10, aim=15,
        differs="ours compiles a text once and keeps it; the other parses it for every event, as the platform does"),
    Row(key="trigger_long", work="trigger of twelve clauses, text to verdict", against="parse and validate", unit=_EVENT, reach=25, aim=38,
        differs="ours compiles a text once and keeps it; the other parses it for every event, as the platform does"),
    Row(key="validation", work="payload of identifyUser against its fields", against="actions-core `validateSchema`", unit=_EVENT, reach=1, aim=1.4),
    Row(key="way", work="trigger, mapping, empties, validation", against="the same in Node", unit=_EVENT, reach=5, aim=7),
    Row(key="deliver", work="identifyUser with its two requests, into a sink", against="testAction, fetch a stub", unit=_EVENT, reach=6, aim=10),
    Row(key="deliver_emulator", work="identifyUser into an emulator in process", against="testAction, fetch a stub", unit=_EVENT, reach=1.3, aim=2.5,
        differs=_STUB),
    Row(key="batch", work="1,000 events to one body", against="`onBatch`, fetch a stub", unit=_EVENT, reach=2.5, aim=4),
    Row(key="http_moto", work="assert over HTTP, 16 connections, one worker", against="moto_server PutItem", unit="requests/s", measures="rate",
        reach=12, aim=20, differs=_PUT_ITEM),
    Row(key="http_prism", work="assert over HTTP, 16 connections, one worker", against="Prism, PUT", unit="requests/s", measures="rate",
        reach=4, aim=7, differs=_MOCK),
    Row(key="in_process", work="assert in process, direct", against="moto in process, boto3 PutItem", unit="µs a write", reach=20, aim=40,
        differs=_PUT_ITEM + ", behind the client that its users have"),
    Row(key="cold_moto", work="process start to first answer", against="moto_server", unit="ms", ratio="share", reach=0.5, aim=0.3,
        differs="ours answers an assert, moto the making of a table"),
    Row(key="cold_prism", work="process start to first answer", against="Prism", unit="ms", ratio="share", reach=0.2, aim=0.12, differs=_MOCK),
    Row(key="help", work="`attio-harness --help`", against="`node` that loads the destination", unit="ms", ratio="share", reach=1, aim=0.6,
        differs="ours writes its help; the other loads what it needs to map an event"),
    Row(key="plugin", work="import of the pytest plugin in a foreign run", against="20 ms", unit="ms", ratio="share", reach=0.5, aim=0.15,
        differs="a fixed figure: half of it is 10 ms, and 0.15 of it 3 ms"),
    Row(key="idle", work="idle memory after the first answer", against="moto_server", unit="MiB", measures="size", ratio="share", reach=0.75, aim=0.5,
        differs="different programs, both after one write"),
    Row(key="million_rate", work="assert over HTTP at 1,000,000 records", against="itself at 1,000", unit="requests/s", measures="rate", reach=0.8, aim=0.95,
        differs="the same request, to one of 1,000,000 people and to one of 1,000"),
    Row(key="million_p99", work="99 % of those are answered within", against="itself at 1,000", unit="ms", ratio="share", reach=3, aim=1.5,
        differs="the same request, to one of 1,000,000 people and to one of 1,000"),
    Row(key="record_memory", work="memory a record of four values, with history", against="expanded dicts, 2,089 B", unit="bytes", measures="size", ratio="share",
        reach=0.5, aim=0.35, differs="ours has indexes and history, too; the other is a fixed figure, of records as dicts that have what the API answers of their values"),
    Row(key="check", work="`check`, identify, one process", against="itself at commit 5c252ec", unit="events a CPU second", measures="rate", reach=3, aim=5),
)  # fmt: skip
