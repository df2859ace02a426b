from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.segment_actions import oracle as published


@pytest.fixture(scope="session")
def oracle() -> Iterator[published.Oracle]:
    """Segment's published packages, or a skip that says why they cannot run."""
    if published.MISSING:
        pytest.skip(published.MISSING)
    process = published.Oracle()
    yield process
    process.close()
