"""A local Segment for tests: on a clock that the test moves, without threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attio_emulator import Emulator, VirtualClock, Workspace
from attio_emulator.clock import START
from attio_harness.assumptions import divided
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.local_segment.live import Connected, How, LocalSegment
from attio_harness.local_segment.trace_json import trace_json
from attio_harness.local_segment.trace_query import TraceQuery
from attio_harness.local_segment.traces import Traces
from attio_harness.run.connection import SEGMENT
from attio_harness.verdicts import Mode

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures"
DEMO = read_mappings([str(FIXTURES / "mappings/demo.json")])
WORKSPACE = Workspace.load(FIXTURES / "workspaces/demo.yaml")


class Local:
    """`settled` has the numbers of the events of which everything is known, in that order."""

    def __init__(
        self,
        subscriptions: Sequence[LocatedSubscription] = DEMO,
        workspace: Workspace = WORKSPACE,
        *,
        mode: Mode = "auto",
        filters: Sequence[LocatedFilter] = (),
        assumptions: Mapping[str, object] | None = None,
        start: int = START,
        **options: Any,
    ) -> None:
        self.clock = VirtualClock(start, step=0)
        own, of_attio = divided(assumptions or {})
        self.emulator = Emulator(workspace, clock=self.clock, assumptions=of_attio, tokens=[SEGMENT])
        self.settled: list[int] = []
        self.local = LocalSegment(
            [Connected(name="app", subscriptions=subscriptions, filters=filters)],
            self.emulator,
            How(assumed=own, mode=mode, **options),
            Traces(self.clock),
            now=self.clock,
            settled=self.settled.append,
        )
        self._seq = 0

    def take(self, event: dict[str, Any], source: str = "app") -> int:
        """Another event, now; its number."""
        self._seq += 1
        self.local.traces.begin(self._seq, source, event, self.clock())
        self.local.due()
        self.local.take(self._seq, source, event, self.clock())
        return self._seq

    def advance(self, seconds: float) -> None:
        """Let time pass, and do what is due then."""
        self.clock.advance(seconds)
        self.local.due()

    def traces(self, **query: Any) -> list[dict[str, Any]]:
        return [trace_json(one) for one in self.local.traces.find(TraceQuery(**query))]
