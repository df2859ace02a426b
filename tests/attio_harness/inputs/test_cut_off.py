"""What ends in the middle, in every shape and at every byte: what stands before is read, and one entry says what is missing."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check
from attio_harness.inputs.event import Note, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events

EVENTS: list[dict[str, Any]] = [
    {"type": "identify", "userId": "u1", "traits": {"name": 'Zoë "Z"', "on": True, "off": None, "n": -1.5e3}},
    {"type": "track", "event": "Paid\u2028", "properties": {"items": [{"a": 1}, {"a": [2, 3]}], "ok": False}},
    {"type": "page", "userId": "\U0001f600", "properties": {}},
]
COMMON = {"context": {"ip": "192.0.2.1"}, "integrations": {"All": True}}


def text(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


SHAPES: dict[str, str] = {
    "lines": "".join(text(one) + "\n" for one in EVENTS),
    "lines with CRLF": "".join(text(one) + "\r\n" for one in EVENTS),
    "one event over several lines": text(EVENTS[0], 2),
    "array": text(EVENTS),
    "array over several lines": text(EVENTS, 2),
    "array of lines": "[\n" + ",\n".join(text(one) for one in EVENTS) + "\n]\n",
    "batch": text(COMMON | {"batch": EVENTS}),
    "batch over several lines": text(COMMON | {"batch": EVENTS}, 1),
    "batch of lines": '{"batch": [\n' + "\n,".join(text(one) for one in EVENTS) + "]}",
    "payload": text({"payload": EVENTS}),
    "payload over several lines": text({"payload": EVENTS}, 4),
    "row": "".join(map(text, EVENTS)),
    "line and batch": text(EVENTS[0]) + "\n" + text({"batch": EVENTS[1:]}),
    "line and array": text(EVENTS[0]) + "\n" + text(EVENTS[1:]),
    "pasted": "\n".join(text(one, 2) for one in EVENTS),
}


def read(content: bytes) -> tuple[list[Any], list[Unreadable]]:
    items = list(read_events(["-"], io.BytesIO(content)))
    notes = [one.what for one in items if isinstance(one, Note)]
    assert [what for what in notes if "CRLF" not in what and "blank" not in what] == []
    return [one.event for one in items if isinstance(one, SourceEvent)], [
        one for one in items if isinstance(one, Unreadable)
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_place_to_cut(shape: str) -> None:
    whole = SHAPES[shape].encode()
    events, none = read(whole)
    bare = [{key: one[key] for key in one if key not in COMMON} for one in events]
    expected = EVENTS[:1] if shape == "one event over several lines" else EVENTS
    assert (bare, none) == (expected, [])
    for end in range(1, len(whole)):
        content = whole[:end]
        found, unread = read(content)
        assert found == events[: len(found)], content
        is_whole = is_row_of_values(content)
        assert len(unread) == (not is_whole), content
        for one in unread:
            assert "ends in the middle of an event" in one.why, content
            # where the event begins that is cut, which has at most 20 lines
            lines = content.rstrip().count(b"\n") + 1
            assert 0 <= lines - one.line <= (20 if " over" in shape or shape == "pasted" else 0), content


def is_row_of_values(content: bytes) -> bool:
    """Whether this is whole JSON values and nothing else: cut between two events, a file is a shorter file."""
    try:
        rest = content.decode().strip()
        while rest:
            rest = rest[json.JSONDecoder().raw_decode(rest)[1] :].strip()
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "shape", ["lines", "array", "array over several lines", "batch", "batch over several lines", "row"]
)
def test_what_was_cut_before_it_was_compressed_is_cut(shape: str) -> None:
    whole = SHAPES[shape].encode()
    for end in range(40, len(whole), 17):
        assert read(gzip.compress(whole[:end])) == read(whole[:end])


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "one event over several lines"])
def test_a_stream_that_ends_early_is_one_entry_and_loses_nothing_before(shape: str) -> None:
    whole = SHAPES[shape].encode()
    packed = gzip.compress(whole, compresslevel=0, mtime=0)
    begin = packed.index(whole)  # level 0 stores the text as it is
    for end in range(begin + 1, len(packed), 7):
        found, unread = read_or_refused(packed[:end])
        assert found == read(whole[: end - begin])[0]
        assert len(unread) == 1
        assert "the gzip data ends early or is damaged" in unread[0]


def read_or_refused(content: bytes) -> tuple[list[Any], list[str]]:
    try:
        found, unread = read(content)
    except InputError as error:
        return [], [error.problem]
    return found, [one.why for one in unread]


def test_a_wrong_checksum_is_one_entry() -> None:
    packed = bytearray(gzip.compress(SHAPES["lines"].encode()))
    packed[-8] ^= 1
    found, unread = read(bytes(packed))
    assert (found, len(unread)) == (EVENTS, 1)
    assert "CRC" in unread[0].why


@pytest.mark.parametrize(
    "begin", [b'{"type": "iden', b"[", b'[{"type": "tra', b'{"batch": [', b'{"batch": [{"ty', b'{\n "type":']
)
def test_nothing_but_a_cut_event_is_an_entry_too(tmp_path: Path, begin: bytes) -> None:
    file = tmp_path / "e.json"
    file.write_bytes(begin)
    report = check(file, "published", {})
    assert (report.events, report.ok, len(report.unreadable)) == (0, False, 1)
    assert "ends in the middle of an event" in report.unreadable[0]["why"]


def test_in_a_folder_a_cut_file_is_an_entry_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(SHAPES["lines"])
    (tmp_path / "b.json").write_text(SHAPES["lines"][:-8])
    (tmp_path / "c.json").write_text('{"type"')
    report = check(tmp_path, "published", {})
    assert (report.events, report.ok) == (5, False)
    assert [(row["file"], row["line"]) for row in report.unreadable] == [
        (str(tmp_path / "b.json"), 3),
        (str(tmp_path / "c.json"), 1),
    ]


# -- arrays: nothing behind or beside a broken element is passed over --


@pytest.mark.parametrize(
    ("content", "events", "entries"),
    [
        ('[\n{"type": "a"}\n]\n{"type": "b"}\n{"type": "c"}', ["a", "b", "c"], []),
        ('[\n{"type": "a"}\n]\n[\n{"type": "b"}\n]', ["a", "b"], []),
        ('[\n{"type": "a"}\n]\nrest', ["a"], [4]),
        ('[\n]\n{"type": "b"}', ["b"], []),
        ('{"type": "a"},\n{"type": "b"},\n', [], [1, 2]),
        ('{"type": "a"},\n{"type": "b"}', ["b"], [1]),
        ('{\n"type": "a"\n},\n{\n"type": "b"}', ["a", "b"], []),
        ('[\n{"type": "a"},\n]', ["a"], []),
        ('[{"type": "a"}, oops, {"type": "b"}, {"type": "c"}', ["a", "b", "c"], [1, 1]),
        ('[{"type": "a"}, oops, {"type": "b"}]\n{"type": "c"}', ["a", "b", "c"], [1]),
    ],
)
def test_what_follows_in_and_behind_an_array_is_read(content: str, events: list[str], entries: list[int]) -> None:
    found, unread = read(content.encode())
    assert ([one["type"] for one in found], [one.line for one in unread]) == (events, entries)
