"""How a change is written in a log, and how it is redone.

A request is logged with the moment of its answer, the counts of IDs and requests before and after it, and the sum of its answer.
Tokens are not logged: a token that the workspace knows is named by a sum, any other by the ID of the key it stands for.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any
from zlib import crc32

import orjson
from attio_emulator import Emulator, Request, Response, Token
from attio_emulator.access.oauth import OAUTH_CALLS
from attio_emulator.access.tokens import issued, token_named
from attio_emulator.limits import Limits
from attio_emulator.sums import sum_of

from attio_harness.saved_state.clock import HeldClock

__all__ = [
    "OtherResult",
    "Redone",
    "changes_nothing",
    "is_control",
    "is_oauth",
    "judged_row",
    "only_reads",
    "request_row",
    "started_row",
    "steps",
]

_HEADERS = ("content-type", "content-encoding", "content-length", "host", "x-attio-emulator", "x-forwarded-proto")
"""Headers, beside the token, that an answer may depend on."""
_ASKS = ("/query", "/search", "/sql")
"""Endings of paths whose POST only reads."""


class OtherResult(ValueError):
    """A change whose result differs from the logged one."""


def only_reads(request: Request) -> bool:
    """Whether a request changes nothing, except for what time changes by itself."""
    return request.method in ("GET", "HEAD") or (request.method == "POST" and request.path.endswith(_ASKS))


def is_oauth(request: Request) -> bool:
    """Whether OAuth answers it: its body has secrets."""
    return (request.method, request.path) in OAUTH_CALLS


_OF_A_PROCESS = ("/_emulator/faults", "/_emulator/requests")
"""Beginnings of control calls that change only unsaved things; every other one changes saved ones."""


def is_control(request: Request) -> bool:
    """Whether it is a call of the emulator, not of Attio."""
    return request.path == "/" or request.path.startswith("/_emulator")


def changes_nothing(request: Request, response: Response) -> bool:
    """Whether a control call was refused, or concerns only unsaved things."""
    return is_control(request) and (response.status >= 400 or request.path.startswith(_OF_A_PROCESS))


def judged_row(emulator: Emulator) -> dict[str, Any]:
    """Whether the current request presumes unknown records to exist, for which objects an assertion does, and what else it rests on."""
    if emulator.existing is None:
        return {}
    row: dict[str, Any] = {"judged": True}
    if emulator.updatable:
        row["updatable"] = sorted(emulator.updatable)
    if emulator.resting:
        row["resting"] = [list(need) for need in emulator.resting]
    return row


def request_row(
    emulator: Emulator, request: Request, response: Response | None, *, judged: Mapping[str, Any]
) -> dict[str, Any]:
    """The logged row of a request; `judged` is what `judged_row` returned before it. The body is logged beside it.

    `response` None: the answer says nothing about what the request did.
    """
    row: dict[str, Any] = {"kind": "request", "method": request.method, "path": request.path}
    if request.query:
        row["query"] = request.query
    headers = {name: request.headers[name] for name in _HEADERS if name in request.headers}
    if headers:
        row["headers"] = headers
    if request.scheme != "http":
        row["scheme"] = request.scheme
    if "authorization" in request.headers:
        row["token"] = _token_row(emulator, request.bearer())
    row |= judged
    if response is not None:
        row["answer"] = [response.status, crc32(response.body)]
    return row


def _token_row(emulator: Emulator, text: str) -> dict[str, Any]:
    if not text:
        return {}
    if text in emulator.core.tokens:
        return {"known": _sum(text)}
    if sum_of(text) in emulator.documents().get("tokens", ()):
        return {"issued": sum_of(text)}
    token = token_named(emulator.core, text)
    return {"length": len(text)} if token is None else {"key": token.client_id, "length": len(text)}


def _sum(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def started_row(
    emulator: Emulator, *, seed: int, tokens: tuple[Token, ...], assumptions: Mapping[str, str]
) -> dict[str, Any]:
    """How an emulator was started, as far as its behaviour depends on it."""
    return {
        "seed": seed,
        "batch_lag": emulator.batch_lag,
        "strict_auth": emulator.strict_auth,
        "tokens": [asdict(one) for one in tokens],
        "assumptions": dict(assumptions),
        "limits": asdict(emulator.limits),
    }


class Redone:
    """Redoes a log, starting from the state in its `emulator`. `started` is what `started_row` returned.

    Raises:
        Exception: of any kind, if the log is malformed; the reader of the log says where.
    """

    def __init__(self, started: Mapping[str, Any]) -> None:
        self.settled: set[int] = set()
        """The numbers of events logged as settled."""
        self.ended: dict[str, dict[str, str]] = {}
        """Number -> subscription -> verdict, for deliveries logged as ended."""
        self._clock = HeldClock()
        self.emulator = self._started(started)

    def _started(self, started: Mapping[str, Any]) -> Emulator:
        self._how = dict(started)
        tokens = [
            Token(**{**one, "scopes": None if one.get("scopes") is None else tuple(one["scopes"])})
            for one in started["tokens"]
        ]
        return Emulator(
            clock=self._clock,
            seed=started["seed"],
            batch_lag=started["batch_lag"],
            strict_auth=started["strict_auth"],
            tokens=tokens,
            assumptions=started["assumptions"],
            limits=Limits(**started.get("limits", {})),
            journal_limit=0,
        )

    def started_anew(self, started: Mapping[str, Any]) -> None:
        """Note how the process began that continued, perhaps with other options."""
        if dict(started) != self._how:
            state = self.emulator.snapshot()
            self.emulator = self._started(started)
            self.emulator.restore(state)

    def redo(self, row: Mapping[str, Any], body: bytes) -> None:
        """Redo one change.

        Raises:
            OtherResult: its result differs.
        """
        work = _KINDS[row["kind"]]
        if "ids" not in row:
            work(self, row, body)
            return
        with self._clock.held(int(row["at"])):
            self.emulator.count_from(row["ids"][0], row["requests"][0])
            work(self, row, body)
            after = (row["ids"][1], row["requests"][1])
            if row["kind"] == "request" and self.emulator.counted[0] != after[0]:
                raise OtherResult("it gave another number of IDs")
            self.emulator.count_from(*after)

    def _request(self, row: Mapping[str, Any], body: bytes) -> None:
        headers = dict(row.get("headers", {}))
        if "token" in row:
            headers["authorization"] = self._authorization(row["token"])
        request = Request(
            method=row["method"],
            path=row["path"],
            query=tuple((name, value) for name, value in row.get("query", ())),
            headers=headers,
            body=body,
            scheme=row.get("scheme", "http"),
        )
        self.emulator.existing = (lambda missing: True) if row.get("judged") else None
        self.emulator.updatable = row.get("updatable", ())
        self.emulator.resting = [(one[0], one[1], one[2]) for one in row.get("resting", ())]
        if "answer" not in row:
            # it may have ended in a mistake of ours then, too
            with contextlib.suppress(Exception):
                self.emulator.handle(request)
            return
        response = self.emulator.handle(request)
        if [response.status, crc32(response.body)] != row["answer"]:
            raise OtherResult(f"{request.method} {request.path} has another response ({response.status})")

    def _authorization(self, token: Mapping[str, Any]) -> str:
        if "known" in token:
            return f"Bearer {next(text for text in self.emulator.core.tokens if _sum(text) == token['known'])}"
        if "issued" in token:
            # by another name: only the sum of the token itself is kept
            kept, core = str(token["issued"]), self.emulator.core
            core.tokens = {**core.tokens, kept: issued(kept, self.emulator.documents()["tokens"][kept])}
            return f"Bearer {kept}"
        if "key" not in token:
            return f"Bearer {'x' * int(token.get('length', 0))}"
        id = str(token["key"])
        core = self.emulator.core
        if id not in core.tokens:
            core.tokens = {**core.tokens, id: Token(token=id, app=id)}
        return f"Bearer {id}"

    def _time(self, row: Mapping[str, Any], body: bytes) -> None:
        self.emulator.apply_due()

    def _flush(self, row: Mapping[str, Any], body: bytes) -> None:
        self.emulator.flush()

    def _state(self, row: Mapping[str, Any], body: bytes) -> None:
        self.emulator.restore(orjson.loads(body))

    def _rows(self, row: Mapping[str, Any], body: bytes) -> None:
        self.emulator.apply_due()
        documents = self.emulator.documents()
        for kind, rows in orjson.loads(body).items():
            there = documents.setdefault(kind, {})
            for id, one in rows.items():
                if one is None:
                    there.pop(id, None)
                else:
                    there[id] = one

    def _left_open(self, row: Mapping[str, Any], body: bytes) -> None:
        # right after the request that was refused, whose judge is still asked
        given = json.loads(body)
        needs = [(need[0], need[1], need[2]) for need in given["needs"]]
        self.emulator.leave_open(given["asserted"], needs, is_exact=given["is_exact"])

    def _attempt(self, row: Mapping[str, Any], body: bytes) -> None:
        documents = self.emulator.documents()
        delivery = documents.get("deliveries", {}).get(row["delivery"])
        if delivery is None:
            return
        delivery["attempts"].append(row["attempt"])
        delivery["status"], delivery["due"] = row["status"], row["due"]
        hook = documents.get("webhooks", {}).get(delivery["webhook_id"])
        if hook is not None and row["hook"] is not None:
            hook["status"], hook["degraded_at"] = row["hook"]

    def _settled(self, row: Mapping[str, Any], body: bytes) -> None:
        self.settled.add(int(row["seq"]))

    def _ended(self, row: Mapping[str, Any], body: bytes) -> None:
        self.ended.setdefault(str(int(row["seq"])), {})[str(row["subscription"])] = str(row["verdict"])


_KINDS = {
    "request": Redone._request,
    "time": Redone._time,
    "flush": Redone._flush,
    "state": Redone._state,
    "rows": Redone._rows,
    "left_open": Redone._left_open,
    "attempt": Redone._attempt,
    "settled": Redone._settled,
    "ended": Redone._ended,
}


def steps(row: Mapping[str, Any], body: bytes) -> list[tuple[Mapping[str, Any], bytes]]:
    """The changes of a frame, each with its body.

    Raises:
        ValueError: the bodies do not match the changes.
    """
    found, at = [], 0
    for one in row["changes"]:
        end = at + int(one.get("size", 0))
        found.append((one, body[at:end]))
        at = end
    if at != len(body):
        raise ValueError(f"the changes have {at} bytes of {len(body)}")
    return found
