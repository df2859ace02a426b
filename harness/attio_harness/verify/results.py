"""The result of a run, as values: for the workspace, for each probe, for all probes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from attio_emulator import ASSUMPTIONS

from attio_harness.verify.probe import Probe
from attio_harness.verify.seen import Seen

__all__ = ["Finding", "Found", "Verdict", "Workspace"]

Verdict = Literal["equal", "differs", "failed", "skipped"]
"""`failed`: no answer could be compared. `skipped`: it could not be asked; the reason is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What is known of a workspace: its names, which are never written to the file, and its standard objects.

    `active` are the activated ones, `standard` those of them that may be used. `level` is the token's, `member` is who gave it.
    """

    name: str
    slug: str
    active: Sequence[str]
    standard: Sequence[str]
    level: str = "workspace"
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one probe. `settings` would make it equal; None if none do."""

    probe: Probe
    verdict: Verdict
    reason: str = ""
    real: Seen | None = None
    own: Seen | None = None
    settings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The result of all probes.

    Attributes:
        settings: those of the compared emulator.
        chosen: the settings that agree with what was seen; the others unchanged.
        told: the assumptions whose setting was seen, and the setting.
    """

    findings: Sequence[Finding]
    settings: Mapping[str, str]
    chosen: Mapping[str, str]
    told: Mapping[str, str]

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.findings)

    @property
    def asked(self) -> int:
        return len(self.findings) - self.counts["skipped"]

    @property
    def agrees(self) -> bool:
        """Whether at least one probe was asked, and all of those are equal."""
        return 0 < self.asked == self.counts["equal"]

    @property
    def block(self) -> dict[str, str]:
        """The `assumptions` of a workspace file with which the emulator agrees: those that differ from the defaults."""
        return {id: self.chosen[id] for id, row in ASSUMPTIONS.items() if self.chosen[id] != row.default}
