"""Files by name: folders, gzip, standard input, and what is no recording."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from attio_harness.errors import InputError
from attio_harness.replay.cassettes.files import recordings, recordings_of

from .test_har import entry, har

HAR = json.dumps(har(entry()))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "f: is empty; expected recorded traffic: a HAR file, a cassette"),
        ("{", "f:1: is not JSON: found the end of the text, expected a key in double quotes"),
        ('{"log": {"entries": [\n{"a": }\n]}}', "f:2: is not JSON: found '}', expected a value (column 7)"),
        ("[1, 2]", "f: is not a recording: found an array, expected recorded traffic"),
        ('{"a": 1, "b": 2}', "f: is not a recording: found an object with a, b, expected recorded traffic"),
        ("{}", "f: is not a recording: found an object with nothing, expected"),
        ("some text", "f: is not a recording: found a string, expected recorded traffic"),
        ("a: [1\nb: 2", "f:2: is not YAML: "),
        ("interactions:\n  - a\n - b\n", "f:3: is not YAML: "),
        ("\x01", "f:1: is not YAML: it has a character that YAML does not know"),
        ('{"type": "identify"}', "f: holds events, which are given without an option (expected recorded traffic"),
        ('{"objects": [{"api_slug": "x"}]}', "f: is a workspace file, which is given with -w (expected"),
        ("objects:\n  - api_slug: x\n", "f: is a workspace file, which is given with -w (expected"),
        ('{"version": 2, "workspace": {}}', "f: is a saved state, which is given with --from (expected"),
        ('{"data": [{"id": 1}]}', "f: is not a recording: found an object with data, expected"),
    ],
)
def test_what_is_no_recording_is_named(text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        recordings_of(text.encode(), "f")
    assert str(error.value).startswith(told)


def test_bytes_that_are_no_text_and_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^f: is UTF-16 text \(save it as UTF-8\); expected a recording file$"):
        recordings_of(b"\xff\xfe", "f")
    with pytest.raises(InputError, match=r"nope\.har: there is no such recording file$"):
        list(recordings([str(tmp_path / "nope.har")]))
    (tmp_path / "cut.har.gz").write_bytes(gzip.compress(HAR.encode())[:-20])
    with pytest.raises(InputError, match=r"cut\.har\.gz: its gzip data end early or are damaged$"):
        list(recordings([str(tmp_path / "cut.har.gz")]))


def test_an_empty_archive_is_one() -> None:
    assert recordings_of(json.dumps(har()).encode(), "f").exchanges == []


def test_yaml_may_begin_with_a_bracket() -> None:
    text = "{interactions: [{request: {method: GET, uri: /v2/x}, response: {status: 200}}]}"
    assert [one.path for one in recordings_of(text.encode(), "f.yaml").exchanges] == ["/v2/x"]


def test_folders_give_their_recordings_in_order_and_pass_over_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.har").write_text(HAR)
    (tmp_path / "one.json.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + HAR.encode()))
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden.har").write_text("{")
    assert [Path(one.file).name for one in recordings([str(tmp_path)])] == ["two.har", "one.json.gz"]
    (tmp_path / "c.har").write_text("{")
    with pytest.raises(InputError, match=r"c\.har:1: is not JSON"):
        list(recordings([str(tmp_path)]))


def test_a_folder_without_any_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(InputError, match="the folder holds no recording"):
        list(recordings([str(tmp_path)]))


@pytest.mark.parametrize(("between", "line"), [("---\n", 4), ("", 3)])
def test_cassettes_that_stand_behind_one_another_are_told(between: str, line: int) -> None:
    one = "interactions: []\nrecorded_with: x\n"
    told = f"f:{line}: another recording begins here; put each into a file of its own, and take them as one with --together"
    with pytest.raises(InputError) as error:
        recordings_of((one + between + one).encode(), "f")
    assert str(error.value) == told
    # of files that are no recordings, none is read
    with pytest.raises(InputError, match="f: is not a recording"):
        recordings_of(b"kind: x\n---\nkind: y\n", "f")
