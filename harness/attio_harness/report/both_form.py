"""The comparison of single and batch delivery as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from attio_harness.both import Both, Difference
from attio_harness.verdicts import VERDICTS

__all__ = ["render_both"]

_SAMPLES = 5


def render_both(both: Both) -> str:
    """The verdicts side by side, then one paragraph for each kind of difference with samples."""
    lines = [] if both.single.complete else ["Interrupted: later events were not read."]
    lines += [f"{both.single.events:,} events into {both.single.workspace}, delivered singly and in batches", ""]
    lines.append(f"  {'single':>8}  {'batch':>8}")
    for name in VERDICTS:
        lines.append(f"  {both.single.verdicts.get(name, 0):>8}  {both.batch.verdicts.get(name, 0):>8}  {name}")
    kinds: dict[tuple[Any, ...], list[Difference]] = {}
    for one in both.differences:
        verdicts = (one.single, one.batch) if one.what == "verdict" else ()
        kinds.setdefault((one.what, one.object, one.attribute, one.subscription, verdicts, one.why), []).append(one)
    lines.append("")
    if not kinds:
        lines.append("Both ways end in the same workspace.")
    for number, group in enumerate(sorted(kinds.values(), key=len, reverse=True), 1):
        lines += [*_kind(number, group), ""]
    lost = max(len(both.single.rejections), len(both.batch.rejections))
    if lost:
        lines.append(
            f"Losses: {len(both.single.rejections)} singly, {len(both.batch.rejections)} in batches; --mode single and --mode batch explain them."
        )
    return "\n".join(lines).rstrip() + "\n"


def _kind(number: int, group: Sequence[Difference]) -> list[str]:
    first = group[0]
    if first.what == "verdict":
        title = f"{first.subscription}: {first.single} singly, {first.batch} in a batch"
    elif first.what == "record":
        title = f"{first.object}: records that only {'single' if first.single else 'batch'} delivery leaves"
    else:
        title = f"{first.object}.{first.attribute}: another value"
    lines = [f"{number}. {len(group)} x {title}", f"   why      {first.why}"]
    for one in group[:_SAMPLES]:
        where = ", ".join(f"{event.file}:{event.line}" for event in one.events[:3])
        if one.what == "verdict":
            lines.append(f"   event    {where}")
        elif one.what == "record":
            lines.append(f"   record   {one.record}  from {where}")
        else:
            lines.append(
                f"   record   {one.record}: {_shown(one.single)} singly, {_shown(one.batch)} in a batch  from {where}"
            )
    if len(group) > _SAMPLES:
        lines.append(f"            and {len(group) - _SAMPLES} more (all of them with --format json)")
    return lines


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 60 else text[:59] + "…"
