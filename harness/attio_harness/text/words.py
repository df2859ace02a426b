"""Words for messages: the closest name, lists, values as people read them. Knows no rule."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any

__all__ = ["closest", "listed", "meant", "shown"]


def closest(word: Any, among: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The name most like the word, whatever its case; None where none is like it."""
    by_folded = {name.casefold(): name for name in among}
    found = difflib.get_close_matches(str(word).casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def meant(word: Any, among: Iterable[str]) -> str:
    """ "Did you mean 'people'? " with a blank behind, or nothing."""
    found = closest(word, among)
    return f"Did you mean {found!r}? " if found else ""


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names with commas between, at most so many."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def shown(value: Any, longest: int = 60) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else text[: longest - 1] + "…"
