"""Paths as other languages write them: Handlebars, JSONPath, jq, lodash, JavaScript, SQL, shells. Segment's have dots and `[0]` alone.

Tells such a path from a key that an event may have, and says what to write instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise

from attio_harness.advice.foreign import as_template, expression_in, path_in
from attio_harness.advice.templates import MEMBERS
from attio_harness.advice.texts import directive_meant
from attio_harness.inputs.event import ROOTS
from attio_harness.lint.lookups import Lookup
from attio_harness.lint.mended import CHOICE, DOTTED_KEY, all_elements, fallback, path_meant, with_dotted_key
from attio_harness.lint.yields import pieces

__all__ = ["instead", "instead_of_text", "is_foreign"]

_TOP = frozenset().union(*ROOTS.values())
_TOPS = re.compile(rf"(?:{'|'.join(sorted(_TOP))})(?!\w)")
_SURE = rf"(?:context|properties|traits|{MEMBERS})(?!\w)"
"""Members of every source's events whose names are no words of any language: a source may have a `page type` of its own."""
_SIGNED = re.compile(rf"(?<!\w){_SURE}")
"""One of them with other signs around it, as in `lower(traits`, `#{traits` and `../traits`."""
_ODD_KEY = re.compile(r"\[|\||\?\?\s*\S|\s//\s|\\$|^\*$|\w\(\)$|^`|;$")
"""Signs of other languages: `items[-1]`, filters, `a ?? b`, jq's `a // b`, an escaped dot, JSONPath's `*`, `trim()`, SQL's quotes."""
_RANGE = re.compile(r"\[(?=[-\d ]*[:,])[-\d:, ]+\]")
"""`items[0:2]` and `items[0,1]`, which a key such as `10:30` is not."""
_NEXT = re.compile(rf"[,+&]\s*(?:(?:'([^']*)'|\"([^\"]*)\")\s*[,+&]\s*)?(?:\$\.)?({_SURE}[\w.\[\]]*)\s*")
"""The path of another value behind the first, and the text between, in `traits.first + '-' + traits.last`."""
_OPTIONAL = re.compile(r"(?:^|[.\]])[\w$]+(?:\[\d+\])?\?\.(?=[\w\[])")
"""JavaScript's `traits?.plan` and `items[0]?.sku`; `Is VIP?.since` is a member of a question."""


def is_foreign(one: Lookup) -> bool:
    """Whether a path is written as in another language, or asks for keys that no event has."""
    if not one.keys:
        return False
    # a bracket of an index is gone by now; one left over is part of the key, as in `items[-1]`
    odd = any(
        key != key.strip() or _ODD_KEY.search(key) or (key.startswith("{{") and not one.placeholder) for key in one.keys
    )
    if odd or _is_block(one) or _is_slashed(one) or DOTTED_KEY.search(one.text):
        return True
    if any(asked.search(one.text) for asked in (_RANGE, _OPTIONAL, _NEXT)) or _is_choice(one.text):
        return True
    first = one.keys[0]
    if first.startswith("$"):
        return not one.placeholder  # templates with `$.` have AH209
    is_plain = re.fullmatch(r"[\w-]+", first) is not None
    return not one.relative and not is_plain and (first == "@" or _SIGNED.search(first) is not None)


def _is_choice(text: str) -> bool:
    """`a ? b : c`; `Any questions ? Yes` is a key."""
    return " ? " in text and " : " in text


def _is_block(one: Lookup) -> bool:
    """`{{#if …}}` and `{{/if}}` of Handlebars, which a template takes for paths."""
    return (
        one.placeholder
        and len(one.text) > 1
        and (one.text[0] in "#^>" or (one.text[0] == "/" and not _is_slashed(one)))
    )


def _is_slashed(one: Lookup) -> bool:
    """A JSON pointer, `/traits/plan` or `/userId`: only dots and brackets separate keys. `{{/properties}}` ends a block."""
    first, slash, _ = one.keys[0].lstrip("/").partition("/")
    return first in _TOP and not one.relative and bool(slash or (one.keys[0].startswith("/") and not one.placeholder))


def instead(one: Lookup) -> str:
    """What to write instead of such a path."""
    if _is_block(one):
        return "A template has no blocks: choose with @if, or write the template as @liquid."
    choice = CHOICE if _is_choice(one.text) else fallback(one.text, in_template=one.placeholder)
    if choice is not None:
        return choice
    if any("|" in key for key in one.keys):
        return "Filters belong to Liquid: write the template as @liquid, or the path alone."
    if DOTTED_KEY.search(one.text):
        return f"No path reaches a key with a dot in it, but Liquid does, as text: {with_dotted_key(one.text)}."
    listed = None if one.placeholder else all_elements(one.text)
    if listed is not None:
        return f"Write {listed}."
    special = _called(one) or _ranged(one) or _last(one) or _several(one)
    if special is not None:
        return special
    meant = path_meant(one.text.strip("/").replace("/", ".") if _is_slashed(one) else one.text)
    if meant is not None:
        return f"Write {_written(one, meant)}."
    return (
        f"Write {_written(one, 'traits.plan')} for members, {_written(one, 'properties.products[0]')} for elements, without blanks; negative "
        "or named indexes do not exist."
    )


_CONCATENATED = re.compile(r"\$?(?:fn:)?concat\((.*)\)", re.IGNORECASE | re.DOTALL)
_EVALUATES_NONE = "Segment evaluates no other language"


def instead_of_text(text: str) -> str | None:
    """What to write for a text that is an expression or a placeholder of another language; None for any other, also for words around paths."""
    expression = expression_in(text)
    if expression is None:
        return (
            None
            if as_template(text) or directive_meant(text)
            else f"Write a directive that reads what is meant, such as {_of('traits.plan')}: {_EVALUATES_NONE}."
        )
    joined = _CONCATENATED.fullmatch(expression)
    expression = joined[1] if joined else expression
    path = path_in(expression)
    if path is not None and _ALONE.fullmatch(expression):
        return f"Write it as {_of(path)}."
    one = Lookup(pointer="", text=expression, keys=pieces(expression), relative=False, placeholder=False)
    choice = fallback(expression, in_template=False)
    found = _DIRECTIVE.search((choice if choice != CHOICE else None) or _several(one) or _called(one) or "")
    if found is not None:
        return f"Write it as {found[0]}."
    if _is_choice(expression):
        return CHOICE
    reads = f"{_of(path or 'traits.plan')} reads {'the value' if path else 'a value'}"
    return f"{_EVALUATES_NONE}: {reads}, @template joins values, @if chooses between them, @liquid computes."


_ALONE = re.compile(r"[^\s(&+*|?]*(?:\??\.[^\s(&+*|?]*)*")
"""A path, whatever signs of other languages are in it."""
_DIRECTIVE = re.compile(r"\{\".*\}")


def _of(path: str) -> str:
    return json.dumps({"@path": f"$.{path}"})


def _written(one: Lookup, path: str) -> str:
    return f"{{{{{path}}}}}" if one.placeholder else f"$.{path}"


_CALLED = re.compile(r"[$\w.]*?(\w+)\(([^()]+)\)|([^()]+?)\.(\w+)\(\)|(\w+)\s+([\w.]+)")
"""`lower(traits.plan)`, `traits.plan.toLowerCase()`, and `lower traits.plan` of Handlebars."""
_FUNCTIONS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("lower", "lowercase", "tolower", "tolowercase", "lcase", "downcase"), ("lower", "downcase")),
    **dict.fromkeys(("upper", "uppercase", "toupper", "touppercase", "ucase", "upcase"), ("upper", "upcase")),
    **dict.fromkeys(("trim", "strip"), ("", "strip")),
}
"""Name without underscores -> the operator of `@case` that does the same, if there is one, and the filter of Liquid."""
_LENGTHS = frozenset({"length", "len", "size", "count"})


def _called(one: Lookup) -> str | None:
    """For a function: paths call none, and some have a directive or a filter that does the same."""
    found = _CALLED.fullmatch(one.text.strip())
    path = path_meant(found[2] or found[3] or found[6]) if found else None
    # in `traits(plan)` the plan is no member of the event
    if found is None or path is None or not (one.relative or _TOPS.match(path)):
        return None
    name = (found[1] or found[4] or found[5]).lower().replace("_", "")
    if name in _LENGTHS:
        return f"Write {_written(one, f'{path}.length')}."
    if name not in _FUNCTIONS:
        return f"A path calls no function: write {_written(one, path)} for the value itself."
    case, filter = _FUNCTIONS[name]
    printed = f"{{{{ {path} | {filter} }}}}"
    if one.placeholder:
        return f"A template calls no function: write it as @liquid, with {printed}."
    node = {"@case": {"operator": case, "value": {"@path": f"$.{path}"}}} if case else {"@liquid": printed}
    return f"Write {json.dumps(node)}."


def _ranged(one: Lookup) -> str | None:
    """For `items[0:2]`: a path has one element, or all."""
    found = _RANGE.search(one.text)
    path = path_meant(one.text[: found.start()]) if found else None
    if found is None or path is None:
        return None
    rest = one.text[found.end() :]
    first, every = path_meant(f"{path}[0]{rest}"), None if one.placeholder else all_elements(f"{path}[*]{rest}")
    if first is None:
        return None
    return (
        f"Write {_written(one, first)} for one element{f', or {every} for all' if every else ''}: a path has no ranges."
    )


_LAST = re.compile(r"(.+?)(?:\[(?:-1|last(?:\(\))?|\(@\.length\s*-\s*1\))\]|\.at\(-1\))((?:\.\w+)*)")
"""`items[-1]`, `items[last()]` and `items.at(-1)`, each with members behind it."""


def _last(one: Lookup) -> str | None:
    """For the last element, which Liquid alone reads."""
    found = _LAST.fullmatch(one.text)
    path = path_meant(found[1]) if found else None
    if found is None or path is None or one.relative:
        return None
    return f"No path counts from the end, but Liquid does, as text: {json.dumps({'@liquid': f'{{{{ {path}.last{found[2]} }}}}'})}."


def _several(one: Lookup) -> str | None:
    """For `traits.first + traits.last`: a path reads one value."""
    found = [*_NEXT.finditer(one.text)]
    path = path_meant(one.text[: found[0].start()]) if found else None
    if path is None or found[-1].end() < len(one.text) or any(a.end() < b.start() for a, b in pairwise(found)):
        return None
    text = f"{{{{{path}}}}}" + "".join(
        f"{next((one for one in (single, double) if one is not None), ' ')}{{{{{other}}}}}"
        for single, double, other in map(re.Match.groups, found)
    )
    return f"A path reads one value: write {text if one.placeholder else json.dumps({'@template': text}, ensure_ascii=False)}."
