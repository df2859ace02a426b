"""What an unresolved event is told with: the records it needs, and how to find out whether they are there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attio_harness.rejection import Need, Rejection
from attio_harness.text.words import listed, shown

__all__ = ["with_needs"]


def with_needs(row: Rejection, needs: Sequence[Need], start: str) -> Rejection:
    """The row of an event of which these records decide, as one that is written where they are there, or are not.

    `start` is the option that names a state to begin with.
    """
    return replace(row, needs=tuple(needs), status=None, hint=_hint(needs, start))


def _hint(needs: Sequence[Need], start: str) -> str:
    there, absent = [one for one in needs if not one.absent], [one for one in needs if one.absent]
    objects = " ".join(f"--records {slug}" for slug in dict.fromkeys(one.object for one in needs))
    said = []
    if there:
        it_is = "it is" if len(there) == 1 else "they are"
        said.append(
            f"No event before this one wrote {_records(there)}: the event arrives if {it_is} in the CRM already"
        )
    if absent:
        one_of = "and one of" if there else "One of"
        said.append(
            f"{one_of} its values is another record's if the CRM has {_records(absent)} already: the event arrives if not"
        )
    otherwise = "say that it is empty with" if absent else "count it as lost with"
    return (
        f"{', '.join(said)}. Begin with what is there (`attio-harness pull {objects} --state STATE`, then "
        f"`{start} STATE --existing none`), or {otherwise} `--existing none` alone."
    )


def _records(needs: Sequence[Need]) -> str:
    return listed([f"{one.object} with {one.attribute} {shown(one.value)}" for one in needs], 3)
