"""`pull`: a workspace read over the API is the workspace that was served; every failure is one line; no record is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport, Workspace
from attio_emulator.faces.server import running
from attio_harness.schema import READS, connect, pull, render_yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

WORKSPACES = sorted((Path(__file__).parents[3] / "fixtures" / "workspaces").glob("*.yaml"))
TOKEN = "a-token-that-nobody-may-see"
NOT_PULLED: dict[str, Any] = {
    "records": {},
    "assumptions": Workspace.standard().to_dict()["assumptions"],
    "tokens": [],
}


def client(emulator: Emulator, **more: Any) -> httpx.Client:
    return connect(TOKEN, transport=EmulatorTransport(emulator), **more)


def serving(workspace: Mapping[str, Any] | Workspace) -> Emulator:
    return Emulator(workspace if isinstance(workspace, Workspace) else Workspace.from_dict(workspace))


def schema(workspace: Workspace) -> dict[str, Any]:
    """A workspace without what is no schema."""
    return workspace.to_dict() | NOT_PULLED


# -- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WORKSPACES, ids=lambda path: path.stem)
def test_a_pulled_workspace_is_the_one_that_was_served(path: Path, tmp_path: Path) -> None:
    workspace = Workspace.load(path)
    notes: list[str] = []
    text = render_yaml(pull(client(serving(workspace)), tell=notes.append))
    file = tmp_path / "pulled.yaml"
    file.write_text(text, "utf-8")
    assert Workspace.load(file).to_dict() == schema(workspace)
    assert notes == []
    assert render_yaml(pull(client(serving(Workspace.load(file))))) == text


@pytest.mark.parametrize("path", WORKSPACES, ids=lambda path: path.stem)
def test_a_live_server_gives_the_same_file(path: Path) -> None:
    workspace = Workspace.load(path)
    emulator = serving(workspace)
    with running(emulator) as url, connect(base_url=url, environ={}) as live:
        over_http = pull(live)
    assert over_http == pull(client(serving(workspace)))
    assert Workspace.from_dict(over_http).to_dict() == schema(workspace)


def test_the_file_reads_well() -> None:
    given = {
        "name": "Acme",
        "slug": "acme",
        "members": [{"id": "m1", "first_name": "Alice", "last_name": "A", "email_address": "a@acme.com", "access_level": "admin"}],
        "objects": [
            {"api_slug": "people", "attributes": [{"api_slug": "job_title", "title": "Role", "is_required": True}]},
            {"api_slug": "users", "active": True, "attributes": [
                {"api_slug": "plan", "id": "a1", "type": "select", "options": [
                    {"id": "o1", "title": "yes"}, {"id": "o2", "title": "2024-01-01", "is_archived": True}]},
                {"api_slug": "primary_email_address", "is_required": False},
            ]},
            {"api_slug": "boats", "id": "b1", "singular_noun": "Boat", "plural_noun": "Boats", "attributes": [
                {"api_slug": "stage", "id": "a2", "type": "status", "statuses": [
                    {"id": "s1", "title": "Sold: no", "celebration_enabled": True, "target_time_in_status": "P1D"}]},
                {"api_slug": "price", "id": "a3", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                {"api_slug": "owner", "id": "a4", "title": "Owner", "type": "record-reference", "description": "Who: sails",
                 "config": {"record_reference": {"allowed_objects": ["people", "deals"]}}},
                {"api_slug": "old", "id": "a5", "type": "text", "is_archived": True, "is_writable": False},
            ]},
        ],
        "records": {"people": [{"email_addresses": "jane@acme.com", "job_title": "Captain"}]},
    }  # fmt: skip
    emulator = serving(given)
    pulled = pull(client(emulator))
    ids = {one.slug: one.id for one in emulator.workspace.objects.values()}
    assert (
        render_yaml(pulled, notes=["one\nthing", "another"])
        == f"""\
# The schema of the Attio workspace Acme (acme), read by attio-harness pull; no records, no values.
# What every workspace has is left out. Pull again to bring it up to date.
# Note: one thing
# Note: another
name: Acme
slug: acme
members:
  - {{id: m1, first_name: Alice, last_name: A, email_address: a@acme.com, access_level: admin}}
objects:
  - api_slug: people
    id: {ids["people"]}
    attributes:
      - {{api_slug: job_title, title: Role, is_required: true}}
  - api_slug: companies
    id: {ids["companies"]}
  - api_slug: users
    id: {ids["users"]}
    active: true
    attributes:
      - {{api_slug: primary_email_address, is_required: false}}
      - api_slug: plan
        id: a1
        title: Plan
        type: select
        options:
          - {{id: o1, title: 'yes'}}
          - {{id: o2, title: '2024-01-01', is_archived: true}}
  - api_slug: boats
    id: b1
    singular_noun: Boat
    plural_noun: Boats
    attributes:
      - api_slug: stage
        id: a2
        title: Stage
        type: status
        statuses:
          - {{id: s1, title: 'Sold: no', celebration_enabled: true, target_time_in_status: P1D}}
      - {{api_slug: price, id: a3, title: Price, type: currency, config: {{currency: {{default_currency_code: EUR}}}}}}
      - {{api_slug: owner, id: a4, title: Owner, type: record-reference, description: 'Who: sails', config: {{record_reference: {{allowed_objects: [people, deals]}}}}}}
      - {{api_slug: old, id: a5, title: Old, type: text, is_archived: true, is_writable: false}}
"""
    )
    assert "jane@acme.com" not in str(pulled)


# -- any workspace ---------------------------------------------------------------------------------------------------

SLUGS = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
IDS = st.uuids(version=4).map(str)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        [
            "yes",
            "null",
            "~",
            "1e3",
            "0x1F",
            "2024-01-01",
            "a: b",
            "- a",
            "#",
            "'",
            "{x}",
            "<<",
            "=",
            "\x85",
            "\u2028",
            "é\n b ",
        ]
    ),
)
TITLES = TEXTS.filter(lambda text: bool(text.strip()))
PLAIN = ("text", "number", "checkbox", "date", "timestamp", "rating", "location", "actor-reference", "phone-number",
         "domain", "email-address", "interaction", "personal-name")  # fmt: skip


def choices(extra: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    optional: dict[str, Any] = {"is_archived": st.booleans()}
    if extra:
        optional |= {"celebration_enabled": st.booleans(), "target_time_in_status": st.sampled_from([None, "P1D"])}
    one = st.fixed_dictionaries({"id": IDS, "title": TITLES}, optional=optional)
    return st.lists(one, max_size=4, unique_by=(lambda row: row["id"], lambda row: row["title"]))


@st.composite
def attributes(draw: st.DrawFn, slug: str, targets: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from([*PLAIN, "select", "status", "currency", "record-reference"]))
    flags = {
        name: st.booleans() for name in ("is_required", "is_unique", "is_multiselect", "is_archived", "is_writable")
    }
    more: dict[str, Any] = {"title": TEXTS, "description": TEXTS, **flags}
    if kind == "select":
        more["options"] = choices(extra=False)
    elif kind == "status":
        more["statuses"] = choices(extra=True)
    elif kind == "currency":
        currency = st.fixed_dictionaries(
            {"default_currency_code": st.sampled_from(["EUR", "USD"])},
            optional={"display_type": st.sampled_from(["code", "symbol"])},
        )
        more["config"] = currency.map(lambda one: {"currency": one})
    elif kind == "record-reference":
        some = st.lists(st.sampled_from(targets), unique=True, max_size=3)
        more["config"] = some.map(lambda allowed: {"record_reference": {"allowed_objects": allowed}})
    elif kind == "timestamp":
        more["default_value"] = st.just({"type": "dynamic", "template": "PT0S"})
    elif kind == "number":
        more["default_value"] = st.just({"type": "static", "template": [{"value": 5}]})
    elif kind == "interaction":
        del more[
            "is_writable"
        ]  # none is; a workspace that says otherwise does not come back from its own to_dict either
    return draw(st.fixed_dictionaries({"api_slug": st.just(slug), "id": IDS, "type": st.just(kind)}, optional=more))


def changed(slug: str) -> st.SearchStrategy[dict[str, Any]]:
    """A standard attribute that is not as everywhere."""
    some: dict[str, Any] = {
        "id": IDS,
        "title": TEXTS,
        "description": TEXTS,
        "is_required": st.booleans(),
        "is_archived": st.booleans(),
    }
    some |= {"is_writable": st.booleans(), "is_unique": st.booleans()}
    if slug == "categories":
        some["options"] = choices(extra=False).filter(bool)
    return st.fixed_dictionaries({"api_slug": st.just(slug)}, optional=some)


STANDARD = {
    "people": ["name", "job_title", "company"],
    "companies": ["categories", "funding_raised_usd", "created_at"],
    "users": ["user_id", "primary_email_address"],
    "workspaces": ["name", "users"],
    "deals": ["owner", "value"],
}


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, Any]:
    active = draw(st.lists(st.sampled_from(["users", "workspaces", "deals"]), unique=True))
    own = draw(st.lists(SLUGS.filter(lambda slug: slug not in STANDARD), unique=True, max_size=3))
    targets = [*STANDARD, *own]
    objects: list[dict[str, Any]] = []
    for slug in ["people", "companies", *active, *own]:
        standard = draw(st.lists(st.sampled_from(STANDARD[slug]), unique=True)) if slug in STANDARD else []
        mine = draw(st.lists(SLUGS.map("x_".__add__), unique=True, max_size=4))
        rows = [draw(changed(one)) for one in standard] + [draw(attributes(one, targets)) for one in mine]
        one: dict[str, Any] = {"api_slug": slug, "active": True, "attributes": rows}
        if slug in own or draw(st.booleans()):
            one |= {"id": draw(IDS), "singular_noun": draw(TEXTS), "plural_noun": draw(TEXTS)}
        objects.append(one)
    if len(own) > 1 and draw(st.booleans()):  # a relationship of two own objects
        for here, there in ((0, 1), (1, 0)):
            config = {"record_reference": {"allowed_objects": [own[there]]}}
            end = {"object": own[there], "api_slug": "end"}
            objects[len(active) + 2 + here]["attributes"].append(
                {"api_slug": "end", "id": draw(IDS), "type": "record-reference", "config": config, "relationship": end}
            )
    member = st.fixed_dictionaries(
        {"id": IDS, "email_address": st.emails()},
        optional={
            "first_name": TEXTS,
            "last_name": TEXTS,
            "access_level": st.sampled_from(["admin", "member", "suspended"]),
        },
    )
    members = draw(st.lists(member, max_size=3, unique_by=lambda row: row["email_address"].casefold()))
    return {"name": draw(TEXTS), "slug": draw(SLUGS), "members": members, "objects": objects}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=workspaces())
def test_any_workspace_comes_back(data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace.from_dict(data)
    emulator = serving(workspace)
    notes: list[str] = []
    pulled = pull(client(emulator), tell=notes.append)
    file = tmp_path_factory.mktemp("pulled") / "workspace.yaml"
    file.write_text(render_yaml(pulled, notes=[str(data["name"])]), "utf-8")
    assert Workspace.load(file).to_dict() == schema(workspace)
    assert notes == []
    assert_schema_alone_was_read(emulator)


# -- what is asked ---------------------------------------------------------------------------------------------------

_PATHS = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in READS]


def assert_schema_alone_was_read(emulator: Emulator) -> None:
    journal = emulator.journal
    assert journal
    for entry in journal:
        assert (entry["method"], entry["status"], entry["body"]) == ("GET", 200, None)
        assert any(path.fullmatch(entry["path"]) for path in _PATHS), entry["path"]
        assert "records" not in entry["path"]


def test_no_record_is_read_and_the_journal_says_so() -> None:
    emulator = serving(Workspace.load(WORKSPACES[-1]))
    assert emulator.counts() == {"companies": 1}
    pulled = pull(client(emulator))
    assert_schema_alone_was_read(emulator)
    assert "records" not in pulled
    assert "attio.com" not in str([one for key, one in pulled.items() if key != "members"])


def test_the_calls_of_a_pull_in_order() -> None:
    emulator = serving(
        {"objects": [{"api_slug": "boats", "attributes": [{"api_slug": "size", "type": "select", "options": ["S"]}]}]}
    )
    pull(client(emulator), members=False)
    calls = [(entry["path"], entry["query"]) for entry in emulator.journal]
    listing = [{"limit": "100", "offset": offset, "show_archived": "true"} for offset in ("0", "4")]
    assert calls[:2] == [("/v2/self", {}), ("/v2/objects", {})]
    assert calls[-3:] == [
        ("/v2/objects/boats/attributes", listing[0]),
        ("/v2/objects/boats/attributes", listing[1]),
        ("/v2/objects/boats/attributes/size/options", {"show_archived": "true"}),
    ]
    assert "/v2/workspace_members" not in [path for path, _ in calls]


def test_without_members_there_are_none_in_the_file() -> None:
    pulled = pull(client(serving(Workspace.load(WORKSPACES[0]))), members=False)
    assert list(pulled) == ["name", "slug", "objects"]


MANY = {
    "objects": [
        {"api_slug": "boats", "attributes": [{"api_slug": f"a{number}", "type": "text"} for number in range(250)]}
    ]
}


@pytest.mark.parametrize("paging", ["as asked", "pages of 7", "no paging at all"])
def test_every_page_is_read(paging: str) -> None:
    workspace = Workspace.from_dict(MANY)
    emulator = EmulatorTransport(serving(workspace))

    def answer(request: httpx.Request) -> httpx.Response:
        params = dict(request.url.params)
        if paging != "as asked" and "limit" in params:
            params = params | {"limit": "7"} if paging == "pages of 7" else {"show_archived": params["show_archived"]}
        return emulator.handle_request(
            httpx.Request("GET", request.url.copy_with(params=params), headers=request.headers)
        )

    pulled = pull(connect(TOKEN, transport=httpx.MockTransport(answer)))
    assert Workspace.from_dict(pulled).to_dict() == schema(workspace)


# -- what a file cannot say --------------------------------------------------------------------------------------------

Edit = Callable[[str, Any], Any]


def edited(workspace: Mapping[str, Any], edit: Edit) -> tuple[dict[str, Any], list[str]]:
    """Pull from an emulator whose answers are changed on the way; gives also what was told."""
    emulator = EmulatorTransport(serving(workspace))

    def answer(request: httpx.Request) -> httpx.Response:
        response = emulator.handle_request(request)
        offset = request.url.params.get("offset", "0")
        body = response.json()
        return httpx.Response(200, json=edit(request.url.path, body) if offset == "0" else body)

    notes: list[str] = []
    pulled = pull(connect(TOKEN, transport=httpx.MockTransport(answer)), tell=notes.append)
    Workspace.from_dict(pulled)
    return pulled, notes


def attribute_edit(owner: str, slug: str, **members: Any) -> Edit:
    """Change an attribute; without members it is not there."""

    def edit(path: str, body: Any) -> Any:
        if path == f"/v2/objects/{owner}/attributes":
            rows = [row for row in body["data"] if members or row["api_slug"] != slug]
            body = {"data": [row | members if row["api_slug"] == slug else row for row in rows]}
        return body

    return edit


def entries(pulled: Mapping[str, Any], slug: str) -> Any:
    return next(one.get("attributes", []) for one in pulled["objects"] if one["api_slug"] == slug)


BOATS = {"objects": [{"api_slug": "boats", "attributes": [{"api_slug": "size", "id": "a1", "type": "number"}]}]}


def test_a_type_nobody_knows_is_left_out_and_told() -> None:
    pulled, notes = edited(BOATS, attribute_edit("boats", "size", type="formula"))
    assert entries(pulled, "boats") == []
    assert notes == ["boats.size is left out: its type formula is none that is known here"]


def test_a_standard_attribute_of_another_type_is_told() -> None:
    users = {"objects": [{"api_slug": "users", "active": True}]}
    edit = attribute_edit("users", "primary_email_address", type="text", title="Email")
    pulled, notes = edited(users, edit)
    assert entries(pulled, "users") == [{"api_slug": "primary_email_address", "title": "Email"}]
    assert notes == ["users.primary_email_address has the type text there; workspace files know it as email-address"]


def test_a_standard_attribute_that_is_not_there_is_as_if_archived() -> None:
    pulled, notes = edited({}, attribute_edit("people", "twitter"))
    assert entries(pulled, "people") == [{"api_slug": "twitter", "is_archived": True}]
    assert notes == ["people.twitter is not there, unlike elsewhere; it is written as archived"]


def test_a_reference_to_what_nobody_activated_need_not_be_shown() -> None:
    pulled, notes = edited({}, attribute_edit("people", "associated_deals"))
    assert entries(pulled, "people") == []
    assert notes == []


@pytest.mark.parametrize(
    ("allowed", "kept", "note"),
    [
        (["boats"], ["boats"], []),
        (["boats", "unheard-of"], ["boats"], ["people.boat may also point to objects that are not activated, or hidden from this token"]),
        (["unheard-of"], None, ["people.boat is left out: it points to objects only that are not activated, or hidden from this token"]),
    ],
    ids=["known", "one of two", "none"],
)  # fmt: skip
def test_references_to_hidden_objects_are_told(allowed: list[str], kept: list[str] | None, note: list[str]) -> None:
    boat = {
        "api_slug": "boat",
        "id": "a9",
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": ["boats"]}},
    }
    given = {"objects": [*BOATS["objects"], {"api_slug": "people", "attributes": [boat]}]}
    number = Workspace.from_dict(given).objects["boats"].id
    ids = [number if one == "boats" else one for one in allowed]
    config = {"currency": None, "record_reference": {"allowed_object_ids": ids}}
    pulled, notes = edited(given, attribute_edit("people", "boat", config=config))
    found = [one["config"]["record_reference"]["allowed_objects"] for one in entries(pulled, "people")]
    assert found == ([] if kept is None else [kept])
    assert notes == note


def test_a_relationship_may_be_told_by_ids_alone() -> None:
    ends = [
        {"api_slug": slug, "active": True, "attributes": [{
            "api_slug": "end", "id": f"id-{slug}", "type": "record-reference",
            "config": {"record_reference": {"allowed_objects": [other]}}, "relationship": {"object": other, "api_slug": "end"},
        }]}
        for slug, other in (("people", "boats"), ("boats", "people"))
    ]  # fmt: skip
    workspace = Workspace.from_dict({"objects": ends})

    def edit(path: str, body: Any) -> Any:
        if path.endswith("/attributes"):
            for row in body["data"]:
                if row["relationship"] is not None:
                    row["relationship"] = {"id": row["relationship"]["id"]}
        return body

    pulled, notes = edited({"objects": ends}, edit)
    assert Workspace.from_dict(pulled).to_dict() == schema(workspace)
    assert notes == []


def test_a_relationship_with_a_hidden_end_is_told() -> None:
    relationship = {
        "id": {"attribute_id": "gone"},
        "object_slug": "deals",
        "api_slug": "boat",
        "title": "",
        "is_multiselect": True,
    }
    pulled, notes = edited(BOATS, lambda path, body: attribute_edit(
        "boats", "size", type="record-reference", relationship=relationship)(path, body))  # fmt: skip
    assert entries(pulled, "boats") == [{"api_slug": "size", "id": "a1", "title": "Size", "type": "record-reference"}]
    assert notes == ["boats.size: the other end of its relationship, deals.boat, is not activated"]


def test_of_two_options_with_one_title_the_one_in_use_is_kept() -> None:
    def edit(path: str, body: Any) -> Any:
        if not path.endswith("/options") or "boats" not in path:
            return body
        rows = [("1", "S", True), ("2", "S", False), ("3", " ", False), ("4", "S", True)]
        return {"data": [{"id": {"option_id": i}, "title": title, "is_archived": off} for i, title, off in rows]}

    size = {"api_slug": "size", "id": "a1", "type": "select"}
    pulled, notes = edited({"objects": [{"api_slug": "boats", "attributes": [size]}]}, edit)
    assert [one["options"] for one in entries(pulled, "boats")] == [[{"id": "2", "title": "S"}]]
    assert notes == [
        "boats.size: of the options titled 'S' only one is kept",
        "boats.size: an option without a title is left out",
        "boats.size: of the options titled 'S' only one is kept",
    ]


def test_members_that_a_file_cannot_have_are_told() -> None:
    def edit(path: str, body: Any) -> Any:
        if path != "/v2/workspace_members":
            return body
        rows = [("1", "a@b.com", "suspended"), ("2", "A@b.com", "owner"), ("3", "a@B.com", "admin")]
        return {"data": [
            {"id": {"workspace_member_id": i}, "first_name": None, "last_name": "L", "email_address": email, "access_level": level}
            for i, email, level in rows
        ]}  # fmt: skip

    pulled, notes = edited({}, edit)
    assert pulled["members"] == [
        {"id": "2", "first_name": "", "last_name": "L", "email_address": "A@b.com", "access_level": "member"}
    ]
    assert notes == [
        "A@b.com: the access level owner is unknown here; member is written",
        "A@b.com is a member twice; one is kept",
        "a@B.com is a member twice; one is kept",
    ]


def test_a_default_value_of_an_unknown_kind_is_told() -> None:
    strange = {"is_default_value_enabled": True, "default_value": {"type": "guess", "template": 1}}
    pulled, notes = edited(BOATS, attribute_edit("boats", "size", **strange))
    assert entries(pulled, "boats") == [{"api_slug": "size", "id": "a1", "title": "Size", "type": "number"}]
    assert notes == ["boats.size: its default value is of a kind that is unknown here, and left out"]


def test_objects_come_in_a_stable_order() -> None:
    def edit(path: str, body: Any) -> Any:
        if path == "/v2/objects":
            ages = {"docks": "2024-01-01", "boats": "2025-01-01"}
            body = {
                "data": [row | {"created_at": ages.get(row["api_slug"], "2026-01-01")} for row in body["data"][::-1]]
            }
        return body

    pulled, _ = edited(
        {"objects": [{"api_slug": "boats"}, {"api_slug": "users", "active": True}, {"api_slug": "docks"}]}, edit
    )
    assert [one["api_slug"] for one in pulled["objects"]] == ["people", "companies", "users", "docks", "boats"]
