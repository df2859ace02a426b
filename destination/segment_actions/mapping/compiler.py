"""Compiles a mapping to one callable. Closures are built once and run for every event; optionally they record what they
read.

This plain form defines what a mapping means; `writer` generates faster source that must give the same. Nothing here
changes the mapping or the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from segment_actions.environment import SYSTEM, Surroundings
from segment_actions.errors import MappingError, Problem
from segment_actions.js import MISSING, ascending_keys
from segment_actions.mapping.checks import Checked
from segment_actions.mapping.paths import Resolve, compile_path, pieces_of, shown
from segment_actions.mapping.writer import PLAIN, Compiled, Writer, Written, clean
from segment_actions.pointers import token

__all__ = ["Compiler", "Directive", "Read", "at", "constant", "fail", "is_directive", "raiser"]


@dataclass(slots=True, kw_only=True)
class Read:
    """One lookup in an event: the directive's JSON pointer, the event path, and the value found, or MISSING.

    Treat it as immutable; it is not frozen because tracing makes one for every lookup.
    """

    pointer: str
    path: str
    value: Any


def is_directive(node: Any) -> bool:
    """Whether this is an object with an @-key and no other keys but `_metadata`."""
    if type(node) is not dict and not isinstance(node, Mapping):
        return False
    found = False
    for key in node:
        if key.startswith("@"):
            found = True
        elif key != "_metadata":
            return False
    return found


def fail(
    message: str, pointer: str, name: str = "Error", *, reason: str = "", about: tuple[str, ...] = ()
) -> MappingError:
    """The error at one place; for `reason` and `about` see `Problem`."""
    return MappingError([Problem(pointer=pointer, message=message, reason=reason, about=about)], name=name)


def raiser(message: str, pointer: str, *, reason: str = "", about: tuple[str, ...] = ()) -> Compiled:
    """A resolver that fails when run: Segment's engine, too, finds mistakes inside an array only then."""

    def resolve(event: Any) -> NoReturn:
        raise fail(message, pointer, reason=reason, about=about)

    return Compiled(resolve)


class Directive(Checked, Protocol):
    """One directive: checks its value and compiles it."""

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        """The resolver. A malformed value must fail when the resolver runs, not here."""


class Compiler:
    """Compiles one mapping with the given `directives`. If given a list of `reads`, it records every lookup there."""

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
        self.moved: dict[str, str] = {}
        """Pointer in the unfolded mapping -> pointer in the original: a root directive absorbs its sibling keys."""
        self.sound: set[int] = set()
        """IDs of the mapping's objects that have been checked. Without it, nested @transforms, each compiled as a
        mapping of its own, would be checked again at every level."""
        self.writes = False
        """Whether a template counts in the event; if so, the event is copied first."""

    def node(self, node: Any, pointer: str) -> Compiled:
        """Compile any part of a mapping."""
        pointer = self.moved.get(pointer, pointer)
        if isinstance(node, Mapping):
            return self._directive(node, pointer) if is_directive(node) else self._object(node, pointer)
        if isinstance(node, list | tuple):
            return self._array(node, pointer)
        return constant(node)

    def path(self, path: str, pointer: str) -> Resolve:
        """A lookup in the event, given a path as text."""
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
        """While tracing: paths are now relative to `base`, or (None) to something other than the event."""
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
        parts = [self.node(one, f"{pointer}/{index}") for index, one in enumerate(node)]
        resolvers = [one.resolve for one in parts]

        def write(writer: Writer, tail: bool) -> Written:
            written = [writer.write(one) for one in parts]
            return Written(f"[{', '.join(one.text for one in written)}]", False, all(one.is_clean for one in written))

        return Compiled(lambda event: [resolve(event) for resolve in resolvers], True, write)

    def _object(self, node: Mapping[str, Any], pointer: str) -> Compiled:
        parts = [(key, self.node(node[key], f"{pointer}/{token(key)}")) for key in ascending_keys(list(node))]
        members = [(key, one.resolve) for key, one in parts]

        def write(writer: Writer, tail: bool) -> Written:
            written = [(writer.constant(key), writer.write(one)) for key, one in parts]
            is_clean = all(one.is_clean and not one.missing for _, one in written)
            return Written(f"{{{', '.join(f'{key}: {one.text}' for key, one in written)}}}", False, is_clean)

        return Compiled(lambda event: {key: resolve(event) for key, resolve in members}, True, write, tuple(parts))

    def payload(self, node: Mapping[str, Any], pointer: str = "") -> Compiled:
        """An object that leaves out undefined members, at every level."""
        members = self._object(node, pointer).members or ()
        return Compiled(
            _building(members),
            write=lambda writer, tail: Written(writer.payload(members), missing=False, is_clean=True),
        )


def constant(value: Any) -> Compiled:
    """A value that does not depend on the event."""

    def write(writer: Writer, tail: bool) -> Written:
        return Written(writer.constant(value), missing=value is MISSING, is_clean=type(value) in PLAIN)

    return Compiled(lambda event: value, write=write)


def at(path: str, resolve: Resolve) -> Compiled:
    """A lookup in the event: the text of its path, and its resolver."""
    pieces = pieces_of(path)
    return Compiled(resolve, write=lambda writer, tail: writer.read(pieces))


def _building(members: tuple[tuple[str, Compiled], ...]) -> Resolve:
    resolvers = [(key, _cleaned(one)) for key, one in members]

    def build(event: Any) -> dict[str, Any]:
        out = {}
        for key, resolve in resolvers:
            value = resolve(event)
            if value is not MISSING:
                out[key] = value
        return out

    return build


def _cleaned(one: Compiled) -> Resolve:
    if one.members is not None:
        return _building(one.members)
    resolve = one.resolve
    return (lambda event: clean(resolve(event))) if one.nests else resolve
