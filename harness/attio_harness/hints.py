"""What to do about a loss, in one sentence, from what is known of it.

The table `HINTS` is the list: the code Attio (or Segment) gave, the attribute's type, and the function that writes the
advice. The first row that fits speaks. A hint names the nearest thing that would have passed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator import Workspace

from attio_harness.verdicts import Read

__all__ = ["HINTS", "Loss", "hint_for"]

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a hint may look at."""

    code: str
    message: str
    action: str
    object: str | None
    attribute: str | None
    type: str | None
    value: Any
    reads: tuple[Read, ...]
    event: Mapping[str, Any]
    mapping: Mapping[str, Any]
    payload: Mapping[str, Any]
    workspace: Workspace

    @property
    def places(self) -> str:
        """The event paths the mapping looked at, for a sentence."""
        return " or ".join(read.path for read in self.reads) or "the mapping's own value"


def hint_for(loss: Loss) -> str:
    """The advice of the first row of `HINTS` that fits; every loss has one."""
    for code, kind, advise in HINTS:
        if (code is None or code == loss.code) and (kind is None or kind == loss.type):
            advice = advise(loss)
            if advice:
                return advice
    return "Change the mapped value so that Attio's message no longer applies."


def _titles(options: Iterable[Any]) -> list[str]:
    return [option.title for option in options if not option.is_archived]


def _attribute(loss: Loss) -> Any:
    found = loss.workspace.find_object(loss.object) if loss.object else None
    return found.attributes.get(loss.attribute) if found and loss.attribute else None


def _closest(word: Any, among: Iterable[str]) -> str | None:
    by_folded = {name.casefold(): name for name in among}
    close = difflib.get_close_matches(str(word).casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else None


def _listed(names: Iterable[str], most: int = 8) -> str:
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


# -- objects ---------------------------------------------------------------------------------------------------------


def _activate(loss: Loss) -> str:
    return (
        f"Activate the {loss.object} object: in Attio under Workspace Settings > Objects; in the workspace file with "
        f"`active: true` at the object {loss.object}."
    )


def _unknown_object(loss: Loss) -> str | None:
    if "bject with slug/ID" not in loss.message:
        return None
    active = [slug for slug, one in loss.workspace.objects.items() if one.active]
    known = {one.singular_noun: slug for slug, one in loss.workspace.objects.items()} | {slug: slug for slug in active}
    close = _closest(loss.object, known)
    meant = f"Use the slug {known[close]!r}. " if close else ""
    return f"{meant}The workspace's active objects are {_listed(active)}."


# -- matching --------------------------------------------------------------------------------------------------------


def _unique_ones(loss: Loss) -> list[str]:
    found = loss.workspace.find_object(loss.object or "")
    return [slug for slug, one in found.attributes.items() if one.is_unique and slug != "record_id"] if found else []


def _not_unique(loss: Loss) -> str:
    names = _unique_ones(loss)
    if not names:
        return f"{loss.object} has no unique attribute to match on; add one in Attio's object settings first."
    return f"Match on a unique attribute of {loss.object}: {_listed(names)}."


def _unknown_matching(loss: Loss) -> str | None:
    if "matching_attribute" not in loss.message:
        return None
    return f"Match on a unique attribute of {loss.object}: {_listed(_unique_ones(loss)) or 'there is none'}."


def _missing(loss: Loss) -> str:
    name = loss.attribute or "the attribute"
    if loss.action == "assertRecord" and loss.mapping.get("matching_attribute") == loss.attribute:
        return f"Map a value to {name} under Attributes: a record is found by its matching attribute, so it must be among them."
    return f"Map a value to {name}: {loss.object} cannot be created without it."


def _several(loss: Loss) -> str:
    return f"The values belong to different records of {loss.object}; send one, or merge those records in Attio."


def _conflict(loss: Loss) -> str:
    return (
        f"Another record of {loss.object} has this {loss.attribute} already. Match on {loss.attribute} instead, "
        "or leave it out of this mapping."
    )


# -- attributes ------------------------------------------------------------------------------------------------------


def _unknown_attribute(loss: Loss) -> str | None:
    if "Cannot find attribute" not in loss.message:
        return None
    found = loss.workspace.find_object(loss.object or "")
    names = list(found.attributes) if found else []
    close = _closest(loss.attribute, names)
    meant = f"Did you mean {close!r}? " if close else ""
    return f"{meant}Use the slug as Attio shows it (attribute menu, Copy slug), or create {loss.attribute} on {loss.object}."


def _option(loss: Loss) -> str | None:
    one = _attribute(loss)
    if one is None:
        return None
    titles = _titles(one.statuses if loss.type == "status" else one.options)
    close = _closest(loss.value, titles)
    what = "status" if loss.type == "status" else "option"
    meant = f"Send {close!r} (closest), or " if close else "Send a known one or "
    return f"{meant}add {loss.value!r} as {what} of {loss.attribute} in Attio; it has {_listed(titles) or 'none'}."


def _reference(loss: Loss) -> str:
    by = {"people": "email address", "companies": "domain", "users": "user_id", "workspaces": "workspace_id"}
    one = _attribute(loss)
    allowed = list(one.allowed_objects) if one is not None and one.allowed_objects else []
    target = allowed[0] if len(allowed) == 1 else "target"
    earlier = {
        "users": "let Identify User run for that user before this event",
        "people": "let Identify User run for that person before this event",
        "companies": "let Group Workspace (or an Assert Record on companies) run for that domain before this event",
        "workspaces": "let Group Workspace run for it before this event",
    }.get(target, "create it before this event")
    named = f" with the {by[target]} {loss.value!r}" if target in by else f" {loss.value!r}"
    return f"Attio never creates a record from a reference: there is no {target} record{named} yet; {earlier}, or leave {loss.attribute} out."


def _member(loss: Loss) -> str:
    emails = [member.email_address for member in loss.workspace.members]
    close = _closest(loss.value, emails)
    meant = f"Did you mean {close}? " if close else ""
    return f"{meant}Send the email address of a workspace member: {_listed(emails) or 'the workspace file names none'}."


# -- formats ---------------------------------------------------------------------------------------------------------


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _phone(loss: Loss) -> str:
    digits = re.sub(r"\D", "", str(loss.value))
    if isinstance(loss.value, str) and "+" not in loss.value and len(digits) == 10 and digits[0] not in "01":
        return f"Send E.164 with the country code: +1{digits} if this is a number of the United States or Canada."
    return "Send E.164: a plus sign, the country code and the number, digits only, such as +15558675309."


def _domain(loss: Loss) -> str:
    text = _text(loss.value) or ""
    host = (
        re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip(), flags=re.IGNORECASE)
        .split("/")[0]
        .split("@")[-1]
        .split(":")[0]
    )
    if host and "." in host and host != text:
        return f"Send the host alone: {host!r}."
    return "Send a domain such as 'attio.com', without spaces or protocol."


def _email(loss: Loss) -> str:
    return "Send one complete address such as 'person@example.com', or leave the event out with `traits.email != null` in the trigger."


def _name(loss: Loss) -> str:
    words = (_text(loss.value) or "").split()
    example = f" ('{words[-1]}, {' '.join(words[:-1])}' here)" if len(words) > 1 else ""
    return f"Write 'Last, First'{example}: map the name with @template '{{{{traits.last_name}}}}, {{{{traits.first_name}}}}'."


def _number(loss: Loss) -> str:
    text = re.sub(r"[^\d.\-]", "", str(loss.value))
    try:
        example = f" ({float(text):g} here)"
    except ValueError:
        example = ""
    kind = "a number with at most 4 decimals" if loss.type == "currency" else "a number"
    return f"Send {kind} as JSON number, not as text{example}."


def _rating(loss: Loss) -> str:
    return "Send a whole number from 0 to 5."


def _checkbox(loss: Loss) -> str:
    return "Send true or false as JSON boolean; a template always makes text, so use @path, @if or @literal."


def _date(loss: Loss) -> str:
    return f"Send the date as YYYY-MM-DD, for example {_iso(loss.value) or '2023-09-28'!r}."


def _timestamp(loss: Loss) -> str:
    return "Send ISO 8601, for example '2023-09-28T04:39:17.000Z'."


def _iso(value: Any) -> str | None:
    found = re.match(r"^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*$", str(value))
    if not found:
        return None
    first, second, year = found.groups()
    month, day = (second, first) if int(first) > 12 else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}"


def _location(loss: Loss) -> str:
    return f"The destination cannot write locations: leave {loss.attribute} out of the mapping, or map the parts to text attributes."


def _plain_text(loss: Loss) -> str:
    return f"Send text, not {_kind(loss.value)}: @template makes text of numbers and booleans, @json of objects."


def _kind(value: Any) -> str:
    names = {bool: "a boolean", str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), "this")


def _read_only(loss: Loss) -> str | None:
    one = _attribute(loss)
    if one is None or one.is_writable:
        return None
    return f"Attio itself fills {loss.attribute}; leave it out of the mapping."


def _list_for_one(loss: Loss) -> str | None:
    one = _attribute(loss)
    if one is None or one.is_multiselect or not isinstance(loss.value, list):
        return None
    return f"{loss.attribute} holds one value: send the value itself, for example with an index in the path ($.traits.x[0])."


# -- Segment itself --------------------------------------------------------------------------------------------------


def _segment_missing(loss: Loss) -> str | None:
    if "is missing the required field" not in loss.message:
        return None
    if not loss.reads:
        return f"Map the field {loss.attribute or 'named'}: the saved mapping has nothing for it that reads the event."
    near = list(_look_alikes(loss))
    found = f"The event has {_listed(near, 3)}: map that. Or " if near else ""
    demand = " and ".join(f"{path.removeprefix('$.')} != null" for path in [loss.reads[0].path])
    return (
        f"{found}{'let' if near else 'Let'} the trigger ask for it (`{demand}`) so that events without it are left out, "
        f"or send it: the mapping looked at {loss.places} and found nothing."
    )


def _look_alikes(loss: Loss) -> Iterator[str]:
    """Paths of the event whose value or name fits the field that stayed empty."""
    wanted = {
        "email_address": ("email", "mail"),
        "domain": ("domain", "website", "url"),
        "user_id": ("userid", "user_id"),
    }
    field = next((name for name in wanted if name in loss.message or name in str(loss.attribute)), None)
    tried = {read.path for read in loss.reads}
    for path, value in _leaves(loss.event, "$"):
        if path in tried or not isinstance(value, str) or not value:
            continue
        name = path.rsplit(".", 1)[-1].casefold()
        if (field == "email_address" and _EMAIL.match(value)) or (
            field in ("domain", "user_id") and any(part in name for part in wanted[field])
        ):
            yield path


def _leaves(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and depth < 4:
        for key, inner in value.items():
            if depth or key not in ("context", "integrations"):
                yield from _leaves(inner, f"{path}.{key}", depth + 1)
    else:
        yield path, value


def _segment_email(loss: Loss) -> str | None:
    return _email(loss) if "email address" in loss.message else None


def _segment_other(loss: Loss) -> str:
    return (
        f"Mend the value at {loss.places}, or change the mapping so that the field gets what Segment's message names."
    )


def _mapping_error(loss: Loss) -> str:
    return f"The directive got a value it cannot work with from {loss.places}; guard it with @if exists, or map another path."


def _unauthorized(loss: Loss) -> str:
    return "Connect the destination again: Attio refused the access token."


HINTS: tuple[tuple[str | None, str | None, Callable[[Loss], str | None]], ...] = (
    ("MAPPING_ERROR", None, _mapping_error),
    ("PAYLOAD_VALIDATION_FAILED", None, _segment_missing),
    ("PAYLOAD_VALIDATION_FAILED", None, _segment_email),
    ("PAYLOAD_VALIDATION_FAILED", None, _segment_other),
    ("unauthorized", None, _unauthorized),
    ("standard_object_disabled", None, _activate),
    ("not_found", None, _unknown_object),
    ("value_not_found", None, _unknown_object),
    ("matching_attribute_definition_not_unique", None, _not_unique),
    ("value_not_found", None, _unknown_matching),
    ("value_not_found", None, _unknown_attribute),
    ("value_not_found", "select", _option),
    ("value_not_found", "status", _option),
    ("value_not_found", "record-reference", _reference),
    ("value_not_found", "actor-reference", _member),
    ("missing_value", None, _missing),
    ("multiple_match_results", None, _several),
    ("uniqueness_conflict", None, _conflict),
    (None, None, _read_only),
    (None, None, _list_for_one),
    (None, "actor-reference", _member),
    (None, "checkbox", _checkbox),
    (None, "currency", _number),
    (None, "date", _date),
    (None, "domain", _domain),
    (None, "email-address", _email),
    (None, "location", _location),
    (None, "number", _number),
    (None, "personal-name", _name),
    (None, "phone-number", _phone),
    (None, "rating", _rating),
    (None, "record-reference", _reference),
    (None, "select", _option),
    (None, "status", _option),
    (None, "text", _plain_text),
    (None, "timestamp", _timestamp),
)
