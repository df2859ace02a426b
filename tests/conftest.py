"""What holds for all tests: generated values are the same in every run, so that a failure is one for everybody; the oracle."""

from __future__ import annotations

import functools
import gc
import ssl
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tests import oracle as published
from tests.examples import THOROUGH

pytest_plugins = ["pytester"]

settings.register_profile("tests", derandomize=not THOROUGH, database=None, deadline=None)
settings.load_profile("tests")


class _ToldOnce:
    """In a worker: how a test ended goes to the first process once. That it begins, is set up, torn down and over are four messages more,
    and half a millisecond a test."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            if report.when == "call" or not report.passed:
                if _sendable(str(report.longrepr)) != str(report.longrepr):
                    report.longrepr = _sendable(str(report.longrepr))
                report.sections = [(name, _sendable(text)) for name, text in report.sections]
                item.ihook.pytest_runtest_logreport(report=report)
        return True


def _sendable(text: str) -> str:
    """A text of a report without halves of characters: many tests are about them, and one would end the run without a word of the test."""
    return text.encode("utf-8", "backslashreplace").decode()


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(_ToldOnce())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: the collector would go through twenty thousand tests while they are made, and with each of its full rounds
    (1.8 seconds) while they run. Its rounds are fewer, as in a server: of five folders they take 3.9 s of 77, not 5.5."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(10_000, 20, 20)


_BEGUN: set[Path] = set()


@pytest.fixture(autouse=True, scope="module")
def _what_others_left_is_no_work_of_the_collector(request: pytest.FixtureRequest) -> None:
    """What the tests before this folder imported and cached stays, too: a million objects in the end, a third of a second a full round.
    Done for each of 600 modules, this would itself be one part in sixty of a run."""
    if request.path.parent not in _BEGUN:
        _BEGUN.add(request.path.parent)
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _authorities_are_read_once() -> Iterator[None]:
    """Each client of httpx reads all authorities of certificates anew: 25 ms, and none of them is ever asked on this computer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def oracle() -> Iterator[published.Oracle]:
    """Segment's published packages, or a skip that says why they cannot run."""
    if published.MISSING:
        pytest.skip(published.MISSING)
    process = published.Oracle()
    yield process
    process.close()
