"""Turns an event into another one, value by value: `plan` decides what to do with each value, `texts` makes the replacements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import lru_cache
from math import isinf
from typing import Any

from attio_harness.anonymize import kinds
from attio_harness.anonymize.knowledge import NOTHING_KNOWN, Knowledge
from attio_harness.anonymize.people import NOBODY, People
from attio_harness.anonymize.permutation import Key
from attio_harness.anonymize.plan import Plan, Way
from attio_harness.anonymize.tally import Tally
from attio_harness.anonymize.texts import Texts
from attio_harness.run.event_paths import Keys
from attio_harness.text.json import JsonTextError, loads

__all__ = ["Anonymizer", "TooDeep"]

_CACHED = 100_000


class TooDeep(Exception):
    """An event with some hundreds of nested levels."""


class Anonymizer:
    """Replaces personal data in events. The same key and the same mapping always give the same fakes."""

    def __init__(
        self,
        key: str,
        known: Knowledge = NOTHING_KNOWN,
        keep: Iterable[str] = (),
        fake: Iterable[str] = (),
        people: People = NOBODY,
    ) -> None:
        self._texts = Texts(Key(key), known.kept, known.whole)
        self._plan = Plan(known, keep, fake, people)
        self._people = people
        self._taken = frozenset(known.literals | known.titles)
        self._type = ""
        self.faked: Callable[[str, Way], str] = lru_cache(maxsize=_CACHED)(self._faked)
        """The replacement of a text, in a way."""
        self.tally = Tally()

    def uncounted(self) -> Anonymizer:
        """The same anonymizer with its own tally."""
        other = copy(self)
        other.tally = Tally()
        return other

    def event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The event with fakes; the given one stays as it is.

        Raises:
            TooDeep: it is nested too deeply to be examined.
        """
        kind = event.get("type")
        self._type = kind if isinstance(kind, str) else ""
        try:
            out: dict[str, Any] = self.value(event, ())
        except RecursionError:
            raise TooDeep from None
        self.tally.events += 1
        return out

    def value(self, value: Any, path: Keys) -> Any:
        """A value at a path with fakes, and everything in it."""
        kind = type(value)
        if kind is str:
            return self._text(value, path)
        if value is None or kind is bool:
            self._plan.seen(path)
            return value
        if kind is dict or isinstance(value, Mapping):
            return {self._key(key, path): self.value(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner, path) for inner in value]
        return self._number(value, path) if isinstance(value, int | float) else value

    @property
    def unmet(self) -> tuple[str, ...]:
        """The options `--keep PATH` and `--fake PATH` that have matched nothing so far."""
        return self._plan.unmet

    def scrubbed(self, text: str) -> str:
        """A text that stays, except for addresses, numbers and whole names of people in it."""
        return self._texts.scrubbed(text, lambda rest: self._people.veiled(rest, self._texts.fake))

    def _key(self, key: str, path: Keys) -> str:
        if not self._plan.key(key, path):
            return key
        made = self._texts.fake(key)
        if made != key:
            self.tally.replaced("key of a map", key)
        return made

    def _number(self, number: int | float, path: Keys) -> int | float:
        if isinf(number):  # more digits than a double holds; JSON has no other notation for it
            return 10**400 if number > 0 else -(10**400)
        way = self._plan.number(number, path)
        if way == "keep":
            return number
        self.tally.replaced("number", number)
        if way == "coordinate":
            text = repr(number)
            # a number with an exponent is no place on earth
            return number if "e" in text or "n" in text else float(self._texts.coordinate(text))
        # in JSON, 48213.0 is the number 48213
        of_its_kind = type(number)
        if way == "birthday":
            return of_its_kind(self._birthday(int(number)))
        digits = str(abs(int(number)))
        made = int(self._texts.phone(digits) if way == "phone" else self._texts.words.text(digits))
        return of_its_kind(-made if number < 0 else made)

    def _birthday(self, number: int) -> int:
        if abs(number) < 10_000:
            return self._texts.year(number)
        written = str(number)
        day = self._texts.birthday(written) if len(written) == len("19870314") else written
        return int(day) if day != written and day.isdigit() else self._texts.birth_time(number)

    def _text(self, text: str, path: Keys) -> Any:
        treatment = self._plan.text(text, path, self._type)
        if treatment.way in ("keep", "scrub"):
            made = text if treatment.way == "keep" else self.scrubbed(text)
            self.tally.scrubbed += made != text
            if treatment.why:
                self.tally.kept(self._shown(path), treatment.why, made)
            return made
        if treatment.why:
            self.tally.doubtful(self._shown(path), treatment.why)
        if text.lstrip()[:1] in ("{", "["):
            inside = self._json(text, path)
            if inside is not None:
                return inside
        made = self.faked(text, treatment.way)
        if made != text:  # marks alone are not replaced
            self.tally.replaced(kinds.kind_of_text(text, path[-1] if path else ""), text)
        return made

    def _faked(self, text: str, way: Way) -> str:
        made, look = self._made(text, way), _look(text)
        # a fake is no compared value, and looks like a number or flag only if the text does; another round keeps two fakes apart
        while made.strip().casefold() in self._taken or _look(made) != look:
            made = self._made(made, way)
            if made == text:
                break
        return made

    def _made(self, text: str, way: Way) -> str:
        texts = self._texts
        if way == "domain":
            return texts.domain(text)
        if way == "phone":
            return texts.phone(text)
        if way == "birthday":
            return texts.birthday(text)
        return texts.coordinate(text) if way == "coordinate" else texts.fake(text)

    def _json(self, text: str, path: Keys) -> str | None:
        """The fake of JSON inside a text, which stays JSON; None if it is not JSON."""
        try:
            inside = loads(text)
        except JsonTextError:
            return None
        if not isinstance(inside, dict | list):
            return None
        spaced = '": ' in text or ", " in text
        separators = (", ", ": ") if spaced else (",", ":")
        return json.dumps(self.value(inside, path), ensure_ascii=text.isascii(), separators=separators)

    def _shown(self, path: Keys) -> Keys:
        """A path as reported; keys of maps are fakes in it too."""
        return tuple(
            self._texts.fake(key) if self._plan.key(key, path[:length]) else key for length, key in enumerate(path)
        )


def _look(text: str) -> tuple[bool, bool]:
    """Whether a text reads as a number, and whether it reads as a flag."""
    return kinds.is_number(text), kinds.is_flag(text)
