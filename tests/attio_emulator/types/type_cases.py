"""Values of every attribute type: which are taken, how they read back, which are refused and what would have passed.

Tables only; `test_types` runs them. Sources: the user documentation's table "Attribute types" (`DOCUMENTED`),
Attio's documentation and OpenAPI document (public forms), and the assumptions' defaults.
"""

from __future__ import annotations

from typing import Any

from attio_emulator import Workspace

from tests.attio_emulator.calls import Attio

__all__ = ["DOCUMENTED", "NORMAL", "NOT_FOUND", "PUBLIC", "PUBLIC_REFUSED", "SIMPLE_REFUSED", "WORKSPACE"]

_REFERENCES = ("people", "companies", "users", "workspaces", "deals", "things")

_SCHEMA: dict[str, Any] = {
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@attio.com"}],
    "objects": [
        {"api_slug": "users", "active": True},
        {"api_slug": "workspaces", "active": True},
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "things",
            "attributes": [
                {"api_slug": "key", "type": "text", "is_unique": True},
                {"api_slug": "actor", "type": "actor-reference"},
                {"api_slug": "checkbox", "type": "checkbox"},
                {
                    "api_slug": "currency",
                    "type": "currency",
                    "config": {"currency": {"default_currency_code": "EUR"}},
                },
                {"api_slug": "date", "type": "date"},
                {"api_slug": "domain", "type": "domain"},
                {"api_slug": "domains", "type": "domain", "is_multiselect": True},
                {"api_slug": "email", "type": "email"},
                {"api_slug": "emails", "type": "email-address", "is_multiselect": True},
                {"api_slug": "location", "type": "location"},
                {"api_slug": "number", "type": "number"},
                {"api_slug": "name", "type": "personal-name"},
                {"api_slug": "phone", "type": "phone-number"},
                {"api_slug": "phones", "type": "phone-number", "is_multiselect": True},
                {"api_slug": "pipeline", "type": "pipeline", "statuses": ["open", "closed"]},
                {"api_slug": "rating", "type": "rating"},
                {
                    "api_slug": "select",
                    "type": "select",
                    "options": ["open", "shut", {"title": "old", "is_archived": True}],
                },
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
                {"api_slug": "text", "type": "text"},
                {"api_slug": "timestamp", "type": "timestamp"},
                *(
                    {
                        "api_slug": f"to_{slug}",
                        "type": "record-reference",
                        "config": {"record_reference": {"allowed_objects": [slug]}},
                    }
                    for slug in _REFERENCES
                ),
                {
                    "api_slug": "to_many_people",
                    "type": "record-reference",
                    "is_multiselect": True,
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
            ],
        },
    ],
    "records": {
        "people": [{"email_addresses": ["person@example.com"]}, {"email_addresses": ["other@example.com"]}],
        "companies": [{"domains": ["app.attio.com"]}],
        "users": [{"user_id": "u-1", "primary_email_address": "person@example.com"}],
        "workspaces": [{"workspace_id": "w-1"}],
        "deals": [{"name": "Deal", "stage": "Lead", "owner": "alice@attio.com"}],
        "things": [{"key": "other"}],
    },
}

WORKSPACE = Workspace.from_dict(_SCHEMA)
"""An object `things` with an attribute of every type, several of some, and a record of every object to refer to."""

_IDS = {slug: Attio(WORKSPACE).ids(slug)[0] for slug in _REFERENCES}
_OTHER = Attio(WORKSPACE).ids("people")[1]
_ALICE = WORKSPACE.members[0].id
_STATUSES = {one.title: one.id for one in WORKSPACE.objects["things"].attributes["pipeline"].choices}
_OPTIONS = {one.title: one.id for one in WORKSPACE.objects["things"].attributes["select"].choices}
_NOBODY = "00000000-0000-4000-8000-000000000000"
_MEMBER = {"referenced_actor_type": "workspace-member", "referenced_actor_id": _ALICE}


def _to(slug: str, record: str | None = None) -> dict[str, str]:
    return {"target_object": slug, "target_record_id": record or _IDS[slug]}


def _email(address: str, original: str | None = None, root: str = "example.com") -> dict[str, str]:
    local, _, domain = address.partition("@")
    return {
        "original_email_address": original or address,
        "email_address": address,
        "email_domain": domain,
        "email_root_domain": root,
        "email_local_specifier": local,
    }


def _phone(number: str, country: str, original: str | None = None) -> dict[str, str]:
    return {"original_phone_number": original or number, "phone_number": number, "country_code": country}


def _name(first: str, last: str, full: str) -> dict[str, str]:
    return {"first_name": first, "last_name": last, "full_name": full}


def _money(value: float) -> dict[str, Any]:
    return {"currency_value": value, "currency_code": "EUR"}


DOCUMENTED: tuple[tuple[str, str, Any, Any], ...] = (
    ("actor-reference", "actor", "alice@attio.com", _MEMBER),
    ("checkbox", "checkbox", True, True),
    ("checkbox", "checkbox", False, False),
    ("currency", "currency", 99, _money(99)),
    ("currency", "currency", 29.9999, _money(29.9999)),
    ("date", "date", "2023-09-28", "2023-09-28"),
    ("domain", "domain", "app.attio.com", {"domain": "app.attio.com", "root_domain": "attio.com"}),
    ("domain", "domain", "www.example.com", {"domain": "www.example.com", "root_domain": "example.com"}),
    ("email", "email", "person@example.com", _email("person@example.com")),
    ("number", "number", 42.192, 42.192),
    ("number", "number", 17, 17),
    ("personal-name", "name", "Bloggs, Joe", _name("Joe", "Bloggs", "Joe Bloggs")),
    ("phone-number", "phone", "+15558675309", _phone("+15558675309", "US")),
    ("pipeline", "pipeline", "open", "open"),
    ("pipeline", "pipeline", "closed", "closed"),
    ("rating", "rating", 0, 0),
    ("rating", "rating", 5, 5),
    ("record-reference", "to_people", "person@example.com", _to("people")),
    ("record-reference", "to_companies", "app.attio.com", _to("companies")),
    ("record-reference", "to_deals", _IDS["deals"], _to("deals")),
    ("select", "select", "open", "open"),
    ("text", "text", "A piece of text", "A piece of text"),
    ("timestamp", "timestamp", "2023-09-28 04:39:17.000", "2023-09-28T04:39:17.000000000Z"),
)
"""(the documentation's word for the type, attribute, every example value of its row, what is read back)."""

NORMAL: tuple[tuple[str, Any, list[Any]], ...] = (
    ("actor", "Alice@Attio.com", [_MEMBER]),
    ("actor", ["alice@attio.com"], [_MEMBER]),
    ("currency", 0.1, [_money(0.1)]),
    ("currency", -12.5, [_money(-12.5)]),
    ("currency", 1e3, [_money(1000)]),
    ("date", "2024-02-29", ["2024-02-29"]),
    ("domain", "App.Attio.COM", [{"domain": "app.attio.com", "root_domain": "attio.com"}]),
    ("domain", "www.example.co.uk", [{"domain": "www.example.co.uk", "root_domain": "example.co.uk"}]),
    ("domain", "münchen.de", [{"domain": "xn--mnchen-3ya.de", "root_domain": "xn--mnchen-3ya.de"}]),
    ("domains", "x.com", [{"domain": "x.com", "root_domain": "x.com"}]),
    ("email", "Person+Tag@Mail.Example.COM", [_email("person+tag@mail.example.com", "Person+Tag@Mail.Example.COM")]),
    ("emails", ["A@example.com", "b@example.com", "a@EXAMPLE.com"],
     [_email("a@example.com", "A@example.com"), _email("b@example.com")]),
    ("number", -0.5, [-0.5]),
    ("number", 3.0, [3]),
    ("number", 1e21, [1e21]),
    ("number", 2**53 + 1, [2**53]),
    ("name", "Bloggs,Joe", [_name("Joe", "Bloggs", "Joe Bloggs")]),
    ("name", "van der Berg, Anna Maria, MD, PhD", [_name("Anna Maria, MD, PhD", "van der Berg", "Anna Maria, MD, PhD van der Berg")]),
    ("name", "Bloggs,", [_name("", "Bloggs", "Bloggs")]),
    ("name", ", Joe", [_name("Joe", "", "Joe")]),
    ("phone", "+442083661177", [_phone("+442083661177", "GB")]),
    ("phone", "+12125551234", [_phone("+12125551234", "US")]),
    ("phones", ["+12125551234", "+442083661177", "+12125551234"],
     [_phone("+12125551234", "US"), _phone("+442083661177", "GB")]),
    ("pipeline", _STATUSES["closed"], ["closed"]),
    ("rating", 3.0, [3]),
    ("select", _OPTIONS["shut"], ["shut"]),
    ("tags", "b", ["b"]),
    ("tags", ["c", "a", "c"], ["c", "a"]),
    ("to_people", "PERSON@Example.com", [_to("people")]),
    ("to_people", _IDS["people"].upper(), [_to("people")]),
    ("to_companies", _IDS["companies"], [_to("companies")]),
    ("to_users", "u-1", [_to("users")]),
    ("to_users", _IDS["users"], [_to("users")]),
    ("to_workspaces", "w-1", [_to("workspaces")]),
    ("to_workspaces", _IDS["workspaces"], [_to("workspaces")]),
    ("to_things", _IDS["things"], [_to("things")]),
    ("to_many_people", ["other@example.com", "person@example.com", _OTHER], [_to("people", _OTHER), _to("people")]),
    ("text", "", [""]),
    ("text", "  кот 🐈\n", ["  кот 🐈\n"]),
    ("timestamp", "2023-09-28T04:39:17", ["2023-09-28T04:39:17.000000000Z"]),
    ("timestamp", "2023-09-28T04:39:17.123456789Z", ["2023-09-28T04:39:17.123456789Z"]),
    ("timestamp", "2023-09-28T04:39:17+02:00", ["2023-09-28T02:39:17.000000000Z"]),
    ("timestamp", "2023-12-31 23:30:00-01:00", ["2024-01-01T00:30:00.000000000Z"]),
    ("timestamp", "2023-09-28", ["2023-09-28T00:00:00.000000000Z"]),
)  # fmt: skip
"""(attribute, simple value, what is read back): the stored normal form."""

_MEMBER_WANTED = "the email address of a workspace member"
_EMAIL_WANTED = "a valid email address"
_PHONE_WANTED = "a phone number in E.164 format, starting with +"
_PLAN_WANTED = "a phone number that its country's numbering plan allows"
_NAME_WANTED = "a name as 'Last name(s), First name(s)', with the comma"
_MOMENT_WANTED = "a moment as ISO 8601, such as 2023-09-28T04:39:17.000Z"
_PERSON_WANTED = "the email address of a person or the UUID of the record"
_COMPANY_WANTED = "the domain of a company or the UUID of the record"

SIMPLE_REFUSED: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("actor", f"{_MEMBER_WANTED}, as text", (5, True, {"workspace_member_email_address": "alice@attio.com"}, [["x"]])),
    ("checkbox", "true or false", ("true", "yes", 1, 0, {"value": True})),
    ("currency", "a number with at most 4 decimals", ("99", 29.99999, True, {"currency_value": 9}, 1e-5)),
    ("date", "a date as YYYY-MM-DD",
     ("2023-9-28", "28/09/2023", "2023-02-30", "2023-09-28T00:00:00Z", "2023", 20230928, "")),
    ("domain", "a domain such as attio.com, without protocol or path",
     ("acme", "https://acme.com", "acme.com/about", "a b.com", "", "acme.com.", "-acme.com", 7, {"domain": "x.com"})),
    ("email", _EMAIL_WANTED,
     ("bob", "bob@", "@acme.com", "bob@acme", "bob@@acme.com", "a b@acme.com", "bob@acme..com", "Bob <bob@acme.com>", "", 5)),
    ("email", "an email address whose domain is not under the reserved .example", ("gob@bluth.example",)),
    ("email", "an email address whose domain is not under the reserved .test", ("a@b.test",)),
    ("email", "an email address whose domain is not under the reserved .invalid", ("a@b.invalid",)),
    ("email", "an email address whose domain is not under the reserved .localhost", ("a@b.localhost",)),
    ("email", "a valid email address", ("a@localhost", "a b@c.test")),
    ("location", "nothing: the destination cannot write locations (assumed: location.simple; with text it takes an address as text)",
     ("1 Infinite Loop, Cupertino", "", 5, {"line_1": "1 Infinite Loop"})),
    ("number", "a number", ("17", "", True, {"value": 17}, [[1]])),
    ("name", _NAME_WANTED, ("Joe Bloggs", "Joe", "", ",", " , ", 5, {"first_name": "Joe", "last_name": "Bloggs"})),
    ("phone", _PHONE_WANTED,
     ("5558675309", "15558675309", "+4420836611771234", "+1 555 867 5309", "+1-555-867-5309", "+0123456789", "tel:+15558675309", "", 15558675309)),
    ("phone", _PLAN_WANTED, ("+11234567890", "+1555867530", "+12121234567")),
    ("pipeline", "the title or UUID of a status, as text", (5, True, {"status": "open"}, [["open"]])),
    ("rating", "a whole number from 0 to 5", (6, -1, 2.5, "5", True, {"value": 3})),
    ("select", "the title or UUID of a select option, as text", (5, True, {"option": "open"}, [["open"]])),
    ("to_people", _PERSON_WANTED, ("bob", "Joe Bloggs", "")),
    ("to_people", f"{_PERSON_WANTED}, as text", (5, _to("people"))),
    ("to_companies", _COMPANY_WANTED, ("Attio", "https://app.attio.com", "")),
    ("to_deals", "the UUID of a record", ("Deal", "")),
    ("text", "text of at most 10 MB", (5, True, {"value": "x"}, [["x"]])),
    ("timestamp", _MOMENT_WANTED,
     ("yesterday", "2023", "28/09/2023 04:39", "2023-09-28T25:00:00", "2023-02-30T00:00:00Z", 1695875957, {"value": "2023-09-28"}, "")),
)  # fmt: skip
"""(attribute, what would have passed, simple values that do not fit): all answer `validation_type`."""

_NO_RECORD = 'Could not find a record for the value "{0}" of attribute with slug "{1}".'
_NO_MEMBER = 'Workspace member with email address or ID "{0}" not found.'
_NO_OPTION = 'Cannot find select attribute with select option title "{0}".'

NOT_FOUND: tuple[tuple[str, str, str, Any], ...] = (
    ("actor", _NO_MEMBER, _MEMBER_WANTED, "bob@attio.com"),
    ("actor", _NO_MEMBER, _MEMBER_WANTED, ""),
    ("select", _NO_OPTION, "one of 'open', 'shut'", "Open"),
    ("select", _NO_OPTION, "one of 'open', 'shut'", "old"),
    ("select", _NO_OPTION, "one of 'open', 'shut'", ""),
    ("select", _NO_OPTION, "one of 'open', 'shut'", _NOBODY),
    ("to_people", _NO_RECORD, f"{_PERSON_WANTED} that exists", "nobody@example.com"),
    ("to_people", _NO_RECORD, f"{_PERSON_WANTED} that exists", _NOBODY),
    ("to_companies", _NO_RECORD, f"{_COMPANY_WANTED} that exists", "attio.com"),
    ("to_users", _NO_RECORD, "the user_id of a user or the UUID of the record that exists", "u-2"),
    ("to_workspaces", _NO_RECORD, "the workspace_id of a workspace or the UUID of the record that exists", "w-2"),
    ("to_things", _NO_RECORD, "the UUID of a record that exists", _IDS["people"]),
)
"""(attribute, message, what would have passed, simple value): all answer `value_not_found`."""

PUBLIC: tuple[tuple[str, Any, list[Any]], ...] = (
    ("actor", "alice@attio.com", [_MEMBER]),
    ("actor", ["alice@attio.com"], [_MEMBER]),
    ("actor", {"workspace_member_email_address": "alice@attio.com"}, [_MEMBER]),
    ("actor", [_MEMBER], [_MEMBER]),
    ("checkbox", True, [True]),
    ("checkbox", "true", [True]),
    ("checkbox", "false", [False]),
    ("checkbox", [True], [True]),
    ("checkbox", {"value": False}, [False]),
    ("currency", 4.99, [_money(4.99)]),
    ("currency", "4.99", [_money(4.99)]),
    ("currency", "499.00000", [_money(499)]),
    ("currency", {"currency_value": 99}, [_money(99)]),
    ("date", "2023", ["2023-01-01"]),
    ("date", "2023-05", ["2023-05-01"]),
    ("date", {"value": "2023-01-01"}, ["2023-01-01"]),
    ("date", "2023-01-02T12:00:00Z", ["2023-01-02"]),
    ("date", "2023-01-02T23:00:00-10:00", ["2023-01-03"]),
    ("date", "9999-12-31", ["9999-12-31"]),
    ("domain", "https://App.attio.com/path?query#top", [{"domain": "app.attio.com", "root_domain": "attio.com"}]),
    ("domains", ["x.com", {"domain": "x.com/y"}, "z.org"],
     [{"domain": "x.com", "root_domain": "x.com"}, {"domain": "z.org", "root_domain": "z.org"}]),
    ("email", {"email_address": "A@example.com"}, [_email("a@example.com", "A@example.com")]),
    ("emails", ["a@example.com"], [_email("a@example.com")]),
    ("number", 42, [42]),
    ("number", {"value": 42.5}, [42.5]),
    ("name", "Smith, John", [_name("John", "Smith", "John Smith")]),
    ("name", "John", [_name("John", "", "John")]),
    ("name", {"first_name": "Ada", "last_name": "Lovelace", "full_name": "Countess Ada"}, [_name("Ada", "Lovelace", "Countess Ada")]),
    ("phone", "+15558675309", [_phone("+15558675309", "US")]),
    ("phone", "+1 212 555 1234", [_phone("+12125551234", "US", "+1 212 555 1234")]),
    ("phone", {"original_phone_number": "07400123456", "country_code": "GB"}, [_phone("+447400123456", "GB", "07400123456")]),
    ("phone", {"original_phone_number": "+442083661177", "country_code": "US"}, [_phone("+442083661177", "GB")]),
    ("phones", ["+15558675309"], [_phone("+15558675309", "US")]),
    ("pipeline", "open", ["open"]),
    ("pipeline", {"status": _STATUSES["open"]}, ["open"]),
    ("rating", [4], [4]),
    ("rating", {"value": 3}, [3]),
    ("select", {"option": "open"}, ["open"]),
    ("tags", ["b", "a", "b"], ["b", "a"]),
    ("text", {"value": "x"}, ["x"]),
    ("timestamp", "2023", ["2023-01-01T00:00:00.000000000Z"]),
    ("timestamp", {"value": "2019-01-17T15:17:48Z"}, ["2019-01-17T15:17:48.000000000Z"]),
    ("location", {"line_1": "1 Infinite Loop", "line_2": None, "line_3": None, "line_4": None, "locality": "Cupertino",
                  "region": "CA", "postcode": "95014", "country_code": "US", "latitude": "37.331741", "longitude": "-122.030333"},
     [{"line_1": "1 Infinite Loop", "line_2": None, "line_3": None, "line_4": None, "locality": "Cupertino",
       "region": "CA", "postcode": "95014", "country_code": "US", "latitude": "37.331741", "longitude": "-122.030333"}]),
    ("location", "1 Infinite Loop, Cupertino, CA, 95014, US",
     [{"line_1": "1 Infinite Loop", "line_2": None, "line_3": None, "line_4": None, "locality": "Cupertino",
       "region": "CA", "postcode": "95014", "country_code": "US", "latitude": None, "longitude": None}]),
    ("to_people", "person@example.com", [_to("people")]),
    ("to_people", _to("people"), [_to("people")]),
    ("to_people", {"target_object": "people", "email_addresses": ["person@example.com"]}, [_to("people")]),
    ("to_people", {"target_object": "people", "email_addresses": [{"email_address": "Person@example.com"}]}, [_to("people")]),
    ("to_companies", {"target_object": "companies", "domains": [{"domain": "app.attio.com"}]}, [_to("companies")]),
    ("to_users", {"target_object": "users", "user_id": [{"value": "u-1"}]}, [_to("users")]),
    ("to_workspaces", {"target_object": "workspaces", "workspace_id": ["w-1"]}, [_to("workspaces")]),
    ("to_things", {"target_object": "things", "key": ["other"]}, [_to("things")]),
    ("to_many_people", ["other@example.com", _to("people")], [_to("people", _OTHER), _to("people")]),
)  # fmt: skip
"""(attribute, value of the documented API, what is read back)."""

_LIST = "a list of values"
_PARTS = (
    "an address as text, or an object with exactly line_1, line_2, line_3, line_4, locality, region, postcode, "
    "country_code, latitude, longitude"
)

PUBLIC_REFUSED: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("actor", "workspace_member_email_address, or referenced_actor_type workspace-member with referenced_actor_id",
     ({"referenced_actor_type": "system", "referenced_actor_id": None}, {"email": "alice@attio.com"}, {})),
    ("checkbox", "true or false", ("yes", "TRUE", 1, {"value": "no"}, {"value": True, "x": 1})),
    ("currency", "a number with at most 4 decimals",
     ("four", "4.99999", "", "1e3", {"currency_value": 9, "currency_code": "USD"}, True)),
    ("date", "a date as ISO 8601, such as 2023-09-28", ("28/09/2023", "2023-13-01", "10000-01-01", 2023, {"value": 1})),
    ("domains", _LIST, ("x.com", {"domain": "x.com"}, 5, False)),
    ("emails", _LIST, ("a@example.com", {"email_address": "a@example.com"}, 5, "")),
    ("phones", _LIST, ("+15558675309", {"original_phone_number": "+15558675309"}, 5, "")),
    ("tags", _LIST, ("a", {"option": "a"}, 5, "")),
    ("to_many_people", _LIST, ("person@example.com", _to("people"), 5, "")),
    ("email", _EMAIL_WANTED, ("bob", {"email_address": "bob"}, {"address": "a@example.com"}, 5)),
    ("number", "a number", ("42", {"value": "42"}, True, {})),
    ("name", "first_name, last_name and full_name, all three as text",
     ({"first_name": "Ada", "last_name": "Lovelace"}, {"full_name": "Ada Lovelace"}, {}, {"first_name": "A", "last_name": None, "full_name": "A"})),
    ("name", _NAME_WANTED, ("", "  ", 5, ",")),
    ("phone", "a phone number, with country_code unless it begins with +",
     (5, {"phone_number": "+15558675309"}, {"original_phone_number": 5}, {"original_phone_number": "07400123456", "country_code": 44})),
    ("phone", _PHONE_WANTED, ("07400123456", "phone", "+44 1", "")),
    ("phone", "a country_code of ISO 3166-1 alpha-2, such as US", ({"original_phone_number": "07400123456", "country_code": "XX"},)),
    ("phone", _PLAN_WANTED, ("+11234567890", "+1 212 555", {"original_phone_number": "123", "country_code": "GB"})),
    ("pipeline", "the title or UUID of a status, as text", ({"state": "open"}, 5, {"status": 5}, {})),
    ("rating", "a whole number from 0 to 5", (6, "4", {"value": 5.5}, False)),
    ("select", "the title or UUID of a select option, as text", ({"title": "open"}, 5, {"option": ["open"]}, {})),
    ("text", "text of at most 10 MB", (5, {"value": 5}, {"text": "x"}, {})),
    ("timestamp", _MOMENT_WANTED, ("now", 1695875957, {"value": None}, "2023-09-28T04:39:17+99:00")),
    ("location", _PARTS, ({"line_1": "1 Infinite Loop"}, 5, "", {})),
    ("to_people", "target_object to be one of people", (_to("companies"), {"target_object": "nothing", "x": 1}, {"target_record_id": "x"})),
    ("to_people", "target_object with target_record_id or with one matching attribute",
     ({"target_object": "people"}, {**_to("people"), "email_addresses": ["person@example.com"]})),
    ("to_people", "a unique attribute of people to find the record by",
     ({"target_object": "people", "job_title": ["x"]}, {"target_object": "people", "nothing": ["x"]})),
    ("to_people", "one value of email_addresses to find the record by",
     ({"target_object": "people", "email_addresses": ["person@example.com", "other@example.com"]}, {"target_object": "people", "email_addresses": []})),
    ("to_people", _EMAIL_WANTED, ({"target_object": "people", "email_addresses": ["person"]},)),
    ("to_people", "target_record_id or one matching attribute: the emulator does not know target_record_reference",
     ({"target_object": "people", "target_record_reference": {"match": {"email_addresses": "person@example.com"}}},)),
)  # fmt: skip
"""(attribute, what would have passed, values of the documented API that do not fit): all answer `validation_type`."""
