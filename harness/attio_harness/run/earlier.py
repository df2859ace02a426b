"""Finds the earlier event that would have written a missing record: one that still waits, or one that was lost itself.

Keeps, of lost events, the records that they would have created: the keys used last, not the events. The words of the hint are in
`rows`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from attio_emulator import Emulator
from attio_emulator.types.references import BY
from segment_actions import MappingError, PayloadValidationError

from attio_harness.rejection import Lost, Need, Rejection
from attio_harness.run import bounded
from attio_harness.run.asked_records import is_whole, keys_of, values_of
from attio_harness.run.delivered import Delivered, words_of
from attio_harness.run.mistakes import without_mistakes
from attio_harness.run.pipeline import PassedEvent, Pipeline
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.run.still_waiting import StillWaiting
from attio_harness.text.json import last_key
from attio_harness.verdicts import LOST

__all__ = ["Earlier"]

_LONGEST = 1_000
"""How many characters a key may have."""

_Place = tuple[str, str, Hashable]
"""Where a record is found: object, attribute and key."""


class Earlier:
    """Finds earlier events; `pipelines` returns those of the run, `creates` the objects whose records a subscription surely creates."""

    def __init__(
        self,
        emulator: Emulator,
        pipelines: Callable[[], Sequence[Pipeline]],
        creates: Callable[[RunnableSubscription], Collection[str]],
    ) -> None:
        self._emulator, self._creates = emulator, creates
        self._waiting = StillWaiting(pipelines, emulator)
        # each with the number of the first event that may miss the record because of it
        self._lost: OrderedDict[_Place, tuple[Lost, int]] = OrderedDict()
        # the records that an unresolved event needed when no earlier event was known to wait or to be lost
        self._open: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def told(self, delivered: Delivered, before: int) -> Sequence[Need]:
        """The needs of an unresolved event of this number, each with the earlier event that would have written it."""
        return [
            # what it refers to itself, that event would have written; but another record that it refers to came before
            replace(one, waits=None, lost=None)
            if one.earlier is not None and _asked(one) in self._open and not _holds(delivered.payload, one.value)
            else one
            for one in self._with_earlier(delivered.needs, before)
        ]

    def _with_earlier(self, needs: Sequence[Need], before: int) -> Sequence[Need]:
        needs = self._waiting.told(needs, before)
        if not self._lost:
            return needs
        return [one if one.waits is not None else replace(one, lost=self._losing(one, before)) for one in needs]

    def missed(self, row: Rejection, delivered: Delivered, before: int) -> Sequence[Need]:
        """The records that a lost event misses and an earlier event would have written."""
        return self._told_of(delivered, row.object, row.attribute, row.usual_code, row.value, before)

    def ended(self, delivered: Delivered, one: PassedEvent) -> None:
        """Note what later events ask for: the records that a lost event would have created, and those that an unresolved one needs.

        Explains nothing, because few of them are ever missed.
        """
        if delivered.verdict in LOST:
            self._note_lost(delivered, one)
        elif delivered.verdict == "unresolved":
            for need in self._with_earlier(delivered.needs, one.number):
                if need.earlier is None:
                    _keep(self._open, _asked(need), None)

    def forget(self) -> None:
        """Forget every loss, for a caller that undoes what events did."""
        self._lost.clear()

    def _note_lost(self, delivered: Delivered, one: PassedEvent) -> None:
        places = tuple(self._uncreated(delivered, one.event))
        if not places:
            return
        slug, attribute, where, code = _fault(delivered)
        found = delivered.refused.found if delivered.refused is not None else None
        usual_code = delivered.refused.usual_code if delivered.refused is not None else code
        needs = self._told_of(delivered, slug, attribute, usual_code, found, one.number)
        lost = Lost(
            event=one.item.ref,
            subscription=delivered.runnable.source.name,
            where=where,
            code=code,
            cause=next((need.lost.first for need in needs if need.lost is not None), None),
        )
        # Segment refuses an event at once that otherwise would have waited in a batch, behind those before it
        since = one.number if delivered.verdict == "invalid" and delivered.mode == "batch" else 0
        for place in places:
            # the first loss stays: it would have created the record for the later ones, too
            _keep(self._lost, place, (lost, since))

    def _told_of(
        self, delivered: Delivered, slug: str | None, attribute: str | None, code: str, value: Any, before: int
    ) -> Sequence[Need]:
        needs = tuple(self._missed(delivered, slug, attribute, code, value))
        # an event with the same mistake as its record's first one is to be mended by itself
        own = (delivered.runnable.source.name, f"{slug}.{attribute}", "missing_value")
        return [
            one
            for one in (self._with_earlier(needs, before) if needs else ())
            if one.earlier is not None and (one.lost is None or _kind(one.lost.first) != own)
        ]

    def _losing(self, need: Need, before: int) -> Lost | None:
        """The first lost event that would have created the record before an event of this number."""
        found = (self._lost.get((need.object, need.attribute, key)) for key in self._keys(need))
        there = (one for one, since in filter(None, found) if since <= before)
        return None if need.absent else next(there, None)

    def _is_there(self, need: Need) -> bool:
        return bool(self._emulator.core.store.matches(need.object, need.attribute, self._keys(need)))

    def _keys(self, need: Need) -> Sequence[Hashable]:
        owner = self._emulator.workspace.find_object(need.object)
        return () if owner is None else keys_of(self._emulator, owner, need.attribute, need.value)

    def _missed(
        self, delivered: Delivered, slug: str | None, attribute: str | None, code: str, value: Any
    ) -> Iterator[Need]:
        """The records that a lost event misses, as far as the refusal of this value tells."""
        workspace = self._emulator.workspace
        owner = workspace.find_object(slug or "")
        one = owner.find(attribute) if owner is not None and attribute else None
        if owner is None or one is None:
            return
        if code == "value_not_found" and one.type == "record-reference":
            for target in (allowed for allowed in one.allowed_objects or () if allowed in BY):
                for each in value if isinstance(value, list) else [value]:
                    need = Need(object=target, attribute=BY[target], value=each)
                    # of a list, others may be there
                    if each is value or not self._is_there(need):
                        yield need
        elif code == "missing_value":
            # it cannot create the record, but could have updated it
            for its, matching, values in values_of(
                delivered.runnable.source.action, delivered.payload or {}, workspace
            ):
                if its is owner and one.slug not in values and matching in values:
                    yield Need(object=owner.slug, attribute=matching, value=values[matching])

    def _uncreated(self, delivered: Delivered, event: Mapping[str, Any]) -> Iterator[_Place]:
        """Each unique value of the records that a lost event would have created."""
        runnable, payload = delivered.runnable, delivered.payload or {}
        if delivered.verdict == "invalid":
            payload = without_mistakes(runnable, event, delivered.mode).payload
        for owner, _, values in values_of(runnable.source.action, payload, self._emulator.workspace):
            # a value may be missing only because it is the mistake, so ask what the mapping fills
            is_created = owner.slug in self._creates(runnable) or is_whole(owner, values)
            if owner.slug in delivered.partial or not is_created:
                continue
            for slug, value in values.items():
                if value is not None and owner.attributes[slug].is_unique:
                    for key in keys_of(self._emulator, owner, slug, value):
                        if not isinstance(key, str) or len(key) <= _LONGEST:
                            yield owner.slug, slug, key


_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    """Keep a value unless the key has one, and only the keys used last."""
    kept.setdefault(key, value)
    kept.move_to_end(key)
    if len(kept) > bounded.MOST:
        kept.popitem(last=False)


def _asked(need: Need) -> tuple[str, str, str]:
    return need.object, need.attribute, str(need.value)[:_LONGEST]


def _holds(payload: Any, value: Any) -> bool:
    """Whether a payload has this value anywhere."""
    if isinstance(payload, Mapping):
        return any(_holds(one, value) for one in payload.values())
    return any(_holds(one, value) for one in payload) if isinstance(payload, list) else payload == value


def _kind(lost: Lost) -> tuple[str, str, str]:
    return lost.subscription, lost.where, lost.code


def _fault(delivered: Delivered) -> tuple[str | None, str | None, str, str]:
    """Object, attribute, where and code of a loss, as the row of a report has them."""
    runnable, error, refused = delivered.runnable, delivered.error, delivered.refused
    source = runnable.source
    if isinstance(error, MappingError):
        where = last_key(source.mapping_pointer + error.problems[0].pointer) if error.problems else ""
        return None, None, where or source.name, "MAPPING_ERROR"
    if isinstance(error, PayloadValidationError):
        where = last_key(runnable.pointer_of(error.problems[0].member))
        return None, None, where or source.name, "PAYLOAD_VALIDATION_FAILED"
    held = delivered.no_record or delivered.refusal
    slug = held.object if held is not None else None
    attribute = refused.attribute if refused is not None else None
    code, _ = words_of(delivered)
    # without an object that Attio has, the field that names it
    field = "object" if refused is not None and "object" in source.mapping else source.name
    where = f"{slug}.{attribute}" if slug and attribute else slug or field
    return slug, attribute, where, code
