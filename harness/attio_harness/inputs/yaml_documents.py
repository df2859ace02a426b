"""Reads mappings that people write in YAML, into the same values as from JSON. The reader of workspace files reads the text.

One thing is stricter here. A workspace has few values, and its schema tells what each must be; a mapping's values are sent to Attio as they
are. So an unquoted word that YAML takes for another value than JSON would (`no`, `007`, `+15550100`) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from attio_emulator import WorkspaceError
from attio_emulator.errors import shortened
from attio_emulator.schema.files import source
from attio_emulator.schema.yaml_text import yaml_scalar

from attio_harness.errors import InputError
from attio_harness.inputs.file_kinds import is_kind, misplaced
from attio_harness.inputs.json_oddities import survey
from attio_harness.inputs.odd_texts import is_named_yaml, odd_text
from attio_harness.limits import in_force
from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import kind_of

__all__ = ["holds_mapping", "holds_no_mapping", "is_yaml", "read_yaml"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
"""A number of JSON (RFC 8259)."""


def is_yaml(text: str, file: str) -> bool:
    """Whether a mapping file is read as YAML: its name says so, and it is neither JSON nor empty."""
    begin = text.lstrip()[:1]
    if not is_named_yaml(file) or not begin:
        return False
    if begin not in ("{", "["):
        return True
    try:
        loads(text)
    except JsonTextError:
        return True
    return False


def read_yaml(text: str, file: str) -> Any:
    """The value of a mapping file in YAML.

    Raises:
        InputError: it is not YAML, has what JSON cannot express or would read otherwise, or is plainly another kind of file.
    """
    try:
        found = source(text, file=file)
    except WorkspaceError as error:
        odd = odd_text(text, "mapping", file)
        if odd is not None:
            raise odd.refusal(file) from None
        raise _all_of([*_slips(error), *_further(text, error, file)], file) from None
    if found.nodes is None or not isinstance(found.values, dict | list):
        # other text, such as a page of HTML, is mostly a scalar of YAML
        odd = odd_text(text, "mapping", file)
        holds = "is empty" if found.nodes is None else f"holds {kind_of(found.values)} alone"
        raise odd.refusal(file) if odd is not None else InputError(f"{holds}; expected a mapping", file=file)
    other = misplaced(found.values, "mapping")
    if other is not None:
        raise other.refusal(file)
    passed = in_force().passed("file_depth", survey(found.values).depth)
    if passed is not None:
        raise InputError(passed, file=file)
    words = _words(found.nodes)
    if words:
        raise _all_of(words, file)
    return found.values


_BARE = re.compile(r"(?<=[\s{,\[])@\w+(?=\s*(?::\s|[,}\]]|$))")
"""A directive without quotes, which a reader of YAML stops at."""
_MOST, _MOST_READ = 30, 400_000
"""How often a text is read again behind a mistake, and how many characters that may be in all: a second for each 100,000."""


def _slips(error: WorkspaceError) -> list[tuple[str, int | None]]:
    return [
        (f"is YAML with a mistake here: found {one.found}, expected {one.expected}", one.line) for one in error.problems
    ]


def _further(text: str, error: WorkspaceError, file: str) -> list[tuple[str, int | None]]:
    """The mistakes behind a directive without quotes: read as if the quotes were there, the lines stay what they are."""
    lines, found = text.split("\n"), list[tuple[str, int | None]]()
    for _ in range(min(_MOST, _MOST_READ // (len(text) or 1))):
        line = (error.problems[0].line or 0) - 1
        quoted = _BARE.sub(r'"\g<0>"', lines[line]) if 0 <= line < len(lines) else ""
        if not quoted or quoted == lines[line]:
            break
        lines[line] = quoted
        try:
            nodes = source("\n".join(lines), file=file).nodes
        except WorkspaceError as next_one:
            error = next_one
            found += _slips(error)
        else:
            return found + (_words(nodes) if nodes is not None else [])
    return found


def _words(nodes: Any) -> list[tuple[str, int | None]]:
    words = ((_otherwise(node), node.start_mark.line + 1) for node in _scalars(nodes))
    return [(said, line) for said, line in words if said is not None]


def _all_of(slips: Sequence[tuple[str, int | None]], file: str) -> InputError:
    """The error for several mistakes of a file, each with its line."""
    in_order = sorted(slips, key=lambda one: one[1] or 0)
    first, *others = (InputError(problem, file=file, line=line) for problem, line in in_order)
    return first.beside(others)


def holds_no_mapping(text: str, file: str) -> bool:
    """Whether a text is YAML without a mistake, and nothing in it looks like a mapping: the workspace file beside the mappings."""
    try:
        return not is_kind(source(text, file=file).values, "mapping")
    except WorkspaceError:
        return False


def holds_mapping(text: str, file: str) -> bool:
    """Whether a text is YAML without a mistake that looks like a mapping."""
    try:
        return is_yaml(text, file) and is_kind(source(text, file=file).values, "mapping")
    except WorkspaceError:
        return False


def _scalars(root: Any) -> Iterator[Any]:
    """The unquoted values, in the order of the text; each once, however many aliases it has."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.id == "scalar":
            if node.style is None:
                yield node
        else:
            waiting += reversed([value for _, value in node.value] if node.id == "mapping" else node.value)


def _otherwise(node: Any) -> str | None:
    """What is wrong with an unquoted value that YAML and JSON read differently; None if they do not."""
    kind, text = node.tag.rpartition(":")[2], node.value
    in_json = _NUMBER.fullmatch(text) is not None
    if kind == "bool" and text.lower() not in ("true", "false"):
        said, expected = f"{text}, which YAML reads as {shortened(yaml_scalar(node))}", "true or false"
    elif kind in ("int", "float") and not in_json:
        said, expected = f"{text}, which YAML reads as {shortened(yaml_scalar(node))}", "a number as JSON has it"
    elif kind == "str" and in_json and "e" in text.lower():
        said, expected = f"{text}, which YAML reads as text", "a number without an exponent"
    else:
        return None
    return f'found {said}; expected {expected}, or text in quotes: "{text}"'
