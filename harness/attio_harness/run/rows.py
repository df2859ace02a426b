"""Makes the report's row of a delivery that is not written: the explanation and all that goes with it.

Joins `losses`, `filter_losses` and `earlier`, and tells of a record that is missing, or may be, how to find out whether it exists and
which earlier event would write it. The caller decides whether there is a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attio_emulator import Emulator

from attio_harness.rejection import Need, Rejection
from attio_harness.run.delivered import Delivered
from attio_harness.run.earlier import Earlier
from attio_harness.run.filter_losses import with_filters
from attio_harness.run.losses import explain_loss
from attio_harness.run.pipeline import PassedEvent
from attio_harness.text.words import listed, shown

__all__ = ["row_of"]


def row_of(
    delivered: Delivered, one: PassedEvent, emulator: Emulator, earlier: Earlier, *, live: bool = False
) -> Rejection:
    """The row of a lost or unresolved event. Call it at once: advice depends on the current records and batches.

    `live`: events come one after another and none of them again by itself, and mappings change meanwhile, as in `serve`.
    """
    row = explain_loss(delivered, one.event, one.item.ref, emulator)
    if one.taken:
        row = with_filters(row, delivered.runnable, one.item.event, one.taken)
    if delivered.verdict == "unconfirmed":
        return replace(row, hint=_NOTHING_LOST)
    if delivered.verdict == "unresolved":
        return _with_needs(row, earlier.told(delivered, one.number), is_rough=delivered.is_rough, live=live)
    first, *also = (
        _without_records(each, earlier.missed(each, delivered, one.number), live=live) for each in (row, *row.also)
    )
    return replace(first, also=tuple(also)) if also else first


_NOTHING_LOST = (
    "Nothing is lost: the records were written before the response failed. To send the event again would only write the same values "
    "once more."
)


_SEND_AGAIN = "Once it is fixed, send that event again with a new messageId"
"""What a local Segment asks for besides: a fixed mapping counts only for later events, and the same message twice is a repeat."""


def _with_needs(row: Rejection, needs: Sequence[Need], *, is_rough: bool, live: bool) -> Rejection:
    """The row of an event whose verdict depends on these records. `is_rough` as in `Rejection`, `live` as in `row_of`."""
    return replace(
        row, needs=tuple(needs), is_rough=is_rough, status=None, hint=_hint(row, needs, is_rough=is_rough, live=live)
    )


def _without_records(row: Rejection, needs: Sequence[Need], *, live: bool) -> Rejection:
    """The row of a lost event that misses these records. Its hint says which earlier event still waits to write one, or was lost."""
    if not needs:
        return row
    first = next((one for one in needs if one.waits is not None), needs[0])
    if first.waits is None:
        assert first.lost is not None
        again = f" {_SEND_AGAIN}." if live else ""
        said = f"{first.lost.what_to_do}: {_earlier(first, row)} because of it.{again}"
        return replace(row, hint=said, needs=tuple(needs))
    alone = (
        "this event alone cannot create it"
        if row.usual_code == "missing_value"
        else "Attio never creates a record from a reference"
    )
    said = f"{_begun(_earlier(first, row))}, and {alone}. {first.waits.what_to_do}."
    return replace(row, hint=said, needs=tuple(needs))


def _hint(row: Rejection, needs: Sequence[Need], *, is_rough: bool, live: bool) -> str:
    absent, earlier = [one for one in needs if one.absent], [one for one in needs if one.earlier is not None]
    objects = " ".join(f"--records {slug}" for slug in dict.fromkeys(one.object for one in needs))
    said = (
        [*(_earlier(one, row) for one in earlier), _rough(needs)] if is_rough else _exact(row, absent, earlier, needs)
    )
    # where nothing is known of the combination, the empty CRM may be one in which the event arrives
    otherwise = "say that the CRM is empty" if absent or is_rough else "count the event as lost"
    to_do = "".join(f"{text}. " for text in dict.fromkeys(one.earlier.what_to_do for one in earlier if one.earlier))
    if live and any(one.lost is not None for one in earlier):
        to_do += f"{_SEND_AGAIN}. "
    start = "--state" if live else "--from"
    return (
        f"{_begun(', '.join(said))}. {to_do}Start from the CRM's own records (`attio-harness pull {objects} --state STATE`, then "
        f"`{start} STATE --existing none`), or {otherwise} with `--existing none` alone."
    )


def _rough(needs: Sequence[Need]) -> str:
    """That these records decide, and no more."""
    return (
        f"whether the event arrives may depend on whether {_records(needs)} {'is' if len(needs) == 1 else 'are'} in the CRM, and on "
        "what becomes of the unresolved events before it: in which cases it does is not worked out"
    )


def _exact(row: Rejection, absent: Sequence[Need], earlier: Sequence[Need], needs: Sequence[Need]) -> list[str]:
    """Which records must be there, and which must not."""
    there = [one for one in needs if not one.absent and one.earlier is None]
    said = [_earlier(one, row) for one in earlier]
    if there:
        said.append(f"{'no' if said else 'No'} event before this one wrote {_records(there)}")
    if said:
        it_is = "it is" if len(there) + len(earlier) == 1 else "they are"
        said[-1] += f": the event arrives if {it_is} in the CRM already"
    if absent:
        arrives = "and if" if said else "The event arrives if"
        is_not, in_crm = "is not" if len(absent) == 1 else "are not", "" if said else " in the CRM"
        is_missing = row.usual_code in ("value_not_found", "missing_value")
        otherwise = (
            "no record has the value that it needs" if is_missing else "another record has one of the event's values"
        )
        said.append(f"{arrives} {_records(absent)} {is_not}{in_crm} (otherwise {otherwise})")
    return said


def _earlier(need: Need, row: Rejection) -> str:
    itself = need.earlier is not None and need.earlier.event == row.event  # under another subscription
    would = "would write" if need.waits is not None else "would have written"
    return f"{'this event itself' if itself else 'an event before this one'} {would} {_records([need])}, but {need.waits or 'was lost'}"


def _begun(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _records(needs: Sequence[Need]) -> str:
    return listed([f"{one.object} with {one.attribute} {shown(one.value)}" for one in needs], 3)
