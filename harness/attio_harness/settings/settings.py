"""Finds and reads the configuration file: `settings_for("check")`.

    settings = settings_for("pytest", folder)
    settings.value("workspace")          # 'workspace.yaml', or None; paths are right from the current folder
    settings.place("workspace")          # 'attio-harness.toml:3', for a message about it

The caller lets its own input win: an option of the command line, a marker, an argument.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attio_harness.errors import HarnessError, InputError, not_read

if TYPE_CHECKING:
    from attio_harness.settings.document import Judge, Value

__all__ = ["NAME", "Settings", "settings_for"]

NAME, _PROJECT = "attio-harness.toml", "pyproject.toml"
_SECTION = ("tool", "attio-harness")
_MAY_HAVE_SECTION = re.compile(r"""\btool["']?[ \t]*(?:\.[ \t]*["']?attio-harness|[\]=])""")
"""`[tool.attio-harness]`, or a table of all tools that may contain it. Most files that name us only list us as a dependency."""
_LARGEST = 4 * 2**20
"""Bytes; a larger file is no configuration."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A configuration's settings for one command; empty if there is none. `file` is its name from the current folder."""

    file: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    text: str = ""
    section: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        """The value of a key; None if the file does not have it."""
        found = self.values.get(name)
        return None if found is None else found.value

    def place(self, name: str) -> str | None:
        """`attio-harness.toml:3`, the place of a key; None if the file does not have it."""
        found = self.values.get(name)
        return None if found is None else f"{self.file or ''}:{self._line((*self.section, *found.path))}"

    def _line(self, path: tuple[str, ...]) -> int:
        from attio_harness.settings.reading import nearest  # as in settings_for

        return nearest(self._lines, path)

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        # only for messages: the lines of a long pyproject.toml take as long as all of a small run
        from attio_harness.settings.lines import key_lines

        return key_lines(self.text)


def settings_for(
    command: str, folder: Path | None = None, *, file: str | None = None, judge: Judge = lambda *_: None
) -> Settings:
    """What the configuration says for a command, or for the `pytest` plugin.

    Args:
        command: as it is called, such as `check` or `schema diff`; one that has no keys gets none.
        folder: where to look first, by default the current folder; then the folders above, up to one with `.git` or the home folder.
        file: read this file and do not search.
        judge: says what is wrong with values that only other parts know; reported together with the rest.

    Raises:
        InputError: the file cannot be read, or is not TOML.
        Mistakes: keys or values are wrong; all of them at once.
    """
    named = file if file is not None else _found(folder)
    if named is None:
        return Settings()
    text = _text(named)
    section = _SECTION if os.path.basename(named) == _PROJECT else ()
    from attio_harness.settings.reading import (
        commands_of,  # with the reader of TOML 4 ms, which nobody without a file waits for
    )

    commands = commands_of(named, text, section, judge)
    return Settings(file=named, values=commands.get(command, {}), text=text, section=section)


def _found(folder: Path | None) -> str | None:
    """The nearest configuration, named as seen from the current folder; in one folder our own file goes first."""
    try:
        here = Path.cwd()
    except OSError:  # the current folder was deleted
        return None
    for one in _upward((here / folder if folder is not None else here).resolve(), here):
        for name in (NAME, _PROJECT):
            path = one / name
            # report a broken link instead of ignoring it
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
    """Whether a pyproject.toml concerns us; an unreadable one that does not name us does not."""
    try:
        text = _text(str(path))
    except HarnessError:
        return False
    if _SECTION[1] not in text or not _MAY_HAVE_SECTION.search(text):
        return False
    from attio_harness.settings.reading import has_section  # as in settings_for

    return has_section(text, _SECTION)


def _text(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise InputError("there is no such configuration", file=file) from None
    except IsADirectoryError:
        raise InputError("is a folder, expected a configuration (TOML)", file=file) from None
    except OSError as error:
        raise not_read(error, file) from None
    except ValueError:
        raise InputError("is not a file name", file=file) from None
    if len(data) > _LARGEST:
        raise InputError("is too large for a configuration, which has 4 MB at most", file=file)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8 text, which TOML has to be", file=file, line=line) from None
