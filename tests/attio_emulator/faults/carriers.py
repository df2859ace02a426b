"""What stands between a client and an emulator, each as a function: which client sees what of a request, time-outs included.

No expectation stands here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import respx
from attio_emulator import Emulator, EmulatorTransport, mount_respx, running

__all__ = ["CARRIERS", "IN_PROCESS", "Ask", "asked"]

Ask = Callable[[Emulator, httpx.Timeout], Any]
"""Writes a company once; gives status and body, or the name of the error."""

ATTIO = "https://api.attio.com"
BODY = {"data": {"values": {"domains": "b.com"}}}


def _request(client: httpx.Client | httpx.AsyncClient) -> httpx.Request:
    return client.build_request(
        "PUT",
        "/v2/objects/companies/records/simple?matching_attribute=domains",
        json=BODY,
        headers={"authorization": "Bearer t"},
    )


def asked(client: httpx.Client) -> Any:
    """Status and body of the answer, or the name of the error."""
    with client:
        try:
            response = client.send(_request(client))
        except httpx.TransportError as error:
            return type(error).__name__
        return response.status_code, response.content


def _asked_async(client: httpx.AsyncClient) -> Any:
    async def run() -> Any:
        async with client:
            try:
                response = await client.send(_request(client))
            except httpx.TransportError as error:
                return type(error).__name__
            return response.status_code, response.content

    return asyncio.run(run())


def _transport(emulator: Emulator, timeout: httpx.Timeout) -> Any:
    return asked(httpx.Client(transport=EmulatorTransport(emulator), base_url=ATTIO, timeout=timeout))


def _async_transport(emulator: Emulator, timeout: httpx.Timeout) -> Any:
    return _asked_async(httpx.AsyncClient(transport=EmulatorTransport(emulator), base_url=ATTIO, timeout=timeout))


def _respx(emulator: Emulator, timeout: httpx.Timeout) -> Any:
    with respx.mock() as router:
        mount_respx(router, emulator)
        return asked(httpx.Client(base_url=ATTIO, timeout=timeout, verify=False))


def _async_respx(emulator: Emulator, timeout: httpx.Timeout) -> Any:
    with respx.mock() as router:
        mount_respx(router, emulator)
        return _asked_async(httpx.AsyncClient(base_url=ATTIO, timeout=timeout, verify=False))


def _server(emulator: Emulator, timeout: httpx.Timeout) -> Any:
    with running(emulator) as url:
        seen = asked(httpx.Client(base_url=url, timeout=timeout, verify=False))
        # a client that does not wait long may have left before its request was read
        end = time.monotonic() + 60
        while not emulator.faults.requests and time.monotonic() < end:
            time.sleep(0.001)
        return seen


IN_PROCESS: Mapping[str, Ask] = {
    "httpx": _transport,
    "httpx async": _async_transport,
    "respx": _respx,
    "respx async": _async_respx,
}
CARRIERS: Mapping[str, Ask] = {**IN_PROCESS, "server": _server}
