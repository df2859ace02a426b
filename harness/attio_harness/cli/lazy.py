"""Commands that are loaded when they run: the module of a command imports what it needs at its top, and nobody else pays for it.

The help of the whole program takes 0.15 s so; the modules of all commands would add 0.4 s to it (medians, Python 3.11).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from attio_harness.cli.commands import COMMANDS, Command

__all__ = ["typer_app"]

_SETTINGS: dict[str, Any] = {"add_completion": False, "rich_markup_mode": "rich", "pretty_exceptions_enable": False}
_HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}


def typer_app(name: str, help: str, groups: dict[str, str]) -> typer.Typer:
    """The program with all its commands; `groups` has the help of each word that goes before others."""
    app = typer.Typer(name=name, cls=_LazyGroup, context_settings=_HELP_OPTIONS, help=help, **_SETTINGS)
    inner = {
        word: typer.Typer(name=word, cls=_LazyGroup, no_args_is_help=True, help=said) for word, said in groups.items()
    }
    for row in COMMANDS:
        _add(inner[row.group] if row.group else app, row, _not_loaded)
    for one in inner.values():
        app.add_typer(one)
    return app


def _add(app: typer.Typer, row: Command, function: Any) -> None:
    app.command(row.name, help=row.help, epilog=f"Example: {row.example}")(function)


def _not_loaded() -> None:
    """In the place of a command in the list of commands."""


class _LazyGroup(TyperGroup):
    """A group whose commands are known by name and help; the one that is called for is loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # typer's own words for a command that is none
        name, command, rest = super().resolve_command(ctx, args)
        row = next((one for one in COMMANDS if (one.group or None, one.name) == (self._word(ctx), name)), None)
        return name, _loaded(row) if row is not None else command, rest

    def _word(self, ctx: Any) -> str | None:
        # the program itself is a group as well, but no word before a command
        return self.name if ctx.parent is not None else None


def _loaded(row: Command) -> Any:
    module, _, function = row.function.partition(":")
    single = typer.Typer(context_settings=_HELP_OPTIONS, **_SETTINGS)
    _add(single, row, getattr(import_module(module), function))
    return typer.main.get_command(single)  # of a single command it is that command
