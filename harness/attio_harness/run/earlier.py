"""Finds the earlier event that would have written a missing record: one that still waits, or one that was lost itself.

Keeps, of lost events, the records that they would have created: the keys used last, not the events. The words of the hint are in
`unresolved`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from attio_emulator import Emulator
from attio_emulator.types.references import BY
from segment_actions import MappingError, PayloadValidationError

from attio_harness.rejection import Lost, Need, Rejection
from attio_harness.run import bounded
from attio_harness.run.asked_records import is_whole, keys_of, values_of
from attio_harness.run.delivered import Delivered, words_of
from attio_harness.run.event_refs import ref_of_event
from attio_harness.run.mistakes import without_mistakes
from attio_harness.run.pipeline import PassedEvent, Pipeline
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.run.still_waiting import StillWaiting

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
        self._lost: OrderedDict[_Place, Lost] = OrderedDict()

    def told(self, needs: Sequence[Need], before: int) -> Sequence[Need]:
        """The needs of an event of this number, each with the earlier event that would have written it."""
        needs = self._waiting.told(needs, before)
        if not self._lost:
            return needs
        return [one if one.waits is not None else replace(one, lost=self._losing(one)) for one in needs]

    def missed(self, row: Rejection, delivered: Delivered, before: int) -> Sequence[Need]:
        """The records that a lost event misses and an earlier event would have written."""
        return self._told_of(delivered, row.object, row.attribute, row.code, row.value, before)

    def lost(self, delivered: Delivered, one: PassedEvent) -> None:
        """Note which records an event would have created that is lost for good. Explains nothing, as few of them are ever missed."""
        places = tuple(self._uncreated(delivered, one.event))
        if not places:
            return
        slug, attribute, where, code = _fault(delivered)
        found = delivered.refused.found if delivered.refused is not None else None
        needs = self._told_of(delivered, slug, attribute, code, found, one.number)
        lost = Lost(
            event=ref_of_event(one.item),
            subscription=delivered.runnable.source.name,
            where=where,
            code=code,
            cause=next((need.lost.first for need in needs if need.lost is not None), None),
        )
        for place in places:
            # the first loss stays: it would have created the record for the later ones, too
            self._lost.setdefault(place, lost)
            self._lost.move_to_end(place)
            if len(self._lost) > bounded.MOST:
                self._lost.popitem(last=False)

    def _told_of(
        self, delivered: Delivered, slug: str | None, attribute: str | None, code: str, value: Any, before: int
    ) -> Sequence[Need]:
        needs = tuple(self._missed(delivered, slug, attribute, code, value))
        # an event with the same mistake as its record's first one is to be mended by itself
        own = (delivered.runnable.source.name, f"{slug}.{attribute}", "missing_value")
        return [
            one
            for one in (self.told(needs, before) if needs else ())
            if one.earlier is not None and (one.lost is None or _kind(one.lost.first) != own)
        ]

    def _losing(self, need: Need) -> Lost | None:
        """The first lost event that would have created the record."""
        found = (self._lost.get((need.object, need.attribute, key)) for key in self._keys(need))
        return None if need.absent else next((one for one in found if one is not None), None)

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


def _kind(lost: Lost) -> tuple[str, str, str]:
    return lost.subscription, lost.where, lost.code


def _fault(delivered: Delivered) -> tuple[str | None, str | None, str, str]:
    """Object, attribute, where and code of a loss, as the row of a report has them."""
    runnable, error, refused = delivered.runnable, delivered.error, delivered.refused
    if isinstance(error, PayloadValidationError | MappingError):
        problem = error.problems[0] if error.problems else None
        member = problem.member if problem is not None else ()
        code = "MAPPING_ERROR" if isinstance(error, MappingError) else "PAYLOAD_VALIDATION_FAILED"
        return None, None, ".".join(member) or runnable.source.name, code
    held = delivered.no_record or delivered.refusal
    slug = held.object if held is not None else None
    attribute = refused.attribute if refused is not None else None
    code, _ = words_of(delivered)
    where = f"{slug}.{attribute}" if slug and attribute else slug or runnable.source.name
    return slug, attribute, where, code
