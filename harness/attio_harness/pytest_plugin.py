"""The pytest plugin: a local Attio for each test, and the check as a fixture. Imports nothing of ours until a fixture is used.

    @pytest.mark.attio(workspace="workspace.yaml", faults=[{"status": 429, "times": 1}])
    def test_delivery(attio, attio_transport): ...

Fixtures: `attio` (an `Emulator`), `attio_transport` (for `httpx.Client(transport=...)`, also async), `attio_url` (a live server
on loopback), `segment_event` (makes events), `attio_check` (runs `check`). Each test has its own; nothing is shared, so tests
may run side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attio_emulator import Emulator, EmulatorTransport, Workspace

    from attio_harness.report import Report

__all__ = ["attio", "attio_check", "attio_transport", "attio_url", "segment_event"]

_OPTIONS = ("workspace", "faults", "seed", "batch_lag", "strict_auth", "assumptions")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("attio_workspace", "Workspace file of the attio fixtures where a test names none.", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "attio(workspace=None, faults=(), seed=0, batch_lag=0, strict_auth=False, assumptions=None): "
        "what the attio fixtures of this test start from.",
    )


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("attio"))):
        unknown = [name for name in marker.kwargs if name not in _OPTIONS]
        if marker.args or unknown:
            found = f"{unknown[0]}=..." if unknown else "a value without a name"
            pytest.fail(
                f"@pytest.mark.attio takes {', '.join(f'{name}=' for name in _OPTIONS)}; found {found}", pytrace=False
            )
        options |= marker.kwargs
    return options


def _workspace(request: pytest.FixtureRequest, given: Any) -> Workspace:
    """A workspace, its dict form, or a file beside the test or under the root of the run."""
    from attio_emulator import Workspace, WorkspaceError

    if given is None:
        given = request.config.getini("attio_workspace") or {}
    if isinstance(given, Workspace):
        return given
    try:
        if isinstance(given, Mapping):
            return Workspace.from_dict(given)
        places = [request.path.parent / given, request.config.rootpath / given]
        return Workspace.load(next((place for place in places if place.exists()), Path(given)))
    except WorkspaceError as error:
        pytest.fail(str(error), pytrace=False)


def _near(request: pytest.FixtureRequest, given: Any) -> Any:
    """A path (file, folder or glob) that leads nowhere from the current folder, found beside the test or under the root of the run.

    It stays relative, so that a report names files alike on every computer. What is no path, and a preset, stays as it is.
    """
    from glob import glob
    from os.path import relpath

    if not isinstance(given, str | Path) or glob(str(given)):
        return given
    places = [str(folder / given) for folder in (request.path.parent, request.config.rootpath)]
    return next((relpath(place) for place in places if glob(place)), given)


@pytest.fixture
def attio(request: pytest.FixtureRequest) -> Emulator:
    """A fresh `attio_emulator.Emulator`; the marker `attio` says what it starts from."""
    from attio_emulator import Emulator

    options = _options(request)
    faults = options.pop("faults", None)
    emulator = Emulator(_workspace(request, options.pop("workspace", None)), **options)
    if faults:
        try:
            emulator.faults.replace(list(faults))
        except ValueError as error:
            pytest.fail(f"@pytest.mark.attio(faults=...): {error}", pytrace=False)
    return emulator


@pytest.fixture
def attio_transport(attio: Emulator) -> EmulatorTransport:
    """The emulator as a transport for `httpx.Client` and `httpx.AsyncClient`."""
    from attio_emulator import EmulatorTransport

    return EmulatorTransport(attio)


@pytest.fixture
def attio_url(attio: Emulator) -> Iterator[str]:
    """The address of a server on loopback that answers from the emulator until the test ends."""
    from attio_emulator import running

    with running(attio) as url:
        yield url


@pytest.fixture
def segment_event() -> Callable[..., dict[str, Any]]:
    """Makes Segment events: `segment_event("identify", traits={...})`; times and ids are the same in every run."""
    from datetime import UTC, datetime, timedelta
    from itertools import count

    from segment_actions import create_test_event

    numbers = count(1)

    def make(type: str = "track", **members: Any) -> dict[str, Any]:
        number = next(numbers)
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        return create_test_event(clock=lambda: moment, new_id=lambda: f"test-{number}", type=type, **members)

    return make


@pytest.fixture
def attio_check(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Runs `attio_harness.check(events, subscriptions, workspace, mode=...)`; the workspace is the marker's unless given.

    Files are looked for in the current folder, beside the test and under the root of the run.
    """
    from attio_harness import check

    def run(events: Any, subscriptions: Any, workspace: Any = None, mode: Any = "auto", **more: Any) -> Report:
        chosen = _workspace(request, workspace if workspace is not None else _options(request).get("workspace"))
        events, subscriptions = (
            [_near(request, one) for one in ([given] if isinstance(given, str | Path) else given)]
            for given in (events, subscriptions)
        )
        return check(events, subscriptions, chosen, mode, **more)

    return run
