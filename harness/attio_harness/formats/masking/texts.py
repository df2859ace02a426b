"""Sentences without the personal data that they repeat: messages, hints, triggers, reasons, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from attio_harness.formats.masking.shapes import DOT, HIDDEN, LONGEST, WORD, Masks, mask_slug, mask_word, shape
from attio_harness.formats.masking.values import FIELD, SHORT, is_title, mask_value
from attio_harness.report import OTHERS

__all__ = [
    "Secret",
    "mask_addresses",
    "mask_file",
    "mask_found",
    "mask_path",
    "mask_quoted",
    "mask_text",
    "mask_type",
    "mask_why",
]

_EMAIL_IN_TEXT = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE_IN_TEXT = re.compile(r"\+\d[\d ().-]{5,}\d")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_EXAMPLE = re.compile(r"(?<=\()[^()]+(?= here\))")  # hints: "12 seats" is told as (12 here)
_FOUND = re.compile(r"\bfound (?=[\"'\[{(<\d-]).*", re.DOTALL)
_HELD = re.compile(r"(?<= record with the )(\w+) ('[^'\n]*'|\"[^\"\n]*\")(?= has the )")  # hints: whose the value is
_MOMENT = re.compile(r"(?<!\w)\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?(?!\w)")  # hints: the day or moment that a value means
_OUR_EXAMPLES = frozenset(
    {"person@example.com", "+15558675309", "2023-09-28", "2023-09-28T04:39:17.000Z"}
)  # stand in hints as they are
_HOME = re.compile(r"(?:(?<=/home/)|(?<=/Users/)|(?<=\\Users\\))[^/\\\s'\"]+")
_TICKED = re.compile(r"`([^`\n]+)`")
_MARK = re.compile(r"( \((?:JSON text|JSON in text|lines of JSON|base64|gzip in base64)\)(?:\.batch\[\])?)")
"""What a reason says itself of a key: `body (JSON text).batch[]`."""
_KEY = re.compile(r"(?<=\[')[^']*(?='\])|[^.\[\]']+")  # of `$.traits['first name']`: $, traits, first name
_NAME = re.compile(r"[a-z_]\w{0,39}", re.ASCII)
_TYPES = frozenset({"identify", "track", "page", "screen", "group", "alias", "delete"})


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that must not be shown, and its replacement."""

    text: str
    mask: str


def mask_text(text: str, secrets: Iterable[Secret], masks: Masks, *, keep: Iterable[str] = ()) -> str:
    """A message or hint without the secrets it repeats, whole, escaped, or their words in another order.

    `keep` are names of the schema: `slug "seats"` stays although a secret is `12 seats`. Email addresses and international telephone numbers go in any case, but for the examples our own hints give.
    """
    # the longest first: `Jane Doe` before `Jane`, or its rest would stay
    hidden = sorted(secrets, key=lambda secret: -len(secret.text))
    for secret in hidden:
        text = _without(text, secret)
    if len(text) > 2000:
        # only after whole secrets are gone: cut earlier, half a secret would not be found
        text = text[:2000] + "…"
    text = _HELD.sub(lambda found: f"{found[1]} {_mask_example(found[2], masks)}", text)
    if hidden:
        words = _Words(hidden)
        text = _EXAMPLE.sub(lambda found: _mask_example(found[0], masks), text)
        kept = frozenset(keep)
        text = _QUOTED.sub(lambda found: _mask_quoted(found[0], words, kept, masks), text)
        own = _OUR_EXAMPLES - {secret.text for secret in hidden}
        text = _MOMENT.sub(lambda found: found[0] if found[0] in own else mask_word(found[0], masks), text)
    return _by_pattern(text, masks, frozenset(secret.text for secret in hidden))


class _Words:
    """The words of secrets, computed on demand: most texts quote nothing that could be one."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._secrets = secrets

    @cached_property
    def every(self) -> set[str]:
        return {word.casefold() for secret in self._secrets for word in WORD.findall(secret.text[: 10 * LONGEST])}

    def is_path(self, text: str) -> bool:
        """Whether it is a path of field names, none of them a secret: a hint may propose a path of an object whose JSON is a secret."""
        keys = text.split(".")[1:] if text.startswith("$.") else []
        whole = {secret.text for secret in self._secrets} if keys else set()
        return bool(keys) and all(_NAME.fullmatch(key) and key not in whole for key in keys)


def _forms(raw: str) -> Iterable[str]:
    """A text as messages quote it: raw, as Python's repr, as JSON with and without \\u escapes."""
    if raw.isascii() and raw.isprintable() and '"' not in raw and "\\" not in raw:
        return (raw,)  # all of them are, as of most values
    ascii_json, plain_json = json.dumps(raw)[1:-1], json.dumps(raw, ensure_ascii=False)[1:-1]
    return dict.fromkeys((raw, repr(raw)[1:-1], ascii_json, plain_json))


def _without(text: str, secret: Secret) -> str:
    for form in _forms(secret.text):
        if form not in text:
            continue
        ordinary = form.isascii() and form == form.lower()
        if len(form) < 5 and ordinary:  # "a" stands in every sentence: only where it is quoted
            for mark in "\"'`":
                text = text.replace(mark + form + mark, mark + secret.mask + mark)
        else:
            text = _replace_whole(text, form, secret.mask)
    return text


def _replace_whole(text: str, form: str, mask: str) -> str:
    """Replace `form` where it is not part of a longer word. Uses no pattern: compiling one for each secret would cost more than everything else."""
    out: list[str] = []
    done, at = 0, text.find(form)
    while at >= 0:
        end = at + len(form)
        inside = (at > 0 and form[0].isalnum() and text[at - 1].isalnum()) or (
            end < len(text) and form[-1].isalnum() and text[end].isalnum()
        )
        if not inside:
            out += [text[done:at], mask]
            done = end
        at = text.find(form, at + 1 if inside else end)
    return "".join([*out, text[done:]]) if out else text


def _mask_example(text: str, masks: Masks) -> str:
    # what has been masked before has its number already
    if DOT in text:
        return text
    quoted = _QUOTED.fullmatch(text) is not None
    return text[0] + mask_word(text[1:-1], masks) + text[-1] if quoted else mask_word(text, masks)


def _mask_quoted(span: str, words: _Words, kept: frozenset[str], masks: Masks) -> str:
    inside = span[1:-1]
    if DOT in inside or inside in kept or words.is_path(inside):
        return span
    found = [word.casefold() for word in WORD.findall(inside)]
    # all of its words are from secrets, in whatever order: `'Doe, Jane'`
    return span[0] + mask_word(inside, masks) + span[-1] if found and words.every.issuperset(found) else span


def _by_pattern(text: str, masks: Masks, secret: frozenset[str] = frozenset()) -> str:
    keep = _OUR_EXAMPLES - secret

    def hide(found: re.Match[str]) -> str:
        return found[0] if found[0] in keep else mask_word(found[0], masks)

    # a look first: most texts have neither, and the pattern is the slow part
    if "@" in text:
        text = _EMAIL_IN_TEXT.sub(hide, text)
    return _PHONE_IN_TEXT.sub(hide, text) if "+" in text else text


def mask_quoted(text: str, masks: Masks) -> str:
    """A message whose values are unknown: masks addresses and everything it quotes, except slugs."""

    def hide(found: re.Match[str]) -> str:
        inside = found[0][1:-1]
        return (
            found[0]
            if DOT in inside or not inside.strip()
            else f"{found[0][0]}{mask_slug(inside, masks)}{found[0][-1]}"
        )

    return _by_pattern(_QUOTED.sub(hide, text[:2000]), masks)


def mask_addresses(text: str, masks: Masks) -> str:
    """A text of the mapping or of the files without email addresses and international telephone numbers."""
    return _by_pattern(text, masks)


def mask_file(text: str, masks: Masks) -> str:
    """A path of files, or a command with some, as `mask_addresses` has it, and without the name of the user whose home it is in."""
    return mask_addresses(_HOME.sub(lambda found: masks.of(found[0], HIDDEN), text), masks)


def mask_path(path: str, masks: Masks, *, like: str) -> str:
    """A path that events have, suggested for one that the mapping reads: keys stay if they look like field names, or like a key of `like`."""
    written = {_letters(key) for key in _KEY.findall(like)}

    def hide(found: re.Match[str]) -> str:
        key = found[0]
        return key if key == "$" or FIELD.fullmatch(key) or _letters(key) in written else mask_word(key, masks)

    return mask_addresses(_KEY.sub(hide, path), masks)


def _letters(key: str) -> str:
    return "".join(filter(str.isalnum, key)).casefold()


def mask_type(text: str, masks: Masks) -> str:
    """An event type as it is; any other text by its shape."""
    return text if text in _TYPES or text == OTHERS else mask_word(text, masks)


def mask_found(found: str, masks: Masks, clause: str = "") -> str:
    """What a trigger's clause found in the event, which is JSON, or the word `nothing`; event names and types stay."""
    try:
        value = json.loads(found)
    except ValueError:
        return found if found in ("nothing", OTHERS) else masks.of(found, shape(found))
    # `event = "…"`, but not `event.name`; behind `(` or `!`, too
    named = re.match(r"!?\(?\s*event\b(?!\.)", clause) is not None
    title = isinstance(value, str) and len(value) <= SHORT and is_title(value)  # of events: "Signed Up" is no name
    kept = isinstance(value, str) and (value.strip().casefold() in _TYPES or (named and title))
    return found if kept else json.dumps(mask_value(value, masks), ensure_ascii=False)


def mask_why(why: str, masks: Masks) -> str:
    """Why a line is no event, without what was found there."""
    text = _FOUND.sub("found something else", why[:2000])
    # keys of what was found, `traits`; a wrapped event's may be anything
    text = _TICKED.sub(lambda key: f"`{_mask_key(key[1], masks)}`", text)
    return _by_pattern(text, masks)


def _mask_key(key: str, masks: Masks) -> str:
    """A key of what was found, or the way to one; our own words in it stay."""
    parts = _MARK.split(key)
    return "".join(
        part if not part or FIELD.fullmatch(part) or _MARK.fullmatch(part) else mask_word(part, masks) for part in parts
    )
