"""Faults that spoil a body, where an answer has none: to HEAD, and with a status such as 204. The same over every carrier."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx
from attio_emulator import Emulator, EmulatorTransport, VirtualClock, mount_respx, running
from attio_emulator.editions import EDITIONS

from tests.attio_emulator.resources.meeting_calls import attio_of
from tests.attio_emulator.resources.test_recordings import recording

ATTIO, HEADERS = "https://api.attio.com", {"authorization": "Bearer t"}


def _told(response: httpx.Response) -> Any:
    return response.status_code, response.content, response.headers.get("content-length")


def _asked(client: httpx.Client, method: str, path: str) -> Any:
    with client:
        try:
            return _told(client.request(method, path, headers=HEADERS))
        except httpx.TransportError as error:
            return type(error).__name__


def _transport(emulator: Emulator, method: str, path: str) -> Any:
    return _asked(httpx.Client(transport=EmulatorTransport(emulator), base_url=ATTIO), method, path)


def _async_transport(emulator: Emulator, method: str, path: str) -> Any:
    async def run() -> Any:
        async with httpx.AsyncClient(transport=EmulatorTransport(emulator), base_url=ATTIO) as client:
            try:
                return _told(await client.request(method, path, headers=HEADERS))
            except httpx.TransportError as error:
                return type(error).__name__

    return asyncio.run(run())


def _respx(emulator: Emulator, method: str, path: str) -> Any:
    with respx.mock() as router:
        mount_respx(router, emulator)
        return _asked(httpx.Client(base_url=ATTIO, verify=False), method, path)


def _server(emulator: Emulator, method: str, path: str) -> Any:
    with running(emulator) as url:
        return _asked(httpx.Client(base_url=url, verify=False), method, path)


CARRIERS: dict[str, Callable[[Emulator, str, str], Any]] = {
    "httpx": _transport,
    "httpx async": _async_transport,
    "respx": _respx,
    "server": _server,
}
SPOILED: tuple[Any, ...] = (
    "truncated",
    {"kind": "truncated", "bytes": 0},
    {"kind": "drip", "rate": 1_000_000},
    {"latency": 0.001},
    "accept_then_lose",
)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "fault", [None, *SPOILED, {"kind": "reset", "bytes": 5}, {"kind": "half_closed", "bytes": 5}], ids=str
)
def test_an_answer_to_head_is_whole_with_its_head(fault: Any, carrier: str) -> None:
    emulator = Emulator()
    emulator.faults.replace([] if fault is None else [{"fault": fault}])
    assert CARRIERS[carrier](emulator, "HEAD", "/v2/self") == _server(Emulator(), "HEAD", "/v2/self")


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("fault", SPOILED, ids=str)
def test_an_answer_of_attio_without_a_body_is_whole(fault: Any, carrier: str) -> None:
    attio = attio_of(EDITIONS[-1], VirtualClock())
    path, data = recording(attio)
    attio.emulator.faults.replace([{"fault": fault}])
    told = CARRIERS[carrier](attio.emulator, "DELETE", f"{path}/{data['id']['call_recording_id']}")
    assert told == (204, b"", None)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_connection_that_breaks_after_some_of_no_body_breaks_before_the_answer(carrier: str) -> None:
    attio = attio_of(EDITIONS[-1], VirtualClock())
    path, data = recording(attio)
    attio.emulator.faults.replace([{"fault": {"kind": "reset", "bytes": 5}}])
    told = CARRIERS[carrier](attio.emulator, "DELETE", f"{path}/{data['id']['call_recording_id']}")
    assert told == "ReadError"
