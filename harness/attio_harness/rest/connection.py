"""A client with a token for an API. No message ever contains the token."""

from __future__ import annotations

import os
import re
from typing import Any

import httpx
from attio_emulator.this_computer import is_here

from attio_harness.errors import UsageError
from attio_harness.rest.bounded import BoundedClient

__all__ = ["bounded", "connected", "plain", "sendable", "token_of", "without_a_password"]

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
        # the error may quote a part of a password as a port
        why = "" if "@" in str(base_url) else f" ({error})"
        raise UsageError(f"the base URL {said!r} is not a URL{why}; expected one such as {usual}") from None
    if url.scheme not in ("http", "https") or not host:
        raise UsageError(f"the base URL {plain(url)!r} is not one of HTTP; expected one such as {usual}")
    without_a_password(url, "the base URL")
    if url.query or url.fragment:
        raise UsageError(f"the base URL {plain(url)!r} has something behind a ? or #; expected one such as {usual}")
    found = token.strip()
    if not found and is_here(host):
        # a stand-in such as the emulator takes any token
        found = "local"
    if not found:
        raise UsageError(missing)
    headers = {"authorization": f"Bearer {sendable(found)}", "accept": accept, "user-agent": f"attio-harness {agent}"}
    # no redirects: they would carry the token to another host
    return bounded(
        url,
        seconds=_WHOLE,
        headers=headers,
        transport=transport,
        timeout=timeout,
        follow_redirects=False,
    )


def bounded(base_url: httpx.URL, *, seconds: float, **options: Any) -> BoundedClient:
    """A client for one API that goes through the proxies, and trusts the certificates, that the environment names.

    Raises:
        UsageError: one of them cannot be used.
    """
    # a proxy leads to other computers, not back to this one
    proxies = not is_here(base_url.host)
    try:
        certificates = httpx.create_ssl_context()  # those of the environment, in either case
        return BoundedClient(seconds=seconds, base_url=base_url, trust_env=proxies, verify=certificates, **options)
    except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        # a kind of proxy that httpx lacks, or certificates that are missing or invalid
        named = [name for name in _OF_THE_NETWORK if os.environ.get(name) or os.environ.get(name.lower())]
        # of a proxy with a password, the error may quote a part of it as a port
        quoted = (
            ""
            if any("@" in (os.environ.get(name) or os.environ.get(name.lower(), "")) for name in named)
            else f": {error}"
        )
        raise UsageError(
            f"no connection can be made with what the environment says ({', '.join(named)}){quoted}"
        ) from None


def without_a_password(url: httpx.URL, what: str) -> None:
    """Check that the address of an API has no name and password, which HTTP would send in place of the access token.

    Raises:
        UsageError: it has one, which the message does not show.
    """
    if url.userinfo:
        raise UsageError(
            f"{what} {plain(url)!r} has a name or a password in front of its host, which would be sent in place of the access token; "
            "expected the address without them"
        )


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
