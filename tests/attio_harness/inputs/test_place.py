"""One event among others, by its line, its place in an array, or its messageId."""

from __future__ import annotations

import gzip
import json
import os
import threading
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.inputs.place import find_event

EVENTS = [{"type": "track", "messageId": one} for one in ("a", "b:c", "7", "a")]
LINES = "\n".join(map(json.dumps, EVENTS))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e.ndjson").write_text(LINES)
    (tmp_path / "e:2").write_text(LINES)
    (tmp_path / "one.json").write_text(json.dumps(EVENTS[0]))
    (tmp_path / "array.json").write_text(json.dumps(EVENTS))
    (tmp_path / "e.gz").write_bytes(gzip.compress(LINES.encode()))
    (tmp_path / "bad.ndjson").write_text(LINES + "\n{nonsense\n")
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "x.ndjson").write_text(LINES)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "file", "line", "index"),
    [
        ("one.json", "one.json", 1, None),
        ("e.ndjson:2", "e.ndjson", 2, None),
        ("e.ndjson:a", "e.ndjson", 1, None),
        ("e.ndjson:b:c", "e.ndjson", 2, None),
        ("e.ndjson:7", "e.ndjson", 3, None),
        ("e:2:3", "e:2", 3, None),
        ("e:2:a", "e:2", 1, None),
        ("array.json:1[2]", "array.json", 1, 2),
        ("array.json:7", "array.json", 1, 2),
        ("e.gz:2", "e.gz", 2, None),
        ("e.gz:7", "e.gz", 3, None),
        ("many:7", "many/x.ndjson", 3, None),
        ("bad.ndjson:1", "bad.ndjson", 1, None),
    ],
)
def test_an_event_is_found(folder: Path, name: str, file: str, line: int, index: int | None) -> None:
    event = find_event(name).event
    assert (event.file, event.line, event.index) == (file, line, index)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("e.ndjson", "e.ndjson: holds 4 events; say which with e.ndjson:LINE"),
        ("array.json", "array.json: holds 4 events; say which with array.json:LINE[INDEX]"),
        ("array.json:1", "array.json:1: holds 4 events; say which with array.json:1[INDEX]"),
        ("e.ndjson:9", "e.ndjson:9: there is no event on this line"),
        ("array.json:1[9]", "array.json:1: there is no event here"),
        ("e.ndjson:z", "e.ndjson: there is no event with the messageId 'z', and no line of this number"),
        ("bad.ndjson:5", "bad.ndjson:5: not JSON"),
        ("nowhere.ndjson:3", "nowhere.ndjson: there is no such file or folder"),
        ("nowhere.ndjson", "nowhere.ndjson: there is no such file or folder"),
    ],
)
def test_what_is_not_found_is_one_line(folder: Path, name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        find_event(name)
    assert str(caught.value).startswith(said)


def test_what_can_be_read_once_only_is_kept(folder: Path) -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_text(LINES))
    writer.start()
    place = find_event("pipe:7")
    writer.join(10)
    assert (place.event.line, place.among, len(place.read or ())) == (3, "pipe", 4)
    assert find_event("e.ndjson:7").read is None
