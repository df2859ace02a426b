"""A mapping written as Python source: what reads the event is read once, and what is there at once is built at once.

Holds what directives need to write themselves; their plain form, which is the rule, is in `compiler`. The source takes events as they
usually are. Where one is not (no object where a path leads through one, undefined somewhere inside), it raises or calls the plain form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from segment_actions.js import MISSING
from segment_actions.mapping.paths import Resolve, lookup
from segment_actions.source import Source

__all__ = ["PLAIN", "Compiled", "Write", "Writer", "Written", "clean", "generated"]

PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types with nothing inside."""
_DEEPEST = 12
"""Directives inside directives that are one expression; Python's parser takes about a hundred parentheses."""
_LONGEST = 6
"""Keys of a path that are steps of the source."""
_MOST = 3000
"""Names of a source; beyond, Python takes long to compile it."""
_NAMED = re.compile(r"\b[hr]\d+\b")


class Written(NamedTuple):
    """An expression over the event `e`: whether it may be MISSING, and whether `clean` has nothing to do with its value."""

    text: str
    missing: bool = True
    is_clean: bool = False


Write = Callable[["Writer", bool], Written]
"""(writer, whether the value may come out as `clean` makes it) -> the source."""


class Compiled(NamedTuple):
    """A resolver, and whether its value may be an object or array with MISSING inside; how to write it as source, if there is a way;
    its members, if it is an object."""

    resolve: Resolve
    nests: bool = False
    write: Write | None = None
    members: tuple[tuple[str, Compiled], ...] | None = None


def clean(value: Any) -> Any:
    """Without undefined members, at every level; undefined elements of arrays stay."""
    if isinstance(value, dict):
        return {
            key: inner if type(inner) in PLAIN else clean(inner) for key, inner in value.items() if inner is not MISSING
        }
    return [one if type(one) in PLAIN else clean(one) for one in value] if isinstance(value, list) else value


class Writer:
    """Writes one function, whose event is `e`: holders of what is read (`h0`), what is read (`r0`), what is named on the way (`t0`)."""

    def __init__(self, source: Source | None = None) -> None:
        self.source = source or Source(M=MISSING, EMPTY={}, get=dict.get, lookup=lookup, PLAIN=PLAIN, clean=clean)
        self._depth = 0
        self._temporaries = 0
        self._holders: dict[tuple[str, ...], str] = {}
        self._reads: dict[tuple[str, ...], str] = {}
        self._named: dict[str, str] = {}
        self._after: list[str] = []

    # -- for directives --------------------------------------------------------------------------------------------

    def constant(self, value: Any) -> str:
        return self.source.constant(value)

    def call(self, function: Callable[..., Any], *texts: str) -> str:
        """The call of a function with these arguments."""
        return f"{self.constant(function)}({', '.join(texts)})"

    def temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def plain(self, resolve: Resolve) -> Written:
        """What the plain form gives."""
        return Written(self.call(resolve, "e"))

    def write(self, compiled: Compiled, tail: bool = False) -> Written:
        """A part of the mapping; with `tail` its value may come out as `clean` makes it."""
        if compiled.write is None or self._depth > _DEEPEST or len(self.source.names) > _MOST:
            return self.plain(compiled.resolve)
        self._depth += 1
        try:
            return compiled.write(self, tail)
        finally:
            self._depth -= 1

    def cleaned(self, written: Written) -> Written:
        """The same as `clean` makes it."""
        if written.is_clean:
            return written
        name = self.temporary()
        return Written(f"({name} if type({name} := {written.text}) in PLAIN else clean({name}))", written.missing, True)

    def read(self, pieces: tuple[str, ...]) -> Written:
        """A lookup in the event. It is made once; nothing changes the event meanwhile."""
        if not pieces:
            return Written("e", missing=False)
        if len(pieces) > _LONGEST:
            return Written(f"lookup(e, {self.constant(pieces)})")
        if pieces not in self._reads:
            holder, key = self._holder(pieces[:-1]), self.constant(pieces[-1])
            text = f"get({holder}, {key}, M)"
            if len(pieces) > 2:
                text = f"({text} if type({holder}) is dict else lookup(e, {self.constant(pieces)}))"
            self._reads[pieces] = name = f"r{len(self._reads)}"
            self._named[name] = text
        return Written(self._reads[pieces])

    def _holder(self, pieces: tuple[str, ...]) -> str:
        """The object that a path leads through. One of the event's own members is an object or is not there; else `get` raises."""
        if not pieces:
            return "e"
        if pieces not in self._holders:
            above, key = self._holder(pieces[:-1]), self.constant(pieces[-1])
            name = f"h{len(self._holders)}"
            text = f"get({above}, {key}, EMPTY)"
            self._named[name] = text if len(pieces) == 1 else f"({text} if type({above}) is dict else None)"
            self._holders[pieces] = name
        return self._holders[pieces]

    # -- objects ---------------------------------------------------------------------------------------------------

    def payload(self, members: Sequence[tuple[str, Compiled]], *, deep: bool = False) -> str:
        """An object that is built whole, and whose undefined members are then removed; with `deep` also inside of what was read."""
        name = self.temporary()
        parts: list[str] = []
        removes = False
        for key, one in members:
            named = self.constant(key)
            if one.members is not None:
                parts.append(f"{named}: {self.payload(one.members, deep=deep)}")
                continue
            written = self.write(one, tail=True)
            if one.nests or deep:
                written = self.cleaned(written)
            text = written.text
            if written.missing:
                there = self.temporary()
                text, removes = f"({there} := {text})", True
                self._after.append(f"if {there} is M: del {name}[{named}]")
            parts.append(f"{named}: {text}")
        text = f"{{{', '.join(parts)}}}"
        return f"({name} := {text})" if removes else text

    # -- functions -------------------------------------------------------------------------------------------------

    def lines(self, text: str, use: str) -> list[str]:
        """The lines of the function that end in `use`, such as `return {}`; what is named for one place only stands at that place."""
        body = [f"out = {text}", *self._after, use.format("out")] if self._after else [use.format(text)]
        uses = Counter(_NAMED.findall("\n".join([*self._named.values(), *body])))
        lines: list[str] = []
        once: dict[str, str] = {}
        for name, one in self._named.items():  # each speaks of earlier ones only
            made = _NAMED.sub(lambda found: once.get(found[0], found[0]), one)
            if uses[name] < 2:
                once[name] = made
            else:
                lines.append(f"{name} = {made}")
        return [*lines, *(_NAMED.sub(lambda found: once.get(found[0], found[0]), line) for line in body)]

    def each(self, item: Compiled, otherwise: Resolve) -> str:
        """The name of a function of a list that gives `item` of each object in it, cleaned; `otherwise` takes what is no list."""
        inner = Writer(self.source)
        if item.members is not None:
            text = inner.payload(item.members, deep=True)
        else:
            text = inner.cleaned(inner.write(item, tail=True)).text
        plain = self.constant(lambda one: clean(item.resolve(one)))
        loop = [
            "for e in items:",
            f"    if type(e) is not dict: append({plain}(e)); continue",
            *(f"    {line}" for line in inner.lines(text, "append({})")),
        ]
        lines = [
            f"if type(items) is not list: return {self.constant(otherwise)}(items)",
            "made = []",
            "append = made.append",
        ]
        return self.source.function("items", [*lines, *loop, "return made"])

    def made(
        self, text: str, plain: Callable[[Any], Any], refusal: type[Exception], *first: str
    ) -> Callable[[Any], Any]:
        """The function that returns an expression, after the lines `first`. What is unusual goes to `plain`, and so does what fails
        other than by `refusal`."""
        names = self.source.names
        names |= {"plain": plain, "Refusal": refusal}
        if len(names) > _MOST:
            return plain
        lines = [
            *first,
            "try:",
            *(f"    {line}" for line in self.lines(text, "return {}")),
            "except Refusal: raise",
            "except Exception: pass",  # and not in the handler: errors of the plain form have no other behind them
            "return plain(e)",
        ]
        try:
            return self.source.made(self.source.function("e", lines))
        except (RecursionError, MemoryError, SyntaxError):  # too deep, or too long, for Python's parser
            return plain


def generated(write: Write, plain: Callable[[Any], Any], refusal: type[Exception]) -> Callable[[Any], Any]:
    """The callable of a whole mapping, which takes what `plain` takes."""
    writer = Writer()
    return writer.made(write(writer, True).text, plain, refusal, "if type(e) is not dict: return plain(e)")
