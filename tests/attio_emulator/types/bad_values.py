"""Values that are wrong in a way every type knows (`KINDS`), and values at the edge of what a type takes (`EDGES`).

Tables only; `test_bad_values` writes each in both forms and counts that no type is without a kind. The attributes are those
of `type_cases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["CLEARING", "EDGES", "KINDS", "SLUGS", "TAKEN", "Edge"]

SLUGS = (
    "actor", "checkbox", "currency", "date", "domain", "domains", "email", "emails", "location", "name", "number", "phone",
    "phones", "pipeline", "rating", "select", "tags", "text", "timestamp", "to_companies", "to_deals", "to_many_people",
    "to_people", "to_users",
)  # fmt: skip
"""An attribute of every type that can be written, and one that holds several of each type that has some."""

KINDS: Mapping[str, Any] = {
    "a number": 7.5,
    "a negative number": -1,
    "a whole number beyond 64 bits": 2**64 - 1,
    "a number at the end of a double": 1e308,
    "true": True,
    "an object": {"nonsense": 1},
    "an empty object": {},
    "a list in a list": [["x"]],
    "null in a list": [None],
    "an array for a scalar": ["x", "y"],
    "an unknown option": "no such thing",
    "an empty text": "",
    "blanks": " \t\n",
    "an overlong text": "x" * 70_000,
    "Unicode": "ké🐈\u202e",
    "a null character": "a\u0000b",
    "NaN as text": "NaN",
    "infinity as text": "-Infinity",
    "markup": "<script>alert(1)</script>",
    "a query": "'; DROP TABLE people; --",
}

CLEARING: Mapping[str, Any] = {"null": None, "an empty list": []}
"""What unsets a value."""

_TEXTS = (
    "an unknown option", "an empty text", "blanks", "an overlong text", "Unicode", "a null character", "NaN as text",
    "infinity as text", "markup", "a query",
)  # fmt: skip
_SOME = tuple(one for one in _TEXTS if one not in ("an empty text", "blanks"))
_NUMBERS = ("a number", "a negative number", "a whole number beyond 64 bits", "a number at the end of a double")

TAKEN: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("simple", "text"): _TEXTS,
    ("public", "text"): _TEXTS,
    ("public", "name"): _SOME,
    ("public", "location"): _SOME,
    ("simple", "number"): _NUMBERS,
    ("public", "number"): _NUMBERS,
    ("simple", "currency"): _NUMBERS,
    ("public", "currency"): _NUMBERS,
    ("simple", "checkbox"): ("true",),
    ("public", "checkbox"): ("true",),
}
"""(form, attribute) -> the kinds that are no mistake there: any text is a text, and a name or an address in one line."""


class Edge(NamedTuple):
    """The last values an attribute takes, and the first it does not; `form` where only one form knows the difference."""

    slug: str
    inside: tuple[Any, ...]
    outside: tuple[Any, ...]
    form: str = ""


_PLACE = dict.fromkeys(
    ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude")
)


def _place(**parts: Any) -> dict[str, Any]:
    return {**_PLACE, **parts}


_LABEL = "a" * 63

EDGES: tuple[Edge, ...] = (
    Edge("text", ("x" * 10_000_000, "é" * 5_000_000), ("x" * 10_000_001, "é" * 5_000_001)),
    Edge("number", (1.7976931348623157e308, 5e-324, -(2**63)), ("1", [1, 2])),
    Edge("currency", (0.0001, -0.0001, 1e15 + 0.5), (0.00001, 1.00001, 2.5e-5)),
    Edge("rating", (0, 5, 5.0), (-1, 6, 4.9999999)),
    Edge("checkbox", (True, False), (0, 1, "on")),
    Edge("date", ("0001-01-01", "9999-12-31", "2024-02-29"), ("0000-01-01", "10000-01-01", "2023-02-29", "2023-13-01", "2023-00-01")),
    Edge("timestamp", ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2023-01-01T00:00:00+23:59"),
         ("10000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "2023-01-01T24:00:00Z", "2023-01-01T23:59:60Z",
          "2023-01-01T00:00:00+24:00", "2023-01-01T00:00:00-00:60", "2023-01-01T00:00:00 ", "2023-01-01T00:00:00\n",
          "2023-01-01T00:00:00\nZ", "2023-01-01T00:00:00  Z", "2023-01-01T00:00:00Z ", "2023-01-01\n", "２023-01-01T00:00:00Z")),
    Edge("timestamp", ("2023-01-01T00:00:00 Z", "2023-01-01 00:00:00 +0000", "2023-01-01 00:00", "2023-01-01t00:00:00z"), ()),
    Edge("domain", (f"{_LABEL}.com", f"{'.'.join(['a' * 61] * 4)}.com"), (f"a{_LABEL}.com", f"{'.'.join(['a' * 62] * 4)}.commerce", "x.c", "1.2.3.4")),
    Edge("domain", ("ab--c.com", "bücher.de", "xn--bcher-kva.de"), (" acme.com", "acme.com\n", "xn--a.com", "acme.com.")),
    Edge("email", ("a@ab--c.com", "a@bücher.de", "a@a_b.com"), ("a@b.c", "a@xn--a.com", "a@acme.com ", "\na@acme.com", "a b@acme.com", "a@b@acme.com", "Ann <a@acme.com>")),
    Edge("email", ("a" * 64 + "@x.com", "é@x.com"), ("a" * 65 + "@x.com", "a@" + ".".join(["b" * 61] * 4) + ".commerce", "a@[127.0.0.1]", "a@x.com\n")),
    Edge("phone", ("+493012345678901", "+12125551234"), ("+1212555123", "+999123456789", "+1" + "2" * 20)),
    Edge("phone", ({"original_phone_number": "2125551234", "country_code": "US"}, "+1 (212) 555-1234", "+1.212.555.1234"),
         ("+1 212 555 1234\n", "\t+12125551234", "+1212\n5551234", "+1212555１２３４", "＋12125551234", "tel:+12125551234", "+1212555CALL",
          "+12125551234 ext. 5", {"original_phone_number": "+12125551234 "}), "public"),
    Edge("name", ("a" * 1000 + ", b",), (",",)),
    Edge("location", (",", ", ,", " , , ", ",x", "x,", ",,US", "\u2003,", "a" + "," * 1000 + "b", ",".join("abcdefghij")), (), "public"),
    Edge("location", (_place(latitude="90"), _place(latitude="-90", longitude="180"), _place(country_code="US")),
         (_place(latitude="90.1"), _place(longitude="180.5"), _place(latitude=7), _place(country_code="us"), _place(extra=None)), "public"),
    Edge("select", ("open", "shut"), ("Open", "open ", "old")),
    Edge("pipeline", ("open", "closed"), ("Open", "open ", "")),
    Edge("actor", ("alice@attio.com", "ALICE@attio.com"), ("alice@attio.co", " alice@attio.com")),
    Edge("to_people", ("person@example.com", "PERSON@example.com"), ("person@example.co", "00000000-0000-4000-8000-000000000000")),
)  # fmt: skip
