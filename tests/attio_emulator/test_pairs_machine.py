"""Relationships of an object with itself against a model of pairs: both sides in one write, swaps, batches, merges, deletions.

After each step both have the same values on both sides, none of them ended, none twice; the histories are the same, and no two rows
of one value overlap. The model is in `pairs_model`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from attio_emulator import VirtualClock, Workspace
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.attio_emulator.calls import Answer, Attio, assertion
from tests.attio_emulator.pairs_model import RELATIONS, SEVERAL, Model
from tests.examples import THOROUGH, examples

OBJECT = {slug: "owners" if slug == "owned" else "things" for slug in SEVERAL}
"""Attribute -> the object that has it."""


def _object(slug: str) -> dict[str, Any]:
    attributes: list[dict[str, Any]] = [{"api_slug": "key", "type": "text", "is_unique": True}]
    for one, other in dict.fromkeys((side, back) for pair in RELATIONS for side, back in (pair, pair[::-1])):
        if OBJECT[one] == slug:
            attributes.append(
                {
                    "api_slug": one,
                    "type": "record-reference",
                    "is_multiselect": SEVERAL[one],
                    "config": {"record_reference": {"allowed_objects": [OBJECT[other]]}},
                    "relationship": {"object": OBJECT[other], "api_slug": other},
                }
            )
    return {"api_slug": slug, "attributes": attributes}


WORKSPACE = {"objects": [_object("things"), _object("owners")]}
MOVE = Workspace.from_dict(WORKSPACE)
KEEP = Workspace.from_dict({**WORKSPACE, "assumptions": {"relationship.taken_by_another": "keep"}})
ATTRIBUTES = {object: [slug for slug in SEVERAL if OBJECT[slug] == object] for object in ("things", "owners")}
TARGETS = {side: OBJECT[back] for pair in RELATIONS for side, back in (pair, pair[::-1])}
SECOND = 1_700_000_000
NAMES = {"things": ["t1", "t2", "t3"], "owners": ["o1", "o2"]}


# made once: a strategy that is made for one draw is checked for it, too
one_of = cache(lambda values: st.sampled_from(values))
some = cache(lambda values, least, most: st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=most))
orders = cache(lambda values: st.permutations(values))
BOOLEANS = st.booleans()
NOTHING: st.SearchStrategy[list[str]] = st.just([])


class Pairs(RuleBasedStateMachine):
    """Every rule does the same to the emulator and to the model."""

    workspace = MOVE

    def __init__(self) -> None:
        super().__init__()
        self.clock = VirtualClock(step=0)
        self.attio = Attio(self.workspace, clock=self.clock)
        self.model = Model(keep=self.workspace is KEEP)
        self.ids: dict[str, str] = {}
        self.born: dict[str, int] = {}
        self.sent = 0
        for object, names in NAMES.items():
            for name in names:
                self.made(object, name, {})

    def made(self, object: str, name: str, given: Mapping[str, list[str]]) -> None:
        answer = self.attio.create(object, {"key": name, **self.values(given, simple=False)})
        assert answer.status == 200, answer
        self.ids[name] = answer.body["data"]["id"]["record_id"]

    def object(self, name: str) -> str:
        return "owners" if name.startswith("o") else "things"

    def there(self, object: str) -> tuple[str, ...]:
        return tuple(sorted(one for one in self.ids if self.object(one) == object))

    def values(self, given: Mapping[str, list[str]], *, simple: bool) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for slug, names in given.items():
            rows = [{"target_object": TARGETS[slug], "target_record_id": self.ids[one]} for one in names]
            told: list[Any] = [self.ids[one] for one in names] if simple else rows
            out[slug] = told if SEVERAL[slug] else told[0] if told else None if simple else []
        return out

    def draw(self, data: st.DataObject, object: str) -> dict[str, list[str]]:
        """Some attributes in any order, often both of one relation."""
        slugs = data.draw(some(tuple(ATTRIBUTES[object]), 1, 4))
        if data.draw(BOOLEANS, label="both sides"):
            sides = tuple(pair for pair in RELATIONS if {OBJECT[one] for one in pair} == {object})
            slugs = list(dict.fromkeys(data.draw(orders((*data.draw(one_of(sides or (tuple(slugs),))), *slugs)))))
        out = {}
        for slug in slugs:
            pool = self.there(TARGETS[slug])
            several = some(pool, 0, 3 if SEVERAL[slug] else 1) if pool else NOTHING
            out[slug] = data.draw(several, label=slug)
        return out

    def tick(self) -> int:
        self.clock.advance(0.001)
        return self.clock()

    @precondition(lambda self: len(self.ids) < 8)
    @rule(data=st.data(), object=st.sampled_from(["things", "things", "owners"]))
    def create(self, data: st.DataObject, object: str) -> None:
        given, now = self.draw(data, object), self.tick()
        name = f"{object[0]}{len(self.born) + 10}"
        self.born[name] = now
        self.made(object, name, given)
        self.model.write(name, given, (), now)

    @rule(data=st.data(), method=st.sampled_from(["PATCH", "PUT"]))
    def update(self, data: st.DataObject, method: str) -> None:
        name = data.draw(one_of(tuple(sorted(self.ids))))
        given, now = self.draw(data, self.object(name)), self.tick()
        path = f"/v2/objects/{self.object(name)}/records/{self.ids[name]}"
        answer = self.attio.ask(method, path, {"data": {"values": self.values(given, simple=False)}})
        assert answer.status == 200, answer
        self.model.write(name, given, given if method == "PATCH" else (), now)

    @rule(data=st.data(), form=st.sampled_from(["public", "simple", "append"]))
    def upsert(self, data: st.DataObject, form: str) -> None:
        name = data.draw(one_of(tuple(sorted(self.ids))))
        given, now, object = self.draw(data, self.object(name)), self.tick(), self.object(name)
        sent = {"key": name, **self.values(given, simple=form != "public")}
        if form == "public":
            answer = self.attio.public(object, "key", sent)
        else:
            answer = self.attio.simple(object, "key", sent, append=form == "append")
        assert answer.status == 200, answer
        self.model.write(name, given, given if form == "append" else (), now)

    @rule(data=st.data(), many=st.integers(1, 3))
    def batch(self, data: st.DataObject, many: int) -> None:
        rows, told = [], []
        for _ in range(many):
            name = data.draw(one_of(tuple(sorted(self.ids))))
            given = self.draw(data, self.object(name))
            self.sent += 1
            at = datetime.fromtimestamp(SECOND + self.sent, UTC).isoformat()
            rows.append((name, given))
            told.append(assertion(self.object(name), "key", {"key": name, **self.values(given, simple=True)}, at=at))
        now = self.tick()
        assert self.attio.batch(*told) == Answer(202, None)
        self.attio.emulator.flush()
        for name, given in rows:
            self.model.write(name, given, given, now)

    @precondition(lambda self: len(self.ids) > 3)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(one_of(tuple(sorted(self.ids))))
        path, now = f"/v2/objects/{self.object(name)}/records/{self.ids.pop(name)}", self.tick()
        assert self.attio.ask("DELETE", path) == Answer(200, {})
        self.model.delete(name, now)

    @precondition(lambda self: len(self.there("things")) > 2)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        first, second = data.draw(orders(self.there("things")))[:2]
        now = self.tick()
        sent = {"primary_record_id": self.ids[first], "secondary_record_id": self.ids[second]}
        answer = self.attio.ask("POST", "/v2/objects/things/records/merge", {"data": sent})
        assert answer.status == 200, answer
        del self.ids[second]
        old, name = self.ids.pop(first), f"t{len(self.born) + 10}"
        assert old
        self.ids[name], self.born[name] = answer.body["data"]["new_record_id"], now
        # the key is the first one's, which asserts go on with
        path = f"/v2/objects/things/records/{self.ids[name]}"
        assert self.attio.ask("PATCH", path, {"data": {"values": {"key": name}}}).status == 200
        self.model.merge(first, second, name, now)

    @invariant()
    def same(self) -> None:
        names = {id: name for name, id in self.ids.items()}
        for object, slugs in ATTRIBUTES.items():
            for row in self.attio.emulator.records(object):
                name = names[row["id"]["record_id"]]
                for slug in slugs:
                    values = row["values"][slug]
                    assert all(one["active_until"] is None for one in values), (name, slug)
                    shown = sorted(names[one["target_record_id"]] for one in values)
                    assert shown == self.model.values(name, slug), (name, slug)

    @invariant()
    def same_history(self) -> None:
        names = {id: name for name, id in self.ids.items()}
        for name, id in self.ids.items():
            for slug in ATTRIBUTES[self.object(name)]:
                rows = [
                    (
                        names.get(one["target_record_id"], "gone"),
                        _moment(one["active_from"]),
                        _moment(one["active_until"]),
                    )
                    for one in self.attio.history(self.object(name), id, slug, show_historic=True)
                ]
                expected = [
                    (other if other in self.ids else "gone", since, until)
                    for other, since, until in self.model.history(name, slug)
                ]
                began = self.born.get(name, 0)  # one that was merged has histories of both, which are not looked at
                assert Counter(map(str, _since(rows, began))) == Counter(map(str, _since(expected, began))), (
                    name,
                    slug,
                )
                _check_apart([row for row in rows if row[0] != "gone"])


class KeptPairs(Pairs):
    """Who is taken stays where it is."""

    workspace = KEEP


def _since(rows: list[tuple[str, int, int | None]], began: int) -> list[tuple[str, int, int | None]]:
    return [row for row in rows if row[2] is None or row[2] > began]


def _check_apart(rows: list[tuple[str, int, int | None]]) -> None:
    """The rows of one value follow each other."""
    for name in {row[0] for row in rows}:
        times: list[tuple[int, int | None]] = []
        times += sorted((since, until) for one, since, until in rows if one == name and until is not None)
        times += [(since, None) for one, since, until in rows if one == name and until is None]
        for (_, until), (since, _) in pairwise(times):
            assert until is not None
            assert until <= since


def _moment(text: str | None) -> Any:
    return None if text is None else round(datetime.fromisoformat(f"{text[:23]}+00:00").timestamp() * 1000)


_SETTINGS = settings(
    max_examples=examples(10, 1000),
    stateful_step_count=20,
    derandomize=not THOROUGH,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
TestPairs = pytest.mark.covers("store.model")(Pairs.TestCase)
TestPairs.settings = _SETTINGS
TestKeptPairs = pytest.mark.covers("relationship.taken_by_another")(KeptPairs.TestCase)
TestKeptPairs.settings = _SETTINGS


def made(attio: Attio, *keys: str) -> list[str]:
    ids = []
    for key in keys:
        ids.append(attio.create("things", {"key": key}).body["data"]["id"]["record_id"])
    return ids


def patched(attio: Attio, id: str, **values: list[str]) -> None:
    sent = {slug: [{"target_object": "things", "target_record_id": one} for one in ids] for slug, ids in values.items()}
    answer = attio.ask("PATCH", f"/v2/objects/things/records/{id}", {"data": {"values": sent}})
    assert answer.status == 200, answer


@pytest.mark.parametrize("order", [("parent", "children"), ("children", "parent")])
def test_a_record_that_leaves_itself_is_no_longer_its_own_child(order: tuple[str, str]) -> None:
    attio = Attio(MOVE)
    x, y, z = made(attio, "x", "y", "z")
    patched(attio, x, children=[x])
    patched(attio, x, **{slug: {"parent": [y], "children": [z]}[slug] for slug in order})
    shown = {row["id"]["record_id"]: row["values"] for row in attio.emulator.records("things")}
    assert [one["target_record_id"] for one in shown[x]["children"]] == [z]
    assert [one["target_record_id"] for one in shown[x]["parent"]] == [y]
    assert [one["target_record_id"] for one in shown[y]["children"]] == [x]
    assert [one["target_record_id"] for one in shown[z]["parent"]] == [x]
    rows = attio.history("things", x, "children", show_historic=True)
    assert [(one["target_record_id"], one["active_until"] is None) for one in rows] == [(x, False), (z, True)]


@pytest.mark.parametrize("many", [3, 40])
def test_of_a_relationship_that_a_state_knows_from_one_side_alone_no_value_comes_twice(many: int) -> None:
    """More than a few values are not looked through."""
    attio = Attio(MOVE)
    parent, *kids = made(attio, *map(str, range(many + 1)))
    patched(attio, parent, children=kids)
    state = attio.emulator.snapshot()
    for row in state["records"]["things"]:
        row["values"].pop("parent", None)
    attio.emulator.restore(state)
    for kid in (kids[1], kids[1], kids[-1]):
        patched(attio, kid, parent=[parent])
    (shown,) = [row for row in attio.emulator.records("things") if row["id"]["record_id"] == parent]
    assert [one["target_record_id"] for one in shown["values"]["children"]] == kids
    patched(attio, kids[1], parent=[])
    patched(attio, kids[1], parent=[parent])
    (shown,) = [row for row in attio.emulator.records("things") if row["id"]["record_id"] == parent]
    assert [one["target_record_id"] for one in shown["values"]["children"]] == [kids[1], kids[0], *kids[2:]]
