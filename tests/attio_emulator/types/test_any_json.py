"""Whatever JSON a value is: an answer of success, or a refusal as Attio writes it, on every way a value comes in; never an error of ours.

What is taken reads back, and what was read back changes nothing when it is written again.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from attio_emulator import Workspace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attio_emulator.calls import Answer, Attio, assertion
from tests.attio_emulator.types.bad_values import EDGES, KINDS, SLUGS
from tests.attio_emulator.types.type_cases import DOCUMENTED, NORMAL, PUBLIC
from tests.attio_emulator.types.type_cases import WORKSPACE as THINGS
from tests.examples import THOROUGH, examples

_ROW = THINGS.to_dict()
_ATTRIBUTES = next(one for one in _ROW["objects"] if one["api_slug"] == "things")["attributes"]
WORKSPACE = Workspace.from_own(
    {
        **_ROW,
        "lists": [
            {
                "api_slug": "line",
                "parent_object": "things",
                "attributes": [
                    {name: one for name, one in row.items() if name not in ("id", "is_unique", "relationship")}
                    for row in _ATTRIBUTES
                    if row["api_slug"] in SLUGS
                ],
            }
        ],
    }
)
ATTRIBUTES = WORKSPACE.objects["things"].attributes
_WORDS = [
    *(value for table in (DOCUMENTED, NORMAL, PUBLIC) for value in (row[1] for row in table)),
    *(value for edge in EDGES for value in (*edge.inside, *edge.outside)),
    *KINDS.values(),
]
SEEN = [one for one in _WORDS if len(json.dumps(one)) < 500 and (not isinstance(one, int) or abs(one) < 2**63)]
"""Values that tables of types know, whatever type they are for."""
_KEYS = st.sampled_from([
    "value", "option", "status", "currency_value", "domain", "email_address", "original_phone_number", "country_code", "target_object",
    "target_record_id", "referenced_actor_type", "referenced_actor_id", "workspace_member_email_address", "first_name", "last_name",
    "full_name", "line_1", "latitude", "longitude", "email_addresses", "domains", "user_id", "",
])  # fmt: skip
_ALPHABET = "a1Z,.:;@+-/ T\n\t\0\u00a0ü\u0308ß。１٣€😀\u202e%_~#?()[]{}\"'\\"
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(_ALPHABET, max_size=12)
    | st.sampled_from(SEEN)
)
ANY = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=4),
    max_leaves=6,
)
MANY = settings(
    max_examples=examples(150, 10_000),
    suppress_health_check=list(HealthCheck),
    deadline=None,
    database=None,
    derandomize=not THOROUGH,
)
_ERROR = {"status_code", "type", "code", "message"}
_MORE = {"validation_errors", "path"}


def judged(answer: Answer) -> bool:
    """Whether it is a success; else a refusal in Attio's envelope."""
    if 200 <= answer.status < 300:
        return True
    assert 400 <= answer.status < 500, answer
    assert _ERROR <= set(answer.body) <= _ERROR | _MORE, answer
    assert answer.body["status_code"] == answer.status
    assert all(isinstance(answer.body[one], str) and answer.body[one] for one in ("type", "code", "message"))
    return False


def sendable(slug: str, shown: Any) -> Any:
    """A value as it was read, in a form that the documented API takes."""
    kind = ATTRIBUTES[slug].type
    member = {
        "email-address": "original_email_address",
        "domain": "domain",
        "currency": "currency_value",
    }.get(kind, "value")
    if kind in ("select", "status"):
        return shown["option" if kind == "select" else "status"]["id"]["option_id" if kind == "select" else "status_id"]
    if member in shown:
        return shown[member]
    names = (
        ("original_phone_number", "country_code")
        if kind == "phone-number"
        else [one for one in shown if one not in ("active_from", "active_until", "created_by_actor", "attribute_type")]
    )
    return {name: shown[name] for name in names}


@cache
def _start() -> Attio:
    attio = Attio(WORKSPACE)
    record = attio.create("things", {"key": "k"}).body["data"]["id"]["record_id"]
    sent = {"parent_object": "things", "parent_record_id": record, "entry_values": {}}
    assert attio.ask("POST", "/v2/lists/line/entries", {"data": sent}).status == 200
    return attio


@contextmanager
def started() -> Iterator[Attio]:
    """An emulator with a record and an entry of it, where nothing stays that is written: neither records nor documents."""
    attio = _start()
    documents = copy.deepcopy(attio.emulator.core.documents)
    with attio.emulator._state.nothing_stays(only_records=True):
        yield attio
    attio.emulator.core.load_documents(documents)


def ways(attio: Attio, slug: str, value: Any) -> Iterator[Answer]:
    """Every way in."""
    record = attio.ids("things")[1]
    entry = attio.ask("POST", "/v2/lists/line/entries/query", {}).body["data"][0]["id"]["entry_id"]
    parent = {"parent_object": "things", "parent_record_id": record}
    body = {"data": {"values": {slug: value}}}
    yield attio.create("things", {slug: value})
    yield attio.simple("things", "key", {"key": "k", slug: value}, append=True)
    yield attio.simple("things", "key", {"key": "k", slug: value})
    yield attio.public("things", "key", {"key": "k", slug: value})
    yield attio.simple("things", slug, {slug: value})
    yield attio.ask("PATCH", f"/v2/objects/things/records/{record}", body)
    yield attio.ask("PUT", f"/v2/objects/things/records/{record}", body)
    yield attio.batch(assertion("things", "key", {"key": "k", slug: value}), assertion("things", "key", {"key": value}))
    for method, path in (
        ("POST", "entries"),
        ("PUT", "entries"),
        ("PATCH", f"entries/{entry}"),
        ("PUT", f"entries/{entry}"),
    ):
        sent = {"entry_values": {slug: value}} | (parent if path == "entries" else {})
        yield attio.ask(method, f"/v2/lists/line/{path}", {"data": sent})
    yield attio.ask("POST", "/v2/objects/things/records/query", {"filter": {slug: value}})
    yield attio.ask("POST", "/v2/objects/things/records/query", {"filter": {slug: {"$eq": value}}})
    yield attio.ask("POST", "/v2/lists/line/entries/query", {"filter": {"$not": {slug: {"$in": [value]}}}})
    history = {
        "values": [{"value": value, "active_from": "2024-01-01T00:00:00Z", "active_until": None}],
        "replace_history": True,
    }
    yield attio.ask("PUT", f"/v2/objects/things/records/{record}/attributes/{slug}/values", {"data": history})


@MANY
@given(slug=st.sampled_from(SLUGS), value=ANY)
def test_any_value_is_taken_or_refused_on_every_way(slug: str, value: Any) -> None:
    with started() as attio:
        for answer in ways(attio, slug, value):
            judged(answer)


@MANY
@given(slug=st.sampled_from(SLUGS), value=ANY, form=st.sampled_from(["simple", "public"]))
def test_what_was_read_changes_nothing_when_it_is_written(slug: str, value: Any, form: str) -> None:
    with started() as attio:
        written_again(attio, slug, value, form)


def written_again(attio: Attio, slug: str, value: Any, form: str) -> None:
    write = attio.simple if form == "simple" else attio.public
    answer = write("things", "key", {"key": "k", slug: value})
    if not judged(answer):
        return
    before = attio.stored()
    sent = [sendable(slug, one) for one in answer.body["data"]["values"][slug]]
    for again in (
        attio.public("things", "key", {"key": "k", slug: sent}),
        attio.ask(
            "PATCH",
            f"/v2/objects/things/records/{answer.body['data']['id']['record_id']}",
            {"data": {"values": {slug: sent}}} if sent else {"data": {"values": {"key": "k"}}},
        ),
    ):
        assert judged(again), (again, sent)
        assert again.body["data"]["values"][slug] == answer.body["data"]["values"][slug]
    assert attio.stored() == before
