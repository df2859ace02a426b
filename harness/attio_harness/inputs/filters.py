"""Destination filters in the shapes people have them, each with its place; nothing here decides about an event.

Segment's Public API (list, get, create), Terraform plans, states and HCL.

Rules and their sources

* Kinds of filters, `properties`, `context` and `traits` as the only objects whose fields can be filtered: documentation of
  the Public API.
* The condition is read with the FQL of triggers (`segment_actions.fql`). Filters have a larger language at Segment; what
  the small one would silently ignore (`length()`, `in`, `!(…)`, a mixture of `and` and `or`) is refused.
* `percent` is the share that is let through, from 0 to 1 (documentation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from segment_actions import FqlError, fql
from segment_actions.fql.lexer import Kind, LexError, tokens_of

from attio_harness.errors import InputError
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.hcl import NotLiteral, looks_like_hcl, read_resources
from attio_harness.inputs.mappings import read_text
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.terraform import deleted, is_terraform, resources
from attio_harness.text.json import JsonTextError, line_of, loads

__all__ = ["KINDS", "FilterAction", "FilterKind", "LocatedFilter", "read_filters"]

FilterKind = Literal["drop", "sample", "drop_properties", "allow_properties"]
KINDS: tuple[FilterKind, ...] = ("drop", "sample", "drop_properties", "allow_properties")
"""What a filter can do, in the order in which it is done."""

_ROOTS = ("context", "properties", "traits")
_TERRAFORM_TYPE = "segment_destination_filter"
_WRAPPINGS = ("data", "filters", "destinationFilter", "filter", "input")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterAction:
    """One action of a filter: `fields` has the names of members by the path of the object that holds them."""

    kind: FilterKind
    percent: float = 1.0
    path: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedFilter:
    """A destination filter and where it stands; `condition` is FQL, or `all`."""

    file: str
    pointer: str
    title: str
    condition: str
    actions: tuple[FilterAction, ...]
    enabled: bool = True
    line: int | None = None
    note: str = ""
    """What a careful reader wants to know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    value: Mapping[str, Any]
    pointer: str
    line: Callable[[str], int | None]
    note: str = ""


def read_filters(names: Sequence[str]) -> list[LocatedFilter]:
    """The destination filters of every file named.

    Shapes: the Public API's list, get and create answers, a bare filter or array, `terraform show -json`, HCL.

    Raises:
        InputError: a file cannot be read, holds no filter, or a filter's condition or action cannot be applied.
    """
    pages = Pages()
    filters = [_locate(found, name) for name in names for found in _read(name, pages)]
    missing = dict(pages.missing())
    return [
        replace(one, note="; ".join(filter(None, (one.note, missing.pop(one.file))))) if one.file in missing else one
        for one in filters
    ]


def _read(name: str, pages: Pages) -> list[_Found]:
    text = read_text(name, "filter")
    if looks_like_hcl(name, text):
        found = [
            _Found(value=one.values, pointer=one.pointer, line=_by_table(one.lines, one.pointer))
            for one in read_resources(text, _TERRAFORM_TYPE, name)
        ]
    else:
        document = read_document(text, name, "filter")
        pages.see(document, name)
        found = [
            _Found(value=value, pointer=pointer, line=lambda at: line_of(text, at))
            for value, pointer in _walk(document, "")
        ]
        gone = [one.address for one in deleted(document, _TERRAFORM_TYPE)] if isinstance(document, dict) else []
        if gone and found:
            found[0] = replace(found[0], note=f"the plan deletes {', '.join(gone)}, not applied here")
        if not found and (gone or _is_empty_answer(document)):
            return []
    if not found:
        raise InputError(
            'holds no destination filter (expected Segment\'s Public API answer, or {"if", "actions"} alone or in an '
            f"array, or Terraform's {_TERRAFORM_TYPE})",
            file=name,
        )
    return found


def _is_empty_answer(document: Any) -> bool:
    data = document.get("data", document) if isinstance(document, dict) else document
    return data == [] or (isinstance(data, dict) and data.get("filters") == [])


def _by_table(lines: Mapping[str, int], pointer: str) -> Callable[[str], int | None]:
    return lambda at: lines.get(at, lines.get(pointer))


def _walk(value: Any, pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        if "if" in value:
            yield value, pointer
        elif is_terraform(value):
            for one in resources(value, _TERRAFORM_TYPE, pointer):
                unknown = {key: NotLiteral(text="unknown until apply", line=0) for key in one.unknown}
                yield {**one.values, **unknown}, one.pointer
        else:
            for key in _WRAPPINGS:
                yield from _walk(value.get(key), f"{pointer}/{key}")


def _locate(found: _Found, file: str) -> LocatedFilter:
    value, pointer = found.value, found.pointer

    def fail(problem: str, where: str) -> InputError:
        return InputError(problem, file=file, line=found.line(pointer + where), pointer=pointer + where)

    for key in ("if", "actions", "enabled", "title"):
        if isinstance(value.get(key), NotLiteral):
            raise fail(f"`{key}` is {value[key].text}, which only Terraform can evaluate", f"/{key}")
    condition = value.get("if")
    if not isinstance(condition, str):
        raise fail("`if` must be FQL text, or all", "/if")
    problem = None if condition.strip() == "all" else _not_here(condition)
    if problem:
        raise fail(f"the condition {condition!r} cannot be decided: {problem}", "/if")
    actions = value.get("actions")
    if not isinstance(actions, list) or not actions:
        raise fail("a filter needs `actions`, a list of at least one", "/actions")
    enabled = value.get("enabled", True)
    if not isinstance(enabled, bool):
        raise fail("`enabled` must be true or false", "/enabled")
    title = value.get("title") or value.get("id") or condition
    return LocatedFilter(
        file=file,
        pointer=pointer,
        title=str(title),
        condition=condition.strip(),
        actions=tuple(_action(one, f"/actions/{index}", fail) for index, one in enumerate(actions)),
        enabled=enabled,
        line=found.line(pointer),
        note=found.note,
    )


def _action(value: Any, where: str, fail: Callable[[str, str], InputError]) -> FilterAction:
    if not isinstance(value, dict):
        raise fail("an action is an object with `type`", where)
    named = str(value.get("type")).lower()
    kind = next((one for one in KINDS if one == named), None)
    if kind is None:
        raise fail(f"unknown action {value.get('type')!r}; expected {', '.join(KINDS)}", f"{where}/type")
    percent, path = value.get("percent"), value.get("path")
    if kind == "sample":
        if not isinstance(percent, int | float) or isinstance(percent, bool) or not 0 <= percent <= 1:
            raise fail(f"`percent` is the share let through, from 0 to 1, found {percent!r}", f"{where}/percent")
        if path is not None and not isinstance(path, str):
            raise fail("`path` must be text", f"{where}/path")
        return FilterAction(kind=kind, percent=float(percent), path=path or None)
    if kind == "drop":
        return FilterAction(kind=kind)
    return FilterAction(kind=kind, fields=_fields(value.get("fields"), f"{where}/fields", fail))


def _fields(value: Any, where: str, fail: Callable[[str, str], InputError]) -> dict[str, tuple[str, ...]]:
    """By path of the object: a list of names, or `{"fields": [names]}`; Terraform keeps all of it as JSON text."""
    if isinstance(value, str):
        try:
            value = loads(value)
        except JsonTextError as error:
            raise fail(f"`fields` is not JSON text: {error.problem}", where) from None
    if not isinstance(value, dict) or not value:
        raise fail("needs `fields`: lists of names under context, properties or traits", where)
    out = {}
    for path, names in value.items():
        inner = names.get("fields") if isinstance(names, dict) else names
        if path.split(".")[0] not in _ROOTS:
            raise fail(f"fields can be filtered in {', '.join(_ROOTS)} only, found {path!r}", f"{where}/{path}")
        if not isinstance(inner, list) or not all(isinstance(name, str) for name in inner):
            raise fail("expected a list of names", f"{where}/{path}")
        out[path] = tuple(inner)
    return out


_FIELDS = ("type", "event", "name", "userId", "context", "properties", "traits")


def _not_here(condition: str) -> str | None:
    """Why the FQL of triggers would read this condition otherwise than it is meant, or None."""
    try:
        tokens = [token for token in tokens_of(condition) if token.kind is not Kind.END]
    except LexError as error:
        return str(error)
    joined: dict[int, set[str]] = {}
    depth = 0
    for index, token in enumerate(tokens):
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        elif token.kind is Kind.CONDITIONAL:
            joined.setdefault(depth, set()).add(token.text)
        elif token.text == "!" and after == "(":
            return "a negated group, !(…), is not read; negate each clause"
        elif token.kind is Kind.NAME:
            problem = _word(tokens[index - 1].text if index else "", token.text, after, depth)
            if problem:
                return problem
    if any(len(words) > 1 for words in joined.values()):
        return "`and` and `or` side by side are read as one kind; put one kind into parentheses, or write two filters"
    try:
        fql.parse(condition)
    except FqlError as error:
        return str(error)
    return None


def _word(before: str, word: str, after: str, depth: int) -> str | None:
    if word in ("contains", "match"):
        return f"{word}() inside parentheses is not read as meant" if depth else None
    if after == "(":
        return f"{word}() is not among the functions contains() and match()"
    if after == "in":
        return "`in` is not read; write the values out with or"
    if before not in ("=", "!=", ",", "<", ">", "<=", ">=") and word.split(".")[0] not in _FIELDS:
        return f"the field {word} is not read; known are {', '.join(_FIELDS)}"
    return None
