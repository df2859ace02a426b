"""Event files of which a part is larger than it may be: it is named, and the events beside it are read."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from attio_harness.inputs.event import EventSource, Note, SourceEvent
from attio_harness.inputs.lines import Lines, LongLine
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach
from attio_harness.limits import InputLimits


def read(data: bytes, **limits: int) -> list[EventSource]:
    return list(EventReader(io.BytesIO(data), "events", Reach(), InputLimits(**limits)).read())


def event(number: int, **traits: Any) -> bytes:
    return json.dumps({"type": "identify", "userId": f"u{number}", "traits": traits}, separators=(",", ":")).encode()


def told(items: list[EventSource]) -> list[str]:
    """`u1` of an event, and file, line and reason of what is none; notes are left out."""
    return [
        one.event["userId"] if isinstance(one, SourceEvent) else f"{one.line}: {one.why}"
        for one in items
        if not isinstance(one, Note)
    ]


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


LINE = "the line has 237 bytes, where 100 are allowed (limit line_bytes); write one event a line, or allow more with --limit line_bytes=N"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_line_that_is_too_long_is_named_wherever_it_stands(number: int) -> None:
    lines = [event(1), event(2)]
    lines.insert(number, event(9, name="x" * (237 - len(event(9, name="")))))
    expected = ["u1", "u2"]
    expected.insert(number, f"{number + 1}: {LINE}")
    assert told(read(b"\n".join(lines), line_bytes=100)) == expected
    assert told(read(b"\n".join(lines) + b"\n", line_bytes=100)) == expected


def test_a_line_may_have_as_many_bytes_as_the_limit_says() -> None:
    line = event(1)
    for end in (b"", b"\n"):
        assert told(read(line + end, line_bytes=len(line))) == ["u1"]
        assert told(read(event(2)[:-1] + b"} \n" + line + end, line_bytes=len(line))) == [
            f"1: the line has {len(line) + 1} bytes, where {len(line)} are allowed (limit line_bytes); write one event a line, or "
            "allow more with --limit line_bytes=N",
            "u1",
        ]


def test_a_long_line_is_counted_and_not_kept() -> None:
    class Endless(io.RawIOBase):
        """Blanks without a line end, as many as are counted; what is asked for at once is seen."""

        left, most = 50_000_000, 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            count = min(len(buffer), self.left)
            self.left -= count
            self.most = max(self.most, count)
            buffer[:count] = b"x" * count
            return count

    raw = Endless()
    stream = io.BufferedReader(raw)
    ((_, long),) = Lines(stream, "events", InputLimits(line_bytes=1000))
    assert isinstance(long, LongLine)
    assert long.why.startswith("the line has 50,000,000 bytes, where 1,000 are allowed")
    assert raw.most <= 1 << 17


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \t\n", b"\n\n \r\n"])
def test_blank_lines_are_passed_by_the_buffer(end: bytes) -> None:
    count = 200_000
    data = event(1) + b"\n" + end * count + event(2) + b"\nnone\n"
    items = read(data)
    lines = end.count(b"\n") * count
    notes = [one.what for one in items if isinstance(one, Note)]
    crlf = end.count(b"\r\n") * count
    assert notes == [f"{crlf} lines end in CRLF"] * bool(crlf) + [f"{lines:,} blank lines"]
    assert told(items)[:2] == ["u1", "u2"]
    assert told(items)[2].startswith(f"{lines + 3}: not JSON")


class Watched:
    """A stream that counts how often a line is asked of it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.peek, self.read = stream.peek, stream.read
        self.calls = 0

    def readline(self, most: int) -> bytes:
        self.calls += 1
        return self._stream.readline(most)


def test_blank_lines_are_read_in_a_number_of_steps_that_does_not_grow_with_them() -> None:
    calls = []
    for count in (1000, 100_000):
        stream = Watched(io.BufferedReader(io.BytesIO(event(1) + b"\n" * count + event(2))))
        lines = Lines(stream, "events", InputLimits())  # type: ignore[arg-type]
        assert list(lines) == [(1, event(1)), (count + 1, event(2))]
        calls.append(stream.calls)
    assert calls[0] == calls[1]


@pytest.mark.parametrize(
    ("name", "bad", "said"),
    [
        ("event_keys", event(9, **{f"k{number}": number for number in range(10)}), "the event has 13 keys, where 12 are allowed (limit event_keys); send fewer traits or properties, or allow more with --limit event_keys=N"),
        ("event_items", event(9, a=[1] * 7, b=[[2] * 6]), "the lists of the event have 14 elements, where 12 are allowed (limit event_items); send shorter lists, or allow more with --limit event_items=N"),
        ("event_depth", event(9, a=nested(11)), "the event is nested over 13 levels, where 12 are allowed (limit event_depth); send it flatter, or allow more with --limit event_depth=N"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["lines", "array on a line", "array", "batch", "batch on a line", "row"])
def test_an_event_over_a_limit_is_named_and_its_neighbours_are_read(
    form: str, name: str, bad: bytes, said: str
) -> None:
    three = [event(1), bad, event(2)]
    whole = [json.loads(one) for one in three]
    data = {
        "lines": b"\n".join(three),
        "array on a line": json.dumps(whole).encode(),
        "array": json.dumps(whole, indent=1).encode(),
        "batch": json.dumps({"batch": whole}, indent=1).encode(),
        "batch on a line": json.dumps({"batch": whole}).encode(),
        "row": b"".join(three),
    }[form]
    first, middle, last = told(read(data, **{name: 12}))
    assert (first, last) == ("u1", "u2")
    assert middle.partition(": ")[2] == said
    assert told(read(data, **{name: 14})) == ["u1", "u9", "u2"]


def test_numbers_are_no_level() -> None:
    assert told(read(event(1, a=[1]), event_depth=3)) == ["u1"]
    assert told(read(event(1, a=["x"]), event_depth=3)) == ["u1"]
    assert len(told(read(event(1, a=[1]), event_depth=2))[0]) > 10


@pytest.mark.parametrize("depth", [300, 1000, 100_000])
def test_what_is_too_deep_for_a_parser_is_told_by_the_same_limit(depth: int) -> None:
    bad = b'{"type":"identify","userId":"u9","traits":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    first, middle, last = told(read(b"\n".join([event(1), bad, event(2)])))
    assert (first, last) == ("u1", "u2")
    assert "levels" in middle
    assert "(limit event_depth); send it flatter, or allow more with --limit event_depth=N" in middle


def test_a_document_over_the_limit_is_read_up_to_there() -> None:
    many = [json.loads(event(number)) for number in range(100)]
    for data in (json.dumps(many, indent=1), json.dumps({"batch": many}, indent=1)):
        found = told(read(data.encode(), document_bytes=2000))
        assert found[:5] == ["u0", "u1", "u2", "u3", "u4"]
        assert len(found) < 60
        *events, last = found
        assert all(one.startswith("u") for one in events)
        assert (
            "the document over several lines has more than 2,000 bytes (limit document_bytes); write one event a line: "
            in last
        )
        assert last.endswith("--limit document_bytes=N; from here on it was not read")


def test_lines_behind_a_broken_first_one_have_no_limit_together() -> None:
    data = b"\n".join([b'{"type":"identify", broken', *(event(number) for number in range(100))])
    found = told(read(data, document_bytes=500))
    assert found[1:] == [f"u{number}" for number in range(100)]
    assert found[0].startswith("1: not JSON")


def test_blank_lines_between_the_lines_of_a_document_count() -> None:
    found = told(read(b"[\n" + b"\n" * 3000 + event(1) + b"\n]", document_bytes=2000))
    assert found == [
        "3002: the document over several lines has more than 2,000 bytes (limit document_bytes); write one event a line: jq -c '.[]', "
        "or allow more with --limit document_bytes=N; from here on it was not read"
    ]


def test_gzip_is_unpacked_up_to_the_limit() -> None:
    packed = gzip.compress(b"\n".join(event(number) for number in range(10_000)))
    *events, last = told(read(packed, unpacked_bytes=50_000))
    assert 500 < len(events) < 2000
    assert events == [f"u{number}" for number in range(len(events))]
    assert last == (
        f"{len(events) + 1}: unpacked, the file has more than 50,000 bytes (limit unpacked_bytes); split it, or allow more with "
        "--limit unpacked_bytes=N; what stands before was read"
    )
