"""Which files changed: however an editor, a script or a deployment puts them there."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attio_harness.inputs.watched_files import WatchedFiles


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("events").mkdir()
    Path("events/a.ndjson").write_text("{}\n")
    Path("mapping.json").write_text("{}")
    return tmp_path


def replaced() -> None:
    Path("mapping.json.tmp").write_text("[]")
    os.replace("mapping.json.tmp", "mapping.json")


def swapped() -> None:
    shutil.copytree("events", "next")
    os.rename("events", "previous")
    os.rename("next", "events")


def made_anew() -> None:
    Path("mapping.json").unlink()
    Path("mapping.json").write_text("{}")


def link_changed() -> None:
    Path("other.json").write_text("{}")
    Path("link.json").unlink()
    Path("link.json").symlink_to("other.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda: Path("mapping.json").write_text("[1]"), ["mapping.json"]),
        (replaced, ["mapping.json"]),
        (made_anew, ["mapping.json"]),
        (lambda: Path("mapping.json").unlink(), ["mapping.json"]),
        (lambda: Path("later.json").write_text("{}"), ["later.json"]),
        (lambda: Path("events/b.ndjson").write_text("{}"), ["events/b.ndjson"]),
        (lambda: Path("events/a.ndjson").unlink(), ["events/a.ndjson"]),
        (swapped, ["events/a.ndjson"]),
        (lambda: shutil.rmtree("events"), ["events/a.ndjson"]),
        (link_changed, ["link.json"]),
        (lambda: Path("globbed-2.json").write_text("{}"), ["globbed-2.json"]),
        (lambda: Path("beside.json").write_text("{}"), []),
        (lambda: Path("events/.hidden").write_text("{}"), []),
        (lambda: None, []),
    ],
)
def test_a_change_is_told_once(change: Callable[[], object], told: list[str]) -> None:
    Path("link.json").symlink_to("mapping.json" if change is not link_changed else "events/a.ndjson")
    files = WatchedFiles(["events", "mapping.json", "later.json", "link.json", "globbed-*.json", "-"])
    change()
    found = files.changed()
    # what a link leads to is a change of the link, too
    assert [one for one in found if one != "link.json" or told == ["link.json"]] == told
    assert files.changed() == []


def test_other_names_leave_what_was_seen_as_it_was_seen() -> None:
    files = WatchedFiles(["mapping.json"])
    Path("mapping.json").write_text("[1]")
    files.names(["mapping.json", "events"])
    assert files.files == ["events/a.ndjson", "mapping.json"]
    assert files.changed() == ["mapping.json"]
    files.names(["events"])
    Path("mapping.json").write_text("[2]")
    assert files.changed() == []


def soon(*steps: Callable[[], object], pause: float = 0.03) -> threading.Thread:
    def work() -> None:
        for step in steps:
            time.sleep(pause)
            step()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_several_saves_one_after_the_other_are_one_change() -> None:
    files = WatchedFiles(["mapping.json", "events"])
    writing = soon(replaced, made_anew, replaced, lambda: Path("events/b.ndjson").write_text("{}"))
    assert files.wait() == ["events/b.ndjson", "mapping.json"]
    writing.join()
    assert files.changed() == []


def test_a_folder_that_was_swapped_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attio_harness.inputs.watched_files._LOOKED_EVERY", 60)
    files = WatchedFiles(["events"])
    writing = soon(swapped)
    assert files.wait() == ["events/a.ndjson"]
    writing.join()
    begun = time.monotonic()
    writing = soon(lambda: Path("events/a.ndjson").write_text("[]"), pause=0.3)
    assert files.wait() == ["events/a.ndjson"]
    writing.join()
    assert time.monotonic() - begun < 30  # it was told of, not found by looking


def test_what_changed_while_nobody_waited_is_told_at_once() -> None:
    files = WatchedFiles(["mapping.json"])
    replaced()
    assert files.wait() == ["mapping.json"]


def test_a_wait_can_be_ended() -> None:
    stop = threading.Event()
    ending = soon(stop.set)
    # of whoever ends it nothing is waited for, as it would be before another look
    files = WatchedFiles(["mapping.json"], sleep=lambda seconds: pytest.fail(f"slept {seconds} s"))
    assert files.wait(stop) == []
    ending.join()


def test_without_messages_of_the_system_it_is_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*folders: str, **options: object) -> Iterator[None]:
        raise OSError("too many folders")
        yield

    monkeypatch.setattr("watchfiles.watch", refuse)
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 2:
            replaced()

    assert WatchedFiles(["mapping.json"], sleep=pause).wait() == ["mapping.json"]
    assert paused == [0.5, 0.5, 0.1]


@pytest.mark.parametrize("name", ["tf[1]/main.tf", "tf*/main.tf"])
def test_what_terraform_reads_beside_a_file_is_watched_too(name: str) -> None:
    folder = Path("tf[1]")
    folder.mkdir()
    for one in ("main.tf", "names.tf", "of.tfvars"):
        (folder / one).write_text("a")
    files = WatchedFiles([name])
    assert files.files == ["tf[1]/main.tf", "tf[1]/names.tf"]
    for one in ("names.tf", "later.tf", "terraform.tfvars", "a.auto.tfvars", "of.tfvars"):
        (folder / one).write_text("changed")
        assert files.changed() == ([] if one == "of.tfvars" else [f"tf[1]/{one}"])
