"""`init`: makes a folder with everything for a first check, from samples or from real workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from attio_harness import schema, segment
from attio_harness.cli.options import address
from attio_harness.cli.output import FINE, say, write_lines
from attio_harness.errors import UsageError, one_of
from attio_harness.starter import StarterFile, put, refuse_replacing, repository_of, starter_files, with_own
from attio_harness.terminal.stderr import tell
from attio_harness.text.shell import as_word
from attio_harness.text.words import counted

__all__ = ["init"]

_NEXT = ("attio-harness check", "attio-harness explain events/sample.ndjson:4", "attio-harness lint")
_NEXT_WITH_OWN = ("attio-harness lint", "attio-harness check")


def init(
    folder: Annotated[
        str, typer.Argument(help="The folder of the project; it is created if it does not exist.", metavar="FOLDER")
    ] = ".",
    from_attio: Annotated[
        bool,
        typer.Option(
            "--from-attio",
            help=f"Read workspace.yaml from a real workspace, as pull does; the token is ${schema.TOKEN_VARIABLE}.",
        ),
    ] = False,
    members: Annotated[
        bool, typer.Option(help="With --from-attio: read the members, too (names and addresses).")
    ] = True,
    from_segment: Annotated[
        bool,
        typer.Option(
            "--from-segment",
            help="Read mapping.json, and filters.json where there are filters, from a real destination, as pull --segment does; "
            f"the token is ${segment.TOKEN_VARIABLE}.",
        ),
    ] = False,
    destination: Annotated[
        str | None,
        typer.Option(
            "--destination",
            help="With --from-segment: the Attio destination, if there are several: its ID or name.",
            metavar="DESTINATION",
        ),
    ] = None,
    region: Annotated[
        str, typer.Option(help="With --from-segment: the region of the workspace.", metavar="us|eu")
    ] = "us",
    pytest: Annotated[bool, typer.Option("--pytest", help="Write tests/test_attio.py, too.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Write a workflow for pull requests on GitHub, too.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace existing files.")] = False,
    attio_url: Annotated[
        str,
        typer.Option(help="URL of Attio's API; an emulator's works, too.", metavar="URL", callback=address),
    ] = schema.BASE_URL,
    segment_url: Annotated[
        str | None,
        typer.Option(help="URL of Segment's Public API, instead of --region.", metavar="URL", callback=address),
    ] = None,
) -> int:
    """Writes nothing if one of the files already exists or something cannot be read."""
    # for instance from a shell variable that is not set
    if not folder:
        raise UsageError("FOLDER is an empty text; expected a folder, or nothing for the current one")
    if destination is not None and not from_segment:
        raise UsageError("--destination says which destination --from-segment reads; found no --from-segment")
    if not members and not from_attio:
        raise UsageError("--no-members says what --from-attio leaves out; found no --from-attio")
    where = one_of(region, tuple(segment.REGIONS), "--region")
    files = starter_files(pytest=pytest, repository=repository_of(Path(folder)) if github else None)
    if not force:
        refuse_replacing(Path(folder), [one.path for one in files])
    notes: list[str] = []
    own: list[StarterFile] = []
    with ExitStack() as stack:
        # check both tokens before reading anything
        of_attio = (
            stack.enter_context(schema.connect(base_url=attio_url, agent="init", tell=tell)) if from_attio else None
        )
        of_segment = (
            stack.enter_context(segment.connect(region=where, base_url=segment_url, tell=tell))
            if from_segment
            else None
        )
        if of_attio is not None:
            workspace = schema.pull(of_attio, members=members, tell=notes.append)
            text = schema.render_yaml(workspace, notes=notes)
            own.append(_own("workspace.yaml", f"the schema of {workspace['name']}, read from Attio", text))
        if of_segment is not None:
            chosen = segment.choose(of_segment, destination)
            mapping = segment.pull_subscriptions(of_segment, chosen, tell=notes.append)
            filters = segment.pull_filters(of_segment, chosen, tell=notes.append)
            number = counted(len(mapping["data"]["subscriptions"]), "subscription")
            said = f"{number} of {chosen.name}, read from Segment"
            own.append(_own("mapping.json", said, segment.render_json(mapping)))
            if filters["data"]["filters"]:
                said = f"{counted(len(filters['data']['filters']), 'filter')} of {chosen.name}"
                own.append(_own("filters.json", said, segment.render_json(filters)))
    files = with_own(files, own)
    put(Path(folder), files, replace=force)
    write_lines(_told(folder, files, _NEXT_WITH_OWN if own else _NEXT), None)
    for note in notes:
        say(note, FINE)
    return FINE


def _own(path: str, about: str, text: str) -> StarterFile:
    return StarterFile(path=path, about=about, content=text.encode("utf-8", "backslashreplace"))


def _told(folder: str, files: Sequence[StarterFile], commands: Sequence[str]) -> str:
    """Says what was written, and the next commands."""
    width = max(len(one.path) for one in files)
    here = Path(folder) == Path()
    place = as_word(folder)
    lines = [f"Wrote {counted(len(files), 'file')}{'' if here else f' to {folder}'}:"]
    lines += [f"  {one.path:{width}}  {one.about}" for one in files]
    lines += ["", "Next:"]
    # neither the package nor an extra installs pytest, which the tests need
    if any(one.path.startswith("tests/") for one in files) and find_spec("pytest") is None:
        lines += ["  pip install pytest"]
    lines += ([] if here else [f"  cd {place}"]) + [f"  {command}" for command in commands]
    return "\n".join(lines) + "\n"
