"""`PUT /v2/batch/records`: the envelope, the order of what is applied, nested assertions, and what is dropped with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Outcome, Request, VirtualClock, Workspace

from tests.attio_emulator.calls import Answer, Attio, assertion, error

WORKSPACE = Workspace.from_dict(
    {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
)
ACCEPTED = Answer(202, None)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def person(email: str, *, at: str | None = "2024-05-01T12:00:00.000Z", **values: Any) -> dict[str, Any]:
    return assertion("people", "email_addresses", {"email_addresses": email, **values}, at=at)


def user(name: str, email: str, **values: Any) -> dict[str, Any]:
    return assertion("users", "user_id", {"user_id": name, "primary_email_address": email, **values})


def titles(attio: Attio) -> list[list[str] | None]:
    return [row.get("job_title") for row in attio.plain("people")]


# -- the envelope ----------------------------------------------------------------------------------------------------


WORDS = {"mode": "'create-or-update'", "multiselect_values": "'append'"}


def missing(*path: str | int, expected: str | None = None) -> dict[str, Any]:
    expected = expected or WORDS.get(str(path[-1]), "string")
    return {"code": "invalid_type", "path": list(path), "message": "Required", "expected": expected, "received": "undefined"}  # fmt: skip


def wrong(expected: str, received: str, *path: str | int) -> dict[str, Any]:
    message = f"Expected {expected}, received {received}"
    return {"code": "invalid_type", "path": list(path), "message": message, "expected": expected, "received": received}


def option(known: str, found: str, *path: str | int) -> dict[str, Any]:
    message = f"Invalid enum value. Expected '{known}', received {found!r}"
    return {"code": "invalid_option", "path": list(path), "message": message, "options": [known]}


GOOD = person("a@b.com")
ENVELOPES: tuple[tuple[str, Any, list[dict[str, Any]]], ...] = (
    ("a list", [GOOD], [wrong("object", "array")]),
    ("text", "x", [wrong("object", "string")]),
    ("no assertions", {}, [missing("assertions", expected="array")]),
    ("wrapped in data", {"data": {"assertions": []}}, [missing("assertions", expected="array")]),
    ("assertions an object", {"assertions": {}}, [wrong("array", "object", "assertions")]),
    ("assertions null", {"assertions": None}, [wrong("array", "null", "assertions")]),
    ("an assertion null", {"assertions": [GOOD, None]}, [wrong("object", "null", "assertions", 1)]),
    ("an empty assertion", {"assertions": [{}]},
     [missing("assertions", 0, name) for name in ("object", "matching_attribute", "mode", "multiselect_values")]
     + [missing("assertions", 0, "values", expected="object")]),
    ("members of wrong types", {"assertions": [GOOD | {"object": 1, "matching_attribute": None, "values": []}]},
     [wrong("string", "number", "assertions", 0, "object"), wrong("string", "null", "assertions", 0, "matching_attribute"),
      wrong("object", "array", "assertions", 0, "values")]),
    ("other words", {"assertions": [GOOD | {"mode": "create", "multiselect_values": "replace"}]},
     [option("create-or-update", "create", "assertions", 0, "mode"), option("append", "replace", "assertions", 0, "multiselect_values")]),
    ("a nested one", {"assertions": [user("u", "a@b.com", person={"object": "people", "values": {}})]},
     [missing("assertions", 0, "values", "person", name) for name in ("matching_attribute", "mode", "multiselect_values")]),
    ("a nested one in a list", {"assertions": [user("u", "a@b.com", workspace=[{"object": "workspaces", "values": 1}])]},
     [missing("assertions", 0, "values", "workspace", 0, name) for name in ("matching_attribute", "mode", "multiselect_values")]
     + [wrong("object", "number", "assertions", 0, "values", "workspace", 0, "values")]),
)  # fmt: skip


@pytest.mark.covers("batch.envelope")
@pytest.mark.parametrize(("body", "problems"), [row[1:] for row in ENVELOPES], ids=[row[0] for row in ENVELOPES])
def test_an_envelope_that_is_wrong_is_refused_at_once(attio: Attio, body: Any, problems: list[dict[str, Any]]) -> None:
    before = attio.stored()
    answer = attio.ask("PUT", "/v2/batch/records", body)
    assert answer == error(400, "validation_type", "Body payload validation error.", validation_errors=problems)
    assert attio.stored() == before
    assert attio.emulator.ledger == []


@pytest.mark.parametrize(("token", "status"), [(None, 401), ("t", 202)])
def test_a_batch_needs_a_token(attio: Attio, token: str | None, status: int) -> None:
    assert attio.ask("PUT", "/v2/batch/records", {"assertions": [GOOD]}, token=token).status == status
    assert len(attio.plain("people")) == (status == 202)


def test_an_empty_batch_is_fine(attio: Attio) -> None:
    assert attio.batch() == ACCEPTED


@pytest.mark.covers("batch.limit")
def test_ten_thousand_assertions_are_taken_and_one_more_is_not() -> None:
    attio = Attio(WORKSPACE, batch_lag=3600)
    assert attio.ask("PUT", "/v2/batch/records", {"assertions": [GOOD] * 10_000}) == ACCEPTED
    row = {"code": "too_big", "path": ["assertions"], "message": "Array must contain at most 10000 element(s)"}
    answer = attio.ask("PUT", "/v2/batch/records", {"assertions": [GOOD] * 10_001})
    assert answer == error(400, "validation_type", "Body payload validation error.", validation_errors=[row])
    assert [len(one["assertions"]) for one in attio.emulator.snapshot()["queue"]] == [10_000]


# -- what is applied -------------------------------------------------------------------------------------------------


def test_values_are_simple_and_lists_are_appended_to(attio: Attio) -> None:
    assert (
        attio.batch(person("A@b.com", name="Bloggs, Joe", job_title="Builder", phone_numbers="+15558675309"))
        == ACCEPTED
    )
    assert attio.batch(person("a@B.com", job_title=None, phone_numbers=["+12125551234", "+15558675309"])) == ACCEPTED
    (row,) = attio.plain("people")
    assert row["name"] == [{"first_name": "Joe", "last_name": "Bloggs", "full_name": "Joe Bloggs"}]
    assert [one["phone_number"] for one in row["phone_numbers"]] == ["+12125551234", "+15558675309"]
    assert [one["original_email_address"] for one in row["email_addresses"]] == ["A@b.com"]
    assert "job_title" not in row
    assert attio.emulator.ledger == []


@pytest.mark.covers("schema.slug_or_id")
def test_objects_and_attributes_by_id(attio: Attio) -> None:
    email = attio.attribute_id("people", "email_addresses")
    attio.batch(assertion(attio.object_id("people"), email, {email: "a@b.com"}))
    assert len(attio.plain("people")) == 1


@pytest.mark.covers("batch.nested")
def test_nested_assertions_are_written_first_and_linked(attio: Attio) -> None:
    company = assertion("companies", "domains", {"domains": "acme.com", "name": "Acme"})
    space = assertion("workspaces", "workspace_id", {"workspace_id": "w-1", "company": company})
    attio.batch(user("u-1", "a@b.com", person=person("a@b.com", name="Bloggs, Joe"), workspace=[space]))
    ((one,), (two,), (three,), (four,)) = map(attio.ids, ("people", "users", "workspaces", "companies"))
    assert attio.plain("users")[0]["person"] == [{"target_object": "people", "target_record_id": one}]
    assert attio.plain("users")[0]["workspace"] == [{"target_object": "workspaces", "target_record_id": three}]
    assert attio.plain("workspaces")[0]["company"] == [{"target_object": "companies", "target_record_id": four}]
    assert attio.plain("workspaces")[0]["users"] == [{"target_object": "users", "target_record_id": two}]
    assert attio.plain("companies")[0]["associated_workspaces"] == [
        {"target_object": "workspaces", "target_record_id": three}
    ]


def test_a_reference_finds_what_the_same_batch_made_before_it(attio: Attio) -> None:
    space = assertion("workspaces", "workspace_id", {"workspace_id": "w-1", "users": ["u-1"]})
    attio.batch(space, user("u-1", "a@b.com"), space)
    assert [(row["code"], row["pointer"]) for row in attio.emulator.ledger] == [
        ("value_not_found", "/assertions/0/values/users/0")
    ]
    assert len(attio.plain("workspaces")[0]["users"]) == 1


ORDERS: tuple[tuple[str, list[tuple[str, str | None]], str], ...] = (
    ("in order", [("1", "2024-05-01T12:00:00Z"), ("2", "2024-05-01T12:00:01Z")], "2"),
    ("out of order", [("1", "2024-05-01T12:00:01Z"), ("2", "2024-05-01T12:00:00Z")], "1"),
    ("ties in the order of the array", [("1", "2024-05-01T12:00:00Z"), ("2", "2024-05-01T12:00:00.000Z")], "2"),
    ("zones", [("1", "2024-05-01T12:00:00+02:00"), ("2", "2024-05-01T11:00:00Z")], "2"),
    ("milliseconds", [("1", "2024-05-01T12:00:00.002Z"), ("2", "2024-05-01T12:00:00.001Z")], "1"),
    ("without a time it is as of now", [("1", None), ("2", "2024-05-01T12:00:00Z")], "1"),
)


@pytest.mark.covers("batch.ties")
@pytest.mark.parametrize(("rows", "left"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_the_latest_by_received_at_is_what_stays(attio: Attio, rows: list[tuple[str, str | None]], left: str) -> None:
    attio.batch(*(person("a@b.com", job_title=title, at=at) for title, at in rows))
    assert titles(attio) == [[left]]
    assert attio.emulator.ledger == []


def test_an_older_batch_does_not_overwrite_a_newer_value_but_adds_to_lists(attio: Attio) -> None:
    attio.batch(person("a@b.com", job_title="new", phone_numbers="+12125551234", at="2024-05-01T12:00:00Z"))
    attio.batch(person("a@b.com", job_title="old", description="first", phone_numbers="+15558675309", at="2024-05-01T11:00:00Z"))  # fmt: skip
    (row,) = attio.plain("people")
    assert (row["job_title"], row["description"], len(row["phone_numbers"])) == (["new"], ["first"], 2)
    attio.simple("people", "email_addresses", {"email_addresses": "a@b.com", "job_title": "single"})
    attio.batch(person("a@b.com", job_title="old", at="2024-05-01T10:00:00Z"))
    assert titles(attio) == [["single"]]


def test_an_older_batch_does_not_overwrite_a_newer_reference_which_ends_another(attio: Attio) -> None:
    """The two sides of a relationship are written together, with what is beside them."""
    for name in ("new.org", "old.org"):
        attio.simple("companies", "domains", {"domains": name})
    attio.batch(person("a@b.com", company="new.org", at="2024-05-01T12:00:00Z"))
    attio.batch(person("a@b.com", company="old.org", job_title="first", at="2024-05-01T11:00:00Z"))
    (row,), companies = attio.plain("people"), attio.plain("companies")
    (ada,), (new, _) = attio.ids("people"), attio.ids("companies")
    assert row["job_title"] == ["first"]
    assert row["company"] == [{"target_object": "companies", "target_record_id": new}]
    assert [one.get("team") for one in companies] == [[{"target_object": "people", "target_record_id": ada}], None]


@pytest.mark.parametrize(("last", "left"), [(None, None), ("same", ["same"])], ids=["unset", "equal value"])
def test_the_time_of_the_last_write_counts_whatever_it_wrote(attio: Attio, last: str | None, left: Any) -> None:
    attio.batch(person("a@b.com", job_title="same", at="2024-05-01T10:00:00Z"))
    attio.batch(person("a@b.com", job_title=last, at="2024-05-01T12:00:00Z"))
    attio.batch(person("a@b.com", job_title="late", at="2024-05-01T11:00:00Z"))
    assert titles(attio) == [left]


@pytest.mark.parametrize("at", [None, "soon"], ids=["missing", "unreadable"])
def test_a_value_without_a_time_is_dated_by_its_arrival(attio: Attio, at: str | None) -> None:
    attio.batch(person("a@b.com", job_title="now", at=at))
    attio.batch(person("a@b.com", job_title="old", at="2024-05-01T11:00:00Z"))
    assert titles(attio) == [["now"]]


# -- what is dropped -------------------------------------------------------------------------------------------------

DROPPED: tuple[tuple[str, dict[str, Any], str, str | None, str], ...] = (
    ("unknown object", assertion("boats", "hull", {"hull": "1"}), "not_found", None, ""),
    ("object not activated", assertion("deals", "name", {"name": "D"}), "standard_object_disabled", None, ""),
    ("unknown matching attribute", assertion("people", "email", {"email_addresses": "a@b.com"}), "value_not_found", "email", "/matching_attribute"),
    ("matching attribute not unique", assertion("people", "name", {"name": "B, J"}), "matching_attribute_definition_not_unique", "name", "/matching_attribute"),
    ("matching value missing", assertion("people", "email_addresses", {"job_title": "x"}), "missing_value", "email_addresses", "/values"),
    ("unknown attribute", person("a@b.com", plan="x"), "value_not_found", "plan", "/values/plan"),
    ("bad value", person("a@b.com", name="Joe"), "validation_type", "name", "/values/name"),
    ("bad value in a list", person("a@b.com", phone_numbers=["+12125551234", "no"]), "validation_type", "phone_numbers", "/values/phone_numbers/1"),
    ("required value missing", assertion("users", "user_id", {"user_id": "u"}), "missing_value", "primary_email_address", "/values/primary_email_address"),
    ("reference to nobody", user("u", "a@b.com", person="n@b.com"), "value_not_found", "person", "/values/person"),
    ("nested refused", user("u", "a@b.com", person=person("bob")), "validation_type", "email_addresses", "/values/person/values/email_addresses"),
    ("nested in a list refused", user("u", "a@b.com", workspace=[assertion("workspaces", "workspace_id", {"workspace_id": 5})]),
     "validation_type", "workspace_id", "/values/workspace/0/values/workspace_id"),
    ("nested of the wrong object", user("u", "a@b.com", person=assertion("companies", "domains", {"domains": "x.com"})),
     "value_not_found", "person", "/values/person"),
)  # fmt: skip


@pytest.mark.covers("batch.partial", "batch.silent")
@pytest.mark.parametrize(
    ("bad", "code", "attribute", "pointer"), [row[1:] for row in DROPPED], ids=[row[0] for row in DROPPED]
)
def test_a_bad_assertion_is_dropped_whole_and_told_and_the_others_are_written(
    attio: Attio, bad: dict[str, Any], code: str, attribute: str | None, pointer: str
) -> None:
    before = attio.stored()
    assert attio.batch(bad) == ACCEPTED
    assert attio.stored() == before

    assert attio.batch(person("first@b.com"), bad, person("last@b.com")) == ACCEPTED
    assert [row["email_addresses"][0]["email_address"] for row in attio.plain("people")] == [
        "first@b.com",
        "last@b.com",
    ]
    assert {slug: len(rows) for slug, rows in attio.stored()["records"].items()} == {"people": 2}
    _, row = attio.emulator.ledger
    assert row["at"].startswith("2025-01-01T00:00:00.")
    assert row["message"]
    assert {name: one for name, one in row.items() if name not in ("at", "message", "expected", "request_id")} == {
        "mode": "batch",
        "object": bad["object"],
        "matching_attribute": bad["matching_attribute"],
        "values": bad["values"],
        "received_at": "2024-05-01T12:00:00.000Z",
        "code": code,
        "attribute": attribute,
        "pointer": f"/assertions/1{pointer}",
    }
    assert row["request_id"] == attio.emulator.journal[1]["id"]


def test_the_deepest_nesting_leaves_everything_readable(attio: Attio) -> None:
    """Body, list, then two levels an assertion: 114 of them are 230 levels. One level more is refused."""
    deepest = assertion("people", "email_addresses", {"email_addresses": "bob"})
    for number in range(113):
        deepest = assertion("users", "user_id", {"user_id": f"u{number}", "person": deepest})
    assert attio.batch(deepest).status == 202
    over = attio.batch(deepest | {"values": {"person": deepest}})
    assert over.body["validation_errors"][0]["message"] == "The body is nested more than 230 levels deep"
    assert [row["code"] for row in attio.emulator.ledger] == ["validation_type"]
    for path in ("rejections", "requests", "state"):
        answer = attio.emulator.handle(Request.make("GET", f"/_emulator/{path}"))
        assert answer.status == 200
    header = {"x-attio-emulator": "1", "content-type": "application/json"}
    restored = attio.emulator.handle(Request.make("PUT", "/_emulator/state", headers=header, body=answer.body))
    assert restored.json() == {"status": "ok"}


@pytest.mark.covers("batch.nested", "PUT /v2/batch/records")
def test_a_nested_assertion_belongs_to_a_reference_only(attio: Attio) -> None:
    attio.batch(person("a@b.com", description=person("c@b.com")))
    assert attio.plain("people") == []


def test_a_nested_write_is_taken_back_with_its_parent_but_not_with_another(attio: Attio) -> None:
    attio.batch(person("kept@b.com", job_title="before"))
    before = attio.stored()
    attio.batch(user("u", "bad", person=person("kept@b.com", job_title="after", name="Bloggs, Joe")))
    assert attio.stored() == before
    attio.batch(user("u", "a@b.com", person=person("kept@b.com", job_title="after")))
    assert titles(attio) == [["after"]]


def test_a_reference_that_is_left_out_is_told() -> None:
    attio = Attio(WORKSPACE, assumptions={"batch.nested_refused": "omit"})
    attio.batch(user("u", "a@b.com", person=person("bob")))
    assert len(attio.plain("users")) == 1
    assert [(row["object"], row["code"], row["pointer"]) for row in attio.emulator.ledger] == [
        ("people", "validation_type", "/assertions/0/values/person/values/email_addresses")
    ]


def test_the_observer_is_told_of_every_assertion_of_a_batch() -> None:
    told: list[Outcome] = []
    attio = Attio(WORKSPACE, observer=told.append)
    attio.batch(
        user("u-1", "a@b.com", person=person("a@b.com")),
        user("u-2", "c@b.com", person=person("bob")),
        person("a@b.com"),
    )
    assert [(one.pointer, one.object, one.result, one.error and one.error.code, one.record_id is None) for one in told] == [
        ("/assertions/0/values/person", "people", "created", None, False),
        ("/assertions/0", "users", "created", None, False),
        ("/assertions/1/values/person", "people", "dropped", "validation_type", True),
        ("/assertions/1", "users", "dropped", "validation_type", True),
        ("/assertions/2", "people", "updated", None, False),
    ]  # fmt: skip
    assert {(one.mode, one.request_id) for one in told} == {("batch", attio.emulator.journal[0]["id"])}


# -- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("batch.lag")
def test_a_batch_waits_for_its_time_on_the_virtual_clock() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(WORKSPACE, clock=clock, batch_lag=5)
    attio.batch(GOOD)
    clock.advance(4.999)
    assert attio.ask("POST", "/v2/objects/people/records/query", {}) == Answer(200, {"data": []})
    clock.advance(0.001)
    shown = attio.ask("POST", "/v2/objects/people/records/query", {}).body["data"]
    assert [row["created_at"] for row in shown] == ["2025-01-01T00:00:05.000000000Z"]
    assert attio.emulator.snapshot()["queue"] == []


def test_batches_are_applied_in_the_order_in_which_they_came() -> None:
    clock = VirtualClock()
    attio = Attio(WORKSPACE, clock=clock, batch_lag=5)
    attio.batch(person("a@b.com", job_title="1", at="2024-05-01T12:00:00Z"), person("bob"))
    attio.batch(person("a@b.com", job_title="2", at="2024-05-01T12:00:00Z"))
    assert attio.emulator.ledger == []
    attio.emulator.flush()
    assert titles(attio) == [["2"]]
    assert [row["pointer"] for row in attio.emulator.ledger] == ["/assertions/1/values/email_addresses"]
    attio.emulator.flush()
    assert len(attio.emulator.ledger) == 1


def test_a_unique_value_that_a_dropped_assertion_took_is_back(attio: Attio) -> None:
    """A nested user gives its address up, then the assertion around it is dropped: the address is the user's again."""
    attio.simple("users", "user_id", {"user_id": "u-1", "primary_email_address": "old@x.com"})
    nested = user("u-1", "new@x.com")
    attio.batch(person("p@x.com", job_title=7, associated_users=[nested]))
    assert [row["primary_email_address"][0]["email_address"] for row in attio.plain("users")] == ["old@x.com"]
    taken = attio.create("users", {"user_id": "u-2", "primary_email_address": "old@x.com"})
    assert (taken.status, taken.body["code"]) == (400, "uniqueness_conflict")
    assert attio.create("users", {"user_id": "u-3", "primary_email_address": "new@x.com"}).status == 200
