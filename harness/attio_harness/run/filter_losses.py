"""Adds what filters removed from an event to its explanation: to the loss of a mapping field, to a trigger's false clause.

`filters` decides about events; `losses` explains the loss itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from segment_actions import fql

from attio_harness.rejection import FilterRef, Read, Rejection, TakenRead
from attio_harness.run.filters import Taken
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["clause_filter", "with_filters"]


def with_filters(
    loss: Rejection, runnable: RunnableSubscription, original: Mapping[str, Any], taken: Sequence[Taken]
) -> Rejection:
    """The loss with the filters that had removed what its field reads; unchanged if there are none."""
    # the same lookups in the event as it came show which of them a filter changed
    before = {read.path: read for read in runnable.reads_for(loss.mapping_pointer, runnable.trace(original))}
    changed = [read for read in loss.reads if read != before.get(read.path, read)]
    causes = tuple(TakenRead(path=read.path, filter=ref) for read in changed for ref in _behind(read.path, taken))
    return replace(loss, taken=causes, hint=_advice(loss, changed, causes)) if causes else loss


def clause_filter(trigger: str, clause: str, original: Mapping[str, Any], taken: Sequence[Taken]) -> FilterRef | None:
    """The filter that made this clause of a trigger false."""
    # the clause was false before any filter, so none is to blame
    if any(unmet.clause == clause for unmet in fql.explain(trigger, original)):
        return None
    return next((one.filter.ref for one in taken if _is_read(one.path, clause)), None)


def _is_read(path: str, clause: str) -> bool:
    # whole names: `traits.plan` is in `traits.plan.name = "x"`, not in `traits.planet = "x"`
    return re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w-])", clause) is not None


def _behind(path: str, taken: Sequence[Taken]) -> list[FilterRef]:
    # a filter removes a member from each object of a list, so the index does not matter
    plain = re.sub(r"\[\d+\]|\.\d+(?=\.)", "", path.removeprefix("$."))
    return list(dict.fromkeys(one.filter.ref for one in taken if _overlap(plain, one.path)))


def _overlap(path: str, other: str) -> bool:
    # with a final dot, `traits.plan` is above `traits.plan.name`, but not above `traits.planet`
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


def _advice(loss: Rejection, changed: Sequence[Read], causes: Sequence[TakenRead]) -> str:
    names = " and ".join(dict.fromkeys(str(one.filter) for one in causes))
    paths = ", ".join(dict.fromkeys(one.path for one in causes))
    said = (
        f"The event had {paths}: {names} removed it before the mapping. Let the filter keep it, or read another field."
    )
    return said if not all(read.found for read in changed) else f"{said} {loss.hint}"
