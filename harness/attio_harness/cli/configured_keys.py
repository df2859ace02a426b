"""Which options of the command that runs have their values from the configuration: they give way to words that were typed."""

from __future__ import annotations

from contextvars import ContextVar

__all__ = ["CONFIGURED", "gives_way"]

CONFIGURED: ContextVar[frozenset[str]] = ContextVar("CONFIGURED", default=frozenset())
"""The keys of the command that runs whose values are from the configuration: what a word decides against gives way."""


def gives_way(key: str, *, beside: str) -> bool:
    """Whether a key is from the configuration and an option beside it is not, whose files decide whether both go together."""
    configured = CONFIGURED.get()
    return key in configured and beside not in configured
