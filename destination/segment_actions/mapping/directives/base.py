"""What every directive is."""

from __future__ import annotations

from typing import Any, Protocol

from segment_actions.mapping.checks import Place
from segment_actions.mapping.compiler import Compiled, Compiler

__all__ = ["Directive"]


class Directive(Protocol):
    """One directive: what its value must look like, and how it is resolved."""

    def check(self, value: Any, place: Place) -> None:
        """Raise `Invalid` for what is wrong before anything is resolved."""

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        """The resolver. A malformed value must not fail here but when the resolver runs."""
