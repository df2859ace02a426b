"""The transport answers for Attio's hosts, and for those it was given; any other is not reached, as in production."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import respx
from attio_emulator import Emulator, EmulatorTransport, mount_respx

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


@pytest.mark.parametrize(
    "url", ["/v2/objects", "https:///v2/objects", "//api.attio.com/v2/objects", "ftp://api.attio.com/v2/objects"]
)
def test_an_url_of_no_scheme_is_refused_in_the_words_of_the_real_transport(url: str) -> None:
    said = []
    for transport in (httpx.HTTPTransport(), EmulatorTransport(Emulator())):
        with httpx.Client(transport=transport) as client, pytest.raises(httpx.UnsupportedProtocol) as refused:
            client.get(url)
        said.append(str(refused.value))
    assert said[0] == said[1] != ""


def test_a_host_that_cannot_be_added_is_not_told_to_be() -> None:
    expected = (
        "found the host ::1, expected api.attio.com or app.attio.com: no other is answered here. Correct the base URL"
    )
    with httpx.Client(transport=EmulatorTransport(Emulator())) as client, pytest.raises(httpx.ConnectError) as refused:
        client.get("http://[::1]:8700/v2/self")
    assert str(refused.value) == expected


@pytest.mark.parametrize("url", ["https://api.attio.com.evil.org/v2/self", "https://api.attio.community/v2/self"])
@pytest.mark.parametrize("base_url", ["https://api.attio.com", "https://api.attio.com/"])
def test_a_host_that_begins_alike_is_not_answered_by_respx(url: str, base_url: str) -> None:
    with respx.mock() as router:
        mount_respx(router, Emulator(), base_url=base_url)
        assert httpx.get("https://api.attio.com/v2/self", headers=HEADERS).status_code == 200
        with pytest.raises(respx.models.AllMockedAssertionError):
            httpx.get(url, headers=HEADERS)


def test_an_argument_adds_hosts_also_for_a_client_that_waits() -> None:
    async def ask() -> list[int]:
        transport = EmulatorTransport(Emulator(), hosts=["attio.test"])
        async with httpx.AsyncClient(transport=transport, headers=HEADERS) as client:
            with pytest.raises(httpx.ConnectError) as refused:
                await client.get("https://example.com/v2/objects")
            assert str(refused.value) == (
                "found the host example.com, expected api.attio.com, app.attio.com or attio.test: no other is answered here. Correct the "
                "base URL, or add the host: EmulatorTransport(..., hosts=['example.com']), in pytest "
                "@pytest.mark.attio(hosts=['example.com'])"
            )
            return [
                (await client.get(f"https://{one}/v2/objects")).status_code for one in ("attio.test", "api.attio.com")
            ]

    assert asyncio.run(ask()) == [200, 200]


@pytest.mark.parametrize("host", ["https://attio.test", "attio.test:8080", "attio.test/v2", ""])
def test_what_is_no_name_of_a_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="expected a name alone"):
        EmulatorTransport(Emulator(), hosts=["a.test", host])
