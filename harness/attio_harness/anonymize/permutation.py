"""Secret permutations of whole numbers: each number of a range becomes another one, and no two become the same.

The only module that knows the key. `words`, `phones` and `texts` decide what the numbers stand for.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from functools import lru_cache

__all__ = ["Key"]

_ROUNDS = 6
"""Rounds of the Feistel network; four suffice for a pseudorandom permutation (Luby and Rackoff), small halves need more."""
_SMALL = 20_000
"""Ranges up to this size are shuffled as a whole, so that every number changes."""


class Key:
    """A key, and its permutations: the same text gives the same ones in every run."""

    def __init__(self, text: str) -> None:
        self._secret = hmac.digest(b"attio-harness anonymize", text.encode("utf-8", "surrogatepass"), "sha256")
        self._cycle = lru_cache(maxsize=64)(self._shuffled)
        self._part = lru_cache(maxsize=4096)(lambda what: self.digest("part", what))

    def digest(self, what: str, text: str) -> bytes:
        """32 bytes that stand for a text; `what` keeps the uses of one text apart."""
        return hmac.digest(self._secret, f"{what}\0{text}".encode("utf-8", "surrogatepass"), "sha256")

    def permuted(self, what: str, number: int, size: int) -> int:
        """Another number in `range(size)`. In a range of one the number stays; in a large range hardly any number does."""
        if size <= 1:
            return number
        if size <= _SMALL:
            return self._cycle(what, size)[number]
        return self._walked(what, number, size)

    def _shuffled(self, what: str, size: int) -> list[int]:
        """A permutation with one single cycle (Sattolo), by number."""
        rng = random.Random(self.digest("cycle", f"{what}\0{size}"))
        out = list(range(size))
        for last in range(size - 1, 0, -1):
            other = rng.randrange(last)
            out[last], out[other] = out[other], out[last]
        return out

    def _walked(self, what: str, number: int, size: int) -> int:
        half = (size.bit_length() + 1) // 2
        mask, width, secret = (1 << half) - 1, (half + 7) // 8, self._part(what)
        while True:
            # cycle walking: a result outside the range is permuted again, so that this stays a permutation
            left, right = number >> half, number & mask
            for turn in range(_ROUNDS):
                data = right.to_bytes(width + 1, "big") + bytes((turn,))
                mixed = hashlib.blake2b(data, key=secret, digest_size=width).digest()
                left, right = right, left ^ (int.from_bytes(mixed, "big") & mask)
            number = (left << half) | right
            if number < size:
                return number

    def until(self, what: str, number: int, size: int, taken: Callable[[int], bool]) -> int:
        """Like `permuted`, but only among the `taken` numbers, to which `number` belongs."""
        other = self.permuted(what, number, size)
        while not taken(other):
            other = self.permuted(what, other, size)
        return other
