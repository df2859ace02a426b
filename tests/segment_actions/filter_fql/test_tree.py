"""A tree as text, and the text as the tree again."""

from __future__ import annotations

import pytest
from hypothesis import given
from segment_actions import FqlError
from segment_actions.filter_fql import Tree, generate, parse, paths_of
from segment_actions.filter_fql.tree import Literal, Path

from tests.segment_actions.filter_fql.conditions import trees


@given(trees)
def test_what_is_written_is_read_as_the_same_tree(tree: Tree) -> None:
    assert parse(generate(tree)) == tree
    assert parse(generate(tree), and_first=False) == tree  # parentheses leave no choice


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("type='track'", 'type = "track"'),
        ("  event\t!=\r\n'a \"b\"' ", "event != 'a \"b\"'"),
        (r"""a = 'it\'s "so"'""", r'''a = "it's \"so\""'''),
        ("((a))", "a"),
        ("!((!a))", "!!a"),
        ("!a = 1", "!(a = 1)"),
        ("( !a ) = true", "(!a) = true"),
        ("a and ( b or c and d )", "a and (b or (c and d))"),
        ("and_so or orange", "and_so or orange"),
        (r"properties.product\ 1.price > +1.50", r"properties.product\ 1.price > 1.5"),
        (r"\in = \1st", r"\in = \1st"),
        (r"\all", r"\all"),
        ("traits.in.null = a.1", "traits.in.null = a.1"),
        ("all", "true"),
        ("x in [ 'a' ,1,null, y ]", 'x in ["a", 1, null, y]'),
        ("a = []", "a = []"),
        (" MATCH.x = match( x , '*' )", 'MATCH.x = match(x, "*")'),
        ("a = 123456789012345678901234567890", "a = 123456789012345678901234567890"),
    ],
)
def test_how_a_condition_is_written(text: str, written: str) -> None:
    assert generate(parse(text)) == written


def test_what_no_condition_can_hold_is_no_other_condition() -> None:
    with pytest.raises(FqlError):
        parse(generate(Literal("a\\")))


def test_the_fields_that_a_condition_reads() -> None:
    tree = parse("!(a.b = 1 or length(c) > d) and e in [f, 'x'] and a.b")
    assert list(paths_of(tree)) == [Path(("a", "b")), *(Path((key,)) for key in "cdef"), Path(("a", "b"))]
