"""What an unresolved event is told with: the records it needs, and how to find out whether they are there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attio_harness.rejection import Need, Rejection
from attio_harness.text.words import listed, shown

__all__ = ["with_needs"]


def with_needs(row: Rejection, needs: Sequence[Need]) -> Rejection:
    """The row of an event that would be lost without these records, as one that is written where they are there."""
    return replace(row, needs=tuple(needs), status=None, hint=_hint(needs))


def _hint(needs: Sequence[Need]) -> str:
    records = listed([f"{one.object} with {one.attribute} {shown(one.value)}" for one in needs], 3)
    objects = " ".join(f"--records {slug}" for slug in dict.fromkeys(one.object for one in needs))
    it = "it is" if len(needs) == 1 else "they are"
    return (
        f"No event before this one wrote {records}: the event arrives if {it} in the CRM already. Begin with what is there "
        f"(`attio-harness pull {objects} --state STATE`, then `--from STATE`), or count it as lost with `--existing none`."
    )
