"""Every behaviour of the emulator with its tag and its source: `behaviours()` is the table.

*documented*: Attio's OpenAPI or documentation says it. *observed*: real responses or real clients show it. *assumed*:
nobody says it; it is an assumption with a switch, or a decision named in its row. `evidence` says what a row rests on.
`rules` has the rules, `routes` the routes, `types` the attribute types, `refusals` the refusals. Tests say which rows
they cover: `@pytest.mark.covers(id)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.assumptions import ASSUMPTIONS
from attio_emulator.editions import CHANGES
from attio_emulator.fidelity.base import Behaviour, Evidence, Tag
from attio_emulator.fidelity.refusals import refusals
from attio_emulator.fidelity.routes import routes
from attio_emulator.fidelity.rules import rules
from attio_emulator.fidelity.types import types

__all__ = ["Behaviour", "Evidence", "Tag", "behaviours"]


def behaviours() -> Iterator[Behaviour]:
    """Rules, then routes, then attribute types, then refusals, then assumptions, then what an edition changed."""
    yield from rules()
    yield from routes()
    yield from types()
    yield from refusals()
    yield from _assumptions()
    yield from _editions()


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
