"""What is printed of our values, by a failed assertion, a debugger or a traceback, holds no secret: of every dataclass there is."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import attio_destination
import attio_emulator
import attio_harness
import segment_actions
import segment_events

PACKAGES = (segment_actions, attio_destination, attio_emulator, segment_events, attio_harness)
_NAMED = re.compile(
    r"_?(?:.*_)?(?:token|secret|password|headers?|authorization|auth|oauth|cookies?|signature|write_key|api_key|settings)"
)
NO_SECRET = {
    # of answers, which carry none
    ("segment_actions.http", "Response", "headers"),
    ("attio_emulator.calls", "Answer", "headers"),
    ("attio_harness.exchanges.answers", "Answer", "headers"),
    ("attio_harness.run.connection", "_Answer", "headers"),
    # settings of assumptions
    ("attio_emulator.query.paths", "Ground", "settings"),
    ("attio_harness.verify.results", "Finding", "settings"),
    ("attio_harness.verify.results", "Found", "settings"),
    ("attio_harness.cli.run_input", "RunInput", "settings"),
    ("attio_harness.formats.replay_groups", "DifferenceGroup", "settings"),
    ("attio_harness.replay.report", "ReplayReport", "settings"),
    # of parts of a form, and what a log begins with
    ("attio_emulator.forms", "_Reader", "_headers"),
    ("attio_harness.saved_state.catching_up", "_File", "header"),
}


def dataclasses_of() -> Iterator[Any]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            for one in vars(importlib.import_module(found.name)).values():
                if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == found.name:
                    yield one


def test_no_dataclass_prints_a_member_that_may_be_a_secret() -> None:
    every = list(dataclasses_of())
    assert len(every) > 250
    printed = {
        (one.__module__, one.__name__, member.name)
        for one in every
        for member in dataclasses.fields(one)
        if member.repr and _NAMED.fullmatch(member.name) and "bool" not in str(member.type)
    }
    assert printed - NO_SECRET == set()
