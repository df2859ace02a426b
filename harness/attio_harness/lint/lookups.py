"""The paths at which a mapping reads an event, wherever in the mapping they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from segment_actions.mapping.paths import pieces_of

from attio_harness.lint.yields import Spot, pieces, placeholders

__all__ = ["Lookup", "lookups"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A path as written, and the keys it follows. `relative`: it does not begin at the event."""

    pointer: str
    text: str
    keys: tuple[str, ...]
    relative: bool
    placeholder: bool


def lookups(spots: Iterable[Spot]) -> Iterator[Lookup]:
    """Every path in `@path`, `@arrayPath` and templates."""
    for spot in spots:
        found = spot.directive
        if found is None:
            continue
        name, argument = found
        # the first element is a path as in @path and loses its `$.` in the same way (observation)
        if name == "@arrayPath" and isinstance(argument, list) and argument:
            name, argument, end = "@path", argument[0], f"/{name}/0"
        else:
            end = f"/{name}"
        if name == "@path" and isinstance(argument, str):
            yield Lookup(
                pointer=spot.pointer + end,
                text=argument,
                keys=pieces(argument),
                relative=spot.relative,
                placeholder=False,
            )
        elif name == "@template" and isinstance(argument, str):
            for text in placeholders(argument):
                # from `{{{name}}}` the pattern leaves `{name`
                text = text.strip().lstrip("{")
                yield Lookup(
                    pointer=spot.pointer + end,
                    text=text,
                    # not `pieces`: a template does not drop `$.` (observation)
                    keys=pieces_of(text),
                    relative=spot.relative,
                    placeholder=True,
                )
