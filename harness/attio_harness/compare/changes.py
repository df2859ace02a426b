"""The kinds of change that a new mapping makes to events and records, the number of each, and the line that sums them up.

Pure; `mappings` finds the events that end differently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from attio_harness.compare.difference import Difference
from attio_harness.text.words import counted, listed
from attio_harness.verdicts import LOST

__all__ = ["KINDS", "Kind", "counts_of", "is_worse", "kind_of_change", "still_written", "summed_up"]

Kind = Literal[
    "newly_lost",
    "not_written",
    "newly_unresolved",
    "sent_and_lost",
    "fixed",
    "newly_written",
    "not_sent",
    "lost_otherwise",
    "other",
    "records_missing",
    "records_added",
    "records_changed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of reports: what is worse first."""

_WORSE: frozenset[Kind] = frozenset({"newly_lost", "not_written", "newly_unresolved"})

_WORDS: Mapping[Kind, str] = {
    "newly_lost": "newly lost",
    "not_written": "no longer written",
    "newly_unresolved": "newly unresolved",
    "sent_and_lost": "sent for the first time and lost",
    "fixed": "fixed",
    "newly_written": "newly written",
    "not_sent": "lost before and no longer sent",
    "lost_otherwise": "lost for another reason",
    "other": "with another outcome",
}
_OF_RECORDS: Mapping[Kind, str] = {
    "records_missing": "missing",
    "records_added": "added",
    "records_changed": "changed",
}


def kind_of_change(one: Difference) -> Kind:
    """The kind of change that a difference between an old (left) and a new mapping (right) is."""
    if one.what == "value":
        return "records_changed"
    if one.what == "record":
        return "records_added" if one.left is None else "records_missing"
    # a written record is written, whatever Segment was told
    before, after = (_WRITTEN if verdict == "unconfirmed" else verdict for verdict in (one.left, one.right))
    if before == after == _WRITTEN:
        return "other"
    if after in LOST:
        return "lost_otherwise" if before in LOST else "newly_lost" if before in _ARRIVED else "sent_and_lost"
    if after == _WRITTEN:
        return "fixed" if before in LOST else "newly_written"
    if before == _WRITTEN:
        return "newly_unresolved" if after == "unresolved" else "not_written"
    return "not_sent" if before in LOST and after in _NOT_SENT else "other"


_WRITTEN = "written"
_ARRIVED = frozenset({_WRITTEN, "unresolved"})
_NOT_SENT = frozenset({"unmatched", "filtered"})


def is_worse(one: Difference) -> bool:
    """Whether an event that was written, or perhaps was, is no longer."""
    return kind_of_change(one) in _WORSE


def counts_of(differences: Sequence[Difference]) -> dict[Kind, int]:
    """The number of events and records of each kind; a record counts once, however many of its values differ."""
    events = Counter(kind_of_change(one) for one in differences if one.what == "verdict")
    records = {(kind_of_change(one), one.object, one.record) for one in differences if one.what != "verdict"}
    events.update(kind for kind, *_ in records)
    return {kind: events[kind] for kind in KINDS}


def summed_up(counts: Mapping[Kind, int], more: Sequence[str] = ()) -> str:
    """`4 newly lost, 36 fixed, 2 records changed.`; `more` is said at its end."""
    told = [f"{counts[kind]:,} {said}" for kind, said in _WORDS.items() if counts[kind]]
    told += [f"{counted(counts[kind], 'record')} {said}" for kind, said in _OF_RECORDS.items() if counts[kind]]
    told += more
    return f"{', '.join(told)}." if told else "Nothing differs."


def still_written(differences: Sequence[Difference]) -> str:
    """What can be said if no event is worse: events may still write other records, fewer values, or others."""
    missing = {(one.object, one.record) for one in differences if one.only == "left"}
    gone = [
        one
        for one in differences
        if one.what == "value" and any(value not in (one.right or ()) for value in one.left or ())
    ]
    fewer = {(one.object, one.record) for one in gone if all(value in one.left for value in one.right or ())}
    others = {(one.object, one.record) for one in gone} - fewer
    said = [
        f"{counted(len(records), 'record')} {singular if len(records) == 1 else plural}"
        for records, singular, plural in (
            (missing, "gets nothing any more", "get nothing any more"),
            (fewer, "loses values", "lose values"),
            (others, "has other values", "have other values"),
        )
        if records
    ]
    return (
        f"every event that was written before still is, but {listed(said)}"
        if said
        else "what was written before still is"
    )
