"""Pieces of the page: escaped text, code, tables. Whatever stands in it, the page stays well-formed XML and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from attio_harness.text import words

__all__ = ["code", "printable", "table", "text"]


def text(said: object) -> str:
    """Text for content and attributes: escaped, and without what neither HTML nor XML can hold."""
    return escape(printable(str(said)), quote=True)


def printable(said: str) -> str:
    """The text without lone surrogates and control characters, which stand there written out."""
    return words.printable(words.clean(said), keep="\n\t")


def code(said: object) -> str:
    """The same in a fixed-width font."""
    return f"<code>{text(said)}</code>"


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str = "") -> str:
    """A table of cells that are markup already; the first column heads its row, `#` marks a column of numbers."""
    numbers = [head.startswith("#") for head in heads]
    top = "".join(
        f'<th scope="col"{_numeric(number)}>{text(head.lstrip("#"))}</th>'
        for head, number in zip(heads, numbers, strict=True)
    )
    body = []
    for row in rows:
        cells = [f'<th scope="row">{row[0]}</th>']
        cells += [f"<td{_numeric(number)}>{cell}</td>" for cell, number in zip(row[1:], numbers[1:], strict=True)]
        body.append(f"<tr>{''.join(cells)}</tr>")
    label, css = text(caption), f' class="{name}"' if name else ""
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table{css}>'
        f"<caption>{label}</caption><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _numeric(number: bool) -> str:
    return ' class="number"' if number else ""
