"""Tells what a text is that is not JSON or not the expected document, for the message about a file that cannot be read.

Recognizes JSON with slips or with other text around it, YAML, TOML and tables. `text_kinds` recognizes texts by their first words,
`file_kinds` recognizes documents that can be parsed.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from attio_emulator import WorkspaceError
from attio_emulator.schema.json_slips import JsonSlip, mended
from attio_emulator.schema.text_errors import RepeatedKey
from attio_emulator.schema.yaml_text import yaml_values

from attio_harness.inputs.file_kinds import NOUNS, Other, misplaced
from attio_harness.inputs.streams import looks_like_table
from attio_harness.inputs.text_kinds import said_of_text
from attio_harness.text.words import listed

__all__ = ["is_named_yaml", "odd_text", "slips_of"]

_LONGEST_LINE = 100_000
_LONGEST_YAML = 400_000
"""Longer texts are not parsed as YAML or TOML just for a hint."""


def odd_text(text: str, expected: str, file: str) -> Other | None:
    """What a text is that is not JSON or not the expected kind; None if only the parser can say what is wrong."""
    said = said_of_text(text, expected)
    if said is not None:
        return Other(said)
    merge = re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE)
    if merge is not None:
        line = text.count("\n", 0, merge.start()) + 1
        return Other("has marks that Git left of a merge; keep one of the two versions, without these marks", line=line)
    return (
        _documents(text, expected, file)
        or _surrounded(text, file)
        or _with_slips(text, expected)
        or _table(text, expected)
        or _yaml(text, expected, file)
        or _toml(text)
    )


# -- JSON that is not one document, or has slips --


def _documents(text: str, expected: str, file: str) -> Other | None:
    """For several JSON documents in a row, where one is expected."""
    decoder = json.JSONDecoder()
    begin = len(text) - len(text.lstrip())
    if text[begin : begin + 1] not in ("{", "["):
        return None
    try:
        value, end = decoder.raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    rest = text[end:].lstrip(" \t\r\n")
    if rest[:1] not in ("{", "["):
        return None
    other = misplaced(value, expected)
    if other is not None:
        return other
    line = text.count("\n", 0, len(text) - len(rest)) + 1
    if rest.rstrip(" \t\r\n") == text[begin:end]:
        return Other(
            "holds the same JSON document twice, as if pasted once too often; delete the second, which begins here",
            line=line,
        )
    return Other(
        f"holds several JSON documents in a row, and the second begins here; put them into an array: jq -s . "
        f"{_named(file)} > {_as_json(file)}",
        line=line,
    )


def _surrounded(text: str, file: str) -> Other | None:
    """For JSON with other text before or after it, or between several values."""
    # in YAML, braces on lines of their own are usual
    if is_named_yaml(file) and text.lstrip()[:1] not in ("{", "["):
        return None
    lines: list[tuple[int, int]] = []
    end, last, is_surrounded = 0, 1, False
    for begin in re.finditer(r"^[ \t]*[{\[]", text, re.MULTILINE):
        if begin.start() < end:
            continue
        before = end
        try:
            _, end = json.JSONDecoder().raw_decode(text, begin.end() - 1)
        except (ValueError, RecursionError):
            break
        if end - begin.end() < 20:
            break
        is_surrounded |= _says_something(text[before : begin.start()])
        first = last + text.count("\n", before, begin.end())
        last = first + text.count("\n", begin.end(), end)
        lines.append((first, last))
    if not lines or not (is_surrounded or _says_something(text[end:])):
        return None
    first, last = lines[0]
    there = listed([f"{one} to {other}" if one < other else f"{one}" for one, other in lines], most=5)
    where = f"line {there}" if lines == [(first, first)] else f"the lines {there}"
    said = f"has other text around its JSON, which is on {where}; keep that alone"
    return Other(said, line=1 if first > 1 else last)


def _says_something(text: str) -> bool:
    return bool(text.strip("; \t\r\n"))


def slips_of(line: bytes) -> str | None:
    """The slips that keep a line from being JSON; None without slips and for very long lines."""
    if len(line) > _LONGEST_LINE:
        return None
    slips, _ = mended(line.decode("utf-8", "replace"))
    return _told(slips) if slips else None


def _with_slips(text: str, expected: str) -> Other | None:
    slips, value = mended(text)
    if not slips:
        return None
    return misplaced(value, expected) or Other(_told(slips), line=slips[0].line, is_slip=True)


def _told(slips: list[JsonSlip]) -> str:
    """The first slip in full, and every other kind with its first place and its count."""
    kinds: dict[str, list[JsonSlip]] = {}
    for one in slips:
        kinds.setdefault(one.kind, []).append(one)
    first, *others = kinds.values()
    said = f"not JSON: {_slip(first, f'column {first[0].column}')}"
    for group in others:
        said += f"; {_slip(group, f'line {group[0].line}, column {group[0].column}')}"
    python = {"True", "False", "None"} & kinds.keys()
    return f"{said}. Python's json.dumps writes it as JSON" if python else said


def _slip(group: list[JsonSlip], where: str) -> str:
    first, *others = group
    there = sum(one.line == first.line for one in others)
    lines = list(dict.fromkeys(str(one.line) for one in others if one.line != first.line))
    also = f", and {there} more on this line" if there else ""
    also += f", and on line{'s' * (len(lines) > 1)} {listed(lines, most=5)}" if lines else ""
    return f"{first.found} ({where}{also}), expected {first.expected}"


# -- YAML and TOML --


def _yaml(text: str, expected: str, file: str) -> Other | None:
    """For YAML where JSON is expected, with what is in it."""
    if len(text) > _LONGEST_YAML or not re.search(r"^(?:- )?[\w\"'$@.-]+[\"']?:(?:\s|$)", text, re.MULTILINE):
        return None
    try:
        value = yaml_values(text, file=file)
    except WorkspaceError as error:
        # the readers of workspaces and mappings tell the mistake
        if not is_named_yaml(file) or expected in ("workspace", "mapping"):
            return None
        slip = error.problems[0]
        said = f"is YAML with a mistake here: found {slip.found}, expected {slip.expected}"
        return Other(f"{said}; once that is corrected, yq makes {_converted(expected, file)}", line=slip.line)
    except RepeatedKey:
        return None
    if not isinstance(value, dict | list):
        return None
    other = misplaced(value, expected)
    if other is not None:
        return other
    if expected in ("workspace", "recording") or (expected == "mapping" and is_named_yaml(file)):
        return None
    return Other(f"is YAML; expected {_converted(expected, file)}")


def is_named_yaml(file: str) -> bool:
    """Whether a file's name ends as those of YAML do."""
    return file.lower().endswith((".yaml", ".yml"))


def _converted(expected: str, file: str) -> str:
    return f"{NOUNS[expected]}: yq -o=json . {_named(file)} > {_as_json(file)}"


def _named(file: str) -> str:
    return file if re.fullmatch(r"[\w./][\w./-]*", file) else "FILE"


def _as_json(file: str) -> str:
    return re.sub(r"\.(ya?ml|json)$", "", _named(file)).rpartition("/")[2] + ".converted.json"


def _toml(text: str) -> Other | None:
    if len(text) > _LONGEST_YAML or not re.search(r"^\[[\w.\"-]+\]\s*(#.*)?$|^[\w-]+ *= *\S", text, re.MULTILINE):
        return None
    try:
        found: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    if "tool" in found or "project" in found or "build-system" in found:
        return Other("is a pyproject.toml; attio-harness reads its configuration from [tool.attio-harness] there")
    return Other("is TOML, as a configuration is, which is read where it is called attio-harness.toml")


def _table(text: str, expected: str) -> Other | None:
    first = text.lstrip().partition("\n")[0]
    return (
        Other(f"is a table (CSV); expected {NOUNS[expected]}")
        if looks_like_table(first.encode("utf-8", "replace"))
        else None
    )
