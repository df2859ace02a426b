"""What the site makes of the code."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import schema_tables
from attio_harness.cli import COMMANDS
from hooks import on_page_markdown

DOCS = Path(__file__).parents[2] / "docs"


def shown(name: str) -> str:
    """A page of docs/ as Markdown of the site."""
    page = SimpleNamespace(file=SimpleNamespace(src_uri=name))
    return on_page_markdown((DOCS / name).read_text("utf-8"), page, SimpleNamespace(extra={}), [])


def test_every_command_is_there_with_its_options_and_an_example() -> None:
    page = shown("reference/command_line.md")
    chapters = {one.partition("\n")[0]: one for one in page.split("\n## ")[1:]}
    assert list(chapters) == [f"`{' '.join(filter(None, ['attio-harness', one.group, one.name]))}`" for one in COMMANDS]
    for row, chapter in zip(COMMANDS, chapters.values(), strict=True):
        assert f"**Example**:\n\n```text\n{row.example}\n```" in chapter
        assert "**Usage**:\n\n```text\nattio-harness " in chapter
    assert "* `-m, --mapping " in chapters["`attio-harness check`"]
    assert "* `--workspace-per-token`" in chapters["`attio-harness emulate`"]
    assert "console" not in page


@pytest.mark.parametrize("name", ["workspace", "report"])
def test_every_member_of_a_schema_has_its_row(name: str) -> None:
    schema = json.loads((DOCS / f"{name}.schema.json").read_text("utf-8"))
    page = shown(f"reference/{name}.md")
    for definition, members in [("The document", schema), *schema["$defs"].items()]:
        heading = f"\n## {definition.removeprefix('Json')}\n"
        assert page.count(heading) == 1
        chapter = page.partition(heading)[2].partition("\n## ")[0]
        assert [member for member in members.get("properties", {}) if f"\n| `{member}`" not in chapter] == []


SCHEMA = {
    "description": "A thing.",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "description": "What it is\n called | so."},
        "kind": {"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/JsonPart"}, "description": "a list of parts"},
        "sizes": {"type": "object", "additionalProperties": {"type": ["integer", "string"]}, "examples": [{"x": 1}]},
        "any": {},
    },
    "$defs": {"JsonPart": {"type": "object"}},
}
TABLES = """## The document

A thing.

| member | is | |
|---|---|---|
| `name` (required) | text | What it is called \\| so. |
| `kind` | `a`, `b` |  |
| `parts` | list of [Part](#part) |  |
| `sizes` | object of whole number or text |  |
| `any` | any value |  |


**Example** of `sizes`:

```json
{
  "sizes": {
    "x": 1
  }
}
```

## Part
"""


def test_a_schema_as_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_tables, "_SCHEMAS", tmp_path)
    (tmp_path / "it.json").write_text(json.dumps(SCHEMA))
    assert schema_tables.schema_tables("it.json") == TABLES


def test_comments_for_the_tests_are_not_shown() -> None:
    assert "<!--" not in shown("walkthrough.md")


def test_comments_in_code_are_shown() -> None:
    markdown = "<!-- exits 1 -->\n\n```html\n<!-- shown -->\n```\n\n<!-- not run: never -->\n"
    page = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"))
    assert on_page_markdown(markdown, page, SimpleNamespace(extra={}), []) == "\n```html\n<!-- shown -->\n```\n\n"
