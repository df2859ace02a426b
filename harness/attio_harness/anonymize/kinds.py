"""Recognizes what a value is, by its look and by the name of its key: tables, and questions to them. Nothing is replaced here."""

from __future__ import annotations

import re
from functools import lru_cache

from attio_harness.anonymize.common_names import FIRST_NAMES, table
from attio_harness.anonymize.texts import HOST, is_version

__all__ = [
    "is_birthday_key",
    "is_contact_key",
    "is_coordinate_key",
    "is_date",
    "is_domain_key",
    "is_flag",
    "is_harmless_key",
    "is_id_key",
    "is_nearly_date",
    "is_number",
    "is_person",
    "is_person_name_key",
    "is_personal_number_key",
    "is_phone_key",
    "is_property_key",
    "is_time_key",
    "is_title",
    "is_version_of",
    "kind_of_text",
    "words_of_key",
]

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_CONTACT = table("""
    email mail phone telephone tel mobile cell fax address street line city town zip postal postcode name
    firstname lastname surname nickname username login user person people owner manager contact assignee rep
    author ssn passport customer client member employee patient student lead visitor subscriber buyer seller guest recipient sender by iban bic tax vat card account token secret password pin ip birth birthday dob company
    organization organisation org workspace domain website url link href host referrer handle twitter linkedin
    facebook instagram github avatar photo picture bio about description notes note comment message text body
    subject query search
""")
"""Words of keys whose values are personal."""
_OWNERS = table("""
    user person people owner manager contact author customer client member employee patient student lead visitor
    subscriber buyer seller guest recipient sender account company organization organisation org workspace message
""")
"""Those that may only say whom or what a value is about: `account_currency`."""
_NUMBERED = table("""
    email mail phone telephone tel mobile cell fax address street zip postal postcode username login ssn passport iban bic
    card token secret password pin ip birth birthday dob
""")
"""Those whose numbers are personal wherever they stand: `ssn_last4`. Behind the others, as in `user_count`, is an amount."""
_PART = frozenset({"last", "digits"})
"""Last words of keys whose values are parts of a personal number: `account_last4`."""
_PHONE = frozenset({"phone", "telephone", "tel", "mobile", "cell", "fax", "whatsapp", "sms", "msisdn"})
_PHONES = frozenset({"phones", "telephones", "mobiles", "cells", "faxes"})
"""Of lists of numbers; or a count of them, which is short."""
_DOMAIN = frozenset({"domain", "domains", "website", "site", "homepage", "host", "hostname"})
_BIRTH = frozenset({"bday", "birth", "birthday", "birthdate", "dob", "born"})
_COORDINATE = table("""
    latitude longitude lat lng lon long coordinate coordinates coords geo geopoint latlng location position
""")
_NAME = frozenset({"name", "firstname", "lastname", "surname", "nickname", "username"})
"""Last words of keys whose values are names."""
_ID = frozenset({"id", "ids", "uid", "uuid", "guid", "key", "number", "no", "nr", "ref", "reference", "sku", "code"})
"""Last words of keys whose values are identifiers."""
_TIME = frozenset(
    {"at", "time", "timestamp", "date", "on", "day", "since", "until", "expires", "ms", "seconds", "duration"}
)
_HARMLESS = table("""
    plan tier status stage state role currency country language locale timezone industry source medium channel
    platform version environment interval frequency period feature type category segment priority level edition
    unit size os browser theme
""")
"""Last words of keys whose short titles are not personal."""

_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,4}[/.]\d{1,2}[/.]\d{1,4}(?:,? \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?)?"
    r"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? "
    r"(?:\d{1,2},? )?\d{4}(?: \d\d:\d\d:\d\d)?(?: ?(?:GMT|UTC)?(?:[+-]\d{4})?)?(?: \([^)]{0,40}\))?"
)
_NEARLY_DATE = re.compile(
    r"(?:[\d\s/:.,+()-]|(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
    r"|(?<![a-z])(?:am|pm|gmt|utc|t|z|w)(?![a-z])|(?<=\d)(?:st|nd|rd|th))+",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*[$€£¥]?\s?[+-]?(?:\d[\d.,' ]*|\.\d+)(?:[eE][+-]?\d+)?\s?[%$€£¥]?\s*|\s*0[xX][0-9a-fA-F]{1,8}\s*"
)
_FLAGS = table("""
    yes no true false on off y n t f 0 1 null none nil undefined nan infinity -infinity n/a na unknown
""") | {"[object object]"}
_TITLE = re.compile(r"[^\W\d_][\w +()/.,&%#:$€£'’-]*|\s+[^\W_][\w +()/.,&%#:$€£'’-]*")
_KEY = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$ .:/()-]{0,59}")
_ADDRESS = re.compile(
    r"://|(?<![\w-])(?:www\.|xn--)|[\w-]\.(?:com|net|org|io|co|ai|edu|gov|biz|xyz|de|fr|uk|nl|eu|au|jp)(?![\w.-])",
    re.IGNORECASE,
)
"""A web address or a host in a key. `app`, `info`, `dev` and such behind a point are as likely the name of a property."""
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}", re.IGNORECASE)
_MOST_DIGITS = 6
"""The most digits of a number in a text that stays; longer ones may be telephone or account numbers."""
_MOST_AFTER_PLUS = 9
"""The most digits of a number with a plus sign, fraction included: `+113.404954` is a place, `+1.2125550142` a telephone number."""
_GROUPED = re.compile(
    r"(?!0)(?:\d{1,2}(?:\.\d{3}){2}|\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,3}(?:'\d{3})+(?:\.\d{1,4})?|\d{1,3}(?:\.\d{3})+,\d{1,4})"
)
"""Thousands apart, as in an amount. With points alone, and another digit than in millions, it may be a telephone number."""
_OF_PROGRAMS = frozenset({"version", "build", "release", "firmware"})
_RELEASE = re.compile(
    r"v?\d{1,5}(?:\.\d{1,5}){1,3}"
    r"(?:[-+.](?:(?:alpha|beta|rc|pre|preview|dev|build|snapshot|nightly|canary|post|final|release)\d{0,5}|\d{1,5})|[-+]g?[0-9a-f]{7,40})*",
    re.IGNORECASE,
)
"""A version with what programs write behind it; a name there, as in `1.2.3-jane`, is somebody's."""
_LONGEST_TITLE = 40
_NAMES = frozenset(FIRST_NAMES)


_PERSON_NAME = frozenset({"firstname", "lastname", "surname", "nickname", "fullname", "forename"})
_OF_NAMES = frozenset({"first", "last", "given", "family", "middle", "full", "maiden"})


def is_person_name_key(key: str) -> bool:
    """Whether the value of a key is a name of a person, or part of one: `first_name`, `lastName`, `surname`."""
    words = words_of_key(key)
    return not _PERSON_NAME.isdisjoint(words) or (words[-1:] == ("name",) and not _OF_NAMES.isdisjoint(words))


@lru_cache(maxsize=16384)
def words_of_key(key: str) -> tuple[str, ...]:
    """The words of `firstName`, `first_name` or `HTTPPhone`, in lower case."""
    return tuple(word.casefold() for word in _WORDS.findall(key))


def _has(key: str, table: frozenset[str]) -> bool:
    return not table.isdisjoint(words_of_key(key))


def is_contact_key(key: str) -> bool:
    """Whether the value of a key is personal."""
    words = words_of_key(key)
    return not _CONTACT.isdisjoint(words) or "".join(words) in _CONTACT


def is_personal_number_key(key: str) -> bool:
    """Whether a number of a key is personal: a ZIP code or `tax_number_2`, but not `user_count` or `tax_amount`."""
    if not is_contact_key(key):
        return False
    words = [word for word in words_of_key(key) if not word.isdigit()]
    is_own = words[-1:] and words[-1] in _CONTACT | _ID | _PART
    return bool(is_own) or not _NUMBERED.isdisjoint(words) or "".join(words) in _CONTACT


def is_phone_key(key: str) -> bool:
    return _has(key, _PHONE | _PHONES)


def is_domain_key(key: str) -> bool:
    return _has(key, _DOMAIN)


def is_birthday_key(key: str) -> bool:
    return _has(key, _BIRTH)


def is_coordinate_key(key: str) -> bool:
    return not _COORDINATE.isdisjoint(words_of_key(key)[-1:])


def is_id_key(key: str) -> bool:
    return not _ID.isdisjoint(words_of_key(key)[-1:])


def is_time_key(key: str) -> bool:
    return not _TIME.isdisjoint(words_of_key(key)[-1:])


def is_harmless_key(key: str) -> bool:
    words = words_of_key(key)
    # plan_name and planName are names of plans
    words = words[:-1] if len(words) > 1 and words[-1] in ("name", "title", "label", "code") else words
    return bool(words) and words[-1] in _HARMLESS and (_CONTACT - _OWNERS).isdisjoint(words[:-1])


def is_date(text: str) -> bool:
    return len(text) <= 80 and _DATE.fullmatch(text.strip()) is not None


def is_nearly_date(text: str) -> bool:
    """Whether a text has only numbers and what is written between and after the numbers of dates, in any order."""
    return len(text) <= 60 and any(map(str.isdigit, text)) and _NEARLY_DATE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """A number of up to six digits before the point. `212.555.0142` and `+49.1701234567` are telephone numbers: no number has two points,
    or a plus sign before so many digits."""
    if len(text) > 40 or _NUMBER.fullmatch(text) is None:
        return False
    bare = text.strip("+-$€£¥% ")
    whole = re.split(r"[.,](?=\d+\D*$)|[eE]", bare)[0]
    if _GROUPED.fullmatch(bare):
        return not text.lstrip().startswith("+") or _digits(bare) < _MOST_AFTER_PLUS
    if bare[len(whole) : len(whole) + 1] in (".", ",") and (bare[len(whole)] in whole or re.match(r"0\d", whole)):
        whole = bare
    return _digits(whole) <= _MOST_DIGITS and not (text.lstrip().startswith("+") and _digits(bare) > _MOST_AFTER_PLUS)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def is_version_of(text: str, key: str) -> bool:
    """Whether a text is the version of a program, by its look or by its key."""
    return is_version(text) or (_has(key, _OF_PROGRAMS) and len(text) <= 40 and _RELEASE.fullmatch(text) is not None)


def is_flag(text: str) -> bool:
    return text.strip().casefold() in _FLAGS


def is_title(text: str) -> bool:
    """A short title, like those of options: no address, no telephone number, no name of a person."""
    if len(text) > _LONGEST_TITLE or _TITLE.fullmatch(text) is None or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return False
    return not is_person(text) and HOST.fullmatch(text.strip()) is None and _ADDRESS.search(text) is None


def is_person(text: str) -> bool:
    """A common first name and another word with a capital."""
    words = text.split()
    return len(words) == 2 and words[0].casefold() in _NAMES and words[1][:1].isupper()


def is_property_key(key: str) -> bool:
    """Whether a key names a property, and is not the address, identifier or person's name that a map is keyed by."""
    if _KEY.fullmatch(key) is None or "@" in key[1:] or sum(map(str.isdigit, key)) >= 3 or _UUID.fullmatch(key):
        return False
    return not is_person(key) and _ADDRESS.search(key) is None


def kind_of_text(text: str, key: str) -> str:
    """What the report calls a text that was replaced."""
    bare = text.strip()
    if "@" in bare and " " not in bare and HOST.fullmatch(bare.rpartition("@")[2]):
        return "email address"
    if "://" in bare:
        return "web address"
    if _UUID.fullmatch(bare):
        return "ID"
    if _IP.fullmatch(bare):
        return "IP address"
    if is_phone_key(key) and any(map(str.isdigit, bare)):
        return "telephone number"
    if is_domain_key(key) or (HOST.fullmatch(bare) and not is_id_key(key)):
        return "domain"
    if is_birthday_key(key):
        return "date of birth"
    if is_id_key(key):
        return "ID"
    if not _NAME.isdisjoint(words_of_key(key)[-1:]):
        return "name"
    return "text"
