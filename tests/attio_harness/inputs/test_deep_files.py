"""Files that are nested without end, of every kind and at every place: one line that says so, never a mistake of ours."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import WorkspaceError
from attio_harness.errors import HarnessError, InputError
from attio_harness.inputs.baselines import read_baseline
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import load_state
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.limits import InputLimits, using
from attio_harness.replay.cassettes.files import recordings
from attio_harness.settings import settings_for


def nested(depth: int, begin: str = '{"a":', end: str = "}", inside: str = "1") -> str:
    return begin * depth + inside + end * depth


def mapping(inside: str) -> str:
    return (
        f'[{{"partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {{"name": {inside}}}}}]'
    )


def har(text: str) -> str:
    entry = f'{{"request": {{"method": "POST", "url": "https://api.attio.com/v2/objects", "x": {text}}}, "response": {{"status": 200}}}}'
    return f'{{"log": {{"version": "1.2", "entries": [{entry}]}}}}'


FILES: dict[str, tuple[str, Callable[[int], str], Callable[[str], Any]]] = {
    "a constant of a mapping": ("m.json", lambda n: mapping(nested(n)), lambda file: read_mappings([file])),
    "a list of a mapping": ("m.json", lambda n: mapping(nested(n, "[", "]")), lambda file: read_mappings([file])),
    "directives": ("m.json", lambda n: mapping(nested(n, '{"@if": {"exists": "x", "then": ', "}}")), lambda file: read_mappings([file])),
    "what holds mappings": ("m.json", lambda n: nested(n, '{"data": '), lambda file: read_mappings([file])),
    "a list of lists": ("m.json", lambda n: nested(n, "[", "]"), lambda file: read_mappings([file])),
    "an expression of Terraform": ("m.tf", lambda n: f'resource "segment_destination_subscription" "a" {{\n x = {"(" * n}1{")" * n}\n}}', lambda file: read_mappings([file])),
    "an object of Terraform": ("m.tf", lambda n: f'resource "segment_destination_subscription" "a" {{\n x = {nested(n, "{a=")}\n}}', lambda file: read_mappings([file])),
    "blocks of Terraform": ("m.tf", lambda n: f'resource "segment_destination_subscription" "a" {{\n{nested(n, "b {" + chr(10), "}" + chr(10), "")}}}', lambda file: read_mappings([file])),
    "what holds filters": ("f.json", lambda n: nested(n, '{"data": '), lambda file: read_filters([file], [])),
    "a workspace in JSON": ("w.json", lambda n: f'{{"name": {nested(n)}}}', load_workspace),
    "a workspace in YAML": ("w.yaml", lambda n: f"name: {nested(n, '[', ']')}", load_workspace),
    "a state": ("s.json", lambda n: f'{{"version": 1, "workspace": {{"name": "W"}}, "records": {nested(n)}}}', load_state),
    "a baseline": ("b.json", lambda n: f'{{"version": 1, "kinds": {nested(n)}}}', read_baseline),
    "recorded traffic": ("t.har", lambda n: har(nested(n)), lambda file: list(recordings([file]))),
    "a cassette": ("t.yaml", lambda n: f"interactions:\n- request: {nested(n, '[', ']')}\n", lambda file: list(recordings([file]))),
    "a list of a configuration": ("attio-harness.toml", lambda n: f"mapping = {nested(n, '[', ']')}", lambda file: settings_for("check", file=file)),
    "a table of a configuration": ("attio-harness.toml", lambda n: f"mapping = {nested(n, '{a=')}", lambda file: settings_for("check", file=file)),
    "names of a configuration": ("attio-harness.toml", lambda n: f"[{'.'.join('a' * n)}]", lambda file: settings_for("check", file=file)),
}  # fmt: skip


@pytest.mark.parametrize("depth", [300, 980, 3000])
@pytest.mark.parametrize("name", FILES)
def test_it_is_told_in_one_line(tmp_path: Path, name: str, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, text, read = FILES[name]
    Path(file).write_text(text(depth))
    try:
        read(file)
    except (HarnessError, WorkspaceError) as error:
        said = str(error)
    else:
        # so deep, a reader of YAML has no trouble yet
        assert (name, depth) == ("a cassette", 300)
        return
    assert said.startswith(file)
    assert "\n" not in said
    assert "Recursion" not in said
    assert len(said) < 500


def test_the_limit_is_told_and_can_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    file.write_text(mapping(nested(210)))
    with pytest.raises(InputError) as caught:
        read_mappings([str(file)])
    assert str(caught.value) == (
        f"{file}: is nested too deeply: over 213 levels, where 200 are allowed (limit file_depth); give the file that was meant, "
        "or allow more with --limit file_depth=N"
    )
    with using(InputLimits(file_depth=213)):
        assert len(read_mappings([str(file)])) == 1
    file.write_text(mapping(nested(197)))
    assert len(read_mappings([str(file)])) == 1
    # many that lie beside one another are not deep
    file.write_text(mapping(json.dumps([[[]]] * 1000)))
    assert len(read_mappings([str(file)])) == 1


def test_gzip_of_a_recording_is_unpacked_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "t.har"
    file.write_bytes(gzip.compress(b" " * 10_000))
    with using(InputLimits(recording_bytes=9_999)), pytest.raises(InputError) as caught:
        list(recordings([str(file)]))
    assert str(caught.value) == (
        f"{file}: unpacked, it has more than 9,999 bytes (limit recording_bytes); split the recording, or allow more with --limit "
        "recording_bytes=N"
    )
    with using(InputLimits(recording_bytes=10_000)), pytest.raises(InputError, match="is empty"):
        list(recordings([str(file)]))
