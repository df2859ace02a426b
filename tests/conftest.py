"""What holds for all tests: generated values are the same in every run, so that a failure is one for everybody; the oracle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import oracle as published
from tests.examples import THOROUGH

pytest_plugins = ["pytester"]

settings.register_profile("tests", derandomize=not THOROUGH, database=None, deadline=None)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def oracle() -> Iterator[published.Oracle]:
    """Segment's published packages, or a skip that says why they cannot run."""
    if published.MISSING:
        pytest.skip(published.MISSING)
    process = published.Oracle()
    yield process
    process.close()
