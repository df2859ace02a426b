"""All files or none, and nothing of anybody's replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_harness.errors import InputError, UsageError
from attio_harness.starter import StarterFile, put

FILES = [
    StarterFile(path="one.txt", about="", content=b"1"),
    StarterFile(path="a/b/two.txt", about="", content=b"2"),
    StarterFile(path="a/three.txt", about="", content=b"3"),
]


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(one.relative_to(folder)): one.read_bytes() if one.is_file() else None for one in sorted(folder.rglob("*"))
    }


def straight(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def failing_at(name: str, error: BaseException) -> object:
    def write(path: Path, content: bytes) -> None:
        if path.name == name and content in (b"1", b"2", b"3"):
            raise error
        path.write_bytes(content)

    return write


def test_folders_are_made(tmp_path: Path) -> None:
    put(tmp_path / "new" / "er", FILES, write=straight)
    assert tree(tmp_path / "new" / "er") == {
        "a": None, "a/b": None, "a/b/two.txt": b"2", "a/three.txt": b"3", "one.txt": b"1",
    }  # fmt: skip


def test_what_is_there_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "three.txt").symlink_to("nowhere")
    with pytest.raises(UsageError) as raised:
        put(tmp_path, FILES, write=straight)
    assert str(raised.value) == (
        f"{tmp_path}/a/three.txt is there already; nothing was written. Name another folder, or replace it with --force"
    )
    (tmp_path / "one.txt").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"one\.txt, .*three\.txt are there already; .* replace them with --force"):
        put(tmp_path, FILES, write=straight)
    assert (tmp_path / "one.txt").read_bytes() == b"mine"
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["a", "one.txt", "three.txt"]


def test_with_force_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"mine")
    (tmp_path / "other.txt").write_bytes(b"stays")
    put(tmp_path, FILES, write=straight, replace=True)
    assert (tmp_path / "one.txt").read_bytes() == b"1"
    assert (tmp_path / "other.txt").read_bytes() == b"stays"


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), InputError("is full", file="x"), KeyboardInterrupt()], ids=repr
)
@pytest.mark.parametrize("name", [Path(one.path).name for one in FILES])
def test_after_a_failure_all_is_as_before(tmp_path: Path, name: str, error: BaseException) -> None:
    (tmp_path / "one.txt").write_bytes(b"mine")
    with pytest.raises((InputError, KeyboardInterrupt)):
        put(tmp_path, FILES, write=failing_at(name, error), replace=True)  # type: ignore[arg-type]
    assert tree(tmp_path) == {"one.txt": b"mine"}


@pytest.mark.parametrize("folder", [".", "a", "a/deeper"])
def test_a_file_in_place_of_a_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(InputError) as raised:
        put(tmp_path / folder, FILES)
    assert str(raised.value) == f"{tmp_path}/a: is a file, expected a folder; nothing was changed"
    assert tree(tmp_path) == {"a": b"mine"}


def test_a_link_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "good").symlink_to("real")
    (tmp_path / "bad").symlink_to("nowhere")
    put(tmp_path / "good", FILES)
    assert (tmp_path / "real" / "a" / "three.txt").read_bytes() == b"3"
    with pytest.raises(InputError, match="bad: is a link that leads nowhere, expected a folder; nothing was changed"):
        put(tmp_path / "bad", FILES)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        put(tmp_path, [*FILES, StarterFile(path="x" * 300, about="", content=b"")], replace=True)
    assert str(raised.value) == f"{tmp_path}/{'x' * 300}: cannot be written: File name too long; nothing was changed"
    assert tree(tmp_path) == {}


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "one.txt").mkdir()
    with pytest.raises(InputError, match="one.txt: cannot be written: Is a directory; nothing was changed"):
        put(tmp_path, FILES, write=straight, replace=True)
    assert tree(tmp_path) == {"one.txt": None}
