"""The limits of input: one table with each limit's default, what it bounds, and the message when it is exceeded.

    limits = InputLimits(line_bytes=1_000_000)
    limits.passed("line_bytes", 2_000_000)       # the sentence; None if the limit is not passed

`--limit NAME=VALUE` and the configuration's table `[limit]` change limits for one call. `in_force` returns those of the running call,
so that a reader deep below a command needs no argument for them. `attio_emulator.limits` has the limits of a server; commands that
start one set them in the same way. Reads and counts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from attio_emulator.limits import DEFAULTS as SERVER_DEFAULTS
from attio_emulator.limits import LIMITS as SERVER_LIMITS
from attio_emulator.limits import Limit as ServerLimit
from attio_emulator.limits import Limits as ServerLimits

from attio_harness.errors import UsageError
from attio_harness.text.words import closest

__all__ = [
    "LIMITS",
    "InputLimits",
    "Limit",
    "in_force",
    "is_of_server",
    "limit_table",
    "of_server",
    "parsed",
    "put_in_force",
    "server_limit_table",
    "using",
]


class Limit(NamedTuple):
    """One row: `bounds` says what is limited, `has` begins the sentence about whatever passes the limit, `do` says what helps.

    `most` is the largest value that may be set; None for any.
    """

    unit: str
    bounds: str
    has: str
    do: str
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLimits:
    """The value of each limit; the defaults apply unless the call sets others."""

    line_bytes: int = 64_000_000
    document_bytes: int = 256_000_000
    unpacked_bytes: int = 4_000_000_000
    event_keys: int = 10_000
    event_items: int = 100_000
    event_depth: int = 200
    file_bytes: int = 100_000_000
    file_depth: int = 200
    state_bytes: int = 2_000_000_000
    recording_bytes: int = 2_000_000_000

    def passed(self, name: str, found: int, *, at_least: bool = False) -> str | None:
        """The sentence about something that passes a limit; None if it does not.

        Args:
            name: the limit.
            found: how much there is.
            at_least: there may be more, because reading stopped before the end.
        """
        allowed: int = getattr(self, name)
        if found <= allowed:
            return None
        row = LIMITS[name]
        how_many = f"more than {allowed:,}" if at_least else f"{found:,}"
        may = "" if at_least else f", where {allowed:,} are allowed"
        return f"{row.has} {how_many} {row.unit}{may} (limit {name}); {row.do}, or allow more with --limit {name}=N"


LIMITS: Mapping[str, Limit] = MappingProxyType({
    "line_bytes": Limit(
        unit="bytes",
        bounds="a line of an event file, which is read whole",
        has="the line has",
        do="write one event a line",
    ),
    "document_bytes": Limit(
        unit="bytes",
        bounds="an array or object of events over several lines, which is read whole",
        has="the document over several lines has",
        do="write one event a line: jq -c '.[]'",
    ),
    "unpacked_bytes": Limit(
        unit="bytes",
        bounds="what an event file holds that is compressed with gzip, unpacked",
        has="unpacked, the file has",
        do="split it",
    ),
    "event_keys": Limit(
        unit="keys",
        bounds="an event: the members of all its objects together",
        has="the event has",
        do="send fewer traits or properties",
    ),
    "event_items": Limit(
        unit="elements",
        bounds="an event: the elements of all its lists together",
        has="the lists of the event have",
        do="send shorter lists",
    ),
    "event_depth": Limit(
        unit="levels",
        bounds="an event: objects and lists inside of one another",
        has="the event is nested over",
        do="send it flatter",
        most=400,
    ),
    "file_bytes": Limit(
        unit="bytes",
        bounds="a mapping, a workspace file, filters, a baseline, fault rules",
        has="has",
        do="give the file that was meant",
    ),
    "file_depth": Limit(
        unit="levels",
        bounds="such a file: objects and lists inside of one another",
        has="is nested too deeply: over",
        do="give the file that was meant",
        most=400,
    ),
    "state_bytes": Limit(unit="bytes", bounds="a saved state", has="has", do="start from a smaller state"),
    "recording_bytes": Limit(unit="bytes", bounds="a file of recorded traffic", has="has", do="split the recording"),
})  # fmt: skip
"""In the order of the documentation."""

_IN_FORCE: ContextVar[InputLimits | None] = ContextVar("limits", default=None)
_OF_SERVER: ContextVar[ServerLimits] = ContextVar("limits of a server", default=SERVER_DEFAULTS)
_DEFAULT = InputLimits()


def in_force() -> InputLimits:
    """The limits of the running call."""
    return _IN_FORCE.get() or _DEFAULT


def of_server() -> ServerLimits:
    """The limits for a server that the running call may start."""
    return _OF_SERVER.get()


def put_in_force(limits: InputLimits | None, server: ServerLimits = SERVER_DEFAULTS) -> None:
    """Set the limits for the rest of this context; None for the defaults."""
    _IN_FORCE.set(limits)
    _OF_SERVER.set(server)


@contextmanager
def using(limits: InputLimits) -> Iterator[None]:
    """Set these limits while entered."""
    token = _IN_FORCE.set(limits)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def parsed(words: Iterable[str], *, serves: bool = False) -> tuple[InputLimits, ServerLimits]:
    """The limits that words such as `line_bytes=1000000` set. Names may have `-` or `_`, numbers may have `_`.

    Args:
        words: each NAME=VALUE.
        serves: whether a server is started. Without one, the limits of a server are refused, as they would bound nothing.

    Raises:
        UsageError: a word names no limit, or its value is not a whole number from 1.
    """
    rows: Mapping[str, Limit | ServerLimit] = {**LIMITS, **SERVER_LIMITS} if serves else LIMITS
    found: dict[str, int] = {}
    for word in words:
        written, equals, value = word.partition("=")
        name = _name(word)
        if not equals:
            raise UsageError(f"--limit: found {word!r}, expected NAME=VALUE, such as line_bytes=1000000")
        row = rows.get(name)
        if row is None:
            raise UsageError(f"--limit {written!r}: {_unknown(name, list(rows))}")
        number = _number(value)
        most = row.most if isinstance(row, Limit) else None
        if number is None or (most is not None and number > most):
            expected = "a whole number from 1" + (f" to {most:,}" if most is not None else "")
            raise UsageError(f"--limit {name}: found {value!r}, expected {expected} ({row.unit})")
        if found.get(name, number) != number:
            raise UsageError(f"--limit {name}: found both {found[name]} and {number}, expected one value")
        found[name] = number
    read, kept = ({name: found[name] for name in found if name in table} for table in (LIMITS, SERVER_LIMITS))
    return InputLimits(**read), ServerLimits(**kept)


def is_of_server(word: str) -> bool:
    """Whether NAME=VALUE sets a limit of a server."""
    return _name(word) in SERVER_LIMITS


def _name(word: str) -> str:
    return word.partition("=")[0].strip().replace("-", "_")


def _unknown(name: str, names: list[str]) -> str:
    if name in SERVER_LIMITS:
        return f"it bounds {SERVER_LIMITS[name].bounds}, and no server is started here; emulate and serve take it"
    near = closest(name, names)
    return "there is no such limit; " + (f"did you mean {near}?" if near else f"expected one of {', '.join(names)}")


def _number(text: str) -> int | None:
    digits = text.strip().replace("_", "")
    # no size has more digits, and Python refuses to parse thousands of them
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        return None
    return int(digits) or None


def limit_table() -> str:
    """A Markdown table with a row for each limit."""
    rows = ["| limit | default | at most | bounds |", "|---|---|---|---|"]
    for name, row in LIMITS.items():
        most = f"{row.most:,}" if row.most is not None else "any"
        rows.append(f"| `{name}` | {getattr(_DEFAULT, name):,} {row.unit} | {most} | {row.bounds} |")
    return "\n".join(rows) + "\n"


def server_limit_table() -> str:
    """The same for the limits of a server, with what happens when one is passed."""
    rows = ["| limit | default | bounds | there |", "|---|---|---|---|"]
    for name, one in SERVER_LIMITS.items():
        rows.append(f"| `{name}` | {getattr(SERVER_DEFAULTS, name):,} {one.unit} | {one.bounds} | {one.then} |")
    return "\n".join(rows) + "\n"
