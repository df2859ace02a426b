"""A required reference whose record goes: by a delete, by the other side, by another one that takes it (assumed: `reference.required`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, assertion


def _reference(
    slug: str, target: str, back: str | None, *, several: bool = False, required: bool = False
) -> dict[str, Any]:
    relation = {} if back is None else {"relationship": {"object": target, "api_slug": back}}
    return {
        "api_slug": slug,
        "type": "record-reference",
        "is_multiselect": several,
        "is_required": required,
        "config": {"record_reference": {"allowed_objects": [target]}},
        **relation,
    }


OBJECTS = [
    {
        "api_slug": "ships",
        "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, _reference("crew", "sailors", "ship", several=True)],
    },
    {
        "api_slug": "sailors",
        "attributes": [
            {"api_slug": "key", "type": "text", "is_unique": True},
            {"api_slug": "rank", "type": "text"},
            _reference("ship", "ships", "crew", required=True),
        ],
    },
    {
        "api_slug": "logs",
        "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, _reference("of", "ships", None, several=True, required=True)],
    },
]  # fmt: skip


def _target(object: str, id: str) -> dict[str, str]:
    return {"target_object": object, "target_record_id": id}


class Harbour:
    """Two ships, a sailor on the first one, and its log."""

    def __init__(self, setting: str) -> None:
        self.attio = Attio({"objects": OBJECTS, "assumptions": {"reference.required": setting}})
        self.ids: dict[str, str] = {}
        for object, key, values in (
            ("ships", "a", {}),
            ("ships", "b", {}),
            ("sailors", "s", {"ship": "a"}),
            ("logs", "l", {"of": "a"}),
        ):
            sent = {slug: [_target("ships", self.ids[one])] for slug, one in values.items()}
            self.ids[key] = self.attio.create(object, {"key": key, **sent}).body["data"]["id"]["record_id"]

    def write(self, method: str, object: str, key: str, **values: Any) -> Answer:
        return self.attio.ask(method, f"/v2/objects/{object}/records/{self.ids[key]}", {"data": {"values": values}})

    def delete(self, object: str, key: str) -> Answer:
        return self.attio.ask("DELETE", f"/v2/objects/{object}/records/{self.ids[key]}")


def _batch(harbour: Harbour) -> Answer:
    harbour.attio.batch(assertion("ships", "key", {"key": "a", "crew": None}))
    rows = harbour.attio.emulator.ledger
    return Answer(400, {"code": rows[-1]["code"], "message": rows[-1]["message"]}) if rows else Answer(200, {})


TAKEN: dict[str, tuple[Callable[[Harbour], Answer], tuple[str, ...]]] = {
    "a delete": (lambda it: it.delete("ships", "a"), ("sailors.ship", "logs.of")),
    "the other side, put": (lambda it: it.write("PUT", "ships", "a", crew=[]), ("sailors.ship",)),
    "the other side, null": (lambda it: it.attio.simple("ships", "key", {"key": "a", "crew": None}), ("sailors.ship",)),
    "an assertion of the other side": (lambda it: it.attio.simple("ships", "key", {"key": "a", "crew": []}), ("sailors.ship",)),
    "a batch": (_batch, ("sailors.ship",)),
}  # fmt: skip


@pytest.mark.covers("reference.required")
@pytest.mark.parametrize("how", TAKEN)
@pytest.mark.parametrize("setting", ["clear", "refuse"])
def test_what_takes_the_record_of_a_required_reference(setting: str, how: str) -> None:
    harbour = Harbour(setting)
    before = harbour.attio.stored()
    take, sides = TAKEN[how]
    answer = take(harbour)
    if setting == "clear":
        assert answer.status == 200
        for object, slug in (one.split(".") for one in sides):
            assert slug not in harbour.attio.plain(object)[0]
        # an update that says nothing of it is taken
        assert harbour.write("PATCH", "sailors", "s", rank="mate").status == 200
        return
    id = harbour.attio.attribute_id(*sides[0].split("."))
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400, "missing_value", f'Required value for attribute with ID "{id}" was not provided.',
    )  # fmt: skip
    assert harbour.attio.stored() | {"queue": []} == before | {"queue": []}


@pytest.mark.parametrize("setting", ["clear", "refuse"])
def test_what_leaves_a_required_reference_a_record_is_taken(setting: str) -> None:
    harbour = Harbour(setting)
    assert harbour.write("PUT", "ships", "b", crew=[_target("sailors", harbour.ids["s"])]).status == 200
    assert harbour.attio.plain("sailors")[0]["ship"] == [_target("ships", harbour.ids["b"])]
    assert harbour.write("PUT", "logs", "l", of=[_target("ships", harbour.ids[one]) for one in "ab"]).status == 200
    assert harbour.delete("ships", "a") == Answer(200, {})
    assert harbour.attio.plain("logs")[0]["of"] == [_target("ships", harbour.ids["b"])]
    assert harbour.delete("sailors", "s") == Answer(200, {})


@pytest.mark.parametrize("setting", ["clear", "refuse"])
@pytest.mark.parametrize("value", [None, []])
def test_a_required_reference_is_not_unset_itself(setting: str, value: Any) -> None:
    harbour = Harbour(setting)
    answer = harbour.attio.simple("sailors", "key", {"key": "s", "ship": value})
    assert (answer.status, answer.body["code"]) == (400, "missing_value")


@pytest.mark.parametrize("setting", ["clear", "refuse"])
def test_a_merge_that_takes_the_record_of_a_required_reference(setting: str) -> None:
    """Each of two captains has a ship that needs one; the captain they become has one ship."""
    captains = {"api_slug": "captains", "attributes": [_reference("ship", "boats", "captain")]}
    boats = {"api_slug": "boats", "attributes": [_reference("captain", "captains", "ship", required=True)]}
    attio = Attio({"objects": [captains, boats], "assumptions": {"reference.required": setting}})
    ids = [attio.create("captains", {}).body["data"]["id"]["record_id"] for _ in range(2)]
    for id in ids:
        assert attio.create("boats", {"captain": [_target("captains", id)]}).status == 200
    before = attio.stored()
    sent = {"primary_record_id": ids[0], "secondary_record_id": ids[1]}
    answer = attio.ask("POST", "/v2/objects/captains/records/merge", {"data": sent})
    if setting == "clear":
        assert answer.status == 200
        (new,) = attio.ids("captains")
        assert [one.get("captain") for one in attio.plain("boats")] == [[_target("captains", new)], None]
    else:
        assert (answer.status, answer.body["code"]) == (400, "missing_value")
        assert attio.stored() == before
