"""The filters of templates: `FILTERS` lists them all, including those Segment refuses (`DISABLED`). Defines those for
numbers and arrays.

Each takes the context, the value and its arguments; `MISSING` is an omitted argument. `string_filters` has those for
text, `date_filters` those for dates. Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions import js
from segment_actions.js import MISSING
from segment_actions.js.powers import power_of_ten
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.date_filters import DATE_FILTERS
from segment_actions.mapping.liquid.expressions import Context, item_value
from segment_actions.mapping.liquid.string_filters import TEXT_FILTERS, whole
from segment_actions.mapping.liquid.values import Drop, Refused, shown

__all__ = ["DISABLED", "FILTERS"]

Filter = Callable[..., Any]

DISABLED = (
    "array_to_sentence_string",
    "concat",
    "find",
    "find_exp",
    "find_index",
    "find_index_exp",
    "group_by",
    "group_by_exp",
    "has",
    "has_exp",
    "map",
    "newline_to_br",
    "reject",
    "reject_exp",
    "reverse",
    "sort",
    "sort_natural",
    "uniq",
    "where_exp",
    "type",
)


def _disabled(name: str) -> Filter:
    def refuse(context: Context, value: Any, *rest: Any) -> Any:
        raise Refused(f'filter "{name}" is disabled', reason="filter disabled", about=(name,))

    return refuse


# -- numbers -----------------------------------------------------------------------------------------------------------


def _number(value: Any) -> float:
    """A value as a number; 0 if it is not one, and for -0."""
    found = values.number(value)
    return found if found == found and found != 0 else 0.0


def _of_all(work: Callable[[list[float]], float]) -> Filter:
    """A filter that converts every argument to a number, even unused ones: an object may refuse the conversion."""
    return lambda context, value, *given: work([_number(one) for one in (value, *given)])


def _arithmetic(work: Callable[[float, float], float]) -> Filter:
    """A filter of two numbers; NaN if the second is missing."""
    return _of_all(lambda given: work(given[0], given[1]) if len(given) > 1 else math.nan)


def _of_one(work: Callable[[float], float]) -> Filter:
    return _of_all(lambda given: work(given[0]))


def _quotient(dividend: float, divisor: float) -> float:
    if divisor == 0:
        signs = math.copysign(1, dividend) * math.copysign(1, divisor)
        return math.nan if dividend == 0 or dividend != dividend else math.copysign(math.inf, signs)
    if math.isinf(dividend) and math.isinf(divisor):
        return math.nan
    return dividend / divisor


def _divided_by(given: list[float]) -> float:
    if len(given) < 2:
        return math.nan
    result = _quotient(given[0], given[1])
    return _floor(result) if len(given) > 2 and given[2] else result


def _floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


def _ceil(value: float) -> float:
    return float(math.ceil(value)) if math.isfinite(value) else value


def _remainder(value: float, by: float) -> float:
    """JavaScript's `%`."""
    return math.nan if by == 0 or not math.isfinite(value) or by != by else math.fmod(value, by)


def _times(left: float, right: float) -> float:
    return left * right


def _round(context: Context, value: Any, digits: Any = MISSING, *rest: Any) -> float:
    number, amp = _number(value), power_of_ten(0.0 if digits is MISSING else _number(digits))
    scaled = number * amp * (1 + 2.0**-52)
    if math.isfinite(scaled):
        low = float(math.floor(scaled))
        scaled = low if scaled - low < 0.5 else low + 1
    return _quotient(scaled, amp)


# -- arrays ------------------------------------------------------------------------------------------------------------


def _array(value: Any) -> list[Any]:
    value = values.plain(value)
    if value is None or value is MISSING:
        return []
    return list(value) if isinstance(value, list | tuple | range) else [value]


def _listing(work: Callable[[list[Any]], list[Any]]) -> Filter:
    def run(context: Context, value: Any, *rest: Any) -> list[Any]:
        items = _array(value)
        context.use(len(items))
        return work(items)

    return run


def _push(context: Context, value: Any, one: Any = MISSING, *rest: Any) -> list[Any]:
    items = _array(value)
    context.use(len(items) + 1)
    return [*items, one]


def _unshift(context: Context, value: Any, one: Any = MISSING, *rest: Any) -> list[Any]:
    items = _array(value)
    context.use(len(items))
    return [one, *items]


def _join(context: Context, value: Any, by: Any = MISSING, *rest: Any) -> str:
    items, by = _array(value), values.plain(by)
    separator = " " if by is None or by is MISSING else shown(by)
    texts = ["" if one is None or one is MISSING else values.text(one) for one in items]
    context.use(len(separator) * max(len(items) - 1, 0) + sum(map(len, texts)))
    return js.paired(separator.join(texts))


def _end(index: int) -> Filter:
    """The first or last element. Of text, the code unit; of an object with a length, the member under that number."""

    def run(context: Context, value: Any, *rest: Any) -> Any:
        value = values.plain(value)
        if isinstance(value, list | tuple | range):
            return value[index] if len(value) else MISSING
        if isinstance(value, str):
            return js.utf16_at(value, 0 if index == 0 else js.utf16_length(value) - 1) if value else ""
        if isinstance(value, dict) and js.is_number(value.get("length")):
            return values.own(value, js.text(0 if index == 0 else values.add(value["length"], -1)))
        return ""

    return run


def _size(context: Context, value: Any, *rest: Any) -> Any:
    if isinstance(value, str):
        return js.utf16_length(value)
    if isinstance(value, list | tuple | range):
        return len(value)
    length = value.get("length", MISSING) if isinstance(value, dict) else MISSING
    return length if values.truthy(length) else 0


def _sum(context: Context, value: Any, path: Any = MISSING, *rest: Any) -> float:
    total = 0.0
    for one in _array(value):
        found = values.number(values.walk(one, shown(path)) if values.truthy(path) else one)
        total += 0.0 if found != found else found
    return total


def _where(context: Context, value: Any, path: Any = MISSING, expected: Any = MISSING, *rest: Any) -> list[Any]:
    items = _array(value)
    context.use(len(items))
    read = item_value(shown(path))
    found = [
        (one, read(Context(one if isinstance(one, dict | list | tuple | str) else {}, context.around))) for one in items
    ]
    if expected is MISSING:
        return [one for one, there in found if values.is_true(there)]
    return [one for one, there in found if values.equals(there, expected)]


def _slice(context: Context, value: Any, begin: Any = MISSING, length: Any = MISSING, *rest: Any) -> Any:
    value, length = values.plain(value), 1 if length is MISSING else length
    if value is None or value is MISSING:
        return []
    items = value if isinstance(value, list | tuple | range) else js.spread(shown(value))
    begin = values.add(len(items), begin) if values.less(begin, 0) else begin
    if values.less(begin, 0) or values.less(length, 0):
        return "" if isinstance(items, str) else []
    context.use(_number(length))
    start, end = (_index(one, len(items)) for one in (values.number(begin), values.number(values.add(begin, length))))
    cut = items[start:end]
    return js.paired(cut) if isinstance(cut, str) else list(cut)


def _index(value: float, length: int) -> int:
    index = whole(value)
    return max(length + index, 0) if index < 0 else index


def _sample(context: Context, value: Any, count: Any = MISSING, *rest: Any) -> Any:
    value, count = values.plain(value), 1 if count is MISSING else count
    if value is None or value is MISSING:
        return []
    given = value if isinstance(value, list | tuple | range) else shown(value)
    context.use(js.utf16_length(given) if isinstance(given, str) else len(given))
    there = [one for one in given if one is not MISSING]
    context.around.shuffle(there)
    items = there + [MISSING] * (len(given) - len(there))  # JavaScript sorts undefined to the end
    if js.is_number(count) and count == 1:
        return items[0] if items else MISSING
    return items[: _index(values.number(count), len(items))]


# -- anything ----------------------------------------------------------------------------------------------------------


def _default(context: Context, value: Any, *given: Any) -> Any:
    instead, options = given[0] if given else MISSING, given[1:]
    value = values.plain(value)
    if isinstance(value, str | list | tuple | range):
        return value if len(value) else instead
    if value is False and _allows_false(options):
        return False
    return instead if values.is_false(value) else value


def _allows_false(options: tuple[Any, ...]) -> bool:
    allowed = False
    for one in options:
        if isinstance(one, list) and len(one) == 2:
            allowed = values.truthy(one[1]) if one[0] == "allow_false" else allowed
        elif not isinstance(one, list | tuple | range | dict | Drop):
            raise Refused(f"Iterator value {values.text(one)} is not an entry object")
    return allowed


def _json(context: Context, value: Any, indent: Any = MISSING, *rest: Any) -> Any:
    shown = js.to_json(_bare(value), _indent(indent))
    if shown is not MISSING:
        context.use(len(shown))
    return shown


def _bare(value: Any) -> Any:
    """The value as JSON sees it: the words are empty objects."""
    if isinstance(value, Drop):
        return {}
    if isinstance(value, list | tuple | range):
        return [_bare(one) for one in value]
    return value


def _indent(value: Any) -> str | None:
    """V8 breaks lines for every number above 0, even if it rounds down to no space; U+0000 ends a text."""
    if js.is_number(value):
        return " " * int(min(value, 10)) if value > 0 else None
    return js.paired(js.spread(value)[:10].partition("\0")[0]) if isinstance(value, str) and value else None


FILTERS: Mapping[str, Filter] = {
    **TEXT_FILTERS,
    **DATE_FILTERS,
    "abs": _of_one(abs),
    "at_least": _of_all(max),
    "at_most": _of_all(min),
    "ceil": _of_one(_ceil),
    "floor": _of_one(_floor),
    "divided_by": _of_all(_divided_by),
    "minus": _arithmetic(lambda left, right: left - right),
    "plus": _arithmetic(lambda left, right: left + right),
    "times": _arithmetic(_times),
    "modulo": _arithmetic(lambda value, by: _remainder(_remainder(value, by) + by, by)),
    "round": _round,
    "to_integer": lambda context, value, *rest: values.number(value),
    "first": _end(0),
    "last": _end(-1),
    "join": _join,
    "size": _size,
    "slice": _slice,
    "compact": _listing(lambda items: [one for one in items if values.plain(one) not in (None, MISSING)]),
    "push": _push,
    "unshift": _unshift,
    "pop": _listing(lambda items: items[:-1]),
    "shift": _listing(lambda items: items[1:]),
    "sum": _sum,
    "where": _where,
    "sample": _sample,
    "default": _default,
    "json": _json,
    "jsonify": _json,
    "inspect": _json,
    "raw": lambda context, value, *rest: value,
    **{name: _disabled(name) for name in DISABLED},
}
