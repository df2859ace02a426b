"""Every attribute type in both forms with every kind of value that does not fit, and with the values at its edges.

A refusal has Attio's envelope and names the attribute, what was found and what was expected; nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
import pytest
from attio_emulator import Request
from attio_emulator.errors import as_sent
from attio_emulator.types import TYPES
from attio_emulator.undone import undone

from tests.attio_emulator.calls import Answer, Attio
from tests.attio_emulator.types.bad_values import CLEARING, EDGES, KINDS, SLUGS, TAKEN
from tests.attio_emulator.types.type_cases import NORMAL, PUBLIC, WORKSPACE

FORMS = ("simple", "public")
ATTRIBUTES = WORKSPACE.objects["things"].attributes
CASES = [(form, slug, kind) for form in FORMS for slug in SLUGS for kind in KINDS]
CLEARED = [
    (form, slug, kind) for form in FORMS for slug in SLUGS for kind in CLEARING if (form, kind) != ("public", "null")
]
RAW = ("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400)
EDGE_CASES = [
    (form, edge.slug, value, fits)
    for edge in EDGES
    for form in ([edge.form] if edge.form else FORMS)
    for values, fits in ((edge.inside, True), (edge.outside, False))
    for value in values
]


@cache
def _start() -> tuple[Attio, dict[str, Any]]:
    attio = Attio(WORKSPACE)
    return attio, attio.stored()


@pytest.fixture
def attio() -> Iterator[Attio]:
    attio, _ = _start()
    with undone(attio.emulator.core.store):
        yield attio


def write(attio: Attio, form: str, slug: str, value: Any) -> Answer:
    call = attio.simple if form == "simple" else attio.public
    return call("things", "key", {"key": "k", slug: value})


def refused(attio: Attio, slug: str, value: Any, answer: Answer) -> None:
    """The answer and the ledger say what was wrong, and nothing is stored."""
    assert (answer.status, answer.body["status_code"], answer.body["type"]) == (400, 400, "invalid_request_error"), (
        answer
    )
    row, last = attio.emulator.ledger[-1], attio.emulator.last_refusal
    assert last is not None
    assert (row["attribute"], row["code"], row["message"]) == (slug, answer.body["code"], answer.body["message"])
    assert row["expected"]
    assert row["pointer"].startswith(f"/data/values/{slug}")
    if answer.body["code"] == "value_not_found":
        texts = value if isinstance(value, list) else [value]
        assert any(f'"{text}"' in answer.body["message"] for text in texts)
    else:
        assert answer.body["code"] == "validation_type"
        assert answer.body["message"] == f'An invalid value was passed to attribute with slug "{slug}".'
        told(slug, last.found, row["expected"], answer.body["validation_errors"])
    assert attio.stored() == _start()[1]


def told(slug: str, found: Any, expected: str, rows: list[dict[str, Any]]) -> None:
    """The rows begin inside of the value: members that are wrong or not there, or what would have passed."""
    kind = ATTRIBUTES[slug].type
    if kind == "phone-number" and rows[0]["path"]:
        assert rows == [{"code": "invalid", "path": ["original_phone_number"], "message": NO_NUMBER}]
    elif kind in MEMBERS and isinstance(found, dict) and (rows[0]["path"] or rows[0]["code"] == "unrecognized_keys"):
        missing = [[one] for one in MEMBERS[kind] if one not in found]
        assert [row["path"] for row in rows if row.get("received") == "undefined"] == missing
        assert {one for row in rows for one in row["path"]} <= set(MEMBERS[kind])
    else:
        (row,) = rows
        assert row["path"] == []
        assert row["message"] == f"Expected {expected}, found {as_sent(found)}"


NO_NUMBER = "Invalid phone number, possibly due to missing country information"
MEMBERS = {
    "personal-name": ("first_name", "last_name", "full_name"),
    "location": (
        "line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude",
    ),
}  # fmt: skip
"""Types whose values have members that must be there."""


@pytest.mark.covers("envelope", "value.rows")
@pytest.mark.parametrize(("form", "slug", "kind"), CASES, ids=["-".join(one) for one in CASES])
def test_a_kind_of_value_that_does_not_fit(attio: Attio, form: str, slug: str, kind: str) -> None:
    answer = write(attio, form, slug, KINDS[kind])
    if kind in TAKEN.get((form, slug), ()):
        assert answer.status == 200
        assert len(answer.body["data"]["values"][slug]) == 1
    else:
        refused(attio, slug, KINDS[kind], answer)


@pytest.mark.covers("write.empty_list", "write.null")
@pytest.mark.parametrize(("form", "slug", "kind"), CLEARED, ids=["-".join(one) for one in CLEARED])
def test_what_unsets_a_value(attio: Attio, form: str, slug: str, kind: str) -> None:
    table = NORMAL if form == "simple" or slug not in {one[0] for one in PUBLIC} else PUBLIC
    value = next((one[1] for one in table if one[0] == slug), None)
    if value is not None:
        assert write(attio, form, slug, value).body["data"]["values"][slug]
    answer = write(attio, form, slug, CLEARING[kind])
    assert (answer.status, answer.body["data"]["values"][slug]) == (200, [])


@pytest.mark.parametrize("slug", SLUGS)
def test_null_is_no_value_in_the_documented_api(attio: Attio, slug: str) -> None:
    answer = write(attio, "public", slug, None)
    assert answer == (
        400,
        {
            "status_code": 400,
            "type": "invalid_request_error",
            "code": "validation_type",
            "message": "Body payload validation error.",
            "validation_errors": [{"code": "invalid", "path": ["data", "values", slug], "message": "Invalid input"}],
        },
    )
    row = attio.emulator.ledger[-1]
    told = {name: row[name] for name in ("attribute", "code", "expected", "pointer")}
    assert told == {
        "attribute": slug,
        "code": "validation_type",
        "expected": "a value, or an empty list to unset the attribute",
        "pointer": f"/data/values/{slug}",
    }
    assert attio.stored() == _start()[1]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_json_cannot_have(attio: Attio, form: str, slug: str) -> None:
    path = "/v2/objects/things/records" + ("/simple" if form == "simple" else "")
    headers = {"content-type": "application/json"}
    for raw in RAW:
        body = orjson.dumps({"data": {"values": {"key": "k", slug: "HERE"}}}).replace(b'"HERE"', raw.encode())
        request = Request.make("PUT", path, query={"matching_attribute": "key"}, headers=headers, body=body, token="t")
        answer = attio.emulator.handle(request)
        told = answer.json()
        message = "Body payload validation error."
        assert (answer.status, told["code"], told["message"]) == (400, "validation_type", message), raw
        assert told["validation_errors"][0]["message"].startswith("The body is not JSON: ")
    assert attio.stored() == _start()[1]


@pytest.mark.parametrize(
    ("form", "slug", "value", "fits"), EDGE_CASES, ids=[f"{one[0]}-{one[1]}-{repr(one[2])[:40]}" for one in EDGE_CASES]
)
def test_the_edges_of_a_type(attio: Attio, form: str, slug: str, value: Any, fits: bool) -> None:
    answer = write(attio, form, slug, value)
    if fits:
        assert answer.status == 200, answer
    else:
        refused(attio, slug, value, answer)


def test_every_type_is_there_with_every_kind_in_both_forms() -> None:
    types = {ATTRIBUTES[slug].type for slug in SLUGS}
    assert types == set(TYPES) - {"interaction"}  # no attribute of this type can be written
    several = {one.type for one in ATTRIBUTES.values() if one.is_multiselect}
    assert {ATTRIBUTES[slug].type for slug in SLUGS if ATTRIBUTES[slug].is_multiselect} == several
    bad = Counter(
        (ATTRIBUTES[slug].type, form) for form, slug, kind in CASES if kind not in TAKEN.get((form, slug), ())
    )
    assert set(bad) == {(type, form) for type in types for form in FORMS}
    assert min(bad.values()) >= 10
    assert {ATTRIBUTES[edge.slug].type for edge in EDGES} == types
    assert sum(bad.values()) + sum(not one[3] for one in EDGE_CASES) >= 400
