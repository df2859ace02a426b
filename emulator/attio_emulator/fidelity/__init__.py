"""Every behaviour of the emulator with its tag and its source: `behaviours()` is the table.

*documented*: Attio's OpenAPI or documentation says it. *observed*: real responses or real clients show it. *assumed*:
nobody says it; it is an assumption with a switch, or a decision named in its row. `evidence` says what a row rests on.
`rules` and `refusals` are tables of their own; routes, attribute types and assumptions each make their own statement.
Tests say which rows they cover: `@pytest.mark.covers(id)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attio_emulator.assumptions import ASSUMPTIONS
from attio_emulator.editions import CHANGES
from attio_emulator.fidelity.base import CLIENT, DOCS, INFERRED, OPENAPI, SEGMENT, Behaviour, Evidence, Tag
from attio_emulator.fidelity.refusals import refusals
from attio_emulator.fidelity.rules import rules
from attio_emulator.routes import OUTSIDE, ROUTES, Origin
from attio_emulator.types import TYPES

__all__ = ["Behaviour", "Evidence", "Tag", "behaviours"]

_ORIGINS: Mapping[Origin, tuple[Tag, str]] = {
    "document": ("documented", OPENAPI),
    "pages": ("documented", f"{DOCS}, in no edition of its OpenAPI"),
    "client": ("observed", CLIENT),
    "nobody": ("assumed", INFERRED),
}


def behaviours() -> Iterator[Behaviour]:
    """Rules, then routes, then attribute types, then refusals, then assumptions, then what an edition changed."""
    yield from rules()
    yield from _routes()
    yield from _types()
    yield from refusals()
    yield from _assumptions()
    yield from _editions()


def _routes() -> Iterator[Behaviour]:
    for route in ROUTES:
        yield Behaviour(
            id=f"{route.method} {route.path}",
            tag=_ORIGINS[route.origin][0],
            statement=route.statement,
            source=_ORIGINS[route.origin][1],
        )
    for route in OUTSIDE:
        yield Behaviour(
            id=f"{route.method} {route.path}",
            tag="documented",
            statement=route.statement,
            source="another edition of Attio's OpenAPI, as a client SDK was made from it",
            grounds="reported",
        )


def _types() -> Iterator[Behaviour]:
    source = f"{SEGMENT}; {OPENAPI}; {DOCS}"
    for name, kind in TYPES.items():
        yield Behaviour(id=f"type {name}", tag="documented", statement=kind.statement, source=source)


def _assumptions() -> Iterator[Behaviour]:
    for one in ASSUMPTIONS.values():
        others = ", ".join(one.choices[1:])
        yield Behaviour(
            id=one.id,
            tag="assumed",
            statement=f"{one.statement} (`{one.default}`; can be set to {others})",
            source=one.source,
            grounds=one.evidence,
        )


def _editions() -> Iterator[Behaviour]:
    for one in CHANGES.values():
        yield Behaviour(
            id=f"edition {one.id}",
            tag="documented",
            statement=f"Before {one.since}: {one.before} Since then: {one.now}",
            source=one.source,
        )
