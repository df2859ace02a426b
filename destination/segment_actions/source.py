"""Builds the Python source that mappings, triggers and fields are compiled to.

The source text contains only our own names and operators. Everything from outside (a key, a constant, a path) is passed
as a value named `k0`, `k1` …, so nothing written in a mapping, a trigger or an event is ever run as code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

__all__ = ["Source"]


class Source:
    """`names` are the values the text may use besides the constants."""

    def __init__(self, **names: Any) -> None:
        self.names: dict[str, Any] = dict(names)
        self._functions: list[str] = []

    def constant(self, value: Any) -> str:
        """Register a value; returns its name."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, parameters: str, lines: list[str]) -> str:
        """Add a function with these lines; returns its name. Functions added later may call it."""
        name = f"f{len(self._functions)}"
        self._functions.append("\n    ".join([f"def {name}({parameters}):", *lines]))
        return name

    @property
    def text(self) -> str:
        """The source of all functions."""
        return "\n".join(self._functions)

    def made(self, name: str) -> Callable[..., Any]:
        """A function, compiled together with all functions before it."""
        exec(_compiled(self.text, "exec"), self.names)
        made: Callable[..., Any] = self.names[name]
        return made

    def expression(self, parameters: str, text: str) -> Callable[..., Any]:
        """Compile an expression as a function."""
        made: Callable[..., Any] = eval(_compiled(f"lambda {parameters}: {text}", "eval"), self.names)
        return made


@lru_cache(512)
def _compiled(text: str, mode: str) -> CodeType:
    """Cached: since values are named, mappings or triggers of the same shape have the same text."""
    return compile(text, "<mapping, trigger or fields>", mode)
