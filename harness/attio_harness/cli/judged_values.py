"""Checks values of the configuration that only other parts know (formats, assumptions, limits), so that one message lists all mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attio_harness.assumptions import divided
from attio_harness.cli.places import known_format
from attio_harness.errors import UsageError
from attio_harness.formats.table import SUBJECTS
from attio_harness.limits import parsed
from attio_harness.settings import SERVERS

__all__ = ["judged"]


def judged(key: str, commands: Sequence[str], value: str) -> str | None:
    """What is wrong with a value, in the words of a command, if none of the key's commands accepts it; None if one does."""
    said = [problem for command in commands if (problem := _said(key, command, value)) is not None]
    return said[0].removeprefix("--") if said and "" not in said else None


def _said(key: str, command: str, value: str) -> str | None:
    """What this command says is wrong with the value; empty if it accepts it, None if this check does not concern it."""
    check: Callable[[], object]
    if key == "format" and command in SUBJECTS:
        check = lambda: known_format(SUBJECTS[command], value)  # noqa: E731
    elif key == "assume" and "=" in value:
        id, _, setting = value.partition("=")
        check = lambda: divided({id: setting})  # noqa: E731
    elif key == "limit":
        check = lambda: parsed([value], serves=command in SERVERS)  # noqa: E731
    else:
        return None
    try:
        check()
    except UsageError as error:
        return str(error)
    return ""
