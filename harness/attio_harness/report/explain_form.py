"""An explanation of one event as text: the stages from top to bottom, ending where it stopped."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.text import Text

from attio_harness.staging import Explanation, Staged

__all__ = ["print_explanation"]


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Write every stage to a rich console."""
    ref = explanation.ref
    console.print(Text(f"{ref.type or 'event'} {ref.message_id or ''} from {ref.file}:{ref.line}", style="bold"))
    _json(console, explanation.event)
    for stage in explanation.stages:
        _stage(console, stage)


def _stage(console: Console, stage: Staged) -> None:
    source = stage.subscription
    style = "green" if stage.verdict == "written" else "dim" if stage.verdict == "unmatched" else "red"
    console.print(Text(f"\n{source.name}: {stage.verdict}", style=f"bold {style}"))
    _label(console, "trigger", f"{source.trigger}  {'matches' if stage.matched else 'does not match'}")
    for clause in stage.failed_clauses:
        _label(console, "", f"{clause['clause']} was false, found {clause['found']}")
    if not stage.matched:
        return
    for read in stage.reads:
        what = _short(read["value"]) if read["found"] else "nothing there"
        _label(console, "mapping", f"{read['pointer']}  <-  {read['path']}  =  {what}")
    if stage.payload is not None:
        _label(console, "payload", "")
        _json(console, stage.payload)
    for exchange in stage.exchanges:
        request = exchange.request
        _label(console, "request", f"{request.method} {request.url}")
        _json(console, exchange.to_dict()["request"]["body"])
        _label(console, "answer", f"{exchange.response.status}")
        if exchange.response.status >= 400:
            _json(console, exchange.to_dict()["response"]["body"])
    for record in stage.records:
        _label(console, "record", f"{record['object']} {record['result']} {record['record_id']}")
        for slug, values in record["values"].items():
            console.print(Text(f"             {slug} = {', '.join(_value(v) for v in values)}"))
    if stage.rejection is not None:
        _loss(console, stage)


def _loss(console: Console, stage: Staged) -> None:
    loss = stage.rejection
    if loss is None:
        return
    line = f":{loss.mapping_line}" if loss.mapping_line else ""
    where = f"{loss.object}.{loss.attribute}" if loss.attribute else loss.object or loss.mapping_pointer
    _label(console, "at fault", f"{where}{f' ({loss.type})' if loss.type else ''}")
    _label(console, "", f"{loss.mapping_file}{line}  {loss.mapping_pointer}")
    _label(console, "said", f"{loss.code}: {loss.message}")
    _label(console, "do", loss.hint)
    if loss.partial:
        _label(console, "partial", f"already written by the same event: {', '.join(loss.partial)}")


def _value(value: dict[str, Any]) -> str:
    hidden = ("active_from", "active_until", "created_by_actor", "attribute_type")
    return _short({key: inner for key, inner in value.items() if key not in hidden})


def _label(console: Console, label: str, text: str) -> None:
    line = Text(f"  {label:<10} ", style="dim")
    line.append(text, style="default not dim")
    console.print(line, overflow="fold")


def _short(value: Any, most: int = 90) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= most else text[: most - 1] + "…"


def _json(console: Console, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str).encode("utf-8", "backslashreplace").decode()
    console.print(Text("\n".join("    " + line for line in text.splitlines())), overflow="fold")
