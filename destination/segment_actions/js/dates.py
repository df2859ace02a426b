"""`Date.parse` and the calendar of JavaScript's `Date`, as in V8, with UTC as the local time zone.

It is lenient as V8 is: words before the first number, M/D/YYYY, month names, RFC 2822, text in parentheses. Knows
nothing of formats or templates.
Source: observation of Node 20; the grammar of ECMAScript's date strings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from segment_actions.js.date_tokens import END, SIGNIFICANT, Token, tokens_of

__all__ = ["Moment", "clipped", "milliseconds", "moment"]

_FURTHEST = 8.64e15  # TimeClip: 100 million days before and after 1970
_DAY = 86_400_000


def clipped(value: float) -> float:
    """A time value in whole milliseconds; NaN beyond the range of JavaScript's dates."""
    if not math.isfinite(value) or abs(value) > _FURTHEST:
        return math.nan
    return float(math.trunc(value))


def milliseconds(text: str) -> float:
    """Parse a text to milliseconds since 1970; NaN if it is not a date. U+0000 ends the text."""
    try:
        return _Parser(text.partition("\0")[0]).run()
    except _NoDate:
        return math.nan


class Moment(NamedTuple):
    """A time value in parts, in UTC. `month` and `day` count from 1, `weekday` from Sunday, `day_of_year` from 1."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    millisecond: int
    weekday: int
    day_of_year: int


def moment(time: float) -> Moment:
    """The parts of a time value, including years that Python's dates cannot hold."""
    days, rest = divmod(int(time), _DAY)
    year, month, day = _civil(days)
    return Moment(
        year,
        month,
        day,
        rest // 3_600_000,
        rest // 60_000 % 60,
        rest // 1000 % 60,
        rest % 1000,
        (days + 4) % 7,
        days - _days(year, 1, 1) + 1,
    )


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day from the days since 1970 (Gregorian, even before its introduction)."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970. A day past the end of its month counts into the next one."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


class _NoDate(Exception):
    """The text is no date."""


@dataclass(slots=True)
class _Zone:
    """An offset from UTC while it is read; None means not yet seen."""

    sign: int | None = None
    hour: int | None = None
    minute: int | None = None

    def put(self, hours: int) -> None:
        self.sign, self.hour, self.minute = (-1 if hours < 0 else 1), abs(hours), 0

    @property
    def is_utc(self) -> bool:
        return self.hour == 0 and self.minute == 0

    def seconds(self) -> int:
        """The offset, in V8's 32-bit arithmetic."""
        total = ((self.hour or 0) * 3600 + (self.minute or 0) * 60) % 2**32
        if total >= 2**31 and self.sign is not None:
            raise _NoDate
        return (self.sign or 0) * total


class _Parser:
    """Reads the strict form of ECMAScript first, then continues with the lenient one where the strict form stopped."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.at = 0
        self.day: list[int] = []
        self.time: list[int] = []
        self.zone = _Zone()
        self.month: int | None = None
        self.half: int | None = None
        self.iso = False

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def next(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def skip(self, symbol: str) -> bool:
        if self.peek().symbol(symbol):
            self.at += 1
            return True
        return False

    def run(self) -> float:
        token = self.strict()
        number_read = bool(self.day)
        while token.kind != "end":
            number_read = self.forgiving(token, number_read)
            token = self.next()
        return self.result()

    # -- the strict form -------------------------------------------------------------------------------------------

    def strict(self) -> Token:
        """Read the strict form. Returns the first token that does not fit, or `END` if all do."""
        if self.peek().symbol("+", "-"):
            sign = self.next()
            if not self.peek().fixed(6) or (sign.text == "-" and self.peek().value == 0):
                if self.peek().fixed(6):
                    self.next()
                return sign
            self.day.append(self.next().value * (-1 if sign.text == "-" else 1))
        elif self.peek().fixed(4):
            self.day.append(self.next().value)
        else:
            return self.next()
        if self.skip("-"):
            if not self.peek().fixed(2, 1, 12):
                return self.next()
            self.day.append(self.next().value)
            if self.skip("-"):
                if not self.peek().fixed(2, 1, 31):
                    return self.next()
                self.day.append(self.next().value)
        if self.peek().word("time"):
            self.clock()
        elif self.peek().kind != "end":
            return self.next()
        elif not self.time:
            self.zone.put(0)
        self.iso = True
        return END

    def clock(self) -> None:
        """`Thh:mm[:ss[.sss]]` and a zone, up to the end."""
        self.next()
        latest = self.need(2, 24)
        self.time.append(latest)
        if not self.skip(":"):
            raise _NoDate
        rest = 0 if latest == 24 else 59
        self.time.append(self.need(2, rest))
        if self.skip(":"):
            self.time.append(self.need(2, rest))
            if self.skip("."):
                token = self.next()
                if token.kind != "number" or (latest == 24 and token.value > 0):
                    raise _NoDate
                self.time.append(_fraction(token))
        if self.peek().is_z:
            self.next()
            self.zone.put(0)
        elif self.peek().symbol("+", "-"):
            self.zone.sign = 1 if self.next().text == "+" else -1
            if self.peek().fixed(4):
                self.zone.hour, self.zone.minute = divmod(self.next().value, 100)
                if self.zone.hour > 23 or self.zone.minute > 59:
                    raise _NoDate
            else:
                self.zone.hour = self.need(2, 23)
                if not self.skip(":"):
                    raise _NoDate
                self.zone.minute = self.need(2, 59)
        if self.peek().kind != "end":
            raise _NoDate

    def need(self, length: int, high: int) -> int:
        if not self.peek().fixed(length, 0, high):
            raise _NoDate
        return self.next().value

    # -- the forgiving form ----------------------------------------------------------------------------------------

    def forgiving(self, token: Token, number_read: bool) -> bool:
        """Take one token; returns whether a number has been read by now."""
        if token.kind == "number":
            self.number(token.value)
            return True
        if token.kind == "word":
            self.named(token, number_read)
        elif token.symbol("+", "-") and (self.zone.is_utc or self.time):
            self.offset(token)
            return True
        elif token.symbol("+", "-", ")") and number_read:
            raise _NoDate
        return number_read

    def number(self, value: int) -> None:
        if self.skip(":"):
            if self.skip(":"):
                if self.time:
                    raise _NoDate
                self.time += [value, 0]
                return
            self.more(self.time, value, 4)
            self.skip(".")
        elif self.skip(".") and self.expects(value):
            self.more(self.time, value, 4)
            if self.peek().kind != "number":
                raise _NoDate
            self.final(_fraction(self.next()))
        elif self.zone.hour is not None and self.zone.minute is None and value <= 59:
            self.zone.minute = value
        elif self.expects(value):
            self.final(value)
            after = self.peek()
            if after.kind not in ("end", "space") and not after.is_z and not after.symbol("+", "-"):
                raise _NoDate
        else:
            self.more(self.day, value, 3)
            self.skip("-")

    def expects(self, value: int) -> bool:
        return 1 <= len(self.time) <= 3 and value <= (59, 59, 999)[len(self.time) - 1]

    def more(self, parts: list[int], value: int, most: int) -> None:
        if len(parts) >= most:
            raise _NoDate
        parts.append(value)

    def final(self, value: int) -> None:
        self.time = [*self.time, value, 0, 0, 0][:4] if len(self.time) < 4 else self.time

    def named(self, token: Token, number_read: bool) -> None:
        if token.text == "half" and self.time:
            self.half = token.value
        elif token.text == "month":
            self.month = token.value
            self.skip("-")
        elif token.text == "zone" and number_read:
            self.zone.put(token.value)
        elif number_read or self.peek().kind == "number":
            raise _NoDate

    def offset(self, sign: Token) -> None:
        self.zone.sign = 1 if sign.text == "+" else -1
        given = self.next() if self.peek().kind == "number" else END
        if self.peek().symbol(":"):
            self.zone.hour, self.zone.minute = given.value, None
        elif given.length in (1, 2):
            self.zone.hour, self.zone.minute = given.value, 0
        elif given.length in (3, 4):
            self.zone.hour, self.zone.minute = divmod(given.value, 100)
        else:
            raise _NoDate

    # -- the result ------------------------------------------------------------------------------------------------

    def result(self) -> float:
        if not self.day:
            raise _NoDate
        year, month, day = self.date()
        if not self.iso:
            # Observed: two-digit years are 1950 to 2049, except in the strict form.
            year += 2000 if 0 <= year <= 49 else 1900 if 50 <= year <= 99 else 0
        if not 1 <= month <= 12 or not 1 <= day <= 31:
            raise _NoDate
        hour, minute, second, milli = [*self.time, 0, 0, 0, 0][:4]
        if self.half is not None:
            if hour > 12:
                raise _NoDate
            hour = hour % 12 + self.half
        # 24:00:00.000 is the end of the day; there are no leap seconds.
        fits = hour <= 23 and minute <= 59 and second <= 59 and milli <= 999
        if not fits and (hour, minute, second, milli) != (24, 0, 0, 0):
            raise _NoDate
        clock = ((hour * 60 + minute) * 60 + second) * 1000 + milli
        return clipped(float(_days(year, month, day) * _DAY + clock - self.zone.seconds() * 1000))

    def date(self) -> tuple[int, int, int]:
        """Year, month and day, decided by the order of the numbers."""
        first, second, third = [*self.day, 1, 1, 1][:3]
        if self.month is not None:
            return (second, self.month, first) if 1 <= first <= 31 else (first, self.month, second)
        if self.iso or not 1 <= first <= 31:
            return first, second, third
        return third, first, second  # M/D/YYYY in any locale; without a year, 2001


def _fraction(token: Token) -> int:
    """Milliseconds from the digits after a decimal point."""
    if token.length <= 3:
        return int(token.value * 10 ** (3 - token.length))
    return int(token.value // 10 ** (min(token.length, SIGNIFICANT) - 3))
