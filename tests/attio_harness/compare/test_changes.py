"""What a difference comes to: its kind by both verdicts, which kinds are worse, the line that counts them, and what is said if none is."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.compare.changes import KINDS, Kind, counts_of, is_worse, kind_of_change, summed_up
from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff, compare_mappings
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}


def verdict(left: str, right: str) -> Difference:
    return Difference(what="verdict", subscription="s", left=left, right=right)


def value(record: str, attribute: str, left: Any = 1, right: Any = 2) -> Difference:
    return Difference(what="value", object="users", record=record, attribute=attribute, left=left, right=right)


def record(name: str, left: Any, right: Any) -> Difference:
    return Difference(what="record", object="users", record=name, left=left, right=right)


ENDS: dict[tuple[str, str], Kind] = {
    ("written", "rejected"): "newly_lost",
    ("written", "invalid"): "newly_lost",
    ("unresolved", "dropped"): "newly_lost",
    ("written", "unmatched"): "not_written",
    ("written", "filtered"): "not_written",
    ("written", "unresolved"): "newly_unresolved",
    ("unmatched", "rejected"): "sent_and_lost",
    ("filtered", "failed"): "sent_and_lost",
    ("dropped", "written"): "fixed",
    ("unmatched", "written"): "newly_written",
    ("unresolved", "written"): "newly_written",
    ("invalid", "unmatched"): "not_sent",
    ("rejected", "filtered"): "not_sent",
    ("invalid", "rejected"): "lost_otherwise",
    ("rejected", "rejected"): "lost_otherwise",
    ("rejected", "unresolved"): "other",
    ("unmatched", "unresolved"): "other",
    ("unresolved", "unmatched"): "other",
    ("unconfirmed", "rejected"): "newly_lost",
    ("unconfirmed", "unmatched"): "not_written",
    ("unconfirmed", "unresolved"): "newly_unresolved",
    ("unconfirmed", "written"): "other",
    ("written", "unconfirmed"): "other",
    ("rejected", "unconfirmed"): "fixed",
    ("unmatched", "unconfirmed"): "newly_written",
}


@pytest.mark.parametrize("ends", ENDS, ids=" to ".join)
def test_both_verdicts_tell_the_kind_and_what_was_written_and_is_not_is_worse(ends: tuple[str, str]) -> None:
    one = verdict(*ends)
    assert kind_of_change(one) == ENDS[ends]
    assert is_worse(one) is (ENDS[ends] in ("newly_lost", "not_written", "newly_unresolved"))


def test_a_record_counts_once_however_many_of_its_values_differ() -> None:
    some = [
        *[verdict("written", "rejected")] * 4,
        *[verdict("rejected", "written")] * 36,
        value("user_id a", "plan"),
        value("user_id a", "seats"),
        value("user_id b", "plan", None),
    ]
    counts = counts_of(some)
    assert {kind: count for kind, count in counts.items() if count} == {
        "newly_lost": 4,
        "fixed": 36,
        "records_changed": 2,
    }
    assert list(counts) == list(KINDS)
    assert summed_up(counts) == "4 newly lost, 36 fixed, 2 records changed."


def test_one_is_singular_and_none_is_said_in_words() -> None:
    some = [verdict("unmatched", "written"), record("user_id a", None, {}), record("user_id b", {}, None)]
    assert summed_up(counts_of(some)) == "1 newly written, 1 record missing, 1 record added."
    assert summed_up(counts_of([])) == "Nothing differs."
    assert summed_up(counts_of([verdict("written", "invalid")] * 1200)) == "1,200 newly lost."


def changed_mapping(*mappings: dict[str, Any], action: str = "assertRecord") -> MappingDiff:
    """The same event under two mappings of one subscription."""
    traits = {"email": "a@acme.com", "work": "b@acme.com", "upper": "A@ACME.COM", "name": "Ada"}
    sent = [SourceEvent(event={"type": "identify", "userId": "u1", "traits": traits}, file="events.ndjson", line=1)]
    old, new = (
        {"name": "S", "partnerAction": action, "subscribe": 'type = "identify"', "mapping": one} for one in mappings
    )
    return compare_mappings(
        [*locate_dict(old, "")], [*locate_dict(new, "")], Workspace.from_dict(WORKSPACE), sent, existing="none"
    )


def person(*emails: str) -> dict[str, Any]:
    addresses = [{"@path": f"$.traits.{one}"} for one in emails]
    return {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {"email_addresses": addresses},
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (["email"], ["email"], "what was written before still is"),
        (["email"], ["email", "work"], "what was written before still is"),
        (["email", "work"], ["work", "email"], "what was written before still is"),
        (["email", "work"], ["email"], "every event that was written before still is, but 1 record loses values"),
        (["email"], ["upper"], "every event that was written before still is, but 1 record has other values"),
    ],
)
def test_values_that_a_record_loses_are_told_although_it_is_written(old: list[str], new: list[str], said: str) -> None:
    diff = changed_mapping(person(*old), person(*new))
    assert (diff.ok, diff.reasons, diff.notes) == (True, [said], ())


def test_another_value_of_what_records_are_found_by_is_told_although_it_is_the_same_record_here() -> None:
    """Both users have the same address, so they are the same record in an empty Attio; a user that Attio has with u1 is not found."""

    def user(of: str, email: str = "email") -> dict[str, Any]:
        return {"email_address": {"@path": f"$.traits.{email}"}, "user_id": {"@path": of}}

    diff = changed_mapping(user("$.userId"), user("$.traits.name"), action="identifyUser")
    assert diff.reasons == ["every event that was written before still is, but 1 record has other values"]
    assert diff.notes == (
        "users.user_id, by which records are found: 1 record has another value; "
        "a record that Attio has with the old one alone is not found by the new one",
    )
    # Attio compares addresses without regard to case
    assert changed_mapping(user("$.userId"), user("$.userId", "upper"), action="identifyUser").notes == ()
