"""What is written into a store and then undone, as if nobody had asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from attio_emulator.store import Store

__all__ = ["undone"]


class _Undo(Exception):
    """Ends a transaction that did not fail."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Everything that is written into the store inside is gone afterwards, and is among no changes."""
    with suppress(_Undo), store.transaction():
        yield
        raise _Undo
