"""Asserting records, simple and public: what is matched, created, updated, appended, replaced, refused, remembered."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, error

WORKSPACE = Workspace.from_dict(
    {
        "members": [{"email_address": "alice@attio.com"}],
        "objects": [
            {"api_slug": "users", "active": True},
            {"api_slug": "workspaces", "active": True},
            {
                "api_slug": "boats",
                "attributes": [
                    {"api_slug": "hull", "type": "text", "is_unique": True, "is_required": True},
                    {"api_slug": "aliases", "type": "domain", "is_unique": True, "is_multiselect": True},
                    {"api_slug": "flags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
                    {"api_slug": "length", "type": "number"},
                    {
                        "api_slug": "crew",
                        "type": "select",
                        "is_multiselect": True,
                        "is_required": True,
                        "options": ["x", "y"],
                    },
                ],
            },
        ],
    }
)
SAILED = {"hull": "h-1", "aliases": ["one.com"], "flags": ["a", "b"], "length": 12, "crew": ["x"]}
OTHER = {"hull": "h-2", "aliases": ["two.com"], "crew": ["y"]}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.fixture
def boats(attio: Attio) -> Attio:
    assert attio.create("boats", SAILED).status == attio.create("boats", OTHER).status == 200
    return attio


def domains(*names: str) -> list[dict[str, str]]:
    return [{"domain": name, "root_domain": name} for name in names]


# -- matching --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("assert.outcome", "POST /v2/objects/{object}/records")
@pytest.mark.parametrize(
    "write", ["simple", pytest.param("public", marks=pytest.mark.covers("PUT /v2/objects/{object}/records"))]
)
@pytest.mark.parametrize("by", ["slug", "id"])
def test_created_when_there_is_none_updated_when_there_is_one(boats: Attio, write: str, by: str) -> None:
    name = (lambda slug: boats.attribute_id("boats", slug)) if by == "id" else (lambda slug: slug)
    object = boats.object_id("boats") if by == "id" else "boats"
    call = boats.simple if write == "simple" else boats.public

    updated = call(object, name("hull"), {name("hull"): "h-1", name("length"): 13})
    created = call(object, name("hull"), {name("hull"): "h-3", name("crew"): ["x"]})

    first, second, third = boats.ids("boats")
    assert (updated.status, created.status) == (200, 200)
    assert updated.body["data"]["id"] == {
        "workspace_id": boats.emulator.workspace.id,
        "object_id": boats.object_id("boats"),
        "record_id": first,
    }
    assert created.body["data"]["id"]["record_id"] == third
    assert second not in (first, third)
    assert [row.get("length") for row in boats.plain("boats")] == [[13], None, None]
    assert boats.plain("boats")[0]["flags"] == ["a", "b"]
    assert boats.emulator.ledger == []


@pytest.mark.covers("record.shape", "PUT /v2/objects/{object}/records/simple")
def test_an_answer_holds_every_attribute_and_an_empty_list_for_what_is_empty(attio: Attio) -> None:
    answer = attio.simple("workspaces", "workspace_id", {"workspace_id": "w-1"})
    record = answer.body["data"]
    assert set(record) == {"id", "created_at", "web_url", "values"}
    assert record["created_at"] == "2025-01-01T00:00:00.002000000Z"
    assert record["web_url"] == f"https://app.attio.com/workspace/workspaces/record/{attio.ids('workspaces')[0]}"
    assert {slug: len(values) for slug, values in record["values"].items()} == {
        "record_id": 1,
        "workspace_id": 1,
        "name": 0,
        "users": 0,
        "company": 0,
        "avatar_url": 0,
        "created_at": 1,
        "created_by": 1,
    }


def no_attribute(name: str) -> Answer:
    return error(400, "value_not_found", f'No attribute was found for matching_attribute slug/ID "{name}".')


NOT_UNIQUE = error(
    400, "matching_attribute_definition_not_unique", "The matching attribute specified is not a unique attribute."
)
ROW = {"code": "invalid_type", "path": ["matching_attribute"], "message": "Required", "expected": "string", "received": "undefined"}  # fmt: skip
NO_QUERY = error(400, "validation_type", "Query params validation error.", validation_errors=[ROW])


def no_value(slug: str) -> Answer:
    return error(400, "missing_value", f'A value for the matching attribute with slug "{slug}" must be provided.')


REFUSED_MATCHES: tuple[tuple[str, str | None, dict[str, Any], Answer], ...] = (
    ("unknown", "wheels", SAILED, no_attribute("wheels")),
    ("empty", "", SAILED, no_attribute("")),
    ("not unique", "length", SAILED, NOT_UNIQUE),
    ("not unique, several", "flags", SAILED, NOT_UNIQUE),
    ("not given", None, SAILED, NO_QUERY),
    ("without a value", "hull", {"length": 1}, no_value("hull")),
    ("empty", "hull", {"hull": [], "length": 1}, no_value("hull")),
    ("an empty list", "aliases", {"aliases": [], "length": 1}, no_value("aliases")),
    ("values of two records", "aliases", {"aliases": ["one.com", "two.com"], "length": 1},
     error(400, "multiple_match_results",
           'Multiple records were found for the values given for the matching attribute with slug "aliases".')),
)  # fmt: skip


@pytest.mark.parametrize("write", ["records", "records/simple"])
@pytest.mark.parametrize(
    ("match", "values", "answer"), [case[1:] for case in REFUSED_MATCHES], ids=[case[0] for case in REFUSED_MATCHES]
)
def test_matching_attributes_that_do_not_do(
    boats: Attio, write: str, match: str | None, values: dict[str, Any], answer: Answer
) -> None:
    before = boats.stored()
    query = {} if match is None else {"matching_attribute": match}
    assert boats.ask("PUT", f"/v2/objects/boats/{write}", {"data": {"values": values}}, **query) == answer
    assert boats.stored() == before
    (row,) = boats.emulator.ledger
    assert (row["code"], row["message"]) == (answer.body["code"], answer.body["message"])


@pytest.mark.covers("assert.any_of_several")
def test_one_equal_value_of_several_is_a_match(boats: Attio) -> None:
    answer = boats.simple("boats", "aliases", {"aliases": ["new.com", "ONE.com"], "length": 20})
    assert answer.status == 200
    assert boats.plain("boats")[0] == {
        "hull": ["h-1"],
        "aliases": domains("new.com", "one.com"),
        "flags": ["a", "b"],
        "length": [20],
        "crew": ["x"],
    }


# -- several values --------------------------------------------------------------------------------------------------

SEVERAL: tuple[tuple[str, bool | None, list[str], list[str]], ...] = (
    ("simple", True, ["c", "a", "b"], ["c", "a", "b"]),
    ("simple", None, ["c", "b"], ["c", "b"]),
    ("simple", False, ["c", "b"], ["c", "b"]),
    ("public", None, ["c", "b"], ["c", "b"]),
)


@pytest.mark.covers("assert.append", "assert.matching_adds")
@pytest.mark.parametrize(("write", "append", "sent", "left"), SEVERAL, ids=["flag", "no flag", "flag false", "public"])
def test_several_values_are_appended_or_replaced(
    boats: Attio, write: str, append: bool | None, sent: list[str], left: list[str]
) -> None:
    values = {"aliases": ["new.com", "one.com"], "flags": sent}
    if write == "simple":
        boats.simple("boats", "aliases", values, append=append)
    else:
        boats.public("boats", "aliases", values)
    boat = boats.plain("boats")[0]
    assert (boat["aliases"], boat["flags"]) == (domains("new.com", "one.com"), left)


@pytest.mark.covers("assert.append", "write.prepend")
def test_appended_values_stand_in_front_in_their_order_and_are_never_repeated(attio: Attio) -> None:
    for sent in ("a@x.com", ["b@x.com", "A@x.com", "c@x.com"], "C@X.com", ["d@x.com", "b@x.com"]):
        attio.simple("people", "email_addresses", {"email_addresses": [*([sent] if isinstance(sent, str) else sent), "a@x.com"]}, append=True)  # fmt: skip
    (person,) = attio.plain("people")
    assert [row["email_address"] for row in person["email_addresses"]] == ["d@x.com", "b@x.com", "c@x.com", "a@x.com"]


@pytest.mark.covers("write.empty_list")
@pytest.mark.parametrize("append", [True, False])
def test_null_empties_several_values_an_empty_list_only_without_the_flag(boats: Attio, append: bool) -> None:
    boats.simple("boats", "hull", {"hull": "h-1", "flags": []}, append=append)
    assert boats.plain("boats")[0].get("flags") == (["a", "b"] if append else None)
    boats.simple("boats", "hull", {"hull": "h-1", "flags": None}, append=append)
    assert "flags" not in boats.plain("boats")[0]


# -- uniqueness, required values, whole refusals ---------------------------------------------------------------------


def conflict(slug: str, *records: str) -> Answer:
    return error(
        400,
        "uniqueness_conflict",
        f'A value provided for attribute with slug "{slug}" conflicts with one already in the system. This attribute has a '
        "uniqueness constraint. Please ensure all values for this attribute do not exist on another record. Conflicting "
        f"record IDs: {', '.join(records)}",
    )


@pytest.mark.covers("write.unique", "error 400 uniqueness_conflict")
@pytest.mark.parametrize("hull", ["h-1", "h-3"], ids=["update", "create"])
@pytest.mark.parametrize("write", ["simple", "public", "create"])
def test_a_unique_value_of_another_record_is_refused_and_nothing_is_stored(boats: Attio, write: str, hull: str) -> None:
    before = boats.stored()
    values = {"hull": hull, "aliases": ["three.com", "TWO.com"], "crew": ["x"], "length": 5}
    if write == "create":
        values["hull"] = "h-4"
        answer = boats.create("boats", values)
    else:
        answer = boats.simple("boats", "hull", values) if write == "simple" else boats.public("boats", "hull", values)
    assert answer == conflict("aliases", boats.ids("boats")[1])
    assert boats.stored() == before
    (row,) = boats.emulator.ledger
    assert (row["attribute"], row["expected"], row["pointer"]) == (
        "aliases",
        "a value that no other record has",
        "/data/values/aliases",
    )


@pytest.mark.covers("write.unique", "PUT /v2/objects/{object}/records/{record}")
def test_a_unique_value_is_free_again_when_its_record_lets_it_go(boats: Attio) -> None:
    first, _ = boats.ids("boats")
    assert boats.ask("PUT", f"/v2/objects/boats/records/{first}", {"data": {"values": {"aliases": []}}}).status == 200
    assert boats.simple("boats", "hull", {"hull": "h-2", "aliases": "one.com"}, append=True).status == 200
    assert [row.get("aliases") for row in boats.plain("boats")] == [None, domains("one.com", "two.com")]


def required(attio: Attio, slug: str) -> Answer:
    return error(
        400,
        "missing_value",
        f'Required value for attribute with ID "{attio.attribute_id("boats", slug)}" was not provided.',
    )


REQUIRED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("not given at all", {"aliases": "new.com", "hull": "h-9"}, "crew"),
    ("null where it creates", {"aliases": "new.com", "hull": "h-9", "crew": None}, "crew"),
    ("empty where it creates", {"aliases": "new.com", "hull": "h-9", "crew": []}, "crew"),
    ("null where it updates", {"aliases": "one.com", "hull": None}, "hull"),
    ("empty where it updates", {"aliases": "one.com", "hull": []}, "hull"),
    ("several, null where it updates", {"aliases": "one.com", "crew": None}, "crew"),
)


@pytest.mark.covers("write.required", "error 400 missing_value")
@pytest.mark.parametrize(("values", "slug"), [case[1:] for case in REQUIRED], ids=[case[0] for case in REQUIRED])
def test_required_values(boats: Attio, values: dict[str, Any], slug: str) -> None:
    before = boats.stored()
    assert boats.simple("boats", "aliases", values) == required(boats, slug)
    assert boats.stored() == before
    (row,) = boats.emulator.ledger
    assert (row["attribute"], row["expected"], row["pointer"]) == (slug, f"a value for {slug}", f"/data/values/{slug}")


@pytest.mark.covers("write.required")
@pytest.mark.parametrize("write", ["simple", "public", "put"])
def test_a_required_list_cannot_be_emptied(boats: Attio, write: str) -> None:
    values = {"aliases": ["one.com"], "crew": []}
    record = boats.ids("boats")[0]
    before = boats.stored()
    answer = {
        "simple": lambda: boats.simple("boats", "aliases", values),
        "public": lambda: boats.public("boats", "aliases", values),
        "put": lambda: boats.ask("PUT", f"/v2/objects/boats/records/{record}", {"data": {"values": {"crew": []}}}),
    }[write]()
    assert answer == required(boats, "crew")
    assert boats.stored() == before


@pytest.mark.covers("write.required")
def test_no_value_appended_to_a_required_list_takes_none_away(boats: Attio) -> None:
    before = boats.stored()

    assert boats.simple("boats", "aliases", {"aliases": ["one.com"], "crew": []}, append=True).status == 200
    assert boats.simple("boats", "aliases", {"aliases": ["one.com"], "crew": None}, append=True) == required(
        boats, "crew"
    )

    assert boats.stored() == before


@pytest.mark.covers("write.required")
def test_an_update_need_not_repeat_required_values(boats: Attio) -> None:
    assert boats.simple("boats", "aliases", {"aliases": "one.com", "length": 1}).status == 200


@pytest.mark.covers("write.atomic")
@pytest.mark.parametrize(
    ("values", "code", "attribute", "expected"),
    [
        ({"sails": 3}, "value_not_found", "sails", "the slug or ID of an attribute of the object"),
        ({"length": "long"}, "validation_type", "length", "a number"),
        ({"flags": ["a", "z"]}, "value_not_found", "flags", "one of 'a', 'b', 'c'"),
        ({"record_id": "x"}, "system_edit_unauthorized", "record_id", "nothing: only Attio writes this attribute"),
    ],
    ids=["unknown attribute", "wrong type", "unknown option", "read only"],
)
@pytest.mark.parametrize("hull", ["h-1", "h-9"], ids=["update", "create"])
def test_one_bad_value_stores_nothing_of_the_others(
    boats: Attio, hull: str, values: dict[str, Any], code: str, attribute: str, expected: str
) -> None:
    before = boats.stored()
    sent = {"hull": hull, "crew": ["y"], "aliases": "nine.com", **values}
    answer = boats.simple("boats", "hull", sent, append=True)
    assert (answer.status, answer.body["code"]) == (400, code)
    assert boats.stored() == before
    (row,) = boats.emulator.ledger
    del row["at"], row["request_id"]
    pointer = f"/data/values/{attribute}" + ("/1" if attribute == "flags" else "")
    assert row == {
        "mode": "single", "object": "boats", "matching_attribute": "hull", "values": sent, "received_at": None,
        "code": code, "message": answer.body["message"], "attribute": attribute, "expected": expected, "pointer": pointer,
    }  # fmt: skip


# -- history ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("history.kept", "GET /v2/objects/{object}/records/{record}/attributes/{attribute}/values")
def test_a_value_is_kept_with_its_time_and_who_wrote_it(boats: Attio) -> None:
    record, clock = boats.ids("boats")[0], boats.emulator.clock
    assert hasattr(clock, "set")
    for number, length in enumerate((13, 13, 14), 1):
        clock.set(1_740_000_000_000 + number * 60_000)
        boats.simple("boats", "hull", {"hull": "h-1", "length": length}, append=True)
    times = ["2025-02-19T21:21:00.000000000Z", "2025-02-19T21:23:00.000000000Z"]
    rows = boats.history("boats", record, "length", show_historic=True)
    actor = BY_KEY
    written = rows[0]["active_from"]
    assert rows == [
        {"active_from": since, "active_until": until, "created_by_actor": actor, "value": value, "attribute_type": "number"}
        for since, until, value in ((written, times[0], 12), (times[0], times[1], 13), (times[1], None, 14))
    ]  # fmt: skip
    assert boats.history("boats", record, "length") == rows[-1:]
    assert boats.emulator.records("boats")[0]["values"]["length"] == rows[-1:]


@pytest.mark.covers("history.kept")
def test_an_unset_value_ends_and_the_others_of_a_list_go_on(boats: Attio) -> None:
    record = boats.ids("boats")[0]
    boats.simple("boats", "hull", {"hull": "h-1", "length": None, "flags": ["b", "c"]}, append=False)
    (ended,) = boats.history("boats", record, "length", show_historic=True)
    assert ended["active_until"] is not None
    flags = boats.history("boats", record, "flags", show_historic=True)
    assert [(row["option"]["title"], row["active_until"] is None) for row in flags] == [
        ("a", False),
        ("b", True),
        ("c", True),
    ]


@pytest.mark.covers("write.atomic")
def test_refused_writes_leave_no_history(boats: Attio) -> None:
    record = boats.ids("boats")[0]
    before = boats.history("boats", record, "length", show_historic=True)
    boats.simple("boats", "hull", {"hull": "h-1", "length": 99, "aliases": "two.com"})
    assert boats.history("boats", record, "length", show_historic=True) == before
