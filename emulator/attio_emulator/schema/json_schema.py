"""The JSON Schema of a workspace file, for editors: `python -m attio_emulator.schema.json_schema docs/workspace.schema.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from attio_emulator.schema.file_models import WorkspaceFile

__all__ = ["workspace_schema"]


class _Plain(GenerateJsonSchema):
    """Leaves out the title and null default of every member, which editors would show as a description."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def workspace_schema() -> str:
    """The JSON Schema as text."""
    schema = WorkspaceFile.model_json_schema(schema_generator=_Plain)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": "A workspace file of attio-harness"}
    return json.dumps(head | {key: one for key, one in schema.items() if key != "title"}, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(workspace_schema(), "utf-8")
