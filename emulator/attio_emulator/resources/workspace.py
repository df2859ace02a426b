"""The workspace itself: its token, its members."""

from __future__ import annotations

from attio_emulator import refusals
from attio_emulator.access.identity import about
from attio_emulator.calls import Answer, Call

__all__ = ["check_token", "get_member", "get_self", "list_members"]


def check_token(call: Call) -> Answer:
    """The destination's connection test; it never reads the body (observed in the client)."""
    return Answer(200, {"active": True, "token_type": "Bearer"})


def get_self(call: Call) -> Answer:
    """Not wrapped in `data`."""
    return Answer(200, about(call.core, call.request.bearer(), at=call.stamp.at))


def list_members(call: Call) -> Answer:
    return Answer(200, {"data": [call.core.renderer.member(one) for one in call.core.workspace.members]})


def get_member(call: Call) -> Answer:
    for one in call.core.workspace.members:
        if one.id.lower() == call.parts["member"].lower():
            return Answer(200, {"data": call.core.renderer.member(one)})
    raise refusals.member_not_found(call.parts["member"])
