"""A row for each route; what it does is said where the route is."""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.fidelity.base import CLIENT, OPENAPI, Behaviour
from attio_emulator.routes import ELSEWHERE, ROUTES

__all__ = ["routes"]


def routes() -> Iterator[Behaviour]:
    """A row for each route in the order of the emulator's own table, then those that answer 501."""
    for route in ROUTES:
        yield Behaviour(
            id=f"{route.method} {route.path}",
            tag="documented" if route.documented else "observed",
            statement=route.statement,
            source=OPENAPI if route.documented else CLIENT,
        )
    for route in ELSEWHERE:
        source = OPENAPI if route.path.startswith("/scim") else "a later edition of Attio's OpenAPI"
        yield Behaviour(id=f"{route.method} {route.path}", tag="documented", statement=route.statement, source=source)
