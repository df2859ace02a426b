"""The functions of the language, one per row: the kinds they take, the kind they give, and the work.

Rules and their sources

* Names, arguments, results, and the results for null: documentation. uppercase() and its like give null for null, as
  lowercase() does (assumption `filter.functions_of_null`).
* length() of a text counts bytes of UTF-8 (documentation).
* snakecase(), kebabcase() and titlecase(): the documentation's examples and the columns beside them; titlecase()
  capitalises words and leaves their other letters (assumption `filter.letter_case`).
* bool(), string() and number(): assumption `filter.conversions`.
* semver(): see `versions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from segment_actions import js
from segment_actions.filter_fql.globs import compile_glob
from segment_actions.filter_fql.versions import compared

__all__ = ["FUNCTIONS", "Function", "kind_of"]

_ANY = ("string", "number", "list", "bool", "null", "object")
_FALSE_TEXTS = ("", "0", "f", "false")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?\Z")


class Function(NamedTuple):
    """A function: the kinds of each argument (null is always accepted), the kind of the result, and the work.

    `otherwise` is the result for arguments of other kinds.
    """

    takes: tuple[tuple[str, ...], ...]
    gives: str
    apply: Callable[..., Any]
    otherwise: bool | None = None


def kind_of(value: Any) -> str:
    """What `typeof()` gives for a JSON value. A missing value is null."""
    if isinstance(value, str):
        return "string"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return "list" if isinstance(value, list | tuple) else "object"


def _contains(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and part in text


def _match(text: str | None, pattern: str | None) -> bool:
    return text is not None and pattern is not None and compile_glob(pattern)(text)


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(js.utf8(value))
    return 0 if value is None else len(value)


def _of_text(change: Callable[[str], str]) -> Function:
    return Function((("string",),), "string", lambda text: None if text is None else change(text))


def _bool(value: Any) -> bool:
    if isinstance(value, str):
        return value.lower() not in _FALSE_TEXTS
    return bool(value)


def _string(value: Any) -> str:
    if value is None:
        return ""
    return js.to_json(value) if isinstance(value, list | tuple) else js.text(value)


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        text = value.strip()
        if _NUMBER.match(text) is None or len(text) > 300:
            return None
        return float(text) if "." in text else int(text)
    return int(value) if isinstance(value, bool) else value


FUNCTIONS: Mapping[str, Function] = {
    "contains": Function((("string",), ("string",)), "bool", _contains, otherwise=False),
    "match": Function((("string",), ("string",)), "bool", _match, otherwise=False),
    "length": Function((("string", "list"),), "number", _length),
    "typeof": Function((_ANY,), "string", kind_of),
    "lowercase": _of_text(str.lower),
    "uppercase": _of_text(str.upper),
    "snakecase": _of_text(lambda text: text.replace(" ", "_")),
    "kebabcase": _of_text(lambda text: text.replace(" ", "-")),
    "titlecase": _of_text(lambda text: re.sub(r"(?<!\S)\S", lambda found: found[0].upper(), text)),
    "bool": Function((("list", "string", "number", "bool"),), "bool", _bool),
    "string": Function((("list", "string", "number", "bool"),), "string", _string),
    "number": Function((("number", "string", "bool"),), "number", _number),
    "semver": Function((("string",), ("string",), ("string",)), "bool", compared, otherwise=False),
}
"""The functions by name."""
