"""`pull --records`: IDs and unique values of records go into a state, nothing else of them goes anywhere."""

from __future__ import annotations

import json
import re
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attio_emulator import Emulator, EmulatorTransport, Request, Workspace
from attio_emulator.faces.server import running
from attio_harness import cli
from attio_harness.errors import HarnessError, InputError, UsageError
from attio_harness.schema import connect, objects_named, pull, pull_records, state_of_records

from .test_pull import TOKEN, client

QUERY = "https://api.attio.com/v2/objects/people/records/query"
OBJECTS = [
    {
        "api_slug": "users",
        "active": True,
        "attributes": [{"api_slug": "plan", "type": "select", "options": ["Secret plan"]}],
    },
    {
        "api_slug": "boats",
        "attributes": [
            {"api_slug": "hull", "type": "text", "is_unique": True},
            {"api_slug": "number", "type": "number", "is_unique": True},
            {"api_slug": "radio", "type": "phone-number", "is_unique": True, "is_multiselect": True},
            {"api_slug": "owner", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
            {"api_slug": "notes", "type": "text", "is_required": True},
            {"api_slug": "old_hull", "type": "text", "is_unique": True, "is_archived": True},
        ],
    },
]  # fmt: skip
RECORDS: dict[str, list[dict[str, Any]]] = {
    "companies": [{"domains": ["acme.com", "acme.io"], "name": "Secret company", "description": "Secret words"}],
    "people": [
        {
            "email_addresses": ["Jane@Acme.com", "jane@acme.io"],
            "name": "Secretsurname, Secretname",
            "phone_numbers": "+15558675309",
            "job_title": "Secret title",
            "company": "acme.com",
            "description": "Secret words",
        },
        {"email_addresses": ["bob@acme.com"], "job_title": "Secret title"},
    ],
    "users": [
        {
            "user_id": "u-1",
            "primary_email_address": "jane@acme.com",
            "plan": "Secret plan",
            "person": "jane@acme.com",
        }
    ],
    "boats": [
        {"hull": "H 1", "number": 7.5, "radio": "+4930123456", "owner": "bob@acme.com", "notes": "Secret words"},
        {"hull": "H 2", "notes": "Secret words"},
    ],
}
WORKSPACE = {"name": "Acme", "slug": "acme", "objects": OBJECTS, "records": RECORDS}
SECRET = re.compile(r"secret|5558675309", re.IGNORECASE)


def serving(**members: Any) -> Emulator:
    return Emulator(Workspace.from_dict({**WORKSPACE, **members}))


def pulled(emulator: Emulator, *objects: str, **more: Any) -> dict[str, Any]:
    with client(emulator) as live:
        own = Workspace.from_dict(pull(live))
        pieces = state_of_records(own, pull_records(live, objects_named(own, objects), **more))
        state: dict[str, Any] = json.loads(b"".join(pieces))
    return state


def restored(state: dict[str, Any]) -> Emulator:
    emulator = Emulator()
    emulator.restore(state)
    return emulator


def ids(emulator: Emulator, slug: str) -> list[str]:
    return [one["id"]["record_id"] for one in emulator.records(slug)]


def values(emulator: Emulator, slug: str) -> list[dict[str, list[Any]]]:
    """What is shown of the records, without what every record has."""
    shown = []
    for one in emulator.records(slug):
        rows = {name: rows for name, rows in one["values"].items() if rows}
        for name in ("record_id", "created_at", "created_by"):
            rows.pop(name)
        shown.append({name: [_plain(row) for row in values] for name, values in rows.items()})
    return shown


def _plain(row: Mapping[str, Any]) -> Any:
    names = ("original_email_address", "domain", "phone_number", "value")
    return next(row[name] for name in names if name in row)


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_ids_and_unique_values_are_kept_and_the_state_is_restored() -> None:
    real = serving()
    emulator = restored(pulled(real, "people", "companies", "users", "boats"))
    assert {slug: ids(emulator, slug) for slug in RECORDS} == {slug: sorted(ids(real, slug)) for slug in RECORDS}
    kept = {slug: values(emulator, slug) for slug in RECORDS}
    # by their IDs, where they are of one age
    kept["people"].sort(key=lambda one: len(one["email_addresses"]), reverse=True)
    assert kept == {
        "companies": [{"domains": ["acme.com", "acme.io"]}],
        "people": [{"email_addresses": ["Jane@Acme.com", "jane@acme.io"]}, {"email_addresses": ["bob@acme.com"]}],
        "users": [{"primary_email_address": ["jane@acme.com"], "user_id": ["u-1"]}],
        "boats": [{"hull": ["H 1"], "number": [7.5], "radio": ["+4930123456"]}, {"hull": ["H 2"]}],
    }


def test_nothing_else_of_the_records_is_in_the_state() -> None:
    real = serving()
    state = pulled(real, "people", "companies", "users", "boats")
    # the schema has the titles of options, which are no values of records
    text = json.dumps({**state, "workspace": None})
    assert SECRET.findall(text) == []
    assert str(real.clock())[:6] not in text, "neither when records were made nor when they were read"
    rows = [row for rows in state["records"].values() for row in rows]
    assert all(list(row) == ["id", "created_at", "actor", "last_received", "values", "past"] for row in rows)
    assert {(row["created_at"], json.dumps(row["past"]), tuple(row["actor"])) for row in rows} == {
        (946_684_800_000, "{}", ("system", None))
    }


def test_only_the_named_objects_are_asked_for_each_once() -> None:
    real = serving()
    state = pulled(real, "users,people", "people")
    asked = [one["path"] for one in real.journal if "records" in one["path"]]
    assert list(dict.fromkeys(asked)) == [f"/v2/objects/{slug}/records/query" for slug in ("users", "people")]
    assert list(state["records"]) == ["users", "people"]


def test_the_records_are_matched_and_found_by_references() -> None:
    real = serving()
    emulator = restored(pulled(real, "people", "companies", "boats"))
    ask = _asker(emulator)
    jane, bob = ids(real, "people")
    (company,) = ids(real, "companies")
    # matched by the second value, in another case; the required attribute that was not read is asked of no one
    made = ask("PUT", "/v2/objects/people/records/simple?matching_attribute=email_addresses",
               {"email_addresses": "JANE@acme.io", "company": "acme.io", "job_title": "Sailor"})  # fmt: skip
    assert made["data"]["id"]["record_id"] == jane
    assert made["data"]["values"]["company"][0]["target_record_id"] == company
    boat = ask("PUT", "/v2/objects/boats/records/simple?matching_attribute=hull", {"hull": "H 1", "owner": jane})
    assert boat["data"]["id"]["record_id"] == ids(real, "boats")[0]
    assert boat["data"]["values"]["owner"][0]["target_record_id"] == jane
    by_number = ask("PUT", "/v2/objects/boats/records/simple?matching_attribute=radio", {"radio": "+4930123456"})
    assert by_number["data"]["id"]["record_id"] == ids(real, "boats")[0]
    # another record cannot take a value that is there
    taken = ask("PATCH", f"/v2/objects/people/records/{bob}", {"email_addresses": ["jane@acme.com"]})
    assert taken["code"] == "uniqueness_conflict", taken
    assert (len(ids(emulator, "people")), len(ids(emulator, "boats"))) == (2, 2)


def _asker(emulator: Emulator) -> Any:
    def ask(method: str, target: str, written: dict[str, Any]) -> Any:
        path, _, query = target.partition("?")
        body = json.dumps({"data": {"values": written}}).encode()
        headers = {"authorization": "Bearer t", "content-type": "application/json"}
        return json.loads(
            emulator.handle(
                Request(method=method, path=path, query=tuple(parse_qsl(query)), headers=headers, body=body)
            ).body
        )

    return ask


def test_an_object_without_unique_attributes_keeps_the_ids() -> None:
    told: list[str] = []
    deal = {"name": "Secret deal", "stage": "Lead", "owner": "m@acme.com"}
    members = [{"email_address": "m@acme.com"}]
    real = serving(
        objects=[*OBJECTS, {"api_slug": "deals", "active": True}], members=members, records={"deals": [deal]}
    )
    emulator = restored(pulled(real, "deals", tell=told.append))
    assert ids(emulator, "deals") == ids(real, "deals") != []
    assert told == ["deals has no unique attribute: of its records only the IDs are kept"]


# -- pages, waiting, failures ------------------------------------------------------------------------------------------

MANY = {"people": [{"email_addresses": [f"p{number}@acme.com"]} for number in range(503)]}


@pytest.mark.parametrize("paging", ["as asked", "pages of 70", "no paging at all"])
def test_every_page_is_read_once(paging: str) -> None:
    # without paging everything is one page, however often it is asked for
    real = serving(records={"people": MANY["people"][:300]} if paging == "no paging at all" else MANY)
    inner = EmulatorTransport(real)

    def answer(request: httpx.Request) -> httpx.Response:
        content = request.read()
        if request.url.path.endswith("/query"):
            body = json.loads(content)
            changed = {"as asked": {}, "pages of 70": {"limit": 70}, "no paging at all": {"offset": 0}}
            content = json.dumps(body | changed[paging]).encode()
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        return inner.handle_request(httpx.Request(request.method, request.url, headers=headers, content=content))

    live = connect(TOKEN, transport=httpx.MockTransport(answer))
    own = Workspace.from_dict(pull(live))
    rows = list(pull_records(live, objects_named(own, ["people"])))
    assert [row["id"] for _, row in rows] == sorted(ids(real, "people"))
    asked = [one["body"]["offset"] for one in real.journal if one["path"].endswith("/query")]
    if paging == "as asked":
        assert asked == [0, 500, 503]


def test_the_first_records_come_before_the_last_are_asked_for() -> None:
    real = serving(records=MANY)
    own = Workspace.from_dict(pull(client(real)))
    rows = pull_records(client(real), objects_named(own, ["people"]))
    next(rows)
    assert len([one for one in real.journal if one["path"].endswith("/query")]) == 1


def test_it_waits_as_long_as_attio_asks() -> None:
    real, waited = serving(), list[float]()
    own = Workspace.from_dict(pull(client(real)))
    real.faults.replace([{"status": 429, "path": "*/query", "times": 2, "headers": {"retry-after": "7"}}])
    rows = list(pull_records(client(real, sleep=waited.append), objects_named(own, ["people"])))
    assert (len(rows), waited) == (2, [7.0, 7.0])


REFUSED = "The API Key provided is not authorized to perform the requested action"
NOT_SO = "the response is not as Attio documents it: expected"
A_RECORD = f"{NOT_SO} a record with id.record_id and values, each as its type shows it"
FAILURES: tuple[tuple[str, dict[str, Any], type[HarnessError], str], ...] = (
    ("403", {"status": 403}, UsageError, f"{QUERY}: the access token lacks the scope record_permission:read: 403 {REFUSED}; add it to the token in Attio's settings"),
    ("404", {"status": 404}, InputError, f"{QUERY}: is no longer there: 404 "),
    ("501", {"status": 501, "body": "oh"}, InputError, f"{QUERY}: answers 501 Not Implemented; try again later"),
    ("no data", {"status": 200, "body": {"secret": 1}}, InputError, f"{QUERY} at /data: {NOT_SO} a list of records"),
    ("a record without an ID", {"status": 200, "body": {"data": [{"values": {"name": "Secret"}}]}}, InputError, f"{QUERY} at /data/0: {A_RECORD}"),
    ("a record that is none", {"status": 200, "body": {"data": ["Secret"]}}, InputError, f"{QUERY} at /data/0: {A_RECORD}"),
    ("a value that is none", {"status": 200, "body": {"data": [{"id": {"record_id": "r"}, "values": {"email_addresses": ["Secret"]}}]}}, InputError, f"{QUERY} at /data/0: {A_RECORD}"),
)  # fmt: skip


@pytest.mark.parametrize(("fault", "kind", "line"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_every_failure_is_one_line_without_a_value(fault: dict[str, Any], kind: type[HarnessError], line: str) -> None:
    real = serving()
    own = Workspace.from_dict(pull(client(real)))
    real.faults.replace([{"path": "*/query"} | fault])
    with pytest.raises(HarnessError) as told:
        list(pull_records(client(real), objects_named(own, ["people"])))
    assert (type(told.value), str(told.value).startswith(line)) == (kind, True)
    assert SECRET.findall(str(told.value)) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("peopel", "--records 'peopel': Acme has no such object; did you mean people? It has people, companies, users, boats"),
        ("persons", "--records 'persons': Acme has no such object; did you mean people? It has people, companies, users, boats"),
        ("company", "--records 'company': Acme has no such object; did you mean companies? It has people, companies, users, boats"),
        ("x", "--records 'x': Acme has no such object; it has people, companies, users, boats"),
        ("people,,users", "--records '': Acme has no such object; it has people, companies, users, boats"),
        ("deals", "--records 'deals': this object is not activated in Acme; it has people, companies, users, boats"),
    ],
)  # fmt: skip
def test_an_object_that_is_not_there(name: str, line: str) -> None:
    with pytest.raises(UsageError) as told:
        objects_named(Workspace.from_dict(pull(client(serving()))), [name])
    assert str(told.value) == line


# -- the command -----------------------------------------------------------------------------------------------------


READ = "attio-harness: read Acme (acme): 4 active objects, 0 members\n"


def command(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capfd.readouterr()
    with pytest.raises(SystemExit) as stopped:
        cli.main(["pull", *words])
    out, err = capfd.readouterr()
    return int(stopped.value.code or 0), out, err


def test_the_command_over_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    real = serving()
    with running(real) as url:
        words = ["--base-url", url, "-o", "workspace.yaml", "--records", "people", "--records", "users", "--state", "s.json"]  # fmt: skip
        saved = "attio-harness: saved the IDs and unique values of 3 records to s.json: people 2, users 1\n"
        assert command(capfd, *words) == (0, "", READ + saved)
        # an editor finds the schema that is beside the file
        Path("workspace.schema.json").write_text("{}")
        command(capfd, "--base-url", url, "-o", "again.yaml")
    comment = "# yaml-language-server: $schema=workspace.schema.json\n"
    assert Path("again.yaml").read_text() == comment + Path("workspace.yaml").read_text()
    Path("again.yaml").unlink()
    Path("workspace.schema.json").unlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.json", "workspace.yaml"]
    state = json.loads(Path("s.json").read_bytes())
    assert {slug: len(rows) for slug, rows in state["records"].items()} == {"people": 2, "users": 1}
    schema_of = Workspace.load("workspace.yaml").to_dict()
    assert state["workspace"] == schema_of
    assert SECRET.findall(json.dumps(state["records"])) == []
    restored(state)
    if sys.platform != "win32":
        assert stat.S_IMODE(Path("s.json").stat().st_mode) == 0o600


def test_without_records_no_record_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    real = serving()
    with running(real) as url:
        code, out, err = command(capfd, "--base-url", url)
    assert (code, err) == (0, READ)
    assert {one["method"] for one in real.journal} == {"GET"}
    assert not [one for one in real.journal if "records" in one["path"]]
    assert "acme.com" not in out
    assert list(tmp_path.iterdir()) == []


def test_members_that_are_not_read_are_not_counted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with running(serving()) as url:
        told = command(capfd, "--base-url", url, "--no-members", "-o", str(tmp_path / "w.yaml"))
    assert told == (0, "", READ.replace(", 0 members", ""))


def test_a_failure_halfway_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    real = serving(records=MANY)
    real.faults.replace([{"status": 403, "path": "/v2/objects/companies/records/query"}])
    with running(real) as url:
        code, out, err = command(capfd, "--base-url", url, "-o", "w.yaml", "--records", "people,companies", "--state", "s.json")  # fmt: skip
    assert (code, out) == (2, "")
    assert "lacks the scope record_permission:read" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--records", "people"], "--records reads identifiers of people, which are never printed: name a file for them with --state FILE"),
        (["--state", "s.json"], "--state keeps the records that --records OBJECT asks for; found no --records"),
        (["--records", "people", "--state", "-"], "--state '-': identifiers of people are never printed; expected a file name"),
        (["--records", "people", "--state", "w.yaml", "-o", "./w.yaml"], "-o and --state both name w.yaml; the schema and the records go into two files"),
    ],
)  # fmt: skip
def test_words_that_do_not_go_together(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(capfd, *words) == (2, "", f"attio-harness: {line}\n")


def test_a_state_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with running(serving()) as url:
        code, out, err = command(capfd, "--base-url", url, "--records", "people", "--state", "no/s.json")
    assert (code, out, err) == (
        2,
        "",
        "attio-harness: no/s.json: cannot be written: there is no folder no; make it first\n",
    )
