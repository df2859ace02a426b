"""Replays cases of the kinds `runtime`, which run a synthetic destination in one of the possible ways, and `failure`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_actions import (
    MISSING,
    Destination,
    FetchError,
    Request,
    RequestTimedOut,
    Response,
    SegmentError,
    test_action,
    test_batch_action,
    test_dynamic_field,
)
from segment_actions.environment import Clock

from segment_conformance.encoding import body_of, encoded, error_of, prepared
from segment_conformance.json_destination import ERRORS, definition

__all__ = ["failure", "runtime"]

_ANSWER = {"status": 200, "body": {"ok": True}}


def runtime(case: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """Answer a case of kind `runtime`: its requests, refreshed tokens, and results or error."""
    made = definition(case["destination"], clock)
    answers = list(case.get("responses") or ())
    requests: list[dict[str, Any]] = []
    told: list[Any] = []

    def send(request: Request) -> Response:
        answer: dict[str, Any] = answers[len(requests)] if len(requests) < len(answers) else _ANSWER
        headers = {"accept": "*/*", **request.headers}
        requests.append({"method": request.method, "url": request.url, "headers": headers, "body": body_of(request)})
        if answer.get("late"):
            raise RequestTimedOut(request.timeout or 0)
        if "failure" in answer:
            raise FetchError(request.url, answer["failure"]["message"], answer["failure"].get("code"))
        return prepared(answer)

    output = {"requests": requests, "told": told}
    try:
        results = _RUNS[case["run"]](made, case, send, lambda tokens: told.append(_published(tokens)))
    except SegmentError as error:
        return {"output": output, "error": error_of(error)}
    return {"output": {**output, "results": encoded(results)}}


def _published(tokens: Mapping[str, Any]) -> dict[str, Any]:
    names = {"access_token": "accessToken", "refresh_token": "refreshToken"}
    return {names.get(key, key): one for key, one in tokens.items() if one is not MISSING}


def _kit(made: Destination, case: Mapping[str, Any], send: Any, told: Any) -> Any:
    given = case.get("given") or {}
    options = {
        "mapping": given.get("mapping"),
        "settings": given.get("settings"),
        "use_default_mappings": bool(given.get("useDefaultMappings")),
        "auth": _auth(given),
        "client": send,
        "clock": made.clock,
    }
    if case["run"] == "test_action":
        done = test_action(made, case["action"], event={"messageId": "m", **case["event"]}, **options)
    else:
        events = [{"messageId": "m", **event} for event in case["events"]]
        done = test_batch_action(made, case["action"], events=events, **options)
    return {"statuses": [one.status for one in done.responses], "results": done.results}


def _auth(given: Mapping[str, Any]) -> dict[str, Any]:
    names = {"accessToken": "access_token", "refreshToken": "refresh_token"}
    return {names.get(key, key): one for key, one in (given.get("auth") or {}).items()}


def _choices(made: Destination, case: Mapping[str, Any], send: Any, told: Any) -> Any:
    given = case.get("given") or {}
    options = {key: given[key] for key in ("settings", "payload", "page") if key in given}
    return test_dynamic_field(made, case["action"], case["field"], auth=_auth(given), client=send, **options)


def _connection(made: Destination, case: Mapping[str, Any], send: Any, told: Any) -> Any:
    made.test_authentication(case["settings"], client=send)
    return MISSING


_RUNS: Mapping[str, Callable[[Destination, Mapping[str, Any], Any, Any], Any]] = {
    "event": lambda to, case, send, told: to.on_event(case["event"], case["settings"], send, on_token_refresh=told),
    "batch": lambda to, case, send, told: to.on_batch(case["events"], case["settings"], send, on_token_refresh=told),
    "test_action": _kit,
    "test_batch_action": _kit,
    "test_authentication": _connection,
    "dynamic_field": _choices,
}


def failure(case: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a case of kind `failure`: an error made from its class and arguments."""
    return {"error": error_of(ERRORS[case["class"]](*case["args"]))}
