"""All mistakes of one event, in the order in which Segment and Attio would meet them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.events import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.report import Rejection
from attio_harness.run.check import Check, Mode

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
def test_mistakes_of_later_records_are_told_although_the_first_is_refused(mode: Mode) -> None:
    event = {**IDENTIFY, "traits": {"email": "jane@acme.io", "job": 1, "plan": "Max"}}
    mapping = {"person_attributes": {"job_title": _trait("job")}, "user_attributes": {"plan": _trait("plan")}}
    assert [(one[2], one[4]) for one in _told(_loss(event, mapping, mode))] == [
        ("validation_type", "job_title"),
        ("value_not_found", "plan"),
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
        list(
            locate_dict(
                {
                    "partnerAction": "identifyUser", "name": "S", "subscribe": 'type = "identify"',
                    "mapping": {
                        "email_address": _trait("email"), "user_id": {"@path": "$.userId"},
                        "user_attributes": {"phone": _trait("phone"), "vip": _trait("vip")},
                    },
                },
                "",
            )
        ),
        Workspace.from_dict(WORKSPACE),
    )  # fmt: skip
    events: list[dict[str, Any]] = [{"phone": "1", "vip": "yes"}, {"vip": "no"}, {"phone": "2", "vip": True}]
    job.feed(
        SourceEvent(event={**IDENTIFY, "traits": {"email": "jane@acme.io", **one}}, file="e", line=n)
        for n, one in enumerate(events, 1)
    )
    report = job.report()
    assert report.verdicts["rejected"] == 3
    assert [(group[0].attribute, len(group)) for group in report.loss_groups()] == [("phone", 2), ("vip", 2)]
