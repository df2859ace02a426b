"""The playground over HTTP: its page, its files, and the calls of the page. The surrounding server decides who may call."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from attio_emulator.http import Request, Response, refusal
from attio_emulator.own_paths import HEADER
from attio_emulator.pages.frame import HOME, headers

from attio_harness.errors import HarnessError
from attio_harness.playground.evaluate import evaluate
from attio_harness.playground.page import ADDRESS, OWN, PLAYGROUND, page
from attio_harness.playground.presets import presets
from attio_harness.playground.saved_test import saved_test
from attio_harness.playground.texts import MOST
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.strict import COMPACT, strict
from attio_harness.verdicts import MODES, NAMED

__all__ = ["Playground"]

_TEXTS = ("mapping", "trigger", "event", "workspace", "mode", "action", "assume", "have")
_NEW_NONCE = partial(secrets.token_urlsafe, 18)

Recent = Callable[[], Sequence[Mapping[str, Any]]]
"""The latest received events, newest first, each with `event` and what a list shows of it: `received_at`, `source`, `verdicts`."""


class Playground:
    """Answers below `/_playground/`. `nav` are the links in the bar; without `recent` it offers no received events. `verdicts`
    maps verdicts, and other values in their place in `recent`, to the words for people."""

    def __init__(
        self,
        *,
        nav: Sequence[tuple[str, str]] = (HOME, PLAYGROUND),
        recent: Recent | None = None,
        verdicts: Mapping[str, str] = NAMED,
        new_nonce: Callable[[], str] = _NEW_NONCE,
    ) -> None:
        self._nav, self._recent, self._verdicts, self._new_nonce = nav, recent, verdicts, new_nonce

    def knows(self, path: str) -> bool:
        return path == ADDRESS[:-1] or path.startswith(ADDRESS)

    def handle(self, request: Request) -> Response:
        """The answer to a call whose path it `knows`."""
        call = request.path.removeprefix(ADDRESS)
        if request.method in ("GET", "HEAD"):
            return self._read(request, call)
        if request.method != "POST" or call not in ("evaluate", "test"):
            return refusal(404, f"There is no call {request.method} {request.path}.")
        if HEADER not in request.headers:
            return refusal(403, f"This call needs the header {HEADER}, with any value.")
        given = _given(request.body)
        if isinstance(given, Response):
            return given
        return _evaluated(given) if call == "evaluate" else _tested(given)

    def _read(self, request: Request, call: str) -> Response:
        if call == "":
            nonce = self._new_nonce()
            return Response(status=200, headers=headers(nonce), body=page(nonce, self._nav, self._verdicts).encode())
        if request.path == ADDRESS[:-1]:
            return Response(status=307, headers={"location": ADDRESS})
        if call == "presets":
            return _json({"presets": presets(), "most": dict(MOST)})
        if call == "recent":
            rows = None if self._recent is None else [dict(one) for one in self._recent()]
            return _json({"recent": rows})
        return OWN.answer(request)


def _given(body: bytes) -> dict[str, str | None] | Response:
    try:
        given = loads(body)
    except JsonTextError as error:
        return refusal(400, f"The body is not JSON: {error}.")
    if not isinstance(given, dict):
        return refusal(400, "The body is not an object; expected the texts mapping, trigger, event, workspace.")
    for name, value in given.items():
        if name not in _TEXTS:
            return refusal(400, f"Found the member {name[:60]!r}, expected {', '.join(_TEXTS)}.")
        if value is not None and not isinstance(value, str):
            return refusal(400, f"The member {name} is not a string.")
    return {name: given.get(name) for name in _TEXTS}


def _evaluated(given: Mapping[str, str | None]) -> Response:
    found = evaluate(
        given["mapping"] or "",
        given["trigger"],
        given["event"] or "",
        given["workspace"] or "",
        given["mode"] or "auto",
        given["action"] or None,
        assume=given["assume"] or "",
        known_workspace=given["have"],
    )
    return _json(found)


def _tested(given: Mapping[str, str | None]) -> Response:
    mode = next((one for one in MODES if one == (given["mode"] or "auto")), None)
    if mode is None:
        return refusal(400, f"There is no mode {given['mode']}; expected {', '.join(MODES)}.")
    event, workspace = given["event"] or "", given["workspace"] or ""
    mapping, assume = given["mapping"] or "", given["assume"] or ""
    try:
        text = saved_test(mapping, given["trigger"], event, workspace, mode, given["action"] or None, assume=assume)
    except HarnessError as error:
        return refusal(400, str(error))
    return _json({"name": "test_playground.py", "text": text})


def _json(value: Any) -> Response:
    # unpaired surrogates are valid JSON as escapes, but not valid UTF-8
    body = strict(value, separators=COMPACT).encode()
    sent = {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(status=200, headers=sent, body=body)
