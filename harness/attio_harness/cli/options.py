"""Options of several commands, and checks of their values. `server_options` has those of servers. Has no command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

import typer

from attio_harness.assumptions import ASSUMPTIONS, settings_of
from attio_harness.cli.places import METAVAR
from attio_harness.cli.usage import without_keys
from attio_harness.errors import UsageError
from attio_harness.formats.table import Subject, formats_of, help_of, masked_of
from attio_harness.output_file import can_be_written
from attio_harness.settings import keys_of

__all__ = [
    "Action",
    "Assume",
    "BatchWait",
    "DeadLetters",
    "Destination",
    "Events",
    "Existing",
    "Faults",
    "Filters",
    "From",
    "IgnoreIntegrations",
    "Mappings",
    "MaxFailures",
    "MaxUnresolved",
    "MaxVanished",
    "MinWritten",
    "OrderOf",
    "Out",
    "RunMode",
    "Verbose",
    "WorkspaceFile",
    "WorkspaceOfRun",
    "address",
    "assumed",
    "base_address",
    "formats",
    "one_standard_input",
    "show_values_of",
    "words_of",
    "written",
    "written_state",
]


def words_of(key: str, command: str = "check") -> Callable[[], list[str]]:
    """A function for shell completion: the words that an option with this key accepts."""
    return lambda: list(keys_of(command)[key].words)


Events = Annotated[
    list[str], typer.Argument(help="Event files, folders, globs, or - for standard input.", metavar="EVENTS...")
]
Mappings = Annotated[
    list[str],
    typer.Option(
        "-m",
        "--mapping",
        help="Mapping file, - for standard input, or a preset: published, documented. May be repeated.",
        metavar="MAPPING",
    ),
]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filters",
        help="Destination filters (a Public API response, Terraform or HCL): a file, folder or glob, or - for standard input. They apply before triggers. May be repeated.",
        metavar="FILE",
    ),
]
Faults = Annotated[
    str | None,
    typer.Option("--faults", help="Fault rules, JSON or YAML: responses that replace Attio's own.", metavar="FILE"),
]
IgnoreIntegrations = Annotated[
    bool,
    typer.Option(
        "--ignore-integrations",
        help="Deliver every event, even if its own `integrations` exclude the destination.",
    ),
]
Existing = Annotated[
    str,
    typer.Option(
        help="Records in the CRM that no event and no file names: unknown (an event that needs one is unresolved) or none "
        "(it is lost).",
        metavar="unknown|none",
        autocompletion=words_of("existing"),
    ),
]
RunMode = Annotated[
    str,
    typer.Option(
        "--mode",
        help="auto (by the enable_batching of each mapping), single or batch.",
        metavar="MODE",
        autocompletion=words_of("mode", "diff"),
    ),
]
OrderOf = Annotated[
    str,
    typer.Option(
        "--order",
        help="The order of the events: received (by receivedAt, else sentAt, else timestamp) or file (as in the files).",
        metavar="received|file",
        autocompletion=words_of("order"),
    ),
]
BatchWait = Annotated[
    str | None,
    typer.Option(
        help="Seconds that a batch waits for more events, 60 by default. The same as --assume delivery.batch_wait=N.",
        metavar="SECONDS",
    ),
]
WorkspaceFile = Annotated[
    str,
    typer.Option(
        "-w", "--workspace", help="Workspace file (YAML or JSON), or - for standard input.", metavar="WORKSPACE"
    ),
]
WorkspaceOfRun = Annotated[
    str | None,
    typer.Option(
        "-w",
        "--workspace",
        help="Workspace file (YAML or JSON), or - for standard input; optional with --from.",
        metavar="WORKSPACE",
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="Start with the records of this file, saved by check --state, emulate --state or pull --records. Without -w, its "
        "schema is used, too.",
        metavar="STATE",
    ),
]
Action = Annotated[
    str | None,
    typer.Option(
        "--action",
        help="The action of mappings that name none: identifyUser, groupWorkspace or assertRecord.",
        metavar="ACTION",
        autocompletion=words_of("action"),
    ),
]
Destination = Annotated[
    str | None,
    typer.Option(
        "--destination",
        help="The Attio destination, if the mappings have several: its ID, name or Terraform address.",
        metavar="DESTINATION",
    ),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        help="Set an assumption, such as option.title_case=any. Overrides the workspace file. May be repeated.",
        metavar="ID=CHOICE",
    ),
]


def written(context: typer.Context, file: str | None) -> str | None:
    """The callback of options that name a file to write: refuses it now rather than after the work."""
    if not context.resilient_parsing:
        can_be_written(file)
    return file


def written_state(context: typer.Context, file: str | None) -> str | None:
    """The callback of options that name a file for records, which are never printed."""
    if file == "-":
        raise UsageError("--state '-': identifiers of people are never printed; expected a file name")
    return written(context, file)


def _written_events(context: typer.Context, file: str | None) -> str | None:
    """The callback of options that name a file for events."""
    if file == "-":
        raise UsageError("--dead-letters '-': events identify people; expected a file name")
    return written(context, file)


DeadLetters = Annotated[
    str | None,
    typer.Option(
        "--dead-letters",
        help="Write every lost event to this file, with the reason. The file can be checked again.",
        metavar="FILE",
        callback=_written_events,
    ),
]


def address(param: typer.CallbackParam, url: str | None) -> str | None:
    """The callback of options that name a server: refuses a wrong address by the option's name, before any request."""
    parts = None if url is None else _parts(url)
    if url is not None and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname):
        # an address with an @ may contain a password
        found = "as it is given" if "@" in url else without_keys(repr(url))
        raise UsageError(
            f"{param.opts[-1]} {found} is not the address of a server, expected one such as https://example.com"
        )
    if parts is not None and "@" in parts.netloc:
        raise UsageError(
            f"{param.opts[-1]} has a name or a password in front of its host, which would be sent in place of the access token; expected "
            "the address without them, such as https://example.com"
        )
    return url


def base_address(param: typer.CallbackParam, url: str | None) -> str | None:
    """As `address`, for a server whose paths come behind it: refuses one that begins them itself, also behind the path of a proxy."""
    parts = None if url is None else _parts(address(param, url) or "")
    keys = [key for key in parts.path.split("/") if key] if parts is not None else []
    if parts is not None and (parts.query or parts.fragment or "v2" in keys[:1] + keys[-1:]):
        sign = "?" if parts.query else "#" if parts.fragment else "/v2"
        raise UsageError(
            f"{param.opts[-1]} has {sign} behind the address of the server, expected the address alone, such as https://api.attio.com"
        )
    return url


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # refuses impossible ports and host names, too
        return parts if parts.port != 0 and (parts.hostname or "").encode("idna") else None
    except ValueError:
        return None


def formats(subject: Subject) -> Any:
    """The option `--format` of a command that makes this subject; `places` has its rules."""
    more = "FORMAT:FILE writes to that file; FILE alone takes the format from its extension. May be repeated."
    return typer.Option(
        "--format", help=f"{help_of(subject)} {more}", metavar=METAVAR, autocompletion=lambda: list(formats_of(subject))
    )


def show_values_of(subject: Subject) -> Any:
    """The option `--show-values` of a command that makes this subject."""
    return typer.Option("--show-values", help=f"Show values in {masked_of(subject)}, which mask them by default.")


MaxFailures = Annotated[
    str | None,
    typer.Option(
        help="How many lost or unreadable events the run tolerates: a number, or a share such as 5%. 0 by default.",
        metavar="N|P%",
    ),
]
MinWritten = Annotated[
    str | None,
    typer.Option(
        help="How many events must be written: a number, or a share such as 95% of the events. "
        "By default, at least one must be written, unresolved or lost; 0 requires nothing, not even an event.",
        metavar="N|P%",
    ),
]
MaxUnresolved = Annotated[
    str | None,
    typer.Option(
        help="How many unresolved events the run tolerates: a number, or a share such as 5%. Any number by default.",
        metavar="N|P%",
    ),
]
MaxVanished = Annotated[
    str | None,
    typer.Option(
        help="If a mapping line stays, to how many of the records that it gave a value it may give none any more: a number, or a share "
        "such as 5%. 50% by default; 100% allows everything.",
        metavar="N|P%",
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        help="Write to this file instead of standard output.",
        metavar="FILE",
        callback=written,
    ),
]
Verbose = Annotated[
    bool,
    typer.Option("-v", "--verbose", help="Print everything. By default, long texts are shortened."),
]


def assumed(words: Sequence[str] | None, batch_wait: str | None = None) -> dict[str, str]:
    """The settings of `--assume` and `--batch-wait`, each known to one of the two tables of assumptions."""
    found: dict[str, str] = {}
    if batch_wait is not None:
        found["delivery.batch_wait"] = batch_wait
        if not ASSUMPTIONS["delivery.batch_wait"].allows(batch_wait):
            raise UsageError(
                f"--batch-wait {batch_wait!r}: expected seconds: {ASSUMPTIONS['delivery.batch_wait'].expected}"
            )
    return settings_of(words or (), found)


def one_standard_input(*names: str | None) -> None:
    """Raises UsageError if `-` is named more than once, because standard input can be read only once."""
    if names.count("-") > 1:
        raise UsageError("- is named twice, but standard input can be read only once; give one of them as a file")
