"""A table of records: searched, filtered, sorted, paged, as of a moment; and that it stays true while records are written."""

from __future__ import annotations

import random
from typing import Any

import pytest
from attio_emulator import Emulator, Request, Workspace

from tests.attio_emulator.calls import Attio, assertion, new_list
from tests.attio_emulator.ui.asking import ask, told, where

WORKSPACE = {
    "objects": [
        {
            "api_slug": "boats",
            "attributes": [
                {"api_slug": "name", "type": "text"},
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "feet", "type": "number"},
                {"api_slug": "kind", "type": "select", "options": ["Sloop", "Ketch"], "is_multiselect": True},
                {"api_slug": "built", "type": "date"},
            ],
        }
    ]
}


@pytest.fixture
def attio() -> Attio:
    attio = Attio(WORKSPACE)
    attio.create("boats", {"name": "Alma", "hull": "H1", "feet": 9, "kind": ["Sloop"], "built": "1990-05-01"})
    attio.create("boats", {"name": "berta", "hull": "H2", "feet": 30, "kind": ["Sloop", "Ketch"]})
    attio.create("boats", {"name": "Cora", "hull": "H3", "feet": 100, "built": "2001-01-01"})
    attio.create("boats", {"hull": "H4"})
    return attio


def hulls(emulator: Emulator, **query: Any) -> list[str]:
    rows = ask(emulator, "objects/boats/records", **query)["data"]
    return [row["values"]["hull"][0]["text"] for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["H4", "H3", "H2", "H1"]),
        ({"order": "asc"}, ["H1", "H2", "H3", "H4"]),
        ({"sort": "created_at", "order": "desc"}, ["H4", "H3", "H2", "H1"]),
        ({"search": "ALMA"}, ["H1"]),
        ({"search": "ketch"}, ["H2"]),
        ({"search": "nobody"}, []),
        ({"sort": "name", "order": "asc"}, ["H1", "H2", "H3", "H4"]),
        ({"sort": "name", "order": "desc"}, ["H3", "H2", "H1", "H4"]),
        ({"sort": "feet", "order": "asc"}, ["H1", "H2", "H3", "H4"]),
        ({"sort": "built", "order": "desc"}, ["H3", "H1", "H2", "H4"]),
        ({"where": where("kind", "is", "ketch")}, ["H2"]),
        ({"where": where("kind", "is_not", "ketch")}, ["H4", "H3", "H1"]),
        ({"where": where("name", "contains", "A")}, ["H3", "H2", "H1"]),
        ({"where": where("name", "starts_with", "al")}, ["H1"]),
        ({"where": where("feet", "greater_than", "9")}, ["H3", "H2"]),
        ({"where": where("feet", "less_than", "30")}, ["H1"]),
        ({"where": where("built", "less_than", "1999-12-31")}, ["H1"]),
        ({"where": where("name", "is_empty")}, ["H4"]),
        ({"where": where("built", "is_set")}, ["H3", "H1"]),
        ({"where": [where("kind", "is", "sloop"), where("feet", "less_than", "30")]}, ["H1"]),
        ({"where": where("kind", "is", "sloop"), "sort": "feet", "order": "desc", "search": "h"}, ["H2", "H1"]),
        ({"limit": 2, "offset": 1}, ["H3", "H2"]),
        ({"limit": 0}, []),
        ({"offset": 99}, []),
    ],
)
def test_what_a_table_is_asked_for(attio: Attio, query: dict[str, Any], found: list[str]) -> None:
    assert hulls(attio.emulator, **query) == found
    assert hulls(attio.emulator, **query) == found  # from the columns that are kept


def test_a_table_says_how_many_there_are(attio: Attio) -> None:
    page = ask(attio.emulator, "objects/boats/records", limit=1, offset=2)
    assert (page["total"], page["offset"], len(page["data"])) == (4, 2, 1)


def test_a_table_of_an_object_without_records() -> None:
    assert ask(Emulator(), "objects/people/records", search="x", sort="name") == {"total": 0, "offset": 0, "data": []}


def test_a_cell_has_text_and_what_it_leads_to(attio: Attio) -> None:
    company = attio.create("companies", {"domains": ["acme.com"], "name": "Acme"}).body["data"]["id"]["record_id"]
    attio.create("people", {"email_addresses": [f"{i}@acme.com" for i in range(7)], "company": [company]})
    (row,) = ask(attio.emulator, "objects/people/records")["data"]
    assert row["values"]["company"] == [{"text": "Acme", "record": ["companies", company]}]
    assert row["values"]["email_addresses"][-1] == {"more": 2}
    assert row["name"] == "0@acme.com"


def test_a_long_value_is_cut(attio: Attio) -> None:
    attio.create("boats", {"name": "x" * 100_000, "hull": "long"})
    (row,) = ask(attio.emulator, "objects/boats/records", search="long")["data"]
    assert len(row["values"]["name"][0]["text"]) < 300


def test_a_table_as_of_a_moment(attio: Attio) -> None:
    emulator, before = attio.emulator, attio.emulator.now() - 1
    attio.simple("boats", "hull", {"hull": "H1", "name": "Zora", "feet": 500})
    attio.create("boats", {"name": "Dora", "hull": "H5"})
    assert hulls(emulator, sort="name", order="desc") == ["H1", "H5", "H3", "H2", "H4"]
    for _ in range(2):
        assert hulls(emulator, at=before) == ["H4", "H3", "H2", "H1"]
        assert hulls(emulator, at=before, sort="name", order="asc") == ["H1", "H2", "H3", "H4"]
        assert hulls(emulator, at=before, search="zora") == []
        assert hulls(emulator, at=before, where=where("feet", "is", "9")) == ["H1"]
    (row,) = ask(emulator, "objects/boats/records", at=before, search="h1")["data"]
    assert (row["values"]["name"][0]["text"], row["values"]["feet"][0]["text"]) == ("Alma", "9")
    assert hulls(emulator, at="2000-01-01") == []


def test_a_table_stays_true_whatever_is_written(attio: Attio) -> None:
    """Against tables that are made anew: what is kept may not differ from what is there."""
    emulator, chance = attio.emulator, random.Random(1)
    queries: list[dict[str, Any]] = [
        {},
        {"search": "a"},
        {"sort": "name", "order": "asc"},
        {"sort": "feet", "order": "desc"},
        {"where": where("kind", "is", "sloop")},
    ]
    moment = emulator.now() - 1
    queries += [{"at": moment, **one} for one in queries]
    for step in range(120):
        hull = f"H{chance.randrange(12)}"
        ids = {row["values"]["hull"][0]["value"]: row["id"]["record_id"] for row in emulator.records("boats")}
        action = chance.randrange(6)
        if action == 0 and hull in ids:
            attio.ask("DELETE", f"/v2/objects/boats/records/{ids[hull]}")
        elif action == 1:
            kept = emulator.snapshot()
            emulator.restore(kept)
        elif action == 2:
            # refused after something of it was written: undone
            attio.batch(
                assertion("boats", "hull", {"hull": hull, "feet": step}), assertion("boats", "hull", {"feet": "x"})
            )
        elif action == 3:
            attio.simple("boats", "hull", {"hull": hull, "name": None})
        else:
            kinds = [one for one in ("Sloop", "Ketch") if chance.random() < 0.5]
            attio.simple(
                "boats",
                "hull",
                {"hull": hull, "name": f"{chance.choice('abAB')}{step}", "feet": chance.randrange(50), "kind": kinds},
            )
        if step % 7 == 0:
            fresh = Emulator(Workspace.from_dict(WORKSPACE))
            fresh.restore(emulator.snapshot())
            for query in queries:
                page = ask(emulator, "objects/boats/records", **query)
                assert page == ask(fresh, "objects/boats/records", **query), (step, query)


def test_a_table_follows_its_schema(attio: Attio) -> None:
    """A changed attribute is read anew, also where a new one has the slug of an old one."""
    assert hulls(attio.emulator, where=where("kind", "is", "ketch")) == ["H2"]
    options = attio.ask("GET", "/v2/objects/boats/attributes/kind/options").body["data"]
    ketch = next(one for one in options if one["title"] == "Ketch")["id"]["option_id"]
    attio.ask("PATCH", f"/v2/objects/boats/attributes/kind/options/{ketch}", {"data": {"title": "Yawl"}})
    assert hulls(attio.emulator, where=where("kind", "is", "ketch")) == []
    assert hulls(attio.emulator, where=where("kind", "is", "yawl")) == ["H2"]


def test_a_reference_is_found_by_the_name_that_its_record_has_now(attio: Attio) -> None:
    for name in ("Beta", "Alpha"):
        company = attio.create("companies", {"domains": [f"{name}.com"], "name": name}).body["data"]["id"]["record_id"]
        attio.create("people", {"email_addresses": [f"a@{name.lower()}.com"], "company": [company]})

    def people(**query: Any) -> list[str]:
        return [row["name"] for row in ask(attio.emulator, "objects/people/records", **query)["data"]]

    by_name = {"sort": "company", "order": "asc"}
    assert people(**by_name) == ["a@alpha.com", "a@beta.com"]
    assert people(where=where("company", "is", "alpha")) == ["a@alpha.com"]
    attio.simple("companies", "domains", {"domains": "alpha.com", "name": "Zulu"})
    assert people(**by_name) == ["a@beta.com", "a@alpha.com"]
    assert people(where=where("company", "is", "alpha")) == []
    assert people(where=where("company", "is", "zulu")) == ["a@alpha.com"]


def test_entries_of_a_list_are_a_table(attio: Attio) -> None:
    made = new_list("regatta", "boats")
    attio.ask("POST", "/v2/lists", {"data": made})
    boat = attio.ids("boats")[0]
    entry = {"data": {"parent_object": "boats", "parent_record_id": boat, "entry_values": {}}}
    attio.ask("POST", "/v2/lists/regatta/entries", entry)
    (row,) = ask(attio.emulator, "objects/regatta/records")["data"]
    assert row["values"]["parent_record"] == [{"text": "Alma", "record": ["boats", boat]}]
    (listed,) = ask(attio.emulator, "lists")["data"]
    assert (listed["slug"], listed["parent"], listed["entries"]) == ("regatta", "boats", 1)
    of_record = ask(attio.emulator, f"objects/boats/records/{boat}")["entries"]
    assert of_record == [{"list": listed["id"], "name": "Regatta", "id": row["id"]}]


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("objects/boat/records", {}, 404, "There is no object or list with the slug or ID 'boat'; did you mean 'boats'?"),
        ("objects/boats/records", {"sort": "nam"}, 400, "found the attribute 'nam', which 'boats' does not have; did you mean 'name'?"),
        ("objects/boats/records", {"order": "up"}, 400, "found order='up', expected asc or desc"),
        ("objects/boats/records", {"limit": "-1"}, 400, "found limit='-1', expected a whole number from 0 to 500"),
        ("objects/boats/records", {"limit": "501"}, 400, "found limit='501', expected a whole number from 0 to 500"),
        ("objects/boats/records", {"offset": "\u0663"}, 400, "found offset='\u0663', expected a whole number from 0 to 1000000000"),
        ("objects/boats/records", {"at": "then"}, 400, "found at='then', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z"),
        ("objects/boats/records", {"where": "name"}, 400, "found where='name', expected a JSON array such as [\"plan\", \"is\", \"Pro\"]"),
        ("objects/boats/records", {"where": "[1,2,3]"}, 400, "found where='[1,2,3]', expected a JSON array such as [\"plan\", \"is\", \"Pro\"]"),
        ("objects/boats/records", {"where": '["name","like","x"]'}, 400, "found the operator 'like', expected one of is, is_not, contains, starts_with, less_than, greater_than, is_set, is_empty"),
        ("objects/boats/records/none", {}, 404, "There is no record 'none' in 'boats': it was deleted, or never there"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(attio: Attio, path: str, query: dict[str, str], status: int, said: str) -> None:
    assert told(attio.emulator, path, **query) == (status, {"error": said})


@pytest.mark.parametrize("text", ["<script>", "..", "%2e%2e", "\u202e", "\u0000", "'; --", "x" * 5000, "%"])
def test_hostile_names_are_only_names(attio: Attio, text: str) -> None:
    assert told(attio.emulator, f"objects/{text}/records")[0] == 404
    assert told(attio.emulator, f"objects/boats/records/{text}")[0] == 404
    assert told(attio.emulator, f"requests/{text}")[0] == 404
    assert ask(attio.emulator, "objects/boats/records", search=text)["total"] in (0, 4)


def test_looking_changes_nothing(attio: Attio) -> None:
    before = attio.emulator.snapshot()
    for path in (
        "about",
        "news",
        "objects",
        "objects/boats",
        "objects/boats/moments",
        "objects/boats/records",
        "queue",
    ):
        ask(attio.emulator, path)
    assert attio.emulator.snapshot() == {**before, "clock": before["clock"] + 1}  # the first snapshot read it


def test_moments_are_spread_over_what_was_written(attio: Attio) -> None:
    moments = ask(attio.emulator, "objects/boats/moments")["data"]
    assert len(moments) == 4
    assert moments == sorted(moments)
    for index in range(450):
        attio.simple("boats", "hull", {"hull": "H1", "feet": index})
    moments = ask(attio.emulator, "objects/boats/moments")["data"]
    assert len(moments) == 400
    assert moments == sorted(moments)


def test_the_query_is_asked_by_a_page_alone(attio: Attio) -> None:
    answer = attio.emulator.handle(
        Request.make("GET", "/_emulator/ui/objects", headers={"origin": "http://localhost:1"})
    )
    assert answer.status == 403
