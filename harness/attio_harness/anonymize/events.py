"""An event becomes another one, value by value: `plan` says what becomes of each, `texts` makes what takes its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from attio_harness.anonymize.kinds import kind_of_text
from attio_harness.anonymize.knowledge import NOTHING_KNOWN, Knowledge
from attio_harness.anonymize.permutation import Key
from attio_harness.anonymize.plan import Plan, Way
from attio_harness.anonymize.tally import Tally
from attio_harness.anonymize.texts import Texts
from attio_harness.run.event_paths import Keys
from attio_harness.text.json import JsonTextError, loads

__all__ = ["Anonymizer"]


class Anonymizer:
    """Events without what they know of anybody. The same key and the same mapping give the same fakes for good."""

    def __init__(
        self, key: str, known: Knowledge = NOTHING_KNOWN, keep: Iterable[str] = (), fake: Iterable[str] = ()
    ) -> None:
        self._texts = Texts(Key(key), known.kept, known.whole)
        self._plan = Plan(known, keep, fake)
        self.tally = Tally()

    def uncounted(self) -> Anonymizer:
        """The same, with a tally of its own."""
        other = copy(self)
        other.tally = Tally()
        return other

    def event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The event with fakes; the one that is given stays as it is."""
        self.tally.events += 1
        out: dict[str, Any] = self.value(event, ())
        return out

    def value(self, value: Any, path: Keys) -> Any:
        """A value at a path, and all that is in it."""
        kind = type(value)
        if kind is str:
            return self._text(value, path)
        if value is None or kind is bool:
            return value
        if kind is dict or isinstance(value, Mapping):
            return {self._key(key, path): self.value(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner, path) for inner in value]
        return self._number(value, path) if isinstance(value, int | float) else value

    def _key(self, key: str, path: Keys) -> str:
        if not self._plan.key(key, path):
            return key
        self.tally.replaced("key of a map", key)
        return self._texts.fake(key)

    def _number(self, number: int | float, path: Keys) -> int | float:
        way = self._plan.number(number, path)
        if way == "keep":
            return number
        self.tally.replaced("number", number)
        text = repr(number)
        if way == "coordinate":
            # one with an exponent is no place on earth
            return number if "e" in text or "n" in text else float(self._texts.coordinate(text))
        sign, digits = ("-", text[1:]) if number < 0 else ("", text)
        return int(sign + (self._texts.phone(digits) if way == "phone" else self._texts.words.text(digits)))

    def _text(self, text: str, path: Keys) -> Any:
        treatment = self._plan.text(text, path)
        if treatment.way == "keep":
            if treatment.told:
                self.tally.kept(self._shown(path), treatment.why)
            return text
        if treatment.way == "scrub":
            made = self._texts.scrubbed(text)
            if made != text:
                self.tally.scrubbed += 1
            self.tally.kept(self._shown(path), treatment.why)
            return made
        if text.lstrip()[:1] in ("{", "["):
            inside = self._json(text, path)
            if inside is not None:
                return inside
        self.tally.replaced(kind_of_text(text, path[-1] if path else ""), text)
        return self.faked(text, treatment.way)

    def faked(self, text: str, way: Way) -> str:
        """The text that takes the place of one."""
        texts = self._texts
        if way == "domain":
            return texts.domain(text)
        if way == "phone":
            return texts.phone(text)
        if way == "birthday":
            return texts.birthday(text)
        return texts.coordinate(text) if way == "coordinate" else texts.fake(text)

    def _json(self, text: str, path: Keys) -> str | None:
        """JSON inside of a text, which stays JSON; None where it is none."""
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
        """A path as it is told, in which keys of maps are fakes, too."""
        return tuple(
            self._texts.fake(key) if self._plan.key(key, path[:length]) else key for length, key in enumerate(path)
        )
