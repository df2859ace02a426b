"""Which texts are tokens where tokens are checked."""

from __future__ import annotations

import pytest
from attio_emulator import Emulator, Request


@pytest.mark.parametrize(("length", "status"), [(0, 401), (63, 401), (64, 200), (65, 401)])
def test_a_token_has_sixty_four_characters(length: int, status: int) -> None:
    emulator = Emulator(strict_auth=True)
    assert emulator.handle(Request.make("GET", "/v2/objects", token="x" * length)).status == status
