"""Notes destination filters in the mappings' files if no filters are given: they are reported, but not applied.

A Terraform folder may have both, so its user may think that the filters are applied. `filters` reads them.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.text.words import counted, listed

__all__ = ["with_filters_told"]

_SIGNS = (b"segment_destination_filter", b'"if"')
"""Every file with a filter contains one of these."""
_MOST = 3
"""How many filters are named."""


def with_filters_told(sources: Sequence[LocatedSubscription], names: Sequence[str]) -> list[LocatedSubscription]:
    """The subscriptions from these files, the first with a note on the filters that are also there."""
    notes = [("", note) for name in names for note in _told(name, sources)]
    first, *others = sources
    return [replace(first, beside=(*first.beside, *notes)) if notes else first, *others]


def _told(name: str, sources: Sequence[LocatedSubscription]) -> Iterator[str]:
    if not _may_have_some(name):
        return
    try:
        found = [one for one in read_filters([name], sources) if one.applies]
    except (InputError, UsageError) as problem:
        # a file without filters is no problem
        if isinstance(problem, InputError) and problem.pointer:
            yield f"filters here are not applied, and one cannot be: {problem}"
        return
    if found:
        filters, are = counted(len(found), "filter"), "is" if len(found) == 1 else "are"
        titles = listed((repr(one.title) for one in found), _MOST)
        yield f"{filters} of this destination {are} here too but not applied: {titles}; --filters {name} applies {'it' if are == 'is' else 'them'}"


def _may_have_some(name: str) -> bool:
    """Whether a name can be read again and may have filters; the files of a folder or a glob are not examined."""
    path = Path(name)
    try:
        if not path.is_file():
            return path.is_dir() or glob.has_magic(name)
        text = path.read_bytes()
    except OSError:  # reading the mappings has reported why
        return False
    return any(sign in text for sign in _SIGNS)
