"""Comparisons in words, as other languages have them: `is not`, `does not exist`, `equals`. FQL has signs; `quirks` finds the words, and
last words that Segment cuts.

Says what is meant, how it is written, and how many tokens of the trigger that takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segment_actions.fql.lexer import Kind, Token

from attio_harness.lint.quirk_texts import MEMBERS, Quirk, a_number, incomplete, instead_of_null
from attio_harness.text.words import cut

__all__ = ["cut_word", "worded"]

_NOTHING = "(?:null|undefined|empty|blank|missing|unset|nil)"
_THERE = "(?:set|defined|present|known|given|there|filled)"
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    # what needs no value before what needs one: `is not null` also begins with `is not`
    (re.compile(rf"is ?not ?{_NOTHING}|(?:is )?{_THERE}|(?:does |do )?exists?|not {_NOTHING}"), "!= null"),
    (re.compile(rf"is ?{_NOTHING}|(?:is |was )?not ?{_THERE}|(?:does |do )?not ?exists?"), "= null"),
    (re.compile("is ?not ?true"), "!= true"),
    (re.compile("is ?not ?false"), "!= false"),
    (re.compile("is ?true"), "= true"),
    (re.compile("is ?false"), "= false"),
    (
        re.compile("is ?not(?: equal)?(?: to)?|isn ?t|not(?: equals?)?(?: to)?|does not equal|doesn ?t equal|neq?|differs from"),
        "!=",
    ),
    (re.compile("is(?: equal)?(?: to)?|equals?(?: to)?|eq"), "="),
    (re.compile("(?:is )?(?:greater|more|larger) than or equal(?: to)?|(?:is )?at least|gteq?|ge"), ">="),
    (re.compile("(?:is )?(?:less|fewer|smaller) than or equal(?: to)?|(?:is )?at most|lteq?|le"), "<="),
    (re.compile("(?:is )?(?:greater|more|larger) than|(?:is )?(?:above|over|after)|gt"), ">"),
    (re.compile("(?:is )?(?:less|fewer|smaller) than|(?:is )?(?:below|under|before)|lt"), "<"),
)  # fmt: skip
_MOST = 6
"""How many words a comparison has at most, in `is greater than or equal to`."""


_WORD = re.compile(r"(?<=[a-z])[A-Z](?=[a-z])")
"""Where a word begins in `isNotNull`."""
_LONGEST = 200


def worded(field: str, tokens: Sequence[Token]) -> tuple[int, Quirk] | None:
    """The longest comparison in words at the beginning of the tokens behind a field, and how many tokens it takes; None without one."""
    words: list[Token] = []
    for token in tokens[:_MOST]:
        if token.kind not in (Kind.NAME, Kind.NULL) and token.text != "or":  # in `less than or equal to`
            break
        words.append(token)
    for count in range(len(words), 0, -1):
        plain = " ".join(_WORD.sub(r" \g<0>", one.text.replace("_", " ")).lower() for one in words[:count])
        operator = next((sign for asked, sign in _ASKED if asked.fullmatch(plain)), None)
        if operator is None:
            continue
        said, value = " ".join(one.text for one in words[:count]), tokens[count]
        if " " not in operator and _is_word_of_a_function(value):
            return None
        takes = " " not in operator and value.kind in _VALUES and tokens[count + 1].kind is not Kind.OPERATOR
        return count + takes, _quirk(field, said, _instead(field, operator, value if takes else None), tokens[1])
    return None


def _is_word_of_a_function(token: Token) -> bool:
    """Whether it is what `not` stands before, in `not contains` and `not in`: another operator."""
    return token.kind is Kind.NAME and token.text.lower().replace("_", "") in _FUNCTIONS


_FUNCTIONS = ("in", "contains", "like", "match", "matches", "startswith", "endswith", "between", "includes")


def _quirk(field: str, said: str, hint: str, second: Token) -> Quirk:
    if second.kind in (Kind.END, Kind.CLOSE, Kind.CONDITIONAL):  # it is taken for the value
        return incomplete(f"After {field} {said} Segment takes the next word for a value", hint)
    return Quirk(
        "trigger-unknown-operator",
        f"{field} {said} …: there is no operator {said.split()[0]!r}, so the clause is never true.",
        hint,
    )


def _instead(field: str, operator: str, value: Token | None) -> str:
    is_text = field in ("type", "event")
    if operator[0] in "<>":
        is_number = value is not None and value.kind is Kind.NUMBER
        return f"Write {field} {operator} {value.text}." if value and is_number else a_number(field, operator)
    word = value.text if value is not None else operator.partition(" ")[2]
    operator = operator.partition(" ")[0]
    if word.lower() == "null" and is_text:
        return instead_of_null(field, operator)
    if not word or word.startswith(_MEMBERS):
        return f'Write {operator}, as in {field} {operator} "…"' + ("." if is_text else f", or {field} {_THERE_IS}.")
    if value is not None and value.kind is not Kind.NUMBER and word.lower() not in ("null", "true", "false"):
        word = f'"{cut(word, _LONGEST)}"' if word[0] != '"' else word
    return f"Write {field} {operator} {word}."


_THERE_IS = "!= null for what is there"
_MEMBERS = tuple(f"{one}." for one in MEMBERS)
"""How another field begins: a clause compares with a value."""
_VALUES = (Kind.STRING, Kind.NUMBER, Kind.NAME, Kind.NULL)


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
