"""The result of one event under one subscription, concluded from what the emulator did. Sends nothing.

A `Delivered` is never changed, but not frozen either: a run makes one for every event, and a frozen one takes four times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_emulator import ASSUMPTIONS, AttioError, Outcome
from segment_actions import SegmentError
from segment_actions.validation.validator import Mode

from attio_harness.rejection import Need
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.verdicts import Verdict

__all__ = [
    "Delivered",
    "NoRecord",
    "after_another_try",
    "after_waiting",
    "all_written",
    "batched",
    "decided",
    "ids_of",
    "outcomes_of",
    "settled",
    "waiting_as_asked",
    "words_of",
    "written_objects",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRecord:
    """An answer that Segment treats as success, although nothing was written. Names the object of an assertion, none for a batch."""

    status: int
    object: str | None = None
    answer: str = ""
    """What the answer was, such as `an empty body`; empty for a batch that was properly accepted."""

    @property
    def message(self) -> str:
        if not self.answer:
            return f"Attio accepted the batch ({self.status}) and wrote nothing of it."
        return f"Attio answered {self.status} with {self.answer}, and nothing was written."


@dataclass(slots=True, kw_only=True)
class Delivered:
    """The result of one event under one subscription.

    `error` is the first refusal: Segment's own error, or Attio's with object, attribute and pointer if known.
    """

    verdict: Verdict
    runnable: RunnableSubscription
    payload: Mapping[str, Any] | None = None
    error: SegmentError | None = None
    refusal: Outcome | None = None
    refused: AttioError | None = None
    status: int | None = None
    partial: tuple[str, ...] = ()
    mode: Mode = "single"
    records: tuple[str, ...] = ()
    """IDs of the records it wrote."""
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided the verdict or the stored values."""
    no_record: NoRecord | None = None
    """The answer, if it claims success although the event was lost."""
    is_there: bool = False
    """Whether every record that the event asks for is written, whatever the answer says."""
    tries: int = 1
    again_at: int | None = None
    """If the run ended while it waited for another try: when that was due, in milliseconds."""
    is_unsent: bool = False
    """Whether Segment's own code failed on a null context, of this event or of another in its batch, before it sent anything."""
    is_given_up: bool = False
    """Whether it failed and is not tried again."""
    needs: tuple[Need, ...] = ()
    """Records that nothing surely wrote: it needs them and they were assumed to exist, or they must not exist."""
    is_rough: bool = False
    """Whether `needs` only tells which records decide, not which of them must exist and which must not."""


def after_another_try(earlier: Delivered, last: Delivered) -> Delivered:
    """Merge the last try with the earlier ones: what an earlier try wrote stays written."""
    is_there = earlier.is_there or last.is_there
    if earlier.needs and not last.is_there and last.verdict not in ("written", "unresolved"):
        last = replace(
            last, needs=earlier.needs, is_rough=earlier.is_rough, refusal=earlier.refusal, refused=earlier.refused
        )
    merged = replace(
        last,
        tries=earlier.tries + 1,
        assumptions=_union(last.assumptions, _waits(earlier)) if last.verdict == "failed" else last.assumptions,
        is_there=is_there,
        partial=() if last.verdict == "written" else _union(earlier.partial, last.partial),
        records=_union(earlier.records, last.records),
    )
    if not is_there or last.verdict != "dropped":
        return merged
    # an earlier try wrote it, although this one was accepted and lost
    merged = replace(merged, no_record=None, status=None, partial=())
    return (
        replace(merged, verdict="unresolved")
        if merged.needs
        else replace(merged, verdict="written", refusal=None, refused=None)
    )


def waiting_as_asked(delivered: Delivered) -> Delivered:
    """A failed delivery whose next try comes later because its answer asks for that."""
    return replace(delivered, assumptions=_union(delivered.assumptions, (_AS_ASKED,)))


def _waits(delivered: Delivered) -> tuple[str, ...]:
    return (_AS_ASKED,) if _AS_ASKED in delivered.assumptions else ()


def settled(delivered: Delivered) -> Delivered:
    """The final result of a delivery that is not retried. A failure becomes `unconfirmed` if every record is written although
    Segment saw a failure or no answer, and `unresolved` if that depends on other records."""
    if delivered.verdict == "failed" and delivered.error is not None and delivered.again_at is None:
        delivered = replace(delivered, is_given_up=True, assumptions=_union(delivered.assumptions, _TRYING))
    if delivered.is_there and delivered.verdict in ("failed", "rejected"):
        return replace(delivered, verdict="unresolved" if delivered.needs else "unconfirmed")
    return delivered


_TRYING = ("delivery.retry_first", "delivery.retry_for")
_AS_ASKED = "delivery.retry_after"


def _union(*each: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for ids in each for one in ids))


def all_written(outcomes: Sequence[Outcome]) -> bool:
    """Whether there are outcomes and every one wrote a record."""
    return bool(outcomes) and all(one.result in ("created", "updated") for one in outcomes)


def batched(
    runnable: RunnableSubscription, payload: Mapping[str, Any], outcomes: Sequence[Outcome], lost_behind: NoRecord
) -> Delivered:
    """The result of one payload of an accepted batch; without outcomes, it was silently not written."""
    if not outcomes:
        return Delivered(
            verdict="dropped",
            runnable=runnable,
            payload=payload,
            status=lost_behind.status,
            mode="batch",
            no_record=lost_behind,
        )
    lost = [o for o in outcomes if o.result in ("dropped", "refused")]
    if not lost:
        return Delivered(
            verdict="written",
            runnable=runnable,
            payload=payload,
            mode="batch",
            records=ids_of(outcomes),
            assumptions=decided(outcomes),
        )
    cause = max(lost, key=lambda o: len(o.pointer))  # the innermost assertion is the one at fault
    return Delivered(
        verdict="dropped",
        runnable=runnable,
        payload=payload,
        refusal=cause,
        refused=cause.error,
        # the status that Segment sees: nobody is told of the lost assertion
        status=202,
        partial=written_objects(outcomes),
        mode="batch",
        records=ids_of(outcomes),
        assumptions=decided(outcomes),
    )


def decided(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The assumptions behind the outcomes: those that decided a loss, and for what was written, even by a lost event, also those of its values."""
    ids = [
        id
        for one in outcomes
        for id in one.assumptions
        if ASSUMPTIONS[id].concerns in (_OF_WRITTEN if one.record_id is not None else _OF_LOST)
    ]
    return tuple(dict.fromkeys(ids))


_OF_WRITTEN, _OF_LOST = ("end", "values"), ("end", "code")


def after_waiting(delivered: Delivered) -> Delivered:
    """A delivery whose batch was sent because it had waited: records that it did not find might have come in a longer wait."""
    missing = delivered.needs or "reference.not_found_code" in delivered.assumptions
    return replace(delivered, assumptions=(*delivered.assumptions, "delivery.batch_wait")) if missing else delivered


def ids_of(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The IDs of the records of the outcomes, each once."""
    return tuple({o.record_id: None for o in outcomes if o.record_id is not None})


def outcomes_of(delivered: Delivered, outcomes: Sequence[Outcome], index: int) -> list[Outcome]:
    """Those that wrote a record for the event; of a batch, those of its assertion, which has this index, and inside it."""
    return [
        one
        for one in outcomes
        if one.record_id in delivered.records
        and (not one.pointer.startswith("/assertions/") or one.pointer.split("/")[2] == str(index))
    ]


def written_objects(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The objects of the records that were written, each once."""
    return tuple({o.object: None for o in outcomes if o.result in ("created", "updated")})


def words_of(delivered: Delivered) -> tuple[str, str]:
    """Attio's code and message, word for word; what Segment would report if the answer has neither."""
    if delivered.refused is not None:
        return delivered.refused.code, delivered.refused.message
    if delivered.no_record is not None:
        return "nothing_written", delivered.no_record.message
    # only HTTPError has a response; its `data` is the parsed body, as in Segment's client
    body = getattr(getattr(delivered.error, "response", None), "data", None)
    if isinstance(body, Mapping) and isinstance(body.get("message"), str):
        return str(body.get("code", "")), body["message"]
    error = delivered.error
    # without a code or a status, the name of Segment's error, such as TypeError
    return str((error and error.code) or delivered.status or (error and error.name) or ""), str(error)
