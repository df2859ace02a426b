"""Texts of others as GitHub Flavored Markdown that stays text, and as much of a document as a comment can hold. Knows no report.

Nothing that goes through here can break a table, become markup, mention a user (`@path` in a hint would) or link to an
issue or an address: whatever Markdown reads is a character reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attio_harness.text.words import counted, cut, printable

__all__ = ["MOST_CHARACTERS", "code", "length", "plain", "shortened", "within"]

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 characters for a comment."""

# `:` only in `://` and `:smile:`, `w` only in `www.`: the others are harmless and stay readable
_MARKUP = re.compile(r"[&<>|`*_\[\]{}\\~$#]|:(?=//|[\w+-]{1,60}:)|w(?=ww\.)", re.IGNORECASE)
_LINKED = re.compile(r"\S*(?:@|://|www\.|#\d|\bGH-\d)\S*", re.IGNORECASE)
"""Words that GitHub would turn into a mention, a link or a reference to an issue; in `<code>` it does not.

Addresses it links even there (cmark-gfm, extension autolink). A web address it knows by its colon or its `www.` as written,
so a character reference hides it; an email address it knows after that, so a comment parts it.
"""


def length(parts: Sequence[str]) -> int:
    """Characters of the parts, each with its line break."""
    return sum(len(part) + 1 for part in parts)


def within(room: int, blocks: Sequence[str]) -> list[str]:
    """The blocks for which there is room, in order, and a line about the others."""
    out: list[str] = []
    for number, block in enumerate(blocks):
        room -= len(block) + 1
        if room < 0:
            return [*out, f"\n{counted(len(blocks) - number, 'section')} left out: the comment would be too long."]
        out.append(block)
    return out


def shortened(text: str, most: int) -> str:
    """A document of at most so many characters: cut at the end of a row, what was opened closed, with a note of it."""
    if len(text) <= most:
        return text
    note = (
        "\n\nThe rest is left out: the comment would be too long. `--format json` and the job summary have all of it.\n"
    )
    kept = text[: max(0, most - len(note) - 20 * _CLOSED)].rpartition("\n")[0]
    opened = kept.count("<details") - kept.count("</details>")
    return kept + "\n\n</details>" * opened + note


_CLOSED = len("\n\n</details>")


def plain(text: str, most: int) -> str:
    """One line of plain text that Markdown leaves alone."""
    line = cut(" ".join(_on_one_line(text).split()), most)
    out, at = [], 0
    for found in _LINKED.finditer(line):
        out += [_escaped(line[at : found.start()]), f"<code>{_escaped(found[0])}</code>"]
        at = found.end()
    return "".join([*out, _escaped(line[at:])])


def code(text: str) -> str:
    """The same in a fixed-width font, 200 characters at most."""
    return f"<code>{_escaped(cut(_on_one_line(text), 200))}</code>"


def _escaped(text: str) -> str:
    # `@` last: its comment has characters that would be escaped
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text).replace("@", "@<!-- -->")


def _on_one_line(text: str) -> str:
    return printable(text, keep="\n").replace("\n", " ")
