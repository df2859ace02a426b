"""How many records a query looks at, and that an index never hides one that passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator.query import found
from attio_emulator.query.filters import compiled
from attio_emulator.record import Record
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.query.query_calls import COMPANIES, PEOPLE, THINGS, WORKSPACE
from tests.attio_emulator.query.test_query import STANDARD_FILTERS, THING_FILTERS
from tests.examples import examples

COUNT = 300
LEADS = {
    "objects": [
        {
            "api_slug": "leads",
            "attributes": [
                {"api_slug": "code", "type": "text", "is_unique": True},
                {"api_slug": "number", "type": "number", "is_unique": True},
                {"api_slug": "phone", "type": "phone-number", "is_unique": True},
                {"api_slug": "grade", "type": "text"},
                {
                    "api_slug": "company",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["companies"]}},
                },
            ],
        },
    ],
    "records": {
        "companies": [{"domains": f"c{number}.com"} for number in range(30)],
        "leads": [
            {
                "code": f"L{number}",
                "number": number,
                "phone": f"+8490{number:07}",
                "grade": f"g{number % 3}",
                "company": f"c{number % 30}.com",
            }
            for number in range(COUNT)
        ],
    },
}
LOOKED = Callable[[], int]


@pytest.fixture(scope="module")
def leads() -> Attio:
    return Attio(LEADS)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> LOOKED:
    """How many records had a value read since it was last asked."""
    seen: list[str] = []
    active = Record.active

    def counted(record: Record, slug: str) -> Any:
        seen.append(record.id)
        return active(record, slug)

    monkeypatch.setattr(Record, "active", counted)

    def count() -> int:
        number = len(set(seen))
        seen.clear()
        return number

    return count


def query(attio: Attio, object: str, **body: Any) -> list[Record]:
    core, page = attio.emulator.core, {name: body.pop(name) for name in ("offset", "limit") if name in body}
    return found(core.ground(core.workspace.objects[object]), body, **page)


# what is asked for, how many pass, how many are looked at
LOOKS: tuple[tuple[Any, int, int], ...] = (
    ({"code": "L7"}, 1, 1),
    ({"code": {"$eq": "L7"}}, 1, 1),
    ({"code": {"value": "L7"}}, 1, 1),
    ({"code": {"value": {"$in": ["L1", "L299", "L300"]}}}, 2, 2),
    ({"code": "nobody"}, 0, 0),
    ({"number": 7}, 1, 1),
    ({"number": {"$eq": 7.0, "$lt": 3}}, 0, 1),
    ({"phone": "84900000007"}, 1, 1),
    ({"phone": {"phone_number": {"$in": ["+84900000007"]}}}, 1, 1),
    ({"code": {"$in": ["L1", "L2"], "$eq": "L2"}}, 1, 1),
    ({"code": "L7", "grade": {"$contains": "G"}}, 1, 1),
    ({"$and": [{"grade": {"$contains": "g"}}, {"$and": [{"code": "L7"}]}]}, 1, 1),
    ({"$or": [{"code": "L7"}, {"number": 8}]}, 2, 2),
    ({"$or": [{"code": "L8"}, {"grade": {"$starts_with": "g1"}}]}, 101, COUNT),
    ({"$and": [{"$or": [{"code": "L7"}, {"code": "L8"}]}, {"$not": {"code": "L8"}}]}, 1, 2),
    ({"$not": {"code": "L8"}}, COUNT - 1, COUNT),
    ({"$or": []}, 0, 0),
    ({"company": {"target_record_id": "{c7}"}}, 10, 10),
    # the ten leads of one company, and the company of each
    ({"path": [["leads", "company"], ["companies", "domains"]], "constraints": "c7.com"}, 10, 11),
    (
        {"path": [["leads", "company"], ["companies", "domains"]], "constraints": {"root_domain": "c7.com"}},
        10,
        COUNT + 30,
    ),
)


@pytest.mark.covers("query.logic", "query.paths")
@pytest.mark.parametrize(("filter", "passing", "looks"), LOOKS, ids=[str(row[0])[:80] for row in LOOKS])
def test_a_filter_looks_at_those_that_an_index_names(
    leads: Attio, looked_at: LOOKED, filter: Any, passing: int, looks: int
) -> None:
    ids = leads.ids("companies")
    filter = _with(filter, ids)
    looked_at()
    assert (len(query(leads, "leads", filter=filter)), looked_at()) == (passing, looks)


def _with(filter: Any, ids: list[str]) -> Any:
    if isinstance(filter, dict):
        return {key: _with(one, ids) for key, one in filter.items()}
    return ids[int(filter[2:-1])] if isinstance(filter, str) and filter.startswith("{c") else filter


@pytest.mark.covers("page.limits", "query.order")
def test_a_page_without_sorts_looks_at_no_record_behind_it(leads: Attio, looked_at: LOOKED) -> None:
    assert len(query(leads, "leads", limit=10, offset=200)) == 10
    assert looked_at() == 0
    grades = [one.values["grade"][0].data for one in query(leads, "leads")]
    place = [number for number, grade in enumerate(grades) if grade == "g1"][14]
    looked_at()
    assert len(query(leads, "leads", filter={"grade": {"$starts_with": "g1"}}, limit=5, offset=10)) == 5
    assert looked_at() == place + 1


@pytest.mark.covers("query.sorts")
def test_a_second_sort_is_read_where_the_first_does_not_decide_about_the_page(
    leads: Attio, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    active = Record.active

    def noted(record: Record, slug: str) -> Any:
        read.append(slug)
        return active(record, slug)

    monkeypatch.setattr(Record, "active", noted)
    sorts = [{"attribute": "grade", "direction": "desc"}, {"attribute": "number", "direction": "asc"}]
    got = [one.values["code"][0].data for one in query(leads, "leads", sorts=sorts, limit=3, offset=99)]
    assert got == ["L299", "L1", "L4"]
    assert (read.count("grade"), read.count("number")) == (COUNT, 200)
    read.clear()
    assert [one.values["code"][0].data for one in query(leads, "leads", sorts=sorts, limit=1)] == ["L2"]
    assert (read.count("grade"), read.count("number")) == (COUNT, 100)


# -- an index hides nothing ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def things() -> Attio:
    attio = Attio(WORKSPACE)
    for object, records in (("companies", COMPANIES), ("people", PEOPLE), ("things", THINGS)):
        for record in records:
            assert attio.create(object, record).status == 200
    return attio


SINGLE = [("things", filter) for filter, _ in THING_FILTERS] + [
    (object, filter) for object, filter, _ in STANDARD_FILTERS
]
OF = {object: [filter for one, filter in SINGLE if one == object] for object in ("things", "people", "companies")}


def agree(attio: Attio, object: str, filter: Any) -> None:
    core = attio.emulator.core
    passes = compiled(core.ground(core.workspace.objects[object]), filter).passes
    expected = [one for one in core.store.by_id(object) if passes(one)]
    assert query(attio, object, filter=filter) == expected


@pytest.mark.parametrize(("object", "filter"), SINGLE, ids=[f"{one[0]} {one[1]}"[:80] for one in SINGLE])
def test_a_filter_finds_what_looking_at_everybody_finds(things: Attio, object: str, filter: Any) -> None:
    agree(things, object, filter)


@settings(max_examples=examples(60, 1500))
@given(data=st.data(), object=st.sampled_from(sorted(OF)))
def test_filters_inside_filters_find_what_looking_at_everybody_finds(
    things: Attio, data: st.DataObject, object: str
) -> None:
    one = st.sampled_from([filter for filter in OF[object] if filter])
    single = one.filter(
        lambda filter: "path" in filter or (len(filter) == 1 and not next(iter(filter)).startswith("$"))
    )
    leaf = one | st.builds(lambda filter: {"$not": filter}, single)
    several = st.recursive(
        leaf, lambda inner: st.dictionaries(st.sampled_from(["$and", "$or"]), st.lists(inner, max_size=3), min_size=1)
    )
    agree(things, object, data.draw(several))
