"""Personal data made unreadable, its shape kept: what the shareable forms of a report show unless asked otherwise.

Pure functions of values, of texts and of rejections; nothing here knows a format. What stays and what does not:

| value | shown as |
|---|---|
| null, booleans, numbers | as they are (a long number that may be a telephone number: `•••••••••••`) |
| numbers written as text, up to seven digits | as they are: `$1,200.25` |
| short titles for a select or status attribute | as they are, unless they look or are named like a person's data: `Janet Miller`, another alphabet than Latin |
| email address | `j•••@a•••.com` |
| web address, domain | `https://a•••.com/•••`, `a•••.com` |
| telephone number, date, any other digits | `(•••) •••-••••`, `••/••/••••` |
| any other text | `J••• D•••`: a word's first letter where three letters or more follow an alphabet with capitals |
| slugs that the mapping itself has written | as they are |
| members of objects | as they are where they begin in lower case, as names of fields do: `first_name` |

Messages and hints lose what they repeat of such a value, also rearranged (`'Doe, Jane'` of `Jane Doe`). Everything else that
is shown (subscriptions, triggers, pointers, files of events) loses email addresses and international telephone numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.report import Read, Rejection

__all__ = [
    "Secret", "mask_addresses", "mask_found", "mask_rejection", "mask_slug", "mask_text", "mask_type", "mask_value", "mask_why",
]  # fmt: skip

DOT = "•"
_HIDDEN = DOT * 3

_WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")  # anything but white space and ASCII punctuation: all scripts, marks, emoji
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_EMAIL_IN_TEXT = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15}://)([^/\s?#]+)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_PHONE_IN_TEXT = re.compile(r"\+\d[\d ().-]{5,}\d")
_NUMBER = re.compile(r"[$€£¥]?\s?-?[\d.,]*\d\s?%?")
_SLUG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_FIELD = re.compile(r"[a-z_$][A-Za-z0-9_.-]{0,39}")
_TITLE = re.compile(r"[A-Za-z0-9\u00c0-\u024f +()/.,&%#:_$€£-]+")
_NAME = re.compile(r"[A-Z\u00c0-\u00de]\S*(?: (?:[a-z]{2,3} )?[A-Z\u00c0-\u00de][^\s\d+(]*)+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_EXAMPLE = re.compile(r"(?<=\()[^()]+(?= here\))")  # hints: "12 seats" is told as (12 here)
_FOUND = re.compile(r"\bfound (?=[\"'\[{(<\d-]).*", re.DOTALL)

_SHORT = 40
_LONGEST = 200
_OUR_EXAMPLES = frozenset({"person@example.com", "+15558675309"})  # stand in hints as they are
_TYPES = frozenset({"identify", "track", "page", "screen", "group", "alias", "delete"})
_YES_OR_NO = frozenset({"", "yes", "no", "true", "false", "on", "off", "y", "n", "t", "f", "0", "1"})
_TITLED = frozenset({"select", "status"})
_NUMERIC = frozenset({"number", "currency", "rating"})
_NAMES = frozenset({"name", "fullname", "firstname", "lastname", "surname", "nickname", "username", "displayname"})
_PERSONAL = frozenset(
    {"email", "mail", "phone", "telephone", "tel", "mobile", "cell", "fax", "address", "street", "city", "zip", "postal",
     "postcode", "birthday", "birth", "dob", "ssn", "passport", "iban", "ip", "owner", "manager", "contact", "assignee", "rep",
     "author", "person"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that must not be shown and what stands in its place."""

    text: str
    mask: str


def mask_value(value: Any, *, type: str | None = None, paths: Iterable[str] = (), literal: bool = False) -> Any:
    """The value with all personal data reduced to its shape; numbers, booleans and null keep their type.

    Args:
        value: anything JSON can hold.
        type: the type of the Attio attribute it was meant for.
        paths: where in the event it was read; a path that ends in `first_name` or `phone` tells what the value is.
        literal: the mapping itself has written it, so that a slug is no personal data.
    """
    personal = type == "phone-number" or any(_is_personal(path) for path in paths)
    return _masked(value, type, personal, literal, 0)


def _masked(value: Any, type: str | None, personal: bool, literal: bool, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        hidden = personal or (type not in _NUMERIC and sum(map(str.isdigit, str(value))) >= 9)
        return _shape(str(value)) if hidden else value
    if isinstance(value, str):
        return value if _stays(value, type, personal, literal) else _mask_word(value)
    if depth >= 6:
        return _HIDDEN
    if isinstance(value, Mapping):
        return _masked_members(value, type, personal, literal, depth)
    if isinstance(value, list | tuple):
        return [_masked(inner, type, personal, literal, depth + 1) for inner in value[:50]]
    return _HIDDEN


def _masked_members(
    value: Mapping[Any, Any], type: str | None, personal: bool, literal: bool, depth: int
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, inner in list(value.items())[:50]:
        name = str(key) if _FIELD.fullmatch(str(key)) else _mask_word(str(key))
        while name in out:
            name += DOT
        out[name] = _masked(inner, type, personal or _is_personal(str(key)), literal, depth + 1)
    return out


def _stays(text: str, type: str | None, personal: bool, literal: bool) -> bool:
    if not text.strip():
        return len(text) <= _SHORT
    if type == "checkbox" and text.strip().casefold() in _YES_OR_NO:
        return True
    if personal or len(text) > _SHORT or sum(map(str.isdigit, text)) > 7:
        return False
    if literal and _SLUG.fullmatch(text):
        return True
    if type in _TITLED:
        return _is_title(text) and not _NAME.fullmatch(text)
    return _NUMBER.fullmatch(text) is not None


def _is_title(text: str) -> bool:
    return _TITLE.fullmatch(text) is not None and "://" not in text and not text.startswith("+")


def _is_personal(path: str) -> bool:
    key = re.split(r"[.\[\]]", path.rstrip("]").rstrip("'\""))[-1].strip("'\"")[:_SHORT]
    words = [word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", key)]
    return "".join(words) in _NAMES or not _PERSONAL.isdisjoint(words)


def _mask_word(text: str) -> str:
    """A whole value: an address of some kind keeps the end that is shared by millions, anything else its shape."""
    bare = text.strip()
    if len(bare) <= 320:
        if _EMAIL.fullmatch(bare) and "/" not in bare:
            local, _, domain = bare.rpartition("@")
            return f"{_first(local)}{_HIDDEN}@{_mask_host(domain)}"
        if _HOST.fullmatch(bare):
            return _mask_host(bare)
    url = _URL.fullmatch(bare[:_LONGEST])
    if url:
        host = _mask_host(url[2]) if _HOST.fullmatch(url[2]) else _shape(url[2])
        return url[1] + host + (f"/{_HIDDEN}" if url[3].strip("/") else "")
    return _shape(text)


def _mask_host(host: str) -> str:
    name, _, last = host.rpartition(".")
    return f"{_first(name)}{_HIDDEN}." + (last if last.isascii() and last.isalpha() and len(last) <= 24 else _HIDDEN)


def _first(word: str) -> str:
    shown = len(word) >= 3 and word[0].isalpha() and word[0].lower() != word[0].upper()
    return word[0] if shown else ""


def _shape(text: str) -> str:
    shape = _WORD.sub(lambda found: _hide(found[0]), text[:_LONGEST])
    more = "…" if len(text) > _LONGEST or len(shape) > 80 else ""
    return shape[:80] + more


def _hide(word: str) -> str:
    return DOT * min(len(word), 15) if word.isdigit() else _first(word) + _HIDDEN


def mask_slug(text: str | None) -> str | None:
    """A name from a schema or a mapping as it is; anything that cannot be one (it came from an event) by its shape."""
    return text if text is None or (_SLUG.fullmatch(text) and "@" not in text) else _mask_word(text)


# -- texts ---------------------------------------------------------------------------------------------------------


def mask_text(text: str, secrets: Iterable[Secret], *, keep: Iterable[str] = ()) -> str:
    """A message or hint without the secrets it repeats, whole, escaped, or their words in another order.

    `keep` are names of the schema: `slug "seats"` stays although a secret is `12 seats`. Email addresses and international telephone numbers go in any case, but for the examples our own hints give.
    """
    hidden = sorted(secrets, key=lambda secret: -len(secret.text))
    for secret in hidden:
        text = _without(text, secret)
    if len(text) > 2000:
        text = text[:2000] + "…"
    if hidden:
        words = {word.casefold() for secret in hidden for word in _WORD.findall(secret.text[: 10 * _LONGEST])}
        text = _EXAMPLE.sub(lambda found: _shape(found[0]), text)
        kept = frozenset(keep)
        text = _QUOTED.sub(lambda found: _mask_quoted(found[0], words, kept), text)
    return _by_pattern(text, frozenset(secret.text for secret in hidden))


def _without(text: str, secret: Secret) -> str:
    raw = secret.text
    ascii_json, plain_json = json.dumps(raw)[1:-1], json.dumps(raw, ensure_ascii=False)[1:-1]
    for form in dict.fromkeys((raw, repr(raw)[1:-1], ascii_json, plain_json)):
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
    """Replace `form` where it is not part of a longer word. No pattern: compiling one a secret costs more than all else."""
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


def _mask_quoted(span: str, words: set[str], kept: frozenset[str]) -> str:
    inside = span[1:-1]
    if DOT in inside or inside in kept:
        return span
    found = [word.casefold() for word in _WORD.findall(inside)]
    return span[0] + _mask_word(inside) + span[-1] if found and words.issuperset(found) else span


def _by_pattern(text: str, secret: frozenset[str]) -> str:
    keep = _OUR_EXAMPLES - secret

    def hide(found: re.Match[str]) -> str:
        return found[0] if found[0] in keep else _mask_word(found[0])

    if "@" in text:
        text = _EMAIL_IN_TEXT.sub(hide, text)
    return _PHONE_IN_TEXT.sub(hide, text) if "+" in text else text


def mask_addresses(text: str) -> str:
    """A text of the mapping or of the files without email addresses and international telephone numbers."""
    return _by_pattern(text, frozenset())


def mask_type(text: str) -> str:
    """A type of events as it is; what only calls itself one by its shape."""
    return text if text in _TYPES else _mask_word(text)


def mask_found(found: str, clause: str = "") -> str:
    """What a trigger's clause found in the event, which is JSON, or the word `nothing`; event names and types stay."""
    try:
        value = json.loads(found)
    except ValueError:
        return found if found == "nothing" else _shape(found)
    named = re.match(r"!?\(?\s*(?:event|type)\b(?!\.)", clause) is not None
    title = isinstance(value, str) and len(value) <= _SHORT and _is_title(value)  # of events: "Signed Up" is no name
    kept = isinstance(value, str) and (value in _TYPES or (named and title))
    return found if kept else json.dumps(mask_value(value), ensure_ascii=False)


def mask_why(why: str) -> str:
    """Why a line is no event, without what was found there."""
    return _by_pattern(_FOUND.sub("found something else", why[:2000]), frozenset())


# -- rejections ------------------------------------------------------------------------------------------------------


def mask_rejection(loss: Rejection) -> Rejection:
    """The same loss with value, reads, message, hint and whatever else an event may have supplied masked."""
    paths = tuple(read.path for read in loss.reads if read.found)
    value = mask_value(loss.value, type=loss.type, paths=paths, literal=not paths)
    reads = tuple(
        Read(
            path=mask_addresses(read.path),
            found=read.found,
            value=mask_value(read.value, type=loss.type, paths=(read.path,)),
        )
        for read in loss.reads
    )
    secrets = {*_secrets(loss.value, value)}
    for before, after in zip(loss.reads, reads, strict=True):
        secrets.update(_secrets(before.value, after.value))
    named = [_mask_name(loss.object, loss), _mask_name(loss.attribute, loss)]
    secrets.update(_secrets([loss.object, loss.attribute], named))
    keep = [slug for slug, shown in zip((loss.object, loss.attribute), named, strict=True) if slug and shown == slug]
    message_id, kind = loss.event.message_id, loss.event.type
    return replace(
        loss,
        event=replace(
            loss.event,
            file=mask_addresses(loss.event.file),
            message_id=message_id if message_id is None or _ID.fullmatch(message_id) else _mask_word(message_id),
            type=kind and mask_type(kind),
        ),
        subscription=mask_addresses(loss.subscription),
        mapping_pointer=mask_addresses(loss.mapping_pointer),
        value=value,
        reads=reads,
        object=named[0],
        attribute=named[1],
        message=mask_text(loss.message, secrets, keep=keep),
        hint=mask_text(loss.hint, secrets, keep=keep),
        partial=tuple(mask_slug(slug) or "" for slug in loss.partial),
    )


def _mask_name(name: str | None, loss: Rejection) -> str | None:
    """An object or attribute that the mapping has written is no personal data; one that an event supplies may be."""
    if name is None or "@" in name:
        return mask_slug(name)
    written = loss.mapping_pointer.replace("#", "/").rpartition("/")[2].replace("~1", "/").replace("~0", "~") == name
    return name if written or _FIELD.fullmatch(name) else _mask_word(name)


def _secrets(before: Any, after: Any) -> Iterator[Secret]:
    """The texts that masking has changed, each with its mask; whole lists and objects as the JSON they are quoted in."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _quoted_whole(before, after)
        for (key, inner), (name, masked) in zip(before.items(), after.items(), strict=False):
            yield from _secrets(str(key), name)
            yield from _secrets(inner, masked)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _quoted_whole(before, after)
        for inner, masked in zip(before, after, strict=False):
            yield from _secrets(inner, masked)
    elif before != after and before is not None:
        text = before if isinstance(before, str) else _json(before)
        yield Secret(text, after if isinstance(after, str) else _json(after))
        if isinstance(before, str) and before.strip() not in ("", before):
            yield Secret(before.strip(), str(after).strip())


def _quoted_whole(before: Any, after: Any) -> Iterator[Secret]:
    if before and before != after:
        yield Secret(_json(before), _json(after))
        yield Secret(json.dumps(before, ensure_ascii=False, separators=(",", ":"), default=str), _json(after))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
