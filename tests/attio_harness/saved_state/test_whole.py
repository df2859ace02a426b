"""A state takes the place of a state, and of nothing else that somebody may need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_emulator import Emulator
from attio_harness import InputError
from attio_harness.saved_state import replaces_state

STATE = Emulator().snapshot()
TEXTS = {
    "nothing": b"",
    "as it is written": json.dumps(STATE, separators=(",", ":")).encode(),
    "cut off": json.dumps(STATE, separators=(",", ":")).encode()[:500],
    "for people": b"\n" + json.dumps(STATE, indent=2, sort_keys=True).encode(),
}
OTHERS = {
    "a workspace file": b"objects: []\n",
    "a workspace file in JSON": b'{"objects": []}',
    "events": b'{"type": "identify", "userId": "u1"}\n{"type": "identify", "userId": "u2"}\n',
    "a list": b"[]",
    "no text": b"\0\xff" * 100,
    "a blank": b" ",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_state_is_replaced(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(text)
    with replaces_state(str(file)) as replace:
        replace([b"{}"])
    assert file.read_bytes() == b"{}"


def test_where_nothing_is_a_state_is_made(tmp_path: Path) -> None:
    with replaces_state(str(tmp_path / "state.json")) as replace:
        replace([b"{", b"}"])
    assert (tmp_path / "state.json").read_bytes() == b"{}"


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_another_file_stays_as_it_is(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "workspace.yaml"
    file.write_bytes(text)
    with pytest.raises(InputError) as told, replaces_state(str(file)):
        raise AssertionError
    assert str(told.value) == (
        f"{file}: already exists and is not a state, so it is not replaced; name another file, or move this one away"
    )
    assert file.read_bytes() == text
    assert [one.name for one in tmp_path.iterdir()] == ["workspace.yaml"]
