"""The emulator behind httpx and respx: a transport for both kinds of client, and routes for respx. No rule of Attio is here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

import httpx

from attio_emulator.http import App, Request, Response, received_headers

__all__ = ["HOSTS", "EmulatorTransport", "is_host", "mount_respx"]

HOSTS = ("api.attio.com", "app.attio.com")
"""The hosts of Attio: its API, and the pages of OAuth."""


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """`httpx.Client(transport=EmulatorTransport(emulator))`; also for `httpx.AsyncClient`.

    The emulator answers for Attio's hosts, and for `hosts`, such as ["attio.test"]; any other host is not reached, as a wrong base
    URL would not reach Attio: httpx.ConnectError.

    Raises:
        ValueError: one of `hosts` is no name of a host, such as a whole URL.
    """

    def __init__(self, emulator: App, *, hosts: str | Collection[str] = ()) -> None:
        self.emulator = emulator
        more = [hosts] if isinstance(hosts, str) else [*hosts]
        for one in more:
            if not is_host(one):
                raise ValueError(f"found the host {one!r}, expected a name alone, such as 'attio.test'")
        self._hosts = tuple(dict.fromkeys(host.lower() for host in (*HOSTS, *more)))

    def _check(self, request: httpx.Request) -> None:
        __tracebackhide__ = True
        host = request.url.host
        if host.lower() not in self._hosts:
            *some, last = self._hosts
            raise httpx.ConnectError(
                f"found the host {host}, expected {', '.join(some)} or {last}: no other is answered here. Mend the base URL, "
                f"or add the host: EmulatorTransport(..., hosts=[{host!r}]), in pytest @pytest.mark.attio(hosts=[{host!r}])",
                request=request,
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._check(request)
        response = self.emulator.handle(_received(request, request.read()))
        if response.delay:
            time.sleep(response.delay)
        return _sent(response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._check(request)
        response = self.emulator.handle(_received(request, await request.aread()))
        if response.delay:
            await asyncio.sleep(response.delay)
        return _sent(response)


def is_host(text: str) -> bool:
    """Whether a text is the name of a host, without scheme, port or path."""
    return text != "" and not set(text) & set("/:@?# \t\n")


def mount_respx(router: Any, emulator: App, *, base_url: str = "https://api.attio.com") -> Any:
    """Let a respx router answer every request under `base_url` from the emulator; gives respx's route."""

    def answer(request: httpx.Request) -> httpx.Response:
        return _sent(emulator.handle(_received(request, request.read())))

    return router.route(url__startswith=base_url).mock(side_effect=answer)


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


def _sent(response: Response) -> httpx.Response:
    return httpx.Response(response.status, headers=dict(response.headers), content=response.body)
