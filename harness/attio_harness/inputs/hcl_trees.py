"""HCL as trees of python-hcl2, and what is needed to walk them. `hcl` reads their values.

Needs the extra `hcl` (python-hcl2), imported on first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attio_harness.errors import InputError
from attio_harness.text.words import shown

if TYPE_CHECKING:
    from lark import Token, Tree

    Branch = Tree[Token]

__all__ = ["body_of", "first", "label", "labels", "line_of", "parsed", "text_of", "trees", "written"]


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


def parsed(text: str, file: str, begin: str = "") -> Branch:
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


def written(tree: Branch) -> str:
    """An expression on one line, with a blank wherever the file has some."""
    out, end = "", 0
    for token in tree.scan_values(lambda _: True):
        out += " " * bool(out and token.start_pos != end) + str(token)
        end = token.end_pos or 0
    return " ".join(out.split())


def body_of(block: Branch) -> Branch:
    return next(child for child in trees(block) if child.data == "body")


def labels(block: Branch) -> list[str]:
    return [label(child) for child in trees(block) if child.data in ("identifier", "string")]


def label(tree: Branch) -> str:
    return text_of(tree).strip('"')


def text_of(tree: Branch) -> str:
    return "".join(str(token) for token in tree.scan_values(lambda _: True))


def first(tree: Branch) -> str:
    """The type of the first token; "" if the tree begins with a tree."""
    return str(getattr(tree.children[0], "type", ""))


def line_of(tree: Branch) -> int:
    return int(tree.meta.line)


def trees(tree: Branch) -> list[Branch]:
    """The children that are trees, without line ends and comments."""
    found = [child for child in tree.children if hasattr(child, "children")]
    return [child for child in found if child.data != "new_line_or_comment"]  # type: ignore[union-attr,misc]
