"""An emulator with records to ask for, made once and restored for each test."""

from __future__ import annotations

import pytest

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.query.query_calls import WORKSPACE, state


@pytest.fixture
def attio() -> Attio:
    attio = Attio(WORKSPACE)
    attio.emulator.restore(state())
    return attio
