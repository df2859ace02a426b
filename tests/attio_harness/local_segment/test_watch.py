"""Files that change while a local Segment serves are told to whoever reloads them, and a mistake in one ends nothing."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from attio_harness.errors import InputError
from attio_harness.local_segment.watch import FileWatch


class Told:
    """What was said, and a way to wait for the next of it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = threading.Semaphore(0)

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self._more.release()

    def next(self) -> str:
        assert self._more.acquire(timeout=60), "nothing was said"
        return self.lines[-1]


def test_a_change_is_told_with_what_came_of_it_and_a_mistake_ends_nothing(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text("1")
    told, given = Told(), []

    def reload(files: Sequence[str]) -> str:
        given.append(list(files))
        text = mapping.read_text()
        if text == "{":
            raise InputError("is cut off", file="mapping.json", line=1)
        if text == "!":
            raise KeyError(text)
        return f"taken, {text}"

    with FileWatch([str(mapping)], reload, told).running():
        (tmp_path / "new").write_text("2")
        os.replace(tmp_path / "new", mapping)
        assert told.next() == f"{mapping} changed: taken, 2"
        mapping.write_text("{")
        assert told.next() == f"{mapping} changed, and is not used: mapping.json:1: is cut off"
        mapping.write_text("!")
        assert told.next() == f"{mapping} changed: this is a mistake of ours, please report it: KeyError: '!'"
        mapping.write_text("33")
        assert told.next() == f"{mapping} changed: taken, 33"
    mapping.write_text("444")
    assert given == [[str(mapping)]] * 4
    assert len(told.lines) == 4


def test_what_changed_between_the_reading_and_the_start_is_told(tmp_path: Path) -> None:
    told = Told()
    file = tmp_path / "workspace.yaml"
    watch = FileWatch([str(file)], lambda files: "taken", told)
    file.write_text("name: Acme")
    with watch.running():
        assert told.next() == f"{file} changed: taken"
