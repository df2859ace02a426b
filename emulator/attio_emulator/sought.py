"""How a record is sought that may have been there before, and who is asked whether it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attio_emulator.errors import AttioError
from attio_emulator.record import Needed

__all__ = ["Judge", "Missing", "Sought"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A record as a reference or an assertion identifies it: by a unique attribute's slug or `record_id`, and the value as sent.

    `datum` is the value's stored form, `key` what finds it; both are None for `record_id`.
    """

    object: str
    attribute: str
    value: Any
    datum: Any = None
    key: Any = None
    needs: tuple[Needed, ...] = ()
    """If a write created the record: the records that this write needed."""
    others: tuple[Needed, ...] = ()
    """The records needed by later writes that would have created it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A record that a reference or an assertion needs and that may not exist: the one in `object` that has this `value` of the
    unique `attribute` (slugs). `error` is Attio's refusal if it does not exist.

    `needs` are the records that nothing wrote and on which its existence depends: itself, or what the write that created it
    depends on.
    """

    object: str
    attribute: str
    value: Any
    error: AttioError
    needs: tuple[Needed, ...]
    others: tuple[Needed, ...] = ()
    """Records that would make up for them, all together."""


Judge = Callable[[Missing], bool]
"""Asked whenever something needs a record that nothing wrote: is the record presumed to exist?"""
