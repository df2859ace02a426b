"""Fault rules: when they apply, what they leave alone, which are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, Request
from attio_emulator.faults import in_force, places
from attio_emulator.faults.happened import Happened
from attio_emulator.faults.kinds import KINDS
from attio_emulator.faults.named import NAMED
from attio_emulator.fidelity.refusals import NEVER

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.control_calls import live_client, waiting

RULE = {"status": 503, "path": "/v2/*", "times": 1}


@pytest.fixture
def attio() -> Attio:
    return waiting()


@pytest.fixture
def live(attio: Attio) -> Iterator[httpx.Client]:
    with live_client(attio) as client:
        yield client


def statuses(attio: Attio, *rules: dict[str, Any]) -> list[int]:
    attio.emulator.faults.replace(list(rules))
    return [attio.ask("GET", "/v2/objects").status for _ in range(4)]


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


FLAT = "method, path, status, code, body, headers, delay, times, after, probability, name, scenario, state, then"
NESTED = "match, fault, probability, times, after, name, scenario, state, then"
MATCH = "method, path, object, token, header, query, body, nth"
ANSWER = "kind, status, code, body, headers, retry_after, applied, latency"
TEXT = "expected text of one line, of visible ASCII characters and spaces between them"
WAIT = "expected a number of seconds from 0 to 86400"
KNOWN = ", ".join(KINDS)

WRONG_RULES: tuple[tuple[Any, str], ...] = (
    (5, "found 5, expected a list of fault rules"),
    ({"faults": 5}, "found 5, expected a list of fault rules"),
    ({"faults": [], "sed": 1}, "found the member 'sed', expected one of seed, faults, data; did you mean 'seed'?"),
    ({"faults": [], "seed": -1}, "/seed: found the seed -1, expected a whole number, 0 or more"),
    ([5], "/0: found 5, expected a fault rule: an object"),
    ([RULE, {"codes": 5}], f"/1: found the member 'codes', expected one of {FLAT}; did you mean 'code'?"),
    ([{"match": {}, "status": 500}], f"/0: found the member 'status', expected one of {NESTED}; 'status' belongs in `fault`"),
    ([{"match": {}, "delay": 1}], f"/0: found the member 'delay', expected one of {NESTED}; 'delay' belongs in `fault`, as latency"),
    ([{"fault": "empty", "path": "*"}], f"/0: found the member 'path', expected one of {NESTED}; 'path' belongs in `match`"),
    ([{"match": {}, "body": {}}], f"/0: found the member 'body', expected one of {NESTED}; 'body' belongs in `match` or in `fault`"),
    ([{"match": {"status": 500}}], f"/0/match: found the member 'status', expected one of {MATCH}; 'status' belongs in `fault`, beside `match`"),
    ([{"match": {"times": 1}}], f"/0/match: found the member 'times', expected one of {MATCH}; 'times' belongs beside `match`"),
    ([{"fault": {"status": 500, "times": 1}}], f"/0/fault: found the member 'times', expected one of {ANSWER}; 'times' belongs beside `fault`"),
    ([{"fault": {"status": 500, "nth": 1}}], f"/0/fault: found the member 'nth', expected one of {ANSWER}; 'nth' belongs in `match`, beside `fault`"),
    ([{"fault": {"status": 500, "delay": 1}}], f"/0/fault: found the member 'delay', expected one of {ANSWER}; 'delay' belongs here as latency"),
    ([{"status": 500, "object": "people"}], f"/0: found the member 'object', expected one of {FLAT}; 'object' belongs in `match`, with the response in `fault`"),
    ([{"path": "*", "kind": "empty"}], f"/0: found the member 'kind', expected one of {FLAT}; 'kind' belongs in `fault`, with the request in `match`"),
    ([{"path": "*", "latency": 1}], f"/0: found the member 'latency', expected one of {FLAT}; 'latency' belongs here as delay"),
    ([{"code": "rate_limit_exceeded", "status": 503}], "/0: found the status 503 for the code 'rate_limit_exceeded', expected 429"),
    ([{"code": "validation_type", "status": 404}], "/0: found the status 404 for the code 'validation_type', expected 400 or 413"),
    # statuses that no answer has
    ([{"status": 99}], "/0: found the status 99, expected a whole number from 200 to 599"),
    ([{"status": 100}], "/0: found the status 100, expected a whole number from 200 to 599"),
    ([{"status": 199}], "/0: found the status 199, expected a whole number from 200 to 599"),
    ([{"status": 600}], "/0: found the status 600, expected a whole number from 200 to 599"),
    ([{"status": "500"}], "/0: found the status '500', expected a whole number from 200 to 599"),
    ([{"status": True}], "/0: found the status true, expected a whole number from 200 to 599"),
    ([{"status": 500.0}], "/0: found the status 500.0, expected a whole number from 200 to 599"),
    # times
    ([{"delay": -1}], f"/0: found the delay -1, {WAIT}"),
    ([{"delay": True}], f"/0: found the delay true, {WAIT}"),
    ([{"delay": "1"}], f"/0: found the delay '1', {WAIT}"),
    ([{"delay": 1e308}], f"/0: found the delay 1e+308, {WAIT}"),
    ([{"delay": 86_400.5}], f"/0: found the delay 86400.5, {WAIT}"),
    ([{"fault": {"latency": -0.1}}], f"/0/fault/latency: found the latency -0.1, {WAIT}"),
    ([{"fault": {"latency": {"fixed": 1, "jitter": 2}}}], "/0/fault/latency: found jitter 2, expected at most fixed (1): no response comes early"),
    ([{"fault": {"latency": {"jitter": 2}}}], '/0/fault/latency: found {"jitter": 2}, expected fixed (with or without jitter) or percentiles'),
    ([{"fault": {"latency": {"percentiles": {}}}}], '/0/fault/latency/percentiles: found {}, expected percentiles with their seconds, such as {"50": 0.2, "99": 3}'),
    ([{"fault": {"latency": {"percentiles": {"50": 2, "99": 1}}}}], "/0/fault/latency/percentiles: found 1 s at 99 below 2 s at 50, expected seconds that grow"),
    ([{"fault": {"latency": {"percentiles": {"101": 2}}}}], "/0/fault/latency/percentiles: found the percentile 101.0, expected a number from 0 to 100"),
    ([{"fault": {"latency": {"percentiles": {"nan": 2}}}}], "/0/fault/latency/percentiles: found the percentile NaN, expected a number from 0 to 100"),
    ([{"fault": {"latency": {"percentiles": {"half": 2}}}}], "/0/fault/latency/percentiles: found the percentile 'half', expected a number from 0 to 100"),
    ([{"fault": {"latency": {"percentiles": {"50": 2, "p50": 2}}}}], "/0/fault/latency/percentiles: found the percentile 'p50' twice, expected each once"),
    ([{"fault": {"latency": {"percentiles": {"50": 2}, "fixed": 2}}}], "/0/fault/latency: found percentiles beside fixed or jitter, expected either"),
    # how often
    ([{"times": -1}], "/0: found times -1, expected a whole number, 0 or more"),
    ([{"times": True}], "/0: found times true, expected a whole number, 0 or more"),
    ([{"times": 1.5}], "/0: found times 1.5, expected a whole number, 0 or more"),
    ([{"after": "1"}], "/0: found after '1', expected a whole number, 0 or more"),
    ([{"after": True}], "/0: found after true, expected a whole number, 0 or more"),
    ([{"match": {"nth": 0}}], "/0/match/nth: found nth 0, expected a whole number, 1 or more"),
    ([{"match": {"nth": -1}}], "/0/match/nth: found nth -1, expected a whole number, 1 or more"),
    ([{"match": {"nth": True}}], "/0/match/nth: found nth true, expected a whole number, 1 or more"),
    ([{"match": {"nth": []}}], "/0/match/nth: found nth [], expected some numbers, from 1"),
    ([{"match": {"nth": [1, 0]}}], "/0/match/nth: found nth 0, expected a whole number, 1 or more"),
    ([{"match": {"nth": {"every": 0}}}], "/0/match/nth: found every 0, expected a whole number, 1 or more"),
    ([{"match": {"nth": {}}}], "/0/match/nth: found every null, expected a whole number, 1 or more"),
    ([{"probability": 1.1}], "/0: found the probability 1.1, expected a number from 0 to 1"),
    ([{"probability": -0.1}], "/0: found the probability -0.1, expected a number from 0 to 1"),
    ([{"probability": True}], "/0: found the probability true, expected a number from 0 to 1"),
    ([{"probability": "half"}], "/0: found the probability 'half', expected a number from 0 to 1"),
    # which
    # paths that no request has
    ([{"status": 500, "path": "v2/self"}], "/0/path: found the path 'v2/self', expected one that begins with / or *, such as '/v2/objects/*'"),
    ([{"match": {"path": "https://api.attio.com/v2/self"}, "fault": "reset"}], "/0/match/path: found the path 'https://api.attio.com/v2/self', expected one that begins with / or *, such as '/v2/objects/*'"),
    ([{"match": {"path": "/v2/objects/people/records?matching_attribute=*"}, "fault": "reset"}], "/0/match/path: found the path '/v2/objects/people/records?matching_attribute=*', expected it without its query; 'query' of 'match' is for that"),
    ([{"match": {"methd": "PUT"}}], "/0/match: found the member 'methd', expected one of method, path, object, token, header, query, body, nth; did you mean 'method'?"),
    ([{"match": {"method": "P UT"}}], "/0/match: found method 'P UT', expected a method, such as 'PUT'"),
    ([{"match": {"header": "x"}}], "/0/match/header: found 'x', expected an object: names with patterns"),
    ([{"match": {"query": {"a": 1}}}], "/0/match/query: found 'a': 1, expected a name with a pattern, or with null if it must be absent"),
    ([{"match": 5}], "/0/match: found 5, expected what a request has: an object"),
    # headers
    ([{"status": 500, "headers": {"a": "b\r\nc: d"}}], f"/0/headers: found 'b\\r\\nc: d' for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a": "b\n"}}], f"/0/headers: found 'b\\n' for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a": "ключ"}}], f"/0/headers: found 'ключ' for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a": "\x00"}}], f"/0/headers: found '\\x00' for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a": " b"}}], f"/0/headers: found ' b' for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a": 1}}], f"/0/headers: found 1 for the header 'a', {TEXT}"),
    ([{"status": 500, "headers": {"a b": "c"}}], "/0/headers: found the header 'a b', expected the name of a header, such as 'retry-after'"),
    ([{"status": 500, "headers": {"a:": "c"}}], "/0/headers: found the header 'a:', expected the name of a header, such as 'retry-after'"),
    ([{"status": 500, "headers": {"": "c"}}], "/0/headers: found the header '', expected the name of a header, such as 'retry-after'"),
    ([{"status": 500, "headers": {"a": "1", "A": "2"}}], "/0/headers: found the header 'A' twice, expected each once"),
    ([{"status": 500, "headers": {"Content-Length": "3"}}], "/0/headers: found the header 'Content-Length', which the connection sets; expected any other. A length that is not true: {\"kind\": \"truncated\"}."),
    ([{"status": 500, "headers": {"transfer-encoding": "chunked"}}], "/0/headers: found the header 'transfer-encoding', which the connection sets; expected any other."),
    ([{"status": 500, "headers": "x"}], "/0/headers: found headers 'x', expected an object of text"),
    # bodies
    ([{"status": 204, "body": {}}], "/0: found the body {} for the status 204, which has none; expected no body"),
    ([{"status": 304, "body": "x"}], "/0: found the body 'x' for the status 304, which has none; expected no body"),
    ([{"status": 205, "body": [1]}], "/0: found the body [1] for the status 205, which has none; expected no body"),
    ([{"body": {}}], '/0: found body without a status or code, expected one with it, such as "status": 200'),
    ([{"headers": {}}], '/0: found headers without a status or code, expected one with it, such as "status": 200'),
    # kinds
    ([{"fault": "rest"}], f"/0/fault/kind: found the kind 'rest', expected one of {KNOWN}; did you mean 'reset'?"),
    ([{"fault": 503}], f"/0/fault: found 503, expected the name of a kind or an object: {KNOWN}"),
    ([{"fault": {"kind": ["reset"]}}], f'/0/fault/kind: found the kind ["reset"], expected one of {KNOWN}'),
    ([{"fault": {"kind": "refused", "status": 500}}], "/0/fault: found the member 'status', expected one of kind, seconds, latency"),
    ([{"fault": {"kind": "latency"}}], "/0/fault: found no latency, expected its seconds, such as 0.5"),
    ([{"fault": {"kind": "drip"}}], "/0/fault: found no rate, expected bytes a second, such as 100"),
    ([{"fault": {"kind": "drip", "rate": 0}}], "/0/fault/rate: found the rate 0, expected bytes a second, from 0.01 to 1000000000"),
    ([{"fault": {"kind": "reset", "bytes": -1}}], "/0/fault/bytes: found bytes -1, expected a whole number, 0 or more"),
    ([{"fault": {"kind": "truncated", "applied": False}}], "/0/fault: found applied false, expected status, code or body with it: the response in place of Attio's"),
    ([{"fault": {"kind": "reset", "applied": 1}}], "/0/fault/applied: found applied 1, expected true or false"),
    ([{"fault": {"kind": "malformed", "as": "xml"}}], "/0/fault/as: found as 'xml', expected one of text, html, json, list, null, bytes"),
    ([{"fault": {"kind": "malformed", "status": 204}}], "/0/fault: found the status 204, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "truncated", "status": 204}}], "/0/fault: found the status 204, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "drip", "rate": 10, "status": 304}}], "/0/fault: found the status 304, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "reset", "bytes": 3, "status": 204}}], "/0/fault: found the status 204, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "half_closed", "bytes": 3, "status": 205}}], "/0/fault: found the status 205, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "apply_then_fail", "by": "truncated", "status": 204}}], "/0/fault: found the status 204, which has no body; expected another one, or the kind 'empty'"),
    ([{"fault": {"kind": "accept_then_lose", "status": 500}}], "/0/fault/status: found the status 500, expected 200 to 299: the client must believe that it was written"),
    ([{"fault": {"kind": "apply_then_fail", "by": "refused"}}], "/0/fault/by: found by 'refused', expected one of answer, reset, half_closed, silent, empty, malformed, truncated; did you mean 'reset'?"),
    ([{"fault": {"kind": "apply_then_fail", "by": "reset", "seconds": 1}}], "/0/fault: found the member 'seconds', expected one of bytes, status, code, body, headers, retry_after"),
    # times to wait
    ([{"fault": {"status": 429, "retry_after": 1.5}}], "/0/fault/retry_after: found seconds 1.5, expected a whole number, 0 or more"),
    ([{"fault": {"status": 429, "retry_after": 10**9}}], "/0/fault/retry_after: found seconds 1000000000, expected at most 86400"),
    ([{"fault": {"status": 429, "retry_after": "soon"}}], "/0/fault/retry_after: found 'soon', expected seconds or an HTTP date, such as 'Thu, 01 Jan 1970 00:00:00 GMT'"),
    ([{"fault": {"status": 429, "retry_after": "Thu, 01 Jan 1970 00:00:00 GMT\r\na: b"}}], "/0/fault/retry_after: found 'Thu, 01 Jan 1970 00:00:00 GMT\\r\\na: b', expected seconds or an HTTP date, such as 'Thu, 01 Jan 1970 00:00:00 GMT'"),
    ([{"fault": {"status": 429, "retry_after": {"seconds": 2, "as": "day"}}}], "/0/fault/retry_after: found as 'day', expected one of seconds, date"),
    ([{"fault": {"status": 429, "retry_after": 2, "headers": {"Retry-After": "2"}}}], "/0/fault: found retry_after beside the header retry-after, expected one of them"),
    # scenarios
    ([{"status": 500, "then": "down"}], "/0: found then without a scenario, expected the name of one with it"),
    ([{"status": 500, "scenario": "outage"}], "/0: found the scenario 'outage' alone, expected state, then or both with it"),
    ([{"scenario": "outage", "then": "down"}, {"status": 500, "scenario": "outage", "state": "dwn"}], "/1/state: found in the scenario 'outage' the state 'dwn', expected one of down, start; did you mean 'down'?"),
)  # fmt: skip


@pytest.mark.parametrize(("rules", "line"), WRONG_RULES, ids=[str(row[0]) for row in WRONG_RULES])
def test_wrong_rules_are_refused_and_the_old_ones_stay(live: httpx.Client, rules: Any, line: str) -> None:
    live.put("/_emulator/faults", json=[{"status": 418}])
    answer = live.put("/_emulator/faults", json=rules)
    assert (answer.status_code, answer.json()) == (400, {"error": line})
    assert [row["status"] for row in live.get("/_emulator/faults").json()["data"]] == [418]


def test_what_is_said_to_stand_elsewhere_stands_there() -> None:
    of_faults = {"kind", "latency", *(name for kind in KINDS.values() for name in kind.members)}
    words = {
        "match": set(places.MATCHED),
        "fault": of_faults,
        "here": {"latency", "delay"},
        "beside": set(places.COUNTED),
    }
    named = {
        (table, name, word): name in there or name == "delay"
        for table in ("IN_NESTED", "IN_MATCH", "IN_FAULT", "IN_FLAT")
        for name, place in getattr(places, table).items()
        for word, there in words.items()
        if place.partition(",")[0].startswith((word, f"in `{word}`"))
    }
    assert len(named) > 40
    assert [one for one, right in named.items() if not right] == []


@pytest.mark.parametrize(
    "rule",
    [
        {"method": 5},
        {"path": 5},
        {"status": 500, "body": "\ud800"},
        {"status": 500, "body": {"a": "\ud800"}},
        {"status": 500, "body": 2**70},
        {"status": 500, "body": {"a": object()}},
        {"delay": float("nan")},
        {"delay": float("inf")},
        {"delay": 10**400},
        {"probability": float("nan")},
        {"times": 10**30},
        {5: 5},
        {"fault": {"latency": {"percentiles": {50: float("nan")}}}},
        {"match": {"body": {"a": object()}}},
        {"match": {"token": {"a": "\ud800"}}},
        {"name": "\ud800"},
        {"path": "\ud800"},
        {"status": 500, "body": {"a": float("nan")}},
        {"match": {"body": [float("inf")]}},
    ],
)
def test_rules_that_json_cannot_say_are_refused(attio: Attio, rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="^/0(/[a-z_0-9]+)*: found ") as refused:
        attio.emulator.faults.replace([rule])
    assert str(refused.value).encode()


def test_a_list_of_rules_has_an_end(attio: Attio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_force, "MOST", 1000)
    attio.emulator.faults.replace([RULE] * 1000)
    with pytest.raises(ValueError, match="^found 1,001 fault rules, expected at most 1,000: "):
        attio.emulator.faults.replace([RULE] * 1001)
    assert len(attio.emulator.faults.rules) == 1000


def test_a_list_that_was_told_can_be_put_in_force_again(live: httpx.Client) -> None:
    rules = [RULE, {"match": {"nth": 2}, "fault": {"kind": "reset", "bytes": 3}, "probability": 0.5, "name": "n"}]
    told = live.put("/_emulator/faults", json=rules).json()
    assert live.put("/_emulator/faults", json=told).json() == told
    assert told["data"][1] == {**rules[1], "seen": 0}


def test_a_token_that_a_rule_matches_is_told_to_who_asks_for_it(attio: Attio, live: httpx.Client) -> None:
    match = {"token": "canary", "header": {"Authorization": "*canary", "x-other": "*"}}
    rule = {"match": match, "fault": {"status": 503}}
    shown = {"token": "redacted", "header": {"Authorization": "redacted", "x-other": "*"}}
    assert live.put("/_emulator/faults", json=[rule]).json()["data"] == [{**rule, "match": shown, "seen": 0}]
    assert live.get("/_emulator/faults?secrets=true").json()["data"] == [{**rule, "seen": 0}]
    assert "canary" not in repr(attio.emulator.faults.rules)
    answer = live.put("/_emulator/faults", json=live.get("/_emulator/faults").json())
    assert answer.json()["error"] == (
        "/0/match/token: found 'redacted', the placeholder of a hidden secret; expected the secret itself (?secrets=true shows it)"
    )
    assert attio.emulator.faults.rules[0].match.token == "canary"


CANARY = "canary-4b21f0a9d3"
HIDDEN = [  # a rule, the place where its secret stands, and what is told there
    ({"match": {"header": {"X-Api-Key": CANARY}}}, "/match/header/X-Api-Key", "redacted"),
    ({"match": {"header": {"cookie": CANARY}}}, "/match/header/cookie", "redacted"),
    ({"match": {"header": {"x-note": f"Basic {CANARY}"}}}, "/match/header/x-note", "Basic redacted"),
    ({"match": {"query": {"token": CANARY}}}, "/match/query/token", "redacted"),
    ({"match": {"query": {"access_token": f"{CANARY}*"}}}, "/match/query/access_token", "redacted"),
    ({"match": {"path": "/oauth/token", "query": {"code": CANARY}}}, "/match/query/code", "redacted"),
    ({"match": {"body": {"client_secret": CANARY}}}, "/match/body/client_secret", "redacted"),
    ({"match": {"body": [{"data": {"secret": CANARY}}]}}, "/match/body/0/data/secret", "redacted"),
    ({"match": {"body": f"client_secret={CANARY}"}}, "/match/body", "client_secret=redacted"),
    ({"fault": {"status": 200, "body": {"access_token": CANARY}}}, "/fault/body/access_token", "redacted"),
    ({"fault": {"status": 200, "headers": {"set-cookie": CANARY}}}, "/fault/headers/set-cookie", "redacted"),
    ({"status": 200, "body": {"access_token": CANARY}}, "/body/access_token", "redacted"),
    ({"status": 200, "headers": {"x-api-key": CANARY}}, "/headers/x-api-key", "redacted"),
]


@pytest.mark.parametrize(("rule", "place", "told"), HIDDEN, ids=[place for _, place, _ in HIDDEN])
def test_what_lets_in_is_told_to_who_asks_for_it_wherever_a_rule_has_it(
    attio: Attio, live: httpx.Client, rule: dict[str, Any], place: str, told: str
) -> None:
    assert CANARY not in live.put("/_emulator/faults", json=[rule]).text
    (shown,) = live.get("/_emulator/faults").json()["data"]
    here: Any = shown
    for piece in place[1:].split("/"):
        here = here[int(piece) if isinstance(here, list) else piece]
    assert here == told
    assert CANARY not in repr(attio.emulator.faults.rules)
    assert CANARY in live.get("/_emulator/faults?secrets=true").text
    answer = live.put("/_emulator/faults", json=[shown])
    assert (answer.status_code, answer.json()["error"].partition(": ")[0]) == (400, f"/0{place}")
    assert CANARY in live.get("/_emulator/faults?secrets=true").text


def test_the_word_for_a_secret_is_a_word_where_none_stands(live: httpx.Client) -> None:
    rule = {"match": {"path": "/redacted", "query": {"q": "redacted"}, "body": {"data": {"values": {"token": "redacted"}}}}, "fault": "reset"}  # fmt: skip
    assert live.put("/_emulator/faults", json=[rule]).json()["data"] == [{**rule, "seen": 0}]


def test_the_journal_tells_how_a_spoiled_answer_went_out(attio: Attio) -> None:
    attio.emulator.faults.replace([{"fault": "reset", "times": 1}])
    attio.ask("GET", "/v2/objects")
    attio.ask("GET", "/v2/objects")
    assert [(row["status"], row.get("wire")) for row in attio.emulator.journal] == [(503, "reset"), (200, None)]


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
    ids=["a response in Attio's place", "a delay"],
)
def test_what_a_rule_did_about_the_last_request(attio: Attio, rule: dict[str, Any], kind: str, applied: bool) -> None:
    attio.emulator.faults.replace([{"status": 418, "path": "/other"}, {**rule, "times": 1}])
    attio.simple("companies", "domains", {"domains": "b.com"})
    assert attio.emulator.last_fault == Happened(
        request=1,
        rule=1,
        kind=kind,
        asked=applied,
        applied=applied,
        status=rule.get("status", 200),
        delay=rule.get("delay", 0),
    )
    assert attio.emulator.counts() == {"companies": 2 if applied else 1}
    attio.ask("GET", "/v2/objects")
    assert attio.emulator.last_fault is None
