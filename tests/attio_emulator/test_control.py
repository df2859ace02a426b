"""The control calls over a live server, the guards of a server, fault rules, and the web page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from attio_emulator import VirtualClock, Workspace, WorkspaceError, running
from attio_emulator.clock import system_clock
from attio_emulator.control import CALLS
from attio_emulator.ui.calls import UI_CALLS

from tests.attio_emulator.calls import Attio, new_attribute, new_list
from tests.attio_emulator.control_calls import HEADER, live_client, used, waiting

RULE = {"status": 503, "path": "/v2/*", "times": 1}


@pytest.fixture
def attio() -> Attio:
    return waiting()


@pytest.fixture
def live(attio: Attio) -> Iterator[httpx.Client]:
    with live_client(attio) as client:
        yield client


# -- each row of the contract ----------------------------------------------------------------------------------------


def test_health(live: httpx.Client) -> None:
    assert live.get("/_emulator/health").json() == {"status": "ok"}


@pytest.mark.parametrize(("query", "left"), [("", {"companies": 1}), ("?to=seed", {"companies": 1}), ("?to=empty", {})])
def test_reset(attio: Attio, live: httpx.Client, query: str, left: dict[str, int]) -> None:
    used(attio)
    assert live.post(f"/_emulator/reset{query}").json() == {"status": "ok"}
    assert attio.emulator.counts() == left
    assert attio.emulator.ledger == attio.emulator.journal == []


def test_reset_to_nowhere(attio: Attio, live: httpx.Client) -> None:
    answer = live.post("/_emulator/reset?to=somewhere")
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "cannot reset to 'somewhere'; expected seed or empty"},
    )


def test_workspace(attio: Attio, live: httpx.Client) -> None:
    schema = live.get("/_emulator/workspace").json()["data"]
    assert schema == attio.emulator.workspace.to_dict()
    schema["objects"].append({"api_slug": "boats", "attributes": [{"api_slug": "hull", "type": "text"}]})
    put = live.put("/_emulator/workspace", json=schema)
    assert put.status_code == 200
    assert put.json()["data"] == live.get("/_emulator/workspace").json()["data"]
    assert attio.create("boats", {"hull": "1"}).status == 200
    assert attio.emulator.counts() == {"companies": 1, "boats": 1}


@pytest.mark.parametrize("body", [
    b'{"name": "Other", "objects": [{"api_slug": "boats"}]}',
    b'{"data": {"name": "Other", "objects": [{"api_slug": "boats"}]}}',
    b"name: Other\nobjects:\n  - api_slug: boats  # ours\n",
    b"\xef\xbb\xbfname: Other\nobjects:\n  - api_slug: boats\n",
    b'\xef\xbb\xbf{"data": {"name": "Other", "objects": [{"api_slug": "boats"}]}}',
], ids=["JSON", "as GET gives it", "YAML", "YAML behind a mark", "as GET gives it, behind a mark"])  # fmt: skip
def test_a_workspace_is_taken_as_a_file_has_it_and_as_it_is_given_out(live: httpx.Client, body: bytes) -> None:
    put = live.put("/_emulator/workspace", content=body)
    assert (put.status_code, put.json()["data"]["name"]) == (200, "Other")
    assert live.get("/v2/objects/boats").status_code == 200
    assert live.put("/_emulator/workspace", content=live.get("/_emulator/workspace").content).json() == put.json()


def test_the_workspace_that_is_given_out_is_a_workspace_file(live: httpx.Client, tmp_path: Path) -> None:
    live.put(
        "/_emulator/workspace", content="objects: [{api_slug: vehicles, attributes: [{api_slug: vin, type: text}]}]"
    )
    file = tmp_path / "workspace.json"
    file.write_bytes(live.get("/_emulator/workspace").content)
    assert Workspace.load(file).to_dict() == live.get("/_emulator/workspace").json()["data"]
    file.write_text('data: {"objects": []}')  # nothing answers YAML, so this is a slip, and its line is told
    with pytest.raises(WorkspaceError, match=r":1:1: /data: "):
        Workspace.load(file)
    file.write_text('{"data": {"objects": [{"slug": "vehicles"}]}}')
    with pytest.raises(WorkspaceError, match=r"workspace\.json: /objects/0: found no api_slug"):
        Workspace.load(file)


def test_a_workspace_given_back_as_it_was_given_out_changes_nothing(attio: Attio, live: httpx.Client) -> None:
    attio.ask("POST", "/v2/lists", {"data": new_list("clients", "companies")})
    attio.ask("POST", "/v2/lists/clients/attributes", {"data": new_attribute("stage") | {"type": "status"}})
    attio.ask("POST", "/v2/lists/clients/attributes/stage/statuses", {"data": {"title": "New"}})
    company = attio.ids("companies")[0]
    entry = {"parent_object": "companies", "parent_record_id": company, "entry_values": {"stage": "New"}}
    assert attio.ask("POST", "/v2/lists/clients/entries", {"data": entry}).status == 200
    for filter in ({"stage": "New"}, {"created_at": {"$gt": "2020-01-01T00:00:00Z"}}):
        view = {"title": str(filter), "type": "table", "filter": filter}
        assert attio.ask("POST", "/v2/lists/clients/views", {"data": view}).status == 200
    before = attio.stored()
    given = live.get("/_emulator/workspace").json()
    changed = live.put("/_emulator/workspace", json=given)
    assert (changed.status_code, changed.json(), attio.stored()) == (200, given, before)


def test_a_list_is_changed_as_its_file_says(attio: Attio, live: httpx.Client) -> None:
    attio.ask("POST", "/v2/lists", {"data": new_list("clients", "companies")})
    given = live.get("/_emulator/workspace").json()["data"]
    given["lists"][0] |= {"name": "Customers", "attributes": [{"api_slug": "rank", "type": "number"}]}
    assert live.put("/_emulator/workspace", json=given).status_code == 200
    (shown,) = attio.ask("GET", "/v2/lists").body["data"]
    slugs = [one["api_slug"] for one in attio.ask("GET", "/v2/lists/clients/attributes").body["data"]]
    assert (shown["name"], slugs[-1]) == ("Customers", "rank")


WRONG_WORKSPACES: tuple[tuple[bytes, str], ...] = (
    (b"[]", "the body: found [], expected a workspace: an object with name, members, objects \u2026"),
    (b'{"objects": [{"api_slug": "boats"}, {"api_slug": "boats"}]}',
     "the body: /objects/1/api_slug: found 'boats', expected a slug that is not at /objects/0/api_slug already"),
    (b"name: Acme\nobjets: []\n",
     "the body:2:1: /objets: found 'objets', expected one of name, slug, api, members, objects, records, activities, "
     "activity_records, lists, assumptions, tokens, emails, protected_recipients, $schema; did you mean 'objects'?"),
    (b"name: \xff\n", "The body is not UTF-8; expected a workspace file, YAML or JSON."),
    (b"nothing", "the body:1:1: found 'nothing', expected a workspace: an object with name, members, objects \u2026"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "line"), WRONG_WORKSPACES, ids=["a list", "a slug twice", "a wrong key of YAML", "not UTF-8", "a word"]
)
def test_a_wrong_workspace_changes_nothing(attio: Attio, live: httpx.Client, body: bytes, line: str) -> None:
    before = attio.stored()
    answer = live.put("/_emulator/workspace", content=body)
    assert (answer.status_code, answer.json()) == (400, {"error": line})
    assert attio.stored() == before


@pytest.mark.parametrize("named", ["slug", "id"])
def test_activate(attio: Attio, live: httpx.Client, named: str) -> None:
    assert live.get("/v2/objects/users").json()["code"] == "standard_object_disabled"
    name = "users" if named == "slug" else attio.object_id("users")
    assert live.post(f"/_emulator/objects/{name}/activate").json() == {"status": "ok"}
    assert live.get("/v2/objects/users").status_code == 200


def test_activate_what_is_not_there(live: httpx.Client) -> None:
    answer = live.post("/_emulator/objects/bo%20ats/activate")
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no object with the slug or ID 'bo ats'."})


def test_state(attio: Attio, live: httpx.Client) -> None:
    used(attio)
    state = live.get("/_emulator/state").json()
    assert state["version"] == 2
    live.post("/_emulator/reset?to=empty")
    assert live.put("/_emulator/state", json=state).json() == {"status": "ok"}
    again = live.get("/_emulator/state").json()
    assert {name: one for name, one in again.items() if name != "clock"} == {
        name: one for name, one in state.items() if name != "clock"
    }


WRONG_STATES: tuple[tuple[bytes, str], ...] = (
    (b"null", "found null, expected a snapshot: an object of version 2"),
    (b"{}", "found an object without a version, expected a snapshot: an object of version 2"),
    (b'{"version": 2}', "the snapshot is damaged: there is no 'workspace'"),
    (b'{"version": 2, "workspace": {"name": 5}}', "<dict>: /name: found 5, expected text"),
)


@pytest.mark.parametrize(("body", "line"), WRONG_STATES, ids=["null", "no version", "no workspace", "bad workspace"])
def test_a_wrong_state_changes_nothing(attio: Attio, live: httpx.Client, body: bytes, line: str) -> None:
    before = used(attio).stored()
    answer = live.put("/_emulator/state", content=body)
    assert (answer.status_code, answer.json()) == (400, {"error": line})
    assert attio.stored() == before


def test_requests(attio: Attio, live: httpx.Client) -> None:
    live.get("/v2/objects", headers={"authorization": "Bearer s3cret"})
    listed = live.get("/_emulator/requests").json()
    assert listed == {"data": attio.emulator.journal, "forgotten": 0}
    assert [(row["path"], row["token"], row["status"]) for row in listed["data"]] == [("/v2/objects", "redacted", 200)]
    assert live.delete("/_emulator/requests").json() == {"status": "ok"}
    assert live.get("/_emulator/requests").json() == {"data": [], "forgotten": 0}


def test_emails(live: httpx.Client) -> None:
    rows = [{"sent_at": "2025-01-01T00:00:00Z", "participants": [{"role": "from", "email_address": "a@x.org"}]}]
    expected = ", expected a list of emails, alone or as 'emails' of an object"
    shown = live.put("/_emulator/emails", json=rows).json()
    assert shown["data"][0] == {
        "id": shown["data"][0]["id"],
        "mailbox": "a@x.org",
        "sent_at": "2025-01-01T00:00:00.000000000Z",
        "direction": None,
        "subject_line": None,
        "metadata_only": False,
        "participants": [{"role": "from", "email_address": "a@x.org", "name": None}],
    }
    assert live.get("/_emulator/emails").json() == shown
    assert live.put("/_emulator/emails", json=[{}]).status_code == 400
    for none in ({}, None, shown, {"emails": None}, {"emails": rows, "email": rows}):
        refused = live.put("/_emulator/emails", content=json.dumps(none))
        assert refused.status_code == 400
        assert refused.json()["error"].endswith(expected)
    assert live.get("/_emulator/emails").json() == shown
    again = live.put("/_emulator/emails", json={"emails": rows}).json()["data"]
    assert [one | {"id": None} for one in again] == [one | {"id": None} for one in shown["data"]]


def test_flush_and_rejections(attio: Attio, live: httpx.Client) -> None:
    used(attio)
    waiting = live.get("/_emulator/rejections").json()["data"]
    assert [(row["mode"], row["code"]) for row in waiting] == [("single", "validation_type")]
    assert live.post("/_emulator/flush").json() == {"status": "ok"}
    told = live.get("/_emulator/rejections").json()["data"]
    assert told == attio.emulator.ledger
    assert [(row["mode"], row["code"]) for row in told] == [("single", "validation_type"), ("batch", "not_found")]
    assert attio.emulator.counts() == {"companies": 3}


def test_rejections_have_what_a_batch_dropped_whose_time_has_come(attio: Attio, live: httpx.Client) -> None:
    used(attio)
    assert isinstance(attio.emulator.clock, VirtualClock)
    attio.emulator.clock.advance(3600)
    told = live.get("/_emulator/rejections").json()["data"]
    assert [(row["mode"], row["code"]) for row in told] == [("single", "validation_type"), ("batch", "not_found")]


def test_deliveries(attio: Attio, live: httpx.Client) -> None:
    assert live.get("/_emulator/deliveries").json() == {"data": [], "dropped": 0}
    target = "https://hooks.acme.org/attio"
    hook = {"target_url": target, "subscriptions": [{"event_type": "record.deleted", "filter": None}]}
    made = live.post("/v2/webhooks", json={"data": hook}).json()["data"]["id"]["webhook_id"]
    record = attio.ids("companies")[0]
    live.delete(f"/v2/objects/companies/records/{record}")
    for _ in range(3_000):  # a minute
        (row,) = live.get("/_emulator/deliveries").json()["data"]
        if row["status"] != "pending":
            break
        time.sleep(0.02)
    told = {name: row[name] for name in ("webhook_id", "target_url", "status", "next_attempt_at")}
    assert told == {"webhook_id": made, "target_url": target, "status": "cancelled", "next_attempt_at": None}
    assert (row["event"]["event_type"], row["event"]["id"]["record_id"]) == ("record.deleted", record)
    not_sent = "the target is not on this computer, and its host is not allowed"
    assert [(one["status"], one["error"]) for one in row["attempts"]] == [(None, not_sent)]
    assert live.get("/_emulator/ui/webhooks").json()["data"] == [row]


def test_faults(attio: Attio, live: httpx.Client) -> None:
    shown = {"path": "/v2/*", "status": 503, "delay": 0.0, "times": 1, "after": 0}
    assert live.get("/_emulator/faults").json() == {"data": []}
    assert live.put("/_emulator/faults", json=[RULE]).json() == {"data": [shown | {"seen": 0}]}
    assert [live.get("/v2/objects").status_code for _ in range(2)] == [503, 200]
    assert live.get("/_emulator/faults").json() == {"data": [shown | {"seen": 2}]}
    assert live.delete("/_emulator/faults").json() == {"data": []}
    assert live.get("/_emulator/faults").json() == {"data": []}


def test_an_object_is_switched_off_and_on(live: httpx.Client) -> None:
    assert live.post("/_emulator/objects/users/activate").json() == {"status": "ok"}
    assert live.post("/_emulator/objects/users/deactivate").json() == {"status": "ok"}
    assert live.get("/v2/objects/users").status_code == 400
    answer = live.post("/_emulator/objects/people/deactivate")
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "'people' cannot be switched off; expected users, workspaces or deals"},
    )
    answer = live.post("/_emulator/objects/boats/deactivate")
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no object with the slug or ID 'boats'."})


def test_a_virtual_clock_is_looked_at_and_moved(attio: Attio, live: httpx.Client) -> None:
    used(attio)
    first = live.get("/_emulator/clock").json()
    assert (first["kind"], live.get("/_emulator/clock").json()) == ("virtual", first)
    later = live.post("/_emulator/clock", json={"advance": 3600}).json()["at"]
    assert (first["at"][:13], later[:13]) == ("2025-01-01T00", "2025-01-01T01")
    assert attio.emulator.counts() == {"companies": 3}  # the batch was due


@pytest.mark.parametrize("body", ["{}", "1", "null", '{"advance": -1}', '{"advance": "1"}', '{"advance": true}', '{"advance": 1e300}'])  # fmt: skip
def test_a_clock_that_is_not_moved(live: httpx.Client, body: str) -> None:
    before = live.get("/_emulator/clock").json()
    answer = live.post("/_emulator/clock", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith('expected {"advance": seconds}, from 0 to 1000000000')
    assert live.get("/_emulator/clock").json() == before


def test_the_clock_of_the_computer_goes_by_itself() -> None:
    attio = Attio(clock=system_clock)
    with running(attio.emulator) as url, httpx.Client(base_url=url, headers=HEADER) as client:
        assert client.get("/_emulator/clock").json()["kind"] == "system"
        answer = client.post("/_emulator/clock", json={"advance": 1})
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("This is the computer's clock")


def test_every_control_call_has_a_test_here() -> None:
    """Those of the page, `/_emulator/ui`, have theirs in the folder `ui`."""
    assert {f"{method} {path}" for method, path in CALLS.keys() - UI_CALLS.keys()} == {
        "GET /_emulator/health",
        "POST /_emulator/reset",
        "GET /_emulator/workspace",
        "PUT /_emulator/workspace",
        "POST /_emulator/objects/{slug}/activate",
        "POST /_emulator/objects/{slug}/deactivate",
        "GET /_emulator/clock",
        "POST /_emulator/clock",
        "GET /_emulator/state",
        "PUT /_emulator/state",
        "GET /_emulator/requests",
        "DELETE /_emulator/requests",
        "GET /_emulator/rejections",
        "GET /_emulator/deliveries",
        "GET /_emulator/emails",
        "PUT /_emulator/emails",
        "POST /_emulator/flush",
        "GET /_emulator/faults",
        "PUT /_emulator/faults",
        "DELETE /_emulator/faults",
        "GET /_emulator/faults/trace",
    }


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "/_emulator/nothing", "There is no control call GET /_emulator/nothing."),
        ("GET", "/_emulator/reset", "There is no control call GET /_emulator/reset; /_emulator/reset takes POST."),
        ("POST", "/_emulator/faults", "There is no control call POST /_emulator/faults; /_emulator/faults takes GET, PUT, DELETE."),
        ("POST", "/", "There is no POST /; expected GET."),
    ],
)  # fmt: skip
def test_calls_that_are_none(live: httpx.Client, method: str, path: str, line: str) -> None:
    answer = live.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"error": line})


@pytest.mark.parametrize("path", ["/_emulator/workspace", "/_emulator/state", "/_emulator/faults"])
def test_a_control_call_with_a_body_that_is_no_json(live: httpx.Client, path: str) -> None:
    answer = live.put(path, content=b"{")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("The body is not JSON: ")


@pytest.mark.parametrize(
    ("method", "path", "body", "line"),
    [
        ("POST", "reset?too=empty", b"", "found the parameter 'too', expected to for POST /_emulator/reset"),
        ("POST", "reset?token=a", b"", "found the parameter 'token', expected to for POST /_emulator/reset"),
        ("POST", "flush?now=1", b"", "found the parameter 'now', expected none for POST /_emulator/flush"),
        ("GET", "state?secret=true", b"", "found the parameter 'secret', expected at or secrets for GET /_emulator/state"),
        ("GET", "state?secrets=yes", b"", "found secrets='yes', expected true or false"),
        ("GET", "workspace?secrets", b"", "found secrets='', expected true or false"),
        ("GET", "faults?secrets=TRUE", b"", "found secrets='TRUE', expected true or false"),
        ("POST", "reset", b'{"to": "empty"}', """found the body '{"to": "empty"}', expected /_emulator/reset?to=…"""),
        ("POST", "flush", b"\xff", "found the body '\ufffd', expected none"),
        ("DELETE", "requests", b"[1]", "found the body '[1]', expected none"),
        ("POST", "clock", b'{"advance": 1, "seconds": 5}', 'found {"advance": 1, "seconds": 5}, expected {"advance": seconds}, from 0 to 1000000000'),
        ("PUT", "workspace", b"null", "The body is empty; expected a workspace file, YAML or JSON."),
        ("PUT", "workspace", b"# to be written", "The body is empty; expected a workspace file, YAML or JSON."),
    ],
)  # fmt: skip
def test_what_a_control_call_does_not_know_is_told_and_nothing_is_done(
    attio: Attio, live: httpx.Client, method: str, path: str, body: bytes, line: str
) -> None:
    used(attio)
    before = {**attio.emulator.snapshot(), "clock": 0}
    answer = live.request(method, f"/_emulator/{path}", content=body)
    assert (answer.status_code, answer.json()) == (400, {"error": line})
    assert {**attio.emulator.snapshot(), "clock": 0} == before
    assert attio.emulator.journal != []


@pytest.mark.parametrize("body", [b"{}", b"null", b" \n"])
def test_a_body_that_asks_for_nothing_is_none(attio: Attio, live: httpx.Client, body: bytes) -> None:
    assert live.post("/_emulator/reset", content=body).status_code == 200


def test_control_calls_are_not_in_the_journal(attio: Attio, live: httpx.Client) -> None:
    for path in ("/", "/_emulator/health", "/_emulator/nothing"):
        live.get(path)
    assert attio.emulator.journal == []


def test_head_has_no_body(live: httpx.Client) -> None:
    answer = live.head("/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("path", sorted(path for method, path in CALLS if method == "GET" and "ui/" not in path))
def test_head_asks_as_get_does(live: httpx.Client, path: str) -> None:
    for name in HEADER:
        live.headers.pop(name, None)  # a program that waits for the server knows no such header
    asked, got = live.head(path), live.get(path)
    assert (asked.status_code, asked.headers["content-type"], asked.content) == (200, got.headers["content-type"], b"")
    of_a_page = live.head(path, headers={"origin": str(live.base_url).rstrip("/")})
    assert of_a_page.status_code == 403


def test_head_changes_nothing(attio: Attio, live: httpx.Client) -> None:
    before = attio.stored()
    asked = live.head("/_emulator/reset")
    assert (asked.status_code, asked.content, attio.stored()) == (404, b"", before)


@pytest.mark.covers("history.state")
def test_the_state_as_it_was(attio: Attio, live: httpx.Client) -> None:
    record_id = attio.ids("companies")[0]
    names = []
    for name in ("One", "Two"):
        attio.ask("PATCH", f"/v2/objects/companies/records/{record_id}", {"data": {"values": {"name": name}}})
        names.append(attio.history("companies", record_id, "name")[0]["active_from"])
    attio.simple("companies", "domains", {"domains": "later.com"})

    def seen(at: str) -> list[list[tuple[str, None]]]:
        answer = live.get("/_emulator/state", params={"at": at})
        assert (answer.status_code, answer.json()["at"]) == (200, at)
        rows = answer.json()["records"].get("companies", [])
        return [[(one["value"], one["active_until"]) for one in row["values"]["name"]] for row in rows]

    created = attio.emulator.records("companies")[0]["created_at"]
    assert [seen(at) for at in (created, *names)] == [[[]], [[("One", None)]], [[("Two", None)]]]
    assert seen("2020-01-01T00:00:00.000000000Z") == []
    assert len(seen("2099-01-01T00:00:00.000000000Z")) == 2


def test_the_state_at_no_moment(live: httpx.Client) -> None:
    answer = live.get("/_emulator/state?at=yesterday")
    error = "found at='yesterday', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z"
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_forwarded_host_opens_nothing(live: httpx.Client) -> None:
    headers = {"host": "evil.com", "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1"}
    assert live.get("/v2/objects", headers=headers).status_code == 403
