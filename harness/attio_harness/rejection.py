"""One event that was lost or is unresolved: which one, what the mapping read, who refused what, and what to do.

Plain values, no rendering, no I/O. `report` has all events together, `verdicts` the words of a run. The JSON form is part of the
report's contract: existing members keep their names and meaning, new ones may be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from attio_harness.codes import in_words
from attio_harness.loss_kinds import Standing
from attio_harness.text.json import last_key
from attio_harness.verdicts import NAMED, Verdict

__all__ = ["EventRef", "FilterRef", "InBatch", "Lost", "Need", "Read", "Rejection", "TakenRead", "Waits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRef:
    """Which event: `line` counts from 1 in `file`, `index` from 0 within an array."""

    file: str
    line: int
    index: int | None = None
    message_id: str | None = None
    type: str | None = None

    def to_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {"file": self.file, "line": self.line}
        if self.index is not None:
            out["index"] = self.index
        return out | {"message_id": self.message_id, "type": self.type}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One path of the event that the mapping read; `found` is False if the event does not have it."""

    path: str
    value: Any = None
    found: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "found": self.found, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRef:
    """Which destination filter, and where its file declares it."""

    title: str
    file: str
    pointer: str
    line: int | None = None

    def __str__(self) -> str:
        return f"filter {self.title!r} ({self.file}{f':{self.line}' if self.line else ''})"

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "file": self.file, "pointer": self.pointer, "line": self.line}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRead:
    """A path that the mapping read, and the filter that had removed something from it."""

    path: str
    filter: FilterRef

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "filter": self.filter.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class InBatch:
    """The batch in which an event waits."""

    most: int
    """How many events fill it."""
    seconds: float
    """How long it waits at most."""
    is_asked: bool = True
    """Whether the mapping turns on `enable_batching`; False if it batches only because of the run's mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """An event that would write a needed record, but still waits in a batch or for a retry when the event that needs it is sent."""

    event: EventRef
    subscription: str
    """The subscription that delivers it."""
    until: str
    """When it is sent at the latest."""
    batch: InBatch | None
    """None if its delivery failed and it waits for a retry."""

    @property
    def what_for(self) -> str:
        """`batch` or `another try`."""
        return "batch" if self.batch is not None else "another try"

    def __str__(self) -> str:
        # leaves `until` out, so that the text is the same for many events
        if self.batch is None:
            return f"its delivery by {self.subscription} failed and waits for a retry"
        return (
            f"it still waits in a batch of {self.subscription}, which is sent later: once it has {self.batch.most:,} events, or has "
            f"waited {self.batch.seconds:g} seconds"
        )

    @property
    def what_to_do(self) -> str:
        """How to have the record written first."""
        if self.batch is None:
            return f"Send the event again once {self.subscription} has written that record: Segment does not"
        if self.batch.is_asked:
            return f"Turn off enable_batching of {self.subscription}, so that it writes at once"
        return f"{self.subscription} does not turn on enable_batching, and writes at once in mode auto"

    def to_dict(self) -> dict[str, Any]:
        return {
            "event": self.event.to_dict(),
            "subscription": self.subscription,
            "for": self.what_for,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An event that would have written a needed record, but was lost before the event that needs it was sent."""

    event: EventRef
    subscription: str
    """The subscription that lost it."""
    where: str
    """What was at fault: see `Rejection.where`."""
    code: str
    cause: Lost | None = None
    """The first loss, if this event was lost because of it: it lacked a record."""

    @property
    def first(self) -> Lost:
        """The loss to fix: the cause, or this one."""
        return self.cause or self

    @property
    def what_to_do(self) -> str:
        """Which loss to fix."""
        one = self.first
        of = "" if one.where == one.subscription else f"of {one.where} "
        return f"Fix the loss {of}by {one.subscription} first ({in_words(one.code)})"

    def to_dict(self) -> dict[str, Any]:
        out = {"event": self.event.to_dict(), "subscription": self.subscription, "where": self.where, "code": self.code}
        return out | {"cause": self.cause.to_dict()} if self.cause is not None else out


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A record that decides an event's verdict and that no earlier event certainly wrote: the unique attribute and value that identify it."""

    object: str
    attribute: str
    value: Any
    absent: bool = False
    """True: the event is written only if the record does not exist. False: only if it does."""
    waits: Waits | None = field(default=None, compare=False)
    """The event that would write the record but still waits; None if there is none."""
    lost: Lost | None = field(default=None, compare=False)
    """The event that would have written the record, but was lost; None if there is none, or if one waits."""

    @property
    def earlier(self) -> Waits | Lost | None:
        """The event that would write the record, or would have written it; None if there is none."""
        return self.waits or self.lost

    @property
    def sort(self) -> str:
        """`users by user_id`."""
        return f"{self.object} by {self.attribute}"

    @property
    def kind(self) -> str:
        """`users by user_id`, or `no users by user_id`."""
        return f"no {self.sort}" if self.absent else self.sort

    def to_dict(self) -> dict[str, Any]:
        out = {"object": self.object, "attribute": self.attribute, "value": self.value}
        out |= {"absent": True} if self.absent else {}
        out |= {"waits": self.waits.to_dict()} if self.waits is not None else {}
        return out | {"lost": self.lost.to_dict()} if self.lost is not None else out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A lost or unresolved event, from the line of the mapping to the attribute at fault, and what to do."""

    verdict: Verdict
    """`invalid`, `rejected`, `dropped` or `failed`; `unresolved` or `unconfirmed` in those rows of a report."""
    event: EventRef
    """Which event: `file` and `line`, `message_id`, `type`."""
    subscription: str
    """The name of the subscription that lost it."""
    action: str
    """The slug of its action, such as `identifyUser`."""
    mapping_file: str
    """The file of the mapping, or `<python>`."""
    mapping_pointer: str
    """A JSON pointer into that file, to the field at fault."""
    mapping_line: int | None = None
    """The line of the field, from 1; None where the mapping has no lines."""
    reads: tuple[Read, ...] = ()
    """The paths of the event that the field read, in order, with the values found."""
    value: Any = None
    """The value at fault, as it was sent; None if there is none."""
    object: str | None = None
    """The slug of the object in Attio; None if nothing was sent."""
    attribute: str | None = None
    """The slug of the attribute at fault, or the name that was sent if there is no such attribute; None if no attribute is at fault."""
    type: str | None = None
    """The type of the attribute in Attio's words, such as `select`."""
    status: int | None = None
    """The HTTP status of the refusal; None if there was no answer."""
    code: str
    """The code of the refusal, such as `value_not_found` (Attio's) or `PAYLOAD_VALIDATION_FAILED` (Segment's)."""
    usual_code: str
    """The default code, if an assumption chose `code`; otherwise the same as `code`."""
    message: str
    """The message of the refusal; word for word as in production if that is known."""
    hint: str
    """What to do about it."""
    partial: tuple[str, ...] = ()
    """The objects of the records that this event wrote before it was refused."""
    taken: tuple[TakenRead, ...] = ()
    """The paths that the mapping read and from which filters had removed something."""
    baseline: Standing | None = None
    """How its kind of loss compares with the run's baseline, if there is one."""
    also: tuple[Rejection, ...] = ()
    """The other mistakes of the same event under the same subscription, including those in later requests."""
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided the verdict."""
    needs: tuple[Need, ...] = ()
    """If unresolved: the records that must already exist, or must not. If lost: the missing records that an earlier event would
    write but still waits, or would have written but was lost."""
    is_rough: bool = False
    """Whether `needs` only names the records that decide: which combinations of them write the event is not worked out."""
    tries: int = 1
    """How often its delivery was tried."""
    again_at: str | None = None
    """When its next try was due, if the run ended before it."""
    of_subscription: bool = False
    """Whether `mapping_pointer` names the whole subscription, because no field of the mapping is at fault."""

    def __repr__(self) -> str:
        """One line: `<Rejection events.ndjson:2 refused by Attio: users.plan value_not_found, $.traits.plan 'Enterprise'>`."""
        target = ".".join(part for part in (self.object, self.attribute) if part)
        value = f", {self.path} {self.value!r:.60}" if self.path is not None and self.value is not None else ""
        place = f"{self.event.file}:{self.event.line}"
        return f"<Rejection {place} {NAMED[self.verdict]}: {target + ' ' if target else ''}{self.code}{value}>"

    @property
    def path(self) -> str | None:
        """The event path that supplied the value: the last path found, else the first one read."""
        found = [read.path for read in self.reads if read.found]
        if found:
            # the last: `@if` first tests one path, then reads the value from another
            return found[-1]
        return self.reads[0].path if self.reads else None

    @property
    def is_following(self) -> bool:
        """Whether it lacks a record that another event would have written, had it not been lost: that loss is the one to fix."""
        return any(need.lost for need in self.needs)

    @property
    def where(self) -> str:
        """What is at fault: an attribute (`users.plan`), an object, a mapping field (the key that its pointer ends in), or the subscription."""
        if self.object:
            return f"{self.object}.{self.attribute}" if self.attribute else self.object
        field = "" if self.of_subscription else last_key(self.mapping_pointer)
        return field or self.subscription

    @property
    def answer(self) -> str:
        """Status and code, `422 value_not_found`; only one of them if the other is unknown or the same."""
        status = str(self.status or "")
        return " ".join(dict.fromkeys(part for part in (status, self.code) if part))

    @property
    def group(self) -> tuple[Any, ...]:
        """The key of its group: what all losses in one row of a summary share."""
        # only Segment's message: its code is the same for all mistakes of a payload, while Attio's messages may quote the value
        said = self.message if self.verdict == "invalid" else None
        filters = tuple(one.filter for one in self.taken)
        # an event that waits, or was lost, is to be looked at first: without one the advice is another
        earlier = dict.fromkeys(type(need.earlier).__name__ for need in self.needs if need.earlier is not None)
        return (
            self.verdict, self.mapping_file, self.mapping_pointer, self.code, said, self.object, self.attribute, *filters, *earlier
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """A row of `rejections` in the report's JSON (docs/report.schema.json)."""
        out = {"event": self.event.to_dict(), **self._mistake()}
        out["also"] = [one._mistake() for one in self.also]
        out["assumptions"] = list(self.assumptions)
        out |= {"tries": self.tries} if self.tries > 1 else {}
        out |= {"again_at": self.again_at} if self.again_at else {}
        out |= {"is_rough": True} if self.is_rough else {}
        return out | {"needs": [one.to_dict() for one in self.needs]} if self.needs else out

    def _mistake(self) -> dict[str, Any]:
        """The mistake as a row of `also`: without the event."""
        out = {
            "verdict": self.verdict,
            "subscription": self.subscription,
            "action": self.action,
            "mapping": {"file": self.mapping_file, "pointer": self.mapping_pointer, "line": self.mapping_line},
            "path": self.path,
            "reads": [read.to_dict() for read in self.reads],
            "value": self.value,
            "object": self.object,
            "attribute": self.attribute,
            "type": self.type,
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "partial": list(self.partial),
        }
        out |= {"baseline": self.baseline} if self.baseline else {}
        return out | {"taken": [one.to_dict() for one in self.taken]} if self.taken else out
