"""Workspace files with mistakes at random: each is a workspace, or every mistake has its pointer and its place; nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from attio_emulator import Emulator, Workspace, WorkspaceError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples

DEMO = (Path(__file__).parents[3] / "fixtures" / "workspaces" / "demo.yaml").read_text("utf-8")
SEEDS = """\
records:
  people:
    - {name: 'Lee, Ann', email_addresses: [ann@acme.com]}
  users:
    - {user_id: u1, primary_email_address: ann@acme.com, plan: Free, seats: 3, signed_up_at: 2024-01-01T00:00:00Z}
lists:
  - api_slug: sales
    parent_object: people
    workspace_member_access: [{workspace_member_id: alice@fathomly.com, level: read-only}]
    attributes:
      - {api_slug: stage, type: status, statuses: [New, Won]}
    views:
      - {title: Won, filter: {$or: [{stage: Won}, {path: [[sales, parent_record], [people, name]], constraints: {first_name: Ann}}]}}
      - {title: New, filter: {attribute: stage, op: eq, value: New}, sorts: [{attribute: stage, direction: asc}], attributes: [{attribute: stage}]}
activities:
  - api_slug: visits
    extends: interactions
    attributes:
      - {api_slug: host, type: record-reference, config: {record_reference: {allowed_objects: [people]}}}
activity_records: {visits: [{host: ann@acme.com, timestamp: 2025-01-01T00:00:00Z}], phone_calls: [{direction: Inbound}]}
assumptions: {batch.order: array}
tokens: [one, {token: two, scopes: ["record_permission:read"], expires_at: 2030-01-01T00:00:00Z}]
"""
YAML = DEMO + SEEDS

JSON = json.dumps(Workspace.from_text(YAML, file="w").to_dict(), indent="\t")
PIECES = st.sampled_from([
    "\t", "\n", "  ", "- ", ": ", ":", ",", "{", "}", "[", "]", '"', "'", "#", "&a ", "*a", "!!int ", "!!map ", "!!set ", "!x ", "? ",
    "| ", "> ", "%", "@", "`", "\\", "\\ud800", "\x00", "\x85", "\u2028", "\ufeff", "é", "😀", "~", "null", "yes", "1e5", ".nan", ".inf",
    "0x1F", "1:30", "<<: ", "---\n", "...\n", "api_slug: ", '"api_slug": ', "[[[[", "9" * 5000,
])  # fmt: skip
CUTS = st.tuples(st.integers(0, 10_000), st.integers(0, 30), PIECES | st.just(""))
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["users", "text", "\ud800", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a value."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in rows for found in places(inner, (*path, key)))]


STATED = json.loads(JSON)
PLACES = places(STATED)[1:]


def refused(text: str) -> WorkspaceError | None:
    try:
        Emulator(Workspace.from_text(text, file="w"))
    except WorkspaceError as error:
        return error
    return None


def told(text: str) -> None:
    """Read it, and if it is refused look at what is said."""
    error = refused(text)
    if error is None:
        return
    assert error.problems
    for one in error.problems:
        assert one.pointer == "" or one.pointer.startswith("/")
        assert one.found
        assert one.expected
        assert one.line is not None
        assert one.column is not None
        assert 1 <= one.line <= text.count("\n") + 2
        assert one.column >= 1
    assert "\n" not in str(error)
    assert str(error).startswith(f"w:{error.line}:{error.column}: {error.pointer and f'{error.pointer}: '}found ")


@pytest.mark.parametrize("text", [YAML, JSON], ids=["yaml", "json"])
def test_the_text_without_mistakes_is_a_workspace(text: str) -> None:
    assert Emulator(Workspace.from_text(text, file="w")).workspace.name == "Fathomly"


@pytest.mark.parametrize("text", [YAML, JSON], ids=["yaml", "json"])
@given(cuts=st.lists(CUTS, min_size=1, max_size=3))
@settings(max_examples=examples(30, 600))
def test_texts_that_were_cut_and_added_to(text: str, cuts: list[tuple[int, int, str]]) -> None:
    for begin, length, piece in cuts:
        begin %= len(text)
        text = text[:begin] + piece + text[begin + length :]
    told(text)


def as_yaml(value: Any) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=False)
    return text


@pytest.mark.parametrize("written", [json.dumps, as_yaml], ids=["json", "yaml"])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), ANY, st.booleans()), min_size=1, max_size=4))
@settings(max_examples=examples(30, 600))
def test_values_in_the_place_of_others(
    written: Callable[[Any], str], changes: list[tuple[tuple[Any, ...], Any, bool]]
) -> None:
    values = json.loads(JSON)
    for path, value, added in changes:
        owner = values
        try:
            for step in path[:-1]:
                owner = owner[step]
            owner[f"{path[-1]}x" if added and isinstance(owner, dict) else path[-1]] = value
        except (LookupError, TypeError):  # an earlier change took the place away
            continue
    told(written(values))
