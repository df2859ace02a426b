"""Generates Python source for a mapping: faster than closures, since each path is read once and objects are built in
one expression.

Directives use it to write themselves; `compiler` has their plain form, which defines the result. The source assumes
ordinary events. For others (a path leads through something that is not an object, undefined inside a value) it raises
or calls the plain form.
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
"""Types of values that contain no others."""
_DEEPEST = 12
"""Depth of directives written as one expression; Python's parser takes about a hundred parentheses."""
_LONGEST = 6
"""Longest path, in keys, that is written out step by step."""
_MOST = 3000
"""Most names in one source; with more, Python takes long to compile it."""
_NAMED = re.compile(r"\b[hr]\d+\b")


class Written(NamedTuple):
    """An expression over the event `e`: whether it may be MISSING, and whether its value needs no `clean`."""

    text: str
    missing: bool = True
    is_clean: bool = False


Write = Callable[["Writer", bool], Written]
"""(writer, whether the value may already be cleaned) -> the source."""


class Compiled(NamedTuple):
    """A resolver; `nests`: whether its value may be an object or array with MISSING inside; `write`: how to write it as
    source, if possible; `members`: its members, if it is an object."""

    resolve: Resolve
    nests: bool = False
    write: Write | None = None
    members: tuple[tuple[str, Compiled], ...] | None = None


def clean(value: Any) -> Any:
    """The value without undefined members, at every level; undefined elements of arrays stay."""
    if isinstance(value, dict):
        return {
            key: inner if type(inner) in PLAIN else clean(inner) for key, inner in value.items() if inner is not MISSING
        }
    return [one if type(one) in PLAIN else clean(one) for one in value] if isinstance(value, list) else value


class Writer:
    """Writes one function of the event `e`. Names: `h0` an object on a path, `r0` a value read, `t0` a temporary."""

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
        """A call of the function with these arguments."""
        return f"{self.constant(function)}({', '.join(texts)})"

    def temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def plain(self, resolve: Resolve) -> Written:
        """A call of the plain form."""
        return Written(self.call(resolve, "e"))

    def write(self, compiled: Compiled, tail: bool = False) -> Written:
        """The source of a part of the mapping; with `tail`, its value may already be cleaned."""
        if compiled.write is None or self._depth > _DEEPEST or len(self.source.names) > _MOST:
            return self.plain(compiled.resolve)
        self._depth += 1
        try:
            return compiled.write(self, tail)
        finally:
            self._depth -= 1

    def cleaned(self, written: Written) -> Written:
        """The expression, cleaned."""
        if written.is_clean:
            return written
        name = self.temporary()
        return Written(f"({name} if type({name} := {written.text}) in PLAIN else clean({name}))", written.missing, True)

    def read(self, pieces: tuple[str, ...]) -> Written:
        """A lookup in the event. It is made once, since nothing changes the event meanwhile."""
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
        """The object a path leads through. A member of the event itself is an object or absent; otherwise `get` raises."""
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
        """An object that is built first and then loses its undefined members; with `deep`, also inside values read from
        the event."""
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
        """The lines of a function that ends in `use`, such as `return {}`. A name used only once is replaced by its
        expression."""
        body = [f"out = {text}", *self._after, use.format("out")] if self._after else [use.format(text)]
        uses = Counter(_NAMED.findall("\n".join([*self._named.values(), *body])))
        lines: list[str] = []
        once: dict[str, str] = {}
        for name, one in self._named.items():  # each uses only earlier ones
            made = _NAMED.sub(lambda found: once.get(found[0], found[0]), one)
            if uses[name] < 2:
                once[name] = made
            else:
                lines.append(f"{name} = {made}")
        return [*lines, *(_NAMED.sub(lambda found: once.get(found[0], found[0]), line) for line in body)]

    def each(self, item: Compiled, otherwise: Resolve) -> str:
        """Add a function that takes a list and gives `item` for each object in it, cleaned; `otherwise` takes values
        that are not lists."""
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
        """A function that runs the lines `first` and returns the expression. Unusual events go to `plain`, and so does
        every failure other than `refusal`."""
        names = self.source.names
        names |= {"plain": plain, "Refusal": refusal}
        if len(names) > _MOST:
            return plain
        lines = [
            *first,
            "try:",
            *(f"    {line}" for line in self.lines(text, "return {}")),
            "except Refusal: raise",
            "except Exception: pass",  # outside the handler, so that errors of the plain form do not chain to this one
            "return plain(e)",
        ]
        try:
            return self.source.made(self.source.function("e", lines))
        except (RecursionError, MemoryError, SyntaxError):  # too deep or too long for Python's parser
            return plain


def generated(write: Write, plain: Callable[[Any], Any], refusal: type[Exception]) -> Callable[[Any], Any]:
    """The compiled source of a whole mapping; takes the same argument as `plain`."""
    writer = Writer()
    return writer.made(write(writer, True).text, plain, refusal, "if type(e) is not dict: return plain(e)")
