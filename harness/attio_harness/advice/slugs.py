"""Slugs for what advice proposes to create. Attio and workspace files take only letters, digits, _ and -.

What to create is decided in `options` and `records`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from attio_harness.text.alike import words_of

__all__ = ["renamed", "slug_of"]

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def slug_of(name: str, among: Collection[str], otherwise: str) -> str:
    """The name itself if it is a valid slug; else a similar slug that is not in `among`, built from `otherwise` for a name in another script."""
    if _SLUG.fullmatch(name):
        return name
    plain = "_".join(word for word in words_of(name) if word.isascii()) or otherwise
    return next(one for one in chain([plain], (f"{plain}_{n}" for n in count(2))) if one not in among)


def renamed(name: str, slug: str) -> str:
    """The advice to change the name in the mapping too, if that name is no valid slug."""
    return (
        ""
        if slug == name
        else f", and write {slug!r} in the mapping instead of {name!r}: a slug has letters, digits, _ and - alone"
    )
