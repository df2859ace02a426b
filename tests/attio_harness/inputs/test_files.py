"""The text of a file that a person names: no more of it is read than such a file has, and what is no text is told by its first bytes."""

from __future__ import annotations

import gzip
import io
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import read_text
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import load_state
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.limits import InputLimits, using

from .archives import tar_of, zip_of

GIGABYTES = 5_000_000_000
READ: dict[str, Callable[[str], object]] = {
    "mapping": lambda file: read_mappings([file]),
    "filter": lambda file: read_filters([file], []),
    "workspace": load_workspace,
    "state": load_state,
}


@pytest.fixture
def sparse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of gigabytes that takes no place on the disk."""
    monkeypatch.chdir(tmp_path)
    with open("big", "wb") as file:
        file.truncate(GIGABYTES)
    return "big"


@pytest.mark.parametrize("what", READ)
def test_a_very_large_file_is_refused_before_it_is_read(sparse: str, what: str) -> None:
    tracemalloc.start()
    with pytest.raises(InputError) as refused:
        READ[what](sparse)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    allowed, limit = ("2,000,000,000", "state_bytes") if what == "state" else ("100,000,000", "file_bytes")
    do = "start from a smaller state" if what == "state" else "give the file that was meant"
    assert str(refused.value) == (
        f"big: has 5,000,000,000 bytes, where {allowed} are allowed (limit {limit}); {do}, or allow more with --limit {limit}=N; "
        f"expected a {what} file"
    )
    assert most < 10_000_000


def test_events_of_zeros_are_refused_before_they_are_read(sparse: str) -> None:
    with pytest.raises(InputError) as refused:
        list(read_events([sparse]))
    assert (
        str(refused.value) == "big: begins with zero bytes; the content is lost, as after a crash: get the file again"
    )


def test_a_device_without_an_end_is_refused() -> None:
    with using(InputLimits(file_bytes=1000)), pytest.raises(InputError) as refused:
        read_text("/dev/zero", "mapping")
    assert str(refused.value) == (
        "/dev/zero: has more than 1,000 bytes (limit file_bytes); give the file that was meant, or allow more with --limit "
        "file_bytes=N; expected a mapping file"
    )


def test_standard_input_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 1001)))
    with using(InputLimits(file_bytes=1000)), pytest.raises(InputError, match="-: has more than 1,000 bytes"):
        read_text("-", "mapping")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 1000)))
    with using(InputLimits(file_bytes=1000)):
        assert read_text("-", "mapping") == "x" * 1000


NO_TEXT: dict[str, tuple[bytes, str]] = {
    "gzip": (gzip.compress(b"{}"), ": is compressed with gzip (unpack it first: gzip -d); expected a mapping file"),
    "empty ZIP": (b"PK\x05\x06" + b"\0" * 18, ": is a ZIP archive with no file in it; expected a mapping file"),
    "ZIP": (b"PK\x03\x04\xff", ": is a ZIP archive (unpack it first), or a file of Office; expected a mapping file"),
    "a ZIP of texts": (
        zip_of("a.json", b"{}"),
        ": is a ZIP archive (unpack it first), or a file of Office; expected a mapping file",
    ),
    "a saved plan": (
        zip_of("tfplan", b"\x08\x03"),
        ": is a binary Terraform plan; give the JSON that `terraform show -json PLAN` prints; expected a mapping file",
    ),
    "tar": (tar_of(b"{}"), ": is a tar archive (unpack it first: tar -xf); expected a mapping file"),
    "UTF-16": ("{}".encode("utf-16"), ": is UTF-16 text (save it as UTF-8); expected a mapping file"),
    "UTF-16 of another order": (b"\xfe\xff\0{\0}", ": is UTF-16 text (save it as UTF-8); expected a mapping file"),
    "UTF-32": ("{}".encode("utf-32"), ": is UTF-32 text (save it as UTF-8); expected a mapping file"),
    "PDF": (b"%PDF-1.4\n\xe2", ": is a PDF; expected a mapping file"),
    "PNG": (b"\x89PNG\r\n\x1a\n", ": is an image; expected a mapping file"),
    "SQLite": (b"SQLite format 3\0\xff", ": is a database of SQLite; expected a mapping file"),
    "bytes": (bytes(range(256)), ": is not text; expected a mapping file"),
    "Latin-1": (
        b'{\n"name": "Jos\xe9"}',
        ":2: byte 0xe9 is not UTF-8 (column 13); save the mapping file as UTF-8",
    ),
}


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_no_text_is_told_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    content, said = NO_TEXT[name]
    file = tmp_path / "f"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_text(str(file), "mapping")
    assert str(refused.value) == f"{file}{said}"


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    for name, said in {
        "": "'': an empty name is not a mapping file",
        str(tmp_path): f"{tmp_path}: is a folder; expected a mapping file",
        str(link): f"{link}: there is no such mapping file",
        str(loop): f"{loop}: cannot be read: Too many levels of symbolic links",
        f"{__file__}/x": f"{__file__}/x: cannot be read: Not a directory",
        "x" * 300: f"{'x' * 300}: cannot be read: File name too long",
        "x\0y": "x\\x00y: is not a file name",
    }.items():
        with pytest.raises(InputError) as refused:
            read_text(name, "mapping")
        assert str(refused.value) == said


def test_nothing_to_read_is_empty(tmp_path: Path) -> None:
    assert read_text(os.devnull, "mapping") == ""
