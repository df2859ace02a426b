"""From a mapping to one callable: closures are built once, run for every event. Also the traced form that keeps its reads.

Nothing here changes the mapping or the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn, Protocol

from segment_actions.environment import SYSTEM, Surroundings
from segment_actions.errors import MappingError, Problem
from segment_actions.js import MISSING, ascending_keys
from segment_actions.mapping.checks import Checked
from segment_actions.mapping.paths import Resolve, compile_path, shown
from segment_actions.pointers import token

__all__ = ["Compiled", "Compiler", "Directive", "Read", "clean", "fail", "is_directive"]


class Compiled(NamedTuple):
    """A resolver, and whether its value may be an object or array with MISSING inside."""

    resolve: Resolve
    nests: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a mapping read from an event: the directive's JSON pointer, the event path, and the value or MISSING."""

    pointer: str
    path: str
    value: Any


def is_directive(node: Any) -> bool:
    """An object with an @-key and nothing else besides `_metadata`."""
    if not isinstance(node, Mapping) or not any(key.startswith("@") for key in node):
        return False
    return all(key.startswith("@") or key == "_metadata" for key in node)


def fail(
    message: str, pointer: str, name: str = "Error", *, reason: str = "", about: tuple[str, ...] = ()
) -> MappingError:
    """The error of one place; `reason` and `about` are those of `Problem`."""
    return MappingError([Problem(pointer=pointer, message=message, reason=reason, about=about)], name=name)


def raiser(message: str, pointer: str, *, reason: str = "", about: tuple[str, ...] = ()) -> Compiled:
    """A resolver that fails when it is run: what is wrong inside an array shows only then, as in Segment's engine."""

    def resolve(event: Any) -> NoReturn:
        raise fail(message, pointer, reason=reason, about=about)

    return Compiled(resolve)


class Directive(Checked, Protocol):
    """One directive: what its value must look like, and how it is resolved."""

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        """The resolver. A malformed value must not fail here but when the resolver runs."""


class Compiler:
    """Compiles one mapping with the `directives` there are. With a list of `reads`, every lookup is also written down there."""

    def __init__(
        self,
        directives: Mapping[str, Directive],
        reads: list[Read] | None = None,
        around: Surroundings = SYSTEM,
    ) -> None:
        self.directives = directives
        self._reads = reads
        self.around = around
        self._base = ""
        self._silent = 0
        self.writes = False
        """Whether a template counts in the event, which is then copied before it is resolved."""

    def node(self, node: Any, pointer: str) -> Compiled:
        """Any part of a mapping."""
        if isinstance(node, Mapping):
            return self._directive(node, pointer) if is_directive(node) else self._object(node, pointer)
        if isinstance(node, list | tuple):
            return self._array(node, pointer)
        return Compiled(lambda event: node)

    def path(self, path: str, pointer: str) -> Resolve:
        """A lookup in the event, by the text of a path."""
        resolve = compile_path(path)
        if self._reads is None:
            return resolve
        return self._kept(resolve, shown(path), pointer)

    def _kept(self, resolve: Resolve, path: str, pointer: str) -> Resolve:
        def read(event: Any) -> Any:
            value = resolve(event)
            if not self._silent and self._reads is not None:
                where = self._base + path[1:] if self._base else path
                self._reads.append(Read(pointer=pointer, path=where, value=value))
            return value

        return read

    @contextmanager
    def inside(self, base: str | None) -> Iterator[None]:
        """While tracing: paths are relative to `base` now, or (None) to something that is not the event."""
        before, quiet = self._base, self._silent
        if base is None:
            self._silent += 1
        else:
            self._base = before + base[1:] if before else base
        try:
            yield
        finally:
            self._base, self._silent = before, quiet

    @property
    def tracing(self) -> bool:
        return self._reads is not None

    def _directive(self, node: Mapping[str, Any], pointer: str) -> Compiled:
        name = next(key for key in ascending_keys(list(node)) if key.startswith("@"))
        directive = self.directives.get(name)
        if directive is None:
            return raiser(
                f"{name} is not a valid directive, got undefined", pointer, reason="unknown directive", about=(name,)
            )
        return directive.compile(node[name], self, f"{pointer}/{name}")

    def _array(self, node: list[Any] | tuple[Any, ...], pointer: str) -> Compiled:
        resolvers = [self.node(one, f"{pointer}/{index}").resolve for index, one in enumerate(node)]
        return Compiled(lambda event: [resolve(event) for resolve in resolvers], nests=True)

    def _object(self, node: Mapping[str, Any], pointer: str) -> Compiled:
        members = [(key, self.node(node[key], f"{pointer}/{token(key)}").resolve) for key in ascending_keys(list(node))]
        return Compiled(lambda event: {key: resolve(event) for key, resolve in members}, nests=True)

    def payload(self, node: Mapping[str, Any], pointer: str = "") -> Resolve:
        """The resolver of an object whose undefined members are removed as it is built, at every level."""
        members = [(key, self._cleaned(node[key], f"{pointer}/{token(key)}")) for key in ascending_keys(list(node))]

        def build(event: Any) -> dict[str, Any]:
            out = {}
            for key, resolve in members:
                value = resolve(event)
                if value is not MISSING:
                    out[key] = value
            return out

        return build

    def _cleaned(self, node: Any, pointer: str) -> Resolve:
        if isinstance(node, Mapping) and not is_directive(node):
            return self.payload(node, pointer)
        resolve, nests = self.node(node, pointer)
        return (lambda event: clean(resolve(event))) if nests else resolve


_PLAIN = frozenset({str, int, float, bool, type(None)})


def clean(value: Any) -> Any:
    """Without undefined members, at every level; undefined elements of arrays stay."""
    if isinstance(value, dict):
        return {
            key: inner if type(inner) in _PLAIN else clean(inner)
            for key, inner in value.items()
            if inner is not MISSING
        }
    return [one if type(one) in _PLAIN else clean(one) for one in value] if isinstance(value, list) else value
