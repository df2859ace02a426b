"""Where files of a report are: relative, escaped, and what is no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_harness.formats.locations import is_file, place, place_of, relative, steady, uri
from attio_harness.rejection import EventRef


def test_locations_are_relative_and_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative(f"{tmp_path}/a/b.json") == "a/b.json"
    assert relative("./a/../b.json") == "b.json"
    assert uri(f"{tmp_path}/a b/c%d#e?.json") == "a%20b/c%25d%23e%3F.json"
    assert uri("c:x/é.json") == "c%3Ax/%C3%A9.json"
    assert uri("/elsewhere/a b.json") == "file:///elsewhere/a%20b.json"


def test_a_job_in_a_folder_of_a_repository_names_places_as_the_repository_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "segment").mkdir()
    monkeypatch.chdir(tmp_path / "segment")
    assert relative("m.json") == "m.json"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert [relative(name) for name in ("m.json", "../w.yaml", str(tmp_path / "segment" / "m.json"))] == [
        "segment/m.json",
        "w.yaml",
        "segment/m.json",
    ]
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "other"))
    assert relative("m.json") == "m.json"


@pytest.mark.parametrize(
    ("name", "file"), [("a.json", True), ("-", False), ("<stdin>", False), ("published", False), ("", False)]
)
def test_presets_streams_and_python_are_no_files(name: str, file: bool) -> None:
    assert is_file(name) is file


def test_a_place_has_as_much_as_is_known() -> None:
    assert [place("a.json"), place("a.json", 3), place("a.json", 3, 0)] == ["a.json", "a.json:3", "a.json:3[0]"]
    assert place_of(EventRef(file="\ud800.json", line=1)) == "\\ud800.json:1"


@pytest.mark.parametrize(
    ("pointer", "named"),
    [
        ("/3/mapping/attributes/tags/0", "/mapping/attributes/tags/0"),
        ("/subscriptions/3/subscribe", "/subscriptions/subscribe"),
        ("/mapping/attributes/tags/1", "/mapping/attributes/tags/1"),
        ("/3", ""),
    ],
)
def test_a_steady_pointer_is_without_the_number_of_its_subscription_alone(pointer: str, named: str) -> None:
    assert steady(pointer) == named
