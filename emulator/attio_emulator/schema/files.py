"""Reads workspace files: their text, its JSON values, and places in it. `parse` interprets the values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attio_emulator.errors import Problem, WorkspaceError
from attio_emulator.schema.halves import halves
from attio_emulator.schema.json_slips import NULLS, JsonSlip, json_slips
from attio_emulator.schema.json_text import json_values
from attio_emulator.schema.places import located, misread, repeated
from attio_emulator.schema.text_errors import RepeatedKey, unreadable
from attio_emulator.schema.yaml_text import yaml_read

__all__ = ["Source", "read", "source"]

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""Only a text that contains this can have a value with a lone surrogate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that could be read: its values, and what is needed to find places in it."""

    file: str
    text: str
    values: Any
    is_json: bool
    nodes: Any = None
    """What the values of a YAML text were made of, until it is a workspace; read again where a place is asked for later."""

    def misread(self) -> list[Problem]:
        """Values that YAML reads differently from how they are written and that no other check would report."""
        return [] if self.is_json else misread(self.text, self.nodes)

    def located(self, error: WorkspaceError) -> WorkspaceError:
        """The error with line and column of each problem."""
        problems = located(error.problems, self.text, is_json=self.is_json, root=self.nodes)
        return WorkspaceError(self.file, problems)


def read(path: str | Path) -> str:
    """The text of a workspace file.

    Raises:
        WorkspaceError: the file does not exist, is not UTF-8, or is a pipe that gives nothing.
    """
    name = str(path)
    try:
        text = Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        raise unreadable(name, "nothing", "a workspace file") from None
    except OSError as error:
        found = "a folder" if isinstance(error, IsADirectoryError) else f"a file that cannot be read ({error.strerror})"
        raise unreadable(name, found, "a workspace file") from None
    except UnicodeDecodeError as error:
        raise unreadable(name, *_no_text(error)) from None
    except ValueError:  # the name has a zero, or half a character
        raise unreadable(name, "no file name", "a workspace file") from None
    if not text and not Path(path).is_file():  # a pipe already read, or from a command that failed
        raise unreadable(name, "an empty pipe", "a workspace file")
    return text


def _no_text(error: UnicodeDecodeError) -> tuple[str, str]:
    content = error.object
    if b"\0" in content[:4]:
        return "UTF-16 text, or no text at all", "a workspace file in UTF-8"
    line, column = content.count(b"\n", 0, error.start) + 1, error.start - content.rfind(b"\n", 0, error.start)
    found = f"byte {content[error.start]:#04x} on line {line}, column {column}, which is not UTF-8"
    return found, "a workspace file in UTF-8 (save it so)"


def source(text: str, *, file: str) -> Source:
    """Read the text of a workspace file; messages name it `file`.

    Raises:
        WorkspaceError: it is neither YAML nor JSON, has a key twice, or half of a character.
    """
    values, nodes, is_json = _values(text, file)
    found = Source(file=file, text=text, values={} if values is None else values, is_json=is_json, nodes=nodes)
    broken = list(halves(values)) if _SURROGATE.search(text) else []
    if broken:
        raise found.located(WorkspaceError(file, broken))
    return found


def _values(text: str, file: str) -> tuple[Any, Any, bool]:
    # these also begin a mapping or sequence of YAML
    if text.lstrip()[:1] not in ("{", "["):
        return *_yaml(text, file), False
    try:
        return json_values(text, file=file), None, True
    except RepeatedKey:
        raise WorkspaceError(file, repeated(text, is_json=True)) from None
    except RecursionError:
        raise unreadable(file, "nesting without end", "YAML or JSON") from None
    except WorkspaceError as error:
        slips = json_slips(text)
        told = WorkspaceError(file, [_problem(one) for one in slips]) if slips else error
        # YAML would read them as text
        if any(one.kind in NULLS for one in slips):
            raise told from None
        try:
            return *_yaml(text, file), False
        except WorkspaceError as not_yaml:
            raise (
                told if slips else max(error, not_yaml, key=_place)
            ) from None  # report the parser that got further; JSON if both stop at the same place


def _yaml(text: str, file: str) -> tuple[Any, Any]:
    try:
        return yaml_read(text, file=file)
    except RepeatedKey:
        raise WorkspaceError(file, repeated(text, is_json=False)) from None


def _problem(slip: JsonSlip) -> Problem:
    return Problem(pointer="", found=slip.found, expected=slip.expected, line=slip.line, column=slip.column)


def _place(error: WorkspaceError) -> tuple[int, int]:
    return error.line or 0, error.column or 0
