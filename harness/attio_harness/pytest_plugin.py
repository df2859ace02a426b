"""The pytest plugin: a local Attio for each test, and the check as a fixture. Imports nothing of ours until a fixture is used.

    @pytest.mark.attio(workspace="workspace.yaml", faults=[{"status": 429, "times": 1}])
    def test_delivery(attio, attio_transport): ...

Fixtures: `attio` (an `Emulator`), `attio_transport` (for `httpx.Client(transport=...)`, also async), `attio_url` (a live server
on loopback), `segment_event` (makes events), `attio_check` (runs `check`). Each test has its own; nothing is shared, so tests
may run side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attio_emulator import Emulator, EmulatorTransport

    from attio_harness.report import Report

__all__ = ["attio", "attio_check", "attio_transport", "attio_url", "segment_event"]


def _loaded(module: str) -> Any:
    """A module that a fixture needs. pytest imports this plugin in every run of its environment; with the emulator and the
    support module it would take 0.05 s more, with `check` 0.12 s (Python 3.11)."""
    return import_module(module)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("attio_workspace", "Workspace file of the attio fixtures where a test names none.", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "attio(workspace=None, faults=(), seed=0, batch_lag=0, strict_auth=False, assumptions=None, hosts=None): "
        "what the attio fixtures of this test start from.",
    )


@pytest.fixture
def attio(request: pytest.FixtureRequest) -> Emulator:
    """A fresh `attio_emulator.Emulator`; the marker `attio` says what it starts from."""
    return _loaded("attio_harness.pytest_support").emulator_of(request)  # type: ignore[no-any-return]


@pytest.fixture
def attio_transport(request: pytest.FixtureRequest, attio: Emulator) -> EmulatorTransport:
    """The emulator as a transport for `httpx.Client` and `httpx.AsyncClient`, for Attio's hosts or those of the marker."""
    return _loaded("attio_harness.pytest_support").transport_of(request, attio)  # type: ignore[no-any-return]


@pytest.fixture
def attio_url(attio: Emulator) -> Iterator[str]:
    """The address of a server on loopback that answers from the emulator until the test ends."""
    with _loaded("attio_emulator").running(attio) as url:
        yield url


@pytest.fixture
def segment_event() -> Callable[..., dict[str, Any]]:
    """Makes Segment events: `segment_event("identify", traits={...})`; times and ids are the same in every run."""
    return _loaded("attio_harness.pytest_support").event_maker()  # type: ignore[no-any-return]


@pytest.fixture
def attio_check(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Runs `attio_harness.check(events, subscriptions, workspace, mode=...)`; the workspace is the marker's unless given.

    Files are looked for in the current folder, beside the test and under the root of the run.
    """
    return _loaded("attio_harness.pytest_support").check_of(request)  # type: ignore[no-any-return]
