"""Slugs for what advice tells to create: Attio and workspace files take letters, digits, _ and - alone. What is to be created say `options`
and `records`."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from attio_harness.text.alike import words_of

__all__ = ["renamed", "slug_of"]

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def slug_of(name: str, among: Collection[str], otherwise: str) -> str:
    """The name itself where it may be a slug; else one like it that is not among those there are, or like `otherwise` for a name in another script."""
    if _SLUG.fullmatch(name):
        return name
    plain = "_".join(word for word in words_of(name) if word.isascii()) or otherwise
    return next(one for one in chain([plain], (f"{plain}_{n}" for n in count(2))) if one not in among)


def renamed(name: str, slug: str) -> str:
    """What is to be done besides, where the mapping names it by what no slug may be."""
    return (
        ""
        if slug == name
        else f", and write {slug!r} in the mapping instead of {name!r}: a slug has letters, digits, _ and - alone"
    )
