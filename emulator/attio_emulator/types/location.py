"""Locations. The public form is text or all ten parts; the simple one nothing, or text (assumed: `location.simple`).

Segment's page on the destination said that locations are unsupported; a later edition (segmentio/segment-docs, pull
request 5744) says that an address is accepted as a single text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attio_emulator.shapes import Shape, invalid_row, nullable, text
from attio_emulator.types import countries, fields
from attio_emulator.types.base import AttributeType, Refused, Setting

__all__ = ["PARTS", "Location"]

PARTS = (
    "line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude",
)  # fmt: skip
_LATITUDE = re.compile(r"[-+]?([1-8]?\d(\.\d+)?|90(\.0+)?)", re.ASCII)
_LONGITUDE = re.compile(r"[-+]?(180(\.0+)?|((1[0-7]\d)|([1-9]?\d))(\.\d+)?)", re.ASCII)


_DECIMALS = 9
_STATE_AND_CODE = re.compile(r"([A-Za-z]{2}) +(\d{5}(?:-\d{4})?)", re.ASCII)
"""A state of the USA with its postcode, in one piece."""
_NOTHING = (
    "nothing: the destination cannot write locations (assumed: location.simple; with text it takes an address as text)"
)


_USA = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
RI SC SD TN TX UT VT VA WA WV WI WY DC
"""
_STATES = frozenset(_USA.split())
"""The states of the USA; some are also codes of countries."""


_PUBLIC = f"an address as text, or an object with exactly {', '.join(PARTS)}"
_SHAPE = Shape(required=dict.fromkeys(PARTS, nullable(text())), closed=True)


class Location(AttributeType):
    """Stores the ten parts."""

    statement = "simple: nothing, or an address as text; public: that, or an object with exactly its ten parts"
    fields = (
        *(
            fields.Field(name, fields.STRING, fields.TEXT)
            for name in ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode")
        ),
        fields.Field("country_code", fields.STRING, ("$eq", "$starts_with")),
    )

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or not value.strip():
            taken = setting.assumptions["location.simple"] == "text"
            raise Refused("an address as text" if taken else _NOTHING)
        if setting.assumptions.decides("location.simple") == "refuse":
            raise Refused(_NOTHING)
        return self._line(value, setting)

    def public(self, value: Any, setting: Setting) -> Any:
        if isinstance(value, str) and value.strip():
            return self._line(value, setting)
        if not isinstance(value, Mapping):
            raise Refused(_PUBLIC)
        rows = _SHAPE(value, [])
        if rows:
            raise Refused(_PUBLIC, rows=rows)
        self._check(value)
        return {name: _kept(value[name]) if name in ("latitude", "longitude") else value[name] for name in PARTS}

    def _check(self, value: Mapping[str, Any]) -> None:
        country, latitude, longitude = value["country_code"], value["latitude"], value["longitude"]
        if country is not None and country not in countries.CODES:
            raise _part("country_code", countries.EXPECTED)
        if latitude is not None and not _LATITUDE.fullmatch(latitude):
            raise _part("latitude", "a latitude from -90 to 90 as text")
        if longitude is not None and not _LONGITUDE.fullmatch(longitude):
            raise _part("longitude", "a longitude from -180 to 180 as text")

    def _line(self, text: str, setting: Setting) -> dict[str, str | None]:
        """Splits at commas, from the end: country, postcode, region, locality; the rest are lines (assumed: `location.text`)."""
        out: dict[str, str | None] = dict.fromkeys(PARTS)
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        country = _country(pieces) if pieces else None
        if (len(pieces) < 2 and country is None) or setting.assumptions.decides("location.text") == "line":
            return out | {"line_1": text.strip()}
        if len(pieces) == 2 and pieces[-1].upper() in _STATES:  # "San Francisco, CA": the country is not guessed
            return out | {"locality": pieces[0], "region": pieces[1]}
        if country is not None:
            out["country_code"] = country
            pieces.pop()
        if not pieces or (len(pieces) == 1 and country is not None):  # "France", "Paris, France"
            return out | {"locality": pieces[0] if pieces else None}
        if country is not None and len(pieces) == 2 and not re.search(r"\d", text):  # "Toronto, Ontario, Canada"
            return out | {"locality": pieces[0], "region": pieces[1]}
        both = _STATE_AND_CODE.fullmatch(pieces[-1]) if len(pieces) > 1 else None
        in_a_state = both is not None and both[1].upper() in _STATES  # "San Francisco, CA 94105"
        if both is not None and in_a_state:
            pieces[-1:] = both.groups()
        if pieces and re.search(r"\d", pieces[-1]) and len(pieces) > 1:
            out["postcode"] = pieces.pop()
        if len(pieces) > 2 or in_a_state:
            out["region"] = pieces.pop()
        if len(pieces) > 1 or in_a_state:
            out["locality"] = pieces.pop()
        # there are four lines: the last takes the rest
        lines = [*pieces[:3], *([", ".join(pieces[3:])] if len(pieces) > 3 else [])]
        return out | {f"line_{number}": piece for number, piece in enumerate(lines, 1)}

    def key(self, stored: Any) -> Hashable:
        return tuple(stored[name] for name in PARTS)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return dict(stored)


def _country(pieces: Sequence[str]) -> str | None:
    """The code of the country at the end of an address, given by name or code. Alone it must be a name: "CA" is not a country."""
    last = pieces[-1]
    return last.upper() if len(pieces) > 1 and last.upper() in countries.CODES else countries.named(last)


def _kept(degrees: str | None) -> str | None:
    """With up to nine decimals (documented; that the last one is rounded is assumed)."""
    if degrees is None or len(degrees.partition(".")[2]) <= _DECIMALS:
        return degrees
    return f"{Decimal(degrees):.{_DECIMALS}f}"


def _part(name: str, expected: str) -> Refused:
    return Refused(expected, rows=[invalid_row([name], f"Expected {expected}")])
