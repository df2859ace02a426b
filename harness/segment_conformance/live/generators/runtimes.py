"""Cases of the runtime itself: an invented destination, run in any of the possible ways, which `RUNS` lists.

The destinations come from `destinations`; here are their inputs and the responses of their partner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_conformance.live.generators.deliveries import STATUSES
from segment_conformance.live.generators.destinations import EVERY_STATUS, RAISED, SCHEMES, destination, request
from segment_conformance.live.generators.random_values import RandomValues

__all__ = ["RUNS", "every_status_case", "failure_case", "runtime_case"]

_SETTINGS_VALUES: dict[str, tuple[Any, ...]] = {
    "apiKey": ("k", "k", "k", "", 5, None, ["k"]),
    "region": ("eu", "mars", None),
    "size": ("5", 7, "x", None),
    "on": ("true", False, 3),
    "nope": (1,),
    "dynamicAuthSettings": ({"a": 1},),
}
_MAPPINGS: tuple[Any, ...] = (
    {"id": {"@path": "$.userId"}, "n": {"@path": "$.properties.n"}},
    {"id": {"@path": "$.userId"}},
    {"n": {"@path": "$.properties.n"}},
    {},
    {"id": {"@path": 5}},
)
_BODIES: tuple[Any, ...] = ({"ok": True}, "text", None, "", {"message": "no"}, [1], "{oops", 5)
_TRIGGERS = (
    'type = "track"', 'type = "track"', 'type = "track"', 'userId = "u-1"', "", None, "type =", 'type = "page"',
)  # fmt: skip


def failure_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `failure`: an error class and its arguments."""
    name = rng.choice(tuple(RAISED))
    return {"kind": "failure", "class": name, "args": RAISED[name](rng)}


def every_status_case() -> dict[str, Any]:
    """A batch with one error per status, to record the error type that each status gets."""
    entries = [["error", {"status": status, "errormessage": "No"}] for status in EVERY_STATUS]
    action = {"perform": [], "performBatch": [["multistatus", entries]]}
    subscription = {"partnerAction": "a", "subscribe": 'type = "track"', "mapping": {}}
    return {
        "id": "every-status",
        "kind": "runtime",
        "run": "batch",
        "destination": {"scheme": "custom", "actions": {"a": action}},
        "events": [{"type": "track"}] * len(EVERY_STATUS),
        "settings": {"subscription": subscription},
        "responses": [],
    }


def runtime_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `runtime`: a destination, its inputs, and the responses of its partner."""
    run = rng.weighted(RUNS)
    case: dict[str, Any] = {"kind": "runtime", "run": run, "destination": destination(rng, run)}
    case |= _GIVEN[run](rng, case["destination"])
    if run == "event" and rng.often(0.02):
        return _late(rng, case)
    several = len(case.get("settings", {}).get("subscriptions", ())) > 1
    case["responses"] = [_response(rng, several) for _ in range(rng.integer(0, 5))]
    return case


def _late(rng: RandomValues, case: dict[str, Any]) -> dict[str, Any]:
    """A response that never comes; the request waits a tenth of a second for it."""
    late = [rng.choice(("request", "try")), "/late", {"timeout": rng.choice((100, 150.5))}]
    action = {"perform": [late, ["request", "/after", {}], ["last"]]}
    return {
        **case,
        "event": {"type": "track"},
        "destination": {"scheme": rng.choice(SCHEMES), "actions": {"a": action}},
        "settings": {"subscription": {"partnerAction": "a", "subscribe": 'type = "track"', "mapping": {}}},
        "responses": [{"late": True}],
    }


# -- inputs of a run ---------------------------------------------------------------------------------------------------


def _event(rng: RandomValues) -> dict[str, Any]:
    out: dict[str, Any] = {
        "type": rng.choice(("track", "track", "track", "page")),
        "userId": rng.choice(("u-1", "u-1", 7, "", None)),
        "properties": {"n": rng.choice((1, "2", "x", None, 1.5))},
    }
    if rng.often(0.04):
        out["context"] = rng.choice((None, {}, {"personas": None}, {"personas": {}}))
    return out


def _settings(rng: RandomValues, made: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {key: rng.choice(values) for key, values in _SETTINGS_VALUES.items() if rng.often(0.25)}
    if rng.often(0.9):
        out["apiKey"] = "k"
    if rng.often(0.85):
        out["oauth"] = rng.choice(
            ({"access_token": "old"}, {"access_token": "old", "refresh_token": "r", "refresh_token_url": "u"}, {})
        )
    if rng.often(0.85):
        out["subscription"] = _subscription(rng, made)
    elif rng.often(0.9):
        out["subscriptions"] = [_subscription(rng, made) for _ in range(rng.integer(0, 3))]
    if len(out.get("subscriptions", ())) > 1:
        made["scheme"] = "custom"  # a refresh meets what the other subscriptions still send, in no fixed order
    return out


def _subscription(rng: RandomValues, made: dict[str, Any]) -> dict[str, Any]:
    return {
        "partnerAction": "nope" if rng.often(0.05) else rng.choice(tuple(made["actions"])),
        "subscribe": rng.choice(_TRIGGERS) if rng.often(0.25) else 'type = "track"',
        "mapping": rng.choice(_MAPPINGS) if rng.often(0.3) else _MAPPINGS[0],
    }


def _kit(rng: RandomValues, made: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {"mapping": rng.choice(_MAPPINGS)} if rng.often(0.8) else {}
    if rng.often(0.3):
        given["useDefaultMappings"] = True
    given["auth"] = {"accessToken": "kit"} if rng.often(0.6) else {}
    if rng.often(0.4):
        given["settings"] = {"apiKey": 5, "other": 1}
    return {"action": rng.choice(tuple(made["actions"])), "given": given}


def _field(rng: RandomValues, made: dict[str, Any]) -> dict[str, Any]:
    known = ["return", {"choices": [], "page": {"$": "page"}, "where": {"$": "where"}, "payload": {"$": "payload"}}]
    made["actions"]["a"]["dynamicFields"] = {
        "id": [request(rng, rng.choice(("request", "try"))), rng.choice((known, ["return", {"choices": {"$": "last"}}]))],
        "obj": {"k": [known], "__keys__": [known], "__values__": [known]},
        "plain": [request(rng, "request"), ["last"]],
    }  # fmt: skip
    given: dict[str, Any] = {"payload": {"id": 1}, "settings": {"a": 1}, "page": "2", "auth": {"accessToken": "dyn"}}
    names = (
        "id",
        "nope",
        "obj.k",
        "obj.other",
        "obj.__keys__",
        "obj.[2].k",
        "list.[0].x",
        "plain",
        "obj",
        "",
        "plain.x",
    )
    return {
        "action": rng.choice(("a", "a", "a", "a", "zzz")),
        "field": rng.choice(names),
        "given": {key: one for key, one in given.items() if rng.often(0.8)},
    }


def _response(rng: RandomValues, several: bool) -> dict[str, Any]:
    if rng.often(0.04) and not several:
        return {"failure": {"message": rng.choice(("socket hang up", "refused")), "code": rng.choice(("ECONNRESET", "ECONNREFUSED"))}}  # fmt: skip
    status = rng.weighted({200: 45, 401: 25, 500: 5, 0: 25})
    out: dict[str, Any] = {"status": status or rng.choice(STATUSES), "body": rng.choice(_BODIES)}
    if rng.often(0.15):
        out["headers"] = {"content-type": rng.choice(("text/plain", "application/json; charset=utf-8"))}
    return out


RUNS = {
    "event": 30,
    "batch": 40,
    "test_action": 6,
    "test_batch_action": 6,
    "test_authentication": 6,
    "dynamic_field": 12,
}
"""The ways to run a destination, each with its weight."""

_GIVEN: Mapping[str, Callable[[RandomValues, dict[str, Any]], dict[str, Any]]] = {
    "event": lambda rng, to: {"event": _event(rng), "settings": _settings(rng, to)},
    "batch": lambda rng, to: {
        "events": [_event(rng) for _ in range(rng.integer(0, 4))],
        "settings": _settings(rng, to),
    },
    "test_action": lambda rng, to: {"event": _event(rng), **_kit(rng, to)},
    "test_batch_action": lambda rng, to: {
        "events": [_event(rng) for _ in range(rng.integer(0, 3))],
        **_kit(rng, to),
    },
    "test_authentication": lambda rng, to: {"settings": _settings(rng, to)},
    "dynamic_field": _field,
}
