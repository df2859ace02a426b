"""The filters of @liquid: `FILTERS` is the list of those that work, `DISABLED` of those that Segment refuses.

Each takes JSON values, or `None` for what is not there, and gives one. Templates themselves are in `liquid`.
Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import math
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from dateutil import parser as date_parser

from segment_actions import js

__all__ = ["DISABLED", "FILTERS", "shown"]

DISABLED = frozenset(
    [
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
    ]
)


def shown(value: Any) -> str:
    """How a value is printed: nothing for null, the elements of an array one after the other."""
    if isinstance(value, str):
        return value
    if value is None or value is js.MISSING:
        return ""
    if isinstance(value, list | tuple | range):
        return "".join(shown(one) for one in value)
    return js.text(value)


def _number(value: Any) -> float:
    """A number of LiquidJS: what is none counts as 0."""
    if isinstance(value, bool | int | float):
        found = float(js.number(value))
    else:
        found = js.to_number(js.text(value)) if isinstance(value, str | list) else 0.0
    return 0.0 if found != found else found


def _array(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list | tuple | range):
        return list(value)
    return [value]


def _integer(value: Any) -> int:
    found = _number(value)
    return int(found) if math.isfinite(found) else 0


# numbers


def _arithmetic(work: Callable[..., float]) -> Callable[..., float]:
    def run(*values: Any) -> float:
        return work(*(_number(value) for value in values))

    return run


def _divide(dividend: float, divisor: float, whole: float = 0.0) -> float:
    if divisor == 0:
        return math.nan if dividend == 0 else math.copysign(math.inf, dividend) * math.copysign(1, divisor)
    result = dividend / divisor
    return math.floor(result) if whole and math.isfinite(result) else result


def _modulo(value: float, by: float) -> float:
    if by == 0 or math.isinf(value):
        return math.nan
    return math.fmod(math.fmod(value, by) + by, by)


def _round(value: Any, digits: Any = 0) -> float:
    number, amp = _number(value), 10 ** _number(digits)
    scaled = number * amp * (1 + 2.0**-52)
    return math.floor(scaled + 0.5) / amp if math.isfinite(scaled) else scaled / amp


def _whole(work: Callable[[float], int]) -> Callable[[Any], float]:
    def run(value: Any, *rest: Any) -> float:
        found = _number(value)
        return work(found) if math.isfinite(found) else found

    return run


# text


def _cut(value: Any, length: Any = 50, end: Any = "...") -> Any:
    text, tail = shown(value), shown(end)
    if len(text) <= _number(length):
        return value
    return text[: max(_integer(length) - len(tail), 0)] + tail


def _cut_words(value: Any, words: Any = 15, end: Any = "...") -> str:
    count = max(_integer(words), 1)
    found = re.split(r"\s+", shown(value))
    return " ".join(found[:count]) + (shown(end) if len(found) >= count else "")


def _split(value: Any, by: Any = None) -> list[str]:
    text, separator = shown(value), shown(by)
    parts = text.split(separator) if separator else list(js.utf16_units(text))
    while parts and parts[-1] == "":
        parts.pop()
    return parts


def _replace_last(value: Any, old: Any, new: Any = "") -> str:
    head, found, tail = shown(value).rpartition(shown(old))
    return head + shown(new) + tail if found or not shown(old) else shown(value)


def _slice(value: Any, begin: Any, length: Any = 1) -> Any:
    if value is None:
        return []
    whole = list(value) if isinstance(value, list | tuple | range) else shown(value)
    start = _integer(begin)
    start = len(whole) + start if start < 0 else start
    return whole[max(start, 0) : max(start + _integer(length), 0)]


def _stripped(side: str) -> Callable[..., str]:
    def run(value: Any, chars: Any = None) -> str:
        return str(getattr(shown(value), side)(shown(chars) or js.SPACE))

    return run


_TAGS = re.compile(r"<script[\s\S]*?</script>|<style[\s\S]*?</style>|<.*?>|<!--[\s\S]*?-->")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
_ENTITY = re.compile(r"&(amp|lt|gt|#34|#39);")


def _escape(value: Any) -> str:
    return re.sub(r"[&<>\"']", lambda found: _ENTITIES[found.group()], shown(value))


def _slug(value: Any, mode: Any = "default", cased: Any = False) -> str:
    text = shown(value)
    if mode == "latin":
        text = "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))
    keeps: Mapping[str, Callable[[str], bool]] = {
        "raw": lambda ch: not ch.isspace(),
        "ascii": lambda ch: ch.isascii() and ch.isalnum(),
        "pretty": lambda ch: _is_word(ch) or ch in "._~!$&'()+,;=@",
        "default": lambda ch: _is_word(ch),
        "latin": lambda ch: _is_word(ch),
    }
    keep = keeps.get(shown(mode))
    if keep is not None:
        text = re.sub(r"\0+", "-", "".join(ch if keep(ch) else "\0" for ch in text))
        text = text.removeprefix("-").removesuffix("-")
    return text if cased else text.lower()


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "ML" or category == "Nd"


def _uri(value: Any, safe: str) -> str:
    return quote(shown(value).encode("utf-8", "replace"), safe=safe)


def _words(value: Any, mode: Any = None) -> int:
    return len(shown(value).split())


def _decode64(value: Any) -> str:
    text = re.sub(r"[^A-Za-z0-9+/]", "", shown(value).replace("-", "+").replace("_", "/").split("=")[0])
    text = text[:-1] if len(text) % 4 == 1 else text
    return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")


def _sha256(value: Any) -> str:
    return hashlib.sha256(shown(value).encode("utf-8", "replace")).hexdigest()


def _hmac(value: Any, key: Any = "") -> str:
    return hmac.new(shown(key).encode(), shown(value).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


# arrays and objects


def _at(value: Any, index: int) -> Any:
    if isinstance(value, str | list | tuple | range):
        return value[index] if len(value) else None
    return ""


def _join(value: Any, by: Any = None) -> str:
    separator = " " if by is None else shown(by)
    return separator.join("" if one is None else js.text(one) for one in _array(value))


def _size(value: Any) -> int:
    if isinstance(value, str):
        return js.utf16_length(value)
    if isinstance(value, list | tuple | range):
        return len(value)
    return value.get("length") or 0 if isinstance(value, dict) else 0


def _walk(value: Any, path: Any) -> Any:
    for piece in shown(path).split("."):
        value = value.get(piece) if isinstance(value, dict) else None
    return value


def _sum(value: Any, path: Any = None) -> float:
    total = 0.0
    for one in _array(value):
        total += _number(_walk(one, path) if path else one)
    return total


_ANY = object()


def _where(value: Any, path: Any, expected: Any = _ANY) -> list[Any]:
    def fits(one: Any) -> bool:
        found = _walk(one, path)
        if expected is _ANY:
            return found is not None and found is not False
        return bool(found == expected) and isinstance(found, bool) == isinstance(expected, bool)

    return [one for one in _array(value) if fits(one)]


def _default(value: Any, instead: Any = None, *, allow_false: Any = False) -> Any:
    if value is False:
        return value if allow_false else instead
    return instead if value is None or value == "" or value == [] else value


def _json(value: Any, indent: Any = None) -> Any:
    return js.to_json(value)


def _sample(value: Any, count: Any = 1) -> Any:
    if value is None:
        return []
    whole = list(value) if isinstance(value, list | tuple) else list(shown(value))
    random.shuffle(whole)
    if count == 1:
        return whole[0] if whole else None
    return whole[: _integer(count)]


# dates


def _moment(value: Any) -> datetime | None:
    if value in ("now", "today"):
        return datetime.now(UTC)
    try:
        if isinstance(value, str) and not re.fullmatch(r"\d+", value):
            found: datetime = date_parser.parse(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if value is None or isinstance(value, bool | list | dict):
            return None
        return datetime.fromtimestamp(_number(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


_CODE = re.compile(r"%([-_0^#:]+)?(\d+)?([EO])?(.)", re.DOTALL)
_WIDTHS = {**dict.fromkeys("dHImMSUWy", (2, "0")), **dict.fromkeys("ekl", (2, " ")), "j": (3, "0"), "L": (3, "0")}
_NATIVE = "aAbBdHIjmMSuUwWypY"


def _strftime(moment: datetime, form: str) -> str:
    """A moment in UTC by Ruby's codes; a code that is not known stays as it is."""
    hour, day = moment.hour, moment.day
    own: Mapping[str, Any] = {
        "e": day,
        "k": hour,
        "l": hour % 12 or 12,
        "C": f"{moment.year // 100}",
        "L": moment.microsecond // 1000,
        "N": f"{moment.microsecond // 1000:03}000000",
        "P": "am" if hour < 12 else "pm",
        "h": moment.strftime("%b"),
        "s": int(moment.timestamp()),
        "q": "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th"),
        "z": "+0000",
        "Z": "UTC",
        "Y": moment.year,
        "t": "\t",
        "n": "\n",
        "%": "%",
    }

    def write(found: re.Match[str]) -> str:
        flags, width, _, code = found.groups()
        if code not in own and code not in _NATIVE:
            return found.group()
        text = str(own[code]) if code in own else moment.strftime(f"%{code}").lstrip("0") or "0"
        if code == "z" and ":" in (flags or ""):
            text = "+00:00"
        least, filler = _WIDTHS.get(code, (0, " " if code in "aAbBpP" else "0"))
        if flags and "^" in flags:
            text = text.upper()
        if flags and "#" in flags:
            text = text.swapcase() if code not in "aAbBh" else text.upper()
        if flags and "-" in flags:
            return text
        filler = " " if flags and "_" in flags else "0" if flags and "0" in flags else filler
        return text.rjust(int(width or least), filler)

    return _CODE.sub(write, form)


def _date(value: Any, form: Any = None, zone: Any = None) -> Any:
    moment = _moment(value)
    if moment is None:
        return value
    return _strftime(moment.astimezone(UTC), "%A, %B %-e, %Y at %-l:%M %P %z" if form is None else shown(form))


FILTERS: Mapping[str, Callable[..., Any]] = {
    # numbers
    "abs": _arithmetic(abs),
    "at_least": _arithmetic(max),
    "at_most": _arithmetic(min),
    "ceil": _whole(math.ceil),
    "floor": _whole(math.floor),
    "divided_by": _arithmetic(_divide),
    "minus": _arithmetic(lambda left, right: left - right),
    "plus": _arithmetic(lambda left, right: left + right),
    "times": _arithmetic(lambda left, right: left * right),
    "modulo": _arithmetic(_modulo),
    "round": _round,
    "to_integer": _number,
    # text
    "append": lambda value, tail: shown(value) + shown(tail),
    "prepend": lambda value, head: shown(head) + shown(value),
    "capitalize": lambda value: shown(value)[:1].upper() + shown(value)[1:].lower(),
    "downcase": lambda value: shown(value).lower(),
    "upcase": lambda value: shown(value).upper(),
    "strip": _stripped("strip"),
    "lstrip": _stripped("lstrip"),
    "rstrip": _stripped("rstrip"),
    "strip_newlines": lambda value: re.sub(r"\r?\n", "", shown(value)),
    "strip_html": lambda value: _TAGS.sub("", shown(value)),
    "normalize_whitespace": lambda value: re.sub(r"\s+", " ", shown(value)),
    "number_of_words": _words,
    "remove": lambda value, what: shown(value).replace(shown(what), "") if shown(what) else shown(value),
    "remove_first": lambda value, what: shown(value).replace(shown(what), "", 1),
    "remove_last": _replace_last,
    "replace": lambda value, old, new="": shown(new).join(
        shown(value).split(shown(old)) if shown(old) else list(shown(value))
    ),
    "replace_first": lambda value, old, new="": shown(value).replace(shown(old), shown(new), 1),
    "replace_last": _replace_last,
    "split": _split,
    "truncate": _cut,
    "truncatewords": _cut_words,
    "escape": _escape,
    "xml_escape": _escape,
    "escape_once": lambda value: _escape(_ENTITY.sub(lambda found: html.unescape(found[0]), shown(value))),
    "slugify": _slug,
    "url_encode": lambda value: _uri(value, "-_.!~*'()").replace("%20", "+"),
    "url_decode": lambda value: unquote(shown(value)).replace("+", " "),
    "cgi_escape": lambda value: _uri(value, "-_.~").replace("%20", "+"),
    "uri_escape": lambda value: _uri(value, "-_.!~*'();/?:@&=+$,#[]"),
    "base64_encode": lambda value: base64.b64encode(shown(value).encode("utf-8", "replace")).decode(),
    "base64_decode": _decode64,
    "sha256": _sha256,
    "hmac_sha256": _hmac,
    # arrays and objects
    "first": lambda value: _at(value, 0),
    "last": lambda value: _at(value, -1),
    "join": _join,
    "size": _size,
    "slice": _slice,
    "compact": lambda value: [one for one in _array(value) if one is not None],
    "push": lambda value, one: [*_array(value), one],
    "unshift": lambda value, one: [one, *_array(value)],
    "pop": lambda value: _array(value)[:-1],
    "shift": lambda value: _array(value)[1:],
    "sum": _sum,
    "where": _where,
    "sample": _sample,
    "default": _default,
    "json": _json,
    "jsonify": _json,
    "inspect": _json,
    "raw": lambda value: value,
    # dates, in UTC
    "date": _date,
    "date_to_xmlschema": lambda value: _date(value, "%Y-%m-%dT%H:%M:%S%:z"),
    "date_to_rfc822": lambda value: _date(value, "%a, %d %b %Y %H:%M:%S %z"),
    "date_to_string": lambda value, *style: _date(value, "%d %b %Y"),
    "date_to_long_string": lambda value, *style: _date(value, "%d %B %Y"),
}
