"""Histories written as a whole, for records of the scratch object."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, created, ended, history, outcome
from attio_harness.verify.steps import Ask, Program

_DAYS = -86_400
"""Seconds of a day, backwards from the beginning of the run."""


def _written(stage: Stage, record: str, attribute: str, *rows: tuple[Any, int, int | None]) -> Ask:
    """The request for a history of values, each from so many days ago to so many days ago, or to now."""
    values = [
        {
            "value": value,
            "active_from": stage.at(begin * _DAYS),
            "active_until": None if end is None else stage.at(end * _DAYS),
        }
        for value, begin, end in rows
    ]
    path = f"{stage.records()}/{record}/attributes/{attribute}/values"
    return Ask(method="PUT", path=path, body={"data": {"values": values, "replace_history": True}})


@probe("With what code is the history of a missing attribute refused?", about=("history.unknown_attribute",))
def history_unknown(stage: Stage) -> Program[Any]:
    record = yield from created(stage, "history unknown")
    answer = yield _written(stage, record, f"nothing_{stage.marker}", ("x", 2, None))
    return outcome(answer)


@probe("With what code is the history of a relationship refused?", about=("history.not_written",), needs=("parent",))
def history_relationship(stage: Stage) -> Program[Any]:
    record = yield from created(stage, "history related")
    answer = yield _written(stage, record, "parent", (stage.nobody, 2, None))
    return outcome(answer)


@probe(
    "Which values of a written history stay in force, and which have to be unique?",
    about=("history.open",),
    needs=("text", "tags"),
)
def history_open(stage: Stage) -> Program[Any]:
    """What a history leaves: the order of values in force, nothing if all have ended, and a unique value that another record once had."""
    record = yield from created(stage, "history written", text="before")
    other = yield from created(stage, "history other")
    several = yield _written(stage, record, "tags", ("Free", 3, None), ("Pro", 2, None))
    over = yield _written(stage, record, "text", ("second", 2, 1), ("first", 3, 2))
    both = yield _written(stage, record, "text", ("second", 3, 1), ("first", 2, None))
    taken = yield _written(stage, other, "key", (stage.key("history written"), 2, None))
    once = yield _written(
        stage, other, "key", (stage.key("history written"), 3, 2), (stage.key("history other"), 2, None)
    )
    return {
        "ends": [outcome(one) for one in (several, over, both, taken, once)],
        "tags": (yield from ended(stage, "history written", "tags")),
        "text": (yield from ended(stage, "history written", "text")),
        "rows": (yield from history(stage, record, "text")),
    }
