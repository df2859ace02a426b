"""Modules that others take in and never use here: they are read when somebody asks for what they have.

The help of the program is boxes and tables of `rich`. Its Markdown, with its own parser and colours for source, and its tracebacks
(ours are one line) took a third of the time of `--help`. `uvicorn.main` is a command line of its own, made with a second parser of
options, and takes in what begins a server again when a file of its code changes: a thirtieth of the start of ours, which is made of
`uvicorn.config` and `uvicorn.server`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["put_off"]

_UNUSED: Mapping[str, Sequence[str]] = {
    "rich.markdown": ["Markdown"],
    "rich.traceback": ["Traceback"],
    "uvicorn.main": ["Server", "main", "run"],
}
"""Module -> the classes and functions that are taken from it."""


def put_off() -> None:
    """Let these modules stand for themselves until they are used, where nobody has read them yet; before others take them in."""
    for module, names in _UNUSED.items():
        if module not in sys.modules:
            sys.modules[module] = _stand_in(module, names)


def _stand_in(module: str, names: Sequence[str]) -> ModuleType:
    def real() -> Any:
        if sys.modules.get(module) is made:
            del sys.modules[module]
        return import_module(module)

    class Later(type):
        def __call__(cls, *given: Any, **named: Any) -> Any:
            return getattr(real(), cls.__name__)(*given, **named)

        def __getattr__(cls, asked: str) -> Any:
            return getattr(getattr(real(), cls.__name__), asked)

    def other(asked: str) -> Any:
        if asked.startswith("__"):  # what Python's importing itself looks for
            raise AttributeError(asked)
        return getattr(real(), asked)

    made = ModuleType(module, "Stands for the module until it is used.")
    vars(made).update({name: Later(name, (), {}) for name in names})
    vars(made)["__getattr__"] = other
    return made
