"""Blanks, line breaks and other space around a value: no part of it, and refused or cut off (assumed: `value.blanks`)."""

from __future__ import annotations

import pytest

from tests.attio_emulator.calls import Answer, Attio, assertion, plain_value
from tests.attio_emulator.types.type_cases import WORKSPACE

SPACES = (" ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u2028")
VALUES = {
    "actor": "alice@attio.com",
    "date": "2024-05-01",
    "domain": "acme.com",
    "email": "ann@acme.com",
    "phone": "+12125551234",
    "pipeline": "open",
    "select": "open",
    "timestamp": "2024-05-01T12:00:00Z",
    "to_people": "person@example.com",
    "to_companies": "app.attio.com",
}
"""An attribute of each type that takes none, and a value as text in both forms."""
PUBLIC = {"currency": "12.5", "checkbox": "true"}
"""Those that only the documented API takes as text."""
KEPT = {"text": "a", "name": "Lovelace, Ada"}
"""Those whose values may have blanks around."""
CASES = [(form, slug, value) for form in ("simple", "public", "batch") for slug, value in VALUES.items()]
CASES += [("public", slug, value) for slug, value in PUBLIC.items()]


def write(attio: Attio, form: str, slug: str, value: str) -> Answer:
    sent = {"key": "k", slug: value}
    if form == "batch":
        before = len(attio.emulator.ledger)
        attio.batch(assertion("things", "key", sent))
        dropped = attio.emulator.ledger[before:]
        return Answer(400, {"code": dropped[0]["code"]}) if dropped else Answer(200, {})
    return attio.simple("things", "key", sent) if form == "simple" else attio.public("things", "key", sent)


@pytest.mark.covers("value.blanks")
@pytest.mark.parametrize(("form", "slug", "value"), CASES, ids=[f"{one[0]}-{one[1]}" for one in CASES])
def test_space_around_a_value(form: str, slug: str, value: str) -> None:
    plain, trimming = Attio(WORKSPACE), Attio(WORKSPACE, assumptions={"value.blanks": "trim"})
    assert write(plain, form, slug, value).status == 200
    (shown,) = plain.plain("things")[1][slug]
    for space in SPACES:
        for odd in (value + space, space + value, space + value + space):
            answer = write(plain, form, slug, odd)
            expected = "value_not_found" if slug in ("actor", "pipeline", "select") else "validation_type"
            assert (answer.status, answer.body["code"]) == (400, expected), repr(odd)
            assert write(trimming, form, slug, odd).status == 200, repr(odd)
            assert trimming.plain("things")[1][slug] == [shown], repr(odd)
    assert plain.plain("things")[1][slug] == [shown]


@pytest.mark.parametrize("setting", ["refuse", "trim"])
@pytest.mark.parametrize("slug", KEPT)
def test_text_and_names_are_taken_with_space_around(slug: str, setting: str) -> None:
    attio = Attio(WORKSPACE, assumptions={"value.blanks": setting})
    for space in SPACES:
        answer = write(attio, "public", slug, f"{space}{KEPT[slug]}{space}")
        (shown,) = map(plain_value, answer.body["data"]["values"][slug])
        assert shown == (
            f"{space}a{space}"
            if slug == "text"
            else {"first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada Lovelace"}
        )


@pytest.mark.parametrize("setting", ["refuse", "trim"])
def test_a_title_with_a_blank_is_found_by_it(setting: str) -> None:
    attio = Attio(
        {
            "assumptions": {"value.blanks": setting},
            "objects": [{"api_slug": "boats", "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, {"api_slug": "plan", "type": "select", "options": ["open ", "open"]}]}],
        }
    )  # fmt: skip
    for title in ("open ", "open"):
        answer = attio.simple("boats", "key", {"key": "b", "plan": title})
        assert [one["option"]["title"] for one in answer.body["data"]["values"]["plan"]] == [title]
