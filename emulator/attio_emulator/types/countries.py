"""Countries as in Attio's document: the codes that locations and phone numbers can have, and the countries' names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import MappingProxyType

__all__ = ["CODES", "EXPECTED", "named"]

_CODES = """
AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE
RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT
TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
CODES = frozenset(_CODES.split())
"""Those of Attio's document, 252 in both editions: ISO 3166-1 with the Antilles, Ascension and Kosovo."""

EXPECTED = "a country_code of ISO 3166-1 alpha-2, such as US"
"""What a refusal of another code expects."""

_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "america": "US",
        "bosnia": "BA",
        "british virgin islands": "VG",
        "burma": "MM",
        "cabo verde": "CV",
        "czechia": "CZ",
        "democratic republic of the congo": "CD",
        "east timor": "TL",
        "england": "GB",
        "eswatini": "SZ",
        "great britain": "GB",
        "holland": "NL",
        "hong kong sar": "HK",
        "ivory coast": "CI",
        "korea": "KR",
        "kosovo": "XK",
        "macao": "MO",
        "macau": "MO",
        "mainland china": "CN",
        "north macedonia": "MK",
        "northern ireland": "GB",
        "people's republic of china": "CN",
        "republic of ireland": "IE",
        "republic of korea": "KR",
        "republic of the congo": "CG",
        "russian federation": "RU",
        "scotland": "GB",
        "slovak republic": "SK",
        "the bahamas": "BS",
        "the gambia": "GM",
        "the netherlands": "NL",
        "the philippines": "PH",
        "timor-leste": "TL",
        "türkiye": "TR",
        "u.a.e.": "AE",
        "u.k.": "GB",
        "u.s.": "US",
        "u.s.a.": "US",
        "uae": "AE",
        "uk": "GB",
        "united states of america": "US",
        "us": "US",
        "usa": "US",
        "vatican": "VA",
        "vatican city": "VA",
        "viet nam": "VN",
        "wales": "GB",
    }
)
"""Other common names, in lower case -> code."""


def named(text: str) -> str | None:
    """The code of a country by its English name in any case, or None."""
    folded = text.casefold()
    return _ALSO.get(folded) or _names().get(folded)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """English name of a country, in lower case -> code."""
    import phonenumbers  # only needed for the first address of several pieces

    # only this file: its package loads the places of all numbers, a third of a second and 100 MB
    places = [f"{folder}/geodata" for folder in phonenumbers.__path__]
    spec = PathFinder.find_spec("phonenumbers.geodata.locale", places)
    if spec is None or spec.loader is None:
        raise ImportError("phonenumbers has no names of countries")
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    told = {code: names.get("en", "") for code, names in found.LOCALE_DATA.items() if code in CODES}
    # "*aa" means that the name is the same as in the language aa
    return {
        (found.LOCALE_DATA[code][name[1:]] if name[:1] == "*" else name).casefold(): code
        for code, name in told.items()
        if name
    }
