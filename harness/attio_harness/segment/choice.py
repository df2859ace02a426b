"""Chooses a destination: the only one that goes to Attio, or the named one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attio_destination import destination as attio

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.destinations import described
from attio_harness.rest.rows import Row
from attio_harness.segment.api import DESTINATIONS, Api
from attio_harness.text.words import counted

__all__ = ["Choice", "choose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A destination as the Public API lists it, without its settings."""

    id: str
    name: str
    enabled: bool
    source: str
    kind: str
    is_attio: bool

    def __str__(self) -> str:
        off = "" if self.enabled else ", switched off"
        return f"{self.id} ({self.name}, of the source {self.source}{off})"


def choose(api: Api, named: str | None = None) -> Choice:
    """The chosen destination "Attio (Actions)".

    Args:
        api: from `connect`.
        named: its ID or its name; without it there must be only one.

    Raises:
        InputError: the workspace has none, or an answer is not as documented.
        UsageError: there are several, none has this name, or the token is refused.
    """
    listed = [_choice(row) for row in api.pages(DESTINATIONS, of="destinations")]
    ours = [one for one in listed if one.is_attio]
    if named is not None:
        return _named(named, listed, ours)
    if not ours:
        seen = f"{counted(len(listed), 'destination')}, none of {attio.name}" if listed else "no destination at all"
        raise InputError(f"the token sees {seen}; is it a token of the right workspace?", file=api.url(DESTINATIONS))
    if len(ours) > 1:
        raise UsageError(f"the token sees {len(ours)} destinations of {attio.name}; {_say_which(ours)}")
    return ours[0]


def _choice(row: Row) -> Choice:
    row.inside("metadata")
    kind, name, source = (
        said if isinstance(said, str) else ""
        for said in (row.maybe("metadata", "name"), row.maybe("name"), row.maybe("sourceId"))
    )
    return Choice(
        id=row.text("id"),
        # an unnamed one gets its kind's name from the catalogue
        name=name or kind or "without a name",
        enabled=row.maybe("enabled") is not False,
        source=source or "unknown",
        kind=kind or "another kind",
        is_attio=described(row.value).is_attio is True,
    )


def _named(named: str, listed: Sequence[Choice], ours: Sequence[Choice]) -> Choice:
    by_id = [one for one in listed if one.id == named]
    found = by_id or [one for one in ours if one.name == named] or [one for one in listed if one.name == named]
    if not found:
        which = f"; {_say_which(ours)}" if ours else f", and none of {attio.name} either"
        raise UsageError(f"--destination {named!r}: the token sees no destination of this ID or name{which}")
    if not found[0].is_attio:
        which = f"; {_say_which(ours)}" if ours else ""
        raise UsageError(f"--destination {named!r} is one of {found[0].kind}, expected one of {attio.name}{which}")
    if len(found) > 1:
        raise UsageError(f"--destination {named!r}: {len(found)} destinations are called so; {_say_which(found)}")
    return found[0]


def _say_which(ours: Sequence[Choice]) -> str:
    return f"say with --destination which one: {', '.join(map(str, ours))}"
