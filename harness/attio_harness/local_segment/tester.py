"""The protocol of Segment's actions tester: runs one action on an event with an unsaved mapping, and shows its requests.

Evaluates no trigger; the mapping overrides the defaults of the fields. `app` listens; the caller passes in what sends requests to
Attio.
Source: the local server of action-destinations (its source; the published packages answer the same in tests).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_emulator import Request, Response
from segment_actions import Destination, SegmentError, Subscription, drivers
from segment_actions import Request as Call
from segment_actions import Response as Answer
from segment_actions.exchange import with_options
from segment_actions.json_values import guarded

from attio_harness.local_segment.manifest import manifest
from attio_harness.local_segment.tester_answers import error_row, exchange_row, fields_at_fault
from attio_harness.local_segment.tester_http import (
    body_of,
    json_answer,
    not_found,
    or_empty,
    preflight,
    with_origin,
)

__all__ = ["ActionsTester"]

_TOKENS = {"accessToken": "access_token", "refreshToken": "refresh_token", "refreshTokenUrl": "refresh_token_url"}
"""The name of a token in the protocol -> in the engine."""

_ELSEWHERE = ("delete", "createaudience", "getaudience")
"""Calls of the original for destinations that delete users or keep audiences."""


class ActionsTester:
    """Answers the calls. `send` sends a request to Attio and raises TransportError without an answer. `presets` are for
    the manifest."""

    def __init__(
        self,
        destination: Destination,
        send: Callable[[Call], Answer],
        *,
        presets: Sequence[Subscription] = (),
    ) -> None:
        self._destination, self._send = destination, send
        self._manifest = manifest(destination, presets)
        # Express ignores the case of a path
        self._actions = {slug.lower(): slug for slug in destination.actions}

    def handle(self, request: Request) -> Response:
        """The answer to a call whose path it `knows`. The caller decides whether the Origin may call; `ORIGINS` get the headers that they
        need."""
        parts = request.path.rstrip("/").split("/")[1:]
        is_asked_before = request.method == "OPTIONS" and "access-control-request-method" in request.headers
        return with_origin(request, preflight(request) if is_asked_before else self._answered(request, parts))

    def knows(self, path: str) -> bool:
        """Whether this is a path of the protocol."""
        parts = path.rstrip("/").split("/")[1:]
        return bool(parts) and self._is_ours(parts)

    def _is_ours(self, parts: Sequence[str]) -> bool:
        first = parts[0].lower()
        if first in self._actions:
            return True
        return len(parts) == 1 and first in ("manifest", "authenticate", "refreshaccesstoken", *_ELSEWHERE)

    def _answered(self, request: Request, parts: Sequence[str]) -> Response:
        first, method = parts[0].lower(), request.method
        if first == "manifest" and method in ("GET", "HEAD"):
            return json_answer(200, self._manifest)
        work = self._work(parts) if method == "POST" else None
        if work is None:
            return not_found(request)
        body = body_of(request)
        return body if isinstance(body, Response) else work(body)

    def _work(self, parts: Sequence[str]) -> Callable[[dict[str, Any]], Response] | None:
        first, more = parts[0].lower(), parts[1:]
        if first == "authenticate":
            return self._authenticated
        if first == "refreshaccesstoken":
            return self._refreshed
        slug = self._actions.get(first)
        if slug is None:
            return None
        if not more:
            return lambda body: self._run(slug, body)
        fields = {name.lower(): name for name in self._destination.actions[slug].dynamic_fields}
        field = fields.get(more[0].lower()) if len(more) == 1 else None
        return None if field is None else lambda body: self._choices(slug, field, body)

    # -- calls -----------------------------------------------------------------------------------------------------

    def _run(self, slug: str, body: Mapping[str, Any]) -> Response:
        """Run one action for an event, or for a list of events as one batch."""
        data = or_empty(body.get("payload"))
        events = data if isinstance(data, list) else None
        defaults = {key: one for key, one in self._destination.defaults(slug).items() if one is not None}
        # without a mapping, the event itself is the mapping, in a batch the first one
        mapping = {**defaults, **or_empty(body.get("mapping"))} or or_empty(
            data if events is None else next(iter(events), None)
        )
        subscription = Subscription(partner_action=slug, subscribe=None, mapping=mapping)
        context = self._destination.context(_tokens(body), or_empty(body.get("settings")))
        made: list[dict[str, Any]] = []

        def send(call: Call) -> Answer:
            answer = self._send(call)
            made.append(exchange_row(call, answer))
            return answer

        try:
            prepared = self._destination.uncompiled(subscription)
            with guarded(payload=data, mapping=mapping):
                drivers.run(
                    prepared.results(data, context) if events is None else prepared.statuses(events, context), send
                )
        except SegmentError as error:
            return json_answer(200, [error_row(error)])
        # the original's list grows with each call of any action; this one has only those of this call
        return json_answer(200, made)

    def _choices(self, slug: str, field: str, body: Mapping[str, Any]) -> Response:
        """The choices of a dynamic field."""
        settings = {**or_empty(body.get("settings")), "oauth": _tokens(body)}
        payload, page = or_empty(body.get("payload")), body.get("page") or 1
        try:
            found = self._destination.dynamic_field(slug, field, settings, self._send, payload=payload, page=page)
        except SegmentError as error:
            return json_answer(500, [{"message": str(error), "code": error.code or "unknown"}])
        failed = found.get("error") if isinstance(found, Mapping) else None
        return json_answer(200, found) if failed is None else json_answer(500, [failed])

    def _authenticated(self, body: Mapping[str, Any]) -> Response:
        """The connection test; `body` has the settings, with the token under `oauth`."""
        try:
            self._destination.test_authentication(body, self._send)
        except SegmentError as error:
            return json_answer(200, {"ok": False, "error": str(error), "fields": fields_at_fault(error) or {}})
        return json_answer(200, {"ok": True})

    def _refreshed(self, body: Mapping[str, Any]) -> Response:
        """New tokens for those in `body`. A destination without such a call returns none, which is not an error (observed)."""
        destination = self._destination
        if destination.scheme not in ("oauth2", "oauth-managed"):
            return json_answer(
                400, {"ok": False, "error": "refreshAccessToken is only valid with oauth2 authentication scheme"}
            )
        if destination.refresh is None:
            return json_answer(200, {"ok": True})
        options = destination.extend_request(destination.context({})) or {}
        try:
            tokens = drivers.run(with_options(destination.refresh({}, body), options), self._send)
        except SegmentError as error:
            return json_answer(400, {"ok": False, "error": error_row(error)["message"]})
        named = {theirs: tokens[ours] for theirs, ours in _TOKENS.items() if ours in tokens}
        return json_answer(200, {"ok": True, "data": named})


def _tokens(body: Mapping[str, Any]) -> dict[str, Any]:
    """The tokens of a call."""
    auth = or_empty(body.get("auth"))
    return {ours: auth[theirs] for theirs, ours in _TOKENS.items() if theirs in auth}
