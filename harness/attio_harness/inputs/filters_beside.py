"""Destination filters that stand in the files of the mappings, where nobody asked to apply any: they are told, and applied by no one.

A Terraform folder has both, and whoever names it for its mappings may take the filters for applied. What filters are is read in `filters`.
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
"""One of them is in every file that has a filter."""
_MOST = 3
"""So many filters are named."""


def with_filters_told(sources: Sequence[LocatedSubscription], names: Sequence[str]) -> list[LocatedSubscription]:
    """The subscriptions that were read from these files, the first with a note of the filters that stand there as well."""
    notes = [("", note) for name in names for note in _told(name, sources)]
    first, *others = sources
    return [replace(first, beside=(*first.beside, *notes)) if notes else first, *others]


def _told(name: str, sources: Sequence[LocatedSubscription]) -> Iterator[str]:
    if not _may_have_some(name):
        return
    try:
        found = [one for one in read_filters([name], sources) if one.applies]
    except (InputError, UsageError) as problem:
        # a file that has none is no problem, and one that is not asked for is in nobody's way
        if isinstance(problem, InputError) and problem.pointer:
            yield f"filters that stand here as well are not applied, and one cannot be: {problem}"
        return
    if found:
        filters, are = counted(len(found), "filter"), "is" if len(found) == 1 else "are"
        titles = listed((repr(one.title) for one in found), _MOST)
        yield f"{filters} of this destination that {'stands' if are == 'is' else 'stand'} here as well {are} not applied: {titles}; --filters {name} does"


def _may_have_some(name: str) -> bool:
    """Whether a name can be read once more, and may have filters; the files of a folder or a pattern are not looked into here."""
    path = Path(name)
    try:
        if not path.is_file():
            return path.is_dir() or glob.has_magic(name)
        text = path.read_bytes()
    except OSError:  # whoever read the mappings has said why
        return False
    return any(sign in text for sign in _SIGNS)
