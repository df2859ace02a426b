"""The table of commands, each with its help and an example. A new command is one module and one row here."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COMMANDS", "Command"]


class Command(NamedTuple):
    """A command: `module:function` runs it, `group` is the word before its name."""

    name: str
    function: str
    help: str
    example: str
    group: str = ""


_HERE = "attio_harness.cli"

COMMANDS: tuple[Command, ...] = (
    Command(
        name="init",
        function=f"{_HERE}.init:init",
        help="Create a project folder: a configuration, a workspace file, a mapping and sample events, ready to run. "
        "Existing files are replaced only with --force.",
        example="attio-harness init demo",
    ),
    Command(
        name="check",
        function=f"{_HERE}.check:check",
        help="Run events through mappings into a local Attio and report what happens to each. Exit code 1 if an event is lost or "
        "cannot be read, if there is no event, if all are unmatched or filtered out, or if a trigger can never be true."
        "\n\nCtrl-C stops reading: the report covers the events so far, and the exit code is 130 (143 after SIGTERM).",
        example="attio-harness check events/ -m mapping.json -w workspace.yaml --mode batch",
    ),
    Command(
        name="explain",
        function=f"{_HERE}.explain:explain",
        help="Show one event at every stage: filters, trigger, mapping, validation, requests, responses, records. Exit code 1 if it is lost.",
        example="attio-harness explain events.ndjson:17 -m mapping.json -w workspace.yaml",
    ),
    Command(
        name="plan",
        function=f"{_HERE}.plan:plan",
        help="Show what events would do to the workspace: new and changed records, replaced values, subscriptions that "
        "contradict each other, losses, and how long the requests take. Same exit codes as check.",
        example="attio-harness plan events/ -m mapping.json -w workspace.yaml --from crm.json",
    ),
    Command(
        name="diff",
        function=f"{_HERE}.diff:diff",
        help="Run the same events through an old and a new mapping, from files or with --base from git, and show what differs. "
        "Exit code 1 if the old mapping wrote an event that the new one does not.",
        example="attio-harness diff --base main mapping.json events/ -w workspace.yaml",
    ),
    Command(
        name="gate",
        function=f"{_HERE}.gate:gate",
        help="Check a pull request: lint, check and, with --base, diff in one run. Exit code 1 if one of them fails.",
        example="attio-harness gate events/ -m mapping.json -w workspace.yaml --base main --format github --format markdown:gate.md",
    ),
    Command(
        name="coverage",
        function=f"{_HERE}.coverage:coverage",
        help="Show which parts of the mappings the events reach and which they never reach: trigger clauses, branches of @if, paths and "
        "template variables, attributes and options. Exit code 1 if there is no event, or one cannot be read.",
        example="attio-harness coverage events/ -m mapping.json -w workspace.yaml",
    ),
    Command(
        name="redeliver",
        function=f"{_HERE}.redeliver:redeliver",
        help="Show which records end up different if every event comes twice, if the first half comes again at the end, and if the "
        "events come in reverse or another order. Exit code 1 if any does.",
        example="attio-harness redeliver events/ -m mapping.json -w workspace.yaml --seed 7",
    ),
    Command(
        name="shrink",
        function=f"{_HERE}.shrink:shrink",
        help="Write the fewest events that still show each kind of loss, reduced to the members that matter: a week of logs becomes a "
        "test of a few lines. Values are kept (`anonymize` replaces them). Exit code 1 if nothing is lost.",
        example="attio-harness shrink events/ -m mapping.json -w workspace.yaml -o small.ndjson",
    ),
    Command(
        name="lint",
        function=f"{_HERE}.lint:lint",
        help="Find mistakes in mappings without running any event. Exit code 1 for errors and warnings, not for notes.",
        example="attio-harness lint mapping.json -w workspace.yaml",
    ),
    Command(
        name="pull",
        function=f"{_HERE}.pull:pull",
        help="Read a workspace's schema into a workspace file, or with --segment the subscriptions of a destination into a mapping file. "
        "Nothing is written to Attio or Segment, and no record is read unless --records asks for unique values. "
        "The token is $ATTIO_API_KEY, or $SEGMENT_TOKEN with --segment.",
        example="ATTIO_API_KEY=… attio-harness pull -o workspace.yaml",
    ),
    Command(
        name="verify",
        function=f"{_HERE}.verify:verify",
        help="Test the emulator's assumptions against a real workspace, in a scratch object that is deleted afterwards, and show which settings agree. "
        "Exit code 1 if anything differs.",
        example="attio-harness verify --token-env ATTIO_API_KEY --dry-run",
    ),
    Command(
        name="diff",
        group="schema",
        function=f"{_HERE}.schema_diff:schema_diff",
        help="Show what changed between two workspace files, and which mapping fields that breaks. Exit code 1 if it breaks any or, "
        "without -m, could break one.",
        example="attio-harness schema diff old.yaml new.yaml -m mapping.json",
    ),
    Command(
        name="emulate",
        function=f"{_HERE}.emulate:emulate",
        help="Serve a local Attio over HTTP, with a web page at its root. The first line of output has the address.",
        example="attio-harness emulate -w workspace.yaml --port 8700",
    ),
    Command(
        name="serve",
        function=f"{_HERE}.serve:serve",
        help="Serve a local Segment: events from its SDKs go through mappings into a local Attio, served at the same address. "
        "The first line of output has the address. Its pages show the records (/), what happened to each event (/_segment/), and a mapping "
        "and events to try (/_playground/).",
        example="attio-harness serve -m mapping.json -w workspace.yaml --port 8700",
    ),
    Command(
        name="generate",
        function=f"{_HERE}.generate:generate",
        help="Write made-up Segment events, one JSON object per line: of a sample product, or for a mapping and a workspace. "
        "Exit code 1 if a subscription gets none.",
        example="attio-harness generate -n 100 --seed 7 -m mapping.json -w workspace.yaml > events.ndjson",
    ),
    Command(
        name="anonymize",
        function=f"{_HERE}.anonymize:anonymize",
        help="Write the same events with consistent fake people, companies and IDs, and with the same verdicts. "
        "Standard error says what was replaced, what was kept and why. Exit code 1 if a verdict differs or an entry is left out.",
        example="attio-harness anonymize week/ -m mapping.json -w workspace.yaml -o week.ndjson",
    ),
    Command(
        name="replay",
        function=f"{_HERE}.replay:replay",
        help="Send recorded traffic to the emulator and list where its responses differ. Exit code 1 if any does, if an entry cannot be "
        "read, or if there is nothing to compare.",
        example="attio-harness replay cassettes/ -w workspace.yaml",
    ),
    Command(
        name="conform",
        function=f"{_HERE}.conform:conform",
        help="Compare the engine with Segment's published packages, recorded or live, and list every difference. Exit code 1 if there is any.",
        example="attio-harness conform fixtures/recordings/*.jsonl",
    ),
    Command(
        name="fidelity",
        function=f"{_HERE}.fidelity:fidelity",
        help="List the emulator's behaviours: documented, observed or assumed, with the source of each.",
        example="attio-harness fidelity | grep assumed",
    ),
    Command(
        name="help",
        function=f"{_HERE}.help:help",
        help="Show the help of a command, like COMMAND --help.",
        example="attio-harness help schema diff",
    ),
)
"""In the order of the help."""
