"""The randomness of the generators: a seeded source of choices, and the odd values that all kinds of cases draw from.

Knows no mapping, trigger or field. The pools are tables: a value that is in none is never drawn.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

__all__ = ["KEYS", "MOMENTS", "NUMBERS", "NUMERIC_TEXTS", "TEXTS", "RandomValues"]

T = TypeVar("T")

KEYS = (
    "email", "name", "plan", "id", "first_name", "tags", "address", "city", "geo", "rows", "sku", "price", "qty", "meta", "on",
    "zero", "empty", "nil", "no", "yes", "count", "large", "a", "b", "x y", "dash-key", "dotted.key", "0", "1", "7", "10", "01",
    "length", "size", "first", "é", "ключ", "🐎", "quo'te", 'dou"ble', "[0]", "", " ", "A", "$", "traits", "null", "true",
)  # fmt: skip
"""Names of members, plain and odd."""

TEXTS = (
    "", " ", "a", "A", "abc", "Jane", "pro", "Jane@Example.com", "jane@example.com", "example.com", "track", "identify", "Order Completed",
    "  pad  ", "a b c", "a,b,,c", "a-b", "true", "false", "null", "undefined", "NaN", "[object Object]", "{{a}}", "{{ traits.name }}",
    "{{{a}}}", "{% if %}", "$&", "$$", "$1", "$.a", "<b>&\"'</b>", "<script>x</script>y", "&lt;&amp;", "line\nbreak", "tab\there", "cr\r\nlf",
    "Žluťoučký kůň", "straße", "ﬁx", "İstanbul", "ΑΣ", "ſK", "ÀÉÎÕÜ ñ ç ß Œ", "日本語 text", "한국어", "🐎", "a🐎b🐎", "👩‍👩‍👧", "\ud83d", "a\ude00b", "\ud800",
    "e\u0301", "\u2028", "\u00a0x\u00a0", "\ufeffx", "\x1fx", "\u200b", "\x00", '{"a":[1,2,{"b":null}]}', '{"b":1,"2":2,"1":3}', "[1,-0,1e400]",
    '"text"', "{oops", "[1,]", " 7 ", "a/b~c", "x" * 60, "The quick brown fox", "https://example.com/a?b=1&c=ü#d", "%41%zz", "YWJj", "a+b c",
    "constant", "Σίσυφος µΜμ ǅǄ ϐβ", "ς",
)  # fmt: skip
"""Text of all sorts, including lone surrogates."""

NUMERIC_TEXTS = (
    "0", "1", "42", "-1", "+5", "1.5", "-0", "0.0", " 5 ", "0x10", "0b11", "0o17", "1e3", "1e21", "1e-7", "Infinity", "-Infinity", ".5", "5.",
    "1_000", "1,000", "9007199254740993", "1704067200", "1704067200000", "8640000000001", "0x", "١", "1e400", "00012", "0x1g", "\u00a07",
)  # fmt: skip
"""Text that looks like a number to at least one of the engines."""

NUMBERS = (
    0, 1, -1, 2, 3, 5, 7, 10, 42, 100, 1.5, -3.25, 0.1, 0.2, 0.30000000000000004, 2.5, -1.5, 1.005, 1e21, 1e-7, 123456789012345680000, 5e-324,
    1.7976931348623157e308, 9007199254740991, 9007199254740993, 12345678901234567890, 4294967295, 4294967296, 2147483648, 0.000001, 0.0000012,
    1e20, 1704067200, 1704067200000, 1e15, 1e16, 99.9, -0.5, 33,
)  # fmt: skip

MOMENTS = (
    "2024-03-01T10:00:00.000Z", "2024-03-01", "2024-3-1", "20240301", "2024/03/01 10:00", "2024-03-01 04:39:17.000", "2024-03-01T10:00:00+02:00",
    "2024-03-01T10:00:00-0530", "2024-02-30", "2024-02-30T10:00:00Z", "2024-06-31T10:00:00Z", "2024-13-45", "2023", "Mon, 01 Jan 2024 00:00:00 GMT",
    "01/02/2024", "31/12/2023", "Jan 5", "5 January 2024 3:04 pm", "tomorrow", "now?", "now", "today", "10:00", "2023-W05", "x 1", "1e3", "2024-01-01T24:00:00Z",
    "2024-01-01T25:00:00Z", "2024-01-01T10:00", "2024-01-01T10:00Z", "+012024-01-01", "-000001-01-01", "1999-12-31T23:59:59.999999Z", "99-1-1", "12",
    "2024-01-01 (note)", "Sat Mar 02 2024 00:00:00 GMT+0100", "2024.01.02", "  2024-01-01  ", "0001-01-01", "2024-03-01t10:00:00z",
)  # fmt: skip
"""Text that is a date, nearly one, or one only for a lenient parser."""


class RandomValues:
    """A seeded source of choices. `oddness`, from 0 to 1, is how often a generator makes mistakes on purpose."""

    def __init__(self, seed: object, oddness: float = 0.0) -> None:
        self._random = random.Random(str(seed))
        self.oddness = oddness

    def choice(self, options: Sequence[T]) -> T:
        return options[int(self._random.random() * len(options))]

    def often(self, probability: float) -> bool:
        return self._random.random() < probability

    def astray(self) -> bool:
        return self.oddness > 0 and self._random.random() < self.oddness

    def integer(self, low: int, high: int) -> int:
        return low + int(self._random.random() * (high - low + 1))

    def weighted(self, options: Mapping[T, int]) -> T:
        at = self._random.random() * sum(options.values())
        for option, weight in options.items():
            at -= weight
            if at < 0:
                return option
        return option

    # -- values ----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        kind = self._random.random()
        if kind < 0.7:
            return self.choice(TEXTS)
        if kind < 0.82:
            return self.choice(NUMERIC_TEXTS)
        if kind < 0.92:
            return self.choice(MOMENTS)
        return "".join(
            self.choice(("a", "B", "é", "🐎", "\ud83d", "\ude00", " ", "1", ".", "$", "{", "}", '"', "ß"))
            for _ in range(self.integer(1, 9))
        )

    def number(self) -> float:
        kind = self._random.random()
        if kind < 0.7:
            return self.choice(NUMBERS)
        if kind < 0.85:
            return self.integer(-1000, 1000)
        value = round((self._random.random() - 0.5) * 10 ** self.integer(-8, 22), self.integer(0, 12))
        return value or 0  # a negative zero does not survive JSON

    def scalar(self) -> Any:
        kind = self._random.random()
        if kind < 0.5:
            return self.text()
        if kind < 0.75:
            return self.number()
        return self.choice((True, False, None))

    def json(self, depth: int = 2) -> Any:
        """Any JSON value."""
        kind = self._random.random()
        if depth <= 0 or kind < 0.6:
            return self.scalar()
        if kind < 0.78:
            return [self.json(depth - 1) for _ in range(self.integer(0, 3))]
        return self.members(lambda: self.json(depth - 1))

    def members(self, value: Callable[[], Any], most: int = 4) -> dict[str, Any]:
        return {self.choice(KEYS): value() for _ in range(self.integer(0, most))}
