"""What is kept in the place of a secret: its sum, which says whether somebody has it and lets nobody in."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any

__all__ = ["fits", "sum_of", "summed"]

_BEGINS = "sha256:"


def sum_of(text: str) -> str:
    """The sum of a token, a code or a secret. They are long and made at random, or of a test: so it needs no salt."""
    return _BEGINS + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fits(text: str, kept: str) -> bool:
    """Whether a text is the one of which the sum is kept, in a time that does not tell how much of it is right."""
    return hmac.compare_digest(sum_of(text), kept)


def summed(documents: dict[str, dict[str, Any]]) -> None:
    """Put sums in the place of what OAuth gave in a state of before there were any."""
    for kind in ("tokens", "oauth_codes"):
        rows = documents.get(kind, {})
        if any(not text.startswith(_BEGINS) for text in rows):
            documents[kind] = {text if text.startswith(_BEGINS) else sum_of(text): row for text, row in rows.items()}
    codes = [(row, "token") for row in documents.get("oauth_codes", {}).values()]
    apps = [(row, "client_secret") for row in documents.get("oauth_apps", {}).values()]
    for row, name in [*codes, *apps]:
        kept = row.get(name)
        if isinstance(kept, str) and not kept.startswith(_BEGINS):
            row[name] = sum_of(kept)
