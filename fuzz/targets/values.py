"""JSON values of every attribute type in calls of the API: no response is a server error, and accepted values are stored."""

from __future__ import annotations

import json
from typing import Any

import orjson
from attio_emulator import Emulator, Request, Workspace

from fuzz.draw import Draw

__all__ = ["query", "values"]

_TYPES = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference", "actor-reference",
    "location", "domain", "email-address", "phone-number", "personal-name",
)  # fmt: skip


def _workspace() -> Workspace:
    rows: list[dict[str, Any]] = [{"api_slug": "key", "type": "text", "is_unique": True}]
    for many in (False, True):
        for kind in _TYPES:
            if many and kind in (
                "checkbox",
                "currency",
                "date",
                "timestamp",
                "rating",
                "status",
                "location",
                "personal-name",
            ):
                continue
            row: dict[str, Any] = {"api_slug": f"{kind.replace('-', '_')}{'_many' if many else ''}", "type": kind}
            row |= {"is_multiselect": True} if many else {}
            row |= {"options": ["A", "B"]} if kind == "select" else {"statuses": ["A", "B"]} if kind == "status" else {}
            if kind == "currency":
                row["config"] = {"currency": {"default_currency_code": "USD"}}
            if kind == "record-reference":
                row["config"] = {"record_reference": {"allowed_objects": ["people", "things"]}}
            rows.append(row)
    things = {"api_slug": "things", "singular_noun": "Thing", "plural_noun": "Things", "attributes": rows}
    members = [{"first_name": "A", "last_name": "B", "email_address": "a@acme.com", "access_level": "admin"}]
    return Workspace.from_dict({"members": members, "objects": [things]})


_SPACE = _workspace()
_SLUGS = tuple(_SPACE.objects["things"].attributes)
_MEMBERS = (
    "value", "email_address", "original_phone_number", "country_code", "domain", "first_name", "last_name", "full_name", "currency_value",
    "currency_code", "option", "status", "target_object", "target_record_id", "referenced_actor_type", "referenced_actor_id", "line_1",
    "line_2", "line_3", "line_4", "locality", "region", "postcode", "latitude", "longitude", "workspace_member_email_address", "key", "name",
)  # fmt: skip
_WORDS = (
    "A", "b", "jane@acme.com", "a@b.c", "acme.com", "https://www.acme.com/x", "ab--c.com", "bücher.de", "xn--bcher-kva.de", "+15558675309",
    "+44 20 7946 0958", "US", "GB", "2026-05-01", "2026-05-01T09:00:00Z", "2026-05-01T09:00:00.123456789+02:00 ", "12.5", "1e5", "true",
    "people", "things", "workspace-member", "Doe, Jane", "1 Main St, Springfield, IL 62701, US", ",,,", "USD", "51.5", "-0.1", "\ud800", "",
    "00000000-0000-4000-8000-000000000001", "a@bücher.de", "９", "１５５", "\u200b", "null",
)  # fmt: skip


def _value(draw: Draw) -> Any:
    kind = draw.byte() % 6
    if kind == 0:
        return draw.value(2)
    if kind in (1, 2):
        return draw.text(_WORDS)
    if kind == 3:
        return [_value(draw) for _ in range(draw.byte() % 4)]
    return {
        draw.text(_MEMBERS): draw.text(_WORDS) if draw.byte() % 4 else draw.value(3) for _ in range(draw.byte() % 6)
    }


def _body(values: dict[str, Any]) -> bytes | None:
    try:
        return orjson.dumps({"data": {"values": values}})
    except TypeError:  # a lone surrogate, or a number of more than 64 bits: both can be sent as JSON text
        return json.dumps({"data": {"values": values}}).encode()


def values(data: bytes) -> None:
    """Several writes in a row to one record: assert, create, update, overwrite."""
    draw = Draw(data)
    emulator = Emulator(_SPACE, journal_limit=0)
    path = "/v2/objects/things/records"
    record: str | None = None
    for _ in range(1 + draw.byte() % 4):
        sent = {"key": "k"} | {draw.pick(_SLUGS): _value(draw) for _ in range(1 + draw.byte() % 3)}
        kind = draw.byte() % 4
        method, url, query = (
            ("PUT", path, {"matching_attribute": "key"})
            if kind < 2 or record is None
            else (("PATCH", f"{path}/{record}", {}) if kind == 2 else ("PUT", f"{path}/{record}", {}))
        )
        before = emulator.records("things")
        answer = emulator.handle(
            Request.make(
                method,
                url,
                query=query,
                body=_body(sent) or b"",
                token="t",
                headers={"content-type": "application/json"},
            )
        )
        assert answer.status in (200, 400, 404, 409), answer.body[:300]
        if answer.status != 200:
            assert emulator.records("things") == before, "a refused write left something"
            continue
        shown = answer.json()["data"]
        record = shown["id"]["record_id"]
        read = emulator.handle(Request.make("GET", f"{path}/{record}", token="t"))
        assert read.status == 200
        assert read.json()["data"]["values"] == shown["values"], "what was answered is not what is there"
        _again(emulator, path, record, shown["values"])


def _again(emulator: Emulator, path: str, record: str, shown: dict[str, Any]) -> None:
    """A state survives a snapshot: the loaded one shows the same over the API."""
    state = emulator.snapshot()
    other = Emulator(_SPACE, journal_limit=0)
    other.restore(orjson.loads(orjson.dumps(state)))
    read = other.handle(Request.make("GET", f"{path}/{record}", token="t"))
    assert read.json()["data"]["values"] == shown, "a saved state is another one"


_FIXED = Emulator(_SPACE, journal_limit=0)
for _n in range(3):
    _FIXED.handle(
        Request.make(
            "PUT", "/v2/objects/things/records", query={"matching_attribute": "key"}, token="t",
            json={"data": {"values": {"key": str(_n), "number": _n, "text": "a" * _n, "select": "A", "date": "2026-05-01"}}},
        )
    )  # fmt: skip
_OPERATORS = (
    "$eq", "$not_empty", "$in", "$contains", "$starts_with", "$ends_with", "$lt", "$lte", "$gt", "$gte", "$and", "$or", "$not", "path",
    "constraints", "value", "$unknown", "target_object", "target_record_id",
)  # fmt: skip


def query(data: bytes) -> None:
    """Filters and sorts of records."""
    draw = Draw(data)

    def inside() -> Any:
        if draw.byte() & 1:
            return draw.text(_WORDS)
        return {draw.text((*_OPERATORS, *_SLUGS, *_MEMBERS)): draw.value(2, inside) for _ in range(1 + draw.byte() % 3)}

    body: dict[str, Any] = {"filter": inside() if draw.byte() % 8 else draw.value()}
    if draw.byte() & 1:
        body["sorts"] = [
            {draw.pick(("attribute", "direction", "field", "path")): draw.text((*_SLUGS, "asc", "desc", "value"))}
            for _ in range(3)
        ]
    if draw.byte() % 8 == 7:
        body |= {"limit": draw.value(4), "offset": draw.value(4)}
    try:
        sent = orjson.dumps(body)
    except TypeError:
        return
    answer = _FIXED.handle(
        Request.make(
            "POST",
            "/v2/objects/things/records/query",
            body=sent,
            token="t",
            headers={"content-type": "application/json"},
        )
    )
    assert answer.status in (200, 400, 404), answer.body[:300]
    assert answer.status != 200 or len(answer.json()["data"]) <= 3
