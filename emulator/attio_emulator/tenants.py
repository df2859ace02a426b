"""A workspace for each bearer token behind one door, so that clients with tokens of their own never meet.

It makes emulators and sends each request to the one of its token. What an emulator does is not here.
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
    """Answers as an `Emulator`, with a workspace of its own for each token.

    A workspace begins as `make` gives it, when its token is first seen. Control calls work on the workspace of the token
    they carry, the web page shows that of `/?token=...`, as reading control calls do, and the address of a content serves that of
    whom it was given to. What carries no token (OAuth, a control call of nobody) belongs to `shared`; a token that OAuth gave there keeps its scopes in its own workspace. Where tokens are checked, one that is not
    good stays at `shared`, which refuses it.

    Args:
        make: gives a new emulator; the same one each time but for what tells them apart.
        most: how many workspaces there may be; a request with one more token is answered 503.

    Not for two threads at once, but for those that hold its `lock`.
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
        of_page = request.method == "GET" and (request.path == "/" or request.path.startswith("/_emulator/"))
        asked = request.param("token") if of_page else None
        token = asked or request.bearer()
        if len(self._own) >= self._most and token not in self._own and self.shared.knows(token):
            return refusal(
                503, f"There are {self._most} workspaces already, one for each token; start again for others."
            )
        return self.of(token).handle(request)

    def of(self, token: str) -> Emulator:
        """The emulator of a token, made when first asked for; `shared` for none and for one that is not good."""
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
        """The emulator of the token for which something stands in an address; `shared` for none."""
        return next((one for token, one in self._own.items() if holder(token) == holding), self.shared)

    def emulators(self) -> tuple[Emulator, ...]:
        """Every emulator there is so far: `shared`, then the tokens' in the order in which they came."""
        return (self.shared, *self._own.values())
