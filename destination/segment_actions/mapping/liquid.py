"""Templates of @liquid: python-liquid, with the tags, messages and printing of Segment's engine. Filters are in `liquid_filters`.

Limits: 1,000 characters (checked by the directive); without loops a template of that length ends by itself.
Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, RenderContext, Undefined
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.builtin.tags.echo_tag import EchoNode, EchoTag
from liquid.exceptions import LiquidError

from segment_actions import js
from segment_actions.errors import MappingError
from segment_actions.mapping.compiler import Compiler, fail
from segment_actions.mapping.liquid_filters import DISABLED, FILTERS, shown
from segment_actions.mapping.paths import Resolve

__all__ = ["compile_liquid"]

_DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")
_TAGS = frozenset(
    [
        "assign",
        "block",
        "break",
        "capture",
        "comment",
        "continue",
        "cycle",
        "decrement",
        "echo",
        "if",
        "increment",
        "liquid",
        "raw",
        "unless",
        "#",
    ]
)
_BLOCKS = {
    "if": ("elsif", "else", "endif"),
    "unless": ("elsif", "else", "endunless"),
    "capture": ("endcapture",),
    "block": ("endblock",),
}


class _Refused(LiquidError):
    """A filter that Segment has disabled was reached."""


_STRINGS_OR_WORDS = re.compile(
    r"""("[^"]*"|'[^']*')|\.\s*(nil|null|true|false|empty|blank|and|or|not|contains|if|else|in|with|for|as|required)\b"""
)


def _spelled(text: str, pointer: str) -> str:
    """The template with members that are named like a word of Liquid in brackets, where python-liquid wants them."""
    out, at = [], 0
    for _, _, begin, end in _tokens(text, pointer):
        inside = _STRINGS_OR_WORDS.sub(lambda found: found[1] or f'["{found[2]}"]', text[begin:end])
        out += [text[at:begin], inside]
        at = end
    return "".join([*out, text[at:]])


def _value(value: Any) -> Any:
    return None if isinstance(value, Undefined) or value is js.MISSING else value


def _filter(work: Callable[..., Any]) -> Callable[..., Any]:
    def run(value: Any, *arguments: Any, **options: Any) -> Any:
        given = [_value(one) for one in arguments]
        return _value(work(_value(value), *given, **{key: _value(one) for key, one in options.items()}))

    return run


def _refusing(name: str) -> Callable[..., Any]:
    def run(value: Any, *arguments: Any, **options: Any) -> Any:
        raise _Refused(f'filter "{name}" is disabled', token=None)

    return run


class _OutputNode(OutputNode):
    """An output that prints as LiquidJS does, and says where a filter was refused."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        try:
            return buffer.write(shown(_value(self.expression.evaluate(context))))
        except _Refused as error:
            error.token = self.token
            raise


class _Output(Output):
    node_class = _OutputNode


class _EchoNode(EchoNode):
    render_to_output = _OutputNode.render_to_output


class _Echo(EchoTag):
    node_class = _EchoNode


class _AssignNode(AssignNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        try:
            return super().render_to_output(context, buffer)
        except _Refused as error:
            error.token = self.token
            raise


class _Assign(AssignTag):
    node_class = _AssignNode


class _Engine(Environment):
    suppress_blank_control_flow_blocks = False
    string_sequences = True

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in (*_DISABLED_TAGS, "ifchanged", "doc"):
            self.tags.pop(name, None)
        self.add_tag(_Output)
        self.add_tag(_Echo)
        self.add_tag(_Assign)
        self.filters = {name: _filter(work) for name, work in FILTERS.items()}
        self.filters.update({name: _refusing(name) for name in DISABLED})


_ENGINE = _Engine(strict_filters=False)


def _position(text: str, index: int) -> str:
    before = text[:index]
    column = js.utf16_length(before[before.rfind("\n") + 1 :]) + 1
    return f"line:{before.count(chr(10)) + 1}, col:{column}"


_Token = tuple[str, str, int, int]  # tag or output, its content, where it begins and ends


def _tokens(text: str, pointer: str) -> list[_Token]:
    """Tags and outputs in order; what is not closed is refused first, before any tag is looked at."""
    found: list[_Token] = []
    at = 0
    while (start := re.compile(r"\{[{%]").search(text, at)) is not None:
        begin = start.start()
        kind = "tag" if start.group() == "{%" else "output"
        end = _closing(text, begin + 2, kind)
        if end is None:
            rest = text[begin:] if len(text) - begin <= 32 else text[begin : begin + 29] + "..."
            raise fail(f"{kind} {js.quote(rest)} not closed, {_position(text, begin)}", pointer, "TokenizationError")
        content = text[begin + 2 : end - 2].strip("-").strip()
        found.append((kind, content, begin, end))
        at = end
        if kind == "tag" and content == "raw":
            closing = re.compile(r"\{%-?\s*endraw\s*-?%\}").search(text, end)
            if closing is None:
                rest = text[begin:] if len(text) - begin <= 32 else text[begin : begin + 29] + "..."
                raise fail(f"raw {js.quote(rest)} not closed, {_position(text, begin)}", pointer, "TokenizationError")
            at = closing.end()
    return found


def _closing(text: str, at: int, kind: str) -> int | None:
    if kind == "tag":
        found = text.find("%}", at)
        return None if found < 0 else found + 2
    while at < len(text):
        if text[at] in "\"'":
            quoted = text.find(text[at], at + 1)
            at = at + 1 if quoted < 0 else quoted + 1
        elif text.startswith("}}", at):
            return at + 2
        else:
            at += 1
    return None


def _check(text: str, pointer: str) -> None:
    """Refuse what LiquidJS refuses while parsing, in its words."""
    open_blocks: list[tuple[str, str, int]] = []
    commented: int | None = None
    for kind, content, begin, end in _tokens(text, pointer):
        name = re.match(r"#|\w*", content)
        tag, rest = (name.group(), content[name.end() :].strip()) if name else ("", content)
        if commented is not None:
            commented = None if kind == "tag" and tag == "endcomment" else commented
            continue
        where = _position(text, begin)
        if kind == "output":
            if not content:
                raise fail(f'invalid value expression: "", {_position(text, end - 2)}', pointer, "TokenizationError")
            continue
        if tag == "comment":
            commented = begin
            continue
        if open_blocks and tag in _BLOCKS[open_blocks[-1][0]]:
            if tag.startswith("end"):
                open_blocks.pop()
        elif tag in _DISABLED_TAGS:
            raise fail(f'tag "{tag}" is disabled, {where}', pointer, "ParseError")
        elif not tag:
            raise fail(
                f"illegal tag syntax, tag name expected, {_position(text, begin + 2)}", pointer, "TokenizationError"
            )
        elif tag not in _TAGS:
            raise fail(f'tag "{tag}" not found, {where}', pointer, "ParseError")
        elif tag in _BLOCKS:
            open_blocks.append((tag, text[begin:end], begin))
        if tag in ("if", "unless", "elsif") and not rest:
            column = _position(text, text.index(tag, begin) + len(tag))
            raise fail(f'invalid value expression: "", {column}', pointer, "TokenizationError")
    if commented is not None:
        raise fail(
            f"tag {text[commented : text.index('%}', commented) + 2]} not closed, {_position(text, commented)}",
            pointer,
            "ParseError",
        )
    if open_blocks:
        _, source, begin = open_blocks[-1]
        raise fail(f"tag {source} not closed, {_position(text, begin)}", pointer, "ParseError")


@lru_cache(maxsize=1024)
def _parsed(text: str) -> BoundTemplate:
    return _ENGINE.from_string(text)


def compile_liquid(text: str, compiler: Compiler, pointer: str) -> Resolve:
    """The resolver of one template; what is wrong with it is raised when it runs, as Segment's engine does.

    Raises (the resolver):
        MappingError: named ParseError, TokenizationError or RenderError as in LiquidJS.
    """
    try:
        _check(text, pointer)
        template = _parsed(_spelled(text, pointer))
        reads = (
            [compiler.path(".".join(map(str, path)), pointer) for path in _paths(template)] if compiler.tracing else []
        )
    except MappingError as error:
        return _failing(error)
    except LiquidError as error:
        return _failing(_translated(error, text, pointer, "ParseError"))

    def resolve(event: Any) -> str:
        for read in reads:
            read(event)
        try:
            return template.render(event)
        except LiquidError as error:
            raise _translated(error, text, pointer, "RenderError") from None
        except (TypeError, ValueError, OverflowError) as error:
            raise fail(f"{error}, {_position(text, 0)}", pointer, "RenderError") from None

    return resolve


def _paths(template: BoundTemplate) -> list[list[Any]]:
    return [
        list(path) for path in template.global_variable_segments() if all(isinstance(one, str | int) for one in path)
    ]


def _failing(error: MappingError) -> Resolve:
    def resolve(event: Any) -> Any:
        raise error

    return resolve


def _translated(error: LiquidError, text: str, pointer: str, name: str) -> MappingError:
    index = error.token.start_index if error.token is not None else 0
    begin = max(text.rfind("{{", 0, index + 2), text.rfind("{%", 0, index + 2), 0)
    message = error.args[0] if error.args else "cannot be rendered"
    return fail(f"{message}, {_position(text, begin)}", pointer, name)
