"""Compares the losses of a run with a baseline: which kinds are known, new, grown or gone, and the notes about them. Reads no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_emulator import Workspace

from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.loss_kinds import Baseline, Compared, Kind, KindCount, Standing
from attio_harness.rejection import Rejection
from attio_harness.run.kept_rows import RowsOf
from attio_harness.text.json import last_key
from attio_harness.text.words import counted, listed

__all__ = ["Judged", "baseline_of", "compared", "kind_of", "notes_of_baseline"]

Lost = Sequence[tuple[Rejection, LocatedSubscription]]
"""The lost events of a run in order, each with the subscription that lost it."""

_OF_AN_EVENT = "(named by the event)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A run compared with a baseline: `losses` with their standing, and how many of them the baseline does not know (`unknown`)."""

    compared: Compared
    losses: Sequence[Rejection]
    unknown: int


def baseline_of(lost: Lost, events: int, workspace: Workspace, *, file: str) -> Baseline:
    """The baseline to write from a run."""
    return Baseline(file=file, events=events, kinds=_counts(_kinds(lost, workspace)))


def compared(
    lost: Lost, unresolved: Lost, workspace: Workspace, baseline: Baseline, *, complete: bool = True
) -> Judged:
    """Compare the losses of a run with a baseline. An `unresolved` event may be lost, so its kind does not count as gone.

    A kind has grown if it loses more events than in the baseline, however many events the run has: a team runs the same recorded
    events again. Further mistakes of an event have kinds, too, because they show once the first is fixed.
    """
    counts, before = _counts(_kinds(lost, workspace)), baseline.kinds
    standing = {kind: _standing(count, before.get(kind)) for kind, count in counts.items()}
    rows = [KindCount(kind=kind, events=count, known=before.get(kind, 0)) for kind, count in counts.items()]
    may_be = _counts([[_of_any_verdict(kind) for kind in own] for own in _kinds(unresolved, workspace)])
    waiting = [
        KindCount(kind=kind, events=may_be[_of_any_verdict(kind)], known=count)
        for kind, count in before.items()
        if counts.get(kind, 0) < count and _of_any_verdict(kind) in may_be
    ]
    known_to_wait = {one.kind for one in waiting}
    gone = [
        KindCount(kind=kind, events=0, known=count)
        for kind, count in before.items()
        if kind not in counts and kind not in known_to_wait
    ]

    def those(some: Sequence[KindCount]) -> tuple[KindCount, ...]:
        return tuple(sorted(some, key=lambda one: one.kind.order))

    by = {name: [one for one in rows if standing[one.kind] == name] for name in ("known", "new", "grown")}
    unknown = _unknown(_kinds(lost, workspace), standing, {one.kind: one.known for one in by["grown"]})

    def marked() -> Iterator[Rejection]:
        for (row, _), own in zip(lost, _kinds(lost, workspace), strict=True):
            yield _marked(row, [standing[kind] for kind in own])

    return Judged(
        compared=Compared(
            file=baseline.file,
            events=baseline.events,
            known=those(by["known"]),
            new=those(by["new"]),
            grown=those(by["grown"]),
            # an interrupted run may not have reached them
            gone=those(gone) if complete else (),
            unresolved=those(waiting),
            unknown=unknown,
        ),
        losses=tuple(marked()) if isinstance(lost, tuple | list) else RowsOf(lost, marked),
        unknown=unknown,
    )


def notes_of_baseline(told: Compared, events: int, names: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """What has grown, what the baseline could do without, and whether it was made from another number of events.

    `names` are the names of the run's subscriptions; a renamed subscription has other kinds.
    """
    lines = [
        f"grown: {_named(one.kind)} loses {counted(one.events, 'event')}, {one.known:,} of them known"
        for one in told.grown
    ]
    for one in told.unresolved:
        depend = "depends" if one.events == 1 else "depend"
        lines.append(
            f"unresolved: {_named(one.kind)} lost {counted(one.known, 'event')}, {one.events:,} now {depend} on records that may be in the "
            "CRM already"
        )
    fewer = [
        *([f"{counted(len(told.gone), 'known kind')} of loss {_is(told.gone)} gone"] if told.gone else []),
        *([f"{counted(len(told.rarer), 'known kind')} {_is(told.rarer)} rarer"] if told.rarer else []),
    ]
    if fewer:
        lines.append(f"{', '.join(fewer)}; check --update-baseline removes what is no longer lost")
    renamed = dict.fromkeys(one.kind.subscription for one in told.gone if one.kind.subscription not in names)
    if renamed:
        lines.append(
            f"no enabled subscription is named {listed(map(repr, renamed), 3)} any more: under a new name its kinds count as new"
        )
    if told.events != events and (fewer or told.grown):
        lines.append(
            f"was written from {counted(told.events, 'event')}, this run has {events:,}; the numbers of losses are compared as they are"
        )
    for line in lines:
        yield {"file": told.file, "line": None, "what": line}


def _named(kind: Kind) -> str:
    what = ".".join(part for part in (kind.object, kind.attribute) if part) or last_key(kind.field)
    return f"{kind.subscription}, {what or 'the subscription'}, {kind.code}"


def _is(some: Sequence[KindCount]) -> str:
    return "is" if len(some) == 1 else "are"


def _of_any_verdict(kind: Kind) -> Kind:
    """The kind without its verdict and code: how an unresolved event would be lost is not known."""
    return replace(kind, verdict="unresolved")


def _standing(count: int, known: int | None) -> Standing:
    return "new" if known is None else "grown" if count > known else "known"


def _kinds(lost: Lost, workspace: Workspace) -> Iterator[list[Kind]]:
    """The kinds of each lost event: first that of its first mistake, then those of the others."""
    return ([kind_of(one, source, workspace) for one in (row, *row.also)] for row, source in lost)


def _counts(kinds: Iterable[Sequence[Kind]]) -> Counter[Kind]:
    # counts an event once for a kind, even if two of its mistakes are of that kind
    return Counter(kind for own in kinds for kind in dict.fromkeys(own))


def kind_of(loss: Rejection, source: LocatedSubscription, workspace: Workspace) -> Kind:
    """The kind of a loss, without anything from its event."""
    inside = loss.mapping_pointer.startswith(source.mapping_pointer)
    schema = workspace.objects.get(loss.object) if loss.object else None
    attributes = schema.attributes if schema is not None else {}
    return Kind(
        subscription=loss.subscription,
        field=loss.mapping_pointer.removeprefix(source.mapping_pointer) if inside else "",
        object=_written(loss.object, loss.object in workspace.objects, loss, source),
        attribute=_written(loss.attribute, loss.attribute in attributes, loss, source),
        verdict=loss.verdict,
        code=loss.code,
    )


def _written(name: str | None, known: bool, loss: Rejection, source: LocatedSubscription) -> str | None:
    """The name, if it is in the schema or the mapping; a name that the event supplied may tell something about a person."""
    if name is None or known or last_key(loss.mapping_pointer) == name or source.mapping.get("object") == name:
        return name
    return _OF_AN_EVENT


def _marked(row: Rejection, standing: Sequence[Standing]) -> Rejection:
    first, *others = standing
    return replace(
        row,
        baseline=first,
        also=tuple(replace(one, baseline=its) for one, its in zip(row.also, others, strict=True)),
    )


def _unknown(kinds: Iterable[Sequence[Kind]], standing: Mapping[Kind, Standing], known: Mapping[Kind, int]) -> int:
    """How many lost events have a mistake of a new kind, or come after the first `known` ones of a grown kind."""
    seen, found = Counter[Kind](), 0
    for own in kinds:
        seen.update(kind for kind in dict.fromkeys(own) if kind in known)
        found += any(standing[kind] == "new" or (kind in known and seen[kind] > known[kind]) for kind in own)
    return found
