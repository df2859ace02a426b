"""Templates of @liquid over all tags and filters, the refused ones too. `TAGS` and `FILTERS` list what is drawn.

`date` is asked for the current time and `sample` for chance, too: recordings are made at a time that stands still, without chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segment_conformance.live.random_values import MOMENTS, NUMERIC_TEXTS, TEXTS, Chance

__all__ = ["DISABLED_FILTERS", "DISABLED_TAGS", "FILTERS", "TAGS", "template"]

DISABLED_TAGS = ("case", "for", "include", "layout", "render", "tablerow")
DISABLED_FILTERS = (
    "array_to_sentence_string", "concat", "find", "find_exp", "find_index", "find_index_exp", "group_by", "group_by_exp", "has", "has_exp", "map",
    "newline_to_br", "reject", "reject_exp", "reverse", "sort", "sort_natural", "uniq", "where_exp", "type",
)  # fmt: skip

# What a filter is usually given: w words (any value), n numbers, s text, f a form of a date, z a zone, k a key.
FILTERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("abs", "base64_decode", "base64_encode", "capitalize", "ceil", "cgi_escape", "compact", "date_to_rfc822", "date_to_xmlschema", "downcase",
         "escape", "escape_once", "first", "floor", "last", "normalize_whitespace", "pop", "raw", "sha256", "shift", "size", "strip_html",
         "strip_newlines", "to_integer", "upcase", "uri_escape", "url_decode", "url_encode", "xml_escape"), ("",)),
    **dict.fromkeys(("at_least", "at_most", "minus", "modulo", "plus", "times"), ("n", "n", "w")),
    **dict.fromkeys(("append", "prepend", "remove", "remove_first", "remove_last", "hmac_sha256"), ("s", "s", "w")),
    **dict.fromkeys(("replace", "replace_first", "replace_last"), ("ss", "ss", "s")),
    **dict.fromkeys(("strip", "lstrip", "rstrip", "json", "jsonify", "inspect"), ("", "", "s", "n")),
    **dict.fromkeys(("push", "unshift"), ("w",)),
    **dict.fromkeys(("date_to_string", "date_to_long_string"), ("", "o", "ou")),
    "date": ("f", "f", "f", "", "fz", "w"),
    "default": ("w", "w", "wa"),
    "divided_by": ("n", "n", "nw"),
    "join": ("", "s", "s"),
    "number_of_words": ("", "c"),
    "round": ("", "n"),
    "sample": ("", "", "0", "n", "w"),
    "slice": ("n", "nn", "nn", "w"),
    "slugify": ("", "m", "mw"),
    "split": ("s", "s", "e"),
    "sum": ("", "k"),
    "truncate": ("n", "ns", ""),
    "truncatewords": ("n", "ns", ""),
    "where": ("k", "kw"),
}  # fmt: skip
"""Each filter with the shapes of its arguments."""

_ARRAYS = frozenset(
    {"compact", "first", "join", "last", "pop", "push", "sample", "shift", "slice", "sum", "unshift", "where"}
)
_NUMERIC = frozenset(
    {
        "abs",
        "at_least",
        "at_most",
        "ceil",
        "divided_by",
        "floor",
        "minus",
        "modulo",
        "plus",
        "round",
        "times",
        "to_integer",
    }
)
_CODES = "aAbBcCdehHIjklLmMNpPqsSuUwWxXyYzZtn%EQ"
_FLAGS = ("", "", "", "", "-", "_", "0", "^", "#", ":", "3", "-5", "^#", "10", "E", "_4", "00")
_ZONES = (
    "UTC",
    "America/New_York",
    "Asia/Kolkata",
    "Europe/Prague",
    "Nowhere/Here",
    "+01:00",
    "",
    "europe/prague",
    "EST5EDT",
    "BST",
    "PDT",
    "localtime",
    "語",
)
_MODES = ("default", "raw", "pretty", "ascii", "latin", "none", "odd")
_LITERALS = ("true", "false", "nil", "null", "empty", "blank")
_OPERATORS = ("==", "!=", "<", ">", "<=", ">=", "contains", "and", "or")


class _Templates:
    def __init__(self, chance: Chance, places: list[tuple[str, ...]]) -> None:
        self.chance = chance
        self.places = places

    # -- values ----------------------------------------------------------------------------------------------------

    def string(self, text: str | None = None) -> str:
        chance = self.chance
        text = chance.one((*TEXTS, *NUMERIC_TEXTS, ",", "a", "b")) if text is None else text
        text = text[:40]
        if chance.astray():
            text = chance.one(("a\\nb", "\\u00e9\\u12", "\\101", "\\\\", "\\'", '\\"', "\\x41", "x\\ud83d\\ude00"))
        if "'" in text:
            return '"' + text.replace('"', "") + '"'
        return f"'{text}'" if chance.often(0.6) or '"' in text else f'"{text}"'

    def number(self) -> str:
        return self.chance.one(
            (
                "0",
                "1",
                "2",
                "3",
                "5",
                "-1",
                "-2",
                "1.5",
                "-3.25",
                "10",
                "100",
                "2.50",
                "0.1",
                "12345678901234567890",
                "+4",
                "007",
            )
        )

    def variable(self) -> str:
        chance = self.chance
        if not self.places or chance.often(0.08):
            return chance.one(("nope", "traits.nope", "x", "y", "n", "size", "traits.size", "traits.tags.first", "traits.tags.last", "traits.tags.size", "traits.tags[-1]",
                               "traits['name']", "traits[name]", "traits.name.size", "traits.rows[0].sku", "['traits']", "block", "traits.tags[1.5]", "first", "a-b", "nil.size",
                               "empty.x", "traits.zero.x", "'abc'.size", "(1..3).size", "traits..name", "traits.name.", "block.super", "true.x", "5.x", "traits[nil]"))  # fmt: skip
        out = ""
        for key in chance.one(self.places):
            simple = key.replace("_", "a").replace("-", "a").isalnum() and key not in _LITERALS
            if simple and not (key.isdigit() and out) and chance.often(0.9):
                out += f".{key}" if out else key
            elif key.isdigit():
                out += f"[{key}]"
            else:
                out += f"[{self.quoted(key)}]"
        return out

    def quoted(self, key: str) -> str:
        key = key.replace("\\", "")
        return f'"{key}"' if "'" in key else f"'{key}'"

    def value(self) -> str:
        chance = self.chance
        kind = chance.weighted(
            {"variable": 55, "string": 22, "number": 12, "literal": 7, "range": 3, "odd": 4 if chance.oddness else 0}
        )
        if kind == "variable":
            return self.variable()
        if kind == "string":
            return self.string()
        if kind == "number":
            return self.number()
        if kind == "literal":
            return chance.one(_LITERALS)
        if kind == "range":
            return chance.one(
                (
                    "(1..3)",
                    "(2..5)",
                    "(3..1)",
                    "( 1 .. 2 )",
                    "('1'..'3')",
                    "(1.5..4)",
                    "(traits.zero..2)",
                    "(nil..2)",
                )
            )
        return chance.one(
            (
                "",
                "(",
                "(1..",
                "(1.2)",
                "[",
                "a[",
                "a[1",
                ".",
                "'open",
                "1.2.3",
                "%",
                "a b",
                "a.b c",
                "@",
                "==",
                "not",
                "a not b",
                "“x”",
                "a]",
                "(1..3",
                "|",
                "-",
            )
        )

    def condition(self) -> str:
        chance = self.chance
        out = self.value()
        for _ in range(chance.whole(0, 2)):
            out += f" {chance.one(_OPERATORS)} {self.value()}"
        if chance.often(0.1):
            out = f"not {out}"
        return out.replace(" == ", "==") if chance.often(0.1) else out

    def filtered(self) -> str:
        chance = self.chance
        if chance.often(0.25):
            return self.aimed()
        out = self.condition() if chance.often(0.06) else self.value()
        for _ in range(chance.weighted({0: 3, 1: 8, 2: 4, 3: 1})):
            out += chance.one((" | ", " | ", "|")) + self.filter()
        if chance.astray():
            out += chance.one(
                (
                    " |",
                    " | :",
                    " | upcase x",
                    " upcase",
                    " | append: ",
                    " | append 'x'",
                    "|| upcase",
                    " | plus: 1 2",
                    " | split: , ",
                    " | join: ',' ; x",
                )
            )
        return out

    def aimed(self) -> str:
        """A filter on a value it is made for."""
        chance = self.chance
        name = chance.one(tuple(FILTERS))
        if name.startswith("date"):
            value = chance.one(
                (
                    f"'{chance.one(MOMENTS)}'",
                    "timestamp",
                    "1704067200",
                    "'1704067200'",
                    "-62198755200",
                    "1e3",
                    "8640000000000",
                    "true",
                )
            )
        elif name in _ARRAYS:
            value = chance.one(("traits.rows", "traits.tags", "properties.products", "(1..4)", "properties.nested"))
        elif name in _NUMERIC:
            value = chance.one(
                (self.number(), self.number(), "traits.count", "properties.total", f"'{chance.one(NUMERIC_TEXTS)}'")
            )
        else:
            value = chance.one((self.string(), self.string(), "traits.name", "name", "false", "traits"))
        return f"{value} | {self.filter(name)}"

    def filter(self, name: str = "") -> str:
        chance = self.chance
        if chance.oddness and not name and chance.often(0.15):
            return chance.one((*DISABLED_FILTERS, "unknown", "no_such: 1, 'x'", "Upcase"))
        name = name or chance.one(tuple(FILTERS))
        shape = chance.one(FILTERS[name])
        if chance.astray():
            shape = chance.one(("", "w", "ww", "www", "a", "wa"))
            if name == "sample":
                shape = "0"
        arguments = [_ARGUMENTS[letter](self) for letter in shape]
        return name + (chance.one((": ", ":")) + chance.one((", ", ",")).join(arguments) if arguments else "")

    def form(self) -> str:
        chance = self.chance
        codes = [f"%{chance.one(_FLAGS)}{chance.one(_CODES)}" for _ in range(chance.whole(1, 4))]
        return f"'{chance.one((' ', '-', '', 'é')).join(codes)}'"

    # -- parts -----------------------------------------------------------------------------------------------------

    def template(self, depth: int = 2) -> str:
        return "".join(self.part(depth) for _ in range(self.chance.whole(1, 3)))

    def part(self, depth: int) -> str:
        chance = self.chance
        kind = chance.weighted({"output": 55, "tag": 32 if depth > 0 else 8, "text": 20})
        if kind == "text":
            return chance.one(
                (
                    " ",
                    "a",
                    "\n",
                    " \n b",
                    "}}",
                    "{",
                    "%}",
                    "é🐎",
                    chance.text()[:30].replace("{{", "").replace("{%", ""),
                )
            )
        if kind == "output":
            return self.output()
        name = chance.one(tuple(TAGS))
        if chance.oddness and chance.often(0.1):
            return self.tag(
                chance.one(
                    (
                        *DISABLED_TAGS,
                        "nope",
                        "",
                        "endif",
                        "else",
                        "when x",
                        "IF true",
                        "ifchanged",
                        "- ",
                        "endraw",
                        "endcomment",
                    )
                )
            )
        return TAGS[name](self, depth)

    def output(self, inside: str | None = None) -> str:
        inside = self.filtered() if inside is None else inside
        if self.chance.astray():
            return self.chance.one(
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
        return self.framed("{{", inside, "}}")

    def tag(self, inside: str) -> str:
        if self.chance.astray():
            return self.chance.one(
                (f"{{% {inside}", f"{{%{inside}%}}", f"{{% {inside} extra %}}", "{%%}", "{%", f"{{%- {inside}\n%}}")
            )
        return self.framed("{%", inside, "%}")

    def framed(self, left: str, inside: str, right: str) -> str:
        dashes = ("-" if self.chance.often(0.12) else "", "-" if self.chance.often(0.12) else "")
        space = self.chance.one((" ", " ", "", "\n"))
        return f"{left}{dashes[0]}{space}{inside}{space}{dashes[1]}{right}"

    def block(self, name: str, head: str, depth: int, *middle: str) -> str:
        out = self.tag(f"{name} {head}".strip()) + self.template(depth - 1)
        for one in middle:
            out += self.tag(one) + self.template(depth - 1)
        return out + ("" if self.chance.astray() else self.tag(f"end{name}"))

    def branches(self, name: str, depth: int) -> str:
        chance = self.chance
        middle = [f"elsif {self.condition()}" for _ in range(chance.weighted({0: 5, 1: 2, 2: 1}))]
        middle += ["else"] * chance.weighted({0: 3, 1: 5, 2: 1 if chance.oddness else 0})
        if chance.astray():
            middle.append(f"elsif {self.condition()}")
        return self.block(name, self.condition(), depth, *middle)


def _lines(given: _Templates, depth: int) -> str:
    chance = given.chance
    lines = [chance.one((f"assign x = {given.filtered()}", f"echo {given.filtered()}", "# note", "", "increment n", "echo x", "if true", "endif", "break", "- echo 1 -"))
             for _ in range(chance.whole(1, 4))]  # fmt: skip
    if not chance.oddness:
        lines = [line for line in lines if line not in ("if true", "endif")]
    return given.tag("liquid\n" + "\n".join(lines) + "\n")


def _cycle(given: _Templates, depth: int) -> str:
    values = ", ".join(given.value() for _ in range(given.chance.whole(1, 3)))
    group = f"{given.value()}: " if given.chance.often(0.3) else ""
    return given.tag(f"cycle {group}{values}") + given.tag(f"cycle {group}{values}")


TAGS: Mapping[str, Callable[[_Templates, int], str]] = {
    "assign": lambda given, depth: (
        given.tag(f"assign {given.chance.one(('x', 'y', 'n', 'a-b', 'type'))} = {given.filtered()}") + given.output("x")
    ),
    "block": lambda given, depth: given.block("block", given.chance.one(("", "one")), depth),
    "break": lambda given, depth: given.tag("break"),
    "capture": lambda given, depth: (
        given.block("capture", given.chance.one(("x", "'y'", "y", "" if given.chance.oddness else "x")), depth)
        + given.output("x")
    ),
    "comment": lambda given, depth: given.block("comment", "", depth),
    "continue": lambda given, depth: given.tag("continue"),
    "cycle": _cycle,
    "decrement": lambda given, depth: given.tag(f"decrement {given.chance.one(('n', 'm', 'userId'))}"),
    "echo": lambda given, depth: given.tag(f"echo {given.filtered()}"),
    "if": lambda given, depth: given.branches("if", depth),
    "increment": lambda given, depth: given.tag(f"increment {given.chance.one(('n', 'm', 'userId'))}"),
    "liquid": _lines,
    "raw": lambda given, depth: given.block("raw", "", depth),
    "unless": lambda given, depth: given.branches("unless", depth),
    "#": lambda given, depth: given.tag(given.chance.one(("# note", "#", "# one\n  # two", "# one\n two"))),
}
"""Each tag with what draws it."""

_ARGUMENTS: Mapping[str, Callable[[_Templates], str]] = {
    "w": lambda given: given.value(),
    "n": lambda given: given.number() if given.chance.often(0.85) else given.value(),
    "s": lambda given: given.string() if given.chance.often(0.85) else given.value(),
    "f": lambda given: given.form(),
    "z": lambda given: given.chance.one((*(f"'{zone}'" for zone in _ZONES), "60", "-330", "0", "nil", "true")),
    "k": lambda given: given.chance.one(
        ("'sku'", "'qty'", "'on'", "'meta.x'", "'nope'", "''", "'meta['", "\"['sku']\"", given.value())
    ),
    "a": lambda given: given.chance.one(("allow_false: true", "allow_false: false", "x: 1")),
    "o": lambda given: given.chance.one(("'ordinal'", "'odd'")),
    "u": lambda given: given.chance.one(("'US'", "'UK'")),
    "c": lambda given: given.chance.one(("'cjk'", "'auto'", "'x'")),
    "m": lambda given: given.chance.one(tuple(f"'{mode}'" for mode in _MODES)),
    "e": lambda given: "''",
    "0": lambda given: "0",
}


_SOUP = (
    "{{", "}}", "{%", "%}", "{%-", "-%}", "{{-", "-}}", "{", "}", "%", "-", " ", "\n", "|", ":", ",", ".", "..", "[", "]", "(", ")", "'", '"', "=", "==", "!=", "<>", "x",
    "traits", "name", "1", "2.5", "-3", "nil", "empty", "blank", "true", "not", "and", "contains", "if", "endif", "else", "elsif", "unless", "endunless", "assign", "raw",
    "endraw", "comment", "endcomment", "capture", "endcapture", "liquid", "echo", "cycle", "increment", "#", "upcase", "append", "size", "join", "default", "é", "🐎", "\ud83d",
    "\u00a0", "\u201c", "\ufeff", "\\", "\\u00", "?", "a-b", "break", "block", "endblock", "split",
)  # fmt: skip
"""Pieces that make no sense in most orders."""


def template(chance: Chance, places: list[tuple[str, ...]]) -> str:
    """A template of at most a thousand characters (now and then a few more) that reads from these places of an event."""
    if chance.often(0.01):
        return chance.one(("", "x" * 1000, "x" * 1001, "🐎" * 501, "🐎" * 500))
    if chance.astray() and chance.often(0.5):
        return "".join(chance.one(_SOUP) + chance.one(("", " ")) for _ in range(chance.whole(2, 14)))
    return _Templates(chance, places).template()[:990].rstrip("\ud83d")
