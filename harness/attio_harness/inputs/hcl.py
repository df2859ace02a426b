"""Reads resources from Terraform's own language (HCL), each value with its line.

Needs the extra `hcl` (python-hcl2), imported on first use. Nothing is computed: a variable, a reference or a function other
than `jsonencode` becomes a `Computed`, because only Terraform knows its value. The caller decides what a resource means.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attio_harness.errors import InputError
from attio_harness.inputs.part import Computed
from attio_harness.text.json import pointer_token
from attio_harness.text.words import cut, shown

if TYPE_CHECKING:
    from lark import Token, Tree

    Branch = Tree[Token]

__all__ = ["Hcl", "HclResource", "looks_like_hcl", "read_expression", "read_hcl"]

_SUFFIXES = (".tf", ".tofu", ".hcl")
_BLOCK = re.compile(r'^\s*resource\s+"segment_', re.MULTILINE)
# the escapes of a quoted string, such as `\n`, `\u00e9` or `\U0001f600` (HCL's specification, quoted templates), and invalid ones
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))', re.DOTALL)
# `segment_destination.attio["eu"].id`
_WORD = re.compile(r"[\w-]+")
_REFERENCE = re.compile(r"[\w.\-\[\]\"]+")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
# what `jsonencode` escapes in addition to JSON's own escapes (Terraform's documentation)
_BY_JSONENCODE = str.maketrans({one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HclResource:
    """One `resource` block.

    `pointer` is its place in Terraform's JSON syntax (`/resource/<type>/<name>`). `lines` has the line of every member below it;
    pointers into `jsonencode(…)` go on after a `#`. `twice` is the first key that an object has twice.
    """

    kind: str
    name: str
    pointer: str
    values: dict[str, Any]
    lines: dict[str, int]
    twice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hcl:
    """What a file has of some types: `resources` in file order, and `imports`, the IDs of its `import` blocks by address."""

    resources: tuple[HclResource, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """What is noted while values are read: the lines of their members, and the first key that an object has twice."""

    file: str
    lines: dict[str, int] = field(default_factory=dict)
    twice: str | None = None

    def refuse(self, problem: str, tree: Branch) -> InputError:
        return InputError(f"not HCL: {problem}", file=self.file, line=_line(tree))


def looks_like_hcl(name: str, text: str) -> bool:
    """Whether a file is HCL: by the end of its name, or because it contains a Segment resource block."""
    # a file that begins like JSON is JSON, even if its texts quote HCL
    return name.lower().endswith(_SUFFIXES) or (text.lstrip()[:1] not in ("{", "[") and bool(_BLOCK.search(text)))


def read_hcl(text: str, kinds: Sequence[str], file: str) -> Hcl:
    """Read the resources of these types; `data.` before a type means one that Terraform only looks up.

    Raises:
        InputError: python-hcl2 is not installed, or the text is not HCL.
    """
    resources: list[HclResource] = []
    imports: dict[str, str] = {}
    # the tree is `start` with one `body`; a block is its type, its labels and its own body
    for block in _trees(_trees(_parsed(text, file))[0]):
        match _labels(block) if block.data == "block" else []:
            case ["resource", kind, *names] if kind in kinds:
                resources.append(_resource(block, file, kind, *names[:1]))
            case ["data", kind, *names] if f"data.{kind}" in kinds:
                resources.append(_resource(block, file, f"data.{kind}", *names[:1]))
            case ["import"]:
                given = _resource(block, file, "import").values
                if isinstance(given.get("to"), Computed) and isinstance(given.get("id"), str):
                    imports[given["to"].text] = given["id"]
    return Hcl(resources=tuple(resources), imports=imports)


def read_expression(text: str, file: str) -> Any:
    """The value of a single expression; a `Computed` if only Terraform knows it.

    Raises:
        InputError: python-hcl2 is not installed, or the text is no expression.
    """
    tree = _parsed(f"{text}\n", file, begin="value = ")
    (attribute,) = (one for one in _trees(_trees(tree)[0]) if one.data == "attribute")
    return _value(_trees(attribute)[-1], "", _Seen(file))


def _unfit(error: Exception, before: int) -> str:
    """What lark did not expect, in words; the first `before` characters are not the file's."""
    found = getattr(error, "token", None) or getattr(error, "char", None)
    column = getattr(error, "column", None)
    where = f" (column {column - before})" if isinstance(column, int) and column > before else ""
    if found is None or str(found) in ("", "$END"):
        return "it ends in the middle, as if a bracket or a quote is not closed"
    text = str(found).split("\n")[0].strip()
    quotes = ", expected double quotes" if text.startswith("'") else ""
    return f"{shown(text, 40) if text else 'the end of the line'} does not fit here{where}{quotes}"


def _parsed(text: str, file: str, begin: str = "") -> Branch:
    try:  # the extra may not be installed
        import hcl2
        from lark.exceptions import LarkError
    except ImportError:
        raise InputError(
            "reading Terraform's HCL needs the extra `hcl`: pip install 'attio-harness[hcl]'; or give the JSON of "
            "`terraform show -json`, which needs nothing",
            file=file,
        ) from None
    try:
        # heredocs take their lines from the text itself: a CR would become part of the value
        tree: Branch = hcl2.parses_to_tree(begin + text.replace("\r\n", "\n"))
        return tree
    except LarkError as error:
        # lark's UnexpectedEOF has line -1
        line = getattr(error, "line", None)
        line, problem = line if isinstance(line, int) and line > 0 else None, _unfit(error, len(begin))
        before = _line_before(error, (begin + text).split("\n"))
        if before is not None:
            line, problem = before, f"{problem.partition(' does')[0]} does not fit after this line: {_SLIPS}"
        raise InputError(f"not HCL: {problem}", file=file, line=line) from None


_SLIPS = 'a sign is missing, or a quote inside of quotes is not written \\"'


def _line_before(error: Exception, lines: Sequence[str]) -> int | None:
    """The last line with text before the one that begins with what does not fit; None if anything else does not."""
    line, column, found = (getattr(error, name, None) for name in ("line", "column", "token"))
    if not isinstance(line, int) or not isinstance(column, int) or not 0 < line <= len(lines):
        return None
    if lines[line - 1][: column - 1].strip() or str(found)[:1] in ("", "\n", ")", "]", "}"):
        return None
    return next((number for number in range(line - 1, 0, -1) if lines[number - 1].strip()), None)


def _resource(block: Branch, file: str, kind: str, name: str = "") -> HclResource:
    pointer = f"/resource{pointer_token(kind)}{pointer_token(name)}"
    seen = _Seen(file, {pointer: _line(block)})
    values: dict[str, Any] = {}
    body = next(child for child in _trees(block) if child.data == "body")
    for attribute in _trees(body):
        if attribute.data == "attribute":
            key, expression = _label(_trees(attribute)[0]), _trees(attribute)[-1]
            where = pointer + pointer_token(key)
            if key in values:
                raise seen.refuse(f"`{key}` is written twice, on line {seen.lines[where]} already", attribute)
            seen.lines[where] = _line(attribute)
            values[key] = _value(expression, where, seen)
        elif attribute.data == "block" and _labels(attribute) == ["lifecycle"]:
            # other blocks do not concern the mapping
            values["lifecycle"] = _lifecycle(attribute)
    return HclResource(kind=kind, name=name, pointer=pointer, values=values, lines=seen.lines, twice=seen.twice)


def _lifecycle(block: Branch) -> dict[str, Any]:
    """The block as in Terraform's JSON syntax; the words in `ignore_changes` are names of members, not references."""
    body = next(child for child in _trees(block) if child.data == "body")
    written = {_label(_trees(one)[0]): _written(_trees(one)[-1]) for one in _trees(body) if one.data == "attribute"}
    return {"ignore_changes": _WORD.findall(written.get("ignore_changes", ""))}


def _value(tree: Branch, where: str, seen: _Seen) -> Any:
    """The value of an expression. Inside `jsonencode` one part that is no literal makes the whole a `Computed`."""
    # python-hcl2 wraps every operand in an expr_term, also the inside of `(…)`
    if tree.data == "expr_term":
        inner = _trees(tree)
        return _value(inner[0], where, seen) if len(inner) == 1 else _unknown(tree)
    if tree.data == "function_call":
        return _encoded(tree, where, seen)
    read: Callable[[Branch], Any] | None = {
        "string": lambda t: _wrapped(t, where, seen),
        "literal_value": lambda t: {"true": True, "false": False, "null": None}[_text(t)],
        "int_lit": _number,
        "float_lit": _number,
        "heredoc_template": _heredoc,
        "heredoc_template_trim": _heredoc,
        "unary_op": lambda t: _negative(t, seen),
    }.get(str(tree.data))
    if read is not None:
        return read(tree)
    if tree.data == "tuple":
        return _collected(list, enumerate(_trees(tree)), where, seen)
    if tree.data == "object":
        return _collected(dict, ((_key(_trees(e)[0], seen), e) for e in _trees(tree)), where, seen)
    return _unknown(tree)


def _wrapped(tree: Branch, where: str, seen: _Seen) -> Any:
    """A text; one with a single expression and nothing else has that expression's value (HCL's specification, template unwrapping)."""
    parts = _trees(tree)
    inside = _trees(parts[0]) if len(parts) == 1 else []
    if [one.data for one in inside] == ["interpolation"]:
        return _value(_trees(inside[0])[0], where, seen)
    return _string(tree, seen)


def _encoded(call: Branch, where: str, seen: _Seen) -> Any:
    """The argument of a `jsonencode` instead of its text; a `jsonencode` inside another one gives its text."""
    parts = _trees(call)
    arguments = _trees(parts[-1]) if parts[-1].data == "arguments" else []
    if _label(parts[0]) != "jsonencode" or len(arguments) != 1:
        return _unknown(call)
    # after the `#` a pointer goes on inside JSON text, as for a plan's `settings`
    seen.lines[where + "#"] = _line(call)
    value = _value(arguments[0], where + "#", seen)
    if "#" not in where or isinstance(value, Computed):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.translate(_BY_JSONENCODE)


def _collected(kind: type, members: Any, where: str, seen: _Seen) -> Any:
    out: dict[Any, Any] = {}
    for key, member in members:
        # then the whole is unknown: half a mapping would be checked as if it were all
        if isinstance(key, Computed):
            return key
        at = where + pointer_token(key)
        if key in out:
            seen.twice = seen.twice or key
        seen.lines[at] = _line(member)
        value = _value(_trees(member)[-1] if member.data == "object_elem" else member, at, seen)
        if isinstance(value, Computed):
            return value
        out[key] = value
    return out if kind is dict else list(out.values())


def _key(tree: Branch, seen: _Seen) -> str | Computed:
    inner = _trees(tree)[0]
    # a bare word is the key itself (`name = 1`); it is an expression only in parentheses (HCL's specification)
    while inner.data == "expr_term" and len(_trees(inner)) == 1 and _first(inner) != "LPAR":
        inner = _trees(inner)[0]
    if inner.data == "string":
        return _string(inner, seen)
    # keys are texts: `true`, `null` and 1 stand for their own spelling
    if inner.data in ("identifier", "keyword", "literal_value", "int_lit", "float_lit"):
        return _text(inner)
    return _unknown(inner)


def _string(tree: Branch, seen: _Seen) -> str | Computed:
    out = []
    for part in _trees(tree):
        # a tree inside a part of a string is `${…}` or `%{…}`
        if part.children and _trees(part):
            return _unknown(tree)
        text = _text(part)
        # a literal `${` is written `$${`, which the parser gives as a separate part
        out.append(_ESCAPE.sub(lambda m: _unescaped(m, tree, seen), text[text.startswith(("$${", "%%{")) :]))
    return "".join(out)


def _unescaped(found: re.Match[str], tree: Branch, seen: _Seen) -> str:
    if found[1]:
        return _ESCAPED[found[1]]
    code = int(found[2] or found[3] or "d800", 16)
    # beyond the last character, or half of a surrogate pair
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise seen.refuse(
            f'`{found[0]}` stands for no character in quotes, where a backslash itself is \\\\ and others are \\n, \\r, \\t, \\", '
            "\\uNNNN and \\UNNNNNNNN",
            tree,
        )
    return chr(code)


def _heredoc(tree: Branch) -> str | Computed:
    """The lines between the marks, including the last line end; without the common indentation after `<<-`."""
    text = _text(tree)
    # without the marks' own lines: `<<EOT` and `EOT`
    body = text.rstrip("\n").split("\n")[1:-1]
    joined = "".join(line + "\n" for line in body)
    # `${a}` or `%{if a}`, but not the literal `$${a}` or `%%{`; a heredoc is one token, so the tree does not tell
    if re.search(r"(?<!\$)\$\{|(?<!%)%\{", joined):
        return _unknown(tree)
    joined = joined.replace("$${", "${").replace("%%{", "%{")
    return textwrap.dedent(joined) if text.startswith("<<-") else joined


def _number(tree: Branch) -> int | float:
    """A number: an int if it is whole, however it is written (`1e3`); infinite if no double holds it."""
    number = float(_text(tree))
    if not number.is_integer():
        return number
    return int(number) if "." in _text(tree) or "e" in _text(tree).lower() else int(_text(tree))


def _negative(tree: Branch, seen: _Seen) -> Any:
    value = _value(_trees(tree)[0], "", seen)
    # a bool is an int in Python; `-true` and `!x` are left to Terraform
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return -value if plain and _first(tree) == "MINUS" else _unknown(tree)


def _unknown(tree: Branch) -> Computed:
    text = _written(tree)
    # keep a reference whole: it identifies the destination of a subscription
    return Computed(text=text if _REFERENCE.fullmatch(text) else cut(text, 60), line=_line(tree))


def _written(tree: Branch) -> str:
    """An expression on one line, with a blank wherever the file has some."""
    out, end = "", 0
    for token in tree.scan_values(lambda _: True):
        out += " " * bool(out and token.start_pos != end) + str(token)
        end = token.end_pos or 0
    return " ".join(out.split())


def _labels(block: Branch) -> list[str]:
    return [_label(child) for child in _trees(block) if child.data in ("identifier", "string")]


def _label(tree: Branch) -> str:
    return _text(tree).strip('"')


def _text(tree: Branch) -> str:
    return "".join(str(token) for token in tree.scan_values(lambda _: True))


def _first(tree: Branch) -> str:
    """The type of the first token; "" if the tree begins with a tree."""
    return str(getattr(tree.children[0], "type", ""))


def _line(tree: Branch) -> int:
    return int(tree.meta.line)


def _trees(tree: Branch) -> list[Branch]:
    """The children that are trees, without line ends and comments."""
    found = [child for child in tree.children if hasattr(child, "children")]
    return [child for child in found if child.data != "new_line_or_comment"]  # type: ignore[union-attr,misc]
