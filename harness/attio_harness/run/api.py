"""`check` for Python: reads files, dicts and objects, then runs them. The run itself is `check.Check`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from attio_emulator import Workspace
from segment_actions import Subscription

from attio_harness.assumptions import NOTHING_ASSUMED
from attio_harness.inputs.baselines import read_baseline
from attio_harness.inputs.fault_rules import load_fault_rules
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.states import state_of
from attio_harness.inputs.timeline import Order
from attio_harness.report import Report
from attio_harness.run.arguments import refuse_unfit, subscriptions_of, timeline_of, workspace_of
from attio_harness.run.check import Check
from attio_harness.run.in_python import in_python
from attio_harness.run.outcome import Limits
from attio_harness.run.words import words_of
from attio_harness.verdicts import Existing, Mode

__all__ = ["check", "job_of"]


@in_python()
def check(
    events: str | Path | Mapping[str, Any] | Iterable[Mapping[str, Any] | str | Path],
    subscriptions: str
    | Path
    | Mapping[str, Any]
    | Subscription
    | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    start: str | Path | Mapping[str, Any] | None = None,
    action: str | None = None,
    destination: str | None = None,
    filters: str | Path | Sequence[str | Path] = (),
    integrations: bool = True,
    assumptions: Mapping[str, object] = NOTHING_ASSUMED,
    existing: Existing = "unknown",
    faults: str | Path | Sequence[Mapping[str, Any]] | Mapping[str, Any] = (),
    seed: int = 0,
    strict_auth: bool = False,
    order: Order = "received",
    max_failures: str | int | None = None,
    min_written: str | int | None = None,
    max_unresolved: str | int | None = None,
    baseline: str | Path | None = None,
) -> Report:
    """Run events through subscriptions into an emulator of `workspace`, which starts with the records of `start`.

    Args:
        events: event dicts, or paths of event files, folders and globs; an iterable of these, or a single one.
        subscriptions: `Subscription`s, their dict form, mapping files, or the presets "published" and
            "documented"; a list, or a single one.
        workspace: a `Workspace`, its dict form, or the path of a workspace file; optional with `start`, which contains a schema.
        mode: "single", "batch", or "auto", where each mapping's `enable_batching` decides.
        start: a state to start from: the path of its file, or the result of `Emulator.snapshot`.
        action: the slug of the action for mappings that name none.
        destination: chooses one of several Attio destinations, by ID, name or Terraform address.
        filters: files, folders and globs of destination filters; those of the destination apply before any trigger.
        integrations: whether an event's `integrations` can keep it from the destination.
        assumptions: settings of assumptions by id, those of Attio (`attio_emulator.ASSUMPTIONS`) and those of Segment's
            platform (`attio_harness.assumptions`); they override those of the workspace file.
        existing: whether the CRM may hold records that no event wrote and no file names: "unknown", or "none". With "unknown",
            an event that refers to such a record is unresolved.
        faults: fault rules, or the path of a file with them, as for `emulate --faults`; a failed delivery is retried for about
            four hours of the run's own clock, as Segment does.
        seed: the seed of IDs and of the probabilities of faults.
        strict_auth: accept only the workspace's tokens and the run's own token.
        order: "received" for the order of the events' times, or "file" for the order of the files.
        max_failures: how many lost or unreadable events the run tolerates: a number, or a share such as "5%".
        min_written: how many events must be written; by default, at least one must be written, unresolved or lost.
        max_unresolved: how many unresolved events the run tolerates; by default, any number.
        baseline: a baseline file, as `check --update-baseline` writes it; losses listed there do not fail the run.

    Raises:
        UsageError: an argument has the wrong type or value, an assumption or its setting is unknown, a fault rule cannot be used, or a
            limit is neither a number nor a share.
        InputError: a file cannot be read, or a mapping, trigger or filter is broken.
        UsageError: the mappings belong to several Attio destinations and none is chosen, or the chosen one does not exist.
        attio_emulator.WorkspaceError: the workspace file is broken.
    """
    refuse_unfit({"events": events}, "check")
    job = job_of(
        subscriptions,
        workspace,
        mode,
        start=start,
        action=action,
        destination=destination,
        filters=filters,
        integrations=integrations,
        assumptions=assumptions,
        existing=existing,
        faults=faults,
        seed=seed,
        strict_auth=strict_auth,
        max_failures=max_failures,
        min_written=min_written,
        max_unresolved=max_unresolved,
        baseline=baseline,
    )
    job.feed(timeline_of(events, order))
    given = {
        "subscriptions": subscriptions,
        "workspace": workspace,
        "start": start,
        "filters": filters,
        "mode": mode,
        "order": order,
        "existing": existing,
        "action": action,
        "destination": destination,
        "assumptions": assumptions,
        "integrations": integrations,
    }
    return replace(job.report(), words=words_of(given))


def job_of(
    subscriptions: str
    | Path
    | Mapping[str, Any]
    | Subscription
    | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    start: str | Path | Mapping[str, Any] | None = None,
    action: str | None = None,
    destination: str | None = None,
    filters: str | Path | Sequence[str | Path] = (),
    faults: str | Path | Sequence[Mapping[str, Any]] | Mapping[str, Any] = (),
    max_failures: str | int | None = None,
    min_written: str | int | None = None,
    max_unresolved: str | int | None = None,
    baseline: str | Path | None = None,
    named: str = "check",
    **options: Any,
) -> Check:
    """A run that has not begun. Takes the arguments of `check`; `options` are further ones of `Check`. Raises like both.

    Messages name the function that was called.
    """
    given = {
        "workspace": workspace, "start": start, "baseline": baseline, "action": action, "destination": destination,
    }  # fmt: skip
    said = {name: value for name, value in given.items() if value is not None}
    refuse_unfit({"subscriptions": subscriptions, **said, "filters": filters, "faults": faults, **options}, named)
    many = [subscriptions] if isinstance(subscriptions, str | Path | Mapping | Subscription) else [*subscriptions]
    files = [filters] if isinstance(filters, str | Path) else filters
    sources = subscriptions_of(many, action, destination, may_name_none=bool(files))
    state = None if start is None else state_of(start)
    return Check(
        sources,
        workspace_of(workspace, state),
        mode=mode,
        start=state,
        filters=read_filters([str(file) for file in files], sources, destination=destination),
        faults=load_fault_rules(str(faults)) if isinstance(faults, str | Path) else faults,
        limits=Limits.parse(max_failures, min_written, max_unresolved, spelled=str),
        baseline=None if baseline is None else read_baseline(str(baseline)),
        **options,
    )
