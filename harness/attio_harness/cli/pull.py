"""`pull`: saves real workspaces as files: from Attio the schema, and on request the unique values of its records as a state; from
Segment the subscriptions and filters of a destination. Changes nothing there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from attio_emulator import Workspace

from attio_harness import schema, segment
from attio_harness.cli.options import Out, address, written, written_state
from attio_harness.cli.output import FINE, say, write
from attio_harness.cli.progress import counted
from attio_harness.errors import UsageError, one_of
from attio_harness.rest import token_of
from attio_harness.saved_state import replaces_state
from attio_harness.terminal.stderr import tell
from attio_harness.text.escaped import for_json
from attio_harness.text.words import counted as spelled

__all__ = ["pull"]


def pull(
    context: typer.Context,
    output: Out = None,
    token_env: Annotated[
        str | None,
        typer.Option(
            "--token-env",
            help=f"The environment variable with the token, {schema.TOKEN_VARIABLE} by default, or {segment.TOKEN_VARIABLE} "
            "with --segment. The token is never printed.",
            metavar="NAME",
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", help="URL of the API; an emulator's works, too.", metavar="URL", callback=address),
    ] = None,
    members: Annotated[
        bool, typer.Option(help="Read the members, too (names and addresses; needs user_management:read).")
    ] = True,
    records: Annotated[
        list[str] | None,
        typer.Option(
            help="Read the records of this object, too, and save their IDs and unique values to --state: "
            "identifiers of people such as email addresses, nothing else (needs record_permission:read). May be repeated.",
            metavar="OBJECT",
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="The file for what --records reads; check --from can start from it.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None,
    of_segment: Annotated[
        bool,
        typer.Option(
            "--segment", help="Read a Segment destination instead of Attio: its subscriptions become the mapping."
        ),
    ] = False,
    destination: Annotated[
        str | None,
        typer.Option(
            "--destination",
            help="With --segment: the Attio destination, if there are several: its ID or name.",
            metavar="DESTINATION",
        ),
    ] = None,
    save_filters: Annotated[
        str | None,
        typer.Option(
            "--save-filters",
            help="With --segment: write the destination's filters to this file.",
            metavar="FILE",
            callback=written,
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="With --segment: the region of the workspace, us by default.", metavar="us|eu")
    ] = None,
) -> int:
    """Tells on standard error what was left out, and each wait before another try."""
    token = None if token_env is None else token_of(token_env)
    if of_segment:
        _none_of(
            context,
            "Attio alone; found --segment",
            {"records": "--records", "state": "--state", "members": "--no-members"},
        )
        return _pull_segment(output, token, base_url, destination, save_filters, region)
    of_it = {name: f"--{name.replace('_', '-')}" for name in ("destination", "save_filters", "region")}
    _none_of(context, "Segment alone; found no --segment", of_it)
    _go_together(records, state, output)
    notes: list[str] = []
    of_records: list[str] = []
    number: Counter[str] = Counter()
    where = schema.BASE_URL if base_url is None else base_url
    with replaces_state(state) as replace_state, schema.connect(token, base_url=where, tell=tell) as api:
        workspace = schema.pull(api, members=members, tell=notes.append)
        if records and state is not None:
            own = Workspace.from_dict(workspace)
            objects = schema.objects_named(own, records)
            number.update({one.slug: 0 for one in objects})
            read = _counting(schema.pull_records(api, objects, tell=of_records.append), number)
            replace_state(schema.state_of_records(own, counted(read, "records")))
    write(schema.render_yaml(workspace, notes=notes, checked=_has_schema(output)), output)
    of_members = f", {spelled(len(workspace['members']), 'member')}" if members else ""
    active = spelled(len([*Workspace.from_dict(workspace).active_objects()]), "active object")
    say(f"read {workspace['name']} ({workspace['slug']}): {active}{of_members}", FINE)
    if state is not None:
        each = ", ".join(f"{slug} {count:,}" for slug, count in number.items())
        say(f"saved the IDs and unique values of {spelled(number.total(), 'record')} to {state}: {each}", FINE)
    for note in (*notes, *of_records):
        say(note, FINE)
    return FINE


def _counting(read: Iterable[schema.Identified], number: Counter[str]) -> Iterator[schema.Identified]:
    for one in read:
        number[one[0]] += 1
        yield one


def _has_schema(output: str | None) -> bool:
    """Whether the JSON Schema of workspace files is where the file goes."""
    return output is not None and (Path(output).parent / schema.SCHEMA_FILE).is_file()


def _pull_segment(
    output: str | None,
    token: str | None,
    base_url: str | None,
    destination: str | None,
    save_filters: str | None,
    region: str | None,
) -> int:
    if region is not None and base_url is not None:
        raise UsageError("--region and --base-url both say where Segment's API is; expected one of them")
    if save_filters is not None and _one_place(save_filters, output or "-"):
        raise UsageError(
            f"-o and --save-filters both name {save_filters}; the mapping and the filters go into two files"
        )
    where = one_of(region or "us", tuple(segment.REGIONS), "--region")
    notes: list[str] = []
    with segment.connect(token, region=where, base_url=base_url, tell=tell) as api:
        chosen = segment.choose(api, destination)
        mapping = segment.pull_subscriptions(api, chosen, tell=notes.append)
        filters = segment.pull_filters(api, chosen, tell=notes.append) if save_filters is not None else None
    # written only when everything is read, so that both files are from the same time
    write(for_json(segment.render_json(mapping)), output)
    if filters is not None:
        write(for_json(segment.render_json(filters)), save_filters)
    number = len(mapping["data"]["subscriptions"])
    more = "" if filters is None else f", {spelled(len(filters['data']['filters']), 'filter')}"
    say(f"read {chosen.name} ({chosen.id}): {spelled(number, 'subscription')}{more}", FINE)
    if not chosen.enabled:
        notes.append(f"{chosen.name} is switched off in Segment: it sends nothing to Attio until it is switched on")
    for note in notes:
        say(note, FINE)
    return FINE


def _none_of(context: typer.Context, of_whom: str, options: Mapping[str, str]) -> None:
    # only typed ones: the configuration may hold options for both kinds of call
    sources = {said: context.get_parameter_source(name) for name, said in options.items()}
    given = [said for said, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if given:
        raise UsageError(f"{' and '.join(given)} {'are' if len(given) > 1 else 'is'} for {of_whom}")


def _one_place(one: str, other: str) -> bool:
    return one == other or Path(one).absolute() == Path(other).absolute()


def _go_together(records: list[str] | None, state: str | None, output: str | None) -> None:
    if records and state is None:
        raise UsageError(
            "--records reads identifiers of people, which are never printed: name a file for them with --state FILE"
        )
    if state is not None and not records:
        raise UsageError("--state keeps the records that --records OBJECT asks for; found no --records")
    if state is not None and output is not None and _one_place(state, output):
        raise UsageError(f"-o and --state both name {state}; the schema and the records go into two files")
