"""Access: whether a text is a token, and whether the token may make a call. `identity` describes a token, `scopes`
lists the scopes, `routes` says what a call needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from attio_emulator import refusals
from attio_emulator.errors import AttioError
from attio_emulator.http import Request
from attio_emulator.schema.model import Token
from attio_emulator.scopes import words_of
from attio_emulator.state import Core
from attio_emulator.sums import sum_of

__all__ = [
    "KEY_LENGTH",
    "Caller",
    "allowed",
    "authorize",
    "caller_of",
    "ended",
    "issued",
    "may_delete_comment",
    "member_of",
    "token_named",
]

KEY_LENGTH = 64
"""Length of every access token (documented in a refusal)."""


@dataclass(slots=True, kw_only=True)
class Caller:
    """The caller: the token (None if the text is not one), the actor of its writes, and whether it may always do
    everything. Treat it as immutable; it is not frozen, see `http`."""

    token: Token | None = field(repr=False)
    actor: tuple[str, str]
    may_all: bool = False


def caller_of(core: Core, text: str) -> Caller:
    """The caller with this text.

    The actor is the app that the token was granted to, or the key itself (recorded); for a token that acts for a user,
    that user (assumed: `token.user_actor`).
    """
    token = core.tokens.get(text)
    if token is not None and token.level == "workspace":
        return _of_workspace(token)
    if token is None and text and not core.documents.get("tokens") and not core.hooks.strict():
        return _anyone(text)
    if token is None:
        token = token_named(core, text)
    return Caller(token=token, actor=_actor(core, token or Token(token=text)))


@lru_cache(maxsize=64)  # asked with every request; independent of the workspace
def _of_workspace(token: Token) -> Caller:
    """The caller with a known token that acts for no user."""
    return Caller(token=token, actor=(_kind(token), token.actor_id))


@lru_cache(maxsize=64)  # as above
def _anyone(text: str) -> Caller:
    """The caller with an unknown key, if tokens are not checked."""
    token = Token(token=text)
    return Caller(token=token, actor=("api-token", token.actor_id), may_all=True)


def token_named(core: Core, text: str) -> Token | None:
    """The token with this text: from the workspace file or issued by OAuth. If tokens are not checked, any other text
    is an unrestricted key of the workspace."""
    found = core.tokens.get(text)
    if found is None:
        given = core.documents.get("tokens")
        row = given.get(sum_of(text)) if given else None
        found = None if row is None else issued(text, row)
    if found is None and text and not core.hooks.strict():
        return Token(token=text)
    return found


def issued(text: str, row: Mapping[str, Any]) -> Token:
    """The token in a document of one issued by OAuth."""
    return Token(
        token=text,
        kind="oauth-app",
        app=row["client_id"],
        member=row.get("member"),
        scopes=tuple(row["scopes"]),
        issued_at=row["issued_at"],
        expires_at=row["expires_at"],
        revoked=row["revoked"],
    )


def authorize(caller: Caller, request: Request, scopes: Iterable[str], at: int, *, of_workspace: bool = False) -> None:
    """Let a request pass that needs these scopes and, if `of_workspace`, a token that acts for no user.

    Raises:
        AttioError: 401 without a valid token, 403 without the required scopes or with a token of another level.
    """
    if caller.may_all:
        return
    token = caller.token
    if token is None:
        sent = request.bearer()
        if not sent:
            raise refusals.token_unreadable() if "authorization" in request.headers else refusals.no_token()
        raise refusals.token_not_found() if len(sent) == KEY_LENGTH else refusals.token_of_wrong_length()
    refused = _refused(token, scopes, at=at)
    if refused is None and of_workspace and token.level == "user":
        refused = refusals.token_of_a_user()
    if refused is not None:
        raise refused


def allowed(core: Core, text: str, scope: str | Iterable[str], *, at: int) -> AttioError | None:
    """Why a token may not do what needs these scopes, at a moment in milliseconds; None if it may, or if the text is no token."""
    token = token_named(core, text)
    return None if token is None else _refused(token, [scope] if isinstance(scope, str) else scope, at=at)


def ended(token: Token, *, at: int) -> AttioError | None:
    """Why a token is no longer valid at a moment in milliseconds; None if it is."""
    if token.revoked:
        return refusals.token_not_found()
    if token.expires_at is not None and at >= token.expires_at:
        return refusals.token_expired()
    return None


def _refused(token: Token, scopes: Iterable[str], *, at: int) -> AttioError | None:
    """Writing includes reading (inferred)."""
    refused = ended(token, at=at)
    if refused is not None or token.scopes is None:
        return refused
    missing = [one for one in scopes if one not in token.scopes and f"{one}-write" not in token.scopes]
    return refusals.token_without_scope(", ".join(map(words_of, missing))) if missing else None


def _actor(core: Core, token: Token) -> tuple[str, str]:
    member = None
    if token.level == "user" and core.assumptions.decides("token.user_actor") == "member":
        member = member_of(core, token)
    if member is not None:
        return "workspace-member", member
    return _kind(token), token.actor_id


def _kind(token: Token) -> str:
    """The kind of actor for a token that acts for no user."""
    return "api-token" if token.kind == "api-key" else "app"


def member_of(core: Core, token: Token) -> str | None:
    """The ID of the member who granted a token; None if Attio itself made it (documented), or if there are no members."""
    if token.kind == "attio-app" and token.member is None:
        return None
    members = core.workspace.members
    found = core.workspace.find_member(token.member) if token.member else members[0] if members else None
    return None if found is None else found.id


def may_delete_comment(core: Core, text: str, author: str) -> bool:
    """Whether a token may delete a member's comment: a user's token deletes only that user's (documented)."""
    token = token_named(core, text)
    return token is None or token.level == "workspace" or member_of(core, token) == author
