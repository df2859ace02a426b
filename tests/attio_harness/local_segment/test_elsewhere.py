"""Deliveries to an Attio that is not the built-in one: with its token, again when it was not there, and once over a kill."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from attio_destination import destination
from attio_emulator import Emulator, Request, Token, Workspace, running
from attio_harness.errors import UsageError
from attio_harness.local_segment.elsewhere import sender_to
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.run.connection import TooLate
from segment_actions import Request as Call
from segment_actions.errors import FetchError

from tests.attio_harness.local_segment.test_killed import MAPPING, Served, identify, served, track
from tests.ports import kept_port
from tests.started.processes import Started


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    monkeypatch.setenv("ATTIO_API_KEY", "of-theirs")
    return tmp_path


def emails(attio: Emulator) -> list[str]:
    return sorted(one["values"]["email_addresses"][0]["email_address"] for one in attio.records("people"))


def test_events_are_written_to_another_attio_once_also_over_a_kill(folder: Path) -> None:
    theirs = Emulator()
    with running(theirs) as url:
        for number in range(3):
            with served(folder, "--attio", url) as one:
                one.send(*(identify(number * 10 + n) for n in range(10)), track(number))
                one.kill()
        with served(folder, "--attio", url) as last:
            last.send(*(identify(n) for n in range(30)))
            assert last.flush()["bad"] == 0
            # its pages are not here
            answer = last.client.get("/")
            assert answer.status_code == 404
            assert last.stop() == 0
    assert emails(theirs) == sorted(f"p{n}@acme.com" for n in range(30))
    assert len(theirs.records("companies")) == 3


def test_the_actions_tester_calls_the_other_attio_with_the_token_of_its_call_or_else_with_that_of_serve() -> None:
    theirs = Emulator(strict_auth=True, tokens=[Token(token="of-theirs"), Token(token="of-the-call")])
    with running(theirs) as url:
        tester = ActionsTester(destination, sender_to(url, "of-theirs"))

        def asked(path: str, body: object) -> Any:
            answer = tester.handle(Request.make("POST", path, json=body))
            return answer.json()

        run = {"mapping": {"object": "people", "attributes": {"email_addresses": "p1@acme.com"}}, "payload": {"a": 1}}
        for auth in ({}, {"accessToken": "of-the-call"}):
            assert asked("/assertRecord", run | {"auth": auth})[0]["response"]["statusCode"] == 200
        (refused,) = asked("/assertRecord", run | {"auth": {"accessToken": "of-nobody"}})
        assert refused["statusCode"] == 401
        assert asked("/authenticate", {"oauth": {"access_token": "of-nobody"}})["ok"] is False
        assert asked("/authenticate", {}) == {"ok": True}
        assert asked("/assertRecord/object", {})["choices"] != []
    assert emails(theirs) == ["p1@acme.com"]
    down = tester.handle(Request.make("POST", "/assertRecord", json=run))
    assert down.json()[0]["message"].startswith("request to http://127.0.0.1:")


def test_an_attio_that_is_not_there_is_tried_again(folder: Path) -> None:
    retried = ("--assume", "delivery.retry_first=0.2")
    with kept_port() as port, served(folder, "--attio", f"http://127.0.0.1:{port}", *retried) as one:
        one.send(identify(1))
        while '"again_at"' not in one.client.get("/_segment/events").text:
            time.sleep(0.01)
        theirs = Emulator()
        with running(theirs, port=port):
            told = json.loads(one.client.get("/_segment/events", params={"verdict": "written", "wait": 20}).text)
        assert told["good"] is True
        assert told["stages"]["subscriptions"][0]["retries"] != []
    assert emails(theirs) == ["p1@acme.com"]


@pytest.mark.parametrize("status", [400, 401, 502])
@pytest.mark.parametrize(
    ("token", "message", "told"),
    [
        ("of-theirs", "no token of-theirs, but of-theirs-too", "no token (the token), but of-theirs-too"),
        ("f00d" * 16, f"no token:\n{'f00d' * 16}\n", "no token:\n(the token)\n"),
        ("f00d" * 16, f"no Bearer%20{'f00d' * 16}", "no Bearer%20(the token)"),
    ],
    ids=["a word", "behind a line break, which JSON writes with a letter", "in a URL"],
)
def test_a_refusal_that_quotes_the_token_is_told_without_it(status: int, token: str, message: str, told: str) -> None:
    theirs = Emulator()
    theirs.faults.replace([{"status": status, "body": {"message": message}}])
    with running(theirs) as url:
        headers = {"connection": "close"}  # the socket does not outlive the test
        call = Call(method="GET", url="https://api.attio.com/v2/objects", headers=headers)
        answer = sender_to(url, token)(call)
    assert answer.value == {"message": told}


@pytest.mark.parametrize("fault", [{"latency": 60}, {"kind": "drip", "rate": 20}, {"kind": "silent", "seconds": 60}])
def test_a_request_has_so_many_seconds_for_its_whole_answer(fault: dict[str, Any]) -> None:
    """A drip comes in pieces, each in time."""
    theirs = Emulator()
    theirs.faults.replace([{"match": {}, "fault": fault}])
    with running(theirs) as url:
        send = sender_to(url, "of-theirs", deadline=0.3)
        begun = time.monotonic()
        with pytest.raises(TooLate, match=r"The https request exceeded the deadline of 0\.3s"):
            send(Call(method="GET", url="https://api.attio.com/v2/objects"))
        assert time.monotonic() - begun < 30


def test_a_refusal_of_another_attio_is_traced_to_the_mistake_it_is_about(folder: Path) -> None:
    (folder / "mapping.json").write_text(
        json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": IDENTIFIED})
    )
    (folder / "workspace.yaml").write_text(json.dumps({"objects": [USERS]}))
    theirs = Emulator(Workspace.from_dict({"objects": [USERS]}))
    with running(theirs) as url, served(folder, "--attio", url, "-w", "workspace.yaml") as one:
        one.send(identify(1, "Enterprise"))
        told = json.loads(one.client.get("/_segment/events", params={"verdict": "rejected", "wait": 20}).text)
    loss = told["stages"]["subscriptions"][0]["loss"]
    assert (loss["mapping"]["pointer"], loss["object"], loss["attribute"], loss["also"]) == (
        "/mapping/user_attributes/plan",
        "users",
        "plan",
        [],
    )
    assert loss["message"] == 'Cannot find select attribute with select option title "Enterprise".'
    assert loss["hint"].startswith("Send an existing option")
    # the first request was done
    assert loss["partial"] == ["people"]
    assert emails(theirs) == ["p1@acme.com"]


@pytest.mark.parametrize("words", [None, "No such option."])
def test_of_two_mistakes_a_refusal_is_about_the_one_of_its_words_or_else_of_its_code(
    folder: Path, words: str | None
) -> None:
    tier = {"api_slug": "tier", "type": "select", "options": ["T Free"]}
    ours = {**USERS, "attributes": [*USERS["attributes"], tier]}  # type: ignore[misc]
    names = {"plan": {"@path": "$.traits.about"}, "tier": {"@template": "T {{traits.about}}"}}
    mapping = {**IDENTIFIED, "user_attributes": names}
    (folder / "mapping.json").write_text(
        json.dumps({"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping})
    )
    (folder / "workspace.yaml").write_text(json.dumps({"objects": [ours]}))
    plan = {"api_slug": "plan", "type": "select", "options": ["Enterprise"]}
    theirs = Emulator(Workspace.from_dict({"objects": [{**USERS, "attributes": [plan, tier]}]}))
    if words is not None:
        body = {"status_code": 400, "type": "invalid_request_error", "code": "value_not_found", "message": words}
        theirs.faults.replace([{"path": "*/users/*", "status": 400, "body": body}])
    with running(theirs) as url, served(folder, "--attio", url, "-w", "workspace.yaml") as one:
        one.send(identify(1, "Enterprise"))
        told = json.loads(one.client.get("/_segment/events", params={"verdict": "rejected", "wait": 20}).text)
    loss = told["stages"]["subscriptions"][0]["loss"]
    other = "plan" if words is None else "tier"
    assert (loss["attribute"], [row["attribute"] for row in loss["also"]]) == (
        "tier" if words is None else "plan",
        [other],
    )
    assert words is None or loss["message"] == words


IDENTIFIED = {
    "email_address": {"@path": "$.traits.email"},
    "user_id": {"@path": "$.userId"},
    "user_attributes": {"plan": {"@path": "$.traits.about"}},
}
USERS = {
    "api_slug": "users",
    "active": True,
    "attributes": [{"api_slug": "plan", "type": "select", "options": ["Pro"]}],
}


def test_an_attio_that_does_not_answer_is_told_once_and_so_is_that_it_answers_again() -> None:
    told: list[str] = []
    call = Call(method="GET", url="https://api.attio.com/v2/objects", headers={"connection": "close"})
    with kept_port() as port:
        send = sender_to(f"http://127.0.0.1:{port}", "of-theirs", tell=told.append)
        for _ in range(2):
            with pytest.raises(FetchError):
                send(call)
        with running(Emulator(), port=port):
            assert [send(call).status for _ in range(2)] == [200, 200]
        at = f"--attio http://127.0.0.1:{port}"
        assert told == [
            f"{at}: cannot be reached: [Errno 111] Connection refused; deliveries are tried again",
            f"{at} answers again",
        ]


@pytest.mark.parametrize("state", [(), ("--state", "crm.json")], ids=["forgotten", "kept"])
def test_events_that_wait_at_the_end_are_not_lost_without_a_word(folder: Path, state: tuple[str, ...]) -> None:
    """One waits for another try, the other in a batch."""
    with kept_port() as port:
        words = ("serve", "-m", "mapping.json", "--attio", f"http://127.0.0.1:{port}", *state)
        with Started(*words, cwd=folder) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            one = Served(process, process.stdout.readline().decode().split()[-1])
            with one.client:
                one.send(identify(1), track(1))
                while '"again_at"' not in one.client.get("/_segment/events").text:
                    time.sleep(0.01)
            assert one.stop() == 0
            told = process.stderr.read().decode()
    assert ("2 events acknowledged and not delivered" in told) is (not state)


def test_an_address_with_a_password_is_refused_without_it() -> None:
    """HTTP would send the name and the password in place of the token."""
    with pytest.raises(UsageError) as caught:
        sender_to("https://joe:secret@attio.example", "of-theirs")
    assert str(caught.value).startswith("--attio 'https://attio.example' has a name or a password in front of its host")


def test_an_answer_that_quotes_the_token_is_told_without_it() -> None:
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"of-theirs\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        send = sender_to(f"http://127.0.0.1:{server.getsockname()[1]}", "of-theirs", tell=told.append)
        with pytest.raises(FetchError):
            send(Call(method="GET", url="https://api.attio.com/v2/objects"))
        thread.join()
    (said,) = told
    assert "the connection broke off: illegal status line: bytearray(b'(the token)')" in said


def test_another_attio_is_reached_through_the_proxy_of_the_environment_but_not_one_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = Call(method="GET", url="https://api.attio.com/v2/objects", headers={"connection": "close"})
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with running(Emulator()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        # the emulator is no proxy, and not that host
        assert sender_to("http://attio.invalid", "of-theirs")(call).status == 403
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        assert sender_to(proxy, "of-theirs")(call).status == 200
    monkeypatch.setenv("HTTP_PROXY", "nonsense://127.0.0.1:1")
    with pytest.raises(UsageError, match="no connection can be made with what the environment says"):
        sender_to("http://attio.invalid", "of-theirs")
