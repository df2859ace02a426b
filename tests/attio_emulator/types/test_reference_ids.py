"""IDs inside references: what is no ID is told as that, in words of JSON, and upper case names the same record and the same member."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio, plain_value

NOWHERE = "00000000-0000-4000-8000-000000000000"


def reference(slug: str, *targets: str) -> dict[str, Any]:
    return {
        "api_slug": slug,
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": list(targets)}},
    }


@pytest.fixture
def attio() -> Attio:
    return Attio(
        {
            "members": [{"email_address": "alice@acme.com"}],
            "objects": [
                {
                    "api_slug": "things",
                    "attributes": [
                        {"api_slug": "key", "type": "text", "is_unique": True},
                        {"api_slug": "size", "type": "number", "is_unique": True},
                        {"api_slug": "phones", "type": "phone-number", "is_unique": True, "is_multiselect": True},
                        {"api_slug": "owner", "type": "actor-reference"},
                        reference("next", "things"),
                    ],
                }
            ],
            "records": {"things": [{"key": "a"}]},
        }
    )


NO_IDS = [
    (None, "invalid_type", "Expected string, received null"),
    (True, "invalid_type", "Expected string, received boolean"),
    (5, "invalid_type", "Expected string, received number"),
    ([NOWHERE], "invalid_type", "Expected string, received array"),
    ({"id": None}, "invalid_type", "Expected string, received object"),
    ("x", "invalid", "Invalid uuid"),
    ("", "invalid", "Invalid uuid"),
]


@pytest.mark.covers("reference.by_object", "value.rows")
@pytest.mark.parametrize(("sent", "code", "message"), NO_IDS)
@pytest.mark.parametrize(
    ("slug", "member", "more"),
    [
        ("next", "target_record_id", {"target_object": "things"}),
        ("owner", "referenced_actor_id", {"referenced_actor_type": "workspace-member"}),
    ],
)
def test_what_is_no_id_is_of_the_wrong_form(
    attio: Attio, slug: str, member: str, more: dict[str, str], sent: Any, code: str, message: str
) -> None:
    answer = attio.create("things", {slug: more | {member: sent}})
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    (row,) = answer.body["validation_errors"]
    assert (row["code"], row["path"], row["message"]) == (code, [member], message)


@pytest.mark.covers("reference.by_object")
@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("target_record_id", NOWHERE, NOWHERE),
        ("key", ["b"], "b"),
        ("key", [{"value": "b"}], "b"),
        ("size", [{"value": 17}], "17"),
        ("phones", ["+447400123456"], "+447400123456"),
        ("phones", [{"original_phone_number": "07400123456", "country_code": "GB"}], "+447400123456"),
        ("phones", [{"country_code": "GB", "original_phone_number": "07400123456"}], "+447400123456"),
    ],
)
def test_a_record_that_is_not_there_is_told_by_its_value(attio: Attio, attribute: str, value: Any, told: str) -> None:
    answer = attio.create("things", {"next": {"target_object": "things", attribute: value}})
    message = f'Could not find a record for the value "{told}" of attribute with slug "next".'
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, "value_not_found", message)


def test_a_member_who_is_not_there_is_told_by_the_id(attio: Attio) -> None:
    sent = {"referenced_actor_type": "workspace-member", "referenced_actor_id": NOWHERE}
    answer = attio.create("things", {"owner": sent})
    assert (answer.status, answer.body["code"]) == (400, "value_not_found")
    assert answer.body["message"] == f'Workspace member with email address or ID "{NOWHERE}" not found.'


def test_an_id_in_upper_case_names_the_same(attio: Attio) -> None:
    (record,), member = attio.ids("things"), attio.emulator.workspace.members[0].id
    owner = {"referenced_actor_type": "workspace-member", "referenced_actor_id": member}
    target = {"target_object": "things", "target_record_id": record}
    upper = [{name: one.upper() if len(one) == 36 else one for name, one in sent.items()} for sent in (owner, target)]
    values = attio.create("things", dict(zip(("owner", "next"), upper, strict=True))).body["data"]["values"]
    assert [plain_value(values[slug][0]) for slug in ("owner", "next")] == [owner, target]
    shown = attio.ask("GET", f"/v2/workspace_members/{member.upper()}")
    assert (shown.status, shown.body["data"]["id"]["workspace_member_id"]) == (200, member)
