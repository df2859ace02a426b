"""Domains, email addresses, phone numbers, names of persons.

Sources: the user documentation's table (simple forms), Attio's documentation and OpenAPI (public forms). Assumptions
have switches: `email.reserved_domains`, `phone.numbering_plan`, `phone.characters`, `phone.country_code`. Unlike for
other types, the OpenAPI allows further members in their objects, so that a value can be written as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from attio_emulator.addresses import address, host, root_domain
from attio_emulator.shapes import Shape, invalid_row, text
from attio_emulator.types import countries, fields
from attio_emulator.types.base import AttributeType, Refused, Setting
from attio_emulator.types.json_values import member

__all__ = ["Domain", "EmailAddress", "PersonalName", "PhoneNumber"]

_E164 = re.compile(r"\+[1-9]\d{1,14}", re.ASCII)
_PLAIN = re.compile(r"[0-9+()./ -]+", re.ASCII)
_AREA_AND_EXCHANGE = re.compile(r"\+1[2-9]\d\d[2-9]\d{6}", re.ASCII)
_RESERVED = ("test", "invalid", "example", "localhost")


class Domain(AttributeType):
    statement = (
        "a host in lower case, international ones in punycode, its root from the public suffix list; "
        "public: protocol, path and query are cut off"
    )
    fields = fields.strings("domain", "root_domain", kind=fields.HOST, operators=fields.TEXT_OR_NONE)
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        found = host(value) if isinstance(value, str) else None
        if found is None:
            raise Refused("a domain such as attio.com, without protocol or path")
        return found

    def public(self, value: Any, setting: Setting) -> Any:
        value = member(value, "domain", beside_others=True)
        if isinstance(value, str):
            value = re.split(r"[/?#]", re.sub(r"^[a-z][a-z0-9+.-]*://", "", value, flags=re.IGNORECASE))[0]
        return self.simple(value, setting)

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        return [wanted] if field == "domain" else None

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"domain": stored, "root_domain": root_domain(stored)}


_LONGEST = 254
"""Longest address in characters, its host in punycode (RFC 5321)."""


# nearly all addresses: ASCII words separated by dots, at most 64 characters (RFC 5321, 5322)
_USUAL_LOCAL_PART = re.compile(r"(?=.{1,64}\Z)[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*", re.ASCII)


def _is_local_part(text: str) -> bool:
    """Whether a text may precede the @. The host after it is checked like a domain."""
    return _USUAL_LOCAL_PART.fullmatch(text) is not None or _is_odd_local_part(text)


@lru_cache(maxsize=16384)
def _is_odd_local_part(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # imports dns.resolver, which only addresses need

    try:
        validate_email(f"{text}@example.com", check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    return True


class EmailAddress(AttributeType):
    """Stores the address as sent; compares and shows it in lower case (observed)."""

    statement = (
        "an address, compared and shown in lower case, its host in punycode; the original is kept; domain, root and local part "
        "are shown"
    )
    fields = (
        *fields.strings("email_address", kind=fields.ADDRESS),
        *fields.strings("email_domain", "email_root_domain", kind=fields.HOST, first=False),
        *fields.strings("email_local_specifier", kind=fields.LOCAL_PART, first=False),
    )
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            raise Refused("a valid email address")
        local, _, domain = value.rpartition("@")
        found = host(domain)
        if found is None or len(local) + len(found) >= _LONGEST or not _is_local_part(local):
            raise Refused("a valid email address")
        top = found.rpartition(".")[2]
        if top in _RESERVED and setting.assumptions.decides("email.reserved_domains") == "refuse":
            raise Refused(f"an email address whose domain is not under the reserved .{top}")
        return value

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "email_address", beside_others=True), setting)

    def key(self, stored: Any) -> Hashable:
        return address(str(stored))

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        return [wanted] if field == "email_address" else None

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        shown = address(stored)
        local, _, domain = shown.rpartition("@")
        return {
            "original_email_address": stored,
            "email_address": shown,
            "email_domain": domain,
            "email_root_domain": root_domain(domain),
            "email_local_specifier": local,
        }


_PLANS = ("shape", "possible", "valid")
"""The rules of `phone.numbering_plan`."""


class _Dialled(NamedTuple):
    """A number in E.164, its country (None if it has none), and the rules it passes.

    If several countries share the number's code and no range of any of them is known to contain it, the country is
    guessed.
    """

    number: str
    region: str | None
    passes: frozenset[str]
    is_guessed: bool


@lru_cache(maxsize=16384)
def _dialled(text: str, country: str | None) -> _Dialled | None:
    """A number in dialable form; None if it is not a number."""
    import phonenumbers  # imports tables of all countries, which only phone numbers need

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number)
    possible = phonenumbers.is_possible_number(number)
    # like `is_valid_number`, which would look up the region again
    valid = region is not None and phonenumbers.is_valid_number_for_region(number, region)
    shape = possible and (number.country_code != 1 or _AREA_AND_EXCHANGE.fullmatch(shown) is not None)
    is_guessed = region not in countries.CODES
    if is_guessed:
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    passes = frozenset(rule for rule, passed in zip(_PLANS, (shape, possible, valid), strict=True) if passed)
    return _Dialled(shown, region if region in countries.CODES else None, passes, is_guessed)


def _same_code(one: str, other: str) -> bool:
    """Whether two countries have the same calling code."""
    import phonenumbers  # see `_dialled`

    return phonenumbers.country_code_for_region(one) == phonenumbers.country_code_for_region(other)


class PhoneNumber(AttributeType):
    """The stored form is `{"original", "number" (E.164), "country"}`."""

    statement = "simple: E.164; public: also a national number with its country_code; shown as E.164 with its country"
    fields = (
        fields.Field("phone_number", fields.PHONE, fields.TEXT, default=True),
        fields.Field("country_code", fields.STRING, ("$eq", "$not_empty")),
    )
    unique = True
    multiselect = True
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or not _E164.fullmatch(value):
            raise Refused("a phone number in E.164 format, starting with +")
        return self._parsed(value, None, setting)

    def public(self, value: Any, setting: Setting) -> Any:
        country = None
        if isinstance(value, Mapping) and "original_phone_number" in value:
            value, country = value["original_phone_number"], value.get("country_code")
        if not isinstance(value, str) or not (country is None or isinstance(country, str)):
            raise Refused("a phone number, with country_code unless it begins with +")
        if value != value.strip():
            raise _no_number("a phone number without blanks around it")
        odd = not _PLAIN.fullmatch(value) and self._is_number(value, country)
        if odd and setting.assumptions.decides("phone.characters") == "plain":
            raise _no_number("a phone number in one line of digits and the signs + ( ) - . /")
        return self._parsed(value, country, setting)

    def _is_number(self, text: str, country: str | None) -> bool:
        return (country is None or country in countries.CODES) and _dialled(text, country) is not None

    def _parsed(self, text: str, country: str | None, setting: Setting) -> dict[str, str]:
        if country is not None and country not in countries.CODES:
            expected = countries.EXPECTED
            raise Refused(expected, rows=[invalid_row(["country_code"], f"Expected {expected}")])
        found = _dialled(text, country)
        if found is None:
            raise _no_number("a phone number in E.164 format, starting with +")
        # the rules only decide where they disagree and nothing else refuses the number
        disagree = 0 < len(found.passes) < len(_PLANS) and found.region is not None
        if setting.assumptions.decides("phone.numbering_plan", when=disagree) not in found.passes:
            raise _no_number("a phone number that its country's numbering plan allows")
        if found.region is None:
            raise _no_number("a phone number of a country")
        region = found.region
        if country is not None and country != region:
            if found.is_guessed and _same_code(country, region):
                region = country
            elif setting.assumptions.decides("phone.country_code") == "refuse":
                expected = f"the country_code of the number, {region}"
                raise Refused(expected, rows=[invalid_row(["country_code"], f"Expected {expected}")])
        return {"original": text, "number": found.number, "country": region}

    def key(self, stored: Any) -> Hashable:
        return str(stored["number"])

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        # `fields.PHONE` has removed the plus from the filter's value
        return [f"+{wanted}"] if field == "phone_number" else None

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {
            "original_phone_number": stored["original"],
            "phone_number": stored["number"],
            "country_code": stored["country"],
        }


def _no_number(expected: str) -> Refused:
    message = "Invalid phone number, possibly due to missing country information"
    return Refused(expected, rows=[invalid_row(["original_phone_number"], message)])


_NAME_PARTS = Shape(required=dict.fromkeys(("first_name", "last_name", "full_name"), text()))


class PersonalName(AttributeType):
    """Stores `[first name, last name, full name]`. Everything after the first comma is the first name."""

    statement = "simple: 'Last, First'; public: that, a first name alone, or all of first, last and full name"
    fields = fields.strings("full_name", "first_name", "last_name", operators=fields.TEXT_OR_NONE)

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str) or "," not in value or not value.replace(",", "").strip():
            raise Refused("a name as 'Last name(s), First name(s)', with the comma")
        last, _, first = value.partition(",")
        return _name(first.strip(), last.strip())

    def public(self, value: Any, setting: Setting) -> Any:
        if isinstance(value, Mapping):
            return self._parts(value)
        if isinstance(value, str) and "," not in value and value.strip():
            return _name(value.strip(), "")
        return self.simple(value, setting)

    def _parts(self, value: Mapping[str, Any]) -> list[str]:
        rows = _NAME_PARTS(value, [])
        if rows:
            raise Refused("first_name, last_name and full_name, all three as text", rows=rows)
        return [str(value[name]) for name in _NAME_PARTS.required]

    def key(self, stored: Any) -> Hashable:
        return tuple(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        first, last, full = stored
        return {"first_name": first, "last_name": last, "full_name": full}


def _name(first: str, last: str) -> list[str]:
    return [first, last, f"{first} {last}".strip()]
