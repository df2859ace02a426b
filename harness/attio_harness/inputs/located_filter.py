"""A destination filter as it was read, with its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from attio_harness.errors import InputError
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.part import joined
from attio_harness.rejection import FilterRef

__all__ = ["LocatedFilter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedFilter:
    """A destination filter and its place; `condition` is in the language of filters, or `all`."""

    file: str
    pointer: str
    title: str
    condition: str
    actions: tuple[FilterAction, ...]
    enabled: bool = True
    destination: str | None = None
    """The ID of its destination, or Terraform's reference to it; None if the file does not say."""
    elsewhere: str = ""
    """What its destination is called if it is not a checked one; such a filter is not applied."""
    line: int | None = None
    note: str = ""
    """Remarks on it."""
    problem: InputError | None = field(default=None, compare=False)
    """Why it cannot be read; kept only for a filter that does not apply (not enabled, or another destination's)."""

    def noted(self, *notes: str) -> LocatedFilter:
        """The same filter with more notes."""
        return replace(self, note=joined(self.note, *notes))

    @property
    def ref(self) -> FilterRef:
        """The filter as reports name it."""
        return FilterRef(title=self.title, file=self.file, pointer=self.pointer, line=self.line)

    @property
    def applies(self) -> bool:
        return self.enabled and not self.elsewhere
