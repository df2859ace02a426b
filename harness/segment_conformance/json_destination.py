"""Makes a destination on this engine from a JSON description. Cases of kind `runtime` run it to compare the runtime itself.

    {"scheme": "oauth2", "fields"?: {...}, "extend"?: OPTIONS, "refresh"?: STEPS, "test"?: STEPS,
     "actions": {"a": {"fields"?: {...}, "perform": STEPS, "performBatch"?: STEPS, "dynamicFields"?: {"f": STEPS | {"key": STEPS}}}}}

STEPS is a list of `["request", path, OPTIONS]`, `["try", path, OPTIONS]` (keeps a failure instead of raising it),
`["raise", class, args]`, `["multistatus", [["success", entry], ["error_at", 2, entry], ["unset", 0], …]]`, `["last"]` (returns
the result of the last request) and `["return", value]`. OPTIONS are Segment's. A hook before a request is the options it adds; a
hook after a response is `[status, class, args]`: what it raises at that status. In a value, `{"$": "token"}` stands for what the
action knows by that name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import segment_actions as segment
from segment_actions import MISSING, Action, Context, Destination, Exchange, InputField, SegmentError
from segment_actions.options import Options

__all__ = ["ERRORS", "HOST", "definition"]

HOST = "https://partner.example"

ERRORS: Mapping[str, Callable[..., SegmentError]] = {
    "IntegrationError": segment.IntegrationError,
    "PayloadValidationError": segment.PayloadRefused,
    "InvalidAudienceMembershipError": segment.InvalidAudienceMembershipError,
    "APIError": segment.APIError,
    "SelfTimeoutError": segment.SelfTimeoutError,
    "RetryableError": segment.RetryableError,
    "InvalidAuthenticationError": segment.InvalidAuthenticationError,
    "RequestTimeoutError": segment.RequestTimeoutError,
    "RequestClientError": segment.RequestClientError,
}
"""The error classes that a description can raise, by Segment's names."""

_OPTIONS = {
    "searchParams": "search_params",
    "throwHttpErrors": "throw_http_errors",
    "beforeRequest": "before_request",
    "afterResponse": "after_response",
}
Steps = list[list[Any]]


def definition(given: Mapping[str, Any], clock: Any) -> Destination:
    """The destination that the JSON describes."""
    fields, test, refresh = given.get("fields"), given.get("test"), given.get("refresh")
    extend = given.get("extend")
    return Destination(
        name="Synthetic",
        slug="synthetic",
        scheme=given.get("scheme") or "custom",
        fields=_fields(fields) if fields else None,
        actions={slug: _action(slug, one) for slug, one in given["actions"].items()},
        extend_request=lambda context: cast(Options, _options(extend, _known(context, MISSING))),
        test=(lambda context: _run(test, context)) if test else None,
        refresh=(lambda settings, oauth: _refreshed(refresh, settings, oauth)) if refresh else None,
        clock=clock,
    )


def _fields(given: Mapping[str, Any]) -> dict[str, InputField]:
    return {key: InputField.from_dict(one) for key, one in given.items()}


def _action(slug: str, given: Mapping[str, Any]) -> Action:
    batch = given.get("performBatch")
    return Action(
        slug=slug,
        title="Action",
        fields=_fields(given.get("fields") or {}),
        perform=lambda payload, context: _run(given.get("perform") or [], context),
        perform_batch=(lambda payloads, context: _run(batch, context)) if batch else None,
        dynamic_fields=_dynamic(given.get("dynamicFields") or {}),
    )


def _dynamic(given: Mapping[str, Any]) -> dict[str, Any]:
    def chooser(steps: Steps) -> Callable[[Context], Exchange]:
        return lambda context: _run(steps, context)

    return {key: chooser(one) if isinstance(one, list) else _dynamic(one) for key, one in given.items()}


def _refreshed(steps: Steps, settings: Mapping[str, Any], oauth: Mapping[str, Any]) -> Exchange:
    """The new tokens, under this engine's names."""
    tokens = yield from _run(steps, Context(auth=oauth, settings=settings))
    names = {"accessToken": "access_token", "refreshToken": "refresh_token"}
    return {names.get(key, key): one for key, one in tokens.items()} if isinstance(tokens, Mapping) else tokens


def _run(steps: Steps, context: Context) -> Exchange:
    last: Any = MISSING
    for name, *given in steps:
        if name in ("request", "try"):
            try:
                last = yield _request(given[0], _options(given[1] if len(given) > 1 else None, _known(context, last)))
            except SegmentError as error:
                if name == "request":
                    raise
                last = error
        elif name == "raise":
            raise ERRORS[given[0]](*given[1])
        elif name == "multistatus":
            return _multistatus(given[0])
        elif name == "last":
            return last
        elif name == "return":
            return _filled(given[0], _known(context, last))
    return MISSING


def _request(path: str, options: dict[str, Any]) -> segment.Request:
    own = {key: options.pop(key) for key in ("headers", "json") if options.get(key, MISSING) is not MISSING}
    method = options.pop("method", "GET")
    return segment.Request(method=method, url=HOST + path, options=options, **own)


def _multistatus(steps: Steps) -> segment.MultiStatusResponse:
    out = segment.MultiStatusResponse()
    does: dict[str, Callable[..., None]] = {
        "success": out.push_success,
        "error": out.push_error,
        "success_at": out.set_success,
        "error_at": out.set_error,
        "unset": out.unset,
    }
    for name, *given in steps:
        does[name](*given)
    return out


def _known(context: Context, last: Any) -> dict[str, Any]:
    """Name -> the value that `{"$": name}` stands for."""
    names = {"access_token": "accessToken", "refresh_token": "refreshToken", "refresh_token_url": "refreshTokenUrl"}
    auth = {names.get(key, key): one for key, one in context.auth.items()}
    data = last.data if isinstance(last, segment.Response) else MISSING
    return {
        "token": auth.get("accessToken", MISSING),
        "auth": auth,
        "payload": context.payload,
        "settings": context.settings,
        "last": data,
        "page": context.page,
        "where": context.dynamic_field_context,
        "raw": context.raw_data,
        "mapping": context.raw_mapping,
    }


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(one, known) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$"), str):
        return known.get(value["$"], MISSING)
    return {key: _filled(one, known) for key, one in value.items()}


def _options(given: Mapping[str, Any] | None, known: Mapping[str, Any]) -> dict[str, Any]:
    out = {_OPTIONS.get(key, key): one for key, one in _filled(dict(given or {}), known).items()}
    if "before_request" in out:
        out["before_request"] = [_adding(_options(more, known)) for more in out["before_request"]]
    if "after_response" in out:
        out["after_response"] = [_raising(*one) for one in out["after_response"]]
    return out


def _adding(more: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda options: more


def _raising(status: int, name: str, given: list[Any]) -> Callable[..., None]:
    def look(request: segment.Request, options: dict[str, Any], response: segment.Response) -> None:
        if response.status == status:
            raise ERRORS[name](*given)

    return look
