"""Judges whether a run passed, and why: compares its counts with the given limits. Pure; counts nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attio_harness.errors import UsageError
from attio_harness.loss_kinds import Compared
from attio_harness.report import Outcome
from attio_harness.text.words import counted
from attio_harness.verdicts import LOST, Verdict

__all__ = ["NO_LIMITS", "Limit", "Limits", "judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of events, or a percentage of them."""

    number: float
    is_share: bool = False

    @classmethod
    def parse(cls, text: str | int, option: str) -> Limit:
        """Parse `5` or `5%`.

        Raises:
            UsageError: it is neither a whole number nor a share from 0% to 100%.
        """
        said = str(text)
        try:
            value = float(said.removesuffix("%"))
        except ValueError:
            value = -1.0
        is_share = said.endswith("%")
        # float() also reads "nan", for which `0 <=` is false
        in_range = 0 <= value <= (100 if is_share else 2**53)
        if not in_range or (not is_share and value != int(value)):
            raise UsageError(f"{option} {said!r} is neither a whole number nor a share such as 5%")
        return cls(number=value, is_share=is_share)

    def of(self, whole: int) -> float:
        """The limit as a number of events, out of `whole`."""
        return whole * self.number / 100 if self.is_share else self.number

    def told(self, whole: int) -> str:
        """The limit in words; a percentage names what it is of: the verdicts, of which an event may have several."""
        return f"{self} of {whole:,}" if self.is_share else str(self)

    def __str__(self) -> str:
        return f"{self.number:g}{'%' if self.is_share else ''}"


def _as_option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a run: lost or unreadable events, events that must be written, unresolved events; None where no limit is set."""

    max_failures: Limit | None = None
    min_written: Limit | None = None
    max_unresolved: Limit | None = None

    @classmethod
    def parse(
        cls,
        max_failures: str | int | None = None,
        min_written: str | int | None = None,
        max_unresolved: str | int | None = None,
        *,
        spelled: Callable[[str], str] = _as_option,
    ) -> Limits:
        """Parse the limits. `spelled` returns the name of a limit for messages, by default the option of the command line.

        Raises:
            UsageError: one of them is neither a whole number nor a share.
        """
        said = {"max_failures": max_failures, "min_written": min_written, "max_unresolved": max_unresolved}
        return cls(
            **{name: Limit.parse(text, spelled(name)) for name, text in said.items() if text is not None},
        )


NO_LIMITS = Limits()


def judged(
    events: int,
    verdicts: Mapping[Verdict, int],
    unreadable: int,
    *,
    written: int,
    dead: tuple[str, ...] = (),
    complete: bool = True,
    limits: Limits = NO_LIMITS,
    baseline: Compared | None = None,
    unknown: int | None = None,
) -> Outcome:
    """The outcome of a run.

    Args:
        events: how many events the run processed.
        verdicts: how many verdicts of each kind; an event has one for each subscription that it matched.
        unreadable: entries that could not be read.
        written: events of which at least one subscription wrote a record.
        dead: subscriptions whose trigger can never be true, by name.
        complete: whether the run processed every event; unread events can neither pass nor fail.
        baseline: the kinds of loss compared with a baseline.
        unknown: how many lost events that baseline does not know: only they count against the limit.
    """
    lost = sum(verdicts.get(name, 0) for name in LOST)
    unresolved = verdicts.get("unresolved", 0)
    counting = lost if unknown is None else unknown
    # a percentage is of what is counted: an event that two subscriptions lose counts twice, an unreadable entry counts as well
    ends = max(events, sum(verdicts.values()))
    against = [*_too_many_lost(ends + unreadable, counting, unreadable, limits.max_failures, baseline)]
    against += [f"the trigger of {name!r} can never be true" for name in dead]
    if complete:
        against += _too_few_written(events, written, unresolved, lost, limits.min_written)
    most = limits.max_unresolved
    if most is not None and unresolved > most.of(ends):
        against.append(f"{unresolved:,} unresolved, at most {most.told(ends)} allowed")
    if against:
        return Outcome(passed=False, why=tuple(against))
    return Outcome(
        passed=True,
        why=tuple(
            _for(
                ends + unreadable,
                counting,
                unresolved,
                unreadable,
                limits.max_failures,
                known=lost - counting,
                baseline=baseline,
            )
        ),
    )


def _too_many_lost(ends: int, lost: int, unreadable: int, most: Limit | None, baseline: Compared | None) -> list[str]:
    if lost + unreadable <= (most.of(ends) if most else 0):
        return []
    parts = [f"{lost:,} lost{_unknown(baseline)}"] if lost else []
    parts += [f"{counted(unreadable, 'entry', 'entries')} could not be read"] if unreadable else []
    return [", ".join(parts) + (f", at most {most.told(ends)} allowed" if most else "")]


def _unknown(baseline: Compared | None) -> str:
    """` beyond the baseline (2 new kinds, 1 grown)`"""
    if baseline is None:
        return ""
    new = [counted(len(baseline.new), "new kind")] if baseline.new else []
    grown = [f"{len(baseline.grown):,} grown"] if baseline.grown else []
    return f" beyond the baseline ({', '.join([*new, *grown])})"


def _too_few_written(events: int, written: int, unresolved: int, lost: int, least: Limit | None) -> list[str]:
    if least is not None:
        if written < least.of(events) or (events == 0 and least.number > 0):
            return [f"{written:,} of {counted(events, 'event')} written, at least {least} asked for"]
        return []
    if events == 0:
        return ["there was no event, so nothing was checked"]
    # losses are counted and reported above; this is for events that vanish without a trace
    if written + unresolved + lost == 0:
        none = "the event was not" if events == 1 else f"none of {counted(events, 'event')} was"
        return [f"{none} written by anything"]
    return []


def _for(
    ends: int, lost: int, unresolved: int, unreadable: int, most: Limit | None, *, known: int, baseline: Compared | None
) -> list[str]:
    said = "nothing is lost"
    if lost + unreadable and most is not None:  # without a limit, they are a reason to fail
        named = " or ".join([*(["lost"] if lost else []), *(["unreadable"] if unreadable else [])])
        said = f"{lost + unreadable:,} {named}{_unknown(baseline) if lost else ''}, {most.told(ends)} allowed"
    elif known:
        said = "nothing is lost beyond the baseline"
    return [
        said,
        *([counted(known, "known loss", "known losses")] if known else []),
        *([f"{unresolved:,} unresolved"] if unresolved else []),
    ]
