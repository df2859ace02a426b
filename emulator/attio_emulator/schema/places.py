"""Where in a workspace file something stands: worked out from its text, and only once there is a problem to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attio_emulator.errors import Problem, pointer_token
from attio_emulator.schema.json_text import json_nodes
from attio_emulator.schema.yaml_text import yaml_nodes

__all__ = ["located", "repeated"]

Node = Any
"""A node of PyYAML, told by its `id`: mapping, sequence or scalar."""
_TEXT = "tag:yaml.org,2002:str"


def located(problems: Sequence[Problem], text: str, *, is_json: bool) -> list[Problem]:
    """The same problems with line and column, in the order of the file.

    Where a pointer names nothing (a member that is missing), it is the place of what should hold it.
    """
    nodes = _Nodes(text, is_json=is_json)
    return sorted((nodes.located(one) for one in problems), key=lambda one: (one.line or 0, one.column or 0))


def repeated(text: str, *, is_json: bool) -> list[Problem]:
    """A problem for each key that a mapping has already, with both places."""
    out = []
    for pointer, key, first in _Nodes(text, is_json=is_json).repeated():
        at = key.start_mark
        out.append(
            Problem(
                pointer=pointer + pointer_token(key.value),
                found=f"the key {key.value!r} twice",
                expected=f"it once (the first is on line {first.line + 1}, column {first.column + 1})",
                at="key",
                line=at.line + 1,
                column=at.column + 1,
            )
        )
    return sorted(out, key=lambda one: (one.line or 0, one.column or 0))


class _Nodes:
    """The nodes of a text, found by pointers."""

    def __init__(self, text: str, *, is_json: bool) -> None:
        self._root: Node = json_nodes(text) if is_json else yaml_nodes(text)
        self._members: dict[int, dict[str, tuple[Node, Node]]] = {}

    def located(self, problem: Problem) -> Problem:
        key, node = self._find(problem.pointer)
        if node is None:  # a file without anything
            return _with(problem, problem.expected, 1, 1)
        mark: Any = (key if key is not None and problem.at == "key" else node).start_mark
        expected = problem.expected
        if problem.at == "quotes" and node.id == "scalar" and node.style is None and node.tag != _TEXT:
            expected += f"; in quotes it is text: {_quoted(node.value)}"
        return _with(problem, expected, mark.line + 1, mark.column + 1)

    def repeated(self) -> Iterator[tuple[str, Node, Any]]:
        waiting, seen = [("", self._root)], set()
        while waiting:
            pointer, node = waiting.pop()
            if node is None or id(node) in seen:
                continue
            seen.add(id(node))
            if node.id == "sequence":
                waiting += [(f"{pointer}/{index}", one) for index, one in enumerate(node.value)]
            elif node.id == "mapping":
                first: dict[str, Any] = {}
                for key, value in node.value:
                    if key.id != "scalar":  # a mistake of its own, which comes later in the file
                        continue
                    if key.value in first:
                        yield pointer, key, first[key.value]
                    first.setdefault(key.value, key.start_mark)
                    waiting.append((pointer + pointer_token(key.value), value))

    def _find(self, pointer: str) -> tuple[Node | None, Node | None]:
        key, node = None, self._root
        for token in pointer.split("/")[1:]:
            if node is None:
                break
            if node.id == "mapping":
                found = self._of(node).get(token.replace("~1", "/").replace("~0", "~"))
                if found is None:
                    break
                key, node = found
            elif node.id == "sequence" and token.isdecimal() and int(token) < len(node.value):
                key, node = None, node.value[int(token)]
            else:
                break
        return key, node

    def _of(self, node: Node) -> dict[str, tuple[Node, Node]]:
        if id(node) not in self._members:
            self._members[id(node)] = {key.value: (key, value) for key, value in node.value}
        return self._members[id(node)]


def _with(problem: Problem, expected: str, line: int, column: int) -> Problem:
    return Problem(
        pointer=problem.pointer,
        found=problem.found,
        expected=expected,
        closest=problem.closest,
        at=problem.at,
        line=line,
        column=column,
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
