"""Values that the event sends well and the mapping spoils, and attributes that are mapped as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness import Report, check
from attio_harness.rejection import Rejection

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "stage", "type": "status", "statuses": ["New", "Won"]},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "mrr", "type": "currency"},
                {"api_slug": "score", "type": "rating"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "note", "type": "text"},
                {"api_slug": "code", "type": "text", "is_unique": True},
                {"api_slug": "born", "type": "date"},
            ],
        },
    ],
}


def run(
    traits: dict[str, Any], attributes: Any, *more: dict[str, Any], workspace: dict[str, Any] = WORKSPACE
) -> Report:
    subscription = identify_user("S", user_attributes=attributes)
    events = [
        {"type": "identify", "userId": f"u{number}", "traits": {"email": f"p{number}@acme.com", **one}}
        for number, one in enumerate([traits, *more])
    ]
    return check(events, [subscription], workspace, existing="none")


def loss_of(report: Report) -> Rejection:
    (loss,) = report.rejections
    return loss


def path(name: str) -> dict[str, str]:
    return {"@path": f"$.traits.{name}"}


@pytest.mark.parametrize(
    ("name", "value", "maker", "node"),
    [
        ("plan", "Pro", "@case", {"@case": {"operator": "lower", "value": path("plan")}}),
        ("plan", "Pro", "@template", {"@template": "Plan {{traits.plan}}"}),
        ("stage", "New", "@json", {"@json": {"mode": "encode", "value": path("stage")}}),
        ("stage", "Won", "@liquid", {"@liquid": "{{ traits.stage | upcase }}"}),
        ("owner", "alice@acme.com", "@replace", {"@replace": {"pattern": "@", "replacement": " at ", "value": path("owner")}}),
        ("seats", 12, "@liquid", {"@liquid": "{{ traits.seats }}"}),
        ("mrr", 9.5, "@template", {"@template": "{{traits.mrr}}"}),
        ("score", 3, "@replace", {"@replace": {"pattern": "x", "replacement": "y", "value": path("score")}}),
        ("vip", False, "@json", {"@json": {"mode": "encode", "value": path("vip")}}),
        ("note", "12", "@json", {"@json": {"mode": "decode", "value": path("note")}}),
        ("born", "2024-02-29", "@case", {"@if": {"exists": path("born"), "then": {"@template": "on {{traits.born}}"}}}),
    ],
)  # fmt: skip
def test_what_a_directive_spoils_is_read_without_it(name: str, value: Any, maker: str, node: Any) -> None:
    loss = loss_of(run({name: value}, {name: node}))
    used = json.dumps(path(name))
    maker = "@template" if "@if" in node else maker
    assert f"$.traits.{name} has {json.dumps(value)}, which {name} accepts, but {maker} turns it into " in loss.hint
    assert loss.hint.endswith(f": use {used} instead of {maker}.")
    assert run({name: value}, {name: path(name)}).verdicts["written"] == 1


@pytest.mark.parametrize(("name", "value"), [("seats", "twelve"), ("mrr", "$12"), ("score", "four"), ("vip", "maybe")])
def test_what_always_makes_text_is_told_where_another_value_would_not_help(name: str, value: str) -> None:
    hint = loss_of(run({name: value}, {name: {"@template": f"{{{{traits.{name}}}}}"}})).hint
    assert hint.startswith(
        f'Use {{"@path": "$.traits.{name}"}} instead of @template, which always makes text, and send '
    )
    assert hint.endswith(f" in $.traits.{name}.")


def test_of_several_values_in_one_text_none_is_taken_for_the_one_that_is_meant() -> None:
    node = {"@template": "{{traits.seats}} {{traits.unit}}"}
    assert loss_of(run({"seats": 12, "unit": "licenses"}, {"seats": node})).hint == (
        "Map one value with @path instead of @template, which joins several into one text, and send a number there."
    )


def test_a_template_of_nothing_is_no_value_for_two_records() -> None:
    code = {"@template": "{{traits.code}}"}
    loss = loss_of(run({}, {"code": code}, {}))
    guard = {"@if": {"blank": path("code"), "then": code}}
    assert (loss.code, loss.value) == ("uniqueness_conflict", "")
    assert loss.hint == (
        "@template made empty text, which another record has already, because there is nothing in $.traits.code: send a value there, or map it "
        f"with {json.dumps(guard)}, which leaves code as it is."
    )
    assert run({}, {"code": guard}, {}).verdicts["written"] == 2


@pytest.mark.parametrize(
    ("value", "is_one", "member"),
    [
        ({"city": "Pro"}, "an object", "name the member that is meant, such as $.traits.plan.city"),
        (["Pro", "Free"], "a list", "name the member that is meant, such as $.traits.plan[0]"),
        ([{"name": "Pro"}], "a list", "name the member that is meant, such as $.traits.plan[0].name"),
        ({}, "an object", "read something else"),
    ],
)
def test_what_replace_empties_is_told_as_what_it_is(value: Any, is_one: str, member: str) -> None:
    def replaced(place: str) -> dict[str, Any]:
        return {"plan": {"@replace": {"pattern": " ", "replacement": "", "value": {"@path": place}}}}

    assert loss_of(run({"plan": value}, replaced("$.traits.plan"))).hint == (
        f"@replace made empty text, which plan does not accept, because $.traits.plan is {is_one}, and @replace accepts text: {member}."
    )
    if "such as" in member:
        assert run({"plan": value}, replaced(member.rpartition(" ")[2])).verdicts["written"] == 1


def test_empty_text_that_another_record_has_is_told_as_such() -> None:
    hint = loss_of(run({"code": ""}, {"code": {"@path": "$.traits.code"}}, {"code": ""})).hint
    assert hint.startswith(
        "Empty text is a value like any other, and another record has it already: send null in $.traits.code"
    )


@pytest.mark.parametrize("name", ["plan", "born", "seats"])
def test_what_a_record_needs_is_not_to_be_left_out(name: str) -> None:
    workspace = json.loads(json.dumps(WORKSPACE))
    next(one for one in workspace["objects"][0]["attributes"] if one["api_slug"] == name)["is_required"] = True
    made = loss_of(run({}, {name: {"@liquid": f"{{{{ traits.{name} | strip }}}}"}}, workspace=workspace)).hint
    assert made.endswith(
        f"because there is nothing in $.traits.{name}: send a value there, since users cannot be created without it."
    )
    sent = loss_of(run({name: ""}, {name: path(name)}, workspace=workspace)).hint
    assert (
        sent
        == f"{name} does not accept empty text, and users cannot be created without a value: send one in $.traits.{name}."
    )


# -- a record that one directive fills -----------------------------------------------------------------------------------


WHOLE = {"@path": "$.traits.account"}


@pytest.mark.parametrize(
    "node",
    [
        WHOLE,
        {"@if": {"exists": WHOLE, "then": WHOLE}},
        {"@merge": {"objects": [WHOLE, {"note": {"@path": "$.traits.note"}}], "direction": "right"}},
    ],
)
def test_of_what_is_mapped_as_a_whole_the_member_at_fault_is_told(node: Any) -> None:
    loss = loss_of(run({"account": {"plan": "Gold", "seats": "12", "mrr": 9}, "note": "x"}, node))
    told = {(one.path, one.value, one.mapping_pointer) for one in (loss, *loss.also)}
    at = "/0/mapping/user_attributes"
    assert told == {("$.traits.account.plan", "Gold", at), ("$.traits.account.seats", "12", at)}


def test_what_a_hint_maps_goes_over_what_is_mapped_as_a_whole() -> None:
    account = {"account": {"seats": "12", "note": "x"}}
    hint = loss_of(run(account, WHOLE)).hint
    seats = {"@json": {"mode": "decode", "value": {"@path": "$.traits.account.seats"}}}
    assert json.dumps(seats) in hint
    merged = json.dumps({"@merge": {"objects": [WHOLE, {"seats": "…"}], "direction": "right"}}, ensure_ascii=False)
    assert merged.replace('"…"', "…") in hint
    over = json.loads(merged.replace('"…"', json.dumps(seats)))
    assert run(account, over).verdicts["written"] == 1


def test_what_no_attribute_takes_is_left_out_by_mapping_each_by_itself() -> None:
    hint = loss_of(run({"account": {"plan": "Pro", "zip": {"a": 1}}}, WHOLE)).hint
    assert "no attribute accepts an object: map a member of it, such as $.traits.account.zip.a" in hint
    assert hint.endswith("user_attributes is mapped as a whole: to leave zip out, map each attribute by itself.")


# -- attributes to be created --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (["a"], "type: text"),
        (["a", "b "], 'type: select, is_multiselect: true, options: [a, "b "]'),
        ("2024-02-30", "type: text"),
        ("2024-02-29", "type: date"),
        ("2024-02-29T25:00:00Z", "type: text"),
        ("2024-02-29T10:00:00Z", "type: timestamp"),
        ([], "type: text"),
    ],
)
def test_the_attribute_to_be_created_takes_the_value(value: Any, held: str) -> None:
    hint = loss_of(run({"extra": value}, {"extra": path("extra")})).hint
    line = f"- {{api_slug: extra, {held}}}"
    assert f"`{line}` under its attributes." in hint


# -- lists that the mapping writes -----------------------------------------------------------------------------------------


def test_an_element_of_the_mapping_that_the_event_lacks_is_null_and_told_once() -> None:
    """JavaScript has undefined there, of which JSON makes null."""
    report = run({"note": "x"}, {"note": [path("note"), path("more")]})
    loss = loss_of(report)
    assert (loss.value, loss.also) == (["x", None], ())
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    assert (
        loss.hint
        == f"note holds one value: send the value itself instead of a list, map it with {json.dumps(path('note'))} alone."
    )
    assert run({"note": "x"}, {"note": path("note")}).verdicts["written"] == 1


@pytest.mark.parametrize(("event", "where"), [({}, "$.traits.b"), ({"b": ""}, "$.traits.b")])
def test_a_place_of_a_list_that_stays_empty_is_named_by_its_own_path(event: dict[str, Any], where: str) -> None:
    workspace = json.loads(json.dumps(WORKSPACE))
    workspace["objects"][0]["attributes"].append(
        {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "c"]}
    )
    loss = loss_of(run({"a": "a", **event}, {"tags": [path("a"), path("b")]}, workspace=workspace))
    what = "the empty text" if event else "null"
    assert loss.also == ()
    assert (
        loss.hint == f"Send a value in {where}, or remove it from the list in the mapping: tags does not accept {what}."
    )
    assert run({"a": "a", "b": "c"}, {"tags": [path("a"), path("b")]}, workspace=workspace).verdicts["written"] == 1


@pytest.mark.parametrize(
    ("more", "sent", "hint"),
    [
        (path("mial2"), {"mail2": "b@acme.com"}, "The event has $.traits.mail2: read that instead of $.traits.mial2. Or send a value in $.traits.mial2, or remove it from the list in the mapping: email_addresses does not accept null."),
        (path("other"), {}, "Send a value in $.traits.other, or remove it from the list in the mapping: email_addresses does not accept null."),
        (path("other"), {"other": ""}, "Send a value in $.traits.other, or remove it from the list in the mapping: email_addresses does not accept the empty text."),
        (path("other"), {"other": "N/A"}, '"N/A" says that there is no value: remove the element in $.traits.other.'),
        (path("other"), {"other": "b"}, "Send one complete address such as 'person@example.com' in $.traits.other."),
    ],
)  # fmt: skip
def test_an_element_of_the_matching_attribute_is_no_missing_match(more: Any, sent: dict[str, Any], hint: str) -> None:
    def run_with(second: Any) -> Report:
        attributes = {"email_addresses": [path("email"), second]}
        row = assert_record("S", 'type = "identify"', "people", "email_addresses", attributes)
        return check([event], [row], WORKSPACE, existing="none")

    event = {"type": "identify", "userId": "u", "traits": {"email": "a@acme.com", **sent}}
    assert loss_of(run_with(more)).hint == hint
    if hint.startswith("The event has"):
        assert run_with(path("mail2")).verdicts["written"] == 1


# -- constants -------------------------------------------------------------------------------------------------------------


def test_an_amount_in_the_mapping_is_no_path() -> None:
    assert (
        loss_of(run({}, {"mrr": "$12"})).hint
        == "Send a number with at most 4 decimals as a JSON number, not as text (12 here): write 12 without quotes in the mapping."
    )
    assert '{"@path": "$.traits.mrr"}' in loss_of(run({"mrr": 1}, {"mrr": "$traits.mrr"})).hint


def test_blanks_are_no_title_that_could_be_added() -> None:
    hint = loss_of(run({"plan": "  "}, {"plan": path("plan")})).hint
    assert hint == "Send the title of one option in $.traits.plan, not '  ': plan has Free, Pro."


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"@replace": {"pattern": " ", "replacement": "", "value": path("code")}}, {"id": "u1"}),
        ({"@replace": {"pattern": " ", "replacement": "", "value": path("code")}}, ["u1", "u2"]),
        ({"@replace": {"pattern": "n/a", "replacement": "", "value": path("code")}}, "n/a"),
        ({"@liquid": "{{ traits.code | split: ':' | pop | first }}"}, "u1"),
    ],
)
def test_a_field_that_has_to_be_there_and_that_the_mapping_emptied_is_not_told_as_missing(
    node: Any, value: Any
) -> None:
    subscription = {
        "partnerAction": "identifyUser", "name": "S", "subscribe": 'type = "identify"',
        "mapping": {"email_address": path("email"), "user_id": node},
    }  # fmt: skip
    event = {"type": "identify", "anonymousId": "a1", "traits": {"email": "p@acme.com", "code": value}}
    assert loss_of(check([event], [subscription], WORKSPACE)).hint == (
        f"Change the mapping: $.traits.code has {json.dumps(value)}, but the mapping makes nothing of it."
    )
