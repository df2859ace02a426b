"""What a failing test shows: what its emulators refused, and the reports of its checks. Only text; the plugin has pytest's hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from attio_emulator.redacted import Redaction

from attio_harness.pytest_support.local import CHECKS, EMULATORS, SEGMENTS, LocalAttio, Refused
from attio_harness.report import Report
from attio_harness.text.escaped import for_terminal
from attio_harness.text.words import counted, cut

__all__ = ["sections_of"]

T = TypeVar("T")

_MOST = 20
"""The most refusals shown of an emulator, the newest."""
_MOST_REPORTS = 3
"""The most reports shown of a test, the newest."""
_LINES = 80
"""The most lines shown of a report."""
_LONGEST = 160


def sections_of(item: pytest.Item, failure: pytest.ExceptionInfo[BaseException]) -> list[tuple[str, str]]:
    """Titles and texts of what a failing test shows, of its own emulators and checks and of the session's."""
    made = [*item.session.stash.get(EMULATORS, []), *item.stash.get(EMULATORS, [])]
    reports = [*item.stash.get(CHECKS, []), *_of_segments(item), *_seen(item, failure)]
    return [
        *_refused(made),
        *_checked(
            list({id(one): one for one in reports}.values()),
            failure.exconly(),  # `str` of an exception may raise
            verbose=item.config.getoption("verbose") > 0,
        ),
    ]


def _of_segments(item: pytest.Item) -> Iterator[Report]:
    """What became of all that the test sent, whether it asked or not."""
    for one in item.stash.get(SEGMENTS, []):
        # a mistake of ours is raised where the test asks for the report; here it would end the whole run
        with suppress(Exception):
            yield one.report()


def _seen(item: pytest.Item, failure: pytest.ExceptionInfo[BaseException]) -> Iterator[Report]:
    """Reports that the test holds where it failed, such as one of `attio_harness.check`, which no fixture knows."""
    for entry in failure.traceback:
        if Path(entry.path) == item.path:
            # not `isinstance`: it asks a proxy for what it stands for, which may raise
            yield from (one for one in entry.frame.f_locals.values() if issubclass(type(one), Report))


def _refused(emulators: Sequence[LocalAttio]) -> Iterator[tuple[str, str]]:
    for one in emulators:
        if one.refused or one.dropped:
            yield _title(one), "\n".join(_refusals(one))


def _checked(reports: Sequence[Report], said: str, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """The newest reports of checks that did not pass; if all did, the last one, which may lack what the test asks for.

    With `pytest -v` all of them are shown, and every kind of loss in full.
    """
    shown = [one for one in reports if not one.ok] or reports[-1:]
    if not verbose and len(shown) > _MOST_REPORTS:
        before = len(shown) - _MOST_REPORTS
        yield "attio check", f"... and {counted(before, 'check')} before that did not pass: pytest -v"
        shown = shown[-_MOST_REPORTS:]
    for report in shown:
        if verbose:
            yield "attio check", report.text(verbose=True)
        elif str(report) not in said:  # `report.assert_passed()` shows it already
            yield "attio check", _shortened(str(report))


def _title(emulator: LocalAttio) -> str:
    parts = []
    if emulator.refused:
        parts.append(f"{len(emulator.refused)} of {counted(emulator.requests, 'request')} refused")
    if emulator.dropped:
        parts.append(f"{counted(len(emulator.dropped), 'assertion')} dropped")
    return f"attio: {', '.join(parts)}"


def _refusals(emulator: LocalAttio) -> Iterator[str]:
    yield from _newest(emulator.refused, _of_request)
    yield from _newest(emulator.dropped, _of_assertion)


def _newest(rows: Sequence[T], tell: Callable[[T], Iterator[str]]) -> Iterator[str]:
    """The newest rows; equal ones that follow each other are one, with their number."""
    told = [(lines, len([*same])) for lines, same in groupby([*tell(row)] for row in rows)]
    if len(told) > _MOST:
        yield f"... and {sum(count for _, count in told[:-_MOST])} before"
    for (first, *others), count in told[-_MOST:]:
        yield f"{first} ({count} times)" if count > 1 else first
        yield from others


def _of_request(one: Refused) -> Iterator[str]:
    shown = Redaction(one.request)
    query = "&".join(f"{name}={value}" for name, value in shown.pairs(one.request.query))
    path = shown.text(one.request.path)
    yield cut(for_terminal(f"{one.request.method} {path}{'?' if query else ''}{query}"), _LONGEST)
    answer = _answer(one.response.body)
    by = "" if one.error is not None else " (a fault rule)"
    said = shown.text(": ".join(part for part in (answer.get("code"), answer.get("message")) if isinstance(part, str)))
    wire = one.response.wire.kind
    told = f"{one.response.status} {said}" if wire == "answered" else wire.replace("_", " ")
    yield for_terminal(f"  {told}{by}".rstrip())
    if one.error is not None:
        yield from _what(one.error.attribute, one.error.expected)


def _of_assertion(row: dict[str, Any]) -> Iterator[str]:
    by = f" by {row['matching_attribute']}" if row["matching_attribute"] else ""
    yield cut(for_terminal(f"{row['object']}{by} {orjson.dumps(row['values'], default=str).decode()}"), _LONGEST)
    yield for_terminal(f"  {'after 202: ' if row['mode'] == 'batch' else ''}{row['code']}: {row['message']}")
    yield from _what(row["attribute"], row["expected"])


def _what(attribute: str | None, expected: Any) -> Iterator[str]:
    parts = [f"attribute {attribute}"] if attribute else []
    if expected:
        parts.append(f"expected {expected}")
    if parts:
        yield cut(for_terminal(f"  {', '.join(parts)}"), _LONGEST)


def _answer(body: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _shortened(text: str) -> str:
    lines = text.splitlines()
    if len(lines) <= _LINES:
        return "\n".join(lines)
    # the outcome is the last line
    return "\n".join([*lines[: _LINES - 2], f"... {len(lines) - _LINES + 1} more lines: pytest -v", lines[-1]])
