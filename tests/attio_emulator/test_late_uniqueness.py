"""An attribute may become unique when several records have one value already: what they have stays, and is nobody's alone (documented:
uniqueness is asked of new values only)."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator

from tests.attio_emulator.calls import Attio, assertion

SHIPS: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "code", "type": "text"},
                {"api_slug": "phones", "type": "phone-number", "is_multiselect": True},
                {"api_slug": "crew", "type": "number"},
                {
                    "api_slug": "tows",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["ships"]}},
                },
            ],
        }
    ]
}
SHARED, OTHER = "+12125551234", "+442079460000"


@pytest.fixture(params=["at once", "restored"])
def attio(request: pytest.FixtureRequest) -> Attio:
    """Three ships, of which the first two have one code and one phone number, that are unique since."""
    made = Attio(SHIPS)
    for code, phone in (("a", SHARED), ("a", SHARED), ("b", OTHER)):
        assert made.create("ships", {"code": code, "phones": [phone]}).status == 200
    for slug in ("code", "phones"):
        path = f"/v2/objects/ships/attributes/{slug}"
        assert made.ask("PATCH", path, {"data": {"is_unique": True}}).status == 200
    if request.param == "restored":
        copy = Emulator()
        copy.restore(made.emulator.snapshot())
        made.emulator = copy
    return made


@pytest.mark.parametrize(("slug", "value"), [("code", "a"), ("phones", SHARED)])
def test_an_assertion_by_a_value_of_two_records_is_of_none(attio: Attio, slug: str, value: str) -> None:
    before = attio.stored()
    listed: Any = [value]

    answers = [
        attio.public("ships", slug, {slug: listed, "crew": 5}),
        attio.simple("ships", slug, {slug: value, "crew": 5}),
    ]

    assert [(one.status, one.body["code"]) for one in answers] == [(400, "multiple_match_results")] * 2
    assert attio.stored() == before
    attio.batch(assertion("ships", slug, {slug: value, "crew": 5}))
    assert attio.emulator.ledger[-1]["code"] == "multiple_match_results"


def test_a_value_of_one_record_finds_it(attio: Attio) -> None:
    assert attio.public("ships", "code", {"code": "b", "crew": 5}).status == 200
    assert [one.get("crew") for one in attio.plain("ships")] == [None, None, [5]]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_what_a_record_has_already_is_no_new_value(attio: Attio, method: str) -> None:
    for id in attio.ids("ships")[:2]:
        path = f"/v2/objects/ships/records/{id}"
        same = attio.ask(method, path, {"data": {"values": {"code": "a", "phones": [SHARED], "crew": 1}}})
        assert same.status == 200, same.body
        for values in ({"code": "b"}, {"phones": [SHARED, OTHER]}):
            taken = attio.ask(method, path, {"data": {"values": values}})
            assert (taken.status, taken.body["code"]) == (400, "uniqueness_conflict")


def test_a_new_record_is_told_of_each_that_has_the_value(attio: Attio) -> None:
    refused = attio.create("ships", {"code": "a"})

    assert (refused.status, refused.body["code"]) == (400, "uniqueness_conflict")
    assert all(id in refused.body["message"] for id in attio.ids("ships")[:2])


def test_of_the_one_that_keeps_the_value_it_is_again(attio: Attio) -> None:
    first, second, _ = attio.ids("ships")
    path = f"/v2/objects/ships/records/{first}"
    assert attio.ask("PATCH", path, {"data": {"values": {"code": "c"}}}).status == 200

    answer = attio.public("ships", "code", {"code": "a", "crew": 5})

    assert (answer.status, answer.body["data"]["id"]["record_id"]) == (200, second)
    back = attio.ask("PATCH", path, {"data": {"values": {"code": "a"}}})
    assert (back.status, back.body["code"]) == (400, "uniqueness_conflict")


@pytest.mark.parametrize(("slug", "value"), [("code", "a"), ("phones", SHARED)])
def test_a_reference_by_a_value_of_two_records_finds_none(attio: Attio, slug: str, value: str) -> None:
    refused = attio.create("ships", {"tows": {"target_object": "ships", slug: [value]}})

    assert (refused.status, refused.body["code"]) == (400, "value_not_found")
    assert attio.emulator.ledger[-1]["expected"] == "a value that one record has"


def test_a_reference_by_a_value_of_one_record_finds_it(attio: Attio) -> None:
    answer = attio.create("ships", {"tows": {"target_object": "ships", "code": ["b"]}})

    assert answer.status == 200
    assert attio.plain("ships")[-1]["tows"][0]["target_record_id"] == attio.ids("ships")[2]
