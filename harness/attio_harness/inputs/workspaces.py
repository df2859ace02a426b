"""Opens the workspace files named on the command line, and refuses empty ones and other kinds of files. `Workspace` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attio_emulator import Workspace, WorkspaceError
from attio_emulator.errors import Problem

from attio_harness.assumptions import ASSUMPTIONS
from attio_harness.errors import InputError
from attio_harness.inputs.file_kinds import is_state, misplaced
from attio_harness.inputs.files import read_text
from attio_harness.inputs.odd_texts import odd_text
from attio_harness.text.json import JsonTextError, loads

__all__ = ["load_workspace", "workspace_of_dict", "workspace_of_text"]

_STATE = (
    "is a saved state, not a workspace file: give it with --from, which check, explain and diff have, or to emulate with "
    "--state"
)


def load_workspace(path: str) -> Workspace:
    """The workspace of a file, or of standard input (`-`).

    Raises:
        InputError: the file cannot be read, is empty, or is plainly another kind of file.
        attio_emulator.WorkspaceError: the workspace in it is broken.
    """
    return workspace_of_text(read_text(path, "workspace"), file=path)


def workspace_of_text(text: str, *, file: str) -> Workspace:
    """The workspace of a text that messages call `file`; raises as `load_workspace`."""
    if not text.strip():
        raise InputError("is empty (expected a workspace file, YAML or JSON)", file=file)
    if text.strip() in _NOTHING:
        raise InputError(f"holds nothing but {text.strip()} (expected a workspace file, YAML or JSON)", file=file)
    with _platform_apart():
        try:
            return Workspace.from_text(text, file=file)  # the file is not opened again: it may be a pipe
        except WorkspaceError:
            # only now, since reading it twice takes time
            other = _other(text, file)
            if other is None:
                raise
            raise other from None


_NOTHING = ("null", "~", "Null", "NULL")
"""Nothing in YAML and JSON, as a program without a workspace writes it. `{}` is a workspace: the standard objects."""


def _other(text: str, path: str) -> InputError | None:
    """The error for a text that is plainly another kind of file; None if it may be a workspace file."""
    try:
        document = loads(text)
    except JsonTextError:
        odd = odd_text(text, "workspace", path)
        # `Workspace` reports slips, each with its place
        return odd.refusal(path) if odd is not None and not odd.is_slip else None
    if is_state(document):
        return InputError(_STATE, file=path, kind="state")
    other = misplaced(document, "workspace")
    return other.refusal(path) if other is not None else None


def workspace_of_dict(values: Mapping[str, Any]) -> Workspace:
    """The workspace that a file with these members would give."""
    with _platform_apart():
        return Workspace.from_dict(values)


@contextmanager
def _platform_apart() -> Iterator[None]:
    """Explain, for an assumption about Segment's platform, that no workspace file has it and where to set it."""
    try:
        yield
    except WorkspaceError as error:
        raise WorkspaceError(error.file, [_told(one) for one in error.problems]) from None


def _told(problem: Problem) -> Problem:
    id = problem.pointer.removeprefix("/assumptions/")
    if problem.at != "key" or id == problem.pointer or id not in ASSUMPTIONS:
        return problem
    return Problem(
        pointer=problem.pointer, found=problem.found, at=problem.at, line=problem.line, column=problem.column,
        expected=f"an assumption about Attio; this one is about Segment's platform: say --assume {id}={ASSUMPTIONS[id].default}",
    )  # fmt: skip
