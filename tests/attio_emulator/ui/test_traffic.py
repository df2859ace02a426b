"""What the page hears of traffic: requests with their bodies, rejections, what waits, and news that stay small."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attio_emulator import Emulator, Request, VirtualClock, Workspace
from attio_emulator.pages.frame import PageLinks

from tests.attio_emulator.calls import Attio, assertion
from tests.attio_emulator.ui.asking import ask, told


def _busy() -> Attio:
    attio = Attio(batch_lag=3600)
    attio.simple("companies", "domains", {"domains": "b.com"})
    attio.simple("companies", "domains", {"domains": "no domain"})
    attio.batch(*(assertion("companies", "domains", {"domains": f"late{i}.com"}) for i in range(30)))
    return attio


def test_requests_are_listed_without_bodies_and_shown_with_them() -> None:
    attio = _busy()
    listed = ask(attio.emulator, "requests")
    assert [(one["method"], one["status"]) for one in listed["data"]] == [("PUT", 202), ("PUT", 400), ("PUT", 200)]
    assert ask(attio.emulator, "requests", only="failed")["total"] == 1
    assert ask(attio.emulator, "requests", search="BATCH")["total"] == 1
    refused = ask(attio.emulator, f"requests/{listed['data'][1]['id']}")
    assert '"no domain"' in refused["body"]["text"]
    assert "validation_type" in refused["response"]["text"]
    assert (refused["token"], refused["waits"]) == ("redacted", False)
    assert [(one["code"], one["values"]["length"] > 0) for one in refused["rejections"]] == [("validation_type", True)]
    assert ask(attio.emulator, f"requests/{listed['data'][0]['id']}")["waits"] is True


def test_no_token_and_no_secret_is_told() -> None:
    attio = Attio()
    attio.emulator.handle(Request.make("GET", "/v2/self", token="s3cr3t-token"))
    attio.emulator.handle(Request.make("POST", "/oauth/token", body=b"client_secret=s3cr3t&code=s3cr3t"))
    attio.ask("POST", "/v2/webhooks", {"data": {"target_url": "https://x.com/h", "subscriptions": [{"event_type": "record.created", "filter": None}]}})  # fmt: skip
    hooks = ask(attio.emulator, "webhooks")
    secret = attio.emulator.documents()["webhooks"][hooks["webhooks"][0]["id"]]["secret"]
    rows = ask(attio.emulator, "requests")["data"]
    assert len(rows) == 3
    for one in rows[1:]:
        assert "s3cr3t" not in str(ask(attio.emulator, f"requests/{one['id']}"))
    assert secret not in str(hooks)


def test_a_request_that_is_not_there_says_why() -> None:
    status, body = told(Emulator(), "requests/seed")
    assert status == 404
    assert body["error"].startswith("The request 'seed' is not in the journal, which keeps the last 1,000")


def test_a_large_body_is_cut() -> None:
    attio = Attio(batch_lag=1)
    attio.batch(*(assertion("companies", "domains", {"domains": f"late{i}.com"}) for i in range(5000)))
    (row,) = ask(attio.emulator, "requests")["data"]
    body = ask(attio.emulator, f"requests/{row['id']}")["body"]
    assert len(body["text"]) == 200_000 < body["length"]
    (waiting,) = ask(attio.emulator, "queue")["data"]
    assert (waiting["total"], len(waiting["assertions"])) == (5000, 20)


def test_rejections_can_be_searched() -> None:
    attio = _busy()
    attio.simple("boats", "x", {"x": 1})
    rows = ask(attio.emulator, "rejections")
    assert [one["code"] for one in rows["data"]] == ["not_found", "validation_type"]
    (row,) = ask(attio.emulator, "rejections", search="DOMAINS")["data"]
    assert (row["attribute"], row["pointer"], row["expected"] is not None) == ("domains", "/data/values/domains", True)
    assert ask(attio.emulator, "rejections", limit=1, offset=1)["data"][0]["code"] == "validation_type"


def test_the_queue_says_when_it_is_due() -> None:
    attio = _busy()
    (waiting,) = ask(attio.emulator, "queue")["data"]
    assert waiting["due"].startswith("2025-01-01T01:00:00")
    first = waiting["assertions"][0]
    assert (first["object"], first["matching_attribute"], first["match"]) == ("companies", "domains", "late0.com")
    attio.emulator.flush()
    assert ask(attio.emulator, "queue")["total"] == 0


def test_news_are_told_once_and_stay_small() -> None:
    attio = Attio()
    first = ask(attio.emulator, "news")
    assert (first["journaled"], first["requests"], first["missed"]) == (0, [], 0)
    assert ask(attio.emulator, "news", cursor=first["cursor"]) == {"cursor": first["cursor"]}
    for index in range(1500):
        attio.ask("GET", f"/v2/objects?x={index}")
    second = ask(attio.emulator, "news", cursor=first["cursor"])
    assert (second["journaled"], second["kept"]) == (1500, 1000)
    assert (len(second["requests"]), second["missed"]) == (40, 960)
    assert second["requests"][0]["query"] == [["x", "1499"]]
    assert ask(attio.emulator, "news", cursor=second["cursor"]) == {"cursor": second["cursor"]}
    attio.emulator.clear_journal()
    assert ask(attio.emulator, "news", cursor=second["cursor"])["kept"] == 0


@pytest.mark.parametrize("cursor", ["x", "1", "-1.0", "9" * 40 + ".1", ".", "\u0663.1", "999.1"])
def test_a_cursor_that_is_none_begins_anew(cursor: str) -> None:
    attio = _busy()
    found = ask(attio.emulator, "news", cursor=cursor)
    assert (found["journaled"], len(found["requests"])) == (3, 2 if cursor == "1" else 0)


def test_news_tell_of_whatever_the_page_counts() -> None:
    attio = _busy()
    cursor = ask(attio.emulator, "news")["cursor"]
    seen = []

    def changed() -> bool:
        nonlocal cursor
        found = ask(attio.emulator, "news", cursor=cursor)
        seen.append(found["cursor"])
        before, cursor = cursor, found["cursor"]
        return bool(cursor != before)

    emulator = attio.emulator
    steps: list[Callable[[], object]] = [
        lambda: emulator.faults.replace([{"status": 500, "path": "/x"}]),
        lambda: emulator.activate("users"),
        lambda: emulator.deactivate("users"),
        emulator.flush,
        emulator.clear_journal,
        emulator.reset,
        lambda: emulator.restore(emulator.snapshot()),
    ]
    for step in steps:
        step()
        assert changed(), step
        assert not changed()


def test_news_apply_what_is_due_and_a_virtual_clock_does_not_move_for_them() -> None:
    clock = VirtualClock()
    attio = Attio(clock=clock, batch_lag=60)
    attio.batch(assertion("companies", "domains", {"domains": "late.com"}))
    before = clock.now
    assert ask(attio.emulator, "news")["queue"] == {"batches": 1, "assertions": 1}
    assert clock.now == before
    clock.advance(60)
    assert ask(attio.emulator, "news")["records"] == {"companies": 1}


def test_about_and_objects() -> None:
    emulator = Emulator(Workspace.from_dict({"name": "Acme"}))
    emulator.page_links = PageLinks(blame="/_segment/blame")
    about = ask(emulator, "about")
    assert (about["workspace"]["name"], about["clock"]["kind"], about["blame"]) == (
        "Acme",
        "virtual",
        "/_segment/blame",
    )
    rows = {one["slug"]: one for one in ask(emulator, "objects")["data"]}
    assert (rows["people"]["active"], rows["people"]["can_be_inactive"]) == (True, False)
    assert (rows["users"]["active"], rows["users"]["can_be_inactive"]) == (False, True)
    users = ask(emulator, "objects/users")
    assert next(one for one in users["attributes"] if one["slug"] == "user_id")["is_unique"] is True
