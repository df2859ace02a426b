"""The options of the marker `attio` and of `attio_factory`, and the values that each expects. Files are not read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError
from attio_emulator.faces.httpx import is_host
from attio_emulator.faults.in_force import Faults
from attio_emulator.made_of import LONGEST_LAG

from attio_harness.assumptions import divided
from attio_harness.errors import HarnessError, UsageError
from attio_harness.inputs.workspaces import workspace_of_dict
from attio_harness.run.arguments import ARGUMENTS, Argument, is_whole_number, refuse_unfit
from attio_harness.text.words import or_meant, shown
from attio_harness.verdicts import MODES

__all__ = [
    "OF_CHECK",
    "OF_EMULATOR",
    "OPTIONS",
    "checked",
    "named_by_marker",
    "options_of",
    "place_of",
    "refuse_unknown",
]

MARKER = "@pytest.mark.attio"
_GIVEN = pytest.StashKey[dict[str, Any]]()


def _are_hosts(value: Any) -> bool:
    many = [value] if isinstance(value, str) else value
    return isinstance(many, list | tuple | set | frozenset) and all(
        isinstance(one, str) and is_host(one) for one in many
    )


def _is_lag(value: Any) -> bool:
    return (is_whole_number(value) or isinstance(value, float)) and 0 <= value <= LONGEST_LAG


OPTIONS: Mapping[str, Argument] = {
    **{name: ARGUMENTS[name] for name in ("workspace", "faults", "seed")},
    "batch_lag": Argument(expected=f"a number of seconds from 0 to {LONGEST_LAG}", fits=_is_lag),
    **{name: ARGUMENTS[name] for name in ("strict_auth", "assumptions")},
    "hosts": Argument(expected='a list of host names, such as ["attio.test"]', fits=_are_hosts),
    "mapping": ARGUMENTS["subscriptions"],
    "filters": ARGUMENTS["filters"],
    "mode": Argument(expected=f"one of {', '.join(MODES)}", fits=lambda value: value in MODES),
}
"""Options by name, in the order of the help."""
OF_CHECK: Mapping[str, str] = {"mapping": "subscriptions", "filters": "filters", "mode": "mode"}
"""Those of events on their way to an Attio -> the argument of `check`."""
OF_EMULATOR: Mapping[str, Argument] = {name: one for name, one in OPTIONS.items() if name not in OF_CHECK}
"""Those of an Attio alone."""


def refuse_unknown(
    names: Sequence[str], known: Sequence[str], named: str, elsewhere: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Raises UsageError for the first unknown name, with the known one of the same meaning (`elsewhere`), or the closest."""
    for name in names:
        if name not in known:
            same = elsewhere.get(name)
            meant = f"; did you mean {same}=?" if same else or_meant(name, known, written="{}=".format)
            raise UsageError(f"{named} takes {', '.join(f'{one}=' for one in known)}; found {name}=...{meant}")


def checked(values: Mapping[str, Any], named: str, known: Mapping[str, Argument] = OPTIONS) -> dict[str, Any]:
    """The given options, without those that are None.

    Raises:
        UsageError: an option is unknown, or its value is not as expected. A workspace file is not read.
    """
    refuse_unknown([*values], [*known], named)
    given = {name: value for name, value in values.items() if value is not None}
    refuse_unfit(given, named, known)
    if "assumptions" in given:
        divided(given["assumptions"], named=f"{named}(assumptions=...)")
    if "faults" in given and not isinstance(given["faults"], str | Path):
        given["faults"] = _rules(given["faults"], named)
    if isinstance(given.get("workspace"), Mapping):
        given["workspace"] = _schema(given["workspace"], named)
    return given


def _rules(given: Any, named: str) -> Any:
    rules = list(given) if isinstance(given, tuple) else given
    try:
        Faults().replace(rules)
    except ValueError as error:
        raise UsageError(f"{named}(faults=...): {error}") from None
    return rules


def _schema(given: Mapping[str, Any], named: str) -> Workspace:
    try:
        return workspace_of_dict(given)
    except WorkspaceError as error:
        raise UsageError(f"{named}(workspace=...): {error.summary}") from None


def options_of(node: pytest.Item) -> dict[str, Any]:
    """The options of a test's markers; fails the test if one is wrong."""
    given = node.stash.get(_GIVEN, None)
    if given is None:
        mistake = ""
        try:
            given = _options(node)
        except HarnessError as error:
            mistake = str(error)
        if given is None:
            pytest.fail(mistake, pytrace=False)
        node.stash[_GIVEN] = given
    return {**given}


def _options(node: pytest.Item) -> dict[str, Any]:
    options: dict[str, Any] = {}
    # pytest lists the nearest first; so the test's own mark wins over its class's or module's
    for where, marker in reversed(list(node.iter_markers_with_node("attio"))):
        try:
            if marker.args:
                takes = ", ".join(f"{one}=" for one in OPTIONS)
                raise UsageError(f"{MARKER} takes {takes}; found {shown(marker.args[0])} without a name")
            options |= checked(marker.kwargs, MARKER)
        except HarnessError as error:
            raise UsageError(f"{place_of(where)}: {error}") from None
    return options


def named_by_marker(node: pytest.Item, option: str) -> str:
    """`tests/test_it.py:7: @pytest.mark.attio(workspace=...)` for the marker that sets the option; empty if none does."""
    for where, marker in node.iter_markers_with_node("attio"):
        if marker.kwargs.get(option) is not None:
            return f"{place_of(where)}: {MARKER}({option}=...)"
    return ""


def place_of(node: Any) -> str:
    """`tests/test_it.py:7`, where the test, the class or the module of a marker begins."""
    path, line, _ = node.reportinfo()
    folder = node.config.invocation_params.dir
    file = Path(path)
    name = str(file.relative_to(folder)) if file.is_relative_to(folder) else str(file)
    return name if line is None else f"{name}:{line + 1}"
