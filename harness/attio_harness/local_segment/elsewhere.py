"""Sends the destination's requests to an Attio at another address instead of the built-in emulator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
from attio_destination.client import API
from segment_actions import Request, Response
from segment_actions.drivers import sender
from segment_actions.errors import RequestTimedOut, TransportError

from attio_harness.rest import bounded, hidden, plain, unanswered, without_a_password
from attio_harness.run.connection import AUTH, DEADLINE, TooLate

__all__ = ["sender_to"]


_NO_TOKEN = frozenset({f"Bearer {AUTH['access_token']}", "Bearer undefined"})
"""The authorization of events, and of calls of the actions tester that have no token of their own."""


def sender_to(
    url: str, token: str, *, deadline: float = DEADLINE, tell: Callable[[str], None] = lambda said: None
) -> Callable[[Request], Response]:
    """A function that sends requests for Attio to `url` instead, over one connection.

    A request without a token of its own gets `token`; its whole answer must arrive within `deadline` seconds. A refusal that quotes
    `token` is told without it. `tell` is called with a line when answers cease to come, and when they come again.

    Raises:
        UsageError: the environment names a proxy or certificates that cannot be used, or the address has a password.
    """
    address = httpx.URL(url)
    without_a_password(address, "--attio")
    client = bounded(address, seconds=deadline)
    send = sender(client)
    base = url.rstrip("/")
    named, silent = f"--attio {plain(client.base_url)}", False

    def heard(error: TransportError | None) -> None:
        nonlocal silent
        if silent == (error is not None):
            return
        silent = error is not None
        cause = error.__cause__ if error is not None else None
        why = (
            hidden(unanswered(cause, client), token) if isinstance(cause, httpx.HTTPError | httpx.InvalidURL) else error
        )
        why = str(why).removesuffix(".")
        tell(f"{named}: {why}; deliveries are tried again" if silent else f"{named} answers again")

    def sent(request: Request) -> Response:
        headers = dict(request.headers)
        if headers.get("authorization", "Bearer undefined") in _NO_TOKEN:
            headers["authorization"] = f"Bearer {token}"
        there = base + request.url.removeprefix(API)
        options = {**request.options, "timeout": deadline * 1000}
        try:
            answer = send(replace(request, url=there, headers=headers, options=options))
        except TransportError as error:
            heard(error)
            if isinstance(error, RequestTimedOut):
                raise TooLate(there, deadline) from None
            raise
        heard(None)
        if answer.ok:
            return answer
        # the token is ASCII, and any bytes are text in this encoding
        return replace(answer, content=hidden(answer.content.decode("latin-1"), token).encode("latin-1"))

    return sent
