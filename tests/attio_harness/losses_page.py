"""The page `docs/losses.md`: every loss case, what `check` says about it, and the change. As a program, this writes it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from attio_harness.rejection import Rejection
from attio_harness.text.words import clean
from attio_harness.verdicts import NAMED

from tests.attio_harness.loss_case import CASES, GROUPS, Json, LossCase, first_report

__all__ = ["PAGE", "render"]

PAGE = Path(__file__).parents[2] / "docs" / "losses.md"

_HEAD = """# Kinds of loss

What `check` reports for each kind of lost event, and the change that fixes it. Every example is a test: it runs, the report is
compared word for word, the change is made, and then the event is written. An event with several mistakes is lost to the first one;
the report lists the others with it, each with its own fix (`also` in JSON).

This page is generated from the cases in `tests/attio_harness/loss_cases`. To regenerate it, run `python -m tests.attio_harness.losses_page`.
"""
_OF = {
    "events": "the event",
    "mapping": "the mapping",
    "workspace": "Attio (the workspace file)",
}
_OPS = {"add": "add", "remove": "remove", "replace": "set"}


def render() -> str:
    """What the page has to say."""
    groups = {name: list(cases) for name, cases in groupby(CASES, key=lambda one: one.id.split("/")[0])}
    index = (f"- [{heading}](#{_anchor(heading)}): {len(groups[name])}" for name, heading in GROUPS.items())
    parts = [_HEAD, f"{len(CASES)} examples:\n", "\n".join(index) + "\n"]
    for name, heading in GROUPS.items():
        parts += [f"## {heading}\n", *("\n".join(_section(one)) for one in groups[name])]
    return "\n".join(parts)


def _anchor(heading: str) -> str:
    return "".join(ch for ch in heading.casefold().replace(" ", "-") if ch.isalnum() or ch == "-")


def _section(case: LossCase) -> Iterator[str]:
    (loss,) = first_report(case.id).rejections
    yield f"### {case.title}"
    yield ""
    status = f", HTTP {loss.status}" if loss.status else ""
    yield f"`{case.id}`, {' and '.join(case.modes)}: {NAMED[loss.verdict]}{status}, `{loss.code}`"
    yield ""
    for one in (loss, *loss.also):
        yield f"- Mapping: {_origin(one)}{_target(one)}"
        yield f"- Response: {one.message}"
        yield f"- To do: {one.hint}"
    if case.fix.of == "faults":
        yield "- Change: none on your side; the next response of Attio differs"
    else:
        yield f"- Change of {_OF[case.fix.of]}: {'; '.join(map(_change, case.fix.changes))}"
    yield ""


def _origin(loss: Rejection) -> str:
    return (
        f"`{loss.mapping_pointer}`" + (f" from `{loss.path}`" if loss.path else "") + f", value `{_json(loss.value)}`"
    )


def _target(loss: Rejection) -> str:
    parts = [f"`{one}`" for one in (loss.object, loss.attribute) if one] + [f"({loss.type})" if loss.type else ""]
    named = " ".join(filter(None, parts))
    return f"; Attio: {named}" if named else ""


def _change(change: Json) -> str:
    value = f" `{_json(change['value'])}`" if "value" in change else ""
    return f"{_OPS[change['op']]} `{change['path']}`{value}"


def _json(value: Any) -> str:
    text = clean(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 200 else f"{text[:197]}..."


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
