"""The emulator for httpx and respx: a transport for sync and async clients, and routes for respx. Contains no rule of Attio."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Collection, Sequence
from typing import Any

import httpx

from attio_emulator.faces.in_process import CLOSED, Played, Port, Step, beginning, body_of, pause
from attio_emulator.faces.pieces import said_length
from attio_emulator.http import BODILESS, App, Request, Response, received_headers, refuse_no_app

__all__ = ["HOSTS", "EmulatorTransport", "is_host", "mount_respx"]

HOSTS = ("api.attio.com", "app.attio.com")
"""Attio's hosts: its API, and the pages of OAuth."""


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """`httpx.Client(transport=EmulatorTransport(emulator))`; also for `httpx.AsyncClient`.

    The emulator answers for Attio's hosts and for `hosts`, such as ["attio.test"]. Any other host raises
    httpx.ConnectError, because a wrong base URL would not reach Attio either.

    Raises:
        TypeError: the emulator is none.
        ValueError: one of `hosts` is not a host name, such as a whole URL.
    """

    def __init__(self, emulator: App, *, hosts: str | Collection[str] = ()) -> None:
        refuse_no_app(emulator, "EmulatorTransport(emulator)")
        self.emulator = emulator
        more = [hosts] if isinstance(hosts, str) else [*hosts]
        for one in more:
            if not is_host(one):
                raise ValueError(f"found the host {one!r}, expected a name alone, such as 'attio.test'")
        self._port = Port()
        self._hosts = tuple(dict.fromkeys(host.lower() for host in (*HOSTS, *more)))

    def _check(self, request: httpx.Request) -> None:
        __tracebackhide__ = True
        host, scheme = request.url.host, request.url.scheme
        if scheme not in ("http", "https"):  # in the words of httpx's own transport
            found = (
                f"has an unsupported protocol '{scheme}://'"
                if scheme
                else "is missing an 'http://' or 'https://' protocol"
            )
            raise httpx.UnsupportedProtocol(f"Request URL {found}.", request=request)
        if host.lower() not in self._hosts:
            *some, last = self._hosts
            add = f", or add the host: EmulatorTransport(..., hosts=[{host!r}]), in pytest @pytest.mark.attio(hosts=[{host!r}])"
            raise httpx.ConnectError(
                f"found the host {host}, expected {', '.join(some)} or {last}: no other is answered here. Correct the base URL"
                + (add if is_host(host) else ""),
                request=request,
            )
        if self._port.is_closed():
            raise httpx.ConnectError(CLOSED, request=request)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The emulator's response.

        Raises:
            httpx.UnsupportedProtocol: the URL is only a path (the client has no base URL), or its scheme is neither http nor https.
            httpx.ConnectError: the host is none of `hosts`.
            httpx.TransportError: a fault rule spoils the connection.
        """
        self._check(request)
        response = _answer(self.emulator, request, request.read())
        wait, error = beginning(response, request)
        if wait:
            time.sleep(wait)
        return self._sent(response, request, error)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Like `handle_request`; a delayed response does not block the loop."""
        self._check(request)
        response = _answer(self.emulator, request, await request.aread())
        wait, error = beginning(response, request)
        if wait:
            await pause(wait)
        return self._sent(response, request, error)

    def _sent(self, response: Response, request: httpx.Request, error: httpx.TransportError | None) -> httpx.Response:
        if response.wire.kind == "refused":
            self._port.close(response.wire.seconds)
        if error is not None:
            raise error
        return _sent(response, body_of(response, request))


def is_host(text: str) -> bool:
    """Whether a text is a host name, without scheme, port or path."""
    return text != "" and not set(text) & set("/:@?# \t\n")


def mount_respx(router: Any, emulator: App, *, base_url: str = "https://api.attio.com") -> Any:
    """Route every request under `base_url` of a respx router to the emulator; returns respx's route.

    Delays are real: a sync client waits in its thread, an async one in its loop.

    Raises:
        TypeError: the router has no `route` (for example, it is an emulator), or the emulator is none.
    """
    if not hasattr(router, "route"):
        raise TypeError(
            f"mount_respx(router, emulator): found {type(router).__name__}, expected a router of respx; "
            "in pytest it is mount_respx(respx_mock, attio)"
        )
    refuse_no_app(emulator, "mount_respx(router, emulator)")
    port = Port()

    def answer(request: httpx.Request) -> httpx.Response | Awaitable[httpx.Response]:
        if port.is_closed():
            raise httpx.ConnectError(CLOSED, request=request)
        response = _answer(emulator, request, request.read())
        wait, error = beginning(response, request)
        if response.wire.kind == "refused":
            port.close(response.wire.seconds)
        if wait and _asks_in_a_loop():
            return _later(wait, response, request, error)
        if wait:
            time.sleep(wait)
        if error is not None:
            raise error
        return _sent(response, body_of(response, request))

    # with the slash, so that it does not match hosts such as api.attio.com.evil.org
    return router.route(url__startswith=f"{base_url.rstrip('/')}/").mock(side_effect=answer)


async def _later(
    wait: float, response: Response, request: httpx.Request, error: httpx.TransportError | None
) -> httpx.Response:
    await pause(wait)
    if error is not None:
        raise error
    return _sent(response, body_of(response, request))


def _asks_in_a_loop() -> bool:
    """Whether an async client called respx. respx does not say so, but the caller on the stack is `aresolve` or
    `resolve` of its router; the first awaits the result."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name in ("resolve", "aresolve") and frame.f_globals.get("__name__") == "respx.router":
            return frame.f_code.co_name == "aresolve"
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _answer(emulator: App, request: httpx.Request, body: bytes) -> Response:
    received = _received(request, body)
    with emulator.lock:  # several threads may use the same httpx client
        return emulator.handle(received)


def _received(request: httpx.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    return Request.make(
        request.method,
        path,
        query=httpx.QueryParams(query).multi_items(),
        headers=received_headers(request.headers.multi_items()),
        body=body,
        scheme=request.url.scheme,
    )


def _sent(response: Response, steps: Sequence[Step]) -> httpx.Response:
    headers = dict(response.headers)
    if response.status not in BODILESS:
        is_whole = response.wire.kind in ("answered", "drip")
        headers["content-length"] = str(len(response.body) if is_whole else said_length(response))
    at_once = len(steps) == 1 and steps[0][0] == 0
    # a stream even if the body is complete: with `content`, the response would be read before the client reads it, and
    # never have an `elapsed`
    stream = httpx.ByteStream(response.body) if at_once else Played(steps)
    return httpx.Response(response.status, headers=headers, stream=stream)
