"""One attribute by its slug and by its ID in one write: refused with both names on every way in (assumed: `write.attribute_twice`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, assertion

ATTRIBUTES = [
    {"api_slug": "key", "type": "text", "is_unique": True},
    {"api_slug": "note", "type": "text"},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
]
WORKSPACE = {
    "objects": [{"api_slug": "boats", "attributes": ATTRIBUTES}],
    "lists": [{"api_slug": "race", "parent_object": "boats", "attributes": [{"api_slug": "note", "type": "text"}]}],
    "records": {"boats": [{"key": "k"}]},
}


def _batch(attio: Attio, values: dict[str, Any]) -> Answer:
    before = len(attio.emulator.ledger)
    attio.batch(assertion("boats", "key", {"key": "k", **values}))
    rows = attio.emulator.ledger[before:]
    return Answer(400, {"code": rows[0]["code"], "message": rows[0]["message"]}) if rows else Answer(200, {})


def _record(method: str) -> Callable[[Attio, dict[str, Any]], Answer]:
    return lambda attio, values: attio.ask(
        method, f"/v2/objects/boats/records/{attio.ids('boats')[0]}", {"data": {"values": values}}
    )


WAYS: dict[str, Callable[[Attio, dict[str, Any]], Answer]] = {
    "create": lambda attio, values: attio.create("boats", values),
    "PATCH": _record("PATCH"),
    "PUT": _record("PUT"),
    "assert": lambda attio, values: attio.public("boats", "key", {"key": "k", **values}),
    "simple": lambda attio, values: attio.simple("boats", "key", {"key": "k", **values}),
    "append": lambda attio, values: attio.simple("boats", "key", {"key": "k", **values}, append=True),
    "batch": _batch,
}


def sent(attio: Attio, slug: str, one: Any, other: Any, *, id_first: bool = False) -> dict[str, Any]:
    names = [slug, attio.attribute_id("boats", slug)]
    return dict(zip(reversed(names) if id_first else names, (one, other), strict=True))


@pytest.mark.covers("write.attribute_twice")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("slug", "one", "other"), [("note", "x", "y"), ("note", "x", "x"), ("note", "x", []), ("tags", ["a"], ["b"])]
)
@pytest.mark.parametrize("id_first", [False, True])
def test_an_attribute_that_is_named_twice_is_refused(way: str, slug: str, one: Any, other: Any, id_first: bool) -> None:
    attio = Attio(WORKSPACE)
    before = attio.stored()
    values = sent(attio, slug, one, other, id_first=id_first)
    answer = WAYS[way](attio, values)
    message = f'An invalid value was passed to attribute with slug "{slug}".'
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, "validation_type", message)
    row = attio.emulator.ledger[-1]
    first, second = values
    assert (row["attribute"], row["expected"]) == (slug, f"{slug} once: it is named as {first!r} and as {second!r}")
    assert row["pointer"].endswith(f"/values/{second}")
    assert attio.stored() == before


@pytest.mark.parametrize("way", WAYS)
def test_the_later_one_counts_where_the_switch_says_so(way: str) -> None:
    attio = Attio(WORKSPACE, assumptions={"write.attribute_twice": "last"})
    assert WAYS[way](attio, sent(attio, "note", "x", "y")).status == 200
    assert attio.plain("boats")[-1]["note"] == ["y"]


def test_the_matching_attribute_is_named_once() -> None:
    attio = Attio(WORKSPACE)
    answer = attio.simple("boats", "key", sent(attio, "key", "k", "l"))
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert attio.simple("boats", attio.attribute_id("boats", "key"), {"key": "k", "note": "x"}).status == 200


@pytest.mark.parametrize(("method", "named"), [("POST", False), ("PUT", False), ("PATCH", True), ("PUT", True)])
def test_an_entry_names_an_attribute_once(method: str, named: bool) -> None:
    attio = Attio(WORKSPACE)
    parent = {"parent_object": "boats", "parent_record_id": attio.ids("boats")[0]}
    made = attio.ask("POST", "/v2/lists/race/entries", {"data": {**parent, "entry_values": {"note": "x"}}})
    (row,) = [one for one in attio.ask("GET", "/v2/lists/race/attributes").body["data"] if one["api_slug"] == "note"]
    body = {"entry_values": {"note": "y", row["id"]["attribute_id"]: "z"}} | ({} if named else parent)
    path = f"/v2/lists/race/entries/{made.body['data']['id']['entry_id']}" if named else "/v2/lists/race/entries"
    answer = attio.ask(method, path, {"data": body})
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
