"""What a caller in Python hands to `check`, read: names of files, dicts and objects, also mixed. Runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attio_emulator import Workspace
from segment_actions import Subscription

from attio_harness.errors import UsageError
from attio_harness.inputs.events import EventSource, SourceEvent, Unreadable, read_events
from attio_harness.inputs.json_oddities import survey
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings
from attio_harness.inputs.states import SavedState, workspace_from
from attio_harness.inputs.workspaces import load_workspace, workspace_of_dict
from attio_harness.inputs.wrappings import is_event, no_event
from attio_harness.limits import in_force
from attio_harness.text.words import told

__all__ = ["events_of", "subscriptions_of", "workspace_of"]


def events_of(events: Iterable[Mapping[str, Any] | str | Path]) -> Iterable[EventSource]:
    for number, item in enumerate(events):
        if isinstance(item, str | Path):
            yield from read_events([str(item)])
        elif isinstance(item, Mapping):
            # an event without a file: its place in the sequence stands in for a line
            event = dict(item)
            # as of a file: one that is too large or too deep is told, and the others go on
            why = survey(event).passes(in_force()) if is_event(event) else no_event(event)
            if why is None:
                yield SourceEvent(event=event, file="<python>", line=number + 1)
            else:
                yield Unreadable(file="<python>", line=number + 1, why=why)
        else:
            yield Unreadable(file="<python>", line=number + 1, why=f"expected an event (an object), found {told(item)}")


def subscriptions_of(
    many: Sequence[str | Path | Mapping[str, Any] | Subscription],
    action: str | None = None,
    destination: str | None = None,
    *,
    may_name_none: bool = False,
) -> list[LocatedSubscription]:
    """As `read_mappings`; UsageError for what is neither a path nor a subscription."""
    # read together: one may be the next page of another, or say which destination another is of
    return read_mappings(
        [_plain(item) for item in many], action=action, destination=destination, may_name_none=may_name_none
    )


def _plain(item: str | Path | Mapping[str, Any] | Subscription) -> str | Mapping[str, Any]:
    if isinstance(item, str | Path):
        return str(item)
    if isinstance(item, Subscription):
        return item.to_dict()
    if not isinstance(item, Mapping):
        raise UsageError(f"subscriptions: found {told(item)}, expected the path of a file, a dict or a Subscription")
    return dict(item)


def workspace_of(
    workspace: str | Path | Mapping[str, Any] | Workspace | None, start: SavedState | None = None
) -> Workspace:
    """The schema of a run; where it starts from a state, that one stands in for it, or has to be of the same workspace."""
    known = None if workspace is None else _workspace(workspace)
    if start is not None:
        return workspace_from(start, known)
    if known is None:
        raise UsageError("found neither a workspace nor a state to start from, expected one of them")
    return known


def _workspace(workspace: str | Path | Mapping[str, Any] | Workspace) -> Workspace:
    if isinstance(workspace, Workspace):
        return workspace
    return workspace_of_dict(workspace) if isinstance(workspace, Mapping) else load_workspace(str(workspace))
