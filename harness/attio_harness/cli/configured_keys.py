"""Which options of the running command come from the configuration, and so give way to typed ones."""

from __future__ import annotations

from contextvars import ContextVar

__all__ = ["CONFIGURED", "gives_way"]

CONFIGURED: ContextVar[frozenset[str]] = ContextVar("CONFIGURED", default=frozenset())
"""The keys of the running command whose values come from the configuration."""


def gives_way(key: str, *, beside: str) -> bool:
    """Whether an option gives way to the option `beside` it, with which its files do not go together: it is configured, that is typed."""
    configured = CONFIGURED.get()
    return key in configured and beside not in configured
