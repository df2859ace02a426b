"""Which conditions of destination filters the FQL of triggers reads as they are meant.

Filters have a larger language at Segment; what the small one would silently ignore (`length()`, `in`, `!(…)`, a mixture of `and`
and `or`) is refused here (documentation of the Public API).
"""

from __future__ import annotations

from segment_actions import FqlError, fql
from segment_actions.fql.lexer import Kind, LexError, tokens_of

__all__ = ["misread"]

_FIELDS = ("type", "event", "name", "userId", "context", "properties", "traits")


def misread(condition: str) -> str | None:
    """Why the FQL of triggers would read this condition otherwise than it is meant, or None."""
    try:
        tokens = [token for token in tokens_of(condition) if token.kind is not Kind.END]
    except LexError as error:
        return str(error)
    # by depth: in one list the last of `and` and `or` holds for all (fql-ts)
    joined: dict[int, set[str]] = {}
    depth = 0
    for index, token in enumerate(tokens):
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        elif token.kind is Kind.CONDITIONAL:
            joined.setdefault(depth, set()).add(token.text)
        # the parser of triggers skips such a `!`: `!(type = "track")` is read as `type = "track"` (observation)
        elif token.text == "!" and after == "(":
            return "a negated group, !(…), is not read; negate each clause"
        elif token.kind is Kind.NAME:
            problem = _word(tokens[index - 1].text if index else "", token.text, after, depth)
            if problem:
                return problem
    if any(len(words) > 1 for words in joined.values()):
        return "`and` and `or` side by side are read as one kind; put one kind into parentheses, or write two filters"
    try:
        fql.parse(condition)
    except FqlError as error:
        return str(error)
    return None


def _word(before: str, word: str, after: str, depth: int) -> str | None:
    if word in ("contains", "match"):
        # a group ends at the first `)`, which is that of the function (observation)
        return f"{word}() inside parentheses is not read as meant" if depth else None
    if after == "(":
        return f"{word}() is not among the functions contains() and match()"
    if after == "in":
        return "`in` is not read; write the values out with or"
    # right of an operator a bare word is a value; left of it the parser skips all names but these (observation)
    if before not in ("=", "!=", ",", "<", ">", "<=", ">=") and word.split(".")[0] not in _FIELDS:
        return f"the field {word} is not read; known are {', '.join(_FIELDS)}"
    return None
