"""Rules on how paths are written, in `@path` and in templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attio_harness.inputs.event import ROOTS
from attio_harness.lint.lookups import Lookup
from attio_harness.lint.mended import DOTTED_KEY, all_elements, fallback, path_meant, with_dotted_key
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import example, path, people, template
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import without_placeholders
from attio_harness.text.words import shown


@rule(
    "AH207",
    "note",
    title="An `@path` does not begin with `$.`.",
    why="It works: Segment drops the first `$.` wherever it stands. Other programs, and people, may take it for text.",
    fix="Write `$.` in front.",
    failing=example(people(job_title={"@path": "traits.title"})),
    passing=example(people(job_title=path("traits.title"))),
)
def path_without_dollar(view: View) -> Iterator[Violation]:
    for one in view.lookups:
        if not one.placeholder and "$." not in one.text and one.keys and not _unreachable(one):
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} does not begin with `$.`; Segment reads it as $.{one.text.lstrip('.')}.",
                f"Write $.{one.text.lstrip('.')}, as Segment's editor does.",
            )


def _unreachable(one: Lookup) -> bool:
    if not one.keys:
        return False
    # a bracket of an index is gone by now; one left over is part of the key, as in `items[-1]`
    odd = any(
        key != key.strip() or _ODD_KEY.search(key) or (key.startswith("{{") and not one.placeholder) for key in one.keys
    )
    if odd or _is_block(one) or _is_slashed(one) or DOTTED_KEY.search(one.text):
        return True
    # templates with `$.` have AH209
    return one.keys[0].startswith("$") and not one.placeholder


_ODD_KEY = re.compile(r"\[|\||\?\?\s*\S|\\$|^\*$|^-?\d*:-?\d*$")
"""Signs of other languages: `items[-1]`, filters, `a ?? b`, an escaped dot, JSONPath's `*` and slices."""
_TOP = frozenset().union(*ROOTS.values())


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


@rule(
    "AH208",
    "error",
    title="A path whose keys no event has: a stray `$`, blanks, brackets that are not an index, or the braces of a template.",
    why="Paths know only dots and `[0]`. There are no slashes, no negative indexes, no `*`, no filters, no escapes and no `$['key']`; "
    "blanks are part of the key.",
    fix="Write plain dots and indexes.",
    failing=example(people(job_title={"@path": "$['traits'].title"})),
    passing=example(people(job_title={"@path": "$.traits.title"})),
)
def path_never_found(view: View) -> Iterator[Violation]:
    for one in view.lookups:
        if _unreachable(one):
            keys = " then ".join(map(repr, one.keys))
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} looks for the key {keys}, which is probably not what you mean.",
                _instead(one),
            )


def _instead(one: Lookup) -> str:
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
    before, after = ("{{", "}}") if one.placeholder else ("$.", "")
    meant = path_meant(one.text.strip("/").replace("/", ".") if _is_slashed(one) else one.text)
    if meant is not None:
        return f"Write {before}{meant}{after}."
    return (
        f"Write {before}traits.plan{after} for members, {before}properties.products[0]{after} for elements, without blanks; negative or "
        "named indexes do not exist."
    )


@rule(
    "AH209",
    "error",
    title="A placeholder of `@template` begins with `$.`.",
    why="Only `@path` drops the `$.`; a template looks for a key named `$` and prints nothing.",
    fix="Write `{{traits.title}}`.",
    failing=example(people(job_title=template("{{$.traits.title}}"))),
    passing=example(people(job_title=template("{{traits.title}}"))),
)
def dollar_in_template(view: View) -> Iterator[Violation]:
    for one in view.lookups:
        if one.placeholder and one.keys and one.keys[0].startswith("$"):
            meant = path_meant(one.text) or one.text.lstrip("$.")
            yield Violation(
                one.pointer,
                f"{{{{{one.text}}}}} is always empty: in a template a path has no `$.`.",
                f"Write {{{{{meant}}}}}." if meant else "Name the value that is meant, as in {{traits.title}}.",
            )


# only top members of events count, so braces of JSON or around words do not; closed `{{…}}` were removed before
_TOPS = "|".join(sorted(frozenset().union(*ROOTS.values())))
_PATH = re.compile(rf"(?:{_TOPS})\b[\w.\[\]]*+")
_HALF_OPENED = re.compile(rf"\{{\{{[^{{}}]++|\{{ *+(?:\$\.)?(?:{_TOPS})(?:[.\[][^{{}}]*+)?\}}")


_BARE_PATH = re.compile(
    r"(?:\$\.(?!\d)|(?<![\w@./-])(?=(?:traits|properties)\.(?!com\b|io\b|net\b)\w|context\.\w+\.\w))(\w++(?>(?:\.\w++|\[\w++\])*))"
)
"""A path without braces. `$.50` is an amount; `context.io`, `properties.com` and what stands behind `@` may be domains."""


_TAG = re.compile(r"\{%-?\s*\w[^{}]*%\}")
"""A tag of Liquid, `{% if … %}`."""


@rule(
    "AH213",
    "error",
    title="Braces or a path in a `@template` do not form a placeholder.",
    why="A placeholder has two braces on each side. With one brace or none, or unclosed, it is sent as it is and ends up in the CRM.",
    fix="Write `{{traits.title}}`.",
    failing=example(people(job_title=template("{traits.title}"))),
    passing=example(people(job_title=template("{{traits.title}}"))),
)
def placeholder_half_written(view: View) -> Iterator[Violation]:
    for spot in view.spots:
        found = spot.directive
        if found is None or found[0] != "@template" or not isinstance(found[1], str):
            continue
        text = without_placeholders(found[1])
        bare = _BARE_PATH.findall(text)
        # beside words it may be a word, too, and inside of @path it is looked up
        if bare and not spot.pointer.endswith("/@path") and not re.search(r"[\w{]", _BARE_PATH.sub("", text)):
            yield Violation(
                f"{spot.pointer}/@template",
                f"{shown(text.strip())} is sent as it is: a template replaces only what is in two braces.",
                f"Write {' and '.join(f'{{{{{one}}}}}' for one in bare)}.",
            )
        tag = _TAG.search(text)
        if tag is not None:
            yield Violation(
                f"{spot.pointer}/@template",
                f"{shown(tag[0])} is sent as it is: tags belong to Liquid.",
                "Write the template as @liquid, or choose with @if.",
            )
        half = None if tag is not None else _HALF_OPENED.search(text)
        if half is not None:
            path_meant = _PATH.search(half[0])
            yield Violation(
                f"{spot.pointer}/@template",
                f"{shown(half[0])} is sent as it is: a placeholder has two braces on each side.",
                f"Write {{{{{path_meant[0] if path_meant else 'traits.title'}}}}}, with the path of the value you mean.",
            )
