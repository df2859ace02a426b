"""A caller's mistakes, without frames of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from attio_emulator.errors import EmulatorError

from attio_harness.errors import HarnessError
from attio_harness.run.arguments import in_python

__all__ = ["or_fail", "told"]

T = TypeVar("T")


def told(make: Callable[[], T]) -> T:
    """The result of `make`; a caller's mistake is raised at the call, without frames of ours."""
    __tracebackhide__ = True
    try:
        with in_python():
            return make()
    except (HarnessError, EmulatorError) as error:
        mistake = error
    raise mistake.with_traceback(None) from None


def or_fail(make: Callable[[], T]) -> T:
    """The result of `make`; a mistake in a marker or a file fails the test in one line, as on the command line."""
    try:
        with in_python():
            return make()
    except (HarnessError, EmulatorError) as error:
        said = str(error)
    pytest.fail(said, pytrace=False)
