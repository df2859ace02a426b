"""The arguments of `check` in Python: checks what each must be, and reads files, dicts and objects, also mixed.

Runs nothing. `cli` checks the options of the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from attio_emulator import Workspace
from segment_actions import Subscription
from segment_actions.errors import UnusableValue
from segment_actions.json_values import unusable

from attio_harness.errors import UsageError, one_of
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.json_oddities import is_plain, survey
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import SavedState, workspace_from
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import ORDERS, Order, in_order
from attio_harness.inputs.workspaces import load_workspace, workspace_of_dict
from attio_harness.inputs.wrappings import is_event, no_event
from attio_harness.limits import in_force
from attio_harness.text.words import shown, told

__all__ = [
    "ARGUMENTS",
    "Argument",
    "events_of",
    "is_whole_number",
    "refuse_unfit",
    "subscriptions_of",
    "timeline_of",
    "workspace_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What a value must be, in words and as a test."""

    expected: str
    fits: Callable[[Any], bool]


def is_whole_number(value: Any) -> bool:
    # in Python, True is an int
    return isinstance(value, int) and not isinstance(value, bool)


def _are(value: Any, kinds: type | tuple[type, ...]) -> bool:
    """Whether the value is of these kinds, or several such values."""
    return isinstance(value, kinds) or (isinstance(value, Sequence) and all(isinstance(one, kinds) for one in value))


def _are_some(value: Any) -> bool:
    # the items of an iterable are checked when they are read
    return isinstance(value, Path | Iterable) and not isinstance(value, bytes | bytearray)


_SWITCH = Argument(expected="True or False", fits=lambda value: isinstance(value, bool))

ARGUMENTS: Mapping[str, Argument] = {
    "events": Argument(expected="events as dicts, or paths of event files", fits=_are_some),
    "subscriptions": Argument(
        expected="the path of a mapping file, a preset, a subscription as a dict, or a list of them",
        fits=lambda value: isinstance(value, Subscription) or _are_some(value),
    ),
    "workspace": Argument(
        expected="the path of a workspace file, its dict form or a Workspace",
        fits=lambda value: isinstance(value, str | Path | Mapping | Workspace),
    ),
    "start": Argument(
        expected="the path of a state, or what Emulator.snapshot() gave",
        fits=lambda value: isinstance(value, str | Path | Mapping),
    ),
    "filters": Argument(expected="paths of filter files", fits=lambda value: _are(value, (str, Path))),
    "action": Argument(expected="the slug of an action", fits=lambda value: isinstance(value, str)),
    "destination": Argument(
        expected="the ID, the name or the Terraform address of a destination", fits=lambda value: isinstance(value, str)
    ),
    "integrations": _SWITCH,
    "assumptions": Argument(
        expected="a dict of IDs and their settings", fits=lambda value: isinstance(value, Mapping)
    ),
    "faults": Argument(
        expected='a list of fault rules, such as [{"status": 429, "times": 1}], or the path of a file of them',
        fits=lambda value: isinstance(value, str | Path | list | tuple | Mapping),
    ),
    "seed": Argument(expected="a whole number", fits=is_whole_number),
    "strict_auth": _SWITCH,
    "baseline": Argument(expected="the path of a baseline", fits=lambda value: isinstance(value, str | Path)),
}  # fmt: skip
"""The arguments of `check`, by name, whose kind is checked nowhere else."""


def refuse_unfit(values: Mapping[str, Any], named: str, table: Mapping[str, Argument] = ARGUMENTS) -> None:
    """Raises UsageError for the first value that is not what it must be. Values that the table does not list are not checked."""
    for name, value in values.items():
        argument = table.get(name)
        if argument is not None and not argument.fits(value):
            raise UsageError(f"{named}({name}=...): found {shown(value)}, expected {argument.expected}")


def timeline_of(
    events: str | Path | Mapping[str, Any] | Iterable[Mapping[str, Any] | str | Path], order: Order
) -> Iterator[EventSource]:
    """The events (or the one event) in this order.

    Raises:
        UsageError: there is no such order.
        InputError: like `in_order`, while they are read.
    """
    many = [events] if isinstance(events, str | Path | Mapping) else events
    return in_order(events_of(many), one_of(order, ORDERS, "order"))


def events_of(events: Iterable[Mapping[str, Any] | str | Path]) -> Iterable[EventSource]:
    for number, item in enumerate(events):
        if isinstance(item, str | Path):
            yield from read_events([str(item)])
        elif isinstance(item, Mapping):
            # an event without a file: its position in the sequence serves as its line
            event, why = _event_of(item)
            if why is None:
                yield SourceEvent(event=event, file="<python>", line=number + 1)
            else:
                yield Unreadable(file="<python>", line=number + 1, why=why)
        else:
            yield Unreadable(file="<python>", line=number + 1, why=f"expected an event (an object), found {told(item)}")


def _event_of(item: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The event, and why it cannot be used. As in a file, an event that is too large or too deep is reported and the others go on."""
    event = dict(item)
    why = survey(event).passes(in_force())
    if why is None and not is_plain(event):
        try:
            event = _as_json(event, "event")
        except UnusableValue as error:  # "event/traits" would read badly
            return event, str(error).replace("event/", "event at /", 1)
        why = survey(event).passes(in_force())
    return event, why or (None if is_event(event) else no_event(event))


def _as_json(value: Mapping[str, Any], named: str) -> dict[str, Any]:
    """The value as JSON text would yield it. Raises UnusableValue if JSON cannot express it."""
    found = unusable(value, named)
    if found is not None:
        raise found
    try:
        return cast("dict[str, Any]", _plain(value))
    except RecursionError:
        raise UnusableValue(f"the {named} is nested too deeply or contains itself", "") from None


_EXACT: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, int.__int__),
    (float, float.__float__),
)


def _plain(value: Any) -> Any:
    """The value in the types of a JSON parser: a tuple becomes a list, any mapping a dict, a member of an enumeration its text."""
    if isinstance(value, Mapping):
        return {str.__str__(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return value
    return next((exact(value) for kind, exact in _EXACT if isinstance(value, kind)), value)


def subscriptions_of(
    many: Sequence[str | Path | Mapping[str, Any] | Subscription],
    action: str | None = None,
    destination: str | None = None,
    *,
    may_name_none: bool = False,
) -> list[LocatedSubscription]:
    """Like `read_mappings`; raises UsageError for anything that is neither a path nor a subscription."""
    # read together: one may be the next page of another, or name the destination of another
    return read_mappings(
        [_saved(item, f"subscriptions: /{number}") for number, item in enumerate(many)],
        action=action,
        destination=destination,
        may_name_none=may_name_none,
    )


def _saved(item: str | Path | Mapping[str, Any] | Subscription, named: str) -> str | Mapping[str, Any]:
    if isinstance(item, str | Path):
        return str(item)
    if not isinstance(item, Subscription | Mapping):
        raise UsageError(f"subscriptions: found {told(item)}, expected the path of a file, a dict or a Subscription")
    try:
        return _as_json(item.to_dict() if isinstance(item, Subscription) else item, named)
    except UnusableValue as error:
        raise UsageError(str(error)) from None


def workspace_of(
    workspace: str | Path | Mapping[str, Any] | Workspace | None, start: SavedState | None = None
) -> Workspace:
    """The schema of a run. A state that it starts from supplies the schema, or must be of the same workspace."""
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
