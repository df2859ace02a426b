"""Two records that become one: its values, its references, and merges that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock

from tests.attio_emulator.calls import Attio, error, new_attribute, new_list, plain_record
from tests.attio_emulator.resources.merge_calls import WORKSPACE, made, merge, merged

NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


def shown(attio: Attio, record: str, object: str = "people") -> dict[str, Any]:
    answer = attio.ask("GET", f"/v2/objects/{object}/records/{record}")
    assert answer.status == 200, answer
    return dict(answer.body["data"])


def targets(attio: Attio, record: str, slug: str, object: str = "people") -> list[str]:
    return [one["target_record_id"] for one in shown(attio, record, object)["values"][slug]]


@pytest.mark.covers("merge.values", "merge.gone", "POST /v2/objects/{object}/records/merge")
def test_the_primary_counts_and_the_secondary_fills_what_it_lacks(attio: Attio) -> None:
    primary = made(attio, "people", email_addresses=["a@x.com", "A2@x.com"], job_title="CEO")
    secondary = made(attio, "people", email_addresses=["b@x.com"], job_title="CTO", description="of b")
    new = merged(attio, primary, secondary)
    assert new not in (primary, secondary)
    assert attio.ids("people") == [new]
    row = plain_record(shown(attio, new))
    assert [one["email_address"] for one in row["email_addresses"]] == ["a@x.com", "a2@x.com"]
    assert (row["job_title"], row["description"]) == (["CEO"], ["of b"])
    for one in (primary, secondary):
        gone = error(404, "not_found", f'Record with ID "{one}" not found.')
        path = f"/v2/objects/people/records/{one}"
        assert attio.ask("GET", path) == attio.ask("DELETE", path) == gone
        body = {"data": {"values": {"job_title": ["x"]}}}
        assert attio.ask("PATCH", path, body) == attio.ask("PUT", path, body) == gone
        assert attio.ask("GET", f"{path}/attributes/job_title/values") == gone
    # the address that did not count is free again, and those that did find the new record
    assert (
        attio.public("people", "email_addresses", {"email_addresses": ["a2@x.com"]}).body["data"]["id"]["record_id"]
        == new
    )
    made(attio, "people", email_addresses=["b@x.com"])
    taken = attio.create("people", {"email_addresses": ["a@x.com"]})
    assert (taken.status, taken.body["code"]) == (400, "uniqueness_conflict")
    assert taken.body["message"].endswith(new)


@pytest.mark.covers("merge.history")
def test_values_keep_their_times_and_bring_their_history(attio: Attio, clock: VirtualClock) -> None:
    primary = made(attio, "people", job_title="first")
    clock.advance(10)
    secondary = made(attio, "people", job_title="other", description="one")
    for record, slug, text in (
        (primary, "job_title", "second"),
        (secondary, "job_title", "x"),
        (secondary, "description", "two"),
    ):
        clock.advance(10)
        attio.ask("PATCH", f"/v2/objects/people/records/{record}", {"data": {"values": {slug: text}}})
    before = shown(attio, primary)
    wanted = [
        attio.history("people", primary, "job_title", show_historic=True),
        attio.history("people", secondary, "description", show_historic=True),
    ]
    assert [len(rows) for rows in wanted] == [2, 2]
    clock.advance(10)
    new = merged(attio, primary, secondary)
    assert [attio.history("people", new, slug, show_historic=True) for slug in ("job_title", "description")] == wanted
    after = shown(attio, new)
    assert [after["created_at"], after["values"]["created_by"]] == [
        before["created_at"],
        before["values"]["created_by"],
    ]
    clock.advance(10)
    attio.ask("PATCH", f"/v2/objects/people/records/{new}", {"data": {"values": {"job_title": "third"}}})
    rows = attio.history("people", new, "job_title", show_historic=True)
    assert [one["value"] for one in rows] == ["first", "second", "third"]
    assert rows[1]["active_until"] == rows[2]["active_from"]


@pytest.mark.covers("merge.history")
def test_what_the_primary_only_had_is_not_mixed_with_what_the_secondary_has(attio: Attio) -> None:
    primary = made(attio, "boats", hull="1", tags=["a"])
    secondary = made(attio, "boats", hull="2", tags=["b"])
    for record, tags in ((primary, []), (secondary, ["c"])):
        attio.ask("PUT", f"/v2/objects/boats/records/{record}", {"data": {"values": {"tags": tags}}})
    new = merged(attio, primary, secondary, "boats")
    rows = attio.history("boats", new, "tags", show_historic=True)
    assert [one["option"]["title"] for one in rows] == ["b", "c"]
    assert plain_record(shown(attio, new, "boats")) == {"hull": ["1"], "tags": ["c"]}


@pytest.mark.covers("merge.history")
@pytest.mark.parametrize(("had", "kept"), [(("a", "b"), ["a"]), ((None, "b"), ["b"])])
def test_of_values_that_both_only_had_those_of_the_primary_count(
    attio: Attio, had: tuple[str | None, str | None], kept: list[str]
) -> None:
    first, second = (
        made(attio, "boats", hull=hull, tags=[] if tag is None else [tag]) for hull, tag in zip("12", had, strict=True)
    )
    for record in (first, second):
        attio.ask("PUT", f"/v2/objects/boats/records/{record}", {"data": {"values": {"tags": []}}})
    rows = attio.history("boats", merged(attio, first, second, "boats"), "tags", show_historic=True)
    assert [one["option"]["title"] for one in rows] == kept


@pytest.mark.covers("merge.references")
def test_references_follow_each_once_in_their_places_and_with_their_times(attio: Attio, clock: VirtualClock) -> None:
    primary, secondary, third = (made(attio, "people", job_title=text) for text in "abc")
    crew = [{"target_object": "people", "target_record_id": one} for one in (third, secondary, primary)]
    boat = made(attio, "boats", hull="1", owner=crew[1], crew=crew)
    before = shown(attio, boat, "boats")["values"]
    clock.advance(10)
    new = merged(attio, primary, secondary)
    after = shown(attio, boat, "boats")["values"]
    assert targets(attio, boat, "owner", "boats") == [new]
    assert targets(attio, boat, "crew", "boats") == [third, new]
    assert after["owner"][0]["active_from"] == before["owner"][0]["active_from"]
    assert len(attio.history("boats", boat, "owner", show_historic=True)) == 1
    by = {"owner": {"target_object": "people", "target_record_id": new}}
    found = attio.ask("POST", "/v2/objects/boats/records/query", {"filter": by})
    assert [one["id"]["record_id"] for one in found.body["data"]] == [boat]


@pytest.mark.covers("merge.relationship")
def test_a_record_that_belonged_to_either_belongs_to_the_new_one(attio: Attio) -> None:
    first, second = attio.ids("companies")
    one = made(attio, "people", email_addresses=["1@x.com"], company="a.com")
    two = made(attio, "people", email_addresses=["2@x.com"], company="b.com")
    new = merged(attio, first, second, "companies")
    assert targets(attio, new, "team", "companies") == [one, two]
    assert [targets(attio, person, "company") for person in (one, two)] == [[new], [new]]


@pytest.mark.covers("merge.relationship")
@pytest.mark.parametrize("has", [(True, True), (True, False), (False, True), (False, False)])
def test_a_record_that_belongs_to_one_keeps_what_counts_on_both_sides(attio: Attio, has: tuple[bool, bool]) -> None:
    companies = attio.ids("companies")
    people = [
        made(
            attio,
            "people",
            email_addresses=[f"{number}@x.com"],
            **({"company": f"{'ab'[number]}.com"} if there else {}),
        )
        for number, there in enumerate(has)
    ]
    new = merged(attio, *people)
    counts = companies[0] if has[0] else companies[1] if has[1] else None
    assert targets(attio, new, "company") == ([] if counts is None else [counts])
    teams = {one: targets(attio, one, "team", "companies") for one in companies}
    assert teams == {one: [new] if one == counts else [] for one in companies}


@pytest.mark.covers("merge.relationship")
@pytest.mark.parametrize("first", [0, 1])
def test_a_link_that_both_had_has_the_time_of_the_primary_on_both_sides(clock: VirtualClock, first: int) -> None:
    attio = Attio(
        {"objects": [{"api_slug": "deals", "active": True}], "members": [{"email_address": "m@x.com"}]}, clock=clock
    )
    people = [made(attio, "people", job_title=text) for text in "ab"]
    deal = made(attio, "deals", name="D", stage="Lead", owner="m@x.com")
    for person in (people[first], people[1 - first]):
        clock.advance(10)
        target = {"target_object": "people", "target_record_id": person}
        written = {"data": {"values": {"associated_people": [target]}}}
        assert attio.ask("PATCH", f"/v2/objects/deals/records/{deal}", written).status == 200
    since = shown(attio, people[0])["values"]["associated_deals"][0]["active_from"]
    new = merged(attio, *people)
    (there,) = attio.history("deals", deal, "associated_people", show_historic=True)
    (here,) = attio.history("people", new, "associated_deals", show_historic=True)
    assert there["target_record_id"] == new
    assert (there["active_from"], here["active_from"]) == (since, since)


@pytest.mark.covers("merge.history")
@pytest.mark.parametrize("first", [0, 1])
def test_histories_of_a_link_that_are_united_have_no_moment_twice(clock: VirtualClock, first: int) -> None:
    attio = Attio(
        {"objects": [{"api_slug": "deals", "active": True}], "members": [{"email_address": "m@x.com"}]}, clock=clock
    )
    one, two = ({"target_object": "people", "target_record_id": made(attio, "people", job_title=text)} for text in "ab")
    deals = [made(attio, "deals", name=name, stage="Lead", owner="m@x.com") for name in "DE"]
    since = []
    for deal, person in ((0, one), (1, one), (0, two)):
        clock.advance(10)
        written = {"data": {"values": {"associated_people": [person]}}}
        answer = attio.ask("PUT", f"/v2/objects/deals/records/{deals[deal]}", written)
        since.append(answer.body["data"]["values"]["associated_people"][0]["active_from"])
    clock.advance(10)
    new = merged(attio, deals[first], deals[1 - first], "deals")
    rows = attio.history("deals", new, "associated_people", show_historic=True)
    # the first deal had the person until since[2], and the second one has it since since[1]
    assert [(row["target_record_id"], row["active_from"], row["active_until"]) for row in rows] == [
        (one["target_record_id"], since[0], since[1]),
        (one["target_record_id"], since[1], None),
        (two["target_record_id"], since[2], None),
    ]


@pytest.mark.covers("merge.history")
@pytest.mark.parametrize("first", [0, 1])
def test_which_of_two_is_the_primary_does_not_change_the_times_that_are_united(clock: VirtualClock, first: int) -> None:
    """A person who was aboard one boat for no time, and aboard the other one from that moment for a while."""
    attio = Attio({**WORKSPACE, "assumptions": {"merge.multiselect": "united"}}, clock=clock)
    one, two, three = (
        {"target_object": "people", "target_record_id": made(attio, "people", job_title=text)} for text in "abc"
    )
    boats = [made(attio, "boats", hull=hull) for hull in "12"]
    for boat, crew, seconds in ((0, [one], 0), (1, [one], 0), (0, [two], 10), (1, [three], 10)):
        written = {"data": {"values": {"crew": crew}}}
        assert attio.ask("PUT", f"/v2/objects/boats/records/{boats[boat]}", written).status == 200
        clock.advance(seconds)
    new = merged(attio, boats[first], boats[1 - first], "boats")
    rows = attio.history("boats", new, "crew", show_historic=True)
    times = [
        (row["active_from"][17:19], row["active_until"][17:19])
        for row in rows
        if row["target_record_id"] == one["target_record_id"]
    ]
    assert times == [("00", "00"), ("00", "10")]


@pytest.mark.covers("merge.relationship")
def test_two_that_pointed_to_each_other_do_not_become_one_that_points_to_itself(attio: Attio) -> None:
    primary = made(attio, "people", job_title="a")
    secondary = made(attio, "people", job_title="b", manager=[{"target_object": "people", "target_record_id": primary}])
    other = made(attio, "people", job_title="c", manager=[{"target_object": "people", "target_record_id": secondary}])
    new = merged(attio, primary, secondary)
    assert (targets(attio, new, "manager"), targets(attio, new, "reports")) == ([], [other])
    assert targets(attio, other, "manager") == [new]


def test_a_default_value_that_referred_to_either_refers_to_the_new_record(attio: Attio) -> None:
    path, kept = "/v2/objects/boats/attributes", made(attio, "people", job_title="other")
    primary, secondary = made(attio, "people", job_title="a"), made(attio, "people", job_title="b")
    for slug, several, ids in (("one", False, [secondary]), ("many", True, [kept, secondary, primary])):
        template = [{"target_object": "people", "target_record_id": one} for one in ids]
        config = {"record_reference": {"allowed_objects": ["people"]}}
        default = {"type": "static", "template": template}
        attribute = new_attribute(
            slug, "record-reference", is_multiselect=several, config=config, default_value=default
        )
        assert attio.ask("POST", path, {"data": attribute}).status == 200
    new = merged(attio, primary, secondary)
    boat = made(attio, "boats", hull="1")
    assert targets(attio, boat, "one", "boats") == [new]
    assert targets(attio, boat, "many", "boats") == [kept, new]
    shown = attio.ask("GET", f"{path}/one").body["data"]["default_value"]["template"]
    assert [one["target_record_id"] for one in shown] == [new]


@pytest.mark.parametrize("is_restored", [False, True])
def test_a_saved_view_that_named_either_names_the_new_record(attio: Attio, is_restored: bool) -> None:
    acme, corp = (
        attio.create("companies", {"name": name}).body["data"]["id"]["record_id"] for name in ("Acme", "Corp")
    )
    at_acme = {"target_object": "companies", "target_record_id": acme}
    attio.create("people", {"name": "Ada", "company": [at_acme]})
    attio.create("people", {"name": "Alan"})
    attio.ask("POST", "/v2/lists", {"data": new_list("clients", "companies")})
    entry = {"parent_object": "companies", "parent_record_id": corp, "entry_values": {}}
    attio.ask("POST", "/v2/lists/clients/entries", {"data": entry})
    cases: list[tuple[str, str, Any]] = [
        ("objects/people", "records", {"company": at_acme}),
        ("objects/people", "records", {"company": {"target_record_id": {"$in": [acme.upper(), corp]}}}),
        ("objects/people", "records", {"$not": {"company": {"target_record_id": corp, "target_object": "companies"}}}),
        ("objects/people", "records", {"attribute": "company", "field": "target_record_id", "op": "eq", "value": acme}),
        ("objects/people", "records", {"path": [["people", "company"], ["companies", "record_id"]], "constraints": acme}),
        ("objects/companies", "records", {"record_id": corp}),
        ("lists/clients", "entries", {"parent_record": {"target_object": "companies", "target_record_id": corp}}),
    ]  # fmt: skip
    made = [
        attio.ask("POST", f"/v2/{owner}/views", {"data": {"title": str(one), "type": "table", "filter": one}})
        for owner, _, one in cases
    ]
    views = [one.body["data"]["id"]["view_id"] for one in made]
    data = {"primary_record_id": corp, "secondary_record_id": acme}
    new = attio.ask("POST", "/v2/objects/companies/records/merge", {"data": data}).body["data"]["new_record_id"]
    if is_restored:
        attio.emulator.restore(attio.emulator.snapshot())

    found = [
        len(attio.ask("POST", f"/v2/{owner}/{what}/query", {"filter_view_id": view}).body["data"])
        for (owner, what, _), view in zip(cases, views, strict=True)
    ]
    assert found == [1, 1, 1, 1, 1, 1, 1]
    filters = [
        str(attio.ask("GET", f"/v2/{owner}/views/{view}").body["data"]["filter"])
        for (owner, _, _), view in zip(cases, views, strict=True)
    ]
    assert [(new in one, acme in one.lower() or corp in one) for one in filters] == [(True, False)] * len(cases)


@pytest.mark.covers("merge.references")
def test_entries_notes_threads_files_tasks_and_meetings_go_to_the_new_record(attio: Attio) -> None:
    primary, secondary, other = (made(attio, "people", email_addresses=[f"{one}@x.com"]) for one in "abc")
    for slug in ("l", "m"):
        attio.ask("POST", "/v2/lists", {"data": new_list(slug, name=slug)})
    entries = []
    for slug, record in (("l", primary), ("m", secondary), ("l", secondary)):
        data = {"parent_record_id": record, "parent_object": "people", "entry_values": {}}
        entries.append(attio.ask("POST", f"/v2/lists/{slug}/entries", {"data": data}).body["data"]["id"]["entry_id"])
    note = {
        "parent_object": "people",
        "parent_record_id": secondary,
        "title": "N",
        "format": "plaintext",
        "content": "c",
    }
    attio.ask("POST", "/v2/notes", {"data": note})
    links = [{"target_object": "people", "target_record_id": one} for one in (secondary, other, primary)]
    task: dict[str, Any] = {
        "content": "T",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": links}})
    folder = {"object": "people", "record_id": primary, "file_type": "folder", "name": "F"}
    assert attio.ask("POST", "/v2/files", folder).status == 200
    new = merged(attio, primary, secondary)
    rows = attio.ask("GET", f"/v2/objects/people/records/{new}/entries").body["data"]
    assert [row["entry_id"] for row in rows] == [entries[0], entries[1], entries[2]]
    for slug, entry in (("l", entries[0]), ("m", entries[1]), ("l", entries[2])):
        assert attio.ask("GET", f"/v2/lists/{slug}/entries/{entry}").body["data"]["parent_record_id"] == new
    # one record twice in a list, as one that was put there twice
    data = {"parent_record_id": new, "parent_object": "people", "entry_values": {}}
    again = attio.ask("PUT", "/v2/lists/l/entries", {"data": data})
    assert (again.status, again.body["code"]) == (400, "multiple_match_results")
    assert attio.ask("PUT", "/v2/lists/m/entries", {"data": data}).body["data"]["id"]["entry_id"] == entries[1]
    (shown_note,) = attio.ask("GET", "/v2/notes", parent_object="people", parent_record_id=new).body["data"]
    assert shown_note["parent_record_id"] == new
    (shown_task,) = attio.ask("GET", "/v2/tasks").body["data"]
    assert [one["target_record_id"] for one in shown_task["linked_records"]] == [new, other]
    (shown_file,) = attio.ask("GET", "/v2/files", object="people", record_id=new).body["data"]
    assert shown_file["record_id"] == new
    # and with it they go
    assert attio.ask("DELETE", f"/v2/objects/people/records/{new}") == (200, {})
    assert attio.ask("GET", "/v2/notes").body["data"] == []
    assert attio.ask("POST", "/v2/lists/l/entries/query", {}).body["data"] == []


@pytest.mark.covers("error 400 self_merge")
@pytest.mark.parametrize("upper", [False, True])
def test_a_record_is_not_merged_with_itself(attio: Attio, upper: bool) -> None:
    one = made(attio, "people", job_title="a")
    before = attio.stored()
    assert merge(attio, one.upper() if upper else one, one) == error(
        400, "self_merge", "A record cannot be merged with itself."
    )
    assert attio.stored() == before


@pytest.mark.covers("error 404 value_not_found", "merge.gone")
def test_records_that_are_not_there_or_were_merged_before_are_refused(attio: Attio) -> None:
    one, two, three = (made(attio, "people", job_title=text) for text in "abc")
    (company, _) = attio.ids("companies")
    gone = error(404, "value_not_found", f'Record with ID "{NOBODY}" not found.')
    assert merge(attio, one, NOBODY) == merge(attio, NOBODY, one) == gone
    other = error(404, "value_not_found", f'Record with ID "{company}" not found.')
    assert merge(attio, one, company) == other
    new = merged(attio, one, two)
    before = attio.stored()
    for first, second, missing in ((one, two, one), (two, one, two), (new, two, two), (one, three, one)):
        assert merge(attio, first, second) == error(404, "value_not_found", f'Record with ID "{missing}" not found.')
    assert merge(attio, new, three, "planets") == error(404, "not_found", 'Object with slug/ID "planets" not found.')
    inactive = merge(attio, new, three, "deals")
    assert (inactive.status, inactive.body["code"]) == (400, "standard_object_disabled")
    assert attio.stored() == before
    assert merged(attio, new, three) not in (one, two, three, new)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ({}, [["data", "primary_record_id"], ["data", "secondary_record_id"]]),
        ({"primary_record_id": NOBODY}, [["data", "secondary_record_id"]]),
        (
            {"primary_record_id": 5, "secondary_record_id": None},
            [["data", "primary_record_id"], ["data", "secondary_record_id"]],
        ),
        ({"primary_record_id": "a@x.com", "secondary_record_id": NOBODY}, [["data", "primary_record_id"]]),
        ({"primary_record_id": [NOBODY], "secondary_record_id": NOBODY}, [["data", "primary_record_id"]]),
    ],
    ids=str,
)
def test_a_body_that_is_none(attio: Attio, data: Any, rows: list[list[str]]) -> None:
    answer = attio.ask("POST", "/v2/objects/people/records/merge", {"data": data})
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert [row["path"] for row in answer.body["validation_errors"]] == rows
