"""The JSON Schema for editors is the committed one, and holds for what a workspace file may say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from attio_emulator import Workspace
from attio_emulator.schema.json_schema import workspace_schema

from tests.attio_emulator.schema.test_parse import MISTAKES
from tests.attio_emulator.schema.test_workspace import STATED

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "docs" / "workspace.schema.json"
FILES = sorted((ROOT / "fixtures" / "workspaces").iterdir())
VALIDATOR = jsonschema_rs.validator_for(json.loads(workspace_schema()))
MEANING = (
    "no type", "the type of a standard attribute", "an object twice", "an attribute twice", "an attribute twice, of two types", "an option twice", "a member twice",
    "people not active", "the end of a token", "options of text", "options of a status", "statuses of a select", "a target", "a target by its singular", "the other end of a relationship",
    "a relationship of a text", "a relationship of another target", "another target of a standard relationship",
    "the template of a default", "several values for a default of one", "a dynamic default of a type without one", "a while for a member",
    "a member for a while", "a while without a length", "records of an unknown object", "a token of a user without members", "the member of a token",
    "an app of a key", "the name of the app of a key",
)  # fmt: skip
"""Mistakes of meaning, which no schema can tell."""


def test_it_is_the_committed_one() -> None:
    assert SCHEMA.read_text("utf-8") == workspace_schema(), (
        "run python -m attio_emulator.schema.json_schema docs/workspace.schema.json"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_workspaces_of_the_fixtures_hold(path: Path) -> None:
    VALIDATOR.validate(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("data", [row[1] for row in STATED], ids=[row[0] for row in STATED])
def test_what_is_accepted_and_what_a_workspace_says_of_itself_hold(data: dict[str, Any]) -> None:
    VALIDATOR.validate(data)
    VALIDATOR.validate(Workspace.from_dict(data).to_dict())


@pytest.mark.parametrize(("name", "data"), [row[:2] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_mistakes_of_shape_are_seen_by_an_editor(name: str, data: Any) -> None:
    assert VALIDATOR.is_valid(data) is (name in MEANING)
