"""Prepares a run of `check`: the options, the files they name, the job before its first event.

`check` and `watched_check` say what is done with the report.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from attio_harness.cli.baseline import BaselineFile, UpdateBaseline, baseline_before
from attio_harness.cli.options import (
    DeadLetters,
    Faults,
    MaxFailures,
    MaxUnresolved,
    MinWritten,
    Out,
    Verbose,
    formats,
    show_values_of,
    words_of,
    written_state,
)
from attio_harness.cli.places import Place, places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import After, RunInput, RunOptions
from attio_harness.cli.spared import spares
from attio_harness.errors import UsageError, one_of
from attio_harness.formats.table import Subject
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.fault_rules import load_fault_rules
from attio_harness.inputs.handed import Others
from attio_harness.inputs.timeline import Order
from attio_harness.loss_kinds import Baseline
from attio_harness.output_file import write_file
from attio_harness.run.outcome import NO_LIMITS, Limits
from attio_harness.saved_state import Replace
from attio_harness.terminal.interrupts import Interrupts, raised
from attio_harness.terminal.stderr import tell
from attio_harness.verdicts import MODES

if TYPE_CHECKING:
    from attio_harness.run.check import Check
    from attio_harness.run.map_side import MapSettings

__all__ = ["ENGINES", "Asked", "CheckOptions"]

ENGINES = ("local", "spark")
"""What can read the events of a run: this machine, or Spark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A run whose options fit together and whose files are read, except the events."""

    events: list[str]
    targets: Sequence[Place]
    order: Order
    limits: Limits
    baseline: Baseline | None
    run: RunInput
    history: bool
    """Whether to keep values that ended, as a saved state needs."""
    keeps_dead_letters: bool = False
    processes: int | None = None
    """How many processes may read events; None for one for each core."""
    engine: str = "local"
    master: str | None = None

    def others(self, settings: MapSettings) -> AbstractContextManager[Others]:
        """The processes that read events for a run with these settings."""
        if self.engine == "spark":
            from attio_harness.run.spark import LOCAL, Spark  # only who asks for Spark needs it

            return Spark(settings, self.events, master=LOCAL if self.master is None else self.master)
        from attio_harness.run.processes import Processes, cores  # both engines, as below

        return Processes(settings, cores() if self.processes is None else self.processes, tell)

    @contextmanager
    def reading(self, settings: MapSettings, interrupts: Interrupts) -> Iterator[Iterator[EventSource]]:
        """The events, while other processes read them for a run with these settings."""
        with ExitStack() as stack:
            # starting them may take long, and a signal must end that at once
            with raised():
                others = stack.enter_context(self.others(settings))
            yield watched_events(self.events, interrupts, self.order, others)

    def job(self, *, keep: bool = False, **changed: Any) -> Check:
        """The run before its first event; `changed` are arguments of `Check` that replace those of the options."""
        from attio_harness.run.dead_letters import DeadLetters  # both engines, as `Check` has them

        beside: dict[str, Any] = {} if changed else {"limits": self.limits, "baseline": self.baseline}
        beside["dead_letters"] = DeadLetters() if self.keeps_dead_letters and not changed else None
        return self.run.check(keep=keep, history=self.history, **beside, **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions(RunOptions):
    """The options of `check`."""

    mode: Annotated[
        str,
        typer.Option(
            help="How events are sent: auto (by the enable_batching of each mapping), single, batch, or both, which compares the two.",
            metavar="MODE",
            autocompletion=words_of("mode", "check"),
        ),
    ] = "auto"
    format: Annotated[list[str] | None, formats("check")] = None
    output: Out = None
    verbose: Verbose = False
    show_values: Annotated[bool, show_values_of("check")] = False
    max_failures: MaxFailures = None
    min_written: MinWritten = None
    max_unresolved: MaxUnresolved = None
    baseline: BaselineFile = None
    update_baseline: UpdateBaseline = False
    state: Annotated[
        str | None,
        typer.Option(
            help="Write the workspace as it is after the run, with its records, to this file.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None
    faults: Faults = None
    dead_letters: DeadLetters = None
    processes: Annotated[
        int | None,
        After("order"),
        typer.Option(
            "--processes",
            "--jobs",
            min=1,
            max=1_000,
            metavar="N",
            help="How many processes read, filter and map events if there are many. By default one per core; 1 starts none.",
        ),
    ] = None
    engine: Annotated[
        str,
        typer.Option(
            help="What reads, filters and maps events: local (processes on this computer) or spark (Apache Spark workers; needs the extra `spark` and Java 17).",
            metavar="ENGINE",
            autocompletion=words_of("engine", "check"),
        ),
    ] = "local"
    master: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="With --engine spark: the URL of its master, such as spark://HOST:7077. By default local[*], Spark on this computer.",
        ),
    ] = None
    vary: Annotated[
        bool,
        After("assume"),
        typer.Option(
            "--vary",
            help="Run again with every other setting of the assumptions that decided something, and say what would change.",
        ),
    ] = False
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Keep running: check again when a file changes, and say what changed. Ctrl-C exits with the exit code of the last run.",
        ),
    ] = False

    modes: ClassVar[Sequence[str]] = (*MODES, "both")

    @property
    def files(self) -> list[str]:
        """The names of all files that the run reads."""
        return [name for name in (*self.inputs, self.baseline, self.faults) if name is not None]

    @property
    def subject(self) -> Subject:
        """What is reported."""
        return "both" if self.mode == "both" else "vary" if self.vary else "check"

    def asked(self) -> Asked:
        """Read what the options name.

        Raises:
            UsageError: the options do not go together.
            InputError: a file cannot be used.
        """
        # a run may overwrite the state that it starts from; with --watch that would start the next run, from the wrong state
        spares("--state", self.state, [one for one in self.files if self.watch or one != self.start])
        spares("--dead-letters", self.dead_letters, [*self.files, self.state])
        targets = places(
            self.subject,
            self.format,
            self.output,
            beside=[*self.files, self.state, self.dead_letters],
            events=self.events,
        )
        settings = self.settings(self.baseline, self.faults)
        limits = Limits.parse(self.max_failures, self.min_written, self.max_unresolved)
        has_one_result = (
            any(one is not None for one in (self.state, self.baseline, self.dead_letters)) or self.update_baseline
        )
        if self.mode == "both" and (has_one_result or limits != NO_LIMITS):
            raise UsageError(
                "--state, --baseline, --dead-letters and limits such as --max-failures do not go with --mode both, which has two results"
            )
        before = baseline_before(self.baseline, update=self.update_baseline)
        self._is_read_again()
        self._has_an_engine()
        if self.faults is not None:
            settings["faults"] = load_fault_rules(self.faults)
        return Asked(
            events=self.events,
            targets=targets,
            order=self.by,
            limits=limits,
            baseline=before,
            run=self.read(settings),
            history=self.state is not None,
            keeps_dead_letters=self.dead_letters is not None,
            processes=self.processes,
            engine=self.engine,
            master=self.master,
        )

    def _has_an_engine(self) -> None:
        """Raises UsageError if an option does not go with the engine, or if Spark is to read standard input."""
        if one_of(self.engine, ENGINES, "--engine") == "local":
            if self.master is not None:
                raise UsageError("--master is that of Spark; add --engine spark")
            return
        for is_asked, other, why in (
            (
                self.processes is not None,
                "--processes",
                "whose number is the master's: local[4], or what a cluster gives",
            ),
            (self.mode == "both", "--mode both", "which has two results"),
            (self.vary, "--vary", "which runs again and again"),
            (self.watch, "--watch", "which runs again and again"),
        ):
            if is_asked:
                raise UsageError(f"--engine spark does not go with {other}, {why}")
        if "-" in self.events:
            raise UsageError(
                "--engine spark reads files, each where its workers find it; standard input is none: write it to a file first"
            )

    def _is_read_again(self) -> None:
        """Raises UsageError if the run must read a file again that can be read only once, or if two options ask for several runs."""
        if self.vary and self.mode == "both":
            raise UsageError("--vary does not go with --mode both; say single, batch or auto")
        once = next((name for name in self.events if not _can_be_read_again(name)), None)
        if self.vary and once is not None:
            raise UsageError(
                f"--vary reads the events again for every setting, and {once} can be read once only; give a file"
            )
        if not self.watch:
            return
        once = next((name for name in self.files if not _can_be_read_again(name)), None)
        if once is not None:
            raise UsageError(
                f"--watch reads all files again after a change, and {once} can be read once only; give a file"
            )
        for is_asked, other in (
            (self.mode == "both", "--mode both"),
            (self.vary, "--vary"),
            (self.update_baseline, "--update-baseline"),
        ):
            if is_asked:
                raise UsageError(f"--watch does not go with {other}, which has more to tell than what became different")

    def save(self, job: Check, replace: Replace) -> None:
        """Write the lost events and the final state of the workspace, if asked for; `replace` writes the state."""
        if self.dead_letters is not None and job.dead_letters is not None:
            write_file(job.dead_letters.lines(), self.dead_letters, private=True)
        if self.state is not None:
            replace(job.emulator.snapshot_text({}))


def _can_be_read_again(name: str) -> bool:
    if name == "-":
        return False
    try:
        mode = os.stat(name).st_mode
    except (OSError, ValueError):  # reading the file will report it
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)
