"""The HTML page: well-formed, self-contained, accessible, and safe whatever an event's value says."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import html5lib
import pytest
from attio_harness.formats.html import frame, render_html
from attio_harness.formats.html.charts import Bar, bar_chart
from attio_harness.formats.html.frame import STYLE
from attio_harness.report import Report
from attio_harness.verdicts import VERDICTS
from attio_harness.version import __version__
from syrupy.assertion import SnapshotAssertion

from .report_cases import (
    EVIL,
    evil_report,
    full_report,
    large_report,
    loss,
    recorded_report,
    report_of,
    small_report,
    written_report,
)

REPORTS: dict[str, Callable[[], Report]] = {
    "small": small_report,
    "recorded": recorded_report,
    "evil": evil_report,
    "full": lambda: full_report(9),
    "empty": lambda: report_of(events=0),
    "fine": lambda: report_of(events=2, verdicts={"written": 2}),
}
VOID = frozenset({"meta", "br", "input"})


class Tags(HTMLParser):
    """The page as a browser's tokens: raises where an element is not closed by its own end tag."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def text_of(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("show_values", [False, True])
def test_the_page_is_well_formed(name: str, show_values: bool) -> None:
    text = render_html(REPORTS[name](), show_values=show_values)
    text.encode()
    assert text.startswith("<!DOCTYPE html>\n")
    assert [element.tag for element in tree(text)] == ["head", "body"]
    Tags(text)


@pytest.mark.parametrize("name", REPORTS)
def test_a_strict_html5_parser_accepts_it(name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(render_html(REPORTS[name](), show_values=True))


def test_the_words_of_a_whole_page(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "__version__", "1.2.3")
    body = tree(render_html(written_report(), command=COMMAND, at=AT)).find("body")
    assert body is not None
    for script in body.findall("script"):
        script.text = ""
    assert "\n".join(" ".join(part.split()) for part in body.itertext() if part.strip()) == snapshot


def test_every_group_unfolds_to_its_events() -> None:
    report = recorded_report()
    groups = tree(render_html(report)).findall(".//details[@class='group']")
    assert [len(group.findall(".//table/tbody/tr")) for group in groups] == [
        len(losses) for losses in report.loss_groups()
    ]
    mistakes = sum(1 + len(one.also) for one in report.rejections)
    assert sum(len(group.findall(".//table/tbody/tr")) for group in groups) == mistakes


def test_nothing_is_loaded_and_only_its_own_script_runs() -> None:
    text = render_html(evil_report(), show_values=True)
    tags = Tags(text).seen
    assert [attrs for _, attrs in tags if {"src", "srcset", "action", "data", "style"} & set(attrs)] == []
    linked = [attrs["href"] for _, attrs in tags if "href" in attrs]
    ids = {attrs["id"] for _, attrs in tags if "id" in attrs}
    assert linked[0] == "#main"
    assert [one for one in linked if str(one).removeprefix("#") not in ids] == []
    assert [name for _, attrs in tags for name in attrs if name.startswith("on")] == []
    assert [tag for tag, _ in tags if tag in ("link", "iframe", "object", "embed", "base", "form", "img")] == []
    assert [tag for tag, _ in tags].count("script") == 1
    policy = next(str(attrs["content"]) for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy")
    for name in ("script", "style"):
        (inside,) = re.findall(f"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_evil_texts_are_shown_as_text() -> None:
    root = tree(render_html(evil_report(), show_values=True))
    assert len(root.findall(".//details[@class='group']")) == 2 * len(EVIL)
    shown = text_of(root)
    for told in (
        "<script>alert('x')</script>",
        "]]> <!-- --> -->",
        r"\ud800",
        r"\x1b[31m",
        r"\u202e",
        "</style></script>",
    ):
        assert told in shown


def test_landmarks_headings_tables_and_names() -> None:
    root = tree(render_html(recorded_report()))
    body = root.find("body")
    assert body is not None
    assert root.get("lang") == "en"
    assert [child.tag for child in body] == ["header", "main", "footer", "script"]
    assert len(root.findall(".//h1")) == 1
    levels = [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for section in root.findall(".//section"):
        assert section.get("aria-labelledby") in ids
    for table in root.findall(".//table"):
        assert text_of(table.findall("caption")[0])
        assert all(head.get("scope") == "col" for head in table.findall("thead/tr/th"))
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.findall("tbody/tr"))
    for region in root.findall(".//div[@role='region']"):
        assert (bool(region.get("aria-label")), region.get("tabindex")) == (True, "0")
    for picture in root.findall(".//svg"):  # label and count stand beside it as text
        assert picture.get("aria-hidden") == "true"
    assert [label.get("for") for label in root.findall(".//label")] == [
        field.get("id") for field in (*root.findall(".//select"), *root.findall(".//input"))
    ]
    assert root.findall(".//*[@role='status']")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette(theme: str) -> dict[str, str]:
    """The colours of the style sheet: the first block is the light one, the second replaces all of them."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in STYLE.split("prefers-color-scheme", 1)
    )
    assert light.keys() == dark.keys()
    return {"light": light, "dark": dark}[theme]


def test_every_verdict_has_a_badge_and_a_bar_and_print_is_light() -> None:
    for name in VERDICTS:
        assert f".badge.{name} {{ background: var(--{name}); }} .bar.{name} {{ fill: var(--{name}); }}" in STYLE
    assert STYLE.count("@media screen and (prefers-color-scheme: dark)") == STYLE.count("prefers-color-scheme") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_have_the_contrast_that_readers_need(theme: str) -> None:
    colours = palette(theme)
    pairs = [(text, ground) for text in ("text", "quiet", "link") for ground in ("page", "raised")]
    pairs += [("on-verdict", verdict) for verdict in VERDICTS]
    low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
    assert [verdict for verdict in VERDICTS if contrast(colours[verdict], colours["raised"]) < 3] == []


def test_bars_are_in_proportion_and_none_is_invisible() -> None:
    bars = [Bar("a <b>", 400, "written", "fine & well"), Bar("c", 100, "failed"), Bar("d", 1, "failed")]
    chart = ElementTree.fromstring(bar_chart([*bars, Bar("e", 0, "failed")]))
    assert [bar.get("width") for bar in chart.iter("rect")] == ["100", "25", "0.5", "0"]
    assert [" ".join(row.itertext()) for row in chart] == ["a <b> 400 fine & well", "c 100", "d 1", "e 0"]
    assert bar_chart([]) == '<ul class="chart"></ul>'


def test_answer_and_advice_have_a_column_only_where_they_differ() -> None:
    same, other = loss(1, "x"), loss(2, "x", message="Another message.", hint="Another hint.")
    heads = [
        [
            text_of(head)
            for head in tree(render_html(report_of(same, *more), show_values=True)).findall(".//details//th")
        ]
        for more in ((), (other,))
    ]
    assert "Where it differs: response, advice" not in heads[0]
    assert "Where it differs: response, advice" in heads[1]
    row = tree(render_html(report_of(same, same, other), show_values=True)).findall(".//details//tbody/tr")[2]
    assert text_of(row[4]) == "Another message."  # the other hint stands above already


def test_masks_that_differ_by_their_number_alone_make_no_column() -> None:
    rows = report_of(*(loss(number, name) for number, name in enumerate(("Jane Doe", "John Dee"), 1)))
    heads = [
        [text_of(head) for head in tree(render_html(rows, show_values=show)).findall(".//details//th")]
        for show in (False, True)
    ]
    assert ["Where it differs: response, advice" in one for one in heads] == [False, True]


def test_one_group_is_open_from_the_start() -> None:
    opened = [
        [group.get("open") for group in tree(render_html(report)).findall(".//details")]
        for report in (report_of(loss()), report_of(loss(), loss(attribute="seats")))
    ]
    assert opened == [["open"], [None, None]]


AT = datetime(2026, 3, 2, 12, 30, tzinfo=timezone(timedelta(hours=1), "CET"))
COMMAND = "attio-harness check /home/jane.doe/mallory@corp.example.ndjson -m 'my mapping.json' -w w.yaml --format html"


def test_the_version_is_told_and_command_and_time_where_they_are_given() -> None:
    root = tree(render_html(report_of(loss()), command=COMMAND, at=AT))
    (made,) = root.findall(".//dl[@class='made']")
    assert text_of(made) == (
        "Command attio-harness check /home/•••²/m•••@c•••.••• -m 'my mapping.json' -w w.yaml --format html "
        f"Time 2026-03-02 12:30:00 CET Version attio-harness {__version__}"
    )
    (time,) = made.findall(".//time")
    assert time.get("datetime") == "2026-03-02T12:30:00+01:00"
    version = f"Version attio-harness {__version__}"
    shown = tree(render_html(report_of(loss()), command=COMMAND, show_values=True))
    assert [text_of(made) for made in shown.findall(".//dl[@class='made']")] == [f"Command {COMMAND} {version}"]
    plain = tree(render_html(report_of(loss())))
    assert [text_of(made) for made in plain.findall(".//dl[@class='made']")] == [version]


def test_groups_say_what_the_filters_choose_by_and_all_of_them_are_there_without_a_script() -> None:
    root = tree(render_html(full_report(), show_values=True))
    groups = root.findall(".//details[@class='group']")
    assert [[one.get(f"data-{name}") for name in ("verdict", "subscription", "kind", "count")] for one in groups] == [
        ["refused by Attio", "Identify", "validation_type", "2"],
        ["refused by Attio", "Identify", "validation_type", "1"],
        ["refused by Attio", "Identify", "validation_type", "1"],
        ["unresolved", "Group", "value_not_found", "3"],
        ["unresolved", "Company", "value_not_found", "1"],
    ]
    assert [one.get("name") for one in root.findall(".//select")] == ["verdict", "subscription", "kind"]
    # what only works with the script is shown by the script
    assert [element.get("id") for element in root.iter() if element.get("hidden")] == ["tools"]


def test_every_section_is_there() -> None:
    root = tree(render_html(full_report(), show_values=True))
    told = text_of(root)
    for one in (
        "Attio check failed 3 lost, 1 entry could not be read;",
        "3 losses with 4 mistakes of 3 kinds",
        "Unresolved: 3 events depend on records that may be in the CRM already",
        'needs users by user_id', '"mallory@corp.example" × 2', "pull --records users --records companies",
        "Also this event is refused for something else first",
        "Fields that no event filled", "they have $.traits.plan_name",
        "Batches: 7 of 1 to 1,000 events, median 1,000.",
        "Object Created Updated Presumed people 4 1 0 users 3 0 2",
        "10 verdicts on option.title_case, 1 on reference.unique",
    ):  # fmt: skip
        assert one in told
    assert [text_of(head) for head in root.findall(".//section[@aria-labelledby='subscriptions']//thead//th")][-2:] == [
        "Losses", "Unresolved",
    ]  # fmt: skip


def test_what_is_printed_is_unfolded_and_has_no_controls() -> None:
    printed = STYLE.partition("@media print")[2]
    for rule in (
        ".tools, .skip, .ways { display: none; }",
        "details::details-content { content-visibility: visible; }",
        "color-scheme: light",
    ):
        assert rule in printed


def test_many_losses_make_a_page_of_bounded_size() -> None:
    few, many = render_html(large_report(2, 2_100)), render_html(large_report(600, 700))
    assert len(few) < 2_000_000
    assert len(many) < 2_000_000
    groups = tree(few).findall(".//details[@class='group']")
    assert [len(group.findall(".//table/tbody/tr")) for group in groups] == [1_000, 1_000]
    assert "50 more events not listed here; all of them are with --format json." in text_of(groups[0])
    assert "100 more kinds with 100 losses are not listed here" in text_of(tree(many))


def test_a_page_without_losses_has_no_search_and_says_so() -> None:
    root = tree(render_html(report_of(events=2, verdicts={"written": 2})))
    assert text_of(root.findall(".//h1")[0]) == "Attio check passed"
    assert root.findtext(".//title") == "Attio check passed: nothing is lost"
    assert (root.findall(".//script"), root.findall(".//input")) == ([], [])
    assert "may hold personal data" in text_of(tree(render_html(report_of(loss()), show_values=True)))
