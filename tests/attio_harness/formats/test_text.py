"""The report as text: all sections of it in their order, the outcome last."""

from __future__ import annotations

from dataclasses import replace

from attio_harness.formats.groups import LossGroup
from attio_harness.formats.table import render
from attio_harness.rejection import Read
from attio_harness.report import Outcome
from syrupy.assertion import SnapshotAssertion

from .report_cases import full_report, loss, report_of

SUBSCRIPTION = {"name": "A", "file": "mapping.json", "enabled": True, "action": "x", "trigger": "t"}


def test_a_report_with_every_section(snapshot: SnapshotAssertion) -> None:
    assert render("check", "text", full_report(3), verbose=True) == snapshot


def test_the_same_report_in_short(snapshot: SnapshotAssertion) -> None:
    assert render("check", "text", full_report(3)) == snapshot


def test_a_report_without_losses_ends_with_its_outcome() -> None:
    said = Outcome(passed=True, why=("nothing is lost", "2 unresolved"))
    report = report_of(events=2, verdicts={"written": 2}, outcome=said)
    assert render("check", "text", report).endswith("\n\nPassed: nothing is lost; 2 unresolved.\n")
    assert render("check", "text", replace(report, complete=False)).endswith(
        "\n\nPassed so far: nothing is lost; 2 unresolved.\n"
    )
    for absent in ("Unresolved", "Batches", "Records", "no event filled"):
        assert absent not in render("check", "text", report)


def test_a_report_of_no_event_has_one_empty_line_between_its_parts() -> None:
    said = Outcome(passed=False, why=("there was no event, so nothing was checked",))
    text = render("check", "text", report_of(events=0, verdicts={}, outcome=said))
    assert "0 events into" in text
    assert "\n\n\n" not in text


def test_in_short_the_first_kinds_have_advice_the_next_a_line_and_the_others_a_number() -> None:
    """A report with 60 kinds begins and ends with its outcome and fits on a few screens."""
    hint = "Send one of 'a. B', or add it: " + "in Attio under the settings of the object, " * 6 + "there. Or not."
    losses = tuple(
        loss(attribute=f"a{kind:02}", mapping_pointer=f"/{kind}", mapping_line=kind, hint=hint)
        for kind in range(1, 61)
        for _ in range(70 - kind)
    )
    report = report_of(*losses, subscriptions=(SUBSCRIPTION,))
    text = render("check", "text", report)
    lines = text.splitlines()
    assert lines[0] == lines[-1] == "Failed: 2370 lost."
    assert len(lines) < 100
    begin = lines.index("1. 69 refused by Attio: users.a01 (text)")
    assert lines[begin + 1 : begin + 5] == [
        '   at mapping.json:1, "x" in $.traits.plan of events.ndjson:1',
        "   do Send one of 'a. B', or add it: in Attio under the settings of the object, in Attio under the settings of",
        "      the object …",
        "2. 68 refused by Attio: users.a02 (text)",
    ]
    assert "40. 30 refused by Attio: users.a40 (text)  mapping.json:40" in lines
    assert "and 20 kinds more with 390 losses (-v shows them)" in lines
    assert "   one event at every stage: attio-harness explain events.ndjson:1 -m mapping.json -w WORKSPACE" in lines
    in_full = render("check", "text", report, verbose=True).splitlines()
    assert "60. 10 refused by Attio: users.a60 (text)" in in_full
    assert "See more" not in in_full


def test_each_advice_of_a_kind_has_a_line_of_its_own() -> None:
    """Losses of one kind with several values, whose advice differs."""
    losses = (
        loss(1, "yes", hint="Send true or false."),
        loss(2, "no", hint="Send true or false."),
        loss(3, "1", hint="Send no number."),
    )
    lines = render("check", "text", report_of(*losses), verbose=True).splitlines()
    begin = lines.index('   do       2 × "yes" and others: Send true or false.')
    assert lines[begin + 1] == '            1 × "1": Send no number.'


def test_an_event_with_several_mistakes_of_a_kind_is_named_once() -> None:
    losses = tuple(loss(number, "x", also=(loss(number, "y"), loss(number, "z"))) for number in range(1, 5))
    text = render("check", "text", report_of(*losses), verbose=True)
    assert "   events   events.ndjson:1, events.ndjson:2, events.ndjson:3 and 1 more\n" in text


def test_sections_are_cut_in_short_and_say_what_shows_more() -> None:
    notes = tuple({"file": "events.ndjson", "line": line, "what": "is odd"} for line in range(1, 8))
    first = {"file": "mapping.json", "line": 3, "what": "is never true"}
    report = report_of(notes=(*notes, first), subscriptions=(SUBSCRIPTION,))  # fmt: skip
    told = [line.strip() for line in render("check", "text", report).partition("Notes\n")[2].splitlines()]
    assert told[:6] == ["mapping.json:3: is never true", *(f"events.ndjson:{line}: is odd" for line in range(1, 5)), "and 3 more (-v shows more)"]  # fmt: skip
    assert "-v" not in render("check", "text", report, verbose=True)


def test_in_short_a_value_is_in_the_path_that_has_it_or_made_of_several() -> None:
    first, last = (Read(path=f"$.traits.{name}", value=name) for name in ("first", "last"))
    kinds = [
        ("first last", (first, last)),
        ("last", (first, last)),
        ("LAST", (last,)),
        ("x", (replace(first, found=False), last)),
    ]
    report = report_of(*(loss(n, value, reads=reads, attribute=f"a{n}") for n, (value, reads) in enumerate(kinds, 1)))
    text = render("check", "text", report)
    assert [line.partition("7, ")[2] for line in text.splitlines() if line.startswith("   at ")] == [
        '"first last", made of $.traits.first and $.traits.last, of events.ndjson:1',
        '"last" in $.traits.last of events.ndjson:2',
        '"LAST" in $.traits.last of events.ndjson:3',
        '"x" in $.traits.last of events.ndjson:4',
    ]


def test_one_is_and_several_are_refused_for_something_else_first() -> None:
    def also(*further: bool) -> str:
        group = LossGroup()
        for row, one in enumerate(further):
            group.add(loss(row), row=row, further=one)
        return group.also

    assert also(True, False, False) == "1 of the 3 events is refused for something else first"
    assert also(True, True, False) == "2 of the 3 events are refused for something else first"
    group = LossGroup()
    for row, further in ((1, False), (1, True), (2, False)):
        group.add(loss(row), row=row, further=further)
    assert group.also == "1 of the 3 mistakes is seen once another mistake is fixed"
