"""Default values of a workspace file, which has them as they are written: what Attio shows of them, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio, plain_value

_WHO = {"first_name": "Alice", "last_name": "Adams", "email_address": "alice@attio.com", "access_level": "admin"}
_EUROS = {"currency": {"default_currency_code": "EUR", "display_type": "symbol"}}
_PLACE = dict.fromkeys(
    ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude")
) | {"locality": "Paris", "country_code": "FR"}
_EITHER = {"record_reference": {"allowed_objects": ["people", "boats"]}}


def _attio(*attributes: dict[str, Any], **more: Any) -> Attio:
    own = {"api_slug": "boats", "attributes": [{"api_slug": "hull", "type": "text", "is_unique": True}, *attributes]}
    return Attio({"members": [_WHO], "objects": [own]} | more)


def _static(kind: str, *template: Any, **more: Any) -> dict[str, Any]:
    return {"api_slug": "a", "type": kind, "default_value": {"type": "static", "template": list(template)}} | more


def _shown(attio: Attio) -> Any:
    return attio.ask("GET", "/v2/objects/boats/attributes/a").body["data"]["default_value"]


def _given(attio: Attio) -> list[Any]:
    """What a new record has."""
    return list(map(plain_value, attio.create("boats", {}).body["data"]["values"]["a"]))


@pytest.mark.covers("schema.defaults")
@pytest.mark.parametrize(
    ("attribute", "shown"),
    [
        (_static("number", 5), [{"value": 5}]),
        (_static("text", {"value": "q"}), [{"value": "q"}]),
        (_static("date", "2024"), [{"value": "2024-01-01"}]),
        (_static("currency", 7, config=_EUROS), [{"currency_code": "EUR", "currency_value": 7}]),
        (_static("location", "Paris, France"), [_PLACE]),
        (_static("phone-number", "+15558675309", is_multiselect=True),
         [{"original_phone_number": "+15558675309", "phone_number": "+15558675309", "country_code": "US"}]),
        (_static("number", "many"), []),
    ],
)  # fmt: skip
def test_it_is_shown_as_the_value_of_a_record(attribute: dict[str, Any], shown: list[dict[str, Any]]) -> None:
    attio = _attio(attribute)
    template = [{**one, "attribute_type": attribute["type"]} for one in shown]
    assert _shown(attio) == {"type": "static", "template": template}
    assert _given(attio) == [one.get("value", one) for one in shown]
    # a file may have it as Attio shows it, too
    again = _attio(attribute | {"default_value": _shown(attio)})
    assert (_shown(again), _given(again)) == (_shown(attio), _given(attio))


def test_a_member_and_a_record_are_shown_by_their_ids() -> None:
    attio = _attio(_static("actor-reference", "alice@attio.com"))
    id = attio.emulator.workspace.members[0].id
    member = {"referenced_actor_type": "workspace-member", "referenced_actor_id": id}
    assert _shown(attio)["template"] == [{**member, "attribute_type": "actor-reference"}]
    people = {"record_reference": {"allowed_objects": ["people"]}}
    records = {"people": [{"email_addresses": "ada@lovelace.org"}]}
    attio = _attio(_static("record-reference", "ada@lovelace.org", config=people), records=records)
    named = {"target_object": "people", "target_record_id": attio.ids("people")[0]}
    assert _shown(attio)["template"] == [{**named, "attribute_type": "record-reference"}]


@pytest.mark.parametrize("kind", ["select", "status"])
@pytest.mark.parametrize("form", ["text", "object", "body"])
def test_it_follows_an_option_under_its_new_title(kind: str, form: str) -> None:
    choices, member = ("options", "option") if kind == "select" else ("statuses", "status")
    template = ["Low" if form == "text" else {member: "Low"}]
    attio = _attio(_static(kind, *template, **{choices: ["Low", "High"]}))
    if form == "body":  # is kept as it is shown, and not as it was written
        default = {"type": "static", "template": template}
        attio.ask("PATCH", "/v2/objects/boats/attributes/a", {"data": {"default_value": default}})
    path = f"/v2/objects/boats/attributes/a/{choices}"
    (low, _) = attio.ask("GET", path).body["data"]
    shown = {member: {**low, "id": low["id"]}, "attribute_type": kind}
    assert (_shown(attio)["template"], _given(attio)) == ([shown], ["Low"])

    renamed = attio.ask("PATCH", f"{path}/Low", {"data": {"title": "Small"}}).body["data"]
    assert (_shown(attio)["template"], _given(attio)) == ([{member: renamed, "attribute_type": kind}], ["Small"])

    archived = attio.ask("PATCH", f"{path}/Small", {"data": {"is_archived": True}}).body["data"]
    assert archived["is_archived"]
    assert (_shown(attio)["template"], _given(attio)) == ([{member: archived, "attribute_type": kind}], [])


def test_it_has_the_currency_of_now() -> None:
    attio = _attio({"api_slug": "a", "type": "currency", "config": _EUROS})
    default = {"type": "static", "template": [{"currency_value": 7}]}
    attio.ask("PATCH", "/v2/objects/boats/attributes/a", {"data": {"default_value": default}})
    dollars = {"currency": {"default_currency_code": "USD", "display_type": "code"}}
    attio.ask("PATCH", "/v2/objects/boats/attributes/a", {"data": {"config": dollars}})
    assert _shown(attio)["template"] == [{"currency_code": "USD", "currency_value": 7, "attribute_type": "currency"}]


@pytest.mark.parametrize(
    "attribute",
    [_static("number", 5), _static("record-reference", "748f0cfa-735e-4f1b-b1e0-95d244c686f7", config=_EITHER)],
)
def test_objects_are_renamed_and_deleted_beside_one(attribute: dict[str, Any]) -> None:
    holder = {"api_slug": "docks", "attributes": [attribute]}
    attio = Attio({"objects": [{"api_slug": "boats"}, holder]})
    assert attio.ask("PATCH", "/v2/objects/boats", {"data": {"api_slug": "ships"}}).status == 200
    assert attio.ask("DELETE", "/v2/objects/ships") == (200, {})
    assert attio.create("docks", {}).status == 200
