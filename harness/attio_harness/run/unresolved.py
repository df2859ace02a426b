"""What an unresolved event is told with: the records it needs, and how to find out whether they are there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attio_harness.rejection import Need, Rejection
from attio_harness.text.words import listed, shown

__all__ = ["with_needs", "without_what_waits"]


def with_needs(row: Rejection, needs: Sequence[Need], start: str) -> Rejection:
    """The row of an event of which these records decide, as one that is written where they are there, or are not.

    `start` is the option that names a state to begin with.
    """
    return replace(row, needs=tuple(needs), status=None, hint=_hint(needs, start))


def without_what_waits(row: Rejection, needs: Sequence[Need]) -> Rejection:
    """The row of a lost event; where one before it waits that would write a record it misses, that is told instead of another advice."""
    for one in needs:
        if one.waits is not None:
            said = f"{_waiting(one)}, and Attio never creates a record from a reference. {one.waits.what_to_do}."
            return replace(row, hint=said)
    return row


def _hint(needs: Sequence[Need], start: str) -> str:
    absent, waiting = [one for one in needs if one.absent], [one for one in needs if one.waits is not None]
    there = [one for one in needs if not one.absent and one.waits is None]
    objects = " ".join(f"--records {slug}" for slug in dict.fromkeys(one.object for one in needs))
    said = [_waiting(one) for one in waiting]
    if there:
        said.append(f"No event before this one wrote {_records(there)}")
    if said:
        it_is = "it is" if len(there) + len(waiting) == 1 else "they are"
        said[-1] += f": the event arrives if {it_is} in the CRM already"
    if absent:
        one_of = "and one of" if said else "One of"
        said.append(
            f"{one_of} its values is another record's if the CRM has {_records(absent)} already: the event arrives if not"
        )
    otherwise = "say that it is empty with" if absent else "count it as lost with"
    to_do = "".join(f"{text}. " for text in dict.fromkeys(one.waits.what_to_do for one in waiting if one.waits))
    return (
        f"{', '.join(said)}. {to_do}Begin with what is there (`attio-harness pull {objects} --state STATE`, then "
        f"`{start} STATE --existing none`), or {otherwise} `--existing none` alone."
    )


def _waiting(need: Need) -> str:
    return f"An event before this one would write {_records([need])}, but {need.waits}"


def _records(needs: Sequence[Need]) -> str:
    return listed([f"{one.object} with {one.attribute} {shown(one.value)}" for one in needs], 3)
