"""Paths as other languages write them: Handlebars, JSONPath, jq, lodash, JavaScript, SQL, shells. Segment's have dots and `[0]` alone.

Tells such a path from a key that an event may have, and says what to write instead.
"""

from __future__ import annotations

import json
import re

from attio_harness.inputs.event import ROOTS
from attio_harness.lint.lookups import Lookup
from attio_harness.lint.mended import DOTTED_KEY, all_elements, fallback, path_meant, with_dotted_key

__all__ = ["instead", "is_foreign"]

_TOP = frozenset().union(*ROOTS.values())
_ROOT = re.compile(r"[\w-]+")
"""A top member of an event, or of a source's own: no other signs."""
_ODD_KEY = re.compile(r"\[|\||\?\?\s*\S|\s(?://|\?)\s|\\$|^\*$|\w\(\)$|^`|;$")
"""Signs of other languages: `items[-1]`, filters, `a ?? b`, jq's `a // b`, `a ? b : c`, an escaped dot, JSONPath's `*`, `trim()`, SQL's quotes."""
_RANGE = re.compile(r"\[-?\d*(?:\s*[:,]\s*-?\d*)+\]")
"""`items[0:2]` and `items[0,1]`, which a key such as `10:30` is not."""
_SECOND = re.compile(r"\s*[,+&]\s*(?:'[^']*'\s*[,+&]\s*)?(?:\$\.)?((?:traits|properties|context)\.\w[\w.\[\]]*)")
"""The path of another value behind the first, in `traits.first + traits.last`."""
_OPTIONAL = re.compile(r"\w\?\.(?=\w|\[)")
"""JavaScript's `traits?.plan`."""


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
    if _RANGE.search(one.text) or _OPTIONAL.search(one.text) or _SECOND.search(one.text, 1):
        return True
    # templates with `$.` have AH209
    dollar = one.keys[0].startswith("$")
    return not (dollar and one.placeholder) and (dollar or not (one.relative or _ROOT.fullmatch(one.keys[0])))


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
    choice = fallback(one.text, in_template=one.placeholder)
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


def _written(one: Lookup, path: str) -> str:
    return f"{{{{{path}}}}}" if one.placeholder else f"$.{path}"


_CALLED = re.compile(r"[$\w.]*?(\w+)\(([^()]+)\)|([^()]+?)\.(\w+)\(\)|(\w+)\s+([\w.]+)")
"""`lower(traits.plan)`, `traits.plan.toLowerCase()`, and `lower traits.plan` of Handlebars."""
_CASES = {"lower": "lower", "upper": "upper", "down": "lower", "up": "upper"}
_FILTERS = {"lower": "downcase", "upper": "upcase", "trim": "strip", "strip": "strip"}
_OF_CASE = re.compile(r"(?:to|l|u)?(lower|upper|down|up)(?:case)?")


def _called(one: Lookup) -> str | None:
    """For a function: paths call none, and some have a directive or a filter that does the same."""
    found = _CALLED.fullmatch(one.text.strip())
    path = path_meant(found[2] or found[3] or found[6]) if found else None
    if found is None or path is None:
        return None
    name = (found[1] or found[4] or found[5]).lower().replace("_", "")
    case = _OF_CASE.fullmatch(name)
    does = _CASES[case[1]] if case else name
    if does in _FILTERS and one.placeholder:
        return f"A template calls no function: write it as @liquid, with {{{{ {path} | {_FILTERS[does]} }}}}."
    if case:
        return f"Write {json.dumps({'@case': {'operator': does, 'value': {'@path': f'$.{path}'}}})}."
    if does in _FILTERS:
        return f"Write {json.dumps({'@liquid': f'{{{{ {path} | {_FILTERS[does]} }}}}'})}."
    if does in ("length", "size", "count"):
        return f"Write {_written(one, path)}.length." if not one.placeholder else f"Write {{{{{path}.length}}}}."
    if found[5] and (one.relative or path.partition(".")[0] not in _TOP):
        return None  # `first name` is no call
    return f"A path calls no function: write {_written(one, path)} for the value itself."


def _ranged(one: Lookup) -> str | None:
    """For `items[0:2]`: a path has one element, or all."""
    found = _RANGE.search(one.text)
    path = path_meant(one.text[: found.start()]) if found else None
    if found is None or path is None:
        return None
    rest = one.text[found.end() :]
    every = None if one.placeholder else all_elements(f"{path}[*]{rest}")
    return f"Write {_written(one, f'{path}[0]{rest}')} for one element{f', or {every} for all' if every else ''}: a path has no ranges."


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
    found = _SECOND.search(one.text, 1)
    path = path_meant(one.text[: found.start()].strip(" ,+&")) if found else None
    if found is None or path is None:
        return None
    text = f"{{{{{path}}}}} {{{{{found[1]}}}}}"
    return f"A path reads one value: write {text if one.placeholder else json.dumps({'@template': text})} for both."
