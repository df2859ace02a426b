"""Reading values without a request: what a body gives by attribute, and what stands in for what was left out."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import AttioError, Workspace
from attio_emulator.assumptions import checked
from attio_emulator.existing import Existing
from attio_emulator.given import Reader
from attio_emulator.record import Stamp
from attio_emulator.store import Store
from attio_emulator.types.base import Form

WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "things",
                "attributes": [
                    {"api_slug": "key", "type": "text", "is_unique": True},
                    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
                    {
                        "api_slug": "due",
                        "type": "date",
                        "default_value": {"type": "dynamic", "template": "P1D"},
                    },
                    {"api_slug": "gone", "type": "text", "is_archived": True},
                ],
            }
        ]
    }
)
THINGS = WORKSPACE.objects["things"]
STORE = Store()
READER = Reader(WORKSPACE, STORE, checked({})[0], Existing(lambda: None, tuple, STORE, lambda: "", lambda: 0))
STAMP = Stamp(at=0, actor=("api-token", "t"), request_id="r")


@pytest.mark.parametrize("form", ["simple", "public"])
def test_an_attribute_is_given_once_with_its_place_and_what_was_sent(form: Form) -> None:
    key = THINGS.attributes["key"]
    last = Reader(
        WORKSPACE,
        STORE,
        checked({"write.attribute_twice": "last"})[0],
        Existing(lambda: None, tuple, STORE, lambda: "", lambda: 0),
    )
    given = last.given(THINGS, {"key": "x", "tags": ["b", "a", "b"], key.id: None}, form, "/data/values")
    options = {one.title: one.id for one in THINGS.attributes["tags"].options}
    assert [(one.attribute.slug, one.data, one.pointer, one.sent) for one in given] == [
        ("key", None, f"/data/values/{key.id}", None),
        ("tags", [options["b"], options["a"]], "/data/values/tags", ["b", "a", "b"]),
    ]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"a/b~c": 1}, "/data/values/a~1b~0c"),
        ({"gone": "x"}, "/data/values/gone"),
        ({"record_id": "x"}, "/data/values/record_id"),
        ({"tags": ["a", "c"]}, "/data/values/tags/1"),
        ({"key": ["a", "b"]}, "/data/values/key"),
        ({"key": "a", THINGS.attributes["key"].id: "a"}, f"/data/values/{THINGS.attributes['key'].id}"),
        ({THINGS.attributes["key"].id: None, "key": None}, "/data/values/key"),
    ],
)
def test_a_refusal_says_where(values: dict[str, Any], pointer: str) -> None:
    with pytest.raises(AttioError) as refused:
        READER.given(THINGS, values, "simple", "/data/values")
    assert (refused.value.status, refused.value.pointer) == (400, pointer)


def test_a_default_stands_in_for_what_was_not_given() -> None:
    assert [(one.attribute.slug, one.data) for one in READER.defaults(THINGS, [], STAMP)] == [("due", ["1970-01-02"])]
    given = READER.given(THINGS, {"due": None}, "simple", "")
    assert list(READER.defaults(THINGS, given, STAMP)) == []
