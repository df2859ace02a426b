"""A page as what a reader does with it: its blocks in order, each with what the page says of it. Nothing is run here.

What a page needs is said in comments that no reader sees. At its top, as YAML:

    <!-- setting
    files: {events/events.ndjson: fixtures/events/node_sdk.ndjson}    # copies from the repository, whole folders too
    links: {node_modules: tests/oracle/node_modules}                  # what is too large to be copied
    needs: [tests/oracle/node_modules]                                # without these, or a link, the page is skipped
    attio: {workspace: fixtures/workspaces/demo.yaml}                 # an emulator stands where the page asks Attio (`pull`)
    prepare: replay                                                   # a function of `prepare.py` that makes more files
    -->

Before a block: `<!-- exits 1 -->` (its last command has that exit code), `<!-- changes FILE -->` (a diff), `<!-- not run: REASON -->`.
A block that follows a paragraph ending in "`name.ext`:" is that file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

__all__ = ["Block", "Page", "read_page"]

_NAMED = re.compile(r"`([\w./-]+\.\w+)`:$")
_COMMENT = re.compile(r"^<!--\s*(?P<word>setting|exits|changes|not run:?)\s+(?P<rest>.*?)\s*-->$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code: `language` is empty for an indented one, `line` counts from 1 and is that of its first line of text."""

    language: str
    text: str
    line: int
    file: str | None = None
    exits: int = 0
    changes: str | None = None
    not_run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's blocks, and what it needs before the first."""

    path: Path
    blocks: tuple[Block, ...]
    setting: Mapping[str, Any] = field(default_factory=dict)


def read_page(path: Path) -> Page:
    """The page at `path`.

    Raises:
        ValueError: a comment says what no block needs.
    """
    blocks: list[Block] = []
    setting: Mapping[str, Any] = {}
    said: dict[str, str] = {}
    paragraph = ""
    for token in MarkdownIt("commonmark").parse(path.read_text("utf-8")):
        if token.type == "html_block":
            comment = _COMMENT.match(token.content.strip())
            if comment is None:
                continue
            if comment["word"] == "setting":
                setting = yaml.safe_load(comment["rest"])
            else:
                said[comment["word"].rstrip(":")] = comment["rest"]
        elif token.type == "inline":
            if said:
                raise ValueError(f"{path.name}: {said} stands before no block")
            paragraph = token.content
        elif token.type in ("fence", "code_block"):
            assert token.map is not None
            named = _NAMED.search(paragraph)
            blocks.append(
                Block(
                    language=token.info.split()[0] if token.info else "",
                    text=token.content,
                    line=token.map[0] + (2 if token.type == "fence" else 1),
                    file=named[1] if named else None,
                    exits=int(said.get("exits", 0)),
                    changes=said.get("changes"),
                    not_run=said.get("not run"),
                )
            )
            said, paragraph = {}, ""
    return Page(path=path, blocks=tuple(blocks), setting=setting)
