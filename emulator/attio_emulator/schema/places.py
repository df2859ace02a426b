"""Finds where something is in a workspace file. Works on its text, and only once there is a problem to report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from attio_emulator.errors import Problem, pointer_token, shortened
from attio_emulator.schema.json_text import json_nodes
from attio_emulator.schema.yaml_slips import short
from attio_emulator.schema.yaml_text import yaml_nodes, yaml_scalar

__all__ = ["located", "misread", "repeated"]

Node = Any
"""A node of PyYAML; its `id` is mapping, sequence or scalar."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_READ = (*_NUMBERS, "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")
"""What YAML reads unquoted words as, other than text."""
_OTHER_BASE = re.compile(r"[-+]?(?:0[0-9_]+|[0-9_]+(?::[0-9_.]+)+)")
"""Octal and sexagesimal numbers, which nobody means by 0010 or 1:30."""
_TITLED = ("options", "statuses")
"""The lists of titles, where a number is a title (`[1, 2.5]`)."""
_ODD_NUMBER = re.compile(
    r"(?<![\w.])(?:\+\d|-0\b|[-+]?(?:0\d|0[xob]|[\d.]+_|\d+:\d|\d*\.\d*0\b|\d+\.(?!\d)|[\d.]+e[-+]?\d|[\d.]{16}|\.\d|\.inf|\.nan))",
    re.IGNORECASE,
)
"""Only a text that contains this can have a number that is read differently from how it is written; most such texts have none."""


def located(problems: Sequence[Problem], text: str, *, is_json: bool, root: Node = None) -> list[Problem]:
    """The problems with line and column, in the order of the file.

    If a pointer names a missing member, the place is that of its container.

    Args:
        root: the text's nodes, if they are at hand; they are read from it otherwise.
    """
    nodes = _Nodes(text, is_json=is_json, root=root)
    return sorted((nodes.located(one) for one in problems), key=lambda one: (one.line or 0, one.column or 0))


def repeated(text: str, *, is_json: bool) -> list[Problem]:
    """A problem for each repeated key of a mapping, with both places."""
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


def misread(text: str, root: Node = None) -> list[Problem]:
    """A problem for each title in a YAML text that is read as a different number, and for each 0010 and 1:30; `root` as above."""
    return list(_Nodes(text, is_json=False, root=root).misread()) if _ODD_NUMBER.search(text) else []


class _Nodes:
    """The nodes of a text, found by pointer."""

    def __init__(self, text: str, *, is_json: bool, root: Node = None) -> None:
        self._root: Node = root or (json_nodes(text) if is_json else yaml_nodes(text))
        self._members: dict[int, dict[str, tuple[Node, Node]]] = {}

    def located(self, problem: Problem) -> Problem:
        key, node = self._find(problem.pointer)
        if node is None:  # an empty file
            return _with(problem, problem.expected, 1, 1, problem.found)
        at = key if key is not None and problem.at == "key" else node
        expected, found = problem.expected, problem.found
        if at is node and at.id == "scalar" and at.style is None and at.tag in _READ and found == _said(at):
            if at.value and found != at.value:
                found += f" (what YAML makes of {short(at.value)})"
            if problem.at == "quotes" and at.value:
                expected += f"; in quotes it is text: {_quoted(at.value)}"
        return _with(problem, expected, at.start_mark.line + 1, at.start_mark.column + 1, found)

    def misread(self) -> Iterator[Problem]:
        """Titles of options and statuses that YAML reads as a different number: 007 as 7.

        Elsewhere, `1.50` and `1_000` are the numbers that were meant, but 0010 is read as 8 and 1:30 as 90.
        """
        titles = set()
        for pointer, node in self._walk():
            if _is_number(node) and id(node) not in titles and _OTHER_BASE.fullmatch(node.value):
                yield Problem(
                    pointer=pointer, found=_said(node), expected="a number without leading zeros or colons", at="quotes"
                )
            if node.id != "sequence" or pointer.rpartition("/")[2] not in _TITLED:
                continue
            for index, one in enumerate(node.value):
                title = _member(one, "title") if one.id == "mapping" else one
                if title is not None and _is_number(title):
                    titles.add(id(title))
                    said = _said(title)
                    if said != title.value:
                        where = f"{pointer}/{index}{'/title' if title is not one else ''}"
                        yield Problem(pointer=where, found=said, expected="a title", at="quotes")

    def repeated(self) -> Iterator[tuple[str, Node, Any]]:
        for pointer, node in self._walk():
            if node.id == "mapping":
                first: dict[str, Any] = {}
                for key, _ in node.value:
                    if key.id == "scalar" and key.value in first:
                        yield pointer, key, first[key.value]
                    if key.id == "scalar":
                        first.setdefault(key.value, key.start_mark)

    def _walk(self) -> Iterator[tuple[str, Node]]:
        """Every node once, with its pointer."""
        waiting, seen = [("", self._root)], set()
        while waiting:
            pointer, node = waiting.pop()
            if node is None or id(node) in seen:
                continue
            seen.add(id(node))
            yield pointer, node
            if node.id == "sequence":
                waiting += [(f"{pointer}/{index}", one) for index, one in enumerate(node.value)]
            elif node.id == "mapping":
                # a key that is not text is reported separately, later in the file
                waiting += [(pointer + pointer_token(key.value), one) for key, one in node.value if key.id == "scalar"]

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


def _with(problem: Problem, expected: str, line: int, column: int, found: str) -> Problem:
    return Problem(
        pointer=problem.pointer,
        found=found,
        expected=expected,
        closest=problem.closest,
        at=problem.at,
        line=line,
        column=column,
    )


def _is_number(node: Node) -> bool:
    return node is not None and node.id == "scalar" and node.tag in _NUMBERS and node.style is None


def _said(node: Node) -> str:
    """What YAML reads a word as, in JSON."""
    return shortened(yaml_scalar(node))


def _member(node: Node, key: str) -> Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
