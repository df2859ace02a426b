"""Removes events that are nested too deeply from the text of a batch, so that the others can be read.

Works only on the text; the caller parses the rest.
"""

from __future__ import annotations

import json
import re

from attio_emulator.http import DEEPEST

__all__ = ["MARK", "without_deep"]

MARK = "\x00nested too deeply"
"""Replaces a removed event."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_IN_BATCH = 2
"""The depth of an event: inside the body and its list."""


def without_deep(text: str) -> str:
    """The text of a body in which `MARK`, as text, replaces each element of `batch` that is too deep."""
    depth = deepest = begin = 0
    is_batch = False
    last = ""
    cuts: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark[0] == '"':
            last = mark if depth == 1 else last
            continue
        if mark in "[{":
            if depth == 1:
                is_batch = mark == "[" and last == '"batch"'
            elif depth == _IN_BATCH:
                begin, deepest = token.start(), 0
            depth += 1
            deepest = max(deepest, depth - _IN_BATCH)
            continue
        depth -= 1
        if depth == _IN_BATCH and is_batch and deepest > DEEPEST:
            cuts.append((begin, token.end()))
    parts, end = [], 0
    for start, stop in cuts:
        parts += [text[end:start], json.dumps(MARK)]
        end = stop
    return "".join((*parts, text[end:]))
