"""Values followed by Liquid filters, including the refused ones. `FILTERS` lists what is drawn.

`date` may ask for the current time and `sample` for a random element, because recordings are made with a fixed time and
without randomness.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segment_conformance.live.generators.liquid_values import Given, condition, number, string, value
from segment_conformance.live.generators.random_values import MOMENTS, NUMERIC_TEXTS

__all__ = ["DISABLED_FILTERS", "FILTERS", "filtered"]

DISABLED_FILTERS = (
    "array_to_sentence_string", "concat", "find", "find_exp", "find_index", "find_index_exp", "group_by", "group_by_exp", "has", "has_exp", "map",
    "newline_to_br", "reject", "reject_exp", "reverse", "sort", "sort_natural", "uniq", "where_exp", "type",
)  # fmt: skip

# Usual arguments: w words (any value), n numbers, s text, f a date format, z a time zone, k a key.
FILTERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("abs", "base64_decode", "base64_encode", "capitalize", "ceil", "cgi_escape", "compact", "date_to_rfc822", "date_to_xmlschema", "downcase",
         "escape", "escape_once", "first", "floor", "last", "normalize_whitespace", "pop", "raw", "sha256", "shift", "size", "strip_html",
         "strip_newlines", "to_integer", "upcase", "uri_escape", "url_decode", "url_encode", "xml_escape"), ("",)),
    **dict.fromkeys(("at_least", "at_most", "minus", "modulo", "plus", "times"), ("n", "n", "w")),
    **dict.fromkeys(("append", "prepend", "remove", "remove_first", "remove_last", "hmac_sha256"), ("s", "s", "w")),
    **dict.fromkeys(("replace", "replace_first", "replace_last"), ("ss", "ss", "s")),
    **dict.fromkeys(("strip", "lstrip", "rstrip", "json", "jsonify", "inspect"), ("", "", "s", "n")),
    **dict.fromkeys(("push", "unshift"), ("w",)),
    **dict.fromkeys(("date_to_string", "date_to_long_string"), ("", "o", "ou")),
    "date": ("f", "f", "f", "", "fz", "w"),
    "default": ("w", "w", "wa"),
    "divided_by": ("n", "n", "nw"),
    "join": ("", "s", "s"),
    "number_of_words": ("", "c"),
    "round": ("", "n"),
    "sample": ("", "", "0", "n", "w"),
    "slice": ("n", "nn", "nn", "w"),
    "slugify": ("", "m", "mw"),
    "split": ("s", "s", "e"),
    "sum": ("", "k"),
    "truncate": ("n", "ns", ""),
    "truncatewords": ("n", "ns", ""),
    "where": ("k", "kw"),
}  # fmt: skip
"""Each filter with the kinds of its arguments."""

_ARRAYS = ("compact", "first", "join", "last", "pop", "push", "sample", "shift", "slice", "sum", "unshift", "where")
_NUMERIC = (
    "abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times", "to_integer",
)  # fmt: skip
_CODES = "aAbBcCdehHIjklLmMNpPqsSuUwWxXyYzZtn%EQ"
_FLAGS = ("", "", "", "", "-", "_", "0", "^", "#", ":", "3", "-5", "^#", "10", "E", "_4", "00")
_ZONES = (
    "UTC", "America/New_York", "Asia/Kolkata", "Europe/Prague", "Nowhere/Here", "+01:00", "", "europe/prague", "EST5EDT", "BST", "PDT",
    "localtime", "語",
)  # fmt: skip
_MALFORMED = (
    " |", " | :", " | upcase x", " upcase", " | append: ", " | append 'x'", "|| upcase", " | plus: 1 2", " | split: , ", " | join: ',' ; x",
)  # fmt: skip
_MODES = ("default", "raw", "pretty", "ascii", "latin", "none", "odd")


def filtered(given: Given) -> str:
    rng = given.rng
    if rng.often(0.25):
        return _aimed(given)
    out = condition(given) if rng.often(0.06) else value(given)
    for _ in range(rng.weighted({0: 3, 1: 8, 2: 4, 3: 1})):
        out += rng.choice((" | ", " | ", "|")) + _filter_call(given)
    if rng.astray():
        out += rng.choice(_MALFORMED)
    return out


def _aimed(given: Given) -> str:
    """A filter on a value of a type it is made for."""
    rng = given.rng
    name = rng.choice(tuple(FILTERS))
    if name.startswith("date"):
        value = rng.choice(
            (
                f"'{rng.choice(MOMENTS)}'",
                "timestamp",
                "1704067200",
                "'1704067200'",
                "-62198755200",
                "1e3",
                "8640000000000",
                "true",
            )
        )
    elif name in _ARRAYS:
        value = rng.choice(("traits.rows", "traits.tags", "properties.products", "(1..4)", "properties.nested"))
    elif name in _NUMERIC:
        value = rng.choice(
            (number(given), number(given), "traits.count", "properties.total", f"'{rng.choice(NUMERIC_TEXTS)}'")
        )
    else:
        value = rng.choice((string(given), string(given), "traits.name", "name", "false", "traits"))
    return f"{value} | {_filter_call(given, name)}"


def _filter_call(given: Given, name: str = "") -> str:
    rng = given.rng
    if rng.oddness and not name and rng.often(0.15):
        return rng.choice((*DISABLED_FILTERS, "unknown", "no_such: 1, 'x'", "Upcase"))
    name = name or rng.choice(tuple(FILTERS))
    shape = rng.choice(FILTERS[name])
    if rng.astray():
        shape = rng.choice(("", "w", "ww", "www", "a", "wa"))
        if name == "sample":
            shape = "0"
    arguments = [_ARGUMENTS[letter](given) for letter in shape]
    return name + (rng.choice((": ", ":")) + rng.choice((", ", ",")).join(arguments) if arguments else "")


def _date_form(given: Given) -> str:
    rng = given.rng
    codes = [f"%{rng.choice(_FLAGS)}{rng.choice(_CODES)}" for _ in range(rng.integer(1, 4))]
    return f"'{rng.choice((' ', '-', '', 'é')).join(codes)}'"


_ARGUMENTS: Mapping[str, Callable[[Given], str]] = {
    "w": lambda given: value(given),
    "n": lambda given: number(given) if given.rng.often(0.85) else value(given),
    "s": lambda given: string(given) if given.rng.often(0.85) else value(given),
    "f": lambda given: _date_form(given),
    "z": lambda given: given.rng.choice((*(f"'{zone}'" for zone in _ZONES), "60", "-330", "0", "nil", "true")),
    "k": lambda given: given.rng.choice(
        ("'sku'", "'qty'", "'on'", "'meta.x'", "'nope'", "''", "'meta['", "\"['sku']\"", value(given))
    ),
    "a": lambda given: given.rng.choice(("allow_false: true", "allow_false: false", "x: 1")),
    "o": lambda given: given.rng.choice(("'ordinal'", "'odd'")),
    "u": lambda given: given.rng.choice(("'US'", "'UK'")),
    "c": lambda given: given.rng.choice(("'cjk'", "'auto'", "'x'")),
    "m": lambda given: given.rng.choice(tuple(f"'{mode}'" for mode in _MODES)),
    "e": lambda given: "''",
    "0": lambda given: "0",
}
