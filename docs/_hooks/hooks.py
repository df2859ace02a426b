"""What the build of the site does to a page. The pages themselves stay plain Markdown that reads well in the repository.

A line `<!-- made: NAME -->`, or `<!-- made: NAME ARGUMENT -->`, marks where the site has what `MADE` generates from the code.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Mapping
from typing import Any

from command_line import command_line
from outer_links import without_outer_links
from schema_tables import schema_tables

__all__ = ["MADE", "on_page_markdown", "on_startup"]

MADE: Mapping[str, Callable[..., str]] = {"command-line": command_line, "schema": schema_tables}

_MADE = re.compile(r"^<!-- made: (?P<name>\S+)(?: (?P<argument>\S+))? -->$", re.MULTILINE)
_COMMENT = re.compile(r"^(?P<code>```.*?^```$)|^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
"""A comment of the page, or a block of code, whose comments are shown."""


def on_startup(command: str, dirty: bool) -> None:
    """Turn off the garbage collector: the build ends before garbage matters, and collecting took 1.2 of its 5.9 seconds."""
    if command == "build":
        gc.disable()


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The Markdown of a page as the site shows it: with the generated parts, without comments, and with working links."""
    made = _MADE.sub(lambda found: MADE[found["name"]](*filter(None, [found["argument"]])), markdown)
    shown = _COMMENT.sub(lambda found: found["code"] or "", made)
    return without_outer_links(shown, page.file.src_uri, config.extra.get("repository"))
