"""The file of what is left: written as a whole, read with suspicion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness.errors import InputError
from attio_harness.verify import Leftovers, leftovers, load

from .runs import ATTIO, MARKER

LEFT = Leftovers(
    attio=ATTIO, marker=MARKER, began="2026-11-27T20:00:00+00:00", standard=["people"], records={"people": ["1", "2"]}
)


def test_what_is_saved_is_read_and_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "left.json"
    leftovers.save(LEFT, str(file))
    assert load(str(file)) == LEFT
    assert "verify --cleanup" in json.loads(file.read_text())["about"]
    assert file.stat().st_mode & 0o777 == 0o600
    leftovers.remove(str(file))
    leftovers.remove(str(file))  # there is nothing any more
    assert list(tmp_path.iterdir()) == []


_GOOD: dict[str, Any] = {"attio": ATTIO, "marker": MARKER, "began": "2026-11-27T20:00:00+00:00"}
_NONE = "is not a leftovers file of verify; expected attio, marker and began"
_DAMAGED = "is damaged: expected standard to be a list and records an object"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", _NONE),
        ("{}", _NONE),
        (json.dumps(_GOOD | {"marker": 5}), _NONE),
        (json.dumps(_GOOD | {"marker": ""}), _NONE),
        # a marker that stands in records of others, or is another path, would be dangerous
        (json.dumps(_GOOD | {"marker": "com"}), _NONE),
        (json.dumps(_GOOD | {"marker": "0123456789/../people"}), _NONE),
        (json.dumps(_GOOD | {"marker": "informations"}), _NONE),
        (json.dumps(_GOOD | {"standard": "people"}), _DAMAGED),
        (json.dumps(_GOOD | {"records": []}), _DAMAGED),
        (json.dumps(_GOOD | {"records": {"people": "x"}}), _DAMAGED),
    ],
)
def test_a_file_that_is_none_of_these(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "left.json"
    file.write_text(text)
    with pytest.raises(InputError) as told:
        load(str(file))
    assert str(told.value).startswith(f"{file}: {problem}")


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file; nothing is left of an earlier run"):
        load(str(tmp_path / "none.json"))
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        load(str(tmp_path))
