"""What the documentation and editors are told of the configuration is the table of keys, and is true."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
from attio_harness.settings.described import configuration_schema, with_table

DOCS = Path(__file__).parents[3] / "docs"
WRITE = "run python -m attio_harness.settings.described"


def test_the_page_has_the_table() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    assert page == with_table(page), WRITE
    assert "| `batch-wait` | a number | `60` | the top, [check], " in page


def test_the_schema_is_that_of_the_table() -> None:
    text = (DOCS / "configuration.schema.json").read_text("utf-8")
    assert text == configuration_schema(), WRITE


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('mapping = ["a"]\nmax-failures = "5%"\n[check]\nmode = "both"\n[schema.diff]\nformat = "json"', True),
        ("mod = 1", False),
        ("[chek]", False),
        ("[schema.dif]", False),
        ("port = 1", False),
        ('mode = "x"', False),
        ("max-failures = -1", False),
        ('max-failures = "101%"', False),
        ('[check]\nvary = "yes"', False),
    ],
)
def test_the_schema_takes_what_is_read(text: str, fits: bool) -> None:
    schema = jsonschema_rs.validator_for(json.loads(configuration_schema()))
    assert schema.is_valid(tomllib.loads(text)) is fits
