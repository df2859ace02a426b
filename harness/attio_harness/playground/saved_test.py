"""The editors' texts as a pytest file that asserts what the playground showed: it passes until something changes."""

from __future__ import annotations

import math
import pprint
from collections.abc import Sequence
from typing import Any

from attio_emulator.schema.files import source

from attio_harness.assumptions import settings_of
from attio_harness.errors import InputError
from attio_harness.playground.texts import read_events_of, read_subscriptions, read_workspace
from attio_harness.run.api import check
from attio_harness.verdicts import VERDICTS, Mode

__all__ = ["saved_test"]


def saved_test(
    mapping_text: str,
    trigger_text: str | None,
    event_text: str,
    workspace_text: str,
    mode: Mode,
    action: str | None = None,
    *,
    assume: str = "",
) -> str:
    """The text of the file, which needs no other file.

    Raises:
        InputError: one of the texts cannot be used; the playground shows why.
        UsageError: an assumption cannot be set so.
    """
    mapping = read_subscriptions(mapping_text, trigger_text or "", action)
    events, workspace = read_events_of(event_text), read_workspace(workspace_text)
    for editor, one in (("mapping", mapping), ("event", events), ("workspace", workspace)):
        if one.value is None:
            place = one.problems[0]["place"]
            raise InputError(
                f"cannot be saved as a test: {one.problems[0]['message']}", file=editor, line=place["line"]
            )
    subscriptions = [
        {"name": one.name, "partnerAction": one.action, "subscribe": one.trigger, "mapping": dict(one.mapping)}
        | ({} if one.enabled else {"enabled": False})
        for one in mapping.value
    ]
    rows = [one.event for one in events.value]
    values = source(workspace_text, file="workspace").values if workspace_text.strip() else {}
    settings = settings_of(assume.split())
    report = check(rows, subscriptions, values or {}, mode, assumptions=settings)
    assumed = f", assumptions={settings!r}" if settings else ""
    verdicts = {name: report.verdicts[name] for name in VERDICTS if report.verdicts.get(name)}
    records = {name: dict(counts) for name, counts in report.records.items()}
    losses = [[one.code, *(also.code for also in one.also)] for one in report.rejections]
    return "\n".join(
        [
            '"""Saved from the playground: what happens to these events. Run it with `pytest`."""',
            "",
            "from attio_harness import check",
            "",
            *_constant("EVENTS", rows),
            *_constant("SUBSCRIPTIONS", subscriptions),
            *_constant("WORKSPACE", values or {}),
            "",
            f"def test_{_verb(verdicts)}():",
            f"    report = check(EVENTS, SUBSCRIPTIONS, WORKSPACE, {mode!r}{assumed})",
            f"    assert {{name: count for name, count in report.verdicts.items() if count}} == {verdicts!r}",
            f"    assert report.records == {records!r}",
            *_lost(losses),
            "",
        ]
    )


class _Python(pprint.PrettyPrinter):
    """Values as Python literals: a number that Python cannot hold is infinite, which would print as a name unknown to the file."""

    def format(self, value: Any, *rest: Any) -> tuple[str, bool, bool]:
        if isinstance(value, float) and math.isinf(value):
            return f"float('{value}')", True, False
        return super().format(value, *rest)


def _constant(name: str, value: Any) -> list[str]:
    return [f"{name} = {_Python(width=110, sort_dicts=False).pformat(value)}", ""]


def _lost(losses: Sequence[Any]) -> list[str]:
    if not losses:
        return ["    report.assert_nothing_lost()"]
    return [
        "    # what is lost, and why; once that is fixed: report.assert_nothing_lost()",
        f"    assert [[one.code, *(also.code for also in one.also)] for one in report.rejections] == {losses!r}",
    ]


def _verb(verdicts: dict[Any, int]) -> str:
    return "_and_".join(["events_are", *sorted(verdicts)]).replace("events_are_and_", "events_are_") or "events"
