"""A caller's mistakes, without frames of ours, in the words of Python and with the folders in which a file was looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest
from attio_emulator.errors import EmulatorError

from attio_harness.errors import HarnessError, InputError
from attio_harness.pytest_support.beside import searched
from attio_harness.pytest_support.defaults import said_there
from attio_harness.run.in_python import OF_CHECK, in_python

__all__ = ["or_fail", "told"]

T = TypeVar("T")

_OF_MARKER: Mapping[str, str] = {
    **OF_CHECK,
    "events": "are passed to attio_check as events",
    "mapping": "is passed as mapping",
    "state": "is passed to attio_check as start",
    "baseline": "is passed to attio_check as baseline",
    "action": "the key `action` of the configuration",
    "destination": "the key `destination` of the configuration",
}
"""As `OF_CHECK`, for the marker and for fixtures without arguments."""


def told(make: Callable[[], T], config: pytest.Config, node: pytest.Item | None = None) -> T:
    """The result of `make`, which a test calls (None: a fixture of the session); a mistake is raised at the call, without frames of ours."""
    __tracebackhide__ = True
    try:
        with in_python():
            return make()
    except (HarnessError, EmulatorError) as error:
        mistake = _in_full(error, config, node)
    raise mistake.with_traceback(None) from None


def or_fail(make: Callable[[], T], node: pytest.Item) -> T:
    """The result of `make`; a mistake in a marker or a file fails the test in one line, as on the command line."""
    try:
        with in_python(_OF_MARKER):
            return make()
    except (HarnessError, EmulatorError) as error:
        said = str(_in_full(error, node.config, node))
    pytest.fail(said, pytrace=False)


def _in_full(error: Exception, config: pytest.Config, node: pytest.Item | None) -> Exception:
    """The error about a file that is not there, with who named it, and if that is a test, where it was looked for."""
    if not isinstance(error, InputError) or not error.is_absent or error.file == "":
        return error
    configured = said_there(config, node.path.parent if node is not None else None, error.file)
    return error.saying(f"{error.problem} ({configured})") if configured else searched(error, config, node)
