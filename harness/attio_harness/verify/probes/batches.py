"""What happens to a batch: Attio answers 202 and applies it later, and nothing reports what it dropped.

The last assertion of each batch is a plain one: once its record exists, the assertions before it were processed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, ended, found, history, outcome, record_id, shown
from attio_harness.verify.steps import Ask, Program, Settle, Until

_EARLY, _LATE, _LAST = -120.0, -60.0, -1.0
_MOST = 5_001
"""Assertions with a nested one each: more than 10,000 together."""


def _sent(stage: Stage, name: str, *assertions: Mapping[str, Any]) -> Program[str]:
    """Send a batch and wait until it is applied; returns the outcome of the request."""
    answer = yield stage.batch(*assertions, stage.assertion(f"{name} done", _LAST))
    if answer.status == 202:
        shown_up = stage.by_key(f"{name} done")
        yield Until(ask=shown_up, done=lambda one: bool(one.rows), what="the last record of the batch")
        yield Settle()
    return outcome(answer)


@probe(
    "What is the answer to a batch, and is only the bad assertion dropped?",
    about=("batch.silent", "PUT /v2/batch/records"),
    needs=("text", "number"),
)
def batch_silent(stage: Stage) -> Program[Any]:
    """Three assertions, one of which does not fit."""
    answer = yield stage.batch(
        stage.assertion("silent one", _EARLY, {"text": "a"}),
        stage.assertion("silent bad", _EARLY, {"number": "no number"}),
        stage.assertion("silent done", _LAST),
    )
    yield Until(ask=stage.by_key("silent done"), done=lambda one: bool(one.rows), what="the last record of the batch")
    yield Settle()
    good, bad = (yield from found(stage, "silent one")), (yield from found(stage, "silent bad"))
    return [answer.status, answer.body, good is not None, bad is not None]


@probe("Is a body that is not a batch refused at once?", about=("batch.envelope",))
def batch_envelope(stage: Stage) -> Program[Any]:
    """Bodies that are not batches."""
    ends = []
    bodies: tuple[Any, ...] = (
        {},
        {"assertions": {}},
        {"assertions": ["x"]},
        {"assertions": [{}]},
        {"assertions": [{**stage.assertion("envelope", _EARLY), "mode": "create"}]},
        {"assertions": [{**stage.assertion("envelope", _EARLY), "multiselect_values": "replace"}]},
        {"assertions": []},
    )
    for body in bodies:
        ends.append(outcome((yield Ask(method="PUT", path="/v2/batch/records", body=body))))
    return ends


@probe(
    "In what order are assertions about one record applied?",
    about=("batch.order", "batch.stale_values"),
    needs=("text",),
)
def batch_order(stage: Stage) -> Program[Any]:
    """The later assertion first: the history shows in which order they were applied."""
    later = stage.assertion("order", _LATE, {"text": "later"})
    earlier = stage.assertion("order", _EARLY, {"text": "earlier"})
    end = yield from _sent(stage, "order", later, earlier)
    record = yield from found(stage, "order")
    rows = yield from history(stage, record_id(record), "text")
    return [end, [value for value, _ in rows]]


@probe("Which of two assertions with the same time is applied last?", about=("batch.ties",), needs=("text",))
def batch_ties(stage: Stage) -> Program[Any]:
    one, two = (stage.assertion("ties", _EARLY, {"text": text}) for text in ("first", "second"))
    end = yield from _sent(stage, "ties", one, two)
    return [end, (yield from ended(stage, "ties", "text"))]


@probe("Does a later batch with an older time overwrite a value?", about=("batch.stale_values",), needs=("text",))
def batch_stale(stage: Stage) -> Program[Any]:
    """Two batches, the second with an older time."""
    ends = []
    for number, (at, text) in enumerate(((_LATE, "later"), (_EARLY, "earlier"))):
        ends.append((yield from _sent(stage, f"stale {number}", stage.assertion("stale", at, {"text": text}))))
    return [ends, (yield from ended(stage, "stale", "text"))]


def _nested(stage: Stage, name: str, inner: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """An assertion with a nested one for the attribute `link`."""
    one = stage.assertion(f"{name} inner", _EARLY, inner)
    return stage.assertion(f"{name} outer", _EARLY, {"link": one, **values})


def _both(stage: Stage, name: str) -> Program[Any]:
    """Whether the inner and the outer record exist, and whether the outer one refers to something."""
    inner = yield from found(stage, f"{name} inner")
    outer = yield from found(stage, f"{name} outer")
    return [inner is not None, outer is not None, bool(shown(outer, "link"))]


@probe(
    "Are a nested assertion and the one around it both written, and linked?",
    about=("PUT /v2/batch/records",),
    needs=("text", "link"),
)
def batch_nested(stage: Stage) -> Program[Any]:
    end = yield from _sent(stage, "nest", _nested(stage, "nest", {"text": "in"}, text="out"))
    return [end, (yield from _both(stage, "nest"))]


@probe(
    "Is a nested assertion written if the one around it is dropped?",
    about=("batch.nested_effect",),
    needs=("number", "link"),
)
def batch_nested_effect(stage: Stage) -> Program[Any]:
    """The outer assertion is wrong: is the inner one written?"""
    end = yield from _sent(stage, "effect", _nested(stage, "effect", {}, number="no number"))
    return [end, (yield from _both(stage, "effect"))]


@probe(
    "Is an assertion written if the one inside it is refused?",
    about=("batch.nested_refused",),
    needs=("number", "link"),
)
def batch_nested_refused(stage: Stage) -> Program[Any]:
    """The inner assertion is wrong: is the outer one written?"""
    end = yield from _sent(stage, "refused", _nested(stage, "refused", {"number": "no number"}))
    return [end, (yield from _both(stage, "refused"))]


@probe("Do nested assertions count towards the limit of 10,000?", about=("batch.limit_counts",))
def batch_limit(stage: Stage) -> Program[Any]:
    """More than 10,000 with nested ones, fewer without; for an object that does not exist, so that nothing is written."""
    nowhere = f"{stage.object}_nowhere"
    inner = stage.assertion("limit", _EARLY, object=nowhere)
    one = stage.assertion("limit", _EARLY, {"link": inner}, object=nowhere)
    return outcome((yield stage.batch(*[one] * _MOST)))


@probe(
    "What happens to an assertion whose received_at cannot be read?", about=("batch.unreadable_time",), needs=("text",)
)
def batch_time(stage: Stage) -> Program[Any]:
    """An invalid time, and none at all, after a valid one."""
    end = yield from _sent(
        stage,
        "time",
        stage.assertion("time", _EARLY, {"text": "dated"}),
        stage.assertion("time", "soon", {"text": "undated"}),
        stage.assertion("time less", None, {"text": "timeless"}),
    )
    return [end, (yield from ended(stage, "time", "text")), (yield from ended(stage, "time less", "text"))]
