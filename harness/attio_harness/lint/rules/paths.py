"""Rules on how paths are written, in `@path` and in templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attio_harness.advice.foreign import as_template, expression_in, foreign_in
from attio_harness.advice.templates import MEMBERS
from attio_harness.inputs.event import ROOTS
from attio_harness.lint.foreign_paths import instead, instead_of_text, is_foreign
from attio_harness.lint.lookups import Lookup
from attio_harness.lint.mended import path_meant
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
        is_plain = "$." not in one.text and ".." not in one.text
        if not one.placeholder and is_plain and _is_of_event(one) and not is_foreign(one):
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} does not begin with `$.`; Segment reads it as $.{one.text.lstrip('.')}.",
                f"Write $.{one.text.lstrip('.')}, as Segment's editor does.",
            )


def _is_of_event(one: Lookup) -> bool:
    """Whether a path begins with what an event has, so that `$.` alone is missing; `event` is a text and has no members."""
    return bool(one.keys) and (one.relative or (one.keys[0] in _TOP and (one.keys[0] != "event" or len(one.keys) == 1)))


@rule(
    "AH208",
    "error",
    title="A path whose keys no event has: a stray `$`, blanks, brackets that are not an index, or another language's signs.",
    why="Paths know only dots and `[0]`. There are no slashes, no negative indexes, no `*`, no filters, no escapes and no `$['key']`; "
    "blanks are part of the key.",
    fix="Write plain dots and indexes.",
    failing=example(people(job_title={"@path": "$['traits'].title"})),
    passing=example(people(job_title={"@path": "$.traits.title"})),
)
def path_never_found(view: View) -> Iterator[Violation]:
    for one in view.lookups:
        if is_foreign(one):
            keys = " then ".join(map(repr, one.keys))
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} looks for the key {keys}, which is probably not what you mean.",
                instead(one),
            )


@rule(
    "AH214",
    "warning",
    title="A path begins with two dots, which are read as one, and then with no member of events.",
    why="In JSONPath `$..email` finds a member anywhere inside. Segment searches nothing: it reads the same as `$.email`.",
    fix="Name the whole way.",
    failing=example(people(job_title={"@path": "$..title"})),
    passing=example(people(job_title=path("traits.title"))),
)
def path_searches_nothing(view: View) -> Iterator[Violation]:
    for one, read in _doubled(view):
        if not one.relative and one.keys[0] not in _TOP:
            holder = "properties" if _TRAITED.isdisjoint(view.trigger.types) else "traits"
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} is read as ${read}: it does not search.",
                f"Name the whole way, such as $.{holder}{read}.",
            )


@rule(
    "AH215",
    "note",
    title="A path has two dots in a row.",
    why="It works: Segment reads two dots as one. Whoever knows JSONPath takes it for a search in everything inside.",
    fix="Write one dot.",
    failing=example(people(job_title={"@path": "$.traits..title"})),
    passing=example(people(job_title=path("traits.title"))),
)
def path_with_two_dots(view: View) -> Iterator[Violation]:
    for one, read in _doubled(view):
        if one.relative or one.keys[0] in _TOP:
            yield Violation(
                one.pointer,
                f"The path {shown(one.text)} is read as ${read}, and nothing further inside is searched.",
                f"Write ${read}.",
            )


def _doubled(view: View) -> Iterator[tuple[Lookup, str]]:
    """The paths with two dots in a row, and as what each is read, without its `$`."""
    for one in view.lookups:
        if not one.placeholder and ".." in one.text and one.keys and not is_foreign(one):
            read = re.sub(r"\.{2,}", ".", f".{one.text.removeprefix('$')}").replace(".[", "[")
            yield one, read.rstrip(".")


_TRAITED = frozenset({"identify", "group"})
_TOP = frozenset().union(*ROOTS.values())


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


_MEMBER = re.compile(rf"\s*+(?:{MEMBERS})\s*+")
"""A top member of events as the whole text."""
_TAG = re.compile(r"\{%-?\s*\w[^{}]*%\}")
"""A tag of Liquid, `{% if … %}`."""


def _foreign(text: str, *, is_whole: bool) -> tuple[str, str] | None:
    """What a template has of another language outside of its placeholders, with what to write; None without any."""
    found = None if "{%" in text else foreign_in(text)
    meant = as_template(found[0]) if found is not None else None
    if found is not None and meant is not None:
        return None if found[0].startswith("{") else (found[0], f"Write {meant}.")
    # a function with a path in it; other expressions may be words
    calls = is_whole and "(" in text and expression_in(text) is not None
    return (text, instead_of_text(text) or "") if calls else None


@rule(
    "AH213",
    "error",
    title="Braces or a path in a template do not form a placeholder.",
    why="A placeholder has two braces on each side. With one brace or none, or unclosed, it is sent as it is and ends up in the CRM.",
    fix="Write `{{traits.title}}`.",
    failing=example(people(job_title=template("{traits.title}"))),
    passing=example(people(job_title=template("{{traits.title}}"))),
)
def placeholder_half_written(view: View) -> Iterator[Violation]:
    for spot in view.spots:
        found = spot.directive
        if found is None or found[0] not in ("@template", "@liquid") or not isinstance(found[1], str):
            continue
        text = without_placeholders(found[1])
        bare, beside = _BARE_PATH.findall(text), _BARE_PATH.sub("", text)
        if _MEMBER.fullmatch(found[1]):  # beside a placeholder it is its label
            bare, beside = [text.strip()], ""
        # beside words it may be a word, too, and inside of @path it is looked up
        if bare and not spot.pointer.endswith("/@path") and not re.search(r"[\w{]", beside):
            yield Violation(
                f"{spot.pointer}/{found[0]}",
                f"{shown(text.strip())} is sent as it is: a template replaces only what is in two braces.",
                f"Write {' and '.join(f'{{{{{one}}}}}' for one in bare)}.",
            )
            continue
        other = _foreign(text, is_whole=text == found[1])
        if other is not None:
            yield Violation(
                f"{spot.pointer}/{found[0]}",
                f"{shown(other[0].strip())} is sent as it is: a template replaces only what is in two braces.",
                other[1],
            )
            continue
        if found[0] == "@liquid":
            continue
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
