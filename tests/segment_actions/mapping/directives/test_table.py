"""The table of directives is complete: each is told what it is, is checked, compiled, recorded, and stands in one module."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from segment_actions import MappingError, compile_mapping, transform
from segment_actions.mapping import directives
from segment_actions.mapping.directives.table import DIRECTIVES

RECORDINGS = Path(__file__).parents[4] / "fixtures" / "recordings"
RECORDED = "".join((RECORDINGS / name).read_text() for name in ("mapping.jsonl", "liquid.jsonl"))


def test_every_class_with_a_check_and_a_resolution_is_in_the_table() -> None:
    found = {
        kind
        for module in iter_modules(directives.__path__)
        for kind in vars(import_module(f"{directives.__name__}.{module.name}")).values()
        if inspect.isclass(kind) and kind.__module__.startswith(directives.__name__) and hasattr(kind, "compile")
    }
    assert {type(one) for one in DIRECTIVES.values()} == found
    assert len(DIRECTIVES) == len(found)


@pytest.mark.parametrize("name", DIRECTIVES)
def test_a_directive_says_how_it_is_written_and_is_recorded(name: str) -> None:
    assert f'`{{"{name}": ' in str(type(DIRECTIVES[name]).__doc__)
    assert RECORDED.count(f'"{name}"') >= 20


@pytest.mark.parametrize("name", sorted(set(DIRECTIVES) - {"@literal", "@excludeWhenNull"}))  # these take anything
def test_a_directive_refuses_a_value_that_is_none(name: str) -> None:
    with pytest.raises(MappingError, match=f"^/a/{name} should be ") as refused:
        compile_mapping({"a": {name: True}})
    assert [problem.member for problem in refused.value.problems] == [("a",)]


@pytest.mark.parametrize("name", DIRECTIVES)
@pytest.mark.parametrize("value", [None, True, 1, "", [], {}])
def test_a_value_that_is_not_checked_fails_when_it_runs_and_in_words(name: str, value: Any) -> None:
    """Inside an array nothing is checked before; the other elements have been resolved by then."""
    resolve = compile_mapping({"a": [{name: value}]})
    failed = None
    try:
        made = resolve({"type": "track"})
    except MappingError as error:
        failed = error
    assert failed.problems[0].pointer.startswith("/a/0/") if failed else set(made) == {"a"}


def test_what_is_not_in_the_table_is_named() -> None:
    with pytest.raises(MappingError, match="/a has an invalid directive: @nope"):
        transform({"a": {"@nope": 1}}, {})
