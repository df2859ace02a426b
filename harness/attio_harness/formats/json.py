"""Writes anything with a `to_dict` as JSON, the contract for other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Protocol

from attio_harness.text.strict import strict

__all__ = ["render_json", "report_pieces", "written_json"]


class _Parts(Protocol):
    def parts(self) -> Iterator[tuple[str, Any]]: ...


class _Contract(Protocol):
    def to_dict(self) -> dict[str, Any]: ...


def render_json(value: _Contract) -> str:
    """Indented JSON that ends with a line break; see `written_json`."""
    return written_json(value.to_dict())


def report_pieces(value: _Parts) -> Iterator[str]:
    """The result of `render_json` for a report, piece by piece, so that not all its rows must fit into memory."""
    before = "{\n"
    for name, inner in value.parts():
        yield f"{before}  {json.dumps(name)}: "
        before = ",\n"
        if not isinstance(inner, Iterator):
            yield _indented(inner, 2)
            continue
        begin = "[\n"
        for row in inner:
            yield f"{begin}    {_indented(row, 4)}"
            begin = ",\n"
        yield "[]" if begin == "[\n" else "\n  ]"
    yield "\n}\n"


def _indented(value: Any, by: int) -> str:
    # every line break is one of the layout: texts in JSON have none
    return written_json(value)[:-1].replace("\n", "\n" + " " * by)


_HALF = re.compile(r"(\\\\|\\ud[89ab]..\\ud[c-f]..)|\\ud[89a-f]..")
"""A lone surrogate as an escape; group 1 has what only looks like one: an escaped backslash, a whole character in two escapes."""


def written_json(value: Any) -> str:
    """Indented JSON that ends with a line break, for any reader of JSON: infinite numbers are null, as JavaScript writes them, and half
    a character is text, as in other formats (`\\ud83d` with its backslash). RFC 8259 allows its escape, but jq 1.6, DuckDB and pydantic
    refuse the whole document (observation)."""
    text = strict(value, indent=2)
    return (_HALF.sub(lambda found: found[1] or f"\\{found[0]}", text) if "\\ud" in text else text) + "\n"
