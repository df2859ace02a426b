"""Frames of a log: a part of one at the end is torn, anything else that is not what was written is damage."""

from __future__ import annotations

import pytest
from attio_harness.saved_state.frames import Damaged, Frame, Torn, framed, frames

ROWS = [(b'{"n":1}', [b""]), (b'{"n":2}', [b"AHL1 body", b"x" * 40]), (b"{}", [])]
PIECES = [b"".join(framed(row, bodies)) for row, bodies in ROWS]
WHOLE = b"".join(PIECES)
STARTS = [0, len(PIECES[0]), len(PIECES[0]) + len(PIECES[1])]


def test_what_was_written_is_read() -> None:
    assert list(frames(WHOLE)) == [
        Frame(STARTS[0], b'{"n":1}', b""),
        Frame(STARTS[1], b'{"n":2}', b"AHL1 body" + b"x" * 40),
        Frame(STARTS[2], b"{}", b""),
    ]
    assert list(frames(b"")) == []


def test_a_file_that_ends_anywhere_has_its_whole_frames() -> None:
    for end in range(1, len(WHOLE)):
        whole = [one for one in STARTS[1:] if one <= end]
        found = list(frames(WHOLE[:end]))
        assert [type(one) for one in found] == [Frame] * len(whole) + ([] if end in STARTS else [Torn])
        if end not in STARTS:
            assert found[-1] == Torn(([0, *whole])[-1])


def test_zeros_at_the_end_are_torn() -> None:
    assert list(frames(WHOLE + b"\0" * 100))[-1] == Torn(len(WHOLE))


@pytest.mark.parametrize("at", range(STARTS[2]))
def test_a_byte_that_is_another_is_damage_unless_it_is_in_the_last_frame(at: int) -> None:
    content = bytearray(WHOLE)
    content[at] ^= 0x40
    with pytest.raises(Damaged) as found:
        list(frames(bytes(content)))
    assert found.value.at == max(one for one in STARTS if one <= at)


@pytest.mark.parametrize("at", range(STARTS[2], len(WHOLE)))
def test_a_last_frame_that_is_another_is_torn(at: int) -> None:
    content = bytearray(WHOLE)
    content[at] ^= 0x40
    assert list(frames(bytes(content)))[-1] == Torn(STARTS[2])
