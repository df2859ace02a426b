"""Who may ask: whether a token is one at all, and whether it has the scopes of a call. What scopes there are is in `scopes`."""

from __future__ import annotations

from attio_emulator import errors
from attio_emulator.http import Request
from attio_emulator.resources.scopes import allowed, needed
from attio_emulator.state import Core

__all__ = ["authorize", "is_known"]

_KEY_LENGTH = 64


def is_known(core: Core, token: str, *, strict: bool) -> bool:
    """Whether a token is one at all: any is, unless `strict`."""
    if not strict or not token:
        return bool(token)
    return token in core.workspace.tokens or token in core.shelves.get("tokens", {}) or len(token) == _KEY_LENGTH


def authorize(core: Core, request: Request, at: int, *, strict: bool) -> None:
    """Let a request pass.

    Raises:
        AttioError: 401 without a good token, 403 without the scopes that the call needs.
    """
    token = request.bearer()
    if not token:
        raise errors.no_token()
    if not is_known(core, token, strict=strict):
        raise errors.token_of_wrong_length()
    refused = allowed(core, token, needed(request.method, request.path), at=at)
    if refused is not None:
        raise refused
