"""The delay of a response: fixed, with jitter, or drawn from percentiles such as those on a dashboard."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from attio_emulator.errors import shortened
from attio_emulator.faults.wrong import RuleError, member, members, number, seconds

__all__ = ["NONE", "Latency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Seconds: `fixed` plus or minus up to `jitter`; or from `percentiles`, pairs of a fraction (0 to 1) and its seconds."""

    fixed: float = 0.0
    jitter: float = 0.0
    percentiles: tuple[tuple[float, float], ...] = ()

    @classmethod
    def read(cls, given: Any) -> Latency:
        """Read a number of seconds, `{"fixed", "jitter"?}` or `{"percentiles": {"50": 0.2, "99": 3}}`.

        Raises:
            RuleError: it is none of these, or not a possible delay.
        """
        if not isinstance(given, Mapping):
            return cls(fixed=seconds(given, "the latency"))
        known = members(given, ("fixed", "jitter", "percentiles"), "a latency")
        if "percentiles" in known:
            if len(known) > 1:
                raise RuleError("found percentiles beside fixed or jitter, expected either")
            with member("percentiles"):
                return cls(percentiles=_percentiles(known["percentiles"]))
        if "fixed" not in known:
            raise RuleError(f"found {shortened(given)}, expected fixed (with or without jitter) or percentiles")
        fixed, jitter = seconds(known["fixed"], "fixed"), seconds(known.get("jitter", 0), "jitter")
        if jitter > fixed:
            raise RuleError(
                f"found jitter {shortened(jitter)}, expected at most fixed ({shortened(fixed)}): no response comes early"
            )
        return cls(fixed=fixed, jitter=jitter)

    def at(self, chance: float) -> float:
        """The seconds for a number in [0, 1)."""
        if not self.percentiles:
            return self.fixed + self.jitter * (2 * chance - 1)
        place = bisect_left(self.percentiles, (chance, 0.0))
        # below the first and above the last percentile there is nothing to interpolate with
        if place == 0:
            return self.percentiles[0][1]
        if place == len(self.percentiles):
            return self.percentiles[-1][1]
        (low, before), (high, after) = self.percentiles[place - 1 : place + 1]
        return before + (after - before) * (chance - low) / (high - low)


NONE = Latency()


def _percentiles(given: Any) -> tuple[tuple[float, float], ...]:
    if not isinstance(given, Mapping) or not given:
        raise RuleError(
            f'found {shortened(given)}, expected percentiles with their seconds, such as {{"50": 0.2, "99": 3}}'
        )
    found: dict[float, float] = {}
    for name, value in given.items():
        part = _part(name)
        if part in found:
            raise RuleError(f"found the percentile {shortened(name)} twice, expected each once")
        with member(name):
            found[part] = seconds(value, "a percentile of")
    rows = sorted(found.items())
    for (low, before), (high, after) in pairwise(rows):
        if after < before:
            raise RuleError(
                f"found {shortened(after)} s at {high * 100:g} below {shortened(before)} s at {low * 100:g}, expected seconds that grow"
            )
    return tuple(rows)


def _part(name: Any) -> float:
    """`50`, `"50"` or `"p50"` as the fraction 0.5."""
    bare = name.lower().removeprefix("p") if isinstance(name, str) else name
    try:
        value = float(bare) if isinstance(bare, str) and bare.isascii() else bare
    except ValueError:
        value = None
    return number(value if value is not None else name, "the percentile", "a number from 0 to 100", 0, 100) / 100
