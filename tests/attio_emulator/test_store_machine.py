"""The emulator against a simple model of a workspace: writes of every kind, batches, snapshots and resets in any order.

After each step both have the same records in the same order, the same values, both sides of every relationship, the same
history, and answer a second owner of a unique value alike. The model is in `store_model`. There are
50 runs, in `make thorough` 1,000.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

import pytest
from attio_emulator import VirtualClock, Workspace
from attio_emulator.query import found
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.attio_emulator.calls import Answer, Attio, plain_value
from tests.attio_emulator.store_model import MULTI, RELATIONS, TARGETS, UNIQUE, Model, Rec, Refusal
from tests.examples import THOROUGH, examples


def _reference(slug: str, target: str, back: str, *, several: bool) -> dict[str, Any]:
    return {
        "api_slug": slug,
        "type": "record-reference",
        "is_multiselect": several,
        "config": {"record_reference": {"allowed_objects": [target]}},
        "relationship": {"object": target, "api_slug": back},
    }


SEED: dict[str, list[dict[str, Any]]] = {"people": [{"email_addresses": ["e1@x.com"]}], "boats": [{"hull": "h1"}]}
WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "people",
                "attributes": [
                    _reference("boat", "boats", "captain", several=False),
                    _reference("crews", "boats", "crew", several=True),
                ],
            },
            {
                "api_slug": "boats",
                "attributes": [
                    {"api_slug": "hull", "type": "text", "is_unique": True},
                    {"api_slug": "registries", "type": "domain", "is_unique": True, "is_multiselect": True},
                    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
                    {"api_slug": "length", "type": "number"},
                    _reference("captain", "people", "boat", several=False),
                    _reference("crew", "people", "crews", several=True),
                ],
            },
        ],
        "records": SEED,
    }
)
ATTRIBUTES = {
    "people": ("email_addresses", "job_title", "company", "boat", "crews"),
    "companies": ("domains", "description", "team"),
    "boats": ("hull", "registries", "tags", "length", "captain", "crew"),
}
PLAIN: Mapping[str, tuple[Any, ...]] = {
    "email_addresses": ("e1@x.com", "e2@x.com", "E2@X.com", "e3@x.com"),
    "domains": ("d1.com", "D1.com", "d2.com"),
    "registries": ("r1.com", "r2.com", "r3.com"),
    "hull": ("h1", "h2", "h3"),
    "tags": ("a", "b", "c"),
    "job_title": ("x", "y", "z"),
    "description": ("x", "y"),
    "length": (1, 2, 3),
}
BROKEN = {"people": ("job_title", 7), "companies": ("description", ["x", "y"]), "boats": ("tags", ["a", "z"])}
"""A value of each object that no write takes."""
SINGLE = {"people": "job_title", "companies": "description", "boats": "length"}
NESTED = {"boats": ("captain", "people"), "people": ("boat", "boats")}
"""The reference of an object in which a batch may have an assertion, and the object of that."""
SECOND = 1_700_000_000
OBJECTS = st.sampled_from(("people", "people", "boats", "boats", "companies"))
SELDOM = st.sampled_from((False, False, False, True))
NOBODY = "00000000-0000-4000-8000-000000000000"


# made once: a strategy that is made for one draw is checked for it, too
from_ = cache(lambda values: st.sampled_from(values))
some = cache(lambda values, most: st.lists(st.sampled_from(values), unique=True, max_size=most))
places = cache(lambda size, least, most: st.lists(st.sampled_from(range(size)), min_size=least, max_size=most))
number = cache(st.integers)
BOOLEANS = st.booleans()
NOTHING: st.SearchStrategy[list[int]] = st.just([])


class Store(RuleBasedStateMachine):
    """Every rule does the same to the emulator and to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = VirtualClock(step=0)
        self.attio = Attio(WORKSPACE, clock=self.clock, batch_lag=3600)
        self.model = self.seeded()
        self.kept: list[tuple[Any, Model]] = []

    # -- what both are given ---------------------------------------------------------------------------------------

    def seeded(self) -> Model:
        model = Model()
        for object, rows in SEED.items():
            for row in rows:
                values = {slug: given if isinstance(given, list) else [given] for slug, given in row.items()}
                model.create(object, values, self.clock())
        return model

    def draw_values(self, data: st.DataObject, object: str, *, match: str | None = None) -> dict[str, list[Any]]:
        """Attribute -> values as the model has them: texts in lower case where case does not count, records as `Rec`."""
        drawn = data.draw(some(ATTRIBUTES[object], 4), label="attributes")
        slugs = list(dict.fromkeys([*drawn, match] if match and data.draw(number(0, 9)) else drawn))
        out: dict[str, list[Any]] = {}
        for slug in slugs:
            pool: Sequence[Any] = self.model.of(TARGETS[slug]) if slug in TARGETS else PLAIN[slug]
            most = 3 if slug in MULTI else 1
            least = 1 if slug == match else 0
            picked = data.draw(places(len(pool), least, most) if pool else NOTHING)
            out[slug] = [pool[index] for index in picked]
        return out

    def sent(self, values: Mapping[str, Any], *, simple: bool) -> dict[str, Any]:
        """Values as a request has them."""
        out: dict[str, Any] = {}
        for slug, given in values.items():
            if isinstance(given, dict):
                out[slug] = self.assertion(given)
                continue
            items = [self.reference(one, simple=simple) if isinstance(one, Rec) else one for one in given]
            single = len(items) == 1 and (simple or slug not in MULTI)
            unset = simple and not items and slug not in MULTI
            out[slug] = items[0] if single else None if unset else items
        return out

    def reference(self, record: Rec, *, simple: bool) -> Any:
        id = self.id_of(record)
        return id if simple else {"target_object": record.object, "target_record_id": id}

    def id_of(self, record: Rec) -> str:
        here = self.model.of(record.object)
        return self.attio.ids(record.object)[here.index(record)] if record in here else NOBODY

    def assertion(self, one: Mapping[str, Any]) -> dict[str, Any]:
        values = self.sent(one["values"], simple=True)
        if one.get("broken"):
            slug, value = BROKEN[one["object"]]
            values[slug] = value
        return {
            "object": one["object"],
            "mode": "create-or-update",
            "matching_attribute": one["match"],
            "multiselect_values": "append",
            "values": values,
            "received_at": datetime.fromtimestamp(SECOND + one["at"], UTC).isoformat(),
        }

    def agree(self, answer: Answer, work: Any) -> None:
        """The model does the same, or refuses with the same code."""
        expected: str | None = None
        try:
            work()
        except Refusal as refusal:
            expected = str(refusal)
        assert (answer.status, answer.body.get("code")) == ((200, None) if expected is None else (400, expected))

    def tick(self) -> int:
        self.clock.advance(0.001)
        return self.clock()

    # -- writes ----------------------------------------------------------------------------------------------------

    @rule(data=st.data(), object=OBJECTS)
    def create(self, data: st.DataObject, object: str) -> None:
        values, now = self.draw_values(data, object), self.tick()
        answer = self.attio.create(object, self.sent(values, simple=False))
        self.agree(answer, lambda: self.model.create(object, normal(values), now))

    @rule(data=st.data(), object=OBJECTS, form=st.sampled_from(["public", "simple", "append"]))
    def upsert(self, data: st.DataObject, object: str, form: str) -> None:
        match = data.draw(from_(UNIQUE[object]))
        values, now = self.draw_values(data, object, match=match), self.tick()
        sent = self.sent(values, simple=form != "public")
        if form == "public":
            answer = self.attio.public(object, match, sent)
        else:
            answer = self.attio.simple(object, match, sent, append=form == "append")
        append = values if form == "append" else [match]
        self.agree(answer, lambda: self.model.upsert(object, match, normal(values), append, now))

    @precondition(lambda self: self.model.records)
    @rule(data=st.data(), method=st.sampled_from(["PATCH", "PUT"]))
    def update(self, data: st.DataObject, method: str) -> None:
        record = data.draw(st.sampled_from(self.model.records))
        values, now = self.draw_values(data, record.object), self.tick()
        path = f"/v2/objects/{record.object}/records/{self.id_of(record)}"
        answer = self.attio.ask(method, path, {"data": {"values": self.sent(values, simple=False)}})
        append = values if method == "PATCH" else ()
        self.agree(answer, lambda: self.model.update(record, normal(values), append, now))

    @precondition(lambda self: self.model.records)
    @rule(data=st.data())
    def write_what_does_not_fit(self, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.model.records))
        slug, value = BROKEN[record.object]
        values = self.sent(self.draw_values(data, record.object), simple=False) | {slug: value}
        path = f"/v2/objects/{record.object}/records/{self.id_of(record)}"
        assert self.attio.ask("PATCH", path, {"data": {"values": values}}).status == 400

    @precondition(lambda self: any(len(self.model.of(object)) > 1 for object in ATTRIBUTES))
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        object = data.draw(st.sampled_from([one for one in ATTRIBUTES if len(self.model.of(one)) > 1]))
        self.join(object, *data.draw(st.permutations(self.model.of(object)))[:2])

    def join(self, object: str, primary: Rec, secondary: Rec) -> None:
        sent = {"primary_record_id": self.id_of(primary), "secondary_record_id": self.id_of(secondary)}
        now = self.tick()
        assert self.attio.ask("POST", f"/v2/objects/{object}/records/merge", {"data": sent}).status == 200
        self.model.merge(primary, secondary, now)

    @precondition(lambda self: self.model.records)
    @rule(data=st.data())
    def write_a_history(self, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.model.records))
        slug = data.draw(st.sampled_from([one for one in ATTRIBUTES[record.object] if one not in TARGETS]))
        values = data.draw(st.lists(st.sampled_from(PLAIN[slug]), min_size=1, max_size=4))
        times = sorted(data.draw(st.sets(st.integers(0, 99), min_size=len(values) + 1, max_size=len(values) + 1)))
        rows = list(zip(values, times, times[1:], strict=False))
        is_open = data.draw(BOOLEANS)
        sent = [
            {
                "value": value,
                "active_from": day(begin),
                "active_until": None if is_open and end == times[-1] else day(end),
            }
            for value, begin, end in rows
        ]
        path = f"/v2/objects/{record.object}/records/{self.id_of(record)}/attributes/{slug}/values"
        self.tick()
        answer = self.attio.ask("PUT", path, {"data": {"values": sent, "replace_history": True}})
        history = [
            (
                one.lower() if slug in ("email_addresses", "domains") else one,
                milliseconds(row["active_from"]),
                None if row["active_until"] is None else milliseconds(row["active_until"]),
            )
            for one, row in zip(values, sent, strict=True)
        ]
        self.agree(answer, lambda: self.model.rewrite(record, slug, history))

    @precondition(lambda self: self.model.records)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.model.records))
        path, now = f"/v2/objects/{record.object}/records/{self.id_of(record)}", self.tick()
        assert self.attio.ask("DELETE", path) == Answer(200, {})
        self.model.delete(record, now)

    # -- batches ---------------------------------------------------------------------------------------------------

    def draw_assertion(self, data: st.DataObject, object: str, *, inside: bool = False) -> dict[str, Any]:
        match, single = data.draw(from_(UNIQUE[object])), SINGLE[object]
        one: dict[str, Any] = {
            "object": object,
            "match": match,
            "at": data.draw(number(0, 3), label="received_at"),
            "broken": data.draw(number(0, 4), label="broken") == 4,
            "values": {single: [data.draw(from_(PLAIN[single]))]} | normal(self.draw_values(data, object, match=match)),
        }
        if object in NESTED and not inside and data.draw(BOOLEANS, label="nested"):
            reference, target = NESTED[object]
            one["values"][reference] = self.draw_assertion(data, target, inside=True)
        return one

    @rule(data=st.data(), objects=st.lists(OBJECTS, min_size=1, max_size=4), at_once=st.booleans())
    def batch(self, data: st.DataObject, objects: list[str], at_once: bool) -> None:
        batch = [self.draw_assertion(data, object) for object in objects]
        assert self.attio.batch(*(self.assertion(one) for one in batch)) == Answer(202, None)
        self.model.queue.append(batch)
        if at_once:
            self.flush()

    @rule()
    def wait(self) -> None:
        self.flush()

    def flush(self) -> None:
        now, before = self.tick(), len(self.attio.emulator.ledger)
        self.attio.emulator.flush()
        dropped = self.model.flush(now)
        rows = self.attio.emulator.ledger[before:]
        assert sum(row["pointer"].startswith("/assertions/") for row in rows) == dropped

    # -- states ----------------------------------------------------------------------------------------------------

    @rule()
    def snapshot(self) -> None:
        self.kept.append((self.attio.emulator.snapshot(), copy.deepcopy(self.model)))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), seldom=SELDOM)
    def restore(self, data: st.DataObject, seldom: bool) -> None:
        if seldom:
            self.same_history()
            state, model = data.draw(st.sampled_from(self.kept))
            self.attio.emulator.restore(copy.deepcopy(state))
            self.model = copy.deepcopy(model)

    @rule(to=st.sampled_from(["seed", "empty"]), seldom=SELDOM)
    def reset(self, to: str, seldom: bool) -> None:
        if seldom:
            self.same_history()
            self.tick()
            self.attio.emulator.reset(to=to)
            self.model = self.seeded() if to == "seed" else Model()

    # -- both are the same -----------------------------------------------------------------------------------------

    @invariant()
    def same(self) -> None:
        real = {object: self.attio.emulator.records(object) for object in ATTRIBUTES}
        ids = {one: row["id"]["record_id"] for object, rows in real.items()
               for one, row in zip(self.model.of(object), rows, strict=True)}  # fmt: skip
        for object, rows in real.items():
            for record, row in zip(self.model.of(object), rows, strict=True):
                for slug in ATTRIBUTES[object]:
                    shown = [plain(one) for one in row["values"][slug]]
                    expected = [ids[one] if isinstance(one, Rec) else one for one in self.model.values(record, slug)]
                    assert (sorted(shown) == sorted(expected)) if slug in TARGETS else (shown == expected), (
                        object,
                        slug,
                    )

    @invariant()
    def found_alike(self) -> None:
        """What the indexes of the store find is what looking at every record finds."""
        core = self.attio.emulator.core
        for object, slugs in ATTRIBUTES.items():
            owner, everybody = core.workspace.objects[object], list(core.store.each(object))
            assert [one.id for one in core.store.by_id(object)] == sorted(one.id for one in everybody)
            for slug in slugs:
                for key in {
                    value.key for one in everybody for value in (*one.values.get(slug, ()), *one.past.get(slug, ()))
                }:
                    holders = [one for one in everybody if any(key == value.key for value in one.values.get(slug, ()))]
                    assert core.store.holders(object, slug, [key]) == holders, (object, slug, key)
            for slug in UNIQUE[object]:
                for value in dict.fromkeys(one.lower() for one in PLAIN[slug]):
                    (holder,) = self.model.holders(object, slug, value) or (None,)
                    places = [] if holder is None else [self.model.of(object).index(holder)]
                    got = found(core.ground(owner), {"filter": {slug: value}})
                    assert got == [everybody[place] for place in places]

    def teardown(self) -> None:
        self.same_history()

    def same_history(self) -> None:
        for object, slugs in ATTRIBUTES.items():
            for record, row in zip(self.model.of(object), self.attio.ids(object), strict=True):
                for slug in slugs:
                    told = self.attio.history(object, row, slug, show_historic=True)
                    shown = [
                        (milliseconds(one["active_from"]), one["active_until"] and milliseconds(one["active_until"]))
                        for one in told
                    ]
                    assert [since for since, _ in shown] == sorted(since for since, _ in shown)
                    rows = self.model.history(record, slug)
                    assert sorted(shown, key=str) == sorted([(since, until) for _, since, until in rows], key=str), slug
                    if slug not in TARGETS:
                        values = [(plain(one), *times) for one, times in zip(told, shown, strict=True)]
                        assert sorted(values, key=str) == sorted(rows, key=str), slug


def plain(value: Mapping[str, Any]) -> Any:
    """A value as the model has it."""
    for name in ("target_record_id", "email_address", "domain"):
        if name in value:
            return value[name]
    return plain_value(value)


def day(number: int) -> str:
    """A moment before any record was made."""
    return f"2024-{1 + number // 28:02}-{1 + number % 28:02}T00:00:00.000Z"


def milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(f"{text[:23]}+00:00").timestamp() * 1000)


def normal(values: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Values without repetitions, in lower case where case does not count."""
    lowered = {
        slug: [one.lower() if slug in ("email_addresses", "domains") else one for one in given]
        for slug, given in values.items()
    }
    return {slug: list(dict.fromkeys(given)) for slug, given in lowered.items()}


TestStore = pytest.mark.covers("store.model")(Store.TestCase)
TestStore.settings = settings(
    max_examples=examples(50, 1000),
    stateful_step_count=40,
    derandomize=not THOROUGH,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def test_the_model_has_every_kind_of_relationship() -> None:
    assert {tuple(sorted((one[2], two[2]))) for one, two in RELATIONS} == set(
        itertools.combinations_with_replacement((False, True), 2)
    )


@pytest.mark.covers("merge.history")
@pytest.mark.parametrize("primary", [0, 1])
@pytest.mark.parametrize(
    "writes",
    [
        [(0, [0]), (1, [0]), (0, [1])],
        [(0, [0]), (1, [0]), (0, [1]), (1, [1, 2])],
        [(0, [0]), (1, [0]), (1, []), (1, [0, 2]), (0, [1])],
        [(0, [0]), (0, []), (1, [0]), (0, [0, 1]), (1, [2]), (0, [1])],
    ],
    ids=str,
)
def test_of_two_crews_that_a_merge_unites_nobody_is_aboard_twice(
    primary: int, writes: list[tuple[int, list[int]]]
) -> None:
    """The writes are (boat, crew), one after the other."""
    store = Store()
    for object in ("boats", "people", "people"):
        now = store.tick()
        store.agree(store.attio.create(object, {}), partial(store.model.create, object, {}, now))
    (one, two), people = store.model.of("boats"), store.model.of("people")
    for boat, crew in writes:
        record, values, now = (one, two)[boat], {"crew": [people[place] for place in crew]}, store.tick()
        path = f"/v2/objects/boats/records/{store.id_of(record)}"
        answer = store.attio.ask("PUT", path, {"data": {"values": store.sent(values, simple=False)}})
        store.agree(answer, partial(store.model.update, record, values, (), now))
    store.join("boats", *((one, two) if primary == 0 else (two, one)))
    store.same()
    store.same_history()
