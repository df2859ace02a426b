"""The files of pages: those of the table, as what they are, and no others."""

from __future__ import annotations

from importlib.resources import files

import pytest
from attio_emulator import Emulator, Request, Response
from attio_emulator.pages.assets import OWN, Assets


def _get(path: str, method: str = "GET", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Emulator().handle(Request.make(method, path, headers=named))


def test_the_table_has_every_file_of_the_folder() -> None:
    folder = files("attio_emulator.pages").joinpath("assets")
    there = {one.name for one in folder.iterdir() if one.is_file()}
    there |= {f"{one.name}/{file.name}" for one in folder.iterdir() if one.is_dir() for file in one.iterdir()}
    assert there == set(OWN.names)


@pytest.mark.parametrize("name", OWN.names)
def test_a_file_is_served_as_what_it_is(name: str) -> None:
    answer = _get(OWN.address + name)
    kind = {"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}[name.rpartition(".")[2]]
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.body


def test_a_file_that_the_browser_has_is_not_sent_again() -> None:
    first = _get(OWN.address + "style.css")
    again = _get(OWN.address + "style.css", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert _get(OWN.address + "style.css", if_none_match='"other"').body == first.body


@pytest.mark.parametrize(
    "path",
    ["", "none.css", "../frame.py", "%2e%2e/frame.py", "..%2fframe.py", "style.css/", "STYLE.CSS", "/etc/passwd", "style.css%00"],
)  # fmt: skip
def test_no_other_name_is_served(path: str) -> None:
    assert _get(OWN.address + path).status == 404


def test_a_file_is_only_read() -> None:
    assert _get(OWN.address + "style.css", "POST").status == 404
    assert _get(OWN.address + "style.css", "HEAD").status == 200


def test_a_file_of_no_known_kind_is_told_when_the_table_is_made() -> None:
    with pytest.raises(ValueError, match=r"found the file a\.exe"):
        Assets("attio_emulator.pages", "/x/", ["a.exe"])
