"""Differences as any format shows them: what of long values differs, masked values that still differ, places in the new mapping."""

from __future__ import annotations

from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import compared
from attio_harness.formats.table import formats_of, render
from attio_harness.rejection import EventRef
from attio_harness.report import Outcome

from tests.attio_harness.outputs import problems_of

from .report_cases import EVIL, full_report, report_of

FINE = report_of(events=2, outcome=Outcome(passed=True, why=("nothing is lost",)))
EVENT = EventRef(file="a.ndjson", line=1)


def diff_of(*some: Difference) -> MappingDiff:
    return MappingDiff(old=FINE, new=FINE, differences=some)


def value(left: object, right: object, attribute: str = "note") -> Difference:
    return Difference(
        what="value", object="users", record="user_id u1", attribute=attribute, left=left, right=right, events=(EVENT,)
    )


def row(one: Difference, *, show_values: bool = True) -> str:
    return compared(diff_of(one), show_values=show_values).changes[0].rows[0][1]


def test_long_values_are_shown_where_they_differ() -> None:
    same = "The same beginning of a long text. " * 10
    told = row(value([same + "first end"], [same + "second end"]))
    assert told == ('user_id u1: …ing of a long text. first end" before, …ing of a long text. second end" now')
    assert row(value([same + "x"], [same])).count("…") == 2
    early = row(value(["a" + same], ["b" + same]))
    assert early.startswith('user_id u1: "aThe same')
    assert early.endswith("… now")


def test_short_values_are_shown_whole_and_none_is_nothing() -> None:
    assert row(value(["Pro"], None)) == 'user_id u1: "Pro" before, nothing now'
    assert row(value([1, 2], [{"a": None, "b": True}])) == 'user_id u1: [1, 2] before, {"a": null, "b": true} now'


def test_masked_values_that_differ_still_do() -> None:
    told = row(value(["Jane Doe"], ["John Dot"], "name"), show_values=False)
    assert "Jane" not in told
    assert "Doe" not in told
    before, _, now = told.removeprefix("user_id u•").partition(" before, ")
    assert before.rpartition(": ")[2] != now.removesuffix(" now")


def test_every_format_masks_and_takes_any_text() -> None:
    evil = [
        Difference(
            what="verdict",
            subscription=text,
            left="written",
            right="unmatched",
            trigger=text,
            why=text,
            events=(EVENT,),
        )
        for text in EVIL
    ]
    evil += [value([text], [text + "x"], attribute=f"a{number}") for number, text in enumerate(EVIL)]
    secret = value(["jane.doe@acme.example"], ["john@acme.example"])
    diff = diff_of(secret, *evil)
    both = Both(single=full_report(), batch=full_report(), differences=(secret, *evil))
    for name in formats_of("diff"):
        text = render("diff", name, diff)
        assert text.encode()
        assert ("jane.doe" in text) is (name in ("text", "json"))
        assert "jane.doe" in render("diff", name, diff, show_values=True)
    for name in formats_of("both"):
        text = render("both", name, both)
        assert text.encode()
        assert name in ("text", "json") or "jane.doe" not in text


def test_what_it_comes_to_is_last_in_text_and_first_or_last_elsewhere() -> None:
    lost = Difference(
        what="verdict", subscription="Group", left="written", right="unmatched", events=(EVENT,), file="m.json", line=3
    )
    diff = diff_of(lost, value(["a"], ["b"]))
    said = "1 no longer written, 1 record changed"
    assert render("diff", "text", diff).splitlines()[-1] == f"{said}."
    assert render("diff", "markdown", diff).splitlines()[2] == f"**{said}.**"
    lines = render("diff", "github", diff).splitlines()
    assert lines[-1] == f"::notice title=attio-harness diff::{said}"
    assert "::error file=m.json,line=3,title=1 × Group%3A written%2C now unmatched::" in lines[1]
    assert f'<p class="why">{said}.</p>' in render("diff", "html", diff)
    assert f"{said}." in render("diff", "junit", diff).rpartition("<testsuite ")[2]


def test_what_fails_in_junit_is_what_gets_worse_and_every_difference_of_two_ways() -> None:
    worse = Difference(what="verdict", subscription="Group", left="written", right="unmatched", events=(EVENT,))
    assert render("diff", "junit", diff_of(worse, value(["a"], ["b"]))).count("<failure ") == 2  # with the outcome
    ways = Both(single=FINE, batch=FINE, differences=(worse, value(["a"], ["b"])))
    assert render("both", "junit", ways).count("<failure ") == 3
    assert compared(ways).outcome.endswith("; 2 differences.")


def test_each_label_of_a_page_stands_once_above_all_that_it_has() -> None:
    wrote = Difference(what="verdict", subscription="Group", left="written", right="unmatched", events=(EVENT,))
    differences = [*(value([number], ["b"]) for number in range(9)), wrote]
    for page in (
        render("diff", "html", diff_of(*differences)),
        render("both", "html", Both(single=FINE, batch=FINE, differences=(*differences, wrote))),
    ):
        assert problems_of("html", page) == []
        records = page.partition("<dt>Record</dt>")[2].partition("</dl>")[0]
        assert (
            records.count("<dd>user_id"),
            records.count('<dd class="more">from a.ndjson:1</dd>'),
            '<dd class="more">and 4 more' in records,
        ) == (5, 5, True)
