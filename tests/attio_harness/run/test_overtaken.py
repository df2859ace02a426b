"""Newer values that an older event replaces, because it waited in a batch."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import assert_record, identify_user

OPTIONS = ["Pending", "Confirmed", "Gone"]
WORKSPACE = {
    "objects": [
        {
            "api_slug": "people",
            "attributes": [
                {"api_slug": "newsletter", "type": "select", "options": OPTIONS},
                {"api_slug": "topics", "type": "select", "options": OPTIONS, "is_multiselect": True},
            ],
        },
        {"api_slug": "users", "active": True},
    ]
}
RECEIVED = {"@path": "$.receivedAt"}


def on(event: str, *, batched: bool, received_at: Any = RECEIVED, attribute: str = "newsletter") -> dict[str, Any]:
    values = {"email_addresses": {"@path": "$.properties.email"}, attribute: event}
    trigger = f'type = "track" and event = "{event}"'
    return assert_record(
        event, trigger, "people", "email_addresses", values, enable_batching=batched, received_at=received_at
    )


def event(name: str, second: int, email: str = "jane@acme.io", **members: Any) -> dict[str, Any]:
    time = f"2026-05-04T10:{second // 60:02}:{second % 60:02}Z"
    return {
        "type": "track",
        "event": name,
        "userId": "u1",
        "receivedAt": time,
        "properties": {"email": email},
    } | members


def noted(events: list[Any], *subscriptions: dict[str, Any], mode: Any = "auto", **options: Any) -> list[str]:
    report = check(events, list(subscriptions), WORKSPACE, mode, existing="none", **options)
    assert set(report.verdicts) == {"written"}
    return [row["what"] for row in report.notes if "older event" in row["what"]]


PENDING, CONFIRMED = on("Pending", batched=True), on("Confirmed", batched=False)


def test_a_confirmation_that_a_waiting_sign_up_replaces_is_told_once() -> None:
    events = [
        event(name, at, email)
        for email in ("jane@acme.io", "Joe@acme.io")
        for name, at in (("Pending", 0), ("Confirmed", 20))
    ]
    assert noted(events, PENDING, CONFIRMED) == [
        'Pending: people.newsletter keeps the value of an older event in 2 records, such as "Pending" of <python>:1 instead of '
        '"Confirmed" of <python>:2: it waited in a batch while Confirmed was sent at once; turn off enable_batching here, or turn it '
        "on for Confirmed too, both with received_at"
    ]


def test_two_spellings_of_an_international_address_are_one_person() -> None:
    events = [event("Pending", 0, "jane@b\u00fccher.de"), event("Confirmed", 20, "jane@xn--bcher-kva.de")]
    assert len(noted(events, PENDING, CONFIRMED)) == 1


@pytest.mark.parametrize("both", [True, False])
def test_the_advice_works(both: bool) -> None:
    events = [event("Pending", 0), event("Confirmed", 20)]
    assert noted(events, on("Pending", batched=both), on("Confirmed", batched=both)) == []


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_nothing_is_told_if_all_are_sent_in_one_way(mode: Any) -> None:
    assert noted([event("Pending", 0), event("Confirmed", 20)], PENDING, CONFIRMED, mode=mode) == []


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([event("Pending", 0), event("Confirmed", 90)], id="the batch was sent before"),
        pytest.param([event("Confirmed", 0), event("Pending", 20)], id="the batch has the newer event"),
        pytest.param([event("Confirmed", 20), event("Pending", 20)], id="both have the same time"),
        pytest.param([event("Pending", 0), event("Confirmed", 20), event("Gone", 200)], id="a later event replaced it"),
        pytest.param(
            [event("Pending", 0), event("Confirmed", 20), event("Pending", 30)], id="a newer one was in the batch"
        ),
        pytest.param([event("Pending", 0), event("Confirmed", 20, "joe@acme.io")], id="another record"),
    ],
)
def test_other_orders_are_not_told(events: list[Any]) -> None:
    assert noted(events, PENDING, CONFIRMED, on("Gone", batched=False)) == []


def test_a_list_of_one_address_finds_the_same_record() -> None:
    assert len(noted([event("Pending", 0, ["jane@acme.io"]), event("Confirmed", 20)], PENDING, CONFIRMED)) == 1  # type: ignore[arg-type]


def test_an_event_that_is_tried_again_is_no_newer_for_that() -> None:
    # the first is written at the second try, after the third
    events = [event("Gone", 0), event("Pending", 5), event("Confirmed", 9)]
    subscriptions = (PENDING, CONFIRMED, on("Gone", batched=False))
    (told,) = noted(events, *subscriptions, faults=[{"status": 503, "times": 1}])
    assert 'such as "Pending" of <python>:2 instead of "Confirmed" of <python>:3' in told


def test_the_values_of_a_note_can_be_masked() -> None:
    (note,) = check(
        [event("Pending", 0), event("Confirmed", 20)], [PENDING, CONFIRMED], WORKSPACE, "auto", existing="none"
    ).notes
    assert note["values"] == ['"Pending"', '"Confirmed"']


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attio_harness.run.overtaken._MOST", 2)
    events = [event(name, at, f"p{n}@acme.io") for n in range(4) for name, at in (("Pending", 0), ("Confirmed", 20))]
    (told,) = noted(events, PENDING, CONFIRMED)
    assert "in 2 records" in told


def test_values_that_add_up_are_not_told() -> None:
    both = (
        on("Pending", batched=True, attribute="topics"),
        on("Confirmed", batched=False, attribute="topics"),
    )
    assert noted([event("Pending", 0), event("Confirmed", 20)], *both) == []


def test_a_value_that_attio_leaves_out_is_not_told() -> None:
    # the batch before has a newer time, so Attio leaves out the value of this one
    late = on("Pending", batched=True, received_at={"@path": "$.timestamp"})
    events = [
        event("Pending", 0, timestamp="2026-05-04T10:00:00Z"),
        event("Pending", 100, timestamp="2026-05-01T10:00:00Z"),
        event("Confirmed", 120),
    ]
    assert noted(events, late, CONFIRMED) == []


def of_identify(slow: dict[str, str], fast: dict[str, str], fields: dict[str, Any]) -> list[str]:
    """The notes about an older event in a batch and a newer one that is sent at once."""
    waits = identify_user(
        "Slow", 'type = "identify" and traits.slow = true', **fields, enable_batching=True, received_at=RECEIVED
    )
    other = identify_user("Fast", 'type = "identify" and traits.slow != true', **fields)
    events = [
        event("", second, type="identify", userId=one["id"], traits={**one, "slow": one is slow})
        for second, one in ((0, slow), (20, fast))
    ]
    return noted(events, waits, other)


def test_a_field_of_the_action_is_told_by_its_attribute() -> None:
    old, new = ({"id": "u1", "email": "jane@acme.io", "text": text} for text in ("old", "new"))
    (told,) = of_identify(old, new, {"person_attributes": {"description": {"@path": "$.traits.text"}}})
    assert told.startswith("Slow: people.description keeps the value of an older event in 1 record")


def test_ids_that_differ_by_their_case_are_those_of_two_users() -> None:
    old, new = {"id": "U1", "email": "jane@acme.io"}, {"id": "u1", "email": "joe@acme.io"}
    assert of_identify(old, new, {}) == []
    assert len(of_identify(old | {"id": "u1"}, new, {})) == 1
