"""Saving a state: in one step, for its owner alone, and never in the place of what is no file."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.state_file import save_state


def test_it_takes_the_place_of_the_old_one_and_is_its_owners_alone(tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    state.write_text("old")
    save_state([b"n", b"ew"], str(state))
    assert (state.read_text(), stat.S_IMODE(state.stat().st_mode)) == ("new", 0o600)
    assert os.listdir(tmp_path) == ["s.json"]


def test_what_fails_halfway_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    state = tmp_path / "s.json"
    state.write_text("old")
    with pytest.raises(InputError, match=r"s\.json: cannot be written: No space left on device$"):
        save_state(pieces(), str(state))
    assert (state.read_text(), os.listdir(tmp_path)) == ("old", ["s.json"])


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    save_state([b"new"], str(tmp_path / "link.json"))
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    save_state([b"new"], str(pipe))
    reader.join(10)
    assert (read, pipe.is_fifo(), os.listdir(tmp_path)) == ([b"new"], True, ["pipe"])


@pytest.mark.parametrize("name", ["nowhere/s.json", ".", "file/s.json"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written: "):
        save_state([b"new"], str(tmp_path / name))
