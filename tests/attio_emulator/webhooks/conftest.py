"""An emulator with a member, on a clock that a test moves."""

from __future__ import annotations

import pytest
from attio_emulator import VirtualClock

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.webhook_calls import WORKSPACE


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)
