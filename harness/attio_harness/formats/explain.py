"""An explanation of one event as text: the stages from top to bottom, ending where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attio_emulator.identified import own_members
from rich.console import Console

from attio_harness.assumptions import statement_of
from attio_harness.formats.advice import short_hint
from attio_harness.formats.console import print_notes, print_rows, styled
from attio_harness.formats.earlier import said_of
from attio_harness.formats.locations import place, place_of
from attio_harness.rejection import Rejection
from attio_harness.run.trace import Exchange, Explanation, FilterStage, Stage
from attio_harness.text.words import shown
from attio_harness.verdicts import NAMED

__all__ = ["print_explanation"]

_STYLES = {"written": "green", "unmatched": "dim", "unresolved": "cyan", "unconfirmed": "cyan"}
Row = tuple[str, str]
"""A label and the text beside it; an empty label continues the row above."""


def print_explanation(explanation: Explanation, console: Console, *, verbose: bool = False) -> None:
    """How the event ended, then every stage; the short form leaves out the event itself and the bodies of requests."""
    ref = explanation.ref
    head = f"{' '.join(filter(None, (ref.type or 'event', ref.message_id)))} from {place_of(ref)}"
    console.print(styled(head, style="bold"))
    for stage in explanation.stages:
        console.print(styled(f"  {_end(stage)}", style=_STYLES.get(stage.verdict, "red")))
    print_notes(explanation.notes, console)
    console.print()
    _table(console, [*(_labelled("event", _pretty(explanation.event)) if verbose else ()), *_filters(explanation)])
    if explanation.filters.reason is not None:
        console.print(styled("\nFiltered out: no trigger is asked, nothing is sent.", style="bold dim"))
    for stage in explanation.stages:
        style = _STYLES.get(stage.verdict, "red")
        console.print(styled(f"\n{stage.subscription.name}: {NAMED[stage.verdict]}", style=f"bold {style}"))
        _table(console, list(_stage(stage, verbose=verbose)))
    if not verbose and any(stage.matched for stage in explanation.stages):
        console.print(styled("\n-v shows the event and the bodies of the requests as well.", style="dim"))


def _end(stage: Stage) -> str:
    loss = stage.rejection
    at = f" at {loss.object}.{loss.attribute}" if loss is not None and loss.object and loss.attribute else ""
    return f"{stage.subscription.name}: {NAMED[stage.verdict]}{at}"


def _filters(explanation: Explanation) -> Iterator[Row]:
    stage = explanation.filters
    outcome = f"{stage.reason}: {stage.why}" if stage.reason else _passed(stage)
    yield "filters", outcome
    for row in stage.rows:
        yield "", f"{row['title']!r} {row['did']}  ({place(row['file'], row['line'])})"
    if stage.kept is not None and stage.kept != explanation.event:
        yield from _labelled("", _pretty(stage.kept))


def _passed(stage: FilterStage) -> str:
    return "the event passes" if stage.rows else "no filters given; the event passes"


def _stage(stage: Stage, *, verbose: bool) -> Iterator[Row]:
    yield "trigger", f"{stage.subscription.trigger}  {'matches' if stage.matched else 'does not match'}"
    for clause in stage.failed_clauses:
        yield "", f"{clause['clause']} was false, found {clause['found']}"
    if not stage.matched:
        return
    yield from _labelled("mapping", [_read(read) for read in stage.reads] or ["reads nothing of the event"])
    yield from _validation(stage)
    for exchange in stage.exchanges:
        yield from _exchange(exchange, verbose=verbose)
    # `_once` is endless, so the records end the loop
    for label, record in zip(_once("end state"), stage.records, strict=False):
        yield label, f"{record['object']} {record['result']} {record['record_id']}"
        for slug, values in record["values"].items():
            yield "", f"  {slug} = {', '.join(_value(value) for value in values)}"
    if not stage.records:
        yield "end state", "nothing is written"
    yield from _loss(stage)
    yield from _labelled("rests on", [f"{id} (assumed): {statement_of(id)}" for id in stage.assumptions])


def _read(read: Any) -> str:
    return f"{read['pointer']}  <-  {read['path']}  =  {shown(read['value'], 90) if read['found'] else 'nothing there'}"


def _validation(stage: Stage) -> Iterator[Row]:
    loss = stage.rejection
    if stage.payload is None:
        yield "validation", "not reached: the mapping gave no payload"
        return
    refused = loss is not None and loss.verdict == "invalid"
    yield "validation", f"refuses the payload: {loss.message}" if loss is not None and refused else "passes the payload"
    yield from _labelled("", _pretty(stage.payload))


def _exchange(exchange: Exchange, *, verbose: bool) -> Iterator[Row]:
    shown = exchange.to_dict()
    address, asked, query = exchange.request.url.partition("?")
    yield "request", f"{exchange.request.method} {address}"
    # a long address would be broken inside a word
    for number, part in enumerate(query.split("&") if query else ()):
        yield "", f"  {'&' if number else asked}{part}"
    if verbose:
        yield from _labelled("", _pretty(shown["request"]["body"]))
    yield "Attio", f"answers {exchange.response.status}"
    if exchange.response.status >= 400:
        yield from _labelled("", _pretty(shown["response"]["body"]))


def _loss(stage: Stage) -> Iterator[Row]:
    loss = stage.rejection
    if loss is None:
        return
    yield from _mistake("at fault", loss)
    for need in loss.needs:
        named, unless = need.kind, " in the CRM" if need.absent else ", unless it is in the CRM already"
        if loss.is_rough:
            named, unless = need.sort, ", or none: it is not worked out which"
        yield "needs", f"{named} {shown(need.value, 90)}{unless if loss.verdict == 'unresolved' else ''}"
        if need.earlier is not None:
            yield "", said_of(need.earlier)
    if loss.partial:
        yield "partial", f"already written by the same event: {', '.join(loss.partial)}"
    for other in loss.also:
        yield from _mistake("also", other)


def _mistake(label: str, loss: Rejection) -> Iterator[Row]:
    where = f"{loss.object}.{loss.attribute}" if loss.attribute else loss.object or loss.mapping_pointer
    yield label, f"{where}{f' ({loss.type})' if loss.type else ''}"
    yield "", f"{place(loss.mapping_file, loss.mapping_line)}  {loss.mapping_pointer}"
    yield "said", f"{loss.code}: {loss.message}"
    yield from _labelled("filtered", [f"{one.path} was removed by {one.filter}" for one in loss.taken])
    yield "do", short_hint(loss)


def _labelled(label: str, lines: list[str]) -> Iterator[Row]:
    return zip(_once(label), lines, strict=False)


def _once(label: str) -> Iterator[str]:
    yield label
    while True:
        yield ""


def _table(console: Console, rows: list[Row]) -> None:
    print_rows(rows, console, label=10, gap=2, indent=2)


_MAIN = ("email_address", "domain", "phone_number", "full_name", "currency_value", "target_record_id", "value")
"""The most telling member of a value with several members."""


def _value(value: dict[str, Any]) -> str:
    """A value as a person would write it down."""
    if "option" in value or "status" in value:
        return shown((value.get("option") or value["status"]).get("title"), 90)
    main = next((key for key in _MAIN if key in value), None)
    return shown(value[main] if main else own_members(value), longest=72)


def _pretty(value: Any) -> list[str]:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str).split("\n")
