"""Records that may have been in the workspace before: a reference that finds none asks whether to take one as there, and so does an
assertion that could only update one, as it lacks what a new record has to have.

A record taken as there has the one value by which it is referred to, until something writes it. One that was created by a write
which rests on such a record is as uncertain as that: whoever needs it needs what that write needed. Which records are uncertain is
kept with the records, in `store`. Off unless somebody asks for it: Attio itself knows its records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from attio_emulator.clock import Clock
from attio_emulator.contested import Claim, Contested, Holder, Needs, Offered, Slot, by_text
from attio_emulator.errors import AttioError
from attio_emulator.record import Assumed, Needed, Record, Stamp, Value
from attio_emulator.store import Store

__all__ = ["Existing", "Judge", "Missing", "Sought"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A record as a reference or an assertion names it: `attribute` is the slug of a unique one or `record_id`, `value` as it was sent.

    `datum` and `key` are the stored form of the value and what finds it; None for `record_id`.
    """

    object: str
    attribute: str
    value: Any
    datum: Any = None
    key: Any = None
    needs: tuple[Needed, ...] = ()
    """What it was created for, where a write has: the records that this write needed."""
    others: tuple[Needed, ...] = ()
    """What later writes needed that would have created it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A record that may not be there and that something needs, a reference or an assertion: sought in `object` by the `value` of the
    unique `attribute` (slugs). `error` is how Attio refuses what needs it where it is not there.

    `needs` are the records that nothing wrote and without which it is not there: itself, or what the write rests on that created it.
    """

    object: str
    attribute: str
    value: Any
    error: AttioError
    needs: tuple[Needed, ...]


Judge = Callable[[Missing], bool]
"""Asked each time that something needs a record that nothing wrote: whether it is taken as there."""


class Existing:
    """Takes records as there. `judge` gives who is asked, None for nobody; `updatable` the objects of which an assertion may be for a
    record that is there already; `ids` gives the IDs of the records."""

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
        # what would do as well, as far as it is known, where what is written now does not need all that it rests on
        self._besides: dict[str, Needed] = {}
        self.is_loose = False
        """Whether what is written now may be so as well where something of what it rests on is not there."""
        # what is there for certain if the writes since the beginning are; how it is named and what it needed before, and whether it was there
        self._written: list[tuple[Record, Assumed, bool]] = []
        self.contested = Contested(store)

    def begin(self, needs: Iterable[Needed] = ()) -> None:
        """What is written from now on rests on these, and on what it meets until the next beginning."""
        self._note()
        if needs or self._resting:
            self._resting = by_text(needs)
        if self.is_loose and not needs:
            self._besides, self.is_loose = {}, False
        self._written.clear()

    def _note(self) -> None:
        self.contested.note({**self._resting, **self._besides}, is_exact=not self.is_loose)

    def created(self, record: Record, attribute: str, value: Any) -> None:
        """Note that a write made a record, which it named so: it is as uncertain as what the write rests on."""
        if self._judge() is not None:
            self._written.append((record, (attribute, value, (), ()), False))
            if self._resting:
                record.assumed_by = (attribute, value, *self._as_written())

    def found(self, record: Record) -> None:
        """Note that a write that could have created a record has found it: it is certain from now on, unless the write is not."""
        if record.assumed_by is not None:
            self._written.append((record, record.assumed_by, True))
            self._store.note_written(record, self._or_else(record.assumed_by) if self._resting else None)

    def end(self) -> None:
        """What was written since the beginning is there only as a whole: all of it rests on all that was met."""
        if self._resting:
            for record, before, was_there in self._written:
                record.assumed_by = self._or_else(before) if was_there else (before[0], before[1], *self._as_written())

    def _as_written(self) -> tuple[tuple[Needed, ...], tuple[Needed, ...]]:
        """What a record needs that is created now; and what it would be created for besides, of which no more is known than that."""
        needs = tuple(self._resting.values())
        return needs, (*needs, *self._besides.values()) if self.is_loose else ()

    # -- unique values ---------------------------------------------------------------------------------------------

    def is_open(self) -> bool:
        """Whether it may depend on records that nothing wrote who has which unique value, now or by what is written now."""
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
        """Note what a write that was refused would have done unless these were there; it found the record, or none by what it is `named`."""
        on = by_text(needs)
        self.contested.leave_open(record, named, given, on, is_exact=is_exact)
        sought = None if record is None else self.assumed(record.object, record.id)
        if record is not None and sought is not None and is_exact and by_text(_needs_of(sought)) == on:
            self._store.note_written(record)  # there if they are, and created if not

    def others(self, slots: Iterable[Slot], own: Collection[Holder]) -> list[Claim]:
        """What others than these may have of the values."""
        return [claim for slot in slots for holder, claim in self.contested.of(slot).items() if holder not in own]

    def rests_on(self, object: str, record_id: str, slots: Iterable[Slot], needs: Needs) -> bool:
        """Whether a record has none of the values unless all of these are there."""
        claims = [claim for slot in slots if (claim := self.contested.of(slot).get(record_id)) is not None]
        if claims:
            return all(claim.is_exact and needs.keys() <= claim.needs.keys() for claim in claims)
        sought = self.assumed(object, record_id)
        return sought is not None and not sought.others and needs.keys() <= by_text(_needs_of(sought)).keys()

    def rest_on(self, needs: Needs, object: str, attribute: str, value: Any, error: AttioError) -> None:
        """Ask for these: a record would not be written as it is without them, but refused with `error`."""
        judge, told = self._judge(), tuple(needs.values())
        if judge is None or not told:
            return
        if self._tried is not None:
            self._tried |= needs
        elif judge(Missing(object=object, attribute=attribute, value=value, error=error, needs=told)):
            self._resting |= needs
            self.is_loose = True

    def _or_else(self, assumed: Assumed) -> Assumed:
        """The same record, which is there as well if what is written now is."""
        attribute, value, needs, others = assumed
        more = [one for one in self._resting.values() if one not in (*needs, *others)]
        return attribute, value, needs, (*others, *more)

    def doubt(
        self, object: str, record_ids: Iterable[str], slots: Sequence[Slot] = (), named: Sequence[Slot] = ()
    ) -> tuple[Needed, ...]:
        """What has to be missing for none of these records to be there, or to have one of the values, or to be another than the one
        that is `named` so, where what is written now would be written then; empty where one of them is there for certain, or wherever
        this is written."""
        if self._judge() is None:
            return ()
        found: dict[str, Needed] = {}
        resting: Needs = {} if self.is_loose else self._resting
        ids = list(record_ids)
        is_exact = len(ids) == 1
        for id in ids:
            needs, others, is_all = self._doubt(object, id, slots, named)
            if needs.keys() <= resting.keys():
                return ()
            is_exact = is_exact and is_all
            found |= {key: one for key, one in {**needs, **others}.items() if key not in resting}
        if self._tried is None and not is_exact:
            self.is_loose = True
        return tuple(found.values())

    def _doubt(
        self, object: str, record_id: str, slots: Sequence[Slot], named: Sequence[Slot]
    ) -> tuple[Needs, Needs, bool]:
        """What has to be there for a record to be in the way, what puts it there as well, and whether that is all."""
        if self.contested:
            claims = [one for slot in (*slots, *named) if (one := self.contested.of(slot).get(record_id)) is not None]
            if claims:
                needs = {text: need for one in claims for text, need in one.needs.items()}
                return needs, {}, len(claims) == 1 and claims[0].is_exact
        sought = self.assumed(object, record_id)
        if sought is None:
            return {}, {}, True
        return by_text(_needs_of(sought)), by_text(sought.others), not sought.others

    @contextmanager
    def trial(self) -> Iterator[dict[str, Needed]]:
        """Nobody is asked and nothing is kept: where somebody would be asked, every record may be there. Gives what would be needed."""
        before = self._tried
        self._tried = {} if before is None else before
        try:
            yield self._tried
        finally:
            self._tried = before

    def may_update(self, object: str) -> bool:
        """Whether a record of an object that nothing wrote may be there for an assertion that could not create it."""
        return self._judge() is not None and object in self._updatable()

    def may_rest_on(self, object: str, record: Record | None) -> bool:
        """Whether an assertion that found this record, or none, may need one that nothing wrote: a reference has said that it may be
        there, whoever could have created it, or it is of an object of which it may."""
        if record is None:
            return self.may_update(object)
        return record.assumed_by is not None and self._judge() is not None

    def doubt_of_several(self, object: str, record_ids: Sequence[str]) -> tuple[Needed, ...]:
        """As `doubt`, of those among records that may not be there, where no more than one of them is there for certain."""
        uncertain = [id for id in record_ids if self.doubt(object, (id,))]
        return self.doubt(object, uncertain) if len(record_ids) - len(uncertain) < 2 else ()

    def dump(self, objects: Iterable[str]) -> dict[str, Any]:
        """The records that are only taken as there, as JSON values for `load`."""
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
        """The unique values of which it is open who has them, as JSON values for `contested`."""
        self._note()
        return self.contested.dump()

    def load(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Take what `dump` gave of the records that are stored.

        Raises:
            ValueError: one of the records is not there.
        """
        for id, row in rows.items():
            record = self._store.get(row["object"], id)
            if record is None:
                raise ValueError(f"/taken_as_there/{id}: there is no such record of {row['object']}")
            needs, others = (tuple((needed[0], needed[1], needed[2]) for needed in row.get(name, ())) for name in _WAYS)
            record.assumed_by = (row["attribute"], row["value"], needs, others)

    def take(self, sought: Sought, error: AttioError) -> list[str] | None:
        """The stored form of a reference to a record that is not there; None where it is refused."""
        judge = self._judge()
        if judge is None:
            return None
        if self._tried is not None:
            self._tried |= by_text(_needs_of(sought))
            return [sought.object, ""]
        if not self._may_be_there(judge, sought, error):
            return None
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
        return [sought.object, record.id]

    def assumed(self, object: str, record_id: str) -> Sought | None:
        """How a record was named that may not be there: one that is only taken as there, or has `needs`; None for any other."""
        record = self._store.get(object, record_id)
        if record is None or record.assumed_by is None:
            return None
        attribute, value, needs, others = record.assumed_by
        return Sought(object=object, attribute=attribute, value=value, needs=needs, others=others)

    @property
    def resting(self) -> Collection[Needed]:
        """What is written now rests on these."""
        return self._resting.values()

    def may_not_be(self, object: str, record_id: str) -> bool:
        """Whether a record may not be there, or not have all of its names."""
        return self.assumed(object, record_id) is not None or self.contested.is_concerned(record_id)

    def met(self, sought: Sought, error: AttioError) -> None:
        """Another reference to a record that was taken as there; `error` is how it would be refused."""
        if sought.others and by_text(sought.others).keys() <= self._resting.keys():
            return  # what it needs anyhow would have created it
        judge = self._judge()
        if judge is not None and self._tried is not None:
            self._tried |= by_text(_needs_of(sought))
        elif judge is not None:
            self._may_be_there(judge, sought, error)
            if sought.others:
                self.is_loose = True
                self._besides |= by_text(sought.others)

    def _may_be_there(self, judge: Judge, sought: Sought, error: AttioError) -> bool:
        needs = _needs_of(sought)
        missing = Missing(
            object=sought.object, attribute=sought.attribute, value=sought.value, error=error, needs=needs
        )
        if not judge(missing):
            return False
        self._resting |= by_text(needs)
        return True


_WAYS = ("needs", "others")


def _needs_of(sought: Sought) -> tuple[Needed, ...]:
    return sought.needs or ((sought.object, sought.attribute, sought.value),)
