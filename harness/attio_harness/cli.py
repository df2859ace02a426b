"""The command line: words in, exit code out. Every command is a thin layer over a function that can be called without it.

Exit codes: 0 fine, 1 findings, 2 wrong usage or unreadable input, 3 our own fault.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attio_harness.errors import HarnessError, InputError, UsageError

if TYPE_CHECKING:
    from attio_emulator import Workspace

    from attio_harness.interrupting import Interrupts
    from attio_harness.sources.events import EventSource
    from attio_harness.sources.mappings import LocatedSubscription
    from attio_harness.verdicts import Report

__all__ = ["app", "main"]

_UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors of writing a report to standard output, which are no fault of ours."""

FINE, FINDINGS, WRONG_INPUT, OUR_FAULT = 0, 1, 2, 3

app = typer.Typer(
    name="attio-harness",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What will my Segment events do to my Attio workspace? Answered here, before anything reaches production.",
)


class _Stop(Exception):  # carries an exit code, is no error
    def __init__(self, code: int) -> None:
        self.code = code


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words or ["--help"])
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has enough of it
        code = _give_up_output(FINE)
    except OSError as error:
        where = error.filename or "standard output"
        code = _give_up_output(_say(f"{where}: cannot be written: {error.strerror or error}", WRONG_INPUT))
    sys.exit(code if words else WRONG_INPUT)


def _give_up_output(code: int) -> int:
    """What is left in the buffer goes nowhere; otherwise Python fails over it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(argv: list[str]) -> int:
    try:
        result = typer.main.get_command(app)(args=argv, prog_name="attio-harness", standalone_mode=False)
    except _Stop as stop:
        return stop.code
    except HarnessError as error:
        return _say(str(error), WRONG_INPUT)
    except (typer.Abort, KeyboardInterrupt):
        return _say("interrupted", 130)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        return _other(error)
    return result if isinstance(result, int) else FINE


def _other(error: Exception) -> int:
    from attio_emulator import WorkspaceError

    usage = getattr(error, "format_message", None)  # typer's own errors; where their class lives differs by version
    if callable(usage):
        return _say(f"{usage()} (see attio-harness --help)", WRONG_INPUT)
    if isinstance(error, WorkspaceError):
        return _say(str(error), WRONG_INPUT)
    if os.environ.get("ATTIO_HARNESS_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return _say(
        f"this is a mistake of attio-harness itself, please report it: {what} (ATTIO_HARNESS_DEBUG=1 shows where)",
        OUR_FAULT,
    )


def _say(message: str, code: int) -> int:
    line = " ".join(message.split("\n"))
    if sys.stderr is None:
        return code
    print(f"attio-harness: {line}".encode("utf-8", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201
    return code


# -- the words that several commands share ---------------------------------------------------------------------------

Mappings = Annotated[
    list[str],
    typer.Option(
        "-m", "--mapping", help="Mapping file, or a preset: published, documented. May be repeated.", metavar="MAPPING"
    ),
]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filters",
        help="Destination filters (Public API answer, Terraform, HCL), applied before triggers. May be repeated.",
        metavar="FILE",
    ),
]
IgnoreIntegrations = Annotated[
    bool,
    typer.Option(
        "--ignore-integrations",
        help="Take every event, also those whose own `integrations` keep them from the destination.",
    ),
]
WorkspaceFile = Annotated[
    str, typer.Option("-w", "--workspace", help="Workspace file (YAML or JSON).", metavar="WORKSPACE")
]
Action = Annotated[
    str | None,
    typer.Option(
        "--action",
        help="The action of a mapping that names none: identifyUser, groupWorkspace, assertRecord.",
        metavar="ACTION",
    ),
]
Out = Annotated[
    str | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.", metavar="FILE")
]


def _workspace(path: str) -> Workspace:
    from attio_harness.sources.workspaces import load_workspace

    return load_workspace(path)


def _choice(value: str, allowed: Sequence[str], option: str) -> str:
    if value not in allowed:
        raise UsageError(f"{option} {value!r} is none of {', '.join(allowed)}")
    return value


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _write(text: str, output: str | None) -> None:
    data = text.encode("utf-8", "backslashreplace")
    if output is None or output == "-":
        if sys.stdout is None:
            raise InputError("is closed", file="standard output")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=output) from None


# -- check -----------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness check events/ -m mapping.json -w workspace.yaml --mode batch")
def check(
    events: Annotated[
        list[str], typer.Argument(help="Event files, folders, globs, or - for standard input.", metavar="EVENTS...")
    ],
    mapping: Mappings,
    workspace: WorkspaceFile,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str,
        typer.Option(
            help="auto (as each mapping's enable_batching says), single, batch, or both and what differs.",
            metavar="MODE",
        ),
    ] = "auto",
    format: Annotated[
        str, typer.Option("--format", help="text, json, junit, sarif, github, markdown or html.", metavar="FORMAT")
    ] = "text",
    output: Out = None,
    show_values: Annotated[
        bool,
        typer.Option(
            "--show-values", help="Show values in junit, sarif, github, markdown and html, which mask them otherwise."
        ),
    ] = False,
    max_failures: Annotated[
        str | None,
        typer.Option(
            help="Lost or unreadable events that are tolerated before the exit code is 1: a number, or a share such as 5%.",
            metavar="N|P%",
        ),
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Write the resulting workspace with its records to this file.", metavar="FILE")
    ] = None,
    action: Action = None,
) -> int:
    """Run events through mappings into a local Attio and say what becomes of each. Exit code 1 if any is lost.

    Ctrl-C ends the reading: the report is about the events so far, and the exit code 130 (143 after SIGTERM).
    """
    from attio_harness.checking import Check
    from attio_harness.interrupting import Interrupts
    from attio_harness.sources.filters import read_filters
    from attio_harness.sources.mappings import read_mappings

    _choice(mode, ("auto", "single", "batch", "both"), "--mode")
    _choice(format, ("text", "json") if mode == "both" else ("text", "json", *_SHARED), "--format")
    tolerated = _tolerance(max_failures)
    if mode == "both" and (state is not None or max_failures is not None):
        raise UsageError("--state and --max-failures do not go with --mode both, which has two results")
    sources, known = read_mappings(mapping, action=action), _workspace(workspace)
    sieve: dict[str, Any] = {"filters": read_filters(filters or []), "integrations": not ignore_integrations}
    with Interrupts() as interrupts:
        items = _watched(events, interrupts)
        if mode == "both":
            ok = _check_both(items, sources, known, sieve, interrupts, format, output)
        else:
            job = Check(sources, known, mode=mode, **sieve)  # type: ignore[arg-type]
            job.feed(items)
            report = job.report(complete=interrupts.caught is None)
            _write_report(report, format, output, show_values=show_values)
            if state is not None:
                _write_state(job.emulator.snapshot(), state)
            ok = report.ok or _lost(report) <= tolerated(report.events)
    return interrupts.exit_code or (FINE if ok else FINDINGS)


def _watched(events: list[str], interrupts: Interrupts) -> Iterator[EventSource]:
    """The events up to an interrupt, with a progress bar where a person looks on."""
    from attio_harness.progress import Bar, wanted
    from attio_harness.sources.events import Reach, read_events, size_of

    if sys.stderr is None or not wanted(sys.stderr, os.environ):
        return interrupts.until(read_events(events))
    reach = Reach()
    return Bar(reach, size_of(events)).over(interrupts.until(read_events(events, reach=reach)))


def _check_both(
    items: Iterator[EventSource],
    sources: list[LocatedSubscription],
    workspace: Workspace,
    sieve: dict[str, Any],
    interrupts: Interrupts,
    format: str,
    output: str | None,
) -> bool:
    from attio_harness.both import check_both
    from attio_harness.report.both_form import print_both, render_both
    from attio_harness.report.json_form import written_json

    both = check_both(sources, workspace, items, complete=lambda: interrupts.caught is None, **sieve)
    if format == "text" and output is None and _on_terminal():
        from rich.console import Console

        print_both(both, Console(highlight=False))
    else:
        _write(render_both(both) if format == "text" else written_json(both.to_dict()), output)
    return both.ok


def _lost(report: Report) -> int:
    return len(report.rejections) + len(report.unreadable)


def _tolerance(text: str | None) -> Any:
    if text is None:
        return lambda events: 0
    number = text.removesuffix("%")
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not (0 <= value < float("inf")) or (not text.endswith("%") and value != int(value)):
        raise UsageError(f"--max-failures {text!r} is neither a whole number nor a share such as 5%")
    return (lambda events: events * value / 100) if text.endswith("%") else (lambda events: value)


_SHARED = ("junit", "sarif", "github", "markdown", "html")
"""Formats that leave the team; each has a module `report.<name>_form` with a function `render_<name>`."""


def _write_report(report: Report, format: str, output: str | None, *, show_values: bool) -> None:
    if format in _SHARED:
        from importlib import import_module

        render = getattr(import_module(f"attio_harness.report.{format}_form"), f"render_{format}")
        _write(render(report, show_values=show_values), output)
        return
    if format == "json":
        from attio_harness.report.json_form import render_json

        _write(render_json(report), output)
        return
    from attio_harness.report.text_form import print_text, render_text

    if output is None and _on_terminal():
        from rich.console import Console

        print_text(report, Console(highlight=False))
    else:
        _write(render_text(report), output)


def _write_state(snapshot: Any, path: str) -> None:
    import orjson

    try:
        Path(path).write_bytes(orjson.dumps(snapshot))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", file=path) from None


# -- explain ---------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness explain events.ndjson:17 -m mapping.json -w workspace.yaml")
def explain(
    event: Annotated[
        str, typer.Argument(help="An event file with one event, FILE:LINE, or - for standard input.", metavar="EVENT")
    ],
    mapping: Mappings,
    workspace: WorkspaceFile,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[str, typer.Option(help="auto, single or batch.", metavar="MODE")] = "auto",
    after: Annotated[
        list[str] | None,
        typer.Option(help="Events to deliver first, so that what they write is there.", metavar="EVENTS"),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    output: Out = None,
    action: Action = None,
) -> int:
    """Show one event at every stage: ingest, filters, trigger, mapping, validation, request, Attio, end state."""
    from attio_harness.sources.events import SourceEvent, read_events
    from attio_harness.sources.filters import read_filters
    from attio_harness.sources.mappings import read_mappings
    from attio_harness.staging import explain_event

    _choice(mode, ("auto", "single", "batch"), "--mode")
    _choice(format, ("text", "json"), "--format")
    chosen = _one_event(event)
    before = [item for item in read_events(after or []) if isinstance(item, SourceEvent)]
    sources = read_mappings(mapping, action=action)
    explanation = explain_event(
        chosen,
        sources,
        _workspace(workspace),
        mode=mode,
        before=before,
        filters=read_filters(filters or []),
        integrations=not ignore_integrations,
    )
    if format == "json":
        from attio_harness.report.json_form import written_json

        _write(written_json(explanation.to_dict()), output)
    else:
        _print_explanation(explanation, output)
    return FINE if explanation.ok else FINDINGS


def _one_event(name: str) -> Any:
    from attio_harness.sources.events import SourceEvent, Unreadable, read_events

    file, _, line = name.rpartition(":")
    chosen = int(line) if file and line.isdigit() and not Path(name).exists() else None
    items = list(read_events([file if chosen is not None else name]))
    found = [item for item in items if isinstance(item, SourceEvent) and chosen in (None, item.line)]
    if len(found) == 1:
        return found[0]
    bad = next((item for item in items if isinstance(item, Unreadable) and chosen in (None, item.line)), None)
    if bad is not None and not found:
        raise InputError(bad.why, file=bad.file, line=bad.line)
    if not found:
        raise InputError("there is no event on this line", file=file or name, line=chosen)
    raise InputError(
        f"holds {len(found)} events; say which with {file if chosen else name}:LINE", file=file if chosen else name
    )


def _print_explanation(explanation: Any, output: str | None) -> None:
    from io import StringIO

    from rich.console import Console

    from attio_harness.report.explain_form import print_explanation

    if output is None and _on_terminal():
        print_explanation(explanation, Console(highlight=False))
        return
    buffer = StringIO()
    print_explanation(explanation, Console(file=buffer, width=120, color_system=None, highlight=False))
    _write("".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines()), output)


# -- lint ------------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness lint mapping.json -w workspace.yaml")
def lint(
    mapping: Annotated[
        list[str], typer.Argument(help="Mapping files, or presets: published, documented.", metavar="MAPPING...")
    ],
    workspace: WorkspaceFile,
    format: Annotated[str, typer.Option("--format", help="text, json, sarif, github or markdown.")] = "text",
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="A rule that is not asked for, such as AH407. May be repeated.", metavar="RULE"),
    ] = None,
    output: Out = None,
    action: Action = None,
) -> int:
    """Say what is wrong with mappings before any event comes. Exit code 1 for errors and warnings, not for notes."""
    from functools import partial

    from attio_harness.linting import lint as run
    from attio_harness.linting import rendering, sharing
    from attio_harness.sources.mappings import read_mappings

    forms: dict[str, Callable[..., str]] = {
        "text": rendering.render_text,
        "json": rendering.render_json,
        "sarif": partial(sharing.render_sarif, workspace=workspace),
        "github": sharing.render_github,
        "markdown": sharing.render_markdown,
    }
    _choice(format, tuple(forms), "--format")
    findings = run(read_mappings(mapping, action=action), _workspace(workspace), ignore=ignore or ())
    _write(forms[format](findings), output)
    return FINDINGS if any(finding.severity != "note" for finding in findings) else FINE


# -- pull, schema diff -----------------------------------------------------------------------------------------------

schema = typer.Typer(help="Compare the schemas of workspaces.", no_args_is_help=True)
app.add_typer(schema, name="schema")


@app.command(epilog="Example: ATTIO_API_KEY=… attio-harness pull -o workspace.yaml")
def pull(
    base_url: Annotated[
        str, typer.Option("--base-url", help="Where Attio's API is; an emulator's address works, too.", metavar="URL")
    ] = "https://api.attio.com",
    members: Annotated[
        bool, typer.Option(help="Read the members, too (names and addresses; needs user_management:read).")
    ] = True,
    output: Out = None,
) -> int:
    """Read a workspace's schema into a workspace file: read-only, and never a record. The token is $ATTIO_API_KEY."""
    from attio_harness.pulling import connect, render_yaml
    from attio_harness.pulling import pull as read

    notes: list[str] = []
    with connect(base_url=base_url) as client:
        workspace = read(client, members=members, tell=notes.append)
    _write(render_yaml(workspace, notes=notes), output)
    for note in notes:
        _say(note, FINE)
    return FINE


@schema.command("diff", epilog="Example: attio-harness schema diff old.yaml new.yaml -m mapping.json")
def schema_diff(
    old: Annotated[str, typer.Argument(help="The workspace file before.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The workspace file after.", metavar="NEW")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("-m", "--mapping", help="Mappings whose broken fields are named.", metavar="MAPPING"),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    output: Out = None,
    action: Action = None,
) -> int:
    """Say what changed between two workspace files, and which mappings it breaks. Exit code 1 for what breaks."""
    from attio_harness.schema_diff import broken_by, compare, render_json, render_text
    from attio_harness.sources.mappings import read_mappings

    _choice(format, ("text", "json"), "--format")
    sources = read_mappings(mapping, action=action) if mapping else []
    changes = compare(_workspace(old), _workspace(new))
    broken = broken_by(changes, sources)
    _write((render_json if format == "json" else render_text)(changes, broken), output)
    breaks = bool(broken) if mapping else any(change.breaking for change in changes)
    return FINDINGS if breaks else FINE


# -- emulate ---------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness emulate -w workspace.yaml --port 8700")
def emulate(
    workspace: Annotated[
        str | None,
        typer.Option(
            "-w", "--workspace", help="Workspace file; without one, the standard objects.", metavar="WORKSPACE"
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Port; 0 picks a free one.", min=0, max=65535)] = 0,
    host: Annotated[
        str, typer.Option(help="Address to listen on; anything but the loopback is your own decision.")
    ] = "127.0.0.1",
    state: Annotated[
        str | None, typer.Option(help="Load this state where it exists, and keep it up to date.", metavar="FILE")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the ids.")] = 0,
    batch_lag: Annotated[
        float, typer.Option(help="Seconds of the virtual clock before a batch is applied.", min=0)
    ] = 0.0,
    faults: Annotated[str | None, typer.Option(help="Fault rules (JSON).", metavar="FILE")] = None,
    strict_auth: Annotated[bool, typer.Option("--strict-auth", help="Accept only tokens the workspace knows.")] = False,
    rate_limit: Annotated[
        bool, typer.Option("--rate-limit", help="Answer 429 above 100 reads or 25 writes a second.")
    ] = False,
    workspace_per_token: Annotated[
        bool,
        typer.Option(
            "--workspace-per-token", help="A workspace of its own for each bearer token; its page is /?token=..."
        ),
    ] = False,
    webhook_host: Annotated[
        list[str] | None,
        typer.Option(help="Deliver webhooks to this host, too; otherwise only to this computer.", metavar="HOST"),
    ] = None,
) -> int:
    """Serve a local Attio over HTTP, with a web page at its root. The first line of output says where."""
    from attio_harness.serving import emulate as run

    known = _workspace(workspace) if workspace is not None else None
    run(
        known,
        host=host,
        port=port,
        state=state,
        seed=seed,
        batch_lag=batch_lag,
        faults=faults,
        strict_auth=strict_auth,
        rate_limit=rate_limit,
        webhook_hosts=tuple(webhook_host or ()),
        workspace_per_token=workspace_per_token,
    )
    return FINE


# -- generate --------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness generate -n 100 --seed 7 --type identify > events.ndjson")
def generate(
    number: Annotated[int, typer.Option("-n", "--number", help="How many events.", min=0)] = 10,
    seed: Annotated[int, typer.Option(help="The same seed gives the same events.")] = 0,
    type: Annotated[
        list[str] | None, typer.Option("--type", help="identify, group, track, page, screen or alias; may be repeated.")
    ] = None,
    negative: Annotated[
        bool, typer.Option("--negative", help="Events with a known mistake each; standard error says which.")
    ] = False,
    output: Out = None,
) -> int:
    """Write seeded Segment events, one JSON object a line."""
    import orjson
    from segment_events import TYPES, EventGenerator

    for kind in type or ():
        _choice(kind, TYPES, "--type")
    generator = EventGenerator(seed=seed)
    if negative:
        made = list(generator.negatives(number))
        for case in made:
            _say(f"{case.event['messageId']}: {case.kind}: {case.why}", FINE)
        events: Any = (case.event for case in made)
    else:
        events = generator.stream(number, types=tuple(type) if type else None)
    _write("".join(orjson.dumps(event).decode() + "\n" for event in events), output)
    return FINE


# -- conform ---------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: attio-harness conform fixtures/recordings/*.jsonl")
def conform(
    vectors: Annotated[
        list[str] | None, typer.Argument(help="Recordings of Segment's engine, one case a line.", metavar="VECTORS...")
    ] = None,
    show: Annotated[int, typer.Option(help="How many differences to print in full.", min=0)] = 10,
    live: Annotated[
        bool, typer.Option("--live", help="Generate cases and ask Segment's published packages beside this engine.")
    ] = False,
    cases: Annotated[int, typer.Option(help="With --live: how many cases.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="With --live: the same seed gives the same cases.")] = 0,
    packages: Annotated[
        str, typer.Option(help="With --live: the folder with oracle.mjs and the installed packages.", metavar="FOLDER")
    ] = "tests/oracle",
) -> int:
    """Replay recordings of Segment's published packages, or run them live, and name every difference."""
    if live == bool(vectors):
        raise UsageError("say either which recordings to replay, or --live")
    return _conform_live(packages, cases, seed, show) if live else _conform(vectors or [], show)


def _conform(vectors: list[str], show: int) -> int:
    import json

    from attio_harness.conform import replay

    passed = failed = 0
    for name in vectors:
        for result in replay(_lines(name), name=name):
            if result.passed:
                passed += 1
                continue
            failed += 1
            if failed <= show:
                expected, actual = (json.dumps(v, indent=2, default=str) for v in (result.expected, result.actual))
                _write(
                    f"{name}: {result.id} ({result.kind}) differs\n  Segment: {expected}\n  ours:    {actual}\n", None
                )
    _write(f"{passed} passed, {failed} failed\n", None)
    return FINDINGS if failed else FINE


def _conform_live(packages: str, cases: int, seed: int, show: int) -> int:
    from attio_harness.differential import Pipe, run_live

    if not (Path(packages) / "node_modules").exists():
        raise InputError("has no installed packages; run `make .venv/oracle` in a checkout", file=packages)
    with Pipe(["node", "oracle.mjs"], packages) as pipe:
        summary = run_live(pipe.ask_many, seed, cases, most=show)
    _write(summary.text() + "\n", None)
    return FINE if summary.agreed else FINDINGS


@app.command(epilog="Example: attio-harness fidelity | grep assumed")
def fidelity(output: Out = None) -> int:
    """The table of the emulator's behaviours: documented, observed or assumed, with the source of each."""
    from attio_harness.fidelity import render_fidelity

    _write(render_fidelity(), output)
    return FINE


def _lines(name: str) -> Any:
    try:
        with open(name, encoding="utf-8") as stream:
            yield from stream
    except FileNotFoundError:
        raise InputError("there is no such file of recordings", file=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=name) from None
