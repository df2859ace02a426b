"""Amounts and domains as the documented API takes them as text: up to which decimals and sizes, and with which parts of an address around."""

from __future__ import annotations

import pytest

from tests.attio_emulator.calls import Attio

WORKSPACE = {
    "objects": [
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                {"api_slug": "site", "type": "domain"},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("sent", "kept"), [("12.3456", 12.3456), ("12.34560", 12.3456), ("12.34567", None), ("0.0001", 0.0001), ("-7", -7)]
)
def test_an_amount_has_four_decimals_at_most(sent: str, kept: float | None) -> None:
    attio = Attio(WORKSPACE)

    answer = attio.create("ships", {"price": sent})

    assert answer.status == (400 if kept is None else 200), answer.body
    shown = [] if kept is None else [[{"currency_code": "EUR", "currency_value": kept}]]
    assert [row["price"] for row in attio.plain("ships")] == shown
    if kept is None:
        assert attio.emulator.ledger[-1]["expected"] == "a number with at most 4 decimals"


def test_an_amount_is_one_that_a_float_can_hold() -> None:
    attio = Attio(WORKSPACE)

    assert attio.create("ships", {"price": "1" + "0" * 400}).status == 400

    assert attio.emulator.ledger[-1]["expected"] == "a number that a 64 bit float can hold"


@pytest.mark.parametrize(
    "sent", ["acme.com", "https://acme.com/about?a#b", "HTTPS://acme.com", "Git+SSH://acme.com#x", "acme.com?x/y"]
)
def test_a_domain_is_what_an_address_has_of_it(sent: str) -> None:
    attio = Attio(WORKSPACE)

    assert attio.create("ships", {"site": sent}).status == 200

    assert [row["site"] for row in attio.plain("ships")] == [[{"domain": "acme.com", "root_domain": "acme.com"}]]
