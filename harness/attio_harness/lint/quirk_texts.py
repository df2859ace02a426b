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
    "MEMBERS",
    "OF_OTHERS",
    "UNARY",
    "Quirk",
    "a_number",
    "again",
    "array_index",
    "beginning",
    "escaped_quotes",
    "failing",
    "ignored_word",
    "incomplete",
    "instead_of_null",
    "lost_comparison",
    "member_of_text",
    "mixed",
    "not_as_function",
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
    "whole_object",
    "without_condition",
    "without_value",
]

_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
MEMBERS = {"properties": "properties.plan", "traits": "traits.plan", "context": "context.page.url"}
"""The fields that are objects, each with an example of a member: a clause asks for a member."""
_BY_SIZE = ("<", "<=", ">", ">=")
UNARY = {"exists": "!= null", "not_exists": "= null", "is_true": "= true", "is_false": "= false"}
"""Names of operators that ask for no value -> how such a clause is written: Segment takes the next word for a value all the same."""
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
    if re.search(r'[\s(,]\\"', bare):
        hint = "Write the double quotes without backslashes before them."
    elif _has_escaped_quote(text):
        hint = _UNESCAPED
    return Quirk(
        "trigger-unreadable",
        f"Segment cannot read the trigger ({error}) and discards all of it: it never matches.",
        hint or 'Write it from conditions such as type = "track" and properties.plan != null.',
    )


_UNESCAPED = (
    "No text can have a double quote in it: a backslash does not keep the quote from ending the text. Ask for the part before "
    'it or after it, as in match(event, "Order*") or contains(event, "Order").'
)


def _has_escaped_quote(text: str) -> bool:
    """Whether a text ends right after a backslash although more was meant: `"say \\"hi\\""`."""
    return any(re.match(r"[^\s,)]", text[found.end() :]) for found in re.finditer(r'"[^"]*\\"', text))


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


def not_as_function(name: str, text: str) -> Quirk:
    such = f'Write {name}(event, "Order{"*" if name == "match" else ""}").'
    return incomplete(
        f'{name} is not written as {name}(field, "text")', _UNESCAPED if _has_escaped_quote(text) else such
    )


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


def stray(token: Token, text: str) -> Quirk:
    if token.kind is Kind.CONDITIONAL:
        return Quirk(
            "trigger-ignored-word",
            f"`{token.text}` joins nothing: a condition is missing before or after it.",
            f"Write the condition that is missing, or take `{token.text}` out.",
        )
    if token.kind is Kind.STRING:
        told = "Write a blank after every closing quote, and a clause as field, operator, value."
        hint = _UNESCAPED if _has_escaped_quote(text) else told
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


def unknown_function(name: str, instead: str | None) -> Quirk:
    """`instead` is what to write, if that is known."""
    meant = instead or _CALLS.get(name.lower().replace("_", "")) or likely_meant(name, ("contains", "match"))
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
        a_number(field, operator) if operator in _BY_SIZE else f"Write {field} {operator} {lower}.",
    )


def a_number(field: str, operator: str) -> str:
    return f"{operator} compares only numbers: write one, as in {field} {operator} 5."


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


def without_value(field: str, operator: str) -> Quirk:
    """For `traits.plan exists`, which needs no value in other languages."""
    return incomplete(f"After {field} {operator} Segment takes the next word for a value", _unary(field, operator))


def escaped_quotes(field: str, value: Token) -> Quirk:
    inside = value.text.strip('"')
    return Quirk(
        "trigger-single-quotes",
        f"{field} is compared with {value.text}, and the quotes are part of the value: a backslash before a quote makes it a letter.",
        f'Write "{inside}" without backslashes.',
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


def whole_object(root: str) -> Quirk:
    """For `traits != null`."""
    return Quirk(
        "trigger-unknown-field",
        f"{root} alone is read as {root}.{root}: Segment asks for a member of that name, which hardly any event has.",
        f"Ask for a member, as in {MEMBERS[root]} != null, or leave the clause out.",
    )


def beginning(name: str, field: str, root: str) -> Quirk:
    """For `contains(traits_plan, …)`: a function compares only the beginning of its field."""
    return Quirk(
        "trigger-unknown-field",
        f"{name}({field}, …) is read as {name}({root}.{field}, …), which hardly any event has.",
        f"Write a member of {root} with a dot, as in {MEMBERS[root]}.",
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
        instead_of_null(field, operator),
    )


def _unary(field: str, operator: str) -> str:
    asked = UNARY[operator]
    is_null_text = field in ("type", "event") and asked.endswith("null")
    return instead_of_null(field, asked[0]) if is_null_text else f"Write {field} {asked}."


def instead_of_null(field: str, operator: str) -> str:
    if field == "type":
        return 'Ask for the type that is meant, as in type = "identify".'
    return f'Ask for type {"!=" if operator == "=" else "="} "track": only track events have an event.'


def unquoted(field: str, operator: str, words: Sequence[Token]) -> Quirk:
    text = words[0].text
    for before, word in pairwise(words):
        # as it is written: the lexer reads 2026-05-01 as three numbers
        text += ("" if word.at == before.at + len(before.text) else " ") + word.text
    # with a backslash before a quote, the quote is a letter
    text = cut(text.strip('"'), _LONGEST)
    if operator in _BY_SIZE:
        hint = a_number(field, operator)
    elif operator in UNARY:
        hint = _unary(field, operator)
    else:
        hint = f'Write text of several words in double quotes: {field} {operator} "{text}".'
    return Quirk(
        "trigger-ignored-word",
        f"{field} is compared only with {words[0].text}: without quotes the rest of {text} is ignored.",
        hint,
    )


def star(field: str, value: Token, negated: str, *, is_beside_or: bool) -> Quirk:
    message, hint, more = told_of(field, value.text, negated, is_beside_or=is_beside_or)
    return Quirk("trigger-match-without-star", message, hint, more)
