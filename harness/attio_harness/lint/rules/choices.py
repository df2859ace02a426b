"""Rules on attributes that take only certain texts (options, statuses, members), if a directive can make none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator import Attribute
from attio_emulator.schema.model import Object

from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import example, path, people
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import UNKNOWN, constant, directive_of
from attio_harness.text.json import pointer_token
from attio_harness.text.words import listed, shown


@dataclass(frozen=True, slots=True)
class _Made:
    """What a directive makes of any text. `of` gives the result for one text, None if the directive never makes it; `said` says it in words."""

    pointer: str
    said: str
    of: Callable[[str], str | None]


_TITLES = {"objects": [{"api_slug": "people", "attributes": [{"api_slug": "role", "type": "select", "options": ["Engineer", "Designer"]}]}]}  # fmt: skip


@rule(
    "AH116",
    "warning",
    title="A directive cannot make any text that the attribute accepts.",
    why="`@case`, the filters `upcase` and `downcase`, and text around a variable change every value alike: if no option, "
    "status or member is written that way, Attio refuses every value.",
    fix="Read the value as it is, or name the options as the directive writes them.",
    failing=example(
        people(role={"@case": {"operator": "lower", "value": path("traits.title")}}),
        workspace=_TITLES,
    ),
    passing=example(people(role=path("traits.title")), workspace=_TITLES),
)
def text_of_no_choice(view: View) -> Iterator[Violation]:
    for owner, assignment, attribute in view.writable:
        names, what = _choices(view, attribute)
        if not names:
            continue
        for made in _made(assignment.node, assignment.pointer):
            if any(_is_taken(view, owner, attribute, made, name) for name in names):
                continue
            yield Violation(
                made.pointer,
                f"{made.said}, but {owner.slug}.{attribute.slug} has no {what} written that way: it has {listed(names)}.",
                "Read the value with @path alone, if events have it as Attio writes it.",
            )


def _choices(view: View, attribute: Attribute) -> tuple[list[str], str]:
    if attribute.type == "actor-reference":
        return [one.email_address for one in view.workspace.members], "member"
    return [
        one.title for one in attribute.choices if not one.is_archived
    ], "status" if attribute.type == "status" else "option"


def _is_taken(view: View, owner: Object, attribute: Attribute, made: _Made, name: str) -> bool:
    text = made.of(name)
    return text is not None and view.refusal(owner, attribute, text) is None


# -- what directives make --------------------------------------------------------------------------------------------------


def _made(node: Any, pointer: str) -> Iterator[_Made]:
    """The directives that make the value, the outermost of each branch, if it is known what they make."""
    found = directive_of(node)
    if found is None or constant(node) is not UNKNOWN:
        return
    name, argument = found
    inside = pointer + pointer_token(name)
    if name in ("@literal", "@excludeWhenNull"):
        yield from _made(argument, inside)
    elif name == "@if" and isinstance(argument, Mapping):
        for branch in ("then", "else"):
            yield from _made(argument.get(branch), f"{inside}/{branch}")
    elif name == "@case" and isinstance(argument, Mapping) and argument.get("operator") in _CASES:
        case = argument["operator"]
        yield _Made(inside, f"@case turns every value into {case} case", _CASES[case])
    elif name in ("@template", "@liquid") and isinstance(argument, str):
        yield from _of_template(name, argument, inside)


_CASES: Mapping[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper}
_FILTERED = {"downcase": "lower", "upcase": "upper"}
_VARIABLE = re.compile(r"\{\{[^{}]+\}\}")
_ONE_OUTPUT = re.compile(r"\{\{-?[^{}]*\|\s*(downcase|upcase)\s*-?\}\}")


def _of_template(name: str, text: str, pointer: str) -> Iterator[_Made]:
    one = _ONE_OUTPUT.fullmatch(text.strip()) if name == "@liquid" else None
    if one is not None and text == text.strip():
        case = _FILTERED[one[1]]
        yield _Made(pointer, f"@liquid turns every value into {case} case", _CASES[case])
        return
    fixed = _VARIABLE.split(text)
    # tags and trimmed blanks may remove any of it
    if (
        not any(fixed)
        or any(sign in text for sign in ("{%", "{{-", "-}}", "{{{"))
        or any(re.search("[{}]", part) for part in fixed)
    ):
        return
    pattern = re.compile(".*".join(map(re.escape, fixed)), re.DOTALL | re.IGNORECASE)
    yield _Made(
        pointer,
        f"{name} turns every value into {shown(text)}",
        lambda choice: choice if pattern.fullmatch(choice) else None,
    )
