"""All mistakes of one event, in the order in which Segment and Attio would meet them."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.rejection import Rejection
from attio_harness.report import Report
from attio_harness.run.check import Check
from attio_harness.verdicts import Mode
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_harness.subscriptions import identify_user
from tests.examples import examples

WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "phone", "type": "phone-number"},
                {"api_slug": "mrr", "type": "currency"},
                {"api_slug": "born", "type": "date"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a"]},
                {
                    "api_slug": "either",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people", "companies"]}},
                },
                {
                    "api_slug": "friend",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
            ],
        },
        {"api_slug": "workspaces", "active": True},
    ]
}
IDENTIFY: dict[str, Any] = {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.io"}}


def _trait(name: str) -> dict[str, str]:
    return {"@path": f"$.traits.{name}"}


def _loss(event: dict[str, Any], mapping: dict[str, Any], mode: Mode, action: str = "identifyUser") -> Rejection:
    base = {"email_address": _trait("email"), "user_id": {"@path": "$.userId"}} if action == "identifyUser" else {}
    subscription = {
        "partnerAction": action, "name": "S", "subscribe": f'type = "{event["type"]}"', "mapping": base | mapping
    }  # fmt: skip
    job = Check(list(locate_dict(subscription, "")), Workspace.from_dict(WORKSPACE), mode=mode)
    job.feed([SourceEvent(event=event, file="e", line=1)])
    (loss,) = job.report().rejections
    return loss


def _told(loss: Rejection) -> Iterator[tuple[Any, ...]]:
    for one in (loss, *loss.also):
        yield one.verdict, one.status, one.code, one.mapping_pointer, one.attribute, one.value


BAD = {"phone": "12345", "plan": "Platinum", "mrr": "$12", "born": "03.04.2024", "vip": "yes"}
CODES = {"plan": "value_not_found"}


@pytest.mark.parametrize(("mode", "verdict", "status"), [("single", "rejected", 400), ("batch", "dropped", 202)])
def test_every_attribute_of_a_record_is_told_at_once(mode: Mode, verdict: str, status: int) -> None:
    event = {**IDENTIFY, "traits": {**IDENTIFY["traits"], **BAD, "tags": ["a", "b", "c"]}}
    loss = _loss(event, {"user_attributes": {name: _trait(name) for name in (*BAD, "tags")}}, mode)
    at = "/mapping/user_attributes/"
    assert (
        list(_told(loss))
        == [
            (verdict, status, CODES.get(name, "validation_type"), at + name, name, value) for name, value in BAD.items()
        ]
        + [(verdict, status, "value_not_found", f"{at}tags", "tags", ["a", "b", "c"])] * 2
    )
    assert [one.also for one in loss.also] == [()] * 6
    # each element of a list has advice of its own
    assert ["'b'" in loss.also[-2].hint, "'c'" in loss.also[-1].hint] == [True, True]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_infinite_number_is_sent_as_null_and_is_no_mistake(mode: Mode) -> None:
    event = {**IDENTIFY, "traits": {**IDENTIFY["traits"], "plan": "Platinum", "vip": inf}}
    mapping = {"user_attributes": {"plan": _trait("plan"), "vip": _trait("vip")}}
    assert [told[4] for told in _told(_loss(event, mapping, mode))] == ["plan"]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_mistakes_of_later_records_are_told_although_the_first_is_refused(mode: Mode) -> None:
    event = {**IDENTIFY, "traits": {"email": "jane@acme.io", "job": 1, "plan": "Max"}}
    mapping = {"person_attributes": {"job_title": _trait("job")}, "user_attributes": {"plan": _trait("plan")}}
    assert [(one[2], one[4]) for one in _told(_loss(event, mapping, mode))] == [
        ("validation_type", "job_title"),
        ("value_not_found", "plan"),
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_reference_to_the_record_of_the_event_itself_is_a_mistake_where_its_form_is_refused(mode: Mode) -> None:
    event = {**IDENTIFY, "traits": {"email": "jane@acme.io", "vip": "yes", "who": "jane@acme.io"}}
    mapping = {"user_attributes": {"vip": _trait("vip"), "either": _trait("who"), "friend": _trait("who")}}
    assert [(one[2], one[4]) for one in _told(_loss(event, mapping, mode))] == [
        ("validation_type", "vip"),
        # of two objects an address says none; of people alone it is the record that the event makes before
        ("validation_type", "either"),
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_one_value_refused_for_two_records_is_one_mistake(mode: Mode) -> None:
    loss = _loss({**IDENTIFY, "traits": {"email": "jane@acme.test"}}, {}, mode)
    assert (loss.object, loss.also) == ("people", ())


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_what_attio_would_refuse_is_told_where_segment_refuses_first(mode: Mode) -> None:
    event = {"type": "identify", "userId": {"id": "u1"}, "traits": {"phone": "12345", "vip": "yes"}}
    loss = _loss(event, {"user_attributes": {"phone": _trait("phone"), "vip": _trait("vip")}}, mode)
    alone = "rejected" if mode == "single" else "dropped"
    assert [(one[0], one[2], one[3].rsplit("/", 1)[-1]) for one in _told(loss)] == [
        ("invalid", "PAYLOAD_VALIDATION_FAILED", "email_address"),
        ("invalid", "PAYLOAD_VALIDATION_FAILED", "user_id"),
        (alone, "validation_type", "phone"),
        (alone, "validation_type", "vip"),
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_mapping_that_fails_does_not_hide_the_rest(mode: Mode) -> None:
    event = {"type": "identify", "userId": "u1", "traits": {"phone": "12345", "vip": 3}}
    lacking = {"@path": {"@path": "$.traits.way"}}
    attributes = {"plan": lacking, "born": lacking, "vip": _trait("vip")}
    loss = _loss(event, {"user_attributes": attributes}, mode)
    assert [(one[2], one[3].removeprefix("/mapping")) for one in _told(loss)] == [
        ("MAPPING_ERROR", "/user_attributes/plan/@path"),
        ("MAPPING_ERROR", "/user_attributes/born/@path"),
        ("PAYLOAD_VALIDATION_FAILED", "/email_address"),
        ("validation_type", "/user_attributes/vip"),
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_link_to_a_record_that_was_refused_is_no_mistake_of_its_own(mode: Mode) -> None:
    event = {"type": "group", "groupId": "g1", "traits": {"site": "https://acme.io/about", "n": 4}}
    mapping = {
        "domain": _trait("site"),
        "workspace_id": {"@path": "$.groupId"},
        "workspace_attributes": {"name": _trait("n")},
    }
    told = [(one[2], one[4]) for one in _told(_loss(event, mapping, mode, "groupWorkspace"))]
    assert told == [("validation_type", "domains"), ("validation_type", "name")]


def test_kinds_of_loss_are_counted_over_all_mistakes() -> None:
    job = Check(
        list(locate_dict(identify_user("S", user_attributes={"phone": _trait("phone"), "vip": _trait("vip")}), "")),
        Workspace.from_dict(WORKSPACE),
    )
    events: list[dict[str, Any]] = [{"phone": "1", "vip": "yes"}, {"vip": "no"}, {"phone": "2", "vip": True}]
    job.feed(
        SourceEvent(event={**IDENTIFY, "traits": {"email": "jane@acme.io", **one}}, file="e", line=n)
        for n, one in enumerate(events, 1)
    )
    report = job.report()
    assert report.verdicts["rejected"] == 3
    assert [(group[0].attribute, len(group)) for group in report.loss_groups()] == [("phone", 2), ("vip", 2)]


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("action", ["identifyUser", "groupWorkspace", "assertRecord"])
@pytest.mark.parametrize(
    ("event", "was", "made"),
    [({}, "undefined", "nothing"), ({"all": None}, "undefined", "nothing"), ({"all": "text"}, "a string", "text"),
     ({"all": [1]}, "an array", "a list"), ({"all": 5}, "a number", "a number"), ({"all": True}, "a boolean", "a boolean")],
)  # fmt: skip
def test_a_whole_mapping_that_makes_no_object_has_this_one_mistake(
    event: dict[str, Any], was: str, made: str, action: str, mode: Mode
) -> None:
    row = {"name": "S", "partnerAction": action, "subscribe": 'type = "identify"', "mapping": {"@path": "$.all"}}
    (lost,) = check([{**IDENTIFY, **event}], [row], WORKSPACE, mode).rejections
    assert (lost.verdict, lost.code, lost.also) == ("invalid", "PAYLOAD_VALIDATION_FAILED", ())
    assert lost.message == f"The root value must be an object but it was {was}."
    assert lost.hint == (
        "Let the directive that is the whole mapping make an object of fields from every event, or write the fields out: "
        f"it looked at $.all and made {made}."
    )


# -- one to five mistakes at once, in any combination ------------------------------------------------------------------

MISTAKES: dict[str, tuple[str, dict[str, Any], list[tuple[Any, Any]]]] = {
    "phone": ("phone-number", {}, [("12345", "+15558675309"), ("0170 1234567", "+491701234567"), (5558675309, "+15558675309")]),
    "plan": ("select", {"options": ["Free", "Pro"]}, [("Platinum", "Pro"), ("free", "Free"), (["Free", "Pro"], "Free")]),
    "mrr": ("currency", {"config": {"currency": {"default_currency_code": "USD"}}}, [("$12", 12), ("12,50", 12.5), ({"amount": 1}, 1)]),
    "born": ("date", {}, [("03.04.2024", "2024-04-03"), ("2024-01-31T10:00:00Z", "2024-01-31"), ("2024-02-30", "2024-02-29")]),
    "vip": ("checkbox", {}, [("yes", True), ("0", False), (1, True)]),
    "seats": ("number", {}, [("12 seats", 12), ("1e3x", 1000), (True, 1)]),
    "stars": ("rating", {}, [(7, 5), ("3", 3), (-1, 0)]),
    "seen": ("timestamp", {}, [("yesterday", "2023-09-28T04:39:17.000Z"), (1_706_695_200, "2024-01-31T10:00:00Z")]),
    "owner": ("actor-reference", {}, [("nobody@acme.com", "alice@acme.com"), ("Alice", "alice@acme.com")]),
    "note": ("text", {}, [(["a", "b"], "a"), ({"a": 1}, "a")]),
}  # fmt: skip
"""By attribute: its type, what else belongs to it, and pairs of a value that is refused and the one that its hint leads to."""

MANY: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": slug, "type": type, **more} for slug, (type, more, _) in MISTAKES.items()],
        }
    ],
}


def _run(traits: dict[str, Any], mode: Mode) -> Report:
    row = identify_user(None, user_attributes={slug: _trait(slug) for slug in traits})
    return check([{**IDENTIFY, "traits": {**IDENTIFY["traits"], **traits}}], [row], MANY, mode)


@settings(max_examples=examples(25, 600))
@given(
    chosen=st.lists(st.sampled_from(sorted(MISTAKES)), min_size=1, max_size=5, unique=True),
    data=st.data(),
    mode=st.sampled_from(["single", "batch"]),
)
def test_any_one_to_five_mistakes_are_told_in_one_run_and_fixed_by_it(
    chosen: list[str], data: st.DataObject, mode: Any
) -> None:
    pairs = {slug: data.draw(st.sampled_from(MISTAKES[slug][2])) for slug in chosen}
    wrong = {slug: pair[0] for slug, pair in pairs.items()}
    (row,) = _run(wrong, mode).rejections
    assert [one.attribute for one in (row, *row.also)] == chosen
    assert [one.value for one in (row, *row.also)] == list(wrong.values())
    fixed = {slug: pair[1] for slug, pair in pairs.items()}
    assert _run(fixed, mode).rejections == ()
    # one that is left is told alone
    first, *_ = chosen
    (left,) = _run(fixed | {first: wrong[first]}, mode).rejections
    assert (left.attribute, left.hint, left.also) == (first, row.hint, ())
