"""Where each assumption decides, and a neighbour where it does not: `DECIDED`, from the assumption's ID to both.

A situation is what a client does; `WORKSPACE` is where it does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attio_emulator import Request

from tests.attio_emulator.assumption_cases import WORKSPACE, limit_of_ten, part_of, refer_to_user, twice
from tests.attio_emulator.calls import Attio, assertion, too_large

__all__ = ["DECIDED", "WORKSPACE", "Situation", "observed", "thing"]

Situation = Callable[[Attio], Any]

EARLY, LATE = "2024-05-01T12:00:00Z", "2024-05-01T13:00:00Z"


def observed(attio: Attio, outcomes: list[Any]) -> Any:
    """What became of every assertion, and all that is stored then, histories included.

    Records go by their unique values: which of two was made first, and so has the lower ID, is of no interest.
    """
    attio.emulator.flush()
    ends = sorted((one.pointer, one.object, one.result, one.error.code if one.error else "") for one in outcomes)
    records = attio.emulator.snapshot()["records"]
    names = {
        row["id"]: f"{slug} {[value['data'] for name in _UNIQUE[slug] for value in row['values'].get(name, ())]}"
        for slug, rows in records.items()
        for row in rows
    }
    text = json.dumps(records)
    for id, name in names.items():
        text = text.replace(id, json.dumps(name)[1:-1])
    return ends, {slug: sorted(map(str, rows)) for slug, rows in json.loads(text).items()}


_UNIQUE = {
    "companies": ["domains"],
    "parts": ["key"],
    "people": ["email_addresses"],
    "things": ["key", "keys"],
    "users": ["user_id", "primary_email_address"],
}


def thing(at: str | None = LATE, key: str = "1", **values: Any) -> dict[str, Any]:
    return assertion("things", "key", {"key": key, **values}, at=at)


def _simple(**values: Any) -> Situation:
    return lambda attio: attio.simple("things", "key", {"key": "1", **values})


def _public(**values: Any) -> Situation:
    return lambda attio: attio.public("things", "key", {"key": "1", **values})


def _phone(number: str, country: str) -> Situation:
    return _public(phone={"original_phone_number": number, "country_code": country})


def _batch(*assertions: Mapping[str, Any]) -> Situation:
    return lambda attio: attio.batch(*assertions)


def _limited(situation: Situation) -> Situation:
    def asked(attio: Attio) -> Any:
        with limit_of_ten():
            return situation(attio)

    return asked


def _matched(**values: Any) -> Situation:
    return lambda attio: attio.simple("things", "keys", values)


def _both(*situations: Situation) -> Situation:
    return lambda attio: [one(attio) for one in situations]


def _by_id(attio: Attio) -> Any:
    return attio.public("things", "key", {"key": "1", "person": attio.ids("people")[0]})


def _typed(kind: str) -> Situation:
    def post(attio: Attio) -> Any:
        body = b'{"data": {"values": {"domains": ["c.com"]}}}'
        headers = {"content-type": kind}
        return attio.emulator.handle(
            Request.make("POST", "/v2/objects/companies/records", headers=headers, body=body, token="t")
        )

    return post


def _company(domain: str, **values: Any) -> Situation:
    return lambda attio: attio.simple("companies", "domains", {"domains": domain, **values}, append=True)


def _user(at: str = LATE, person: Any = "p@x.com", email: Any = "u@x.com") -> dict[str, Any]:
    values = {"user_id": "u", "primary_email_address": email}
    if person is not None:
        values["person"] = assertion("people", "email_addresses", {"email_addresses": person}, at=None)
    return assertion("users", "user_id", values, at=at)


_NOBODY = "11111111-1111-4111-8111-111111111111"


def _queried(**body: Any) -> Situation:
    return lambda attio: attio.ask("POST", "/v2/objects/things/records/query", body)


def _history(attribute: str) -> Situation:
    """The history of an attribute of a thing, or of a person where it is theirs alone."""

    def write(attio: Attio) -> Any:
        object, named = ("people", "company") if attribute == "person" else ("things", attribute)
        row = {"value": "x", "active_from": "2023-01-01T00:00:00Z", "active_until": None}
        path = f"/v2/objects/{object}/records/{attio.ids(object)[0]}/attributes/{named}/values"
        return attio.ask("PUT", path, {"data": {"values": [row], "replace_history": True}})

    return write


def _merged(object: str, primary: int, secondary: int | None) -> Situation:
    """A merge of two records by their places; None is one that is not there."""

    def merge(attio: Attio) -> Any:
        if object == "people":
            attio.create("people", {"job_title": "x"})
        if secondary == 2:
            attio.create("things", {"key": "3", "text": "b"})
        ids = attio.ids(object)
        second = _NOBODY if secondary is None else ids[secondary]
        data = {"primary_record_id": ids[primary], "secondary_record_id": second}
        return attio.ask("POST", f"/v2/objects/{object}/records/merge", {"data": data})

    return merge


def _uploads(*names: str) -> Situation:
    """Files of these names for one record."""

    def upload(attio: Attio) -> Any:
        (id, *_) = attio.ids("things")
        return [attio.upload((name, None, b"x"), object="things", record_id=id) for name in names]

    return upload


DECIDED: Mapping[str, tuple[Situation, Situation]] = {
    "body.content_type": (_typed("text/plain"), _typed("application/json")),
    "file.same_name": (_uploads("a.txt", "a.txt"), _uploads("a.txt", "A.txt")),
    "file.too_large": (too_large, lambda attio: too_large(attio, size=100)),
    "simple.value_forms": (_simple(name="Joe"), _simple(name="Bloggs, Joe")),
    "email.reserved_domains": (_simple(email="gob@bluth.example"), _simple(email="no address@bluth.example")),
    "phone.numbering_plan": (
        _simple(phone="+11234567890"),
        # the second is possible but not valid, and refused anyway: it is of no country
        _both(_simple(phone="+12125551234"), _simple(phone="+870123456789")),
    ),
    "phone.characters": (_public(phone="+1212555CALL"), _both(_public(phone="+1 212 555 1234"), _public(phone="CALL"))),
    "phone.country_code": (
        _phone("+12125551234", "DE"),
        _both(_phone("+12125551234", "US"), _phone("2125551234", "US")),
    ),
    "value.blanks": (
        _simple(date="2024-05-01 "),
        _both(_simple(date="2024-05-01"), _simple(date="soon "), _simple(text="x ")),
    ),
    "location.simple": (_simple(place="1 Main Street"), _both(_simple(place={"line_1": "x"}), _public(place="x"))),
    "location.text": (_public(place="1 Main Street, Springfield"), _public(place="1 Main Street")),
    "option.title_case": (_simple(plan="free"), _both(_simple(plan="Free"), _simple(plan="Fre"))),
    "value.null": (_public(text=None), _both(_public(text=[]), _public(text="x"), _simple(text=None))),
    "write.several_values_for_one": (_simple(text=["a", "b"]), _both(_simple(text=["a"]), _simple(text=[]))),
    "write.enriched": (
        lambda attio: attio.simple("companies", "domains", {"domains": "a.com", "foundation_date": "2020-01-01"}),
        lambda attio: attio.simple("companies", "domains", {"domains": "a.com", "description": "x"}),
    ),
    "write.attribute_twice": (twice, _simple(text="by slug")),
    "write.read_only_code": (_simple(created_at="2024-05-01"), _simple(text="2024-05-01")),
    "write.equal_value": (_both(_simple(text="a"), _simple(text="a")), _batch(thing(key="3", text="a"))),
    "assert.missing_match_code": (_matched(text="x"), _matched(keys="one.com", text="x")),
    "assert.several_matches_code": (_matched(keys=["one.com", "two.com"]), _matched(keys=["one.com", "three.com"])),
    "reference.not_found_code": (_simple(person="nobody@x.com"), _both(_simple(person="p@x.com"), _simple(person=7))),
    "reference.bare_uuid": (_by_id, _both(_public(person=_NOBODY), _public(person="p@x.com"))),
    "reference.inactive_object": (refer_to_user, partial(refer_to_user, is_off=False)),
    "relationship.taken_by_another": (_company("b.com", team="p@x.com"), _company("a.com", team="p@x.com")),
    "reference.required": (lambda attio: part_of(attio, 0), lambda attio: part_of(attio, 1)),
    "person.company_from_email": (
        lambda attio: attio.create("people", {"email_addresses": ["new@acme.org"]}),
        _both(
            lambda attio: attio.create("people", {"email_addresses": ["new@gmail.com"]}),
            lambda attio: attio.simple("people", "email_addresses", {"email_addresses": "o@b.com", "company": "a.com"}),
            lambda attio: attio.simple("people", "email_addresses", {"email_addresses": "p@x.com", "job_title": "x"}),
        ),
    ),
    "history.unknown_attribute": (_history("nope"), _history("text")),
    "history.not_written": (_history("person"), _both(_history("text"), _history("created_at"))),
    "merge.pending": (_merged("things", 0, 1), _merged("things", 0, 0)),
    "merge.multiselect": (
        _both(_simple(keys="one.com"), _merged("things", 0, 1)),
        # nothing to unite: the primary has none, both have the same, the attribute holds one
        _both(_merged("people", 0, 1), _both(_simple(text="a"), _merged("things", 0, 2))),
    ),
    "merge.unknown_record": (_merged("things", 0, None), _merged("things", 0, 1)),
    "query.unknown_view": (_queried(filter_view_id=_NOBODY), _queried(filter={"key": "1"})),
    "batch.order": (
        _batch(thing(LATE, text="later"), thing(EARLY, text="earlier")),
        _both(
            _batch(thing(LATE, text="later"), thing(EARLY, "2", text="earlier")),
            _batch(thing(LATE, person="p@x.com"), thing(EARLY, "2", person="p@x.com")),
        ),
    ),
    "batch.stale_values": (
        _both(_batch(thing(LATE, text="later")), _batch(thing(EARLY, text="earlier"))),
        _both(_batch(thing(LATE, text="later")), _batch(thing(EARLY, text="later")), _batch(thing(LATE, text="x"))),
    ),
    "batch.nested_effect": (_batch(_user(person="new@gmail.com", email="no")), _batch(_user(person="no", email="no"))),
    "batch.nested_refused": (_batch(_user(person="no")), _batch(_user(person=None, email="no"))),
    "batch.limit_counts": (_limited(_batch(*[_user()] * 6)), _limited(_batch(*[_user()] * 5))),
    "token.user_actor": (
        lambda attio: attio.simple("things", "key", {"key": "3"}, token="user"),
        lambda attio: attio.simple("things", "key", {"key": "3"}),
    ),
    "batch.unreadable_time": (_batch(thing("soon", text="x"), thing(None, "2")), _batch(thing(LATE, text="x"))),
}
"""Assumption -> (a situation in which it decides, one close to it in which it does not)."""
