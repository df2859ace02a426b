"""The language of destination filters: larger than that of triggers (`segment_actions.fql`), and strict. Pure; no I/O.

`parse` gives the tree. `compile_condition` makes a reusable test of events. `generate` writes a tree as text again.
`explain` lists the clauses an event does not meet.
Source: Segment's page on the destination filter query language. Where it is silent, an assumption is named beside the
rule.
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
