"""What a text is that is not JSON, or not the document that was expected: for the sentence about a file that cannot be read.

A page saved in place of an answer, what a program printed, HCL, a condition alone, a mapping as Segment's page shows it, YAML, JSON
with slips. What a document is whose text can be read is told in `kinds`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import WorkspaceError
from attio_emulator.schema.json_slips import JsonSlip, mended
from attio_emulator.schema.text_errors import RepeatedKey
from attio_emulator.schema.yaml_text import yaml_values

from attio_harness.inputs.actions import recognise
from attio_harness.inputs.api_errors import advice_of
from attio_harness.inputs.kinds import misplaced
from attio_harness.inputs.streams import looks_like_table
from attio_harness.text.words import clean, cut, listed, printable

__all__ = ["NOUNS", "OddText", "odd_text", "slips_of"]

NOUNS = {
    "events": "events as JSON",
    "mapping": "a mapping as JSON",
    "filter": "destination filters as JSON",
    "workspace": "a workspace file, YAML or JSON",
    "state": "a state as JSON",
    "baseline": "a baseline as JSON",
    "faults": "fault rules as JSON",
    "recording": "recorded traffic",
}
"""What is expected, by kind of file."""
_HEAD = 20_000
"""So many characters of a text are looked at for what it is."""
_LONGEST_LINE = 100_000
_LONGEST_YAML = 400_000
"""Longer texts are not read as YAML for a hint."""


@dataclass(frozen=True, slots=True)
class OddText:
    """What a text is; `line` is where, if one line shows it."""

    said: str
    line: int | None = None
    kind: str | None = None
    """Which kind of file it is, if one that commands read."""
    is_slip: bool = False
    """It is what was expected, but for slips of JSON."""


def odd_text(text: str, expected: str, file: str) -> OddText | None:
    """What a text is that is not JSON, or none of the expected kind; None where only the parser can say what is wrong."""
    head = text.lstrip("\ufeff \t\r\n")[:_HEAD]
    for pattern, told in _TEXTS:
        found = pattern.search(head)
        said = told(found, expected, file) if found is not None else None
        if said is not None:
            return OddText(said)
    merge = re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE)
    if merge is not None:
        line = text.count("\n", 0, merge.start()) + 1
        return OddText("has marks that Git left of a merge; keep one of the two versions, without these marks", line)
    return (
        _documents(text, expected, file)
        or _surrounded(text)
        or _with_slips(text, expected)
        or _table(text, expected)
        or _yaml(text, expected, file)
        or _toml(text)
    )


# -- texts that are told by how they begin --


def _always(said: str) -> Callable[[re.Match[str], str, str], str | None]:
    return lambda found, expected, file: said if ";" in said else f"{said}; expected {NOUNS[expected]}"


def _page(found: re.Match[str], expected: str, file: str) -> str:
    title = re.search(r"<title[^>]*>(.*?)</title>", found.string, re.DOTALL | re.IGNORECASE)
    named = f" (“{_short(title[1])}”)" if title and title[1].strip() else ""
    if "attio-harness" in found.string[:2000] or (title and "Attio check" in title[1]):
        return f"is an HTML report of attio-harness; expected {NOUNS[expected]}"
    ask = (
        ": ask the API for it, with the header `Authorization: Bearer TOKEN`"
        if expected in ("mapping", "filter")
        else ""
    )
    return f"is a web page{named}, such as a form to sign in; expected {NOUNS[expected]}{ask}"


def _answer(found: re.Match[str], expected: str, file: str) -> str:
    status = int(found["status"])
    if status >= 400:
        return f"is an error that an API answered ({_short(found[0])}): {advice_of(status, '')}"
    if status == 204 or not re.search(r"\r?\n\r?\n\s*\S", found.string):
        return f"is an answer without a body ({_short(found[0])}); expected {NOUNS[expected]}"
    return f"begins with the headers of an answer ({_short(found[0])}); save the body alone, with curl without -i"


def _plain_error(found: re.Match[str], expected: str, file: str) -> str:
    status = int(found["status"]) if found["status"] else None
    return f"is an error that was saved in place of an answer (“{_short(found[0])}”): {advice_of(status, found[0])}"


def _terraform(found: re.Match[str], expected: str, file: str) -> str:
    return f"is an error of Terraform (“{_short(found['said'])}”); fix it, and save what `terraform show -json PLAN` prints then"


def _condition(found: re.Match[str], expected: str, file: str) -> str | None:
    text = found.string.strip()
    if "\n" in text:
        return None
    if expected not in ("mapping", "filter"):
        return "is a condition alone, which is the `subscribe` of a mapping or the `if` of a filter"
    member, beside = ("subscribe", '"mapping": {…}') if expected == "mapping" else ("if", '"actions": […]')
    whole = "{" + f'"{member}": {json.dumps(_short(text), ensure_ascii=False)}, {beside}' + "}"
    return f"is a condition alone; it is the `{member}` of an object: {whole}"


def _worded(found: re.Match[str], expected: str, file: str) -> str | None:
    """A trigger in the words of Segment's page."""
    is_type = found["what"].lower() == "type"
    value = found["value"].lower() if is_type else found["value"]
    trigger = f'{"type" if is_type else "event"} = "{_short(value, 40)}"'
    return (
        f"is a trigger as Segment's page words it (“{_short(found[0], 60)}”); a file has it as "
        f'{{"subscribe": {json.dumps(trigger, ensure_ascii=False)}, "mapping": {{…}}}}'
    )


def _from_page(found: re.Match[str], expected: str, file: str) -> str | None:
    """A mapping as the page of Segment shows it: a field and an event variable a line, in either order."""
    pairs = _pairs(found.string)
    if not pairs:
        return None
    field, path = pairs[0]
    known = next((one for one in (field.strip().lower().replace(" ", "_"),) if recognise({one: 1})), None)
    example = json.dumps({known or field.strip(): {"@path": path}}, ensure_ascii=False)
    return (
        f"is a mapping as Segment's page shows it ({_short(field, 30)}: {_short(path, 40)}); a file has it as {_short(example, 90)}, which the "
        "Public API answers: GET /destinations/ID/subscriptions"
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    told, above = [], ""
    for line in text.splitlines():
        found = _PAIR.fullmatch(line)
        if found is not None:
            told.append((found["field"] or found["after"], found["path"] or found["before"]))
        elif re.fullmatch(_VARIABLE, line.strip()) and above:
            told.append((above, line.strip()))  # the field on the line above its variable
        above = line.strip() if re.fullmatch(r"[\w ]+", line.strip()) else ""
    return told


_ARROW = r"\s*(?:→|->|=>|:|=|\t|\|| {2,})\s*"
_VARIABLE = r"\$\.[\w.\[\]]+"
_PAIR = re.compile(
    rf"[\s|*-]*(?:(?P<field>[\w ]+?){_ARROW}(?P<path>{_VARIABLE})|(?P<before>{_VARIABLE}){_ARROW}(?P<after>[\w ]+?))[\s|*]*"
)

_TEXTS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], str, str], str | None]]] = (
    (re.compile(r"\A\0+"), _always("begins with bytes of zero; what it was is lost, as after a crash: get it again")),
    (re.compile(r"^```", re.MULTILINE), _always("has Markdown's ``` around it; keep what stands between those two lines")),
    (re.compile(r"\AHTTP/[\d.]+ (?P<status>\d{3})[^\r\n]*"), _answer),
    (re.compile(r"\A\s*(?:<!doctype html|<html)\b", re.IGNORECASE), _page),
    (re.compile(r"\A(?:<\?xml[^>]*\?>\s*)?<(?:testsuites?)\b"), _always("is JUnit's XML, a report of tests")),
    (re.compile(r"\A<\?xml\b|\A<[A-Za-z][\w:-]*[\s>][^{]*\Z", re.DOTALL), _always("is XML")),
    (re.compile(r"\Acurl: \(\d+\)[^\n]*?(?:error: (?P<status>\d{3})[^\n]*|(?=\n|\Z))", re.IGNORECASE), _plain_error),
    (re.compile(r"\A(?:error:? )?(?P<status>[45]\d\d)[:\s-]+[A-Z][A-Za-z ]+(?=\n|\Z)", re.IGNORECASE), _plain_error),
    (re.compile(r"\A(?P<status>)(?:unauthori[sz]ed|forbidden|not found|bad gateway|too many requests)\.?(?=\n|\Z)", re.I), _plain_error),
    (re.compile(r"\A(?:\x1b\[[\d;]*m|[╷│╵\s])*Error: (?P<said>[^\n\x1b]+)"), _terraform),
    (
        re.compile(r"^\s*Terraform (?:will perform|used the selected)|^Plan: \d+ to add|\ANo changes\.", re.MULTILINE),
        _always("is a plan of Terraform as people read it; save it as JSON: terraform show -json PLAN > plan.json"),
    ),
    (re.compile(r"\AAn error occurred|\A\S+: command not found|\Ajq: error|\ATraceback \("), _always("is what a program printed as an error; run it again, and save what it prints when all is well")),
    (re.compile(r"\Aversion https://git-lfs\.github\.com/"), _always("is a pointer of Git LFS, not the file itself; get it with git lfs pull")),
    (
        re.compile(r'^\s*(?:resource|data|module|variable|locals|provider|terraform|output)\b(?:\s+"[^"\n]*")*\s*\{', re.MULTILINE),
        _always("is Terraform's HCL, which holds mappings and filters; give it with -m or --filters, with a name that ends in .tf"),
    ),
    (re.compile(r"\A(?:export\b|module\.exports\b|(?:const|let|var)\s+\w+\s*=|import\s+[\w{*])"), _always("is JavaScript; save what JSON.stringify makes of the value")),
    (re.compile(r"\A#!"), _always("is a script")),
    (re.compile(r"\Ahttps?://\S+\s*\Z"), _always("holds an address alone; save what it answers: curl ADDRESS > FILE")),
    (re.compile(r"\A(?:[\d,]+ events? into |lint: |## Attio |::(?:error|warning|notice) )"), _always("is a report of attio-harness; no command reads it")),
    (re.compile(r"\A!?\s*\(?\s*(?:(?:type|event|name|userId|properties\.\S+|traits\.\S+|context\.\S+)\s*!?[<>=]|!?(?:contains|match)\()"), _condition),
    (re.compile(r"^\s*Event (?P<what>Type|Name)\s+(?:is|equals)\s+[\"'“]?(?P<value>[\w :.-]+?)[\"'”]?\s*$", re.MULTILINE | re.IGNORECASE), _worded),
    (re.compile(rf"^.*{_VARIABLE}.*$", re.MULTILINE), _from_page),
)  # fmt: skip
"""By how a text begins or what stands in it; the first that fits and has something to say."""


# -- JSON that is not one document, or has slips --


def _documents(text: str, expected: str, file: str) -> OddText | None:
    """Several JSON documents one behind the other, where one is expected."""
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
        return OddText(other.said, kind=other.kind)
    line = text.count("\n", 0, len(text) - len(rest)) + 1
    return OddText(
        f"holds several JSON documents, one behind the other, of which the second begins here; put them into an array: jq -s . "
        f"{_named(file)} > {_as_json(file)}",
        line,
    )


def _surrounded(text: str) -> OddText | None:
    """JSON with other text before or behind it."""
    for begin in re.finditer(r"^[ \t]*[{\[]", text, re.MULTILINE):
        try:
            _, end = json.JSONDecoder().raw_decode(text, begin.end() - 1)
        except (ValueError, RecursionError):
            return None
        first, last = text.count("\n", 0, begin.end()) + 1, text.count("\n", 0, end) + 1
        if end - begin.end() < 20 or not (text[: begin.start()].strip(";") or text[end:].strip(";")).strip():
            return None
        said = f"has other text around its JSON, which is on the lines {first} to {last}; keep those alone"
        return OddText(said, 1 if first > 1 else last)
    return None


def slips_of(line: bytes) -> str | None:
    """What keeps a line from being JSON, where slips do; very long lines are not looked at."""
    if len(line) > _LONGEST_LINE:
        return None
    slips, _ = mended(line.decode("utf-8", "replace"))
    return _told(slips) if slips else None


def _with_slips(text: str, expected: str) -> OddText | None:
    slips, value = mended(text)
    if not slips:
        return None
    other = misplaced(value, expected)
    return (
        OddText(other.said, kind=other.kind)
        if other is not None
        else OddText(_told(slips), slips[0].line, is_slip=True)
    )


def _told(slips: list[JsonSlip]) -> str:
    """The first slip whole, and every other kind with its first place and how often it comes."""
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


def _yaml(text: str, expected: str, file: str) -> OddText | None:
    """YAML where JSON is expected, and what is in it."""
    if len(text) > _LONGEST_YAML or not re.search(r"^(?:- )?[\w\"'$@.-]+[\"']?:(?:\s|$)", text, re.MULTILINE):
        return None
    try:
        value = yaml_values(text, file=file)
    except (WorkspaceError, RepeatedKey):
        return None
    if not isinstance(value, dict | list):
        return None
    other = misplaced(value, expected)
    if other is not None:
        return OddText(other.said, kind=other.kind)
    if expected in ("workspace", "recording"):
        return None
    return OddText(f"is YAML; expected {NOUNS[expected]}: yq -o=json . {_named(file)} > {_as_json(file)}")


def _named(file: str) -> str:
    return file if re.fullmatch(r"[\w./-]+", file) else "FILE"


def _as_json(file: str) -> str:
    return re.sub(r"\.(ya?ml|json)$", "", _named(file)).rpartition("/")[2] + ".converted.json"


def _toml(text: str) -> OddText | None:
    if not re.search(r"^\[[\w.\"-]+\]\s*(#.*)?$|^[\w-]+ *= *\S", text, re.MULTILINE):
        return None
    try:
        found: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    if "tool" in found or "project" in found or "build-system" in found:
        return OddText("is a pyproject.toml; attio-harness reads its configuration from [tool.attio-harness] there")
    return OddText("is TOML, as a configuration is, which is read where it is called attio-harness.toml")


def _table(text: str, expected: str) -> OddText | None:
    first = text.lstrip().partition("\n")[0]
    return (
        OddText(f"is a table (CSV); expected {NOUNS[expected]}")
        if looks_like_table(first.encode("utf-8", "replace"))
        else None
    )


def _short(text: str, most: int = 100) -> str:
    return cut(printable(clean(" ".join(text.split()))), most)
