"""Delays imports that our dependencies make and we do not use, until something uses them.

The help of the program needs only boxes and tables of `rich`. Its Markdown (with a parser and source highlighting) and its tracebacks
(ours are one line) took a third of the time of `--help`. `uvicorn.main` is a command line with its own option parser and a reloader,
and took a thirtieth of the start of our server, which needs only `uvicorn.config` and `uvicorn.server`.
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
"""Module -> the classes and functions that others import from it."""


def put_off() -> None:
    """Put stand-ins for these modules into `sys.modules`, unless they are already imported. Call before others import them."""
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
        if asked.startswith("__"):  # asked for by Python's import system
            raise AttributeError(asked)
        return getattr(real(), asked)

    made = ModuleType(module, "Stands for the module until it is used.")
    vars(made).update({name: Later(name, (), {}) for name in names})
    vars(made)["__getattr__"] = other
    return made
