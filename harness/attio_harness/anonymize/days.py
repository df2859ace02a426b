"""Days in a text, as programs write them: which texts are days, and another day of the same decade in the same form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from attio_harness.anonymize.permutation import Key

__all__ = ["DAY", "another_day", "days_kept", "is_day"]

DAY = r"(?:(?:18|19|20)\d\d(?P<mark>[-/.])\d\d(?P=mark)\d\d|\d\d(?P<other>[-/.])\d\d(?P=other)(?:18|19|20)\d\d)"
"""Year, month and day, or day and month in either order before the year: ten characters, with one mark between the numbers."""
_ANY_WIDTH = re.compile(
    r"(?<!\d)(?:(?:18|19|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:18|19|20)\d\d|^(?:19|20)\d{6}$)(?!\d)"
)

_BEFORE, _BEHIND = re.compile(r"\d[-/.]\Z"), re.compile(r"[-/.]\d")
"""What joins a day to another number."""


def is_day(text: str) -> bool:
    """Whether numbers in one of these forms are a day of the calendar."""
    return _read(text) is not None


def another_day(text: str, key: Key) -> str:
    """Another day of the same decade in the same form. No two become the same. A day up to 12 becomes such a day, so that month and day
    may be read in either order."""
    found = _read(text)
    if found is None:
        return text
    born, order, mark = found
    decade = born.year // 10 * 10
    first, end = date(decade, 1, 1).toordinal(), date(decade + 10, 1, 1).toordinal()
    other = key.until(
        f"day {decade}",
        born.toordinal() - first,
        end - first,
        lambda n: (date.fromordinal(first + n).day > 12) is (born.day > 12),
    )
    made = date.fromordinal(first + other)
    parts = {"y": f"{made.year}", "m": f"{made.month:02}", "d": f"{made.day:02}"}
    return mark.join(parts[one] for one in order)


def days_kept(text: str, make: Callable[[str], str], key: Key) -> str:
    """A run of numbers with its days kept and everything between them made by `make`. Eight digits without a mark may be another number as
    well as a day: they become another day. What goes on with other numbers, as `415-20-12-1999` and `1999-12-20-0142`, is no day, and so is
    what begins with a plus."""
    if text[:1] in "+(":
        return make(text)
    days = [found for found in _ANY_WIDTH.finditer(text) if is_day(found[0])]
    firsts, ends = {found.start() for found in days}, {found.end() for found in days}
    out, done = list[str](), 0
    for found in days:
        first, end = found.span()
        # another day may stand there, as in 2026-01-01/2026-12-31
        goes_on = first - 1 not in ends and _BEFORE.search(text, 0, first)
        if not goes_on and (end + 1 in firsts or not _BEHIND.match(text, end)):
            out += [make(text[done:first]), another_day(found[0], key) if found[0].isdigit() else found[0]]
            done = end
    return "".join([*out, make(text[done:])])


def _read(text: str) -> tuple[date, str, str] | None:
    """The day, the order of its parts, and the mark between them."""
    mark = next((one for one in text if not one.isdigit()), "")
    parts = text.split(mark) if mark else [text[:4], text[4:6], text[6:]]
    orders = ("ymd",) if len(parts[0]) == 4 else ("dmy", "mdy")
    for order in orders:
        row = dict(zip(order, map(int, parts), strict=True))
        try:
            return date(row["y"], row["m"], row["d"]), order, mark
        except ValueError:
            continue
    return None
