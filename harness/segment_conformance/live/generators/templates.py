"""Templates for @liquid: text, outputs, tags (also refused ones) and pieces that make no sense. `TAGS` lists what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segment_conformance.live.generators.liquid_filters import filtered
from segment_conformance.live.generators.liquid_values import Given, condition, value
from segment_conformance.live.generators.random_values import RandomValues

__all__ = ["DISABLED_TAGS", "TAGS", "template"]

DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")
_MISPLACED_TAGS = (
    "nope", "", "endif", "else", "when x", "IF true", "ifchanged", "- ", "endraw", "endcomment",
)  # fmt: skip
_TEXTS = (
    " ", "a", "\n", " \n b", "}}", "{", "%}", "é🐎",
)  # fmt: skip


def _parts(given: Given, depth: int = 2) -> str:
    return "".join(_part(given, depth) for _ in range(given.rng.integer(1, 3)))


def _part(given: Given, depth: int) -> str:
    rng = given.rng
    kind = rng.weighted({"output": 55, "tag": 32 if depth > 0 else 8, "text": 20})
    if kind == "text":
        return rng.choice((*_TEXTS, rng.text()[:30].replace("{{", "").replace("{%", "")))
    if kind == "output":
        return _output(given)
    name = rng.choice(tuple(TAGS))
    if rng.oddness and rng.often(0.1):
        return _tag(given, rng.choice((*DISABLED_TAGS, *_MISPLACED_TAGS)))
    return TAGS[name](given, depth)


def _output(given: Given, inside: str | None = None) -> str:
    inside = filtered(given) if inside is None else inside
    if given.rng.astray():
        return given.rng.choice(
            (
                f"{{{{ {inside}",
                f"{{{{ {inside} }}",
                "{{ }}",
                "{{}}",
                f"{{{{{inside}}}}}}}",
                "{{-}}",
                "{{",
                "{{ - }}",
            )
        )
    return _framed(given, "{{", inside, "}}")


def _tag(given: Given, inside: str) -> str:
    if given.rng.astray():
        return given.rng.choice(
            (f"{{% {inside}", f"{{%{inside}%}}", f"{{% {inside} extra %}}", "{%%}", "{%", f"{{%- {inside}\n%}}")
        )
    return _framed(given, "{%", inside, "%}")


def _framed(given: Given, left: str, inside: str, right: str) -> str:
    dashes = ("-" if given.rng.often(0.12) else "", "-" if given.rng.often(0.12) else "")
    space = given.rng.choice((" ", " ", "", "\n"))
    return f"{left}{dashes[0]}{space}{inside}{space}{dashes[1]}{right}"


def _block(given: Given, name: str, head: str, depth: int, *middle: str) -> str:
    out = _tag(given, f"{name} {head}".strip()) + _parts(given, depth - 1)
    for one in middle:
        out += _tag(given, one) + _parts(given, depth - 1)
    return out + ("" if given.rng.astray() else _tag(given, f"end{name}"))


def _branches(given: Given, name: str, depth: int) -> str:
    rng = given.rng
    middle = [f"elsif {condition(given)}" for _ in range(rng.weighted({0: 5, 1: 2, 2: 1}))]
    middle += ["else"] * rng.weighted({0: 3, 1: 5, 2: 1 if rng.oddness else 0})
    if rng.astray():
        middle.append(f"elsif {condition(given)}")
    return _block(given, name, condition(given), depth, *middle)


def _lines(given: Given, depth: int) -> str:
    rng = given.rng
    lines = [rng.choice((f"assign x = {filtered(given)}", f"echo {filtered(given)}", "# note", "", "increment n", "echo x", "if true", "endif", "break", "- echo 1 -"))
             for _ in range(rng.integer(1, 4))]  # fmt: skip
    if not rng.oddness:
        lines = [line for line in lines if line not in ("if true", "endif")]
    return _tag(given, "liquid\n" + "\n".join(lines) + "\n")


def _cycle(given: Given, depth: int) -> str:
    values = ", ".join(value(given) for _ in range(given.rng.integer(1, 3)))
    group = f"{value(given)}: " if given.rng.often(0.3) else ""
    return _tag(given, f"cycle {group}{values}") + _tag(given, f"cycle {group}{values}")


TAGS: Mapping[str, Callable[[Given, int], str]] = {
    "assign": lambda given, depth: (
        _tag(given, f"assign {given.rng.choice(('x', 'y', 'n', 'a-b', 'type'))} = {filtered(given)}")
        + _output(given, "x")
    ),
    "block": lambda given, depth: _block(given, "block", given.rng.choice(("", "one")), depth),
    "break": lambda given, depth: _tag(given, "break"),
    "capture": lambda given, depth: (
        _block(given, "capture", given.rng.choice(("x", "'y'", "y", "" if given.rng.oddness else "x")), depth)
        + _output(given, "x")
    ),
    "comment": lambda given, depth: _block(given, "comment", "", depth),
    "continue": lambda given, depth: _tag(given, "continue"),
    "cycle": _cycle,
    "decrement": lambda given, depth: _tag(given, f"decrement {given.rng.choice(('n', 'm', 'userId'))}"),
    "echo": lambda given, depth: _tag(given, f"echo {filtered(given)}"),
    "if": lambda given, depth: _branches(given, "if", depth),
    "increment": lambda given, depth: _tag(given, f"increment {given.rng.choice(('n', 'm', 'userId'))}"),
    "liquid": _lines,
    "raw": lambda given, depth: _block(given, "raw", "", depth),
    "unless": lambda given, depth: _branches(given, "unless", depth),
    "#": lambda given, depth: _tag(given, given.rng.choice(("# note", "#", "# one\n  # two", "# one\n two"))),
}
"""Each tag with the function that draws it."""


_SOUP = (
    "{{", "}}", "{%", "%}", "{%-", "-%}", "{{-", "-}}", "{", "}", "%", "-", " ", "\n", "|", ":", ",", ".", "..", "[", "]", "(", ")", "'", '"', "=", "==", "!=", "<>", "x",
    "traits", "name", "1", "2.5", "-3", "nil", "empty", "blank", "true", "not", "and", "contains", "if", "endif", "else", "elsif", "unless", "endunless", "assign", "raw",
    "endraw", "comment", "endcomment", "capture", "endcapture", "liquid", "echo", "cycle", "increment", "#", "upcase", "append", "size", "join", "default", "é", "🐎", "\ud83d",
    "\u00a0", "\u201c", "\ufeff", "\\", "\\u00", "?", "a-b", "break", "block", "endblock", "split",
)  # fmt: skip
"""Pieces that rarely make sense together."""


def template(rng: RandomValues, places: list[tuple[str, ...]]) -> str:
    """A template that reads from these places of an event, usually of at most a thousand characters."""
    if rng.often(0.01):
        return rng.choice(("", "x" * 1000, "x" * 1001, "🐎" * 501, "🐎" * 500))
    if rng.astray() and rng.often(0.5):
        return "".join(rng.choice(_SOUP) + rng.choice(("", " ")) for _ in range(rng.integer(2, 14)))
    return _parts(Given(rng, places))[:990].rstrip("\ud83d")
