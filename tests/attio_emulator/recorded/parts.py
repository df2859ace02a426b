"""Recordings that need a request of their own: a part of the answer is known, or ids were taken out of the request. `PARTS`, by id.

A row asks what was asked, in a workspace where it can be, and gives the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator import Workspace

from tests.attio_emulator.calls import Answer, Attio, new_attribute, new_list
from tests.attio_emulator.recorded.answers import RECORDED

__all__ = ["PARTS", "Part"]

Part = Callable[[], Answer]

_TEXT = new_attribute("probe")
_DEALS: Mapping[str, Any] = {
    "members": [{"email_address": "ada@acme.org"}],
    "objects": [
        {"api_slug": "deals", "active": True, "attributes": [{"api_slug": "thread", "type": "text", "is_unique": True}]}
    ],
}
_DEAL: Mapping[str, Any] = {"name": "D", "stage": "Lead", "owner": "ada@acme.org"}


def _asked(id: str, workspace: Any = None, *, token: str | None = "t", before: Callable[[Attio], object] | None = None,
           body: Any = None, path: str | None = None, **options: Any) -> Part:  # fmt: skip
    """The recorded request in a workspace, after what `before` does there; `body` and `path` where it was recorded without."""

    def ask() -> Answer:
        one, attio = RECORDED[id], Attio(workspace, **options)
        if before is not None:
            before(attio)
        where, _, query = (path or one.path).partition("?")
        pairs = dict(pair.split("=") for pair in query.split("&")) if query else {}
        return attio.ask(one.method, where, one.sent if body is None else body, token=token, **pairs)

    return ask


def _attribute(object: str, **more: Any) -> Part:
    def ask() -> Answer:
        return Attio(_DEALS).ask("POST", f"/v2/objects/{object}/attributes", {"data": {**_TEXT, **more}})

    return ask


def _person(attio: Attio) -> str:
    values = {
        "name": "Ada",
        "email_addresses": ["taken@example.com", "person@example.com"],
        "phone_numbers": ["+84901234567"],
    }
    made = attio.create("people", values)
    assert made.status == 200, made
    id: str = made.body["data"]["id"]["record_id"]
    return id


def _slug_taken() -> Answer:
    attio = Attio()
    assert attio.ask("POST", "/v2/objects/people/attributes", {"data": _TEXT}).status == 200
    return attio.ask("POST", "/v2/objects/people/attributes", {"data": _TEXT})


def _unknown_attribute() -> Answer:
    attio = Attio()
    id = attio.create("companies", {}).body["data"]["id"]["record_id"]
    return attio.ask("PATCH", f"/v2/objects/companies/records/{id}", RECORDED["open-085"].sent)


def _disabled() -> Answer:
    attio = Attio(
        Workspace.from_dict({"objects": [{"api_slug": "deals", "id": "0474ea2c-149c-4991-bca4-42f947a158b9"}]})
    )
    return attio.ask("POST", "/v2/objects/0474ea2c-149c-4991-bca4-42f947a158b9/records/query", {})


def _probe(attio: Attio) -> None:
    assert attio.ask("POST", "/v2/objects/people/attributes", {"data": _TEXT}).status == 200


def _asserted_twice() -> Answer:
    attio = Attio(_DEALS)
    path, values = "/v2/objects/deals/records", {**_DEAL, "thread": "t-1"}
    first = attio.ask("PUT", path, {"data": {"values": values}}, matching_attribute="thread")
    again = {"thread": "t-1", "stage": "In Progress"}
    second = attio.ask("PUT", path, {"data": {"values": again}}, matching_attribute="thread")
    assert second.body["data"]["id"] == first.body["data"]["id"]
    assert [one["status"]["title"] for one in second.body["data"]["values"]["stage"]] == ["In Progress"]
    third = attio.ask("PUT", path, {"data": {"values": {"thread": "t-2", "name": "E"}}}, matching_attribute="thread")
    assert (third.status, third.body["code"]) == (400, "missing_value")
    return second


def _deal_taken() -> Answer:
    attio = Attio(_DEALS)
    other = attio.create("deals", {**_DEAL, "thread": "t"}).body["data"]["id"]["record_id"]
    answer = attio.create("deals", {**_DEAL, "thread": "t"})
    assert other in answer.body["message"]
    return answer


def _deals_of_a_person() -> Answer:
    attio = Attio(_DEALS)
    person = _person(attio)
    attio.create("deals", {**_DEAL, "associated_people": [person]})
    attio.create("deals", {**_DEAL, "associated_people": [person], "stage": "In Progress"})
    sent = {
        "filter": {
            "$and": [{"associated_people": {"target_object": "people", "target_record_id": person}}, {"stage": "Lead"}]
        }
    }
    return attio.ask("POST", "/v2/objects/deals/records/query", sent)


def _notes() -> Answer:
    attio = Attio()
    parent = attio.create("people", {}).body["data"]["id"]["record_id"]
    for number in range(12):
        note = {
            "parent_object": "people",
            "parent_record_id": parent,
            "title": str(number),
            "format": "plaintext",
            "content": "c",
        }
        assert attio.ask("POST", "/v2/notes", {"data": note}).status == 200
    answer = attio.ask("GET", "/v2/notes", sort="created_at:asc", zzz_unknown="x")
    assert [one["title"] for one in answer.body["data"]] == [str(number) for number in range(10)]
    return answer


def _record_of(object: str) -> Part:
    def ask() -> Answer:
        attio = Attio({**_DEALS, "objects": [*_DEALS["objects"], {"api_slug": "onboardings"}]})
        id = attio.create(object, _DEAL if object == "deals" else {}).body["data"]["id"]["record_id"]
        return attio.ask("GET", f"/v2/objects/{object}/records/{id}")

    return ask


def _entries(count: int) -> Part:
    def ask() -> Answer:
        attio = Attio()
        data = new_list("l")
        attio.ask("POST", "/v2/lists", {"data": data})
        for _ in range(count):
            parent = attio.create("people", {}).body["data"]["id"]["record_id"]
            entry = {"parent_record_id": parent, "parent_object": "people", "entry_values": {}}
            assert attio.ask("PUT", "/v2/lists/l/entries", {"data": entry}).status == 200
        answer = attio.ask("POST", "/v2/lists/l/entries/query", {})
        ids = [one["id"]["entry_id"] for one in answer.body["data"]]
        assert ids == sorted(ids)
        assert {id[14] for id in ids} == {"5"}  # the version of a UUID
        return answer

    return ask


_REVOKED = "r" * 64

PARTS: Mapping[str, Part] = {
    "open-079": _asked("open-079", {"objects": [{"api_slug": slug, "active": True} for slug in ("users", "deals")]}),
    "open-080": _asked("open-080"),
    "open-082": _asked("open-082", before=_person),
    "open-084": _asked("open-084"),
    "open-085": _unknown_attribute,
    "open-086": _asked("open-086"),
    "open-087": _disabled,
    "open-088": _asked("open-088", {"tokens": ["g" * 64]}, token=_REVOKED, strict_auth=True),
    "open-089": _asked("open-089", {"tokens": ["g" * 64]}, token="not-a-real-token-000", strict_auth=True),
    "open-090": _asked("open-090", token=None),
    "open-091": _asked("open-091", {"tokens": ["g" * 64]}, token=_REVOKED, strict_auth=True),
    "open-092": _asked("open-092", token=None),
    "open-093": _asked("open-093"),
    "open-094": _attribute("people", is_unique=True),
    "open-095": _attribute("deals", is_unique=True),
    "open-096": _slug_taken,
    "open-097": _asked("open-097", before=_person),
    "open-098": _asked("open-098", before=_person),
    "open-099": _asked("open-099", before=_person),
    "open-100": _asked("open-100", before=_person),
    "open-101": _deals_of_a_person,
    "open-102": _asked("open-102", before=_probe, body={"data": {"values": {"probe": "x"}}}),
    "open-103": _asserted_twice,
    "open-104": _deal_taken,
    "open-105": _asked("open-105"),
    "open-106": _asked("open-106", _DEALS),
    "open-107": _asked("open-107", {"objects": [{"api_slug": slug, "active": True} for slug in ("users", "deals")]}),
    "open-108": _asked("open-108"),
    "open-109": _asked("open-109"),
    "open-110": _asked("open-110", _DEALS),
    "open-111": _asked("open-111", {"objects": [{"api_slug": "note"}]}),
    "open-112": _notes,
    "open-114": _entries(20),
    "open-115": _asked("open-115", body={"data": {"target_url": "https://acme.org/h", "subscriptions": []}}),
    "open-116": _asked("open-116", before=lambda attio: attio.create("companies", {}), body={}),
    "open-117": _record_of("deals"),
    "open-118": _record_of("onboardings"),
}
