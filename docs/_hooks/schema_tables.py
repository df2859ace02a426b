"""A JSON Schema as tables: one for the document itself and one for each definition, with one row per member."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["schema_tables"]

_SCHEMAS = Path(__file__).parents[1]
_EXAMPLE = "\n**Example** of `{name}`:\n\n```json\n{text}\n```\n"


def schema_tables(file: str) -> str:
    """Markdown, with a heading of the second level for each definition; `file` is in docs/."""
    schema = json.loads((_SCHEMAS / file).read_text("utf-8"))
    return "\n".join(_tables(schema))


def _tables(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from _table("The document", schema)
    for name, definition in schema["$defs"].items():
        yield from _table(_title(name), definition)


def _table(title: str, schema: Mapping[str, Any]) -> Iterator[str]:
    members: Mapping[str, Any] = schema.get("properties", {})
    yield f"## {title}\n"
    if schema.get("description"):
        yield _cell(schema["description"]) + "\n"
    if members:
        needed = schema.get("required", ())
        yield "| member | is | |\n|---|---|---|"
        for name, member in members.items():
            told = _told(member)
            yield f"| `{name}`{' (required)' if name in needed else ''} | {_kind(member)} | {told} |"
        yield ""
    for name, member in members.items():
        for example in member.get("examples", ()):
            yield _EXAMPLE.format(name=name, text=json.dumps({name: example}, indent=2, ensure_ascii=False))


def _title(name: str) -> str:
    return name.removeprefix("Json")


def _told(member: Mapping[str, Any]) -> str:
    """What a member's schema says beyond its kind."""
    description = member.get("description", "")
    return "" if re.fullmatch(r"(?:a list of|an) [\w ]+", description) else _cell(description)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in a few words; null is left out, because it means the same as leaving the member out."""
    if "$ref" in schema:
        title = _title(schema["$ref"].rsplit("/", 1)[1])
        return f"[{title}](#{title.lower()})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"] if one is not None)
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_kind(schema['items'])}" if schema.get("items") else "list"
    values = schema.get("additionalProperties")
    if kind == "object" and isinstance(values, Mapping):
        return f"object of {_kind(values)}"
    named = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    return " or ".join(named.get(one, one) for one in ([kind] if isinstance(kind, str) else kind)) or "any value"
