"""Phone numbers as the public form takes them: which country a number of several countries gets, and what is said of one that is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio

PHONES: dict[str, Any] = {
    "objects": [{"api_slug": "ships", "attributes": [{"api_slug": "phone", "type": "phone-number"}]}]
}


@pytest.mark.parametrize(
    ("number", "given", "country"),
    [
        ("+15555550123", None, "US"),
        ("+15555550123", "CA", "CA"),
        ("+447700900123", "JE", "JE"),
        ("+15555550123", "GB", "US"),
        ("+12125550123", "CA", "US"),
    ],
    ids=[
        "the main one of its code",
        "given",
        "given, of another code",
        "given, but of another code",
        "known by its area",
    ],
)
def test_a_number_that_no_area_places_gets_the_country_that_is_given_with_it(
    number: str, given: str | None, country: str
) -> None:
    sent: Any = number if given is None else {"original_phone_number": number, "country_code": given}
    attio = Attio(PHONES)

    assert attio.create("ships", {"phone": [sent]}).status == 200

    (row,) = attio.plain("ships")
    assert row["phone"] == [{"original_phone_number": number, "phone_number": number, "country_code": country}]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("+15555550123 ", "a phone number without blanks around it"),
        ("\uff0b15555550123", "a phone number in one line of digits and the signs + ( ) - . /"),
        ("+80012345678", "a phone number of a country"),
        ("12", "a phone number in E.164 format, starting with +"),
    ],
    ids=["blanks", "another plus", "of no country", "too short"],
)
def test_a_number_that_is_none_is_refused_with_what_would_have_passed(sent: str, expected: str) -> None:
    attio = Attio(PHONES)

    refused = attio.create("ships", {"phone": [sent]})

    message = "Invalid phone number, possibly due to missing country information"
    assert (refused.status, refused.body["code"]) == (400, "validation_type")
    assert refused.body["validation_errors"] == [
        {"code": "invalid", "path": ["original_phone_number"], "message": message}
    ]
    (row,) = attio.emulator.ledger
    assert (row["attribute"], row["expected"], row["pointer"]) == ("phone", expected, "/data/values/phone/0")


def test_a_country_that_the_number_contradicts_is_named_where_that_is_refused() -> None:
    attio = Attio({**PHONES, "assumptions": {"phone.country_code": "refuse"}})

    refused = attio.create("ships", {"phone": [{"original_phone_number": "+12125550123", "country_code": "CA"}]})

    assert (refused.status, refused.body["validation_errors"]) == (
        400,
        [{"code": "invalid", "path": ["country_code"], "message": "Expected the country_code of the number, US"}],
    )
