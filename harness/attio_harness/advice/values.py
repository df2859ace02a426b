"""Advice about forms of values: what an attribute type takes, and how a mapping makes it from what the event has."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from attio_harness.advice.amounts import number_meant
from attio_harness.advice.loss import Loss, askable, index_of, leaves, liquid_path
from attio_harness.advice.trial import liquid, made, makes, taken, template
from attio_harness.text.halves import halves
from attio_harness.text.words import listed, plain_kind_of

__all__ = [
    "checkbox", "date", "domain", "email", "empty", "half_character", "location", "name", "number", "phone", "plain_text", "printed",
    "rating", "timestamp", "variable",
]  # fmt: skip

# an address inside a longer text, as in `Jane <jane@acme.com>`; it is looked for where a word begins, and not at each letter of one
_ADDRESS = re.compile(r"(?<![^@\s<>\"(),;:])[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+\.[^@\s<>\"(),;:]+")
_RESERVED = ("test", "invalid", "example", "localhost")  # RFC 2606


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _decode(loss: Loss) -> str:
    return f'{{"@json": {{"mode": "decode", "value": {{"@path": "{loss.source}"}}}}}}'


def _element(loss: Loss) -> str:
    """Which element of a list is meant."""
    if isinstance(loss.value, list) and loss.found in loss.value:
        return f" in {index_of(loss.source, loss.value.index(loss.found))}"
    return ""


def _mapped(loss: Loss) -> Any:
    """What the mapping has at the attribute, as far as it is written out there."""
    mapped: Any = loss.mapping
    for key in loss.field:
        mapped = mapped.get(key) if isinstance(mapped, dict) else None
    return mapped


# -- no text ----------------------------------------------------------------------------------------------------------


def half_character(loss: Loss) -> str | None:
    """Half of an emoji, with which Attio cannot read a body at all: it names no attribute, and of a batch it takes no event."""
    if loss.type is not None:
        return None
    half = next((half for _, half in halves({"": loss.value, **dict.fromkeys(loss.field)})), None)
    if half is None:
        if loss.mode != "batch" or loss.status != 400 or loss.object is not None:
            return None
        return (
            "Nothing is wrong with this event: Attio refused the whole batch for another event in it, which is told by itself. "
            "Mend that one; a smaller batch_size loses fewer events with it."
        )
    there = next((read.path for read in loss.reads if read.found and any(halves(read.value))), None)
    if there is None and loss.source is not None:
        return (
            f"The text was cut in the middle of a character ({half!a}), and Attio cannot read the request: cut it elsewhere, or "
            f'send all of it: map {loss.member} with {{"@path": "{loss.source}"}}.'
        )
    return (
        f"Send whole characters in {there or loss.places}: it has half of one ({half!a}), as of an emoji that was cut in two, and "
        "Attio cannot read the request."
    )


# -- nothing ---------------------------------------------------------------------------------------------------------

_FALSY = ("checkbox", "currency", "number", "rating")
"""Types whose 0 and false an @if on `blank` would leave out, too."""


_TEXT_MAKERS = ("@template", "@liquid", "@replace")
"""Directives that make empty text of what is not there, and of null."""


def empty(loss: Loss) -> str | None:
    """An empty text for an attribute that need not be there; fields of the action have advice of their own."""
    matching = loss.action == "assertRecord" and loss.mapping.get("matching_attribute") == loss.attribute
    # one step is a field of the action itself; Segment's validation speaks of those
    if len(loss.field) < 2 or matching or loss.code not in ("validation_type", "value_not_found"):
        return None
    if isinstance(loss.value, list) and loss.found in ("", None) and len(loss.value) > 1:
        what = "null" if loss.found is None else "the empty text"
        return f"Take {what}{_element(loss)} out of the list: it is no value of {loss.attribute}."
    if loss.value != "":
        return None
    mapped = _mapped(loss)
    maker = next((name for name in _TEXT_MAKERS if isinstance(mapped, dict) and name in mapped), None)
    if maker is not None and loss.reads:
        return _made_of_nothing(loss, maker, mapped)
    how = ""
    if mapped == {"@path": loss.source} and loss.type not in _FALSY:
        read = f'{{"@path": "{loss.source}"}}'
        how = f', or map it with {{"@if": {{"blank": {read}, "then": {read}}}}}, which leaves {loss.attribute} as it is'
    return f"Empty text is no value of {loss.attribute}: send null in {loss.places}, which clears it{how}."


def _made_of_nothing(loss: Loss, maker: str, mapped: Any) -> str:
    """A directive has made empty text of what is not there: null there would change nothing."""
    found = f"{maker} made empty text, which is no value of {loss.attribute}, as there is nothing in {loss.places}"
    if loss.near:
        return f"{found}: the event has {listed(list(loss.near), 3)}, read that instead."
    asked = "exists" if loss.type in _FALSY else "blank"
    read = {"@path": loss.reads[0].path}
    # where there is something, text of a variable alone is none of these types' values either
    text = mapped[maker]
    alone = loss.type in _FALSY and isinstance(text, str) and _VARIABLE.fullmatch(text.strip())
    guard = {"@if": {asked: read, "then": read if alone else mapped}}
    how = f", or map it with {json.dumps(guard, ensure_ascii=False)}, which leaves {loss.attribute} as it is"
    leaves_out = len({read.path for read in loss.reads}) == 1 and made(loss, guard) is None
    return f"{found}: send a value there{how if leaves_out else f', or leave {loss.attribute} out of the mapping'}."


# -- text that a template made of an object --------------------------------------------------------------------------

_PRINTED = "[object Object]"


def printed(loss: Loss) -> str | None:
    """A template prints an object, of which it makes a text that nobody wants."""
    if not isinstance(loss.value, str) or _PRINTED not in loss.value:
        return None
    read = next((one for one in loss.reads if isinstance(one.value, dict | list)), None)
    if read is None:
        return None
    inner = next((at for at, value in leaves(read.value, read.path) if isinstance(value, str | int | float)), None)
    member = f"name the member that is meant, such as {inner}" if inner else "read something else"
    return f"The template makes {_PRINTED} of {read.path}, which is {plain_kind_of(read.value)}: {member}."


# -- a variable that is text -----------------------------------------------------------------------------------------

_PATH = re.compile(r"\s*+(\$\.?[\w.\[\]]++)\s*+")
_VARIABLE = re.compile(r"\{\{\{?\s*+(?:\$\.)?+([\w.\[\]]++)\s*+\}?\}\}")


def variable(loss: Loss) -> str | None:
    """What stands in the mapping for a value of the event, as a path or as a template, outside any directive."""
    mapped = _mapped(loss)
    if isinstance(mapped, dict) and mapped.keys() == {"@literal"}:
        mapped = mapped["@literal"]
    if not isinstance(mapped, str) or mapped != loss.value:
        return None
    path, one = _PATH.fullmatch(mapped), _VARIABLE.fullmatch(mapped.strip())
    whole = one or path
    if whole is not None:
        # `$traits.plan` is no path of Segment's, `$.traits.plan` is
        meant = {"@path": f"$.{whole[1].lstrip('$.')}"}
    elif _VARIABLE.search(mapped):
        meant = {"@template": _VARIABLE.sub(lambda found: f"{{{{{found[1]}}}}}", mapped)}
    else:
        return None
    return f"{mapped!r} is text here, sent as it stands, since only a directive reads the event: write {json.dumps(meant, ensure_ascii=False)}."


# -- ways to reach someone -------------------------------------------------------------------------------------------


def phone(loss: Loss) -> str:
    given = str(loss.found)
    # `+49 (0)30 1234`: the zero in parentheses is for calls inside the country
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", given) if given.strip().startswith(("+", "00")) else given)
    abroad = given.strip().startswith("00") and isinstance(loss.found, str)
    if abroad and taken(loss, f"+{digits[2:]}"):
        return f"Send E.164, with a plus sign instead of 00{_element(loss)}: +{digits[2:]}."
    # the numbering plan of North America: ten digits, the first from 2 to 9
    national = isinstance(loss.found, str) and "+" not in given and not abroad
    if national and len(digits) == 10 and digits[0] not in "01" and taken(loss, f"+1{digits}"):
        return f"Send E.164 with the country code{_element(loss)}: +1{digits} if this is a number of the United States or Canada."
    if national and digits.startswith("0") and len(digits) > 6:
        return f"Send E.164{_element(loss)}: a plus sign, the country code in the place of the leading 0, digits only, such as +15558675309."
    # E.164 written for people: `+1 (555) 867-5309`
    if given.strip().startswith("+") and f"+{digits}" != given and taken(loss, f"+{digits}"):
        return f"Send E.164, digits only after the plus sign{_element(loss)}: +{digits}."
    if isinstance(loss.found, int) and taken(loss, f"+{digits}"):
        return f"Send E.164 as text, with the plus sign: '+{digits}'."
    if re.fullmatch(r"\+\d+", given):
        country = "the United States and Canada have ten digits after +1, area code and exchange begin with 2 to 9"
        rule = country if given.startswith("+1") else "too long, too short or without a known country code"
        return f"{given} cannot be a phone number ({rule}): send a complete one such as +15558675309, or leave {loss.attribute} out."
    return "Send E.164: a plus sign, the country code and the number, digits only, such as +15558675309."


def domain(loss: Loss) -> str:
    text = _text(loss.found)
    # a scheme as in RFC 3986: `https://`, `git+ssh://`
    bare = re.sub(r"^([a-z][a-z0-9+.-]*:)?//|^mailto:", "", text.strip(), flags=re.IGNORECASE)
    # `user@host:443/path?q` -> `host`, which also makes `acme.com` of an address
    host = re.split(r"[/?#\\]", bare)[0].split("@")[-1].split(":")[0].rstrip(".")
    if host != text and taken(loss, host):
        ways = () if isinstance(loss.value, list) else _to_host(bare, text)
        made = next(filter(None, (liquid(loss, filters, host) for filters in ways)), None)
        how = f", or map it with @liquid '{made}'" if made else ""
        return f"Send the host alone{_element(loss)}: {host!r}{how}."
    if loss.found == "":
        demand = askable(loss, empty=True)
        ask = f", or let the trigger ask for it (`{demand}`)" if demand else ""
        return f"Send a domain such as 'attio.com' in {loss.places}{ask}: empty text is none, and in a batch Segment keeps it."
    return "Send a domain such as 'attio.com', without spaces or protocol; the name of a company is no domain."


def _to_host(bare: str, text: str) -> Iterator[str]:
    """Filters that may cut the host out of an address of the web or of a person, the shortest first."""
    # split and `last` or `first` leave a text without the mark as it is
    if "@" in text and "://" not in text:
        yield 'split: "@" | last'
    short = 'split: "//" | last | split: "/" | first'
    yield short
    # only what the address has: port, query, fragment, and who logs in
    for mark, end in (("?", "first"), ("#", "first"), ("@", "last"), (":", "first")):
        short += f' | split: "{mark}" | {end}' if mark in bare else ""
    yield short
    yield f"strip | {short}"


def email(loss: Loss) -> str:
    text = _text(loss.found)
    inside = _ADDRESS.search(text)
    # a chained comparison: the address is all there is but for the blanks around it
    if inside and inside.group() == text.strip() != text:
        made = None if isinstance(loss.value, list) else liquid(loss, "strip", inside.group())
        how = f", or map it with @liquid '{made}'" if made else ""
        return f"Send the address without the spaces{_element(loss)}: {inside.group()!r}{how}."
    if inside and inside.group() != text:
        return f"Send the address alone{_element(loss)}: {inside.group()!r}."
    if inside and text.rpartition(".")[2].lower() in _RESERVED:
        top = text.rpartition(".")[2].lower()
        return f"Attio takes no address under .{top}, which is reserved for tests: send one under a real domain, such as '{text.partition('@')[0]}@example.com'."
    leave = f", or leave {loss.attribute} out of the mapping" if len(loss.field) > 1 else ""
    return f"Send one complete address such as 'person@example.com' in {loss.places}{leave}."


# -- names and text --------------------------------------------------------------------------------------------------

_FIRST = ("first_name", "firstName", "firstname", "given_name", "first")
_LAST = ("last_name", "lastName", "lastname", "family_name", "last")


def name(loss: Loss) -> str:
    if isinstance(loss.found, str) and not loss.found.strip(" ,"):
        return _no_name(loss)
    words = _text(loss.found).split()
    # the last word is taken for the family name; a guess, so it is only an example
    example = f" ('{words[-1]}, {' '.join(words[:-1])}' here)" if len(words) > 1 else ""
    example = f" ('{words[0]},' here)" if len(words) == 1 else example
    parts = _name_parts(loss)
    if parts and makes(loss, {"@template": f"{{{{{parts[0]}}}}}, {{{{{parts[1]}}}}}"}):
        return f"Write 'Last, First'{example}: map the name with @template '{{{{{parts[0]}}}}}, {{{{{parts[1]}}}}}'."
    path = liquid_path(loss)
    if path and len(words) > 1:
        cut = template(loss, f'{{{{ {path} | split: " " | last }}}}, {{{{ {path} | split: " " | first }}}}')
        how = f", or map the name with @liquid '{cut}'" if cut else ""
        return f"Write 'Last, First'{example}{how}."
    if path and len(words) == 1 and makes(loss, {"@template": f"{{{{{path}}}}},"}):
        return f"Write 'Last, First'{example}, or put the comma there with @template '{{{{{path}}}}},'."
    such = example or ", such as 'Doe, Jane',"
    return f"Write 'Last, First'{such} in {loss.places}: the event has no last and first name apart, of which a template could make it."


def _no_name(loss: Loss) -> str:
    """A template whose variables are all empty leaves the comma alone."""
    mapped, places = _mapped(loss), " and ".join(read.path for read in loss.reads)
    if not places or not isinstance(mapped, dict) or "@template" not in mapped:
        return f"The name is empty: send one as 'Last, First' in {loss.places}, or leave {loss.attribute} out."
    # `blank` takes `then` where the value is there: so reads Segment's @if (observation)
    kept = json.dumps({"@if": {"blank": {"@path": loss.reads[0].path}, "then": mapped}}, ensure_ascii=False)
    return f"The template found nothing in {places}: send a name there, or leave {loss.attribute} out where it is empty with {kept}."


def _name_parts(loss: Loss) -> tuple[str, str] | None:
    """The paths of last and first name in the event, beside or inside what was mapped."""
    found = {
        path.removeprefix("$."): value for path, value in leaves(loss.event, "$") if isinstance(value, str) and value
    }
    last = next((path for one in _LAST for path in found if path.rsplit(".", 1)[-1] == one), None)
    first = next((path for one in _FIRST for path in found if path.rsplit(".", 1)[-1] == one), None)
    return (last, first) if last and first else None


def plain_text(loss: Loss) -> str:
    path = liquid_path(loss)
    if isinstance(loss.found, dict):
        inner = next((at for at, value in leaves(loss.found, loss.source or "$") if isinstance(value, str)), None)
        member = f"map one of its members ({inner}) or " if inner and loss.source else ""
        return f"Send text, not an object: {member}make text of it with @json encode."
    if isinstance(loss.found, list):
        return f"Send text, not a list: take one element ({index_of(loss.source)}) or join them with @liquid."
    if loss.found is None:
        return f"Send text in {loss.places}, not null."
    how = f" '{{{{{path}}}}}'" if path else ""
    return f"Send text, not {plain_kind_of(loss.found)}: map it with @template{how}, which makes text of it."


# -- numbers ---------------------------------------------------------------------------------------------------------


def number(loss: Loss) -> str:
    kind = "a number with at most 4 decimals" if loss.type == "currency" else "a number"
    if isinstance(loss.found, int | float) and not isinstance(loss.found, bool):
        # 15 digits: a double shows no more without tails such as 0.30000000000000004
        return f"Send {kind}: {round(loss.found, 4):.15g} here."
    meant = number_meant(loss.found)
    if meant is not None and not taken(loss, float(meant)):
        meant = None
    example = f" ({meant} here)" if meant is not None else ""
    if isinstance(loss.found, str) and meant is not None and loss.source and makes(loss, json.loads(_decode(loss))):
        return f"Send {kind} as a JSON number, not as text{example}, or read it from the text: {_decode(loss)}."
    if isinstance(loss.found, dict):
        inner = next(
            (at for at, value in leaves(loss.found, loss.source or "$") if isinstance(value, int | float)), None
        )
        return f"Send {kind}, not an object{f': map a member of it, such as {inner}' if inner and loss.source else ''}."
    if isinstance(loss.found, bool):
        return f"Send {kind}, not a boolean ({int(loss.found)} here)."
    if not isinstance(loss.found, str):
        return f"Send {kind}, not {plain_kind_of(loss.found)}."
    return f"Send {kind} as a JSON number, not as text{example}."


def rating(loss: Loss) -> str:
    if isinstance(loss.found, int | float) and not isinstance(loss.found, bool):
        # Python rounds halves to the even number: 2.5 is told as 2, which is as near
        nearest = min(max(round(loss.found), 0), 5)
        return f"Send a whole number from 0 to 5; {nearest} is the nearest."
    if isinstance(loss.found, str) and re.fullmatch(r"[0-5]", loss.found) and loss.source:
        return (
            f"Send a whole number from 0 to 5, not text ({loss.found} here), or read it from the text: {_decode(loss)}."
        )
    return "Send a whole number from 0 to 5."


def checkbox(loss: Loss) -> str:
    mapped = _mapped(loss)
    if isinstance(mapped, dict) and "@template" in mapped and loss.source:
        return f'Use {{"@path": "{loss.source}"}} instead of @template, which always makes text; the value must be a JSON boolean.'
    if isinstance(loss.found, str) and loss.found in ("true", "false") and loss.source:
        return f"Send {loss.found} as a JSON boolean, not as text, or read it from the text: {_decode(loss)}."
    meant = _YES_OR_NO.get(str(loss.found).strip().casefold())
    return (
        f"Send true or false as a JSON boolean, not {plain_kind_of(loss.found)}{f' ({meant} here)' if meant else ''}."
    )


_YES_OR_NO = {
    "yes": "true", "y": "true", "on": "true", "1": "true", "true": "true",
    "no": "false", "n": "false", "off": "false", "0": "false", "false": "false",
}  # fmt: skip


# -- moments ---------------------------------------------------------------------------------------------------------


def date(loss: Loss) -> str:
    # `2024-01-31T10:00:00Z` or with a blank, whatever the time is
    if isinstance(loss.found, str) and re.match(r"\d{4}-\d\d-\d\d[T ]", loss.found):
        cut = liquid(loss, "slice: 0, 10", loss.found[:10])
        how = f", or cut it with @liquid '{cut}'" if cut else ""
        return f"Send the date as YYYY-MM-DD, without the time: {loss.found[:10]!r}{how}."
    moment = _unix(loss.found)
    if moment is not None:
        # Liquid's `date` takes a number for seconds; from 1e11 on it is milliseconds
        made = liquid(loss, 'date: "%Y-%m-%d"', f"{moment:%Y-%m-%d}") if loss.found < 1e11 else None
        how = f", or map it with @liquid '{made}'" if made else ""
        return f"Send the date as YYYY-MM-DD: {moment:%Y-%m-%d} here{how}."
    last = _last_day(loss.found)
    if last is not None:
        return f"Send a day that exists: {loss.found} does not, {last} is the last of that month."
    day, is_sure = _iso(loss.found)
    if day is None or not taken(loss, day):
        return "Send the date as YYYY-MM-DD, for example '2023-09-28'."
    return f"Send the date as YYYY-MM-DD{_element(loss)}{': ' if is_sure else ', for example '}{day!r}{' here' if is_sure else ''}."


def _last_day(value: Any) -> str | None:
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-\d\d", value) if isinstance(value, str) else None
    # Python's calendar begins with the year 1
    if not found or found[1] == "0000":
        return None
    return f"{found[1]}-{found[2]}-{calendar.monthrange(int(found[1]), int(found[2]))[1]:02}"


def timestamp(loss: Loss) -> str:
    moment = _unix(loss.found)
    if moment is not None:
        expected = f"{moment:%Y-%m-%dT%H:%M:%S}Z"
        made = liquid(loss, 'date: "%Y-%m-%dT%H:%M:%SZ"', expected) if loss.found < 1e11 else None
        how = f", or map it with @liquid '{made}'" if made else ""
        return f"Send ISO 8601: '{moment:%Y-%m-%dT%H:%M:%S}Z' here{how}."
    return "Send ISO 8601, for example '2023-09-28T04:39:17.000Z'."


def _unix(value: Any) -> datetime | None:
    """The moment a number means: seconds since 1970, or milliseconds where seconds would be far ahead."""
    # 1973 to 5138 in seconds or milliseconds; anything else is hardly a moment
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1e8 < value < 1e14:
        return None
    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)


def _iso(value: Any) -> tuple[str | None, bool]:
    """The day that a text means, and whether it can mean no other."""
    text = str(value).strip()
    # `2024/04/03`, `2024.4.3`: the year first
    whole = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text)
    if whole:
        year, month, day = whole.groups()
        return f"{year}-{int(month):02}-{int(day):02}", True
    # `12/31/2024`, `31.12.2024`, `3-4-2024`, also with a time behind
    found = re.match(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)", text)
    if not found:
        return None, False
    first, sign, second, year = found.groups()
    # with dots the day is first; with slashes the month, as in the United States, where it can be: it is an example only
    month, day = (second, first) if sign == "." or int(first) > 12 else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}", sign == "." or int(first) > 12 or int(second) > 12


def location(loss: Loss) -> str:
    either = f"leave {loss.attribute} out of the mapping, or map the parts to text attributes"
    editions = (
        "Segment's page of the destination calls locations unsupported, a later edition takes an address as one text"
    )
    if isinstance(loss.value, str):
        return f"{editions}: {either}; if your Attio takes it, set the assumption location.simple to text."
    return f"{editions}, never {plain_kind_of(loss.value)}: {either}, or send one text and set the assumption location.simple to text."
