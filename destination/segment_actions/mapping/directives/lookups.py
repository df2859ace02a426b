"""Directives that read the event: @path, @template, @arrayPath, and @literal, which does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_actions.js import EXACT, MISSING, NO_TEXT, SPACE, has_text, paired, text, type_name
from segment_actions.mapping import checks
from segment_actions.mapping.checks import Place
from segment_actions.mapping.compiler import Compiler, at, constant, fail, raiser
from segment_actions.mapping.paths import Resolve, pieces_of, shown
from segment_actions.mapping.writer import Compiled, Writer, Written, clean

__all__ = ["ArrayPath", "Literal", "Path", "Template", "placeholders"]


def _of_text(name: str, value: Any, compiler: Compiler, pointer: str, use: Callable[[str], Compiled]) -> Compiled:
    """A directive whose value is text, or another directive that yields text."""
    if isinstance(value, str):
        return use(value)
    inner = compiler.node(value, pointer).resolve

    def resolve(event: Any) -> Any:
        found = inner(event)
        if not isinstance(found, str):
            got = type_name(found)
            raise fail(f"{name}: expected string, got {got}", pointer, reason="no text", about=(name, got))
        return use(found).resolve(event)

    return Compiled(resolve)


class Path:
    """`{"@path": "$.traits.email"}`: the first `$.` anywhere in the text is dropped; the rest is looked up."""

    check = staticmethod(checks.string_or_directive)

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        return _of_text("@path", value, compiler, pointer, lambda path: _lookup(path, compiler, pointer))


def _lookup(path: str, compiler: Compiler, pointer: str) -> Compiled:
    path = path.replace("$.", "", 1)
    return at(path, compiler.path(path, pointer))


class Template:
    """`{"@template": "{{traits.last_name}}, {{traits.first_name}}"}`: always text; an absent value is empty.

    It takes two passes: first triple braces, then double ones over the result. So a value may contain placeholders
    itself.
    """

    check = staticmethod(checks.string_or_directive)

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        return _of_text("@template", value, compiler, pointer, lambda template: _template(template, compiler, pointer))


def _template(template: str, compiler: Compiler, pointer: str) -> Compiled:
    if "{{{" in template:
        return Compiled(
            lambda event: _pass(2, _pass(3, template, compiler, pointer).resolve(event), compiler, pointer).resolve(
                event
            )
        )
    return _pass(2, template, compiler, pointer)


def placeholders(template: str, braces: int) -> list[str]:
    """The texts of a template and the contents of its placeholders, alternating; it begins and ends with a text.

    A placeholder is this many opening braces, at least one character other than `}`, and as many closing braces.
    """
    opening, closing = "{" * braces, "}" * braces
    pieces: list[str] = []
    at = search = 0
    while (end := template.find("}", search)) >= 0:
        begin = template.find(opening, search, max(end - 1, 0))
        if begin >= 0 and template.startswith(closing, end):
            pieces += [template[at:begin], template[begin + braces : end]]
            at = search = end + braces
        else:
            search = end + 1
    return [*pieces, template[at:]]


def _pass(braces: int, template: str, compiler: Compiler, pointer: str) -> Compiled:
    pieces = placeholders(template, braces)
    if len(pieces) == 1:
        return constant(template)
    lookups = [_placeholder(path.strip(SPACE), compiler, pointer) for path in pieces[1::2]]
    first, parts = pieces[0], list(zip([one.resolve for one in lookups], pieces[2::2], strict=True))

    def render(event: Any) -> str:
        out = [first]
        for resolve, following in parts:
            out += _shown(resolve(event), pointer), following
        made = "".join(out)
        return made if made.isascii() else paired(made)

    def write(writer: Writer, tail: bool) -> Written:
        shown, at, out = (
            writer.constant(_shown),
            writer.constant(pointer),
            [f"{{{writer.constant(first)}}}" if first else ""],
        )
        for one, following in zip(lookups, pieces[2::2], strict=True):
            found = writer.temporary()
            text = writer.write(one).text
            usual = f"type({found} := {text}) is str or type({found}) is int and {-EXACT} < {found} < {EXACT}"
            out.append(f"{{({found} if {usual} else {shown}({found}, {at}))}}")
            out.append(f"{{{writer.constant(following)}}}" if following else "")
        made, joined = writer.temporary(), "".join(out)
        return Written(f"({made} if ({made} := f'{joined}').isascii() else {writer.call(paired, made)})", False, True)

    return Compiled(render, write=write)


def _shown(value: Any, pointer: str) -> str:
    """A value as the template at this pointer prints it."""
    if type(value) is str:
        return value
    if isinstance(value, dict | list | tuple) and not has_text(value):
        raise fail(NO_TEXT, pointer, "TypeError")
    return "" if value is MISSING or value is None else text(value)


def _placeholder(path: str, compiler: Compiler, pointer: str) -> Compiled:
    """A lookup. If the path is the whole event and there is none, it gives an empty object."""
    resolve = compiler.path(path, pointer)
    return at(path, resolve) if pieces_of(path) else Compiled(lambda event: {} if event is MISSING else resolve(event))


class Literal:
    """`{"@literal": …}`: the value. Directives inside it are resolved all the same."""

    check = staticmethod(checks.raw)

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        return compiler.node(value, pointer)


class ArrayPath:
    """`{"@arrayPath": ["$.properties.products", {"sku": {"@path": "$.sku"}}]}`: each item in the given shape.

    Paths in the shape are relative to the item. A value that is neither array nor object is passed through.
    """

    def check(self, value: Any, place: Place) -> None:
        checks.array(value, place)
        parts = [*value, MISSING, MISSING]
        checks.string_or_directive(parts[0], place.inside("0", named=True))
        checks.check_node(parts[1], place.inside("1", named=True))

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, list | tuple):
            got = type_name(value)
            return raiser(f"@arrayPath expected array, got {got}", pointer, reason="no array", about=(got,))
        first, shape = ([*value, MISSING, MISSING])[:2]
        if isinstance(first, str):
            root = _lookup(first, compiler, f"{pointer}/0")
            base = first.replace("$.", "", 1)
        else:
            root, base = compiler.node(first, f"{pointer}/0"), None
        if not isinstance(shape, Mapping) or not shape:
            return root._replace(nests=True)
        item = compiler.node(shape, f"{pointer}/1")
        shaped = _shaped(item.resolve, compiler, base)

        def write(writer: Writer, tail: bool) -> Written:
            found = writer.write(root)
            if not tail:
                return Written(writer.call(shaped, found.text), found.missing)
            each = writer.each(item, lambda value: clean(shaped(value)))
            return Written(f"{each}({found.text})", found.missing, is_clean=True)

        resolve = root.resolve
        return Compiled(lambda event: shaped(resolve(event)), True, write)


def _shaped(item: Resolve, compiler: Compiler, base: str | None) -> Callable[[Any], Any]:
    """A function: the value at the root of an @arrayPath -> its items in the given shape."""

    def shaped(found: Any) -> Any:
        if not isinstance(found, list | tuple | dict):
            return found
        items = found if isinstance(found, list | tuple) else [found]
        if not compiler.tracing:
            return [item(one) for one in items]
        return [_traced(item, one, index, found) for index, one in enumerate(items)]

    def _traced(item: Resolve, one: Any, index: int, found: Any) -> Any:
        at = f"[{index}]" if isinstance(found, list | tuple) else ""
        with compiler.inside(shown(base) + at if base is not None else None):
            return item(one)

    return shaped
