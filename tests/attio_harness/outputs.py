"""A text that everything would obey, places to plant it, and readers that are as strict as what reads our outputs: what a terminal, a log of
CI, and parsers of JSON, XML, HTML and Markdown make of a text. They share nothing with the package that is tested."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import cmarkgfm
import html5lib
from cmarkgfm.cmark import Options

__all__ = ["HOSTILE", "MARK", "READERS", "planted", "problems_of"]

MARK = "PLANTED"
"""By which a reader finds the text again."""

HOSTILE = (
    f"{MARK}\n::error file=a,line=1::x\r\n  ::warning::y\n##[error]z ##vso[task.complete result=Failed]u ##teamcity[buildStop] "
    "section_start:1:a\r\x1b[0K \x1b]0;title\x07 \x1b]8;;https://e.example\x1b\\ \x1b[2J \x1b[31m \x9b31m \x9d0;t\x9c \x00\x08\x7f\x85 "
    "\u202e\u2066\u200f\u200b\u2060\ufeff\u2028\u2029\u00ad \ud800 \udfff \ufffe\uffff\ufdd0 \U000e0041\U0001fffe \u3164 "
    "]]> <!-- --> &amp; <img src=x onerror=a()> <script>a()</script></style></details></td></code> \" onload='a()' "
    "a|b ` `` ``` ~~~ **b** _c_ ![i](https://e.example/i) [l](javascript:a()) [r]: https://e.example <https://e.example> "
    "https://e.example www.e.example a@e.example @team #1 GH-1 :smile: $x$ %0A %25 {0} {{traits.x}} [red]r[/red] \\"
)
"""Every character and word that some place obeys."""


def planted(document: Any, text: str = HOSTILE) -> Iterator[Any]:
    """Copies of a document of JSON, each with the text in another place: behind a text, as a text in the place of another value, in a key."""
    if isinstance(document, str):
        yield document + text
    elif isinstance(document, dict):
        for key, value in document.items():
            for one in planted(value, text):
                yield {**document, key: one}
            yield {(name + text if name == key else name): inner for name, inner in document.items()}
    elif isinstance(document, list):
        for number, value in enumerate(document):
            for one in planted(value, text):
                yield [*document[:number], one, *document[number + 1 :]]
    else:
        yield text


# -- what reads a text ------------------------------------------------------------------------------------------------

_COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[", re.IGNORECASE)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _terminal(text: str, *, lines: str = "\n", commands: bool = True) -> Iterator[str]:
    for one in sorted(set(text) - set(lines)):
        if unicodedata.category(one) in _HIDDEN or one in "\u3164\u115f\u034f":
            yield f"the character {one!a}"
    for line in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", text) if commands else ():
        if _COMMAND.search(line):
            yield f"a command of CI: {line[:80]!a}"


def _json(text: str) -> Iterator[str]:
    json.loads(text)
    yield from _terminal(text)


def _sarif(text: str) -> Iterator[str]:
    yield from _json(text)
    for message in re.findall(r'"text": ("(?:[^"\\]|\\.)*")', text):
        said = json.loads(message)
        yield from _terminal(said, commands=False)
        if re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", said):  # SARIF 2.1.0, 3.11.6
            yield f"a link: {said!a}"


def _xml(text: str) -> Iterator[str]:
    yield from _terminal(text, lines="\n\t")
    root = ElementTree.fromstring(text)
    names = {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "system-err",
        "properties",
        "property",
    }
    yield from (f"the element {one.tag}" for one in root.iter() if one.tag not in names)
    for one in root.iter():
        for said in (one.text or "", *one.attrib.values()):
            yield from _terminal(said, lines="\n\t", commands=False)


def _html(text: str) -> Iterator[str]:
    yield from _terminal(text, lines="\n\t")
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    root = parser.parse(text)
    yield from (f"HTML: {code} at {place}" for place, code, _ in parser.errors)
    ids = [one.get("id") for one in root.iter() if one.get("id") is not None]
    yield from (f"several elements with the id {name}" for name in sorted({one for one in ids if ids.count(one) > 1}))
    for terms in root.iter("dl"):
        words = ["".join(one.itertext()).strip() for one in terms.findall("dt")]
        yield from (f"the term {one!a} twice, or without words" for one in words if not one or words.count(one) > 1)
    for one in root.iter():
        if not isinstance(one.tag, str) or one.tag in ("img", "iframe", "object", "embed", "base"):
            yield f"the element {one.tag}"
        if one.tag in ("script", "style") and MARK in (one.text or ""):
            yield f"text of others in {one.tag}"
        for name, value in one.attrib.items():
            if str(name).startswith("on") or (name in ("href", "src", "action", "style") and MARK in value):
                yield f"the attribute {name}={value!a} of {one.tag}"


_OURS = {
    "html", "head", "body", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code", "br", "details", "summary",
}  # fmt: skip
"""What our documents are made of; a text of others adds no element."""


def _markdown(text: str) -> Iterator[str]:
    yield from _terminal(text)
    # GitHub's own parser; raw HTML is let through, so that it is seen
    shown = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    for one in html5lib.parse(shown, namespaceHTMLElements=False).iter():
        if isinstance(one.tag, str) and (one.tag not in _OURS or set(one.attrib) - {"align", "open"}):
            yield f"the element {one.tag} {dict(one.attrib)}"
    # what GitHub adds to CommonMark, outside of what is written as code; email addresses there, too
    outside = re.sub(r"<code>.*?</code>", "", text)
    for pattern in (r"(?<!\w)@team", r"(?<![&\w])#\d", r"\bGH-\d", r"https?://e\.", r"www\.e\.", r":smile:", r"\$x\$"):
        if re.search(pattern, outside):
            yield f"GitHub reads {pattern}"
    if "a@e.example" in text or "https://e.example" in text:
        yield "GitHub links an address"


def _github(text: str) -> Iterator[str]:
    yield from _terminal(text, commands=False)
    for line in text.splitlines():
        found = re.fullmatch(r"::(?:error|warning|notice) ([^:]*)::(.*)", line)
        if found is None or not all(re.fullmatch(r"(?:file|line|title)=[^,]*", one) for one in found[1].split(",")):
            yield f"no command of ours: {line[:100]!a}"
        elif re.search(r"##(?:\[|vso\[|teamcity\[)", line, re.IGNORECASE):
            yield f"a command in a command: {line[:100]!a}"


READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "text": _terminal,
    "json": _json,
    "sarif": _sarif,
    "junit": _xml,
    "html": _html,
    "markdown": _markdown,
    "github": _github,
}
"""By the name of the format."""


def problems_of(name: str, text: str) -> list[str]:
    """What a strict reader of the format finds wrong, or would obey."""
    return list(dict.fromkeys(READERS[name](text)))
