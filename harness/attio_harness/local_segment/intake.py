"""Reads a request to Segment's HTTP Tracking API: the accepted events, whatever is refused, and the answer. Pure.

`event_rules` says what an event must have, `completed` what is added to it, `answers` has the words of answers. Does not listen, and
does nothing with the events.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_emulator.http import Request, Response, basic_credentials

from attio_harness.inputs.event_rules import LARGEST_EVENT, TOO_DEEP, broken_rule, is_text
from attio_harness.local_segment.answers import ACCEPTED, MALFORMED, NO_KEY, TOO_LARGE, Answer
from attio_harness.local_segment.completed import Circumstances, completed
from attio_harness.local_segment.deep import MARK, without_deep
from attio_harness.local_segment.write_keys import told_key
from attio_harness.text.json import JsonTextError, loads

__all__ = ["BATCHES", "CALLS", "LARGEST_BATCH", "METRICS", "MOST_EVENTS", "Reading", "Received", "Refused", "read"]

LARGEST_BATCH = 500 * 1024
"""The most bytes of a batch (documented as 500 KB; the size of a KB is that of the SDKs)."""
MOST_EVENTS = 2_500
"""The most events of a batch (documented: further ones are refused, but the answer is 200)."""

CALLS: Mapping[str, str] = {
    "/v1/identify": "identify", "/v1/i": "identify",
    "/v1/group": "group", "/v1/g": "group",
    "/v1/track": "track", "/v1/t": "track",
    "/v1/page": "page", "/v1/p": "page",
    "/v1/screen": "screen", "/v1/s": "screen",
    "/v1/alias": "alias", "/v1/a": "alias",
}  # fmt: skip
"""Path of a single call -> the `type` of its event. Segment's SDK for browsers uses the short ones."""

BATCHES = frozenset(["/v1/batch", "/v1/import", "/v1/b"])

_GZIP = b"\x1f\x8b"
"""The beginning of every gzip member; anything after the last member is ignored, as by other readers."""

METRICS = "/v1/m"
"""Where the SDK for browsers sends its own metrics, which are not events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An accepted and completed event of the named source; `received_at` is in milliseconds since 1970.

    `ended` has its verdicts under the subscriptions to which an earlier process delivered it, by the names that `live` gives these.
    """

    event: dict[str, Any]
    source: str
    received_at: int
    ended: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that was sent but not accepted; `what` is a JSON value, or text that is not JSON."""

    what: Any
    source: str | None
    code: str
    why: str
    received_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of reading a request: `response` is for the client, the rest for whoever processes events."""

    response: Response
    received: tuple[Received, ...] = ()
    refused: tuple[Refused, ...] = ()


class _Wrong(Exception):
    """The whole request is refused."""

    def __init__(self, answer: Answer, why: str, what: Any) -> None:
        super().__init__(why)
        self.answer, self.why, self.what = answer, why, what


def read(
    request: Request,
    sources: Mapping[str, str],
    *,
    at: int,
    new_id: Callable[[], str],
    address: str | None = None,
) -> Reading:
    """Read a request to one of `CALLS`, `BATCHES`, or `METRICS`.

    Args:
        sources: write key -> name of the source.
        at: the current time in milliseconds since 1970.
        new_id: returns a `messageId` for an event without one.
        address: the IP address of the client.
    """
    is_batch = request.path in BATCHES
    try:
        body = _json(request, LARGEST_BATCH if is_batch or request.path == METRICS else LARGEST_EVENT)
        if request.path == METRICS:
            return Reading(response=ACCEPTED.response())
        key = _key(request, body)
    except _Wrong as wrong:
        refused = Refused(
            what=_as_called(wrong.what, request.path),
            source=None,
            code=wrong.answer.code,
            why=wrong.why,
            received_at=at,
        )
        return Reading(response=wrong.answer.response(), refused=(refused,))
    source = sources.get(key)
    if source is None:
        there = " and ".join(f"{told_key(one)} of {name}" for one, name in sources.items())
        why = f"no source has the write key {told_key(key)}; there is {there}"
        members = body.get("batch") if is_batch else None
        lost = tuple(
            Refused(what=_as_called(what, request.path), source=None, code="project_not_found", why=why, received_at=at)
            for what in (members if isinstance(members, list) and members else [body])
        )
        # observed: a client with a wrong key is not told so
        return Reading(response=ACCEPTED.response(), refused=lost)
    received: list[Received] = []
    refusals: list[Refused] = []
    circumstances = Circumstances(
        at=at, new_id=new_id, address=address, batch=body if is_batch else {}, type=CALLS.get(request.path)
    )
    for what, problem in _judged(body, circumstances) if is_batch else [(body, broken_rule(body, circumstances.type))]:
        if problem is None:
            received.append(Received(event=completed(what, circumstances), source=source, received_at=at))
        else:
            code, why = problem
            what = _as_called(what, request.path)
            refusals.append(Refused(what=what, source=source, code=code, why=why, received_at=at))
    return Reading(response=ACCEPTED.response(), received=tuple(received), refused=tuple(refusals))


def _as_called(what: Any, path: str) -> Any:
    """An event with the type of the path of its call, as Segment reads it."""
    type = CALLS.get(path)
    return what if type is None or not isinstance(what, dict) else what | {"type": type}


def _judged(body: dict[str, Any], circumstances: Circumstances) -> Iterator[tuple[Any, tuple[str, str] | None]]:
    """The elements of a batch, each with the code and reason of its refusal, or None."""
    for name in ("context", "integrations"):
        if not isinstance(body.get(name) or {}, dict):
            code = f"{name}_not_object"
            yield {name: body[name]}, (code, f"{name} of the batch is not an object; its events continue without it")
    batch = body.get("batch")
    if not isinstance(batch, list) or not batch:
        found = "no batch" if batch is None else "an empty batch" if batch == [] else "a batch that is not a list"
        yield body, ("empty_batch", f"found {found}, expected a list of calls")
        return
    for number, what in enumerate(batch):
        if number >= MOST_EVENTS:
            yield what, ("too_many_events", f"event {number + 1} of a batch, expected {MOST_EVENTS:,} at most")
        elif what == MARK:
            yield None, TOO_DEEP
        else:
            yield what, broken_rule(what, None)


def _json(request: Request, largest: int) -> dict[str, Any]:
    content = _unpacked(request, largest)
    if len(content) > largest:
        kind = "a batch" if largest == LARGEST_BATCH else "an event"
        why = f"found a body of more than {largest:,} bytes ({len(content):,} or more), which is what {kind} may have"
        raise _Wrong(TOO_LARGE, why, _shown(content[:2_000]))
    if not content.strip():
        raise _Wrong(MALFORMED, "the body is empty, expected JSON", "")
    # a byte that is not UTF-8 is replaced, so that it spoils only its own text (assumed)
    text = content.decode("utf-8", "replace")
    try:
        body = _parsed(text, is_batch=request.path in BATCHES)
    except JsonTextError as error:
        raise _Wrong(MALFORMED, f"the body cannot be read as JSON: {error}", _shown(content[:2_000])) from None
    if not isinstance(body, dict):
        raise _Wrong(MALFORMED, "the body is JSON, expected an object", body)
    return body


def _parsed(text: str, *, is_batch: bool) -> Any:
    try:
        return loads(text)
    except JsonTextError:
        kept = without_deep(text) if is_batch else text
        if kept == text:
            raise
        # an event that is nested too deeply is refused by itself, not with its batch
        return loads(kept)


def _unpacked(request: Request, largest: int) -> bytes:
    """The unpacked body, cut one byte after the largest allowed size."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return request.body
    if encoding not in ("gzip", "x-gzip"):
        raise _Wrong(MALFORMED, f"found Content-Encoding {encoding!r}, expected gzip or none", _shown(request.body))
    content, packed = b"", request.body
    while True:
        unpack = zlib.decompressobj(wbits=31)
        try:
            content += unpack.decompress(packed, largest + 1 - len(content))
        except zlib.error as error:
            raise _Wrong(MALFORMED, f"the body cannot be unpacked as gzip: {error}", _shown(request.body)) from None
        if len(content) > largest:
            break
        if not unpack.eof:
            raise _Wrong(MALFORMED, "the body is gzip that ends in the middle", _shown(request.body))
        # RFC 1952: several members follow each other and form one text
        packed = unpack.unused_data
        if not packed.startswith(_GZIP):
            break
    return content


def _shown(content: bytes) -> str:
    return content.decode("utf-8", "backslashreplace")


def _key(request: Request, body: Mapping[str, Any]) -> str:
    """The write key of the body, else that of basic authentication, with or without a colon."""
    sent = body.get("writeKey")
    if is_text(sent):
        return str(sent)
    scheme, _, value = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "basic":
        named = basic_credentials(value.strip())
        if named is not None and named[0]:
            return named[0]
    # the SDK for browsers repeats it in each event of a batch
    batch = body.get("batch")
    for one in batch if isinstance(batch, list) else ():
        if isinstance(one, dict) and is_text(one.get("writeKey")):
            return str(one["writeKey"])
    raise _Wrong(NO_KEY, "found no write key: neither basic authentication with it nor writeKey in the body", body)
