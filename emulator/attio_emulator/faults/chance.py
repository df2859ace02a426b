"""Chance from a seed. What is drawn is told by its name alone, so that a rule that is added changes nothing about the others."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["drawn"]


def drawn(seed: int, *name: object) -> float:
    """A number from 0 to below 1; the same for the same seed and name."""
    text = "\x00".join(map(str, ("faults", seed, *name)))
    return (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11) / (1 << 53)
