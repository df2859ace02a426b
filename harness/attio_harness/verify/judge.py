"""Which settings of the assumptions agree with what was seen in a real workspace.

Each probe allows some combinations of the settings that take part in it. The chosen settings are allowed by all probes and change
as little as possible. A setting that no probe can tell apart stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from attio_emulator import ASSUMPTIONS

from attio_harness.verify.local import Local
from attio_harness.verify.probe import Probe
from attio_harness.verify.seen import Seen, same

__all__ = ["Allowed", "agreed", "allowed_by"]

_MOST = 256
"""The most combinations tried for a probe: about eight assumptions that take part in it."""

Combination = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The combinations of settings under which the emulator behaved like the real side; empty if no combination does."""

    probe: Probe
    varied: tuple[str, ...]
    combinations: tuple[Combination, ...]

    @property
    def told(self) -> dict[str, str]:
        """The settings, of assumptions that this probe tells apart, that are the same in every combination."""
        told = {}
        for id in self.varied:
            settings = {one[id] for one in self.combinations}
            if len(settings) == 1:
                told[id] = settings.pop()
        return told


def allowed_by(probe: Probe, real: Seen, local: Local, settings: Mapping[str, str]) -> Allowed:
    """Try the settings of the assumptions that a probe is about, then of all that take part in its answers."""
    varied = tuple(id for id in probe.about if id in ASSUMPTIONS)
    while True:
        choices = [ASSUMPTIONS[id].choices for id in varied]
        found, decided = [], dict.fromkeys(varied)
        for chosen in product(*choices):
            combination = dict(zip(varied, chosen, strict=True))
            seen = local.seen(probe, {**settings, **combination})
            decided.update(dict.fromkeys(seen.decided))
            if same(seen, real):
                found.append(combination)
        more = tuple(decided)
        # the others only if those that the probe is about do not explain what was seen
        if found or len(more) == len(varied) or _count(more) > _MOST:
            return Allowed(probe=probe, varied=varied, combinations=tuple(found))
        varied = more


def _count(ids: Iterable[str]) -> int:
    count = 1
    for id in ids:
        count *= len(ASSUMPTIONS[id].choices)
    return count


def agreed(allowed: Iterable[Allowed], settings: Mapping[str, str]) -> dict[str, str]:
    """Settings that all probes allow, as close to the given ones as possible."""
    helpful = [one for one in allowed if one.combinations and one.varied]
    chosen, fixed = dict(settings), dict[str, str]()
    # first the probes that leave no choice: they decide for the others
    for one in sorted(helpful, key=lambda one: len(one.combinations)):
        ranked = sorted(
            one.combinations,
            key=lambda combination: (
                sum(fixed.get(id, value) != value for id, value in combination.items()),
                sum(chosen[id] != value for id, value in combination.items()),
            ),
        )
        chosen.update(ranked[0])
        fixed.update(one.told)
    return chosen
