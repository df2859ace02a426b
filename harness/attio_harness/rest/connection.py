"""A client with a token for an API. No message ever contains the token."""

from __future__ import annotations

import os
import re
from typing import Any

import httpx

from attio_harness.errors import UsageError
from attio_harness.rest.bounded import BoundedClient

__all__ = ["bounded", "connected", "is_here", "plain", "sendable", "token_of"]

_OF_THE_NETWORK = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SSLKEYLOGFILE",
)
_WHOLE = 120.0
"""The most seconds for an answer, however often a piece of it arrives."""
_USER = re.compile(r"//.*@")
"""Name and password in a URL."""
_PLAIN_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,63}|[A-Za-z_][A-Za-z0-9_]{0,23}")
"""A name that a person gives a variable; anything longer or with other letters may be the token itself."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def token_of(variable: str) -> str:
    """The token in the environment variable that the user named.

    Raises:
        UsageError: there is none.
    """
    token = os.environ.get(variable, "")
    if not token.strip():
        if not _PLAIN_NAME.fullmatch(variable):
            raise UsageError(
                "--token-env takes the name of an environment variable, such as ATTIO_API_KEY, and what was given looks like a token; "
                "set the variable to it, and give its name"
            )
        state = "is not set" if variable not in os.environ else "is empty"
        raise UsageError(f"--token-env {variable}: this environment variable {state}; expected an access token in it")
    return token


def connected(
    token: str,
    *,
    base_url: str,
    usual: str,
    missing: str,
    accept: str,
    agent: str,
    transport: httpx.BaseTransport | None = None,
    timeout: float = 30.0,
) -> httpx.Client:
    """A client that sends this token.

    Args:
        token: an access token; it may be empty if the server is on this computer.
        base_url: where the API is.
        usual: the API's default address.
        missing: the message if there is no token.
        accept: the content type to ask for.
        agent: the command that asks.
        timeout: seconds for each step of a request.

    Raises:
        UsageError: there is no token, it cannot be one, or the base URL is not a URL.
    """
    try:
        url = httpx.URL(base_url)
        host = url.host
    except (httpx.InvalidURL, TypeError, UnicodeError) as error:  # UnicodeError: the host is no possible name
        said = _USER.sub("//…@", str(base_url).partition("?")[0])
        raise UsageError(f"the base URL {said!r} is not a URL ({error}); expected one such as {usual}") from None
    if url.scheme not in ("http", "https") or not host:
        raise UsageError(f"the base URL {plain(url)!r} is not one of HTTP; expected one such as {usual}")
    if url.query or url.fragment:
        raise UsageError(f"the base URL {plain(url)!r} has something behind a ? or #; expected one such as {usual}")
    found = token.strip()
    if not found and host in _LOOPBACK:
        # a stand-in such as the emulator takes any token
        found = "local"
    if not found:
        raise UsageError(missing)
    headers = {"authorization": f"Bearer {sendable(found)}", "accept": accept, "user-agent": f"attio-harness {agent}"}
    # no redirects: they would carry the token to another host
    return bounded(
        seconds=_WHOLE,
        base_url=url,
        headers=headers,
        transport=transport,
        timeout=timeout,
        follow_redirects=False,
    )


def bounded(*, seconds: float, **options: Any) -> BoundedClient:
    """A client that goes through the proxies, and trusts the certificates, that the environment names.

    Raises:
        UsageError: one of them cannot be used.
    """
    try:
        return BoundedClient(seconds=seconds, **options)
    except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        # a kind of proxy that httpx lacks, or certificates that are missing or invalid
        among = ", ".join(name for name in _OF_THE_NETWORK if os.environ.get(name) or os.environ.get(name.lower()))
        raise UsageError(f"no connection can be made with what the environment says ({among}): {error}") from None


def is_here(url: str) -> bool:
    """Whether a URL is of this computer."""
    return httpx.URL(url).host in _LOOPBACK


def sendable(token: str) -> str:
    """The token without the white space around it.

    Raises:
        UsageError: no header can hold it.
    """
    found = token.strip()
    # printable ASCII without the blank
    if not re.fullmatch(r"[\x21-\x7e]+", found):
        raise UsageError(
            "the access token has spaces, line breaks or letters that no token has; was more than the token copied?"
        )
    return found


def plain(url: httpx.URL) -> str:
    """A URL without name, password, query and fragment."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None)).rstrip("/")
