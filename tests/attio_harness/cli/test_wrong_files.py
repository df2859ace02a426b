"""Files in the wrong place, that may not be read, and stray ones beside events."""

from __future__ import annotations

import builtins
import json
import os
from pathlib import Path
from typing import Any

import pytest
from attio_harness.inputs.streams import ADVICE

from tests.attio_harness.cli.bad_files import LINE, MAPPING, check, filled


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return filled(tmp_path)


NO_MAPPING = (
    "the folder has no .tf file with a segment_destination_subscription, and no .json or .yaml file with a subscription"
)
EVENTS_ARE = "holds events, which are given without an option"
MAPPING_IS = "is a saved mapping, which is given with -m"
FILTERS_ARE = "holds destination filters, which are given with --filters"
WORKSPACE_IS = "is a workspace file, which is given with -w"


@pytest.mark.parametrize(
    ("option", "file", "said"),
    [
        ("events", "m.json", f":1: {MAPPING_IS}"),
        ("events", "f.json", f":1: {FILTERS_ARE}"),
        ("events", "w.json", f":1: {WORKSPACE_IS}"),
        ("mapping", "e.json", f": {EVENTS_ARE}"),
        ("mapping", "lines.ndjson", f": {EVENTS_ARE}"),
        ("mapping", "f.json", f": {FILTERS_ARE}"),
        ("mapping", "w.json", f": {WORKSPACE_IS}"),
        ("filters", "e.json", f": {EVENTS_ARE}"),
        ("filters", "lines.ndjson", f": {EVENTS_ARE}"),
        ("filters", "m.json", f": {MAPPING_IS}"),
        ("filters", "w.json", f": {WORKSPACE_IS}"),
        ("workspace", "e.json", f": {EVENTS_ARE}"),
        ("workspace", "lines.ndjson", f": {EVENTS_ARE}"),
        ("workspace", "m.json", f": {MAPPING_IS}"),
        ("workspace", "f.json", f": {FILTERS_ARE}"),
        ("events", "", "'': there is no such file or folder (expected events: NDJSON, a JSON array or object)"),
        ("mapping", "", "'': an empty name is not a mapping file"),
        ("workspace", "", "'': an empty name is not a workspace file"),
        ("filters", "", "'': an empty name is not a filter file"),
        ("events", "none", ": the folder holds no event files (expected .json, .ndjson, .jsonl, .log or .gz)"),
        ("mapping", "none", f": {NO_MAPPING}; it has README.md"),
        ("workspace", "none", ": is a folder; expected a workspace file"),
        ("filters", "none", ": the folder has no .tf or .json file with a destination filter; it has README.md"),
        ("filters", "missing*", ": no file has a name like this"),
        ("filters", "nowhere", ": there is no such filter file"),
        ("mapping", "empty", ": is empty; expected a mapping as JSON"),
        ("filters", "empty", ": is empty; expected destination filters as JSON"),
        ("workspace", "empty", ": is empty (expected a workspace file, YAML or JSON)"),
        ("mapping", "utf16", ": is UTF-16 text (save it as UTF-8); expected a mapping file"),
        ("filters", "utf16", ": is UTF-16 text (save it as UTF-8); expected a filter file"),
        ("workspace", "utf16", ": is UTF-16 text (save it as UTF-8); expected a workspace file"),
        ("events", "nowhere", ": cannot be read: No such file or directory"),
        ("events", "x" * 300, ": cannot be read: File name too long"),
        ("mapping", "x" * 300, ": cannot be read: File name too long"),
        ("workspace", "x" * 300, ": cannot be read: File name too long"),
        ("baseline", "x" * 300, ": cannot be read: File name too long"),
    ],
)
def test_a_file_in_the_wrong_place_is_told(
    folder: Path, capfd: pytest.CaptureFixture[str], option: str, file: str, said: str
) -> None:
    (folder / "lines.ndjson").write_bytes(LINE + b"\n" + LINE)
    (folder / "none").mkdir()
    (folder / "none" / "README.md").touch()
    (folder / "empty").touch()
    (folder / "utf16").write_bytes("{}".encode("utf-16"))
    (folder / "nowhere").symlink_to("nothing there")
    assert check(capfd, **{option: file}) == (2, "", f"attio-harness: {file}{said}\n")


@pytest.mark.parametrize("option", ["events", "mapping", "workspace", "filters", "baseline", "from"])
@pytest.mark.parametrize(
    ("address", "tool"),
    [
        ("s3://logs/segment/1.gz", " (aws s3 cp)"),
        ("s3://logs/**/*.gz", " (aws s3 cp)"),
        ("gs://logs/1.json", " (gcloud storage cp)"),
        ("https://acme.com/m.json", " (curl -O)"),
        ("abfss://logs/1.json", ""),
    ],
)
def test_an_address_is_told_how_it_becomes_a_file(
    capfd: pytest.CaptureFixture[str], option: str, address: str, tool: str
) -> None:
    said = f"is an address, and only local files are read: download it first{tool}"
    assert check(capfd, **{option: address}) == (2, "", f"attio-harness: {address}: {said}\n")


@pytest.mark.parametrize("name", ["file:///tmp/events.ndjson", "C://events.ndjson"])
def test_a_place_on_this_computer_is_not_to_be_downloaded(capfd: pytest.CaptureFixture[str], name: str) -> None:
    said = "there is no such file or folder (expected events: NDJSON, a JSON array or object)"
    assert check(capfd, events=name) == (2, "", f"attio-harness: {name}: {said}\n")


@pytest.mark.parametrize("option", ["events", "mapping", "workspace", "filters"])
def test_a_file_that_may_not_be_read_is_named(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    name = {"events": "e.json", "mapping": "m.json", "workspace": "w.json", "filters": "f.json"}[option]
    real = builtins.open

    def guarded(file: Any, *rest: Any, **more: Any) -> Any:
        if os.fspath(file) == name:
            raise PermissionError(13, "Permission denied", name)
        return real(file, *rest, **more)

    monkeypatch.setattr(builtins, "open", guarded)
    monkeypatch.setattr("io.open", guarded)
    assert check(capfd, **{option: name}) == (2, "", f"attio-harness: {name}: cannot be read: Permission denied\n")


def test_a_folder_that_may_not_be_read_is_not_passed_over(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "logs" / "locked").mkdir(parents=True)
    (folder / "logs" / "a.json").write_bytes(LINE)
    real = os.scandir

    def guarded(path: Any = ".") -> Any:
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert check(capfd, "logs") == (2, "", "attio-harness: logs/locked: cannot be read: Permission denied\n")


STRAYS: dict[str, tuple[bytes, int, str]] = {
    "events.csv": (b"a,b,c\n1,2,3\n", 1, f"CSV {ADVICE}"),
    "mapping.json": (json.dumps(MAPPING).encode(), 1, MAPPING_IS),
    "notes.txt": (
        b"\nhello\nworld\n",
        2,
        "not JSON: found 'hello', expected a value (column 1); expected one event as a JSON object a line",
    ),
    "picture.png": (
        b"\x89PNG\r\n\x1a\n",
        1,
        "is an image; events are JSON",
    ),
    "two.zip": (b"PK\x03\x04", 1, "is a ZIP archive (unpack it first)"),
}
"""What may lie between logs, the line where it goes wrong and what is said of it."""


@pytest.mark.parametrize("events", ["logs", "logs/*"])
@pytest.mark.parametrize("name", STRAYS)
def test_a_stray_file_in_a_folder_is_named_once_and_the_rest_is_read(
    folder: Path, capfd: pytest.CaptureFixture[str], name: str, events: str
) -> None:
    data, line, why = STRAYS[name]
    (folder / "logs").mkdir()
    for beside in ("a.json", "z.json"):
        (folder / "logs" / beside).write_bytes(LINE)
    (folder / "logs" / name).write_bytes(data)
    code, out, err = check(capfd, events)
    report = json.loads(out)
    assert (code, err, report["events"]) == (1, "", 2)
    assert report["unreadable"] == [
        {"file": f"logs/{name}", "line": line, "why": f"{why}; nothing in this file is an event"}
    ]


@pytest.mark.parametrize("name", STRAYS)
def test_a_stray_file_ends_the_run_where_it_is_named_or_nothing_else_holds_events(
    folder: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    data, line, why = STRAYS[name]
    (folder / "logs").mkdir()
    (folder / "logs" / name).write_bytes(data)
    for events in (f"logs/{name}", "logs"):
        code, out, err = check(capfd, events)
        where = f"logs/{name}" if err.startswith(f"attio-harness: logs/{name}: ") else f"logs/{name}:{line}"
        assert (code, out, err) == (2, "", f"attio-harness: {where}: {why}\n")


def test_lines_before_the_first_event_of_a_file_in_a_folder_are_told_each(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "logs").mkdir()
    (folder / "logs" / "a.ndjson").write_bytes(b"one\ntwo\n" + LINE + b"\nthree\n")
    code, out, _ = check(capfd, "logs")
    assert (code, [row["line"] for row in json.loads(out)["unreadable"]]) == (1, [1, 2, 4])


def test_what_others_put_beside_events_is_passed_over(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "logs").mkdir()
    for name in ("_SUCCESS", ".DS_Store", "Thumbs.db", "desktop.ini", "dummy-object.txt", "README.md"):
        (folder / "logs" / name).write_bytes(b"no event")
    for name in ("a.json~", "#a.json#", ".a.json.swp"):  # the same event again, or half of it
        (folder / "logs" / name).write_bytes(LINE)
    (folder / "logs" / ".#a.json").symlink_to("somebody@computer.1:2")
    (folder / "logs" / "a.json").write_bytes(LINE)
    for named in ("logs", "logs/[a#]*"):
        code, out, _ = check(capfd, named)
        assert (code, json.loads(out)["events"], json.loads(out)["notes"]) == (0, 1, []), named


@pytest.mark.parametrize("option", ["events", "mapping", "workspace"])
def test_a_misspelt_name_is_told_with_the_file_of_nearly_this_name(
    folder: Path, capfd: pytest.CaptureFixture[str], option: str
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "production.json").write_text("{}")
    # what an editor leaves there for a moment
    (folder / "sub" / "productoin.json~").write_text("{}")
    code, _, said = check(capfd, **{option: "sub/productoin.json"})
    assert code == 2
    assert said.endswith("; did you mean sub/production.json?\n")
    (folder / "sub" / "production.json").unlink()
    assert "did you mean" not in check(capfd, **{option: "sub/productoin.json"})[2]
