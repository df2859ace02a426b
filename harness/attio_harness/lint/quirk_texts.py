"""Messages and hints for each place where a trigger does not do what it says. `quirks` finds those places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from segment_actions.fql.lexer import Kind, LexError, Token

from attio_harness.lint.stars import told_of
from attio_harness.text.alike import likely_meant
from attio_harness.text.words import cut, shown

__all__ = [
    "OF_OTHERS",
    "Quirk",
    "again",
    "array_index",
    "failing",
    "ignored_word",
    "incomplete",
    "lost_comparison",
    "member_of_text",
    "mixed",
    "null_as_text",
    "other_case",
    "single_quotes",
    "star",
    "stray",
    "turned",
    "unknown_function",
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
    more: int = 0
    """How many conditions the hint adds."""


def without_condition(text: str) -> Quirk:
    """For a trigger without any quirk from which Segment still makes nothing."""
    what = "is empty" if not text.strip() else "has no condition"
    return Quirk(
        "trigger-unreadable", f"The trigger {what}: it never matches.", 'Write one, such as type = "identify".'
    )


def failing(hole: str) -> Quirk:
    """For a trigger that can be read but not run."""
    return Quirk("trigger-unreadable", f"The trigger has {hole}.", "Leave it out.")


_BLANKED = r"(?:\"\0*+\"|'\0*+')"
"""A text in its quotes, with its characters blanked out."""

_WHOLE = rf"^(?>(?:[^\"']++|{_BLANKED}(?!\w))*)"
"""All before the first quote that is not one of a pair; no word directly follows a pair."""

_LEXICAL: tuple[tuple[str, str], ...] = (
    # Segment's lexer takes `!=` only before a blank or the end
    (r"!==", 'Write !=, as in type != "track".'),
    (r"!=\S|\S!=", 'Write blanks around !=, as in type != "track".'),
    (r"&&|\|\|", "Write and / or in lower case instead of && and ||."),
    (r"=!", 'Write !=, as in type != "track".'),
    # `!` negates only a function, whose name must follow directly
    (r"!(?![\w(=])", 'Write ! right before contains( or match(, as in !contains(event, "Order"), or take it out.'),
    # after a name the lexer takes blanks, `.`, `(`, `=` and `!`, but no `<` or `>`
    (r"\w[<>]|[<>]=?[\w\"']", "Write blanks around the comparison, as in properties.seats >= 5."),
    (r"\w\[[\"']", "Write a member with a dot, as in properties.plan."),
    (r"\w\s*:", 'Write = instead of the colon, as in type = "track".'),
    (r"//|/\*|#", "Remove the comment: a trigger cannot have one."),
    # its only blanks are space, tab and line feed
    (r"\r", "Take out the carriage return: only blanks, tabs and line feeds may separate words."),
    # a closing quote without a blank after it begins another text
    (rf"{_WHOLE}{_BLANKED}\w", "Write a blank after the closing quote."),
    (rf"{_WHOLE}[\"']", 'Write double quotes before and after the text, as in type = "track".'),
    (r"[“”„‟«»‘’‚]", 'Write straight double quotes, as in type = "track".'),
    (r"\$\.?\w", "Begin fields with their name, as in traits.plan: $ is for the paths of a mapping."),
    (r";\s*$", "Leave out the semicolon at the end."),
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def unreadable(text: str, error: LexError) -> Quirk:
    # blank out texts without changing their length: positions stay, and nothing inside a text is blamed
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
        f"Segment cannot read the trigger ({error}) and discards all of it: it never matches.",
        hint or 'Write it from conditions such as type = "track" and properties.plan != null.',
    )


def array_index(place: str) -> Quirk:
    # `items[0]` or `items.0` -> `items.\0`: a backslash makes the digit part of the name
    fixed = re.sub(r"\[(\d+)\]|\.(\d+)", lambda found: f".\\{found[1] or found[2]}", place)
    return Quirk(
        "trigger-array-index",
        f"{place} does not reach into an array: here a number is not part of a name.",
        f"Write the index with a dot and a backslash: {fixed}",
    )


def incomplete(what: str, hint: str) -> Quirk:
    return Quirk("trigger-unreadable", f"{what}: the trigger is not what it looks like.", hint)


def turned(grouped: bool) -> str:
    """How to write the opposite of a condition, or of several in parentheses."""
    if grouped:
        return (
            "Invert each condition (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`."
        )
    return "Invert the condition (=, !=, = false), or write !contains(…) and !match(…)."


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
            f"`{token.text}` joins nothing: a condition is missing before or after it.",
            f"Write the condition that is missing, or take `{token.text}` out.",
        )
    if token.kind is Kind.STRING:
        hint = "Write a blank after every closing quote, and a clause as field, operator, value."
    else:
        hint = "Write a clause as field, operator, value, and remove the rest."
    return Quirk("trigger-ignored-word", f"{shown(token.text)} belongs to no clause and is ignored.", hint)


def lost_comparison(text: str, field: str) -> bool:
    """Whether the lexer loses a comparison written right after a field: `properties.n>5` (observation)."""
    return re.search(rf"(?<![\w.]){re.escape(field)}\w*[<>]", _QUOTED.sub("", text)) is not None


def again(field: str, operator: str, word: str, texts: Sequence[str], *, grouped: bool) -> Quirk:
    """For `event = "A" or "B"`: the texts after the first are compared with nothing."""
    whole = f" {word} ".join(f"{field} {operator} {text}" for text in texts)
    return Quirk(
        "trigger-ignored-word",
        f"{cut(', '.join(texts[1:]), _LONGEST)} is ignored: it is not compared with {field}.",
        f"Write the field again: {whole if grouped else f'({whole})'}."
        if len(whole) <= _LONGEST
        else "Write the field again before each text, all in parentheses.",
        more=len(texts) - 1,
    )


_CALLS = {
    "startswith": 'Write match(event, "…*"). ',
    "endswith": 'Write match(event, "*…"). ',
    "includes": 'Write contains(event, "…"). ',
    "exists": "Write the field with != null, as in properties.plan != null. ",
}


def unknown_function(name: str) -> Quirk:
    meant = _CALLS.get(name.lower().replace("_", "")) or likely_meant(name, ("contains", "match"))
    return Quirk(
        "trigger-unknown-function",
        f"Segment's destinations do not know the function {name}(): they skip the name and read what is in the "
        "parentheses as conditions.",
        f"{meant}Only contains() and match() exist here.",
    )


def other_case(field: str, operator: str, word: str) -> Quirk:
    """For `= True` and `!= NULL`."""
    lower = "null" if word == "undefined" else word.lower()
    return Quirk(
        "trigger-null-as-text",
        f'{field} {operator} {word} compares {field} with the text "{word}".',
        f"Write {field} {operator} {lower}.",
    )


OF_OTHERS = {"==": "=", "<>": "!=", "=<": "<=", "=>": ">="}
"""Operators of other languages -> the ones that are meant."""


def unknown_operator(field: str, written: str, value: Token) -> Quirk:
    if written in OF_OTHERS:
        operator = OF_OTHERS[written]
        such = '"…"' if operator in ("=", "!=") else "5"
        hint = f"Write {'one ' if operator == '=' else ''}{operator}, as in {field} {operator} {such}."
    elif value.kind is Kind.OPERATOR and written[0].isalpha():
        # `traits.first name = "x"`: the second word is where the operator belongs
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
    elif written == "is":
        there = "" if field in ("type", "event") else f", or {field} != null for what is there"
        hint = f'Write =, as in {field} = "…"{there}.'
    elif written == "in":
        hint = f'Write one clause each and `or` between: {field} = "a" or {field} = "b".'
    else:
        hint = f"The operators are {', '.join(_OPERATORS)}."
    read = (
        f"Segment reads {written!r} as two words"
        if value.kind is Kind.OPERATOR
        else f"there is no operator {written!r}"
    )
    # the field is compared with the second word, which hardly any event has there
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
        f"{field} is compared with {value.text}, and the quotes are part of the value: Segment removes only double quotes.",
        f'Write "{inside}" in double quotes.',
    )


def member_of_text(field: str, root: str, meant: str) -> Quirk:
    return Quirk(
        "trigger-unknown-field",
        f"{field} is read as {root}, which is a text and has no members: Segment silently skips the rest.",
        f"Write {meant}." if meant else f"Ask for {root} itself, or for something under properties, traits or context.",
    )


def mixed(what: str, last: str) -> Quirk:
    return Quirk(
        "trigger-mixed-and-or",
        f"{what}: Segment joins all conditions by the last one, {last!r}.",
        "Put the conditions of one kind in parentheses, one level deep, or make two subscriptions.",
    )


def null_as_text(field: str, operator: str) -> Quirk:
    means = f"which is true for every event, with or without {field}" if operator == "!=" else "which no event has"
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
        # as it is written: the lexer reads 2026-05-01 as three numbers
        text += ("" if word.at == before.at + len(before.text) else " ") + word.text
    text = cut(text, _LONGEST)
    if operator in ("=", "!="):
        hint = f'Write text of several words in double quotes: {field} {operator} "{text}".'
    else:
        hint = f"{operator} compares only numbers: write one, as in {field} {operator} 5."
    return Quirk(
        "trigger-ignored-word",
        f"{field} is compared only with {words[0].text}: without quotes the rest of {text} is ignored.",
        hint,
    )


def star(field: str, value: Token, negated: str, *, is_beside_or: bool) -> Quirk:
    message, hint, more = told_of(field, value.text, negated, is_beside_or=is_beside_or)
    return Quirk("trigger-match-without-star", message, hint, more)
