"""SQL over a workspace: what Attio's pages show, and what a column has for each type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from attio_emulator import Request, VirtualClock
from attio_emulator.schema.model import TYPES
from attio_emulator.sql.tables import KINDS

from tests.attio_emulator.calls import Attio, new_list
from tests.attio_emulator.resources.sql_calls import WORKSPACE, asked, refusal, rows


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def sold(attio: Attio) -> str:
    """A list of companies with one entry; the ID of the entry."""
    assert attio.ask("POST", "/v2/lists", {"data": new_list("sales", "companies")}).status == 200
    entry = {"parent_object": "companies", "parent_record_id": attio.ids("companies")[0], "entry_values": {}}
    return str(attio.ask("POST", "/v2/lists/sales/entries", {"data": entry}).body["data"]["id"]["entry_id"])


@pytest.mark.covers("POST /v2/sql", "sql.tables")
def test_an_object_is_a_table_of_the_schema_that_needs_no_name(attio: Attio) -> None:
    values = {"name": "Big", "value": 60000, "stage": "In Progress", "owner": "ada@acme.org"}
    assert attio.create("deals", values).status == 200
    assert attio.create("deals", values | {"name": "Small", "value": 12.5}).status == 200
    assert rows(attio, "SELECT name, value FROM deals WHERE value > 50000 ORDER BY value DESC;") == [
        {"name": "Big", "value": 60000}
    ]
    assert rows(attio, "SELECT stage, count(*) AS n, sum(value) AS total FROM objects.deals GROUP BY stage") == [
        {"stage": "In Progress", "n": 2, "total": 60012.5}
    ]
    assert rows(attio, "select NAME from DEALS limit 1 offset 1") == [{"name": "Small"}]


@pytest.mark.covers("POST /v2/sql", "sql.tables", "sql.references")
def test_an_entry_is_joined_with_its_record(attio: Attio) -> None:
    entry = sold(attio)
    joined = (
        "SELECT lists.sales.entry_id, companies.name FROM lists.sales "
        "JOIN companies ON companies.record_id = lists.sales.parent_record.entity_instance_id"
    )
    assert rows(attio, joined) == [{"entry_id": entry, "name": "Acme"}]
    assert rows(attio, "SELECT parent_record FROM lists.sales") == [
        {"parent_record": {"entity_definition_id": attio.object_id("companies"), "entity_instance_id": attio.ids("companies")[0]}}
    ]  # fmt: skip


@pytest.mark.covers("sql.references", "sql.columns")
def test_arrays_of_references_are_unnested(attio: Attio) -> None:
    sql = (
        "SELECT c.name AS company, p.name.full_name AS person FROM (SELECT name, unnest(team) AS member FROM companies) c "
        "JOIN people p ON p.record_id = c.member.entity_instance_id"
    )
    assert rows(attio, sql) == [{"company": "Acme", "person": "Bob Builder"}]


@pytest.mark.covers("sql.tables")
def test_tables_and_columns_are_discovered_without_their_rows(attio: Attio) -> None:
    sold(attio)
    tables = rows(
        attio,
        "SELECT table_schema, table_name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY table_schema, table_name",
    )
    assert [(one["table_schema"], one["table_name"]) for one in tables] == [
        ("lists", "sales"), ("objects", "companies"), ("objects", "deals"), ("objects", "people"), ("objects", "things")
    ]  # fmt: skip
    columns = rows(
        attio,
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'lists' ORDER BY ordinal_position",
    )
    assert [one["column_name"] for one in columns] == ["entry_id", "parent_record", "created_at", "created_by"]
    assert columns[1]["data_type"] == "STRUCT(entity_definition_id VARCHAR, entity_instance_id VARCHAR)"
    assert rows(attio, "SELECT count(*) AS n FROM pg_catalog.pg_tables WHERE schemaname = 'objects'") == [{"n": 4}]


@pytest.mark.covers("sql.columns")
def test_what_a_column_has(attio: Attio) -> None:
    member = attio.emulator.workspace.members[0].id
    values: dict[str, Any] = {
        "key": "1\u0000 'x' \"y\" 🐈", "price": 5, "count": 1.25, "stars": 3, "done": True, "day": "2024-02-29",
        "moment": "2024-02-29T12:00:00.5Z", "plan": "Pro", "tags": ["b", "a"], "stage": "Open", "phone": "+15558675309",
        "place": "1 Main Street, Springfield, IL, 62701, US", "owner": "ada@acme.org", "order": "by",
    }  # fmt: skip
    record = attio.create("things", values).body["data"]["id"]["record_id"]
    (row,) = rows(attio, "SELECT * FROM things")
    assert list(row)[:4] == ["record_id", "created_at", "created_by", "key"]
    assert {name: one for name, one in row.items() if name not in ("place", "created_at", "created_by")} == {
        **{name: one for name, one in values.items() if name != "place"},
        "record_id": record,
        "moment": "2024-02-29T12:00:00.500Z",
        "owner": {"referenced_actor_type": "workspace-member", "referenced_actor_id": member},
    }
    assert (row["place"]["line_1"], row["place"]["country_code"], row["place"]["line_2"]) == (
        "1 Main Street",
        "US",
        None,
    )
    assert row["created_at"].startswith("2025-01-01T00:00:00.")
    assert set(row["created_by"]) == {"referenced_actor_type", "referenced_actor_id"}


@pytest.mark.covers("sql.columns")
def test_what_a_column_has_where_there_is_no_value(attio: Attio) -> None:
    assert attio.create("things", {"key": "1"}).status == 200
    (row,) = rows(attio, "SELECT * EXCLUDE (record_id, created_at, created_by, key) FROM things")
    assert {name for name, one in row.items() if one is None} == set(row) - {"tags"}
    assert row["tags"] == []
    assert rows(attio, "SELECT domains, team FROM companies WHERE name IS NULL") == [{"domains": ["b.com"], "team": []}]


def test_every_type_has_a_column() -> None:
    assert set(KINDS) == set(TYPES)


def test_of_two_names_that_sql_cannot_tell_apart_the_first_is_there(attio: Attio) -> None:
    assert rows(attio, 'SELECT count(*) AS n FROM "Things"') == [{"n": 0}]
    assert "other" in refusal(attio, "SELECT other FROM Things")


def test_an_inactive_object_is_no_table_and_a_renamed_one_has_its_new_name(attio: Attio) -> None:
    assert refusal(attio, "SELECT * FROM users").startswith("Catalog Error: Table with name users does not exist!")
    change = {"data": {"api_slug": "odd-Name 7".replace(" ", "-")}}
    assert attio.ask("PATCH", "/v2/objects/things", change).status == 200
    assert rows(attio, 'SELECT * FROM "odd-name-7"') == []


FORMS: Mapping[str, Any] = {
    "1.0::DOUBLE": 1, "1.50::DECIMAL(10,2)": 1.5, "2::DECIMAL(10,2)": 2, "'nan'::DOUBLE": None, "1 / 0": None,
    "170141183460469231731687303715884105727::HUGEINT": 1.7014118346046923e38, "9223372036854775807": 9223372036854775807,
    "true": True, "NULL": None, "DATE '2024-02-29'": "2024-02-29", "TIME '10:00'": "10:00:00",
    "TIMESTAMP '2024-02-29 10:00'": "2024-02-29T10:00:00.000", "TIMESTAMPTZ '2024-02-29 10:00+05'": "2024-02-29T05:00:00.000Z",
    "INTERVAL 1 DAY": "PT86400S", "INTERVAL '-0.5 seconds'": "PT-0.5S", "INTERVAL 0 DAY": "PT0S",
    "TIMESTAMP '2025-01-20 10:00:00.000123' - TIMESTAMP '2025-01-01'": "PT1677600.000123S", "{'a': [1, NULL]}": {"a": [1, None]}, "MAP {1: 'x'}": {"1": "x"}, "'ab'::BLOB": "6162",
    "'0b5a1bc6-0000-4000-8000-000000000000'::UUID": "0b5a1bc6-0000-4000-8000-000000000000", "'{}'::JSON": "{}",
    "'x' || chr(0)": "x\u0000", "[DATE '2024-02-29']": ["2024-02-29"],
}  # fmt: skip


@pytest.mark.covers("sql.engine")
def test_every_value_is_json(attio: Attio) -> None:
    columns = ", ".join(f"{one} AS c{index}" for index, one in enumerate(FORMS))
    (row,) = rows(attio, f"SELECT {columns}")
    assert list(row.values()) == list(FORMS.values())
    assert [type(one) for one in row.values()] == [type(one) for one in FORMS.values()]
    assert rows(attio, "SELECT 1 AS a, 2 AS a") == [{"a": 2}]
    assert rows(attio, "VALUES (1)") == [{"col0": 1}]


@pytest.mark.covers("sql.engine")
def test_now_is_the_time_of_the_emulator() -> None:
    clock = VirtualClock()
    attio = Attio(WORKSPACE, clock=clock)
    clock.advance(86400)
    (row,) = rows(attio, "SELECT now() AS a, current_timestamp AS b, current_date AS c")
    assert (row["a"][:10], row["b"], row["c"]) == ("2025-01-02", row["a"], "2025-01-02")
    fresh = "SELECT count(*) AS n FROM companies WHERE created_at > now() - INTERVAL {} HOUR"
    assert [rows(attio, fresh.format(hours)) for hours in (1, 48)] == [[{"n": 0}], [{"n": 2}]]


def test_tables_named_by_a_text_have_their_rows(attio: Attio) -> None:
    assert rows(attio, "SELECT count(*) AS n FROM query('SELECT * FROM peo' || 'ple')") == [{"n": 1}]
    assert rows(attio, "SELECT count(*) AS n FROM query_table('companies')") == [{"n": 2}]
    assert rows(attio, "WITH people AS (SELECT 7 AS x) SELECT x FROM people") == [{"x": 7}]
    assert rows(attio, "SELECT (SELECT count(*) FROM companies) AS a, (SELECT count(*) FROM people) AS b") == [
        {"a": 2, "b": 1}
    ]


def test_an_answer_is_one_of_many_rows(attio: Attio) -> None:
    answer = asked(attio, "SELECT range AS n FROM range(2500)")
    assert json.dumps(answer.body["data"]["rows"][-1]) == '{"n": 2499}'
    assert len(answer.body["data"]["rows"]) == 2500


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("true", "true"),
        ("1.50", "1.5"),
        ("'\\xff'::blob", "ff"),
        ("DATE '2020-01-01'", "2020-01-01"),
        ("INTERVAL '1 day'", "PT86400S"),
        ("'\"a\"'", '"a"'),
    ],
)
def test_keys_of_maps_are_texts_as_their_values_are(attio: Attio, key: str, name: str) -> None:
    assert rows(attio, f"SELECT map {{{key}: 1}} AS m") == [{"m": {name: 1}}]


def test_a_number_beyond_what_a_double_counts_is_written_as_a_double(attio: Attio) -> None:
    """Readers of JSON that tell the two apart would refuse a whole number of 21 digits."""
    sql = "SELECT 1e20::DOUBLE AS large, 9007199254740991::DOUBLE AS counted, 9007199254740992::DOUBLE AS beyond, -3::DOUBLE AS few"
    request = Request.make("POST", "/v2/sql", json={"sql": sql}, token="t")
    text = attio.emulator.handle(request).body.decode()
    assert '"large":1e20' in text.replace("1e+20", "1e20").replace(" ", "")
    (row,) = asked(attio, sql).body["data"]["rows"]
    assert {name: type(value) for name, value in row.items()} == {
        "large": float, "counted": int, "beyond": float, "few": int,
    }  # fmt: skip
