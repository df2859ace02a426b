"""`pull`: a workspace read over the API is the workspace that was served; every failure is one line; no record is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport, Workspace
from attio_emulator.faces.server import running
from attio_harness.schema import READS, connect, pull, render_yaml
from attio_harness.schema.client import Api
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples

WORKSPACES = sorted((Path(__file__).parents[3] / "fixtures" / "workspaces").glob("*.yaml"))
TOKEN = "a-token-that-nobody-may-see"
NOT_PULLED: dict[str, Any] = {
    "records": {},
    "assumptions": Workspace.standard().to_dict()["assumptions"],
    "tokens": [],
}


def client(emulator: Emulator, **more: Any) -> Api:
    return connect(TOKEN, transport=EmulatorTransport(emulator), **more)


def serving(workspace: Mapping[str, Any] | Workspace) -> Emulator:
    return Emulator(workspace if isinstance(workspace, Workspace) else Workspace.from_dict(workspace))


def schema(workspace: Workspace) -> dict[str, Any]:
    """A workspace without what is no schema."""
    return workspace.to_dict() | NOT_PULLED


def by_slug(schema: dict[str, Any]) -> dict[str, Any]:
    return schema | {"objects": sorted(schema["objects"], key=lambda one: str(one["api_slug"]))}


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
        shown = {"value": 5, "attribute_type": "number"}  # as Attio does; what is written otherwise comes back so
        more["default_value"] = st.just({"type": "static", "template": [shown]})
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


@settings(max_examples=examples(10, 600), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=workspaces())
def test_any_workspace_comes_back(data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace.from_dict(data)
    emulator = serving(workspace)
    notes: list[str] = []
    pulled = pull(client(emulator), tell=notes.append)
    file = tmp_path_factory.mktemp("pulled") / "workspace.yaml"
    file.write_text(render_yaml(pulled, notes=[str(data["name"])]), "utf-8")
    # objects of one's own that are of one age come in no order of theirs
    assert by_slug(Workspace.load(file).to_dict()) == by_slug(schema(workspace))
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
