"""Hashes kept instead of secrets: they can verify a secret, but not grant access."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any

__all__ = ["fits", "sum_of", "summed"]

_BEGINS = "sha256:"


def sum_of(text: str) -> str:
    """The hash of a token, code or secret. These are long and random, or of a test, so it needs no salt."""
    return _BEGINS + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fits(text: str, kept: str) -> bool:
    """Whether a text has this hash, compared in constant time."""
    return hmac.compare_digest(sum_of(text), kept)


def summed(documents: dict[str, dict[str, Any]]) -> None:
    """Replace what OAuth issued by hashes, in a state from before hashes were kept."""
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
