"""How much is read at most: the one table of limits, each with its default, what it bounds and what is said where it is reached.

    limits = InputLimits(line_bytes=1_000_000)
    limits.passed("line_bytes", 2_000_000)       # the sentence, or None where it is not passed

`--limit NAME=VALUE` and the configuration's table `[limit]` change them for one call; `in_force` has those of the call that runs,
so that a reader deep below a command needs no argument for them. Those of a server stand in `attio_emulator.limits`, and are set by the
same words where one is started. Nothing is read or counted here.
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
    """One row: `bounds` says of what it is the most, `has` how a sentence about one that has more begins, `do` what helps.

    `most` is the largest value that may be asked for, where there is one.
    """

    unit: str
    bounds: str
    has: str
    do: str
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLimits:
    """What each limit is; the defaults are those of a call that says nothing."""

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
        """What is said of something that has more than a limit allows; None where it has not.

        Args:
            name: that of the limit.
            found: how much it has.
            at_least: it was not read to its end, so that it may have more.
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
"""In the order in which the documentation tells them."""

_IN_FORCE: ContextVar[InputLimits | None] = ContextVar("limits", default=None)
_OF_SERVER: ContextVar[ServerLimits] = ContextVar("limits of a server", default=SERVER_DEFAULTS)
_DEFAULT = InputLimits()


def in_force() -> InputLimits:
    """The limits of the call that runs, the defaults where it says nothing."""
    return _IN_FORCE.get() or _DEFAULT


def of_server() -> ServerLimits:
    """Those of a server that the call starts, if it does."""
    return _OF_SERVER.get()


def put_in_force(limits: InputLimits | None, server: ServerLimits = SERVER_DEFAULTS) -> None:
    """From here on in this context; None: the defaults."""
    _IN_FORCE.set(limits)
    _OF_SERVER.set(server)


@contextmanager
def using(limits: InputLimits) -> Iterator[None]:
    """These while entered."""
    token = _IN_FORCE.set(limits)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def parsed(words: Iterable[str], *, serves: bool = False) -> tuple[InputLimits, ServerLimits]:
    """The limits that words such as `line_bytes=1000000` ask for; names are read alike with `-` and `_`, numbers with or without `_`.

    Args:
        words: NAME=VALUE each.
        serves: whether a server is started, which has limits of its own. Without one they bound nothing, and are refused.

    Raises:
        UsageError: a word names no limit, or its value is no whole number from 1.
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
    """Whether NAME=VALUE is a limit of a server."""
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
    # more digits than these no size has, and Python refuses to read thousands of them
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        return None
    return int(digits) or None


def limit_table() -> str:
    """A row a limit, as Markdown."""
    rows = ["| limit | default | at most | bounds |", "|---|---|---|---|"]
    for name, row in LIMITS.items():
        most = f"{row.most:,}" if row.most is not None else "any"
        rows.append(f"| `{name}` | {getattr(_DEFAULT, name):,} {row.unit} | {most} | {row.bounds} |")
    return "\n".join(rows) + "\n"


def server_limit_table() -> str:
    """The same of the limits of a server, with what happens there."""
    rows = ["| limit | default | bounds | there |", "|---|---|---|---|"]
    for name, one in SERVER_LIMITS.items():
        rows.append(f"| `{name}` | {getattr(SERVER_DEFAULTS, name):,} {one.unit} | {one.bounds} | {one.then} |")
    return "\n".join(rows) + "\n"
