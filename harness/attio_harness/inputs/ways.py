"""What stands inside of a value, and the filter of jq that leads there: members, elements, JSON in a text, in base64 or in gzip; and the
command for a shell.

What is looked for inside is for others, and so is which command is told.
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

__all__ = ["UNPACK", "below", "decoded", "dotted", "jq", "jq_type", "json_of", "quoted", "shell", "step"]

_WIDEST = 100
"""So many elements of a list are looked at for those of another kind."""
_MOST_UNPACKED = 10_000_000
_BEGINS = ("{", "[", '"')
"""How JSON text begins; one in quotes was encoded twice."""
UNPACK = "\0 | "
"""In a filter: jq ends here and others unpack what it wrote, of which jq takes what follows."""
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}+={0,2}+\s*+")
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def below(one: Any, words: str, filter_: str) -> Iterator[tuple[Any, str, str]]:
    """What stands directly in a value to which words and a filter lead, and those that lead to it."""
    if isinstance(one, Mapping):
        for key, member in one.items():
            if isinstance(member, Mapping | list | str):
                yield member, f"{words}.{key}" if words else key, f"{filter_}{step(key)}"
    elif isinstance(one, list):
        # elements of one kind are alike: the first few stand for the rest
        kinds: dict[str, list[Any]] = {}
        for member in one[:_WIDEST]:
            kinds.setdefault(_kind(member), []).append(member)
        for kind, members in kinds.items():
            only = f" | {kind}s | " if len(kinds) > 1 and kind in ("object", "array") else ""
            yield from ((member, f"{words}[]", f"{dotted(filter_)}[]{only}") for member in members[:3])
    elif isinstance(one, str):
        yield from decoded(one, words, filter_)


def _kind(value: Any) -> str:
    """The word of jq for what may hold another value; of a text how it begins."""
    if isinstance(value, Mapping | list):
        return jq_type(value)
    if not isinstance(value, str):
        return ""
    return value.lstrip()[:1] if value.lstrip()[:1] in _BEGINS else "base64" if _BASE64.fullmatch(value) else "text"


def decoded(text: str, words: str, filter_: str) -> Iterator[tuple[Any, str, str]]:
    """What a text holds, and the words and the filter that lead to it; none where it is only a text."""
    # beside it, or in the next line, other texts may stand: the time of a line, one that is no JSON
    begin = text.lstrip()[:1]
    if begin in _BEGINS:
        value = json_of(text)
        if value is not None:
            only = f"strings | {_begins_with(text[:1])} | fromjson | "
            yield value, f"{words} (JSON text)" if words else "", f"{_piped(filter_)}{only}"
    elif _BASE64.fullmatch(text):
        try:
            plain = base64.b64decode(text, validate=False)
        except (ValueError, binascii.Error):
            return
        if plain.startswith(b"\x1f\x8b") and len(text.split()) == 1:
            value = _unpacked(plain)
            if value is not None:
                only = f"strings | {_begins_with(text[:4])}"
                yield value, f"{words} (gzip in base64)", f"{_piped(filter_)}{only}{UNPACK}"
        elif plain.lstrip()[:1] in (b"{", b"["):
            value = json_of(plain)
            if value is not None:
                only = f"strings | @base64d? | {_begins_with(plain[:1].decode())} | fromjson | "
                yield value, f"{words} (base64)", f"{_piped(filter_)}{only}"


def _begins_with(text: str) -> str:
    return f"select(startswith({quoted(text)}))"


def _unpacked(packed: bytes) -> Any:
    """The value that was compressed, the first of several lines; None where it is none or too large."""
    try:
        plain = zlib.decompressobj(wbits=31).decompress(packed, _MOST_UNPACKED)
    except zlib.error:
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
    # not `.["…"]`, which jq takes behind another step from 1.7 on
    return f".{quoted(key)}"


def quoted(key: str) -> str:
    """A text in a filter, which is one of JSON."""
    return json.dumps(key, ensure_ascii=False)


def jq_type(value: Any) -> str:
    """The word of jq for the kind of a value that may hold another."""
    return "object" if isinstance(value, Mapping) else "array" if isinstance(value, list) else "string"


def jq(filter_: str, file: str) -> str:
    """The command that takes out of a file what a filter leads to."""
    filter_, packed, inner = filter_.partition(UNPACK)
    if not packed:
        return shell(f"jq -c {shlex.quote(filter_)}", file)
    unpack = 'while read -r one; do printf %s "$one" | base64 -d | gzip -dc; echo; done'
    inner = inner.removesuffix(" | ") or "."
    return f"{shell(f'jq -r {shlex.quote(filter_)}', file)} | {unpack} | jq -c {shlex.quote(inner)}"


def shell(command: str, file: str) -> str:
    """A command that is given a file; without one it takes its standard input, as the reader did."""
    if file == "-":
        return command
    if file.endswith(".gz"):
        return f"gzip -dc {shlex.quote(file)} | {command}"
    return f"{command} {shlex.quote(file)}"
