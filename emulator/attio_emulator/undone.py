"""Undoes writes into a store, as if they had not happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from attio_emulator.store import Store

__all__ = ["undone"]


class _Undo(Exception):
    """Ends a transaction that did not fail."""


@contextmanager
def undone(store: Store, *, unless: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """A context manager that undoes all writes of its block, unless they are to stay at its end; they leave no changes."""
    with suppress(_Undo), store.transaction():
        yield
        if not unless():
            raise _Undo
