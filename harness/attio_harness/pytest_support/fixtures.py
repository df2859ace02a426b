"""The work of the fixtures of `pytest_plugin`: emulators, files beside a test, checks, numbered events."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from os.path import isfile
from pathlib import Path
from typing import Any, TypeVar

import pytest
import segment_actions
from attio_emulator import Emulator, EmulatorTransport, Workspace, running

import attio_harness
from attio_harness.assumptions import ASSUMPTIONS, divided
from attio_harness.errors import UsageError
from attio_harness.inputs.fault_rules import load_fault_rules
from attio_harness.inputs.workspaces import load_workspace, workspace_of_dict
from attio_harness.limits import using
from attio_harness.pytest_support.beside import listed, near, place
from attio_harness.pytest_support.defaults import (
    ARGUMENTS,
    check_defaults,
    configured_limits,
    reported_in,
    together,
    workspace_default,
)
from attio_harness.pytest_support.local import CHECKS, EMULATORS, LocalAttio
from attio_harness.pytest_support.marker import (
    OF_CHECK,
    OF_EMULATOR,
    checked,
    named_by_marker,
    options_of,
    refuse_unknown,
)
from attio_harness.pytest_support.mistakes import or_fail, told
from attio_harness.report import Report
from attio_harness.run.arguments import refuse_unfit
from attio_harness.run.connection import SEGMENT
from attio_harness.text.words import or_meant, shown

__all__ = ["check_of", "emulator_of", "event_maker", "factory_of", "served", "transport_of"]

_WORKSPACES = pytest.StashKey[dict[tuple[str, int, int], Workspace]]()
"""The run's workspaces: a file is read only once while it stays the same, since reading takes longer than making an emulator."""

T = TypeVar("T")

EVENT_TYPES = ("identify", "group", "track", "page", "screen", "alias")


@contextmanager
def emulator_of(request: pytest.FixtureRequest) -> Iterator[LocalAttio]:
    """The emulator that the marker `attio` of a test describes."""
    options = options_of(request.node)
    emulator = or_fail(lambda: _made(request.config, _as_checked(request, options), request.path.parent), request.node)
    request.node.stash.setdefault(EMULATORS, []).append(emulator)
    try:
        yield emulator
    finally:
        emulator.close()


def _as_checked(request: pytest.FixtureRequest, options: dict[str, Any]) -> dict[str, Any]:
    """The options of an emulator; one that `local_segment` delivers into has the assumptions of a check, also those configured."""
    if "local_segment" not in request.fixturenames:
        return options
    configured = check_defaults(request.config, request.path.parent)
    return together({name: configured[name] for name in ("assumptions",) if name in configured}, options)


@contextmanager
def factory_of(request: pytest.FixtureRequest) -> Iterator[Callable[..., LocalAttio]]:
    """Makes emulators that live for the whole session."""
    made = request.session.stash.setdefault(EMULATORS, [])

    def make(workspace: Any = None, **options: Any) -> LocalAttio:
        __tracebackhide__ = True
        given = {"workspace": workspace, **options}
        config = request.config
        made.append(
            told(lambda: _made(config, _of_attio_alone(checked(given, "attio_factory", OF_EMULATOR)), None), config)
        )
        return made[-1]

    try:
        yield _named("attio_factory", make)
    finally:
        for one in made:
            one.close()


def _of_attio_alone(options: dict[str, Any]) -> dict[str, Any]:
    """Raises UsageError for an assumption about Segment's platform, which does not concern an emulator."""
    for id in options.get("assumptions", {}):
        if id in ASSUMPTIONS:
            raise UsageError(
                f"attio_factory(assumptions=...): {id} is about Segment, and this makes an Attio; give it to attio_check"
            )
    return options


def _made(config: pytest.Config, options: dict[str, Any], folder: Path | None) -> LocalAttio:
    rules = options.pop("faults", None)
    if isinstance(rules, str | Path):
        rules = load_fault_rules(place(config, rules, folder))
    if "assumptions" in options:  # those about Segment's platform are for `attio_check`
        options["assumptions"] = divided(options["assumptions"])[1]
    for name in OF_CHECK:
        options.pop(name, None)
    workspace = _workspace(config, options.pop("workspace", None), folder)
    # the token of Segment, which may deliver into it as into that of a check
    emulator = LocalAttio(workspace, tokens=(SEGMENT,), **options)
    if rules:
        emulator.faults.replace(rules)
    return emulator


def transport_of(request: pytest.FixtureRequest, emulator: Emulator) -> EmulatorTransport:
    """The transport of a test: it answers for Attio's hosts, and for those named by the marker."""
    return EmulatorTransport(emulator, hosts=options_of(request.node).get("hosts", ()))


@contextmanager
def served(emulator: Emulator) -> Iterator[str]:
    """The address of an emulator, also of one that a project made itself; a fault rule that no server can send fails the test in one line."""
    with ExitStack() as stack:
        try:
            url = emulator.url if isinstance(emulator, LocalAttio) else stack.enter_context(running(emulator))
        except ValueError as error:
            said = str(error)
        else:
            yield url
            return
        pytest.fail(f"attio_url: {said}", pytrace=False)


_OF_SDKS = {
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "group_id": "groupId",
    "previous_id": "previousId",
    "message_id": "messageId",
}
"""Arguments of Segment's Python SDK -> the member of the event: as they are, they would leave the default under its own name."""


def event_maker() -> Callable[..., dict[str, Any]]:
    """Makes events whose times and ids are the same in every run."""
    numbers = itertools.count(1)

    def make(type: str = "track", **members: Any) -> dict[str, Any]:
        __tracebackhide__ = True
        if type not in EVENT_TYPES:
            raise UsageError(
                f"segment_event: found the type {shown(type)}, expected one of {', '.join(EVENT_TYPES)}"
                + or_meant(type, EVENT_TYPES, written=repr)
            )
        for name in members:
            if name in _OF_SDKS:
                raise UsageError(f"segment_event: found {name}=; expected {_OF_SDKS[name]}=, as the event has it")
        number = next(numbers)
        # a second apart: events are ordered by time
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        return segment_actions.create_test_event(
            clock=lambda: moment, new_id=lambda: f"test-{number}", type=type, **members
        )

    return _named("segment_event", make)


def check_of(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """`attio_harness.check` with the marker's workspace, and with files beside the test."""
    reports: list[Report] = request.node.stash.setdefault(CHECKS, [])

    def run(
        events: Any = None, subscriptions: Any = None, workspace: Any = None, mode: Any = None, **more: Any
    ) -> Report:
        __tracebackhide__ = True
        given = {"events": events, "subscriptions": subscriptions, "mode": mode, **more}
        said = {name: value for name, value in given.items() if value is not None}
        reports.append(told(lambda: _checked(request, said, workspace), request.config, request.node))
        return reports[-1]

    return _named("attio_check", run)


def _named(name: str, function: Callable[..., T]) -> Callable[..., T]:
    """The function renamed to its fixture, because Python shows the name if the arguments do not fit."""
    function.__name__ = function.__qualname__ = name
    return function


def _checked(request: pytest.FixtureRequest, given: Mapping[str, Any], workspace: Any) -> Report:
    config, folder = request.config, request.path.parent
    with using(configured_limits(config, folder)):
        return _checked_within(request, config, folder, given, workspace)


def _checked_within(
    request: pytest.FixtureRequest, config: pytest.Config, folder: Path, given: Mapping[str, Any], workspace: Any
) -> Report:
    refuse_unknown([*given], [*inspect.signature(attio_harness.check).parameters], "attio_check", ARGUMENTS)
    refuse_unfit(given if workspace is None else {**given, "workspace": workspace}, "attio_check")
    options = options_of(request.node)
    if options.get("batch_lag"):
        raise UsageError(
            f"{named_by_marker(request.node, 'batch_lag')}: attio_check waits until Attio has written each batch "
            "(assumption delivery.batch_applied), so that a lag means nothing to it; leave it out, or use the fixture attio"
        )
    by_marker = {argument: options[name] for name, argument in _OF_CHECK.items() if name in options}
    arguments = together(check_defaults(config, folder), by_marker, given)
    named = workspace if workspace is not None else options.get("workspace")
    if named is None:
        named = workspace_default(config, folder)
    # a state has its own schema
    schema = None if named is None and "start" in arguments else _workspace(config, named, folder)
    for name, key in (("events", "events"), ("subscriptions", "mapping")):
        if name not in arguments:
            raise UsageError(
                f"attio_check({name}=...) is missing, and no `{key}` stands in attio-harness.toml or pyproject.toml"
            )
    for name in ("events", "subscriptions", "filters"):
        if name in arguments:
            arguments[name] = [near(request, one) for one in listed(arguments[name])]
    for name in ("start", "baseline", "faults"):
        if name in arguments:
            arguments[name] = near(request, arguments[name])
    report: Report = attio_harness.check(workspace=schema, **arguments)
    return reported_in(report, {**arguments, "workspace": schema})


_OF_CHECK = {**{name: name for name in ("assumptions", "faults", "seed", "strict_auth")}, **OF_CHECK}
"""Option of the marker -> argument of a check; the workspace is handled separately."""


def _workspace(config: pytest.Config, given: Any, folder: Path | None) -> Workspace:
    """A workspace, its dict form, or a file in the current folder, beside the test or under the root of the run.

    Raises:
        InputError, attio_emulator.WorkspaceError: as `load_workspace`.
    """
    if given is None:
        given = workspace_default(config, folder) or {}
    if isinstance(given, Workspace):
        return given
    if isinstance(given, Mapping):
        return workspace_of_dict(given)  # from `attio_check`
    path = Path(place(config, given, folder))
    if not isfile(path):  # a pipe is read each time
        return load_workspace(str(path))
    known, about = config.stash.setdefault(_WORKSPACES, {}), path.stat()
    key = (str(path.absolute()), about.st_mtime_ns, about.st_size)
    if key not in known:
        known[key] = load_workspace(str(path))
    return known[key]
