"""The table of keys for people and for editors.

`python -m attio_harness.settings.described` in a checkout rewrites both: the tables of docs/configuration.md, and
docs/configuration.schema.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attio_emulator.limits import LIMITS as SERVER_LIMITS

from attio_harness.limits import LIMITS, limit_table, server_limit_table
from attio_harness.settings.keys import COMMANDS, KEYS, Key, Kind, keys_of, tables

__all__ = ["configuration_schema", "with_table"]

_PLAIN: Mapping[Kind, str] = {
    "path": "a path",
    "paths": "a path or a list of paths",
    "text": "a text",
    "texts": "a text or a list of texts",
    "number": "a number",
    "share": "a whole number, or a share as a text",
    "flag": "true or false",
    "assumptions": "a table, or a list of `ID=CHOICE`",
    "limits": "a table, or a list of `NAME=VALUE`",
    "formats": "a format or a list of formats",
}

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_LIMITS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"type": "integer", "minimum": 1, "description": f"The most {row.unit} of {row.bounds}."}
        | ({"maximum": row.most} if row.most is not None else {})
        for name, row in LIMITS.items()
    }
    | {
        name: {"type": "integer", "minimum": 1, "description": f"The most {row.unit} of {row.bounds}."}
        for name, row in SERVER_LIMITS.items()
    },
}
_SCHEMAS: Mapping[Kind, dict[str, Any]] = {
    "path": _TEXT,
    "paths": _TEXTS,
    "text": _TEXT,
    "texts": _TEXTS,
    "number": {"type": "number"},
    "share": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^(\d+|(100|\d{1,2})(\.\d+)?%)$"}]},
    "flag": {"type": "boolean"},
    "assumptions": {"anyOf": [{"type": "object"}, {"type": "array", "items": _TEXT}]},
    "limits": {"anyOf": [{"$ref": "#/$defs/limits"}, {"type": "array", "items": _TEXT}]},
    "formats": _TEXTS,
}  # fmt: skip

_AROUND = re.compile(r"(?<=<!-- keys -->\n)\n.*?\n(?=<!-- end of keys -->)", re.DOTALL)
_SERVER_LIMITS_AROUND = re.compile(r"(?<=<!-- server limits -->\n)\n.*?\n(?=<!-- end of server limits -->)", re.DOTALL)
_LIMITS_AROUND = re.compile(r"(?<=<!-- limits -->\n)\n.*?\n(?=<!-- end of limits -->)", re.DOTALL)


def _key_table() -> str:
    """One row per key, as Markdown; a key that may be at the top says so."""
    rows = ["| key | holds | example | stands | is |", "|---|---|---|---|---|"]
    for key in KEYS:
        holds = _PLAIN.get(key.kind) or ", ".join(f"`{word}`" for word in key.words)
        where = ("the top, " if key.top else "") + tables(key.commands)
        rows.append(f"| `{key.name}` | {holds} | `{key.example}` | {where} | {key.does} |")
    return "\n".join(rows) + "\n"


def configuration_schema() -> str:
    """The JSON Schema of attio-harness.toml, for editors that complete and check TOML by one."""
    whole = _table([key for key in KEYS if key.top])
    for command in COMMANDS:
        *groups, name = command.split()
        at = whole
        for group in groups:
            at = at["properties"].setdefault(group, _table([]))
        at["properties"].setdefault(name, _table(keys_of(command).values()))
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The configuration of attio-harness (attio-harness.toml)",
        "$defs": {"limits": _LIMITS},
    }
    return json.dumps(head | whole, indent=2) + "\n"


def _table(keys: Iterable[Key]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for key in keys:
        # the first row of a name takes the most
        properties.setdefault(key.name, _schema(key))
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _schema(key: Key) -> dict[str, Any]:
    return {"description": key.does} | ({"enum": list(key.words)} if key.kind == "word" else _SCHEMAS[key.kind])


def with_table(page: str) -> str:
    """The page with the current tables of keys and limits, each between its two comments."""
    page = _AROUND.sub(lambda _: f"\n{_key_table()}\n", page)
    page = _LIMITS_AROUND.sub(lambda _: f"\n{limit_table()}\n", page)
    return _SERVER_LIMITS_AROUND.sub(lambda _: f"\n{server_limit_table()}\n", page)


if __name__ == "__main__":
    DOCS = Path("docs")
    (DOCS / "configuration.schema.json").write_text(configuration_schema(), "utf-8")
    (DOCS / "configuration.md").write_text(with_table((DOCS / "configuration.md").read_text("utf-8")), "utf-8")
