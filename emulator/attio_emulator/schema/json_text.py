"""JSON texts: their values, and nodes with places like those of PyYAML's composer.

Most JSON is YAML, but not all: tabs between members, numbers such as 1e5, surrogate pairs, long keys.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NoReturn

from attio_emulator.schema.json_words import END, EXPECTED, found_and_expected
from attio_emulator.schema.text_errors import RepeatedKey, unreadable

if TYPE_CHECKING:
    from yaml import Mark, Node

__all__ = ["json_nodes", "json_values"]


def json_values(text: str, *, file: str) -> Any:
    """The value of a JSON text.

    Raises:
        WorkspaceError: it is not JSON.
        RepeatedKey: it has a key twice.
    """
    repeated = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) < len(pairs)
        return found

    try:
        values = json.loads(text, object_pairs_hook=members, parse_constant=_refuse, parse_int=_whole)
    except json.JSONDecodeError as error:
        found, expected = _told(error, text)
        raise unreadable(file, found, expected, line=error.lineno, column=error.colno) from None
    if repeated:
        raise RepeatedKey
    return values


def _told(error: json.JSONDecodeError, text: str) -> tuple[str, str]:
    found, expected = found_and_expected(error, text)
    # a text with brackets may also be YAML
    return (
        f"{found}, which is cut off" if found == END else found,
        f"{expected} (JSON)" if error.msg in EXPECTED else expected,
    )


def _refuse(name: str) -> NoReturn:
    raise json.JSONDecodeError(name, "", 0)


def _whole(digits: str) -> int | float:
    """Python refuses to convert thousands of digits."""
    return int(digits) if len(digits) < 400 else float(digits)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s\[\]{},:"]+')


def json_nodes(text: str) -> Node:
    """The nodes of a JSON text."""
    import yaml  # takes 15 ms, needed only for a file with a mistake

    lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def mark(index: int) -> Mark:
        line = bisect_right(lines, index) - 1
        return yaml.Mark("", index, line, index - lines[line], None, 0)

    root = yaml.SequenceNode("", [], mark(0))
    open_nodes: list[tuple[Any, Any]] = [(root, None)]  # open containers, each with the key that waits for its value
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "]}":
            open_nodes.pop()
            continue
        begin = mark(token.start())
        owner, key = open_nodes[-1]
        if isinstance(owner, yaml.MappingNode) and key is None:
            open_nodes[-1] = owner, yaml.ScalarNode("", json.loads(word), begin, style='"')
            continue
        node: Any = (
            yaml.MappingNode("", [], begin) if word == "{"
            else yaml.SequenceNode("", [], begin) if word == "["
            else yaml.ScalarNode("", word, begin, style='"')
        )  # fmt: skip
        owner.value.append(node if key is None else (key, node))
        open_nodes[-1] = owner, None
        if word in "[{":
            open_nodes.append((node, None))
    found: Node = root.value[0]
    return found
