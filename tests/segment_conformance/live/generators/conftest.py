"""The generated cases that these tests look into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from segment_conformance.live import Case, generate

__all__ = ["SEED", "Case", "nodes", "of_kind"]

SEED = 4711


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    return list(generate(SEED, 9000))


def of_kind(cases: list[Case], kind: str) -> list[Case]:
    found = [case for case in cases if case["kind"] == kind]
    assert found
    return found


def nodes(value: Any) -> Iterator[Any]:
    """A value and every value inside it."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)
