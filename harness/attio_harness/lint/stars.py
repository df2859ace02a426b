"""The stars of match(): what a text without exactly one star at an end asks for, and what to write instead. `quirks` finds such texts."""

from __future__ import annotations

__all__ = ["pieces_of", "told_of"]


def told_of(field: str, written: str, negated: str, *, is_beside_or: bool) -> tuple[str, str, int]:
    """What match asks with a text, what to write instead, and how many conditions that adds to a subscription at most.

    Args:
        field: the field that is matched.
        written: the text as it is written, with its quotes.
        negated: `!` if there is one before match, else empty.
        is_beside_or: whether the trigger has an `or`, beside which `and` means something else.
    """
    inside = written.strip('"')
    if written.endswith('*"'):
        means = (
            f"begins with {inside[:-1]!r}, where the first star is an ordinary character"
            if inside != "*"
            else "is any text"
        )
    else:
        means = f"ends with {inside[1:]!r}"
    asks = f"match({field}, {written}) asks whether {field} {means}: match removes one star, or the first character."
    pieces = pieces_of(field, inside)
    if pieces and negated:
        # functions may not be inside parentheses, and an event must meet only one of the subscriptions
        ways = [" and ".join([*pieces[:at], f"!{piece}"]) for at, piece in enumerate(pieces)]
        if len(ways) == 1:
            return asks, f"Write {ways[0]}: match accepts a star at one end only.", 0
        return (
            asks,
            f"Make {len(ways)} subscriptions, because match accepts a star at one end only, each with one of these: {'; '.join(ways)}.",
            len(pieces) - 1,
        )
    if pieces[1:] and is_beside_or:
        return asks, f"Make a subscription of it with {' and '.join(pieces)}: match accepts a star at one end only.", 0
    if pieces:
        return asks, f"Write {' and '.join(pieces)}: match accepts a star at one end only.", len(pieces) - 1
    word = inside.strip("*") or "text"
    return (
        asks,
        f'Write match({field}, "{word}*") for the beginning, match({field}, "*{word}") for the end, contains({field}, "{word}") for anywhere.',
        0,
    )


def pieces_of(field: str, pattern: str) -> list[str]:
    """The functions that together ask what a pattern with stars inside or at both ends means; none for a single star at an end."""
    first, *rest = pattern.split("*")
    *inner, last = rest or [""]
    found = [f'match({field}, "{first}*")'] if first else []
    found += [f'contains({field}, "{piece}")' for piece in inner if piece]
    found += [f'match({field}, "*{last}")'] if last else []
    return found if pattern.count("*") > 1 or len(found) > 1 else []
