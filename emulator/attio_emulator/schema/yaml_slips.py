"""Explains PyYAML's errors: turns its message and the surrounding lines into found, expected, and the place of the
mistake.

A parser often stops after the mistake: a missing space after a key's colon is noticed on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["YamlSlip", "short", "yaml_slip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSlip:
    """What was found, what was expected, and where. Line and column count from 1."""

    found: str
    expected: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Where the parser stopped, and where the construct it was in begins; lines and columns count from 0."""

    lines: list[str]
    line: int
    column: int
    begin: tuple[int, int] | None
    words: re.Match[str]

    @property
    def here(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def before(self) -> int:
        """The last line above that is not blank or a comment."""
        above = (number for number in range(min(self.line, len(self.lines)) - 1, -1, -1) if _says(self.lines[number]))
        return next(above, 0)

    def slip(self, found: str, expected: str, line: int | None = None, column: int | None = None) -> YamlSlip:
        return YamlSlip(
            found=found,
            expected=expected,
            line=(self.line if line is None else line) + 1,
            column=(self.column if column is None else column) + 1,
        )


_YAML = "YAML or JSON"
_NO_SPACE = re.compile(r"(\s*(?:- +)*[\w$.-]+:)([^\s:/].*)")
_TWO_COLONS = re.compile(r"\s*(?:- +)*[^\s\"'\[{][^:]*: +(?P<value>[^\s\"'\[{].*)")
_QUOTED = re.compile(r"(?P<key>.*?:\s+|\s*- +)(?P<quoted>\"[^\"]*\"|'[^']*')\s*\S")
_STRANGE_SPACES = "\u00a0\u2007\u202f\u2003\u2002\u3000\u200b\ufeff"
_SIGNS = "@`%!*&|>"
_NEGATED = re.compile(r"\s*(?:- )?[\w-]+:\s+(?=!\w*\()")
"""Before a negated call, as in a trigger of Segment: `subscribe: !contains(event, "x")`."""


_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""The line breaks PyYAML counts."""


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def yaml_slip(problem: str, text: str, line: int, column: int, begin: tuple[int, int] | None) -> YamlSlip:
    """Explain a message of PyYAML, given its place (from 0) and where the construct it was reading begins."""
    lines = _LINE_BREAK.split(text)
    for number, one in enumerate(lines[: line + 1]):
        found = _anywhere(number, one)
        if found is not None:
            return found
    negated = _NEGATED.match(lines[line]) if line < len(lines) else None
    if negated is not None:
        return _sign(_At(lines=lines, line=line, column=negated.end(), begin=begin, words=negated))
    for pattern, told in _TABLE.items():
        words = re.fullmatch(pattern, problem, re.DOTALL)
        if words is not None:
            return told(_At(lines=lines, line=line, column=column, begin=begin, words=words))
    raise AssertionError(problem)  # the last row matches everything


def _anywhere(number: int, line: str) -> YamlSlip | None:
    """Mistakes that no parser explains: merge conflict markers, Markdown fences, unusual spaces."""
    if re.match(r"(<{7}|>{7}) ", line):
        found, expected = "a mark that Git left of a merge", "one of the two versions, without these marks"
    elif line.startswith("```"):
        found, expected = "Markdown's ``` around the text", "the text alone"
    else:
        column = next((at for at, char in enumerate(line) if char in _STRANGE_SPACES), None)
        if (
            column is None or line[:column].strip(" -").rpartition(":")[2].strip()
        ):  # inside a text it is an ordinary character
            return None
        found, expected = (
            f"a space that YAML does not allow (U+{ord(line[column]):04X}, common on web pages)",
            "plain spaces",
        )
        return YamlSlip(found=found, expected=expected, line=number + 1, column=column + 1)
    return YamlSlip(found=found, expected=expected, line=number + 1, column=1)


def _mapping(at: _At) -> YamlSlip:
    above = at.lines[at.before] if at.line else ""
    missing = _NO_SPACE.fullmatch(above)
    if missing:
        return _without_space(at, at.before, missing)
    two = _TWO_COLONS.fullmatch(at.here)
    if two and at.column > two.start("value"):
        value = two["value"].rstrip()
        return at.slip("a second colon in a value", f"the value in quotes: {_quoted(value)}", column=two.start("value"))
    if _indent(at.here) > _indent(above) and _says(above):
        return at.slip(
            "a key further in than the line above, which has its value already",
            f"the same indentation: {_spaces(_indent(above))}",
            column=_indent(at.here),
        )
    return at.slip("a colon where no key can be", _YAML)


def _without_space(at: _At, line: int, missing: re.Match[str]) -> YamlSlip:
    fixed = f"{missing[1].strip()} {missing[2].strip()}"
    return at.slip(f"no space after the colon of {missing[0].strip()!r}", f"{fixed!r}", line, len(missing[1]))


def _no_token(at: _At) -> YamlSlip:
    if at.words["char"] == "\\t":
        if not at.here[: at.column].strip():
            return at.slip("a tab", "spaces: YAML is not indented with tabs")
        return at.slip("a tab", "a space")
    rest = at.here[at.column :].strip()
    if not rest:
        return _plain(at)
    key = re.match(r"[^\s:]+(?=\s*:(?:\s|$))", rest)
    what, text = ("key", key[0]) if key else ("value", rest)
    return at.slip(f"a {what} that begins with {rest[0]}", f"it in quotes: {_quoted(text)}")


def _sign(at: _At) -> YamlSlip:
    rest = at.here[at.column :]
    if not _NEGATED.match(at.here):
        rest = re.split(r"\s#|[,\]}](?:[\s,\]}]|$)", rest)[0]
    rest = rest.strip()
    if not rest[:1] or rest[0] not in _SIGNS:
        return _plain(at)
    what = {"*": ", which is YAML's sign for an alias", "!": ", which is YAML's sign for a type"}.get(rest[0], "")
    return at.slip(f"a value that begins with {rest[0]}{what}", f"it in quotes where it is text: {_quoted(rest)}")


def _open_quote(at: _At) -> YamlSlip:
    line, column = at.begin or (at.line, at.column)
    quote = at.lines[line][column : column + 1]
    return at.slip(f"a {quote} that is not closed", f"another {quote} at the end of the text", line, column)


def _flow(at: _At) -> YamlSlip:
    line, column = at.begin or (at.line, at.column)
    opened = at.lines[line][column : column + 1]
    closing = {"[": "]", "{": "}"}.get(opened, "]")
    # a line indented no more than that of the bracket is not inside it
    ended = at.words["found"] in _ENDS or (at.line > line and _indent(at.here) <= _indent(at.lines[line]))
    if ended:
        return at.slip(f"a {opened} that is not closed", f"{closing} after its last member", line, column)
    begun = f"the {opened} of " + (f"column {column + 1}" if line == at.line else f"line {line + 1}")
    return at.slip(_token(at.words["found"]), f"a comma, or {closing} for {begun}")


def _block(at: _At) -> YamlSlip:
    word = at.words["found"]
    if word in ("]", "}"):
        return at.slip(f"a {word} that closes nothing", "as many opening brackets as closing ones")
    quoted = _QUOTED.match(at.here)
    if word == "<scalar>" and quoted and at.column >= quoted.end("quoted") - 1:
        whole = at.here[quoted.start("quoted") :].rstrip()
        inner = whole.replace('"', "") if whole[0] == '"' else whole[1:].rstrip("'")
        expected = f"the whole in quotes: {_quoted(inner)}"
        return at.slip("text after a closing quote", expected, column=quoted.end("quoted"))
    levels = _levels(at)
    own = _indent(at.here)
    if not levels:
        return _plain(at)
    if own in levels and at.begin is not None:
        list_above = at.lines[at.begin[0]][at.begin[1] :].startswith("-")
        if list_above and not at.here.lstrip().startswith("-"):
            return at.slip("a key among the entries of a list", f"an entry (- …), or the key {_elsewhere(own)}")
        if not list_above and at.here.lstrip().startswith("-"):
            return at.slip(
                "an entry of a list (-) among keys", "a key with a colon above it, to which the list belongs"
            )
    if own not in levels:
        return at.slip(
            f"a line that is indented by {_spaces(own)}, which fits no line above",
            f"{' or '.join(map(str, levels))}, as the lines above have",
            column=own,
        )
    return _plain(at)


def _elsewhere(own: int) -> str:
    return "further in, as a member of an entry" if own == 0 else "further out or further in"


def _levels(at: _At) -> list[int]:
    """The indentations of the levels still open above; the position after `- ` counts, too."""
    levels: list[int] = []
    for line in at.lines[: at.line]:
        if not _says(line):
            continue
        own = _indent(line)
        levels = [one for one in levels if one < own]
        levels.append(own)
        entry = re.match(r"\s*((?:- +)+)\S", line)
        if entry:
            levels.append(own + len(entry[1]))
    return levels


def _simple_key(at: _At) -> YamlSlip:
    line, column = at.begin or (at.line, at.column)
    text = at.lines[line].strip() if line < len(at.lines) else ""
    missing = _NO_SPACE.fullmatch(at.lines[line]) if line < len(at.lines) else None
    if missing:
        return _without_space(at, line, missing)
    return at.slip(f"a line without a colon: {short(text)!r}", "a key, a colon and a value", line, column)


def _entries(at: _At) -> YamlSlip:
    return at.slip("an entry of a list (-) on the line of its key", "the list below the key, or in brackets: [a, b]")


def _escape(at: _At) -> YamlSlip:
    return at.slip(
        f"\\{at.words['char']} inside double quotes", "two backslashes (\\\\), or single quotes around the text"
    )


def _template(at: _At) -> YamlSlip:
    if "{{" in at.here:
        return at.slip("{{ … }} without quotes", "text in quotes, or the template filled in", column=at.here.find("{{"))
    return at.slip("a key that is not text", "text")


def _second(at: _At) -> YamlSlip:
    return at.slip("a second document (---)", "one document per file")


def _tag(at: _At) -> YamlSlip:
    if at.words["tag"].startswith("tag:yaml.org,2002:"):
        return at.slip(f"the type !!{at.words['tag'][18:]}", "what JSON has, too: text, numbers, lists, objects")
    return _sign(at)


def _misfit(at: _At) -> YamlSlip:
    tag = at.words["tag"].replace("tag:yaml.org,2002:", "!!")
    return at.slip(f"{at.words['value']} with the type {tag}", "a value of that type")


def _other_kind(at: _At) -> YamlSlip:
    kinds = {"sequence": "a list", "mapping": "an object", "scalar": "a single value"}
    return at.slip(f"a type (!!…) in front of {kinds[at.words['found']]}", f"{kinds[at.words['kind']]}, or no type")


def _endless(at: _At) -> YamlSlip:
    return at.slip("an alias (*) inside its own target, which never ends", "the values themselves")


def _too_many(at: _At) -> YamlSlip:
    return at.slip("aliases (*) that stand for more than 1,000,000 values", "the values themselves, or fewer aliases")


def _merge(at: _At) -> YamlSlip:
    return at.slip("a merge (<<), which JSON does not have", "the members themselves")


def _content(at: _At) -> YamlSlip:
    found = at.words["found"]
    opened = _open_bracket(at) if found in _ENDS else None
    if opened is not None:
        char = at.lines[opened[0]][opened[1]]
        return at.slip(f"a {char} that is not closed", f"{']' if char == '[' else '}'} after its last member", *opened)
    return at.slip(_token(found), "a value")


def _open_bracket(at: _At) -> tuple[int, int] | None:
    """The last bracket still open at the end of the text. It counts those in quotes, too, since this is only for a hint."""
    waiting: list[tuple[int, int]] = []
    for number, line in enumerate(at.lines):
        for column, char in enumerate(line):
            if char in "[{":
                waiting.append((number, column))
            elif char in "]}" and waiting:
                waiting.pop()
    return waiting[-1] if waiting else None


def _plain(at: _At) -> YamlSlip:
    words = at.words.groupdict()
    found = words.get("found")
    if found is not None:
        return at.slip(_token(found), _YAML)
    text = re.sub(r"^(but )?found ", "", at.words[0])
    return at.slip(text if len(text) < 120 else text[:117] + "...", _YAML)


_ENDS = ("<stream end>", "<document end>", "<document start>")
_TOKENS: Mapping[str, str] = {
    "<stream end>": "the end of the file",
    "<document end>": "the end of a document (...)",
    "<document start>": "a new document (---)",
    "<block end>": "the end of what is indented alike",
    "<block mapping start>": "a key",
    "<block sequence start>": "an entry of a list (-)",
    "<scalar>": "text",
    "<alias>": "an alias (*)",
    "<anchor>": "an anchor (&)",
    "<tag>": "a type (!)",
    "<directive>": "a directive (%)",
    "?": "a key",
    "-": "an entry of a list (-)",
    ":": "a colon",
    ",": "a comma",
}
"""PyYAML's token names -> words for what it found."""


def _token(name: str) -> str:
    return _TOKENS.get(name, name)


_TABLE: Mapping[str, Callable[[_At], YamlSlip]] = {
    r"mapping values are not allowed here": _mapping,
    r"found character '(?P<char>.+)' that cannot start any token": _no_token,
    r"found undefined alias .*": _sign,
    r"expected alphabetic or numeric character, but found .*": _sign,
    r"expected chomping or indentation indicators, but found .*": _sign,
    r"could not determine a constructor for the tag '(?P<tag>.+)'": _tag,
    r"found unexpected end of stream|found unexpected document separator": _open_quote,
    r"expected ',' or '[\]}]', but got '(?P<found>.+)'": _flow,
    r"expected <block end>, but found '(?P<found>.+)'": _block,
    r"could not find expected ':'": _simple_key,
    r"sequence entries are not allowed here": _entries,
    r"found unknown escape character '(?P<char>.+)'": _escape,
    r"a key that is not text|found unhashable key": _template,
    r"an alias inside of itself|found unconstructable recursive node": _endless,
    r"aliases without measure": _too_many,
    r"a merge of YAML": _merge,
    r"expected an? (?P<kind>sequence|mapping|scalar) node, but found (?P<found>sequence|mapping|scalar)": _other_kind,
    r"but found another document": _second,
    r"expected the node content, but found '(?P<found>.+)'": _content,
    r"expected .+, but (?:found|got) '(?P<found>.+)'": _plain,
    r"(?P<value>.*) with the tag (?P<tag>.+)": _misfit,
    r".*": _plain,
}
"""By PyYAML's message; the first row that matches counts."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(number: int) -> str:
    return {0: "no space", 1: "1 space"}.get(number, f"{number} spaces")


def short(text: str) -> str:
    """A text cut to 40 characters."""
    return text if len(text) <= 40 else text[:39] + "…"


def _quoted(text: str) -> str:
    text = short(text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
