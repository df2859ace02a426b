"""Mistakes of shape are all told at once, in our words, and hide none of meaning; the caller's values stay as they are."""

from __future__ import annotations

import copy
import subprocess
import sys
from types import MappingProxyType
from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError

AT = "/objects/0/attributes"
HALF = "found half a character ('\\ud800', a lone surrogate), expected whole characters, which Attio needs"


def told(data: Any) -> list[str]:
    before = copy.deepcopy(data)
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_dict(data)
    assert data == before
    return [str(one) for one in refused.value.problems]


def test_a_mistake_of_shape_hides_none_of_meaning() -> None:
    data = {
        "name": 5,
        "members": [{"email_address": 1}, "x", {"email_address": "a@b.com"}, {"email_address": "a@b.com"}],
        "objects": [
            {
                "api_slug": "boats",
                "active": "yes",
                "attributes": [
                    {"api_slug": 5, "type": "text"},
                    {"api_slug": "a", "type": "selct", "is_unique": 1},
                    {"api_slug": "b", "type": "select", "options": [True, {"title": "A", "id": 1}, "A"]},
                    {"api_slug": "b", "created_at": "soon", "type": "select"},
                    {"api_slug": "c", "type": "record-reference", "config": {"record_reference": {"allowed_objects": [5, "gone"]}}},
                    {"api_slug": "d", "type": "text", "relationship": {"object": "boats"}, "default_value": {"template": 1}},
                ],
            },
            {"attributes": "x"},
            None,
        ],
        "records": {"boats": [1, {}], "gone": 5},
        "assumptions": {"gone": 1},
        "tokens": [1, {"token": "t", "scopes": ["gone", 5]}, " "],
    }  # fmt: skip
    among = (
        "actor-reference, checkbox, currency, date, domain, email-address, interaction, location, number, personal-name, "
        "phone-number, rating, record-reference, select, status, text, timestamp"
    )
    assert told(data) == [
        "/name: found 5, expected text",
        "/members/0/email_address: found 1, expected text",
        "/members/1: found 'x', expected a member: an object with email_address",
        "/objects/0/active: found 'yes', expected true or false",
        f"{AT}/0/api_slug: found 5, expected text",
        f"{AT}/1/type: found 'selct', expected a type: {among}; did you mean 'select'?",
        f"{AT}/1/is_unique: found 1, expected true or false",
        f"{AT}/2/options/0: found true, expected a title, or an object with title",
        f"{AT}/2/options/1/id: found 1, expected text",
        f"{AT}/4/config/record_reference/allowed_objects/0: found 5, expected text",
        f"{AT}/5/relationship: found no api_slug, expected some text",
        f"{AT}/5/default_value: found no type, expected static or dynamic",
        "/objects/1: found no api_slug, expected some text",
        "/objects/1/attributes: found 'x', expected a list of attributes",
        "/objects/2: found null, expected an object with api_slug and attributes",
        "/records/boats/0: found 1, expected an object: attribute slugs and simple values",
        "/records/gone: found 5, expected a list of records",
        "/tokens/0: found 1, expected an access token: text, or an object with token and its limits",
        "/tokens/1/scopes/1: found 5, expected text",
        "/tokens/2/token: found ' ', expected token, some text",
        f"{AT}/3/api_slug: found 'b', expected a slug that is not at {AT}/2/api_slug already",
        f"{AT}/2/options/2: found 'A', expected a title that is not at {AT}/2/options/1 already",
        f"{AT}/3/created_at: found 'soon', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z",
        f"{AT}/4/config/record_reference/allowed_objects/1: found 'gone', expected the slug of an object of this workspace",
        "/assumptions/gone: found 'gone', expected the id of an assumption",
        "/members/3: found 'a@b.com', expected an email address that is not at /members/2 already",
        "/records/gone: found 'gone', expected the slug of an object of this workspace",
        "/tokens/1/scopes/0: found 'gone', expected a scope of Attio, such as record_permission:read",
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (None, "found null, expected a workspace: an object with name, members, objects …"),
        ({1: 2}, "/1: found 1, expected one of name, slug, api, members, objects, records, activities, activity_records, lists, assumptions, tokens, emails, protected_recipients, $schema"),
        ({"records": {1: []}}, "/records/1: found 1, expected text"),
        ({"slug": "a\ud800"}, f"/slug: {HALF}"),
        ({"objects": [{"api_slug": "\ud800"}]}, f"/objects/0/api_slug: {HALF}"),
        ({"objects": [{"api_slug": None}]}, "/objects/0/api_slug: found null, expected api_slug, some text"),
        ({"tokens": [{"token": "t", "a/b~": 1}]}, "/tokens/0/a~1b~0: found 'a/b~', expected one of token, kind, level, name, client_id, member, scopes, expires_at, revoked"),
    ],
)  # fmt: skip
def test_what_only_python_can_say(data: Any, line: str) -> None:
    assert told(data)[0] == line


def test_any_mapping_is_taken() -> None:
    assert Workspace.from_dict(MappingProxyType({"name": "Acme"})).name == "Acme"


def test_null_is_as_left_out() -> None:
    data = {
        "name": None, "members": None, "records": {"people": None}, "assumptions": None, "tokens": None, "$schema": None,
        "objects": [{"api_slug": "boats", "attributes": [
            {"api_slug": "x", "type": "text", "title": None, "config": None, "is_unique": None, "default_value": None},
        ]}],
    }  # fmt: skip
    plain = {
        "records": {"people": []},
        "objects": [{"api_slug": "boats", "attributes": [{"api_slug": "x", "type": "text"}]}],
    }
    assert Workspace.from_dict(data) == Workspace.from_dict(plain)


YAML = """\
objects:
  - api_slug: 5
    attributes:
      - {api_slug: x, type: select, options: [Yes, No, "No", 3, 'on']}
members:
  - {email_address: a@b.com, last_name: True}
"""


def test_words_that_yaml_takes_for_something_else_are_to_be_quoted() -> None:
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_text(YAML, file="w")
    assert [f"{one.line}:{one.column}: {one}" for one in refused.value.problems] == [
        '2:15: /objects/0/api_slug: found 5, expected text; in quotes it is text: "5"',
        '4:47: /objects/0/attributes/0/options/0: found true (what YAML makes of Yes), expected a title, or an object with title; in quotes it is text: "Yes"',
        '4:52: /objects/0/attributes/0/options/1: found false (what YAML makes of No), expected a title, or an object with title; in quotes it is text: "No"',
        '6:41: /members/0/last_name: found true (what YAML makes of True), expected text; in quotes it is text: "True"',
    ]


def test_a_key_in_typographic_quotes_is_told() -> None:
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_text("“name”: Acme\n", file="w")
    assert refused.value.lines() == [
        "w:1:1: /“name”: found '“name”', expected it in straight quotes (\"); did you mean 'name'?"
    ]


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("attio_emulator.Emulator().reset()", False),
        ("attio_emulator.Workspace.standard()", False),
        ("attio_emulator.Workspace.from_dict({'name': 'Acme'})", True),
    ],
)
def test_pydantic_is_loaded_only_where_there_is_something_to_check(code: str, loaded: bool) -> None:
    code = f"import attio_emulator, sys; {code}; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)
