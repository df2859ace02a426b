"""Reads the JSON documents that a user names, or refuses them in one line that says which kind of file was given instead."""

from __future__ import annotations

from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.file_kinds import NOUNS, misplaced
from attio_harness.inputs.json_oddities import survey
from attio_harness.inputs.odd_texts import odd_text
from attio_harness.limits import in_force
from attio_harness.text.json import TOO_DEEP, JsonTextError, loads
from attio_harness.text.words import kind_of, told

__all__ = ["first_value", "no_document", "read_document", "refuse_deep", "too_deep"]


def read_document(text: str, file: str, expected: str) -> Any:
    """The value of a JSON file.

    Raises:
        InputError: it is empty or not JSON, or plainly another kind of file.
    """
    if not text.strip():
        raise InputError(f"is empty; expected {NOUNS[expected]}", file=file)
    try:
        document = loads(text)
    except JsonTextError as error:
        raise no_document(text, error, file, expected) from None
    refuse_deep(document, text, file)
    other = misplaced(document, expected)
    if other:
        raise other.refusal(file)
    if isinstance(document, str) and document.lstrip()[:1] in ("{", "["):
        raise InputError("is JSON inside of a JSON text, encoded twice; unpack it: jq -r . FILE > once.json", file=file)
    if not isinstance(document, dict | list):
        raise InputError(f"holds {kind_of(document)} alone; expected {NOUNS[expected]}", file=file)
    return document


def refuse_deep(value: Any, text: str, file: str) -> None:
    """Raise InputError if the value of a text is nested more deeply than a file may be."""
    # each level has a bracket: mostly the text has fewer brackets than the limit
    most = text.count("{") + text.count("[")
    passed = in_force().passed("file_depth", most if most <= in_force().file_depth else survey(value).depth)
    if passed is not None:
        raise InputError(passed, file=file)


def too_deep() -> str:
    """The message for a file that is nested too deeply."""
    limits = in_force()
    return str(limits.passed("file_depth", limits.file_depth + 1, at_least=True))


def no_document(text: str, error: JsonTextError, file: str, expected: str) -> InputError:
    """The error for a text that is not JSON, with what it is instead."""
    odd = odd_text(text, expected, file)
    if odd is not None:
        return odd.refusal(file)
    if error.problem == TOO_DEEP:
        return InputError(too_deep(), file=file)
    begin = text.lstrip()
    if begin[:1] not in ("{", "[", '"'):
        line = text.count("\n", 0, len(text) - len(begin)) + 1
        first = told(begin.partition("\n")[0].rstrip())
        return InputError(f"begins with {first}, which is not JSON; expected {NOUNS[expected]}", file=file, line=line)
    if error.at_end:
        problem = f"ends in the middle: it is cut off, or is still being written (not JSON: {error.problem}, column {error.column})"
        return InputError(problem, file=file, line=error.line)
    return InputError(f"not JSON: {error.problem} (column {error.column})", file=file, line=error.line)


def first_value(text: str) -> Any:
    """The first value of a text that is no JSON document, by which NDJSON is recognized; None for anything else."""
    try:
        return loads(text.strip().partition("\n")[0])
    except JsonTextError:
        return None
