"""What is said of each place where a trigger does not do what it says, and what to write instead. Which places those are finds `quirks`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from segment_actions.fql.lexer import Kind, LexError, Token

from attio_harness.lint.stars import told_of
from attio_harness.text.words import cut, shown

__all__ = [
    "OF_OTHERS",
    "Quirk",
    "array_index",
    "failing",
    "ignored_word",
    "incomplete",
    "member_of_text",
    "null_as_text",
    "single_quotes",
    "star",
    "stray",
    "turned",
    "unknown_operator",
    "unquoted",
    "unreadable",
    "without_condition",
]

_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Quirk:
    """One place where a trigger does not do what it says; `name` is the rule's."""

    name: str
    message: str
    hint: str


def without_condition(text: str) -> Quirk:
    """Of a trigger without a quirk that Segment makes nothing of all the same."""
    what = "is empty" if not text.strip() else "has no condition"
    return Quirk(
        "trigger-unreadable", f"The trigger {what}: it never matches.", 'Write one, such as type = "identify".'
    )


def failing(hole: str) -> Quirk:
    """Of a trigger that can be read and not be run."""
    return Quirk("trigger-unreadable", f"The trigger has {hole}.", "Leave it out.")


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
    # it negates a function alone, whose name follows at once
    (r"!(?![\w(=])", 'Write ! right before contains( or match(, as in !contains(event, "Order"), or take it out.'),
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


def unreadable(text: str, error: LexError) -> Quirk:
    # texts blanked out with their length, so that places stay and nothing inside a text is blamed
    bare = _QUOTED.sub(lambda found: found[0][0] + "\0" * (len(found[0]) - 2) + found[0][0], text)
    # `items[0]`
    index = re.search(r"(?<![\w\\])[\w\\]+(\[\d+\])", bare)
    if index:
        # the whole name before it, as `properties.items[0]`
        place = re.search(r"(?<![\w.\\\[\]-])[\w.\\\[\]-]*$", text[: index.end()])
        return array_index(place.group() if place else index.group())
    hint = next((advice for pattern, advice in _LEXICAL if re.search(pattern, bare)), None)
    return Quirk(
        "trigger-unreadable",
        f"Segment cannot read the trigger ({error}) and then reads none of it: it never matches.",
        hint or 'Write it from conditions such as type = "track" and properties.plan != null.',
    )


def array_index(place: str) -> Quirk:
    # `items[0]` or `items.0` -> `items.\0`: a backslash makes the digit part of the name
    fixed = re.sub(r"\[(\d+)\]|\.(\d+)", lambda found: f".\\{found[1] or found[2]}", place)
    return Quirk(
        "trigger-array-index",
        f"{place} does not reach into an array: a number is no part of a name here.",
        f"Write the index with a dot and a backslash: {fixed}",
    )


def incomplete(what: str, hint: str) -> Quirk:
    return Quirk("trigger-unreadable", f"{what}: the trigger is not what it looks like.", hint)


def turned(grouped: bool) -> str:
    """What to write for the contrary of a condition, or of several in parentheses."""
    if grouped:
        return "Turn each condition around (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`."
    return "Turn the condition around (=, !=, = false), or write !contains(…) and !match(…)."


def ignored_word(text: str, called: bool) -> Quirk:
    if text.lower() == "not":
        hint = turned(called)
    else:
        hint = f"Write {text.lower()} in lower case" + (", with a blank before the parenthesis." if called else ".")
    return Quirk(
        "trigger-ignored-word",
        f"{text}{'(' if called else ''} is ignored: the trigger means the same without it.",
        hint,
    )


def stray(token: Token) -> Quirk:
    if token.kind is Kind.CONDITIONAL:
        return Quirk(
            "trigger-ignored-word",
            f"`{token.text}` joins nothing: a condition is missing before or behind it.",
            f"Write the condition that is missing, or take `{token.text}` out.",
        )
    if token.kind is Kind.STRING:
        hint = "Write a blank after every closing quote, and a clause as field, operator, value."
    else:
        hint = "Write a clause as field, operator, value, and take out what belongs to none."
    return Quirk("trigger-ignored-word", f"{shown(token.text)} belongs to no clause and is ignored.", hint)


OF_OTHERS = {"==": "=", "<>": "!=", "=<": "<=", "=>": ">="}
"""Operators of other languages, and those that are meant."""


def unknown_operator(field: str, written: str, value: Token) -> Quirk:
    if written in OF_OTHERS:
        operator = OF_OTHERS[written]
        such = '"…"' if operator in ("=", "!=") else "5"
        hint = f"Write {'one ' if operator == '=' else ''}{operator}, as in {field} {operator} {such}."
    elif value.kind is Kind.OPERATOR and written[0].isalpha():
        # `traits.first name = "x"`: the second word stands where an operator does
        word = written.rstrip("".join(_OPERATORS))
        hint = f"If the name has a blank, write it with a backslash before it: {field}\\ {word}."
        said = f"{word!r} stands where the operator belongs"
        return Quirk("trigger-unknown-operator", f"{field} {word} …: {said}, so the clause is never true.", hint)
    elif written in _OPERATORS:
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
    # what is compared is the second word, and hardly a field is called so
    is_met = written.startswith("!=")
    return Quirk(
        "trigger-unknown-operator",
        f"{field} {written} …: {read}, so the clause is {'always' if is_met else 'never'} true.",
        hint,
    )


def single_quotes(field: str, value: Token) -> Quirk:
    inside = value.text.strip("'")
    return Quirk(
        "trigger-single-quotes",
        f"{field} is compared with {value.text}, the quotes being part of the value: only double quotes are taken off.",
        f'Write "{inside}" in double quotes.',
    )


def member_of_text(field: str, root: str, meant: str) -> Quirk:
    return Quirk(
        "trigger-unknown-field",
        f"{field} is read as {root}, which is a text and has no members: the rest is skipped without a word.",
        f"Write {meant}." if meant else f"Ask for {root} itself, or for something under properties, traits or context.",
    )


def null_as_text(field: str, operator: str) -> Quirk:
    means = f"which is true for every {field} and for none" if operator == "!=" else "which no event has"
    return Quirk(
        "trigger-null-as-text",
        f'{field} {operator} null compares {field} with the text "null", {means}.',
        'Ask for the type that is meant, as in type = "identify".'
        if field == "type"
        else 'Ask for type = "track": only track events have an event.',
    )


def unquoted(field: str, operator: str, words: Sequence[Token]) -> Quirk:
    text = words[0].text
    for before, word in pairwise(words):
        # as it is written: of 2026-05-01 three numbers are read
        text += ("" if word.at == before.at + len(before.text) else " ") + word.text
    text = cut(text, _LONGEST)
    if operator in ("=", "!="):
        hint = f'Write text of several words in double quotes: {field} {operator} "{text}".'
    else:
        hint = f"{operator} compares numbers alone: write one, as in {field} {operator} 5."
    return Quirk(
        "trigger-ignored-word",
        f"{field} is compared with {words[0].text} alone: of {text} without quotes the rest is ignored.",
        hint,
    )


def star(field: str, value: Token, negated: str) -> Quirk:
    return Quirk("trigger-match-without-star", *told_of(field, value.text, negated))
