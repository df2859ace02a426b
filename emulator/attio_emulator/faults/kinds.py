"""The kinds of faults: their members in a rule, what happens to the request, and what is sent.

`KINDS` lists them. `carriers` says who can send what; the faces send it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from attio_emulator.errors import shortened
from attio_emulator.faults.answers import MEMBERS, Answer
from attio_emulator.faults.latency import NONE, Latency
from attio_emulator.faults.places import IN_FAULT
from attio_emulator.faults.wrong import RuleError, member, members, number, seconds, whole, word
from attio_emulator.http import ANSWERED, BODILESS, Response, Wire, WireKind

__all__ = ["KINDS", "Asked", "Fault", "Kind"]

Asked = Literal["no", "yes", "lost"]
"""Whether Attio is asked and the effect lasts; `lost`: it is asked, but the effect is undone."""

_SILENT, _FASTEST = 60, 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to a request.

    Attributes:
        asked: whether Attio is asked, and whether the effect lasts.
        answer: the response in its place; None for Attio's own.
        status: replaces the status of Attio's own response, if that is a success.
        wire: how the response is sent.
        part: how many bytes of the body are sent, if not all; None for half of them.
        latency: the delay before.
    """

    kind: str
    asked: Asked = "no"
    answer: Answer | None = None
    status: int | None = None
    wire: Wire = ANSWERED
    part: int | None = 0
    latency: Latency = NONE

    @classmethod
    def read(cls, given: Any) -> Fault:
        """Read the name of a kind, or an object with `kind`, the members of that kind and `latency`.

        Without a kind, it is an `answer` if any member describes a response, else only a latency.

        Raises:
            RuleError: with what was found and what was expected.
        """
        spec: Any = {"kind": given} if isinstance(given, str) else given
        if not isinstance(spec, Mapping):
            raise RuleError(f"found {shortened(spec)}, expected the name of a kind or an object: {', '.join(KINDS)}")
        named = spec.get("kind")
        if named is None:
            some = MEMBERS if _says_an_answer(spec) or "latency" not in spec else ()
            named = "answer" if some else "latency"
        else:
            with member("kind"):
                word(named, tuple(KINDS), "the kind")
        kind = KINDS[named]
        fields = ("kind", *kind.members, "latency")
        known = dict(members(spec, fields, f"a fault of the kind {named!r}", elsewhere=IN_FAULT))
        known.pop("kind", None)
        with member("latency"):
            latency = Latency.read(known.pop("latency")) if "latency" in known else NONE
        if named == "latency" and latency is NONE:
            raise RuleError("found no latency, expected its seconds, such as 0.5")
        return replace(kind.read(named, known), latency=latency)

    @property
    def does_something(self) -> bool:
        """Whether a client could notice it."""
        return self.kind != "latency" or self.latency != NONE

    def response(self, own: Response | None, *, now: int, delay: float) -> Response:
        """The response to send. `own` is Attio's, if it was asked; `now` is the clock's time in milliseconds."""
        sent = self.answer.response(now) if self.answer is not None else own
        if sent is not None and self.status is not None and sent.status < 400:
            sent = replace(sent, status=self.status)
            if self.status in BODILESS:
                kept = {name: value for name, value in sent.headers.items() if name != "content-type"}
                sent = replace(sent, headers=kept, body=b"")
        wire, nothing = self.wire, self.wire.kind in _NOTHING
        if wire.kind == "truncated" and sent is not None and sent.status in BODILESS:
            wire = ANSWERED  # without a body, its end cannot be missing
        if wire.kind in _PARTS and sent is not None:
            most = max(len(sent.body) - 1, 0)
            part = most if self.part is None else min(self.part, most)
            wire = replace(wire, bytes=len(sent.body) // 2 if self.part is None else part)
            nothing = wire.bytes == 0 and wire.kind != "truncated"
        if sent is None or nothing:
            sent = Response(status=503)  # nothing of it is sent
        return replace(sent, delay=delay, wire=wire)


_NOTHING: tuple[WireKind, ...] = ("refused", "unreachable", "silent")
_PARTS: tuple[WireKind, ...] = ("reset", "half_closed", "truncated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of fault: its members besides `kind` and `latency`, how they are read, and what it does, in words."""

    members: tuple[str, ...] = ()
    read: Callable[[str, dict[str, Any]], Fault]
    does: str


def _answer(kind: str, given: dict[str, Any]) -> Fault:
    return Fault(kind=kind, asked=_applied(given, "no"), answer=Answer.read(given))


def _latency(kind: str, given: dict[str, Any]) -> Fault:
    return Fault(kind=kind, asked="yes")


def _drip(kind: str, given: dict[str, Any]) -> Fault:
    if "rate" not in given:
        raise RuleError("found no rate, expected bytes a second, such as 100")
    with member("rate"):
        rate = number(given.pop("rate"), "the rate", f"bytes a second, from 0.01 to {_FASTEST}", 0.01, _FASTEST)
    asked, answer = _own_or(given)
    return Fault(kind=kind, asked=asked, answer=answer, wire=Wire(kind="drip", rate=rate))


def _refused(kind: str, given: dict[str, Any]) -> Fault:
    return Fault(kind=kind, wire=Wire(kind="refused", seconds=_duration(given, 0)))


def _unreachable(kind: str, given: dict[str, Any]) -> Fault:
    return Fault(kind=kind, wire=Wire(kind="unreachable", seconds=_duration(given, _SILENT)))


def _silent(kind: str, given: dict[str, Any]) -> Fault:
    return Fault(kind=kind, asked=_applied(given, "no"), wire=Wire(kind="silent", seconds=_duration(given, _SILENT)))


def _broken(kind: str, given: dict[str, Any]) -> Fault:
    """A connection that breaks: at once, or after some bytes of a response."""
    with member("bytes"):
        part = whole(given.pop("bytes", 0), "bytes")
    wire = Wire(kind="reset" if kind == "reset" else "half_closed")
    if part == 0 and not _says_an_answer(given):
        return Fault(kind=kind, asked=_applied(given, "no"), wire=wire)
    asked, answer = _own_or(given)
    return Fault(kind=kind, asked=asked, answer=answer, wire=wire, part=part)


def _truncated(kind: str, given: dict[str, Any]) -> Fault:
    with member("bytes"):
        part = whole(given.pop("bytes"), "bytes") if "bytes" in given else None
    asked, answer = _own_or(given)
    return Fault(kind=kind, asked=asked, answer=answer, wire=Wire(kind="truncated"), part=part)


def _empty(kind: str, given: dict[str, Any]) -> Fault:
    asked = _applied(given, "no")
    answer = Answer.read({"status": 200, **given, "body": ""})
    # an empty body still has the content type announced for the response that should have come
    kept = {"content-type": "application/json; charset=utf-8", **_named_headers(given)}
    return Fault(
        kind=kind,
        asked=asked,
        answer=replace(answer, headers=kept if answer.status not in BODILESS else answer.headers),
    )


def _named_headers(given: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in (given.get("headers") or {}).items()}


_JSON, _HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"
MALFORMED: Mapping[str, tuple[bytes, str]] = {
    "text": (b'{"data": {"id": ', _JSON),
    "html": (
        b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n",
        _HTML,
    ),
    "json": (b'{"unexpected": true}', _JSON),
    "list": (b"[]", _JSON),
    "null": (b"null", _JSON),
    "bytes": (b'{"data": "\xff\xfe"}', _JSON),
}
"""The malformed bodies: JSON that ends in the middle, a page from an intermediary, JSON of another shape, a list, null,
bytes that are not text."""


def _malformed(kind: str, given: dict[str, Any]) -> Fault:
    with member("as"):
        body, content_type = MALFORMED[word(given.pop("as", "text"), tuple(MALFORMED), "as")]
    asked = _applied(given, "no")
    answer = _with_body({"status": 200, **given})
    headers = {"content-type": content_type, **_named_headers(given)}
    return Fault(kind=kind, asked=asked, answer=replace(answer, headers=headers, body=body))


def _lost(kind: str, given: dict[str, Any]) -> Fault:
    status = given.get("status")
    if status is not None and not (type(status) is int and 200 <= status <= 299):
        with member("status"):
            raise RuleError(
                f"found the status {shortened(status)}, expected 200 to 299: the client must believe that it was written"
            )
    if "body" in given or "headers" in given:
        return Fault(kind=kind, asked="no", answer=Answer.read({"status": 200, **given}))
    return Fault(kind=kind, asked="lost", status=status)


_BY = ("answer", "reset", "half_closed", "silent", "empty", "malformed", "truncated")


def _applied_then(kind: str, given: dict[str, Any]) -> Fault:
    with member("by"):
        by = word(given.pop("by", "answer"), _BY, "by")
    allowed = tuple(one for one in KINDS[by].members if one != "applied")
    spec = dict(members(given, allowed, f"what fails afterwards ({by})"))
    return replace(KINDS[by].read(by, {**spec, "applied": True}), kind=kind)


def _says_an_answer(given: Mapping[str, Any]) -> bool:
    return any(one in given for one in MEMBERS)


def _own_or(given: dict[str, Any]) -> tuple[Asked, Answer | None]:
    """Attio's own response, after doing what was asked; or the rule's, without asking Attio."""
    says = _says_an_answer(given)
    asked = _applied(given, "no" if says else "yes")
    if asked == "no" and not says:
        raise RuleError("found applied false, expected status, code or body with it: the response in place of Attio's")
    return asked, _with_body(given) if says else None


def _with_body(given: Mapping[str, Any]) -> Answer:
    """A response whose body is to be spoiled, so it must have one."""
    answer = Answer.read(given)
    if answer.status in BODILESS:
        raise RuleError(
            f"found the status {answer.status}, which has no body; expected another one, or the kind 'empty'"
        )
    return answer


def _applied(given: dict[str, Any], default: Asked) -> Asked:
    """Takes `applied` out of the members: whether the request takes effect, whatever the client is told."""
    value = given.pop("applied", None)
    if value is not None and not isinstance(value, bool):
        with member("applied"):
            raise RuleError(f"found applied {shortened(value)}, expected true or false")
    return default if value is None else "yes" if value else "no"


def _duration(given: dict[str, Any], default: float) -> float:
    with member("seconds"):
        return seconds(given.pop("seconds", default), "seconds")


KINDS: Mapping[str, Kind] = {
    "answer": Kind(
        members=(*MEMBERS, "applied"), read=_answer, does="Another response in Attio's place: a status, one of its refusals, or a body."
    ),
    "latency": Kind(read=_latency, does="Attio's response, later."),
    "drip": Kind(members=("rate", *MEMBERS, "applied"), read=_drip, does="The body comes slowly, at a rate of bytes a second."),
    "refused": Kind(members=("seconds",), read=_refused, does="The connection is refused."),
    "unreachable": Kind(members=("seconds",), read=_unreachable, does="No connection before the client's time-out."),
    "silent": Kind(members=("seconds", "applied"), read=_silent, does="No response; the connection closes after the seconds."),
    "reset": Kind(members=("bytes", *MEMBERS, "applied"), read=_broken, does="The connection is reset, before the response or after some bytes of its body."),
    "half_closed": Kind(members=("bytes", *MEMBERS, "applied"), read=_broken, does="The server stops sending, before the response or after some bytes, but goes on reading."),
    "truncated": Kind(members=("bytes", *MEMBERS, "applied"), read=_truncated, does="The body ends before the length its header announced."),
    "empty": Kind(members=("status", "headers", "retry_after", "applied"), read=_empty, does="A success status without a body."),
    "malformed": Kind(members=("as", "status", "headers", "retry_after", "applied"), read=_malformed, does="A body that is not what Attio answers."),
    "accept_then_lose": Kind(members=("status", "body", "headers"), read=_lost, does="Answered as if it was done, but nothing is written."),
    "apply_then_fail": Kind(members=("by", *MEMBERS, "bytes", "seconds", "as"), read=_applied_then, does="Written, but answered with a failure: the client thinks it was not."),
}  # fmt: skip
"""Name -> kind, in the order of the documentation."""
