"""Errors in the words of Python: an argument where the command line has an option. Decides nothing; the errors are raised elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from attio_harness.errors import HarnessError, InputError, UsageError
from attio_harness.inputs.file_kinds import given_as

__all__ = ["OF_CHECK", "in_python"]

OF_CHECK: Mapping[str, str] = {
    "events": "are passed as events",
    "workspace": "is passed as workspace",
    "mapping": "is passed as subscriptions",
    "filter": "are passed as filters",
    "state": "is passed as start",
    "baseline": "is passed as baseline",
    "faults": "are passed as faults",
    "action": "action=",
    "destination": "destination=",
}
"""Kind of file -> how `check` takes it in Python; name of an option that no file is given with -> its argument."""

_PHRASES = (
    ("give it with --from, which check, explain and diff have, or to emulate with --state", "it {state}"),
    ("which is given with --from", "which {state}"),
    ("which is given with -w", "which {workspace}"),
    ("give it with -m or --filters", "it {mapping} or filters"),
    ("with --action", "with {action}"),
    ("with --destination", "with {destination}"),
    ("--order file", "order='file'"),
)
"""What messages say on the command line -> what they say here, with the ways of the caller."""
_NAMED = ("action", "destination")
"""Options whose messages begin with the option and the value that it got."""


@contextmanager
def in_python(ways: Mapping[str, str] = OF_CHECK) -> Iterator[None]:
    """Errors that are raised in the block say how Python takes a file or an option, where they name an option of the command line."""
    try:
        yield
    except HarnessError as error:
        told = _told(given_as(error, ways), ways)
        if told is error:
            raise
        raise told.with_traceback(error.__traceback__) from None


def _told(error: HarnessError, ways: Mapping[str, str]) -> HarnessError:
    if isinstance(error, InputError):
        said = _said(error.problem, ways)
        return error if said == error.problem else error.saying(said)
    if isinstance(error, UsageError):
        text = str(error.args[0])
        said = _said(text, ways)
        return error if said == text else UsageError(said)
    return error


def _said(text: str, ways: Mapping[str, str]) -> str:
    for option, here in _PHRASES:
        text = text.replace(option, here.format_map(ways))
    for name in _NAMED:
        if text.startswith(f"--{name} "):
            text = f"{name}={text.removeprefix(f'--{name} ')}"
    return text
