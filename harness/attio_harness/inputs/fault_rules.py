"""Reads files of fault rules (JSON or YAML) and tries every rule, so that a wrong one is reported with its line before anything runs.

The emulator decides what a rule may say (`attio_emulator.faults`).
"""

from __future__ import annotations

from typing import Any

from attio_emulator import WorkspaceError
from attio_emulator.errors import Problem
from attio_emulator.faults.carriers import Carrier
from attio_emulator.faults.in_force import Faults
from attio_emulator.faults.wrong import RuleError
from attio_emulator.schema.files import Source, source

from attio_harness.errors import InputError
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.file_kinds import NOUNS, misplaced
from attio_harness.inputs.files import read_text
from attio_harness.text.json import pointer_token

__all__ = ["load_fault_rules"]


def load_fault_rules(path: str, *, carrier: Carrier | None = None) -> Any:
    """The rules of a file, or of standard input (`-`), as `Faults.replace` takes them.

    `carrier` is what will send the answers, if known: answers that it cannot send are refused too.

    Raises:
        InputError: the file cannot be read, is another kind of file, or has a rule that cannot be used.
    """
    found = _source(read_text(path, "faults"), path)
    # YAML reads 010 as 8 and 1:30 as 90
    slips = found.misread()
    if slips:
        said = found.located(WorkspaceError(path, slips))
        raise InputError(
            f"found {said.found}, expected {said.expected}", file=path, line=said.line, pointer=said.pointer
        )
    other = misplaced(found.values, "faults")
    if other is not None:
        raise other.refusal(path)
    try:
        tried = Faults()
        tried.replace(found.values)
        if carrier is not None:
            with tried.carried_by(carrier):
                pass
    except RuleError as error:
        pointer = "".join(map(pointer_token, error.path))
        raise InputError(error.said, file=path, line=_line(found, error.path), pointer=pointer or None) from None
    return found.values


def _source(text: str, path: str) -> Source:
    """The parsed text. A slip in JSON is reported as one of JSON."""
    if not text.strip():
        raise InputError(f"is empty; expected {NOUNS['faults']}", file=path)
    try:
        found = source(text, file=path)
    except WorkspaceError as error:
        if text.lstrip()[:1] in ("[", "{"):
            read_document(text, path, "faults")
        raise InputError(error.summary, file=path, line=error.line) from None
    if not isinstance(found.values, dict | list):
        read_document(text, path, "faults")
        raise InputError(f"holds no rules; expected {NOUNS['faults']}", file=path)
    return found


def _line(found: Source, way: tuple[str, ...]) -> int | None:
    """The line of a member; the way to it begins in the list of rules."""
    if isinstance(found.values, dict):
        name = next((one for one in ("faults", "data") if one in found.values), None)
        # a single rule may be written without the list
        way = (name, *way) if name is not None and way[:1] != ("seed",) else way if name is not None else way[1:]
    error = WorkspaceError(found.file, [Problem(pointer="".join(map(pointer_token, way)), found="", expected="")])
    return found.located(error).line
