"""Any condition, as a tree, and events that have something at its fields."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path

KEYS = ("a", "b", "in", "0", "x y", "ö", "a.b", "all")
texts = st.text("ab*?[]^-\\'\" A\n0", max_size=5).filter(lambda text: not text.endswith("\\"))
scalars = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from([0.5, -2.25, 1e21]), texts)
literals = st.builds(Literal, scalars)
paths = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3).map(lambda keys: Path(tuple(keys)))
plain = st.sampled_from(["a", "*", "a?", "[a-c]*", "\\*", "[^a]"]).map(Literal)
operands = st.one_of(
    literals,
    paths,
    st.lists(st.one_of(literals, paths), max_size=3).map(lambda items: ListOf(tuple(items))),
    paths.map(lambda path: Call("lowercase", (path,))),
    paths.map(lambda path: Call("typeof", (path,))),
)
numbers = st.one_of(st.integers(-3, 3).map(Literal), paths, paths.map(lambda path: Call("length", (path,))))
clauses = st.one_of(
    paths,
    st.builds(Compare, st.sampled_from(["=", "!="]), operands, operands),
    st.builds(Compare, st.sampled_from(["<", "<=", ">", ">="]), numbers, numbers),
    st.builds(Compare, st.just("in"), operands, st.one_of(paths, st.builds(ListOf, st.tuples(literals, paths)))),
    st.builds(lambda path, glob: Call("match", (path, glob)), paths, plain),
    st.builds(lambda path, part: Call("contains", (path, part)), paths, paths),
    st.booleans().map(Literal),
)


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), st.builds(Group, st.sampled_from(["and", "or"]), parts))


trees = st.recursive(clauses, _larger, max_leaves=6)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=6,
)
events = st.dictionaries(st.sampled_from(KEYS), values, max_size=6)
