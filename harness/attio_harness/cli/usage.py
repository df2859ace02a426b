"""Messages about arguments that typer refuses, in our words: which option, what was found, what was expected, what is closest.

Each version of typer has its error classes in another module, so they are recognised by their attributes.
"""

from __future__ import annotations

import difflib
import os
import re
from typing import Any

from attio_harness.settings import keys_of

__all__ = ["said_of", "without_keys"]

_KEY = re.compile(
    r"(?<![\w./:=-])(?=[\w.=~+-]*[0-9])(?=[\w.=~+-]*[A-Za-z])[\w=~+-]{20,}(?:\.[\w-]{16,}){0,2}(?![\w./:-])"
)
"""Attio's keys are 64 hexadecimal digits, Segment's begin with `sgp_`, others are like them or have the three parts of a JWT."""
_KINDS = {int: "a whole number", float: "a number"}


def said_of(error: Any) -> str | None:
    """The line about an error of typer; None if it is not about arguments."""
    if not callable(getattr(error, "format_message", None)):
        return None
    context = getattr(error, "ctx", None)
    program = context.command_path if context is not None else "attio-harness"
    told = _told(error, context)
    shown = without_keys(told)
    if shown != told and any(
        param.name == "token_env" for param in getattr(getattr(context, "command", None), "params", ())
    ):
        shown += "; the key goes into an environment variable, which --token-env names"
    return f"{shown} (see {program} --help)"


def without_keys(text: str) -> str:
    """A message that quotes words of the command line, without those that look like a key and are no file."""

    def shown(found: re.Match[str]) -> str:
        return found[0] if os.path.exists(found[0]) else "(a word that looks like a key)"

    return _KEY.sub(shown, text)


def _told(error: Any, context: Any) -> str:
    param, option = getattr(error, "param", None), getattr(error, "option_name", None)
    if param is not None and type(error).__name__ == "MissingParameter":
        return _missing(param, context, str(error.format_message()))
    if param is not None:
        return _wrong(error, param)
    if option is not None and type(error).__name__ == "NoSuchOption":
        return _unknown(str(option), context)
    said = _plain(str(error.format_message()))
    commands = getattr(getattr(context, "command", None), "commands", None)
    # for a group without a command, typer has no message, only the whole help
    return f"no command was given, expected {' or '.join(commands)}" if not said and commands else said


def _missing(param: Any, context: Any, message: str) -> str:
    name = _name(param).removeprefix("--")
    key = keys_of(_command(context)).get(name)
    return _plain(message.rstrip(".")) + (
        f"; give it, or say {name} = {key.example} in attio-harness.toml" if key else ""
    )


def _wrong(error: Any, param: Any) -> str:
    """The message of pydantic or click; in plain words if a number was expected."""
    kind = _KINDS.get(getattr(getattr(param, "type_descriptor", None), "annotation", None) or object)
    mistakes = getattr(error.__cause__, "errors", None)
    if kind is None or not callable(mistakes):
        return str(error.format_message())
    return f"{_name(param)} {str(mistakes()[0]['input'])!r} is not {kind}{_between(param.min, param.max)}"


def _between(least: Any, most: Any) -> str:
    if least is not None and most is not None:
        return f" from {least} to {most}"
    return f" of at least {least}" if least is not None else ""


def _unknown(option: str, context: Any) -> str:
    name = option.lstrip("-")
    for param in context.command.params:
        # `lint -m FILE` and `check --events FILE`, as other commands and the configuration have it
        if param.param_type_name == "argument" and (param.name in (name, f"{name}s") or param.name[:1] == name):
            return f"there is no option {option}; {param.metavar} is given without an option"
    known = [word for param in context.command.get_params(context) for word in (*param.opts, *param.secondary_opts)]
    near = difflib.get_close_matches(option, [word for word in known if word.startswith("--")], n=1)
    return f"there is no option {option}" + (f"; did you mean {near[0]}?" if near else "")


_SAID: tuple[tuple[str, str], ...] = (
    (r"No such command '(.*?)'\.?", r"there is no command \1"),
    (r" Did you mean '(.*)'\?", r"; did you mean \1?"),
    (r"Missing argument '(.*)'", r"\1 is missing"),
    (r"Missing option '(.*)'", r"the option \1 is missing"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"found \1, expected no more arguments"),
    (r"Option '(.*)' requires an argument\.?", r"the option \1 needs a value"),
    (r"Option '(.*)' does not take a value\.?", r"the option \1 accepts no value"),
)
"""Typer's words -> ours; unknown words stay."""


def _plain(message: str) -> str:
    for theirs, ours in _SAID:
        message = re.sub(theirs, ours, message)
    return message.replace("' / '", ", ").replace("', '", " or ")


def _name(param: Any) -> str:
    return str(next((word for word in param.opts if word.startswith("--")), param.name))


def _command(context: Any) -> str:
    return str(context.command_path).partition(" ")[2] if context is not None else ""
