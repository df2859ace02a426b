"""Markdown: rendered as GitHub's flavour is, tables stay whole and texts of others stay text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from attio_harness.formats.groups import loss_groups
from attio_harness.formats.markdown import render_markdown
from attio_harness.formats.markdown_text import MOST_CHARACTERS, rows_within
from attio_harness.report import Outcome
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from .report_cases import EVIL, evil_report, full_report, large_report, loss, report_of, small_report, written_report


class Page(HTMLParser):
    """Tags, and the text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.rows: list[int] = []
        self.plain = self.text = ""
        self._code = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._code += tag == "code"
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.plain += "" if self._code else data


def page(text: str) -> Page:
    """As GitHub's own parser reads it; a parser of plain CommonMark with tables must see the same."""
    made = Page(github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))
    plain = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    assert (plain.tags, plain.rows, plain.text.split()) == (made.tags, made.rows, made.text.split())
    return made


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render_markdown(written_report()) == snapshot


def test_a_row_a_group_with_what_to_do_and_samples_to_unfold() -> None:
    made = page(render_markdown(small_report()))
    assert made.rows == [3] * 10 + [4] * 9 + [3] * (2 * 8 + 1)
    assert made.text.startswith("Attio check failed: 9 lost")
    assert (
        made.tags.count("details") == 11
    )  # one a group, why events matched nothing, notes, and what rests on an assumption
    assert "9 losses of 8 kinds, the most frequent first:" in made.text
    assert all(line in made.text for group in loss_groups(small_report()) for line in group.advice)


@pytest.mark.parametrize("show_values", [False, True])
def test_evil_texts_stay_text(show_values: bool) -> None:
    text = render_markdown(evil_report(), show_values=show_values)
    text.encode()
    made = page(text)
    allowed = {
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "code",
        "br",
        "details",
        "summary",
        "ul",
        "li",
    }
    assert set(made.tags) == allowed
    assert set(made.rows) == {3, 4, 5}
    assert made.rows.count(4) == len(EVIL) + 1
    if show_values:
        for told in (
            "<script>alert('x')</script>",
            "```",
            "a|b\\|c",
            "[text](javascript:alert(1))",
            r"\ud800",
            r"\x1b[31m",
        ):
            assert told in made.text


def test_nobody_is_mentioned_and_nothing_is_linked() -> None:
    hint = "map it with @template '{{traits.name}}', ask @everyone, see #12, GH-7, a/b#3, "
    hint += (
        "https://x.example, ftp://x.example, WWW.x.example or www.x.example, mailto:joe@x.example or xmpp:joe@x.example"
    )
    linked = loss(
        text="jane@acme.com", hint=hint, mapping_file="www.a.example/b@c.example", message="https://d.example"
    )
    made = page(render_markdown(report_of(linked), show_values=True))
    assert "a" not in made.tags
    assert re.findall(r"\S*(?:@|#\d|GH-\d|://|www\.)\S*", made.plain) == []
    assert "@template '{{traits.name}}', ask @everyone, see #12," in made.text


def test_the_heading_says_how_it_went_and_why() -> None:
    assert render_markdown(report_of(events=2)).startswith("## Attio check passed: nothing is lost\n")
    why = Outcome(passed=False, why=("there was no event, so nothing was checked",))
    said = render_markdown(report_of(events=0, outcome=why))
    assert said.startswith("## Attio check failed: there was no event, so nothing was checked\n")
    broken = render_markdown(report_of(events=1, unreadable=({"file": "a", "line": 2, "why": "not JSON"},)))
    assert "a:2: not JSON" in page(broken).text


def test_every_section_is_folded_and_tells_all_of_it() -> None:
    made = page(render_markdown(full_report(), show_values=True))
    assert made.tags.count("details") == 7 + 3  # three groups of losses
    for told in (
        "Unresolved: 3 events depend on records that may be in the CRM already",
        '"mallory@corp.example"', "pull --records users --records companies", "Fields that no event filled (2)",
        "they have $.traits.plan_name", "Batches: 7 of 1 to 1,000 events, median 1,000.", "users 3 created, 0 updated, 2 presumed to exist.",
        "(this event is refused for something else first)", "3 losses with 4 mistakes of 3 kinds",
    ):  # fmt: skip
        assert told in made.text
    assert "mallory" not in page(render_markdown(full_report())).text


@pytest.mark.parametrize("groups", [3, 200, 900])
@pytest.mark.parametrize("show_values", [False, True])
def test_a_thousand_losses_fit_into_a_comment(groups: int, show_values: bool) -> None:
    text = render_markdown(large_report(groups, 1_000), show_values=show_values)
    assert len(text) < MOST_CHARACTERS
    made = page(text)
    assert set(made.rows) == {3, 4}
    assert ("left out: the comment would be too long" in text) == (groups > 3)
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize(("room", "told"), [(6, ["ab", "cd"]), (5, ["ab", "1 of 2"]), (2, ["0 of 2"]), (0, ["0 of 2"])])
def test_rows_with_their_line_breaks_fill_the_room(room: int, told: list[str]) -> None:
    assert [*rows_within(room, ["ab", "cd"], lambda taken: f"{taken} of 2")] == told
    assert [*rows_within(room, [], str)] == []


def test_the_longest_texts_still_fit() -> None:
    long = "|`@x " * 2_000
    losses = [
        loss(n, long, subscription=long, mapping_file=long, mapping_pointer=f"/{n}/{long}", object=long, attribute=long)
        for n in range(100)
    ]
    notes = tuple({"file": long, "line": 1, "what": long} for _ in range(100))
    text = render_markdown(report_of(*losses, workspace=long, notes=notes, unreadable=(
        {"file": long, "line": 1, "why": long},) * 100), show_values=True)  # fmt: skip
    assert len(text) < MOST_CHARACTERS
