"""Advice about mappings that fail when they run: `RULES` is the list, by Segment's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attio_harness.advice.loss import Loss
from attio_harness.text.words import closest

__all__ = ["RULES", "directive"]

Found = re.Match[str]

_DIRECTIVES = (
    "@arrayPath", "@case", "@excludeWhenNull", "@flatten", "@if", "@json", "@liquid", "@literal", "@merge", "@path", "@replace",
    "@template", "@transform",
)  # fmt: skip
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
"""What is allowed and does nearly the same."""
_KINDS = {
    "undefined": "nothing", "null": "null", "string": "text", "number": "a number", "boolean": "a boolean", "array": "a list",
    "object": "an object",
}  # fmt: skip
"""JavaScript's words for what a value is, in those of a sentence."""


def directive(loss: Loss) -> str:
    """The advice of the first rule that fits Segment's message."""
    for pattern, advise in RULES:
        found = re.search(pattern, loss.message)
        if found:
            return advise(loss, found)
    return f"The directive got a value it cannot work with from {loss.places}; guard it with @if exists, or map another path."


def _no_text(loss: Loss, found: Found) -> str:
    what = "a path" if found[1] == "@path" else "a template"
    return f"The directive inside {found[1]} gave {_KINDS.get(found[2], found[2])} instead of {what} as text: send {what} in {loss.places}, or write it straight into {found[1]}."


def _no_array(loss: Loss, found: Found) -> str:
    return 'Write @arrayPath as a list of a path and a shape, {"@arrayPath": ["$.properties.products", {"sku": {"@path": "$.sku"}}]}, or use @path with an index ([0]) for one value.'


def _lacks(loss: Loss, found: Found) -> str:
    name, key = found[1], found[2]
    sample = {
        ("@json", "mode"): '"mode": "decode"', ("@merge", "direction"): '"direction": "right"', ("@flatten", "separator"): '"separator": "."',
        ("@case", "operator"): '"operator": "lower"', ("@if", "exists"): '"exists": {"@path": "$.traits.email"}',
    }.get((name, key))  # fmt: skip
    put = f"Add {sample} to {name}" if sample else f"Give {name} a {key} that is not empty"
    return f"{put}: without it the directive fails for every event."


def _no_options(loss: Loss, found: Found) -> str:
    return f"Write {found[1]} with its options as an object; the saved mapping has something else there, which fails for every event."


def _operator(loss: Loss, found: Found) -> str:
    return "Set the operator of @case to lower or upper; there is no other."


def _too_long(loss: Loss, found: Found) -> str:
    return f'Shorten the {found[1]} of @replace (also {found[1]}2) to 10 characters, or use @liquid with `replace: "old", "new"`, which has no such limit.'


def _separator(loss: Loss, found: Found) -> str:
    return 'Write the separator of @flatten as text, such as ".".'


def _no_object(loss: Loss, found: Found) -> str:
    return f"@transform works on objects and got {_KINDS.get(found[1], found[1])} from {loss.source or loss.places}: map the items with @path alone, or send objects."


def _filter(loss: Loss, found: Found) -> str:
    name = found[1]
    use = f"use {_INSTEAD[name]} instead" if name in _INSTEAD else f"take `| {name}` out of the template"
    return f"Segment has the Liquid filter {name} switched off: {use}."


def _tag(loss: Loss, found: Found) -> str:
    name = found[1]
    use = f"use {_INSTEAD[name]} instead" if name in _INSTEAD else f"take `{{% {name} %}}` out of the template"
    return f"Segment has the Liquid tag {name} switched off: {use}."


def _unknown_tag(loss: Loss, found: Found) -> str:
    known = ("assign", "capture", "comment", "cycle", "decrement", "echo", "if", "increment", "liquid", "raw", "unless")
    close = closest(found[1], known)
    meant = f"did you mean {close}? " if close else ""
    return f"Liquid has no tag {found[1]}: {meant}Segment allows {', '.join(known)}."


def _not_closed(loss: Loss, found: Found) -> str:
    end = "}}" if found[1] == "output" else "%}"
    return f"Close the {found[1]} of the @liquid template with {end}: the template ends before it does."


def _block_not_closed(loss: Loss, found: Found) -> str:
    name = found[1] or "if"
    return f"Close the tag {name} with {{% end{name} %}}: the template ends before it does."


def _long_template(loss: Loss, found: Found) -> str:
    return "Shorten the Liquid template to 1,000 characters, or split it over several attributes."


def _unknown_directive(loss: Loss, found: Found) -> str:
    close = closest(found[1], _DIRECTIVES)
    return f"Write {close or 'a directive of Segment'} instead of {found[1]}, which Segment does not know."


def _expression(loss: Loss, found: Found) -> str:
    return "Write a variable or a condition where the template has nothing, such as {{ traits.email }}."


RULES: tuple[tuple[str, Callable[[Loss, Any], str]], ...] = (
    (r"^(@path|@template): expected string, got (\w+)", _no_text),
    (r"^@arrayPath expected array", _no_array),
    (r"^operator key should have a value", _operator),
    (r'^@replace requires a "(pattern|replacement)" less than', _too_long),
    (r'^(@if) requires an "(exists)" key or', _lacks),
    (r'^(@\w+) requires an? "(\w+)" key$', _lacks),
    (r"^(@\w+) requires an object", _no_options),
    (r"^@flatten requires a string separator", _separator),
    (r"^data must be an object, got (\w+)", _no_object),
    (r'^filter "(\w+)" is disabled', _filter),
    (r'^tag "(\w+)" is disabled', _tag),
    (r'^tag "(\w+)" not found', _unknown_tag),
    (r'^(output|tag|raw) ".*" not closed', _not_closed),
    (r"^tag \{%-?\s*(\w*).* not closed", _block_not_closed),
    (r"limited to 1000 characters", _long_template),
    (r"^(@\S+) is not a valid directive", _unknown_directive),
    (r"^invalid value expression", _expression),
)
