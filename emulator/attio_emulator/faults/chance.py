"""Chance from a seed. Each draw depends only on the seed and its name, so adding a rule does not change the others."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["drawn"]


def drawn(seed: int, *name: object) -> float:
    """A number in [0, 1); the same seed and name give the same number."""
    text = "\x00".join(map(str, ("faults", seed, *name)))
    return (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11) / (1 << 53)
