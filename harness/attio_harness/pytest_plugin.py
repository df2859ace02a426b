"""The pytest plugin: a local Attio for each test, and the check as a fixture. Imports other modules of ours
only when a fixture is used.

    @pytest.mark.attio(workspace="workspace.yaml", faults=[{"status": 429, "times": 1}])
    def test_delivery(attio, attio_transport): ...

Fixtures: `attio` (an `Emulator`), `attio_transport` (for `httpx.Client(transport=...)`, also async), `attio_url` (a live server
on loopback), `segment_event` (makes events), `attio_check` (runs `check`), `local_segment` (a server that takes what Segment's SDKs
send, and delivers it into `attio`). Each test has its own; nothing is shared, so tests
may run in parallel. `attio_factory` makes emulators for the whole session. A failing test shows what its emulators refused and the
reports of its checks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attio_emulator import Emulator, EmulatorTransport

    from attio_harness.pytest_support.local import LocalAttio
    from attio_harness.pytest_support.segment import LocalSegment
    from attio_harness.report import Report

__all__ = ["attio", "attio_check", "attio_factory", "attio_transport", "attio_url", "local_segment", "segment_event"]

_SUPPORT, _REPORT = "attio_harness.pytest_support", "attio_harness.report"
_LOCAL = f"{_SUPPORT}.local"
FAULTS = "attio_faults"
"""The property of a test's report that holds the faults met by the test: the seed, their number and the requests."""


def _loaded(module: str) -> Any:
    """Import a module that a fixture needs. pytest imports this plugin in every run of its environment: the emulator and the
    support module would add 0.05 s to each, `check` 0.12 s (Python 3.11)."""
    return import_module(module)


def _fixtures() -> Any:
    return _loaded(f"{_SUPPORT}.fixtures")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("attio_workspace", "Workspace file of the attio fixtures where a test names none.", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "attio(workspace=None, faults=(), seed=0, batch_lag=0, strict_auth=False, assumptions=None, hosts=None, "
        "mapping=None, filters=(), mode='auto'): "
        "what the attio fixtures of this test start from.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if _LOCAL in sys.modules:
        _loaded(f"{_SUPPORT}.tries").begin(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and _LOCAL in sys.modules:
        _loaded(f"{_SUPPORT}.met_faults").keep(item, report)
    # with neither loaded there is nothing to show: no fixture was used and nothing was checked
    if report.failed and call.excinfo is not None and (_LOCAL in sys.modules or _REPORT in sys.modules):
        report.sections.extend(_loaded(f"{_SUPPORT}.failures").sections_of(item, call.excinfo))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # with pytest-xdist the fixtures run in other processes: take the faults from the reports
    reports = [one for rows in terminalreporter.stats.values() for one in rows if isinstance(one, pytest.TestReport)]
    if any(name == FAULTS for one in reports for name, _ in one.user_properties):
        _loaded(f"{_SUPPORT}.met_faults").show(terminalreporter, reports)


@pytest.fixture
def attio(request: pytest.FixtureRequest) -> Iterator[LocalAttio]:
    """A fresh `attio_emulator.Emulator`, with `url` and `transport`; the marker `attio` configures it."""
    with _fixtures().emulator_of(request) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def attio_factory(request: pytest.FixtureRequest) -> Iterator[Callable[..., LocalAttio]]:
    """Makes emulators for the whole session: `attio_factory(workspace=..., ...)` accepts those options of the marker `attio` that are about an Attio."""
    with _fixtures().factory_of(request) as make:
        yield make


@pytest.fixture
def attio_transport(request: pytest.FixtureRequest, attio: Emulator) -> EmulatorTransport:
    """The emulator as a transport for `httpx.Client` and `httpx.AsyncClient`; answers for Attio's hosts and the marker's `hosts`."""
    return _fixtures().transport_of(request, attio)  # type: ignore[no-any-return]


@pytest.fixture
def attio_url(attio: Emulator) -> Iterator[str]:
    """The URL of a server on loopback that serves the emulator until the test ends."""
    with _fixtures().served(attio) as url:
        yield url


@pytest.fixture
def segment_event() -> Callable[..., dict[str, Any]]:
    """Makes Segment events: `segment_event("identify", traits={...})`. Times and IDs are the same in every run."""
    return _fixtures().event_maker()  # type: ignore[no-any-return]


@pytest.fixture
def attio_check(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Runs `attio_harness.check(events, subscriptions, workspace, mode=...)`. The workspace defaults to that of the marker.

    Searches for files in the current folder, beside the test and under pytest's root folder.
    """
    return _fixtures().check_of(request)  # type: ignore[no-any-return]


@pytest.fixture
def local_segment(request: pytest.FixtureRequest, attio: Emulator) -> Iterator[LocalSegment]:
    """A local Segment: a server on loopback for Segment's SDKs, which delivers what they send into `attio` until the test ends.

    The mapping is that of the marker, or of the configuration. `local_segment.report()` is the report of `attio_check`.
    """
    with _loaded(f"{_SUPPORT}.segment").segment_of(request, attio) as segment:
        yield segment
