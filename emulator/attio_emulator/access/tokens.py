"""Who may ask: whether a token is one at all, and whether it has the scopes of a call. What scopes there are is in `scopes`,
which a call needs in `routes`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.errors import AttioError
from attio_emulator.http import Request
from attio_emulator.scopes import words_of
from attio_emulator.state import Core

__all__ = ["allowed", "authorize", "is_known"]

_KEY_LENGTH = 64


def is_known(core: Core, token: str, *, strict: bool) -> bool:
    """Whether a token is one at all: any is, unless `strict`."""
    if not strict or not token:
        return bool(token)
    return token in core.workspace.tokens or token in core.documents.get("tokens", {}) or len(token) == _KEY_LENGTH


def authorize(core: Core, request: Request, scopes: Iterable[str], at: int, *, strict: bool) -> None:
    """Let a request pass that needs these scopes.

    Raises:
        AttioError: 401 without a good token, 403 without the scopes that the call needs.
    """
    token = request.bearer()
    if not token:
        raise refusals.no_token()
    if not is_known(core, token, strict=strict):
        raise refusals.token_of_wrong_length()
    refused = allowed(core, token, scopes, at=at)
    if refused is not None:
        raise refused


def allowed(core: Core, token: str, scope: str | Iterable[str], *, at: int) -> AttioError | None:
    """Whether a token may do what needs a scope (or several) at a moment in milliseconds; None where it may.

    Writing includes reading (inferred). A token that has no limits may do everything: whether it is one at all is
    the question of `api`.
    """
    row: Mapping[str, Any] | None = core.documents.get("tokens", {}).get(token)
    if row is None:
        return None
    if row["revoked"]:
        return refusals.token_revoked()
    if row["expires_at"] is not None and at >= row["expires_at"]:
        return refusals.token_expired()
    wanted = [scope] if isinstance(scope, str) else list(scope)
    missing = [one for one in wanted if one not in row["scopes"] and f"{one}-write" not in row["scopes"]]
    return refusals.token_without_scope(", ".join(words_of(one) for one in missing)) if missing else None
