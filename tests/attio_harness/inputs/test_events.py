"""Events in every shape of `fixtures/shapes/events`: each event, note and unreadable place, whole."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check
from attio_harness.inputs.duplicates import Repeats
from attio_harness.inputs.event import Note, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events

from .archives import tar_of

EVENTS = Path(__file__).parents[3] / "fixtures" / "shapes" / "events"
LOGS = "segment-logs/src1/1709251200000"
M1 = {
    "type": "identify",
    "userId": "u-1",
    "messageId": "m-1",
    "traits": {"email": "u1@example.com", "plan": "pro"},
    "integrations": {"All": True},
    "receivedAt": "2024-03-01T10:00:00.000Z",
    "version": 2,
}
M2 = {**M1, "messageId": "m-2", "userId": "u-2"}
BATCH = {"ip": "192.0.2.1", "library": {"name": "http"}}
PAID = {
    "type": "track",
    "event": "Paid",
    "userId": "u-2",
    "messageId": "m-3",
    "context": BATCH | {"ip": "192.0.2.2"},
    "integrations": {"Attio (Actions)": False},
}
COMMON = {
    "context": {"ip": "192.0.2.1", "library": {"name": "analytics.js", "version": "2.11.1"}},
    "integrations": {"All": True},
    "originalTimestamp": "2024-03-01T09:59:59.000Z",
    "sentAt": "2024-03-01T10:00:00.000Z",
    "timestamp": "2024-03-01T09:59:59.500Z",
    "receivedAt": "2024-03-01T10:00:00.500Z",
    "version": 2,
}
OWN: list[tuple[str, dict[str, Any]]] = [
    ("identify", {"traits": {"email": "u1@example.com", "plan": "pro"}}),
    ("track", {"event": "Paid", "properties": {"amount": 5}}),
    ("group", {"groupId": "g-1", "traits": {"domain": "example.com"}}),
    ("page", {"name": "Home", "category": "Docs", "properties": {"url": "https://example.com/"}}),
    ("screen", {"name": "Main", "properties": {}}),
    ("alias", {"previousId": "a-0"}),
]
EVERY_TYPE = [
    {"type": kind, "userId": "u-1", "anonymousId": "a-1", "messageId": f"m-{number}", **members, **COMMON}
    for number, (kind, members) in enumerate(OWN, 1)
]
OBJECT = "expected an event (a JSON object), found a"
READ: dict[str, list[Any]] = {
    "debugger.json": [(M1, "", 1, None)],
    "debugger_pasted.txt": [(M1, "", 1, None), (M2, "", 16, None), ("note", None, "1 blank line")],
    "array.json": [(M1, "", 2, 0), ("unreadable", 16, 1, f"{OBJECT} number"), (M2, "", 17, 2)],
    "tracking_batch.json": [
        (M1 | {"context": BATCH, "integrations": {"Attio (Actions)": False, "All": True}}, "", 3, 0),
        (PAID, "", 17, 1),
    ],
    "tester_payload.json": [(M1, "", 1, None)],
    "untidy.ndjson": [
        (M1, "", 1, None),
        ("unreadable", 3, None, "not JSON: found 'not json', expected a value (column 1); expected one event as a JSON object a line"),
        ("unreadable", 4, 0, f"{OBJECT} number"),
        ("unreadable", 4, 1, f"{OBJECT} string"),
        ("unreadable", 5, None, f"{OBJECT} string"),
        (M2, "", 6, None),
        ("unreadable", 7, None, "the last line ends in the middle of an event: it was cut off, or is still being written"),
        ("note", 1, "begins with a byte order mark"),
        ("note", None, "6 lines end in CRLF"),
        ("note", None, "1 blank line"),
    ],
    "every_type.ndjson": [(event, "", number, None) for number, event in enumerate(EVERY_TYPE, 1)],
    "replayed.ndjson": [
        ({**EVERY_TYPE[0], "messageId": f"m-{number}", "integrations": {"All": False, name: True}}, "", number, None)
        for number, name in ((1, "Attio (Actions)"), (2, "Amplitude (Actions)"))
    ],
    "firehose.json": [(event, "", 1, number) for number, event in enumerate(EVERY_TYPE[:2])],
    "segment-logs": [(M1, f"{LOGS}/a.gz", 1, None), (M2, f"{LOGS}/a.gz", 2, None), (M1, f"{LOGS}/b.gz", 1, None)],
}  # fmt: skip
CSV = (
    "has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw "
    "view of the debugger"
)


def read(*names: str) -> list[Any]:
    out: list[Any] = []
    for item in read_events([str(EVENTS / name) for name in names]):
        inside = Path(item.file).relative_to(EVENTS).as_posix()
        if isinstance(item, SourceEvent):
            out.append((item.event, inside, item.line, item.index))
        elif isinstance(item, Unreadable):
            out.append(("unreadable", item.line, item.index, item.why))
        else:
            out.append(("note", item.line, item.what))
    return out


@pytest.mark.parametrize("name", READ)
def test_every_shape_is_read_whole(name: str) -> None:
    expected = [(row[0], row[1] or name, *row[2:]) if isinstance(row[0], dict) else row for row in READ[name]]
    assert read(name) == expected


@pytest.mark.parametrize(
    "pattern", ["segment-logs/**/*.gz", "segment-logs/*/*", "segment-logs/src*", "segment-logs/**"]
)
def test_globs_find_files_and_folders_once(pattern: str) -> None:
    assert read(pattern) == READ["segment-logs"]


def test_a_folder_below_a_hidden_one_is_read(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "logs"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "x.json").write_text("{}")
    (folder / "one.ndjson").write_text('{"type": "track"}\n')
    assert [item.file for item in read_events([str(folder)])] == [str(folder / "one.ndjson")]


def test_a_truncated_log_is_read_up_to_its_end() -> None:
    *events, end = read("truncated.gz")
    assert [(row[0]["messageId"], row[2]) for row in events] == [(f"m-{n}", n + 1) for n in range(326)]
    assert end == (
        "unreadable",
        327,
        None,
        "the gzip data ends early or is damaged (Compressed file ended before the end-of-stream marker was reached); "
        "what stands before was read",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("identifies.csv", f": CSV {CSV}"),
        ("identifies_named.txt", f":1: looks like CSV (the first line names columns), which {CSV}"),
        (
            "identifies_rows.ndjson",
            f": looks like rows of a warehouse table (received_at, context_…), which {CSV}",
        ),
        (
            "data-lake",
            f"/src1/segment_type=identify/day=2024-03-01/hr=10/part-0.snappy.parquet: Parquet {CSV}",
        ),
    ],
)
def test_tables_are_refused_with_advice(name: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(name)
    assert str(refused.value) == f"{EVENTS / name}{said}"


def test_columns_in_capitals_are_a_table_too() -> None:
    row = b'{"ID":"m1","RECEIVED_AT":"2026-05-01 09:00:00","USER_ID":"u1","EMAIL":"a@example.com","CONTEXT_IP":"192.0.2.1"}\n'
    with pytest.raises(InputError, match="looks like rows of a warehouse table"):
        list(read_events(["-"], io.BytesIO(row)))


def test_a_replay_to_another_destination_is_filtered() -> None:
    report = check(EVENTS / "replayed.ndjson", ["published"], {"objects": [{"api_slug": "users", "active": True}]})
    assert dict(report.verdicts) == {"written": 1, "filtered": 1}


def test_every_type_of_event_is_known() -> None:
    report = check(EVENTS / "every_type.ndjson", ["published"], {})
    assert report.types == dict.fromkeys(("identify", "track", "group", "page", "screen", "alias"), 1)


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        (b"PAR1....", f"Parquet {CSV}"),
        (b"PK\x03\x04....", "is a ZIP archive (unpack it first)"),
        (b"PK\x05\x06" + b"\0" * 18, "is a ZIP archive with no file in it"),
        (b"\x28\xb5\x2f\xfd....", "is compressed with zstd (unpack it first)"),
        ('{"type": "track"}'.encode("utf-16"), "is UTF-16 text (save it as UTF-8)"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_other_kinds_of_files_are_named(begin: bytes, said: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InputError) as refused:
        list(read_events(["-"], io.BytesIO(pack(begin))))
    assert str(refused.value) == f"-: {said}"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["tar", "tar.gz"])
def test_a_tar_archive_is_told_and_none_of_its_lines_is_read(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(tar_of(json.dumps(M1).encode() + b"\n" + json.dumps(M2).encode() + b"\n"))
    with pytest.raises(InputError) as refused:
        list(read_events(["-"], io.BytesIO(packed)))
    assert str(refused.value) == "-:1: is a tar archive (unpack it first: tar -xf)"


def test_repeats_are_counted_and_named() -> None:
    repeats = Repeats()
    folder = EVENTS / LOGS
    seen = [repeats.see(item) for item in read_events([str(folder)]) if isinstance(item, SourceEvent)]
    what = (
        f"1 event repeats a messageId (this one repeats that of {folder / 'a.gz'}:1); Segment removes most repeats, but here each one is "
        "delivered"
    )
    assert (seen, list(repeats.notes())) == (
        [False, False, True],
        [Note(file=str(folder / "b.gz"), line=1, what=what)],
    )


def _read(text: bytes) -> list[Any]:
    return list(read_events(["-"], io.BytesIO(text)))


def test_only_the_last_line_may_end_in_the_middle_of_an_event() -> None:
    good, cut = b'{"type": "track"}', b'{"type": "tra'
    event = SourceEvent(event={"type": "track"}, file="-", line=1)
    why = "the last line ends in the middle of an event: it was cut off, or is still being written"
    assert _read(good + b"\n" + cut) == [event, Unreadable(file="-", line=2, why=why)]
    for end in (b"\n", b"\n" + good):
        _, broken, *_ = _read(good + b"\n" + cut + end)
        assert isinstance(broken, Unreadable)
        assert (broken.line, broken.why.partition(":")[0]) == (2, "not JSON")


@pytest.mark.parametrize("other", ['{"partnerAction": "x", "mapping": {}}', '{"received_at": "x", "context_ip": 1}'])
def test_what_is_no_event_ends_a_file_that_begins_with_it_and_no_other(other: str) -> None:
    with pytest.raises(InputError):
        _read(other.encode())
    first, second = _read(f'{{"type": "track"}}\n{other}'.encode())
    assert isinstance(first, SourceEvent)
    assert isinstance(second, Unreadable)
    assert (second.line, "saved mapping" in second.why or "warehouse table" in second.why) == (2, True)


OTHERS = frozenset({"truncated.gz", "identifies.csv", "identifies_named.txt", "identifies_rows.ndjson", "data-lake"})
"""Fixtures with a test of their own."""


def test_every_fixture_is_tested() -> None:
    assert {path.name for path in EVENTS.iterdir()} == READ.keys() | OTHERS


@pytest.mark.parametrize("batch", ["5", "null", '"x"', '{"a": 1}'])
def test_a_batch_that_is_no_list_is_no_event(batch: str) -> None:
    body = f'{{"batch": {batch}, "context": {{"ip": "192.0.2.1"}}}}'
    (one,) = read_events(["-"], io.BytesIO(body.encode()))
    assert isinstance(one, Unreadable)
    assert "has `batch` and `context` but no `type`" in one.why
