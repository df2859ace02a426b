"""What is inside a value (members, elements, JSON in text, base64 or gzip), the jq filter that leads there, and the shell command.

The callers decide what to look for and which command to show.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shlex
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.shell import as_word

__all__ = ["UNPACK", "below", "decoded", "dotted", "jq", "jq_type", "json_of", "quoted", "shell", "step"]

_WIDEST, _FEW = 100, 3
"""How many elements of a list are searched for other kinds, and how many of a kind stand for the rest."""
_MOST_UNPACKED, _MOST_TIMES = 10_000_000, 50
"""Most bytes of unpacked data, and the most as a multiple of the packed size: events shrink to a tenth, a bomb to a thousandth."""
_BEGINS = ("{", "[", '"')
"""The beginnings of JSON text; a quote means that it was encoded twice."""
UNPACK = "\0 | "
"""In a filter: here another program unpacks jq's output, and a second jq goes on with the rest of the filter."""
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}+={0,2}+\s*+")
_OBJECT_BEGINS = re.compile(r'\{\s*"')
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def below(one: Any, words: str, filter_: str) -> Iterator[tuple[Any, str, str]]:
    """What is directly inside a value, each with the words and the filter that lead to it; `words` and `filter_` lead to the value."""
    if isinstance(one, Mapping):
        for key, member in one.items():
            if isinstance(member, Mapping | list | str):
                yield member, f"{words}.{key}" if words else key, f"{filter_}{step(key)}"
    elif isinstance(one, list):
        # elements of a kind are alike: the first few stand for the rest
        kinds: dict[str, list[Any]] = {}
        for member in one[:_WIDEST]:
            kinds.setdefault(_kind(member), []).append(member)
        for kind, members in kinds.items():
            only = f" | {kind}s | " if len(kinds) > 1 and kind in ("object", "array") else ""
            yield from ((member, f"{words}[]", f"{dotted(filter_)}[]{only}") for member in members[:_FEW])
    elif isinstance(one, str):
        yield from decoded(one, words, filter_)


def _kind(value: Any) -> str:
    """jq's name for the kind of a value that may hold another; for a text, its beginning."""
    if isinstance(value, Mapping | list):
        return jq_type(value)
    if not isinstance(value, str):
        return ""
    return value.lstrip()[:1] if value.lstrip()[:1] in _BEGINS else "base64" if _BASE64.fullmatch(value) else "text"


def decoded(text: str, words: str, filter_: str) -> Iterator[tuple[Any, str, str]]:
    """What a text holds, with the words and the filter that lead to it; nothing if it is only text.

    The filter skips texts of other kinds, such as the time of a line or one that is no JSON.
    """
    way = f"{_piped(filter_)}strings | "
    if _BASE64.fullmatch(text):
        inner = _of_base64(text, way)
    else:
        inner = ((value, mark, f"{way}{further} | ") for value, mark, further in _documents(text))
    yield from ((value, f"{words}{mark}" if words else "", there) for value, mark, there in inner)


def _of_base64(text: str, way: str) -> Iterator[tuple[Any, str, str]]:
    try:
        plain = base64.b64decode(text, validate=False)
        if plain.startswith(b"\x1f\x8b"):
            value = _unpacked(plain) if len(text.split()) == 1 else None
            if value is not None:
                yield value, " (gzip in base64)", f"{way}{_begins_with(text[:4])}{UNPACK}"
            return
        inner = plain.decode()
    except (ValueError, binascii.Error):
        return
    for value, _, further in _documents(inner):
        yield value, " (base64)", f"{way}@base64d? | {further} | "


def _documents(text: str) -> Iterator[tuple[Any, str, str]]:
    """The JSON in a text: alone, line by line, or between other words as in logs."""
    whole = json_of(text) if text.lstrip()[:1] in _BEGINS else None
    if whole is not None:
        yield whole, " (JSON text)", f"{_begins_with(text[:1])} | fromjson"
        return
    begin, end = _OBJECT_BEGINS.search(text), text.rfind("}") + 1
    if begin is None or begin.start() >= end:
        return
    lines = [line for line in text.split("\n") if line.strip()]
    rows = [json_of(line) for line in lines[:_FEW]] if len(lines) > 1 else []
    if rows and all(isinstance(row, dict) for row in rows):
        for row in rows:
            yield row, " (lines of JSON)", 'split("\\n")[] | select(test("\\\\S")) | fromjson'
        return
    inner = json_of(text[begin.start() : end])
    if isinstance(inner, dict):
        yield inner, " (JSON in text)", 'match("\\\\{\\\\s*\\"[\\\\s\\\\S]*\\\\}").string | fromjson'


def _begins_with(text: str) -> str:
    return f"select(startswith({quoted(text)}))"


def _unpacked(packed: bytes) -> Any:
    """The compressed JSON value, or the first of several lines; None if there is none or it is too large."""
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(packed, min(_MOST_UNPACKED, _MOST_TIMES * len(packed)))
    except zlib.error:
        return None
    if not stream.eof:
        return None
    value = json_of(plain)
    return value if value is not None else json_of(plain.partition(b"\n")[0])


def json_of(text: str | bytes) -> Any:
    """The value of JSON text; None for another text."""
    try:
        return loads(text)
    except JsonTextError:
        return None


def dotted(filter_: str) -> str:
    """A filter that an index can follow."""
    return f"{filter_}." if not filter_ or filter_.endswith(" | ") else filter_


def _piped(filter_: str) -> str:
    return filter_ if not filter_ or filter_.endswith(" | ") else f"{filter_} | "


def step(key: str) -> str:
    """The filter of a member."""
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    # not `.["…"]`, which jq takes after another step only since 1.7
    return f".{quoted(key)}"


def quoted(key: str) -> str:
    """A text as a filter has it: as in JSON."""
    return json.dumps(key, ensure_ascii=False)


def jq_type(value: Any) -> str:
    """jq's name for the kind of a value that may hold another."""
    return "object" if isinstance(value, Mapping) else "array" if isinstance(value, list) else "string"


def jq(filter_: str, file: str) -> str:
    """The command that extracts from a file what a filter leads to."""
    filter_, packed, inner = filter_.partition(UNPACK)
    if not packed:
        return shell(f"jq -c {shlex.quote(filter_)}", file)
    unpack = 'while read -r one; do printf %s "$one" | base64 -d | gzip -dc; echo; done'
    inner = inner.removesuffix(" | ") or "."
    return f"{shell(f'jq -r {shlex.quote(filter_)}', file)} | {unpack} | jq -c {shlex.quote(inner)}"


def shell(command: str, file: str) -> str:
    """A command with its file; for `-` it reads standard input, as the reader did."""
    if file == "-":
        return command
    if file.endswith(".gz"):
        return f"gzip -dc {as_word(file)} | {command}"
    return f"{command} {as_word(file)}"
