"""What a folder or a glob has beside files: links that lead nowhere or in a circle, links to folders, pipes. Nothing is passed over in
silence, nothing is waited for, nothing is read twice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.inputs.event import SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.replay.cassettes.files import recordings

EVENT = '{"type": "identify", "userId": "u1"}\n'
ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "is a pipe, which is read only if it is named itself"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "cannot be read: No such file or directory"),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read: Too many levels of symbolic links"),
}
LINKED = "is a link to a folder, which is read only if it is named itself"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "a.ndjson").write_text(EVENT)
    return tmp_path / "week"


def read(*names: str) -> tuple[list[str], list[str]]:
    items = list(read_events(names))
    good = [one.file for one in items if isinstance(one, SourceEvent)]
    return good, [f"{one.file}: {one.why}" for one in items if isinstance(one, Unreadable)]


@pytest.mark.parametrize("name", ["week", "week/*", "week/*.ndjson", "**/*.ndjson"])
@pytest.mark.parametrize("what", ODD)
def test_what_is_no_file_among_events_is_one_entry(folder: Path, what: str, name: str) -> None:
    make, said = ODD[what]
    make(folder / "b.ndjson")
    assert read(name) == (["week/a.ndjson"], [f"week/b.ndjson: {said}; nothing in this file is an event"])


def test_a_link_to_a_folder_is_told_and_not_followed(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder / "up").symlink_to("../elsewhere")
    assert read("week") == (["week/a.ndjson"], [f"week/up: {LINKED}; nothing in this file is an event"])


def test_links_in_a_circle_do_not_multiply_what_a_glob_finds(folder: Path) -> None:
    (folder / "Again").symlink_to(".")
    (folder / "up").symlink_to("..")
    assert read("week/**/*.ndjson") == (["week/a.ndjson"], [])


def test_what_is_hidden_is_no_event(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "x.ndjson").write_text("x")
    os.mkfifo(folder / ".pipe")
    assert read("week") == (["week/a.ndjson"], [])


MAPPING = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {}}
FILTER = {"if": 'type = "identify"', "actions": [{"type": "DROP"}]}
FOUND: dict[str, tuple[Callable[[str], object], object]] = {
    "mappings": (lambda name: read_mappings([name]), MAPPING),
    "filters": (lambda name: read_filters([name], []), FILTER),
}


@pytest.mark.parametrize("name", ["config", "config/*.json", "conf*"])
@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("kind", FOUND)
def test_what_is_no_file_among_mappings_or_filters_is_refused(tmp_path: Path, kind: str, what: str, name: str) -> None:
    reads, sample = FOUND[kind]
    make, said = ODD[what]
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "a.json").write_text(json.dumps(sample))
    make(tmp_path / "config" / "b.json")
    with pytest.raises(InputError) as refused:
        reads(name)
    assert str(refused.value) == f"config/b.json: {said}"


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_file_among_recordings_is_refused(tmp_path: Path, what: str) -> None:
    make, said = ODD[what]
    (tmp_path / "tapes").mkdir()
    make(tmp_path / "tapes" / "b.har")
    with pytest.raises(InputError) as refused:
        list(recordings(["tapes"]))
    said = "there is no such recording file" if what == "link to nothing" else said
    assert str(refused.value) == f"tapes/b.har: {said}"
