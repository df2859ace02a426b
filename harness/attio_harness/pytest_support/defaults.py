"""The fixtures' defaults: pytest's `attio_workspace` first, then attio-harness.toml or pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os.path import relpath
from pathlib import Path
from typing import Any

import pytest

from attio_harness.errors import HarnessError, UsageError
from attio_harness.inputs.files import is_absent
from attio_harness.limits import InputLimits, is_of_server, parsed
from attio_harness.report import Report
from attio_harness.run.words import words_of
from attio_harness.settings import Settings, settings_for

__all__ = [
    "ARGUMENTS",
    "check_defaults",
    "configured_limits",
    "reported_in",
    "said_there",
    "together",
    "workspace_default",
]

_SETTINGS = pytest.StashKey[dict[Path, Settings]]()
"""The run's settings by folder: a configuration is searched for once."""

ARGUMENTS: Mapping[str, str] = {
    "events": "events",
    "mapping": "subscriptions",
    "filters": "filters",
    "from": "start",
    "baseline": "baseline",
    "faults": "faults",
    "destination": "destination",
    "action": "action",
    "mode": "mode",
    "order": "order",
    "existing": "existing",
    "max-failures": "max_failures",
    "min-written": "min_written",
    "max-unresolved": "max_unresolved",
}
"""Key of the configuration -> argument of `check`."""


_OF_FILES = ("workspace", "events", "mapping", "filters", "from", "baseline", "faults")
"""The keys that name files."""


def _settings_near(config: pytest.Config, folder: Path | None) -> Settings:
    """The configuration nearest to a test, or to the root of the run.

    Raises:
        InputError, Mistakes: as `settings_for`.
    """
    known, place = config.stash.setdefault(_SETTINGS, {}), folder or config.rootpath
    if place not in known:
        known[place] = settings_for("pytest", place)
    return known[place]


def workspace_default(config: pytest.Config, folder: Path | None) -> str | None:
    """The workspace file for a test that names none.

    Raises:
        UsageError: pytest's settings name a file that does not exist.
        InputError, Mistakes: as `_settings_near`.
    """
    said: str = config.getini("attio_workspace")
    if said:
        # relative to the root, like other paths in pytest's settings: one file for all tests, whatever lies beside one of them
        of_root = config.rootpath / said
        if is_absent(of_root) and is_absent(said):
            raise UsageError(
                f"attio_workspace, among pytest's settings: there is no such workspace file: {said} "
                f"(looked for in {relpath(config.rootpath)})"
            )
        return said if is_absent(of_root) else str(of_root)
    configured: str | None = _settings_near(config, folder).value("workspace")
    # relative to the current folder, not to the test's
    return configured and str(Path(configured).absolute())


def check_defaults(config: pytest.Config, folder: Path) -> dict[str, Any]:
    """The arguments of `check` that the configuration sets, except the workspace."""
    return _arguments(_settings_near(config, folder))


def said_there(config: pytest.Config, folder: Path | None, file: str) -> str:
    """`mapping in attio-harness.toml:3` for a file that the configuration names; empty for any other."""
    try:
        settings, wanted = _settings_near(config, folder), Path(file).absolute()
    except HarnessError:  # a test that asks for nothing of it does not read it
        return ""
    for key in _OF_FILES:
        value = settings.value(key)
        if any(Path(one).absolute() == wanted for one in ([value] if isinstance(value, str) else value or ())):
            return f"{key} in {settings.place(key)}"
    return ""


def together(*given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `check`, of which the later ones go before; of assumptions, each by itself."""
    found = {name: value for one in given for name, value in one.items()}
    several = [one["assumptions"] for one in given if "assumptions" in one]
    if len(several) > 1 and all(isinstance(one, Mapping) for one in several):
        found["assumptions"] = {id: choice for one in several for id, choice in one.items()}
    return found


def configured_limits(config: pytest.Config, folder: Path) -> InputLimits:
    """How much is read at most, by the configuration."""
    value = _settings_near(config, folder).values.get("limit")
    if value is None:
        return InputLimits()
    # the top level also has keys for commands that start a server
    return parsed(one for one in value.value if len(value.path) > 1 or not is_of_server(one))[0]


def _configured_for(command: str) -> dict[str, Any]:
    """The arguments of a command called in the current folder, with its workspace."""
    settings = settings_for(command)
    workspace = settings.value("workspace")
    return _arguments(settings) | ({"workspace": workspace} if workspace is not None else {})


def reported_in(report: Report, given: Mapping[str, Any]) -> Report:
    """The report of a run with these arguments of `check`; the commands that it names are those for the current folder."""
    there = {command: _configured_for(command) for command in words_of(given)}
    return replace(report, words=words_of(given, there))


def _arguments(settings: Settings) -> dict[str, Any]:
    found = {argument: settings.value(key) for key, argument in ARGUMENTS.items()}
    assumptions = dict(one.split("=", 1) for one in settings.value("assume") or ())
    if settings.value("batch-wait") is not None:
        assumptions["delivery.batch_wait"] = f"{settings.value('batch-wait'):g}"
    if settings.value("ignore-integrations"):
        found["integrations"] = False
    return {name: value for name, value in found.items() if value is not None} | (
        {"assumptions": assumptions} if assumptions else {}
    )
