"""From four texts to what happens to the events, in one call, whatever was typed. Pure; only what was read is cached.

`explain` provides the run, `lint` the findings; this module adds their places in the texts.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from attio_destination.asserts import ASSERTS, holder_of
from attio_emulator import Workspace
from attio_emulator.identified import own_members
from segment_actions import fql

from attio_harness.assumptions import settings_of
from attio_harness.errors import HarnessError
from attio_harness.inputs.event import EventSource, SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint import lint
from attio_harness.lint.model import Finding
from attio_harness.lint.rules import RULES
from attio_harness.playground.beside import assumption_rows, note_rows
from attio_harness.playground.completion import event_words, fixed_words, workspace_words
from attio_harness.playground.fields import field_rows
from attio_harness.playground.marks import edit, mark, mark_of_line, mark_of_pointer, repair, value_edit
from attio_harness.playground.repairs import OFF, Desk, repairs_of
from attio_harness.playground.texts import (
    Read,
    better_trigger,
    has_own_trigger,
    problem_of,
    read_events_of,
    read_subscriptions,
    read_workspace,
)
from attio_harness.run.trace import Explanation, Stage, explain_events, verdicts_of_events
from attio_harness.text.json import unescaped
from attio_harness.verdicts import LOST, MODES

__all__ = ["evaluate"]

_SHOWN = 50
"""The most events whose stages are all shown."""
_MISTAKES = 50
"""The most mistakes shown of an event under one subscription."""

_SAYING = (
    "email_address", "full_name", "original_phone_number", "domain", "option", "status", "currency_value", "target_record_id", "referenced_actor_type"
)  # fmt: skip
"""The member that shows a value, if the value has more members."""

Place = Callable[[str], dict[str, Any]]


def evaluate(
    mapping_text: str,
    trigger_text: str | None,
    event_text: str,
    workspace_text: str,
    mode: str = "auto",
    action: str | None = None,
    *,
    assume: str = "",
    known_workspace: str | None = None,
) -> dict[str, Any]:
    """What happens to the events, as JSON values.

    Args:
        mapping_text: JSON or HCL in any of the shapes that `-m` accepts.
        trigger_text: the trigger of subscriptions without one of their own.
        event_text: one event, several as NDJSON or in an array.
        workspace_text: YAML or JSON; empty for the standard objects.
        mode: auto, single or batch.
        action: the action of a mapping that names none.
        assume: settings of assumptions, `ID=CHOICE` with spaces between, as `--assume` takes them.
        known_workspace: the `tag` of the words that the caller has already; the same words are not returned again.

    Returns:
        `problems` of the texts and `findings` of lint, each with `message`, `hint`, `place` (`editor`, `from` and `to` in units of
        UTF-16, `line`, `column`) and `repairs` (`label`, `edits`); `events`, each with its `number` and `subscriptions`, the lost ones
        first if there are too many; `counts` of all verdicts; `notes` (`what`, `place`, `assume` that it proposes) and `assumptions`
        (`id`, `setting`, how many verdicts it `decided`), as `check` tells them; `uses_trigger`, whether a subscription has the trigger of
        `trigger_text`; `words` for completion; `ms`, the time it took.
    """
    begun = time.perf_counter()
    problems: list[dict[str, Any]] = []
    if mode not in MODES:
        problems.append(
            {"message": f"the mode {mode[:40]!r} is not one of {', '.join(MODES)}", "place": None, "repairs": []}
        )
    trigger = trigger_text or ""
    mapping = read_subscriptions(mapping_text, trigger, action)
    event, workspace = read_events_of(event_text), read_workspace(workspace_text)
    for one in (mapping, event, workspace):
        problems += one.problems
    found: dict[str, Any] = {"events": [], "findings": [], "counts": {}, "total": len(event.value or ())}
    found |= {"notes": [], "assumptions": []}
    settings: Mapping[str, str] | None = None
    try:
        settings = settings_of(assume.split())
    except HarnessError as error:
        problems.append({"message": str(error).replace("--assume", "assumptions"), "place": None, "repairs": []})
    if mapping.value and workspace.value is not None:
        found["findings"] = _findings(mapping_text, trigger, action, workspace_text, event.value or ())
        if event.value and mode in MODES and settings is not None:
            run = _run(mapping_text, trigger, event_text, workspace_text, mode, action, settings)
            problems += run.pop("problems")
            found |= run
    return {
        **found,
        "uses_trigger": not mapping.value or not all(map(has_own_trigger, mapping.value)),
        "problems": problems,
        "words": _words(event, workspace, workspace_text, known_workspace),
        "ms": round((time.perf_counter() - begun) * 1000, 2),
    }


def _words(event: Read, workspace: Read, text: str, known: str | None) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if known is None:
        words |= {"fixed": fixed_words()}
    if event.value:
        words["event"] = event_words(event.value)
    if workspace.value is not None:
        of_workspace = _workspace_words(text)
        words["tag"] = of_workspace["tag"]
        if of_workspace["tag"] != known:
            words["workspace"] = of_workspace
    return words


@lru_cache(maxsize=4)
def _workspace_words(text: str) -> dict[str, Any]:
    return workspace_words(read_workspace(text).value, text)


# -- the run ---------------------------------------------------------------------------------------------------------


def _run(
    mapping_text: str,
    trigger: str,
    event_text: str,
    workspace_text: str,
    mode: str,
    action: str | None,
    settings: Mapping[str, str],
) -> dict[str, Any]:
    sources: tuple[LocatedSubscription, ...] = read_subscriptions(mapping_text, trigger, action).value
    workspace: Workspace = read_workspace(workspace_text).value
    events: tuple[SourceEvent, ...] = read_events_of(event_text).value
    desk = Desk(
        mapping=mapping_text, event=event_text, workspace_text=workspace_text, workspace=workspace, events=events
    )

    @cache
    def place(pointer: str) -> dict[str, Any]:
        line = next((one.line_of(pointer) for one in sources if pointer.startswith(one.pointer)), None)
        return mark_of_pointer("mapping", mapping_text, pointer, line=line)

    if not any(one.enabled for one in sources):
        said = "every subscription is disabled, so no event meets one"
        return {"problems": [{"message": said, "place": mark("mapping", mapping_text, 0, 0), "repairs": []}]}
    try:
        options: dict[str, Any] = {"mode": mode, "assumptions": settings}
        behind = verdicts_of_events(events, sources, workspace, **options) if len(events) > _SHOWN else []
        numbers = _shown(behind) if behind else range(len(events))
        chosen = [events[number] for number in numbers]
        items: list[EventSource] = [*events, *read_events_of(event_text).notes]
        explained, job = explain_events(items, sources, workspace, chosen=chosen, **options)
    except HarnessError as error:
        return {"problems": [problem_of("mapping", mapping_text, error)]}
    rows = [
        {"number": number + 1, **_event_row(item, one, desk, place)}
        for number, item, one in zip(numbers, chosen, explained, strict=True)
    ]
    counts = Counter(verdict for one in behind or (row["verdicts"] for row in rows) for verdict in one)
    beside = {"notes": note_rows(job, desk), "assumptions": assumption_rows(job, settings)}
    return {"events": rows, "counts": dict(counts), "problems": [], **beside}


def _shown(verdicts: Sequence[Sequence[str]]) -> list[int]:
    """Which events are shown if there are too many: first those that lose something, then the others, in their order."""
    by_loss = sorted(range(len(verdicts)), key=lambda number: not any(one in LOST for one in verdicts[number]))
    return sorted(by_loss[:_SHOWN])


def _event_row(item: SourceEvent, explained: Explanation, desk: Desk, place: Place) -> dict[str, Any]:
    stages = [_stage_row(stage, item, desk, place) for stage in explained.stages]
    filtered = explained.filters.reason is not None
    matched = [row["verdict"] for row in stages if row["matched"]]
    return {
        "type": _text(item.event.get("type")),
        "name": _named(item.event),
        "message_id": _text(item.event.get("messageId")),
        "place": mark_of_line("event", desk.event, item.line),
        "filtered": {"reason": explained.filters.reason, "why": explained.filters.why} if filtered else None,
        "verdicts": ["filtered"] if filtered else matched or ["unmatched"],
        "subscriptions": stages,
    }


def _stage_row(stage: Stage, item: SourceEvent, desk: Desk, place: Place) -> dict[str, Any]:
    source = stage.subscription
    loss = stage.rejection
    mistakes = [] if loss is None else [loss, *loss.also][:_MISTAKES]
    return {
        "subscription": source.name,
        "action": source.action,
        "place": place(source.mapping_pointer),
        "matched": stage.matched,
        "trigger": source.trigger,
        "clauses": [
            {"clause": one.clause, "found": one.found, "met": one.met}
            for one in fql.clauses(source.trigger, item.event)[:100]
        ],
        "verdict": stage.verdict,
        "fields": field_rows(stage, place),
        "mistakes": [
            _mistake_row(one.to_dict(), item, replace(desk, trigger=source.trigger), place) for one in mistakes
        ],
        "requests": [
            {
                "method": one["request"]["method"],
                "url": one["request"]["url"],
                "body": one["request"]["body"],
                "status": one["response"]["status"],
                "answer": one["response"]["body"],
            }
            for one in (exchange.to_dict() for exchange in stage.exchanges)
        ],
        "records": [
            {**one, "values": {slug: [_brief(value) for value in rows] for slug, rows in one["values"].items()}}
            for one in stage.records
        ],
    }


def _mistake_row(row: Mapping[str, Any], item: SourceEvent, desk: Desk, place: Place) -> dict[str, Any]:
    return {
        "code": row["code"],
        "message": row["message"],
        "hint": row["hint"],
        "object": row["object"],
        "attribute": row["attribute"],
        "path": row["path"],
        "value": row["value"],
        "place": place(row["mapping"]["pointer"]),
        "repairs": repairs_of(row, desk, item),
    }


def _brief(value: Mapping[str, Any]) -> Any:
    """A value of a record for people: the member that shows it, or all but what Attio says about every value."""
    for key in _SAYING:
        if key in value:
            inner = value[key]
            return inner["title"] if isinstance(inner, Mapping) and "title" in inner else inner
    own = {key: inner for key, inner in own_members(value).items() if inner is not None}
    return next(iter(own.values())) if len(own) == 1 else own


def _text(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) else None


def _named(event: Mapping[str, Any]) -> str | None:
    """What distinguishes an event from others of its type in a list: its subject and its user."""
    texts = [
        next((text for name in names if (text := _text(event.get(name)))), None)
        for names in (("event", "name", "groupId", "previousId"), ("userId", "anonymousId"))
    ]
    return " ".join(text for text in texts if text) or None


# -- lint ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _linted(mapping_text: str, trigger: str, action: str | None, workspace_text: str) -> tuple[Finding, ...]:
    try:
        sources = read_subscriptions(mapping_text, trigger, action).value
        return tuple(lint(sources, read_workspace(workspace_text).value))
    except HarnessError:  # the run reports it, with its place
        return ()


def _findings(
    mapping_text: str, trigger: str, action: str | None, workspace_text: str, events: Sequence[SourceEvent]
) -> list[dict[str, Any]]:
    sources = read_subscriptions(mapping_text, trigger, action).value
    desk = Desk(
        mapping=mapping_text,
        event="",
        workspace_text=workspace_text,
        workspace=read_workspace(workspace_text).value,
        events=events,
    )
    rows = []
    for one in _linted(mapping_text, trigger, action, workspace_text)[:200]:
        source = next(
            each for each in sources if one.pointer.startswith(each.pointer) and each.name == one.subscription
        )
        in_trigger = RULES[one.rule].check.__module__.endswith(".triggers")
        elsewhere = in_trigger and not has_own_trigger(source)
        rows.append(
            {
                "rule": one.rule,
                "name": one.name,
                "severity": one.severity,
                "subscription": one.subscription,
                "message": one.message,
                "hint": one.hint,
                "place": mark("trigger", trigger, 0, len(trigger))
                if elsewhere
                else mark_of_pointer("mapping", mapping_text, one.pointer, line=source.line_of(one.pointer)),
                "repairs": _trigger_repairs(one, source, desk, trigger)
                if in_trigger
                else repairs_of(_as_mistake(one, source), desk),
            }
        )
    return rows


def _trigger_repairs(finding: Finding, source: LocatedSubscription, desk: Desk, trigger: str) -> list[dict[str, Any]]:
    better = better_trigger(source.trigger)
    if not better:
        return []
    after = lint([replace(source, trigger=better)], desk.workspace)
    if any((one.rule, one.message) == (finding.rule, finding.message) for one in after):
        return []  # the mended trigger has this mistake, too
    if not has_own_trigger(source):
        return [repair(f"Write {better}", edit("trigger", trigger, 0, len(trigger), better))]
    change = value_edit(desk.mapping, source.trigger_pointer, better)
    return [repair(f"Write {better}", change)] if change else []


def _as_mistake(one: Finding, source: LocatedSubscription) -> dict[str, Any]:
    """The subject of a finding, in the words of a mistake."""
    keys = one.pointer.removeprefix(source.mapping_pointer).split("/")[1:]
    named = source.mapping.get("object")
    object = holder_of(keys[0]) if keys else None
    if object is None:
        # the last record of an action is its subject; if the payload names the object, the mapping may
        object = ASSERTS[source.action][-1].object or (named if isinstance(named, str) else None)
    attribute = unescaped(keys[1]) if len(keys) > 1 and keys[0].endswith("attributes") else None
    if keys[:1] == ["matching_attribute"] and isinstance(source.mapping.get("matching_attribute"), str):
        attribute = source.mapping["matching_attribute"]
    if not RULES[one.rule].check.__module__.endswith((".objects", ".matching")):
        attribute = None  # what is wrong is the value, not the name of the attribute that gets it
    return {
        "code": OFF if one.rule == "AH002" else None,
        "pointer": one.pointer,
        "object": object,
        "attribute": attribute,
        "hint": one.hint,
        "reads": (),
    }
