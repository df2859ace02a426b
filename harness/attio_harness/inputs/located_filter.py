"""A destination filter as it was read, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from attio_harness.errors import InputError
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.part import joined

__all__ = ["LocatedFilter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedFilter:
    """A destination filter and where it stands; `condition` is in the language of filters, or `all`."""

    file: str
    pointer: str
    title: str
    condition: str
    actions: tuple[FilterAction, ...]
    enabled: bool = True
    destination: str | None = None
    """The ID of its destination, or how Terraform refers to it; None where the file does not say."""
    elsewhere: str = ""
    """What the destination is called where it is none of those that are checked; such a filter is not applied."""
    line: int | None = None
    note: str = ""
    """What a careful reader wants to know of it."""
    problem: InputError | None = field(default=None, compare=False)
    """Why it cannot be read, where it is not to be applied: it is not enabled, or another destination's."""

    def noted(self, *notes: str) -> LocatedFilter:
        """The same with more notes."""
        return replace(self, note=joined(self.note, *notes))

    @property
    def applies(self) -> bool:
        return self.enabled and not self.elsewhere
