"""Events of a batch that are nested more deeply than can be read, taken out of its text, so that those beside them are read.

Works on the text alone: what is in it is read by whoever gets the rest.
"""

from __future__ import annotations

import json
import re

from attio_emulator.http import DEEPEST

__all__ = ["MARK", "without_deep"]

MARK = "\x00nested too deeply"
"""What stands in the place of an event that was taken out."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_IN_BATCH = 2
"""Inside of the body and of its list."""


def without_deep(text: str) -> str:
    """The text of a body with `MARK` as text in the place of each element of `batch` that is too deep."""
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
