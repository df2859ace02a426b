"""The emulator behind httpx and respx: a transport for both kinds of client, and routes for respx. No rule of Attio is here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

import httpx

from attio_emulator.http import App, Request, Response, received_headers

__all__ = ["HOSTS", "EmulatorTransport", "mount_respx"]

HOSTS = ("api.attio.com", "app.attio.com")
"""The hosts of Attio: its API, and the pages of OAuth."""


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """`httpx.Client(transport=EmulatorTransport(emulator))`; also for `httpx.AsyncClient`.

    The emulator answers for `hosts`; any other host is not reached, as a wrong base URL would not reach Attio:
    httpx.ConnectError.
    """

    def __init__(self, emulator: App, *, hosts: Collection[str] = HOSTS) -> None:
        self.emulator = emulator
        self._hosts = tuple(host.lower() for host in hosts)

    def _check(self, request: httpx.Request) -> None:
        if request.url.host.lower() not in self._hosts:
            expected = " or ".join(self._hosts) or "none"
            raise httpx.ConnectError(
                f"found the host {request.url.host}, expected {expected}: nobody of that name is Attio here. "
                "Mend the base URL, or name the host: EmulatorTransport(..., hosts=[...])",
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
