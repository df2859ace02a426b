"""Fills options that the command line leaves out from the configuration, through click's map of defaults.

A command declares its options and knows nothing of this. Has no command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from attio_harness.cli.configured_keys import CONFIGURED
from attio_harness.cli.next_words import as_words, key_of, next_words
from attio_harness.cli.output import FINE, NEXT, PLACED, say, write_lines
from attio_harness.cli.plain_help import PlainCommand
from attio_harness.cli.spared import spares
from attio_harness.errors import UsageError
from attio_harness.limits import parsed, put_in_force
from attio_harness.settings import SERVERS, Settings, settings_for
from attio_harness.text.escaped import for_json

if TYPE_CHECKING:
    from attio_harness.cli.left_out import LeftOut

__all__ = ["OWN", "ConfiguredCommand"]

OWN = ("config", "no_config", "show_config")
"""The parameters that a configured command has besides its own."""


class ConfiguredCommand(PlainCommand):
    """A command whose missing options come from the configuration."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # the arguments are parsed twice, first only to find the configuration with the defaults
        back: list[LeftOut] = []
        settings_file: str | None = None
        said, _, _ = self.make_parser(ctx).parse_args(args=list(args))
        if not ctx.resilient_parsing and not said.get("help"):
            settings = _settings(ctx, said)
            if settings.values:
                from attio_harness.cli.left_out import (
                    left_out,  # imports all formats and assumptions, needed only with a configuration
                )

                typed = {key_of(param): said.get(param.name) for param in self.params}
                settings, back = left_out(_command(ctx), settings, typed)
            settings_file = settings.file
            ctx.default_map = _defaults(self.params, settings)
            used = dict(_used(self.params, settings, said))
            PLACED.set(partial(_placed, settings, used))
            CONFIGURED.set(frozenset(used.values()))
            if said.get("show_config"):
                write_lines(_shown(ctx, self.params, settings, said, back), None)
                ctx.exit(0)
            NEXT.set(partial(next_words, ctx, settings, said))
        rest: list[str] = super().parse_args(ctx, args)
        for one in back:
            say(str(one), FINE)
        _spares_configuration(ctx.params, settings_file)
        # not passed to the command: whatever reads a file asks for the limits in force
        put_in_force(*parsed(ctx.params.pop("limit", None) or (), serves=_command(ctx) in SERVERS))
        for name in OWN:
            ctx.params.pop(name, None)
        return rest


_WRITTEN = ("output", "state", "report", "workspace_output", "save_filters", "dead_letters", "leftovers")
"""The parameters that name a file to write; `format` may name one after its colon."""


def _spares_configuration(params: Mapping[str, Any], file: str | None) -> None:
    """Raises UsageError if a command would overwrite the configuration that it has just read."""
    named = [(f"--{name.replace('_', '-')}", params.get(name)) for name in _WRITTEN]
    named += [("--format", word.partition(":")[2] or None) for word in params.get("format") or ()]
    for option, one in named:
        spares(option, one, [file])


def _settings(ctx: Any, said: Mapping[str, Any]) -> Settings:
    """The configuration chosen by the arguments before or after the command."""
    before = ctx.find_root().params
    file = said.get("config") or before.get("config")
    if said.get("no_config") or before.get("no_config"):
        if file is not None:
            raise UsageError(f"--config {file} and --no-config do not go together")
        return Settings()
    return settings_for(_command(ctx), file=file, judge=_judged)


def _judged(key: str, commands: Sequence[str], value: str) -> str | None:
    from attio_harness.cli.judged_values import judged  # as above

    return judged(key, commands, value)


def _command(ctx: Any) -> str:
    """The name of the command, such as `schema diff`."""
    words: list[str] = []
    while ctx.parent is not None:
        words.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return " ".join(words)


def _defaults(params: Iterable[Any], settings: Settings) -> dict[str, Any]:
    return {
        param.name: as_words(param, settings, key)
        for param in params
        if (key := key_of(param)) in settings.values and param.name not in OWN
    }


def _used(params: Iterable[Any], settings: Settings, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of an option (`-o`, `--output`) and its key, for the keys whose values are in force."""
    for param in params:
        key = key_of(param)
        if key in settings.values and said.get(param.name) in (None, ()):
            yield from ((word, key) for word in (f"--{key}", *param.opts))


_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def _placed(settings: Settings, keys: Mapping[str, str], line: str) -> str:
    """A line of an error, with file and line if it is about an option in the configuration."""
    first = _OPTION.match(line)
    if first and first[0] in keys:
        return f"{settings.place(keys[first[0]])}: {keys[first[0]]}{line[first.end() :]}"
    named = [keys[word] for word in dict.fromkeys(_OPTION.findall(line)) if word in keys]
    named = named or [key for key in dict.fromkeys(keys.values()) if _is_about(line, settings.value(key))]
    said = ", ".join(f"{key} in {settings.place(key)}" for key in dict.fromkeys(named))
    return f"{line} ({said})" if said else line


def _is_about(line: str, value: Any) -> bool:
    """Whether a message is about a value of the configuration: it names it as a file, or quotes it."""
    names = [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
    return any(line.startswith(f"{name}:") or f" {name}:" in line or f"{name!r}" in line for name in names)


def _shown(
    ctx: Any, params: Iterable[Any], settings: Settings, said: Mapping[str, Any], back: Iterable[LeftOut]
) -> str:
    rows = []
    why = {one.key: f" ({one.place} does not go with {one.beside})" for one in back}
    for param in params:
        if param.name not in OWN:
            value, source = param.consume_value(ctx, said)
            # options that environment variables may give are secrets
            value = "(not shown)" if param.envvar and value is not None else value
            key = key_of(param)
            place = _source(source.name, settings, key, param.envvar)
            rows.append((key, value, place + why.get(key, "") if source.name == "DEFAULT" else place))
    formats = said.get("format")
    if "json" in ([formats] if isinstance(formats, str) else formats or ()):
        shown = {key: {"value": value, "from": place} for key, value, place in rows}
        whole = {"configuration": settings.file, "options": shown}
        return for_json(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n"
    texts = [(key, _as_text(value), place) for key, value, place in rows]
    first, second = (max(len(row[at]) for row in texts) for at in (0, 1))
    lines = [f"{key:<{first}}  {value:<{min(second, 40)}}  {place}" for key, value, place in texts]
    return "\n".join([f"configuration: {settings.file or 'none'}", "", *lines]) + "\n"


def _source(source: str, settings: Settings, key: str, variable: Any) -> str:
    if source == "COMMANDLINE":
        return "command line"
    if source == "ENVIRONMENT":
        return f"environment variable {variable}"
    return str(settings.place(key)) if source == "DEFAULT_MAP" else "default"


def _as_text(value: Any) -> str:
    if value in (None, (), [], ""):
        return "-"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
