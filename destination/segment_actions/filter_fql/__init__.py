"""The language of destination filters, a larger one than that of triggers (`segment_actions.fql`), and strict. Pure; no I/O.

`parse` gives the tree, `compile_condition` the test of an event, made once; `generate` writes a tree as text again; `explain`
says which clauses an event does not meet. Source: Segment's page of the destination filter query language; what it does not say
is an assumption, by the name that stands beside the rule.
"""

from __future__ import annotations

from segment_actions.filter_fql.compiler import DEFAULTS, WrongKind, compile_condition, compile_path, compile_tree
from segment_actions.filter_fql.matcher import explain
from segment_actions.filter_fql.parser import parse
from segment_actions.filter_fql.tree import Tree, clauses_of, generate, keys_of, paths_of

__all__ = [
    "DEFAULTS",
    "Tree",
    "WrongKind",
    "clauses_of",
    "compile_condition",
    "compile_path",
    "compile_tree",
    "explain",
    "generate",
    "keys_of",
    "parse",
    "paths_of",
]
