"""The control calls under `/_emulator` and the web page at `/`; Attio has neither. `CALLS` lists them.

A call that changes something needs the header `x-attio-emulator` (any value), which a foreign web page cannot send. A
reading call needs it only if a browser says it comes from a page (`Origin`, `Sec-Fetch-Site`).
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

import orjson

from attio_emulator.api import Api
from attio_emulator.clock import VirtualClock, iso
from attio_emulator.dates import milliseconds
from attio_emulator.errors import AttioError, EmulatorError, StateError, WorkspaceError, shortened
from attio_emulator.http import DEEPEST, Request, Response, is_too_deep, of_other_site, refusal
from attio_emulator.made_of import LONGEST_LAG
from attio_emulator.own_paths import HEADER
from attio_emulator.pages.assets import OWN
from attio_emulator.pages.frame import ASSETS, headers
from attio_emulator.schema.workspace import Workspace
from attio_emulator.start_records import workspace_file
from attio_emulator.ui.asked import NotThere
from attio_emulator.ui.calls import UI_CALLS
from attio_emulator.ui.shell import page
from attio_emulator.webhooks import outbox

__all__ = ["CALLS", "control"]

_DEEPEST = DEEPEST + 10  # a state contains bodies
_JSON = {"content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff"}


class _Wrong(Exception):
    """A control call cannot be done."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def control(emulator: Api, request: Request) -> Response:
    """Answer a control call or the web page."""
    if request.path == "/":
        if request.method not in ("GET", "HEAD"):
            return refusal(404, f"There is no {request.method} /; expected GET.")
        return Response(status=200, headers=headers(), body=page(emulator).encode())
    if request.path.startswith(ASSETS):
        return OWN.answer(request)
    if request.method == "HEAD":  # as GET, whose body the faces leave out: programs that wait for a server ask so
        request = replace(request, method="GET")
    try:
        call, path, named = _find(request)
        of_page = "origin" in request.headers or of_other_site(request.headers)
        if HEADER not in request.headers and (request.method != "GET" or of_page):
            raise _Wrong(403, f"This call needs the header {HEADER}, with any value.")
        if call.parameters is not None:
            _check_asked(request, call.parameters, path, has_body=call.has_body)
        return _json(200, call.work(emulator, request, *named))
    except _Wrong as wrong:
        return refusal(wrong.status, wrong.message)
    except AttioError as error:
        return refusal(error.status, error.message)
    except NotThere as error:
        return refusal(404, str(error))
    except (EmulatorError, ValueError) as error:
        return refusal(400, str(error))


def _check_asked(request: Request, known: Sequence[str], path: str, *, has_body: bool) -> None:
    """Refuse unknown parameters: ignoring them would do something else than was asked."""
    for name, _ in request.query:
        # with several workspaces, a page names its own
        if name not in known and (request.method, name) != ("GET", "token"):
            expected = " or ".join(known) or "none"
            raise _Wrong(400, f"found the parameter {name!r:.80}, expected {expected} for {request.method} {path}")
    if request.method != "GET" and not has_body and request.body.strip() not in (b"", b"{}", b"null"):
        expected = f"{path}?{known[0]}=…" if known else "none"
        raise _Wrong(400, f"found the body {request.body.decode(errors='replace')!r:.80}, expected {expected}")


def _has_secrets(request: Request) -> bool:
    said = request.param("secrets")
    if said not in (None, "true", "false"):
        raise _Wrong(400, f"found secrets={said!r:.80}, expected true or false")
    return said == "true"


def _json(status: int, body: Any) -> Response:
    return Response(status=status, headers=_JSON, body=orjson.dumps(body, default=str))


def _body(request: Request) -> Any:
    try:
        body = orjson.loads(request.body.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise _Wrong(400, f"The body is not JSON: {error}") from None
    if is_too_deep(request.body, body, deepest=_DEEPEST):
        raise _Wrong(400, f"The body is nested more than {_DEEPEST} levels deep.")
    return body


def _health(emulator: Api, request: Request) -> Any:
    """Whether the emulator answers; if a file keeps its state, whether everything acknowledged is in it."""
    return {"status": "ok"} if emulator.on_disk is None else {"status": "ok", "state": emulator.on_disk()}


def _reset(emulator: Api, request: Request) -> Any:
    emulator.reset(to=request.param("to") or "seed")
    return {"status": "ok"}


def _workspace(emulator: Api, request: Request) -> Any:
    found = workspace_file(emulator.core)
    if not _has_secrets(request) and found.get("tokens"):
        del found["tokens"]
    return {"data": found}


def _put_workspace(emulator: Api, request: Request) -> Any:
    try:
        body = _workspace_file(request)
        if isinstance(body, dict) and "tokens" not in body:
            # in the form in which GET returns them
            body = {**body, "tokens": emulator.workspace.to_dict().get("tokens", [])}
        emulator.use_schema(Workspace.from_dict(body, file=_BODY))
    except (WorkspaceError, StateError) as error:
        raise _Wrong(400, str(error)) from None
    return _workspace(emulator, request)


_BODY = "the body"


def _workspace_file(request: Request) -> Any:
    """The workspace file in a body: JSON or YAML, or inside `data`, as GET returns it."""
    if request.body.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"[", b""):
        body = _body(request)
        return body["data"] if isinstance(body, dict) and body.keys() == {"data"} else body
    try:
        source = Workspace.from_text(request.body.decode("utf-8-sig"), file=_BODY).source
    except UnicodeDecodeError:
        raise _Wrong(400, "The body is not UTF-8; expected a workspace file, YAML or JSON.") from None
    if source is None or not source.values:  # an empty one would remove everything
        raise _Wrong(400, "The body is empty; expected a workspace file, YAML or JSON.")
    return source.values


def _activate(emulator: Api, request: Request, named: str) -> Any:
    if emulator.activate(named) is None:
        raise _Wrong(404, f"There is no object with the slug or ID {named!r}.")
    return {"status": "ok"}


def _deactivate(emulator: Api, request: Request, named: str) -> Any:
    if emulator.deactivate(named) is None:
        raise _Wrong(404, f"There is no object with the slug or ID {named!r}.")
    return {"status": "ok"}


def _state(emulator: Api, request: Request) -> Any:
    at = request.param("at")
    if at is None:
        return emulator.snapshot(secrets=_has_secrets(request))
    moment = milliseconds(at)
    if moment is None:
        raise _Wrong(400, f"found at={at!r}, expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")
    return {"at": iso(moment), "records": emulator.records_at(moment)}


def _put_state(emulator: Api, request: Request) -> Any:
    emulator.restore(_body(request))
    return {"status": "ok"}


def _requests(emulator: Api, request: Request) -> Any:
    return {"data": emulator.journal, "forgotten": emulator.forgotten["requests"]}


def _delete_requests(emulator: Api, request: Request) -> Any:
    emulator.clear_journal()
    return {"status": "ok"}


def _rejections(emulator: Api, request: Request) -> Any:
    emulator.apply_due()
    return {"data": emulator.ledger, "forgotten": emulator.forgotten["rejections"]}


def _deliveries(emulator: Api, request: Request) -> Any:
    return {"data": emulator.deliveries(), "dropped": outbox.dropped(emulator.documents())}


def _emails(emulator: Api, request: Request) -> Any:
    return {"data": list(emulator.documents().get("emails", {}).values())}


def _put_emails(emulator: Api, request: Request) -> Any:
    body = _body(request)
    rows = body["emails"] if isinstance(body, dict) and body.keys() == {"emails"} else body
    if not isinstance(rows, list):  # a missing list would remove everything
        raise ValueError(f"found {shortened(body)}, expected a list of emails, alone or as 'emails' of an object")
    emulator.put_emails(rows)
    return _emails(emulator, request)


def _flush(emulator: Api, request: Request) -> Any:
    emulator.flush()
    return {"status": "ok"}


def _clock(emulator: Api, request: Request) -> Any:
    kind = "virtual" if isinstance(emulator.clock, VirtualClock) else "system"
    return {"kind": kind, "at": iso(emulator.now())}


def _move_clock(emulator: Api, request: Request) -> Any:
    body = _body(request)
    seconds = body["advance"] if isinstance(body, dict) and body.keys() == {"advance"} else None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_LAG:
        raise _Wrong(400, f'found {shortened(body)}, expected {{"advance": seconds}}, from 0 to {LONGEST_LAG}')
    if not isinstance(emulator.clock, VirtualClock):
        raise _Wrong(409, "This is the computer's clock; only a VirtualClock can be moved.")
    emulator.clock.advance(seconds)
    emulator.apply_due()
    return _clock(emulator, request)


def _faults(emulator: Api, request: Request) -> Any:
    secrets = _has_secrets(request)
    return {"data": [rule.to_dict(secrets=secrets) for rule in emulator.faults.rules]}


def _put_faults(emulator: Api, request: Request) -> Any:
    emulator.faults.replace(_body(request))
    return _faults(emulator, request)


def _delete_faults(emulator: Api, request: Request) -> Any:
    emulator.faults.clear()
    return {"data": []}


def _trace(emulator: Api, request: Request) -> Any:
    return emulator.faults.told()


class _Call(NamedTuple):
    """A control call: its function of the emulator, the request and the path segments in braces; the parameters of its query (None:
    not checked), and whether it has a body."""

    work: Callable[..., Any]
    parameters: tuple[str, ...] | None = ()
    has_body: bool = False


CALLS: Mapping[tuple[str, str], _Call] = {
    ("GET", "/_emulator/health"): _Call(_health),
    ("POST", "/_emulator/reset"): _Call(_reset, ("to",)),
    ("GET", "/_emulator/workspace"): _Call(_workspace, ("secrets",)),
    ("PUT", "/_emulator/workspace"): _Call(_put_workspace, ("secrets",), has_body=True),
    ("POST", "/_emulator/objects/{slug}/activate"): _Call(_activate),
    ("POST", "/_emulator/objects/{slug}/deactivate"): _Call(_deactivate),
    ("GET", "/_emulator/state"): _Call(_state, ("at", "secrets")),
    ("PUT", "/_emulator/state"): _Call(_put_state, has_body=True),
    ("GET", "/_emulator/requests"): _Call(_requests),
    ("DELETE", "/_emulator/requests"): _Call(_delete_requests),
    ("GET", "/_emulator/rejections"): _Call(_rejections),
    ("GET", "/_emulator/deliveries"): _Call(_deliveries),
    ("GET", "/_emulator/emails"): _Call(_emails),
    ("PUT", "/_emulator/emails"): _Call(_put_emails, has_body=True),
    ("POST", "/_emulator/flush"): _Call(_flush),
    ("GET", "/_emulator/clock"): _Call(_clock),
    ("POST", "/_emulator/clock"): _Call(_move_clock, has_body=True),
    ("GET", "/_emulator/faults"): _Call(_faults, ("secrets",)),
    ("PUT", "/_emulator/faults"): _Call(_put_faults, ("secrets",), has_body=True),
    ("DELETE", "/_emulator/faults"): _Call(_delete_faults),
    ("GET", "/_emulator/faults/trace"): _Call(_trace),
    **{which: _Call(work, None) for which, work in UI_CALLS.items()},
}
_PATTERNS = {(method, path): path.split("/") for method, path in CALLS}


def _find(request: Request) -> tuple[_Call, str, list[str]]:
    """The call of a request, its path in the table, and the segments for the braces."""
    pieces = request.path.split("/")
    verbs = []
    for (method, path), pattern in _PATTERNS.items():
        if len(pattern) != len(pieces):
            continue
        if all(one == piece or (one[:1] == "{" and piece) for one, piece in zip(pattern, pieces, strict=True)):
            if method == request.method:
                named = [unquote(piece) for one, piece in zip(pattern, pieces, strict=True) if one[:1] == "{"]
                return CALLS[method, path], path, named
            verbs.append((method, path))
    there = f"; {verbs[0][1]} takes {', '.join(method for method, _ in verbs)}" if verbs else ""
    raise _Wrong(404, f"There is no control call {request.method} {request.path}{there}.")
