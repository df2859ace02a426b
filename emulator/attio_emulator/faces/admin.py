"""Who may administer a server that other computers can reach: control calls and pages need a token there, Attio's own
calls do not. Pure.

The token comes in the header that control calls have anyway, or as a cookie set by logging in. The cookie does not
contain the token, and is valid as long as the token.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from html import escape
from urllib.parse import parse_qsl

from attio_emulator.downloads import PATH as FILES
from attio_emulator.http import Request, Response, refusal
from attio_emulator.own_paths import HEADER
from attio_emulator.pages.frame import ASSETS, document, headers

__all__ = ["LARGEST_LOGIN", "LOGIN", "Admin", "made_token", "wrong_token"]

LOGIN = "/_emulator/login"
LARGEST_LOGIN = 4096
"""Most bytes of the login form."""
_PAGES = ("/", "/_segment/", "/_playground/")
"""Where logging in may lead."""
_LOOKS = (f"{ASSETS}style.css", f"{ASSETS}icon.svg")
"""The files that the login page needs."""
_SHORTEST, _LONGEST = 16, 200
"""Length of a token, in characters."""


def made_token() -> str:
    """A random token."""
    return secrets.token_urlsafe(32)


def wrong_token(text: str) -> str | None:
    """Why a text is not accepted as a token, without quoting it; None if it is."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return f"found {len(text)} characters, expected {_SHORTEST} to {_LONGEST}"
    if not all("!" <= one <= "~" for one in text):
        return "found a space or a character that is not ASCII, expected letters, digits and signs"
    return None


class Admin:
    """Checks for the token.

    Raises:
        ValueError: the token is too short, too long, or has characters other than visible ASCII.
    """

    def __init__(self, token: str) -> None:
        why = wrong_token(token)
        if why is not None:
            raise ValueError(f"the admin token: {why}")
        self._token = token.encode()
        self._cookie = f"attio-emulator-{sha256(self._token).hexdigest()[:8]}"  # named by token, since cookies do not distinguish ports
        self._session = hmac.new(self._token, b"session", sha256).hexdigest()

    def answer(self, request: Request) -> Response | None:
        """The response in place of the server's: the login, or that the token is missing. None if the caller has the
        token.

        Only for control calls and pages; Attio's calls, and contents of files at signed addresses, are open to all.
        """
        if request.path.startswith(FILES) or request.path in _LOOKS:
            return None
        if request.path == LOGIN:
            return self._login(request)
        if self._is_known(request):
            return None
        if request.method in ("GET", "HEAD") and request.path in _PAGES:
            return _page(401, request.path)
        said = f"This needs the admin token: in the header {HEADER}, or in a browser after {LOGIN}."
        return refusal(401, said)

    def _is_known(self, request: Request) -> bool:
        if self._is_token(request.headers.get(HEADER, "")):
            return True
        pairs = (one.strip().partition("=") for one in request.headers.get("cookie", "").split(";"))
        return any(name == self._cookie and _same(value, self._session.encode()) for name, _, value in pairs)

    def _is_token(self, text: str) -> bool:
        return _same(text, self._token)

    def _login(self, request: Request) -> Response:
        sent = dict(request.query)
        if request.method == "POST":
            sent = dict(parse_qsl(request.body[:LARGEST_LOGIN].decode("utf-8", "replace"), keep_blank_values=True))
        elif request.method not in ("GET", "HEAD"):
            return refusal(404, f"There is no {request.method} {LOGIN}; it takes GET and POST.")
        to = sent.get("to", "/") if sent.get("to") in _PAGES else "/"
        if "token" not in sent:
            return _page(200, to)
        if not self._is_token(sent["token"]):
            return _page(403, to, "This is not the token.")
        cookie = f"{self._cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"
        return Response(status=303, headers={"location": to, "set-cookie": cookie, "cache-control": "no-store"})


def _same(text: str, expected: bytes) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), expected)


def _page(status: int, to: str, problem: str = "") -> Response:
    """The login page."""
    told = f"<p class='notice' role='alert'>{escape(problem)}</p>" if problem else ""
    body = (
        f"<main id='main' class='narrow'><h1>A local Attio</h1>{told}"
        "<p>Other computers can reach this server, so its pages ask for the admin token that was given or printed when it was started.</p>"
        f"<form method='post' action='{LOGIN}'><input type='hidden' name='to' value='{escape(to)}'>"
        "<p><label>Admin token <input type='password' name='token' autocomplete='current-password' required></label> "
        "<button>Log in</button></p></form></main>"
    )
    return Response(status=status, headers=headers(), body=document("Log in", body).encode())
