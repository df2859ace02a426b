"""Where the limits of Segment and Attio lie exactly."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import identify_user


def findings(*subscriptions: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and pointer of each finding of the rules on limits."""
    located = [one for number, given in enumerate(subscriptions) for one in locate_dict(given, f"/{number}")]
    workspace = Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]})
    return [(one.rule, one.pointer) for one in lint(located, workspace) if one.rule in ("AH406", "AH408")]


def identify(number: int = 0, **fields: Any) -> dict[str, Any]:
    return identify_user(f"Identify {number}", f'type = "identify" and traits.plan = "{number}"', **fields)


@pytest.mark.parametrize(("count", "told"), [(50, []), (51, [("AH406", "/50")]), (53, [("AH406", "/50")])])
def test_the_first_subscription_beyond_the_limit_is_named(count: int, told: list[tuple[str, str]]) -> None:
    assert findings(*(identify(number) for number in range(count))) == told


@pytest.mark.parametrize(
    ("size", "fits"),
    [(1, True), (10_000, True), ("250", True), (0, False), (0.5, False), (10_001, False), (-1, False)],
)
def test_a_batch_has_from_one_to_ten_thousand_events(size: Any, fits: bool) -> None:
    assert findings(identify(batch_size=size)) == ([] if fits else [("AH408", "/0/mapping/batch_size")])
