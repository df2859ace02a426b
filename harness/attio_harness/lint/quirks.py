"""A trigger read the way Segment's loose parser reads it, noting what it skips or takes otherwise than it is written.

Rules are in `rules.triggers`. Source of the quirks: observation (destination-subscriptions 3.37.0, fql-ts 1.10.1), see
`segment_actions.fql`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segment_actions.fql.codegen import OPERATORS
from segment_actions.fql.lexer import Kind, LexError, Token, tokens_of
from segment_actions.fql.parser import FIELDS

from attio_harness.lint.stars import told_of
from attio_harness.text.alike import likely_meant
from attio_harness.text.words import cut, shown

__all__ = ["Quirk", "quirks_of", "stopping", "without_condition"]

_FUNCTIONS = ("contains", "match")
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
_VALUES = (Kind.STRING, Kind.NUMBER, Kind.NAME, Kind.NULL)
_WORDS = ("and", "or", "not")
_LONGEST = 200
_NO_FIELDS = "Segment's destinations know only type, event, name, userId, properties, traits and context in a trigger"


@dataclass(frozen=True, slots=True)
class Quirk:
    """One place where a trigger does not do what it says; `name` is the rule's."""

    name: str
    message: str
    hint: str


def quirks_of(text: str) -> Iterator[Quirk]:
    """Every place of a trigger that does not do what it says, each once."""
    try:
        tokens = tokens_of(text)
    except LexError as error:
        yield _unreadable(text, error)
        return
    yield from dict.fromkeys(_Reader([_told(one) for one in tokens]).run())


def _told(token: Token) -> Token:
    """A token as messages have it: a name may be as long as its text."""
    is_long = token.kind is Kind.NAME and len(token.text) > _LONGEST
    return token._replace(text=cut(token.text, _LONGEST)) if is_long else token


def stopping(text: str) -> Quirk | None:
    """What to begin with in a trigger that Segment cannot read: other places are skipped, or asked for wrongly, but read."""
    return min(quirks_of(text), key=lambda one: one.name not in _STOP, default=None)


_STOP = ("trigger-unreadable", "trigger-unknown-function", "trigger-array-index", "trigger-nested-parentheses")


def without_condition(text: str) -> Quirk:
    """Of a trigger without a quirk that Segment makes nothing of all the same."""
    what = "is empty" if not text.strip() else "has no condition"
    return Quirk(
        "trigger-unreadable", f"The trigger {what}: it never matches.", 'Write one, such as type = "identify".'
    )


_BLANKED = r"(?:\"\0*+\"|'\0*+')"
"""A text whose characters are blanked out, in its quotes."""

_WHOLE = rf"^(?:[^\"']++|{_BLANKED}(?!\w))*+"
"""What comes before the first quote that is not one of two around a text, with no word behind."""

_LEXICAL: tuple[tuple[str, str], ...] = (
    # Segment's lexer takes `!=` only with a blank or the end behind it
    (r"!==", 'Write !=, as in type != "track".'),
    (r"!=\S|\S!=", 'Write blanks around !=, as in type != "track".'),
    (r"&&|\|\|", "Write and / or in lower case instead of && and ||."),
    # after a name it takes blanks, `.`, `(`, `=` and `!`, but no `<` or `>`
    (r"\w[<>]|[<>]=?[\w\"']", "Write blanks around the comparison, as in properties.seats >= 5."),
    # its blanks are space, tab and line feed alone
    (r"\r", "Take out the carriage return: blanks, tabs and line feeds may stand between words."),
    # a closing quote without a blank behind begins another text
    (rf"{_WHOLE}{_BLANKED}\w", "Write a blank after the closing quote."),
    (rf"{_WHOLE}[\"']", 'Write double quotes before and behind the text, as in type = "track".'),
    (r"[“”„‟«»‘’‚]", 'Write straight double quotes, as in type = "track".'),
    (r"\$\.?\w", "Begin fields with their name, as in traits.plan: $ is for the paths of a mapping."),
    (r";\s*$", "Leave out the semicolon at the end."),
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def _unreadable(text: str, error: LexError) -> Quirk:
    # texts blanked out with their length, so that places stay and nothing inside a text is blamed
    bare = _QUOTED.sub(lambda found: found[0][0] + "\0" * (len(found[0]) - 2) + found[0][0], text)
    # `items[0]`
    index = re.search(r"(?<![\w\\])[\w\\]+(\[\d+\])", bare)
    if index:
        # the whole name before it, as `properties.items[0]`
        place = re.search(r"(?<![\w.\\\[\]-])[\w.\\\[\]-]*$", text[: index.end()])
        return _array_index(place.group() if place else index.group())
    hint = next((advice for pattern, advice in _LEXICAL if re.search(pattern, bare)), None)
    return Quirk(
        "trigger-unreadable",
        f"Segment cannot read the trigger ({error}) and then reads none of it: it never matches.",
        hint or 'Write it from conditions such as type = "track" and properties.plan != null.',
    )


def _array_index(place: str) -> Quirk:
    # `items[0]` or `items.0` -> `items.\0`: a backslash makes the digit part of the name
    fixed = re.sub(r"\[(\d+)\]|\.(\d+)", lambda found: f".\\{found[1] or found[2]}", place)
    return Quirk(
        "trigger-array-index",
        f"{place} does not reach into an array: a number is no part of a name here.",
        f"Write the index with a dot and a backslash: {fixed}",
    )


class _Reader:
    """Walks the tokens as the parser does."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._stray: list[Token] = []
        """What belongs to no clause."""

    def run(self) -> Iterator[Quirk]:
        quirks = list(self._list(0, len(self._tokens)))
        structural = [one for one in quirks if one.name in _STRUCTURAL]
        # a group read wrongly makes the rest look wrong as well, so only the cause is told
        yield from structural or quirks or map(_stray, dict.fromkeys(one._replace(at=0) for one in self._stray))

    def _at(self, index: int) -> Token:
        # past the end stands the end marker, as often as it is asked for
        return self._tokens[min(index, len(self._tokens) - 1)]

    def _list(self, at: int, end: int) -> Iterator[Quirk]:
        joined: list[str] = []
        while at < end and self._at(at).kind is not Kind.END:
            token = self._at(at)
            if token.kind is Kind.NAME:
                step, quirks = self._name(at)
                yield from quirks
                at += step
                continue
            # `!contains(…)` is the one place where it negates
            if token.kind is Kind.OPERATOR and token.text == "!" and self._at(at + 1).text not in _FUNCTIONS:
                grouped = self._at(at + 1).kind is Kind.OPEN
                what = "a group in parentheses" if grouped else self._at(at + 1).text
                yield Quirk(
                    "trigger-ignored-not",
                    f"The ! before {what} is ignored: the trigger means the same without it.",
                    _turned(grouped),
                )
            elif token.kind is Kind.OPEN:
                close = self._closing(at, end)
                yield from self._group(at + 1, close)
                at = close
            elif token.kind is Kind.CONDITIONAL:
                joined.append(token.text)
            elif token.text != "!":
                self._stray.append(token)
            at += 1
        if len(set(joined)) > 1:
            yield Quirk(
                "trigger-mixed-and-or",
                f"`and` and `or` side by side: Segment joins all conditions by the last one, {joined[-1]!r}.",
                "Put the conditions of one kind in parentheses, one level deep, or make two subscriptions.",
            )

    def _closing(self, at: int, end: int) -> int:
        """The first closing parenthesis, whichever it belongs to."""
        return next((i for i in range(at, end) if self._at(i).kind is Kind.CLOSE), end)

    def _group(self, at: int, close: int) -> Iterator[Quirk]:
        inner = next((i for i in range(at, close) if self._at(i).kind is Kind.OPEN), None)
        if inner is None:
            if close == len(self._tokens):
                yield Quirk(
                    "trigger-unreadable", "A parenthesis is not closed: Segment cannot read the trigger.", "Close it."
                )
            else:
                yield from self._list(at, close)
        elif self._at(inner - 1).text in _FUNCTIONS and inner > at:
            name = self._at(inner - 1).text
            yield Quirk(
                "trigger-function-in-parentheses",
                f"{name}(…) inside parentheses: Segment ends the group at the closing parenthesis of {name}, and the rest joins "
                "the conditions outside.",
                f"Take {name}(…) out of the parentheses, or make two subscriptions.",
            )
        else:
            yield Quirk(
                "trigger-nested-parentheses",
                "Parentheses inside parentheses: Segment ends the group at the first closing one.",
                "Write one level of parentheses only, or make two subscriptions.",
            )

    # -- names -----------------------------------------------------------------------------------------------------

    def _name(self, at: int) -> tuple[int, list[Quirk]]:
        text, called = self._at(at).text, self._at(at + 1).kind is Kind.OPEN
        if text.partition(".")[0] in FIELDS:
            return self._condition(at)
        if text in _FUNCTIONS:
            return self._function(at)
        if text.lower() in _WORDS:
            return 1, [_ignored_word(text, called)]
        if called:
            close = self._closing(at, len(self._tokens))
            # `length(event) > 5`: the comparison belongs to the call, and is not told apart
            compared = 2 if self._at(close + 1).kind is Kind.OPERATOR else 0
            return close - at + 1 + compared, [
                Quirk(
                    "trigger-unknown-function",
                    f"Segment's destinations do not know the function {text}(): the name is skipped, and what stands in the "
                    "parentheses is read as conditions.",
                    f"{likely_meant(text, _FUNCTIONS)}Only contains() and match() exist here.",
                )
            ]
        # the parser skips three single tokens; told is the clause, once
        step = 3 if self._at(at + 1).kind is Kind.OPERATOR and self._at(at + 2).kind in _VALUES else 1
        what, otherwise = f"The clause on {text}", "Leave the clause out"
        if len(self._tokens) == 2:  # with the end marker
            what, otherwise = text, 'Write a condition, such as type = "identify"'
        return step, [
            Quirk(
                "trigger-unknown-field",
                f"{what} is skipped without a word: {_NO_FIELDS}.",
                f"{likely_meant(text, FIELDS)}{otherwise}, or ask for something under properties, traits or context.",
            )
        ]

    def _condition(self, at: int) -> tuple[int, list[Quirk]]:
        field, operator, value = self._at(at).text, self._at(at + 1), self._at(at + 2)
        if Kind.END in (operator.kind, value.kind):
            what = "an operator" if operator.kind is Kind.END else "a value"
            return 3, [_incomplete(f"After {field} {what} is missing", f'Finish the clause, as in {field} = "…".')]
        # `items.0`: the lexer does not glue a number to a name, so the dot is taken for the operator
        if operator.kind is Kind.DOT and value.kind is Kind.NUMBER:
            step = 4 if self._at(at + 3).kind is Kind.NAME else 3
            # the comparison behind it, left over from a clause that was cut apart
            step += 2 if self._at(at + step).kind is Kind.OPERATOR else 0
            return step, [_array_index(f"{field}.{value.text.strip('.')}")]
        if operator.text not in OPERATORS or value.kind is Kind.OPERATOR:
            written = f"{operator.text}{value.text}" if value.kind is Kind.OPERATOR else operator.text
            # `==` is two tokens, and the value comes after both
            return (4 if value.kind is Kind.OPERATOR else 3), [_unknown_operator(field, written, value)]
        if value.kind not in _VALUES:
            return 3, [
                _incomplete(
                    f"{value.text} after {field} {operator.text} is no value",
                    "Compare with one value; for several, write one clause each and `or` between.",
                )
            ]
        # for other fields null asks whether there is a value
        if value.kind is Kind.NULL and field.partition(".")[0] in ("type", "event"):
            return 3, [_null_as_text(field, operator.text)]
        more = self._words_behind(at + 3) if value.kind is Kind.NAME else []
        if more:
            return 3 + len(more), [_unquoted(field, operator.text, [value.text, *more])]
        return 3, [_single_quotes(field, value)] if value.text.startswith("'") else []

    def _words_behind(self, at: int) -> list[str]:
        """The words of a value without quotes that follow its first, which Segment takes for the whole value."""
        words: list[str] = []
        while self._is_loose_word(at + len(words)):
            words.append(self._at(at + len(words)).text)
        return words

    def _is_loose_word(self, at: int) -> bool:
        token, behind = self._at(at), self._at(at + 1)
        if token.kind is Kind.NUMBER:
            return True
        is_known = token.text.partition(".")[0] in FIELDS or token.text in _FUNCTIONS or token.text.lower() in _WORDS
        return token.kind is Kind.NAME and not is_known and behind.kind not in (Kind.OPERATOR, Kind.OPEN)

    def _function(self, at: int) -> tuple[int, list[Quirk]]:
        name = self._at(at).text
        # `contains` `(` field `,` text `)`: the parser takes six tokens, whatever they are
        kinds = [self._at(at + step).kind for step in range(1, 6)]
        if (
            kinds[0] is not Kind.OPEN
            or kinds[1] is not Kind.NAME
            or kinds[2] is not Kind.COMMA
            or kinds[4] is not Kind.CLOSE
        ):
            return 6, [
                _incomplete(
                    f'{name} is not written as {name}(field, "text")',
                    f'Write {name}(event, "Order*").' if name == "match" else 'Write contains(event, "Order").',
                )
            ]
        field, value = self._at(at + 2).text, self._at(at + 4)
        if field not in ("event", "name", "userId") and field.partition(".")[0] not in (
            "properties",
            "traits",
            "context",
        ):
            return 6, [
                Quirk(
                    "trigger-unknown-field",
                    f"{name}({field}, …) is skipped without a word: it takes event, name, userId, or something under properties, traits or context.",
                    "Leave the clause out, or ask for one of these.",
                )
            ]
        if value.text.startswith("'"):
            return 6, [_single_quotes(f"{name}({field})", value)]
        # one star, first or last: `"Order*"` or `"*Order"`
        if name == "match" and not re.fullmatch(r'"(\*[^*]+|[^*]+\*)"', value.text):
            return 6, [_star(field, value, "!" if self._at(at - 1).text == "!" and at else "")]
        return 6, []


_STRUCTURAL = ("trigger-nested-parentheses", "trigger-function-in-parentheses")


def _incomplete(what: str, hint: str) -> Quirk:
    return Quirk("trigger-unreadable", f"{what}: the trigger is not what it looks like.", hint)


def _turned(grouped: bool) -> str:
    """What to write for the contrary of a condition, or of several in parentheses."""
    if grouped:
        return "Turn each condition around (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`."
    return "Turn the condition around (=, !=, = false), or write !contains(…) and !match(…)."


def _ignored_word(text: str, called: bool) -> Quirk:
    if text.lower() == "not":
        hint = _turned(called)
    else:
        hint = f"Write {text.lower()} in lower case" + (", with a blank before the parenthesis." if called else ".")
    return Quirk(
        "trigger-ignored-word",
        f"{text}{'(' if called else ''} is ignored: the trigger means the same without it.",
        hint,
    )


def _stray(token: Token) -> Quirk:
    if token.kind is Kind.STRING:
        hint = "Write a blank after every closing quote, and a clause as field, operator, value."
    else:
        hint = "Write a clause as field, operator, value, and take out what belongs to none."
    return Quirk("trigger-ignored-word", f"{shown(token.text)} belongs to no clause and is ignored.", hint)


_MEANT = {"==": ("=", '"…"'), "<>": ("!=", '"…"'), "=<": ("<=", "5"), "=>": (">=", "5")}
"""Operators of other languages: the one that is meant, and what is compared with it."""


def _unknown_operator(field: str, written: str, value: Token) -> Quirk:
    if written in _MEANT:
        operator, such = _MEANT[written]
        hint = f"Write {'one ' if operator == '=' else ''}{operator}, as in {field} {operator} {such}."
    elif value.kind is Kind.OPERATOR and written[0].isalpha():
        # `traits.first name = "x"`: the second word stands where an operator does
        word = written.rstrip("".join(_OPERATORS))
        hint = f"If the name has a blank, write it with a backslash before it: {field}\\ {word}."
        said = f"{word!r} stands where the operator belongs"
        return Quirk("trigger-unknown-operator", f"{field} {word} …: {said}, so the clause is never true.", hint)
    elif value.kind is Kind.OPERATOR:
        hint = f"Write blanks around it, as in {field} {written} 5."
    elif written == "!":
        hint = f'Write a function with the field in it: !contains({field}, "…").'
    elif written.lower().replace("_", "") in ("match", "matches", "like", "contains", "startswith", "endswith"):
        hint = f'Write it as a function: contains({field}, "…") or match({field}, "…*").'
    elif written == "in":
        hint = f'Write one clause each and `or` between: {field} = "a" or {field} = "b".'
    else:
        hint = f"The operators are {', '.join(_OPERATORS)}."
    read = (
        f"Segment reads {written!r} as two words"
        if value.kind is Kind.OPERATOR
        else f"there is no operator {written!r}"
    )
    return Quirk("trigger-unknown-operator", f"{field} {written} …: {read}, so the clause is never true.", hint)


def _single_quotes(field: str, value: Token) -> Quirk:
    inside = value.text.strip("'")
    return Quirk(
        "trigger-single-quotes",
        f"{field} is compared with {value.text}, the quotes being part of the value: only double quotes are taken off.",
        f'Write "{inside}" in double quotes.',
    )


def _null_as_text(field: str, operator: str) -> Quirk:
    means = f"which is true for every {field} and for none" if operator == "!=" else "which no event has"
    return Quirk(
        "trigger-null-as-text",
        f'{field} {operator} null compares {field} with the text "null", {means}.',
        'Ask for the type that is meant, as in type = "identify".'
        if field == "type"
        else 'Ask for type = "track": only track events have an event.',
    )


def _unquoted(field: str, operator: str, words: Sequence[str]) -> Quirk:
    text = " ".join(words)
    return Quirk(
        "trigger-ignored-word",
        f"{field} is compared with {words[0]} alone: of {text} without quotes the rest is ignored.",
        f'Write text of several words in double quotes: {field} {operator} "{text}".',
    )


def _star(field: str, value: Token, negated: str) -> Quirk:
    return Quirk("trigger-match-without-star", *told_of(field, value.text, negated))
