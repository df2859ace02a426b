"""Triggers of subscriptions: the small, lenient part of FQL that Segment's destinations understand. Pure; no I/O.

`parse` gives the tree. `matches` decides for an event and caches what it compiled. `generate` writes a tree as text
again. `explain` lists the clauses that an event does not meet, `clauses` judges every clause.
"""

from __future__ import annotations

from segment_actions.fql.generator import generate
from segment_actions.fql.matcher import Clause, Unmet, clauses, compile_trigger, explain, matches
from segment_actions.fql.parser import kept_tree, parse

__all__ = ["Clause", "Unmet", "clauses", "compile_trigger", "explain", "generate", "kept_tree", "matches", "parse"]
