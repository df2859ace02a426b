"""Conditions on several values or on a part of a text, as other languages have them: `is not in (…)`, `does not contain`, `starts with`.

FQL has one clause for each value, and functions for parts of a text. As `worded` does, this says what is meant, how it is written, and how
many tokens of the trigger that takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segment_actions.fql.codegen import OPERATORS
from segment_actions.fql.lexer import Kind, Token
from segment_actions.fql.parser import FIELDS

from attio_harness.lint.quirk_texts import Quirk

__all__ = ["among", "called", "plain_words"]

_NOT = r"(?:(?:is |are |was |does |do |did )?not |isn t |doesn t |don t )"
_SEVERAL = r"(?:(?:is |are |equals? |contained |is contained )?(?:in|one of|any of|among|either)(?: of)?(?: (?:the )?(?:list|set))?)"
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("!=", re.compile(rf"{_NOT}{_SEVERAL}|nin|(?:is )?(?:none of|neither)")),
    ("=", re.compile(_SEVERAL)),
    ("!><", re.compile(rf"{_NOT}between")),
    ("><", re.compile("(?:is )?between")),
    ("!contains", re.compile(rf"{_NOT}(?:contain(?:s|ing)?|includ(?:es?|ing)|have|has)(?: any(?: of)?| one of| either)?")),
    ("contains", re.compile("(?:is )?(?:contain(?:s|ing)?|includ(?:es?|ing)|has)(?: any(?: of)?| one of| either)?")),
    ("!starts", re.compile(rf"{_NOT}(?:start|begin)(?:s|ning|ing)?(?: with)?")),
    ("starts", re.compile("(?:start|begin)s?(?: with)?")),
    ("!ends", re.compile(rf"{_NOT}end(?:s|ing)?(?: with)?")),
    ("ends", re.compile("ends?(?: with)?")),
    ("!like", re.compile(rf"{_NOT}(?:like|match(?:es)?)")),
    ("like", re.compile("(?:is )?(?:i?like|match(?:es)?)")),
)  # fmt: skip
"""What is asked, with `!` if it is turned, and its words; the longest run of words counts."""
_MOST = 5
"""How many words an operator has at most, in `does not start with`."""
_LONGEST = 200
_WORD = re.compile(r"(?<=[a-z])[A-Z](?=[a-z])")
"""Where a word begins in `isNotNull`."""
_CLOSES = {Kind.OPEN: Kind.CLOSE, Kind.OPEN_LIST: Kind.CLOSE_LIST}
_PLAIN = (Kind.STRING, Kind.NUMBER, Kind.NAME, Kind.NULL)


def plain_words(words: Sequence[str]) -> str:
    """Words as they are spoken: `doesNotContain`, `does_not_contain` and `DOES NOT CONTAIN` are one."""
    return " ".join(_WORD.sub(r" \g<0>", one.replace("_", " ")).lower() for one in words)


def among(field: str, tokens: Sequence[Token], *, group: str | None) -> tuple[int, Quirk] | None:
    """The condition at the beginning of the tokens behind a field, and how many tokens it takes with its values; None if it is no such condition.

    `group` is None outside of parentheses; in them, where stand no functions and no other parentheses, the words that join the conditions.
    """
    words = []
    for token in tokens[:_MOST]:
        if token.kind is not Kind.NAME:
            break
        words.append(token.text)
    for count in range(len(words), 0, -1):
        spoken = plain_words(words[:count])
        asked = next((name for name, pattern in _ASKED if pattern.fullmatch(spoken)), None)
        if asked is not None and (asked.strip("!") not in ("contains", "ends") or _takes_text(tokens[count])):
            said = " ".join(words[:count])
            values, taken = _values(
                tokens[count:], is_several=asked in ("=", "!=", "><", "!><") or spoken.endswith(" of")
            )
            hint, more = _hint(field, asked, values, group)
            why = f"there is no operator {words[0]!r}, so the clause is never true"
            if words[0] in OPERATORS:
                why = f"Segment reads {tokens[1].text!r} as the value of {words[0]}"
            return count + taken, Quirk("trigger-unknown-operator", f"{field} {said} …: {why}.", hint, more)
    return None


def _takes_text(token: Token) -> bool:
    """Whether a text may begin here; `has any value` asks whether there is one."""
    is_word = token.kind is Kind.NAME and not _begins(token) and token.text.lower() not in ("a", "any", "no", "value")
    return is_word or token.kind in (Kind.STRING, Kind.OPEN, Kind.NUMBER)


def _begins(token: Token) -> bool:
    return token.kind is Kind.NAME and token.text.partition(".")[0] in (*FIELDS, "contains", "match")


def _values(tokens: Sequence[Token], *, is_several: bool) -> tuple[list[str] | None, int]:
    """The values as a trigger writes them, None if they cannot be told, and how many tokens they take."""
    close = _CLOSES.get(tokens[0].kind)
    at = 0 if close is None else 1
    runs: list[list[Token]] = [[]]
    while at < len(tokens) and tokens[at].kind is not Kind.END:
        token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
        if token.kind in (close, Kind.CLOSE):
            at += token.kind is close
            break
        if token.kind in (Kind.COMMA, Kind.CONDITIONAL):
            ends = not is_several or following.kind not in _PLAIN or _begins(following)
            if close is None and (ends or (len(tokens) > at + 2 and tokens[at + 2].kind is Kind.OPERATOR)):
                break
            runs.append([])
        elif token.kind not in _PLAIN or (
            close is None and (_begins(token) or (runs[-1] and token.kind is Kind.STRING))
        ):
            break
        else:
            runs[-1].append(token)
        at += 1
    written = [_written(run) for run in runs if run]
    return (None if None in written or not written else [one for one in written if one is not None]), at


def _written(run: Sequence[Token]) -> str | None:
    """A value of one text, number or word, or of several words without quotes; None for anything else."""
    if len(run) == 1:
        token = run[0]
        if token.kind is Kind.STRING:
            inside = token.text[1:-1]
            return None if '"' in inside else f'"{inside}"'
        if token.kind is not Kind.NAME or token.text in ("true", "false"):
            return token.text
    if any(one.kind is Kind.STRING or '"' in one.text for one in run):
        return None
    return f'"{" ".join(one.text for one in run)}"'


def _hint(field: str, asked: str, values: list[str] | None, group: str | None) -> tuple[str, int]:
    """What to write, and how many conditions that adds."""
    known, turned, asked = values or [], asked.startswith("!"), asked.removeprefix("!")
    if asked == "=":
        sign, word = ("!=", "and") if turned else ("=", "or")
        clauses = [f"{field} {sign} {one}" for one in dict.fromkeys(known)]
        # there null is a text
        if not clauses or (field in ("type", "event") and "null" in known):
            such = f'{field} {sign} "a" {word} {field} {sign} "b"'
            return f"Write one clause each and `{word}` between: {such}.", 0
        return _joined(clauses, word, group), len(clauses) - 1
    if asked == "><":
        is_known = len(known) == 2 and all(map(_is_number, known))
        low, high = known if is_known else ("1", "5")
        (first, last), word = (("<", ">"), "or") if turned else ((">=", "<="), "and")
        said = _joined([f"{field} {first} {low}", f"{field} {last} {high}"], word, group)
        return said if is_known else said.replace("Write", "Write two clauses with numbers, as in", 1), 1
    texts = [one.strip('"') for one in dict.fromkeys(known)]
    if asked == "contains" and len(texts) > 1:
        operator, word = ("not_contains", "and") if turned else ("contains", "or")
        return _joined([f'{field} {operator} "{one}"' for one in texts], word, group), len(texts) - 1
    return _of_text(field, asked, texts[0] if len(texts) == 1 else "", turned=turned, grouped=group is not None), 0


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text) is not None


def _joined(clauses: Sequence[str], word: str, group: str | None) -> str:
    whole = f" {word} ".join(clauses)
    if len(whole) > _LONGEST:
        return f"Write one clause each, as in {clauses[0]}, with `{word}` between, all in parentheses."
    if len(clauses) == 1 or group in ("", word):
        return f"Write {whole}."
    if group is not None:
        return f"Write {whole}, outside of these parentheses, where `{group}` joins the conditions: there are none inside others."
    return f"Write ({whole})."


_INFIX = {"contains": "contains", "starts": "starts_with", "ends": "ends_with"}
_FUNCTIONS = {"contains": 'contains({}, "{}")', "starts": 'match({}, "{}*")', "ends": 'match({}, "*{}")'}


def _of_text(field: str, asked: str, text: str, *, turned: bool, grouped: bool) -> str:
    """What to write for a part of a text, which is empty if it cannot be told."""
    if asked == "like":
        asked, text = _patterned(text)
    sign = "!" if turned else ""
    if not text or "*" in text or len(text) > _LONGEST:
        ways = [_FUNCTIONS[asked]] if asked in _FUNCTIONS else [_FUNCTIONS["contains"], _FUNCTIONS["starts"]]
        return f"Write it as a function: {' or '.join(sign + way.format(field, '…') for way in ways)}."
    if grouped or field == "type":  # functions may not be in parentheses, and take no type
        return f'Write {field} {"not_" if turned else ""}{_INFIX[asked]} "{text}".'
    return f"Write {sign}{_FUNCTIONS[asked].format(field, text)}."


def _patterned(text: str) -> tuple[str, str]:
    """What a pattern of SQL (`Order%`) or with stars asks, and its text; `like` and empty text for any other pattern."""
    sign = "%" if "%" in text else "*"
    inside = text.strip(sign)
    ends = (text.startswith(sign), text.endswith(sign))
    asked = {(True, True): "contains", (True, False): "ends", (False, True): "starts"}.get(ends)
    return (asked, inside) if asked and sign not in inside else ("like", "")


_THERE = frozenset({"exists", "exist", "isset", "is set", "has", "defined", "is defined", "present", "is present", "is not null", "not null", "not empty", "is not empty"})  # fmt: skip
_ABSENT = frozenset({"not exists", "not exist", "empty", "is empty", "is null", "isnull", "missing", "is missing", "unset", "is not set", "is blank", "blank"})  # fmt: skip


def called(name: str, inside: Sequence[Token], *, turned: bool, group: str | None) -> str | None:
    """What to write for a function that does not exist, by the tokens in its parentheses; `turned` by a `!` or `not` before it. None without a known meaning."""
    spoken = plain_words([name])
    kinds = [one.kind for one in inside]
    if not inside or kinds[0] is not Kind.NAME or inside[0].text.partition(".")[0] not in FIELDS:
        return None
    field = inside[0].text
    if (
        kinds == [Kind.NAME]
        and (spoken in _THERE or spoken in _ABSENT)
        and field not in ("type", "event", "traits", "properties", "context")
    ):
        return f"Write {field} {'!=' if (spoken in _THERE) is not turned else '='} null. "
    asked = next(
        (one for one, pattern in _ASKED if pattern.fullmatch(spoken) and one not in ("contains", "like")), None
    )
    if asked is None and spoken.startswith("includ"):
        asked = "contains"
    if asked not in ("contains", "starts", "ends") or kinds != [Kind.NAME, Kind.COMMA, Kind.STRING]:
        return None
    text = _written(inside[2:])
    return f"{_of_text(field, asked, (text or '')[1:-1], turned=turned, grouped=group is not None)} "
