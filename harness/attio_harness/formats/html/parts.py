"""Pieces of the page: escaped text, prose, code, tables. Whatever they contain, the page stays well-formed XML and HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attio_harness.text.escaped import for_html

__all__ = ["code", "listing", "prose", "table", "text"]

_MOST_LINES = 200
_OPTION = re.compile(r"(?<![^\s(`])--?[a-zA-Z][a-zA-Z-]{0,30}(?![\w-])")


def text(said: object) -> str:
    """Text for content and attributes, see `for_html`."""
    return for_html(str(said))


def prose(said: object) -> str:
    """Text for content alone, whose options are kept whole: browsers end a line after a hyphen, and left `--` without its word."""
    return _OPTION.sub(r'<span class="option">\g<0></span>', text(said))


def code(said: object) -> str:
    """Text for content in a fixed-width font."""
    return f"<code>{text(said)}</code>"


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str = "") -> str:
    """A table of cells that are already markup; the first cell is its row's heading, `#` marks a column of numbers."""
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


def listing(name: str, title: str, lines: Sequence[str]) -> str:
    """A section of lines under a heading, with the number of those left out; `name` is its anchor."""
    items = "".join(f"<li>{prose(line)}</li>" for line in lines[:_MOST_LINES])
    left = len(lines) - _MOST_LINES
    items += f"<li>and {left:,} more, all of them with --format json</li>" if left > 0 else ""
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{text(title)}</h2><ul class="plain">{items}</ul></section>'
    )


def _numeric(number: bool) -> str:
    return ' class="number"' if number else ""
