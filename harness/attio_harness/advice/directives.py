"""Advice about mappings that fail when they run. `REASONS` lists it by the reason of the problem (`segment_actions.Problem`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_harness.advice.loss import Loss
from attio_harness.inputs.malformed import directive_like
from attio_harness.text.words import closest

__all__ = ["REASONS", "directive", "unread_liquid"]

_INSTEAD = {
    "map": "an index and a member (`traits.items[0].name`)",
    "where_exp": "`where`",
    "type": "a directive",
    "newline_to_br": '`replace: "\\n", "<br>"`',
    "array_to_sentence_string": '`join: ", "`',
    "concat": "`push`",
    "case": "`{% if %}`, `{% elsif %}` and `{% endif %}`",
    "for": '`{{ list | join: ", " }}`',
    "tablerow": '`{{ list | join: ", " }}`',
}
"""What Segment allows that does nearly the same."""
_KINDS = {
    "undefined": "nothing", "null": "null", "string": "text", "number": "a number", "boolean": "a boolean", "array": "a list",
    "object": "an object",
}  # fmt: skip
"""JavaScript's names of types -> the words for a sentence."""


def directive(loss: Loss) -> str:
    """The advice for the reason that Segment's engine gives."""
    problem = loss.mapping_problem
    advise = REASONS.get(problem.reason) if problem is not None else None
    if problem is not None and advise is not None:
        return advise if isinstance(advise, str) else advise(loss, problem.about)
    return f"The directive cannot use the value from {loss.places}; guard it with @if exists, or map another path."


def _no_text(loss: Loss, about: Sequence[str]) -> str:
    what = "a path" if about[0] == "@path" else "a template"
    return f"The directive inside {about[0]} gave {_KINDS.get(about[1], about[1])} instead of {what} as text: send {what} in {loss.places}, or write it straight into {about[0]}."


def _lacks(loss: Loss, about: Sequence[str]) -> str:
    name, key = about
    slip = _misspelt(loss.mapping, name, key)
    if slip is not None:
        return f"Write {key} instead of {slip} in {name}: Segment ignores {slip}, and without {key} the directive fails for every event."
    sample = {
        ("@json", "mode"): '"mode": "decode"', ("@merge", "direction"): '"direction": "right"', ("@flatten", "separator"): '"separator": "."',
        ("@case", "operator"): '"operator": "lower"', ("@if", "exists"): '"exists": {"@path": "$.traits.email"}',
    }.get((name, key))  # fmt: skip
    put = f"Add {sample} to {name}" if sample else f"Give {name} a {key} that is not empty"
    return f"{put}: without it the directive fails for every event."


def _misspelt(node: Any, name: str, key: str) -> str | None:
    """What is written for a key in the options of a directive that lack it; None if nothing there is like it."""
    inside = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    options = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(options, Mapping) and key not in options:
        found = next((one for one in options if closest(one, [key], 0.6)), None)
        if found is not None:
            return str(found)
    return next((found for one in inside if (found := _misspelt(one, name, key)) is not None), None)


def _no_options(loss: Loss, about: Sequence[str]) -> str:
    return f"Write {about[0]} with its options as an object; the saved mapping has something else there, so every event fails."


def _too_long(loss: Loss, about: Sequence[str]) -> str:
    return f'Shorten the {about[0]} of @replace (also {about[0]}2) to 10 characters, or use @liquid with `replace: "old", "new"`, which has no such limit.'


def _no_object(loss: Loss, about: Sequence[str]) -> str:
    return f"@transform works on objects and got {_KINDS.get(about[0], about[0])} from {loss.source or loss.places}: map the items with @path alone, or send objects."


def _filter(loss: Loss, about: Sequence[str]) -> str:
    name = about[0]
    use = f"use {_INSTEAD[name]} instead" if name in _INSTEAD else f"take `| {name}` out of the template"
    return f"Segment has the Liquid filter {name} switched off: {use}."


def _tag(loss: Loss, about: Sequence[str]) -> str:
    name = about[0]
    use = f"use {_INSTEAD[name]} instead" if name in _INSTEAD else f"take `{{% {name} %}}` out of the template"
    return f"Segment has the Liquid tag {name} switched off: {use}."


def _unknown_tag(loss: Loss, about: Sequence[str]) -> str:
    known = ("assign", "capture", "comment", "cycle", "decrement", "echo", "if", "increment", "liquid", "raw", "unless")
    close = closest(about[0], known)
    meant = f"did you mean {close}? " if close else ""
    return f"Liquid has no tag {about[0]}: {meant}Segment allows {', '.join(known)}."


def _not_closed(loss: Loss, about: Sequence[str]) -> str:
    end = "}}" if about[0] == "output" else "%}"
    return f"Close the {about[0]} of the @liquid template with {end}: the template ends without it."


def _block_not_closed(loss: Loss, about: Sequence[str]) -> str:
    name = about[0] or "if"
    return f"Close the tag {name} with {{% end{name} %}}: the template ends without it."


def _unknown_directive(loss: Loss, about: Sequence[str]) -> str:
    close = directive_like(about[0])
    return f"Write {close or 'a directive of Segment'} instead of {about[0]}, which Segment does not know."


def _expression(loss: Loss, about: Sequence[str]) -> str:
    return unread_liquid("no expression", about) or _SAMPLE


_SAMPLE = "Write a variable or a condition where the template has nothing, such as {{ traits.email }}."


_GRAMMAR = (
    'Write the part that the message names as Liquid: a filter after a single |, such as {{ traits.plan | default: "Free" }}, '
    "and {% if traits.vip %} for a choice; Liquid has no ||, no && and no ?:."
)


def unread_liquid(reason: str, about: Sequence[str]) -> str | None:
    """What to write if a Liquid expression cannot be read; None if something else is wrong with the template."""
    if reason == "no liquid":
        return _GRAMMAR
    path = _PATH.match(about[0]) if reason == "no expression" and about else None
    return f"Write {{{{ {path[1]} }}}}: in a template a path has no `$.`." if path else None


_PATH = re.compile(r"\$\.([\w.\[\]]{1,200})")


REASONS: Mapping[str, str | Callable[[Loss, Sequence[str]], str]] = {
    "no text": _no_text,
    "no array": 'Write @arrayPath as a list of a path and a shape, {"@arrayPath": ["$.properties.products", {"sku": {"@path": "$.sku"}}]}, or use @path with an index ([0]) for one value.',
    "no object": _no_object,
    "no options": _no_options,
    "no separator": 'Write the separator of @flatten as text, such as ".".',
    "no expression": _expression,
    "no liquid": _GRAMMAR,
    "no root": "Take __segment_internal_directive out of that part of the mapping, or write one directive in it, which works on everything beside it: as it is, every event fails.",
    "missing option": _lacks,
    "unknown operator": "Set the operator of @case to lower or upper; there is no other.",
    "unknown directive": _unknown_directive,
    "unknown tag": _unknown_tag,
    "too long": _too_long,
    "long template": "Shorten the Liquid template to 1,000 characters, or split it over several attributes.",
    "filter disabled": _filter,
    "tag disabled": _tag,
    "not closed": _not_closed,
    "block not closed": _block_not_closed,
}
