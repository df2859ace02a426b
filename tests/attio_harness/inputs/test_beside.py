"""Whatever stands between good events, each of them is read, with its line, and what is between is named: nothing is lost beside it."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from attio_harness import check
from attio_harness.errors import InputError
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.reader import EventReader
from attio_harness.inputs.streams import Reach
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples


def event(number: int) -> bytes:
    return json.dumps({"type": "identify", "userId": f"u{number}", "traits": {"n": number}}).encode()


def read(data: bytes) -> list[EventSource]:
    return list(EventReader(io.BytesIO(data), "f", Reach()).read())


def users(items: list[EventSource]) -> list[str]:
    return [one.event["userId"] for one in items if isinstance(one, SourceEvent)]


BAD: dict[str, bytes] = {
    "a word": b"nul",
    "an open object": b'{"a": ',
    "an open text": b'{"a": "x}',
    "a closing brace": b"}",
    "NUL bytes": b"\0\0\0",
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "half of a character": b'{"a": "\xe2\x82"}',
    "half of a pair": b'{"type": 1, "a": "\\ud800"}',
    "UTF-16": '{"a": 1}'.encode("utf-16-le"),
    "a byte order mark alone": b"\xef\xbb\xbf",
    "thousands of digits": b"9" * 20_000,
    "an exponent": b"1e" + b"9" * 1000,
    "NaN": b'{"type": "track", "a": NaN}',
    "brackets": b"[" * 5000,
    "braces": b'{"a":' * 5000,
    "closed brackets": b"[" * 5000 + b"]" * 5000,
    "ten thousand keys": json.dumps({"type": "track", "userId": "k", **{f"k{one}": 1 for one in range(10_000)}}).encode(),
    "a comma": b",",
    "quotes": b'"' * 999,
    "backslashes": b"\\" * 999,
    "an escape sequence": b"\x1b]0;x\x07",
    "a text": b'"text"',
    "an empty object": b"{}",
    "a comment": b"/* " * 300,
    "a table": b"a,b,c",
    "YAML": b"a: [b",
    "gzip": b"\x1f\x8b\x08\0",
}  # fmt: skip


FOREIGN = {
    "UTF-16": "f: is UTF-16 text (save it as UTF-8)",
    "NUL bytes": "f: begins with zero bytes; the content is lost, as after a crash: get the file again",
    "gzip": "f:1: the gzip data ends early or is damaged (",
    "a table": "f:1: looks like CSV (the first line names columns), which has lost what an event was",
}
"""What at the beginning makes the whole file something else, and what is said of it."""


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_begins_as_something_else_is_refused_as_that(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read(b"\n".join([BAD[name], event(1), event(2)]))
    assert str(caught.value).startswith(FOREIGN[name])


@pytest.mark.parametrize(("name", "at"), [(name, at) for name in BAD for at in range(3) if at or name not in FOREIGN])
def test_events_on_lines_beside_it_are_read(name: str, at: int) -> None:
    lines = [event(1), event(2)]
    lines.insert(at, BAD[name])
    for end in (b"", b"\n"):
        items = read(b"\n".join(lines) + end)
        assert users(items) == ["u1", "u2"]
        assert [one.line for one in items if isinstance(one, SourceEvent)] == [one + 1 for one in range(3) if one != at]
        if name != "a byte order mark alone":
            # brackets on the first line begin an array, which has no end either
            also = [3] if (name, at) == ("brackets", 0) else []
            assert [one.line for one in items if isinstance(one, Unreadable)] == [at + 1, *also]
    assert users(read(gzip.compress(b"\n".join(lines)))) == ["u1", "u2"]


OPEN = (
    "an open object",
    "an open text",
    "brackets",
    "braces",
    "quotes",
    "a closing brace",
    "a comment",
    "gzip",
    "UTF-16",
)
"""What holds or ends all that follows where no line ends."""


@pytest.mark.parametrize("name", [name for name in BAD if name not in OPEN])
@pytest.mark.parametrize("between", [b",\n  ", b",\n", b", "])
@pytest.mark.parametrize("wrap", [b"[%s]", b"[\n  %s\n]"])
def test_elements_of_an_array_beside_it_are_read(name: str, between: bytes, wrap: bytes) -> None:
    items = read(wrap % between.join([event(1), BAD[name], event(2)]))
    assert users(items) == ["u1", "u2"]
    if name not in ("a byte order mark alone", "a comma"):
        assert any(isinstance(one, Unreadable) for one in items)


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(list(BAD.values())),
    st.text(alphabet='{}[],:"\\\n ntf1.e-', max_size=12).map(str.encode),
)


@settings(max_examples=examples(150, 20_000), deadline=None)
@given(st.lists(PIECES, max_size=5))
def test_any_lines_leave_the_events_on_other_lines_alone(pieces: list[bytes]) -> None:
    lines = [event(0)]
    for number, piece in enumerate(pieces, 1):
        lines += [piece.replace(b"\n", b" ").replace(b"\r", b" "), event(number)]
    found = users(read(b"\n".join(lines)))
    assert [one for one in found if one.startswith("u")] == [f"u{number}" for number in range(len(pieces) + 1)]


def test_every_line_is_counted_once() -> None:
    items = read(b"\n".join([event(1), *BAD.values(), event(2)]))
    named = [one for one in items if isinstance(one, Unreadable)]
    notes = [one for one in items if isinstance(one, Note)]
    assert len(named) + 2 >= len(BAD)
    assert len({one.line for one in named}) == len(named), notes


def test_a_value_of_python_that_holds_itself_is_told() -> None:
    itself: dict[str, Any] = {"type": "identify", "userId": "u9"}
    itself["traits"] = itself
    report = check(
        events=[json.loads(event(1)), itself, json.loads(event(2))],
        subscriptions=["published"],
        workspace={"name": "W"},
    )
    assert "(limit event_depth)" in report.unreadable[0]["why"]
    assert report.unreadable[0]["line"] == 2
