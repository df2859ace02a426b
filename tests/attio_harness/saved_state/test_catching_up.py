"""A state with the log beside it: everything that was acknowledged, and nothing that belongs elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from attio_destination import destination
from attio_emulator import Emulator, Request, Workspace
from attio_emulator.control import CALLS
from attio_emulator.webhooks import outbox
from attio_harness.errors import InputError
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.delivery import Delivery
from attio_harness.run.runnable import prepare
from attio_harness.saved_state.frames import Frame, framed, frames

from tests.attio_emulator.calls import assertion
from tests.attio_harness.saved_state.logged import Logged, caught_up, plain, server
from tests.attio_harness.subscriptions import GROUP, assert_record

WORKSPACE = Workspace.from_dict(
    {
        "tokens": [{"token": "s" * 64, "scopes": ["record_permission:read-write", "object_configuration:read"]}],
        "members": [{"email_address": "alice@acme.com"}],
        "records": {"people": [{"email_addresses": ["seed@acme.com"]}]},
    }
)


def _all_kinds(one: Logged) -> None:
    """Changes of every kind that a log has."""
    first = one.person(1)
    one.person(2, "with a name")
    one.person(1, "again")
    one.ask("GET", "/v2/objects/people")
    values = {"email_addresses": ["k@acme.com"], "company": "acme.com"}
    one.ask("POST", "/v2/objects/people/records", {"data": {"values": values}}, token="s" * 64)
    refused = one.ask("POST", "/v2/objects/people/records", {"data": {"values": {"email_addresses": ["p1@a.com"]}}})
    assert refused.status == 409 or refused.status == 400
    assert one.ask("DELETE", f"/v2/objects/people/records/{first}").status == 200
    hook = {"target_url": "https://localhost/x", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    assert one.ask("POST", "/v2/webhooks", {"data": hook}).status == 200
    one.person(3)
    delivery = next(iter(one.emulator.documents()["deliveries"]))
    outbox.settle(one.emulator.documents(), delivery, one.now, status=500)
    one.emulator.attempted(delivery)
    target = "http://localhost/back"
    page = one.ask("GET", f"/authorize?client_id=c1&redirect_uri={target}&response_type=code", token=None)
    request = page.body.decode().split("name='request' value='")[1].split("'")[0]
    sent = {"content-type": "application/x-www-form-urlencoded"}
    back = one.emulator.handle(
        Request.make("POST", "/authorize", headers=sent, body=f"request={request}&decision=approve".encode())
    )
    code = back.headers["location"].split("code=")[1]
    body = f"grant_type=authorization_code&client_id=c1&client_secret=canary&code={code}&redirect_uri={target}"
    given = one.emulator.handle(Request.make("POST", "/oauth/token", headers=sent, body=body.encode()))
    token = given.json()["access_token"]
    values = {"email_addresses": ["o@acme.com"]}
    assert one.ask("POST", "/v2/objects/people/records", {"data": {"values": values}}, token=token).status == 200
    batch = [assertion("people", "email_addresses", {"email_addresses": [f"b{number}@b.com"]}) for number in (1, 2)]
    assert one.ask("PUT", "/v2/batch/records", {"assertions": batch}).status == 202
    assert one.ask("POST", "/_emulator/objects/users/activate").status == 200
    emails = [{"from": "x@acme.com", "to": ["alice@acme.com"], "subject": "s", "sent_at": "2025-01-01T00:00:00Z"}]
    one.ask("PUT", "/_emulator/emails", emails)
    one.emulator.faults.replace([{"status": 503, "times": 1}])
    assert one.ask("POST", "/v2/objects/people/records", {"data": {"values": {}}}).status == 503
    for fault, values, status in FAULTY:
        one.emulator.faults.replace([{"fault": fault, "times": 1}])
        assert one.ask("POST", "/v2/objects/people/records", {"data": {"values": values}}).status == status
    one.emulator.faults.replace([{"fault": "accept_then_lose", "times": 1}])
    boats = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    assert one.ask("POST", "/v2/objects", {"data": boats}).status == 200
    one.now += 3_600_000
    one.ask("GET", "/v2/objects")  # time goes on: batches and companies are written with it
    one.person(4)
    one.emulator.flush()
    one.person(5)


FAULTY: tuple[tuple[Any, dict[str, Any], int], ...] = (
    ("apply_then_fail", {"email_addresses": ["written@acme.com"]}, 500),
    ("accept_then_lose", {"email_addresses": ["lost@acme.com"]}, 200),
    ({"latency": 1}, {"email_addresses": ["late@acme.com"]}, 200),
    ({"latency": 1}, {"email_addresses": 5}, 400),
    ({"kind": "truncated"}, {"email_addresses": ["cut@acme.com"]}, 200),
    ("reset", {"email_addresses": ["reset@acme.com"]}, 503),
)
"""Faults of a write, its values and its status: what was written of them is there after a kill, and nothing else."""


@pytest.mark.parametrize("how", [{}, {"batch_lag": 30.0, "seed": 7}, {"strict_auth": False, "assumptions": {}}])
def test_what_was_acknowledged_is_done_again(tmp_path: Path, how: dict[str, Any]) -> None:
    state = tmp_path / "crm.json"
    with server(state, WORKSPACE, **how) as one:
        _all_kinds(one)
        live = json.loads(json.dumps(one.emulator.snapshot()))
    found = caught_up(state)
    assert found.changes > 10
    assert plain(found.values) == plain(live)
    assert found.values["requests"] >= live["requests"]
    # and once more, after what was caught up went on
    with server(state, WORKSPACE, caught=found, **how) as two:
        two.person(6)
        two.ask("POST", "/_emulator/reset")
        two.person(7)
        live = json.loads(json.dumps(two.emulator.snapshot()))
    assert plain(caught_up(state).values) == plain(live)


_CONTROL: dict[tuple[str, str], Any] = {
    ("POST", "/_emulator/reset"): None,
    ("PUT", "/_emulator/workspace"): {"name": "Another"},
    ("POST", "/_emulator/objects/{slug}/activate"): None,
    ("POST", "/_emulator/objects/{slug}/deactivate"): None,
    ("PUT", "/_emulator/state"): Emulator(Workspace.from_dict({"name": "Another"})).snapshot(),
    ("DELETE", "/_emulator/requests"): None,
    ("PUT", "/_emulator/emails"): [
        {"sent_at": "2025-01-01T00:00:00Z", "participants": [{"role": "from", "email_address": "a@x.org"}]}
    ],
    ("POST", "/_emulator/flush"): None,
    ("POST", "/_emulator/clock"): {"advance": 1},
    ("PUT", "/_emulator/faults"): [{"status": 503, "path": "/v2/notes"}],
    ("DELETE", "/_emulator/faults"): None,
}
"""Each control call that may change something, with a body."""


def test_what_rests_on_a_record_that_may_be_there_does_so_again(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    users = {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
    with server(state, Workspace.from_dict(users)) as one:
        one.emulator.existing = lambda missing: True
        one.emulator.updatable = ("users",)
        # of a user who could not be created without an address
        path = "/v2/objects/users/records/simple?matching_attribute=user_id"
        assert one.ask("PUT", path, {"data": {"values": {"user_id": "u1"}}}).status == 200
        one.emulator.resting = [("users", "user_id", "u1")]
        path = "/v2/objects/workspaces/records/simple?matching_attribute=workspace_id"
        assert one.ask("PUT", path, {"data": {"values": {"workspace_id": "g1"}}}).status == 200
        before = one.emulator.snapshot()
    assert len(before["taken_as_there"]) == 2
    assert plain(caught_up(state).values) == plain(before)


def test_what_a_refused_event_leaves_open_is_open_again(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    objects = [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]
    user = assert_record("User", 'type = "track"', "users", "primary_email_address", {"@path": "$.properties"})
    sources = [one for n, row in enumerate([GROUP, user]) for one in locate_dict(row, f"/{n}")]
    # the user may be there, and then the address goes to no other
    values = {"user_id": "u1", "primary_email_address": "a@b.io"}
    with server(state, Workspace.from_dict({"objects": objects})) as one:
        delivery = Delivery(one.emulator, may_exist=True)
        group, put = prepare(sources, destination)
        joined = {"domain": "acme.com", "workspace_id": "g1", "user_id": "u1"}
        assert delivery.single(group, joined).verdict == "unresolved"
        asserted = {"object": "users", "matching_attribute": "primary_email_address", "attributes": values}
        refused = delivery.single(put, asserted)
        delivery.detach()
        assert (refused.verdict, [need.absent for need in refused.needs]) == ("unresolved", [True])
        one.person(1)
        before = json.loads(json.dumps(one.emulator.snapshot()))
    assert "a@b.io" in {row["key"] for row in before["contested"]}
    assert plain(caught_up(state).values) == plain(before)


def test_there_is_a_body_for_each_control_call() -> None:
    assert {call for call in CALLS if call[0] != "GET"} == set(_CONTROL)


@pytest.mark.parametrize("call", _CONTROL, ids=" ".join)
def test_what_a_control_call_changed_is_done_again(tmp_path: Path, call: tuple[str, str]) -> None:
    state = tmp_path / "crm.json"
    with server(state, WORKSPACE, batch_lag=30.0) as one:
        one.person(1)
        batch = [assertion("people", "email_addresses", {"email_addresses": ["b@b.com"]})]
        assert one.ask("PUT", "/v2/batch/records", {"assertions": batch}).status == 202
        answer = one.ask(call[0], call[1].replace("{slug}", "users"), _CONTROL[call])
        assert answer.status == (409 if call[1] == "/_emulator/clock" else 200), answer.body
        one.person(2)
        live = json.loads(json.dumps(one.emulator.snapshot()))
    assert plain(caught_up(state).values) == plain(live)


def test_a_log_has_no_secret_that_the_state_does_not_have(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    with server(state, WORKSPACE) as one:
        _all_kinds(one)
        one.ask("GET", "/v2/objects", token="canary-token")
        one.ask("POST", "/v2/objects/people/records", {"data": {"values": {}}}, token="canary-token")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if ".log." in path.name)
    assert b"canary" not in written
    assert b"s" * 64 not in written


def _log(state: Path) -> Path:
    return sorted(state.parent.glob(f"{state.name}.log.*"))[-1]


def _refused(state: Path) -> str:
    with pytest.raises(InputError) as refused:
        caught_up(state)
    assert "\n" not in str(refused.value)
    return str(refused.value).replace(f"{state.parent}/", "")


def _three_people(state: Path) -> None:
    with server(state) as one:
        for number in range(3):
            one.person(number)


def test_a_last_change_that_was_not_written_to_its_end_is_left_out(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    _three_people(state)
    log = _log(state)
    content = log.read_bytes()
    log.write_bytes(content[:-5])
    found = caught_up(state)
    assert len(found.values["records"]["people"]) == 2
    last = [one for one in frames(content) if isinstance(one, Frame)][-1]
    assert found.torn == (str(log), last.at)
    found.tidy()
    assert log.read_bytes() == content[: last.at]


def test_a_damaged_middle_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    _three_people(state)
    log = _log(state)
    content = bytearray(log.read_bytes())
    second = [one for one in frames(bytes(content)) if isinstance(one, Frame)][1]
    content[second.at + 40] ^= 1
    log.write_bytes(bytes(content))
    assert _refused(state) == (
        f"crm.json.log.1: is damaged at byte {second.at}: the bytes there are not what was written; put a copy of it back, or move it "
        "away, and the state is as the last snapshot had it"
    )


def test_a_log_of_another_state_is_refused(tmp_path: Path) -> None:
    state, other = tmp_path / "crm.json", tmp_path / "other.json"
    _three_people(state)
    _three_people(other)
    shutil.copy(other, state)
    assert _refused(state) == (
        "crm.json.log.1: is the log of another state than "
        f"{state}: put back the one that it follows, or move the log away".replace(f"{tmp_path}/", "")
    )


def test_a_file_of_the_log_that_is_missing_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "crm.json"
    with server(state) as one:
        one.person(1)
        one.keeper.log.begin_next()
        one.person(2)
        one.keeper.log.begin_next()
        one.person(3)
    (tmp_path / "crm.json.log.2").rename(tmp_path / "away")
    assert "the changes between crm.json and crm.json.log.3 are missing; put crm.json.log.2 back" in _refused(state)


def _forged(state: Path, change: Any) -> None:
    """The log again, with a change of its rows, and sums that agree."""
    rows = [(json.loads(one.row), one.body) for one in frames(_log(state).read_bytes()) if isinstance(one, Frame)]
    change(rows)
    _log(state).write_bytes(b"".join(b"".join(framed(orjson.dumps(row), [body])) for row, body in rows))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0][0].update(format=4), "found a log of the format 4, and this program reads 3: update attio-harness"),
        (lambda rows: rows[0][0].update(format=None), "is damaged at byte 0: ValueError found the format None"),
        (lambda rows: rows[0][0].pop("started"), "is damaged at byte 0: KeyError 'started'"),
        (lambda rows: rows[0][0].update(number=9), "is damaged at byte 0: ValueError found the file number 9, expected 1"),
        (lambda rows: rows.pop(2), "ValueError found change 3, expected 2"),
        (lambda rows: rows[1][0].update(changes=7), "cannot be done again: TypeError"),
        (lambda rows: rows[1][0]["changes"][0].update(kind="x"), "cannot be done again: KeyError 'x'"),
        (lambda rows: rows[1][0]["changes"][0].update(at=1e300), "cannot be done again"),
        (lambda rows: rows[1][0]["changes"][0].update(ids=[10**12, 0]), "has another result than when it was written"),
        (lambda rows: rows[1][0]["changes"][0].update(answer=[200, 1]), "has another result than when it was written, by attio-harness"),
        (lambda rows: rows[0][0]["started"].update(seed=1), "has another result"),
        (lambda rows: rows[0][0]["started"].update(batch_lag=-1), "cannot be done again"),
        (lambda rows: rows[1][0]["changes"][0].update(size=3), "cannot be done again: ValueError the changes have 3 bytes"),
    ],
)  # fmt: skip
def test_a_log_that_nobody_wrote_is_told_in_a_line(tmp_path: Path, change: Any, said: str) -> None:
    state = tmp_path / "crm.json"
    _three_people(state)
    _forged(state, change)
    assert said in _refused(state)
