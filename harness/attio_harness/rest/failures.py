"""Why a request got no answer, in one line for the person who asked, never with the token. Answers are read elsewhere."""

from __future__ import annotations

import re
from urllib.request import getproxies, proxy_bypass

import httpx

from attio_harness.rest.bounded import Endless
from attio_harness.rest.connection import plain
from attio_harness.text.words import one_line

__all__ = ["BROKEN", "hidden", "unanswered", "without_token"]

BROKEN = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""A connection that was there and broke off: the next one may hold."""
_HINTS = (
    ("CERTIFICATE_VERIFY_FAILED", "if your company checks connections, name its certificates in SSL_CERT_FILE"),
    ("WRONG_VERSION_NUMBER", "the server does not speak HTTPS there; is its address http://…?"),
)
"""A word of OpenSSL's, and what helps."""


def unanswered(error: httpx.HTTPError | httpx.InvalidURL, client: httpx.Client) -> str:
    """What went wrong with a request of this client."""
    # some errors of httpx, such as timeouts, have no text
    problem = without_token(str(error), client) or type(error).__name__
    if isinstance(error, Endless):
        return f"the response was given up: {problem}"
    if isinstance(error, httpx.DecodingError):
        return f"the response cannot be unpacked: {problem}"
    if isinstance(error, httpx.ReadTimeout):
        return f"no response came in time: {problem}"
    if isinstance(error, BROKEN):
        return f"the connection broke off: {problem}"
    hint = next((f"; {help}" for word, help in _HINTS if word in problem), "")
    return f"cannot be reached{_through(client)}: {problem}{hint}"


def without_token(text: str, client: httpx.Client) -> str:
    """A text of others in one line, in case it quotes the client's token."""
    token = client.headers.get("authorization", "").partition(" ")[2]
    return one_line(hidden(text, token) if token else text, 300)


_SHORT = 16
"""So many characters may be a word, as `local`, or stand in one, as in `localhost`. An access token of Attio has 64."""


def hidden(text: str, token: str) -> str:
    """A text without the token, which is hidden inside of words too, as in `\\nTOKEN` of JSON, unless it is short."""
    found = re.escape(token)
    return re.sub(found if len(token) >= _SHORT else rf"(?<![\w-]){found}(?![\w-])", "(the token)", text)


def _through(client: httpx.Client) -> str:
    """Which proxy of the environment is between, as httpx chooses it."""
    url, proxies = client.base_url, getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or not client.trust_env or proxy_bypass(url.host):
        return ""
    return f" through the proxy {plain(httpx.URL(proxy if '://' in proxy else f'http://{proxy}'))} of the environment"
