"""What fault rules did in the tests of a run: kept in each test's report, shown in the summary, even if all tests pass."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from attio_harness.pytest_support.local import EMULATORS
from attio_harness.text.words import counted

__all__ = ["PROPERTY", "forget", "keep", "show"]

PROPERTY = "attio_faults"
"""The same as `pytest_plugin.FAULTS`, which must be known without loading this module."""


def keep(item: pytest.Item, report: pytest.TestReport) -> None:
    """Put the faults that a test's emulators met into its report, which passes them on to JUnit files and through pytest-xdist.

    A test with subtests is reported again after each; each report includes the earlier ones.
    """
    forget(item)
    report.user_properties[:] = _without_ours(report.user_properties)
    for one in [*item.session.stash.get(EMULATORS, []), *item.stash.get(EMULATORS, [])]:
        if one.met or (one.faults.rules and one.requests):
            kinds = ", ".join(f"{count} {kind}" for kind, count in one.met.items()) or "none"
            row = f"seed {one.faults.seed}: {one.met.total()} of {counted(one.requests, 'request')}: {kinds}"
            report.user_properties.append((PROPERTY, row))
            # JUnit files take it from the report of a test's end
            item.user_properties.append((PROPERTY, row))


def forget(item: pytest.Item) -> None:
    """Remove what was reported of a test, or of an earlier try of it."""
    item.user_properties[:] = _without_ours(item.user_properties)


def _without_ours(properties: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(name, value) for name, value in properties if name != PROPERTY]


def show(reporter: pytest.TerminalReporter, reports: Iterable[pytest.TestReport]) -> None:
    """One line for the run; with `pytest -v` a line for each test."""
    rows = [
        (one.nodeid, str(row))
        for one in reports
        # a subtest's report has a context; the report of its test has what it met
        if one.when == "call" and not hasattr(one, "context")
        for name, row in one.user_properties
        if name == PROPERTY
    ]
    parts = [row.split(": ") for _, row in rows]
    seeds = sorted({part[0].removeprefix("seed ") for part in parts}, key=int)
    met = sum(int(part[1].partition(" ")[0]) for part in parts)
    reporter.section("attio faults", sep="-")
    tests = len({nodeid for nodeid, _ in rows})
    reporter.line(
        f"{counted(met, 'request')} of {counted(tests, 'test')} met a fault rule (seed{'s' * (len(seeds) > 1)} {', '.join(seeds)})"
    )
    if reporter.config.getoption("verbose") > 0:
        for nodeid, row in rows:
            reporter.line(f"{nodeid}: {row}")
