"""What an emulator is made of, as a caller hands it in: arguments of another kind are refused at once. Makes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attio_emulator.ids import Ids
from attio_emulator.limits import Limits
from attio_emulator.schema.model import Token
from attio_emulator.schema.workspace import Workspace

__all__ = ["LONGEST_LAG", "refuse_unfit"]

LONGEST_LAG = 1_000_000_000
"""Longest time, in seconds, that a batch may wait: some thirty years."""

_KINDS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "the workspace": (Workspace, "a Workspace, such as Workspace.load(path)"),
    "ids": (Ids, "Ids, such as Ids(seed)"),
    "assumptions": (Mapping, "a dict of IDs and their settings"),
    "a token": (Token, 'a Token, such as Token(token="secret")'),
    "limits": (Limits, "Limits"),
    "the batch lag": ((int, float), "a number of seconds"),
    "the journal limit": (int, "a number of requests"),
}


def refuse_unfit(given: Mapping[str, Any], tokens: Iterable[Any]) -> None:
    """Refuse an argument that is not as expected; None is one that was left out.

    Raises:
        TypeError: it is of another kind.
        ValueError: the batch lag is below 0 or over `LONGEST_LAG`, or the limit of the journal is below 0.
    """
    for name, value in (*given.items(), *(("a token", one) for one in tokens)):
        kind, expected = _KINDS[name]
        if value is not None and not isinstance(value, kind):
            # a token is a secret
            found = f"{value!r:.80}" if name != "a token" else f"of type {type(value).__name__}"
            raise TypeError(f"{name} is {found}; expected {expected}")
    lag, most = given["the batch lag"], given["the journal limit"]
    if not 0 <= lag <= LONGEST_LAG:
        raise ValueError(f"found the batch lag {lag!r}, expected a number of seconds from 0 to {LONGEST_LAG}")
    if most is not None and most < 0:
        raise ValueError(f"found the journal limit {most!r}, expected a number of requests from 0")
