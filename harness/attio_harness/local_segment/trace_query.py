"""Reads and applies the parameters of `/_segment/events`, which select traces."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from attio_harness.text.words import or_meant
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["MOST", "ON_ITS_WAY", "REFUSED", "REPEAT", "TOLD", "TraceQuery", "WrongQuery", "read_query"]

REPEAT = "repeat"
"""The code of an event that was received before; Segment removes it, which loses nothing."""
REFUSED = "refused"
"""Instead of a verdict, for an event that Segment does not accept."""
ON_ITS_WAY = "waiting"
"""Instead of a verdict, while an event waits in a batch or for another try."""
TOLD: Mapping[str, str] = {**NAMED, REPEAT: "repeated", REFUSED: "not accepted", ON_ITS_WAY: "waiting"}
"""How each word in `verdicts` is called in text for people."""

MOST = 1_000
"""The most traces in one answer."""
_LONGEST_WAIT = 60.0


class WrongQuery(ValueError):
    """A parameter is unknown, or has a value of the wrong kind."""


class _Asked(Protocol):
    @property
    def seq(self) -> int: ...
    @property
    def source(self) -> str | None: ...
    @property
    def verdicts(self) -> tuple[str, ...]: ...
    @property
    def is_good(self) -> bool | None: ...
    @property
    def why(self) -> str | None: ...
    def member(self, name: str) -> Any: ...


_MEMBERS: Mapping[str, str] = {
    "type": "type",
    "event": "event",
    "message_id": "messageId",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "group_id": "groupId",
}
"""Parameter -> the member of the event that must equal it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceQuery:
    """The parameters; None for those not given. `members` are members of the event with their text; `after` is a `seq`."""

    members: tuple[tuple[str, str], ...] = ()
    verdict: str | None = None
    source: str | None = None
    good: bool | None = None
    search: str | None = None
    """A text contained in something that a list shows of the event, in any case."""
    seq: int | None = None
    after: int | None = None
    limit: int = MOST
    wait: float = 0.0
    """How many seconds to wait until at least one is found and all found ones are settled."""

    def takes(self, trace: _Asked) -> bool:
        return (
            all(_as_text(trace.member(name)) == value for name, value in self.members)
            and (self.seq is None or self.seq == trace.seq)
            and (self.verdict is None or self.verdict in trace.verdicts)
            and (self.source is None or self.source == trace.source)
            and (self.good is None or self.good == trace.is_good)
            and (not self.search or self.search.lower() in _shown(trace))
        )


_SHOWN = ("type", "event", "name", "userId", "anonymousId", "groupId", "previousId", "messageId")


def _shown(trace: _Asked) -> str:
    """Everything that a list shows of an event, in lower case, each on a line."""
    verdicts = [word for one in trace.verdicts for word in (one, TOLD[one])]
    texts = [*(trace.member(name) for name in _SHOWN), trace.source, trace.why, *verdicts]
    return "\n".join(
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, separators=(",", ":"))
        for one in texts
        if one is not None
    ).lower()


def _as_text(value: Any) -> Any:
    # parameters are texts, but an ID in an event may be a number
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def read_query(pairs: Iterable[tuple[str, str]]) -> TraceQuery:
    """Read the parameters of an address. Raises WrongQuery."""
    members: list[tuple[str, str]] = []
    others: dict[str, Any] = {}
    for name, value in pairs:
        if name in _MEMBERS:
            members.append((_MEMBERS[name], value))
        elif name in _OTHERS:
            others[name] = _OTHERS[name](name, value)
        else:
            known = [*_MEMBERS, *_OTHERS]
            meant = or_meant(name, known, cutoff=0.4) or f"; known are {', '.join(known)}"
            raise WrongQuery(f"found the parameter {name!r}, which is not known{meant}")
    return TraceQuery(members=tuple(members), **others)


def _text(name: str, value: str) -> str:
    return value


def _verdict(name: str, value: str) -> str:
    known = [*VERDICTS, REFUSED, REPEAT, ON_ITS_WAY]
    if value not in known:
        meant = or_meant(value, known)
        raise WrongQuery(f"found {name}={value!r}, expected one of {', '.join(known)}{meant}")
    return value


def _truth(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise WrongQuery(f"found {name}={value!r}, expected true or false")
    return value == "true"


def _number(most: float, kind: Callable[[str], Any]) -> Callable[[str, str], Any]:
    def read(name: str, value: str) -> Any:
        try:
            # Python also reads digits of other scripts
            number = kind(value) if value.isascii() else -1
        except ValueError:
            number = -1
        if not 0 <= number <= most:
            whole = "whole " if kind is int else ""
            raise WrongQuery(f"found {name}={value!r}, expected a {whole}number from 0 to {most:.0f}")
        return number

    return read


_OTHERS: Mapping[str, Callable[[str, str], Any]] = {
    "verdict": _verdict,
    "source": _text,
    "good": _truth,
    "search": _text,
    "seq": _number(2**53, int),
    "after": _number(2**53, int),
    "limit": _number(MOST, int),
    "wait": _number(_LONGEST_WAIT, float),
}
