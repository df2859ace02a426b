"""Decides what to do with a value by its path and its look: keep it, for a reason, or replace it in some way.

Texts not known to be harmless are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from attio_harness.anonymize import kinds
from attio_harness.anonymize.knowledge import NOTHING_KNOWN, Knowledge, at
from attio_harness.anonymize.people import NOBODY, People
from attio_harness.errors import UsageError
from attio_harness.inputs.event import TYPES
from attio_harness.run.event_paths import Keys

__all__ = ["Plan", "Treatment", "Way"]

Way = Literal["keep", "scrub", "text", "domain", "phone", "birthday", "coordinate"]
"""How to treat a text: `scrub` keeps it, except for addresses, numbers and names of people in it."""

_STRUCTURE = frozenset(
    [("type",), ("version",), ("channel",), ("timestamp",), ("originalTimestamp",), ("sentAt",), ("receivedAt",),
     ("context", "locale"), ("context", "timezone"), ("context", "active"), ("context", "library"), ("context", "os"),
     ("context", "screen"), ("context", "network"), ("context", "userAgent"), ("context", "userAgentData"),
     ("context", "device", "type"), ("context", "device", "manufacturer"), ("context", "device", "model"),
     ("context", "app", "version"), ("context", "app", "build"), ("context", "protocols"), ("_metadata",)]
)  # fmt: skip
"""What libraries and Segment fill in; everything below it is kept too."""
_NAMED_BY_CODE = {"event": ("track",), "name": ("page", "screen"), "category": ("page", "screen")}
"""Names of events and pages, which are written in code -> the types of events that have them."""
_CAMPAIGN = ("context", "campaign")
_TIMED = frozenset({"date", "timestamp"})
_FEW_NUMBERS = frozenset({"rating", "checkbox"})
_AMOUNTS = frozenset({"number", "currency"})
_CHOSEN = frozenset({"select", "status"})
_SLUG = re.compile(r"[a-z0-9_-]{1,100}", re.ASCII)
_YEARS = range(1900, 2100)
_FEWEST_DIGITS = 9
"""The fewest digits of a whole number that may be a telephone or account number."""
_FEWEST_OF_PHONE = 7
_FIRST_TIME = 10_000_000
"""From this number on, a birthday is a day such as 19870314, or a Unix time."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What to do with a value, and why, if the report mentions it."""

    way: Way
    why: str = ""


_AS_IT_IS = Treatment("keep")
_OF_LIBRARIES = Treatment("scrub")
_BY_CODE = Treatment("scrub", "names of events, pages and campaigns stay")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What is known about a path."""

    key: str
    structure: bool
    campaign: bool
    types: frozenset[str]
    slug: bool
    asked: bool
    kept: bool
    faked: bool


class Plan:
    """The treatment of every value of an event. `keep` and `fake` are paths that the user chose: `traits.plan`, `context.*.id`;
    `people` are those named in the events."""

    def __init__(
        self,
        known: Knowledge = NOTHING_KNOWN,
        keep: Iterable[str] = (),
        fake: Iterable[str] = (),
        people: People = NOBODY,
    ) -> None:
        self._known, self._people = known, people
        self._keep = {_pattern(one, "--keep"): f"--keep {one}" for one in keep}
        self._fake = {_pattern(one, "--fake"): f"--fake {one}" for one in fake}
        self._met: set[str] = set()
        # there may be as many keys of maps as events
        self._place: Callable[[Keys], _Place] = lru_cache(maxsize=32768)(self._place_of)

    def _place_of(self, path: Keys) -> _Place:
        known = self._known
        begins = [path[:length] for length in range(1, min(len(path), 3) + 1)]
        return _Place(
            key=path[-1] if path else "",
            structure=any(one in _STRUCTURE for one in begins),
            campaign=path[:2] == _CAMPAIGN,
            types=frozenset(known.types.get(path, ())),
            slug=path in known.slugs,
            asked=path in known.asked,
            kept=self._is_in(self._keep, path),
            faked=self._is_in(self._fake, path),
        )

    def _is_in(self, patterns: Mapping[_Pattern, str], path: Keys) -> bool:
        met = [said for pattern, said in patterns.items() if _meets(pattern, path)]
        self._met.update(met)
        return bool(met)

    def seen(self, path: Keys) -> None:
        """Note that a path has a value of a kind that always stays."""
        self._place(path)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The user's choices that matched nothing in the events."""
        return tuple(said for said in (*self._keep.values(), *self._fake.values()) if said not in self._met)

    def key(self, key: str, path: Keys) -> bool:
        """Whether a key of the object at a path is replaced: it is a key of a map, not the name of a property."""
        if key in self._known.keys or self._place(path).structure or self._place((*path, key)).kept:
            return False
        return path != ("integrations",) and (key in self._people or not kinds.is_property_key(key))

    def number(self, number: int | float, path: Keys) -> Way:
        """How to treat a number. Numbers decide verdicts and stay, except for identifiers, telephone numbers and places."""
        place = self._place(path)
        if place.kept or place.structure or (place.asked and not place.faked):
            return "keep"
        if isinstance(number, float) and (not number.is_integer() or kinds.is_coordinate_key(place.key)):
            return "coordinate" if place.faked or kinds.is_coordinate_key(place.key) else "keep"
        if place.faked:
            return "text"
        if kinds.is_birthday_key(place.key) and abs(number) >= _FIRST_TIME:
            return "birthday"
        if place.types & (_FEW_NUMBERS | _TIMED) or kinds.is_time_key(place.key):
            return "keep"
        digits = len(str(abs(number)))
        if (kinds.is_phone_key(place.key) and digits >= _FEWEST_OF_PHONE) or "phone-number" in place.types:
            return "phone"
        if kinds.is_birthday_key(place.key) and number in _YEARS:
            return "birthday"
        contact, long = kinds.is_personal_number_key(place.key), digits >= _FEWEST_DIGITS
        # a number for an amount is an amount, however long: revenue of 1500000000
        personal = contact and long if place.types & _AMOUNTS else contact or long
        return "text" if personal or kinds.is_id_key(place.key) else "keep"

    def text(self, text: str, path: Keys, type: str = "") -> Treatment:
        """What to do with a text at a path, in an event of a type."""
        place = self._place(path)
        if place.faked:
            return Treatment(self._way(text, place))
        if place.kept:
            return Treatment("keep", "as --keep says")
        if not text.strip():
            return _AS_IT_IS
        if text.strip().casefold() in self._known.literals:
            return _AS_IT_IS if place.structure else Treatment("keep", "a trigger, a filter or the mapping has it")
        if place.structure:
            return _OF_LIBRARIES if path != ("type",) or text in TYPES else Treatment("text")
        if place.slug and _SLUG.fullmatch(text):
            return Treatment("keep", "it names an object or an attribute")
        if place.campaign or (len(path) == 1 and type in _NAMED_BY_CODE.get(place.key, ())):
            return _BY_CODE
        return self._by_look(text, place)

    def _by_look(self, text: str, place: _Place) -> Treatment:
        bare = text.strip()
        harmless = kinds.is_harmless_key(place.key)
        is_own = kinds.is_personal_number_key if kinds.is_number(bare) else kinds.is_contact_key
        personal = not harmless and any(is_key(place.key) for is_key in (is_own, kinds.is_id_key, kinds.is_phone_key))
        if kinds.is_flag(bare) and not (personal and bare.isdigit()):
            return _AS_IT_IS
        chosen = self._chosen(bare, place, personal)
        if chosen is not None:
            return chosen
        if kinds.is_birthday_key(place.key):
            return Treatment("birthday")
        if kinds.is_date(bare) or (place.types & _TIMED and kinds.is_nearly_date(bare)):
            return _AS_IT_IS
        if "actor-reference" in place.types and bare.casefold() in self._known.members:
            return Treatment("keep", "it is a member of the workspace file")
        if kinds.is_number(bare) and not personal and "phone-number" not in place.types:
            return Treatment("coordinate") if kinds.is_coordinate_key(place.key) else _AS_IT_IS
        if kinds.is_version_of(bare, place.key) and not personal and "phone-number" not in place.types:
            return _AS_IT_IS
        if harmless and self._is_title(bare):
            return Treatment("keep", "its key names no person, and it is a short title")
        if harmless and (kinds.is_person(bare) or bare in self._people):
            return Treatment(self._way(text, place), "its key names no person, and it looks like one's")
        return Treatment(self._way(text, place))

    def _chosen(self, bare: str, place: _Place, personal: bool) -> Treatment | None:
        """What to do with a value of a select or a status; None for any other."""
        of_select = bool(place.types & _CHOSEN)
        if (of_select or not self._known.has_mapping) and bare.casefold() in self._known.titles:
            return Treatment("keep", "it is an option of the workspace")
        if not of_select:
            return None
        if self._is_title(bare) and not personal:
            return Treatment("keep", "it goes to a select or status, and looks like an option")
        return Treatment(self._way(bare, place), "it goes to a select or status, and looks like a person's")

    def _is_title(self, text: str) -> bool:
        return kinds.is_title(text) and text not in self._people

    def _way(self, text: str, place: _Place) -> Way:
        if "phone-number" in place.types or kinds.is_phone_key(place.key):
            return "phone"
        if kinds.is_coordinate_key(place.key) and kinds.is_number(text):
            return "coordinate"
        if kinds.is_birthday_key(place.key):
            return "birthday"
        if "domain" in place.types or "record-reference" in place.types or kinds.is_domain_key(place.key):
            return "domain"
        return "text"


_Pattern = tuple[str, ...]
_STEP = re.compile(r"\['([^']*)'\]|\[\d+\]|([^.\[\]]+)")


def _pattern(path: str, option: str) -> _Pattern:
    """The pattern of a path: `$.traits.plan`, `traits.*.id`, `traits['first name']`.

    Raises:
        UsageError: it is not a path.
    """
    inner = path.strip().removeprefix("$").removeprefix(".")
    steps = at(filter(None, (one or other for one, other in _STEP.findall(inner))))
    if not steps or _STEP.sub("", inner).strip("."):
        raise UsageError(
            f"{option} {path!r} is not a path of an event; expected one such as traits.plan or properties.*.id"
        )
    return steps


def _meets(pattern: _Pattern, path: Keys) -> bool:
    """Whether a path matches the pattern, or is below it."""
    return len(path) >= len(pattern) and all(one in ("*", key) for one, key in zip(pattern, path, strict=False))
