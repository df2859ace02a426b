"""A separate workspace for each bearer token behind one address, so that clients never meet.

Creates emulators and sends each request to its token's emulator. What an emulator does is not here.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock

from attio_emulator.downloads import PATH, holder
from attio_emulator.emulator import Emulator
from attio_emulator.http import Request, Response, refusal
from attio_emulator.limits import DEFAULTS
from attio_emulator.sums import sum_of

__all__ = ["EmulatorPerToken"]


class EmulatorPerToken:
    """Answers like an `Emulator`, with a separate workspace for each token.

    `make` creates a workspace when its token is first seen. Control calls work on the workspace of the token they
    carry; the web page and reading control calls may name it as `/?token=...`. The address of a file's contents serves
    the workspace of the token it was given to. Requests without a token (OAuth, anonymous control calls) go to
    `shared`. A token that OAuth issued there keeps its scopes in its own workspace. If tokens are checked, an invalid
    one stays at `shared`, which refuses it.

    Args:
        make: returns a new emulator; all of them must have the same settings, apart from what identifies each.
        most: the maximum number of workspaces; requests with further tokens are answered 503.

    Not thread-safe, unless every thread holds its `lock`.
    """

    def __init__(self, make: Callable[[], Emulator], *, most: int = DEFAULTS.token_workspaces) -> None:
        self._make, self._most = make, most
        self.lock = RLock()
        self.shared = make()
        self._own: dict[str, Emulator] = {}

    def handle(self, request: Request) -> Response:
        """Answer a request from the workspace of its token."""
        if request.path.startswith(PATH):
            return self._holding(request.param("holder")).handle(request)
        of_page = request.method in ("GET", "HEAD") and (request.path == "/" or request.path.startswith("/_emulator/"))
        asked = request.param("token") if of_page else None
        token = asked or request.bearer()
        if len(self._own) >= self._most and token not in self._own and self.shared.knows(token):
            return refusal(
                503, f"There are {self._most} workspaces already, one for each token; start again for others."
            )
        return self.of(token).handle(request)

    def of(self, token: str) -> Emulator:
        """The emulator of a token, created on first use; `shared` for no token or an invalid one."""
        if not self.shared.knows(token):
            return self.shared
        if token not in self._own:
            self._own[token] = self._make()
        kept = sum_of(token)
        given = self.shared.documents().get("tokens", {}).get(kept)
        if given is not None:
            self._own[token].documents().setdefault("tokens", {})[kept] = given
        return self._own[token]

    def _holding(self, holding: str | None) -> Emulator:
        """The emulator of the token that an address represents; `shared` for none."""
        return next((one for token, one in self._own.items() if holder(token) == holding), self.shared)

    def emulators(self) -> tuple[Emulator, ...]:
        """All emulators so far: `shared`, then those of the tokens in order of arrival."""
        return (self.shared, *self._own.values())
