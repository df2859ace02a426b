"""The runtime by itself: invented destinations of a few steps, run in each of the ways in which a destination can be run.

`RUNS`, `SCHEMES` and `RAISED` list what is drawn. What a description looks like is told in `segment_conformance.json_destination`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_conformance.live.deliveries import STATUSES
from segment_conformance.live.random_values import Chance

__all__ = ["RAISED", "RUNS", "SCHEMES", "every_status_case", "failure_case", "runtime_case"]

SCHEMES = ("oauth2", "oauth-managed", "custom", "basic", "oauth2-client-credentials", "")
EVERY_STATUS = tuple(range(400, 599))
RETRIED = (408, 423, 429, 500, 502, 503, 504, 529, 598)
RAISED: Mapping[str, Callable[[Chance], list[Any]]] = {
    "IntegrationError": lambda chance: ["Broken", chance.one(("BAD", "UNKNOWN_ERROR", "INVALID_CURRENCY_CODE")), chance.one(EVERY_STATUS)],
    "PayloadValidationError": lambda chance: ["Wrong payload"],
    "InvalidAudienceMembershipError": lambda chance: ["Neither in nor out"],
    "APIError": lambda chance: ["Partner says no", chance.one(EVERY_STATUS)],
    "SelfTimeoutError": lambda chance: ["Took too long"],
    "RetryableError": lambda chance: ["Again"] if chance.often(0.3) else ["Again", chance.one(RETRIED)],
    "InvalidAuthenticationError": lambda chance: ["Who?"] if chance.often(0.5) else ["Who?", "REFRESH_TOKEN_EXPIRED"],
    "RequestTimeoutError": lambda chance: [],
    "RequestClientError": lambda chance: ["Gone"] if chance.often(0.5) else [],
}  # fmt: skip
"""The errors an action can raise, with what draws their arguments."""

_FIELDS: tuple[dict[str, Any], ...] = (
    {},
    {"id": {"label": "ID", "type": "string", "required": True}, "n": {"label": "N", "type": "number", "default": {"@path": "$.properties.n"}}},
    {"id": {"label": "ID", "type": "string", "default": "x"}},
)  # fmt: skip
_SETTINGS_FIELDS: dict[str, Any] = {
    "apiKey": {"label": "Key", "type": "password", "required": True},
    "region": {"label": "Region", "type": "string", "choices": ["eu", "us"]},
    "size": {"label": "Size", "type": "number"},
    "on": {"label": "On", "type": "boolean"},
}
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
_PATHS = ("/a", "/a/b", "/a?x=1", "/a b?q=é&x#f", "", "/ü?", "?only=query")
_METHODS = ("post", "PUT", "patch", "delete", "POST", "PUT")
_HEADERS: tuple[tuple[str, Any], ...] = (
    ("X-One", "a"), ("x-one", "b"), ("X-ONE", "undefined"), ("user-agent", "mine"), ("User-Agent", "undefined"), ("authorization", "Bearer x"),
    ("Authorization", {"$": "token"}), ("accept", "application/json"), ("content-type", "text/plain"), ("x-num", 5), ("x-null", None),
    ("x-latin", "é"), ("x-list", ["a", "b"]), ("x-one", {"$": "nothing"}), ("x-undefined", "undefined"),
)  # fmt: skip
_BAD_HEADERS = (("x-bad", "🐎"), ("bad name", "x"), ("x-line", "a\nb"), ("", "x"))
_JSONS: tuple[Any, ...] = (
    {"a": 1}, {"a": {"x": 1}, "b": [1]}, {"a": {"y": 2}, "b": [2]}, {"b": {"c": [1]}}, [1, 2], ["c"], "text", 5, None, False, {"$": "payload"}, {"headers": {"x": 1}},
    {"t": {"$": "token"}, "u": {"$": "nothing"}},
)  # fmt: skip
_SEARCHES: tuple[Any, ...] = (
    {"a": 1, "b": "x y"}, {"q": "é&=~*-._'()!"}, "?z=1&y", {}, "", [["a", "b"], ["a", "c"]], {"t": True, "n": None, "a": 2}, [["z", 1]], "a=%20+b",
)  # fmt: skip
_BODIES: tuple[Any, ...] = ({"ok": True}, "text", None, "", {"message": "no"}, [1], "{oops", 5)
_TRIGGERS = (
    'type = "track"',
    'type = "track"',
    'type = "track"',
    'userId = "u-1"',
    "",
    None,
    "type =",
    'type = "page"',
)
_ENTRY_STATUSES = (200, 201, 202, 400, 401, 404, 422, 429, 500, 598, *EVERY_STATUS)


def failure_case(chance: Chance) -> dict[str, Any]:
    """An error class made with its arguments."""
    name = chance.one(tuple(RAISED))
    return {"kind": "failure", "class": name, "args": RAISED[name](chance)}


def every_status_case() -> dict[str, Any]:
    """One batch whose errors have every status, to record the type that each is given."""
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


def runtime_case(chance: Chance) -> dict[str, Any]:
    """A destination, what it is given, and what its partner answers."""
    run = chance.weighted(RUNS)
    case: dict[str, Any] = {"kind": "runtime", "run": run, "destination": _destination(chance, run)}
    case |= _GIVEN[run](chance, case["destination"])
    if run == "event" and chance.often(0.02):
        return _late(chance, case)
    several = len(case.get("settings", {}).get("subscriptions", ())) > 1
    case["responses"] = [_response(chance, several) for _ in range(chance.whole(0, 5))]
    return case


def _late(chance: Chance, case: dict[str, Any]) -> dict[str, Any]:
    """An answer that never comes, to a request that waits a tenth of a second for it."""
    late = [chance.one(("request", "try")), "/late", {"timeout": chance.one((100, 150.5))}]
    action = {"perform": [late, ["request", "/after", {}], ["last"]]}
    return {
        **case,
        "event": {"type": "track"},
        "destination": {"scheme": chance.one(SCHEMES), "actions": {"a": action}},
        "settings": {"subscription": {"partnerAction": "a", "subscribe": 'type = "track"', "mapping": {}}},
        "responses": [{"late": True}],
    }


def _destination(chance: Chance, run: str) -> dict[str, Any]:
    batch = run in ("batch", "test_batch_action")
    out: dict[str, Any] = {
        "scheme": chance.one(SCHEMES) if chance.often(0.5) else "oauth2",
        "actions": {"a": _action(chance, batch)},
    }
    if chance.often(0.15):
        out["actions"]["b"] = _action(chance, batch)
    if chance.often(0.3):
        out["fields"] = {key: one for key, one in _SETTINGS_FIELDS.items() if chance.often(0.8)}
    if chance.often(0.5):
        out["extend"] = _options(chance)
    if chance.often(0.6):
        out["refresh"] = _refresh(chance)
    if run == "test_authentication" and chance.often(0.9):
        out["test"] = [_request(chance, "request")]
    return out  # fmt: skip


def _action(chance: Chance, batch: bool) -> dict[str, Any]:
    out: dict[str, Any] = {"fields": chance.one(_FIELDS), "perform": _steps(chance, False)}
    if batch and chance.often(0.95):
        out["performBatch"] = _steps(chance, True)
    if chance.often(0.1):
        out["dynamicFields"] = {"id": [_request(chance, "try"), ["return", {"choices": [{"$": "last"}]}]]}
    return out


def _steps(chance: Chance, batch: bool) -> list[Any]:
    steps: list[Any] = [
        _request(chance, chance.one(("request", "request", "try"))) for _ in range(chance.weighted({0: 2, 1: 6, 2: 2}))
    ]
    if batch and chance.often(0.55):
        return [*steps, ["multistatus", _entries(chance)]]
    end = chance.weighted({"last": 60, "return": 20, "raise": 20})
    if end == "raise":
        name = chance.one(tuple(RAISED))
        return [*steps, ["raise", name, RAISED[name](chance)]]
    if end == "return":
        known = ("token", "payload", "settings", "last", "auth", "raw", "mapping", "nothing")
        return [*steps, ["return", chance.one(({"$": chance.one(known)}, {"v": {"$": chance.one(known)}}, 5, None, "x", [], False))]]  # fmt: skip
    # A batch takes a failure that is returned; a single event would report the whole object of it.
    return [*steps, ["last"]] if batch or all(step[0] == "request" for step in steps) else steps


def _entries(chance: Chance) -> list[Any]:
    out: list[Any] = []
    for index in range(chance.whole(0, 4)):
        name = chance.one(("success", "error"))
        entry: dict[str, Any] = {
            "status": chance.one(_ENTRY_STATUSES if name == "error" else (200, 201, 400, 401, 500))
        }
        for key, values in (
            ("sent", ({"a": 1}, {}, None, "", "x")),
            ("body", ("no", "", {"m": 1}, None, 0)),
            ("errormessage", ("Bad", "")),
            ("errortype", ("BAD_REQUEST", "", None, "MINE")),
            ("errorreporter", ("DESTINATION", "INTEGRATIONS")),
        ):
            if chance.often(0.35):
                entry[key] = chance.one(values)
        out.append([name, entry] if chance.often(0.7) else [f"{name}_at", chance.whole(0, index + 2), entry])
    if chance.often(0.12):
        out.append(["unset", chance.whole(0, 3)])
    return out


def _refresh(chance: Chance) -> list[Any]:
    steps: list[Any] = [["request", "/token", {"method": "post", "json": {"$": "auth"}}]] if chance.often(0.5) else []
    tokens = {"accessToken": "new", **({"refreshToken": chance.one(("newer", "", None))} if chance.often(0.5) else {})}
    kind = chance.weighted({"tokens": 75, "nothing": 12, "raise": 13})
    if kind == "tokens":
        return [*steps, ["return", tokens]]
    if kind == "nothing":
        return [*steps, ["return", chance.one((None, {"$": "nothing"}))]]
    name = chance.one(tuple(RAISED))
    return [*steps, ["raise", name, RAISED[name](chance)]]


def _request(chance: Chance, step: str) -> list[Any]:
    options = _options(chance)
    if "json" in options or "body" in options or chance.often(0.5):
        options["method"] = chance.one(_METHODS)
    if chance.astray():
        options["method"] = "get"
    return [step, chance.one(_PATHS), options]


def _options(chance: Chance) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if chance.often(0.5):
        out["headers"] = dict(chance.one(_HEADERS) for _ in range(chance.whole(0, 3)))
        if chance.astray():
            out["headers"] |= dict([chance.one(_BAD_HEADERS)])
    for key, often, values in (
        ("json", 0.25, _JSONS),
        ("searchParams", 0.2, _SEARCHES),
        ("username", 0.1, ("user", "ü", "", {"$": "token"})),
        ("password", 0.1, ("secret:1", "")),
        ("throwHttpErrors", 0.15, (True, False)),
        ("timeout", 0.1, (30_000, False)),
        ("body", 0.05, ("text", "é🐎", "")),
    ):
        if chance.often(often):
            out[key] = chance.one(values)
    if chance.often(0.1):
        out["beforeRequest"] = [_hook(chance) for _ in range(chance.whole(1, 2))]
    if chance.often(0.1):
        name = chance.one(tuple(RAISED))
        out["afterResponse"] = [[chance.one((200, 400, 401, 429, 500)), name, RAISED[name](chance)]]
    return out


def _hook(chance: Chance) -> dict[str, Any]:
    given: dict[str, Any] = {"headers": dict([chance.one(_HEADERS)])}
    return given if chance.often(0.6) else {"searchParams": chance.one(_SEARCHES), **given}


# -- what a run is given -----------------------------------------------------------------------------------------------


def _event(chance: Chance) -> dict[str, Any]:
    out: dict[str, Any] = {
        "type": chance.one(("track", "track", "track", "page")),
        "userId": chance.one(("u-1", "u-1", 7, "", None)),
        "properties": {"n": chance.one((1, "2", "x", None, 1.5))},
    }
    if chance.often(0.04):
        out["context"] = chance.one((None, {}, {"personas": None}, {"personas": {}}))
    return out


def _settings(chance: Chance, destination: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {key: chance.one(values) for key, values in _SETTINGS_VALUES.items() if chance.often(0.25)}
    if chance.often(0.9):
        out["apiKey"] = "k"
    if chance.often(0.85):
        out["oauth"] = chance.one(
            ({"access_token": "old"}, {"access_token": "old", "refresh_token": "r", "refresh_token_url": "u"}, {})
        )
    if chance.often(0.85):
        out["subscription"] = _subscription(chance, destination)
    elif chance.often(0.9):
        out["subscriptions"] = [_subscription(chance, destination) for _ in range(chance.whole(0, 3))]
    if len(out.get("subscriptions", ())) > 1:
        destination["scheme"] = "custom"  # a refresh meets what the other subscriptions still send, in no fixed order
    return out


def _subscription(chance: Chance, destination: dict[str, Any]) -> dict[str, Any]:
    return {
        "partnerAction": "nope" if chance.often(0.05) else chance.one(tuple(destination["actions"])),
        "subscribe": chance.one(_TRIGGERS) if chance.often(0.25) else 'type = "track"',
        "mapping": chance.one(_MAPPINGS) if chance.often(0.3) else _MAPPINGS[0],
    }


def _kit(chance: Chance, destination: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {"mapping": chance.one(_MAPPINGS)} if chance.often(0.8) else {}
    if chance.often(0.3):
        given["useDefaultMappings"] = True
    given["auth"] = {"accessToken": "kit"} if chance.often(0.6) else {}
    if chance.often(0.4):
        given["settings"] = {"apiKey": 5, "other": 1}
    return {"action": chance.one(tuple(destination["actions"])), "given": given}


def _field(chance: Chance, destination: dict[str, Any]) -> dict[str, Any]:
    known = ["return", {"choices": [], "page": {"$": "page"}, "where": {"$": "where"}, "payload": {"$": "payload"}}]
    destination["actions"]["a"]["dynamicFields"] = {
        "id": [_request(chance, chance.one(("request", "try"))), chance.one((known, ["return", {"choices": {"$": "last"}}]))],
        "obj": {"k": [known], "__keys__": [known], "__values__": [known]},
        "plain": [_request(chance, "request"), ["last"]],
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
        "action": chance.one(("a", "a", "a", "a", "zzz")),
        "field": chance.one(names),
        "given": {key: one for key, one in given.items() if chance.often(0.8)},
    }


def _response(chance: Chance, several: bool) -> dict[str, Any]:
    if chance.often(0.04) and not several:
        return {"failure": {"message": chance.one(("socket hang up", "refused")), "code": chance.one(("ECONNRESET", "ECONNREFUSED"))}}  # fmt: skip
    status = chance.weighted({200: 45, 401: 25, 500: 5, 0: 25})
    out: dict[str, Any] = {"status": status or chance.one(STATUSES), "body": chance.one(_BODIES)}
    if chance.often(0.15):
        out["headers"] = {"content-type": chance.one(("text/plain", "application/json; charset=utf-8"))}
    return out


RUNS = {
    "event": 30,
    "batch": 40,
    "test_action": 6,
    "test_batch_action": 6,
    "test_authentication": 6,
    "dynamic_field": 12,
}
"""The ways in which a destination is run, with how often."""

_GIVEN: Mapping[str, Callable[[Chance, dict[str, Any]], dict[str, Any]]] = {
    "event": lambda chance, to: {"event": _event(chance), "settings": _settings(chance, to)},
    "batch": lambda chance, to: {
        "events": [_event(chance) for _ in range(chance.whole(0, 4))],
        "settings": _settings(chance, to),
    },
    "test_action": lambda chance, to: {"event": _event(chance), **_kit(chance, to)},
    "test_batch_action": lambda chance, to: {
        "events": [_event(chance) for _ in range(chance.whole(0, 3))],
        **_kit(chance, to),
    },
    "test_authentication": lambda chance, to: {"settings": _settings(chance, to)},
    "dynamic_field": _field,
}
