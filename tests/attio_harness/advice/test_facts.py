"""No sentence is parsed for a fact: what refuses says why in fields, and nobody reads its message to find out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from attio_harness.advice.directives import REASONS
from segment_actions import MISSING, MappingError, transform

HARNESS = Path(__file__).parents[3] / "harness" / "attio_harness"
_READING = {
    "search", "match", "fullmatch", "findall", "finditer", "split", "rsplit", "partition", "rpartition", "startswith", "endswith",
    "removeprefix", "removesuffix", "find", "index", "count",
}  # fmt: skip


def _is_sentence(node: ast.expr) -> bool:
    """`….message`, `message`, or the text of an error."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return (
            bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id in ("error", "broken", "refused")
        )
    return (isinstance(node, ast.Attribute) and node.attr == "message") or (
        isinstance(node, ast.Name) and node.id == "message"
    )


_MAY_READ = re.compile(r"\bmessage\b|\bstr\(\s*(error|broken|refused)\b")
"""What a text has in which `_is_sentence` finds something: few modules need to be parsed."""


def _reads(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        sides = (node.left, *node.comparators)
        to_none = any(isinstance(one, ast.Constant) and one.value is None for one in sides)
        return any(map(_is_sentence, sides)) and not to_none
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READING:
        return any(map(_is_sentence, (node.func.value, *node.args)))
    return False


def _readings(tree: ast.AST) -> list[int]:
    """The lines in which a sentence is looked into."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Call) and _reads(node)]


def test_the_check_sees_what_it_is_for() -> None:
    code = 'if "x" in error.message: pass\nre.search("y", loss.message)\nstr(error).split()\nprint(error.message)'
    assert sorted(_readings(ast.parse(code))) == [1, 2, 3]


ALLOWED = {
    "replay/judge.py": "the words of a recorded refusal, which has no other field that tells",
    "run/losses.py": "whether a refusal of another Attio is the one that the emulator gives: all that is known of it are its code and words",
    "settings/syntax.py": "the words of tomllib, which has no fields",
    "terminal/stderr.py": "puts a message of several lines on one",
    "verify/probes/writes.py": "whether a real refusal names the record, which is what is asked",
}


def test_no_module_reads_a_message() -> None:
    reading = {
        str(file.relative_to(HARNESS))
        for file in HARNESS.rglob("*.py")
        if _MAY_READ.search(text := file.read_text("utf-8")) and _readings(ast.parse(text))
    }
    assert reading == set(ALLOWED)


MAPPINGS = {
    "no text": {"x": {"@path": {"@path": "$.n"}}},
    "no array": {"x": [{"@arrayPath": "$.list"}]},
    "no object": {
        "x": {"@arrayPath": ["$.list", {"a": {"@transform": {"apply": {"@path": "$"}, "mapping": {"b": 1}}}}]}
    },
    "no options": {"x": [{"@case": "upper"}]},
    "no separator": {"x": [{"@flatten": {"separator": {"@path": "$.n"}, "value": {"@path": "$.object"}}}]},
    "no expression": {"x": {"@liquid": "{% if %}a{% endif %}"}},
    "no liquid": {"x": {"@liquid": "{{ a || 1 }}"}},
    "no root": {"x": {"@transform": {"apply": {"__segment_internal_directive": None}, "mapping": {"a": 1}}}},
    "missing option": {"x": [{"@json": {"value": "1"}}]},
    "unknown operator": {"x": {"@case": {"operator": "title", "value": {"@path": "$.text"}}}},
    "unknown directive": {"x": [{"@nope": 1}]},
    "unknown tag": {"x": {"@liquid": "{% nope %}"}},
    "too long": {"x": [{"@replace": {"pattern": "12345678901", "value": {"@path": "$.text"}}}]},
    "long template": {"x": {"@liquid": "x" * 1001}},
    "filter disabled": {"x": {"@liquid": "{{ list | map: 'a' }}"}},
    "tag disabled": {"x": {"@liquid": "{% for a in list %}{% endfor %}"}},
    "not closed": {"x": {"@liquid": "{{ a"}},
    "block not closed": {"x": {"@liquid": "{% if a %}"}},
}
"""A mapping that fails for each reason."""

EVENT = {"n": 1, "text": "other", "list": [1], "object": {"a": {"b": 1}}}


@pytest.mark.parametrize("reason", MAPPINGS)
def test_the_engine_gives_the_reason(reason: str) -> None:
    with pytest.raises(MappingError) as refused:
        assert transform(MAPPINGS[reason], EVENT) is MISSING
    assert refused.value.problems[0].reason == reason


def test_every_reason_has_advice() -> None:
    assert set(REASONS) == set(MAPPINGS)
