"""Segment's actions engine: mappings, templates, triggers, filters, validation. Only documented errors are raised."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from attio_destination import destination
from segment_actions import (
    EngineError,
    FqlError,
    MappingError,
    PayloadValidationError,
    UnusableValue,
    compile_mapping,
    filter_fql,
    fql,
    transform,
    validate,
)
from segment_actions.mapping import compile_trace

from fuzz.draw import Draw

__all__ = [
    "filter",
    "filter_text",
    "liquid",
    "mapping",
    "mapping_of",
    "template",
    "trigger",
    "trigger_text",
    "validation",
]

_PATHS = (
    "$.traits.email", "$.userId", "traits.email", "$", "", "$.", "$.a.b", "$.items[0].a", "$.traits['email']", "$.traits.0", "$.length",
    "$.traits.email.length", "$.__proto__", "[0]", "$.event", "$.properties.items", "$..a", "$.a.", "$.traits[email]", "$.timestamp",
)  # fmt: skip
_DIRECTIVES = (
    "@path", "@template", "@literal", "@if", "@case", "@replace", "@arrayPath", "@merge", "@transform", "@flatten", "@json", "@omit",
    "@pick", "@deepMerge", "@excludeWhenNull", "@liquid", "@unknown", "@",
)  # fmt: skip
_OPTIONS = (
    "exists", "blank", "then", "else", "value", "operator", "pattern", "replacement", "ignorecase", "global", "mode", "objects",
    "direction", "apply", "mapping", "pattern2", "replacement2", "object", "separator", "omitArrays", "fields", "template",
)  # fmt: skip
_WORDS = ("encode", "decode", "encode_dot", "lower", "upper", "ltr", "rtl", "left", ".", "/", "_", "true")
_LIQUID = (
    "{{ ", " }}", "{% ", " %}", "traits.email", "a", "'x'", "1", " | ", "upcase", "default: ", "if ", "endif", "for i in ", "endfor",
    "date: '%Y'", "split: ','", "join", "assign b = ", "capture c", "endcapture", "unless ", "endunless", "case ", "when ", "endcase", "else",
    "elsif ", "==", " and ", " or ", " contains ", "[0]", "(1..3)", "first", "size", "replace: 'a', 'b'", "truncate: 3", "times: 1e9",
    "divided_by: 0", "slice: 0, 2", "raw", "endraw", "comment", "endcomment", "sort", "map: 'a'", "where: 'a', 1", "-%}", "{%-", "nil", "blank",
)  # fmt: skip
_CLAUSES = (
    'type = "identify"', 'event = "a"', 'traits.email != null', "properties.a > 1", "!", "(", ")", " and ", " or ", 'contains(event, "a")',
    'match(name, "a*")', 'match(event, "*a")', "context.a.b = true", "traits.a\\.b = 'x'", "userId = null", "properties.items = [1]", " ", ",",
    "type", "=", "!=", "<=", '"a"', "'a'", "1", "-", "null", "event", "traits.", "properties.a", "a[0]", "\t", "\n", "and(", "5e3", "<",
)  # fmt: skip
_FILTERS = (
    "type = 'identify'", "event in ['a', 'b']", "traits.email != null", "properties.a > 1", "not ", "!", "(", ")", " and ", " or ",
    "contains( event, 'a' )", "match( event, 'a*[b-c]?' )", "lowercase( event ) = 'a'", "typeof( a ) is 'string'", "length( a ) < 5", "null",
    "true", "in ", "[", "]", ",", "'", '"', "a.b.c", "a\\.b", "`", "is", "is not ", " ", "-1.5", "(a = 'b')", "snakecase( a )", "now()",
)  # fmt: skip


def mapping(data: bytes) -> None:
    """A mapping of directives on an event."""
    draw = Draw(data)
    event = draw.event()
    node = mapping_of(draw, 0)
    before = deepcopy(event)
    try:
        run = compile_mapping(node)
    except (MappingError, EngineError, UnusableValue) as error:
        _same_refusal(node, event, error)
        return
    made = None
    with contextlib.suppress(MappingError, EngineError, UnusableValue):
        made = run(event)
    assert repr(event) == repr(before), "the event was changed"
    with contextlib.suppress(MappingError, EngineError, UnusableValue):
        again = run(event)
        assert repr(again) == repr(made), "a second run gives something else"
    compile_trace(node)(event)


def _same_refusal(node: Any, event: Any, error: Exception) -> None:
    try:
        transform(node, event)
    except type(error) as other:
        assert str(other) == str(error)
    else:
        raise AssertionError("transform takes a mapping that compile_mapping refuses")


def mapping_of(draw: Draw, depth: int) -> Any:
    """A mapping of directives, well-formed or not."""
    kind = draw.byte() % 8
    if kind < 5 and depth < 6:
        name = draw.pick(_DIRECTIVES)
        if name == "@path":
            return {name: draw.text(_PATHS)}
        if name in ("@template", "@liquid"):
            return {name: _joined(draw, _LIQUID, 8)}
        if name == "@literal":
            return {name: draw.value()}
        inner: Any = {draw.text(_OPTIONS): _option(draw, depth) for _ in range(draw.byte() % 6)}
        return {name: inner if draw.byte() % 8 else mapping_of(draw, depth + 1)} | (
            {"a": 1} if draw.byte() % 16 == 15 else {}
        )
    if kind == 5 and depth < 6:
        return {draw.text(): mapping_of(draw, depth + 1) for _ in range(draw.byte() % 4)}
    if kind == 6 and depth < 6:
        return [mapping_of(draw, depth + 1) for _ in range(draw.byte() % 4)]
    return draw.value(3)


def _option(draw: Draw, depth: int) -> Any:
    kind = draw.byte() % 6
    if kind == 0:
        return draw.text(_PATHS)
    if kind == 1:
        return draw.pick(_WORDS)
    if kind == 2:
        return draw.value(3)
    return mapping_of(draw, depth + 1)


def _joined(draw: Draw, among: tuple[str, ...], most: int) -> str:
    return "".join(draw.text(among) for _ in range(draw.byte() % (most + 1)))


def liquid(data: bytes) -> None:
    """A Liquid template made of valid pieces."""
    draw = Draw(data)
    _template("@liquid", "".join(draw.text(_LIQUID) for _ in range(40) if draw))


def template(data: bytes) -> None:
    """Any text as a template."""
    draw = Draw(data)
    _template(draw.pick(("@liquid", "@template")), draw.rest_text())


_EVENT: Mapping[str, Any] = {
    "type": "identify", "traits": {"email": "jane@acme.com", "n": 3, "list": [1, "b", {"a": None}], "at": "2026-05-01T09:00:00Z"}, "a": "x",
}  # fmt: skip


def _template(name: str, text: str) -> None:
    try:
        run = compile_mapping({"a": {name: text}})
        first = run(_EVENT)
        assert repr(run(_EVENT)) == repr(first), "a second run gives something else"
    except (MappingError, EngineError):
        pass


def trigger(data: bytes) -> None:
    """A trigger made of clauses, on an event."""
    draw = Draw(data)
    event = draw.event()
    _trigger("".join(draw.text(_CLAUSES) for _ in range(30) if draw), event)


def trigger_text(data: bytes) -> None:
    """Any text as a trigger."""
    _trigger(data.decode("utf-8", "replace"), {"type": "track", "event": "a", "properties": {"a": 1, "b": {"c": "x"}}})


def _trigger(text: str, event: Mapping[str, Any]) -> None:
    try:
        tree = fql.parse(text)
    except FqlError:
        return
    try:
        met = fql.matches(tree, event)
    except EngineError:
        return
    assert met == fql.matches(text, event)
    assert met == (not fql.explain(text, event)) or met is True or not _has_clauses(tree)
    judged = iter([one.met for one in fql.clauses(text, event)])
    assert _plain(tree, judged) == met, "the compiled trigger differs from its clauses"
    with contextlib.suppress(EngineError):
        fql.generate(tree)


def _has_clauses(tree: Mapping[str, Any]) -> bool:
    return tree["type"] != "group" or any(_has_clauses(one) for one in tree["children"] if isinstance(one, dict))


def _plain(tree: Mapping[str, Any], judged: Any) -> bool:
    """The result of the trigger, from its clauses and without a compiler."""
    if tree["type"] != "group":
        return bool(next(judged))
    children = [_plain(one, judged) for one in tree["children"] if isinstance(one, dict)]
    if tree["operator"] == "and":
        return all(children)
    return any(children) if tree["operator"] == "or" else False


def filter(data: bytes) -> None:
    """A filter's condition made of clauses, on an event."""
    draw = Draw(data)
    event = draw.event()
    _filter("".join(draw.text(_FILTERS) for _ in range(30) if draw), event)


def filter_text(data: bytes) -> None:
    """Any text as a filter's condition."""
    _filter(data.decode("utf-8", "replace"), {"type": "track", "event": "a", "properties": {"a": 1, "b": {"c": "x"}}})


def _filter(text: str, event: Mapping[str, Any]) -> None:
    try:
        test = filter_fql.compile_condition(text)
    except FqlError:
        return
    met, tree = test(event), filter_fql.parse(text)
    assert met == filter_fql.compile_tree(tree)(event)
    assert met == (not filter_fql.explain(tree, event)), "the explanation differs from the result"
    # read again, it is the same condition, though blanks and parentheses of the text may differ
    try:
        again = filter_fql.parse(filter_fql.generate(tree))
    except FqlError as error:
        # the written form has one more parenthesis for each negation
        assert "nested groups" in str(error), error
        return
    assert filter_fql.generate(again) == filter_fql.generate(tree)
    assert filter_fql.compile_tree(again)(event) == met


_ACTIONS = tuple(destination.actions)


def validation(data: bytes) -> None:
    """A payload against the fields of an action."""
    draw = Draw(data)
    fields = destination.actions[draw.pick(_ACTIONS)].fields
    names = tuple(fields)
    payload: Any = {draw.text(names): draw.value(1) for _ in range(draw.byte() % 8)}
    if draw.byte() % 32 == 31:
        payload = draw.value()
    for mode in ("single", "batch"):
        before = repr(payload)
        with contextlib.suppress(PayloadValidationError, UnusableValue):
            validate(fields, payload, mode)
        assert repr(payload) == before, "the payload was changed"
