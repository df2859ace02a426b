"""Directives that rewrite text: @replace, @json and @liquid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from segment_actions.js import MISSING, is_torn, is_truthy, paired, parse_json, spread, text, to_json, utf16_length
from segment_actions.mapping import checks
from segment_actions.mapping.bounds import checked_made, feeds_another, is_too_long, too_long
from segment_actions.mapping.compiler import Compiler, constant, fail, raiser
from segment_actions.mapping.writer import Compiled, Writer, Written

__all__ = ["Json", "Liquid", "Replace"]

_LONGEST = 10
_SHORT = 1_000_000
"""Texts up to this many characters cannot become too long by replacement."""
_SMALL = 10_000
"""Texts up to this many characters cannot become too long either where each replacement holds the text five times."""
_CODES = re.compile(r"\$([$&`'])")


class Replace:
    """`{"@replace": {"pattern": "a", "replacement": "b", "value": …}}`: literal text; all occurrences unless `global`
    is false.

    A second pair (`pattern2`, `replacement2`) is applied to the result. In replacements, `$$ $& $` $'` mean what they
    mean in JavaScript. A value other than text, number or boolean gives empty text.
    """

    check = staticmethod(
        checks.fields(
            pattern=checks.required(checks.string_of(1, _LONGEST)),
            replacement=checks.string_of(0, _LONGEST),
            value=checks.required(checks.string_or_directive),
            ignorecase=checks.boolean,
            **{"global": checks.boolean},
        )
    )

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser(
                '@replace requires an object with a "pattern" key', pointer, reason="no options", about=("@replace",)
            )
        pattern = value.get("pattern", MISSING)
        if not is_truthy(pattern):
            return raiser(
                '@replace requires a "pattern" key', pointer, reason="missing option", about=("@replace", "pattern")
            )
        if not is_truthy(value.get("value", MISSING)):
            return constant(MISSING)
        inner = compiler.node(value["value"], f"{pointer}/value")
        replacement = _default(value, "replacement", "")
        ignore, everywhere = _default(value, "ignorecase", False), _default(value, "global", True)
        within = feeds_another(pointer)
        usable = isinstance(pattern, str) and isinstance(replacement, str)
        usable = usable and isinstance(ignore, bool) and isinstance(everywhere, bool)
        passes = [(pattern, replacement)]
        second = value.get("pattern2", MISSING)
        if isinstance(second, str) and second and isinstance(_default(value, "replacement2", ""), str):
            passes.append((second, _default(value, "replacement2", "")))

        def replaced(found: Any) -> Any:
            if isinstance(found, bool | int | float):
                found = text(found)
            if not usable or not isinstance(found, str):
                return ""
            for old, new in passes:
                found = _replaced(found, old, new, ignore, everywhere, pointer)
            return checked_made(found, pointer) if within else found

        def write(writer: Writer, tail: bool) -> Written:
            found, asked = writer.temporary(), writer.write(inner).text
            if not usable or ignore or not all(map(_is_simple, passes)):
                return Written(writer.call(replaced, asked), missing=False, is_clean=True)
            count = "" if everywhere else ", 1"
            chain = "".join(f".replace({writer.constant(old)}, {writer.constant(new)}{count})" for old, new in passes)
            usual = f"type({found} := {asked}) is str and {found}.isascii() and len({found}) < {_SHORT}"
            return Written(
                f"({found}{chain} if {usual} else {writer.call(replaced, found)})", missing=False, is_clean=True
            )

        resolve = inner.resolve
        return Compiled(lambda event: replaced(resolve(event)), write=write)


def _is_simple(one: tuple[str, str]) -> bool:
    """Whether `str.replace` gives the same for this pair, in ASCII text."""
    old, new = one
    return old.isascii() and new.isascii() and "$" not in new and max(len(old), len(new)) <= _LONGEST


def _default(options: Mapping[str, Any], name: str, default: Any) -> Any:
    value = options.get(name)
    return default if value is None or value is MISSING else value


def _replaced(value: str, old: str, new: str, ignore: bool, everywhere: bool, pointer: str) -> str:
    if utf16_length(old) > _LONGEST:
        raise fail(
            f'@replace requires a "pattern" less than {_LONGEST} characters',
            pointer,
            reason="too long",
            about=("pattern",),
        )
    if utf16_length(new) > _LONGEST:
        raise fail(
            f'@replace requires a "replacement" less than {_LONGEST} characters',
            pointer,
            reason="too long",
            about=("replacement",),
        )
    if is_torn(old):
        return paired(_substituted(spread(value), spread(old), spread(new), ignore, everywhere, pointer))
    if not ignore and "$" not in new and not is_torn(new):
        if is_too_long(len(value) * len(new)) and is_too_long(len(value) + value.count(old) * (len(new) - len(old))):
            raise too_long(pointer)
        return paired(value.replace(old, new, -1 if everywhere else 1))
    return paired(_substituted(value, old, new, ignore, everywhere, pointer))


def _substituted(value: str, old: str, new: str, ignore: bool, everywhere: bool, pointer: str) -> str:
    pattern, count = _literal(old, ignore), 0 if everywhere else 1
    if len(value) > _SMALL and is_too_long(_length(value, pattern, count, new)):
        raise too_long(pointer)
    if "$" not in new:
        return pattern.sub(lambda _: new, value, count)
    return pattern.sub(lambda found: _CODES.sub(lambda code: _part(code[1], found, value), new), value, count)


def _length(value: str, pattern: re.Pattern[str], count: int, new: str) -> int:
    """The length after a replacement; known before half a gigabyte is made in vain."""
    codes = Counter(_CODES.findall(new))
    length, plain = len(value), len(_CODES.sub("", new)) + codes["$"]
    for found in islice(pattern.finditer(value), count or None):
        start, end = found.span()
        length += plain + (codes["&"] - 1) * (end - start) + codes["`"] * start + codes["'"] * (len(value) - end)
    return length


def _part(code: str, found: re.Match[str], value: str) -> str:
    """The text that a `$` code of a replacement stands for."""
    if code == "&":
        return found.group()
    if code == "$":
        return "$"
    return value[: found.start()] if code == "`" else value[found.end() :]


@lru_cache(maxsize=512)
def _literal(old: str, ignore: bool) -> re.Pattern[str]:
    if not ignore:
        return re.compile(re.escape(old))
    return re.compile("".join(_either_case(char) for char in old))


def _either_case(char: str) -> str:
    """A pattern for a character in either case. JavaScript folds by one-to-one upper case only: U+017F does not match
    s, nor the Kelvin sign k."""
    alike = _alike().get(_canonical(char), [char])
    return "[" + "".join(re.escape(one) for one in alike) + "]" if len(alike) > 1 else re.escape(char)


@lru_cache(maxsize=1)
def _alike() -> Mapping[str, list[str]]:
    """Upper case -> the characters that match it when case is ignored."""
    alike: dict[str, list[str]] = {}
    for char in map(chr, range(0x10000)):
        alike.setdefault(_canonical(char), []).append(char)
    return alike


def _canonical(char: str) -> str:
    upper = char.upper()
    if char > "\uffff" or len(upper) != 1 or (ord(char) >= 128 and ord(upper) < 128):
        return char
    return upper


class Json:
    """`{"@json": {"mode": "encode", "value": …}}`; `decode` returns text that is not JSON unchanged."""

    check = staticmethod(
        checks.fields(value=checks.required(checks.raw), mode=checks.required(checks.one_of("encode", "decode")))
    )

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser('@json requires an object with a "value" key', pointer, reason="no options", about=("@json",))
        mode = value.get("mode", MISSING)
        for name, there in (("mode", mode), ("value", value.get("value", MISSING))):
            if not is_truthy(there):
                return raiser(f'@json requires a "{name}" key', pointer, reason="missing option", about=("@json", name))
        inner = compiler.node(value["value"], f"{pointer}/value")
        resolve = inner.resolve
        if mode == "encode":
            # the JSON of an event's own value is never too long
            encoded = _bounded(pointer) if feeds_another(pointer) else to_json
            return Compiled(
                lambda event: encoded(resolve(event)),
                write=lambda writer, tail: Written(writer.call(encoded, writer.write(inner).text), is_clean=True),
            )
        if mode != "decode":

            def nothing(event: Any) -> Any:
                resolve(event)
                return MISSING

            return Compiled(nothing)
        return Compiled(lambda event: _decoded(resolve(event), pointer), nests=True)


def _bounded(pointer: str) -> Callable[[Any], Any]:
    def encoded(found: Any) -> Any:
        made = to_json(found)
        if isinstance(made, str) and is_too_long(len(made)):
            raise too_long(pointer)
        return checked_made(made, pointer)

    return encoded


def _decoded(value: Any, pointer: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        made = parse_json(value)
        is_deep = value.count("[") + value.count("{") > _DEEPEST and _is_deep(made)
    except ValueError:
        return value
    except RecursionError:
        is_deep = True
    if is_deep:  # it may well be JSON: Segment's engine reads some thousand levels
        raise fail("the text of @json is nested too deeply", pointer)
    return made


_DEEPEST = 250
"""Levels of a decoded text that everything behind the mapping can follow, wherever in the payload it stands."""


def _is_deep(value: Any) -> bool:
    held: list[Any] = [value]
    for _ in range(_DEEPEST):
        inside = (one for outer in held for one in (outer.values() if isinstance(outer, dict) else outer))
        held = [one for one in inside if isinstance(one, dict | list)]
    return bool(held)


class Liquid:
    """`{"@liquid": "{{ traits.email | downcase }}"}`: a template of at most 1,000 characters, with a limited set of
    tags and filters."""

    check = staticmethod(checks.string)

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, str):
            return raiser("liquid template value must be a string", pointer)
        if value == "":
            return Compiled(lambda event: "")
        if utf16_length(value) > 1000:
            return raiser("liquid template values are limited to 1000 characters", pointer, reason="long template")
        # takes 30 ms, and most mappings have no template
        from segment_actions.mapping.liquid import compile_liquid

        return Compiled(compile_liquid(value, compiler, pointer))
