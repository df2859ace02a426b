"""What a token can learn about itself, from `/v2/self` and from OAuth's introspection alike (documented). `tokens` checks access."""

from __future__ import annotations

from typing import Any

from attio_emulator import refusals
from attio_emulator.access.tokens import KEY_LENGTH, ended, member_of, token_named
from attio_emulator.schema.model import NAMED
from attio_emulator.scopes import GRANTED
from attio_emulator.state import Core

__all__ = ["about", "described"]


def about(core: Core, text: str, *, at: int) -> dict[str, Any]:
    """The body of `/v2/self`, which is not wrapped in `data`.

    Raises:
        AttioError: 400 for no token, or a text that cannot be one (recorded). Any other unknown token is inactive.
    """
    if not text or (token_named(core, text) is None and len(text) != KEY_LENGTH):
        raise refusals.token_not_recognised()
    return described(core, text, at=at)


def described(core: Core, text: str, *, at: int) -> dict[str, Any]:
    """A token in the form of RFC 7662, at a moment in milliseconds: only `active` if it is unknown, revoked or expired.

    `client_id` and `aud` are the app's ID, or a key's own (documented). A token that no member granted names no member.
    """
    workspace, token = core.workspace, token_named(core, text)
    if token is None or ended(token, at=at) is not None:
        return {"active": False}
    issued = core.created_at if token.issued_at is None else token.issued_at
    body = {
        "active": True,
        "scope": " ".join(GRANTED if token.scopes is None else sorted(token.scopes)),
        "client_id": token.client_id,
        "token_type": "Bearer",
        "exp": None if token.expires_at is None else token.expires_at // 1000,
        "iat": issued // 1000,
        "sub": workspace.id,
        "aud": token.client_id,
        "iss": "attio.com",
        # even a workspace without members has tokens; this ID names nobody
        "authorized_by_workspace_member_id": member_of(core, token) or NAMED.named("member", workspace.slug),
        "workspace_id": workspace.id,
        "workspace_name": workspace.name,
        "workspace_slug": workspace.slug,
        "workspace_logo_url": None,
    }
    if workspace.has("self.token_level"):
        body["token_level"] = token.level
        if token.kind == "attio-app" and token.member is None:
            del body["authorized_by_workspace_member_id"]
    return body
