r"""Escapes foreign text for the place it is written to: one function for each place.

Every value, key, slug, name, file name, server message and text of a mapping goes through one of these functions before it reaches a
terminal, a CI log, Markdown, XML, HTML or a workflow command. Hidden characters become visible (`\x1b`), commands become text, and a
reader can still tell the value. JSON keeps its values: there the same characters become JSON escapes.

Systems of CI read commands out of a log: GitHub Actions `::error::` at the beginning of a line, blanks before it or not, and the
older `##[error]` anywhere in one (`ActionCommand` of its runner); Azure Pipelines `##vso[…]` anywhere (`Command` of its agent), and
TeamCity `##teamcity[…]` (its documentation). Those of GitLab, Travis and Jenkins need control characters.
"""

from __future__ import annotations

import re
from html import escape

from attio_harness.text.visible import is_hidden, visible
from attio_harness.text.words import cut

__all__ = [
    "code_for_markdown",
    "document_for_xml",
    "for_github_command",
    "for_github_property",
    "for_html",
    "for_json",
    "for_json_lines",
    "for_markdown",
    "for_terminal",
    "for_xml",
    "lines_for_terminal",
    "places_in_ci",
    "token_for_xml",
]

_NAMES = (
    "add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|set-env"
    "|set-output|stop-commands|warning"
)
"""GitHub's commands, in any case. Other words after `::` are no commands: `std::vector` stays."""

_HASH = r"#(?=#(?:\[|vso\[|teamcity\[))"
_COMMAND = re.compile(rf"{_HASH}|:(?=:(?:{_NAMES})(?![\w-]))", re.IGNORECASE)
"""The character without which it is no command."""

_BEGUN = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
"""A line that begins like a command, with any name: the token that ends `stop-commands` is free."""


def places_in_ci(text: str) -> set[int]:
    """The positions of the characters that make commands of CI in the text."""
    return {found.start() for found in _COMMAND.finditer(text)}


def for_terminal(text: str) -> str:
    """One line for a terminal or a CI log."""
    return _COMMAND.sub(_by_number, visible(text))


def lines_for_terminal(text: str) -> str:
    """A report of several lines, with any texts in it and broken anywhere."""
    return _BEGUN.sub(r"\1\\x3a", _COMMAND.sub(_by_number, visible(text, keep="\n")))


def _by_number(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"


# -- JSON --------------------------------------------------------------------------------------------------------------

_BEYOND = re.compile(r"[^\n -~]")
_HASH_IN_JSON = re.compile(_HASH, re.IGNORECASE)
_IN_BYTES = re.compile(rb"[\x7f-\xff]|##(?:\[|vso\[|teamcity\[)", re.IGNORECASE)


def for_json(document: str) -> str:
    """The same JSON document with hidden characters, and those that a log would obey, as JSON escapes."""
    return _HASH_IN_JSON.sub(_as_json, _BEYOND.sub(_hidden_as_json, document))


def for_json_lines(line: bytes) -> bytes:
    """As `for_json`, for a line of NDJSON."""
    return line if _IN_BYTES.search(line) is None else for_json(line.decode()).encode()


def _hidden_as_json(found: re.Match[str]) -> str:
    return _as_json(found) if is_hidden(found[0]) else found[0]


def _as_json(found: re.Match[str]) -> str:
    # beyond U+FFFF JSON has two escapes, one per UTF-16 unit
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


# -- XML and HTML ------------------------------------------------------------------------------------------------------


def for_xml(text: str) -> str:
    """Text for an element or an attribute, with what XML cannot hold written out; the caller escapes markup.

    XML 1.0 allows U+0085 and U+009B (production 2, Char), which terminals obey, and reads CR as a line break: they are written out too.
    """
    return visible(text, keep="\n\t")


def token_for_xml(text: str) -> str:
    """One line of at most 300 characters."""
    return cut(" ".join(for_xml(text).split()), 300)


def document_for_xml(document: str) -> str:
    """A document that is safe in a CI log: a character of each command becomes a character reference."""
    return _BEGUN.sub(r"\1&#58;", _COMMAND.sub(_as_reference, document))


def for_html(text: str) -> str:
    """Text for an element or an attribute in quotes."""
    return document_for_xml(escape(visible(text, keep="\n\t"), quote=True))


def _as_reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


# -- Markdown ----------------------------------------------------------------------------------------------------------

# `:` only in `://`, `::` and `:smile:`, `w` only in `www.`: the others are harmless and stay readable
_MARKUP = re.compile(r"[&<>|`*_\[\]{}\\~$#]|:(?=//|:|[\w+-]{1,60}:)|w(?=ww\.)", re.IGNORECASE)
_LINKED = re.compile(r"@|://|www\.|#\d|\bGH-\d|(?<!\w)[0-9a-f]{40}(?!\w)", re.IGNORECASE)
"""What is in words that GitHub would turn into a mention, a link or a reference to an issue or a commit; in `<code>` it does not.

Addresses it links even there (cmark-gfm, extension autolink). A web address it knows by its colon or its `www.` as written,
so a character reference hides it; an email address it knows after that, so a comment parts it.
"""
_FIRST = re.compile(r"^(?:[-+=]|\d{1,9}[.)])")
"""What, at the beginning of a line or a list entry, begins a list or makes the line above a heading."""


def for_markdown(text: str, most: int) -> str:
    """At most `most` characters of a text as one line of GitHub Flavored Markdown that stays text.

    Nothing of it can break a table, become markup, mention a user (`@path` in a hint would) or link to an issue or an address:
    whatever Markdown reads is a character reference.
    """
    words = cut(" ".join(_on_one_line(text).split()), most).split(" ")
    line = " ".join(f"<code>{_escaped(one)}</code>" if _LINKED.search(one) else _escaped(one) for one in words)
    return _FIRST.sub(_last_as_reference, line)


def code_for_markdown(text: str) -> str:
    """As `for_markdown`, in a fixed-width font and at most 200 characters."""
    return f"<code>{_escaped(cut(_on_one_line(text), 200))}</code>"


def _escaped(text: str) -> str:
    # `@` last: its comment has characters that would be escaped
    return _MARKUP.sub(_as_reference, text).replace("@", "@<!-- -->")


def _last_as_reference(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}&#{ord(found[0][-1])};"


def _on_one_line(text: str) -> str:
    return visible(text, keep="\n").replace("\n", " ")


# -- GitHub's workflow commands ----------------------------------------------------------------------------------------

_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
"""In this order: the percent sign first (`ActionCommand` of GitHub's runner)."""
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def for_github_command(text: str) -> str:
    """The message of a workflow command; its line breaks are kept."""
    return for_terminal(_replaced(text, _DATA))


def for_github_property(text: str) -> str:
    """A property of a workflow command: its title, a file."""
    return for_terminal(_replaced(text, _PROPERTY))


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for one, other in pairs:
        text = text.replace(one, other)
    return text
