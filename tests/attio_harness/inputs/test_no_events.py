"""What is no Segment event is said to be none, wherever events are read, and the good beside it is delivered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check, cli
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.wrappings import is_event, no_event

from tests.attio_harness.inputs.test_wrappings import EVENT, ONE_OF, OTHER, TEXT


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, f"no Segment event: an empty object has no `type`; {ONE_OF}"),
        ({"a": 1}, f"no Segment event: has `a` but no `type`; {ONE_OF}"),
        ({"a": 1, "b": 2, "c": 3}, f"no Segment event: has `a`, `b` and `c` but no `type`; {ONE_OF}"),
        (
            {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5},
            f"no Segment event: has `a`, `b`, `c`, `d`, … but no `type`; {ONE_OF}",
        ),
        (
            {"event": "Paid", "distinct_id": "u1", "properties": {}},
            "no Segment event, but one of PostHog, whose members are others; expected events as in Segment's raw logs (S3) or its debugger",
        ),
        (
            {"event": "Paid", "properties": {"distinct_id": "u1", "time": 1}},
            "no Segment event, but one of Mixpanel, whose members are others; expected events as in Segment's raw logs (S3) or its debugger",
        ),
        (
            {"event": "Paid", "properties": {"distinct_id": "u1"}, "userId": "u1"},
            f"no Segment event: has `event`, `properties` and `userId` but no `type`; {ONE_OF}; its members are those of track",
        ),
        ({"type": None, "userId": "u"}, f"no Segment event: its `type` is null; {ONE_OF}"),
        ({"type": 5}, f"no Segment event: its `type` is a number; {ONE_OF}"),
        ({"type": ["identify"]}, f"no Segment event: its `type` is an array; {ONE_OF}"),
        ({"type": ""}, f"no Segment event: its `type` is empty; {ONE_OF}"),
        (7, "expected an event (a JSON object), found a number"),
        (None, "expected an event (a JSON object), found null"),
        ("identify", "expected an event (a JSON object), found a string"),
        ([5], "expected an event (a JSON object), found an array"),
    ],
)
def test_what_is_no_event_is_said(value: Any, said: str) -> None:
    assert no_event(value) == said
    assert no_event(value, file="e.ndjson", above=".[]").startswith(said)


@pytest.mark.parametrize("kind", [*TYPES, "Identify", "delete", "audience", "com.example", "\ud800"])
def test_every_textual_type_is_an_event(kind: str) -> None:
    """Triggers may ask for a type that Segment does not have: they decide."""
    assert is_event({"type": kind})
    assert is_event({"type": kind, "userId": "u1", "traits": {"last": {"type": "page", "messageId": "m"}}})


@pytest.mark.parametrize("kind", TYPES)
def test_an_event_may_carry_another(kind: str) -> None:
    inside: dict[str, Any] = {"data": EVENT, "batch": [EVENT], "message": TEXT}
    some: list[dict[str, Any]] = [
        {"userId": "u2"},
        {"anonymousId": None},
        {"properties": {}},
        {"event": "Paid"},
        {"context": {}},
    ]
    for own in some:
        assert is_event({"type": kind, **inside, **own})
    assert is_event(
        {"type": kind, "timestamp": "2026-01-01T00:00:00Z", "user": {"userId": "u2"}, "list": [{"userId": 1}]}
    )
    assert not is_event({"type": kind, "timestamp": "2026-01-01T00:00:00Z", **inside})


@pytest.mark.parametrize("kind", [*TYPES, "segment.event"])
def test_what_only_numbers_the_event_it_carries_is_none(kind: str) -> None:
    """A collector's message has a type and a messageId, and the event in a member (`httpPayload` of Jitsu)."""
    carrier = {"messageId": "m9", "type": kind, "writeKey": "k", "httpHeaders": {}}
    assert is_event(carrier)
    assert not is_event({**carrier, "httpPayload": EVENT})
    assert is_event({**carrier, "httpPayload": EVENT, "userId": "u1"})


def test_what_only_looks_like_an_event_inside_is_none() -> None:
    for value in (
        {"form": {"type": "page"}},
        {"rows": [{"type": "group", "label": "x"}]},
        {"text": "{broken", "b": "QUJDREVGR0hJSktMTU5P"},
    ):
        assert "inside" not in no_event(value)


def test_a_huge_object_is_given_up_on_in_time() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = {"a": deep, "b": [deep]} if not isinstance(deep, dict) else {"a": deep}
    assert "no `type`" in no_event({"wide": [{"n": n} for n in range(100_000)], "deep": deep, "long": "{" * 100_000})


PLACES = {
    "a line": "{good}\n{bad}\n{good}\n",
    "the first line": "{bad}\n{good}\n",
    "an array on a line": "[{good}, {bad}, {good}]",
    "an array": "[\n{good},\n{bad},\n{good}\n]",
    "a batch": '{{"batch": [{good}, {bad}, {good}]}}',
    "a payload": '{{"payload": [{good}, {bad}]}}',
    "one payload": '{{"payload": {bad}}}',
    "a row": "{good}{bad}{good}",
    "alone": "{bad}",
    "alone over lines": "{bad_over_lines}",
    "a cut batch": '{{"batch": [{good}, {bad}, {{"type": "tra',
    "a cut array": '[{good}, {bad}, {{"type": "tra',
}


@pytest.mark.parametrize(
    "bad", [{"message": EVENT}, {"userId": "u1", "traits": {}}, {"type": 5}], ids=["wrapped", "no type", "a number"]
)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_it_counts_and_the_good_beside_is_delivered(tmp_path: Path, place: str, bad: Any) -> None:
    good, wrong = TEXT, json.dumps(bad)
    text = PLACES[place].format(good=good, bad=wrong, bad_over_lines=json.dumps(bad, indent=1))
    file = tmp_path / "e.json"
    file.write_text(text)
    report = check(file, "published", {"objects": [{"api_slug": "users", "active": True}]})
    count = PLACES[place].count("{good}")
    assert (report.ok, report.events, report.verdicts.get("written", 0), report.verdicts.get("unmatched", 0)) == (
        False, count, count, 0,
    )  # fmt: skip
    assert sum("no Segment event" in row["why"] for row in report.unreadable) == 1
    assert len(report.unreadable) == 1 + ("cut" in place)


def test_a_file_of_wrapped_events_is_a_list_of_entries_with_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, workspace = tmp_path / "wrapped.ndjson", tmp_path / "w.json"
    bad = [{"message": EVENT}, {"data": EVENT}, {"userId": "u2", "traits": {"email": "x@example.com"}}]
    file.write_text("".join(json.dumps(one) + "\n" for one in bad))
    workspace.write_text('{"name": "A"}')
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check", str(file), "-m", "published", "-w", str(workspace), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (stopped.value.code, report["events"], [row["line"] for row in report["unreadable"]]) == (1, 0, [1, 2, 3])
    assert "Nothing is lost" not in str(report)


def test_in_a_folder_they_are_told_each(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text(json.dumps({"data": EVENT}) + "\n" + json.dumps({"data": OTHER}) + "\n")
    (tmp_path / "b.txt").write_text("no event\n")
    report = check(tmp_path, "published", {})
    assert [(Path(row["file"]).name, row["line"]) for row in report.unreadable] == [
        ("a.ndjson", 1), ("a.ndjson", 2), ("b.txt", 1),
    ]  # fmt: skip


def test_python_values_are_told_apart_alike() -> None:
    report = check([EVENT, {"message": EVENT}, {"userId": "u"}, {"type": "page"}], "published", {})
    assert (report.events, [(row["line"], row["why"]) for row in report.unreadable]) == (
        2,
        [
            (2, "no Segment event, but an object with an event inside `message`: give that alone"),
            (3, f"no Segment event: has `userId` but no `type`; {ONE_OF}"),
        ],
    )


def test_explain_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, workspace = tmp_path / "e.ndjson", tmp_path / "w.json"
    file.write_text(TEXT + "\n" + json.dumps({"message": EVENT}) + "\n")
    workspace.write_text('{"name": "A"}')
    with pytest.raises(SystemExit) as stopped:
        cli.main(["explain", f"{file}:2", "-m", "published", "-w", str(workspace)])
    said = capsys.readouterr().err
    assert (stopped.value.code, said.count("\n"), "with an event inside `message`; unwrap it: jq" in said) == (
        2,
        1,
        True,
    )
