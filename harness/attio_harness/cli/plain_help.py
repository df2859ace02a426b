"""Help without names of Python types: `N` for a number, no `<bool>` beside a flag, `EVENTS...` for an argument that may repeat. On narrow
terminals it has no frames. Also warns of options that were given twice.

Newer versions of typer show the annotated types; older ones ignore what is set here.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from typer.core import TyperCommand

from attio_harness.cli.given import in_words_of
from attio_harness.cli.plain_values import taken_plainly
from attio_harness.errors import HarnessError
from attio_harness.terminal.stderr import tell

__all__ = ["NarrowHelp", "PlainCommand", "in_plain_words"]

_NUMBERS = ("int", "float")


_FRAMED = 80
"""Columns that frames need: with fewer they cut names of options (`--mapp…`)."""
_FRAMED_WIDE, _LONGEST_NAME = 84, 19


class NarrowHelp:
    """Help that is whole on a terminal of any width. Goes before the class of typer."""

    rich_markup_mode: Any
    params: Any

    def format_help(self, ctx: Any, formatter: Any) -> None:
        columns, framed = shutil.get_terminal_size().columns, self.rich_markup_mode
        if columns < (_FRAMED_WIDE if self._is_wide() else _FRAMED):
            self.rich_markup_mode = None
            formatter.width = max(columns - 1, 20)
            # a name that is wider than this has its text below it
            formatter.write_dl = partial(formatter.write_dl, col_max=columns // 4)
        try:
            super().format_help(ctx, formatter)  # type: ignore[misc]
        finally:
            self.rich_markup_mode = framed  # the command lives longer than this call

    def _is_wide(self) -> bool:
        """Whether the frame has a column more, for `--no-lint` beside `--lint`, and a name that this leaves no place for."""
        names = [one for param in self.params for one in param.opts]
        return any(one.secondary_opts for one in self.params) and max(map(len, names)) > _LONGEST_NAME

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands of a group with all of their help, which would be cut otherwise."""
        rows = [(name, (command.help or "").partition("\n\n")[0]) for name, command in self.commands.items()]  # type: ignore[attr-defined]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class PlainCommand(NarrowHelp, TyperCommand):
    """A command with its help in plain words, and with a fast path for plain values."""

    def get_params(self, ctx: Any) -> Any:
        """All parameters, including `--help`, which typer makes itself."""
        return taken_plainly(in_plain_words(super().get_params(ctx), ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = list(args)
        rest: list[str] = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            ctx.meta[_AGAIN] = list(_given_again(self.make_parser(ctx).parse_args(args=words)[2]))
        return rest

    def make_parser(self, ctx: Any) -> Any:
        """A parser whose errors know the command, whose help a message names: that of an option without its value does not."""
        parser: Any = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            try:
                return parse(args=args)
            except Exception as error:
                if getattr(error, "ctx", ctx) is None:
                    error.ctx = ctx  # type: ignore[attr-defined]
                raise

        parser.parse_args = parse_args
        return parser

    def invoke(self, ctx: Any) -> Any:
        try:
            ended = super().invoke(ctx)
        except HarnessError as error:
            raise in_words_of(ctx, error) from None
        # only now: if the command is refused, only that line is shown
        for line in ctx.meta.get(_AGAIN, ()):
            tell(line)
        return ended


_AGAIN = f"{__name__}.again"


def _given_again(order: list[Any]) -> Iterator[str]:
    """A line for each single-valued option typed more than once; otherwise nobody would notice which value was ignored."""
    counts = Counter(id(one) for one in order)
    for one in {id(one): one for one in order}.values():
        has_one = one.param_type_name == "option" and not one.multiple and not one.is_flag
        if has_one and counts[id(one)] > 1:
            option = next((word for word in one.opts if word.startswith("--")), one.opts[0])
            times = "twice" if counts[id(one)] == 2 else f"{counts[id(one)]} times"
            yield f"{option} is given {times}; the last one counts"


def in_plain_words(params: list[Any], ctx: Any) -> list[Any]:
    """The same parameters, with their types in plain words."""
    for one in params:
        word = _word(one, ctx)
        one.display_type_rich = lambda ctx, word=word: word
        # the help text already says the range
        one._get_number_range_help_str = lambda: None
        if one.param_type_name == "argument":
            named = one.metavar or one.name.upper()
            named += "" if one.nargs == 1 or named.endswith("...") else "..."
            usage = named if one.required else f"[{named}]"
            one.get_usage_pieces = lambda ctx, usage=usage: [usage]
    return params


def _word(param: Any, ctx: Any) -> str | None:
    if param.param_type_name == "argument" or getattr(param, "is_flag", False):
        return None
    if param.metavar is not None:
        return str(param.metavar)
    if not hasattr(param, "display_type"):  # an older typer
        return None
    # the method of the class, because an earlier call has replaced the option's own
    return "N" if any(name in type(param).display_type(param, ctx) for name in _NUMBERS) else "TEXT"
