"""How a write looks up a record that may have existed before, and the callback that decides whether it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attio_emulator.errors import AttioError
from attio_emulator.record import Needed, depended_on

__all__ = ["Judge", "Missing", "Sought"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A record that a reference or an assertion looks up: by a unique attribute's slug or `record_id`, and the value as sent.

    `datum` is the value's stored form, `key` its key in the index; both are None for `record_id`.
    """

    object: str
    attribute: str
    value: Any
    datum: Any = None
    key: Any = None
    needs: tuple[Needed, ...] = ()
    """The records needed by the write that created this one, if a write did."""
    others: tuple[Needed, ...] = ()
    """The records needed by later writes that would have created it too."""

    @property
    def depends_on(self) -> tuple[Needed, ...]:
        """As `record.depended_on`."""
        return depended_on(self.object, (self.attribute, self.value, self.needs, self.others))


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A record that a reference or an assertion needs and that may not exist: in `object`, the one with this `value` of the
    unique `attribute` (slugs). `error` is Attio's refusal if it does not exist.

    Its existence depends on `needs`, records that nothing wrote: the record itself, or those that the write which created
    it depends on.
    """

    object: str
    attribute: str
    value: Any
    error: AttioError
    needs: tuple[Needed, ...]
    others: tuple[Needed, ...] = ()
    """Records that make up for missing `needs`, if all of them exist."""


Judge = Callable[[Missing], bool]
"""Called whenever something needs a record that nothing wrote; returns whether the record is presumed to exist."""
