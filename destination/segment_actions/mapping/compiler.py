"""From a mapping to one callable: closures are built once, run for every event. Also the traced form that keeps its reads.

This is the plain form of a mapping, and the rule; `writer` has what its parts need to be written as source, too. Nothing here
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
    """What a mapping read from an event: the directive's JSON pointer, the event path, and the value or MISSING.

    Nobody changes one, though it is not frozen: each lookup of each event that is traced is one.
    """

    pointer: str
    path: str
    value: Any


def is_directive(node: Any) -> bool:
    """An object with an @-key and nothing else besides `_metadata`."""
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
        self.moved: dict[str, str] = {}
        """Where what stands at a pointer now was written; a root directive takes in what stands beside it."""
        self.sound: set[int] = set()
        """The objects of the mapping that were checked, by identity: those of @transform are compiled as mappings of their own, and
        would be checked once for each level above them."""
        self.writes = False
        """Whether a template counts in the event, which is then copied before it is resolved."""

    def node(self, node: Any, pointer: str) -> Compiled:
        """Any part of a mapping."""
        pointer = self.moved.get(pointer, pointer)
        if isinstance(node, Mapping):
            return self._directive(node, pointer) if is_directive(node) else self._object(node, pointer)
        if isinstance(node, list | tuple):
            return self._array(node, pointer)
        return constant(node)

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
        """An object whose undefined members are removed as it is built, at every level."""
        members = self._object(node, pointer).members or ()
        return Compiled(
            _building(members),
            write=lambda writer, tail: Written(writer.payload(members), missing=False, is_clean=True),
        )


def constant(value: Any) -> Compiled:
    """A value that no event changes."""

    def write(writer: Writer, tail: bool) -> Written:
        return Written(writer.constant(value), missing=value is MISSING, is_clean=type(value) in PLAIN)

    return Compiled(lambda event: value, write=write)


def at(path: str, resolve: Resolve) -> Compiled:
    """A lookup by the text of a path, with its resolver."""
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
