"""Python source in the making, with the values it speaks of: what mappings, triggers and fields are compiled to.

The text holds names and operators of our own only. Whatever came from outside (a key, a constant, a path) is a value that a name
`k0`, `k1` … stands for, so that nothing anybody writes into a mapping, a trigger or an event is ever read as source.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

__all__ = ["Source"]


class Source:
    """`names` are what the text may speak of besides the constants."""

    def __init__(self, **names: Any) -> None:
        self.names: dict[str, Any] = dict(names)
        self._functions: list[str] = []

    def constant(self, value: Any) -> str:
        """The name of a value."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, parameters: str, lines: list[str]) -> str:
        """The name of a function with these lines in it, which functions that are defined later may call."""
        name = f"f{len(self._functions)}"
        self._functions.append("\n    ".join([f"def {name}({parameters}):", *lines]))
        return name

    @property
    def text(self) -> str:
        """All functions."""
        return "\n".join(self._functions)

    def made(self, name: str) -> Callable[..., Any]:
        """A function, compiled with all those defined before it."""
        exec(_compiled(self.text, "exec"), self.names)
        made: Callable[..., Any] = self.names[name]
        return made

    def expression(self, parameters: str, text: str) -> Callable[..., Any]:
        """A function of one expression, compiled."""
        made: Callable[..., Any] = eval(_compiled(f"lambda {parameters}: {text}", "eval"), self.names)
        return made


@lru_cache(512)
def _compiled(text: str, mode: str) -> CodeType:
    """What has the same shape has the same text, whatever it speaks of: many a mapping or trigger is compiled already."""
    return compile(text, "<mapping, trigger or fields>", mode)
