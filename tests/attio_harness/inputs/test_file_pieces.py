"""Pieces of a file have, one after the other, the lines that reading the file has."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.inputs.file_pieces import Piece, lines_of, pieces_of
from attio_harness.inputs.lines import Lines, LongLine
from attio_harness.limits import InputLimits
from hypothesis import given
from hypothesis import strategies as st

LIMITS = replace(InputLimits(), line_bytes=12)


def lines(pieces: Sequence[Piece], limits: InputLimits = LIMITS) -> list[bytes | None]:
    return [line for piece in pieces for line in lines_of(piece, limits)]


def numbered(content: bytes) -> dict[int, bytes | None]:
    """What the reader of events sees of the lines that are not blank."""
    read = Lines(io.BufferedReader(io.BytesIO(content)), "a", LIMITS)
    return {number: None if isinstance(line, LongLine) else line for number, line in read}


TEXTS = st.lists(
    st.sampled_from([b"{}", b"", b" ", b"x" * 11, b"y" * 12, b"z" * 13, b"w" * 40, b"\xef\xbb\xbf{}", b"a\rb", b"\r"]),
    max_size=12,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pieces") / "events.ndjson"


@given(
    texts=TEXTS,
    ends=st.lists(st.sampled_from([b"\n", b"\r\n"]), min_size=12, max_size=12),
    size=st.integers(1, 60),
    open_end=st.booleans(),
)
def test_every_line_is_in_one_piece_and_has_the_number_that_reading_gives_it(
    texts: list[bytes], ends: list[bytes], size: int, open_end: bool, file: Path
) -> None:
    content = b"".join(text + end for text, end in zip(texts, ends, strict=False))
    content = content[:-1] if open_end else content
    file.write_bytes(content)
    pieces = pieces_of([str(file)], size)
    assert len(pieces) == max(1, -(-len(content) // size))
    found = lines(pieces)
    assert found == lines(pieces_of([str(file)]))
    expected = numbered(content)
    assert {number: line for number, line in enumerate(found, 1) if line is None or line.strip()} == expected


def test_what_is_packed_is_one_piece(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(b"one\n\ntwo\n"))
    (tmp_path / "b.ndjson").write_bytes(b"three\nfour\n")
    pieces = pieces_of([str(tmp_path), str(tmp_path / "b.ndjson")], 6)
    a, b = (str(tmp_path / name) for name in ("a.ndjson.gz", "b.ndjson"))
    assert [(one.occurrence, one.file, one.begin, one.end) for one in pieces] == [
        (0, a, 0, None), (1, b, 0, 6), (1, b, 6, None), (2, b, 0, 6), (2, b, 6, None)
    ]  # fmt: skip
    assert lines(pieces) == [b"one", b"", b"two", b"three", b"four", b"three", b"four"]


def test_what_cannot_be_opened_or_read_twice_has_no_piece(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.symlink(tmp_path / "nowhere", tmp_path / "link")
    assert pieces_of([str(tmp_path / "pipe"), str(tmp_path / "link")]) == []
    with pytest.raises(InputError, match="there is no such file"):
        pieces_of([str(tmp_path / "none")])


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PAR1....")
    with pytest.raises(InputError, match="Parquet"):
        lines(pieces_of([str(tmp_path / "a")]))


def test_a_piece_is_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"one\ntwo\n")
    monkeypatch.chdir(tmp_path)
    pieces = pieces_of(["a"], 4)
    monkeypatch.chdir("/")
    assert lines(pieces) == [b"one", b"two"]
    assert [(one.file, one.path) for one in pieces] == [("a", str(tmp_path / "a"))] * 2
