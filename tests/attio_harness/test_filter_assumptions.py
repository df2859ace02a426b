"""What is assumed of destination filters: every row holds for an event on its way, and those with a switch obey it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check
from attio_harness.assumptions import ASSUMPTIONS
from segment_actions import filter_fql

from tests.attio_harness.subscriptions import identify_user

IDENTIFY = identify_user()
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
EVENT = {
    "type": "identify",
    "userId": "u1",
    "messageId": "m1",
    "traits": {
        "email": "jane@acme.com", "plan": "Pro", "seats": "7", "vip": True, "tags": ["a", "b"], "note": "it's ab*d",
        "smile": "😀", "and": "x", "place": {"city": "Rome"}, "none": None, "app": "1.10-rc",
    },
}  # fmt: skip
DROP = {"type": "DROP"}
DEFAULTS: Mapping[str, str] = {}


def verdicts(
    tmp_path: Path, condition: str, action: Mapping[str, Any] = DROP, settings: Mapping[str, str] = DEFAULTS
) -> tuple[Any, Any]:
    file = tmp_path / "filters.json"
    file.write_text(json.dumps([{"title": "f", "if": condition, "actions": [action]}]))
    report = check([EVENT], [IDENTIFY], WORKSPACE, filters=file, assumptions=settings)
    return report.verdicts, {id: count for id, count in report.assumptions.items() if id.startswith("filter.")}


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("traits.gone = null", marks=pytest.mark.covers("filter.missing")),
        pytest.param("traits.gone.below = traits.none", marks=pytest.mark.covers("filter.missing")),
        pytest.param("!type = 'track'", marks=pytest.mark.covers("filter.not")),
        pytest.param("!traits.gone", marks=pytest.mark.covers("filter.not")),
        pytest.param("traits.vip and !traits.plan", marks=pytest.mark.covers("filter.bare_value")),
        pytest.param("traits.and = 'x'", marks=pytest.mark.covers("filter.keywords")),
        pytest.param(r"match(traits.note, 'it\'s ab\*d')", marks=pytest.mark.covers("filter.string_escapes")),
        pytest.param("traits.tags.1 = 'b'", marks=pytest.mark.covers("filter.list_index")),
        pytest.param("match(traits.smile, '?') and match(traits.plan, '[^p]*')", marks=pytest.mark.covers("filter.globs")),
        pytest.param("typeof(traits.place) = 'object'", marks=pytest.mark.covers("filter.typeof_object")),
        pytest.param(
            "uppercase(traits.none) = null and string(traits.none) = '' and bool(traits.none) = false",
            marks=pytest.mark.covers("filter.functions_of_null"),
        ),
        pytest.param(
            "semver(traits.app, '>=', '1.9') and !semver(traits.plan, '!=', '1')", marks=pytest.mark.covers("filter.semver")
        ),
        pytest.param("titlecase('two wOrds') = 'Two WOrds'", marks=pytest.mark.covers("filter.letter_case")),
        pytest.param(
            "string(traits.tags) = '[\"a\",\"b\"]' and number(traits.plan) = null and number(traits.seats) = 7 and !bool('F')",
            marks=pytest.mark.covers("filter.conversions"),
        ),
    ],
)  # fmt: skip
def test_what_a_condition_is_assumed_to_mean(tmp_path: Path, condition: str) -> None:
    assert verdicts(tmp_path, condition)[0] == {"filtered": 1}
    assert verdicts(tmp_path, f"!({condition})")[0] == {"written": 1}


@pytest.mark.covers("filter.keywords", "filter.globs")
@pytest.mark.parametrize("condition", ["type = 'a' AND type = 'b'", "and = 'x'", "match(traits.plan, '[P')"])
def test_what_is_assumed_not_to_be_readable(tmp_path: Path, condition: str) -> None:
    with pytest.raises(InputError):
        verdicts(tmp_path, condition)


@pytest.mark.covers("filter.and_or", "filter.wrong_kind")
@pytest.mark.parametrize(
    ("id", "condition", "other", "default"),
    [
        ("and_or", "type = 'identify' or traits.vip and traits.plan = 'Free'", "in-order", "filtered"),
        ("wrong_kind", "traits.seats > 5", "drop", "written"),
    ],
)
def test_a_switch_that_decides_is_counted_and_obeyed(
    tmp_path: Path, id: str, condition: str, other: str, default: str
) -> None:
    changed = {"filtered": "written", "written": "filtered"}[default]
    assert verdicts(tmp_path, condition) == ({default: 1}, {f"filter.{id}": 1})
    assert verdicts(tmp_path, condition, settings={f"filter.{id}": other}) == ({changed: 1}, {f"filter.{id}": 1})


@pytest.mark.covers("filter.dotted_names")
def test_a_name_with_a_dot(tmp_path: Path) -> None:
    action = {"type": "DROP_PROPERTIES", "fields": {"": ["traits.email"]}}
    assert verdicts(tmp_path, "all", action) == ({"written": 1}, {"filter.dotted_names": 1})
    assert verdicts(tmp_path, "all", action, {"filter.dotted_names": "path"})[0] == {"invalid": 1}


def test_the_language_itself_has_the_settings_that_are_assumed() -> None:
    assert {id: ASSUMPTIONS[id].default for id in filter_fql.DEFAULTS} == filter_fql.DEFAULTS
