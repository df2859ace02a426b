"""Every key of the configuration: what it holds, and where it may be. A new key is one row here.

A key has the name of its long option or argument. A test fails for a command with an option that is neither a key nor in
`NOT_CONFIGURED`. Nothing is read or checked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["COMMANDS", "KEYS", "NOT_CONFIGURED", "PARTS", "SERVERS", "Key", "Kind", "keys_of", "named", "tables"]

Kind = Literal["path", "paths", "text", "texts", "word", "number", "share", "flag", "assumptions", "limits", "formats"]
"""What a key holds. `paths`, `texts` and `formats` are a list or a single text; `share` is a whole number or a text such as "5%";
`assumptions` is a table or a list of ID=CHOICE, `limits` one of NAME=VALUE. A `path` may be `-`, and for a mapping also a preset."""


class Key(NamedTuple):
    """A key, for the commands that have it; `pytest` counts as one.

    `top` says whether it may also be above all tables, where it applies to each of its commands; `words` lists its possible values;
    `example` is a value as written in TOML.
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
        "events",
        "paths",
        ("check", "plan", "coverage", "redeliver", "diff", "shrink", "anonymize", "gate", "pytest"),
        "Event files, folders or globs.",
        '["events/"]',
    ),
    Key(
        "mapping",
        "paths",
        (*_RUNS, "lint", "schema diff", "generate", "anonymize", "serve", "pytest"),
        "Mapping files, folders, or presets: published, documented.",
        '"mapping.json"',
    ),
    Key(
        "workspace",
        "path",
        (*_RUNS, "lint", "verify", "emulate", "serve", "generate", "anonymize", "replay", "pytest"),
        "The workspace file.",
        '"workspace.yaml"',
    ),
    Key(
        "filters",
        "paths",
        (*_RUNS, "generate", "anonymize", "serve", "pytest"),
        "Filters of the destination: files, folders or globs.",
        '["filters.json"]',
    ),
    Key("from", "path", (*_RUNS, "replay", "pytest"), "The state to start from.", '"crm.json"'),
    Key(
        "after",
        "paths",
        ("explain",),
        "More events of the run, besides those in the event's own file.",
        '["events/"]',
        top=False,
    ),
    Key("files", "paths", ("replay",), "Recorded traffic.", '["cassettes/"]', top=False),
    Key("faults", "path", ("check", "emulate", "serve", "pytest"), "Fault rules.", '"faults.json"', top=False),
    Key(
        "base",
        "text",
        ("diff", "gate"),
        "The branch, tag or commit of git to compare with.",
        '"origin/main"',
        top=False,
    ),
    # which of it
    Key(
        "destination",
        "text",
        (*_RUNS, "lint", "pull", "schema diff", "generate", "anonymize", "serve", "pytest"),
        "The Attio destination, if there are several: its ID, name or Terraform address.",
        '"fP7qoQw2HTWt9WdMr718gn"',
    ),
    Key(
        "action",
        "word",
        (*_RUNS, "lint", "schema diff", "generate", "anonymize", "serve", "pytest"),
        "The action of mappings that name none.",
        '"identifyUser"',
        words=("identifyUser", "groupWorkspace", "assertRecord"),
    ),
    Key(
        "ignore-integrations",
        "flag",
        (*_RUNS, "serve", "pytest"),
        "Deliver events even if their own `integrations` exclude the destination.",
        "true",
    ),
    # how it runs
    Key("mode", "word", ("check",), "How events are delivered.", '"batch"', words=("auto", "single", "batch", "both")),
    Key(
        "mode",
        "word",
        ("explain", "plan", "coverage", "redeliver", "diff", "shrink", "gate", "serve", "pytest"),
        "How events are delivered.",
        '"batch"',
        words=("auto", "single", "batch"),
    ),
    Key("order", "word", (*_RUNS, "pytest"), "The order of the events.", '"file"', words=("received", "file")),
    Key("processes", "number", ("check",), "How many processes read events.", "4", top=False),
    Key(
        "engine",
        "word",
        ("check",),
        "What reads, filters and maps events: processes on this computer, or Spark.",
        '"spark"',
        top=False,
        words=("local", "spark"),
    ),
    Key("master", "text", ("check",), "The master of Spark.", '"spark://crunch:7077"', top=False),
    Key("batch-wait", "number", (*_RUNS, "serve", "pytest"), "Seconds that a batch waits for more events.", "60"),
    Key(
        "existing",
        "word",
        (*_RUNS, "serve", "pytest"),
        "Whether the CRM may have records that no event and no file names.",
        '"none"',
        words=("unknown", "none"),
    ),
    Key(
        "assume",
        "assumptions",
        (*_RUNS, "replay", "serve", "pytest"),
        "Settings of assumptions.",
        '{"option.title_case" = "any"}',
    ),
    Key("vary", "flag", ("check",), "Run again with every other setting of the assumptions.", "true", top=False),
    # what is tolerated
    Key(
        "max-failures",
        "share",
        ("check", "plan", "gate", "pytest"),
        "Lost or unreadable events that are tolerated.",
        '"5%"',
    ),
    Key("min-written", "share", ("check", "plan", "gate", "pytest"), "Events that must be written.", '"95%"'),
    Key("max-unresolved", "share", ("check", "plan", "gate", "pytest"), "Unresolved events that are tolerated.", "0"),
    Key(
        "max-vanished",
        "share",
        ("diff", "gate"),
        "Records to which a mapping line that stays may give no value any more, of those that it gave one.",
        '"5%"',
        top=False,
    ),
    Key("ignore", "texts", ("lint", "gate"), "Lint rules to leave out.", '["AH407"]'),
    Key("comment", "flag", ("gate",), "Write the report as a comment of the pull request.", "true", top=False),
    Key("lint", "flag", ("gate",), "Lint the mapping, too.", "false", top=False),
    Key(
        "limit",
        "limits",
        (*_RUNS, "lint", "schema diff", "anonymize", "replay", *SERVERS, "verify", "pytest"),
        "How much is read at most and, by a server, stored; see [limits](#limits).",
        "{line_bytes = 1000000}",
    ),
    # what is written
    Key("format", "formats", (*_CHECKS, "lint", "schema diff", "replay"), "The format of the report.", '"json"'),
    Key(
        "output",
        "path",
        (*_RUNS, "lint", "pull", "verify", "schema diff", "generate", "anonymize", "replay"),
        "The file of the report, instead of standard output.",
        '"report.txt"',
        top=False,
    ),
    Key(
        "state",
        "path",
        ("check", "pull", "emulate", "replay", "serve"),
        "The file that keeps the records.",
        '"crm.json"',
        top=False,
    ),
    Key("dead-letters", "path", ("check",), "The file for events that are lost.", '"lost.ndjson"', top=False),
    Key("show-values", "flag", _MASKING, "Show values in formats that mask them.", "true"),
    Key(
        "baseline",
        "path",
        ("check", "gate", "pytest"),
        "Known kinds of loss, which do not fail a run.",
        '"losses.json"',
    ),
    Key(
        "verbose",
        "flag",
        ("check", "plan", "coverage", "redeliver", "gate", "explain", "lint"),
        "Print long texts in full.",
        "true",
    ),
    # of one command
    Key("base-url", "text", ("pull",), "The URL of the API.", '"http://127.0.0.1:8700"', top=False),
    Key("members", "flag", ("pull",), "Read the members, too.", "false", top=False),
    Key("records", "texts", ("pull",), "Objects whose unique values are read.", '["people"]', top=False),
    Key("region", "word", ("pull",), "The region of the Segment workspace.", '"eu"', top=False, words=("us", "eu")),
    Key("save-filters", "path", ("pull",), "The file for the destination's filters.", '"filters.json"', top=False),
    Key("attio", "text", ("serve", "verify"), "The URL of the API.", '"http://127.0.0.1:8700"', top=False),
    Key(
        "token-env",
        "text",
        ("pull", "serve", "verify"),
        "The environment variable with the access token.",
        '"ATTIO_API_KEY"',
        top=False,
    ),
    Key(
        "with",
        "text",
        ("verify",),
        "What else may be created and deleted again, besides the scratch object: records, lists, comments, webhooks, uploads.",
        '"people"',
        top=False,
    ),
    Key("probe", "texts", ("verify",), "The probes to run; by default, all.", '["text.write"]', top=False),
    Key(
        "leftovers",
        "path",
        ("verify",),
        "The file that lists what is still to be deleted.",
        '"verify.leftovers.json"',
        top=False,
    ),
    Key("patience", "number", ("verify",), "Seconds to wait for the writes of a batch.", "60", top=False),
    Key("settle", "number", ("verify",), "Seconds to wait before a write counts as dropped.", "3", top=False),
    Key("port", "number", SERVERS, "Port; 0 picks a free one.", "8700", top=False),
    Key("host", "text", SERVERS, "Address to listen on.", '"127.0.0.1"', top=False),
    Key(
        "allow-remote",
        "flag",
        SERVERS,
        "Let other computers call; they need an admin token.",
        "true",
        top=False,
    ),
    Key("admin-token-file", "path", SERVERS, "The file with that token.", '"admin-token"', top=False),
    Key("host-name", "texts", SERVERS, "Host names that clients use.", '["attio"]', top=False),
    Key("write-key", "text", ("serve",), "The write key of the events for `mapping`.", '"local"', top=False),
    Key(
        "source",
        "texts",
        ("serve",),
        "Several sources, each with a name, a write key and a mapping.",
        '["web:KEY:web.json"]',
        top=False,
    ),
    Key("host", "texts", ("replay",), "Hosts that stand for api.attio.com.", '["127.0.0.1:8700"]', top=False),
    Key(
        "seed", "number", ("emulate", "generate", "redeliver", "serve"), "The seed of generated values.", "7", top=False
    ),
    Key("batch-lag", "number", ("emulate",), "Seconds before a batch is applied.", "1", top=False),
    Key("strict-auth", "flag", ("emulate",), "Accept only known tokens.", "true", top=False),
    Key("rate-limit", "flag", ("emulate",), "Answer 429 above Attio's limits.", "true", top=False),
    Key("workspace-per-token", "flag", ("emulate",), "A workspace of its own for each token.", "true", top=False),
    Key("webhook-host", "texts", ("emulate",), "Hosts that webhooks may reach.", '["example.com"]', top=False),
    Key("number", "number", ("generate",), "How many events.", "100", top=False),
    Key("type", "texts", ("generate",), "Types of the events.", '["identify"]', top=False),
    Key("negative", "flag", ("generate",), "Give each event a known mistake.", "true", top=False),
    Key("keep", "texts", ("anonymize",), "Paths of values to keep.", '["traits.team"]', top=False),
    Key(
        "fake",
        "texts",
        ("anonymize",),
        "Paths of values to replace, whatever they look like.",
        '["properties.feature"]',
        top=False,
    ),
    Key(
        "workspace-output",
        "path",
        ("anonymize",),
        "The file for the workspace file with its members and records replaced by fakes.",
        '"workspace.yaml"',
        top=False,
    ),
    Key("report", "path", ("anonymize",), "The file that says what was replaced and kept.", '"report.json"', top=False),
    Key("verify", "flag", ("anonymize",), "Compare the verdicts of events and fakes.", "false", top=False),
    Key("together", "flag", ("replay",), "Replay all files as one recording.", "true", top=False),
    Key(
        "infer",
        "flag",
        ("replay",),
        "First add to the workspace what the recorded responses show was there before.",
        "false",
        top=False,
    ),
)
"""All keys, in the order of the documentation."""

NOT_CONFIGURED = frozenset(
    {"event", "old", "new", "yes", "dry-run", "cleanup", "segment", "key", "update-baseline", "watch"}
)
"""Options and arguments that belong to a single call: in a file, which applies to every call, they would be a trap."""

PARTS = {"gate": ("diff", "lint", "check")}
"""The commands that a command runs: their tables apply to it too; later ones win over earlier ones, and its own wins over all."""

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
