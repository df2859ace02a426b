"""The tags of templates: `TAGS` lists those that work, `DISABLED_TAGS` those that Segment refuses.

A template is a list of nodes; each appends to a list of texts. Source: observation of the published packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from segment_actions import js
from segment_actions.environment import Surroundings
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.expressions import Context, Evaluate, filtered_value, read_value
from segment_actions.mapping.liquid.filters import FILTERS
from segment_actions.mapping.liquid.lexer import Broken, Part, Scanner, delimited, named, parts_of, position
from segment_actions.mapping.liquid.values import Drop, Refused

__all__ = ["DISABLED_TAGS", "TAGS", "Template", "parse"]

DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")

Write = Callable[[Context, list[str]], None]


class Node(NamedTuple):
    """A function that writes, and the part it was made from, for the place in messages."""

    write: Write
    part: Part


class Template:
    """A parsed template.

    `paths` are the plain paths it reads, including those in branches not taken, but not its own variables. `counts`
    tells whether it writes counters into the event, as {% increment %} does.
    """

    def __init__(self, nodes: Sequence[Node], paths: list[tuple[str, ...]], counts: bool) -> None:
        self.nodes = nodes
        self.paths = paths
        self.counts = counts

    def render(self, event: Any, around: Surroundings) -> str:
        """The text for one event or item.

        Raises:
            Broken: a RenderError, or an AssertionError if the time is up.
        """
        if not isinstance(event, dict | list | tuple | str):
            event = {}
        elif self.counts and not isinstance(event, dict):
            units = list(js.utf16_units(event)) if isinstance(event, str) else event
            event = {"length": len(units), **{str(index): one for index, one in enumerate(units)}}
        out: list[str] = []
        context = Context(event, around, around.timer() + SECONDS)
        try:
            render(self.nodes, context, out)
        except Refused as refused:  # between the parts, where LiquidJS reports no position
            raise Broken("AssertionError", str(refused), reason=refused.reason, about=refused.about) from None
        return js.paired("".join(out))


SECONDS = 0.5
"""How long a template may take, checked before each part. Source: observation."""


def render(nodes: Sequence[Node], context: Context, out: list[str]) -> None:
    for write, part in nodes:
        context.hurry()
        try:
            write(context, out)
        except Refused as refused:
            place = position(part.text, part.begin)
            raise Broken("RenderError", f"{refused}, {place}", reason=refused.reason, about=refused.about) from None
        if context.stopped:
            break


def parse(text: str) -> Template:
    """Parse a template.

    Raises:
        Broken: a ParseError or TokenizationError, in LiquidJS's words.
        Refused: LiquidJS fails here with an error of the JavaScript engine.
    """
    parser = _Parser(parts_of(js.spread(text)))
    nodes = parser.all()
    own = parser.variables
    paths = [path for path in dict.fromkeys(parser.paths) if path[0] not in own]
    return Template(nodes, paths, parser.counts)


class _Parser:
    """The parts not parsed yet, and what the parser has found so far."""

    def __init__(self, parts: list[Part], outer: _Parser | None = None) -> None:
        self.parts = parts
        self.at = 0
        self.paths: list[tuple[str, ...]] = [] if outer is None else outer.paths
        self.variables: set[str] = set() if outer is None else outer.variables
        self.outer = outer
        self.counts = False

    def all(self) -> list[Node]:
        nodes: list[Node] = []
        while (part := self.next()) is not None:
            nodes.append(self.node(part))
        return nodes

    def next(self) -> Part | None:
        if self.at >= len(self.parts):
            return None
        self.at += 1
        return self.parts[self.at - 1]

    def node(self, part: Part) -> Node:
        try:
            if part.kind == "text":
                return Node(_text(part.shown), part)
            if part.kind == "output":
                return Node(_output(self.value(part.scanner)), part)
            if part.name in DISABLED_TAGS:
                raise Refused(f'tag "{part.name}" is disabled', reason="tag disabled", about=(part.name,))
            if part.name not in TAGS:
                raise Refused(f'tag "{part.name}" not found', reason="unknown tag", about=(part.name,))
            return Node(TAGS[part.name](part, self), part)
        except Refused as refused:
            place = position(part.text, part.begin)
            raise Broken("ParseError", f"{refused}, {place}", reason=refused.reason, about=refused.about) from None

    def value(self, scanner: Scanner) -> Evaluate:
        return filtered_value(scanner, FILTERS, self.paths)

    def until(self, end: str, opening: Part) -> list[Node]:
        """The nodes before the tag `end`; anything after its name is ignored."""
        nodes: list[Node] = []
        while (part := self.next()) is not None:
            if part.kind == "tag" and part.name == end:
                return nodes
            nodes.append(self.node(part))
        raise not_closed(opening)

    def counted(self) -> None:
        self.counts = True
        if self.outer is not None:
            self.outer.counted()


def not_closed(part: Part) -> Refused:
    return Refused(f"tag {js.paired(part.source)} not closed", reason="block not closed", about=(part.name,))


def _text(text: str) -> Write:
    return lambda context, out: out.append(text)


def _output(value: Evaluate) -> Write:
    return lambda context, out: out.append(values.shown(value(context)))


# -- variables ---------------------------------------------------------------------------------------------------------


def _assign(part: Part, parser: _Parser) -> Write:
    scanner = part.scanner
    name = js.paired(scanner.identifier())
    scanner.expect(name, "expected variable name")
    scanner.skip_blank()
    scanner.expect(scanner.peek() == "=", 'expected "="')
    scanner.at += 1
    value = parser.value(scanner)
    parser.variables.add(name)

    def write(context: Context, out: list[str]) -> None:
        context.scopes[0][name] = value(context)

    return write


def _capture(part: Part, parser: _Parser) -> Write:
    name = part.scanner.identifier() or part.scanner.quoted()
    if name is None:
        part.scanner.fail("invalid capture name")
    name = js.paired(name)
    nodes = parser.until("endcapture", part)
    parser.variables.add(name)

    def write(context: Context, out: list[str]) -> None:
        captured: list[str] = []
        render(nodes, context, captured)
        context.scopes[0][name] = js.paired("".join(captured))

    return write


def _counter(step: int) -> Callable[[Part, _Parser], Write]:
    """{% increment %} prints and then counts, {% decrement %} counts and then prints. Both keep the count in the event itself."""

    def tag(part: Part, parser: _Parser) -> Write:
        name = js.paired(part.scanner.identifier())
        parser.counted()

        def write(context: Context, out: list[str]) -> None:
            value = context.event.get(name)
            value = values.number(value) if js.is_number(value) else 0.0
            context.event[name] = value + step
            out.append(js.text(value if step > 0 else value + step))

        return write

    return tag


# -- branches ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Branch:
    test: Callable[[Any], bool]
    value: Evaluate
    nodes: list[Node]


def _branching(branches: list[_Branch], otherwise: list[Node]) -> Write:
    def write(context: Context, out: list[str]) -> None:
        for branch in branches:
            if branch.test(branch.value(context)):
                render(branch.nodes, context, out)
                return
        render(otherwise, context, out)

    return write


def _nothing_after(part: Part) -> None:
    if part.arguments:
        raise Refused(f"unexpected {js.quote(part.arguments)}")


def _if(part: Part, parser: _Parser) -> Write:
    nodes: list[Node] = []
    branches = [_Branch(values.is_true, parser.value(part.scanner), nodes)]
    otherwise: list[Node] | None = None
    while (one := parser.next()) is not None:
        name = one.name if one.kind == "tag" else ""
        if name == "elsif":
            if otherwise is not None:
                raise Refused("unexpected elsif after else")
            nodes = []
            branches.append(_Branch(values.is_true, parser.value(one.scanner), nodes))
        elif name == "else":
            _nothing_after(one)
            if otherwise is not None:
                raise Refused("duplicated else")
            nodes = otherwise = []
        elif name == "endif":
            _nothing_after(one)
            return _branching(branches, otherwise or [])
        else:
            nodes.append(parser.node(one))
    raise not_closed(part)


def _unless(part: Part, parser: _Parser) -> Write:
    """More lenient than {% if %}: branches after the first {% else %} are dropped."""
    nodes: list[Node] = []
    branches = [_Branch(values.is_false, parser.value(part.scanner), nodes)]
    otherwise: list[Node] = []
    elses = 0
    while (one := parser.next()) is not None:
        name = one.name if one.kind == "tag" else ""
        if name == "elsif":
            nodes = []
            if not elses:
                branches.append(_Branch(values.is_true, parser.value(one.scanner), nodes))
        elif name == "else":
            elses += 1
            nodes = otherwise
        elif name == "endunless":
            return _branching(branches, otherwise)
        else:
            node = parser.node(one)
            if nodes is not otherwise or elses == 1:
                nodes.append(node)
    raise not_closed(part)


# -- the rest ----------------------------------------------------------------------------------------------------------


def _block(part: Part, parser: _Parser) -> Write:
    nodes = parser.until("endblock", part)

    def write(context: Context, out: list[str]) -> None:
        context.scopes.append({"block": Drop.BLOCK})
        render(nodes, context, out)
        context.scopes.pop()

    return write


def _stop(part: Part, parser: _Parser) -> Write:
    """{% break %} and {% continue %}: as there are no loops, both end the template."""

    def write(context: Context, out: list[str]) -> None:
        context.stopped = True

    return write


def _skipped(end: str, *, shown: bool) -> Callable[[Part, _Parser], Write]:
    def tag(part: Part, parser: _Parser) -> Write:
        out: list[str] = []
        while (one := parser.next()) is not None:
            if one.kind == "tag" and one.name == end:
                return _text("".join(out) if shown else "")
            out.append(one.source)
        raise not_closed(part)

    return tag


def _cycle(part: Part, parser: _Parser) -> Write:
    scanner = part.scanner
    candidates = []
    first = read_value(scanner, parser.paths)
    scanner.skip_blank()
    group = None
    if first is not None and scanner.peek() == ":":
        group = first.evaluate
        scanner.at += 1
    elif first is not None:
        candidates.append(first.evaluate)
    while not scanner.done:
        value = read_value(scanner, parser.paths)
        if value is not None:
            candidates.append(value.evaluate)
        scanner.read_to(",")
    scanner.expect(candidates, f'empty candidates: "{js.paired(part.source)}"')

    def write(context: Context, out: list[str]) -> None:
        # Cycles of the same group and length are one cycle, whatever their values.
        key = f"{values.text(group(context)) if group is not None else 'undefined'}:{len(candidates)}"
        index = context.cycles.get(key, 0)
        context.cycles[key] = (index + 1) % len(candidates)
        value = candidates[index](context)
        if values.truthy(value):
            out.append(values.shown(value))

    return write


def _echo(part: Part, parser: _Parser) -> Write:
    part.scanner.skip_blank()
    return _text("") if part.scanner.done else _output(parser.value(part.scanner))


def _liquid(part: Part, parser: _Parser) -> Write:
    """One tag per line."""
    scanner, lines = part.scanner, list[Part]()
    while not scanner.done:
        scanner.skip_blank()
        if scanner.done:
            break
        begin = scanner.at
        scanner.read_to("\n")
        lines.append(named(delimited("tag", scanner.text, begin, scanner.at, marks=0), "illegal liquid tag syntax"))
    nodes = _Parser(lines, parser).all()
    return lambda context, out: render(nodes, context, out)


def _note(part: Part, parser: _Parser) -> Write:
    if re.search(rf"\n[{re.escape(js.SPACE)}]*[^#{re.escape(js.SPACE)}]", part.arguments):
        raise Refused("every line of an inline comment must start with a '#' character")
    return _text("")


TAGS: Mapping[str, Callable[[Part, _Parser], Write]] = {
    "assign": _assign,
    "block": _block,
    "break": _stop,
    "capture": _capture,
    "comment": _skipped("endcomment", shown=False),
    "continue": _stop,
    "cycle": _cycle,
    "decrement": _counter(-1),
    "echo": _echo,
    "if": _if,
    "increment": _counter(1),
    "liquid": _liquid,
    "raw": _skipped("endraw", shown=True),
    "unless": _unless,
    "#": _note,
}
