"""Which carrier can send which kind of fault. A carrier is what connects a client and the emulator.

`MISSING` lists what they cannot send; `faces` has the carriers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from attio_emulator.faults.wrong import RuleError
from attio_emulator.http import WireKind

if TYPE_CHECKING:
    from attio_emulator.faults.kinds import Fault  # loads all kinds, which a start without rules does not need

__all__ = ["MISSING", "Carrier", "cannot", "refuse_what_none_can"]

Carrier = Literal["server", "asgi"]
"""`server`: the emulator's own, over sockets. `asgi`: the application under another server, or under none. Everything
can be sent in process (httpx, respx, `handle`)."""

MISSING: Mapping[Carrier, Mapping[WireKind, str]] = {
    "server": {
        "unreachable": "a server already has the connection when it reads the request; it works in process (EmulatorTransport, respx), "
        "or use 'refused' to close the port, 'silent' to never answer",
    },
    "asgi": dict.fromkeys(
        ("refused", "unreachable", "silent", "reset", "half_closed", "truncated"),
        "an ASGI application does not control the connection; attio_emulator's own server does (running, serve, attio-harness emulate), "
        "and it works in process (EmulatorTransport, respx)",
    ),
}
"""Carrier -> kind it cannot send -> why, and which carrier can."""


def cannot(carrier: Carrier, kind: WireKind) -> str | None:
    """Why a carrier cannot send this kind; None if it can."""
    why = MISSING[carrier].get(kind)
    named = {"server": "the server", "asgi": "the ASGI application"}[carrier]
    return None if why is None else f"{named} cannot send the fault {kind!r}: {why}"


def refuse_what_none_can(fault: Fault, carriers: Collection[Carrier]) -> None:
    """Raises RuleError for a fault that one of the carriers cannot send."""
    for carrier in carriers:
        why = cannot(carrier, fault.wire.kind)
        if why is not None:
            raise RuleError(why)
