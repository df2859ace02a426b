"""The emulator behind httpx and respx: a transport for both kinds of client, and routes for respx. No rule of Attio is here."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

from attio_emulator.http import App, Request, Response, received_headers

__all__ = ["EmulatorTransport", "mount_respx"]


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """`httpx.Client(transport=EmulatorTransport(emulator))`; also for `httpx.AsyncClient`. Every host is the emulator."""

    def __init__(self, emulator: App) -> None:
        self.emulator = emulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.emulator.handle(_received(request, request.read()))
        if response.delay:
            time.sleep(response.delay)
        return _sent(response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
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
