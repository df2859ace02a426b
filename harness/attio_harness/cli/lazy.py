"""Commands that are loaded when they run: the module of a command imports what it needs at its top, and nobody else pays for it.

The help of the whole program takes 0.15 s so; the modules of all commands would add 0.4 s to it (medians, Python 3.11).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from attio_harness.cli.commands import COMMANDS, Command
from attio_harness.cli.configured import Config, ConfiguredCommand, NoConfig, options
from attio_harness.settings import keys_of

__all__ = ["command_of", "typer_app"]

_SETTINGS: dict[str, Any] = {"add_completion": False, "rich_markup_mode": "rich", "pretty_exceptions_enable": False}
_HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}


def typer_app(name: str, help: str, groups: dict[str, str]) -> typer.Typer:
    """The program with all its commands; `groups` has the help of each word that goes before others."""
    app = typer.Typer(name=name, cls=_LazyGroup, context_settings=_HELP_OPTIONS, help=help, **_SETTINGS)
    app.callback()(_program)
    inner = {
        word: typer.Typer(name=word, cls=_LazyGroup, no_args_is_help=True, help=said) for word, said in groups.items()
    }
    for row in COMMANDS:
        _add(inner[row.group] if row.group else app, row, _not_loaded)
    for one in inner.values():
        app.add_typer(one)
    return app


def _program(config: Config = None, no_config: NoConfig = False) -> None:
    # what stands before the command is for the command, which looks here
    pass


def _add(app: typer.Typer, row: Command, function: Callable[..., Any], cls: type[Any] | None = None) -> None:
    app.command(row.name, help=row.help, epilog=f"Example: {row.example}", cls=cls)(function)


def _not_loaded() -> None:
    """In the place of a command in the list of commands."""


class _LazyGroup(TyperGroup):
    """A group whose commands are known by name and help; the one that is called for is loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # typer's own words for a command that is none
        name, command, rest = super().resolve_command(ctx, args)
        row = next((one for one in COMMANDS if (one.group or None, one.name) == (self._word(ctx), name)), None)
        return name, command_of(row) if row is not None else command, rest

    def _word(self, ctx: Any) -> str | None:
        # the program itself is a group as well, but no word before a command
        return self.name if ctx.parent is not None else None


def command_of(row: Command) -> Any:
    """The command of a row, with all its options."""
    module, _, function = row.function.partition(":")
    is_configured = bool(keys_of(f"{row.group} {row.name}".strip()))
    command = _single(row, getattr(import_module(module), function), ConfiguredCommand if is_configured else None)
    if is_configured:
        command.params += _single(row, options).params
    return command


def _single(row: Command, function: Callable[..., Any], cls: type[Any] | None = None) -> Any:
    app = typer.Typer(context_settings=_HELP_OPTIONS, **_SETTINGS)
    _add(app, row, function, cls)
    return typer.main.get_command(app)  # of a single command it is that command
