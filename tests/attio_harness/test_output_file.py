"""Writing a file: whole or not at all, with the permissions of the old one, and never in the place of what is no file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.output_file import can_be_written, write_file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_takes_the_place_of_the_old_one_and_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "r.md").write_text("old")
    (tmp_path / "r.md").chmod(0o640)
    write_file([b"n", b"ew"], str(tmp_path / "r.md"))
    assert ((tmp_path / "r.md").read_text(), mode(tmp_path / "r.md")) == ("new", 0o640)
    assert os.listdir(tmp_path) == ["r.md"]


def test_a_new_one_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_file([b"new"], str(tmp_path / "r.md"))
    assert mode(tmp_path / "r.md") == mode(tmp_path / "plain")


def test_what_is_private_is_its_owners_alone_whatever_the_old_one_was(tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    write_file([b"new"], str(state), private=True)
    assert mode(state) == 0o600
    state.chmod(0o644)
    write_file([b"new"], str(state), private=True)
    assert mode(state) == 0o600


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("bug")])
def test_what_fails_halfway_leaves_the_old_one_and_nothing_else(tmp_path: Path, problem: BaseException) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise problem

    state = tmp_path / "s.json"
    state.write_text("old")
    expected = InputError if isinstance(problem, OSError) else type(problem)
    with pytest.raises(expected) as raised:
        write_file(pieces(), str(state))
    if expected is InputError:
        assert str(raised.value) == f"{state}: cannot be written: No space left on device"
    assert (state.read_text(), os.listdir(tmp_path)) == ("old", ["s.json"])


@pytest.mark.parametrize("target", ["real.json", "folder/real.json", "other.json"])
def test_a_link_stays_a_link(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "other.json").symlink_to("new.json")
    (tmp_path / "link.json").symlink_to(target)
    write_file([b"new"], str(tmp_path / "link.json"))
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / target).read_text() == "new"
    assert not (tmp_path / "link.json").resolve().is_symlink()


def test_links_that_lead_to_one_another_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="cannot be written: too many links"):
        can_be_written(str(tmp_path / "a"))


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file([b"new"], str(pipe))
    reader.join(10)
    assert (read, pipe.is_fifo(), os.listdir(tmp_path)) == ([b"new"], True, ["pipe"])


def test_standard_output_keeps_what_the_shell_appends_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    code = "from attio_harness.output_file import write_file; print('first'); write_file([b'second\\n'], '/dev/stdout')"
    with log.open("a") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True, timeout=60)
    assert log.read_text() == "before\nfirst\nsecond\n"


def test_a_full_device_is_told_and_stays_one() -> None:
    can_be_written("/dev/full")
    with pytest.raises(InputError, match="^/dev/full: cannot be written: No space left on device$"):
        write_file([b"new"], "/dev/full")
    assert Path("/dev/full").is_char_device()


def test_a_file_that_cannot_be_replaced_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: Path, target: Path) -> None:
        raise OSError(16, "Device or resource busy")

    (tmp_path / "r.md").write_text("old and longer")
    monkeypatch.setattr(Path, "replace", busy)
    write_file([b"new"], str(tmp_path / "r.md"))
    assert ((tmp_path / "r.md").read_text(), os.listdir(tmp_path)) == ("new", ["r.md"])


REFUSED = {
    "s3://bucket/s.json": "only local files are; write one, and upload it",
    "nowhere/s.json": "there is no folder nowhere; make it first",
    "nowhere/deeper/s.json": "there is no folder nowhere/deeper; make it first",
    ".": "it is a folder; expected the name of a file",
    "folder/": "it is a folder; expected the name of a file",
    "folder/new/": "there is no such folder; expected the name of a file",
    "file/s.json": "file is a file, not a folder",
    "n" * 300: "File name too long",
    "locked": "Permission denied",
    "closed/s.json": "the folder closed cannot be written to",
    "/dev/fd/999": "it is closed",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_place_that_cannot_be_written_is_known_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "locked").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "closed").mkdir()

    # root may write everywhere, so what permissions say is said here
    def access(path: Path, how: int) -> bool:
        return Path(path).name not in ("locked", "closed")

    monkeypatch.setattr(os, "access", access)
    before = sorted(tmp_path.iterdir())
    attempts: list[Callable[[str], None]] = [can_be_written, lambda name: write_file([b"new"], name)]
    for attempt in attempts:
        with pytest.raises(InputError) as raised:
            attempt(name)
        assert str(raised.value) == f"{name}: cannot be written: {REFUSED[name]}"
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_of_255_bytes_is_one(tmp_path: Path) -> None:
    name = "ü" * 127
    write_file([b"new"], str(tmp_path / name))
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", [None, "-", "/dev/null", "/dev/stdout"])
def test_what_is_no_file_can_always_be_written(name: str | None) -> None:
    can_be_written(name)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        can_be_written(name)
