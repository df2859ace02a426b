"""The verdict on one exchange: why it cannot be judged, before or after it is sent again, and how the two answers differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Response

from attio_harness.exchanges.answers import Answer, compared
from attio_harness.exchanges.difference import Difference
from attio_harness.exchanges.ids import IdMap, id_of, is_id, uuids_in
from attio_harness.replay.calls import RecordedCall
from attio_harness.replay.cassettes.bodies import shown_body
from attio_harness.replay.report import CONFLICTS, Reason, Verdict
from attio_harness.replay.told import Told

__all__ = ["Ruling", "before", "judged", "reference_unmet"]

_NOT_EMULATED = 501
_REFERENCE = re.compile(r'Could not find a record for the value "(.*)" of attribute with slug ', re.DOTALL)
_NAMES: Mapping[str, str] = {"object": "object", "choice": "option"}
"""What a part of a path names, if Attio's documentation uses another word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict."""

    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    reason: Reason | None = None
    said: str = ""


def _unjudged(reason: Reason, said: str) -> Ruling:
    return Ruling(verdict="unjudged", reason=reason, said=said)


def before(call: RecordedCall) -> Ruling | None:
    """Why an exchange cannot be judged, whatever the emulator answers; None if it can."""
    exchange, answer = call.exchange, call.exchange.answer
    if exchange.method == "OPTIONS":
        return _unjudged("preflight", "OPTIONS is sent by browsers and is not a call of Attio's API")
    if answer is None:
        return _unjudged("no answer", "the request has no response in the recording: it was aborted, or blocked")
    if exchange.lost:
        return _unjudged("not recorded", f"the recording lacks {exchange.lost}; record it with bodies")
    if _lost_body(call, answer):
        return _unjudged("not recorded", "the recording lacks the body of the request; record it with bodies")
    if answer.status == 429:
        return _unjudged("limit", "429 depends on every request made with this token in that second")
    if answer.status >= 500 and answer.status != _NOT_EMULATED:
        return _unjudged("server error", f"{answer.status} is a fault on Attio's side")
    if answer.status == 403:
        return _unjudged("token", "403 depends on the scopes of the token, which are not recorded")
    if answer.status == 401 and ("authorization" in exchange.headers or not _lacks_token(answer.body)):
        advice = "to test it, list tokens in the workspace file and use emulate --strict-auth"
        return _unjudged("token", f"401 for a token that is not recorded; {advice}")
    if call.operation == "GET /v2/self" and _is_unknown_token(call, answer):
        return _unjudged("token", "the response about an unknown token depends on that token, which is not recorded")
    if answer.status == 400 and "content-type" not in exchange.headers and _names_content_type(answer.body):
        return _unjudged("not recorded", "the recording lacks the content type of the request; record it with headers")
    return None


def _lost_body(call: RecordedCall, answer: Answer) -> bool:
    """Whether a request must have had a body, because Attio did not complain of a missing one."""
    exchange = call.exchange
    if exchange.body is not None or exchange.method not in ("POST", "PUT", "PATCH") or call.path.endswith("/query"):
        return False
    return call.succeeded or _conflicts(answer)


def _is_unknown_token(call: RecordedCall, answer: Answer) -> bool:
    """Whether the answer says that the token is no active one, or cannot be one. The emulator answers the same without a token."""
    inactive = isinstance(answer.body, Mapping) and answer.body.get("active") is False
    return inactive or (answer.status == 400 and "authorization" in call.exchange.headers)


def _names_content_type(body: Any) -> bool:
    """Whether a refusal is about the content type, which a recording without request headers lacks."""
    rows = body.get("validation_errors") if isinstance(body, Mapping) else None
    messages = [row.get("message") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return any(str(one).startswith("Expected the content type ") for one in messages)


def _lacks_token(body: Any) -> bool:
    """Whether a refusal says that no token was sent; recorders drop the header even if one was."""
    message = str(body.get("message")) if isinstance(body, Mapping) else ""
    return "provided" in message and "could not be found" not in message


def judged(
    call: RecordedCall,
    response: Response,
    ids: IdMap,
    *,
    told: Told,
    refused: Collection[str],
    bare: Collection[str],
    unmet: str | None,
) -> Ruling:
    """The verdict on an exchange that was sent again.

    Args:
        call: the exchange, which has an answer.
        response: the emulator's answer.
        ids: those of the recording that belong to something the emulator has or had; learns from the two answers.
        told: the values that the emulator can know.
        refused: recorded ids that earlier exchanges showed while the emulator refused them.
        bare: the emulator's ids of records of which nothing else is known.
        unmet: a value by which the request refers to a record, and which nothing before it showed (`reference_unmet`).
    """
    recorded = call.exchange.answer
    assert recorded is not None
    answered = Answer(status=response.status, body=shown_body(response.body), headers=response.headers)
    by_status = _unlike(call, recorded, answered, ids, refused, unmet)
    if by_status is not None:
        return by_status
    ordered = not _by_ids(call) or _same_ids(recorded, ids)
    found = compared(recorded, answered, ids, counts=told, ordered=ordered)
    rest = [one for one in found if not _is_own(one) and not _is_client(one)]
    unknown = next((one.left for one in rest if one.kind == "fewer" and _is_unknown(one.left, ids)), None)
    if unknown is not None:
        what = " ".join(_named_by(unknown))
        if id_of(unknown) in refused:
            return _follows(what)
        return _unjudged("there before", f"{what} was there before the recording, and cannot be made here")
    return _unsure(call, answered, rest, bare, ordered=ordered) or Ruling(
        verdict="differ" if rest else "agree", differences=tuple(rest)
    )


def _follows(what: str) -> Ruling:
    return _unjudged("follows", f"{what} was made by an earlier exchange, which differs")


def _unlike(
    call: RecordedCall,
    recorded: Answer,
    answered: Answer,
    ids: IdMap,
    refused: Collection[str],
    unmet: str | None,
) -> Ruling | None:
    """Why the outcomes cannot be compared; None if they can. The arguments are those of `judged`."""
    if answered.status == _NOT_EMULATED and recorded.status != _NOT_EMULATED:
        return _unjudged("not emulated", f"the emulator answers {call.operation} with 501")
    # the emulator may refuse with another status than 404, too
    if recorded.status < 400 <= answered.status or (answered.status == 404 != recorded.status):
        missing = next(_foreign(call, ids), None)
        if missing is not None and missing[1].lower() in refused:
            return _follows(" ".join(missing))
        if missing is not None:
            return _unjudged(
                "there before", f"{' '.join(missing)} was there before the recording, which does not show it"
            )
    if unmet is not None and (call.succeeded or _conflicts(recorded)):
        return _unjudged(
            "there before", "a record that a value refers to was there before the recording, which does not show it"
        )
    if _conflicts(recorded) and answered.status < 300:
        return _unjudged(
            "there before", "something else already has a value that must be unique, and the recording does not show it"
        )
    return None


def _unsure(
    call: RecordedCall, answered: Answer, rest: Sequence[Difference], bare: Collection[str], *, ordered: bool
) -> Ruling | None:
    """Why differences say nothing about the emulator; None if they do."""
    kinds = {one.kind for one in rest}
    if any(one.kind == "more" and id_of(one.right) in bare for one in rest):
        return _unjudged("only known by id", "only the ID of a record is known, so its place among the others is not")
    if any(one.kind == "fewer" and id_of(one.left) in bare for one in rest):
        return _unjudged("only known by id", "only the ID of a record is known, so not by which values it is found")
    if rest and call.succeeded and answered.status < 300 and call.parts.get("record", "").lower() in bare:
        return _unjudged(
            "only known by id", f"only the ID of the record {call.parts['record']} is known, not its values"
        )
    if not ordered and _paged(call) and {"fewer", "more"} <= kinds:
        return _unjudged("pages", "which records are on a page depends on their IDs, which are different here")
    if _paged(call, beyond=True) and "fewer" in kinds and "more" not in kinds:
        return _unjudged("pages", "the recording does not show what is on the pages before")
    return None


def reference_unmet(response: Response) -> str | None:
    """The value by which a request refers to a record that the emulator lacks; None if it did not fail for that reason."""
    body = response.json() if response.status >= 400 else None
    found = _REFERENCE.match(str(body.get("message"))) if isinstance(body, Mapping) else None
    return found[1] if found else None


def _by_ids(call: RecordedCall) -> bool:
    """Whether the answer is sorted by ids, which differ here for what the recording created."""
    body = call.exchange.json
    return (
        call.exchange.method == "POST"
        and call.path.endswith("/query")
        and not (isinstance(body, Mapping) and body.get("sorts"))
    )


def _conflicts(answer: Answer) -> bool:
    return answer.status >= 400 and answer.code in CONFLICTS


def _same_ids(answer: Answer, ids: IdMap) -> bool:
    """Whether everything in a list has its recorded id here."""
    return all(id is None or ids.right(id) == id for id in map(id_of, answer.rows))


def _paged(call: RecordedCall, *, beyond: bool = False) -> bool:
    """Whether a request asks for a page; with `beyond`, for one after the first."""
    body = call.exchange.json
    asked = {**(body if isinstance(body, Mapping) else {}), **dict(call.exchange.query)}
    further = {name for name in ("offset", "cursor") if asked.get(name) not in (None, 0, "0", "")}
    return bool(further) or (not beyond and "limit" in asked)


_CLIENT = ("api-token", "app")
_ACTOR = re.compile(r"/created_by_actor/|/referenced_actor_(?:type|id)$")


def _is_client(one: Difference) -> bool:
    """Whether it is about who the client is, which depends on the kind of token."""
    if _ACTOR.search(one.pointer) is None:
        return False
    return one.kind == "id" or (one.kind == "value" and one.left in _CLIENT and one.right in _CLIENT)


def _is_own(one: Difference) -> bool:
    """Whether the left side has a value that Attio wrote by itself: enrichment, interactions, a company found by an address."""
    row = one.left
    actor = row.get("created_by_actor") if isinstance(row, Mapping) else None
    return (
        one.kind == "fewer" and isinstance(actor, Mapping) and actor.get("type") == "system" and "attribute_type" in row
    )


def _is_unknown(row: Any, ids: IdMap) -> bool:
    id = id_of(row)
    return id is not None and isinstance(row.get("id"), Mapping) and ids.right(id) is None


def _named_by(row: Mapping[str, Any]) -> tuple[str, str]:
    """For example `the meeting`, and the id."""
    name, id = list(row["id"].items())[-1]
    return f"the {name.removesuffix('_id').replace('_', ' ')}", str(id)


def _foreign(call: RecordedCall, ids: IdMap) -> Iterator[tuple[str, str]]:
    """What a request names by an unknown id: for example `the record`, and the id."""
    for name, value in call.parts.items():
        if uuids_in(value) and ids.right(value) is None:
            yield f"the {_NAMES.get(name, name)}", value
    for name, value in call.exchange.query:
        if is_id(name, value) and ids.right(value) is None:
            yield f"the {_word(name)}", value
    yield from _named(call.exchange.json, "", ids)


def _named(value: Any, key: str, ids: IdMap) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _named(one, name, ids)
    elif isinstance(value, list):
        for one in value:
            yield from _named(one, key, ids)
    elif is_id(key, value) and uuids_in(value) and ids.right(value) is None:
        yield f"the {_word(key)}", value


def _word(key: str) -> str:
    """`record` for `parent_record_id`; empty for `id`, which says nothing, and for names of attributes."""
    name = key.removesuffix("_id")
    return name.rpartition("_")[2] if key.endswith("_id") and name else "thing with the ID"
