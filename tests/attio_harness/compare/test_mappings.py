"""An old mapping against a new one on the same events: every kind of change, its order, its exit code."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import cli
from attio_harness.compare.mappings import MappingDiff, compare_mappings
from attio_harness.formats.table import render
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.subscription import LocatedSubscription
from syrupy.assertion import SnapshotAssertion

from tests.attio_harness.subscriptions import IDENTIFY, assert_record

WORKSPACE: dict[str, Any] = {
    "name": "Acme",
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [
            {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}, {"api_slug": "seats", "type": "number"}]},
    ],
}  # fmt: skip
OLD = IDENTIFY
EVENTS: tuple[dict[str, Any], ...] = (
    {"type": "identify", "userId": "u1", "traits": {"email": "ada@acme.com", "plan": "Pro", "tier": "Free", "seats": 5}},
    {"type": "identify", "userId": "u2", "traits": {"email": "bob@acme.com", "plan": "Gold", "tier": "Pro", "seats": "x"}},
    {"type": "identify", "userId": "u3", "traits": {"plan": "Pro", "tier": "Pro"}},
    {"type": "track", "event": "Signed Up", "userId": "u4", "properties": {"email": "dan@acme.com"}},
)  # fmt: skip

Edit = Callable[[dict[str, Any]], Any]


def with_attribute(name: str, path: str) -> Edit:
    return lambda mapping: mapping["mapping"]["user_attributes"].update({name: {"@path": path}})


def located(*mappings: dict[str, Any]) -> list[LocatedSubscription]:
    return [one for index, mapping in enumerate(mappings) for one in locate_dict(mapping, f"/{index}")]


def compared(new: list[dict[str, Any]], old: tuple[dict[str, Any], ...] = (OLD,), mode: Any = "single") -> MappingDiff:
    events = [SourceEvent(event=event, file="events.ndjson", line=line) for line, event in enumerate(EVENTS, 1)]
    return compare_mappings(located(*old), located(*new), Workspace.from_dict(WORKSPACE), events, mode=mode)


def edited(edit: Edit) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    edit(new)
    return new


def told(diff: MappingDiff) -> list[tuple[Any, ...]]:
    return [
        (one.what, one.subscription or f"{one.object}.{one.attribute}" if one.attribute else one.subscription or one.object,
         one.left, one.right, tuple(event.line for event in one.events))
        for one in diff.differences
    ]  # fmt: skip


def test_the_same_mapping_changes_nothing() -> None:
    diff = compared([copy.deepcopy(OLD)])
    assert (told(diff), diff.ok) == ([], True)
    assert diff.old.to_dict() == diff.new.to_dict()


def test_without_an_event_nothing_is_compared() -> None:
    diff = compare_mappings(located(OLD), located(OLD), Workspace.from_dict(WORKSPACE), [])
    assert (diff.ok, diff.reasons) == (False, ["there was no event, so nothing was compared"])
    stopped = compare_mappings(located(OLD), located(OLD), Workspace.from_dict(WORKSPACE), [], complete=lambda: False)
    assert stopped.ok


def test_a_fixed_loss_an_added_record_and_other_values() -> None:
    diff = compared([edited(with_attribute("plan", "$.traits.tier"))])
    assert diff.ok
    user = diff.differences[-1]
    assert told(diff) == [
        ("verdict", "Identify", "rejected", "written", (2,)),
        ("value", "people.associated_users", None, ["users: user_id u2"], (2,)),
        ("value", "users.plan", ["Pro"], ["Free"], (1,)),
        ("record", "users", None, user.right, (2,)),
    ]
    assert (user.record, user.right["plan"]) == ("user_id u2", ["Pro"])
    assert diff.differences[0].loss is not None
    assert diff.differences[0].loss.code == "value_not_found"


@pytest.mark.parametrize("is_new", [True, False], ids=["a new filter", "a filter that is gone"])
def test_what_a_filter_keeps_away_is_filtered_and_not_unmatched(is_new: bool) -> None:
    drop = LocatedFilter(
        file="f", pointer="", title="Off", condition='type = "identify"', actions=(FilterAction(kind="drop"),)
    )
    events = [SourceEvent(event=EVENTS[0], file="events.ndjson", line=1)]
    before, after = ([], [drop]) if is_new else ([drop], [])
    workspace = Workspace.from_dict(WORKSPACE)

    diff = compare_mappings(located(OLD), located(OLD), workspace, events, old_filters=before, filters=after)

    ends = ("written", "filtered") if is_new else ("filtered", "written")
    assert told(diff)[0] == ("verdict", "Identify", *ends, (1,))
    why = "filter 'Off' drops events where type = \"identify\"" if is_new else ""
    assert diff.differences[0].why == why
    assert diff.ok is not is_new
    shown = " ".join(render("diff", "text", diff).split())
    now = f"Identify: written, now filtered out why {why}" if is_new else "Identify: filtered out, now written"
    assert now in shown
    assert "trigger" not in shown


def test_a_new_loss_is_explained_and_no_longer_ok() -> None:
    diff = compared(
        [edited(with_attribute("seats", "$.traits.email"))], (edited(with_attribute("plan", "$.traits.tier")),)
    )
    assert not diff.ok
    assert told(diff)[0] == ("verdict", "Identify", "written", "rejected", (1,))
    loss = diff.differences[0].loss
    assert loss is not None
    assert (loss.object, loss.attribute, loss.path, loss.value) == ("users", "seats", "$.traits.email", "ada@acme.com")


def test_a_loss_for_another_reason_is_a_change_that_is_not_worse() -> None:
    diff = compared([edited(lambda one: one["mapping"].update(user_attributes={"seats": {"@path": "$.traits.seats"}}))])
    assert ("verdict", "Identify", "rejected", "rejected", (2,)) in told(diff)
    assert diff.ok


@pytest.mark.parametrize(
    ("trigger", "change", "ok"),
    [
        ('type = "identify" and traits.plan != "Pro"', ("verdict", "Identify", "written", "unmatched", (1,)), False),
        ('type = "identify" and traits.email != null', ("verdict", "Identify", "invalid", "unmatched", (3,)), True),
        ('type = "track" or type = "identify"', ("verdict", "Identify", "unmatched", "invalid", (4,)), True),
    ],
)
def test_a_trigger_that_takes_other_events(trigger: str, change: tuple[Any, ...], ok: bool) -> None:
    diff = compared([edited(lambda one: one.update(subscribe=trigger))])
    assert change in told(diff)
    assert {one.trigger for one in diff.differences if one.what == "verdict"} == {trigger}
    assert diff.ok is ok


def test_subscriptions_are_paired_by_name_then_by_action() -> None:
    renamed = edited(lambda one: one.update(name="Identify User"))
    assert told(compared([renamed])) == []
    track = edited(lambda one: one.update(name="Track", subscribe='type = "track"'))
    track["mapping"]["email_address"] = {"@path": "$.properties.email"}
    assert told(compared([track, OLD]))[0] == ("verdict", "Track", "unmatched", "written", (4,))
    removed = compared([OLD], (OLD, track))
    assert told(removed)[0] == ("verdict", "Track", "written", "unmatched", (4,))
    assert removed.differences[0].trigger is None
    assert not removed.ok
    assert "the new mapping has no enabled subscription of that name" in render("diff", "text", removed)
    disabled = compared([edited(with_attribute("plan", "$.traits.plan")) | {"enabled": False}])
    assert "the new mapping has no enabled subscription of that name" in render("diff", "text", disabled)


def test_batches_are_compared_too() -> None:
    diff = compared([edited(with_attribute("plan", "$.traits.tier"))], mode="batch")
    assert told(diff)[0] == ("verdict", "Identify", "dropped", "written", (2,))


def test_the_text_has_what_is_worse_first(snapshot: SnapshotAssertion) -> None:
    new = edited(with_attribute("seats", "$.traits.seats"))
    new["subscribe"] = 'type = "identify" and traits.plan != "Pro"'
    new["mapping"]["user_attributes"]["plan"] = {"@path": "$.traits.tier"}
    assert render("diff", "text", compared([new])) == snapshot


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    (tmp_path / "new.json").write_text(json.dumps(edited(with_attribute("seats", "$.traits.email"))))
    (tmp_path / "workspace.json").write_text(json.dumps(WORKSPACE))
    (tmp_path / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in EVENTS))
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["diff", *words])
    return int(str(stopped.value.code))


def test_the_command_says_it_in_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("events.ndjson", "-w", "workspace.json", "--format", "json")
    assert run("old.json", "new.json", *words) == 1
    said = json.loads(capsys.readouterr().out)
    assert list(said) == [
        "events",
        "complete",
        "mode",
        "outcome",
        "summary",
        "counts",
        "notes",
        "old",
        "new",
        "changes",
        "vanished",
    ]
    assert said["outcome"] == {"passed": False, "why": ["1 event that was written before no longer is"]}
    assert said["summary"] == "1 newly lost, 1 record missing, 1 record changed."
    assert {name: count for name, count in said["counts"].items() if count} == {
        "newly_lost": 1,
        "records_missing": 1,
        "records_changed": 1,
    }
    assert (said["events"], said["complete"], said["mode"]) == (4, True, "single")
    first = said["changes"][0]
    assert (first["what"], first["old"], first["new"]) == ("verdict", "written", "rejected")
    assert (first["kind"], first["worse"], first["mapping"]) == ("newly_lost", True, {"file": "new.json", "line": 1})
    assert first["loss"]["mapping"]["pointer"] == "/mapping/user_attributes/seats"
    assert run("old.json", "old.json", *words) == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("old.json", "none.json", "events.ndjson"), "none.json: "),
        (("old.json", "new.json", "none.ndjson"), "none.ndjson: "),
        (
            ("old.json", "new.json", "events.ndjson", "--mode", "both"),
            "--mode 'both' is not one of auto, single, batch",
        ),
        (("old.json", "new.json", "events.ndjson", "--format", "sarif"), "--format 'sarif' is not one of text, json"),
        (("old.json", "new.json"), "is missing; expected "),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    assert run(*words, "-w", "workspace.json") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert complaint in said.err


def test_a_record_that_one_run_only_takes_as_there_is_no_record_that_a_mapping_wrote() -> None:
    group = {"name": "G", "partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": {
        "domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}, "user_id": {"@path": "$.userId"}}}  # fmt: skip
    workspace = Workspace.from_dict(
        {"objects": [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]}
    )
    event = {"type": "group", "userId": "u9", "groupId": "g", "traits": {"website": "acme.com"}}
    broken = copy.deepcopy(group)
    broken["mapping"]["domain"] = {"@path": "$.traits.site"}  # type: ignore[index]
    of = [SourceEvent(event=event, file="events.ndjson", line=1)]
    diff = compare_mappings(located(group), located(broken), workspace, of)
    assert [(one.what, one.object) for one in diff.differences] == [
        ("verdict", None),
        ("record", "companies"),
        ("record", "workspaces"),
    ]
    assert diff.summary == "1 newly lost, 2 records missing."


@pytest.mark.parametrize("is_filled_before", [False, True])
def test_a_record_is_the_same_where_one_mapping_fills_another_unique_attribute(is_filled_before: bool) -> None:
    """Not a record that is missing and one that is new, and everything that refers to it the same."""
    seats = {"api_slug": "seat_id", "type": "text", "is_unique": True}
    users = WORKSPACE["objects"][0]
    workspace = {**WORKSPACE, "objects": [{**users, "attributes": [*users["attributes"], seats]}]}
    new = edited(with_attribute("seat_id", "$.traits.seats"))
    pair = [located(new), located(OLD)] if is_filled_before else [located(OLD), located(new)]
    events = [
        {"type": "identify", "userId": user, "traits": {"email": f"{user}@acme.com", "seats": seat}}
        for user, seat in (("u1", "s1"), ("u2", "s2"), ("u3", None))
    ]
    items = [SourceEvent(event=one, file="events.ndjson", line=line) for line, one in enumerate(events, 1)]
    found = compare_mappings(pair[0], pair[1], Workspace.from_dict(workspace), items).differences
    sides = [(["s1"], None), (["s2"], None)] if is_filled_before else [(None, ["s1"]), (None, ["s2"])]
    assert [(one.what, one.attribute, one.left, one.right) for one in found] == [
        ("value", "seat_id", *side) for side in sides
    ]


def test_a_record_is_the_same_by_what_records_are_matched_by_before_another_unique_attribute() -> None:
    """However the events are ordered: here the first user takes over an alias that another one had before."""
    added = [{"api_slug": slug, "type": "text", "is_unique": True} for slug in ("alias", "seat_id")]
    users = WORKSPACE["objects"][0]
    workspace = {**WORKSPACE, "objects": [{**users, "attributes": [*users["attributes"], *added]}]}
    old, new = edited(with_attribute("alias", "$.traits.alias")), edited(with_attribute("alias", "$.traits.now"))
    with_attribute("seat_id", "$.traits.seat")(new)
    events = [
        {"type": "identify", "userId": "u2", "traits": {"email": "u2@acme.com", "now": "A", "seat": "s2"}},
        {
            "type": "identify",
            "userId": "u1",
            "traits": {"email": "u1@acme.com", "alias": "A", "now": "B", "seat": "s1"},
        },
    ]
    items = [SourceEvent(event=one, file="events.ndjson", line=line) for line, one in enumerate(events, 1)]
    found = compare_mappings(located(old), located(new), Workspace.from_dict(workspace), items).differences
    assert [(one.what, one.attribute, one.left, one.right) for one in found] == [
        ("value", "alias", None, ["A"]), ("value", "seat_id", None, ["s2"]),
        ("value", "alias", ["A"], ["B"]), ("value", "seat_id", None, ["s1"]),
    ]  # fmt: skip


def differing_users(*events: dict[str, str]) -> list[tuple[Any, ...]]:
    """What differs of users with an alias of `alias` before and `now` after, addresses of `email` before and `other` after, and a seat
    that they have only after, so that none has the name that it had before."""
    users = WORKSPACE["objects"][0]
    added = [{"api_slug": slug, "type": "text", "is_unique": True} for slug in ("alias", "seat_id")]
    workspace = {**WORKSPACE, "objects": [{**users, "attributes": [*users["attributes"], *added]}]}
    old, new = edited(with_attribute("alias", "$.traits.alias")), edited(with_attribute("alias", "$.traits.now"))
    with_attribute("seat_id", "$.userId")(new)
    new["mapping"]["email_address"] = {"@path": "$.traits.other"}
    items = [
        SourceEvent(event={"type": "identify", "userId": one["id"], "traits": one}, file="events.ndjson", line=line)
        for line, one in enumerate(events, 1)
    ]
    found = compare_mappings(located(old), located(new), Workspace.from_dict(workspace), items).differences
    return [
        (one.attribute or one.only, one.left, one.right)
        for one in found
        if one.object == "users" and one.attribute not in ("person", "primary_email_address", "seat_id")
    ]


def test_users_that_exchange_their_addresses_are_told_apart_by_their_ids() -> None:
    assert differing_users(
        {"id": "u1", "email": "a@acme.com", "other": "b@acme.com", "alias": "A1", "now": "N1"},
        {"id": "u2", "email": "b@acme.com", "other": "a@acme.com", "alias": "A2", "now": "N2"},
    ) == [("alias", ["A1"], ["N1"]), ("alias", ["A2"], ["N2"])]


def test_a_new_user_with_the_alias_of_another_one_is_new() -> None:
    found = differing_users(
        {"id": "u3", "other": "c@acme.com", "now": "A1"},
        {"id": "u1", "email": "a@acme.com", "other": "a@acme.com", "alias": "A1", "now": "N1"},
    )
    assert ("alias", ["A1"], ["N1"]) in found
    assert [one for one, *_ in found if one != "alias"].count("right") == 1


def test_a_user_with_the_alias_of_one_that_is_missing_is_the_same() -> None:
    found = differing_users(
        {"id": "u1", "email": "a@acme.com", "other": "a@acme.com", "alias": "A1", "now": "A2"},
        {"id": "u2", "email": "b@acme.com", "alias": "A2", "now": "N2"},
    )
    assert ("alias", ["A1"], ["A2"]) in found
    assert [one for one, *_ in found if one != "alias"].count("left") == 1


@pytest.mark.parametrize(("events", "said"), [(1, "1 record gets"), (2, "2 records get")])
def test_a_record_that_gets_nothing_any_more_is_told_although_its_event_is_written(events: int, said: str) -> None:
    """The mapping reads another value by which records are found: each event writes another record."""
    old, new = (
        assert_record(
            "People",
            'type = "identify"',
            "people",
            "email_addresses",
            {"email_addresses": {"@path": f"$.traits.{name}"}},
        )
        for name in ("email", "work")
    )
    sent = [
        SourceEvent(
            event={
                "type": "identify",
                "userId": f"u{n}",
                "traits": {"email": f"a{n}@acme.com", "work": f"b{n}@acme.com"},
            },
            file="events.ndjson",
            line=n,
        )
        for n in range(events)
    ]
    diff = compare_mappings(located(old), located(new), Workspace.from_dict(WORKSPACE), sent)
    assert diff.ok
    assert diff.reasons == [f"every event that was written before still is, but {said} nothing any more"]
    assert {kind: count for kind, count in diff.counts.items() if count} == {
        "records_missing": events,
        "records_added": events,
    }
