"""GitHub's workflow commands, one a line, which become annotations in a step's log. Knows no report; `text.escaped` escapes texts."""

from __future__ import annotations

from attio_harness.formats.locations import is_file, relative
from attio_harness.text.escaped import for_github_command, for_github_property
from attio_harness.text.words import cut

__all__ = ["MOST_COMMANDS", "command"]

MOST_COMMANDS = 50
"""GitHub shows ten errors and ten warnings of a step, and 50 annotations of a job."""

_LONGEST = 2000


def command(level: str, message: str, *, title: str, file: str | None = None, line: int | None = None) -> str:
    """`::error file=a.json,line=3,title=…::message`; without file and line if the name is not a file."""
    place = {"file": relative(file), "line": line} if file is not None and is_file(file) else {}
    named = place | {"title": cut(title, 200)}
    properties = ",".join(
        f"{name}={for_github_property(str(value))}" for name, value in named.items() if value is not None
    )
    return f"::{level} {properties}::{for_github_command(cut(message, _LONGEST))}"
