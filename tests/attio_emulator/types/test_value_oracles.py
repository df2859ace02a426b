"""Where the emulator checks or normalises a value by itself, the library made for it is the judge, on generated values.

Hosts are matched by a pattern here (a library call for each would be slow): email-validator says what the host of an address
may be, but for three things: hosts have underscores, no top-level domain has one letter, and hyphens in the third and fourth place
say something behind xn alone. Roots and phone numbers come from
the libraries; what is compared is that nothing is lost around them.
"""

from __future__ import annotations

from typing import Any

import phonenumbers
import pytest
from attio_emulator.addresses import host as read_host
from attio_emulator.types import TYPES
from email_validator import EmailNotValidError, validate_email
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.types.type_cases import WORKSPACE
from tests.examples import examples

SETTINGS = settings(max_examples=examples(150, 4000), suppress_health_check=list(HealthCheck))
SUFFIXES = PublicSuffixList()
LABEL = st.text("abcxyz019-", min_size=0, max_size=8) | st.text("a", min_size=60, max_size=66)
TOP = st.sampled_from(("com", "co.uk", "io", "1", "info", "xn--p1ai", "-a", "a-", ""))
HOSTS = st.builds(lambda labels, top: ".".join([*labels, top]), st.lists(LABEL, min_size=1, max_size=5), TOP)
_INNER = st.from_regex("[abcxyz019](?:[abcxyz019-]{0,6}[abcxyz019])?", fullmatch=True) | st.text(
    "a", min_size=60, max_size=63
)
FITTING = st.builds(
    lambda labels, top: ".".join([*labels, top]),
    st.lists(_INNER, min_size=1, max_size=5),
    st.sampled_from(("com", "co.uk", "io", "info", "xn--p1ai")),
)
"""Hosts that nearly always are some, so that few examples are drawn in vain."""


def _fits(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    return True


@SETTINGS
@given(HOSTS)
@example("a.com")
@example("a" * 63 + ".com")
@example("a" * 64 + ".com")
@example("-a.com")
@example("a-.com")
@example("a..com")
@example("xn--a.com")
@example("1.2.3.4")
def test_a_host_is_what_the_library_says(host: str) -> None:
    assume(host.rpartition(".")[2].lower() not in ("test", "invalid", "example", "localhost"))
    assume(not any(one[2:4] == "--" and not one.startswith("xn") for one in host.split(".")))
    assume(len(host) <= 252)  # the library's limit is that of the whole address, 254
    assert (read_host(host) is not None) == _fits(f"a@{host}"), host


@pytest.fixture(scope="module")
def attio() -> Attio:
    return Attio(WORKSPACE)


def shown(type: str, attribute: str, attio: Attio, value: Any) -> dict[str, Any]:
    owner = WORKSPACE.objects["things"]
    setting = attio.emulator.core.writer.reader.setting(owner, owner.attributes[attribute])
    kind = TYPES[type]
    return kind.show(kind.simple(value, setting), setting)


@SETTINGS
@given(host=FITTING)
def test_a_root_is_the_part_that_can_be_registered(attio: Attio, host: str) -> None:
    assume(read_host(host) is not None and _fits(f"Me@{host}"))
    root = SUFFIXES.privatesuffix(host) or host
    assert shown("domain", "domain", attio, host.upper()) == {"domain": host, "root_domain": root}
    address = shown("email-address", "email", attio, f"Me@{host.upper()}")
    assert (address["email_domain"], address["email_root_domain"], address["email_local_specifier"]) == (
        host,
        root,
        "me",
    )


REGIONS = st.sampled_from(("GB", "DE", "FR", "US", "IN", "BR", "JP", "AU", "NG", "SG"))


@SETTINGS
@given(region=REGIONS, tail=st.integers(0, 9999))
def test_a_number_that_is_valid_for_the_library_is_taken_and_shown_as_it_says(
    attio: Attio, region: str, tail: int
) -> None:
    model = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert model is not None
    national = str(model.national_number)
    number = phonenumbers.parse(f"+{model.country_code}{national[:-4]}{tail:04}")
    assume(phonenumbers.is_valid_number(number))
    sent = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    country = phonenumbers.region_code_for_number(number)
    assert shown("phone-number", "phone", attio, sent) == {
        "original_phone_number": sent,
        "phone_number": sent,
        "country_code": country,
    }
