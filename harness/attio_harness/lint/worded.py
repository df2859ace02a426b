"""Comparisons in words, as other languages have them: `is not`, `does not exist`, `equals`. FQL has signs; `quirks` finds the words, and
last words that Segment cuts.

Says what is meant, how it is written, and how many tokens of the trigger that takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from segment_actions.fql.lexer import Kind, Token
from segment_actions.fql.parser import FIELDS

from attio_harness.lint.among import plain_words
from attio_harness.lint.quirk_texts import Quirk, a_number, incomplete, instead_of_null
from attio_harness.text.words import cut

__all__ = ["cut_word", "worded"]

_NOTHING = "(?:null|undefined|empty|blank|missing|unset|nil)"
_THERE = "(?:set|defined|present|known|given|there|filled)"
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    # what needs no value before what needs one: `is not null` also begins with `is not`
    (re.compile(rf"is ?not ?{_NOTHING}|(?:is )?{_THERE}|(?:does |do )?exists?|not {_NOTHING}|has (?:a |any )?value"), "!= null"),
    (re.compile(rf"is ?{_NOTHING}|(?:is |was )?not ?{_THERE}|(?:does |do )?not ?exists?|has (?:no|not a) value|(?:does )?not have (?:a |any )?value"), "= null"),
    (re.compile("is ?not ?true"), "!= true"),
    (re.compile("is ?not ?false"), "!= false"),
    (re.compile("is ?true"), "= true"),
    (re.compile("is ?false"), "= false"),
    (
        re.compile("is ?not(?: equal)?(?: to)?|isn ?t|not(?: equals?)?(?: to)?|does not equal|doesn ?t equal|neq?|differs from"),
        "!=",
    ),
    (re.compile("is(?: equal)?(?: to)?|equals?(?: to)?|eq"), "="),
    (re.compile("(?:is )?(?:greater|more|larger) than or equal(?: to)?|(?:is )?(?:at least|not (?:less|fewer|smaller) than)|gteq?|ge"), ">="),
    (re.compile("(?:is )?(?:less|fewer|smaller) than or equal(?: to)?|(?:is )?(?:at most|not (?:greater|more|larger) than)|lteq?|le"), "<="),
    (re.compile("(?:is )?(?:greater|more|larger) than|(?:is )?(?:above|over|after)|gt"), ">"),
    (re.compile("(?:is )?(?:less|fewer|smaller) than|(?:is )?(?:below|under|before)|lt"), "<"),
)  # fmt: skip
_MOST = 6
"""How many words a comparison has at most, in `is greater than or equal to`."""
_LONGEST = 200


def worded(field: str, tokens: Sequence[Token]) -> tuple[int, Quirk] | None:
    """The longest comparison in words at the beginning of the tokens behind a field, and how many tokens it takes with its value; None without one."""
    words: list[Token] = []
    for token in tokens[:_MOST]:
        if token.kind not in (Kind.NAME, Kind.NULL) and token.text != "or":  # in `less than or equal to`
            break
        words.append(token)
    for count in range(len(words), 0, -1):
        plain = plain_words([one.text for one in words[:count]])
        operator = next((sign for asked, sign in _ASKED if asked.fullmatch(plain)), None)
        if operator is None:
            continue
        if " " not in operator and tokens[count].text.lower().replace("_", "") in _FUNCTIONS:
            return None  # `is not in` has another operator
        if tokens[count].kind is Kind.OPERATOR and "=" in (operator, tokens[count].text):  # `is !=`, `is not =`
            operator = tokens[count].text if operator == "=" else operator
            count += 1
        said = " ".join(one.text for one in tokens[:count])
        value = [] if " " in operator else _value(tokens[count:])
        return count + len(value), _quirk(field, said, _instead(field, operator, value), tokens[1])
    return None


def _value(tokens: Sequence[Token]) -> list[Token]:
    """A value, with all words behind it that do not begin the next clause."""
    value = [*takewhile(lambda one: one.kind in _VALUES, tokens[:1])]
    value += takewhile(lambda one: one.kind in _VALUES and not _begins(one), tokens[1:] if value else [])
    return value[:-1] if tokens[min(len(value), len(tokens) - 1)].kind is Kind.OPERATOR else value


def _begins(token: Token) -> bool:
    """Whether a word is how a clause begins: a clause compares with a value, not with another field."""
    return token.text.partition(".")[0] in (*FIELDS, "contains", "match")


_FUNCTIONS = ("in", "contains", "like", "match", "matches", "startswith", "endswith", "between", "includes")
_VALUES = (Kind.STRING, Kind.NUMBER, Kind.NAME, Kind.NULL)


def _quirk(field: str, said: str, hint: str, second: Token) -> Quirk:
    if second.kind in (Kind.END, Kind.CLOSE, Kind.CONDITIONAL):  # it is taken for the value
        return incomplete(f"After {field} {said} Segment takes the next word for a value", hint)
    return Quirk(
        "trigger-unknown-operator",
        f"{field} {said} …: there is no operator {said.split()[0]!r}, so the clause is never true.",
        hint,
    )


def _instead(field: str, operator: str, value: Sequence[Token]) -> str:
    alone = value[0].kind if len(value) == 1 else None
    if operator[0] in "<>":
        return f"Write {field} {operator} {value[0].text}." if alone is Kind.NUMBER else a_number(field, operator)
    is_text = field in ("type", "event")
    operator, _, word = operator.partition(" ")
    if alone is Kind.STRING:
        word = f'"{value[0].text[1:-1]}"'
    elif not any(one.kind is Kind.STRING or _begins(one) for one in value):
        word = word or " ".join(one.text for one in value)
        is_plain = alone is Kind.NUMBER or word.lower() in ("null", "true", "false", "")
        word = word if is_plain else f'"{cut(word, _LONGEST)}"'
    if word.lower() == "null" and is_text:
        return instead_of_null(field, operator)
    if not word:
        return f'Write {operator}, as in {field} {operator} "…"' + (
            "." if is_text else f", or {field} != null for what is there."
        )
    return f"Write {field} {operator} {word}."


def cut_word(field: str, operator: str, word: str) -> Quirk:
    """For `traits.answer = no` at the end of a trigger: the lexer looks for `null` and loses what it read (observation)."""
    return Quirk(
        "trigger-ignored-word",
        f"{field} is compared only with {word[0]}: of a last word this short that begins with {word[0]} and has no quotes, Segment reads "
        "the first letter alone.",
        a_number(field, operator)
        if operator[0] in "<>"
        else f'Write it in double quotes: {field} {operator} "{word}".',
    )
