"""Reads resources of one type from Terraform's configuration as JSON (`.tf.json`, which CDK for Terraform writes too).

A text there is a template as in HCL: `$${` is a literal `${`, and a text that is only `"${…}"` is an expression. A `jsonencode` of
literals is read (with the extra `hcl`); any other expression becomes a `Computed`. The caller decides what a resource means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.hcl import read_expression
from attio_harness.inputs.part import Computed, Part, Place
from attio_harness.text.words import cut

__all__ = ["configured", "is_configuration"]

# an even number of `$` before `${` is all escapes
_TEMPLATE = re.compile(r"(?<!\$)(?:\$\$)*\$\{|(?<!%)(?:%%)*%\{")


def is_configuration(document: Mapping[str, Any]) -> bool:
    return any(True for _ in _blocks(document.get("resource")))


def configured(
    document: Mapping[str, Any], kind: str, place: Place, *, only: Collection[str] | None = None
) -> Iterator[Part]:
    """Every resource of this type, in file order; `only` these members are read.

    Raises:
        InputError: an expression needs the extra `hcl`, which is not installed.
    """
    for found, name, values, keys in _blocks(document.get("resource")):
        if found == kind:
            looked_at = values if only is None else {key: values[key] for key in only if key in values}
            yield _part(kind, name, looked_at, place.below("resource", *keys))


def _blocks(resource: Any) -> Iterator[tuple[str, str, Mapping[str, Any], tuple[str | int, ...]]]:
    """(type, name, body, keys below `resource`); on every level an array stands for several blocks (Terraform's JSON syntax)."""
    for kind, by_name, above in _members(resource):
        for name, body, at in _members(by_name):
            if isinstance(body, dict):
                yield kind, name, body, (*above, *at)
            for number, one in enumerate(body if isinstance(body, list) else ()):
                if isinstance(one, dict):
                    yield kind, name, one, (*above, *at, number)


def _members(value: Any) -> Iterator[tuple[str, Any, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        yield from ((key, member, (key,)) for key, member in value.items())
    elif isinstance(value, list):
        for number, one in enumerate(value):
            if isinstance(one, dict):
                yield from ((key, member, (number, key)) for key, member in one.items())


def _part(kind: str, name: str, body: Mapping[str, Any], place: Place) -> Part:
    read = {key: _value(value, place.below(key)) for key, value in body.items() if key != "//"}  # `//` is a comment
    # the members of an expression's value are inside the text of the expression
    encoded = {
        key: place.below(key).pointer + "#"
        for key, value in read.items()
        if isinstance(body[key], str) and isinstance(value, dict | list)
    }
    return Part.of_resource(f"{kind}.{name}", name, read, place, encoded=encoded)


def _value(value: Any, place: Place) -> Any:
    if isinstance(value, dict | list):
        keys = value.items() if isinstance(value, dict) else enumerate(value)
        read = {key: _value(member, place.below(key)) for key, member in keys}
        inside = next((one for one in read.values() if isinstance(one, Computed)), None)
        return inside or (read if isinstance(value, dict) else list(read.values()))
    if not isinstance(value, str):
        return value
    if not _TEMPLATE.search(value):
        return value.replace("$${", "${").replace("%%{", "%{")
    line = place.document.line_of(place.pointer) or 1
    inner = value[2:-1]
    is_one = value.startswith("${") and value.endswith("}")
    given = _jsonencode(inner, place) if is_one and inner.lstrip().startswith("jsonencode") else None
    if given is not None and not isinstance(given, Computed):
        return given
    return Computed(text=inner if is_one else cut(value, 60), line=line)


def _jsonencode(expression: str, place: Place) -> Any:
    try:
        return read_expression(expression, place.document.file)
    except InputError as error:
        # a line is one of the expression, not of the file
        raise place.refuse(error.problem) if error.line else error from None
