"""A pytest plugin that runs the tests of every mutant, in the folder that mutmut fills. `mutants` calls it.

mutmut collects the tests again for each mutant, which mostly takes longer than running them. This plugin collects them once and forks
a process for each mutant, which ends at the first failure. In such a process, whatever was made during imports is unmutated. The plugin
therefore reports the functions that ran during imports, so that their mutants can be tried again with new imports.
"""

from __future__ import annotations

import gc
import json
import math
import os
import resource
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from mutmut.state import state

TOLD = Path("ends.json")
"""`ends`: mutant -> killed, survived, untested or endless; `imported`: functions that were called before the first test."""
_VARIABLE = "MUTANT_UNDER_TEST"
_FUNCTIONS = "tests_by_mangled_function_name"
AT_ONCE = os.cpu_count() or 1
"""How many processes run at once."""
_MEMORY = 4 << 30
"""Most bytes of memory for a process; an endless one might take all."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ[_VARIABLE] = "stats"  # now mutmut notes which functions are called


def pytest_runtestloop(session: pytest.Session) -> bool:
    imported = sorted(state()._stats)
    os.environ[_VARIABLE] = ""
    gc.collect()
    gc.freeze()  # otherwise each process copies all objects
    runs = _Runs()
    for name, items, seconds in _mutants(session):
        if len(runs.running) == AT_ONCE:
            runs.wait()
        runs.begin(session, name, items, seconds)
    while runs.running:
        runs.wait()
    TOLD.write_text(json.dumps({"ends": runs.ends, "imported": imported}), "utf-8")
    return True


class _Runs:
    """The running processes, and how the earlier ones ended."""

    def __init__(self) -> None:
        self.ends: dict[str, str] = {}
        self.running: dict[int, tuple[str, Sequence[pytest.Item], int]] = {}
        self._killers: dict[str, dict[str, None]] = {}

    def begin(self, session: pytest.Session, name: str, items: Sequence[pytest.Item], seconds: int) -> None:
        if not items:
            self.ends[name] = "untested"
            return
        # first the tests that killed mutants of the same function, the last killer first: they mostly kill this one too
        places = {id: place for place, id in enumerate(self._killers.get(function_of(name), ()), 1)}
        items = sorted(items, key=lambda one: -places.get(one.nodeid, 0))
        told, tells = os.pipe()
        child = os.fork()
        if child == 0:
            _run(session, name, items, seconds, tells)
        os.close(tells)
        self.running[child] = (name, items, told)

    def wait(self) -> None:
        child, status = os.wait()
        name, items, told = self.running.pop(child)
        by = os.read(told, 16)
        os.close(told)
        survived, endless = status == 0, os.WIFSIGNALED(status)
        self.ends[name] = "survived" if survived else "endless" if endless else "killed"
        if by:
            killers, killer = self._killers.setdefault(function_of(name), {}), items[int(by)].nodeid
            killers.pop(killer, None)
            killers[killer] = None


def _mutants(session: pytest.Session) -> Iterator[tuple[str, Sequence[pytest.Item], int]]:
    """Each mutant, its tests, and the CPU seconds after which it counts as endless."""
    known = json.loads(Path("mutmut-stats.json").read_text("utf-8"))
    tests, took = known[_FUNCTIONS], known["duration_by_test"]
    places = {item.nodeid: item for item in session.items}
    for meta in sorted(Path("attio_emulator").rglob("*.meta")):
        for key in json.loads(meta.read_text("utf-8"))["exit_code_by_key"]:
            name = key.replace("__init__.", "")
            chosen = sorted(tests.get(function_of(name), ()), key=took.__getitem__)  # quick ones first
            yield name, [places[one] for one in chosen], math.ceil(10 * sum(map(took.__getitem__, chosen))) + 20


def function_of(mutant: str) -> str:
    """The mutated function under mutmut's name for it, with module and class."""
    return mutant.rpartition("__mutmut_")[0]


def _run(session: pytest.Session, name: str, items: Sequence[pytest.Item], seconds: int, tells: int) -> NoReturn:
    """Run the tests and exit: with 0 if none fails, else with 1, after writing the place of the failed one to `tells`."""
    end = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for one in (0, 1, 2):
            os.dup2(nowhere, one)
        os.environ[_VARIABLE] = name
        for place, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                os.write(tells, b"%d" % place)
                break
        else:
            end = 0
    finally:
        os._exit(end)
