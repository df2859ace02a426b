"""Fault rules: when they apply, what they leave alone, which are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, Request, Workspace, running
from attio_emulator.faults import NAMED, Happened
from attio_emulator.fidelity.refusals import NEVER

from tests.attio_emulator.calls import Attio

HEADER = {"x-attio-emulator": "1"}
TOKEN = {"authorization": "Bearer t"}
WORKSPACE = Workspace.from_dict({"name": "Acme", "records": {"companies": [{"domains": "acme.com"}]}})
RULE = {"status": 503, "path": "/v2/*", "times": 1}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE, batch_lag=3600)


@pytest.fixture
def live(attio: Attio) -> Iterator[httpx.Client]:
    with running(attio.emulator) as url, httpx.Client(base_url=url, headers=HEADER | TOKEN) as client:
        yield client


def statuses(attio: Attio, *rules: dict[str, Any], count: int = 4) -> list[int]:
    attio.emulator.faults.replace(list(rules))
    return [attio.ask("GET", "/v2/objects").status for _ in range(count)]


@pytest.mark.parametrize(
    ("rules", "seen"),
    [
        ([{"status": 500}], [500, 500, 500, 500]),
        ([{"status": 500, "times": 2}], [500, 500, 200, 200]),
        ([{"status": 500, "after": 1, "times": 2}], [200, 500, 500, 200]),
        ([{"status": 500, "times": 0}], [200, 200, 200, 200]),
        ([{"status": 500, "times": 1}, {"status": 429, "times": 1}], [500, 429, 200, 200]),
        ([{"status": 500, "method": "put"}], [200, 200, 200, 200]),
        ([{"status": 500, "method": "get", "path": "/v2/obj*"}], [500, 500, 500, 500]),
        ([{"status": 500, "path": "/v2/people"}], [200, 200, 200, 200]),
        ([{"delay": 0.5}], [200, 200, 200, 200]),
    ],
    ids=["always", "times", "after", "never", "one after the other", "method", "path", "other path", "delay alone"],
)
def test_when_a_rule_applies(attio: Attio, rules: list[dict[str, Any]], seen: list[int]) -> None:
    assert statuses(attio, *rules) == seen


def test_a_delay_is_told_to_the_face() -> None:
    emulator = Emulator()
    emulator.faults.replace({"faults": [{"delay": 2.5, "times": 1}]})
    ask = Request.make("GET", "/v2/objects", token="t")
    assert [emulator.handle(ask).delay for _ in range(2)] == [2.5, 0.0]


def test_a_faulty_write_stores_nothing(attio: Attio) -> None:
    attio.emulator.faults.replace([{"status": 503}])
    assert attio.simple("companies", "domains", {"domains": "b.com"}).status == 503
    assert attio.emulator.counts() == {"companies": 1}
    assert attio.emulator.ledger == []


WRONG_RULES: tuple[tuple[Any, str], ...] = (
    (5, "found 5, expected a list of fault rules"),
    ([5], "/0: found 5, expected a fault rule: an object"),
    ([RULE, {"codes": 5}], "/1: found the member 'codes', expected one of method, path, status, code, body, headers, delay, times, after; did you mean 'code'?"),
    ([{"code": "rate_limit_exceeded", "status": 503}], "/0: found the status 503 for the code 'rate_limit_exceeded', expected 429"),
    ([{"code": "validation_type", "status": 404}], "/0: found the status 404 for the code 'validation_type', expected 400 or 413"),
    ([{"status": 99}], "/0: found the status 99, expected 100 to 599"),
    ([{"status": "500"}], "/0: found the status '500', expected 100 to 599"),
    ([{"delay": -1}], "/0: found the delay -1, expected seconds"),
    ([{"delay": True}], "/0: found the delay true, expected seconds"),
    ([{"times": -1}], "/0: found times -1, expected a whole number"),
    ([{"times": True}], "/0: found times true, expected a whole number"),
    ([{"after": "1"}], "/0: found after '1', expected a whole number"),
)  # fmt: skip


@pytest.mark.parametrize(("rules", "line"), WRONG_RULES, ids=[str(row[0]) for row in WRONG_RULES])
def test_wrong_rules_are_refused_and_the_old_ones_stay(live: httpx.Client, rules: Any, line: str) -> None:
    live.put("/_emulator/faults", json=[{"status": 418}])
    answer = live.put("/_emulator/faults", json=rules)
    assert (answer.status_code, answer.json()) == (400, {"error": line})
    assert [row["status"] for row in live.get("/_emulator/faults").json()["data"]] == [418]


@pytest.mark.parametrize(
    "rule",
    [{"method": 5}, {"path": 5}, {"status": 500, "headers": "x"}, {"status": 500, "headers": {"a": 1}}],
    ids=["method", "path", "headers", "a header"],
)
def test_rules_of_wrong_types_are_refused(attio: Attio, rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="^/0: found "):
        attio.emulator.faults.replace([rule])


# -- refusals by their code ------------------------------------------------------------------------------------------


@pytest.mark.covers("emulator.faults")
@pytest.mark.parametrize(("code", "status"), [(code, status) for code, row in NAMED.items() for status in row])
def test_every_refusal_of_attio_can_be_asked_for(attio: Attio, code: str, status: int) -> None:
    attio.emulator.faults.replace([{"code": code, "status": status, "times": 1}])
    kind, message = NAMED[code][status]
    body = {"status_code": status, "type": kind, "code": code, "message": message}
    assert attio.ask("GET", "/v2/objects") == (status, body)
    assert attio.ask("GET", "/v2/objects").status == 200


def test_a_code_has_its_usual_status(attio: Attio) -> None:
    attio.emulator.faults.replace(
        [{"code": code, "times": 1} for code in ("concurrent_write_conflict", "merge_in_progress", "quota_exceeded")]
    )
    answers = [attio.simple("companies", "domains", {"domains": "b.com"}) for _ in range(4)]
    assert [one.status for one in answers] == [409, 404, 403, 200]
    said = "The record was modified by another request while this write was being validated. Please try again."
    assert answers[0].body["message"] == said
    assert attio.emulator.counts() == {"companies": 2}


def test_a_rule_with_a_code_has_a_body_of_its_own_where_it_says_so(attio: Attio) -> None:
    attio.emulator.faults.replace([{"code": "limit_reached", "body": {"message": "No"}}])
    assert attio.ask("GET", "/v2/objects") == (400, {"message": "No"})
    assert attio.emulator.faults.rules[0].to_dict()["code"] == "limit_reached"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("concurrent_write_conflicts", "'concurrent_write_conflicts'"),
        ("teapot", "'teapot'"),
        (409, "409"),
        (["not_found"], '["not_found"]'),
    ],
)
def test_a_code_that_attio_does_not_have(attio: Attio, code: Any, found: str) -> None:
    with pytest.raises(ValueError, match="^/0: found the code ") as refused:
        attio.emulator.faults.replace([{"code": code}])
    line = str(refused.value)
    assert line.startswith(f"/0: found the code {found}, expected one of billing_error, concurrent_write_conflict, ")
    assert line.endswith("; did you mean 'concurrent_write_conflict'?") == (code == "concurrent_write_conflicts")


def test_what_the_emulator_never_refuses_can_be_asked_for() -> None:
    never = {tuple(one.split()) for row in NEVER for one in row.split(", ")}
    assert never <= {(str(status), code) for code, row in NAMED.items() for status in row}


# -- what was done about the last request ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "kind", "applied"),
    [({"status": 503}, "answer", False), ({"delay": 0.1}, "latency", True)],
    ids=["an answer in Attio's place", "a delay"],
)
def test_what_a_rule_did_about_the_last_request(attio: Attio, rule: dict[str, Any], kind: str, applied: bool) -> None:
    attio.emulator.faults.replace([{"status": 418, "path": "/other"}, {**rule, "times": 1}])
    attio.simple("companies", "domains", {"domains": "b.com"})
    assert attio.emulator.last_fault == Happened(rule=1, kind=kind, applied=applied)
    assert attio.emulator.counts() == {"companies": 2 if applied else 1}
    attio.ask("GET", "/v2/objects")
    assert attio.emulator.last_fault is None
