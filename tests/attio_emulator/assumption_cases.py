"""What each setting of each assumption does: one table, `CASES`, from the assumption's ID to a probe and what it finds.

An assumption that is not in it, or a setting, fails `test_assumptions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from attio_emulator import Request, Workspace, batches

from tests.attio_emulator.calls import Attio, assertion, too_large

__all__ = ["CASES", "WORKSPACE", "Probe", "limit_of_ten", "part_of", "refer_to_user", "twice"]

Probe = Callable[[Attio], Any]

WORKSPACE = Workspace.from_dict(
    {
        "members": [{"first_name": "Ann", "email_address": "ann@acme.com"}],
        "tokens": [{"token": "user", "level": "user"}],
        "objects": [
            {"api_slug": "users", "active": True},
            {
                "api_slug": "things",
                "attributes": [
                    {"api_slug": "key", "type": "text", "is_unique": True},
                    {"api_slug": "keys", "type": "domain", "is_unique": True, "is_multiselect": True},
                    {"api_slug": "text", "type": "text"},
                    {"api_slug": "name", "type": "personal-name"},
                    {"api_slug": "email", "type": "email-address"},
                    {"api_slug": "phone", "type": "phone-number"},
                    {"api_slug": "date", "type": "date"},
                    {"api_slug": "at", "type": "timestamp"},
                    {"api_slug": "domain", "type": "domain"},
                    {"api_slug": "actor", "type": "actor-reference"},
                    {"api_slug": "place", "type": "location"},
                    {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                    {"api_slug": "stage", "type": "status", "statuses": ["Open"]},
                    {
                        "api_slug": "person",
                        "type": "record-reference",
                        "config": {"record_reference": {"allowed_objects": ["people"]}},
                    },
                ],
            },
            {
                "api_slug": "parts",
                "attributes": [
                    {"api_slug": "key", "type": "text", "is_unique": True},
                    {
                        "api_slug": "whole",
                        "type": "record-reference",
                        "is_required": True,
                        "config": {"record_reference": {"allowed_objects": ["things"]}},
                    },
                ],
            },
        ],
        "records": {
            "companies": [{"domains": "a.com"}, {"domains": "b.com"}],
            "people": [{"email_addresses": "p@x.com", "company": "a.com"}],
            "things": [{"key": "1", "keys": "one.com"}, {"key": "2", "keys": "two.com"}],
        },
    }
)


def _codes(slug: str, *values: Any, public: bool = False) -> Probe:
    """What each value answers: a code, or "taken"."""

    def probe(attio: Attio) -> list[str]:
        write = attio.public if public else attio.simple
        return [write("things", "key", {"key": "1", slug: one}).body.get("code", "taken") for one in values]

    return probe


_ODD_NUMBERS = (
    "+１２１２５５５１２３４", "+1212555CALL", "+1212\n5551234", "tel:+12125551234", "+1 (212) 555-1234", "+1.212.555/1234",
)  # fmt: skip
_BLANK = {
    "date": "2024-05-01", "at": "2024-05-01T00:00:00Z", "email": "a@acme.com", "phone": "+12125551234", "plan": "Free",
    "stage": "Open", "person": "p@x.com", "domain": "acme.com", "actor": "ann@acme.com",
}  # fmt: skip
_REFUSED_BLANKS = [
    code
    for slug in _BLANK
    for code in ["value_not_found" if slug in ("plan", "stage", "actor") else "validation_type"]
    for code in (code, code, "taken", code)
]


def _countries(attio: Attio) -> list[str]:
    ends = []
    # the second one is a national number, the fourth one of a range that several countries may have
    for number, country in (
        ("+12125551234", "DE"),
        ("2125551234", "US"),
        ("+442083661177", "US"),
        ("+15558675309", "CA"),
        ("2125551234", "CA"),
    ):
        sent = {"original_phone_number": number, "country_code": country}
        answer = attio.create("things", {"phone": sent})
        values = answer.body["data"]["values"]["phone"] if answer.status == 200 else ()
        ends.append(values[0]["country_code"] if values else answer.body["code"])
    return ends


def twice(attio: Attio, **more: Any) -> Any:
    """Write an attribute by its slug and by its ID."""
    return attio.simple(
        "things", "key", {"key": "1", "text": "by slug", attio.attribute_id("things", "text"): "by ID", **more}
    )


def _twice(attio: Attio) -> Any:
    return twice(attio).body.get("code", "taken"), attio.plain("things")[0].get("text", [])


def _place(attio: Attio) -> dict[str, str]:
    attio.public("things", "key", {"key": "1", "place": "1 Infinite Loop, Cupertino, CA, 95014, US"})
    (shown,) = attio.plain("things")[0]["place"]
    return {name: one for name, one in shown.items() if one is not None}


def _several(attio: Attio) -> Any:
    answer = attio.simple("things", "key", {"key": "1", "text": ["first", "second", "third"]})
    return answer.body["code"] if answer.status == 400 else attio.plain("things")[0]["text"]


def _rewritten(attio: Attio) -> tuple[int, int]:
    for _ in range(3):
        attio.simple("things", "key", {"key": "1", "text": "same"})
    record = attio.ids("things")[0]
    rows = attio.history("things", record, "text", show_historic=True)
    return len(rows), sum(row["active_until"] is None for row in rows)


def _bare_uuid(attio: Attio) -> str:
    sent = {"key": "1", "person": attio.ids("people")[0]}
    assert attio.simple("things", "key", sent).status == 200
    return str(attio.public("things", "key", sent).body.get("code", "taken"))


def refer_to_user(attio: Attio, *, is_off: bool = True) -> Any:
    """Write a user, go on with the same records under a schema in which users are not activated, and refer to it."""
    user = {"user_id": "u1", "primary_email_address": "u1@x.com"}
    assert attio.simple("users", "user_id", user).status == 200
    schema = attio.emulator.workspace.to_dict()
    next(one for one in schema["objects"] if one["api_slug"] == "users")["active"] = not is_off
    attio.emulator.restore(attio.emulator.snapshot(), schema=Workspace.from_dict(schema))
    return attio.simple("people", "email_addresses", {"email_addresses": "p@x.com", "associated_users": ["u1"]})


def _inactive_object(attio: Attio) -> str:
    return str(refer_to_user(attio).body.get("code", "taken"))


def _taken_by_another(attio: Attio) -> list[int]:
    assert attio.simple("companies", "domains", {"domains": "b.com", "team": "p@x.com"}, append=True).status == 200
    return [len(row.get("team", ())) for row in attio.plain("companies")]


def part_of(attio: Attio, place: int) -> Any:
    """Make a part of a thing and delete that thing, or another one."""
    things = attio.ids("things")
    made = attio.create("parts", {"key": "p", "whole": [{"target_object": "things", "target_record_id": things[0]}]})
    assert made.status == 200
    return attio.ask("DELETE", f"/v2/objects/things/records/{things[place]}")


def _required(attio: Attio) -> Any:
    answer = part_of(attio, 0)
    return (
        answer.status,
        answer.body.get("code"),
        len(attio.ids("things")),
        len(attio.plain("parts")[0].get("whole", ())),
    )


def _thing(text: str, at: str | None) -> dict[str, Any]:
    return assertion("things", "key", {"key": "1", "text": text}, at=at)


def _user_actor(attio: Attio) -> list[str]:
    for token in ("user", "t"):
        attio.simple("things", "key", {"key": token}, token=token)
    return [row["values"]["created_by"][0]["referenced_actor_type"] for row in attio.emulator.records("things")[2:]]


def _array_order(attio: Attio) -> list[str]:
    attio.batch(_thing("later", "2024-05-01T12:00:01Z"), _thing("earlier", "2024-05-01T12:00:00Z"))
    rows = attio.history("things", attio.ids("things")[0], "text", show_historic=True)
    return [row["value"] for row in rows]


def _stale(attio: Attio) -> list[str]:
    attio.batch(_thing("later", "2024-05-01T12:00:01Z"))
    attio.batch(_thing("earlier", "2024-05-01T12:00:00Z"))
    found: list[str] = attio.plain("things")[0]["text"]
    return found


def _user(email: str, person: str) -> dict[str, Any]:
    nested = assertion("people", "email_addresses", {"email_addresses": person})
    return assertion("users", "user_id", {"user_id": "u", "primary_email_address": email, "person": nested})


def _counts(attio: Attio) -> tuple[int, int]:
    return len(attio.plain("people")), len(attio.plain("users"))


def _nested_effect(attio: Attio) -> tuple[int, int]:
    attio.batch(_user("no address", "new@x.com"))
    return _counts(attio)


def _nested_refused(attio: Attio) -> tuple[int, int, bool]:
    attio.batch(_user("u@x.com", "no address"))
    return *_counts(attio), any("person" in row for row in attio.plain("users"))


def _content_type(attio: Attio) -> list[int]:
    def asked(kind: str | None) -> int:
        headers = {} if kind is None else {"content-type": kind}
        body = b'{"data": {"values": {"domains": []}}}'
        request = Request.make("POST", "/v2/objects/companies/records", headers=headers, body=body, token="t")
        return attio.emulator.handle(request).status

    return [asked(kind) for kind in ("text/plain", None, "application/json; charset=utf-8", "Application/Vnd.Api+JSON")]


def _company(attio: Attio) -> list[list[str]]:
    attio.create("people", {"email_addresses": ["new@acme.org"]})
    attio.emulator.flush()
    return [[one["domain"] for one in row["domains"]] for row in attio.plain("companies")]


@contextmanager
def limit_of_ten() -> Iterator[None]:
    """A batch takes ten assertions and not ten thousand, whose number `test_batches` is about: what is counted is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "LIMIT", 10)
        yield


def _limit(attio: Attio) -> list[int]:
    nested, plain = _user("u@x.com", "p@x.com"), _thing("x", None)
    with limit_of_ten():
        return [attio.batch(*one).status for one in ([nested] * 6, [nested] * 5, [plain] * 10)]


def _unreadable(attio: Attio) -> tuple[Any, int]:
    attio.batch(_thing("dated", "2024-05-01T12:00:00Z"), _thing("undated", "soon"), _thing("timeless", None))
    return attio.plain("things")[0]["text"], len(attio.emulator.ledger)


def _file_too_large(attio: Attio) -> tuple[int, str]:
    answer = too_large(attio)
    return answer.status, answer.body["code"]


def _same_name(attio: Attio) -> list[int]:
    """Two files of one name for a record, a third for another."""
    first, second, *_ = attio.ids("things")
    return [attio.upload(("a.txt", None, b"x"), object="things", record_id=id).status for id in (first, first, second)]


def _nulls(attio: Attio) -> list[Any]:
    """What null answers in the documented API and what it leaves there, then the same of records/simple."""
    out: list[Any] = []
    for write in (attio.public, attio.simple):
        attio.simple("things", "key", {"key": "1", "text": "x"})
        out += [write("things", "key", {"key": "1", "text": None}).status, "text" in attio.plain("things")[0]]
    return out


def _matching(attio: Attio, values: dict[str, Any]) -> str:
    return str(attio.simple("things", "keys", values).body["code"])


_LINE = "1 Infinite Loop, Cupertino, CA, 95014, US"
_SPLIT = {"line_1": "1 Infinite Loop", "locality": "Cupertino", "region": "CA", "postcode": "95014", "country_code": "US"}  # fmt: skip
_NUMBERS = ("+15558675309", "+11234567890", "+12125551234", "+1212")


def _by_view(attio: Attio) -> Any:
    """A query by a view that is not there, and one by a view that is."""
    view = attio.ask("POST", "/v2/objects/things/views", {"data": {"title": "V", "type": "table"}}).body["data"]["id"]
    answers = [
        attio.ask("POST", "/v2/objects/things/records/query", {"filter_view_id": one})
        for one in ("11111111-1111-4111-8111-111111111111", view["view_id"])
    ]
    return [(one.status, one.body.get("code")) for one in answers]


_NOBODY = "11111111-1111-4111-8111-111111111111"


def _history(attio: Attio, object: str, attribute: str) -> tuple[int, str]:
    row = {"value": "x", "active_from": "2024-01-01T00:00:00Z", "active_until": None}
    path = f"/v2/objects/{object}/records/{attio.ids(object)[0]}/attributes/{attribute}/values"
    answer = attio.ask("PUT", path, {"data": {"values": [row], "replace_history": True}})
    return answer.status, answer.body["code"]


def _merge(attio: Attio, primary: str, secondary: str) -> Any:
    data = {"primary_record_id": primary, "secondary_record_id": secondary}
    return attio.ask("POST", "/v2/objects/things/records/merge", {"data": data})


def _merge_answers(attio: Attio) -> list[int]:
    """That of a merge, of reading what it made, and of reading it later."""
    merged = _merge(attio, *attio.ids("things"))
    path = f"/v2/objects/things/records/{merged.body['data']['new_record_id']}"
    soon = attio.ask("GET", path)
    attio.emulator.flush()
    return [merged.status, soon.status, attio.ask("GET", path).status]


def _merged_keys(attio: Attio) -> list[str]:
    _merge(attio, *attio.ids("things"))
    (thing,) = attio.plain("things")
    return [one["domain"] for one in thing["keys"]]


CASES: Mapping[str, tuple[Probe, Mapping[str, Any]]] = {
    "token.user_actor": (
        _user_actor,
        {"member": ["workspace-member", "api-token"], "token": ["api-token", "api-token"]},
    ),
    "body.content_type": (_content_type, {"refuse": [400, 200, 200, 200], "ignore": [200, 200, 200, 200]}),
    "file.same_name": (_same_name, {"refuse": [201, 409, 201], "accept": [201, 201, 201]}),
    "value.null": (_nulls, {"refuse": [400, True, 200, False], "unset": [200, False, 200, False]}),
    "file.too_large": (_file_too_large, {"413": (413, "validation_type"), "400": (400, "validation_type")}),
    "simple.value_forms": (
        _codes("name", "Joe", "Bloggs, Joe"),
        {"documented": ["validation_type", "taken"], "public": ["taken", "taken"]},
    ),
    "email.reserved_domains": (
        _codes("email", "gob@bluth.example", "a@b.test", "a@b.invalid", "a@b.localhost", "a@example.com", "bob"),
        {
            "refuse": ["validation_type"] * 4 + ["taken", "validation_type"],
            "accept": ["taken"] * 5 + ["validation_type"],
        },
    ),
    "phone.numbering_plan": (
        _codes("phone", *_NUMBERS),
        {
            "shape": ["taken", "validation_type", "taken", "validation_type"],
            "possible": ["taken", "taken", "taken", "validation_type"],
            "valid": ["validation_type", "validation_type", "taken", "validation_type"],
        },
    ),
    "phone.characters": (
        _codes("phone", *_ODD_NUMBERS, public=True),
        {
            "plain": ["validation_type"] * 4 + ["taken"] * 2,
            "any": ["taken", "taken", "validation_type", "taken", "taken", "taken"],
        },
    ),
    "phone.country_code": (
        _countries,
        {
            "number": ["US", "US", "GB", "CA", "US"],
            "refuse": ["validation_type", "US", "validation_type", "CA", "validation_type"],
        },
    ),
    "value.blanks": (
        lambda attio: [
            code
            for slug, value in _BLANK.items()
            for code in _codes(slug, f"{value} ", f"\n{value}", value)(attio)
            + _codes(slug, f"\t{value}\u00a0", public=True)(attio)
        ],
        {"refuse": _REFUSED_BLANKS, "trim": ["taken"] * 4 * len(_BLANK)},
    ),
    "location.simple": (
        _codes("place", "1 Infinite Loop, Cupertino", " ", 5, {"line_1": "1 Infinite Loop"}),
        {"refuse": ["validation_type"] * 4, "text": ["taken"] + ["validation_type"] * 3},
    ),
    "location.text": (_place, {"split": _SPLIT, "line": {"line_1": _LINE}}),
    "option.title_case": (
        lambda attio: _codes("plan", "free", "Free")(attio) + _codes("stage", "OPEN", "Open")(attio),
        {"exact": ["value_not_found", "taken"] * 2, "any": ["taken"] * 4},
    ),
    "write.several_values_for_one": (
        _several,
        {"refuse": "validation_type", "first": ["first"], "last": ["third"]},
    ),
    "write.attribute_twice": (_twice, {"refuse": ("validation_type", []), "last": ("taken", ["by ID"])}),
    "write.read_only_code": (
        _codes("created_at", "2024-05-01T12:00:00Z"),
        {"validation_type": ["validation_type"], "system_edit_unauthorized": ["system_edit_unauthorized"]},
    ),
    "write.enriched": (
        lambda attio: [
            attio.simple("companies", "domains", {"domains": "a.com", slug: value}).body.get("code", "taken")
            for slug, value in (("foundation_date", "2020-01-01"), ("employee_range", "11-50"), ("description", "x"))
        ],
        {"accept": ["taken"] * 3, "refuse": ["system_edit_unauthorized"] * 2 + ["taken"]},
    ),
    "write.equal_value": (_rewritten, {"keep": (1, 1), "rewrite": (3, 1)}),
    "assert.missing_match_code": (
        lambda attio: _matching(attio, {"text": "x"}),
        {"missing_value": "missing_value", "validation_type": "validation_type"},
    ),
    "assert.several_matches_code": (
        lambda attio: _matching(attio, {"keys": ["one.com", "two.com"]}),
        {"multiple_match_results": "multiple_match_results", "uniqueness_conflict": "uniqueness_conflict"},
    ),
    "reference.not_found_code": (
        _codes("person", "nobody@x.com"),
        {one: [one] for one in ("value_not_found", "missing_value", "validation_type")},
    ),
    "reference.bare_uuid": (_bare_uuid, {"accept": "taken", "refuse": "value_not_found"}),
    "reference.inactive_object": (_inactive_object, {"refuse": "value_not_found", "accept": "taken"}),
    "relationship.taken_by_another": (_taken_by_another, {"move": [0, 1], "keep": [1, 0]}),
    "reference.required": (_required, {"clear": (200, None, 1, 0), "refuse": (400, "missing_value", 2, 1)}),
    "person.company_from_email": (
        _company,
        {"never": [["a.com"], ["b.com"]], "deferred": [["a.com"], ["b.com"], ["acme.org"]]},
    ),
    "history.unknown_attribute": (
        lambda attio: _history(attio, "things", "nope"),
        {"value_not_found": (404, "value_not_found"), "not_found": (404, "not_found")},
    ),
    "history.not_written": (
        lambda attio: [_history(attio, "people", one) for one in ("company", "last_interaction", "record_id")],
        {
            one: [(400, one), (400, one), (400, "system_edit_unauthorized")]
            for one in ("system_edit_unauthorized", "validation_type")
        },
    ),
    "merge.pending": (_merge_answers, {"never": [200, 200, 200], "always": [202, 404, 200]}),
    "merge.multiselect": (_merged_keys, {"primary": ["one.com"], "united": ["one.com", "two.com"]}),
    "merge.unknown_record": (
        lambda attio: _merge(attio, attio.ids("things")[0], _NOBODY).body["code"],
        {one: one for one in ("value_not_found", "not_found")},
    ),
    "query.unknown_view": (
        _by_view,
        {"not_found": [(404, "not_found"), (200, None)], "value_not_found": [(400, "value_not_found"), (200, None)]},
    ),
    "batch.order": (_array_order, {"received_at": ["earlier", "later"], "array": ["later"]}),
    "batch.stale_values": (_stale, {"ignore": ["later"], "apply": ["earlier"]}),
    "batch.nested_effect": (_nested_effect, {"atomic": (1, 0), "kept": (2, 0)}),
    "batch.nested_refused": (_nested_refused, {"drop": (1, 0, False), "omit": (1, 1, False)}),
    "batch.limit_counts": (_limit, {"top-level": [202, 202, 202], "nested": [400, 202, 202]}),
    "batch.unreadable_time": (_unreadable, {"arrival": (["timeless"], 0), "drop": (["dated"], 2)}),
}
"""Assumption -> (probe of an emulator, setting -> what the probe finds)."""
