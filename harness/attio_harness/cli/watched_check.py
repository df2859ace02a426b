"""`check --watch`: runs, waits until one of the files changes, runs again and reports what changed, until Ctrl-C.

Shows the first report in full. If a file is broken meanwhile, shows the error and keeps the last result. Reports in files are written
again after every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from attio_harness.cli.baseline import report_beside
from attio_harness.cli.check_run import Asked, CheckOptions
from attio_harness.cli.exit_code import say_wrong_input, told
from attio_harness.cli.output import FINDINGS, FINE, WORDS, say, show, with_words, write_lines
from attio_harness.errors import UsageError
from attio_harness.inputs.watched_files import WatchedFiles
from attio_harness.saved_state import replaces_state
from attio_harness.settings import settings_for
from attio_harness.terminal.interrupts import Interrupts, raised
from attio_harness.terminal.stderr import tell_lines
from attio_harness.text.words import counted, listed

if TYPE_CHECKING:
    from attio_harness.compare.reruns import Ran

__all__ = ["watch_check"]

_CONFIGURATION = "attio-harness.toml"
_INTERRUPTED = 130
"""The exit code of a run that was ended before its first result: 128 + SIGINT's 2, as in shells."""


def watch_check(context: typer.Context, options: CheckOptions) -> int:
    """Run repeatedly; the exit code is that of the last run whose files could be used.

    Raises:
        UsageError: the options of the command line do not go together.
    """
    watch = _Watch(context, options, WatchedFiles())
    with raised():
        try:
            watch.run()
        except KeyboardInterrupt:
            return watch.code


@dataclass(slots=True)
class _Watch:
    context: typer.Context
    options: CheckOptions
    files: WatchedFiles
    last: Ran | None = None
    code: int = _INTERRUPTED

    def run(self) -> NoReturn:
        """Run until Ctrl-C."""
        changed: list[str] = []
        while True:
            try:
                if changed:
                    self.options = _options_again(self.context)
                # noted before the files are read: any later change starts another run
                self.files.names([*self.options.files, *self._configuration()])
                self._check(changed)
            except Exception as error:
                lines = told(error)
                if lines is None or (isinstance(error, UsageError) and self.last is None and not changed):
                    raise
                code = say_wrong_input(lines)
                # without any result, the exit code is that of the error
                self.code = code if self.last is None else self.code
                self._say_what_stays()
            if not changed:
                said = f"watching {counted(len(self.files.files), 'file')}; Ctrl-C ends"
                say(said, FINE)
            changed = self.files.wait()

    def _configuration(self) -> list[str]:
        before, words = _words(self.context)
        said = {**before, **_given(self.context.command.make_parser(self.context), words)}
        if said.get("no_config"):
            return []
        return [said.get("config") or settings_for("check").file or _CONFIGURATION]

    def _check(self, changed: Sequence[str]) -> None:
        from attio_harness.compare.reruns import EventsSeen, Ran  # both engines, 0.1 s that --help does not need

        asked, seen = self.options.asked(), EventsSeen()
        with replaces_state(self.options.state) as replace_state:
            job = asked.job(keep=True)
            with asked.reading(job.map_settings, Interrupts()) as items:
                job.feed(seen.over(items))
            report = with_words(report_beside(job, self.options.baseline, update=False, complete=True))
            before, self.last = self.last, Ran(job=job, report=report, seen=seen)
            self.code = FINE if report.ok else FINDINGS
            self._tell(asked, before, changed)
            self.options.save(job, replace_state)

    def _tell(self, asked: Asked, before: Ran | None, changed: Iterable[str]) -> None:
        assert self.last is not None
        shown: dict[str, Any] = {"show_values": self.options.show_values, "verbose": self.options.verbose}
        if before is None:
            show("check", asked.targets, self.last.report, **shown)
            return
        from attio_harness.compare.reruns import compare_reruns  # as above
        from attio_harness.formats.rerun import rerun_lines

        as_text = [one for one in asked.targets if one.is_standard_output and one.format == "text"]
        others = [one for one in asked.targets if one not in as_text]
        show("check", others, self.last.report, verdict=False, **shown)
        first, *lines = rerun_lines(compare_reruns(before, self.last))
        what = listed(map(os.path.normpath, changed), 3)
        text = "\n".join((f"\n{datetime.now():%H:%M:%S} {what} changed: {first}", *lines)) + "\n"
        if as_text:
            write_lines(text, None)
        else:
            tell_lines(text)

    def _say_what_stays(self) -> None:
        if self.last is not None:
            from attio_harness.formats.summary import outcome  # as above

            say(f"the last result stays. {outcome(self.last.report, show_values=True)}", FINE)


def _options_again(context: typer.Context) -> CheckOptions:
    """The options from the command line and the current configuration."""
    again = context.command.make_context(context.info_name, _words(context)[1], parent=context.parent)
    return CheckOptions.of(again.params)


def _words(context: typer.Context) -> tuple[dict[str, Any], list[str]]:
    """The parameters before the command, and the arguments after it."""
    root = context.find_root()
    said, rest, _ = root.command.make_parser(root).parse_args(args=list(WORDS.get()))
    return {name: one for name, one in said.items() if one}, rest[1:]


def _given(parser: Any, words: list[str]) -> dict[str, Any]:
    return {name: one for name, one in parser.parse_args(args=list(words))[0].items() if one}
