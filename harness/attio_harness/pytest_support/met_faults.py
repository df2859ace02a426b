"""What fault rules did in the tests of a run: kept with each test's report, told in the summary, on success as well."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from attio_harness.pytest_support.local import EMULATORS
from attio_harness.text.words import counted

__all__ = ["PROPERTY", "forget", "keep", "show"]

PROPERTY = "attio_faults"
"""As `pytest_plugin.FAULTS`, which is known without this module."""


def keep(item: pytest.Item, report: pytest.TestReport) -> None:
    """Put what the emulators of a test met into its report, from where it comes into JUnit files and through pytest-xdist.

    A test with subtests is told of again after each: what was told before is in it.
    """
    forget(item)
    report.user_properties[:] = _without_ours(report.user_properties)
    for one in [*item.session.stash.get(EMULATORS, []), *item.stash.get(EMULATORS, [])]:
        if one.met or (one.faults.rules and one.requests):
            kinds = ", ".join(f"{count} {kind}" for kind, count in one.met.items()) or "none"
            row = f"seed {one.faults.seed}: {one.met.total()} of {counted(one.requests, 'request')}: {kinds}"
            report.user_properties.append((PROPERTY, row))
            # JUnit files have what the report of the end of a test has
            item.user_properties.append((PROPERTY, row))


def forget(item: pytest.Item) -> None:
    """Nothing is told of a test so far, or of a try of it that is over."""
    item.user_properties[:] = _without_ours(item.user_properties)


def _without_ours(properties: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(name, value) for name, value in properties if name != PROPERTY]


def show(reporter: pytest.TerminalReporter, reports: Iterable[pytest.TestReport]) -> None:
    """One line for the run; with `pytest -v` one for each test."""
    rows = [
        (one.nodeid, str(row))
        for one in reports
        # those of subtests have a context: the report of their test has what they met
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
