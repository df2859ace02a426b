"""Writes workspace files as YAML that is easy to read and to compare, and that readers of YAML 1.1 and 1.2 take for the same values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from attio_harness.text.escaped import for_terminal, lines_for_terminal

__all__ = ["SCHEMA_FILE", "render_yaml", "yaml_of"]

SCHEMA_FILE = "workspace.schema.json"
"""The JSON Schema of workspace files, as `docs` has it."""


def render_yaml(workspace: Mapping[str, Any], *, notes: Collection[str] = (), checked: bool = False) -> str:
    """The text of a workspace file, with `notes` (from `pull`) in its head. Equal input gives equal text.

    `checked`: whether the JSON Schema is beside the file, where editors' YAML language server then looks for it.
    """
    name, slug = workspace.get("name") or "", workspace.get("slug") or ""
    head = [
        *([f"yaml-language-server: $schema={SCHEMA_FILE}"] if checked else []),
        f"The schema of the Attio workspace {name} ({slug}), read by attio-harness pull; no lists, no records, no values.",
        "What every workspace has is left out. Pull again to bring it up to date.",
        *(f"Note: {note}" for note in notes),
    ]
    comment = "".join(f"# {for_terminal(' '.join(line.split()))}\n" for line in head)
    return comment + yaml_of(_laid_out(workspace))


def yaml_of(document: Mapping[str, Any]) -> str:
    """Any values of JSON as YAML, without a head."""
    body = yaml.dump(
        document,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        # otherwise PyYAML breaks lines at 80, which would show in diffs
        width=1_000_000,
        default_flow_style=False,
    )
    # every text that has something to escape is in double quotes, where YAML has the same escapes
    return lines_for_terminal(body)


class _OnOneLine(dict[str, Any]):
    """A YAML mapping that is written in braces."""


def _laid_out(workspace: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, with those marked that read best on one line: members, choices, attributes without choices."""
    out = dict(workspace)
    if "members" in out:
        out["members"] = [_OnOneLine(one) for one in out["members"]]
    out["objects"] = [
        {
            key: [_laid_out_attribute(one) for one in value] if key == "attributes" else value
            for key, value in one.items()
        }
        for one in out.get("objects", ())
    ]
    return out


def _laid_out_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    choices = [key for key in ("options", "statuses") if key in attribute]
    if not choices:
        return _OnOneLine(attribute)
    return {
        key: [_OnOneLine(one) if isinstance(one, Mapping) else one for one in value] if key in choices
        else _OnOneLine(value) if isinstance(value, Mapping) else value
        for key, value in attribute.items()
    }  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """A dumper that indents lists below their key and writes no references."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        # PyYAML writes `- ` below its key without indentation; editors and people indent it
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        # one value in two places would be written as `&id001` and `*id001`
        return True


def _braces(dumper: yaml.SafeDumper, data: _OnOneLine) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _text(dumper: yaml.SafeDumper, data: str) -> Any:
    # PyYAML writes some line breaks (U+0085) as they are into single quotes, and reads them as spaces.
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=None if for_terminal(data) == data else '"')


_Dumper.add_representer(_OnOneLine, _braces)
_Dumper.add_representer(str, _text)
# a single letter is a boolean to readers of YAML 1.1 (its type bool), and text to PyYAML, which reads that version otherwise
_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]$"), [*"yYnN"])
# editors read YAML 1.2, to which `1e3` is a number, and a single dot is one to readers of 1.1; PyYAML takes both for text
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:\.[0-9]*|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|0o[0-7]+$"),
    [*"-+.0123456789"],
)
