"""The countries of locations and phone numbers are those of Attio's document, and what people call them is one of these."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from attio_emulator.types.countries import _ALSO, CODES, named

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.contract import MISSING, VARIABLES

THINGS: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "things",
            "attributes": [{"api_slug": "place", "type": "location"}, {"api_slug": "phone", "type": "phone-number"}],
        }
    ]
}
NOWHERE = dict.fromkeys(
    ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "latitude", "longitude")
)


def listed(node: Any) -> Iterator[frozenset[str]]:
    """Every list of codes of a document."""
    if isinstance(node, dict):
        codes = node["country_code"].get("enum") if isinstance(node.get("country_code"), dict) else None
        if codes is not None:
            yield frozenset(code for code in codes if code is not None)
        node = [*node.values()]
    if isinstance(node, list):
        for one in node:
            yield from listed(one)


@pytest.mark.parametrize("variable", VARIABLES.values())
def test_the_codes_are_those_of_the_document(variable: str) -> None:
    path = os.environ.get(variable)
    if path is None:
        pytest.skip(MISSING)
    assert set(listed(orjson.loads(Path(path).read_bytes()))) == {CODES}


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_location_and_a_number_take_every_code(code: str) -> None:
    attio = Attio(THINGS)
    number = {"original_phone_number": "+15558675309", "country_code": code}

    answer = attio.create("things", {"place": {**NOWHERE, "country_code": code}, "phone": number})

    assert answer.status == 200
    (row,) = attio.plain("things")
    assert row["place"][0]["country_code"] == code
    assert row["phone"][0]["country_code"] in CODES


@pytest.mark.parametrize("code", ["TA", "UK", "EU", "us", "001", ""])
@pytest.mark.parametrize("slug", ["place", "phone"])
def test_another_code_is_refused(code: str, slug: str) -> None:
    number = {"original_phone_number": "+15558675309", "country_code": code}
    sent: Any = {**NOWHERE, "country_code": code} if slug == "place" else number

    answer = Attio(THINGS).create("things", {slug: sent})

    row = {"code": "invalid", "path": ["country_code"], "message": "Expected a country_code of ISO 3166-1 alpha-2, such as US"}  # fmt: skip
    assert (answer.status, answer.body["validation_errors"]) == (400, [row])


@pytest.mark.parametrize("number", ["+2908123", "+29082345"])
def test_a_number_of_a_place_without_a_code_is_of_the_country_whose_calling_code_it_has(number: str) -> None:
    attio = Attio(THINGS)

    assert attio.create("things", {"phone": number}).status == 200

    assert attio.plain("things")[0]["phone"][0]["country_code"] == "SH"  # Tristan da Cunha has the code of Saint Helena


def test_what_people_write_as_well_is_a_country_and_hides_no_other() -> None:
    assert {*_ALSO.values()} <= CODES
    assert [name for name in _ALSO if name != name.casefold()] == []
    assert (named("United States"), named("uSa"), named("Utopia"), named("")) == ("US", "US", None, None)
