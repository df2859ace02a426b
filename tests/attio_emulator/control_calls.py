"""What the tests of control calls, guards and fault rules share: an emulator whose batches wait, what was done with it, a client of its server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from attio_emulator import Workspace, running

from tests.attio_emulator.calls import Attio, assertion

__all__ = ["HEADER", "TOKEN", "live_client", "used", "waiting"]

HEADER = {"x-attio-emulator": "1"}
TOKEN = {"authorization": "Bearer t"}


def waiting() -> Attio:
    """An emulator with one company, which applies no batch by itself."""
    return Attio(
        Workspace.from_dict({"name": "Acme", "records": {"companies": [{"domains": "acme.com"}]}}), batch_lag=3600
    )


def used(attio: Attio) -> Attio:
    """Something refused, something written, something waiting."""
    attio.simple("companies", "domains", {"domains": "b.com"})
    attio.simple("companies", "domains", {"domains": "no domain"})
    attio.batch(assertion("companies", "domains", {"domains": "late.com"}), assertion("boats", "x", {"x": "1"}))
    return attio


@contextmanager
def live_client(attio: Attio) -> Iterator[httpx.Client]:
    """A client that may do everything, of a server that answers until the block ends."""
    with running(attio.emulator) as url, httpx.Client(base_url=url, headers=HEADER | TOKEN) as client:
        yield client
