"""The stars of match(): what a text with others than one at an end asks for, and what to write instead. Where one stands is for others to find."""

from __future__ import annotations

__all__ = ["pieces_of", "told_of"]


def told_of(field: str, written: str, negated: str) -> tuple[str, str]:
    """What match asks with a text, which is given as it is written, with its quotes; and what to write; `negated` is a `!` or nothing."""
    inside = written.strip('"')
    if written.endswith('*"'):
        means = (
            f"begins with {inside[:-1]!r}, the first star being an ordinary character"
            if inside != "*"
            else "is any text"
        )
    else:
        means = f"ends with {inside[1:]!r}"
    asks = f"match({field}, {written}) asks whether {field} {means}: match takes off one star, or the first character."
    pieces = pieces_of(field, inside)
    if pieces and negated:
        # a function stands in no parentheses, and one event is to meet one of the subscriptions alone
        ways = [" and ".join([*pieces[:at], f"!{piece}"]) for at, piece in enumerate(pieces)]
        if len(ways) == 1:
            return asks, f"Write {ways[0]}: a star stands at one end only."
        return (
            asks,
            f"Make {len(ways)} subscriptions, as a star stands at one end only, each with one of these: {'; '.join(ways)}.",
        )
    if pieces:
        return asks, f"Write {' and '.join(pieces)}: a star stands at one end only."
    word = inside.strip("*") or "text"
    return (
        asks,
        f'Write match({field}, "{word}*") for the beginning, match({field}, "*{word}") for the end, contains({field}, "{word}") for anywhere.',
    )


def pieces_of(field: str, pattern: str) -> list[str]:
    """What a pattern with stars inside or at both ends asks for, a function each; none where one star stands at an end."""
    first, *rest = pattern.split("*")
    *inner, last = rest or [""]
    found = [f'match({field}, "{first}*")'] if first else []
    found += [f'contains({field}, "{piece}")' for piece in inner if piece]
    found += [f'match({field}, "*{last}")'] if last else []
    return found if pattern.count("*") > 1 or len(found) > 1 else []
