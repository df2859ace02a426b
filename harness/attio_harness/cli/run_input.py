"""What the commands that run events read before the first event: mappings, workspace, state and filters, and how they run.

Options are declared in `options`, events are read by each command. No command is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Workspace

from attio_harness.cli.configured_keys import gives_way
from attio_harness.cli.options import assumed
from attio_harness.errors import one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.filters_beside import with_filters_told
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings
from attio_harness.inputs.states import schema_and_state
from attio_harness.verdicts import EXISTING

__all__ = ["RunInput", "run_input", "run_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInput:
    """What events run against; `settings` are arguments of `Check`, by name."""

    sources: list[LocatedSubscription]
    workspace: Workspace
    settings: dict[str, Any]


def run_settings(
    *, existing: str, ignore_integrations: bool, assume: Sequence[str] | None, batch_wait: str | None
) -> dict[str, Any]:
    """The arguments of `Check` that options give alone. Raises UsageError where one has a wrong value."""
    return {
        "existing": one_of(existing, EXISTING, "--existing"),
        "integrations": not ignore_integrations,
        "assumptions": assumed(assume, batch_wait),
    }


def run_input(
    settings: dict[str, Any],
    mapping: Sequence[str],
    workspace: str | None,
    start: str | None,
    filters: Sequence[str] | None,
    *,
    action: str | None,
    destination: str | None,
) -> RunInput:
    """The files as they are named; `settings` are those of `run_settings`. Raises InputError where one cannot be read."""
    nameless = gives_way("destination", beside="mapping")
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=bool(filters) or nameless)
    if nameless and not any(one.destination for one in sources) and not filters:
        destination = None
    known, begun = schema_and_state(workspace, start)
    if not filters:
        sources = with_filters_told(sources, mapping)
    read = {"filters": read_filters(filters or [], sources, destination=destination), "start": begun}
    return RunInput(sources=sources, workspace=known, settings=settings | read)
