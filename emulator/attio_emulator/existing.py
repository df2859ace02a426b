"""Records presumed to exist, although nothing wrote them. A reference that finds no record asks whether to presume one; so
does an assertion that could only update its record, because it lacks a value that a new record must have.

Values in `gone` are never presumed. Until something writes it, a presumed record has only the value that refers to it. A
record created by a write that depends on a presumed record is as uncertain as that one: whatever needs it also needs what the
write needed. `Record.assumed_by` marks an uncertain record; `contested` has the uncertain unique values. Off by default, as
Attio itself knows its records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attio_emulator.clock import Clock
from attio_emulator.contested import Claim, Contested, Holder, Needs, Offered, Slot, by_text, keys_of
from attio_emulator.errors import AttioError
from attio_emulator.gone import Gone
from attio_emulator.record import Assumed, Needed, Record, Stamp, Value, depended_on
from attio_emulator.sought import Judge, Missing, Sought
from attio_emulator.store import Store

__all__ = ["Existing"]


class Existing:
    """Presumes records. `judge` returns whom to ask (None: nobody), `updatable` the objects whose assertions may presume a
    record, `ids` a new record ID."""

    def __init__(
        self,
        judge: Callable[[], Judge | None],
        updatable: Callable[[], Collection[str]],
        store: Store,
        ids: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._judge, self._updatable, self._store, self._ids, self._clock = judge, updatable, store, ids, clock
        self._tried: dict[str, Needed] | None = None
        self._resting: dict[str, Needed] = {}
        # those without any of which the current write is refused
        self._surely: dict[str, Needed] = {}
        # if the write is loose: the known records that could make up for a missing one of `_resting`
        self._besides: dict[str, Needed] = {}
        self.is_loose = False
        """Whether the current write may end the same even if a record it depends on does not exist."""
        # written since `begin`: the record, its `assumed_by` before the write, and whether it was found (not created)
        self._written: list[tuple[Record, Assumed, bool]] = []
        self.own: set[str] = set()
        """The IDs of the uncertain records that the current write, or one that it is sent after, found or created."""
        self.contested = Contested(store)
        self.gone = Gone(store, self.contested)

    def begin(self, needs: Iterable[Needed] = ()) -> None:
        """From now on, writes depend on `needs`, and on the uncertain records they meet before the next `begin`."""
        if self.contested.has_written:
            self._note()
        if needs or self._resting:
            self._resting = by_text(needs)
        if not needs:
            self._surely = {}
            self.own.clear()
        if self.is_loose and not needs:
            self._besides, self.is_loose = {}, False
        self._written.clear()

    def _note(self) -> None:
        self.contested.note({**self._resting, **self._besides}, is_exact=not self.is_loose)

    def created(self, record: Record, attribute: str, value: Any) -> None:
        """Note that a write created a record, identified by this value: it is as uncertain as what the write depends on."""
        if self._judge() is not None:
            self.own.add(record.id)
            self._written.append((record, (attribute, value, (), ()), False))
            if self._resting:
                record.assumed_by = (attribute, value, *self._as_written())

    def found(self, record: Record, *, is_sure: bool) -> None:
        """Note that a write found a record. If it could have created it (`is_sure`), it is certain from now on, unless the write is not."""
        if record.assumed_by is None:
            return
        self.own.add(record.id)
        if is_sure:
            self._written.append((record, record.assumed_by, True))
            self._store.note_written(record, self._or_else(record.object, record.assumed_by) if self._resting else None)

    def is_apart(self) -> bool:
        """Whether a record written since `begin` depends on less than all that was met since."""
        return any(record.assumed_by != together for record, together in self._together())

    def end(self) -> None:
        """Make each record written since `begin` depend on all that was met since: all are written, or none."""
        for record, together in self._together():
            record.assumed_by = together

    def _together(self) -> list[tuple[Record, Assumed]]:
        """The records written since `begin`, with what each depends on if all are written, or none."""
        return [
            (record, self._or_else(record.object, before) if was_there else (before[0], before[1], *self._as_written()))
            for record, before, was_there in (self._written if self._resting else ())
        ]

    def _as_written(self) -> tuple[tuple[Needed, ...], tuple[Needed, ...]]:
        """The `needs` and `others` of a record that the current write creates. `others` is rough: all that may play a part."""
        needs = tuple(self._resting.values())
        return needs, (*needs, *self._besides.values()) if self.is_loose else ()

    # -- unique values ---------------------------------------------------------------------------------------------

    def is_open(self) -> bool:
        """Whether presumed records may decide who has a unique value, already or through the current write."""
        return bool(self._resting) or bool(self.contested)

    def left_open(
        self,
        record: Record | None,
        named: Sequence[Slot],
        given: Sequence[Offered],
        needs: Iterable[Needed],
        *,
        is_exact: bool,
    ) -> None:
        """Note what a refused write would have done if not all `needs` existed. It found `record`, or none by `named`."""
        on = by_text(needs)
        self.contested.leave_open(record, named, given, on, is_exact=is_exact)
        sought = None if record is None else self.assumed(record.object, record.id)
        if record is not None and sought is not None and is_exact and by_text(sought.depends_on) == on:
            self._store.note_written(record)  # certain: if they do not exist, the write creates it
        elif sought is not None:
            self.contested.add(named[0], named[0], on)  # if they do not exist, the write may create another one

    def others(self, slots: Iterable[Slot], own: Collection[Holder]) -> list[Claim]:
        """The claims to the values by records other than `own`, without what exists anyway if the current write is not refused."""
        claims = (claim for slot in slots for holder, claim in self.contested.of(slot).items() if holder not in own)
        return [
            one._replace(needs={text: need for text, need in one.needs.items() if text not in self._surely})
            for one in claims
        ]

    def is_another_there(self, slot: Slot, needs: Needs, but: Collection[Holder] = ()) -> bool:
        """Whether, if not all `needs` exist, a record has the value that has not got it otherwise; it is none of `but`."""
        claims = self.others((slot,), {*but, *self._store.matches(*slot[:2], slot[2:])})
        return any(one.is_exact and one.needs.keys() == needs.keys() for one in claims)

    def rests_on(self, object: str, record_id: str, slots: Iterable[Slot], needs: Needs) -> bool:
        """Whether a record has any of these values, all of which it has, only if all `needs` exist."""
        sought = self.assumed(object, record_id)
        by_itself = sought is not None and not sought.others and needs.keys() <= by_text(sought.depends_on).keys()
        claims = [self.contested.of(slot).get(record_id) for slot in slots]
        return all(by_itself if one is None else one.is_exact and needs.keys() <= one.needs.keys() for one in claims)

    def rest_on(
        self, needs: Needs, object: str, attribute: str, value: Any, error: AttioError, *, is_exact: bool = False
    ) -> None:
        """Ask the judge for `needs`: without them the current write would be refused with `error`; `is_exact`: without any of them."""
        judge, told = self._judge(), tuple(needs.values())
        if judge is None or needs.keys() <= self._surely.keys():
            return
        if self._tried is not None:
            self._tried |= needs
        elif judge(Missing(object=object, attribute=attribute, value=value, error=error, needs=told)):
            self._resting |= needs
            if is_exact:
                self._surely |= needs
            else:
                self.is_loose = True

    def _or_else(self, object: str, assumed: Assumed) -> Assumed:
        """`assumed` plus what the current write depends on, unless that includes the record: if that exists, so does the record."""
        if by_text(depended_on(object, assumed)).keys() <= self._resting.keys():
            return assumed
        return *assumed[:3], tuple({**by_text(assumed[3]), **self._resting}.values())

    def doubt(
        self, object: str, record_ids: Iterable[str], slots: Sequence[Slot] = (), named: Sequence[Slot] = ()
    ) -> tuple[Needed, ...]:
        """The records without which none of `record_ids` would be in the way of the current write.

        A record is not in the way if it does not exist, if it has none of the values `slots`, or if it is the one that the
        write finds by `named`. Empty if one of them is certainly in the way, or is whenever what the write depends on exists.
        """
        if self._judge() is None:
            return ()
        found, surely, ids = dict[str, Needed](), self._surely.keys(), list(record_ids)
        is_exact = len(ids) == 1
        for id in ids:
            needs, others, is_all = self._doubt(object, id, slots, named)
            if needs.keys() <= surely or (others and others.keys() <= surely):
                return ()
            is_exact = is_exact and is_all
            found |= {key: one for key, one in {**needs, **others}.items() if key not in surely}
        if self._tried is None and not is_exact:
            self.is_loose = True
        return tuple(found.values())

    def _doubt(
        self, object: str, record_id: str, slots: Sequence[Slot], named: Sequence[Slot]
    ) -> tuple[Needs, Needs, bool]:
        """What must exist for a record to be in the way, what else would put it there, and whether that is all."""
        sought = self.assumed(object, record_id)
        claims = [one for slot in (*slots, *named) if (one := self.contested.of(slot).get(record_id)) is not None]
        if claims:
            needs = {text: need for one in claims for text, need in one.needs.items()}
            its = {} if sought is None else by_text((*sought.depends_on, *sought.others))
            return {**needs, **its}, {}, len(claims) == 1 and claims[0].is_exact and its.keys() <= needs.keys()
        if sought is None:
            return {}, {}, True
        return by_text(sought.depends_on), by_text(sought.others), not sought.others

    def remove(self, record: Record, unique: Sequence[str]) -> None:
        """Remove a record from the store. None has its ID and its unique values any more, except those that it may never have had."""
        slots: list[Slot] = [(record.object, "record_id", record.id)]
        slots += [(record.object, slug, key) for slug in unique for key in keys_of(record, slug)]
        self.gone.add(record, slots)
        self._store.remove(record, unique)

    def left(self, record: Record, attribute: str, ended: Sequence[Value]) -> None:
        """Note that a write took these values of a unique attribute from a record."""
        if ended and self._judge() is not None:
            self.gone.add(record, [(record.object, attribute, one.key) for one in ended])

    @contextmanager
    def trial(self) -> Iterator[dict[str, Needed]]:
        """Presume every record without asking, and keep nothing. Yields what would be needed."""
        before = self._tried
        self._tried = {} if before is None else before
        try:
            yield self._tried
        finally:
            self._tried = before

    @contextmanager
    def unasked(self) -> Iterator[None]:
        """Presume nothing: Attio itself writes, which no request and no run waits for."""
        judge, self._judge = self._judge, lambda: None
        try:
            yield
        finally:
            self._judge = judge

    def may_update(self, object: str) -> bool:
        """Whether an assertion that could not create its record may presume one of this object."""
        return self._judge() is not None and object in self._updatable()

    def may_rest_on(self, object: str, record: Record | None) -> bool:
        """Whether an assertion that found this record, or none, may depend on one that nothing wrote.

        If it found none, its object decides, or whether any value is contested. If it found an uncertain one, something has
        presumed records before, whatever the object.
        """
        if record is None:
            return self.may_update(object) or (bool(self.contested) and self._judge() is not None)
        return record.assumed_by is not None and self._judge() is not None

    def doubt_of_several(self, object: str, record_ids: Sequence[str], named: Sequence[Slot]) -> tuple[Needed, ...]:
        """`doubt` for the uncertain ones of these records, which have the values `named`; empty if two or more are certain, or
        if another is there where one of them is not."""
        uncertain = []
        for id in record_ids:
            needs = by_text(self.doubt(object, (id,)))
            own = [slot for slot in named if id in self._store.matches(*slot[:2], slot[2:])]
            if needs and not any(self.is_another_there(slot, needs, record_ids) for slot in own):
                uncertain.append(id)
        return self.doubt(object, uncertain) if len(record_ids) - len(uncertain) < 2 else ()

    def dump(self, objects: Iterable[str]) -> dict[str, Any]:
        """The uncertain records, as JSON values for `load`."""
        return {
            one.id: {"object": slug, "attribute": one.assumed_by[0], "value": one.assumed_by[1]}
            | {
                name: [list(need) for need in some]
                for name, some in zip(_WAYS, one.assumed_by[2:], strict=True)
                if some
            }
            for slug in objects
            for one in self._store.each(slug)
            if one.assumed_by is not None
        }

    def dump_contested(self) -> list[dict[str, Any]]:
        """The contested unique values, as JSON values for `Contested.load`."""
        self._note()
        return self.contested.dump()

    def load(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Mark stored records as uncertain, as `dump` returned them.

        Raises:
            ValueError: the store has no such record.
        """
        for id, row in rows.items():
            record = self._store.get(row["object"], id)
            if record is None:
                raise ValueError(f"/taken_as_there/{id}: there is no such record of {row['object']}")
            needs, others = (tuple((needed[0], needed[1], needed[2]) for needed in row.get(name, ())) for name in _WAYS)
            record.assumed_by = (row["attribute"], row["value"], needs, others)

    def take(self, sought: Sought, error: AttioError, *, may_presume: bool = True) -> list[str] | None:
        """Presume the record that a reference names; returns the stored reference, or None if it stays refused.

        Then `error` says what must not exist for another record to have the value.
        """
        judge = self._judge()
        slot = (sought.object, sought.attribute, str(sought.value).lower() if sought.key is None else sought.key)
        if judge is None:
            return None
        if not may_presume or slot in self.gone:
            claims = self.contested.of(slot).values()
            self.is_loose |= len(claims) > 1 or not all(one.is_exact for one in claims)
            error.unless = self.instead((slot,))
            return None
        if self._tried is not None:
            self._tried |= by_text(sought.depends_on)
            return [sought.object, ""]
        if not self._may_be_there(judge, sought, error, self._claimed(slot)):
            return None
        self.is_loose |= self.gone.is_perhaps(slot)
        return [sought.object, self.presume(sought).id]

    def presume(self, sought: Sought) -> Record:
        """Store a record that nothing wrote. The caller knows that none has its value, or has had it."""
        by_id = sought.attribute == "record_id"
        stamp = Stamp(at=self._clock(), actor=("system", None), request_id="existing")
        record = Record(
            id=str(sought.value).lower() if by_id else self._ids(),
            object=sought.object,
            created_at=stamp.at,
            actor=stamp.actor,
            assumed_by=(sought.attribute, sought.value, (), ()),
        )
        with self._store.transaction():
            self._store.add(record)
            if not by_id:
                value = Value(sought.datum, sought.key, stamp)
                self._store.put(record, sought.attribute, [value], stamp.at, unique=True)
        return record

    def assumed(self, object: str, record_id: str) -> Sought | None:
        """How an uncertain record was identified, and what it needs; None for a certain one."""
        record = self._store.get(object, record_id)
        if record is None or record.assumed_by is None:
            return None
        attribute, value, needs, others = record.assumed_by
        return Sought(object=object, attribute=attribute, value=value, needs=needs, others=others)

    @property
    def resting(self) -> Collection[Needed]:
        """The records that the current write depends on."""
        return self._resting.values()

    def may_not_be(self, object: str, record_id: str) -> bool:
        """Whether a record may not exist, or may lack one of its unique values."""
        return self.assumed(object, record_id) is not None or self.contested.is_concerned(record_id)

    def met(self, sought: Sought, error: AttioError, record_id: str = "", slot: Slot | None = None) -> None:
        """Note another reference to an uncertain record, by the value `slot`; `error` is the refusal if the record does not exist."""
        others = by_text(sought.others)
        if others and others.keys() <= self._surely.keys():
            return  # the write depends on these anyway, and they suffice for the record to exist
        judge = self._judge()
        if judge is not None and self._tried is not None:
            self._tried |= by_text(sought.depends_on)
        elif judge is not None:
            besides = others if slot is None else {**others, **self._claimed(slot, record_id)}
            self._may_be_there(judge, sought, error, besides)

    def instead(self, slots: Iterable[Slot]) -> tuple[Needed, ...]:
        """The records without which one would have these values, which none has; empty if that is never so."""
        claimed = {text: one for slot in slots for text, one in self._claimed(slot).items()}
        return tuple(one for text, one in claimed.items() if text not in self._surely)

    def _claimed(self, slot: Slot, but: Holder = "") -> Needs:
        """What decides whether a record has a value, apart from one."""
        claims = self.contested.of(slot).items()
        return {text: need for holder, claim in claims if holder != but for text, need in claim.needs.items()}

    def _may_be_there(self, judge: Judge, sought: Sought, error: AttioError, besides: Needs) -> bool:
        """Ask the judge. `besides`: what could make up for the record if it does not exist."""
        needs = sought.depends_on
        missing = Missing(
            object=sought.object,
            attribute=sought.attribute,
            value=sought.value,
            error=error,
            needs=needs,
            others=sought.others,
        )
        if not judge(missing):
            return False
        self._resting |= by_text(needs)
        if besides:
            self.is_loose = True
            self._besides |= besides
        else:
            self._surely |= by_text(needs)
        return True


_WAYS = ("needs", "others")
"""The members of `Sought`, and of a row of `dump`, for two ways in which a record may have been created."""
