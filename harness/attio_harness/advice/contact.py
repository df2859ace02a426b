"""Advice about contact data: names, phone numbers, domains, email addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from attio_emulator.schema.model import Object

from attio_harness.advice.containers import parts_of
from attio_harness.advice.hosts import WITH_A_PAGE, shared_by
from attio_harness.advice.loss import (
    OF_OBJECTS,
    Loss,
    element_of,
    leave_out,
    leaves,
    liquid_path,
    mapped_at,
    may_lack,
    or_ask,
)
from attio_harness.advice.templates import VARIABLE
from attio_harness.advice.trial import guarded, made, makes, or_liquid, taken, template, unless_has, written
from attio_harness.text.names import is_suffix
from attio_harness.text.words import listed, shown

__all__ = [
    "ADDRESS",
    "both_names",
    "domain",
    "email",
    "first_before_last",
    "last_first",
    "name",
    "name_parts",
    "part_of_a_name",
    "phone",
    "shared_host",
]

# an address inside a longer text, as in `Jane <jane@acme.com>`. It is searched only from the beginning of a word. Without the part
# before a comma, a slash or `&#39;` it would be another address: `jane,doe@acme.com`, `jane/doe@acme.com`, `o&#39;hara@acme.com`
ADDRESS = re.compile(r"(?<![\w.+&%-])(?<![\w.+&%-]')(?<![^\W_][,;/])\w[\w.+&%'-]{0,63}@[\w-]+(?:\.[\w-]+)+")
_RESERVED = ("test", "invalid", "example", "localhost")  # RFC 2606


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_BEFORE = re.compile(r"\s*(?:[^\W\d_]+[.:]?)?[^\w+]*")  # `tel:`, `Mobile `, `(`, a mark for the direction of text
_LONGEST = 100
"""Characters of a text that may be a number: normalizing many marks behind one letter takes time by their square."""
_BEHIND = re.compile(r"[^\W\d_]|[#;,]")
"""Beginning of an extension, which E.164 does not have (`ext 5`, `x5`, `#5`, `;ext=5`), or of a second number."""


def phone(loss: Loss) -> str:
    # in ASCII digits and signs, without a label or other signs before it: `Tel: (+49) 30 1234`
    text = _BEFORE.sub("", normalize("NFKC", str(loss.found)[:_LONGEST]), count=1)
    given = _BEHIND.split(text)[0].strip()
    # `+49 (0)30 1234`: the zero in parentheses is for calls inside the country
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", given) if given.startswith(("+", "00")) else given)
    abroad = given.startswith("00") and isinstance(loss.found, str)
    if abroad and taken(loss, f"+{digits[2:]}"):
        return f"Send E.164, with a plus sign instead of 00{element_of(loss)}: +{digits[2:]}."
    # the numbering plan of North America: ten digits, the first from 2 to 9
    national = isinstance(loss.found, str | int) and "+" not in given and not abroad
    if national and len(digits) == 10 and digits[0] not in "01" and taken(loss, f"+1{digits}"):
        as_text = "" if isinstance(loss.found, str) else " as text,"
        return f"Send E.164{as_text} with the country code{element_of(loss)}: +1{digits} if this is a number of the United States or Canada."
    if national and digits.startswith("0") and len(digits) > 6:
        return f"Send E.164{element_of(loss)}: a plus sign, the country code instead of the leading 0, digits only, such as +15558675309."
    # E.164 written for people: `+1 (555) 867-5309`
    if given.startswith("+") and f"+{digits}" != loss.found and taken(loss, f"+{digits}"):
        return f"Send E.164, digits only after the plus sign{element_of(loss)}: +{digits}."
    if isinstance(loss.found, int) and taken(loss, f"+{digits}"):
        return f"Send E.164 as text, with the plus sign: '+{digits}'."
    if national and len(digits) > 10 and taken(loss, f"+{digits}"):
        return f"Send E.164{element_of(loss)}, with a plus sign: +{digits} if it begins with the country code."
    if re.fullmatch(r"\+\d+", given):
        country = "the United States and Canada have ten digits after +1; area code and exchange begin with 2 to 9"
        rule = country if given.startswith("+1") else "too long, too short or without a known country code"
        return f"{given} cannot be a phone number ({rule}): send a complete one such as +15558675309{leave_out(loss)}."
    return f"Send E.164{element_of(loss)}: a plus sign, the country code and the number, digits only, such as +15558675309."


def domain(loss: Loss) -> str:
    text = _text(loss.found)
    # a scheme as in RFC 3986: `https://`, `git+ssh://`
    bare = re.sub(r"^([a-z][a-z0-9+.-]*:)?//|^mailto:", "", text.strip(), flags=re.IGNORECASE)
    # `user@host:443/path?q` -> `host`, which also makes `acme.com` of an address
    host = re.split(r"[/?#\\]", bare)[0].split("@")[-1].split(":")[0].rstrip(".")
    shared = shared_host(loss, host)
    if shared:
        return shared
    if host != text and taken(loss, host):
        ways = () if isinstance(loss.value, list) else _to_host(bare, text)
        how = next(filter(None, (or_liquid(loss, filters, host) for filters in ways)), "")
        return f"Send the host alone{element_of(loss)}: {host!r}{how}."
    several = parts_of(text)
    if several and several[0] != text and taken(loss, several[0]):
        return f"Send one domain alone{element_of(loss)}: {several[0]!r}."
    if loss.found == "":
        return f"Send a domain such as 'attio.com' in {loss.places}{or_ask(loss, empty=True)}: empty text is not a domain, and Segment does not drop it in a batch."
    named = "; the name of a company is not a domain" if text else ""
    return f"Send a domain such as 'attio.com'{element_of(loss)}, without spaces or protocol{named}."


def shared_host(loss: Loss, host: str) -> str | None:
    """The advice for a host that many companies share, which would find or make one record for all of them; None for others."""
    shared = shared_by(host)
    # without a page it may be the site's own company, or somebody who works there
    if shared is None or (
        shared == WITH_A_PAGE and not re.search(rf"{re.escape(host)}(?::\d+)?/\w", _text(loss.found))
    ):
        return None
    return f"Send the company's own domain{element_of(loss)}: {host!r} belongs to {shared}, and companies that have the same domain are one record{leave_out(loss)}."


def _to_host(bare: str, text: str) -> Iterator[str]:
    """Liquid filters that may cut the host out of a URL or an email address, the shortest first."""
    # `split` with `last` or `first` leaves a text without the mark unchanged
    if "@" in text and "://" not in text:
        yield 'split: "@" | last'
    short = 'split: "//" | last | split: "/" | first'
    yield short
    # only what the URL has: query, fragment, user name, port
    for mark, end in (("?", "first"), ("#", "first"), ("@", "last"), (":", "first")):
        short += f' | split: "{mark}" | {end}' if mark in bare else ""
    yield short
    yield f"strip | {short}"


def email(loss: Loss) -> str:
    text = _text(loss.found)
    found = ADDRESS.search(text)
    inside = found.group() if found else ""
    if inside != text and taken(loss, inside):
        if inside != text.strip():
            return f"Send the address alone{element_of(loss)}: {inside!r}."
        how = "" if isinstance(loss.value, list) else or_liquid(loss, "strip", inside)
        return f"Send the address without the spaces{element_of(loss)}: {inside!r}{how}."
    top = inside.rpartition(".")[2].lower()
    if top in _RESERVED:
        return f"Attio accepts no address under .{top}, which is reserved for tests: send one under a real domain, such as '{inside.partition('@')[0]}@example.com'."
    where = element_of(loss) or f" in {loss.places}"
    return f"Send one complete address such as 'person@example.com'{where}{leave_out(loss, ' of the mapping')}."


_FIRST = ("first_name", "firstName", "firstname", "given_name", "givenName", "first", "given")
_LAST = ("last_name", "lastName", "lastname", "family_name", "familyName", "surname", "last", "family")

_WHOLE = ("full_name", "fullName", "fullname", "display_name", "displayName", "formatted", "name")
"""Members of an object that hold both names already."""


_NO_NAME = re.compile(r"\w@\w|://")
"""An email address or a URL, which people send where they have no name."""


def name(loss: Loss) -> str:
    if isinstance(loss.found, str) and not loss.found.strip(" ,"):
        return _no_name(loss)
    words = _text(loss.found).split()
    # `Jane Doe Jr.`: that is not the last name, and a template would take it for one
    has_suffix = len(words) > 1 and is_suffix(words[-1])
    while len(words) > 1 and is_suffix(words[-1]):
        words.pop()
    # the last word as the family name is a guess, so only an example
    example = f" ('{words[-1]}, {' '.join(words[:-1])}' here)" if len(words) > 1 else ""
    # Attio also takes a single name as the first name (documented)
    example = f" (', {words[0]}' here)" if len(words) == 1 else example
    maker = _maker(mapped_at(loss), loss)
    parts = name_parts(maker) or _names_beside(loss)
    both = f"{{{{{parts[0]}}}}}, {{{{{parts[1]}}}}}" if parts else ""
    if parts and makes(loss, {"@template": both}):
        example = f" ({made(loss, {'@template': both})!r} here)"
        # first names are missing least often; Attio takes either name alone
        names = (parts[1].partition("}}")[0], parts[0])
        asked = next((f"$.{one}" for one in names if made(loss, {"@path": f"$.{one}"})), None)
        where = f", {OF_OBJECTS}" if f"$.{parts[1]}".startswith(f"{loss.source}.") else ""
        return f"Write 'Last, First'{example}: map the name with {written(loss, '@template', both, asked, old=maker)}{where}."
    if _NO_NAME.search(_text(loss.found)):
        return f"{shown(loss.found, 40)} is not a name: send one as 'Last, First' in {loss.places}{leave_out(loss)}."
    # a name made of several values cannot be cut out of one
    path = liquid_path(loss) if len(loss.reads) == 1 and not has_suffix else None
    if path and len(words) > 1:
        turned = f'{{{{ {path} | split: " " | last }}}}, {{{{ {path} | split: " " | pop | join: " " }}}}'
        # other events may have the comma already
        cut = template(loss, unless_has(",", path, turned))
        # Liquid splits at blanks alone, not at a tab
        is_same = cut is not None and str(made(loss, {"@liquid": cut})).split() == [f"{words[-1]},", *words[:-1]]
        how = f", or map the name with {written(loss, '@liquid', cut)}" if cut and is_same else ""
        return f"Write 'Last, First'{example}{how}."
    comma = template(loss, unless_has(",", path, f", {{{{ {path} }}}}")) if path and len(words) == 1 else None
    if comma:
        return f"Write 'Last, First'{example}, or add the comma with {written(loss, '@liquid', comma)}."
    such = example or ", such as 'Doe, Jane',"
    return f"Write 'Last, First'{such} in {loss.places}: the event has no separate last and first name that a template could join."


def _no_name(loss: Loss) -> str:
    """For a name without letters: a template whose variables are all empty leaves only the comma."""
    mapped, places = mapped_at(loss), " and ".join(read.path for read in loss.reads)
    if not places or not isinstance(mapped, dict) or "@template" not in mapped:
        return f"The name is empty: send one as 'Last, First' in {loss.places}{leave_out(loss)}."
    meant = _of_near(loss, mapped)
    if meant is not None:
        return f"The template found nothing in {places}, and the event has {listed(list(loss.near), 3)}: write {json.dumps(meant, ensure_ascii=False)}."
    if not may_lack(loss):
        return f"The template found nothing in {places}: send a name there, since {loss.object} cannot be created without it."
    paths = [read.path for read in loss.reads]
    asked = next((path for path in paths if path.rpartition(".")[2] in _FIRST), paths[0])
    kept = json.dumps(guarded(asked, mapped), ensure_ascii=False)
    return f"The template found nothing in {places}: send a name there, or leave {loss.attribute} out where it is empty with {kept}."


def _maker(mapped: Any, loss: Loss) -> Any:
    """The part of the mapped node that made the value: for an @if, its branch."""
    options = mapped.get("@if") if isinstance(mapped, dict) else None
    branches = [options.get(key) for key in ("then", "else")] if isinstance(options, dict) else []
    return next((_maker(one, loss) for one in branches if one and made(loss, one) == loss.value), mapped)


def name_parts(node: Any) -> tuple[str, str] | None:
    """The mapping's own variables for last and first name; in `{{traits.given}} {{traits.family}}` the last one is the family name."""
    if not isinstance(node, dict):
        return None
    paths = {key: part["@path"].removeprefix("$.") for key, part in node.items() if _is_path(part)}
    text = str(node.get("@template") or node.get("@liquid") or "")
    named = VARIABLE.findall(text)
    if len(named) != text.count("{{"):  # with filters it is more than names
        return None
    paths = {key: path for key, path in paths.items() if key not in _WHOLE}
    last = _one_of(_LAST, paths or named) or (named[-1] if named else None)
    rest = [path for path in paths.values() or named if path != last]
    return (last, "}} {{".join(rest)) if last and rest else None


def both_names(owner: Object, nodes: Mapping[str, Any], named: str) -> str | None:
    """For a first and a last name mapped to attributes of their own, where the object has one for both; None for others.

    `nodes` has what the mapping writes, by attribute; `named` is the one at fault.
    """
    whole = next((one for one in owner.attributes.values() if one.type == "personal-name"), None)
    slugs = {slug.replace("_", "").casefold(): slug for slug in nodes}
    first, last = slugs.get("firstname"), slugs.get("lastname")
    if whole is None or first is None or last is None or named not in (first, last):
        return None
    parts = name_parts({"first_name": nodes[first], "last_name": nodes[last]})
    if parts is None:
        return None
    written = f"{json.dumps(whole.slug)}: {last_first(*parts, needed=whole.is_required)}"
    return f"One attribute has both names: write {written} instead of {first} and {last}."


def last_first(last: str, first: str, *, needed: bool) -> str:
    """A directive that makes 'Last, First' of two variables.

    Unless the attribute is `needed`, the directive leaves it out if there is no first name: that is missing less often than the last.
    """
    whole: dict[str, Any] = {"@template": f"{{{{{last}}}}}, {{{{{first}}}}}"}
    return json.dumps(whole if needed else guarded(f"$.{first.partition('}}')[0]}", whole), ensure_ascii=False)


def part_of_a_name(loss: Loss) -> str | None:
    """As `both_names`, for an attribute that Attio did not find."""
    found = loss.workspace.find_object(loss.object or "") if loss.concerns == "attribute" else None
    beside: Any = loss.mapping
    for key in loss.field[:-1]:
        beside = beside.get(key) if isinstance(beside, dict) else None
    return both_names(found, beside, str(loss.attribute)) if found and isinstance(beside, dict) else None


def first_before_last(node: Any) -> str | None:
    """The variable of a template that makes `First, Last`, as in `{{traits.first_name}}, {{traits.last_name}}`; None for others."""
    if isinstance(node, dict) and isinstance(node.get("@if"), dict):
        return first_before_last(node["@if"].get("then")) or first_before_last(node["@if"].get("else"))
    text = str(node.get("@template") or node.get("@liquid") or "") if isinstance(node, dict) else ""
    before, _, behind = text.partition(",")
    first, last = VARIABLE.findall(before), VARIABLE.findall(behind)
    is_turned = [_one_of(_FIRST, first), _one_of(_LAST, last)] == [first[0] if first else "", last[-1] if last else ""]
    return str(first[0]) if is_turned else None


def _is_path(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("@path"), str)


def _one_of(names: tuple[str, ...], among: Any) -> str | None:
    """The first path with one of these names: the path's last key, or in an object the key it is written to."""
    paths = among if isinstance(among, dict) else {path.rsplit(".", 1)[-1]: path for path in reversed(among)}
    return next((paths[name] for name in names if name in paths), None)


def _of_near(loss: Loss, mapped: dict[str, Any]) -> dict[str, str] | None:
    """The template with each variable replaced by the path it may have meant; None if that makes no name."""
    if len(loss.near) != len(loss.reads):
        return None
    meant = {
        read.path.removeprefix("$."): near.removeprefix("$.") for read, near in zip(loss.reads, loss.near, strict=True)
    }
    text = VARIABLE.sub(lambda found: f"{{{{{meant.get(found[1], found[1])}}}}}", str(mapped["@template"]))
    return {"@template": text} if makes(loss, {"@template": text}) else None


def _names_beside(loss: Loss) -> tuple[str, str] | None:
    """The paths of last and first name in the event, beside or inside what was mapped: elsewhere they may be another person's."""
    near = {place for read in loss.reads for place in (read.path, read.path.rpartition(".")[0])}
    found = [
        path.removeprefix("$.")
        for path, value in leaves(loss.event, "$")
        if isinstance(value, str) and value and path.rpartition(".")[0] in near
    ]
    last, first = _one_of(_LAST, found), _one_of(_FIRST, found)
    return (last, first) if last and first else None
