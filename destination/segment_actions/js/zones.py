"""The time zones that JavaScript's `Intl` knows, by the names it accepts. Their rules come from the package tzdata.

The files of the machine are not used: some keep older history, some have extra names (localtime, posix/UTC), some are
missing.
Source: observation of Node 20 (ICU 78.2). Its thirteen names SystemV/... are left out, since nobody uses them.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pkgutil import get_data
from zoneinfo import ZoneInfo

__all__ = ["zone_named"]

_OTHER_NAMES = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Maputo",
    "CNT": "America/St_Johns",
    "CST": "America/Chicago",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Nairobi",
    "ECT": "Europe/Paris",
    "IET": "America/Indianapolis",
    "IST": "Asia/Calcutta",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "PST": "America/Los_Angeles",
    "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Saigon",
    "Canada/East-Saskatchewan": "America/Regina",
    "US/Pacific-New": "America/Los_Angeles",
    "CST6CDT": "America/Chicago",
    "EST5EDT": "America/New_York",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
}
"""Names that ICU has and tzdata lacks (or has with less history). Three letters follow Java: BST is not British."""

_UNKNOWN = frozenset({"factory"})
"""Names that tzdata has and ICU lacks."""


@lru_cache(256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of this name, in any case; None if `Intl` does not know it, as with PDT and +01:00."""
    known = _names().get(name.lower()) if name.isascii() else None
    if known is None:
        return None
    return ZoneInfo.from_file(BytesIO(_file(f"zoneinfo/{known}")), key=known)


@lru_cache(1)
def _names() -> dict[str, str]:
    listed = _file("zones").decode().split()
    names = {name.lower(): name for name in listed if name.lower() not in _UNKNOWN}
    return names | {other.lower(): name for other, name in _OTHER_NAMES.items()}


def _file(name: str) -> bytes:
    # by its loader, since the package may be in an archive, as in a zipapp
    content = get_data("tzdata", name)
    assert content is not None
    return content
