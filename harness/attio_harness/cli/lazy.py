"""Loads the module of a command only when the command runs, so that no other command pays for its imports.

So the help of the program takes 0.15 s; the modules of all commands would add 0.4 s (medians, Python 3.11).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from attio_harness.cli.commands import COMMANDS, Command
from attio_harness.cli.later import put_off
from attio_harness.cli.output import Interrupted, OutputClosed, write
from attio_harness.cli.plain_help import NarrowHelp, PlainCommand, in_plain_words
from attio_harness.cli.plain_values import taken_plainly
from attio_harness.version import version_line

__all__ = ["command_of", "typer_app"]

_SETTINGS: dict[str, Any] = {"rich_markup_mode": "rich", "pretty_exceptions_enable": False}
_HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}

_Config = Annotated[
    str | None,
    typer.Option(
        "--config",
        help="Use this configuration. By default: attio-harness.toml, or tool.attio-harness in pyproject.toml, in this folder or one above.",
        metavar="FILE",
    ),
]
_NoConfig = Annotated[bool, typer.Option("--no-config", help="Use no configuration.")]
_Limit = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        help="Set a limit on what is read, such as line_bytes=1000000; the configuration page lists all limits. May be repeated.",
        metavar="NAME=VALUE",
    ),
]
_ShowConfig = Annotated[
    bool,
    typer.Option("--show-config", help="Print every option with its value and where it comes from, without running."),
]


def _say_version(asked: bool) -> None:
    if asked:
        write(version_line(), None)
        raise typer.Exit()


_Version = Annotated[bool, typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True)]


def typer_app(name: str, help: str, groups: dict[str, str]) -> typer.Typer:
    """The program with all its commands; `groups` has the help of each group of commands."""
    put_off()
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


def _program(config: _Config = None, no_config: _NoConfig = False, version: _Version = False) -> None:
    """The options before the command; the command itself decides which configuration is meant."""


def _configured(config: _Config = None, no_config: _NoConfig = False, show_config: _ShowConfig = False) -> None:
    """The options of every command, besides its own."""


def _limited(limit: _Limit = None) -> None:
    """The option of every command that reads files."""


def _not_loaded() -> None:
    """Stands for a command in the list of commands until it is loaded."""


def _add(app: typer.Typer, row: Command, function: Callable[..., Any], cls: type[Any] | None = None) -> None:
    app.command(row.name, help=row.help, epilog=f"Example: {row.example}", cls=cls)(function)


class _LazyGroup(NarrowHelp, TyperGroup):
    """A group that knows its commands by name and help, and loads only the one that is called."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # typer would end with 1, which means findings
            raise OutputClosed from error
        except KeyboardInterrupt as error:
            # typer would end silently, and with Ctrl-C's code whatever the signal
            raise Interrupted(error) from error

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # typer's own error for an unknown command
        name, command, rest = super().resolve_command(ctx, args)
        row = next((one for one in COMMANDS if (one.group or None, one.name) == (self._word(ctx), name)), None)
        return name, command_of(row) if row is not None else command, rest

    def get_params(self, ctx: Any) -> Any:
        return taken_plainly(in_plain_words(super().get_params(ctx), ctx))

    def _word(self, ctx: Any) -> str | None:
        # the program is a group as well, but its name is not part of a command's
        return self.name if ctx.parent is not None else None


def command_of(row: Command) -> Any:
    """The command of a row, with all its options."""
    module, _, function = row.function.partition(":")
    return _built(row, getattr(import_module(module), function))


@cache  # making the options takes 4 ms, and a process such as a test run may call a command several times
def _built(row: Command, called: Callable[..., Any]) -> Any:
    # not at the top: the program's help does not need the reader of the configuration
    keys_of = import_module("attio_harness.settings").keys_of
    if not keys_of(f"{row.group} {row.name}".strip()):
        return _single(row, called)
    command = _single(row, called, import_module("attio_harness.cli.configured").ConfiguredCommand)
    command.params += _single(row, _configured).params
    if "limit" in keys_of(f"{row.group} {row.name}".strip()):
        command.params += _single(row, _limited).params
    return command


def _single(row: Command, function: Callable[..., Any], cls: type[Any] | None = None) -> Any:
    app = typer.Typer(context_settings=_HELP_OPTIONS, add_completion=False, **_SETTINGS)
    _add(app, row, function, cls or PlainCommand)
    return typer.main.get_command(app)  # for an app with one command, this is that command
