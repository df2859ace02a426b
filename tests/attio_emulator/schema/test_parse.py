"""Mistakes in workspace files: each has one line with the place, what was found, what was expected, the closest right word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace, WorkspaceError

from tests.attio_emulator.calls import Attio


def written(folder: Path, text: str | bytes, name: str = "workspace.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


MEMBERS = "name, slug, api, members, objects, records, activities, activity_records, lists, assumptions, tokens, emails, protected_recipients, $schema"
OBJECT = "api_slug, id, singular_noun, plural_noun, active, created_at, attributes, views"
ATTRIBUTE = (
    "api_slug, id, title, description, type, is_required, is_unique, is_multiselect, is_archived, is_writable, options, "
    "statuses, config, relationship, default_value, created_at"
)
TYPES = (
    "actor-reference, checkbox, currency, date, domain, email-address, interaction, location, number, personal-name, "
    "phone-number, rating, record-reference, select, status, text, timestamp"
)


def one(*attributes: Any, **more: Any) -> dict[str, Any]:
    return {"objects": [{"api_slug": "boats", "attributes": list(attributes), **more}]}


def a(**members: Any) -> dict[str, Any]:
    return {"api_slug": "x", "type": "text"} | members


def pair(**members: Any) -> dict[str, Any]:
    """An attribute in a relationship with people."""
    other = {"api_slug": "y", "type": "record-reference", "relationship": {"object": "boats", "api_slug": "x"}}
    relationship = {"object": "people", "api_slug": "y"}
    own = a(type="record-reference", relationship=relationship) | members
    return {"objects": [{"api_slug": "boats", "attributes": [own]}, {"api_slug": "people", "attributes": [other]}]}


AT = "/objects/0/attributes/0"
MISTAKES: tuple[tuple[str, Any, str], ...] = (
    # unknown keys
    ("a key of the workspace", {"object": []}, f"/object: found 'object', expected one of {MEMBERS}; did you mean 'objects'?"),
    ("a key of a member", {"members": [{"email": "a@b.com", "email_address": "a@b.com"}]},
     "/members/0/email: found 'email', expected one of id, first_name, last_name, email_address, access_level; did you mean 'email_address'?"),
    ("a key of an object", one(activ=True), f"/objects/0/activ: found 'activ', expected one of {OBJECT}; did you mean 'active'?"),
    ("a key of an attribute", one(a(required=True)),
     f"{AT}/required: found 'required', expected one of {ATTRIBUTE}; did you mean 'is_required'?"),
    ("a key of an option", one(a(type="select", options=[{"titel": "A", "title": "A"}])),
     f"{AT}/options/0/titel: found 'titel', expected one of id, title, is_archived, celebration_enabled, target_time_in_status; did you mean 'title'?"),
    ("a key of config", one(a(config={"curency": {}})),
     f"{AT}/config/curency: found 'curency', expected one of currency, record_reference; did you mean 'currency'?"),
    ("a key of currency", one(a(type="currency", config={"currency": {"currency_code": "EUR"}})),
     f"{AT}/config/currency/currency_code: found 'currency_code', expected one of default_currency_code, display_type; did you mean 'default_currency_code'?"),
    ("a key nothing is close to", {"zzz": 1}, f"/zzz: found 'zzz', expected one of {MEMBERS}"),
    # types of attributes
    ("a type", one(a(type="selct")), f"{AT}/type: found 'selct', expected a type: {TYPES}; did you mean 'select'?"),
    ("a type with an alias close by", one(a(type="emial")), f"{AT}/type: found 'emial', expected a type: {TYPES}; did you mean 'email'?"),
    ("no type", one({"api_slug": "x"}), f"{AT}: found no type, expected some text"),
    ("the type of a standard attribute", {"objects": [{"api_slug": "people", "attributes": [a(api_slug="name")]}]},
     f"{AT}/type: found 'text', expected personal-name, the type of the standard attribute name"),
    # slugs, titles, addresses twice
    ("an object twice", {"objects": [{"api_slug": "boats"}, {"api_slug": "boats"}]},
     "/objects/1/api_slug: found 'boats', expected a slug that is not at /objects/0/api_slug already"),
    ("an attribute twice, of two types", one(a(), a(type="select")),
     "/objects/0/attributes/1/api_slug: found 'x', expected a slug that is not at /objects/0/attributes/0/api_slug already"),
    ("an attribute twice", one(a(), a()),
     "/objects/0/attributes/1/api_slug: found 'x', expected a slug that is not at /objects/0/attributes/0/api_slug already"),
    ("an option twice", one(a(type="select", options=["A", "B", "A"])),
     f"{AT}/options/2: found 'A', expected a title that is not at {AT}/options/0 already"),
    ("a member twice", {"members": [{"email_address": "a@b.com"}, {"email_address": "A@B.com"}]},
     "/members/1: found 'a@b.com', expected an email address that is not at /members/0 already"),
    # members of the wrong type
    ("the whole", [1], "found [1], expected a workspace: an object with name, members, objects …"),
    ("a name", {"name": 5}, "/name: found 5, expected text"),
    ("members", {"members": {}}, "/members: found {}, expected a list of members"),
    ("a member", {"members": ["alice"]}, "/members/0: found 'alice', expected a member: an object with email_address"),
    ("a member without an address", {"members": [{"first_name": "A"}]}, "/members/0: found no email_address, expected some text"),
    ("an access level", {"members": [{"email_address": "a@b.com", "access_level": "amdin"}]},
     "/members/0/access_level: found 'amdin', expected one of admin, member, suspended; did you mean 'admin'?"),
    ("objects", {"objects": {"people": {}}}, "/objects: found {\"people\": {}}, expected a list of objects"),
    ("an object", {"objects": ["people"]}, "/objects/0: found 'people', expected an object with api_slug and attributes"),
    ("an object without a slug", {"objects": [{"active": True}]}, "/objects/0: found no api_slug, expected some text"),
    ("an object with an empty slug", {"objects": [{"api_slug": " "}]}, "/objects/0/api_slug: found ' ', expected a slug of letters, digits, _ and -"),
    ("a slug that is a number", {"objects": [{"api_slug": 5}]}, "/objects/0/api_slug: found 5, expected text"),
    ("active", one(active="yes"), "/objects/0/active: found 'yes', expected true or false"),
    ("people not active", {"objects": [{"api_slug": "people", "active": False}]},
     "/objects/0/active: found false, expected true: people are always active"),
    ("attributes", {"objects": [{"api_slug": "boats", "attributes": "x"}]}, "/objects/0/attributes: found 'x', expected a list of attributes"),
    ("an attribute", one("x"), f"{AT}: found 'x', expected an attribute: an object with api_slug and type"),
    ("a flag", one(a(is_unique=1)), f"{AT}/is_unique: found 1, expected true or false"),
    ("config", one(a(config="EUR")), f"{AT}/config: found 'EUR', expected an object with currency or record_reference"),
    ("records", {"records": []}, "/records: found [], expected an object: an object's slug and a list of values"),
    ("records of an object", {"records": {"people": {}}}, "/records/people: found {}, expected a list of records"),
    ("a record", {"records": {"people": ["joe"]}}, "/records/people/0: found 'joe', expected an object: attribute slugs and simple values"),
    ("assumptions", {"assumptions": ["x"]}, "/assumptions: found [\"x\"], expected an object: the id of an assumption and its setting"),
    ("tokens", {"tokens": "t"}, "/tokens: found 't', expected a list of access tokens"),
    ("a token", {"tokens": [5]}, "/tokens/0: found 5, expected an access token: text, or an object with token and its limits"),
    ("a token without itself", {"tokens": [{}]}, "/tokens/0: found no token, expected some text"),
    ("a scope", {"tokens": [{"token": "t", "scopes": ["note:reed"]}]},
     "/tokens/0/scopes/0: found 'note:reed', expected a scope of Attio, such as record_permission:read; did you mean 'note:read'?"),
    ("a kind of token", {"tokens": [{"token": "t", "kind": "oauth"}]},
     "/tokens/0/kind: found 'oauth', expected one of api-key, oauth-app, attio-app; did you mean 'oauth-app'?"),
    ("a level of token", {"tokens": [{"token": "t", "level": "member"}]},
     "/tokens/0/level: found 'member', expected workspace or user"),
    ("a token of a user without members", {"tokens": [{"token": "t", "level": "user"}]},
     "/tokens/0/level: found 'user', expected workspace, or members in this workspace, of whom it acts for one"),
    ("the member of a token", {"members": [{"email_address": "ann@acme.com"}], "tokens": [{"token": "t", "member": "an@acme.com"}]},
     "/tokens/0/member: found 'an@acme.com', expected the email address of a member of this workspace; did you mean 'ann@acme.com'?"),
    ("an app of a key", {"tokens": [{"token": "t", "client_id": "x"}]},
     "/tokens/0/client_id: found 'x', expected no app: a token of an app has kind: oauth-app or attio-app"),
    ("the name of the app of a key", {"tokens": [{"token": "t", "kind": "api-key", "name": "Segment"}]},
     "/tokens/0/name: found 'Segment', expected no app: a token of an app has kind: oauth-app or attio-app"),
    ("the end of a token", {"tokens": [{"token": "t", "expires_at": "soon"}]},
     "/tokens/0/expires_at: found 'soon', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z"),
    # options and targets
    ("options no list", one(a(type="select", options="A")), f"{AT}/options: found 'A', expected a list of titles"),
    ("an option no title", one(a(type="select", options=[True])), f"{AT}/options/0: found true, expected a title, or an object with title"),
    ("an option without a title", one(a(type="select", options=[{"id": "i"}])), f"{AT}/options/0: found no title, expected some text"),
    ("options of text", one(a(options=["A"])), f"{AT}/options: found 'options', expected options only at an attribute of type select"),
    ("options of a status", one(a(type="status", options=["A"])), f"{AT}/options: found 'options', expected statuses, which a status has"),
    ("statuses of a select", one(a(type="select", statuses=["A"])), f"{AT}/statuses: found 'statuses', expected options, which a select has"),
    ("a target", one(a(type="record-reference", config={"record_reference": {"allowed_objects": ["poeple"]}})),
     f"{AT}/config/record_reference/allowed_objects/0: found 'poeple', expected the slug of an object of this workspace; did you mean 'people'?"),
    ("a target by its singular", one(a(type="record-reference", config={"record_reference": {"allowed_objects": ["person"]}})),
     f"{AT}/config/record_reference/allowed_objects/0: found 'person', expected the slug of an object of this workspace; did you mean 'people'?"),
    ("targets no list", one(a(type="record-reference", config={"record_reference": {"allowed_objects": "people"}})),
     f"{AT}/config/record_reference/allowed_objects: found 'people', expected a list of slugs"),
    ("the other end of a relationship", one(a(type="record-reference", relationship={"object": "people", "api_slug": "company"})),
     f"{AT}/relationship: found 'people.company', expected an attribute whose relationship is with boats.x"),
    ("a relationship of a text", pair(type="text"), f"{AT}/relationship: found 'relationship', expected relationship only at an attribute of type record-reference"),
    ("a relationship of another target", pair(config={"record_reference": {"allowed_objects": ["companies", "people"]}}),
     f"{AT}/config/record_reference/allowed_objects: found 'companies, people', expected people alone, the object of the relationship"),
    ("another target of a standard relationship", {"objects": [{"api_slug": "people", "attributes": [
        {"api_slug": "company", "config": {"record_reference": {"allowed_objects": ["people"]}}}]}]},
     f"{AT}/config/record_reference/allowed_objects: found 'people', expected companies alone, the object of the relationship"),
    ("a relationship", one(a(type="record-reference", relationship="people")), f"{AT}/relationship: found 'people', expected an object with object and api_slug"),
    ("a default", one(a(default_value={"type": "statc", "template": []})),
     f"{AT}/default_value/type: found 'statc', expected static or dynamic; did you mean 'static'?"),
    ("the template of a default", one(a(default_value={"type": "static", "template": "x"})),
     f"{AT}/default_value/template: found 'x', expected a list of values (static) or a text (dynamic)"),
    ("several values for a default of one", one(a(type="number", default_value={"type": "static", "template": [1, 2]})),
     f"{AT}/default_value/template: found [1, 2], expected one value, because the attribute is not a multiselect"),
    ("a dynamic default of a type without one", one(a(type="status", default_value={"type": "dynamic", "template": "current-user"})),
     f"{AT}/default_value/type: found 'dynamic', expected static, as the attribute is of type status"),
    ("a while for a member", one(a(type="actor-reference", default_value={"type": "dynamic", "template": "P1D"})),
     f"{AT}/default_value/template: found 'P1D', expected current-user"),
    ("a member for a while", one(a(type="date", default_value={"type": "dynamic", "template": "current-user"})),
     f"{AT}/default_value/template: found 'current-user', expected a duration as ISO 8601, such as P1D"),
    ("a while without a length", one(a(type="timestamp", default_value={"type": "dynamic", "template": "PT"})),
     f"{AT}/default_value/template: found 'PT', expected a duration as ISO 8601, such as P1D"),
    ("records of an unknown object", {"records": {"poeple": []}},
     "/records/poeple: found 'poeple', expected the slug of an object of this workspace; did you mean 'people'?"),
    # assumptions
    ("an assumption", {"assumptions": {"batch.oder": "array"}},
     "/assumptions/batch.oder: found 'batch.oder', expected the id of an assumption; did you mean 'batch.order'?"),
    ("a setting", {"assumptions": {"batch.order": "recieved_at"}},
     "/assumptions/batch.order: found 'recieved_at', expected 'received_at' or 'array'; did you mean 'received_at'?"),
    # more than one
    ("two mistakes", {"name": 5, "slug": 6}, "/name: found 5, expected text (and 1 more)"),
)  # fmt: skip


@pytest.mark.parametrize(("data", "line"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_one_line_says_where_what_was_found_and_what_was_expected(tmp_path: Path, data: Any, line: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict(data)
    assert str(told.value) == f"<dict>: {line}"
    path = written(tmp_path, json.dumps(data))
    with pytest.raises(WorkspaceError) as told:
        Workspace.load(path)
    first = told.value.problems[0]
    assert str(told.value) == f"{path}:1:{first.column}: {line}"
    assert json.dumps(data)[(first.column or 0) - 1] in '"[{tf0123456789'  # where a key or a value begins
    assert (told.value.pointer, told.value.found, told.value.expected, told.value.closest) == (
        first.pointer, first.found, first.expected, first.closest,
    )  # fmt: skip


@pytest.mark.covers("schema.slugs")
@pytest.mark.parametrize(
    "slug", [" ", "a b", " a", "a ", "a\n", "a\u200b", "\u202ea", "a\x00", "a/b", "a%20b", "a?b", "é", "-a", "_a", ""]
)
def test_a_slug_is_that_which_the_api_takes(slug: str) -> None:
    """Of an object, an attribute, a list, an activity."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("/objects/0/api_slug", {"objects": [{"api_slug": slug}]}),
        (f"{AT}/api_slug", {"objects": [{"api_slug": "boats", "attributes": [{"api_slug": slug, "type": "text"}]}]}),
        ("/lists/0/api_slug", {"lists": [{"api_slug": slug, "parent_object": "people"}]}),
        ("/activities/0/api_slug", {"activities": [{"api_slug": slug}]}),
    ]
    for pointer, data in rows:
        with pytest.raises(WorkspaceError) as told:
            Workspace.from_dict(data)
        (problem,) = told.value.problems
        assert (problem.pointer, problem.expected) == (pointer, "a slug of letters, digits, _ and -")
    attio = Attio()
    nouns = {"api_slug": slug, "singular_noun": "A", "plural_noun": "As"}
    assert attio.ask("POST", "/v2/objects", {"data": nouns}).status == 400
    assert attio.ask("POST", "/v2/objects", {"data": {**nouns, "api_slug": "a-B_1"}}).status == 200
    assert "0-B_1" in Workspace.from_dict({"objects": [{"api_slug": "0-B_1"}]}).objects


def test_a_relationship_points_to_its_other_side_unsaid() -> None:
    objects = Workspace.from_dict(pair()).objects
    assert [objects["boats"].attributes["x"].allowed_objects, objects["people"].attributes["y"].allowed_objects] == [
        ("people",),
        ("boats",),
    ]


def test_every_mistake_is_found_at_once() -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict(
            {"name": 5, "members": [{}], "objects": [{"api_slug": "boats", "attributes": [a(type="no")]}]}
        )
    assert {one.pointer for one in told.value.problems} == {"/name", "/members/0", f"{AT}/type"}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"objects": [{}]}, "/objects/0: found no api_slug, expected some text"),
        (one({}), f"{AT}: found no api_slug, expected some text"),
    ],
    ids=["object", "attribute"],
)
def test_an_empty_object_is_a_mistake(data: Any, line: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict(data)
    assert str(told.value).startswith(f"<dict>: {line}")


FILES: tuple[tuple[str, bytes, str], ...] = (
    ("a broken flow", b"name: Acme\nobjects:\n  - {api_slug: boats\nmembers: []\n", ":3:5: found a { that is not closed, expected } after its last member"),
    ("a tab", b"name: Acme\nobjects:\n\t- x\n", ":3:1: found a tab, expected spaces: YAML is not indented with tabs"),
    ("a key twice", b"name: Acme\nslug: a\nname: Acme\n", ":3:1: /name: found the key 'name' twice, expected it once (the first is on line 1, column 1)"),
    ("a nested key twice", b'{"objects": [\n{"api_slug": "x",\n"api_slug": "y"}]}', ":3:1: /objects/0/api_slug: found the key 'api_slug' twice, expected it once (the first is on line 2, column 2)"),
    ("cut off", b'{"name": "Acme",\n "objects": [', ":2:14: found the end of the text, which is cut off, expected a value (JSON)"),
    ("an unknown tag", b"name: !!python/object:os.system x\n",
     ":1:7: found the type !!python/object:os.system, expected what JSON has, too: text, numbers, lists, objects"),
    ("an alias of nothing", b"name: *none\n", ":1:7: found a value that begins with *, which is YAML's sign for an alias, expected it in quotes where it is text: \"*none\""),
    ("two documents", b"name: a\n---\nname: b\n", ":2:1: found a second document (---), expected one document per file"),
    ("a number", b"5", ":1:1: found 5, expected a workspace: an object with name, members, objects …"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "line"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_files_that_cannot_be_read_name_their_line(tmp_path: Path, text: bytes, line: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WorkspaceError) as told:
        Workspace.load(path)
    assert str(told.value) == f"{path}{line}"


def test_files_that_are_not_there_or_no_text(tmp_path: Path) -> None:
    nothing, folder = tmp_path / "nothing.yaml", tmp_path
    latin, control = written(tmp_path, b"name: \xe9\n", "latin.yaml"), written(tmp_path, b"name: \x00\n", "zero.yaml")
    deep = written(tmp_path, "[" * 100_000, "deep.yaml")
    for path, expected in (
        (nothing, f"{nothing}: found nothing, expected a workspace file"),
        (folder, f"{folder}: found a folder, expected a workspace file"),
        (Path("a\ud800b"), "a\ud800b: found no file name, expected a workspace file"),
        (latin, f"{latin}: found byte 0xe9 on line 1, column 7, which is not UTF-8, expected a workspace file in UTF-8 (save it so)"),
        (control, f"{control}:1:7: found a byte of zero, which no text has, expected YAML or JSON"),
        (deep, f"{deep}: found nesting without end, expected YAML or JSON"),
    ):  # fmt: skip
        with pytest.raises(WorkspaceError) as told:
            Workspace.load(path)
        assert str(told.value) == expected


CRASHES: tuple[tuple[str, bytes], ...] = (
    ("a key that is a list", b"name: a\n[1]: b\n"),
    ("a tag that does not fit", b"name: a\nslug: !!int abc\n"),
    ("a target that is a list", b"objects: [{api_slug: b, attributes: [{api_slug: x, type: record-reference, config: {record_reference: {allowed_objects: [[a]]}}}]}]"),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [pytest.param(text, id=name) for name, text in CRASHES],
)
def test_files_never_end_in_a_traceback(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(WorkspaceError):
        Workspace.load(written(tmp_path, text))


# -- seed records ----------------------------------------------------------------------------------------------------

SEEDS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("a value of the wrong type", {"people": [{"email_addresses": "joe@example.com"}, {"email_addresses": ["a@b.com", "bob"]}]},
     "/records/people/1/email_addresses/1: found 'bob', expected a valid email address"),
    ("a value that is not there", {"boats": [{"x": "1", "stage": "Nwe"}]},
     "/records/boats/0/stage: found 'Nwe', expected one of 'New', 'Old'; did you mean 'New'?"),
    ("a required value missing", {"boats": [{"stage": "New"}]}, "/records/boats/0/x: found a record, expected a value for x"),
    ("a unique value twice", {"boats": [{"x": "1"}, {"x": "1"}]},
     "/records/boats/1/x: found '1', expected a value that no other record has"),
    ("a reference to a later record", {"people": [{"company": "a.com"}], "companies": [{"domains": "a.com"}]},
     "/records/people/0/company: found 'a.com', expected the domain of a company or the UUID of the record that exists"),
    ("what only Attio writes", {"people": [{"created_at": "2024-01-01"}]},
     "/records/people/0/created_at: found '2024-01-01', expected nothing: only Attio writes this attribute"),
)  # fmt: skip
BOATS = {
    "objects": [
        {"api_slug": "boats", "attributes": [a(is_unique=True, is_required=True), a(api_slug="stage", type="status", statuses=["New", "Old"])]}
    ]
}  # fmt: skip


@pytest.mark.parametrize(("records", "line"), [row[1:] for row in SEEDS], ids=[row[0] for row in SEEDS])
def test_seed_records_that_do_not_fit(tmp_path: Path, records: dict[str, Any], line: str) -> None:
    path = written(tmp_path, json.dumps(BOATS | {"records": records}))
    with pytest.raises(WorkspaceError) as told:
        Emulator(Workspace.load(path))
    assert str(told.value) == f"{path}:1:{told.value.column}: {line}"


SEED_HINTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("unknown attribute", {"people": [{"email_address": "a@b.com"}]},
     "/records/people/0/email_address: found 'email_address', expected the slug or ID of an attribute of the object; did you mean 'email_addresses'?"),
    ("object not activated", {"users": [{"user_id": "u"}]},
     "/records/users: found 'users', expected an object that is active; add active: true to it"),
    ("unknown status", {"boats": [{"x": "1", "stage": "Nwe"}]},
     "/records/boats/0/stage: found 'Nwe', expected one of 'New', 'Old'; did you mean 'New'?"),
)  # fmt: skip


@pytest.mark.parametrize(("records", "line"), [row[1:] for row in SEED_HINTS], ids=[row[0] for row in SEED_HINTS])
def test_seed_records_that_do_not_fit_are_told_the_closest_right_word(records: dict[str, Any], line: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Attio(BOATS | {"records": records})
    assert str(told.value).removeprefix("<dict>: ") == line


def test_a_number_beyond_a_double_is_a_mistake_too() -> None:
    seeded = one(a(api_slug="n", type="number")) | {"records": {"boats": [{"n": 10**400}]}}
    with pytest.raises(WorkspaceError):
        Attio(seeded)


@pytest.mark.parametrize(
    ("other", "own"),
    [
        ("string", "text"),
        ("integer", "number"),
        ("float", "number"),
        ("decimal", "number"),
        ("Boolean", "checkbox"),
        ("datetime", "timestamp"),
        ("enum", "select"),
        ("multi-select", "select"),
        ("user", "actor-reference"),
        ("reference", "record-reference"),
        ("name", "personal-name"),
        ("phone_number", "phone-number"),
        ("tex", "text"),
    ],
)
def test_a_type_that_is_called_otherwise_elsewhere_is_told_by_its_meaning(other: str, own: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_dict({"objects": [{"api_slug": "x", "attributes": [{"api_slug": "y", "type": other}]}]})
    assert str(refused.value).endswith(f"; did you mean {own!r}?")
    Workspace.from_dict({"objects": [{"api_slug": "x", "attributes": [{"api_slug": "y", "type": own}]}]})


@pytest.mark.parametrize(("other", "own"), [("label", "title"), ("values", "options"), ("allowed_objects", "config")])
def test_a_member_that_is_called_otherwise_elsewhere_is_told_by_its_meaning(other: str, own: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        Workspace.from_dict({"objects": [{"api_slug": "x", "attributes": [{"api_slug": "y", other: []}]}]})
    assert f"; did you mean {own!r}?" in str(refused.value)
