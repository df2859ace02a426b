"""Masking: what stays, what becomes a shape, and that nothing masked comes back through a message, a hint or a format."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from typing import Any

import pytest
from attio_harness.report.github_form import render_github
from attio_harness.report.html_form import render_html
from attio_harness.report.junit_form import render_junit
from attio_harness.report.kinds import kinds_of
from attio_harness.report.markdown_form import render_markdown
from attio_harness.report.masking import Secret, mask_found, mask_slug, mask_text, mask_value, mask_why
from attio_harness.report.sarif_form import render_sarif
from attio_harness.verdicts import Read, Report
from hypothesis import given
from hypothesis import strategies as st

from .report_cases import LOST, PERSONAL, loss, recorded_report, report_of, small_report

FORMS: list[Callable[..., str]] = [render_junit, render_sarif, render_github, render_markdown, render_html]


@pytest.mark.parametrize(
    ("value", "type", "path", "masked"),
    [
        (None, None, "$.traits.email", None),
        (True, "checkbox", "$.traits.x", True),
        (42, None, "$.traits.x", 42),
        (1200.25, "currency", "$.traits.x", 1200.25),
        (14155550132, None, "$.traits.x", "•••••••••••"),
        (14155550132, "number", "$.traits.x", 14155550132),
        (4155550, "phone-number", "$.traits.x", "•••••••"),
        (1979, None, "$.traits.birth_year", "••••"),
        ("$1,200.25", "currency", "$.traits.x", "$1,200.25"),
        ("12", "number", "$.traits.x", "12"),
        ("12", "number", "$.traits.zip", "••"),
        ("12 seats", "number", "$.traits.x", "•• s•••"),
        ("Enterprise+", "select", "$.traits.plan", "Enterprise+"),
        ("Trial (30 days)", "status", "$.traits.plan", "Trial (30 days)"),
        ("Jane Doe", "select", "$.traits.fullName", "J••• D•••"),
        ("jane@acme.com", "select", "$.traits.plan", "j•••@a•••.com"),
        ("+14155550132", "select", "$.traits.plan", "+•••••••••••"),
        ("a title that is far too long to be the title of one option", "select", "$.traits.plan",
         "••• t••• t••• ••• f••• t••• l••• ••• ••• t••• t••• ••• o••• o•••"),
        ("Enterprise+", "text", "$.traits.plan", "E•••+"),
        ("yes", "checkbox", "$.traits.x", "yes"),
        ("perhaps", "checkbox", "$.traits.x", "p•••"),
        ("jane@acme.com", None, "$.traits.x", "j•••@a•••.com"),
        ("j.d@mail.acme.co.uk", None, "$.traits.x", "j•••@m•••.uk"),
        ("me@x.io", None, "$.traits.x", "•••@•••.io"),
        ("jane@", "email-address", "$.traits.x", "j•••@"),
        ("Jane <jane@acme.com>", None, "$.traits.x", "J••• <j•••@a•••.c•••>"),
        ("acme.com", "domain", "$.traits.x", "a•••.com"),
        ("https://www.acme.com/about?ref=jane", "domain", "$.traits.x", "https://w•••.com/•••"),
        ("(415) 555-0132", "phone-number", "$.traits.x", "(•••) •••-••••"),
        ("31/12/1979", "date", "$.traits.x", "••/••/••••"),
        ("Jane Doe", "personal-name", "$.traits.x", "J••• D•••"),
        ("李 Li 山田太郎", "personal-name", "$.traits.x", "••• ••• •••"),
        ("Žofie Ærø", "personal-name", "$.traits.x", "Ž••• Æ•••"),
        ("", "text", "$.traits.x", ""),
        ("   ", "text", "$.traits.x", "   "),
        ({"first_name": "Jane", "age": 44, "Jane Doe": 1, "phone": 123}, None, "$.traits.x",
         {"first_name": "J•••", "age": 44, "J••• D•••": 1, "phone": "•••"}),
        (["Jane", ["Doe", None]], None, "$.traits.x", ["J•••", ["D•••", None]]),
        ("x" * 300, None, "$.traits.x", "x•••…"),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_what_stays_and_what_becomes_a_shape(value: Any, type: str | None, path: str, masked: Any) -> None:
    before = json.dumps(value)
    assert mask_value(value, type=type, paths=(path,)) == masked
    assert json.dumps(value) == before


def test_what_the_mapping_itself_wrote_stays_where_it_is_a_slug() -> None:
    written = ["deals", "matching_attribute", "alice@acme.com", "Jane Doe"]
    assert mask_value(written, literal=True) == ["deals", "matching_attribute", "a•••@a•••.com", "J••• D•••"]
    assert [mask_slug(slug) for slug in ("plan", "Jane Doe", "jane@acme.com", None)] == [
        "plan",
        "J••• D•••",
        "j•••@a•••.com",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "secret", "masked"),
    [
        ('Cannot find option title "Jane Doe".', "Jane Doe", 'Cannot find option title "J••• D•••".'),
        ("Write 'Last, First' ('Doe, Jane' here)", "Jane Doe", "Write 'Last, First' ('D•••, J•••' here)"),
        ("country code: +14155550132 if this", "415 555 0132", "country code: +••••••••••• if this"),
        ("such as +15558675309.", "415 555 0132", "such as +15558675309."),
        ("such as 'person@example.com'.", "jane@", "such as 'person@example.com'."),
        ("such as 'person@example.com'.", "person@example.com", "such as 'p•••@e•••.com'."),
        ("Did you mean alice@acme.com?", "alicia@acme.com", "Did you mean a•••@a•••.com?"),
        ("for example '1979-12-31'.", "31/12/1979", "for example '••••-••-••'."),
        ("Send the host alone: 'www.acme.io'.", "https://www.acme.io/x", "Send the host alone: 'w•••.io'."),
        ("a number, not a text (12 here).", "12 seats", "a number, not a text (•• here)."),
        ('Send a number, not "a".', "a", 'Send a number, not "•••".'),
        ("with `- Bob` under its options", "Bob", "with `- B•••` under its options"),
        (r'the value "a\"b\u0301cdef"', 'a"b\u0301cdef', 'the value "•••"b•••"'),
        ("template '{{traits.last_name}}, {{traits.first_name}}'", "Jane Doe",
         "template '{{traits.last_name}}, {{traits.first_name}}'"),
    ],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_a_text_loses_the_secret_also_when_it_was_rearranged(text: str, secret: str, masked: str) -> None:
    assert mask_text(text, [Secret(secret, mask_value(secret))]) == masked


@given(
    st.text(alphabet=string.ascii_letters + " äøчל山", min_size=5, max_size=60).filter(
        lambda text: len(text.strip()) > 4
    )
)
def test_no_text_of_letters_survives_quoted(secret: str) -> None:
    masked = mask_text(
        f'Cannot find "{secret}" or {secret!r}: {json.dumps(secret)}.', [Secret(secret, mask_value(secret))]
    )
    assert secret not in masked
    assert secret.strip() not in masked


def test_names_of_the_schema_stay_in_a_message() -> None:
    text = 'An invalid value "seats 12" was passed to attribute with slug "seats".'
    masked = 'An invalid value "s••• ••" was passed to attribute with slug "{}".'
    secret = Secret("12 seats", "•• s•••")
    assert mask_text(text, [secret], keep=["seats"]) == masked.format("seats")
    assert mask_text(text, [secret]) == masked.format("s•••")


def test_a_huge_text_is_cut_after_its_secrets_are_gone() -> None:
    secret = "Jane Doe " * 100_000
    masked = mask_text(f'Cannot find "{secret}".', [Secret(secret, mask_value(secret))])
    assert "Jane" not in masked
    assert len(masked) < 200
    assert len(mask_text("a" * 1_000_000 + "@", [Secret("Jane Doe", "J••• D•••")])) == 2001


def test_clauses_keep_event_names_and_lose_what_traits_hold() -> None:
    assert [
        mask_found(*given)
        for given in (
            ('"Signed Up"', 'event = "Sign Up"'),
            ('"jane@acme.com"', 'event = "Sign Up"'),
            ('"Jane Doe"', 'traits.event = "x"'),
            ('"page"', 'type = "identify"'),
            ("12", "traits.seats > 20"),
            ("nothing", "userId"),
            ('{"name":"Jane"}', "traits"),
        )
    ] == ['"Signed Up"', '"j•••@a•••.com"', '"J••• D•••"', '"page"', "12", "nothing", '{"name": "J•••"}']
    assert (
        mask_why("expected an event (a dict), found 'Jane Doe'") == "expected an event (a dict), found something else"
    )
    assert mask_why("expected an event (a JSON object), found a number").endswith("found a number")


def _readable(text: str, secret: str) -> bool:
    """A page has digests and numbers of its own: a secret counts where no letter or digit touches it."""
    return re.search(rf"(?<![0-9a-z]){re.escape(secret)}(?![0-9a-z])", text.lower()) is not None


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_no_form_shows_personal_data_unless_asked(render: Callable[..., str]) -> None:
    report = small_report()
    masked, shown = render(report), render(report, show_values=True)
    assert [secret for secret in PERSONAL if _readable(masked, secret)] == []
    assert [secret for secret in PERSONAL if not _readable(shown, secret)] == []
    assert "Enterprise+" in masked


@pytest.mark.parametrize("render", FORMS, ids=lambda render: render.__name__)
def test_no_address_of_the_recordings_is_in_a_masked_report(render: Callable[..., str]) -> None:
    report = recorded_report()
    addresses = {
        value for one in report.rejections for read in one.reads for value in [read.value] if "@" in str(value)
    }
    text = render(report)
    assert len(addresses) > 5
    assert [address for address in addresses if address in text] == []


def test_names_that_events_supply_are_masked_as_well() -> None:
    given = loss(
        text="Free",
        object="Jane Doe",
        attribute="jane@acme.com",
        partial=("Mary Major",),
        message='Cannot find attribute with slug/ID "jane@acme.com" on Jane Doe.',
        hint="Create jane@acme.com on Jane Doe.",
        reads=(Read(path="$.traits", value={"jane@acme.com": "Free"}),),
    )
    (kind,) = kinds_of(report_of(given))
    one = kind.first
    assert (kind.title, one.partial) == ("J••• D•••.j•••@a•••.com (text)", ("M••• M•••",))
    assert one.message == 'Cannot find attribute with slug/ID "j•••@a•••.com" on J••• D•••.'
    assert one.hint == "Create j•••@a•••.com on J••• D•••."


def test_kinds_and_fingerprints_are_the_same_masked_and_shown_and_from_run_to_run() -> None:
    first = kinds_of(small_report())
    shown = kinds_of(small_report(), show_values=True)
    assert [kind.fingerprint for kind in first] == [kind.fingerprint for kind in shown]
    assert len({kind.fingerprint for kind in first}) == len(first) == 8
    assert sum(kind.count for kind in first) == len(LOST)
    again = kinds_of(report_of(loss(1, "a"), loss(5, "b", mapping_line=99)))
    assert [kind.fingerprint for kind in again] == [kinds_of(report_of(loss(9, "c")))[0].fingerprint]


def test_the_report_itself_is_left_as_it_was() -> None:
    report: Report = small_report()
    before = report.to_dict()
    for render in FORMS:
        render(report)
    assert report.to_dict() == before
