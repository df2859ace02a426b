"""A row for each route, from the route's own statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attio_emulator.fidelity.base import CLIENT, DOCS, INFERRED, OPENAPI, Behaviour, Tag
from attio_emulator.routes import OUTSIDE, ROUTES, Origin

__all__ = ["routes"]

_ORIGINS: Mapping[Origin, tuple[Tag, str]] = {
    "document": ("documented", OPENAPI),
    "pages": ("documented", f"{DOCS}, in no edition of its OpenAPI"),
    "client": ("observed", CLIENT),
    "nobody": ("assumed", INFERRED),
}


def routes() -> Iterator[Behaviour]:
    """A row for each route, in the order of the emulator's table, then those that answer 501."""
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
