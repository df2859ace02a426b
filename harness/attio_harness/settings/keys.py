"""Every key of the configuration: what it holds, and where it may stand. A new key is one row here.

A key has the name of the long option that it stands for, or of the argument; a command whose option is no key and is not among
`NOT_CONFIGURED` fails a test. Nothing is read or checked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["COMMANDS", "KEYS", "NOT_CONFIGURED", "PARTS", "SERVERS", "Key", "Kind", "keys_of", "named", "tables"]

Kind = Literal["path", "paths", "text", "texts", "word", "number", "share", "flag", "assumptions", "limits", "formats"]
"""What a key holds. `paths`, `texts` and `formats` are a list or a single text; `share` is a whole number or a text such as "5%";
`assumptions` is a table or a list of ID=CHOICE, `limits` one of NAME=VALUE. A `path` may be `-`, and a preset where it is a mapping's."""


class Key(NamedTuple):
    """A key, for the commands that have it; `pytest` counts as one.

    `top` says whether it may stand above all tables as well, where it applies to each of its commands; `words` has all that it may
    be; `example` is a value as it is written in TOML.
    """

    name: str
    kind: Kind
    commands: tuple[str, ...]
    does: str
    example: str
    top: bool = True
    words: tuple[str, ...] = ()


SERVERS = ("emulate", "serve")
"""The commands that start a server."""
_CHECKS = ("check", "explain", "plan", "coverage", "redeliver", "diff", "gate")
_RUNS = (*_CHECKS, "shrink")
_MASKING = ("check", "diff", "gate", "replay")

KEYS: tuple[Key, ...] = (
    # what is read
    Key(
        name="events",
        kind="paths",
        commands=("check", "plan", "coverage", "redeliver", "diff", "shrink", "anonymize", "gate", "pytest"),
        does="Event files, folders or globs.",
        example='["events/"]',
    ),
    Key(
        name="mapping",
        kind="paths",
        commands=(
            "check",
            "explain",
            "plan",
            "coverage",
            "redeliver",
            "diff",
            "shrink",
            "lint",
            "schema diff",
            "generate",
            "anonymize",
            "gate",
            "serve",
            "pytest",
        ),
        does="Mapping files, folders, or presets: published, documented.",
        example='"mapping.json"',
    ),
    Key(
        name="workspace",
        kind="path",
        commands=(*_RUNS, "lint", "verify", "emulate", "serve", "generate", "anonymize", "replay", "pytest"),
        does="The workspace file.",
        example='"workspace.yaml"',
    ),
    Key(
        name="filters",
        kind="paths",
        commands=(*_RUNS, "generate", "anonymize", "serve", "pytest"),
        does="Filters of the destination: files, folders or globs.",
        example='["filters.json"]',
    ),
    Key(
        name="from",
        kind="path",
        commands=(*_RUNS, "replay", "pytest"),
        does="The state to start from.",
        example='"crm.json"',
    ),
    Key(
        name="after",
        kind="paths",
        commands=("explain",),
        does="More events of the run, beside those of the file of the event.",
        example='["events/"]',
        top=False,
    ),
    Key(
        name="files", kind="paths", commands=("replay",), does="Recorded traffic.", example='["cassettes/"]', top=False
    ),
    Key(
        name="faults",
        kind="path",
        commands=("check", "emulate", "serve", "pytest"),
        does="Fault rules.",
        example='"faults.json"',
        top=False,
    ),
    Key(
        name="base",
        kind="text",
        commands=("diff", "gate"),
        does="The branch, tag or commit of git that is compared with.",
        example='"origin/main"',
        top=False,
    ),
    # which of it
    Key(
        name="destination",
        kind="text",
        commands=(*_RUNS, "lint", "pull", "schema diff", "generate", "anonymize", "serve", "pytest"),
        does="Which of several Attio destinations: its ID, name or Terraform address.",
        example='"fP7qoQw2HTWt9WdMr718gn"',
    ),
    Key(
        name="action",
        kind="word",
        words=("identifyUser", "groupWorkspace", "assertRecord"),
        commands=(*_RUNS, "lint", "schema diff", "generate", "anonymize", "serve", "pytest"),
        does="The action of a mapping that names none.",
        example='"identifyUser"',
    ),
    Key(
        name="ignore-integrations",
        kind="flag",
        commands=(*_RUNS, "serve", "pytest"),
        does="Take events that their own `integrations` keep from the destination.",
        example="true",
    ),
    # how it runs
    Key(
        name="mode",
        kind="word",
        words=("auto", "single", "batch", "both"),
        commands=("check",),
        does="How events are delivered.",
        example='"batch"',
    ),
    Key(
        name="mode",
        kind="word",
        words=("auto", "single", "batch"),
        commands=("explain", "plan", "coverage", "redeliver", "diff", "shrink", "gate", "serve", "pytest"),
        does="How events are delivered.",
        example='"batch"',
    ),
    Key(
        name="order",
        kind="word",
        words=("received", "file"),
        commands=(*_RUNS, "pytest"),
        does="The order of the events.",
        example='"file"',
    ),
    Key(
        name="processes",
        kind="number",
        commands=("check",),
        does="How many processes read events.",
        example="4",
        top=False,
    ),
    Key(
        name="engine",
        kind="word",
        words=("local", "spark"),
        commands=("check",),
        does="Who reads, filters and maps events: the processes of this computer, or Spark.",
        example='"spark"',
        top=False,
    ),
    Key(
        name="master",
        kind="text",
        commands=("check",),
        does="The master of Spark.",
        example='"spark://crunch:7077"',
        top=False,
    ),
    Key(
        name="batch-wait",
        kind="number",
        commands=(*_RUNS, "serve", "pytest"),
        does="Seconds that a batch waits to fill up.",
        example="60",
    ),
    Key(
        name="existing",
        kind="word",
        words=("unknown", "none"),
        commands=(*_RUNS, "serve", "pytest"),
        does="Whether records may be in the CRM that nothing names.",
        example='"none"',
    ),
    Key(
        name="assume",
        kind="assumptions",
        commands=(*_RUNS, "replay", "serve", "pytest"),
        does="Settings of assumptions.",
        example='{"option.title_case" = "any"}',
    ),
    Key(
        name="vary",
        kind="flag",
        commands=("check",),
        does="Run for every other setting of the assumptions.",
        example="true",
        top=False,
    ),
    # what is tolerated
    Key(
        name="max-failures",
        kind="share",
        commands=("check", "plan", "gate", "pytest"),
        does="Lost or unreadable events that are tolerated.",
        example='"5%"',
    ),
    Key(
        name="min-written",
        kind="share",
        commands=("check", "plan", "gate", "pytest"),
        does="Events that must be written.",
        example='"95%"',
    ),
    Key(
        name="max-unresolved",
        kind="share",
        commands=("check", "plan", "gate", "pytest"),
        does="Unresolved events that are tolerated.",
        example="0",
    ),
    Key(
        name="ignore",
        kind="texts",
        commands=("lint", "gate"),
        does="Rules of lint that are not asked for.",
        example='["AH407"]',
    ),
    Key(
        name="comment",
        kind="flag",
        commands=("gate",),
        does="Write the report as a comment of the pull request.",
        example="true",
        top=False,
    ),
    Key(
        name="lint",
        kind="flag",
        commands=("gate",),
        does="Whether the mapping is linted, too.",
        example="false",
        top=False,
    ),
    Key(
        name="limit",
        kind="limits",
        commands=(*_RUNS, "lint", "schema diff", "anonymize", "replay", *SERVERS, "verify", "pytest"),
        does="How much is read at most and, by a server, kept; see [limits](#limits).",
        example="{line_bytes = 1000000}",
    ),
    # what is written
    Key(
        name="format",
        kind="formats",
        commands=(*_CHECKS, "lint", "schema diff", "replay"),
        does="The format of the report.",
        example='"json"',
    ),
    Key(
        name="output",
        kind="path",
        commands=(*_RUNS, "lint", "pull", "verify", "schema diff", "generate", "anonymize", "replay"),
        does="The file of the report, in place of standard output.",
        example='"report.txt"',
        top=False,
    ),
    Key(
        name="state",
        kind="path",
        commands=("check", "pull", "emulate", "replay", "serve"),
        does="The file that keeps the records.",
        example='"crm.json"',
        top=False,
    ),
    Key(
        name="dead-letters",
        kind="path",
        commands=("check",),
        does="The file for events that are lost.",
        example='"lost.ndjson"',
        top=False,
    ),
    Key(
        name="show-values",
        kind="flag",
        commands=_MASKING,
        does="Show values in formats that mask them.",
        example="true",
    ),
    Key(
        name="baseline",
        kind="path",
        commands=("check", "gate", "pytest"),
        does="Known kinds of loss, which do not fail a run.",
        example='"losses.json"',
    ),
    Key(
        name="verbose",
        kind="flag",
        commands=("check", "plan", "coverage", "redeliver", "gate", "explain", "lint"),
        does="Text that is not shortened.",
        example="true",
    ),
    # of one command
    Key(
        name="base-url",
        kind="text",
        commands=("pull",),
        does="Where the API is.",
        example='"http://127.0.0.1:8700"',
        top=False,
    ),
    Key(name="members", kind="flag", commands=("pull",), does="Read the members, too.", example="false", top=False),
    Key(
        name="records",
        kind="texts",
        commands=("pull",),
        does="Objects whose unique values are read.",
        example='["people"]',
        top=False,
    ),
    Key(
        name="region",
        kind="word",
        words=("us", "eu"),
        commands=("pull",),
        does="Where the workspace of Segment is.",
        example='"eu"',
        top=False,
    ),
    Key(
        name="save-filters",
        kind="path",
        commands=("pull",),
        does="The file for the destination's filters.",
        example='"filters.json"',
        top=False,
    ),
    Key(
        name="attio",
        kind="text",
        commands=("serve", "verify"),
        does="Where the API is.",
        example='"http://127.0.0.1:8700"',
        top=False,
    ),
    Key(
        name="token-env",
        kind="text",
        commands=("pull", "serve", "verify"),
        does="The environment variable with the access token.",
        example='"ATTIO_API_KEY"',
        top=False,
    ),
    Key(
        name="with",
        kind="text",
        commands=("verify",),
        does="What else may be made and deleted again, beside the scratch object: records, lists, comments, webhooks, uploads.",
        example='"people"',
        top=False,
    ),
    Key(
        name="probe",
        kind="texts",
        commands=("verify",),
        does="Probes that are asked; all where none is named.",
        example='["text.write"]',
        top=False,
    ),
    Key(
        name="leftovers",
        kind="path",
        commands=("verify",),
        does="The file that says what is to be taken away.",
        example='"verify.leftovers.json"',
        top=False,
    ),
    Key(
        name="patience",
        kind="number",
        commands=("verify",),
        does="Seconds to wait for what a batch should write.",
        example="60",
        top=False,
    ),
    Key(
        name="settle",
        kind="number",
        commands=("verify",),
        does="Seconds to wait before something is taken for dropped.",
        example="3",
        top=False,
    ),
    Key(
        name="port",
        kind="number",
        commands=SERVERS,
        does="Port; 0 picks a free one.",
        example="8700",
        top=False,
    ),
    Key(
        name="host",
        kind="text",
        commands=SERVERS,
        does="Address to listen on.",
        example='"127.0.0.1"',
        top=False,
    ),
    Key(
        name="allow-remote",
        kind="flag",
        commands=SERVERS,
        does="Let other computers call, who are asked for an admin token.",
        example="true",
        top=False,
    ),
    Key(
        name="admin-token-file",
        kind="path",
        commands=SERVERS,
        does="The file with that token.",
        example='"admin-token"',
        top=False,
    ),
    Key(
        name="host-name",
        kind="texts",
        commands=SERVERS,
        does="Names by which clients call.",
        example='["attio"]',
        top=False,
    ),
    Key(
        name="write-key",
        kind="text",
        commands=("serve",),
        does="The write key of the events that `mapping` is for.",
        example='"local"',
        top=False,
    ),
    Key(
        name="source",
        kind="texts",
        commands=("serve",),
        does="Several sources, each with a name, a write key and a mapping.",
        example='["web:KEY:web.json"]',
        top=False,
    ),
    Key(
        name="host",
        kind="texts",
        commands=("replay",),
        does="Hosts that stand for api.attio.com.",
        example='["127.0.0.1:8700"]',
        top=False,
    ),
    Key(
        name="seed",
        kind="number",
        commands=("emulate", "generate", "redeliver", "serve"),
        does="The seed of what is made.",
        example="7",
        top=False,
    ),
    Key(
        name="batch-lag",
        kind="number",
        commands=("emulate",),
        does="Seconds before a batch is applied.",
        example="1",
        top=False,
    ),
    Key(
        name="strict-auth",
        kind="flag",
        commands=("emulate",),
        does="Accept only tokens that are known.",
        example="true",
        top=False,
    ),
    Key(
        name="rate-limit",
        kind="flag",
        commands=("emulate",),
        does="Answer 429 above Attio's limits.",
        example="true",
        top=False,
    ),
    Key(
        name="workspace-per-token",
        kind="flag",
        commands=("emulate",),
        does="A workspace of its own for each token.",
        example="true",
        top=False,
    ),
    Key(
        name="webhook-host",
        kind="texts",
        commands=("emulate",),
        does="Hosts that webhooks may reach.",
        example='["example.com"]',
        top=False,
    ),
    Key(name="number", kind="number", commands=("generate",), does="How many events.", example="100", top=False),
    Key(
        name="type",
        kind="texts",
        commands=("generate",),
        does="Types of the events.",
        example='["identify"]',
        top=False,
    ),
    Key(
        name="negative",
        kind="flag",
        commands=("generate",),
        does="Events with a known mistake each.",
        example="true",
        top=False,
    ),
    Key(
        name="keep",
        kind="texts",
        commands=("anonymize",),
        does="Paths of values that stay.",
        example='["traits.team"]',
        top=False,
    ),
    Key(
        name="fake",
        kind="texts",
        commands=("anonymize",),
        does="Paths of values that are replaced, whatever they look like.",
        example='["properties.feature"]',
        top=False,
    ),
    Key(
        name="workspace-output",
        kind="path",
        commands=("anonymize",),
        does="The workspace file with fakes in place of its members and records.",
        example='"workspace.yaml"',
        top=False,
    ),
    Key(
        name="report",
        kind="path",
        commands=("anonymize",),
        does="The file that says what was replaced and kept.",
        example='"report.json"',
        top=False,
    ),
    Key(
        name="verify",
        kind="flag",
        commands=("anonymize",),
        does="Compare the verdicts of events and fakes.",
        example="false",
        top=False,
    ),
    Key(
        name="together",
        kind="flag",
        commands=("replay",),
        does="Take all files as one recording.",
        example="true",
        top=False,
    ),
    Key(
        name="infer",
        kind="flag",
        commands=("replay",),
        does="Begin with what recorded answers show of the workspace.",
        example="false",
        top=False,
    ),
)
"""In the order in which the documentation tells them."""

NOT_CONFIGURED = frozenset(
    {"event", "old", "new", "yes", "dry-run", "cleanup", "segment", "key", "update-baseline", "watch"}
)
"""Options and arguments that belong to one call: a file that answers them for every call would be a trap."""

PARTS = {"gate": ("diff", "lint", "check")}
"""The commands that a command runs in one: their tables are for it as well, the last before the first, its own before all."""

COMMANDS: tuple[str, ...] = tuple(dict.fromkeys(command for key in KEYS for command in key.commands))
"""The commands that have keys; the table of `schema diff` is `[schema.diff]`."""


def keys_of(command: str) -> dict[str, Key]:
    """The keys of a command, by name."""
    return {key.name: key for key in KEYS if command in key.commands}


def named(name: str) -> list[Key]:
    """The rows of a key: it may hold different things for different commands."""
    return [key for key in KEYS if key.name == name]


def tables(commands: Iterable[str]) -> str:
    """`[check], [schema.diff]`"""
    return ", ".join(f"[{command.replace(' ', '.')}]" for command in commands)
