"""The workspace itself: its token, its members."""

from __future__ import annotations

from attio_emulator import refusals
from attio_emulator.access.tokens import allowed
from attio_emulator.calls import Answer, Call

__all__ = ["check_token", "get_member", "get_self", "list_members"]

_USUAL_SCOPES = ("record_permission:read-write", "object_configuration:read", "user_management:read")


def check_token(call: Call) -> Answer:
    """The destination's connection test; the body is never read (observed in the client)."""
    return Answer(200, {"active": True, "token_type": "Bearer"})


def get_self(call: Call) -> Answer:
    """Not wrapped in `data`; without a good token still 200 (OpenAPI). A token that OAuth gave tells its own scopes and times."""
    workspace, token = call.core.workspace, call.request.bearer()
    if not call.core.hooks.token_is_good(token) or allowed(call.core, token, (), at=call.stamp.at) is not None:
        return Answer(200, {"active": False})
    given = call.core.documents.get("tokens", {}).get(token, {})
    client, ends = given.get("client_id", workspace.id), given.get("expires_at")
    member = workspace.members[0].id if workspace.members else workspace.id
    return Answer(
        200,
        {
            "active": True,
            "scope": " ".join(given.get("scopes", _USUAL_SCOPES)),
            "client_id": client,
            "token_type": "Bearer",
            "exp": None if ends is None else ends // 1000,
            "iat": given.get("issued_at", call.core.created_at) // 1000,
            "sub": workspace.id,
            "aud": client,
            "iss": "attio.com",
            "token_level": "workspace",
            "authorized_by_workspace_member_id": member,
            "workspace_id": workspace.id,
            "workspace_name": workspace.name,
            "workspace_slug": workspace.slug,
            "workspace_logo_url": None,
        },
    )


def list_members(call: Call) -> Answer:
    return Answer(200, {"data": [call.core.renderer.member(one) for one in call.core.workspace.members]})


def get_member(call: Call) -> Answer:
    for one in call.core.workspace.members:
        if one.id == call.parts["member"]:
            return Answer(200, {"data": call.core.renderer.member(one)})
    raise refusals.member_not_found(call.parts["member"])
