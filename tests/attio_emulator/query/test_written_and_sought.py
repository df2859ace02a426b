"""Whoever asks for what he wrote, in the form in which he wrote it, finds the record: a filter reads values as a write does."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request
from hypothesis import example, given
from hypothesis import strategies as st

from tests.attio_emulator.calls import Answer, Attio

KINDS: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "things",
            "attributes": [
                {"api_slug": name, "type": name}
                for name in ("number", "currency", "rating", "checkbox", "date", "timestamp", "text")
            ]
            + [{"api_slug": "unique", "type": "number", "is_unique": True}],
        }
    ]
}


def sent(attio: Attio, path: str, body: bytes) -> Answer:
    """The answer to a POST of this text; it may hold numbers that `ask` does not write."""
    headers = {"content-type": "application/json"}
    response = attio.emulator.handle(Request.make("POST", path, headers=headers, body=body, token="t"))
    return Answer(response.status, response.json())


def found(attio: Attio, object: str, slug: str, condition: Any) -> list[str]:
    answer = attio.ask("POST", f"/v2/objects/{object}/records/query", {"filter": {slug: condition}})
    assert answer.status == 200, answer.body
    return [one["id"]["record_id"] for one in answer.body["data"]]


@pytest.mark.parametrize(
    ("object", "slug", "value"),
    [
        ("companies", "domains", "EXAMPLE.org"),
        ("companies", "domains", "M\u00fcnchen.de"),
        ("companies", "domains", "fa\u00df.de"),
        ("people", "email_addresses", "A.B+c@Example.ORG"),
        ("people", "email_addresses", "\u00dc@m\u00fcnchen.de"),
        ("things", "date", "2023"),
        ("things", "date", "2023-01-02T23:00:00-10:00"),
        ("things", "timestamp", "2023-01-02 10:00"),
        ("things", "timestamp", "2023-01-02T10:00:00.123456789+02"),
        ("things", "rating", 3.0),
        ("things", "checkbox", True),
        ("things", "text", "e\u0301"),
        ("people", "phone_numbers", "+442079460000"),
    ],
)
def test_a_value_is_found_by_what_was_written(object: str, slug: str, value: Any) -> None:
    attio = Attio(KINDS)
    made = attio.create(object, {slug: [value]})
    assert made.status == 200, made.body

    assert found(attio, object, slug, value) == [made.body["data"]["id"]["record_id"]]


@pytest.mark.parametrize("slug", ["number", "currency", "unique"])
@example(number=2**53 + 1)
@example(number=2**63 + 1)
@example(number=-(2**64) - 1)
@given(number=st.integers(-(2**64), 2**64 - 1))
def test_a_whole_number_that_is_no_double_is_the_double_that_it_was_written_as(slug: str, number: int) -> None:
    attio = Attio(KINDS)
    body = b'{"data":{"values":{"%b":%d}}}' % (slug.encode(), number)
    assert sent(attio, "/v2/objects/things/records", body).status == 200

    for text in (b"%d", b'{"$eq":%d}', b'{"$lte":%d}', b'{"$gte":%d}'):
        asked = b'{"filter":{"%b":%b}}' % (slug.encode(), text % number)
        answer = sent(attio, "/v2/objects/things/records/query", asked)
        assert (answer.status, len(answer.body["data"])) == (200, 1), asked


PART = ("$contains", "$starts_with", "$ends_with")


@pytest.mark.parametrize(
    ("slug", "value", "part", "passes"),
    [
        # a plus is the first sign of a number and of nothing else
        ("phone_numbers", "+442079460001", "+1", ()),
        ("phone_numbers", "+442079460001", "1", ("$contains", "$ends_with")),
        ("phone_numbers", "+442079460001", "+44", ("$contains", "$starts_with")),
        ("phone_numbers", "+442079460001", "44", ("$contains", "$starts_with")),
        ("phone_numbers", "+442079460001", "+442079460001", PART),
        ("phone_numbers", "+442079460001", "442079460001", PART),
        ("phone_numbers", "+442079460001", "+0001", ()),
        # a part of an address may be of either side of the @
        ("email_addresses", "Jos\u00e9@m\u00fcnchen.de", "JOS\u00c9", ("$contains", "$starts_with")),
        ("email_addresses", "Jos\u00e9@m\u00fcnchen.de", "jose\u0301@", ("$contains", "$starts_with")),
        ("email_addresses", "Jos\u00e9@m\u00fcnchen.de", "M\u00fcnchen.de", ("$contains", "$ends_with")),
        ("email_addresses", "Jos\u00e9@m\u00fcnchen.de", "@m\u00fcnchen.de", ("$contains", "$ends_with")),
    ],
)
def test_a_part_of_a_value_is_sought_as_it_is_written(
    slug: str, value: str, part: str, passes: tuple[str, ...]
) -> None:
    attio = Attio(KINDS)
    attio.create("people", {slug: [value]})

    assert tuple(sign for sign in PART if found(attio, "people", slug, {sign: part})) == passes
