"""Adds the needed records to the row of an unresolved event, with a hint how to find out whether they exist. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attio_harness.rejection import Need, Rejection
from attio_harness.text.words import listed, shown

__all__ = ["with_needs", "without_what_waits"]


def with_needs(row: Rejection, needs: Sequence[Need], start: str) -> Rejection:
    """The row of an event that is written or not depending on these records.

    `start` is the option that names a state to start from.
    """
    return replace(row, needs=tuple(needs), status=None, hint=_hint(row, needs, start))


def without_what_waits(row: Rejection, needs: Sequence[Need]) -> Rejection:
    """The row of a lost event. If an earlier event that still waits would write a record it misses, its hint says so."""
    for one in needs:
        if one.waits is not None:
            said = f"{_waiting(one, row)}, and Attio never creates a record from a reference. {one.waits.what_to_do}."
            return replace(row, hint=said)
    return row


def _hint(row: Rejection, needs: Sequence[Need], start: str) -> str:
    absent, waiting = [one for one in needs if one.absent], [one for one in needs if one.waits is not None]
    there = [one for one in needs if not one.absent and one.waits is None]
    objects = " ".join(f"--records {slug}" for slug in dict.fromkeys(one.object for one in needs))
    said = [_waiting(one, row) for one in waiting]
    if there:
        said.append(f"No event before this one wrote {_records(there)}")
    if said:
        it_is = "it is" if len(there) + len(waiting) == 1 else "they are"
        said[-1] += f": the event arrives if {it_is} in the CRM already"
    if absent:
        arrives = "and if" if said else "The event arrives if"
        is_not, in_crm = "is not" if len(absent) == 1 else "are not", "" if said else " in the CRM"
        said.append(
            f"{arrives} {_records(absent)} {is_not}{in_crm} (otherwise another record has one of the event's values)"
        )
    otherwise = "say that the CRM is empty" if absent else "count the event as lost"
    to_do = "".join(f"{text}. " for text in dict.fromkeys(one.waits.what_to_do for one in waiting if one.waits))
    return (
        f"{', '.join(said)}. {to_do}Start from the CRM's own records (`attio-harness pull {objects} --state STATE`, then "
        f"`{start} STATE --existing none`), or {otherwise} with `--existing none` alone."
    )


def _waiting(need: Need, row: Rejection) -> str:
    itself = need.waits is not None and need.waits.event == row.event  # under another subscription
    return f"{'This event itself' if itself else 'An event before this one'} would write {_records([need])}, but {need.waits}"


def _records(needs: Sequence[Need]) -> str:
    return listed([f"{one.object} with {one.attribute} {shown(one.value)}" for one in needs], 3)
