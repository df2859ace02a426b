"""Reads resources from Terraform's own language (HCL), each value with its line.

Needs the extra `hcl` (python-hcl2), imported on first use. Nothing is computed: a variable, a reference or a function other
than `jsonencode` becomes a `Computed`, because only Terraform knows its value. The caller decides what a resource means.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attio_harness.errors import InputError
from attio_harness.inputs.hcl_names import Names
from attio_harness.inputs.hcl_trees import body_of, first, label, labels, line_of, parsed, text_of, trees, written
from attio_harness.inputs.part import Computed
from attio_harness.text.json import pointer_token
from attio_harness.text.words import cut

if TYPE_CHECKING:
    from attio_harness.inputs.hcl_trees import Branch

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
    variables: tuple[str, ...] = ()
    """The variables whose value or default was read, each as `var.name`."""


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
    names: Names | None = None
    variables: dict[str, None] = field(default_factory=dict)
    at: int | None = None
    """The line of what is read, while that is in another file: the line of the reference to it."""
    depth: int = 0
    """How many names are being followed."""

    def line(self, tree: Branch) -> int:
        return self.at or line_of(tree)

    def refuse(self, problem: str, tree: Branch) -> InputError:
        return InputError(f"not HCL: {problem}", file=self.file, line=self.line(tree))


def looks_like_hcl(name: str, text: str) -> bool:
    """Whether a file is HCL: by the end of its name, or because it contains a Segment resource block."""
    # a file that begins like JSON is JSON, even if its texts quote HCL
    return name.lower().endswith(_SUFFIXES) or (text.lstrip()[:1] not in ("{", "[") and bool(_BLOCK.search(text)))


def read_hcl(text: str, kinds: Sequence[str], file: str, folder: Path | None) -> Hcl:
    """Read the resources of these types; `data.` before a type means one that Terraform only looks up.

    `folder` is where the files are that declare further names; None for a text that is in no file.

    Raises:
        InputError: python-hcl2 is not installed, or the text is not HCL.
    """
    resources: list[HclResource] = []
    imports: dict[str, str] = {}
    # the tree is `start` with one `body`; a block is its type, its labels and its own body
    body = trees(parsed(text, file))[0]
    names = Names(body, folder, file)
    for block in trees(body):
        match labels(block) if block.data == "block" else []:
            case ["resource", kind, *said] if kind in kinds:
                resources.append(_resource(block, file, names, kind, *said[:1]))
            case ["data", kind, *said] if f"data.{kind}" in kinds:
                resources.append(_resource(block, file, names, f"data.{kind}", *said[:1]))
            case ["import"]:
                given = _resource(block, file, None, "import").values
                if isinstance(given.get("to"), Computed) and isinstance(given.get("id"), str):
                    imports[given["to"].text] = given["id"]
    return Hcl(resources=tuple(resources), imports=imports)


def read_expression(text: str, file: str) -> Any:
    """The value of a single expression; a `Computed` if only Terraform knows it.

    Raises:
        InputError: python-hcl2 is not installed, or the text is no expression.
    """
    tree = parsed(f"{text}\n", file, begin="value = ")
    (attribute,) = (one for one in trees(trees(tree)[0]) if one.data == "attribute")
    return _value(trees(attribute)[-1], "", _Seen(file))


def _resource(block: Branch, file: str, names: Names | None, kind: str, name: str = "") -> HclResource:
    pointer = f"/resource{pointer_token(kind)}{pointer_token(name)}"
    seen = _Seen(file, {pointer: line_of(block)}, names=names)
    values: dict[str, Any] = {}
    body = body_of(block)
    for attribute in trees(body):
        if attribute.data == "attribute":
            key, expression = label(trees(attribute)[0]), trees(attribute)[-1]
            where = pointer + pointer_token(key)
            if key in values:
                raise seen.refuse(f"`{key}` is written twice, on line {seen.lines[where]} already", attribute)
            seen.lines[where] = line_of(attribute)
            values[key] = _value(expression, where, seen)
        elif attribute.data == "block" and labels(attribute) == ["lifecycle"]:
            # other blocks do not concern the mapping
            values["lifecycle"] = _lifecycle(attribute)
    return HclResource(
        kind=kind,
        name=name,
        pointer=pointer,
        values=values,
        lines=seen.lines,
        twice=seen.twice,
        variables=tuple(seen.variables),
    )


def _lifecycle(block: Branch) -> dict[str, Any]:
    """The block as in Terraform's JSON syntax; the words in `ignore_changes` are names of members, not references."""
    body = body_of(block)
    given = {label(trees(one)[0]): written(trees(one)[-1]) for one in trees(body) if one.data == "attribute"}
    return {"ignore_changes": _WORD.findall(given.get("ignore_changes", ""))}


def _value(tree: Branch, where: str, seen: _Seen) -> Any:
    """The value of an expression. Inside `jsonencode` one part that is no literal makes the whole a `Computed`."""
    if seen.depth and seen.names is not None:
        seen.names.left -= 1
    # python-hcl2 wraps every operand in an expr_term, also the inside of `(…)`
    if tree.data == "expr_term":
        inner = trees(tree)
        return _value(inner[0], where, seen) if len(inner) == 1 else _unknown(tree, seen)
    if tree.data == "function_call":
        return _encoded(tree, where, seen)
    if tree.data in ("get_attr_expr_term", "index_expr_term"):
        return _named(tree, where, seen)
    read: Callable[[Branch], Any] | None = {
        "string": lambda t: _wrapped(t, where, seen),
        "literal_value": lambda t: {"true": True, "false": False, "null": None}[text_of(t)],
        "int_lit": _number,
        "float_lit": _number,
        "heredoc_template": lambda t: _heredoc(t, seen),
        "heredoc_template_trim": lambda t: _heredoc(t, seen),
        "unary_op": lambda t: _negative(t, seen),
    }.get(str(tree.data))
    if read is not None:
        return read(tree)
    if tree.data == "tuple":
        return _collected(list, enumerate(trees(tree)), where, seen)
    if tree.data == "object":
        return _collected(dict, ((_key(trees(e)[0], seen), e) for e in trees(tree)), where, seen)
    return _unknown(tree, seen)


def _named(tree: Branch, where: str, seen: _Seen) -> Any:
    """The value of `local.a` or `var.b`, if the folder says what it is."""
    found = seen.names.find(tree) if seen.names is not None and seen.depth < _MOST_NAMES else None
    if found is None:
        return _unknown(tree, seen)
    expression, name, is_elsewhere = found
    before = seen.at
    seen.at, seen.depth = seen.line(tree) if is_elsewhere else before, seen.depth + 1
    value = _value(expression, where, seen)
    seen.at, seen.depth = before, seen.depth - 1
    if not name.startswith("var.") or seen.names is None or isinstance(value, Computed):
        return value
    seen.variables[name] = None
    value = _converted(value, seen.names.type_of(name))
    return _unknown(tree, seen) if value is None else value


def _converted(value: Any, kind: str) -> Any:
    """A value as Terraform converts it to a variable's type; None if that takes more than is known here."""
    if kind in ("any", "string") and (kind == "any" or isinstance(value, str)):
        return value
    if kind == "string" and isinstance(value, int):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "bool" and isinstance(value, bool):
        return value
    return value if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool) else None


_MOST_NAMES = 30
"""Through how many names one is followed, since they may lead in a circle."""


def _wrapped(tree: Branch, where: str, seen: _Seen) -> Any:
    """A text; one with a single expression and nothing else has that expression's value (HCL's specification, template unwrapping)."""
    parts = trees(tree)
    inside = trees(parts[0]) if len(parts) == 1 else []
    if [one.data for one in inside] == ["interpolation"]:
        return _value(trees(inside[0])[0], where, seen)
    return _string(tree, seen)


def _encoded(call: Branch, where: str, seen: _Seen) -> Any:
    """The argument of a `jsonencode` instead of its text; a `jsonencode` inside another one gives its text."""
    parts = trees(call)
    arguments = trees(parts[-1]) if parts[-1].data == "arguments" else []
    if label(parts[0]) != "jsonencode" or len(arguments) != 1:
        return _unknown(call, seen)
    # after the `#` a pointer goes on inside JSON text, as for a plan's `settings`
    seen.lines[where + "#"] = seen.line(call)
    value = _value(arguments[0], where + "#", seen)
    if "#" not in where or isinstance(value, Computed):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.translate(_BY_JSONENCODE)


def _collected(kind: type, members: Any, where: str, seen: _Seen) -> Any:
    out: dict[Any, Any] = {}
    unknown: list[Computed] = []
    for key, member in members:
        if isinstance(key, Computed):
            unknown.append(key)
            continue
        at = where + pointer_token(key)
        if key in out:
            seen.twice = seen.twice or key
        seen.lines[at] = seen.line(member)
        value = _value(trees(member)[-1] if member.data == "object_elem" else member, at, seen)
        if isinstance(value, Computed):
            unknown += (replace(value, others=()), *value.others)
        out[key] = value
    if unknown:  # half a mapping would be checked as if it were all
        return replace(unknown[0], others=tuple(dict.fromkeys(unknown[1:])))
    return out if kind is dict else list(out.values())


def _key(tree: Branch, seen: _Seen) -> str | Computed:
    inner = trees(tree)[0]
    # a bare word is the key itself (`name = 1`); it is an expression only in parentheses (HCL's specification)
    while inner.data == "expr_term" and len(trees(inner)) == 1 and first(inner) != "LPAR":
        inner = trees(inner)[0]
    if inner.data == "string":
        return _string(inner, seen)
    # keys are texts: `true`, `null` and 1 stand for their own spelling
    if inner.data in ("identifier", "keyword", "literal_value", "int_lit", "float_lit"):
        return text_of(inner)
    return _unknown(inner, seen)


def _string(tree: Branch, seen: _Seen) -> str | Computed:
    out = []
    for part in trees(tree):
        # a tree inside a part of a string is `${…}` or `%{…}`
        if part.children and trees(part):
            inside = trees(part)[0]
            value = _value(trees(inside)[0], "", seen) if inside.data == "interpolation" else None
            if isinstance(value, bool) or not isinstance(value, str | int):
                return _unknown(tree, seen)
            out.append(str(value))
            continue
        text = text_of(part)
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


def _heredoc(tree: Branch, seen: _Seen) -> str | Computed:
    """The lines between the marks, including the last line end; without the common indentation after `<<-`."""
    text = text_of(tree)
    # without the marks' own lines: `<<EOT` and `EOT`
    body = text.rstrip("\n").split("\n")[1:-1]
    joined = "".join(line + "\n" for line in body)
    if text.startswith("<<-"):
        joined = textwrap.dedent(joined)
    if not _TEMPLATE.search(joined):
        return joined.replace("$${", "${").replace("%%{", "%{")
    # a heredoc is one token, so its parts are read as those of a quoted string
    quoted = "".join(
        part if _TEMPLATE.match(part) else part.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        for part in _INTERPOLATION.split(joined)
    )
    try:
        attribute = trees(trees(parsed(f'"{quoted}"\n', seen.file, begin="value = "))[0])[0]
    except InputError:  # an expression with braces of its own
        return _unknown(tree, seen)
    before, seen.at = seen.at, seen.line(tree)
    value = _value(trees(attribute)[-1], "", seen)
    seen.at = before
    return value if isinstance(value, str) else _unknown(tree, seen)


_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
"""`${a}` or `%{if a}`, but not the literal `$${a}` or `%%{`."""
_INTERPOLATION = re.compile(r"((?<!\$)\$\{[^{}]*\})")


def _number(tree: Branch) -> int | float:
    """A number: an int if it is whole, however it is written (`1e3`); infinite if no double holds it."""
    number = float(text_of(tree))
    if not number.is_integer():
        return number
    return int(number) if "." in text_of(tree) or "e" in text_of(tree).lower() else int(text_of(tree))


def _negative(tree: Branch, seen: _Seen) -> Any:
    value = _value(trees(tree)[0], "", seen)
    # a bool is an int in Python; `-true` and `!x` are left to Terraform
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return -value if plain and first(tree) == "MINUS" else _unknown(tree, seen)


def _unknown(tree: Branch, seen: _Seen) -> Computed:
    text = written(tree)
    # keep a reference whole: it identifies the destination of a subscription
    return Computed(text=text if _REFERENCE.fullmatch(text) else cut(text, 60), line=seen.line(tree))
