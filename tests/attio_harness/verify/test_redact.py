"""What may stand in a file that is sent to somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.verify import Redactor

from .runs import MARKER, TOKEN

ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def redactor() -> Redactor:
    return Redactor([TOKEN, "Bluth Company", "bluth", ""], MARKER)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"Bearer {TOKEN}", "Bearer (hidden)"),
        ({"workspace_name": "Bluth Company", "slug": "bluth"}, {"workspace_name": "(hidden)", "slug": "(hidden)"}),
        ("Welcome to BLUTH COMPANY.", "Welcome to (hidden)."),
        ("bluthian", "bluthian"),
        ([ONE, f"a {TWO} and {ONE.upper()}"], ["(id 1)", "a (id 2) and (id 1)"]),
        ({"secret": "0123", "access_token": None}, {"secret": "(secret)", "access_token": None}),
        ({"signed_url": "https://a.com/f?signature=1", "client_secret": "4"}, {"signed_url": "(secret)", "client_secret": "(secret)"}),
        ("jane@acme.com", "(address)"),
        (f"joe@x{MARKER}.com", f"joe@x{MARKER}.com"),
        ({"web_url": f"https://app.attio.com/acme/person/{ONE}"}, {"web_url": "https://app.attio.com/(workspace)/person/(id 1)"}),
        ("2026-11-27T20:00:00.123000000Z", "(time)"),
        ("2026-11-27T20:00:00.123Z", "2026-11-27T20:00:00.123Z"),
        ((1, None, True, 1.5), [1, None, True, 1.5]),
    ],
)  # fmt: skip
def test_what_is_shown_of_a_value(value: Any, shown: Any) -> None:
    assert redactor().value(value) == shown


def test_the_name_of_a_workspace_without_one_is_a_word() -> None:
    said = "the object users is not activated in this workspace"
    assert Redactor([TOKEN, "Workspace", "workspace"], MARKER).text(said) == said


def test_a_name_of_two_letters_is_not_looked_for_everywhere() -> None:
    assert Redactor(["ab", "Ab"], MARKER).value("ab") == "ab"
