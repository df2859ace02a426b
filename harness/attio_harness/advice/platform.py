"""Advice about answers that are no fault of the event: the connection, the rights, the load, Attio itself."""

from __future__ import annotations

from segment_actions.errors import is_retried

from attio_harness.advice.loss import Loss
from attio_harness.text.words import counted

__all__ = [
    "by_status",
    "merging",
    "names_nothing",
    "not_in_the_plan",
    "nothing_written",
    "without_status",
    "written_by_another",
]


def by_status(loss: Loss) -> str | None:
    """Advice from the HTTP status alone; None if Attio refused a value (400) or an object (404)."""
    status = loss.status or 0
    if status == 401:
        return "Connect the destination again (Segment: Connections > Destinations > Attio > Settings): Attio refused the access token."
    if status == 403:
        return (
            "Connect the destination again as a member of Attio who may write records: the connection lacks a scope "
            "(record_permission:read-write, object_configuration:read)."
        )
    if status == 429:
        many = "set a smaller batch_size" if loss.mode == "batch" else "turn on enable_batching to send fewer requests"
        return f"Nothing is wrong with the event: Attio accepts 25 writes a second, and {_again(loss)}; if it lasts, {many}."
    # 429 is retried too, but has its own advice above
    if is_retried(status):
        return f"Nothing is wrong with the event: Attio answered {status}, and {_again(loss)}; if it lasts, look at Attio's status page."
    if status == 404 and loss.concerns is None:
        if loss.action == "assertRecord":
            return "Attio has no such endpoint: check that the field object holds a slug and nothing else."
        return "Attio does not know the URL of the request, which neither the event nor the mapping sets: look at Attio's status page, then send the event again."
    return None


def without_status(loss: Loss) -> str | None:
    """Advice for a delivery that failed without a status, or on an answer that the action cannot work with."""
    if loss.failure == "no answer":
        return f"Nothing is wrong with the event: no complete response came in time, and {_again(loss)}; if it lasts, look at Attio's status page."
    if loss.failure == "null context":
        return _null_context(loss)
    if loss.failure == "answer of no use":
        return (
            "Nothing is wrong with the event: the action needs a record ID from the response, which has none, and "
            f"{_again(loss)}. If it lasts, check whether something else answers instead of Attio, such as a proxy."
        )
    return None


def _null_context(loss: Loss) -> str:
    """Where Segment's code fails on a null context (assumption `intake.null_context`); no reads if another event of the batch has it."""
    if not loss.reads:
        return (
            "Nothing is wrong with this event: Segment's code fails on the null context of another event in its batch, and "
            f"{_again(loss)}. Mend that event, which is lost with the same code, or turn off enable_batching so that it is lost alone."
        )
    member, of_all = (
        loss.reads[0].path.removeprefix("$."),
        ", which loses its whole batch" if loss.mode == "batch" else "",
    )
    return (
        f"Send the event without {member}, or with an object there, such as {{}}: Segment's code fails on null before it sends anything"
        f"{of_all}, and {_again(loss)}. If Segment delivers such an event of yours, set the assumption intake.null_context to absent."
    )


def _again(loss: Loss) -> str:
    # Attio may ask for a longer pause than Segment ever waits: then there is only one try
    return (
        f"Segment gives up after {counted(loss.tries, 'try', 'tries')}" if loss.is_given_up else "Segment tries again"
    )


def written_by_another(loss: Loss) -> str:
    """A 409 asks for another try (Attio's documentation), which Segment does not make."""
    often = "set a smaller batch_size" if loss.mode == "batch" else "check what else writes that record"
    return (
        "Nothing is wrong with the event: another request wrote the record at the same moment, and Segment does not try again "
        f"after a 409. Send the event again; if it happens often, {often}."
    )


def merging(loss: Loss) -> str:
    return (
        "Nothing is wrong with the event: two records are being merged into the one it writes, and Segment does not try again. "
        "Send the event again when the merge is done."
    )


def not_in_the_plan(loss: Loss) -> str:
    """The codes are documented; what `particle_gate_violation` means is inferred."""
    return "Nothing is wrong with the event or the mapping: the plan of the Attio workspace does not include this, or its quota is used up. Change the plan, then send the event again."


def names_nothing(loss: Loss) -> str:
    """For a refusal that is not retried and concerns no object, attribute or value of the event or its mapping."""
    return (
        f"Attio's response {loss.status} names nothing in the event or its mapping, and Segment does not try again: look at Attio's "
        "status page, and at what is between Segment and Attio, such as a proxy or a fault rule, then send the event again."
    )


def nothing_written(loss: Loss) -> str:
    """For a success answer that names no record: the action reads the body only if it needs a record ID."""
    return (
        "Nothing is wrong with the event: the response came from something other than Attio, such as a proxy or a fault rule. "
        "Segment takes it for success and does not try again: check what is between Segment and Attio, then send the event again."
    )
