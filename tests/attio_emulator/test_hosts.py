"""The transport answers for Attio's hosts, or for those it was given; any other is not reached, as in production."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport

HEADERS = {"authorization": "Bearer t"}


@pytest.mark.parametrize("host", ["api.attio.com", "API.attio.com", "app.attio.com"])
def test_attios_hosts_are_the_emulator(host: str) -> None:
    with httpx.Client(transport=EmulatorTransport(Emulator())) as client:
        assert client.get(f"https://{host}/v2/objects", headers=HEADERS).status_code == 200


@pytest.mark.parametrize("host", ["api.atio.com", "localhost", "attio.com", "api.attio.com.evil.org"])
def test_another_host_is_not_reached(host: str) -> None:
    with (
        httpx.Client(transport=EmulatorTransport(Emulator())) as client,
        pytest.raises(httpx.ConnectError, match=f"found the host {host}, expected api.attio.com or app.attio.com"),
    ):
        client.get(f"https://{host}/v2/objects", headers=HEADERS)


def test_hosts_are_an_argument_also_for_a_client_that_waits() -> None:
    async def ask() -> int:
        transport = EmulatorTransport(Emulator(), hosts=["attio.test"])
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ConnectError, match=r"found the host api\.attio\.com, expected attio\.test"):
                await client.get("https://api.attio.com/v2/objects", headers=HEADERS)
            return (await client.get("https://attio.test/v2/objects", headers=HEADERS)).status_code

    assert asyncio.run(ask()) == 200
