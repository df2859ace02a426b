"""The emulator of a test run: it remembers what it refused since a test began, and serves on loopback once its address is requested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pytest
from attio_emulator import Emulator, EmulatorTransport, Request, Response, VirtualClock, Workspace, running
from attio_emulator.errors import AttioError

from attio_harness.report import Report

__all__ = ["CHECKS", "EMULATORS", "SEGMENTS", "LocalAttio", "Refused", "Reporting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A request that was answered 4xx or 5xx; `error` has more detail than the answer; None for a fault rule."""

    request: Request
    response: Response
    error: AttioError | None


class LocalAttio(Emulator):
    """An `Emulator` with `url` and `transport` to reach it, whose time a test can move."""

    clock: VirtualClock

    def __init__(self, workspace: Workspace, *, hosts: Collection[str] = (), **options: Any) -> None:
        self.requests = 0
        self.refused: list[Refused] = []
        """The refusals of this test."""
        self.met: Counter[str] = Counter()
        """Kinds of faults, and how many requests of this test met each."""
        self._hosts, self._open, self._told = hosts, ExitStack(), 0
        super().__init__(workspace, **options)

    def handle(self, request: Request) -> Response:
        response = super().handle(request)
        if not request.path.startswith("/_emulator") and request.path != "/":
            self.requests += 1
            if self.last_fault is not None:
                self.met[self.last_fault.kind] += 1
            if response.status >= 400:
                self.refused.append(Refused(request=request, response=response, error=self.last_refusal))
        return response

    def new_test(self) -> None:
        """Begin a test: earlier refusals do not concern it."""
        self.requests, self.refused, self.met, self._told = 0, [], Counter(), self.ledgered

    @property
    def dropped(self) -> list[dict[str, Any]]:
        """Rows of the ledger since the test began that no answer mentioned: assertions of batches, and what Attio does by itself."""
        # a reset starts a new ledger
        rows = self.ledger_since(self._told if self._told <= self.ledgered else 0)
        return [row for row in rows if row["mode"] != "single"]

    @cached_property
    def url(self) -> str:
        """The address of a server on loopback; it runs until the test (for `attio_factory`: the session) ends."""
        return self._open.enter_context(running(self))

    @property
    def transport(self) -> EmulatorTransport:
        """For `httpx.Client(transport=...)`, async too."""
        return EmulatorTransport(self, hosts=self._hosts)

    def close(self) -> None:
        """End the server, if there is one; the next request for the address starts another."""
        self.__dict__.pop("url", None)
        self._open.close()


EMULATORS = pytest.StashKey[list[LocalAttio]]()
"""The emulators of a test, and of the session (`attio_factory`)."""
CHECKS = pytest.StashKey[list[Report]]()
"""The reports of a test's checks."""


class Reporting(Protocol):
    """A local Segment, whose module is loaded only by tests that have one."""

    def report(self) -> Report:
        """What became of all that arrived so far."""


SEGMENTS = pytest.StashKey[list[Reporting]]()
"""The local Segments of a test."""
