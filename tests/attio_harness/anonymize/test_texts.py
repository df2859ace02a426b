"""A text becomes another one of its length that is as valid as it was, and what belongs together stays together."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import unquote

import phonenumbers
import pytest
from attio_harness.anonymize.permutation import Key
from attio_harness.anonymize.texts import Texts
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = Texts(Key("a key of the tests"))
FAKE = TEXTS.fake
JANE, DOE, ACME, USER = FAKE("jane"), FAKE("doe"), FAKE("acme"), FAKE("u_00042")


@pytest.mark.parametrize(
    ("text", "fake"),
    [
        ("jane.doe@acme.com", f"{JANE}.{DOE}@{ACME}.com"),
        ("Jane.Doe+{x}@ACME.co.uk", f"{JANE.title()}.{DOE.title()}+{{{FAKE('x')}}}@{ACME.upper()}.co.uk"),
        ("jane@mail.acme.com", f"{JANE}@{FAKE('mail')}.{ACME}.com"),
        ("jane@gmail.com", f"{JANE}@gmail.com"),
        ("jane@acme.example.com", f"{JANE}@{ACME}.example.com"),
        ("jane@shop.myshopify.com", f"{JANE}@{FAKE('shop')}.myshopify.com"),
        ("jane@acme.invalid", f"{JANE}@{ACME}.invalid"),
        ("jane at acme", f"{JANE} {FAKE('at')} {ACME}"),
        ("jane@@acme..com", f"{JANE}@@{ACME}..{FAKE('com')}"),
        ("mailto:jane@acme.com", f"mailto:{JANE}@{ACME}.com"),
        ("https://www.acme.com/jane/u_00042", f"https://www.{ACME}.com/{JANE}/{USER}"),
        (
            "https://acme.com/?email=jane.doe%40acme.com&id=u_00042#doe",
            f"https://{ACME}.com/?{FAKE('email')}={JANE}.{DOE}%40{ACME}.com&{FAKE('id')}={USER}#{DOE}",
        ),
        ("https://jane:doe@acme.com:8080/", f"https://{JANE}:{DOE}@{ACME}.com:{FAKE('8080')}/"),
        ("jane%2540acme.com", f"{JANE}%2540{ACME}.com"),
        ("Jane Doe <jane@acme.com>", f"{JANE.title()} {DOE.title()} <{JANE}@{ACME}.com>"),
        ("100% jane", f"{FAKE('100')}% {JANE}"),
        ("", ""),
        (" \t ", " \t "),
        ("…!?", "…!?"),
    ],
)
def test_what_belongs_together_stays_together(text: str, fake: str) -> None:
    assert FAKE(text) == fake


def test_text_in_other_letters_keeps_its_bytes_and_its_escapes() -> None:
    assert FAKE("Ren%C3%A9e") == FAKE("Renée").replace(FAKE("Renée")[3], _escaped(FAKE("Renée")[3]))
    # of an older page, whose bytes are no UTF-8
    made = FAKE("Ren%E9e")
    assert made[:3] + made[6:] == FAKE("Renée")[:3] + FAKE("Renée")[4:]
    assert unquote(made, "latin-1") == FAKE("Renée")
    host = FAKE("jane@xn--mller-kva.de").partition("@")[2]
    assert host.removesuffix(".de").encode().decode("idna") == TEXTS.words.text("müller")


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


@pytest.mark.parametrize(
    "text", ["550e8400-e29b-41d4-a716-446655440000", "018F3A9C-0000-7000-8000-0123456789AB", str(uuid.UUID(int=7))]
)
def test_a_uuid_is_another_one_of_its_version(text: str) -> None:
    made, was = uuid.UUID(FAKE(text)), uuid.UUID(text)
    assert made != was
    assert (made.version, made.variant) == (was.version, was.variant)
    assert FAKE(text).isupper() == text.isupper()
    assert FAKE(text.replace("-", "")) == FAKE(text).replace("-", "")
    assert FAKE("00000000-0000-0000-0000-000000000000") == "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("text", ["192.0.2.17", "203.0.113.255", "8.8.8.8", "2001:db8::ff00:42:8329", "fe80::1"])
def test_an_ip_address_is_another_one(text: str) -> None:
    made = FAKE(text)
    assert made != text
    assert ipaddress.ip_address(made).version == ipaddress.ip_address(text).version
    assert FAKE(f"from {text}!") == f"{FAKE('from')} {made}!"


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "0.0.0.0"])
def test_the_address_of_everybody_stays(text: str) -> None:
    assert FAKE(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "+14155552671",
        "+442079460958",
        "+4917612345678",
        "+33612345678",
        "+1999",
        "+12125550100",
        "+8613812345678",
        "+000",
        "＋１４１５５５５２６７１",
        "＋81９０１２３４５６７８",
    ],
)
def test_a_telephone_number_is_as_valid_as_it_was(text: str) -> None:
    made = TEXTS.phone(text)
    assert made != text or len(text) < 5
    assert _told(made) == _told(text)


def _told(text: str) -> object:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.region_code_for_number(number),
        phonenumbers.is_valid_number(number),
        phonenumbers.is_possible_number(number),
    )


def test_one_number_has_one_fake_however_it_is_spelt() -> None:
    bare = TEXTS.phone("+14155552671")
    assert TEXTS.phone("+1 (415) 555-2671").translate({ord(one): None for one in " ()-"}) == bare
    assert TEXTS.phone("(415) 555-2671").translate({ord(one): None for one in " ()-"}) == bare[2:]
    assert FAKE("call +1 415-555-2671").endswith(f"+1 {bare[2:5]}-{bare[5:8]}-{bare[8:]}")
    assert TEXTS.phone("call me") == FAKE("call me")


@pytest.mark.parametrize(
    ("text", "fake"),
    [
        ("acme.com", f"{ACME}.com"),
        ("WWW.Acme.com/jane", f"WWW.{ACME.title()}.com/{JANE}"),
        ("acme.kim", f"{ACME}.kim"),
        ("our jane", f"{FAKE('our')} {JANE}"),
        ("acme", ACME),
    ],
)
def test_a_domain_keeps_its_public_suffix(text: str, fake: str) -> None:
    assert TEXTS.domain(text) == fake


def test_a_name_with_a_dot_is_no_domain() -> None:
    assert FAKE("jane.kim") == f"{JANE}.{FAKE('kim')}"


@pytest.mark.parametrize(
    ("make", "text", "is_one"),
    [
        (TEXTS.birthday, "1984-02-29", lambda text: date.fromisoformat(text).year // 10 == 198),
        (TEXTS.birthday, "1984-02-29T00:00:00Z", lambda text: text.endswith("T00:00:00Z")),
        (TEXTS.coordinate, "37.7749", lambda text: text.startswith("37.") and len(text) == 7),
        (TEXTS.coordinate, "-122.4194", lambda text: text.startswith("-122.")),
    ],
)
def test_days_of_birth_and_places(make: Callable[[str], str], text: str, is_one: Callable[[str], bool]) -> None:
    assert make(text) != text
    assert is_one(make(text))


def test_a_text_that_stays_loses_addresses() -> None:
    text = "Invited jane@acme.com, +1 415 555 2671"
    assert TEXTS.scrubbed(text) == f"Invited {JANE}@{ACME}.com, {TEXTS.phone('+1 415 555 2671')}"
    assert TEXTS.scrubbed("Signed Up") == "Signed Up"
    # a word of a megabyte, with and without an address behind it
    long = "x" * 1_000_000
    assert TEXTS.scrubbed(f"{long}, +1 415 555 2671") == f"{long}, {TEXTS.phone('+1 415 555 2671')}"
    assert TEXTS.scrubbed(f"{long[:100_000]} jane@acme.com") == f"{long[:100_000]} {JANE}@{ACME}.com"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Invited jane%40acme.com", "acme"),
        ("Invited JANE＠acme.com", "acme"),
        ("Called 0151 23456789", "23456789"),
        ("Called (415) 555-2671", "555-2671"),
        ("Looked at acme.com", "acme"),
        ("From 84.23.17.9", "84.23.17.9"),
        ("Customer 48213907", "48213907"),
        ("Saw 0f3c1a5be2d94c7f8a6b5d4e3f2a1b0c", "0f3c1a5be2d9"),
    ],
)
def test_what_tells_of_somebody_does_not_stay_in_a_text_that_stays(text: str, secret: str) -> None:
    made = TEXTS.scrubbed(text)
    assert secret not in made
    assert (len(made), made.partition(" ")[0]) == (len(text), text.partition(" ")[0])


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Gecko/20100101",
        "Report of 2026-11-28 10:00",
        "Node.js v20.11.1 started",
        "Step 12 of 500000",
    ],
)
def test_programs_versions_and_days_stay(text: str) -> None:
    assert TEXTS.scrubbed(text) == text


_PIECES = st.sampled_from(
    ["jane", "Doe", "@", "acme.com", "gmail.com", ".", "..", "%40", "%", "%C3%A9", "%E9", "://", "https", "www.", "+1", "4155552671", " ",
     "-", "_", "/", "?", "=", "2001:db8:", "127.0.0.1", "999.1.1.1", "550e8400-e29b-41d4-a716-446655440000", "ß", "İ", "é", "e\u0301",
     "山", "\ud800", "🙂", "١٢", "²", "ª", "\x00", "TRUE", "0x1F", "1e5", '{"a":', "[1]", "co.uk", "kim"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(_PIECES, max_size=7).map("".join))
def test_any_text_becomes_one_of_its_length_and_the_same_one_again(text: str) -> None:
    again = Texts(Key("a key of the tests"))
    for name in ("fake", "domain", "phone", "birthday", "coordinate", "scrubbed"):
        made = getattr(TEXTS, name)(text)
        assert len(made) == len(text), name
        assert made == getattr(again, name)(text), name


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("14.03.1987", "%d.%m.%Y"), ("03/14/1987", "%m/%d/%Y"), ("3/14/1987", "%m/%d/%Y"), ("1987/03/14", "%Y/%m/%d"),
        ("19870314", "%Y%m%d"), ("14-03-1987", "%d-%m-%Y"), ("03.04.1987", "%d.%m.%Y"), ("03.04.1987", "%m.%d.%Y"),
        ("31 12 1989", "%d %m %Y"), ("1980-1-1", "%Y-%m-%d"),
    ],
)  # fmt: skip
def test_a_birthday_stays_a_day_of_its_decade(text: str, form: str) -> None:
    made = TEXTS.birthday(text)
    born, other = datetime.strptime(text, form), datetime.strptime(made, form)
    assert made != text
    assert born.year // 10 == other.year // 10
    assert len(made) == len(text) or form.startswith(("%m/%d", "%Y-%m"))


@pytest.mark.parametrize("text", ["14.13.1987", "00.01.1987", "1987", "14.03.87", "soon"])
def test_what_is_no_day_is_replaced_as_any_text(text: str) -> None:
    assert TEXTS.birthday(text) == TEXTS.fake(text)


@pytest.mark.parametrize("moment", [541_728_000, 541_728_000_000, -541_728_000, 0])
def test_a_birthday_as_unix_time(moment: int) -> None:
    made = TEXTS.birth_time(moment)
    second = 1000 if abs(moment) > 10**11 else 1
    assert made != moment
    assert (made - moment) % (86_400 * second) == 0
    years = [datetime.fromtimestamp(one / second, UTC).year // 10 for one in (moment, made)]
    assert years[0] == years[1]
