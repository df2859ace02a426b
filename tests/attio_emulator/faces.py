"""The faces of an emulator, each as a function from an emulator and requests to what a client sees of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import httpx
import respx
from attio_emulator import Emulator, EmulatorApp, EmulatorTransport, Request, mount_respx, running

__all__ = ["FACES", "Asked", "Face", "Seen"]

_HEADERS = (
    "content-type",
    "x-attio-execution-id",
    "access-control-allow-origin",
    "vary",
    "x-frame-options",
    "retry-after",
)


class Asked(NamedTuple):
    """A request as a client writes it; `url` is the path with its query, encoded."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Seen(NamedTuple):
    """What matters of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Face = Callable[[Emulator, Iterable[Asked]], list[Seen]]


def _seen(response: httpx.Response) -> Seen:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    return Seen(response.status_code, headers, response.content)


def _sync(client: httpx.Client, asked: Iterable[Asked]) -> list[Seen]:
    with client:
        return [_seen(client.request(one.method, one.url, headers=one.headers, content=one.body)) for one in asked]


def _async(client: httpx.AsyncClient, asked: Iterable[Asked]) -> list[Seen]:
    async def run() -> list[Seen]:
        async with client:
            return [
                _seen(await client.request(one.method, one.url, headers=one.headers, content=one.body)) for one in asked
            ]

    return asyncio.run(run())


def _handle(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    out = []
    for one in asked:
        response = emulator.handle(Request.make(one.method, one.url, headers=one.headers, body=one.body))
        headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
        out.append(Seen(response.status, headers, response.body))
    return out


def _transport(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    client = httpx.Client(transport=EmulatorTransport(emulator), base_url="https://api.attio.com")
    return _sync(client, asked)


def _async_transport(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    client = httpx.AsyncClient(transport=EmulatorTransport(emulator), base_url="https://api.attio.com")
    return _async(client, asked)


def _asgi(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    transport: Any = httpx.ASGITransport(app=EmulatorApp(emulator))
    return _async(httpx.AsyncClient(transport=transport, base_url="http://localhost"), asked)


def _server(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    with running(emulator) as url:
        return _sync(httpx.Client(base_url=url), asked)


def _respx(emulator: Emulator, asked: Iterable[Asked]) -> list[Seen]:
    with respx.mock() as router:
        mount_respx(router, emulator)
        return _sync(httpx.Client(base_url="https://api.attio.com"), asked)


FACES: Mapping[str, Face] = {
    "handle": _handle,
    "httpx": _transport,
    "httpx async": _async_transport,
    "asgi": _asgi,
    "server": _server,
    "respx": _respx,
}
