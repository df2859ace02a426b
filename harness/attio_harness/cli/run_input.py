"""The options of commands that run events, and what they read before the first event: mappings, workspace, state and filters.

`options` declares the options; each command reads the events. Has no command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar, get_type_hints

from attio_emulator import Workspace

from attio_harness.cli.configured_keys import gives_way
from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Events,
    Existing,
    Filters,
    From,
    IgnoreIntegrations,
    Mappings,
    OrderOf,
    RunMode,
    WorkspaceOfRun,
    assumed,
    one_standard_input,
)
from attio_harness.errors import one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.filters_beside import with_filters_told
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import schema_and_state
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.inputs.timeline import ORDERS, Order
from attio_harness.verdicts import EXISTING, MODES

if TYPE_CHECKING:
    from attio_harness.run.check import Check

__all__ = ["After", "RunInput", "RunOptions", "run_input", "run_settings", "runs_events"]

Options = TypeVar("Options", bound="RunOptions")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInput:
    """What events run against; `settings` are further arguments of `Check`, by name."""

    sources: list[LocatedSubscription]
    workspace: Workspace
    mode: str
    settings: dict[str, Any]

    def check(self, **beside: Any) -> Check:
        """The run before its first event; `beside` are arguments of `Check` that add to these or replace them."""
        from attio_harness.run.check import Check  # both engines, 0.1 s that --help and a wrong option do not need

        return Check(self.sources, self.workspace, mode=self.mode, **self.settings | beside)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The options of commands that run events, in the order of the help."""

    events: Events
    mapping: Mappings
    workspace: WorkspaceOfRun = None
    start: From = None
    filters: Filters = None
    ignore_integrations: IgnoreIntegrations = False
    mode: RunMode = "auto"
    existing: Existing = "unknown"
    order: OrderOf = "received"
    batch_wait: BatchWait = None
    action: Action = None
    destination: Destination = None
    assume: Assume = None

    modes: ClassVar[Sequence[str]] = MODES

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Self:
        """The options from the parameters of a call, where several values are a tuple. Raises UsageError for an unknown mode."""
        one_of(params["mode"], cls.modes, "--mode")
        given: dict[str, Any] = {one.name: params[one.name] for one in fields(cls)}
        listed: dict[str, Any] = {name: list(one) if isinstance(one, tuple) else one for name, one in given.items()}
        return cls(**listed)

    @property
    def inputs(self) -> list[str | None]:
        """The names of the event files and of all files that they run against."""
        return [*self.events, *self.mapping, *(self.filters or ()), self.workspace, self.start]

    @property
    def by(self) -> Order:
        """The order of the events. Raises UsageError if it is unknown."""
        return one_of(self.order, ORDERS, "--order")

    def settings(self, *beside: str | None) -> dict[str, Any]:
        """Like `run_settings`; `beside` are the names of further files that the command reads.

        Raises:
            UsageError: an option has a wrong value, or standard input is named twice.
        """
        found = run_settings(
            existing=self.existing,
            ignore_integrations=self.ignore_integrations,
            assume=self.assume,
            batch_wait=self.batch_wait,
        )
        one_of(self.order, ORDERS, "--order")
        one_standard_input(*self.inputs, *beside)
        return found

    def read(self, settings: dict[str, Any]) -> RunInput:
        """Read the files that the options name; `settings` are the result of `settings()`. Raises InputError if a file cannot be used."""
        return run_input(
            settings,
            self.mapping,
            self.workspace,
            self.start,
            self.filters,
            mode=self.mode,
            action=self.action,
            destination=self.destination,
        )


@dataclass(frozen=True, slots=True)
class After:
    """In the annotation of an option: the option that it stands after in the help."""

    option: str


def runs_events(command: Callable[Concatenate[Options, P], int]) -> Callable[..., int]:
    """A command whose options are the fields of its first parameter, a kind of `RunOptions`, and its other parameters.

    Those that `RunOptions` lacks follow each other after `--mode` in its help, or from where `After` puts one.
    """
    first, *own = signature(command, eval_str=True).parameters.values()
    kind: type[RunOptions] = first.annotation
    types = get_type_hints(kind, include_extras=True)
    parameters = [
        Parameter(
            one.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if one.default is MISSING else one.default,
            annotation=types[one.name],
        )
        for one in fields(kind)
    ]
    shared = len(fields(RunOptions))
    parameters, added = parameters[:shared], [*parameters[shared:], *own]
    before = "mode"
    for one in added:
        marks = getattr(one.annotation, "__metadata__", ())
        before = next((mark.option for mark in marks if isinstance(mark, After)), before)
        at = 1 + [each.name for each in parameters].index(before)
        parameters.insert(at, one.replace(kind=Parameter.KEYWORD_ONLY))
        before = one.name

    @wraps(command)
    def called(**given: Any) -> int:
        return command(kind.of(given), **{one.name: given[one.name] for one in own})  # type: ignore[arg-type, call-arg]

    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def run_settings(
    *, existing: str, ignore_integrations: bool, assume: Sequence[str] | None, batch_wait: str | None
) -> dict[str, Any]:
    """The arguments of `Check` that come from options without files. Raises UsageError if one has a wrong value."""
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
    mode: str,
    action: str | None,
    destination: str | None,
) -> RunInput:
    """Read the named files; `settings` are the result of `run_settings`. Raises InputError if one cannot be read."""
    nameless = gives_way("destination", beside="mapping")
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=bool(filters) or nameless)
    if nameless and not any(one.destination for one in sources) and not filters:
        destination = None
    known, begun = schema_and_state(workspace, start)
    if not filters:
        sources = with_filters_told(sources, mapping)
    read = {"filters": read_filters(filters or [], sources, destination=destination), "start": begun}
    return RunInput(sources=sources, workspace=known, mode=mode, settings=settings | read)
