"""What is said about a loss case, as text for a snapshot: the rejection in the words of the report, and whatever else is not plain.

What is plain follows from the case alone, or from the rejection's own lines: the value is what the event has at the path, the
subscription is the one of the pointer, the other events are written. Every member of the JSON report in which the real one
differs from that has a line. So nothing of a report is left out, and nothing is repeated that all cases share. A batch is
told by what differs from the single run.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from attio_harness.text.words import clean
from attio_harness.verdicts import VERDICTS, Mode

from tests.attio_harness.loss_case import Json, LossCase, first_report, report_in

__all__ = ["differences", "expected_text"]

_ABSENT = object()


def expected_text(case: LossCase) -> str:
    """What `check` says about the case in each of its modes."""
    first, *others = case.modes
    report = first_report(case.id).to_dict()
    lines = [*_headline(report["rejections"][0]), *_rest(report, _plain(case, first, report))]
    for mode in others:
        lines += (f"in a {mode}: {line}" for line in _rest(report_in(case.id, mode).to_dict(), _plain_batch(report)))
    return "\n".join(lines)


def _rest(report: Json, plain: Json) -> Iterator[str]:
    """Where the one rejection, and then the report around it, are not as they plainly would be."""
    (loss,), (other,) = report["rejections"], plain["rejections"]
    if loss["also"] != other["also"]:
        yield from (f"also {line}" for mistake in loss["also"] for line in _headline(mistake))
    loss, other = {**loss, "also": []}, {**other, "also": []}
    yield from differences(loss, other)
    yield from differences({**report, "rejections": []}, {**plain, "rejections": []})


def _headline(loss: Json) -> Iterator[str]:
    yield f"{loss['verdict']} {_word(loss['status'])} {loss['code']}"
    yield f"{loss['mapping']['pointer']} from {loss['path'] or '-'}"
    if loss["object"] or loss["attribute"] or loss["type"]:
        yield " ".join(_word(loss[key]) for key in ("object", "attribute", "type"))
    if loss["partial"]:
        yield f"written before: {' '.join(map(_word, loss['partial']))}"
    yield f"message: {loss['message']}"
    yield f"hint: {loss['hint']}"


def _word(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) and re.fullmatch(r"[\w-]*\w", value) else json.dumps(value)


def _plain(case: LossCase, mode: Mode, report: Json) -> Json:
    """The report of a case of which nothing is known but what `_headline` says."""
    loss, event = report["rejections"][0], case.events[-1]
    subscription = case.mapping[int(loss["mapping"]["pointer"].split("/")[1])]
    value = _at(event, loss["path"]) if loss["path"] else _ABSENT
    found = {"found": value is not _ABSENT, "value": None if value is _ABSENT else value}
    said = ("verdict", "status", "code", "path", "object", "attribute", "type", "partial", "message", "hint")
    rejection = {
        **{key: loss[key] for key in said},
        "event": {
            "file": "<python>",
            "line": len(case.events),
            "message_id": event["messageId"],
            "type": event["type"],
        },
        "subscription": subscription["name"],
        "action": subscription["partnerAction"],
        "mapping": {"file": "<python>", "pointer": loss["mapping"]["pointer"], "line": None},
        "reads": [{"path": loss["path"], **found}] if loss["path"] else [],
        "value": found["value"],
        "also": [],
        "assumptions": [],
    }
    written = len(case.events) - 1
    return {
        "events": len(case.events),
        "complete": True,
        "mode": mode,
        "verdicts": dict.fromkeys(VERDICTS, 0) | {"written": written, loss["verdict"]: 1},
        "records": {one: {"created": 1, "updated": 0, "assumed": 0} for one in loss["partial"]},
        "rejections": [rejection],
        "outcome": {"passed": False, "why": ["1 lost"]},
        "batches": {"count": 0, "sizes": {}},
        "assumptions": {},
        **{key: [] for key in ("unresolved", "unread", "unmatched_reasons", "filtered_reasons", "unreadable", "notes")},
        "lint": {"errors": 0, "warnings": 0, "notes": 0},
        "subscriptions": [_row(one, f"/{index}") for index, one in enumerate(case.mapping)],
        "workspace": case.workspace["name"],
        "types": dict(Counter(one["type"] for one in case.events)),
    }


def _row(subscription: Json, pointer: str) -> Json:
    return {
        "name": subscription["name"],
        "action": subscription["partnerAction"],
        "trigger": subscription["subscribe"],
        "enabled": True,
        "file": "<python>",
        "pointer": pointer,
    }


def _plain_batch(single: Json) -> Json:
    """The report of the same events in a batch: what Attio rejects is dropped there, and nothing of the event is written."""
    untimed = (
        "no event has a time (receivedAt, sentAt, timestamp): batches fill up in the order of the files, none waits"
    )
    out = copy.deepcopy(single) | {
        "mode": "batch",
        "batches": {"count": 1, "sizes": {"1": 1}},
        "notes": [*single["notes"], {"file": None, "line": None, "what": untimed}],
    }
    (loss,) = out["rejections"]
    if loss["verdict"] == "rejected":
        out["records"] = {slug: counts for slug, counts in out["records"].items() if slug not in loss["partial"]}
        loss |= {"verdict": "dropped", "status": 202, "partial": []}
        out["verdicts"] |= {"rejected": 0, "dropped": 1}
    return out


def _at(event: Json, path: str) -> Any:
    """What an event has at `$.a.b[0]`."""
    found: Any = event
    for key in re.findall(r"[^.\[\]]+", path.removeprefix("$")):
        if isinstance(found, dict) and key in found:
            found = found[key]
        elif isinstance(found, list) and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        else:
            return _ABSENT
    return found


def differences(actual: Any, plain: Any, at: str = "") -> Iterator[str]:
    """A line for each place in which a JSON value differs from another, with what the first has there."""
    if isinstance(actual, dict) and isinstance(plain, dict):
        for key in [*plain, *(key for key in actual if key not in plain)]:
            yield from differences(actual.get(key, _ABSENT), plain.get(key, _ABSENT), f"{at}.{key}" if at else key)
    elif isinstance(actual, list) and isinstance(plain, list) and len(actual) == len(plain):
        for index, (one, other) in enumerate(zip(actual, plain, strict=True)):
            yield from differences(one, other, f"{at}[{index}]")
    elif type(actual) is not type(plain) or actual != plain:
        yield f"{at}: {'absent' if actual is _ABSENT else clean(json.dumps(actual, ensure_ascii=False))}"
