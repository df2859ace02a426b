"""`PUT /v2/batch/records`: the envelope is answered at once, the assertions are applied later, one by one.

What Attio would drop silently is reported here, one `Outcome` each. Sources: Segment's destination (the shape, the
limit, that invalid ones are dropped). Order, ties and nested assertions are assumed (`batch.*`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.batch_order import is_assertion, reordered, touches
from attio_emulator.dates import milliseconds
from attio_emulator.errors import AttioError, dealt_with
from attio_emulator.existing import Existing
from attio_emulator.left_open import Asserted, LeftOpen
from attio_emulator.record import Stamp
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Path, Row, Shape, anything, checked, list_of, mapping, one_of, text
from attio_emulator.store import Store
from attio_emulator.types.references import RecordID
from attio_emulator.writer import Writer

__all__ = ["LIMIT", "Applier", "Batch", "Outcome", "checked_envelope"]

LIMIT = 10_000
"""Most assertions in one request (first-party: the description of the destination's batch size)."""

Result = Literal["created", "updated", "refused", "dropped"]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The result of one assertion: single, in a batch, or Attio's own (`system`).

    Treat it as immutable; it is not frozen because every assertion makes one, and freezing triples the cost.

    `result` is `created`, `updated`, `refused` (single) or `dropped` (batch), the last two with an `error`. `record_id`
    is None if nothing was written. `values` and `received_at` (None if absent) are the assertion's. `pointer` is its
    place in the request: "" for a single one, "/assertions/3" or, nested, "/assertions/3/values/person".
    `parent_dropped`: the assertion around it was dropped with it. `assumptions`: the IDs of those whose other
    choices could have changed its result or what it stored. `is_loose`: as in `existing.Existing`, over all that was asked
    for the same event.
    """

    request_id: str
    mode: Literal["single", "batch", "system"]
    pointer: str
    object: str
    matching_attribute: str | None
    record_id: str | None
    result: Result
    error: AttioError | None = None
    values: Mapping[str, Any] | None = None
    received_at: str | None = None
    parent_dropped: bool = False
    assumptions: tuple[str, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Assertions that wait until `due`, in milliseconds on the clock. `assumptions` decided that they were accepted."""

    request_id: str
    due: int
    actor: tuple[str, str | None]
    assertions: Sequence[Mapping[str, Any]]
    assumptions: tuple[str, ...] = ()


def checked_envelope(body: Any, settings: Settings) -> list[Mapping[str, Any]]:
    """The assertions of a body.

    Raises:
        AttioError: 400 with a row for each thing that is wrong.
    """
    assertions: list[Mapping[str, Any]] = checked(body, Shape(required={"assertions": list_of(anything)}))["assertions"]
    count, with_nested = len(assertions), sum(map(_count, assertions))
    if settings.decides("batch.limit_counts", when=count <= LIMIT < with_nested) == "nested":
        count = with_nested
    if count > LIMIT:
        row = {"code": "too_big", "path": ["assertions"], "message": f"Array must contain at most {LIMIT} element(s)"}
        raise refusals.invalid_body([row], pointer="/assertions", found=count)
    checked(body, _ENVELOPE)
    return assertions


def _count(one: Any) -> int:
    """The number of assertions in one, including itself."""
    values = one.get("values") if isinstance(one, dict) else None
    return 1 + (sum(_count(nested) for _, nested in _nested(values)) if isinstance(values, dict) else 0)


def _values(value: Any, path: Path) -> list[Row]:
    return mapping(value, path) or [row for at, one in _nested(value) for row in _ASSERTION(one, [*path, *at])]


_ASSERTION = Shape(
    required={
        "object": text(),
        "matching_attribute": text(),
        "mode": one_of("create-or-update"),
        "multiselect_values": one_of("append"),
        "values": _values,
    }
)
_ENVELOPE = Shape(required={"assertions": list_of(_ASSERTION)})


def _nested(values: Mapping[str, Any]) -> Iterator[tuple[list[str | int], Any]]:
    for key, value in values.items():
        if is_assertion(value):
            yield [key], value
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if is_assertion(one):
                    yield [key, index], one


class _Dropped(Exception):
    """Carries the refusal of an assertion up to the one that contains it."""

    def __init__(self, error: AttioError) -> None:
        self.error = error


class Applier:
    """Applies batches to a store."""

    def __init__(
        self, writer: Writer, store: Store, workspace: Workspace, settings: Settings, existing: Existing
    ) -> None:
        self._writer, self._store, self._workspace = writer, store, workspace
        self._settings, self._existing = settings, existing
        self.left_open = LeftOpen(writer, store, settings, existing)

    def apply(self, batch: Batch, now: Callable[[], int], tell: Callable[[Outcome], None]) -> None:
        """Apply every assertion. A dropped one leaves nothing behind (assumed: `batch.nested_effect`)."""
        arrived = now()
        known = [_received(one.get("received_at")) for one in batch.assertions]
        times = [arrived if time is None else time for time in known]
        in_array = range(len(times))
        by_time = sorted(in_array, key=times.__getitem__)
        results: dict[int, list[Outcome]] = {}
        for index in by_time if self._settings["batch.order"] == "received_at" else in_array:
            stamp = Stamp(at=now(), actor=batch.actor, request_id=batch.request_id, received_at=times[index])
            results[index] = self._applied(batch, index, stamp, dated=known[index] is not None)
        if by_time != list(in_array):
            self._note_order(batch, by_time, results)
        for outcomes in results.values():
            for outcome in outcomes:
                tell(outcome)

    def _note_order(self, batch: Batch, by_time: Sequence[int], results: dict[int, list[Outcome]]) -> None:
        """Note `batch.order` for assertions that reach a record in another order than in the array."""
        touched = {
            index: {
                **touches(batch.assertions[index], self._workspace, self._writer.reader.named),
                **{(one.object, one.record_id): True for one in results[index] if one.record_id is not None},
            }
            for index in by_time
        }
        for index in reordered(by_time, touched):
            results[index] = [replace(one, assumptions=(*one.assumptions, "batch.order")) for one in results[index]]

    def _applied(self, batch: Batch, index: int, stamp: Stamp, *, dated: bool) -> list[Outcome]:
        """The outcomes of one assertion; its own comes last."""
        one, pointer, settings = batch.assertions[index], f"/assertions/{index}", self._settings
        settings.begin(batch.assumptions)
        self._existing.begin()
        undated = None
        if not dated:
            undated = _dropped(one, pointer, stamp, refusals.undated(one.get("received_at"), f"{pointer}/received_at"))
        if undated is not None and settings["batch.unreadable_time"] == "drop":
            settings.decides("batch.unreadable_time")
            return [replace(undated, assumptions=settings.since())]
        outcomes: list[Outcome] = []
        self._top(one, pointer, stamp, outcomes)
        *nested, own = outcomes
        # dropped with the same code for another reason: it would have been dropped anyway
        if undated is not None and (nested or _code(own) != _code(undated)):
            settings.decides("batch.unreadable_time")
        if len(settings.decided) > len(own.assumptions):  # decided before it was applied, so it concerns all outcomes
            own = replace(own, assumptions=settings.since())
        if self._existing.is_loose:
            own = replace(own, is_loose=True)
        return [*(replace(each, parent_dropped=own.result == "dropped") for each in nested), own]

    def _top(self, one: Mapping[str, Any], pointer: str, stamp: Stamp, outcomes: list[Outcome]) -> None:
        lost: AttioError | None = None
        try:
            with self._store.transaction():
                try:
                    self._one(one, pointer, stamp, outcomes)
                    apart = len(outcomes) > 1 and self._existing.is_apart()
                    if apart and self._settings.decides("batch.nested_effect") == "atomic":
                        self._existing.end()
                except _Dropped as dropped:
                    lost = dropped.error
                    wrote = any(outcome.result != "dropped" for outcome in outcomes)
                    if self._settings.decides("batch.nested_effect", when=wrote) == "atomic" or not wrote:
                        raise
        except _Dropped:
            outcomes[:] = [outcome for outcome in outcomes if outcome.result == "dropped"]
        if lost is not None and lost.unless:
            asserted, links = list[Asserted](), set[str]()
            self._part(one, asserted, links)
            self.left_open.dropped(asserted, links, lost, stamp)

    def _part(self, one: Mapping[str, Any], asserted: list[Asserted], links: set[str]) -> None:
        """An assertion and those nested in it, each for itself, and the attributes that hold one."""
        own = dict(one["values"])
        for path, nested in _nested(one["values"]):
            links.add(str(path[0]))
            own.pop(str(path[0]), None)
            self._part(nested, asserted, links)
        owner = self._workspace.find_object(one["object"])
        if owner is not None:
            asserted.append((owner, one["matching_attribute"], own))

    def _one(self, one: Mapping[str, Any], pointer: str, stamp: Stamp, outcomes: list[Outcome]) -> str:
        """Apply nested assertions, then this one; returns the ID of its record."""
        told = _dropped(one, pointer, stamp)
        start = len(self._settings.decided)
        try:
            self._check_links(one, pointer)
            values = {
                key: self._resolved(value, f"{pointer}/values/{key}", stamp, outcomes)
                for key, value in one["values"].items()
            }
            values = {key: value for key, value in values.items() if value is not _OMITTED}
            owner = self._writer.object(one["object"])
            if owner.slug != told.object:
                told = replace(told, object=owner.slug)
            matching = self._writer.matching_attribute(
                owner, one["matching_attribute"], f"{pointer}/matching_attribute"
            )
            written = self._writer.assert_record(
                owner,
                matching,
                values,
                form="simple",
                multi="append",
                stamp=replace(stamp, pointer=pointer),
                pointer=f"{pointer}/values",
            )
        except AttioError as error:
            dealt_with(error)
            outcomes.append(replace(told, error=error, assumptions=self._settings.since(start)))
            raise _Dropped(error) from None
        except _Dropped as dropped:
            outcomes.append(replace(told, error=dropped.error, assumptions=self._settings.since(start)))
            raise
        result: Result = "created" if written.created else "updated"
        decided = self._settings.since(start)
        outcomes.append(replace(told, record_id=written.record.id, result=result, assumptions=decided))
        return written.record.id

    def _check_links(self, one: Mapping[str, Any], pointer: str) -> None:
        """A nested assertion must be the value of a reference (inferred); elsewhere it is an ordinary value."""
        owner = self._writer.object(one["object"])
        for path, nested in _nested(one["values"]):
            attribute = owner.find(str(path[0]))
            if attribute is not None and attribute.type != "record-reference":
                raise refusals.invalid_value(
                    attribute.slug, attribute.type, found=nested, expected="a value, not an assertion",
                    pointer=f"{pointer}/values/{'/'.join(map(str, path))}",
                )  # fmt: skip

    def _resolved(self, value: Any, pointer: str, stamp: Stamp, outcomes: list[Outcome]) -> Any:
        """A value with nested assertions replaced by the IDs of their records."""
        if isinstance(value, list) and any(is_assertion(one) for one in value):
            found = [self._resolved(one, f"{pointer}/{index}", stamp, outcomes) for index, one in enumerate(value)]
            return [one for one in found if one is not _OMITTED]
        if not is_assertion(value):
            return value
        try:
            return RecordID(self._one(value, pointer, stamp, outcomes))
        except _Dropped:
            if self._settings.decides("batch.nested_refused") == "omit":
                return _OMITTED
            raise


_OMITTED = object()


def _code(outcome: Outcome) -> str | None:
    return None if outcome.error is None else outcome.error.code


def _dropped(one: Mapping[str, Any], pointer: str, stamp: Stamp, error: AttioError | None = None) -> Outcome:
    """The outcome of an assertion that has written nothing."""
    received = one.get("received_at")
    return Outcome(
        request_id=stamp.request_id,
        mode="batch",
        pointer=pointer,
        object=one["object"],
        matching_attribute=one["matching_attribute"],
        record_id=None,
        result="dropped",
        error=error,
        values=one["values"],
        received_at=None if received is None else str(received),
    )


def _received(value: Any) -> int | None:
    """`received_at` in milliseconds; None if unreadable (assumed: `batch.unreadable_time`, dated by arrival)."""
    return milliseconds(value) if isinstance(value, str) else None
