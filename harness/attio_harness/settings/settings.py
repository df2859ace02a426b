"""The file of the configuration, found and read: `settings_for("check")`.

    settings = settings_for("pytest", folder)
    settings.value("workspace")          # 'workspace.yaml', or None; paths are right from the current folder
    settings.place("workspace")          # 'attio-harness.toml:3', for a message about it

Who asks lets what it was told itself go before: an option of the command line, a marker, an argument.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from attio_harness.errors import HarnessError, InputError, Mistakes
from attio_harness.settings.document import Judge, Value, read_document
from attio_harness.settings.lines import key_lines
from attio_harness.settings.syntax import told

__all__ = ["NAME", "Setting", "Settings", "settings_for"]

NAME, _PROJECT = "attio-harness.toml", "pyproject.toml"
_SECTION = ("tool", "attio-harness")
_MENTIONED = re.compile(r"attio-harness")
_LARGEST = 4 * 2**20
"""Bytes; a larger file is no configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value as its kind has it (a text, a list of texts, a number, a flag), and where it stands."""

    value: Any
    file: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a configuration says for one command; empty where there is none. `file` is its name from the current folder."""

    file: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    text: str = ""
    section: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        """What a key says, None where it says nothing."""
        found = self.values.get(name)
        return None if found is None else found.value

    def place(self, name: str) -> str | None:
        """`attio-harness.toml:3` of a key that says something."""
        found = self[name] if name in self.values else None
        return None if found is None else found.place

    def __getitem__(self, name: str) -> Setting:
        found = self.values[name]
        return Setting(value=found.value, file=self.file or "", line=self._line((*self.section, *found.path)))

    def _line(self, path: tuple[str, ...]) -> int:
        return _nearest(self._lines, path)

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        # only for messages: the lines of a long pyproject.toml take as long as all of a small run
        return key_lines(self.text)


def settings_for(
    command: str, folder: Path | None = None, *, file: str | None = None, judge: Judge = lambda *_: ()
) -> Settings:
    """What the configuration says for a command, or for the `pytest` plugin.

    Args:
        command: as it is called, such as `check` or `schema diff`; one that has no keys gets none.
        folder: where to look first, the current folder unless said; then in those above, up to one with `.git` or the home folder.
        file: take this file, and look nowhere.
        judge: says what is wrong with values that other parts know, told together with the rest.

    Raises:
        InputError: the file cannot be read, or is not TOML.
        Mistakes: keys or values are wrong; all of them at once.
    """
    named = file if file is not None else _found(folder)
    if named is None:
        return Settings()
    text = _text(named)
    section = _SECTION if os.path.basename(named) == _PROJECT else ()
    try:
        commands = _commands(named, text, section, judge)
    except RecursionError:
        raise InputError("is nested too deeply", file=named) from None
    return Settings(file=named, values=commands.get(command, {}), text=text, section=section)


def _commands(named: str, text: str, section: tuple[str, ...], judge: Judge) -> Mapping[str, Mapping[str, Value]]:
    document = _inner(_parsed(named, text), section)
    if document is None:
        raise InputError("has no table [tool.attio-harness]", file=named)
    commands, mistakes = read_document(document, os.path.dirname(named), judge)
    if mistakes:
        lines = key_lines(text)
        placed = [InputError(one.problem, file=named, line=_nearest(lines, (*section, *one.path))) for one in mistakes]
        placed.sort(key=lambda one: one.line or 0)
        raise Mistakes(placed)
    return commands


def _found(folder: Path | None) -> str | None:
    """The nearest configuration, named as seen from the current folder; in one folder our own file goes first."""
    try:
        here = Path.cwd()
    except OSError:  # the current folder was deleted
        return None
    for one in _upward((here / folder if folder is not None else here).resolve(), here):
        for name in (NAME, _PROJECT):
            path = one / name
            # a link that leads nowhere is told of, and not passed by
            if os.path.lexists(path) and (name == NAME or _has_section(path)):
                return os.path.relpath(path, here.resolve())
    return None


def _upward(folder: Path, here: Path) -> Iterator[Path]:
    home = Path(os.path.expanduser("~"))
    for one in (folder, *folder.parents):
        yield one
        if one == home or os.path.lexists(one / ".git"):
            return


def _has_section(path: Path) -> bool:
    """Whether a pyproject.toml is about us; one that nobody can read and that does not name us is no matter of ours."""
    try:
        text = _text(str(path))
    except HarnessError:
        return False
    if not _MENTIONED.search(text):
        return False
    try:
        return _inner(tomllib.loads(text), _SECTION) is not None
    except (tomllib.TOMLDecodeError, RecursionError):
        # its mistake may be ours: it is told when the file is read
        return re.search(r"(?m)^\s*\[\s*tool\s*\.\s*[\"']?attio-harness", text) is not None


def _text(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise InputError("there is no such configuration", file=file) from None
    except IsADirectoryError:
        raise InputError("is a folder, expected a configuration (TOML)", file=file) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=file) from None
    except ValueError:
        raise InputError("is no name of a file", file=file) from None
    if len(data) > _LARGEST:
        raise InputError("is too large for a configuration, which has 4 MB at most", file=file)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8 text, which TOML has to be", file=file, line=line) from None


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = told(error, text)
        raise InputError(problem, file=file, line=line) from None
    except RecursionError:
        raise InputError("is nested too deeply", file=file) from None


def _inner(document: Mapping[str, Any], section: tuple[str, ...]) -> Mapping[str, Any] | None:
    found: Any = document
    for name in section:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _nearest(lines: Mapping[tuple[str, ...], int], path: tuple[str, ...]) -> int:
    """The line of a key, or of what it stands in."""
    return next((lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in lines), 1)
