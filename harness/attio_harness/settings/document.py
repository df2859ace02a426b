"""Turns a parsed TOML document into the settings of every command, or into all that is wrong with it. Reads no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_harness.settings.keys import COMMANDS, KEYS, PARTS, Key, keys_of, named, tables
from attio_harness.settings.values import Wrong, as_written, read
from attio_harness.text.words import closest, listed

__all__ = ["Judge", "Mistake", "Value", "read_document"]

Path = tuple[str, ...]

_TABLES = {tuple(command.split()): command for command in COMMANDS}
_ALIKE = 0.7
"""Stricter than elsewhere, where half of the letters are enough: that would take `prot` for `from`."""
_GROUPS = {path[:-1] for path in _TABLES if len(path) > 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The value of a key, and its names from the top of the document."""

    value: Any
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong, and the names from the top of the key with the mistake."""

    path: Path
    problem: str


Judge = Callable[[str, Sequence[str], str], str | None]
"""Says what is wrong with a value, from the key, its commands and the value; None if nothing is. For rules that this package does not know."""


def read_document(
    document: Mapping[str, Any], folder: str, judge: Judge = lambda *_: None
) -> tuple[dict[str, dict[str, Value]], list[Mistake]]:
    """The values of every command by its name and theirs, and all mistakes.

    Args:
        document: the parsed configuration; names may be written with `-` or `_`.
        folder: the folder of its paths, relative to the current folder; empty if they are the same.
    """
    mistakes: list[Mistake] = []
    common: dict[str, dict[str, Value]] = {command: {} for command in COMMANDS}
    own: dict[str, dict[str, Value]] = {command: {} for command in COMMANDS}
    for path, command, name, value in _entries(document, mistakes):
        rows = [key for key in named(name) if (key.top if command is None else command in key.commands)]
        if not rows:
            mistakes.append(Mistake(path=path, problem=_misplaced(name, command)))
            continue
        for row in _readable(rows, value, path, folder, mistakes):
            found = Value(value=read(row, value, folder), path=path)
            commands = (command,) if command is not None else row.commands
            for one in found.value if isinstance(found.value, list) else ():
                if said := judge(name, commands, one):
                    mistakes.append(Mistake(path=(*path, *_names(value, one.partition("=")[0])), problem=said))
            for one in commands:
                (common if command is None else own)[one][name] = found
    return {command: common[command] | _of_parts(command, own) | own[command] for command in COMMANDS}, mistakes


def _names(value: Any, id: str) -> Path:
    """The names that lead to a setting inside a key that is a table, since TOML takes the setting's dots for tables; else none."""
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        if name == id:
            return (name,)
        if id.startswith(f"{name}.") and (below := _names(inner, id[len(name) + 1 :])):
            return (name, *below)
    return ()


def _of_parts(command: str, own: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """The values from the tables of the commands that this one runs, except where these write their reports and states."""
    found: dict[str, Value] = {}
    for part in PARTS.get(command, ()):
        for name, value in own[part].items():
            row = keys_of(command).get(name)
            is_known = row is not None and (not row.words or value.value in row.words)
            if is_known and name not in ("format", "output", "state"):
                found[name] = value
    return found


def _readable(rows: list[Key], value: Any, path: Path, folder: str, mistakes: list[Mistake]) -> Iterator[Key]:
    """The rows that the value fits; if it fits none, add the mistake of the first row, which takes the most."""
    problems = []
    for row in rows:
        try:
            read(row, value, folder)
        except Wrong as wrong:
            problems.append(str(wrong))
        else:
            yield row
    if len(problems) == len(rows):
        mistakes.append(Mistake(path=path, problem=f"{'.'.join(path)}: {problems[0]}"))


def _entries(
    document: Mapping[str, Any], mistakes: list[Mistake], above: Path = ()
) -> Iterator[tuple[Path, str | None, str, Any]]:
    """Each key: its names from the top, the command of its table (None at the top), its normalized name, and its value."""
    command = _TABLES.get(above)
    seen: dict[str, str] = {}
    for word, value in document.items():
        path, name = (*above, word), word.replace("_", "-")
        inner = tuple(one.replace("_", "-") for one in path)
        if inner in _TABLES or inner in _GROUPS:
            if isinstance(value, Mapping):
                yield from _entries(value, mistakes, inner)
            else:
                problem = f"found {as_written(value)} as {'.'.join(path)}, expected a table, [{'.'.join(inner)}]"
                mistakes.append(Mistake(path=path, problem=problem))
        elif name in seen:
            problem = f"{'.'.join(path)} stands there twice, as {seen[name]} and as {word}"
            mistakes.append(Mistake(path=path, problem=problem))
        elif above in _GROUPS or (isinstance(value, Mapping) and not named(name)):
            mistakes.append(Mistake(path=path, problem=_unknown_table(path)))
        else:
            seen[name] = word
            yield path, command, name, value


def _misplaced(name: str, command: str | None) -> str:
    """The message for a key that is unknown or in the wrong table."""
    here = "at the top" if command is None else f"in {tables([command])}"
    rows = named(name)
    if not rows:
        known = {key.name for key in KEYS if key.top} if command is None else set(keys_of(command))
        near = closest(name, sorted(known), _ALIKE) or closest(name, sorted({key.name for key in KEYS}), _ALIKE)
        if near is not None and near not in known:
            return f"there is no key {name}; did you mean {near}, which belongs {_places(named(near))}?"
        said = f"did you mean {near}?" if near else f"the keys {here} are {listed(sorted(known), most=40)}"
        return f"there is no key {name}; {said}"
    return f"{name} does not belong {here}, but {_places(rows)}"


def _places(rows: list[Key]) -> str:
    commands = dict.fromkeys(command for row in rows for command in row.commands)
    top = "at the top and " if any(row.top for row in rows) else ""
    return f"{top}in {tables(commands)}"


def _unknown_table(path: Path) -> str:
    if path == ("tool",):
        return "found a table [tool]; outside of pyproject.toml, keys belong at the top, without [tool.attio-harness]"
    word = ".".join(path)
    dotted = [command.replace(" ", ".") for command in COMMANDS]
    # a key that is a table itself is often given a name in the plural
    keys = [key.name for key in KEYS if key.kind in ("assumptions", "limits")]
    if len(path) == 1:
        near = closest(word, [*dotted, *keys])
    else:
        name = closest(path[-1], keys)
        near = ".".join((*path[:-1], name)) if name else closest(word, dotted)
    return f"there is no table [{word}]; " + (
        f"did you mean [{near}]?" if near else f"expected one of {tables(COMMANDS)}"
    )
