"""Invented destinations: an action or two of a few steps, with an authentication scheme, settings, hooks and a refresh.

`SCHEMES` and `RAISED` list what is drawn. `segment_conformance.json_destination` explains the form of a description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_conformance.live.generators.random_values import RandomValues

__all__ = ["EVERY_STATUS", "RAISED", "SCHEMES", "destination", "request"]

SCHEMES = ("oauth2", "oauth-managed", "custom", "basic", "oauth2-client-credentials", "")
EVERY_STATUS = tuple(range(400, 599))
RETRIED = (408, 423, 429, 500, 502, 503, 504, 529, 598)
RAISED: Mapping[str, Callable[[RandomValues], list[Any]]] = {
    "IntegrationError": lambda rng: ["Broken", rng.choice(("BAD", "UNKNOWN_ERROR", "INVALID_CURRENCY_CODE")), rng.choice(EVERY_STATUS)],
    "PayloadValidationError": lambda rng: ["Wrong payload"],
    "InvalidAudienceMembershipError": lambda rng: ["Neither in nor out"],
    "APIError": lambda rng: ["Partner says no", rng.choice(EVERY_STATUS)],
    "SelfTimeoutError": lambda rng: ["Took too long"],
    "RetryableError": lambda rng: ["Again"] if rng.often(0.3) else ["Again", rng.choice(RETRIED)],
    "InvalidAuthenticationError": lambda rng: ["Who?"] if rng.often(0.5) else ["Who?", "REFRESH_TOKEN_EXPIRED"],
    "RequestTimeoutError": lambda rng: [],
    "RequestClientError": lambda rng: ["Gone"] if rng.often(0.5) else [],
}  # fmt: skip
"""The errors an action can raise, each with the function that draws its arguments."""

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
_ENTRY_STATUSES = (200, 201, 202, 400, 401, 404, 422, 429, 500, 598, *EVERY_STATUS)


def destination(rng: RandomValues, run: str) -> dict[str, Any]:
    batch = run in ("batch", "test_batch_action")
    out: dict[str, Any] = {
        "scheme": rng.choice(SCHEMES) if rng.often(0.5) else "oauth2",
        "actions": {"a": _action(rng, batch)},
    }
    if rng.often(0.15):
        out["actions"]["b"] = _action(rng, batch)
    if rng.often(0.3):
        out["fields"] = {key: one for key, one in _SETTINGS_FIELDS.items() if rng.often(0.8)}
    if rng.often(0.5):
        out["extend"] = _options(rng)
    if rng.often(0.6):
        out["refresh"] = _refresh(rng)
    if run == "test_authentication" and rng.often(0.9):
        out["test"] = [request(rng, "request")]
    return out


def _action(rng: RandomValues, batch: bool) -> dict[str, Any]:
    out: dict[str, Any] = {"fields": rng.choice(_FIELDS), "perform": _steps(rng, False)}
    if batch and rng.often(0.95):
        out["performBatch"] = _steps(rng, True)
    if rng.often(0.1):
        out["dynamicFields"] = {"id": [request(rng, "try"), ["return", {"choices": [{"$": "last"}]}]]}
    return out


def _steps(rng: RandomValues, batch: bool) -> list[Any]:
    steps: list[Any] = [
        request(rng, rng.choice(("request", "request", "try"))) for _ in range(rng.weighted({0: 2, 1: 6, 2: 2}))
    ]
    if batch and rng.often(0.55):
        return [*steps, ["multistatus", _entries(rng)]]
    end = rng.weighted({"last": 60, "return": 20, "raise": 20})
    if end == "raise":
        name = rng.choice(tuple(RAISED))
        return [*steps, ["raise", name, RAISED[name](rng)]]
    if end == "return":
        known = ("token", "payload", "settings", "last", "auth", "raw", "mapping", "nothing")
        return [*steps, ["return", rng.choice(({"$": rng.choice(known)}, {"v": {"$": rng.choice(known)}}, 5, None, "x", [], False))]]  # fmt: skip
    # a batch accepts a returned failure; a single event would report the whole object
    return [*steps, ["last"]] if batch or all(step[0] == "request" for step in steps) else steps


def _entries(rng: RandomValues) -> list[Any]:
    out: list[Any] = []
    for index in range(rng.integer(0, 4)):
        name = rng.choice(("success", "error"))
        entry: dict[str, Any] = {
            "status": rng.choice(_ENTRY_STATUSES if name == "error" else (200, 201, 400, 401, 500))
        }
        for key, values in (
            ("sent", ({"a": 1}, {}, None, "", "x")),
            ("body", ("no", "", {"m": 1}, None, 0)),
            ("errormessage", ("Bad", "")),
            ("errortype", ("BAD_REQUEST", "", None, "MINE")),
            ("errorreporter", ("DESTINATION", "INTEGRATIONS")),
        ):
            if rng.often(0.35):
                entry[key] = rng.choice(values)
        out.append([name, entry] if rng.often(0.7) else [f"{name}_at", rng.integer(0, index + 2), entry])
    if rng.often(0.12):
        out.append(["unset", rng.integer(0, 3)])
    return out


def _refresh(rng: RandomValues) -> list[Any]:
    steps: list[Any] = [["request", "/token", {"method": "post", "json": {"$": "auth"}}]] if rng.often(0.5) else []
    tokens = {"accessToken": "new", **({"refreshToken": rng.choice(("newer", "", None))} if rng.often(0.5) else {})}
    kind = rng.weighted({"tokens": 75, "nothing": 12, "raise": 13})
    if kind == "tokens":
        return [*steps, ["return", tokens]]
    if kind == "nothing":
        return [*steps, ["return", rng.choice((None, {"$": "nothing"}))]]
    name = rng.choice(tuple(RAISED))
    return [*steps, ["raise", name, RAISED[name](rng)]]


def request(rng: RandomValues, step: str) -> list[Any]:
    options = _options(rng)
    if "json" in options or "body" in options or rng.often(0.5):
        options["method"] = rng.choice(_METHODS)
    if rng.astray():
        options["method"] = "get"
    return [step, rng.choice(_PATHS), options]


def _options(rng: RandomValues) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if rng.often(0.5):
        out["headers"] = dict(rng.choice(_HEADERS) for _ in range(rng.integer(0, 3)))
        if rng.astray():
            out["headers"] |= dict([rng.choice(_BAD_HEADERS)])
    for key, often, values in (
        ("json", 0.25, _JSONS),
        ("searchParams", 0.2, _SEARCHES),
        ("username", 0.1, ("user", "ü", "", {"$": "token"})),
        ("password", 0.1, ("secret:1", "")),
        ("throwHttpErrors", 0.15, (True, False)),
        ("timeout", 0.1, (30_000, False)),
        ("body", 0.05, ("text", "é🐎", "")),
    ):
        if rng.often(often):
            out[key] = rng.choice(values)
    if rng.often(0.1):
        out["beforeRequest"] = [_hook(rng) for _ in range(rng.integer(1, 2))]
    if rng.often(0.1):
        name = rng.choice(tuple(RAISED))
        out["afterResponse"] = [[rng.choice((200, 400, 401, 429, 500)), name, RAISED[name](rng)]]
    return out


def _hook(rng: RandomValues) -> dict[str, Any]:
    given: dict[str, Any] = {"headers": dict([rng.choice(_HEADERS)])}
    return given if rng.often(0.6) else {"searchParams": rng.choice(_SEARCHES), **given}
