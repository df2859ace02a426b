"""Which function chooses the values of a dynamic field, by the name that is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, Action, Context, Exchange
from segment_actions.dynamic_fields import chooser


def _function(name: str) -> Any:
    def choose(context: Context) -> Exchange:
        return name
        yield

    choose.__name__ = name
    return choose


def _perform(payload: Any, context: Context) -> Exchange:
    return None
    yield


ACTION = Action(
    slug="a",
    title="A",
    perform=_perform,
    dynamic_fields={
        "plain": _function("plain"),
        "list": {"sku": _function("sku")},
        "map": {"__values__": _function("values"), "known": _function("known")},
        "text": "none",
    },
)


@pytest.mark.parametrize(
    ("name", "chosen", "where"),
    [
        ("plain", "plain", MISSING),
        ("list.sku", "sku", MISSING),
        ("list.[2].sku", "sku", {"selectedArrayIndex": 2}),
        ("map.known", "known", MISSING),
        ("map.other", "values", {"selectedKey": "other"}),
        ("nope", None, MISSING),
        ("text", None, MISSING),
        ("list.nope", None, {"selectedKey": "nope"}),
    ],
)
def test_which_function_chooses(name: str, chosen: str | None, where: Any) -> None:
    choose, found = chooser(ACTION, name)
    assert (None if choose is None else choose.__name__, found) == (chosen, where)
