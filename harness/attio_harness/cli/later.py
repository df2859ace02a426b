"""Modules that `typer` takes in for its help and never uses in it: they are read when somebody asks for what they have.

The help of the program is boxes and tables of `rich`. Its Markdown, with its own parser and colours for source, and its tracebacks
(ours are one line) took a third of the time of `--help`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["put_off"]

_UNUSED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}
"""Module -> the class that typer takes from it."""


def put_off() -> None:
    """Let these modules stand for themselves until they are used, where nobody has read them yet; before `typer` makes a help."""
    for module, name in _UNUSED.items():
        if module not in sys.modules:
            sys.modules[module] = _stand_in(module, name)


def _stand_in(module: str, name: str) -> ModuleType:
    def real() -> Any:
        if sys.modules.get(module) is made:
            del sys.modules[module]
        return import_module(module)

    class Later(type):
        def __call__(cls, *given: Any, **named: Any) -> Any:
            return getattr(real(), name)(*given, **named)

        def __getattr__(cls, asked: str) -> Any:
            return getattr(getattr(real(), name), asked)

    def other(asked: str) -> Any:
        if asked.startswith("__"):  # what Python's importing itself looks for
            raise AttributeError(asked)
        return getattr(real(), asked)

    made = ModuleType(module, "Stands for the module until it is used.")
    vars(made)[name] = Later(name, (), {})
    vars(made)["__getattr__"] = other
    return made
