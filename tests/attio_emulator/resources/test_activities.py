"""Activities: those of Attio and own ones, what their schemas give, what changes and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import StateError, Workspace, WorkspaceError

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute
from tests.attio_emulator.resources.activity_calls import CALLS, RECORDS, VISITS, WORKSPACE
from tests.attio_emulator.resources.schema_calls import (
    good,
    invalid,
    missing,
    patch,
    post,
    restored,
    row,
    wrong,
)

DEMOS = {"api_slug": "demos", "singular_noun": "Demo", "plural_noun": "Demos", "extends": "activities"}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def slugs(answer: Answer) -> list[str]:
    return [one["api_slug"] for one in good(answer)]


def gone(named: str) -> Answer:
    return error(404, "not_found", f'Activity with slug/ID "{named}" not found.')


def told(attio: Attio) -> list[tuple[str, list[str]]]:
    """The events so far: type, and the names of their ids."""
    return [(one["event"]["event_type"], [*one["event"]["id"]]) for one in attio.emulator.deliveries()]


def listen(attio: Attio) -> None:
    types = ["activity.created", "activity.updated", "activity.deleted", "activity-attribute.created",
             "activity-attribute.updated", "activity-record.created", "activity-record.deleted", "record.created",
             "record.updated", "record.deleted"]  # fmt: skip
    hook = {
        "target_url": "https://acme.org/hook",
        "subscriptions": [{"event_type": one, "filter": None} for one in types],
    }
    good(post(attio, "/v2/webhooks", hook))


# -- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/activities", "GET /v2/activities/{activity}", "activity.schemas")
def test_every_workspace_has_phone_calls() -> None:
    attio = Attio({"slug": "acme"})
    (calls,) = good(attio.ask("GET", "/v2/activities"))
    assert calls == {
        "id": {"workspace_id": attio.emulator.workspace.id, "activity_id": calls["id"]["activity_id"]},
        "api_slug": "phone_calls",
        "singular_noun": "Phone call",
        "plural_noun": "Phone calls",
        "extends": [{"schema_id": calls["extends"][0]["schema_id"], "schema_slug": "calls"}],
        "is_system_activity": True,
        "created_at": good(attio.ask("GET", "/v2/objects/people"))["created_at"],
    }
    for named in ("phone_calls", calls["id"]["activity_id"], calls["id"]["activity_id"].upper()):
        assert good(attio.ask("GET", f"/v2/activities/{named}")) == calls
    assert attio.ask("GET", "/v2/activities/visits") == gone("visits")


def test_activities_come_in_pages_by_their_ids(attio: Attio) -> None:
    for number in range(3):
        good(post(attio, "/v2/activities", DEMOS | {"api_slug": f"demos_{number}"}))
    everything = good(attio.ask("GET", "/v2/activities"))
    ids = [one["id"]["activity_id"] for one in everything]
    assert ids == sorted(ids)
    assert {one["api_slug"] for one in everything} == {"phone_calls", "visits", "demos_0", "demos_1", "demos_2"}
    found, cursor = [], None
    while True:
        page = attio.ask("GET", "/v2/activities", limit=2, **({"cursor": cursor} if cursor else {}))
        found += [one["id"]["activity_id"] for one in good(page)]
        cursor = page.body["pagination"]["next_cursor"]
        if cursor is None:
            break
    assert found == ids
    for query, name in (({"limit": 0}, "limit"), ({"limit": "x"}, "limit"), ({"cursor": "x"}, "cursor")):
        answer = attio.ask("GET", "/v2/activities", **query)
        assert (answer.status, answer.body["validation_errors"][0]["path"]) == (400, [name])


@pytest.mark.covers(
    "activity.attributes",
    "GET /v2/activities/{activity}/attributes",
    "GET /v2/activities/{activity}/attributes/{attribute}",
)
@pytest.mark.parametrize(
    ("extends", "own"),
    [("activities", ["timestamp"]), ("interactions", ["timestamp"]), ("calls", ["timestamp", "direction"]), ("emails", ["timestamp", "direction"])],
)  # fmt: skip
def test_a_schema_gives_attributes_that_cannot_be_changed(attio: Attio, extends: str, own: list[str]) -> None:
    good(post(attio, "/v2/activities", DEMOS | {"extends": extends}))
    path = "/v2/activities/demos/attributes"
    assert slugs(attio.ask("GET", path)) == ["record_id", *own, "created_at", "created_by"]
    timestamp = good(attio.ask("GET", f"{path}/timestamp"))
    assert (timestamp["type"], timestamp["is_system_attribute"], timestamp["is_writable"]) == ("timestamp", True, True)
    assert patch(attio, f"{path}/timestamp", title="When").body["code"] == "system_edit_unauthorized"
    ids = [one["id"]["attribute_id"] for one in good(attio.ask("GET", path))]
    assert [one["id"]["attribute_id"] for one in good(restored(attio).ask("GET", path))] == ids


# -- creating --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("POST /v2/activities")
def test_a_new_activity_is_there_after_a_restore_and_gone_after_a_reset(attio: Attio) -> None:
    listen(attio)
    made = good(post(attio, "/v2/activities", DEMOS))
    assert (made["extends"][0]["schema_slug"], made["is_system_activity"]) == ("activities", False)
    assert [*made["id"]] == ["workspace_id", "activity_id"]
    assert made["created_at"] > good(attio.ask("GET", "/v2/activities/visits"))["created_at"]
    assert good(restored(attio).ask("GET", "/v2/activities/demos")) == made
    assert told(attio) == [("activity.created", ["workspace_id", "activity_id"])]
    attio.emulator.reset()
    assert attio.ask("GET", "/v2/activities/demos") == gone("demos")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, invalid(missing("string", "data", "api_slug"), missing("string", "data", "singular_noun"),
                     missing("string", "data", "plural_noun"),
                     missing("'activities' | 'interactions' | 'calls' | 'emails'", "data", "extends"))),
        (DEMOS | {"api_slug": "a b"}, invalid(row("Expected a slug of letters, digits, _ and -", "data", "api_slug"))),
        (DEMOS | {"singular_noun": ""}, invalid(row("String must contain at least 1 character(s)", "data", "singular_noun"))),
        (DEMOS | {"extends": ["calls"]}, invalid(wrong("'activities' | 'interactions' | 'calls' | 'emails'", "array", "data", "extends"))),
        (DEMOS | {"api_slug": "visits"}, error(409, "slug_conflict", 'An activity with api_slug "visits" already exists.')),
        (DEMOS | {"api_slug": "phone_calls"}, error(409, "slug_conflict", 'An activity with api_slug "phone_calls" already exists.')),
    ],
)  # fmt: skip
def test_an_activity_that_cannot_be_is_refused(attio: Attio, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, "/v2/activities", data) == expected
    assert attio.stored() == before


def test_the_slug_of_an_object_is_free_for_an_activity(attio: Attio) -> None:
    made = good(post(attio, "/v2/activities", DEMOS | {"api_slug": "people"}))
    good(post(attio, "/v2/activities/people/records", {"values": {}}))
    assert len(attio.ids("people")) == 2
    assert made["id"]["activity_id"] != attio.object_id("people")


# -- changing --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("PATCH /v2/activities/{activity}")
def test_slug_and_nouns_change_and_the_records_stay(attio: Attio) -> None:
    listen(attio)
    changed = good(patch(attio, VISITS, api_slug="tours", singular_noun="Tour"))
    assert (changed["api_slug"], changed["singular_noun"], changed["plural_noun"]) == ("tours", "Tour", "Visits")
    assert good(patch(attio, "/v2/activities/tours", singular_noun="Tour")) == changed
    assert told(attio) == [("activity.updated", ["workspace_id", "activity_id"])]
    again = restored(attio)
    assert attio.ask("GET", VISITS) == gone("visits") == again.ask("GET", VISITS)
    for one in (attio, again):
        (record,) = good(one.ask("POST", "/v2/activities/tours/records/query", {"filter": {"code": "v-1"}}))
        assert record["values"]["code"][0]["value"] == "v-1"


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (VISITS, {"extends": "calls"}, error(400, "validation_type", "The schema that an activity extends cannot be changed.",
         validation_errors=[row("The schema that an activity extends cannot be changed.", "data", "extends")])),
        (VISITS, {"api_slug": "phone_calls"}, error(409, "slug_conflict", 'An activity with api_slug "phone_calls" already exists.')),
        (VISITS, {"api_slug": 1}, invalid(wrong("string", "number", "data", "api_slug"))),
        (VISITS, {}, error(400, "validation_type", "You passed an empty payload. Please ensure you are updating at least one property in your request.")),
        (CALLS, {"api_slug": "calls"}, error(400, "validation_type", "Cannot update the api_slug of a system activity.")),
        ("/v2/activities/tours", {"api_slug": "x"}, gone("tours")),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(attio: Attio, path: str, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert attio.ask("PATCH", path, {"data": data}) == expected
    assert attio.stored() == before


@pytest.mark.covers("activity.system")
def test_a_system_activity_has_other_nouns_and_stays(attio: Attio) -> None:
    assert good(patch(attio, CALLS, plural_noun="Calls"))["plural_noun"] == "Calls"
    before = attio.stored()
    refused = error(400, "system_edit_unauthorized", "Cannot delete a System activity.")
    assert attio.ask("DELETE", CALLS) == refused
    assert attio.stored() == before


# -- deleting --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("DELETE /v2/activities/{activity}", "activity.deleted")
def test_an_activity_goes_with_its_records_and_nothing_else(attio: Attio) -> None:
    listen(attio)
    assert attio.ask("DELETE", VISITS) == Answer(200, {})
    assert told(attio) == [("activity.deleted", ["workspace_id", "activity_id"])]
    for one in (attio, restored(attio)):
        assert one.ask("GET", VISITS) == gone("visits") == one.ask("DELETE", VISITS)
        assert len(good(one.ask("POST", f"{CALLS}/records/query", {}))) == 1
        assert one.ask("GET", "/v2/objects/visits").status == 200
    good(post(attio, "/v2/activities", DEMOS | {"api_slug": "visits"}))
    assert good(attio.ask("POST", f"{RECORDS}/query", {})) == []


# -- attributes ------------------------------------------------------------------------------------------------------


@pytest.mark.covers(
    "POST /v2/activities/{activity}/attributes",
    "PATCH /v2/activities/{activity}/attributes/{attribute}",
    "GET /v2/activities/{activity}/attributes/{attribute}/options",
    "POST /v2/activities/{activity}/attributes/{attribute}/options",
    "PATCH /v2/activities/{activity}/attributes/{attribute}/options/{choice}",
)
def test_own_attributes_and_options_are_made_and_kept(attio: Attio) -> None:
    listen(attio)
    made = good(post(attio, f"{VISITS}/attributes", new_attribute("topic", "select")))
    assert made["id"]["object_id"] == good(attio.ask("GET", VISITS))["id"]["activity_id"]
    assert good(patch(attio, f"{VISITS}/attributes/topic", title="About"))["title"] == "About"
    good(post(attio, f"{VISITS}/attributes/topic/options", {"title": "Sales"}))
    good(patch(attio, f"{VISITS}/attributes/topic/options/Sales", title="Buying"))
    ids = ["workspace_id", "activity_id", "attribute_id"]
    assert told(attio) == [("activity-attribute.created", ids), ("activity-attribute.updated", ids)]
    for one in (attio, restored(attio)):
        options = good(one.ask("GET", f"{VISITS}/attributes/topic/options"))
        assert [option["title"] for option in options] == ["Buying"]
    record = good(post(attio, RECORDS, {"values": {"topic": ["Buying"]}}))
    assert record["values"]["topic"][0]["option"]["title"] == "Buying"


@pytest.mark.covers(
    "GET /v2/activities/{activity}/attributes/{attribute}/statuses",
    "POST /v2/activities/{activity}/attributes/{attribute}/statuses",
    "PATCH /v2/activities/{activity}/attributes/{attribute}/statuses/{choice}",
)
def test_statuses_of_a_file_are_changed() -> None:
    attribute = {"api_slug": "phase", "type": "status", "statuses": ["Planned"]}
    attio = Attio({"activities": [{"api_slug": "visits", "attributes": [attribute]}]})
    path = f"{VISITS}/attributes/phase/statuses"
    good(post(attio, path, {"title": "Done"}))
    good(patch(attio, f"{path}/Planned", title="Set"))
    assert [one["title"] for one in good(attio.ask("GET", path))] == ["Set", "Done"]


# -- files -----------------------------------------------------------------------------------------------------------


def test_activities_go_into_a_file_and_back() -> None:
    workspace = Workspace.from_dict(WORKSPACE)
    again = Workspace.from_dict(workspace.to_dict())
    assert again.activities == workspace.activities
    assert [one.api_slug for one in again.activities.values()] == ["phone_calls", "visits"]
    assert again.to_dict() == workspace.to_dict()
    attio = Attio(again)
    names = ["record_id", "timestamp", "direction", "created_at", "created_by", "minutes"]
    assert slugs(attio.ask("GET", f"{CALLS}/attributes")) == names


def test_what_a_file_does_not_say_of_phone_calls_is_as_in_every_workspace() -> None:
    (usual,) = Workspace.from_dict({}).activities.values()
    (named,) = Workspace.from_dict({"activities": [{"api_slug": "phone_calls"}]}).activities.values()
    assert (named.singular_noun, named.plural_noun, named.extends) == ("Phone call", "Phone calls", "calls")
    assert named == usual


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"activities": [{"api_slug": "a"}, {"api_slug": "a"}]}, "/activities/1/api_slug: found 'a', expected a slug that is not at /activities/0/api_slug already"),
        ({"activities": [{"extends": "calls"}]}, "/activities/0: found no api_slug, expected some text"),
        ({"activities": [{"api_slug": "a", "extends": "call"}]}, "/activities/0/extends: found 'call', expected one of activities, interactions, calls, emails; did you mean 'calls'?"),
        ({"activities": [{"api_slug": "phone_calls", "extends": "emails"}]}, "/activities/0/extends: found 'emails', expected calls, which phone_calls extend in every workspace"),
        ({"activities": [{"api_slug": "a", "attributes": [{"api_slug": "timestamp", "type": "date"}]}]}, "/activities/0/attributes/0/type: found 'date', expected timestamp, the type of the standard attribute timestamp"),
        ({"activities": [{"api_slug": "a", "attributes": [{"api_slug": "b"}]}]}, "/activities/0/attributes/0: found no type, expected some text"),
        ({"activities": [{"api_slug": "a", "attributes": [{"api_slug": "b", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["persons"]}}}]}]},
         "/activities/0/attributes/0/config/record_reference/allowed_objects/0: found 'persons', expected the slug of an object of this workspace; did you mean 'people'?"),
        ({"activities": [{"api_slug": "a", "attributes": [{"api_slug": "b", "type": "record-reference", "relationship": {"object": "people", "api_slug": "c"}}]}]},
         "/activities/0/attributes/0/relationship: found 'a', expected no relationship: those are between two objects"),
        ({"activity_records": {"phone_call": []}}, "/activity_records/phone_call: found 'phone_call', expected the slug of an activity of this workspace; did you mean 'phone_calls'?"),
        ({"activity_records": {"phone_calls": [{"direction": "Out"}]}}, "/activity_records/phone_calls/0/direction: found 'Out', expected one of 'Inbound', 'Outbound'; did you mean 'Outbound'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told_with_its_place(data: Any, line: str) -> None:
    with pytest.raises(WorkspaceError) as found:
        Attio(Workspace.from_dict(data))
    assert str(found.value) == f"<dict>: {line}"


# -- states ----------------------------------------------------------------------------------------------------------


def test_records_stay_under_another_schema_with_the_same_activity(attio: Attio) -> None:
    other = Workspace.from_dict({**WORKSPACE, "activities": [{**WORKSPACE["activities"][0], "id": "11111111-1111-4111-8111-111111111111"}, WORKSPACE["activities"][1]]})  # fmt: skip
    attio.emulator.use_schema(other)
    (record,) = good(attio.ask("POST", f"{RECORDS}/query", {}))
    assert record["id"]["activity_id"] == "11111111-1111-4111-8111-111111111111"
    assert [one["option"]["title"] for one in record["values"]["tags"]] == ["A"]
    before = attio.stored()
    for lacking, line in (
        ([], "/activities: there are records of visits, which the new schema does not have"),
        ([{"api_slug": "visits", "extends": "interactions"}], "/activities/visits/attributes/code: records of visits have values of code, which the new schema does not have"),
    ):  # fmt: skip
        with pytest.raises(StateError, match=line):
            attio.emulator.use_schema(Workspace.from_dict({**WORKSPACE, "activities": lacking, "activity_records": {}}))
    assert attio.stored() == before


def test_a_state_from_before_activities_is_taken() -> None:
    attio = Attio({"slug": "acme"})
    state = attio.emulator.snapshot()
    del state["activity_records"], state["workspace"]["activities"], state["workspace"]["activity_records"]
    attio.emulator.restore(state)
    assert slugs(attio.ask("GET", "/v2/activities")) == ["phone_calls"]
