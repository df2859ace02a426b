"""Resources of Terraform's own language (HCL), as far as they are written out, each value with its line.

Needs the extra `hcl` (python-hcl2), which is imported on first use. Nothing is computed: a variable, a reference, a
function other than `jsonencode` stays a `Computed`, because only Terraform knows its value. What a resource means is
decided by the reader that asked for it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attio_harness.errors import InputError
from attio_harness.inputs.part import Computed
from attio_harness.text.json import pointer_token
from attio_harness.text.words import shown

if TYPE_CHECKING:
    from lark import Token, Tree

    Branch = Tree[Token]

__all__ = ["Hcl", "HclResource", "looks_like_hcl", "read_expression", "read_hcl"]

_SUFFIXES = (".tf", ".tofu", ".hcl")
_BLOCK = re.compile(r'^\s*resource\s+"segment_', re.MULTILINE)
# the escapes of a quoted string, as `\n`, `\u00e9` or `\U0001f600` (HCL's specification, quoted templates)
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
# `segment_destination.attio["eu"].id`
_REFERENCE = re.compile(r"[\w.\-\[\]\"]+")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HclResource:
    """One `resource` block.

    `pointer` is where Terraform's JSON syntax would have it (`/resource/<type>/<name>`); `lines` has the line of every
    member below it, what stands inside `jsonencode(…)` after a `#`.
    """

    kind: str
    name: str
    pointer: str
    values: dict[str, Any]
    lines: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hcl:
    """What a file has of some types: `resources` in its order, `imports` the IDs that its `import` blocks give, by address."""

    resources: tuple[HclResource, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)


def looks_like_hcl(name: str, text: str) -> bool:
    """Whether a file is HCL: by the end of its name, or because a Segment resource block begins in it."""
    # what begins like JSON is JSON, whatever its texts quote
    return name.lower().endswith(_SUFFIXES) or (text.lstrip()[:1] not in ("{", "[") and bool(_BLOCK.search(text)))


def read_hcl(text: str, kinds: Sequence[str], file: str) -> Hcl:
    """What a file has of these types of resources; `data.` before a type is one that is only looked up.

    Raises:
        InputError: python-hcl2 is not installed, or the text is not HCL.
    """
    resources: list[HclResource] = []
    imports: dict[str, str] = {}
    # the tree is `start` with one `body`; a block is its type, its labels and its own body
    for block in _trees(_trees(_parsed(text, file))[0]):
        match _labels(block) if block.data == "block" else []:
            case ["resource", kind, *names] if kind in kinds:
                resources.append(_resource(block, kind, *names[:1]))
            case ["data", kind, *names] if f"data.{kind}" in kinds:
                resources.append(_resource(block, f"data.{kind}", *names[:1]))
            case ["import"]:
                given = _resource(block, "import").values
                if isinstance(given.get("to"), Computed) and isinstance(given.get("id"), str):
                    imports[given["to"].text] = given["id"]
    return Hcl(resources=tuple(resources), imports=imports)


def read_expression(text: str, file: str) -> Any:
    """The value of an expression that stands alone, a `Computed` where only Terraform knows it.

    Raises:
        InputError: python-hcl2 is not installed, or the text is no expression.
    """
    tree = _parsed(f"value = {text}\n", file)
    (attribute,) = (one for one in _trees(_trees(tree)[0]) if one.data == "attribute")
    return _value(_trees(attribute)[-1], "", {})


def _unfit(error: Exception) -> str:
    """What lark did not expect, in words."""
    found = getattr(error, "token", None) or getattr(error, "char", None)
    column = getattr(error, "column", None)
    where = f" (column {column})" if isinstance(column, int) and column > 0 else ""
    if found is None or str(found) in ("", "$END"):
        return "it ends in the middle, as where a bracket or a quote is not closed"
    text = str(found).split("\n")[0].strip()
    return f"{shown(text, 40) if text else 'the end of the line'} does not fit here{where}"


def _parsed(text: str, file: str) -> Branch:
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
        # the lines of a heredoc are taken from the text itself: a CR would become part of the value
        tree: Branch = hcl2.parses_to_tree(text.replace("\r\n", "\n"))
        return tree
    except LarkError as error:
        # lark's UnexpectedEOF has line -1
        line = getattr(error, "line", None)
        raise InputError(
            f"not HCL: {_unfit(error)}", file=file, line=line if isinstance(line, int) and line > 0 else None
        ) from None


def _resource(block: Branch, kind: str, name: str = "") -> HclResource:
    pointer = f"/resource{pointer_token(kind)}{pointer_token(name)}"
    lines = {pointer: _line(block)}
    values: dict[str, Any] = {}
    body = next(child for child in _trees(block) if child.data == "body")
    for attribute in _trees(body):
        if attribute.data == "attribute":
            key, expression = _label(_trees(attribute)[0]), _trees(attribute)[-1]
            where = pointer + pointer_token(key)
            lines[where] = _line(attribute)
            # nested blocks, as `lifecycle`, are no attributes and say nothing of a mapping
            values[key] = _value(expression, where, lines)
    return HclResource(kind=kind, name=name, pointer=pointer, values=values, lines=lines)


def _value(tree: Branch, where: str, lines: dict[str, int]) -> Any:
    """The value of an expression. In the whole of a `jsonencode` one part that is no literal makes the whole none."""
    # python-hcl2 wraps every operand in one, also the inside of `(…)`
    if tree.data == "expr_term":
        inner = _trees(tree)
        return _value(inner[0], where, lines) if len(inner) == 1 else _unknown(tree)
    if tree.data == "function_call":
        parts = _trees(tree)
        arguments = _trees(parts[-1]) if parts[-1].data == "arguments" else []
        if _label(parts[0]) != "jsonencode" or len(arguments) != 1:
            return _unknown(tree)
        # the `#` says that what follows is inside JSON text, as pointers do for a plan's `settings`
        lines[where + "#"] = _line(tree)
        return _value(arguments[0], where + "#", lines)
    read = {
        "string": _string,
        "literal_value": lambda t: {"true": True, "false": False, "null": None}[_text(t)],
        "int_lit": lambda t: int(_text(t)),
        "float_lit": lambda t: float(_text(t)),
        "heredoc_template": _heredoc,
        "heredoc_template_trim": _heredoc,
        "unary_op": _negative,
    }.get(str(tree.data))
    if read is not None:
        return read(tree)
    if tree.data == "tuple":
        return _collected(list, enumerate(_trees(tree)), where, lines)
    if tree.data == "object":
        return _collected(dict, ((_key(_trees(e)[0]), e) for e in _trees(tree)), where, lines)
    return _unknown(tree)


def _collected(kind: type, members: Any, where: str, lines: dict[str, int]) -> Any:
    out: dict[Any, Any] = {}
    for key, member in members:
        # the whole is unknown then: half a mapping would be checked as if it were all
        if isinstance(key, Computed):
            return key
        at = where + pointer_token(key)
        lines[at] = _line(member)
        value = _value(_trees(member)[-1] if member.data == "object_elem" else member, at, lines)
        if isinstance(value, Computed):
            return value
        out[key] = value
    return out if kind is dict else list(out.values())


def _key(tree: Branch) -> str | Computed:
    inner = _trees(tree)[0]
    # a bare word is the key itself (`name = 1`), only in parentheses is it an expression (HCL's specification)
    while inner.data == "expr_term" and len(_trees(inner)) == 1 and _first(inner) != "LPAR":
        inner = _trees(inner)[0]
    if inner.data == "string":
        return _string(inner)
    # `true`, `null` and 1 as keys are their own spelling: keys are texts
    if inner.data in ("identifier", "keyword", "literal_value", "int_lit", "float_lit"):
        return _text(inner)
    return _unknown(inner)


def _string(tree: Branch) -> str | Computed:
    out = []
    for part in _trees(tree):
        # a tree inside a part of a string is `${…}` or `%{…}`
        if part.children and _trees(part):
            return _unknown(tree)
        out.append(_unescaped(_text(part)))
    return "".join(out)


def _unescaped(text: str) -> str:
    # the doubled mark is how a literal `${` is written; the parser gives it as a part of its own
    if text.startswith(("$${", "%%{")):
        return text[1:]
    return _ESCAPE.sub(lambda m: _ESCAPED[m[1]] if m[1] else chr(int(m[2] or m[3], 16)), text)


def _heredoc(tree: Branch) -> str | Computed:
    """The lines between the marks, the last line's end included, without common indentation where `<<-` asks for it."""
    text = _text(tree)
    # without the lines of the marks: `<<EOT` and `EOT`
    body = text.rstrip("\n").split("\n")[1:-1]
    joined = "".join(line + "\n" for line in body)
    # `${a}` or `%{if a}`, but not `$${a}` or `%%{`, which are literal; a heredoc is one token, so no tree tells
    if re.search(r"(?<!\$)\$\{|(?<!%)%\{", joined):
        return _unknown(tree)
    joined = joined.replace("$${", "${").replace("%%{", "%{")
    return textwrap.dedent(joined) if text.startswith("<<-") else joined


def _negative(tree: Branch) -> Any:
    value = _value(_trees(tree)[0], "", {})
    # a bool is an int in Python; `-true` and `!x` are left to Terraform
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return -value if plain and _first(tree) == "MINUS" else _unknown(tree)


def _unknown(tree: Branch) -> Computed:
    text = _text(tree)
    # a reference is kept whole: a subscription is told by that of its destination
    return Computed(text=text if _REFERENCE.fullmatch(text) else text[:60], line=_line(tree))


def _labels(block: Branch) -> list[str]:
    return [_label(child) for child in _trees(block) if child.data in ("identifier", "string")]


def _label(tree: Branch) -> str:
    return _text(tree).strip('"')


def _text(tree: Branch) -> str:
    return "".join(str(token) for token in tree.scan_values(lambda _: True))


def _first(tree: Branch) -> str:
    """The type of the first token, "" where the tree begins with a tree."""
    return str(getattr(tree.children[0], "type", ""))


def _line(tree: Branch) -> int:
    return int(tree.meta.line)


def _trees(tree: Branch) -> list[Branch]:
    """The children that are trees, without line ends and comments."""
    found = [child for child in tree.children if hasattr(child, "children")]
    return [child for child in found if child.data != "new_line_or_comment"]  # type: ignore[union-attr,misc]
