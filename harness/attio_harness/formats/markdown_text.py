"""Fits a Markdown document into a comment. Knows no report; `text.escaped` escapes texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from attio_harness.text.words import counted

__all__ = ["MOST_CHARACTERS", "ROOM_FOR_ROWS", "length", "rows_within", "shortened", "within"]

MOST_CHARACTERS = 60_000
"""GitHub accepts 65,536 characters in a comment."""
ROOM_FOR_ROWS = 40_000
"""How many of them the rows of the main table may take."""


def length(parts: Sequence[str]) -> int:
    """The number of characters of the parts, each with its line break."""
    return sum(len(part) + 1 for part in parts)


def within(room: int, blocks: Sequence[str]) -> list[str]:
    """The blocks that fit into the room, in order, and a line about the others."""
    return [
        *rows_within(
            room,
            blocks,
            lambda taken: f"\n{counted(len(blocks) - taken, 'section')} left out: the comment would be too long.",
        )
    ]


def rows_within(room: int, rows: Iterable[str], rest: Callable[[int], str]) -> Iterator[str]:
    """The rows that fit into the room, in order. If there are more, the last line is `rest`, called with the number of rows before it."""
    for taken, row in enumerate(rows):
        room -= len(row) + 1
        if room < 0:
            yield rest(taken)
            return
        yield row


def shortened(text: str, most: int) -> str:
    """The document, cut to at most so many characters at the end of a row, with its open tags closed and a note about the cut."""
    if len(text) <= most:
        return text
    note = (
        "\n\nThe rest is left out: the comment would be too long. `--format json` and the job summary have all of it.\n"
    )
    kept = text[: max(0, most - len(note) - 20 * _CLOSED)].rpartition("\n")[0]
    opened = kept.count("<details") - kept.count("</details>")
    return kept + "\n\n</details>" * opened + note


_CLOSED = len("\n\n</details>")
