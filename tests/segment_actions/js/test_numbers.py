"""Numbers: how they are printed and read. The values are those of Node 20."""

from __future__ import annotations

import math

import pytest
from segment_actions import js


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (0.0001, "0.0001"), (1e-5, "0.00001"),
        (1e-6, "0.000001"), (-1.5e-7, "-1.5e-7"), (1e-7, "1e-7"), (123456789.125, "123456789.125"),
        (1e16, "10000000000000000"), (123456789012345680000.0, "123456789012345680000"), (-1e20, "-100000000000000000000"),
        (1e21, "1e+21"), (1.25e21, "1.25e+21"), (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2**53 - 1, "9007199254740991"), (2**53 + 2, "9007199254740994"), (2**53 + 1, "9007199254740992"), (10**22, "1e+22"),
        (10**400, "Infinity"), (-(10**400), "-Infinity"), (math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity"),
    ],
)  # fmt: skip
def test_a_number_is_printed_as_javascript_prints_it(value: float, printed: str) -> None:
    assert js.number_text(value) == printed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 0), (" ", 0), ("12", 12), (" 12\n", 12), ("1.", 1), (".5", 0.5), ("1e3", 1000), ("1E-2", 0.01), ("+1", 1), ("-7", -7),
        ("0x1F", 31), ("0X1f", 31), ("0o17", 15), ("0b101", 5), ("Infinity", math.inf), ("-Infinity", -math.inf), ("1e400", math.inf),
        ("\ufeff7", 7), ("\u20287", 7), ("0x20000000000001", 2**53), ("007", 7),
        *[(text, math.nan) for text in (
            ".", "1e", "e1", "-0x10", "0x", "0b2", "0o8", "inf", "infinity", "NaN", "nan", "1_000", "1,5", "\u180e7", "٣", "²", "1 2", "0xg", "1n")],
    ],
)  # fmt: skip
def test_text_becomes_a_number_or_nan(text: str, value: float) -> None:
    made = js.to_number(text)
    assert (made, type(made)) == (value, float) or (math.isnan(made) and math.isnan(value))


def test_integers_are_doubles_where_a_double_cannot_hold_them() -> None:
    assert [js.number(value) for value in (2**53, 2**53 + 1, -(2**53) - 1, 10**400, -(10**400))] == [
        2**53, 2.0**53, -(2.0**53), math.inf, -math.inf,
    ]  # fmt: skip
    assert [type(js.number(value)) for value in (2**53, 2**53 + 1, 1.5)] == [int, float, float]
