"""The filters that turn text into text. Each takes the context, the value and its arguments; `MISSING` is an omitted
argument.

Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from segment_actions import js
from segment_actions.js import MISSING
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.expressions import Context
from segment_actions.mapping.liquid.values import Refused, shown

__all__ = ["TEXT_FILTERS", "whole"]

Filter = Callable[..., Any]
_SPACES = re.compile(f"[{re.escape(js.SPACE)}]+")


def _simple(work: Callable[[str], Any]) -> Filter:
    """A filter of the value's text alone; it ignores arguments."""

    def run(context: Context, value: Any, *rest: Any) -> Any:
        text = shown(value)
        context.use(len(text))
        return work(text)

    return run


def _joining(name: str, join: Callable[[str, str], str]) -> Filter:
    def run(context: Context, value: Any, *given: Any) -> str:
        if len(given) != 1:
            raise Refused(f"{name} expect 2 arguments")
        text, other = shown(value), shown(given[0])
        context.use(len(text) + len(other))
        return js.paired(join(text, other))

    return run


def _capitalize(text: str) -> str:
    units = js.spread(text)
    return js.paired(units[:1].upper() + js.paired(units[1:]).lower())


# -- parts of text -----------------------------------------------------------------------------------------------------


def _split(text: str, by: str) -> list[str]:
    """`String.split`; an empty separator splits into code units."""
    if by:
        return (
            text.split(by)
            if text is js.spread(text)
            else [js.paired(one) for one in js.spread(text).split(js.spread(by))]
        )
    return list(js.spread(text))


def _split_filter(context: Context, value: Any, by: Any = MISSING, *rest: Any) -> list[str]:
    text = shown(value)
    context.use(len(text))
    pieces = _split(text, shown(by))
    while pieces and pieces[-1] == "":
        pieces.pop()
    return pieces


def _replace(context: Context, value: Any, old: Any = MISSING, new: Any = MISSING, *rest: Any) -> str:
    text, old, new = shown(value), shown(old), shown(new)
    pieces = _split(text, old)
    context.use(len(text) + (len(pieces) - 1) * (len(new) - len(old)))
    return js.paired(new.join(pieces))


def _first_replaced(text: str, old: str, new: str) -> str:
    return js.paired(js.spread(text).replace(js.spread(old), js.spread(new), 1))


def _last_replaced(text: str, old: str, new: str) -> str:
    head, found, tail = js.spread(text).rpartition(js.spread(old)) if old else (text, "", "")
    return js.paired(head + js.spread(new) + tail) if found or not old else text


def _replacing(work: Callable[[str, str, str], str]) -> Filter:
    def run(context: Context, value: Any, old: Any = MISSING, new: Any = MISSING, *rest: Any) -> str:
        text, old, new = shown(value), shown(old), shown(new)
        context.use(len(text) + len(old) + len(new))
        return work(text, old, new)

    return run


def _removing(work: Callable[[str, str, str], str]) -> Filter:
    replacing = _replacing(work)
    return lambda context, value, old=MISSING, *rest: replacing(context, value, old, "")


def _strip(side: str) -> Filter:
    def run(context: Context, value: Any, chars: Any = MISSING, *rest: Any) -> str:
        text = shown(value)
        context.use(len(text))
        if not values.truthy(chars):
            return str(getattr(text, side)(js.SPACE))
        # The characters are compared whole, but the text unit by unit, so an astral one is never found.
        given = js.paired(shown(chars))
        context.use(len(given))
        alone = "".join(char for char in given if char <= "\uffff")
        return js.paired(getattr(js.spread(text), side)(alone)) if alone else text

    return run


def _truncate(context: Context, value: Any, length: Any = MISSING, end: Any = MISSING, *rest: Any) -> Any:
    length = 50 if length is MISSING else length
    text, tail = js.spread(shown(value)), shown("..." if end is MISSING else end)
    context.use(len(text) + len(tail))
    if values.less(len(text), length, or_equal=True):
        return value
    cut = values.number(length) - js.utf16_length(tail)
    return js.paired(text[: whole(cut) if cut > 0 else 0] + tail)


def whole(value: float) -> int:
    """A number as an index: truncated; NaN is 0; no larger than any text is long."""
    return 0 if value != value else int(max(min(value, 2**53), -(2**53)))


def _truncate_words(context: Context, value: Any, count: Any = MISSING, end: Any = MISSING, *rest: Any) -> str:
    count = 15 if count is MISSING else count
    text, tail = shown(value), shown("..." if end is MISSING else end)
    context.use(len(text) + len(tail))
    words = _SPACES.split(text)
    count = 1 if values.less(count, 0, or_equal=True) else count
    kept = " ".join(words[: whole(values.number(count))])
    return kept + tail if values.less(count, len(words), or_equal=True) else kept


_CJK = "\u4e00-\u9fff\uf900-\ufaff\u3400-\u4dbf\u3040-\u309f\u30a0-\u30ff\uac00-\ud7af"
_CJK_CHAR = re.compile(f"[{_CJK}]")
_OTHER_WORD = re.compile(f"[^{_CJK}{re.escape(js.SPACE)}]+")


def _word_count(context: Context, value: Any, mode: Any = MISSING, *rest: Any) -> int:
    text = shown(value)
    context.use(len(text))
    text = text.strip(js.SPACE)
    if not text:
        return 0
    characters = _CJK_CHAR.findall(text)
    if mode == "cjk" or (mode == "auto" and characters):
        return len(characters) + len(_OTHER_WORD.findall(text))
    return len(_SPACES.split(text))


# -- markup ------------------------------------------------------------------------------------------------------------

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
_PLAIN = {entity: char for char, entity in _ENTITIES.items()}


def _escape(text: str) -> str:
    return re.sub(r"[&<>\"']", lambda found: _ENTITIES[found.group()], text)


def _escape_once(text: str) -> str:
    return _escape(re.sub(r"&(?:amp|lt|gt|#34|#39);", lambda found: _PLAIN[found.group()], text))


def _strip_html(text: str) -> str:
    """Removes tags, comments, scripts and styles. Once an opening has no end, that kind is not searched again."""
    blocks = {"<script": "</script>", "<style": "</style>", "<!--": "-->", "<": ">"}
    out: list[str] = []
    at = 0
    while at < len(text):
        begin = text.find("<", at)
        if begin < 0:
            break
        out.append(text[at:begin])
        at = begin
        for opening, closing in list(blocks.items()):
            if text.startswith(opening, begin):
                end = text.find(closing, begin + len(opening))
                if end >= 0:
                    at = end + len(closing)
                    break
                del blocks[opening]
        if at <= begin:
            break
    return "".join([*out, text[at:]])


# -- addresses, codes --------------------------------------------------------------------------------------------------


def _component(text: str, safe: str) -> str:
    if not text.isascii() and re.search("[\ud800-\udfff]", js.paired(text)):
        raise Refused("URI malformed")
    return quote(text, safe=safe)


def _decoded(text: str) -> str:
    if re.search("%(?![0-9A-Fa-f]{2})", text):
        raise Refused("URI malformed")
    try:
        return re.sub("(?:%[0-9A-Fa-f]{2})+", lambda found: unquote_to_bytes(found.group()).decode(), text).replace(
            "+", " "
        )
    except UnicodeDecodeError:
        raise Refused("URI malformed") from None


_ACCENTS = {char: plain for plain, chars in {
    "a": "àáâãäå", "ae": "æ", "c": "ç", "e": "èéêë", "i": "ìíîï", "d": "ð", "n": "ñ", "o": "òóôõöø", "u": "ùúûü",
    "y": "ýÿ", "ss": "ß", "oe": "œ", "th": "þ", "SS": "ẞ", "OE": "Œ", "TH": "Þ"}.items() for char in chars}  # fmt: skip


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "ML" or category == "Nd"


_KEPT: Mapping[str, Callable[[str], bool]] = {
    "raw": lambda char: char not in js.SPACE,
    "ascii": lambda char: char.isascii() and char.isalnum(),
    "pretty": lambda char: _is_letter(char) or char in "._~!$&'()+,;=@",
    "default": _is_letter,
    "latin": _is_letter,
}


def _slugify(context: Context, value: Any, mode: Any = MISSING, cased: Any = MISSING, *rest: Any) -> str:
    text, kept = shown(value), _KEPT.get("default" if mode is MISSING else values.text(mode))
    if kept is not None:
        if mode == "latin":
            text = "".join(_ACCENTS.get(char, char) for char in text)
        text = "".join("".join(chars) if stay else "-" for stay, chars in groupby(text, kept))
        text = text.removeprefix("-").removesuffix("-")
    return text if values.truthy(cased) else text.lower()


def _decode64(text: str) -> str:
    """Lenient like Node: uses the low byte of each code unit, skips other characters, stops at `=`."""
    low = text if text.isascii() else "".join(chr(ord(unit) & 0xFF) for unit in js.spread(text))
    digits = re.sub(r"[^A-Za-z0-9+/]", "", low.replace("-", "+").replace("_", "/").split("=")[0])
    digits = digits[:-1] if len(digits) % 4 == 1 else digits
    return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-8", "replace")


def _hmac(context: Context, value: Any, key: Any = MISSING, *rest: Any) -> str:
    text, key = shown(value), shown(key)
    context.use(len(text) + len(key))
    return hmac.new(js.utf8(key), js.utf8(text), hashlib.sha256).hexdigest()


TEXT_FILTERS: Mapping[str, Filter] = {
    "append": _joining("append", lambda text, tail: text + tail),
    "prepend": _joining("prepend", lambda text, head: head + text),
    "capitalize": _simple(_capitalize),
    "downcase": _simple(str.lower),
    "upcase": _simple(str.upper),
    "strip": _strip("strip"),
    "lstrip": _strip("lstrip"),
    "rstrip": _strip("rstrip"),
    "strip_newlines": _simple(lambda text: re.sub(r"\r?\n", "", text)),
    "strip_html": _simple(_strip_html),
    "normalize_whitespace": _simple(lambda text: _SPACES.sub(" ", text)),
    "number_of_words": _word_count,
    "remove": _removing(lambda text, old, new: js.paired("".join(_split(text, old)))),
    "remove_first": _removing(_first_replaced),
    "remove_last": _removing(_last_replaced),
    "replace": _replace,
    "replace_first": _replacing(_first_replaced),
    "replace_last": _replacing(_last_replaced),
    "split": _split_filter,
    "truncate": _truncate,
    "truncatewords": _truncate_words,
    "escape": _simple(_escape),
    "xml_escape": _simple(_escape),
    "escape_once": _simple(_escape_once),
    "slugify": _slugify,
    "url_encode": _simple(lambda text: _component(text, "-_.!~*'()").replace("%20", "+")),
    "url_decode": _simple(_decoded),
    "cgi_escape": _simple(lambda text: _component(text, "-_.~").replace("%20", "+")),
    "uri_escape": _simple(lambda text: _component(text, "-_.!~*'();/?:@&=+$,#[]")),
    "base64_encode": _simple(lambda text: base64.b64encode(js.utf8(text)).decode()),
    "base64_decode": _simple(_decode64),
    "sha256": _simple(lambda text: hashlib.sha256(js.utf8(text)).hexdigest()),
    "hmac_sha256": _hmac,
}
