"""One event that was lost, or is unresolved: which one, what the mapping looked at, who refused what, and what to do.

Plain values, no rendering, no I/O. What became of all events together is `report`, the words of a run are `verdicts`. The JSON form is
part of the report's contract: names and meaning stay, members may be added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from attio_harness.loss_kinds import Standing
from attio_harness.verdicts import NAMED, Verdict

__all__ = ["EventRef", "FilterRef", "Need", "Read", "Rejection", "TakenRead", "Waits"]


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
    """One place of the event that the mapping looked at; `found` is False where there was nothing."""

    path: str
    value: Any = None
    found: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "found": self.found, "value": self.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRef:
    """Which destination filter, and where it stands."""

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
    """A place that the mapping looked at, and the filter that had taken something there before."""

    path: str
    filter: FilterRef

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "filter": self.filter.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """An event that would write a record, and is sent later than one before which it came: it waits in a batch."""

    event: EventRef
    subscription: str
    """Whose batch it is."""
    until: str
    """When the batch is sent at the latest."""
    most: int
    """So many events the batch takes."""
    seconds: float
    """So long a batch waits."""
    is_asked: bool = True
    """Whether the mapping asks for batches (`enable_batching`), and not the run alone."""

    def __str__(self) -> str:
        # without the moment, so that this is the same of many events
        return (
            f"it still waits in a batch of {self.subscription}, which is sent later: once it has {self.most:,} events, or has waited "
            f"{self.seconds:g} seconds"
        )

    @property
    def what_to_do(self) -> str:
        """How the record comes to be written first."""
        if self.is_asked:
            return f"Turn off enable_batching of {self.subscription}, so that it writes at once"
        return f"{self.subscription} does not turn on enable_batching, and writes at once in mode auto"

    def to_dict(self) -> dict[str, Any]:
        return {"event": self.event.to_dict(), "subscription": self.subscription, "until": self.until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A record that nothing before an event wrote for certain and that decides of it: the unique attribute and value it is sought by."""

    object: str
    attribute: str
    value: Any
    absent: bool = False
    """Whether the event is written if the record is not there; otherwise it is written if it is."""
    waits: Waits | None = field(default=None, compare=False)
    """The event before that would write it, where there is one."""

    @property
    def kind(self) -> str:
        """`users by user_id`, or `no users by user_id`."""
        return f"{'no ' if self.absent else ''}{self.object} by {self.attribute}"

    def to_dict(self) -> dict[str, Any]:
        out = {"object": self.object, "attribute": self.attribute, "value": self.value}
        out |= {"absent": True} if self.absent else {}
        return out | {"waits": self.waits.to_dict()} if self.waits is not None else out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A lost event, or an unresolved one, from the line of the mapping to the attribute at fault, and what to do."""

    verdict: Verdict
    """What became of it: `invalid`, `rejected`, `dropped`, `failed`, or `unresolved`; `unconfirmed` in those rows of a report."""
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
    """The places of the event that the field looked at, in order, with what was found."""
    value: Any = None
    """The value at fault, as it was sent; None where there is none."""
    object: str | None = None
    """The slug of the object in Attio; None where nothing was sent."""
    attribute: str | None = None
    """The slug of the attribute at fault, or the name as it was sent where there is no such attribute; None where no attribute is."""
    type: str | None = None
    """The type of the attribute in Attio's words, such as `select`."""
    status: int | None = None
    """The HTTP status of the refusal; None where there was no answer."""
    code: str
    """The code of the refusal, such as `value_not_found` (Attio's) or `PAYLOAD_VALIDATION_FAILED` (Segment's)."""
    message: str
    """The refusal, word for word as in production where that is known."""
    hint: str
    """What to do about it."""
    partial: tuple[str, ...] = ()
    """Objects of which this event had written a record before it was refused."""
    taken: tuple[TakenRead, ...] = ()
    """What filters had taken of the places that the mapping looked at."""
    baseline: Standing | None = None
    """The standing of its kind beside the baseline of the run, where it has one."""
    also: tuple[Rejection, ...] = ()
    """The other mistakes of the same event under the same subscription, those of later requests included."""
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided the verdict."""
    needs: tuple[Need, ...] = ()
    """Where it is unresolved: the records that have to be there already, or must not be."""
    tries: int = 1
    """How often its delivery was tried."""
    again_at: str | None = None
    """When it would be tried again, where the run ended before."""
    of_subscription: bool = False
    """Whether its place is the whole subscription, as no field of the mapping is at fault."""

    def __repr__(self) -> str:
        """One line: `<Rejection events.ndjson:2 refused by Attio: users.plan value_not_found, $.traits.plan 'Enterprise'>`."""
        target = ".".join(part for part in (self.object, self.attribute) if part)
        value = f", {self.path} {self.value!r:.60}" if self.path is not None and self.value is not None else ""
        place = f"{self.event.file}:{self.event.line}"
        return f"<Rejection {place} {NAMED[self.verdict]}: {target + ' ' if target else ''}{self.code}{value}>"

    @property
    def path(self) -> str | None:
        """The event path that supplied the value: the last place the mapping found something, else the first it looked at."""
        found = [read.path for read in self.reads if read.found]
        if found:
            # the last: `@if` looks at a path first and then reads what it takes
            return found[-1]
        return self.reads[0].path if self.reads else None

    @property
    def where(self) -> str:
        """What is at fault: `users.plan`, an object, the last step of the place in the mapping, or the subscription."""
        if self.object:
            return f"{self.object}.{self.attribute}" if self.attribute else self.object
        field = "" if self.of_subscription else self.mapping_pointer.rpartition("/")[2]
        return field or self.subscription

    @property
    def answer(self) -> str:
        """`422 value_not_found`; one of both where the other is not known, or says no more."""
        status = str(self.status or "")
        return " ".join(dict.fromkeys(part for part in (status, self.code) if part))

    @property
    def group(self) -> tuple[Any, ...]:
        """What the losses of one group share: rows of a summary are grouped by it."""
        # Segment's code is the same for all mistakes of a payload; Attio's messages may quote the value
        said = self.message if self.verdict == "invalid" else None
        filters = tuple(one.filter for one in self.taken)
        return (
            self.verdict, self.mapping_file, self.mapping_pointer, self.code, said, self.object, self.attribute, *filters
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """A row of `rejections` of the report as JSON (docs/report.schema.json)."""
        out = {"event": self.event.to_dict(), **self._mistake()}
        out["also"] = [one._mistake() for one in self.also]
        out["assumptions"] = list(self.assumptions)
        out |= {"tries": self.tries} if self.tries > 1 else {}
        out |= {"again_at": self.again_at} if self.again_at else {}
        return out | {"needs": [one.to_dict() for one in self.needs]} if self.needs else out

    def _mistake(self) -> dict[str, Any]:
        """What `also` has of a mistake: all but whose it is."""
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
