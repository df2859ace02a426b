"""Workspace files: their text, what it says as JSON values, and where. What the values mean is in `parse`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attio_emulator.errors import WorkspaceError
from attio_emulator.schema.halves import halves
from attio_emulator.schema.json_text import json_values
from attio_emulator.schema.places import located, repeated
from attio_emulator.schema.text_errors import RepeatedKey, unreadable
from attio_emulator.schema.yaml_text import yaml_values

__all__ = ["Source", "read", "source"]

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""What a text must have for one of its values to have a lone surrogate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that could be read: what it says, and what is needed to find a place in it."""

    file: str
    text: str
    values: Any
    is_json: bool

    def located(self, error: WorkspaceError) -> WorkspaceError:
        """The error with line and column of each problem."""
        return WorkspaceError(self.file, located(error.problems, self.text, is_json=self.is_json))


def read(path: str | Path) -> str:
    """The text of a workspace file.

    Raises:
        WorkspaceError: there is none, it is not UTF-8, or it is a pipe that gives nothing.
    """
    name = str(path)
    try:
        text = Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        raise unreadable(name, "nothing", "a workspace file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(name, str(error), "a workspace file in UTF-8") from None
    if not text and not Path(path).is_file():  # a pipe that was read before, or whose command failed
        raise unreadable(name, "an empty pipe", "a workspace file")
    return text


def source(text: str, *, file: str) -> Source:
    """What a workspace file says; `file` goes into messages.

    Raises:
        WorkspaceError: it is neither YAML nor JSON, says something twice, or has half a character.
    """
    values, is_json = _values(text, file)
    found = Source(file=file, text=text, values={} if values is None else values, is_json=is_json)
    broken = list(halves(values)) if _SURROGATE.search(text) else []
    if broken:
        raise found.located(WorkspaceError(file, broken))
    return found


def _values(text: str, file: str) -> tuple[Any, bool]:
    not_json: WorkspaceError | None = None
    is_json = text.lstrip()[:1] in ("{", "[")  # which also begin a mapping or a sequence of YAML
    try:
        if is_json:
            try:
                return json_values(text, file=file), True
            except WorkspaceError as error:
                not_json, is_json = error, False
            except RecursionError:
                raise unreadable(file, "nesting without end", "YAML or JSON") from None
        return yaml_values(text, file=file), False
    except RepeatedKey:
        raise WorkspaceError(file, repeated(text, is_json=is_json)) from None
    except WorkspaceError as error:
        raise error if not_json is None else max(error, not_json, key=_place) from None  # who came further


def _place(error: WorkspaceError) -> tuple[int, int]:
    return error.line or 0, error.column or 0
