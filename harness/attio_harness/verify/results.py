"""What a run found, as values: of the workspace, of each probe, of all of them."""

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
"""`failed`: there was no answer that could be compared. `skipped`: it could not be asked, and why is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What is known of a workspace: its names, which are never written to the file, and its standard objects.

    `active` are activated, `standard` those of them that may be used. `level` is that of the token, `member` who gave it.
    """

    name: str
    slug: str
    active: Sequence[str]
    standard: Sequence[str]
    level: str = "workspace"
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of one probe. `settings` are those that would make it equal, None where none do."""

    probe: Probe
    verdict: Verdict
    reason: str = ""
    real: Seen | None = None
    own: Seen | None = None
    settings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of all probes.

    Attributes:
        settings: of the emulator that was compared.
        chosen: those that agree with what was seen, the others as they were.
        told: assumptions whose setting was seen, and the setting.
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
        """Whether there were probes that were asked, and every one of them is equal."""
        return 0 < self.asked == self.counts["equal"]

    @property
    def block(self) -> dict[str, str]:
        """The `assumptions` of a workspace file with which the emulator agrees: those that are not as they are by default."""
        return {id: self.chosen[id] for id, row in ASSUMPTIONS.items() if self.chosen[id] != row.default}
