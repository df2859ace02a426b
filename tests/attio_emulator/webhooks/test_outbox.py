"""What waits to be sent: signed, tried again, given up, and sent to nobody on another computer."""

from __future__ import annotations

import asyncio
import hmac
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any

import httpx
import orjson
import pytest
from attio_emulator import Emulator, Request, StateError, VirtualClock, running
from attio_emulator.faces.webhooks import WebhookSender
from attio_emulator.webhooks import outbox

from tests.attio_emulator.calls import BY_KEY, Attio
from tests.attio_emulator.resources.member_calls import person
from tests.attio_emulator.webhook_calls import WORKSPACE, documents, every, hook

Received = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Received]]:
    """A server on this computer that keeps what it is sent."""
    received: Received = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keeps)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received
    server.shutdown()
    thread.join()
    server.server_close()


def send_due(posting: WebhookSender) -> int:
    """Send what is due, and wait for how it ends; how many deliveries."""

    async def whole() -> int:
        count = posting.start_due()
        while posting.is_sending:
            await asyncio.sleep(0)
        return count

    return asyncio.run(whole())


@pytest.mark.covers("webhook.signature")
def test_a_receiver_on_this_computer_gets_signed_events(
    attio: Attio, clock: VirtualClock, receiver: tuple[str, Received]
) -> None:
    target, received = receiver
    data = hook(attio, target, every("record.created")).body["data"]
    bob = person(attio)
    sender = WebhookSender(lambda: documents(attio), clock)
    assert (send_due(sender), send_due(sender)) == (1, 0)
    ((headers, body),) = received
    (row,) = documents(attio)["deliveries"].values()
    workspace = attio.emulator.workspace.id
    assert orjson.loads(body) == {
        "webhook_id": data["id"]["webhook_id"],
        "events": [
            {
                "event_type": "record.created",
                "id": {"workspace_id": workspace, "object_id": attio.object_id("people"), "record_id": bob},
                "actor": BY_KEY,
            }
        ],
    }
    signed = hmac.new(data["secret"].encode(), body, sha256).hexdigest()
    names = ("content-type", "attio-signature", "x-attio-signature", "idempotency-key")
    assert [headers[name] for name in names] == ["application/json", signed, signed, row["id"]]
    (entry,) = sender.journal
    assert entry == {
        "delivery_id": row["id"],
        "webhook_id": data["id"]["webhook_id"],
        "event_type": "record.created",
        "target_url": target,
        "at": entry["at"],
        "attempt": 1,
        "status": 200,
        "error": None,
    }


def sender(
    attio: Attio, clock: VirtualClock, *answers: int | Exception, allowed: str = "hooks.acme.org"
) -> WebhookSender:
    """A sender whose target answers as prepared."""
    prepared = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        one = next(prepared)
        if isinstance(one, Exception):
            raise one
        return httpx.Response(one, headers={"location": "https://hooks.acme.org/elsewhere"})

    transport = httpx.MockTransport(answer)
    return WebhookSender(lambda: documents(attio), clock, transport=transport, allowed_hosts=[allowed])


@pytest.mark.covers("webhook.degraded", "webhook.retries", "GET /v2/webhooks/{webhook}")
def test_a_failed_delivery_is_tried_again_later(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    posting = sender(attio, clock, 500, httpx.ConnectError("refused"), 302, 204)

    def status() -> str:
        found: str = attio.ask("GET", f"/v2/webhooks/{webhook}").body["data"]["status"]
        return found

    told = []
    for wait in (0, *outbox.RETRIES[:3]):
        clock.advance(max(0, wait - 1))
        early = 0 if not wait else send_due(posting)
        clock.advance(1)
        told.append((early, send_due(posting), status()))
    assert told == [(0, 1, "degraded"), (0, 1, "degraded"), (0, 1, "degraded"), (0, 1, "active")]
    assert [(one["attempt"], one["status"], one["error"]) for one in posting.journal] == [
        (1, 500, None), (2, None, "ConnectError: refused"), (3, 302, None), (4, 204, None),
    ]  # fmt: skip
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["delivered"]


@pytest.mark.covers("webhook.retries")
def test_after_the_last_retry_a_delivery_is_given_up(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    posting = sender(attio, clock, *[500] * 20)
    for wait in (0, *outbox.RETRIES, 10**6):
        clock.advance(wait)
        send_due(posting)
    assert len(posting.journal) == 1 + len(outbox.RETRIES)
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["failed"]
    person(attio, "late@lovelace.org")
    send_due(posting)
    assert attio.ask("GET", f"/v2/webhooks/{webhook}").body["data"]["status"] == "inactive"
    person(attio, "later@lovelace.org")
    clock.advance(10**6)
    assert send_due(posting) == 1
    assert posting.journal[-1]["error"] == "the webhook is deleted or inactive"
    assert [one["status"] for one in documents(attio)["deliveries"].values()] == ["failed", "cancelled"]


@pytest.mark.covers("webhook.targets")
def test_other_computers_are_sent_nothing(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    posting = sender(attio, clock, allowed="other.acme.org")
    assert (send_due(posting), send_due(posting)) == (1, 0)
    (entry,) = posting.journal
    assert (entry["status"], entry["error"]) == (
        None,
        "the target is not on this computer, and its host is not allowed",
    )


@pytest.mark.covers("DELETE /v2/webhooks/{webhook}")
def test_a_deleted_webhook_is_sent_nothing(attio: Attio, clock: VirtualClock) -> None:
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    person(attio)
    attio.ask("DELETE", f"/v2/webhooks/{webhook}")
    posting = sender(attio, clock)
    assert (send_due(posting), send_due(posting)) == (1, 0)
    assert posting.journal[0]["error"] == "the webhook is deleted or inactive"


def test_the_outbox_does_not_grow_without_end() -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {}}
    for number in range(outbox.KEPT + 5):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number)
        outbox.settle(kept, str(number), number, status=200)
    assert list(kept["deliveries"]) == [str(number) for number in range(5, outbox.KEPT + 5)]
    waiting = outbox.KEPT + 5
    for number in range(waiting, waiting + outbox.KEPT + 5):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number)
    assert list(kept["deliveries"]) == [str(number) for number in range(waiting, waiting + outbox.KEPT + 5)]


def test_the_outbox_survives_a_restore(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    other = Attio(WORKSPACE, clock=clock)
    other.emulator.restore(attio.emulator.snapshot())
    assert send_due(sender(other, clock, 200)) == 1


@pytest.mark.covers("webhook.signature", "POST /v2/webhooks")
def test_a_live_emulator_delivers_by_itself(clock: VirtualClock, receiver: tuple[str, Received]) -> None:
    target, received = receiver
    emulator = Emulator(clock=clock)
    token = {"authorization": "Bearer t"}
    with running(emulator) as url, httpx.Client(base_url=url, headers=token) as client:
        subscriptions = [{"event_type": "record.created", "filter": None}]
        client.post("/v2/webhooks", json={"data": {"target_url": target, "subscriptions": subscriptions}})
        client.post("/v2/objects/companies/records", json={"data": {"values": {"domains": ["acme.com"]}}})
        deadline = time.monotonic() + 60
        while not received and time.monotonic() < deadline:
            time.sleep(0.01)
    ((_, body),) = received
    assert orjson.loads(body)["events"][0]["event_type"] == "record.created"


@pytest.mark.parametrize(("late", "status"), [(-1, "degraded"), (0, "inactive")])
def test_a_webhook_is_given_up_when_its_time_is_over(late: int, status: str) -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {"w": {"id": "w", "status": "active", "degraded_at": None}}}
    outbox.enqueue(kept, "w", "1", {"event_type": "task.created"}, 0)
    outbox.settle(kept, "1", 5, status=500)
    assert kept["webhooks"]["w"] == {"id": "w", "status": "degraded", "degraded_at": 5}
    outbox.settle(kept, "1", 5 + outbox.GIVE_UP + late, error="no answer")
    assert kept["webhooks"]["w"] == {"id": "w", "status": status, "degraded_at": 5}


# -- whatever becomes of one delivery --------------------------------------------------------------------------------


def aimed(attio: Attio, target: str) -> None:
    """A webhook with a target that no call takes: it came with a snapshot."""
    webhook = hook(attio, subscriptions=every("record.created")).body["data"]["id"]["webhook_id"]
    documents(attio)["webhooks"][webhook]["target_url"] = target


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("https://[::1]abc/", "the target is no address that can be sent to: "),
        ("http://localhost:99999/", "the target has the port 99999, expected one from 1 to 65535"),
        ("http://localhost:0/", "the target has the port 0, expected one from 1 to 65535"),
        (f"http://localhost/{'a' * 66_000}", "the target is no address that can be sent to: URL too long"),
        ("http://localhost/\x00", "the target is no address that can be sent to: "),
        ("http://xn--a.example/", "the target is no address that can be sent to: "),
        ("http://[/", "the target is not on this computer, and its host is not allowed"),
        ("http://0177.0.0.1/", "the target is no address that can be sent to: Invalid IPv4 address"),
        ("\ud800", "the target is no address that can be sent to: "),
        ("", "the target is no address, expected http or https"),
        ("file:///etc/passwd", "the target is file address, expected http or https"),
        ("http://", "the target is not on this computer, and its host is not allowed"),
        ("http://ann:pw@localhost/", "the target has a user name or a password in it, which is not sent"),
        ("https://localhost@other.example/", "the target has a user name or a password in it, which is not sent"),
        *((f"http://{host}/", "the target is not on this computer, and its host is not allowed") for host in (
            "other.example", "localhost.evil.example", "127.0.0.1.evil.example", "2130706433", "0x7f.1", "127.1",
            "0.0.0.1", "[::ffff:10.0.0.1]", "[::2]", "10.0.0.1", "169.254.169.254", "hooks.acme.org.evil.example", "hooks.acme.org.",
        )),
    ],
)  # fmt: skip
def test_a_target_that_nothing_can_be_sent_to_ends_its_delivery_and_no_other(
    attio: Attio, clock: VirtualClock, target: str, why: str
) -> None:
    aimed(attio, target)
    hook(attio, "http://127.0.0.1:1/good", every("record.created"))
    person(attio)
    posting = sender(attio, clock, 200)
    assert (send_due(posting), send_due(posting)) == (2, 0)
    bad, good = posting.journal
    assert (bad["status"], good["status"]) == (None, 200)
    assert bad["error"].startswith(why), bad["error"]
    row, _ = attio.emulator.deliveries()
    assert (row["status"], row["attempts"][0]["error"]) == ("cancelled", bad["error"])


def test_whatever_a_delivery_raises_is_its_reason(attio: Attio, clock: VirtualClock) -> None:
    hook(attio, "http://127.0.0.1:1/first", every("record.created"))
    hook(attio, "http://127.0.0.1:1/second", every("record.created"))
    person(attio)
    posting = sender(attio, clock, RuntimeError("broken"), 200)
    assert send_due(posting) == 2
    assert [(one["status"], one["error"]) for one in posting.journal] == [(None, "RuntimeError: broken"), (200, None)]
    assert [one["status"] for one in attio.emulator.deliveries()] == ["pending", "delivered"]


def test_a_target_that_drips_is_left_after_a_while(attio: Attio, clock: VirtualClock) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    stop = Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while not stop.wait(0.01):
                connection.sendall(b"H")

    thread = Thread(target=drip)
    thread.start()
    hook(attio, f"http://127.0.0.1:{listening.getsockname()[1]}/", every("record.created"))
    person(attio)
    posting = WebhookSender(lambda: documents(attio), clock, patience=0.05)
    assert send_due(posting) == 1
    stop.set()
    thread.join()
    listening.close()
    assert posting.journal[0]["error"] == "there was no answer within 0.05 seconds"


def test_no_target_waits_for_another(attio: Attio, clock: VirtualClock) -> None:
    async def post() -> list[str]:
        reached, free = list[str](), asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            reached.append(request.url.path)
            if request.url.path == "/slow":
                await free.wait()
            return httpx.Response(200)

        posting = WebhookSender(lambda: documents(attio), clock, transport=httpx.MockTransport(answer))
        begun = 0
        for number in range(3):
            person(attio, f"{number}@lovelace.org")
            for _ in range(1000):
                if reached.count("/fast") > number:
                    break
                begun += posting.start_due()
                await asyncio.sleep(0)
            reached.append(f"{number} is there")
        pausing = asyncio.create_task(posting.pause())
        await asyncio.sleep(0)
        free.set()
        await pausing
        assert begun == 4  # not those that stand behind the one that is on its way
        return reached

    hook(attio, "http://127.0.0.1:1/slow", every("record.created"))
    hook(attio, "http://127.0.0.1:1/fast", every("record.created"))
    assert asyncio.run(post()) == [
        "/slow", "/fast", "0 is there", "/fast", "1 is there", "/fast", "2 is there",
    ]  # fmt: skip
    ends = [(one["target_url"], one["status"]) for one in attio.emulator.deliveries()]
    slow = [status for url, status in ends if url.endswith("/slow")]
    assert slow == [
        "delivered",
        "pending",
        "pending",
    ]  # what was on its way is written down, the rest is sent after the next start
    assert [status for url, status in ends if url.endswith("/fast")] == ["delivered"] * 3


@pytest.mark.parametrize("then", ["reset", "all delivered"])
def test_what_stands_behind_one_on_its_way_is_that_of_the_state_in_force(
    attio: Attio, clock: VirtualClock, then: str
) -> None:
    async def post() -> list[str]:
        reached, free = list[str](), asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            reached.append(orjson.loads(request.content)["events"][0]["id"]["record_id"])
            await free.wait()
            return httpx.Response(200)

        posting = WebhookSender(lambda: documents(attio), clock, transport=httpx.MockTransport(answer))
        assert posting.start_due() == 2
        while not reached:
            await asyncio.sleep(0)
        if then == "reset":
            attio.emulator.reset()
        else:
            attio.emulator.restore(delivered)
        free.set()
        for _ in range(100):
            await asyncio.sleep(0)
        attio.emulator.restore(made)  # the same webhook is sent to again
        people.append(person(attio, "later@lovelace.org"))
        assert posting.start_due() == 1
        await asyncio.sleep(0)
        await posting.pause()
        return reached

    hook(attio, "http://127.0.0.1:1/", every("record.created"))
    made = attio.emulator.snapshot()
    people = [person(attio, f"{number}@lovelace.org") for number in range(2)]
    waiting = attio.emulator.snapshot()
    assert send_due(sender(attio, clock, 200, 200)) == 2
    delivered = attio.emulator.snapshot()
    attio.emulator.restore(waiting)
    assert asyncio.run(post()) == [people[0], people[2]]
    assert [one["status"] for one in attio.emulator.deliveries()] == ["delivered"]


def test_an_endless_answer_is_not_read(attio: Attio, clock: VirtualClock) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(65536)

    hook(attio, "http://127.0.0.1:1/", every("record.created"))
    person(attio)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=endless()))
    assert send_due(WebhookSender(lambda: documents(attio), clock, transport=transport)) == 1
    assert [one["status"] for one in attio.emulator.deliveries()] == ["delivered"]


def test_too_many_that_wait_are_dropped_and_counted(attio: Attio) -> None:
    kept: dict[str, dict[str, Any]] = {"webhooks": {}}
    for number in range(outbox.KEPT + 30):
        outbox.enqueue(kept, "w", str(number), {"event_type": "task.created"}, number, most=outbox.KEPT + 10)
    assert list(kept["deliveries"]) == [str(number) for number in range(20, outbox.KEPT + 30)]
    assert outbox.dropped(kept) == 20
    documents(attio)["delivery_counts"] = kept["delivery_counts"]
    assert attio.emulator.handle(Request.make("GET", "/_emulator/deliveries")).json() == {"data": [], "dropped": 20}
    other = Attio(WORKSPACE)
    other.emulator.restore(attio.emulator.snapshot())
    assert outbox.dropped(documents(other)) == 20


@pytest.mark.parametrize(
    ("kind", "member", "value"),
    [
        ("webhooks", "target_url", None),
        ("webhooks", "secret", 5),
        ("webhooks", "degraded_at", "now"),
        ("deliveries", "due", "soon"),
        ("deliveries", "due", True),
        ("deliveries", "status", None),
        ("deliveries", "body", {"events": []}),
        ("deliveries", "body", {}),
        ("deliveries", "attempts", [{}]),
        ("deliveries", "attempts", [5]),
    ],
)
def test_a_snapshot_whose_deliveries_could_not_be_sent_is_refused(
    attio: Attio, kind: str, member: str, value: Any
) -> None:
    hook(attio, subscriptions=every("record.created"))
    person(attio)
    state = attio.emulator.snapshot()
    (row,) = state["documents"][kind].values()
    row[member] = value
    with pytest.raises(StateError, match=f"the snapshot is damaged: .*/documents/{kind}/[^ ]+: found "):
        attio.emulator.restore(state)
