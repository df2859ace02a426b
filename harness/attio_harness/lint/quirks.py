"""Reads a trigger the way Segment's loose parser does, and notes what the parser skips or reads differently than it is written.

The rules are in `rules.triggers`, the messages in `quirk_texts`. Source of the quirks: observation (destination-subscriptions
3.37.0, fql-ts 1.10.1), see `segment_actions.fql`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from segment_actions import js
from segment_actions.fql.codegen import OPERATORS
from segment_actions.fql.lexer import Kind, LexError, Token, tokens_of
from segment_actions.fql.parser import FIELDS

from attio_harness.lint.among import among, called
from attio_harness.lint.quirk_texts import (
    MEMBERS,
    UNARY,
    Quirk,
    again,
    array_index,
    beginning,
    escaped_quotes,
    ignored_word,
    incomplete,
    lost_comparison,
    member_of_text,
    mixed,
    not_as_function,
    null_as_text,
    other_case,
    single_quotes,
    star,
    stray,
    turned,
    unknown_function,
    unknown_operator,
    unquoted,
    unreadable,
    whole_object,
    without_value,
)
from attio_harness.lint.worded import cut_word, worded
from attio_harness.text.alike import likely_meant
from attio_harness.text.words import cut

__all__ = ["quirks_of", "stopping"]

_FUNCTIONS = ("contains", "match")
_VALUES = (Kind.STRING, Kind.NUMBER, Kind.NAME, Kind.NULL)
_WORDS = ("and", "or", "not")
_TEXTS = ("type", "event", "name", "userId")
"""The fields that are texts and have no members."""
_LONGEST = 200
_TURNED = {"exists": "not_exists", "not_exists": "exists", "is_true": "is_false", "is_false": "is_true"}
_FAR = 200
"""How many tokens are read for the values of one condition."""
_OTHER_CASE = re.compile(r"(?!(?:true|false|null)$)(?:(?i:true|false|null)|undefined)")
"""Words that other languages have for true, false and null."""
_NO_FIELDS = "in a trigger Segment's destinations know only type, event, name, userId, properties, traits and context"


def quirks_of(text: str) -> Iterator[Quirk]:
    """Every place of a trigger that does not do what it says, each once."""
    try:
        tokens = tokens_of(text)
    except LexError as error:
        yield _contracted(text, error) or unreadable(text, error)
        return
    whole = _cut_word(tokens, text)
    read = [_told(one) for one in tokens]
    if whole:
        read[-2] = read[-2]._replace(text=whole)
    yield from dict.fromkeys(_Reader(read, text, is_cut=bool(whole)).run())


_CONTRACTION = re.compile(r'("[^"]*")|(?<=[a-z])n[\'’]t\b', re.IGNORECASE)


def _contracted(text: str, error: LexError) -> Quirk | None:
    """For `doesn't contain`: with the advice on `does not contain`. None without such a word outside of texts."""
    spoken = _CONTRACTION.sub(lambda found: found[1] or " not", text)
    if spoken == text:
        return None
    hint = next((one.hint for one in quirks_of(spoken) if one.name == "trigger-unknown-operator"), None)
    return replace(unreadable(text, error), hint=hint) if hint else None


def _cut_word(tokens: Sequence[Token], text: str) -> str:
    """The last word of a trigger as it is written, if Segment reads only its first letter; else empty."""
    if len(tokens) < 2 or tokens[-2].kind is not Kind.NAME or tokens[-2].text not in ("a", "n", "o"):
        return ""
    # a glued name is longer than a letter, so this one begins where it says
    word = js.spread(text)[tokens[-2].at :]
    return word if len(word) > 1 and word.isalnum() else ""


def _told(token: Token) -> Token:
    """A token as messages show it: a long name is cut, since it may be as long as the whole trigger."""
    is_long = token.kind is Kind.NAME and len(token.text) > _LONGEST
    return token._replace(text=cut(token.text, _LONGEST)) if is_long else token


def stopping(text: str) -> Quirk | None:
    """The quirk to mend first: one that makes the trigger unreadable, else any; None without quirks."""
    return min(quirks_of(text), key=lambda one: one.name not in _STOP, default=None)


_STOP = ("trigger-unreadable", "trigger-unknown-function", "trigger-array-index", "trigger-nested-parentheses")


class _Reader:
    """Walks the tokens as the parser does."""

    def __init__(self, tokens: Sequence[Token], text: str, *, is_cut: bool = False) -> None:
        self._tokens = tokens
        self._cut = len(tokens) - 2 if is_cut else None
        """Where the last word is, if Segment reads only its first letter."""
        self._text = text
        self._has_or = any(one.kind is Kind.CONDITIONAL and one.text == "or" for one in tokens)
        self._stray: list[Token] = []
        """What belongs to no clause."""
        self._joins: dict[int, str] = {}  # by the place of a parenthesis: the words that join the conditions in it

    def run(self) -> Iterator[Quirk]:
        quirks = list(self._list(0, len(self._tokens)))
        structural = [one for one in quirks if one.name in _STRUCTURAL]
        # a misread group makes the rest look wrong too, so report only the cause
        yield from (
            structural
            or quirks
            or (stray(one, self._text) for one in dict.fromkeys(one._replace(at=0) for one in self._stray))
        )

    def _at(self, index: int) -> Token:
        # past the end, the end marker repeats
        return self._tokens[min(index, len(self._tokens) - 1)]

    def _list(self, at: int, end: int) -> Iterator[Quirk]:
        joined, loose = list[Token](), list[Token]()
        is_any = is_beside = is_bare = False
        """Whether there is a condition at all, one since the last `and` or `or`, and one right after another."""
        while at < end and self._at(at).kind is not Kind.END:
            token = self._at(at)
            if token.kind is Kind.NAME:
                step, quirks = self._name(at)
                yield from quirks
                at += step
                is_bare |= is_beside and (token.text.partition(".")[0] in FIELDS or token.text in _FUNCTIONS)
                if token.text.lower() not in _WORDS:
                    is_any = is_beside = True
                continue
            # `!` negates only before a function, as in `!contains(…)`
            if token.kind is Kind.OPERATOR and token.text == "!" and self._at(at + 1).text not in _FUNCTIONS:
                if self._called_at(at + 1):  # its advice is turned
                    at += 1
                    continue
                grouped = self._at(at + 1).kind is Kind.OPEN
                what = "a group in parentheses" if grouped else self._at(at + 1).text
                yield Quirk(
                    "trigger-ignored-not",
                    f"The ! before {what} is ignored: the trigger means the same without it.",
                    turned(grouped),
                )
            elif token.kind is Kind.OPEN:
                close = self._closing(at, end)
                yield from self._group(at + 1, close)
                at, is_any, is_beside, is_bare = close, True, True, is_bare or is_beside
            elif token.kind is Kind.CONDITIONAL and (more := self._again(at, grouped=end < len(self._tokens))):
                at += more[0]
                yield more[1]
                continue
            elif token.kind is Kind.CONDITIONAL:
                (joined if is_beside else loose).append(token)
                is_beside = False
            elif token.text != "!":
                self._stray.append(token)
            at += 1
        if joined and not is_beside:
            loose.append(joined.pop())
        self._stray += loose if is_any else ()
        words = {one.text for one in joined}
        if len(words) > 1:
            yield mixed("`and` and `or` side by side", joined[-1].text)
        elif is_bare and "or" in words:  # alone, `and` is what Segment joins them by, too
            yield mixed("Conditions that nothing joins, beside `or`", "or")

    def _again(self, at: int, *, grouped: bool) -> tuple[int, Quirk] | None:
        """How many tokens to go on, where texts alone follow `and` or `or` after a clause with a text: `event = "A" or "B"`."""
        field, operator, first = (self._at(max(at + step, 0)) for step in (-3, -2, -1))
        is_clause = at >= 3 and field.kind is Kind.NAME and field.text.partition(".")[0] in FIELDS
        if not is_clause or operator.text not in OPERATORS or first.kind is not Kind.STRING:
            return None
        texts, end = [first.text], at
        while self._at(end).text == self._at(at).text and self._at(end + 1).kind is Kind.STRING:
            texts.append(self._at(end + 1).text)
            end += 2
        word = self._at(at).text
        return (end - at, again(field.text, operator.text, word, texts, grouped=grouped)) if end > at else None

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
        text, is_called = self._at(at).text, self._at(at + 1).kind is Kind.OPEN
        if text.partition(".")[0] in FIELDS:
            return self._condition(at)
        if text in _FUNCTIONS:
            return self._function(at)
        if text.lower() in _WORDS:
            # its advice is turned
            return 1, [] if text.lower() == "not" and self._called_at(at + 1) else [ignored_word(text, is_called)]
        if is_called:
            close = self._closing(at, len(self._tokens))
            # `length(event) > 5`: the comparison belongs to the call and is not reported by itself
            compared = 2 if self._at(close + 1).kind is Kind.OPERATOR else 0
            return close - at + 1 + compared, [unknown_function(text, self._called_at(at))]
        # the parser skips three single tokens; the clause is reported once
        step = 3 if self._at(at + 1).kind is Kind.OPERATOR and self._at(at + 2).kind in _VALUES else 1
        what, otherwise = f"The clause on {text}", "Leave the clause out"
        if len(self._tokens) == 2:  # with the end marker
            what, otherwise = text, 'Write a condition, such as type = "identify"'
        return step, [
            Quirk(
                "trigger-unknown-field",
                f"{what} is silently skipped: {_NO_FIELDS}.",
                f"{likely_meant(text, FIELDS)}{otherwise}, or ask for something under properties, traits or context.",
            )
        ]

    def _called_at(self, at: int) -> str | None:
        """What to write for a call of a function that other languages have, turned by a `!` or `not` before it; None if that cannot be told."""
        if self._at(at + 1).kind is not Kind.OPEN or self._at(at).kind is not Kind.NAME:
            return None
        before = self._at(at - 1).text.lower() if at else ""
        inside = self._tokens[at + 2 : self._closing(at, min(at + 8, len(self._tokens)))]
        return called(self._at(at).text, inside, turned=before in ("!", "not"), group=self._group_at(at))

    def _condition(self, at: int) -> tuple[int, list[Quirk]]:
        field = self._at(at).text
        root, _, member = field.partition(".")
        if field in MEMBERS and self._at(at + 1).kind in (Kind.OPERATOR, Kind.NAME):
            # its clause has no advice that would work: each names the field
            return self._clause(at, field)[0], [whole_object(field)]
        if root not in _TEXTS or not member:
            return self._clause(at, field)
        # `event.traits.plan` -> `traits.plan`: fields begin with a top member of the event
        meant = member if member.partition(".")[0] in FIELDS else ""
        step, quirks = self._clause(at, meant or root)
        return step, [member_of_text(field, root, meant), *quirks]

    def _clause(self, at: int, field: str) -> tuple[int, list[Quirk]]:
        operator, value = self._at(at + 1), self._at(at + 2)
        if operator.text in UNARY and value.kind in (Kind.END, Kind.CLOSE, Kind.CONDITIONAL):
            return 2, [without_value(field, operator.text)]
        if operator.text not in OPERATORS or value.kind is Kind.OPEN or self._at(at + 3).text == "of":
            behind = [*self._tokens[at + 1 : at + 1 + _FAR], self._tokens[-1]]
            if said := among(field, behind, group=self._group_at(at)) or worded(field, behind):
                return 1 + said[0], [said[1]]
        if operator.text == "!" and value.text in UNARY:
            return 3, [without_value(field, _TURNED[value.text])]
        if Kind.END in (operator.kind, value.kind):
            what = "an operator" if operator.kind is Kind.END else "a value"
            if operator.kind is Kind.END and lost_comparison(self._text, field):
                hint = f"Write blanks around the comparison, as in {field} >= 5."
                return 3, [incomplete(f"The comparison after {field} is not read", hint)]
            such = MEMBERS.get(field, field)
            return 3, [incomplete(f"After {field} {what} is missing", f'Finish the clause, as in {such} = "…".')]
        # `items.0`: the lexer does not glue a number to a name, so the dot is taken for the operator
        if operator.kind is Kind.DOT and value.kind is Kind.NUMBER:
            step = 4 if self._at(at + 3).kind is Kind.NAME else 3
            # the comparison after it, left over from the clause that was cut
            step += 2 if self._at(at + step).kind is Kind.OPERATOR else 0
            return step, [array_index(f"{field}.{value.text.strip('.')}")]
        if operator.text not in OPERATORS or value.kind is Kind.OPERATOR:
            written = f"{operator.text}{value.text}" if value.kind is Kind.OPERATOR else operator.text
            # `==` is two tokens, and the value comes after both
            return (4 if value.kind is Kind.OPERATOR else 3), [unknown_operator(field, written, value)]
        if value.kind not in _VALUES:
            return 3, [
                incomplete(
                    f"{value.text} after {field} {operator.text} is not a value",
                    "Compare with one value; for several, write one clause each and `or` between.",
                )
            ]
        if at + 2 == self._cut:
            return 3, [cut_word(field, operator.text, value.text)]
        # for other fields null asks whether there is a value
        if value.kind is Kind.NULL and field.partition(".")[0] in ("type", "event"):
            return 3, [null_as_text(field, operator.text)]
        if value.kind is Kind.STRING:
            return 3, [single_quotes(field, value)] if value.text.startswith("'") else []
        if _is_in_escaped_quotes(value):
            return 3, [escaped_quotes(field, value)]
        words = self._words(at + 2)
        is_text = field.partition(".")[0] in ("type", "event")
        if len(words) == 1 and not is_text and _OTHER_CASE.fullmatch(words[0].text):
            return 3, [other_case(field, operator.text, words[0].text)]
        return 2 + len(words), [unquoted(field, operator.text, words)] if len(words) > 1 else []

    def _group_at(self, at: int) -> str | None:
        """The words that join the conditions in the parentheses around a place; None if there are none around it."""
        begin = self._brackets[at]
        if begin not in self._joins and begin >= 0 and self._tokens[begin].kind is Kind.OPEN:
            inside = self._tokens[begin : self._closing(begin + 1, len(self._tokens))]
            self._joins[begin] = " and ".join(sorted({one.text for one in inside if one.kind is Kind.CONDITIONAL}))
        return self._joins.get(begin)

    @cached_property
    def _brackets(self) -> list[int]:
        """For each token the place of the last parenthesis up to it; -1 without one."""
        places = (at if one.kind in (Kind.OPEN, Kind.CLOSE) else -1 for at, one in enumerate(self._tokens))
        return list(accumulate(places, max))

    def _words(self, at: int) -> list[Token]:
        """A value without quotes, and the words after it that begin nothing else."""
        words = [self._at(at)]
        while (word := self._at(at + len(words))).kind in (Kind.NAME, Kind.NUMBER):
            begins = self._at(at + len(words) + 1).kind in (Kind.OPERATOR, Kind.OPEN)
            is_known = word.text.partition(".")[0] in FIELDS or word.text.lower() in (*_WORDS, *_FUNCTIONS)
            if begins or is_known:
                break
            words.append(word)
        return words

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
            return 6, [not_as_function(name, self._text)]
        field, value = self._at(at + 2).text, self._at(at + 4)
        if field in MEMBERS:
            return 6, [whole_object(field)]
        if field not in ("event", "name", "userId") and field.partition(".")[0] not in MEMBERS:
            root = next((one for one in MEMBERS if field.startswith(one)), None)
            if root is not None:
                return 6, [beginning(name, field, root)]
            return 6, [
                Quirk(
                    "trigger-unknown-field",
                    f"{name}({field}, …) is silently skipped: it accepts event, name, userId, or something under properties, traits or context.",
                    "Leave the clause out, or ask for one of these.",
                )
            ]
        if value.text.startswith("'"):
            return 6, [single_quotes(f"{name}({field})", value)]
        if _is_in_escaped_quotes(value):
            return 6, [escaped_quotes(f"{name}({field})", value)]
        # one star, first or last: `"Order*"` or `"*Order"`
        if name == "match" and not re.fullmatch(r'"(\*[^*]+|[^*]+\*)"', value.text):
            negated = "!" if self._at(at - 1).text == "!" and at else ""
            return 6, [star(field, value, negated, is_beside_or=self._has_or)]
        return 6, []


def _is_in_escaped_quotes(value: Token) -> bool:
    # the lexer has taken the backslashes away
    return value.kind is Kind.NAME and len(value.text) > 1 and value.text[0] == value.text[-1] == '"'


_STRUCTURAL = ("trigger-nested-parentheses", "trigger-function-in-parentheses")
