"""Tells by its first words what a text is that holds no document, for the message about a file that cannot be read.

Recognizes a page saved in place of an answer, a program's output, HCL, a single condition, a mapping as Segment's page shows it.
`odd_texts` recognizes what is nearly a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from attio_harness.inputs.actions import recognise
from attio_harness.inputs.api_errors import advice_of
from attio_harness.inputs.file_kinds import FETCH, NOUNS
from attio_harness.text.words import one_line

__all__ = ["said_of_text"]

_HEAD = 20_000
"""How many characters of a text are examined."""


def said_of_text(text: str, expected: str) -> str | None:
    """What a text is, if it is plainly not of the expected kind; else None."""
    head = text.lstrip("\ufeff \t\r\n")[:_HEAD]
    for pattern, told in _TEXTS:
        found = pattern.search(head)
        said = told(found, expected) if found is not None else None
        if said is not None:
            return said
    return None


def _always(said: str) -> Callable[[re.Match[str], str], str | None]:
    return lambda found, expected: said if ";" in said else f"{said}; expected {NOUNS[expected]}"


def _page(found: re.Match[str], expected: str) -> str:
    title = re.search(r"<title[^>]*>(.*?)</title>", found.string, re.DOTALL | re.IGNORECASE)
    named = f" (“{one_line(title[1])}”)" if title and title[1].strip() else ""
    if "attio-harness" in found.string[:2000] or (title and "Attio check" in title[1]):
        return f"is an HTML report of attio-harness; expected {NOUNS[expected]}"
    ask = (
        ": ask the API for it, with the header `Authorization: Bearer TOKEN`"
        if expected in ("mapping", "filter")
        else ""
    )
    return f"is a web page{named}, such as a form to sign in; expected {NOUNS[expected]}{ask}"


def _answer(found: re.Match[str], expected: str) -> str:
    status = int(found["status"])
    if status >= 400:
        return f"is an error that an API answered ({one_line(found[0])}): {advice_of(status, '')}"
    if status == 204 or not re.search(r"\r?\n\r?\n\s*\S", found.string):
        return f"is a response without a body ({one_line(found[0])}); expected {NOUNS[expected]}"
    return f"begins with the headers of a response ({one_line(found[0])}); save the body alone, with curl without -i"


def _plain_error(found: re.Match[str], expected: str) -> str:
    status = int(found["status"]) if found["status"] else None
    return f"is an error that was saved in place of a response (“{one_line(found[0])}”): {advice_of(status, found[0])}"


def _terraform(found: re.Match[str], expected: str) -> str:
    return f"is an error of Terraform (“{one_line(found['said'])}”); fix it, and save what `terraform show -json PLAN` prints then"


def _condition(found: re.Match[str], expected: str) -> str | None:
    text = found.string.strip()
    if "\n" in text:
        return None
    if expected not in ("mapping", "filter"):
        return "is a condition alone, which is the `subscribe` of a mapping or the `if` of a filter"
    member, beside = ("subscribe", '"mapping": {…}') if expected == "mapping" else ("if", '"actions": […]')
    whole = "{" + f'"{member}": {json.dumps(one_line(text), ensure_ascii=False)}, {beside}' + "}"
    return f"is a condition alone; it is the `{member}` of an object: {whole}"


def _worded(found: re.Match[str], expected: str) -> str | None:
    """A trigger in the words of Segment's page."""
    is_type = found["what"].lower() == "type"
    value = found["value"].lower() if is_type else found["value"]
    trigger = f'{"type" if is_type else "event"} = "{one_line(value, 40)}"'
    return (
        f"is a trigger as Segment's page words it (“{one_line(found[0], 60)}”); a file has it as "
        f'{{"subscribe": {json.dumps(trigger, ensure_ascii=False)}, "mapping": {{…}}}}'
    )


def _from_page(found: re.Match[str], expected: str) -> str | None:
    """A mapping as Segment's page shows it: a field and an event variable per line, in either order."""
    pairs = _pairs(found.string)
    if not pairs:
        return None
    field, path = pairs[0]
    known = next((one for one in (field.strip().lower().replace(" ", "_"),) if recognise({one: 1})), None)
    example = json.dumps({known or field.strip(): {"@path": path}}, ensure_ascii=False)
    return (
        f"is a mapping as Segment's page shows it ({one_line(field, 30)}: {one_line(path, 40)}); in a file that is {one_line(example, 90)}; "
        f"{FETCH} fetches all of it, with a token in SEGMENT_TOKEN"
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    told, above = [], ""
    for line in text.splitlines():
        # a page has no long lines, and long runs of blanks mean no more than two
        plain = _BLANKS.sub(r"\1\1", line) if "$." in line and len(line) < _LONGEST_PAIR else ""
        found = _PAIR.fullmatch(plain)
        if found is not None:
            told.append((found["field"] or found["after"], found["path"] or found["before"]))
        elif re.fullmatch(_VARIABLE, line.strip()) and above:
            told.append((above, line.strip()))  # the field on the line above its variable
        above = line.strip() if re.fullmatch(r"[\w ]+", line.strip()) else ""
    return told


_LONGEST_PAIR = 300
_BLANKS = re.compile(r"(\s)\s{2,}+")
_ARROW = r"\s*(?:→|->|=>|:|=|\t|\|| {2,})\s*"
_VARIABLE = r"\$\.[\w.\[\]]+"
_PAIR = re.compile(
    rf"[\s|*-]*(?:(?P<field>[\w ]+?){_ARROW}(?P<path>{_VARIABLE})|(?P<before>{_VARIABLE}){_ARROW}(?P<after>[\w ]+?))[\s|*]*"
)

_TEXTS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]]] = (
    (re.compile(r"\A\0+"), _always("begins with zero bytes; the content is lost, as after a crash: get the file again")),
    (re.compile(r"^```", re.MULTILINE), _always("has Markdown's ``` around it; keep only what is between those two lines")),
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
        _always("is a Terraform plan in readable form; save it as JSON: terraform show -json PLAN > plan.json"),
    ),
    (re.compile(r"\AAn error occurred|\A\S+: command not found|\Ajq: error|\ATraceback \("), _always("is an error that a program printed; run it again, and save its output when it succeeds")),
    (re.compile(r"\Aversion https://git-lfs\.github\.com/"), _always("is a Git LFS pointer, not the file; get it with git lfs pull")),
    (
        re.compile(r'^\s*(?:resource|data|module|variable|locals|provider|terraform|output)\b(?:\s+"[^"\n]*")*\s*\{', re.MULTILINE),
        _always("is Terraform's HCL, which holds mappings and filters; give it with -m or --filters, with a name that ends in .tf"),
    ),
    (
        # not `import json`, which is Python, nor `export A=b`, which is for a shell
        re.compile(
            r"\A(?:export\s+(?:default|const|let|var|function|class|async|type|interface|enum|[{*])|module\.exports\b"
            r"|(?:const|let|var)\s+\w+\s*=|import\s*(?:[{*'\"]|(?:type\s+)?\w[^;'\"\n]*\sfrom\s*['\"]))"
        ),
        _always("is JavaScript; save the value as JSON.stringify writes it"),
    ),
    (re.compile(r"\A#!"), _always("is a script")),
    (re.compile(r"\Ahttps?://\S+\s*\Z"), _always("holds only a URL; save the response: curl ADDRESS > FILE")),
    (re.compile(r"\A(?:[\d,]+ events? into |lint: |## Attio |::(?:error|warning|notice) )"), _always("is a report of attio-harness; no command reads it")),
    (re.compile(r"\A!?\s*\(?\s*(?:(?:type|event|name|userId|properties\.\S+|traits\.\S+|context\.\S+)\s*!?[<>=]|!?(?:contains|match)\()"), _condition),
    (re.compile(r"^\s*Event (?P<what>Type|Name)\s+(?:is|equals)\s+[\"'“]?(?P<value>[\w :.-]+?)[\"'”]?\s*$", re.MULTILINE | re.IGNORECASE), _worded),
    (re.compile(rf"^.*{_VARIABLE}.*$", re.MULTILINE), _from_page),
)  # fmt: skip
"""Patterns of texts, with the function that describes them; the first that matches and returns something counts."""
