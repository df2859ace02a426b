"""Workspace files as they are named on the command line: found, not empty, not another kind of file. `Workspace` reads them."""

from __future__ import annotations

from attio_emulator import Workspace

from attio_harness.errors import InputError
from attio_harness.inputs.documents import misplaced
from attio_harness.inputs.files import decoded, read_text, standard_input
from attio_harness.text.json import JsonTextError, loads

__all__ = ["load_workspace"]


def load_workspace(path: str) -> Workspace:
    """The workspace of a file, or of standard input (`-`).

    Raises:
        InputError: the file cannot be read, is empty, or is plainly another kind of file.
        attio_emulator.WorkspaceError: the workspace in it is broken.
    """
    text = read_text(path, "workspace") if path != "-" else decoded(standard_input().read(), path, "workspace")
    if not text.strip():
        raise InputError("is empty (expected a workspace file, YAML or JSON)", file=path)
    begin = text.lstrip()[:1]
    if begin in ("{", "["):  # JSON; YAML that is no JSON is left to `Workspace`
        other = misplaced(_document(text), "workspace")
        if other:
            raise InputError(other, file=path)
    return Workspace.from_text(text, file=path)  # the file is not opened again: it may be a pipe


def _document(text: str) -> object:
    # NDJSON is told by its first line
    for part in (text, text.strip().partition("\n")[0]):
        try:
            return loads(part)
        except JsonTextError:
            continue
    return None
