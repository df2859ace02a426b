"""Directives that choose: @if, @case and @excludeWhenNull."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions.js import MISSING, NO_TEXT, has_text, is_truthy, loosely_empty
from segment_actions.mapping import checks
from segment_actions.mapping.compiler import Compiler, constant, fail, raiser
from segment_actions.mapping.writer import Compiled, Write, Writer, Written

__all__ = ["Case", "ExcludeWhenNull", "If"]


class If:
    """`{"@if": {"exists": …, "then": …, "else": …}}`, or `blank` instead of `exists`.

    `exists` is met unless the value is undefined or null. `blank`, despite its name, is met unless the value is blank;
    0, false, and empty text or arrays are blank too. A falsy `else` is ignored: undocumented, observed.
    """

    check = staticmethod(checks.fields(exists=checks.raw, then=checks.raw, **{"else": checks.raw}))

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser('@if requires an object with an "exists" key', pointer, reason="no options", about=("@if",))
        exists, blank = value.get("exists", MISSING), value.get("blank", MISSING)
        if not is_truthy(exists) and not is_truthy(blank):
            return raiser(
                '@if requires an "exists" key or a "blank" key',
                pointer,
                reason="missing option",
                about=("@if", "exists"),
            )
        # Once `blank` has passed the check above, `exists` wins if present, even as null (observed).
        name = "exists" if exists is not MISSING else "blank"
        asked = compiler.node(value[name], f"{pointer}/{name}")
        then = self._branch(value.get("then", MISSING), compiler, f"{pointer}/then")
        otherwise = value.get("else", MISSING)
        other = self._branch(otherwise if is_truthy(otherwise) else MISSING, compiler, f"{pointer}/else")
        nests = then.nests or other.nests
        return Compiled(
            self._choose(name, asked.resolve, then, other, pointer),
            nests,
            self._written(name, asked, then, other, nests, pointer),
        )

    @staticmethod
    def _branch(value: Any, compiler: Compiler, pointer: str) -> Compiled:
        return constant(MISSING) if value is MISSING else compiler.node(value, pointer)

    @staticmethod
    def _choose(name: str, asked: Any, then: Compiled, other: Compiled, pointer: str) -> Any:
        yes, no = then.resolve, other.resolve

        def exists(event: Any) -> Any:
            found = asked(event)
            return no(event) if found is MISSING or found is None else yes(event)

        def not_blank(event: Any) -> Any:
            found = asked(event)
            return no(event) if found is MISSING or found is None or _is_empty(found, pointer) else yes(event)

        return exists if name == "exists" else not_blank

    @staticmethod
    def _written(name: str, asked: Compiled, then: Compiled, other: Compiled, nests: bool, pointer: str) -> Write:
        def write(writer: Writer, tail: bool) -> Written:
            found, yes, no = writer.temporary(), writer.write(then, tail), writer.write(other, tail)
            if tail and nests:
                yes, no = writer.cleaned(yes), writer.cleaned(no)
            holds = f"({found} := {writer.write(asked).text}) is not None and {found} is not M"
            if name == "blank":
                empty = writer.call(_is_empty, found, writer.constant(pointer))
                holds += f" and ({found} if type({found}) is str else not {empty})"
            text = f"({yes.text} if {holds} else {no.text})"
            return Written(text, yes.missing or no.missing, yes.is_clean and no.is_clean)

        return write


def _is_empty(value: Any, pointer: str) -> bool:
    """Whether @if finds a value equal to empty text. Objects, and arrays that hold one, are first converted to text."""
    if isinstance(value, dict | list | tuple) and not has_text(value):
        raise fail(NO_TEXT, pointer, "TypeError")
    return loosely_empty(value)


class Case:
    """`{"@case": {"operator": "lower", "value": …}}`: text in lower or upper case; other values unchanged."""

    check = staticmethod(checks.fields(operator=checks.string, value=checks.string_or_directive))

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser(
                '@case requires an object with a "operator" key', pointer, reason="no options", about=("@case",)
            )
        operator = value.get("operator", MISSING)
        if not is_truthy(operator):
            return raiser(
                '@case requires a "operator" key', pointer, reason="missing option", about=("@case", "operator")
            )
        if not is_truthy(value.get("value", MISSING)):
            return Compiled(lambda event: MISSING)
        inner = compiler.node(value["value"], f"{pointer}/value")

        def cased(found: Any) -> Any:
            if not isinstance(found, str):
                return found
            if operator == "lower":
                return found.lower()
            if operator == "upper":
                return found.upper()
            raise fail('operator key should have a value of "lower" or "upper"', pointer, reason="unknown operator")

        def write(writer: Writer, tail: bool) -> Written:
            written, found = writer.write(inner, tail), writer.temporary()
            if operator not in ("lower", "upper"):
                return Written(writer.call(cased, written.text), written.missing, written.is_clean)
            method = "lower" if operator == "lower" else "upper"
            text = f"({found}.{method}() if type({found} := {written.text}) is str else {writer.call(cased, found)})"
            return Written(text, written.missing, written.is_clean)

        resolve = inner.resolve
        return Compiled(lambda event: cased(resolve(event)), inner.nests, write)


class ExcludeWhenNull:
    """`{"@excludeWhenNull": …}`: null becomes undefined, and objects lose their null members. Arrays are left as they are."""

    check = staticmethod(checks.raw)

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        inner = compiler.node(value, pointer).resolve

        def resolve(event: Any) -> Any:
            found = inner(event)
            return MISSING if found is None else _without_nulls(found)

        return Compiled(resolve, nests=True)


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: MISSING if inner is None else _without_nulls(inner) for key, inner in value.items()}
