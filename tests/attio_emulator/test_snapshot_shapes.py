"""States that somebody changed: each is refused with one line that says where, or every call and page answers."""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, EmulatorError, Request, StateError
from attio_emulator.errors import shortened
from attio_emulator.snapshot_shapes import DOCUMENTS, EARLIEST, LATEST, check_shapes
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attio_emulator.calls import assertion
from tests.attio_emulator.filled import filled
from tests.examples import examples

Steps = tuple[Any, ...]
HANDLE = Emulator.handle
"""As it is without the comparison with Attio's document: nobody promises that what somebody made up is what Attio would have."""


def _state() -> Any:
    attio, _ = filled()
    hook = {"target_url": "https://localhost/x", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    attio.ask("POST", "/v2/webhooks", {"data": hook})
    values = {"email_addresses": ["new@acme.org"], "description": "new"}
    attio.ask("POST", "/v2/objects/people/records", {"data": {"values": values}})
    attio.ask("POST", "/v2/objects/people/records", {"data": {"values": values}})
    emulator = attio.emulator
    emulator.batch_lag = 60.0
    assert attio.batch(assertion("people", "email_addresses", values)).status == 202
    ask = "/authorize?client_id=c&redirect_uri=http://localhost/back&response_type=code"
    emulator.handle(Request.make("GET", ask))
    return json.loads(json.dumps(emulator.snapshot()))


STATE = _state()


def _with_ids_in_upper_case() -> Any:
    """As of a workspace file that has them so, by a program of before IDs were kept in lower case."""
    state = copy.deepcopy(STATE)
    for one in state["workspace"]["objects"]:
        one["id"] = one["id"].upper()
    return state


STATES = {
    "now": STATE,
    "upper case": _with_ids_in_upper_case(),
    "version 1": json.loads((Path(__file__).parent / "states" / "version_1.json").read_text()),
}


def _paths(value: Any, path: Steps = ()) -> Iterator[Steps]:
    if path:
        yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _paths(value[key], (*path, key))


def _kind(path: Steps) -> Steps:
    """The path without numbers and IDs: a schema has many members that are alike."""
    return tuple("#" if isinstance(one, int) or len(one) > 30 else one for one in path)


PLACES: dict[tuple[str, Steps], list[Steps]] = defaultdict(list)
for _name, _whole in STATES.items():
    for _path in _paths(_whole):
        PLACES[_name, _kind(_path)].append(_path)

_DEEP: Any = []
for _ in range(400):
    _DEEP = [_DEEP]
OTHERS: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, -(10**30), 1e308, "", "x", "\ud800", [], {}, [[]], {"a": 1}, 10**15, LATEST + 1, EARLIEST - 1, [1, 2],
    _DEEP,
)  # fmt: skip
GONE, TWICE = "gone", "twice"
PYTHON = (
    "KeyError",
    "TypeError",
    "ValueError",
    "AttributeError",
    "IndexError",
    "NoneType",
    "object has no",
    "is not iterable",
    "something in it is of another kind",
)
"""Words that say nothing to whoever edited a state."""

ASKED = (
    *(("GET", path, None) for path in (
        "/v2/objects", "/v2/objects/people", "/v2/objects/people/attributes", "/v2/objects/people/views", "/v2/lists", "/v2/notes",
        "/v2/tasks", "/v2/webhooks", "/v2/meetings", "/v2/self", "/v2/workspace_members", "/_emulator/ui/about", "/_emulator/ui/news",
        "/_emulator/ui/objects", "/_emulator/ui/objects/people/records", "/_emulator/ui/objects/people/moments",
        "/_emulator/ui/lists", "/_emulator/ui/notes", "/_emulator/ui/tasks", "/_emulator/ui/rejections", "/_emulator/ui/queue",
        "/_emulator/ui/webhooks", "/_emulator/workspace", "/_emulator/state", "/_emulator/deliveries", "/_emulator/emails", "/",
    )),
    ("POST", "/v2/objects/people/records/query", {"sorts": [{"attribute": "email_addresses", "direction": "asc"}]}),
    ("POST", "/v2/lists/enterprise_sales/entries/query", {}),
    (
        "PUT", "/v2/objects/people/records?matching_attribute=email_addresses",
        {"data": {"values": {"email_addresses": ["new@acme.org"], "description": "newer", "company": "acme.org"}}},
    ),
)  # fmt: skip


def _other(kind: tuple[str, Steps], which: int, what: Any) -> Any:
    state = copy.deepcopy(STATES[kind[0]])
    path = PLACES[kind][which % len(PLACES[kind])]
    place = state
    for one in path[:-1]:
        place = place[one]
    if what == GONE:
        del place[path[-1]]
    elif what == TWICE and isinstance(place, list):
        place.append(copy.deepcopy(place[path[-1]]))
    else:
        place[path[-1]] = what
    return state


@settings(max_examples=examples(150, 5_000), deadline=None)
@given(
    st.sampled_from(sorted(PLACES, key=str)),
    st.integers(0, 1000),
    st.sampled_from((GONE, TWICE)) | st.sampled_from(OTHERS),
)
def test_a_state_that_is_another_is_refused_in_a_line_or_everything_answers(
    kind: tuple[str, Steps], which: int, what: Any
) -> None:
    emulator = Emulator()
    before = emulator.snapshot()
    refused = None
    try:
        emulator.restore(_other(kind, which, what))
    except EmulatorError as error:
        refused = str(error)
    if refused is not None:
        assert "\n" not in refused
        assert not any(word in refused for word in PYTHON), refused
        after = emulator.snapshot()
        assert {**after, "clock": 0} == {**before, "clock": 0}
        return
    for method, path, body in ASKED:
        response = HANDLE(emulator, Request.make(method, path, json=body, token="any"))
        assert response.status < 500, (path, response.body)
    emulator.flush()
    assert b"".join(emulator.snapshot_text({}))


def test_what_is_there_passes_and_every_kind_of_document_is_known() -> None:
    check_shapes(STATE)
    assert set(STATE["documents"]) <= set(DOCUMENTS)
    emulator = Emulator()
    emulator.restore(STATE)
    assert json.loads(b"".join(emulator.snapshot_text({"more": 1})))["more"] == 1


LIST = next(iter(STATE["documents"]["lists"]))


@pytest.mark.parametrize(
    ("path", "what", "said"),
    [
        (("records", "people", 0, "created_at"), 10**18, "/records/people/0/created_at: found 1000000000000000000, expected a moment"),
        (("records", "people", 0, "id"), None, "/records/people/0/id: found null, expected text"),
        (("records", "people", 0, "actor"), ["x"], "/records/people/0/actor: found "),
        (("documents", "notes"), {"n": {}}, "/documents/notes/n: found "),
        (("documents", "lists", LIST, "parent_object_id"), "x",
         f"/documents/lists/{LIST}/parent_object_id: found 'x', expected the ID of an object of its workspace"),
        (("documents", "lists", LIST, "views", 0, "created_at"), "x", f"/documents/lists/{LIST}: found "),
        (("queue", 0, "assertions"), [{}], "/queue/0/assertions: found "),
        (("ids",), 2**60, f"/ids: found {2**60}, expected a whole number of 0 or more"),
        (("ids",), 2**70, f"/ids: found {2**70}, expected a whole number of 0 or more"),
        (("requests",), None, "/requests: found null, expected a whole number of 0 or more"),
        (("clock",), LATEST + 1, f"/clock: found {LATEST + 1}, expected a moment in milliseconds, of the years 1970 to 9999"),
        (("created_at",), -1, "/created_at: found -1, expected a moment in milliseconds, of the years 1970 to 9999"),
        *(((name,), None, f"/{name}: found null, expected ") for name in (
            "records", "activity_records", "entries", "documents", "taken_as_there", "queue", "ledger")),
        (("records", "people"), None, '/records: found {"people": null'),
        (("records", "rafts"), [{"id": "x", "created_at": 1, "actor": ["system", None], "values": {}, "past": {}}],
         "there are records of rafts, which its workspace does not have"),
        (("records", "people", 0, "values", "description"), None, "/records/people/0/values/description: found null, expected a list of values"),
        (("records", "people", 0, "values", "plan"), [], "records of people have values of plan, which its workspace does not have"),
        (("records", "people", 0, "last_received"), [], "/records/people/0/last_received: found [], expected moments"),
        (("taken_as_there", "x"), None, '/taken_as_there: found {"x": null}, expected references by the IDs of their records'),
        (("taken_as_there", "x"), {"object": "people"}, "/taken_as_there/x: 'attribute' is missing, expected text"),
        (("taken_as_there", "x"), {"object": "people", "attribute": "a", "value": 1}, "/taken_as_there/x: there is no such record of people"),
        (("taken_as_there", "x"), {"object": "people", "attribute": "a", "value": 1, "needs": [["users", "user_id"]]},
         '/taken_as_there/x/needs: found [["users", "user_id"]], expected a list, each of an object, an attribute and a value'),
        (("contested",), None, "/contested: found null, expected a list of unique values"),
        (("gone",), None, "/gone: found null, expected a list of unique values of deleted records"),
        (("gone",), [{"object": "users", "attribute": "a", "key": []}], "/gone/0/key: found "),
        (("contested",), [{"object": "users", "attribute": "a", "key": "k", "holder": ["a"]}], "/contested/0/holder: found "),
    ],
)  # fmt: skip
def test_the_place_is_told(path: Steps, what: Any, said: str) -> None:
    state = copy.deepcopy(STATE)
    place = state
    for one in path[:-1]:
        place = place[one]
    place[path[-1]] = what
    with pytest.raises(EmulatorError) as refused:
        Emulator().restore(state)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("what", [None, True, 5, "twice", [], ["x"]])
def test_a_workspace_that_is_none_is_told(name: str, what: Any) -> None:
    with pytest.raises(StateError, match=re.escape(f"/workspace: found {shortened(what)}, expected a")):
        Emulator().restore({**STATES[name], "workspace": what})


@pytest.mark.parametrize(
    ("path", "what", "said"),
    [
        (("workspace", "objects"), None, "/workspace/objects: found null, expected a list"),
        (("workspace", "objects", 1), "x", "/workspace/objects/1: found 'x', expected an object with id, api_slug"),
        (("workspace", "objects", 1), {"id": "x"}, "/workspace/objects/1: 'api_slug' is missing"),
        (("records",), [], "/records: found [], expected an object"),
        (("records", "people"), {}, "/records/people: found {}, expected a list"),
        (("records", "people", 0), [], "/records/people/0: found [], expected an object"),
        (("shelves",), None, "/shelves: found null, expected an object"),
        (("shelves", "lists"), "x", "/shelves/lists: found 'x', expected an object"),
        (("shelves", "lists", "ID"), 5, "/shelves/lists/ID: found 5, expected an object with parent_object_id, attributes"),
        (("shelves", "lists", "ID", "parent_object_id"), "x",
         "/shelves/lists/ID/parent_object_id: found 'x', expected the ID of an object of its workspace"),
        (("shelves", "lists", "ID", "attributes"), 5, "/shelves/lists/ID/attributes: found 5, expected a list"),
        (("shelves", "entries:ID"), [], "/shelves/entries:ID: found [], expected an object"),
        (("shelves", "entries:ID", "e"), {"id": "e"}, "/shelves/entries:ID/e: 'record_id' is missing"),
        (("requests",), 10**30, "something in it cannot be in an answer: Integer exceeds 64-bit range"),
    ],
    ids=str,
)  # fmt: skip
def test_the_place_in_a_state_of_version_1_is_told(path: Steps, what: Any, said: str) -> None:
    state = copy.deepcopy(STATES["version 1"])
    (id,) = state["shelves"]["lists"]
    steps = [one.replace("ID", id) if isinstance(one, str) else one for one in path]
    place = state
    for one in steps[:-1]:
        place = place[one]
    place[steps[-1]] = what
    with pytest.raises(StateError) as refused:
        Emulator().restore(state)
    assert said.replace("/ID", f"/{id}").replace(":ID", f":{id}") in str(refused.value).replace('"', "'")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("objects",), "/objects: found 5, expected"),
        (("objects", 0), "/objects/0: found 5, expected"),
        (("objects", 0, "attributes"), "/objects/0/attributes: found 5, expected"),
    ],
)
def test_a_damaged_schema_with_ids_in_upper_case_is_told(path: Steps, said: str) -> None:
    state = copy.deepcopy(STATES["upper case"])
    place = state["workspace"]
    for one in path[:-1]:
        place = place[one]
    place[path[-1]] = 5
    with pytest.raises(EmulatorError) as refused:
        Emulator().restore(state)
    assert said in str(refused.value)


def test_no_list_is_without_an_attribute_that_every_list_has() -> None:
    state = copy.deepcopy(STATE)
    (id, row), *_ = state["documents"]["lists"].items()
    for attribute in row["attributes"]:
        attribute["is_archived"] = attribute["slug"] == "parent_record"
    with pytest.raises(EmulatorError, match=f"/documents/lists/{id}: found .*; what every list has is not archived"):
        Emulator().restore(state)


def test_a_record_that_is_there_twice() -> None:
    state = copy.deepcopy(STATE)
    rows = state["records"]["people"]
    rows.append(copy.deepcopy(rows[0]))
    with pytest.raises(EmulatorError) as refused:
        Emulator().restore(state)
    assert (
        f"/records/people/{len(rows) - 1}/id: found {rows[0]['id']!r}, expected an ID that no record before it has"
        in str(refused.value).replace('"', "'")
    )


@pytest.mark.parametrize("at", [EARLIEST, -1, 0, LATEST])
def test_every_moment_that_can_be_written_is_one(at: int) -> None:
    state = copy.deepcopy(STATE)
    state["records"]["people"][0]["created_at"] = at
    emulator = Emulator()
    emulator.restore(state)
    assert emulator.records("people")[0]["created_at"]
