"""What the fixtures of `pytest_plugin` do: options of the marker, workspaces and files beside a test, numbered events.

Loaded when a fixture is first used.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from glob import glob
from os.path import relpath
from pathlib import Path
from typing import Any

import pytest
import segment_actions
from attio_emulator import Emulator, EmulatorTransport, Workspace, WorkspaceError

import attio_harness
from attio_harness.report import Report

__all__ = ["check_of", "emulator_of", "event_maker", "transport_of"]

_OPTIONS = ("workspace", "faults", "seed", "batch_lag", "strict_auth", "assumptions", "hosts")


def emulator_of(request: pytest.FixtureRequest) -> Emulator:
    """The emulator that the marker `attio` of a test asks for."""
    options = _options(request)
    faults = options.pop("faults", None)
    options.pop("hosts", None)
    emulator = Emulator(_workspace(request, options.pop("workspace", None)), **options)
    if faults:
        try:
            emulator.faults.replace(list(faults))
        except ValueError as error:
            pytest.fail(f"@pytest.mark.attio(faults=...): {error}", pytrace=False)
    return emulator


def transport_of(request: pytest.FixtureRequest, emulator: Emulator) -> EmulatorTransport:
    """The transport of a test: it answers for Attio's hosts, or for those that the marker names."""
    hosts = _options(request).get("hosts")
    return EmulatorTransport(emulator) if hosts is None else EmulatorTransport(emulator, hosts=hosts)


def event_maker() -> Callable[..., dict[str, Any]]:
    """Makes events whose times and ids are the same in every run."""
    numbers = itertools.count(1)

    def make(type: str = "track", **members: Any) -> dict[str, Any]:
        number = next(numbers)
        # a second apart: events keep an order by their time
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        return segment_actions.create_test_event(
            clock=lambda: moment, new_id=lambda: f"test-{number}", type=type, **members
        )

    return make


def check_of(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """`attio_harness.check` with the workspace of the marker, and files beside the test."""

    def run(events: Any, subscriptions: Any, workspace: Any = None, mode: Any = "auto", **more: Any) -> Report:
        named = workspace if workspace is not None else _options(request).get("workspace")
        # a state has a schema of its own
        alone = named is None and more.get("start") is not None and not request.config.getini("attio_workspace")
        chosen = None if alone else _workspace(request, named)
        if "start" in more:
            more["start"] = _near(request, more["start"])
        events, subscriptions = (
            [_near(request, one) for one in ([given] if isinstance(given, str | Path) else given)]
            for given in (events, subscriptions)
        )
        return attio_harness.check(events, subscriptions, chosen, mode, **more)

    return run


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    options: dict[str, Any] = {}
    # pytest gives the nearest first; so a mark of the test wins over that of its class or module
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
    # glob finds plain paths, too
    if not isinstance(given, str | Path) or glob(str(given)):
        return given
    places = [str(folder / given) for folder in (request.path.parent, request.config.rootpath)]
    return next((relpath(place) for place in places if glob(place)), given)
