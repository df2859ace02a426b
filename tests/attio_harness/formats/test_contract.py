"""The JSON report keeps its contract: pydantic models accept it, and the published JSON Schema is theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from attio_harness import check
from attio_harness.formats.contract import JsonReport, render_schema
from attio_harness.formats.json import render_json
from pydantic import ValidationError

from tests.attio_harness.recorded import MAPPINGS, recorded_report

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("mode", ["auto", "single", "batch"])
def test_every_report_is_what_the_models_and_the_schema_say(mapping: str, mode: Any) -> None:
    text = render_json(recorded_report(mapping, mode))
    kept = JsonReport.model_validate_json(text)
    assert json.loads(kept.model_dump_json(exclude_unset=True)) == json.loads(text)
    jsonschema_rs.validator_for(json.loads(render_schema())).validate(json.loads(text))


def test_the_published_schema_is_the_models() -> None:
    assert (ROOT / "docs" / "report.schema.json").read_text() == render_schema()


def test_a_member_that_nobody_promised_is_refused() -> None:
    report = json.loads(render_json(check([{"type": "page"}], ["published"], {})))
    JsonReport.model_validate(report)
    with pytest.raises(ValidationError):
        JsonReport.model_validate(report | {"more": 1})
    with pytest.raises(ValidationError):
        JsonReport.model_validate({key: value for key, value in report.items() if key != "verdicts"})
