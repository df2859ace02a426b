"""Attributes of objects and of lists are one implementation: the same body gets the same answer on both.

What may differ stands in `INTENDED`, with its reason; a difference that is not there fails, and one that is gone, too.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio

OBJECT, LIST = "/v2/objects/ships/attributes", "/v2/lists/fleet/attributes"
LONG = "x" * 300
STATIC = {"type": "static", "template": ["x"]}
CREW = {"object": "people", "title": "Serves on", "api_slug": "serves_on", "is_multiselect": False}

NEW: dict[str, dict[str, Any]] = {
    "plain": {},
    "without anything": {"title": None, "api_slug": None, "type": None, "config": None, "is_required": None},
    "no title": {"title": ""},
    "a blank title": {"title": "  "},
    "a title that is a number": {"title": 1},
    "a long title": {"title": LONG},
    "no slug": {"api_slug": ""},
    "a slug with a space and a slash": {"api_slug": "a b/c"},
    "a slug with a dot": {"api_slug": "a.b"},
    "a slug that begins with a dash": {"api_slug": "-a"},
    "a slug beyond ASCII": {"api_slug": "größe"},
    "a slug that is taken": {"api_slug": "kind"},
    "a slug of the system": {"api_slug": "created_at"},
    "an unknown type": {"type": "blob"},
    "a type of another case": {"type": "Text"},
    "a type nobody may create": {"type": "domain"},
    "unknown members": {"colour": "red", "size": 1},
    "flags as text": {"is_required": "yes", "is_unique": 0, "is_multiselect": None},
    "required": {"is_required": True},
    "unique": {"is_unique": True},
    "several texts": {"is_multiselect": True},
    "several selects": {"type": "select", "is_multiselect": True},
    "a status": {"type": "status"},
    "a description": {"description": "Of what"},
    "a description that is a list": {"description": []},
    "config that is text": {"config": "x"},
    "config with unknown members": {"config": {"x": 1}},
    "currency": {"type": "currency", "config": {"currency": {"default_currency_code": "EUR", "display_type": "code"}}},
    "currency of nowhere": {"type": "currency", "config": {"currency": {"default_currency_code": "EURO", "display_type": "code"}}},
    "currency by halves": {"type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
    "reference": {"type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people", "companies"]}}},
    "reference to nothing": {"type": "record-reference", "config": {"record_reference": {"allowed_objects": []}}},
    "reference to an unknown object": {"type": "record-reference", "config": {"record_reference": {"allowed_objects": ["planets"]}}},
    "relationship": {"type": "record-reference", "relationship": CREW},
    "relationship of text": {"relationship": CREW},
    "relationship by halves": {"type": "record-reference", "relationship": {"object": "people", "extra": 1}},
    "default text": {"default_value": STATIC},
    "default that does not fit": {"type": "number", "default_value": STATIC},
    "default of no kind": {"default_value": {"template": []}},
    "default of several": {"default_value": {"type": "static", "template": ["a", "b"]}},
    "default of an unknown object": {"type": "record-reference", "default_value": {"type": "static", "template": [{"target_object": "nope", "target_record_id": "x"}]}},
    "default user": {"type": "actor-reference", "default_value": {"type": "dynamic", "template": "current-user"}},
    "default user of text": {"default_value": {"type": "dynamic", "template": "current-user"}},
    "default day": {"type": "date", "default_value": {"type": "dynamic", "template": "P1D"}},
    "default day that is none": {"type": "date", "default_value": {"type": "dynamic", "template": "tomorrow"}},
}  # fmt: skip
"""Changes of a sound body, `wanted`, for POST."""

CHANGE: dict[str, Any] = {
    "nothing": {},
    "a list": [],
    "a title": {"title": "Sort"},
    "no title": {"title": ""},
    "a slug": {"api_slug": "sort"},
    "a slug with a slash": {"api_slug": "a/b"},
    "a slug that is taken": {"api_slug": "created_by"},
    "archived": {"is_archived": True},
    "archived as text": {"is_archived": "yes"},
    "a type": {"type": "number"},
    "several": {"is_multiselect": True},
    "unique": {"is_unique": True},
    "config that is text": {"config": "x"},
    "a default": {"default_value": {"type": "static", "template": ["On land"]}},
    "a default that does not fit": {"default_value": {"type": "static", "template": ["Nowhere"]}},
    "no default": {"default_value": None},
}
CHOICES: dict[str, Any] = {
    "new": {"title": "Afloat"},
    "none": {},
    "empty": {"title": ""},
    "a number": {"title": 1},
    "there": {"title": "On land"},
    "unknown members": {"title": "x", "colour": "red"},
    "celebrated": {"title": "x", "celebration_enabled": True},
    "a time": {"title": "x", "target_time_in_status": "P0Y0M1DT0H0M0S"},
    "no time": {"title": "x", "target_time_in_status": "soon"},
}

INTENDED = {
    ("POST", "unique"): "attributes of lists are never unique (observed)",
    ("POST", "relationship"): "a relationship is between two objects (OpenAPI)",
    ("POST", "relationship of text"): "as above: on a list the relationship is what is refused",
    ("POST", "a status"): "statuses are for lists (OpenAPI)",
}

TAKEN = ("on this list. Please choose a different API slug.", "on this Object")
"""The words of lists and of objects for a slug that is taken (both are examples of the OpenAPI)."""


@pytest.fixture
def attio() -> Attio:
    made = Attio(
        {"objects": [{"api_slug": "ships", "attributes": [{"api_slug": "name", "type": "text"}]}]}, clock=lambda: 0
    )
    fleet = {"name": "Fleet", "api_slug": "fleet", "parent_object": "ships", "workspace_access": "full-access", "workspace_member_access": []}  # fmt: skip
    assert made.ask("POST", "/v2/lists", {"data": fleet}).status == 200
    for path in (OBJECT, LIST):
        kind = wanted() | {"api_slug": "kind", "title": "Kind", "type": "select"}
        assert made.ask("POST", path, {"data": kind}).status == 200
        assert made.ask("POST", f"{path}/kind/options", {"data": {"title": "On land"}}).status == 200
    return made


def wanted() -> dict[str, Any]:
    return {
        "title": "Size", "description": None, "api_slug": "size", "type": "text", "is_required": False, "is_unique": False,
        "is_multiselect": False, "config": {},
    }  # fmt: skip


def neutral(answer: Answer) -> Any:
    """The answer without what tells an object from a list: every ID, and the words for a slug that is taken."""
    text = json.dumps(answer.body).replace(*TAKEN)
    return answer.status, json.loads(re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an ID", text))


def same(attio: Attio, method: str, name: str, tail: str, body: Any) -> None:
    sent = {"data": body}
    one, other = (neutral(attio.ask(method, path + tail, sent)) for path in (OBJECT, LIST))
    assert (one != other) == ((method, name) in INTENDED), (one, other)
    if one == other and one[0] == 200:
        read = [neutral(attio.ask("GET", path, show_archived=True))[1]["data"] for path in (OBJECT, LIST)]
        slugs = {row["api_slug"] for row in read[0]} & {row["api_slug"] for row in read[1]} - {
            "created_at",
            "created_by",
        }
        assert [row for row in read[0] if row["api_slug"] in slugs] == [
            row for row in read[1] if row["api_slug"] in slugs
        ]


@pytest.mark.parametrize("name", NEW)
def test_a_new_attribute_is_answered_alike(attio: Attio, name: str) -> None:
    same(attio, "POST", name, "", wanted() | NEW[name])


@pytest.mark.parametrize("member", list(wanted()))
def test_a_missing_member_is_told_alike(attio: Attio, member: str) -> None:
    same(attio, "POST", member, "", {key: value for key, value in wanted().items() if key != member})


@pytest.mark.parametrize("name", CHANGE)
def test_a_change_is_answered_alike(attio: Attio, name: str) -> None:
    same(attio, "PATCH", name, "/kind", CHANGE[name])


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("tail", ["/kind/options", "/kind/statuses", "/nope/options"])
def test_a_choice_is_answered_alike(attio: Attio, name: str, tail: str) -> None:
    same(attio, "POST", f"choice {name}", tail, CHOICES[name])


def test_every_difference_that_is_intended_is_tried() -> None:
    assert {name for _, name in INTENDED} <= set(NEW)
