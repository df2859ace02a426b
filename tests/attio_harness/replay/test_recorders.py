"""Cassettes that vcrpy really writes, of clients that really ask a live emulator over loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests
from attio_emulator import Emulator, running
from attio_harness.replay.cassettes.files import recordings
from attio_harness.replay.hosts import Hosts
from attio_harness.replay.run import Settings, replay

vcr = pytest.importorskip("vcr", reason="vcrpy is in the extra dev")

HEADERS = {"Authorization": "Bearer a-very-secret-token"}


def session(client: Any, url: str) -> None:
    """What a client does that goes by the ids it was given; `client` is httpx's or requests', which are alike."""
    people = f"{url}/v2/objects/people/records"
    sent = {"data": {"values": {"name": "Dóe, Jane", "email_addresses": ["jane@acme.com"]}}}
    person = client.post(people, json=sent, headers=HEADERS).json()["data"]["id"]["record_id"]
    client.get(f"{people}/{person}", headers=HEADERS)
    client.put(people, params={"matching_attribute": "email_addresses"}, json=sent, headers=HEADERS)
    client.post(f"{people}/query", json={"filter": {"email_addresses": "jane@acme.com"}}, headers=HEADERS)
    client.post(f"{people}/query", json={"filter": {"nothing": 1}}, headers=HEADERS)
    client.delete(f"{people}/{person}", headers=HEADERS)
    client.get(f"{people}/{person}", headers=HEADERS)


@pytest.mark.parametrize("serializer", ["yaml", "json"])
@pytest.mark.parametrize("client", [requests, httpx], ids=["requests", "httpx"])
def test_cassettes_of_vcrpy_agree(client: Any, serializer: str, tmp_path: Path) -> None:
    cassette = tmp_path / f"session.{serializer}"
    with running(Emulator(seed=7)) as url, vcr.use_cassette(str(cassette), serializer=serializer):
        session(client, url)
    found = list(recordings([str(cassette)]))
    report, _ = replay(found, Settings(hosts=Hosts([urlsplit(url).netloc])))
    assert report.outcome == "7 exchanges: 7 agree, 0 differ, 0 cannot be judged"
    assert [one.line for one in report.judged] == sorted({one.line for one in report.judged if one.line})


def test_a_cassette_of_an_emulator_that_decides_otherwise_differs(tmp_path: Path) -> None:
    cassette = tmp_path / "session.yaml"
    with (
        running(Emulator(assumptions={"email.reserved_domains": "refuse"})) as url,
        vcr.use_cassette(str(cassette), filter_headers=["authorization"]),
    ):
        sent = {"data": {"values": {"email_addresses": ["jane@acme.test"]}}}
        httpx.post(f"{url}/v2/objects/people/records", json=sent, headers=HEADERS)
    assert "secret" not in cassette.read_text()
    found = list(recordings([str(cassette)]))
    hosts = Hosts([urlsplit(url).netloc])
    report, _ = replay(found, Settings(hosts=hosts, assumptions={"email.reserved_domains": "accept"}))
    assert [(one.kind, one.left, one.right) for one in report.judged[0].differences] == [("status", 400, 200)]
    report, _ = replay(found, Settings(hosts=hosts, assumptions={"email.reserved_domains": "refuse"}))
    assert report.ok
