"""Saved mappings in the shapes people have them, each subscription with the place of its parts.

Segment's Public API (list, get, create, update), Terraform plans and states (`terraform show -json`, state files), HCL
(extra `hcl`), what is sent to the actions tester, the destination's metadata, the framework's own names, plain lists, and
the presets by name. A mapping is located here, never judged: `segment_actions` compiles it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.catalogue import described_subscriptions
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.hcl import NotLiteral, looks_like_hcl, read_resources
from attio_harness.inputs.pages import Pages
from attio_harness.inputs.terraform import deleted, is_terraform, resources
from attio_harness.text.json import JsonTextError, doubled_key, line_of, loads, pointer_token

__all__ = ["LocatedSubscription", "locate_dict", "read_mappings", "read_text"]

_NAMES = {
    "action": ("partnerAction", "actionSlug", "action_slug", "action"),
    "trigger": ("subscribe", "trigger"),
    "mapping": ("mapping", "settings"),
}
"""What each part of a subscription is called: the framework's word first, then the Public API's and Terraform's."""

_KNOWN_BY = {
    "identifyUser": {"email_address", "user_attributes", "person_attributes"},
    "groupWorkspace": {"domain", "workspace_id", "company_attributes", "workspace_attributes"},
    "assertRecord": {"object", "matching_attribute", "attributes"},
}
"""Fields that no other action of the destination has; a mapping without an action is recognised by them."""

_WRAPPINGS = ("data", "subscription", "destinationSubscription", "destinationMetadata", "input")
_TERRAFORM_TYPE = "segment_destination_subscription"
_ANY_EVENT = "type != null"
"""True for every event: `!=` compares with the text `null` (fql.md 2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedSubscription:
    """A subscription and where its parts stand; pointers are JSON pointers into `file`."""

    file: str
    name: str
    action: str
    trigger: str
    mapping: Mapping[str, Any]
    enabled: bool = True
    pointer: str
    mapping_pointer: str
    trigger_pointer: str
    notes: tuple[str, ...] = ()
    saved_as_text: tuple[str, ...] = ()
    """Numbers and flags that the export saved as text, as `batch_size "5000"`; they are read as what they say."""
    beside: tuple[tuple[str, str], ...] = ()
    """What is to be told of the file and of no one subscription, each with its pointer; the first one of a file has it."""
    text: str | None = field(default=None, repr=False)
    lines: Mapping[str, int] | None = field(default=None, repr=False)
    """The lines of pointers, where the file is no JSON or the mapping is put together from several places of it."""

    def line_of(self, pointer: str) -> int | None:
        """The line of `pointer` in the file; inside Terraform's JSON text it is the line of `settings`."""
        if self.lines is not None:
            at = pointer
            while at and at not in self.lines:
                at = at[:-1] if at.endswith("#") else at.rpartition("/")[0]
            if at:
                return self.lines[at]
            if looks_like_hcl(self.file, self.text or ""):
                return None
        return line_of(self.text, pointer.split("#")[0]) if self.text is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    value: dict[str, Any]
    pointer: str
    settings_text: bool = False
    """Terraform keeps the mapping as JSON text inside `settings`."""
    bare: bool = False
    """The document is the mapping alone; `value` has it under `mapping`, which the file does not."""
    tester: bool = False
    """What is sent to the actions tester, which evaluates no trigger."""
    mapping_pointer: str | None = None
    """Where the mapping stands, if not under its own member."""
    trigger_pointer: str | None = None
    lines: Mapping[str, int] | None = None
    note: str | None = None


def read_mappings(
    names: list[str], *, action: str | None = None, presets: Mapping[str, list[Any]] | None = None
) -> list[LocatedSubscription]:
    """The subscriptions of every file or preset named.

    Raises:
        InputError: a file cannot be read, holds no subscription, or a subscription lacks a part.
    """
    known = presets if presets is not None else _presets()
    pages = Pages()
    found = [one for name in names for one in _read(name, action, known, pages)]
    missing = dict(pages.missing())
    return [replace(one, notes=(*one.notes, missing.pop(one.file))) if one.file in missing else one for one in found]


def locate_dict(value: Mapping[str, Any], pointer: str, *, action: str | None = None) -> list[LocatedSubscription]:
    """The subscriptions of a document given as a Python value; `file` is then `<python>`.

    Raises:
        InputError: as `read_mappings`.
    """
    found = list(_walk(value, pointer, "<python>"))
    if not found:
        raise InputError("holds no subscription", file="<python>", pointer=pointer)
    return [_locate(one, number, "<python>", None, action) for number, one in enumerate(found)]


def _presets() -> Mapping[str, list[Any]]:
    from attio_destination import PRESETS

    return PRESETS


def _read(
    name: str, action: str | None, presets: Mapping[str, list[Any]], pages: Pages
) -> Iterator[LocatedSubscription]:
    if name in presets and not os.path.exists(name):
        for index, preset in enumerate(presets[name]):
            yield LocatedSubscription(
                file=name,
                name=preset.name,
                action=preset.partner_action,
                trigger=preset.subscribe,
                mapping=preset.mapping,
                pointer=f"/{index}",
                mapping_pointer=f"/{index}/mapping",
                trigger_pointer=f"/{index}/subscribe",
            )
        return
    if os.path.isdir(name):
        yield from _folder(name, action)
        return
    text = read_text(name, "mapping", presets)
    gone: list[tuple[str, str]] = []
    if looks_like_hcl(name, text):
        found = list(_hcl(text, name))
    else:
        document = read_document(text, name, "mapping")
        pages.see(document, name)
        found = list(_walk(document, "", name, text))
        twice = doubled_key(text)
        if twice and found:
            note = f'the key "{twice[:40]}" comes twice in one object of this file, and the last value counts'
            found[0] = replace(found[0], note=f"{found[0].note}; {note}" if found[0].note else note)
        gone = list(_deleted(document))
    if not found and gone:
        raise InputError(f"no subscription is left to check: {gone[0][1]}", file=name, line=line_of(text, gone[0][0]))
    if not found:
        raise InputError(
            "holds no subscription (expected Segment's Public API answer, a Terraform plan as JSON, or "
            '{"partnerAction", "subscribe", "mapping"} alone or in an array)',
            file=name,
        )
    for number, one in enumerate(found):
        yield replace(_locate(one, number, name, text, action), beside=() if number else tuple(gone))


def _deleted(document: Any) -> Iterator[tuple[str, str]]:
    for one in deleted(document, _TERRAFORM_TYPE) if isinstance(document, dict) else ():
        name = one.values.get("name") or "a subscription"
        what = f"the plan deletes {name} ({one.address}), which is not checked: what it wrote is written no more"
        yield one.pointer, what


def _folder(name: str, action: str | None) -> Iterator[LocatedSubscription]:
    """A Terraform folder: the `.tf` files that hold subscriptions, as Terraform reads them (not below)."""
    found = False
    for path in sorted(Path(name).glob("*.tf")):
        text = read_text(str(path), "mapping")
        if _TERRAFORM_TYPE in text:
            for number, one in enumerate(_hcl(text, str(path))):
                found = True
                yield _locate(one, number, str(path), text, action)
    if not found:
        raise InputError(f"the folder has no .tf file with a {_TERRAFORM_TYPE}", file=name)


def read_text(name: str, what: str, presets: Mapping[str, list[Any]] | None = None) -> str:
    """The text of a file without a byte order mark; `what` it should be goes into the message.

    Raises:
        InputError: there is no such file, or it is not text.
    """
    try:
        return Path(name).read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except FileNotFoundError:
        advice = ""
        if presets:
            close = difflib.get_close_matches(name, list(presets), n=1)
            advice = f"; did you mean the preset {close[0]}?" if close else f"; presets are {' and '.join(presets)}"
        raise InputError(f"there is no such {what} file{advice}", file=name) from None
    except UnicodeDecodeError:
        raise InputError(f"is not UTF-8 text (expected a {what} file)", file=name) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=name) from None


def _walk(value: Any, pointer: str, file: str, text: str | None = None) -> Iterator[_Found]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            where = f"{pointer}/{index}"
            if not isinstance(item, dict):
                raise InputError(f"expected a subscription (an object), found {_kind(item)}", file=file, pointer=where)
            yield from _walk(item, where, file, text)
    elif isinstance(value, dict):
        yield from _walk_object(value, pointer, file, text)


def _walk_object(value: dict[str, Any], pointer: str, file: str, text: str | None) -> Iterator[_Found]:
    if is_terraform(value):
        yield from _terraform(value, pointer, file, text)
    elif isinstance(value.get("subscriptions"), list):
        yield from _walk(value["subscriptions"], f"{pointer}/subscriptions", file, text)
    elif wrapped := next((key for key in _WRAPPINGS if isinstance(value.get(key), dict | list)), None):
        yield from _walk(value[wrapped], f"{pointer}/{wrapped}", file, text)
    elif isinstance(value.get("request"), dict) or isinstance(value.get("item"), list):
        yield from _exchange(value, pointer, file, text)
    elif isinstance(value.get("actions"), list | dict):
        for one in described_subscriptions(value, pointer, text):
            yield _Found(
                value=one.value,
                pointer=one.pointer,
                mapping_pointer=one.mapping_pointer,
                trigger_pointer=one.trigger_pointer,
                lines=one.lines,
                note=one.note,
            )
    elif isinstance(value.get("mapping"), dict) and "payload" in value:
        yield _Found(value=value, pointer=pointer, tester=True)
    elif any(isinstance(value.get(name), dict) for name in _NAMES["mapping"]) or _any_of(value, "trigger"):
        yield _Found(value=value, pointer=pointer)
    elif _recognise(value):
        yield _Found(value={"mapping": value}, pointer=pointer, bare=True)
    elif value.get("requestError") is True:
        raise InputError(
            "an error that the actions tester answered; expected what was sent to it: `payload` and `mapping`",
            file=file,
            pointer=pointer or "/",
        )
    elif value:
        raise InputError(
            "expected a subscription: an object with a mapping (`mapping` or `settings`) and a trigger "
            f"(`subscribe` or `trigger`), found the members {', '.join(list(value)[:6])}",
            file=file,
            pointer=pointer or "/",
        )


def _exchange(value: dict[str, Any], pointer: str, file: str, text: str | None) -> Iterator[_Found]:
    """A request to the actions tester with its address (the last part of the path is the action), or a Postman list."""
    if isinstance(value.get("item"), list):
        yield from _walk(value["item"], f"{pointer}/item", file, text)
        return
    request, where = value["request"], f"{pointer}/request/body"
    body, in_text = request.get("body"), False
    if isinstance(body, dict) and isinstance(body.get("raw"), str):
        body, where = body["raw"], where + "/raw"
    if isinstance(body, str):
        try:
            body, in_text = loads(body), True
        except JsonTextError:
            body = None
    if not isinstance(body, dict) or not isinstance(body.get("mapping"), dict):
        raise InputError(
            "an exchange whose request has no `mapping` (the tester's answer shows the calls to Attio); expected what "
            "was sent to the tester: POST /{action} with `payload` and `mapping`",
            file=file,
            line=line_of(text, where) if text else None,
            pointer=where,
        )
    address = request.get("url")
    address = address.get("raw") if isinstance(address, dict) else address
    slug = str(address or "").split("?")[0].rstrip("/").rpartition("/")[2]
    named = {"actionSlug": slug} if slug in _KNOWN_BY else {}
    inside = where + "#" if in_text else where
    yield _Found(
        value={**body, **named, "name": value.get("name")},
        pointer=pointer,
        tester=True,
        mapping_pointer=f"{inside}/mapping",
    )


def _terraform(document: dict[str, Any], pointer: str, file: str, text: str | None) -> Iterator[_Found]:
    for one in resources(document, _TERRAFORM_TYPE, pointer):
        missing = [name for name in ("settings", "trigger", "enabled") if name in one.unknown]
        if missing:
            raise InputError(
                f"{one.address}: {' and '.join(f'`{name}`' for name in missing)} unknown until apply; give the state "
                "after the apply (`terraform show -json`), or a plan whose mapping is literal",
                file=file,
                line=line_of(text, one.pointer) if text else None,
                pointer=one.pointer,
            )
        changes = " and ".join(f"`{name}`" for name in one.changed)
        note = f"the plan changes {changes} of it; checked is what comes after" if changes else None
        yield _Found(value=dict(one.values), pointer=one.pointer, settings_text=True, note=note)


def _hcl(text: str, file: str) -> Iterator[_Found]:
    for resource in read_resources(text, _TERRAFORM_TYPE, file):
        for key in ("settings", "trigger", "enabled"):
            value = resource.values.get(key)
            if isinstance(value, NotLiteral):
                raise InputError(
                    f"`{key}` is {value.text}, which only Terraform can evaluate; give the JSON of "
                    "`terraform show -json` instead",
                    file=file,
                    line=value.line,
                    pointer=f"{resource.pointer}/{key}",
                )
        literal = {key: value for key, value in resource.values.items() if not isinstance(value, NotLiteral)}
        repeated = [key for key in ("count", "for_each") if key in resource.values]
        inside = f"{resource.pointer}/settings#" if f"{resource.pointer}/settings#" in resource.lines else None
        yield _Found(
            value={"name": resource.name, **literal},
            pointer=resource.pointer,
            settings_text=True,
            mapping_pointer=inside,
            lines=resource.lines,
            note=f"has {repeated[0]}; read once" if repeated else None,
        )


def _locate(found: _Found, number: int, file: str, text: str | None, action: str | None) -> LocatedSubscription:
    value, pointer = found.value, found.pointer

    def fail(problem: str, where: str = "") -> InputError:
        at = pointer + where
        line = found.lines.get(at, found.lines.get(pointer)) if found.lines else None
        return InputError(problem, file=file, line=line or (line_of(text, at) if text else None), pointer=at or "/")

    mapping, mapping_pointer = _mapping(found, fail)
    notes: list[str] = [found.note] if found.note else []
    model = next((value[key] for key in ("modelId", "model_id") if value.get(key)), None)
    if model:
        notes.append(f"belongs to the model {model} (Reverse ETL): Segment runs it on rows of the model, not on events")
    slug = action or _action(value, mapping, notes, fail)
    trigger, trigger_key = _trigger(found, slug, notes, fail)
    enabled = {"true": True, "false": False}.get(str(value.get("enabled", True)).lower())
    if enabled is None:
        raise fail(f"`enabled` must be true or false, found {_kind(value['enabled'])}", "/enabled")
    name = value.get("name")
    return LocatedSubscription(
        file=file,
        name=name if isinstance(name, str) and name else f"{slug} #{number + 1}",
        action=slug,
        trigger=trigger,
        mapping=mapping,
        enabled=enabled,
        pointer=pointer,
        mapping_pointer=mapping_pointer,
        trigger_pointer=found.trigger_pointer or (pointer + pointer_token(trigger_key) if trigger_key else pointer),
        notes=tuple(notes),
        saved_as_text=tuple(_saved_as_text(value, mapping)),
        text=text,
        lines=found.lines,
    )


def _saved_as_text(value: dict[str, Any], mapping: Mapping[str, Any]) -> Iterator[str]:
    found = [key for key in ("batch_size", "batch_bytes") if _is_digits(mapping.get(key))]
    found += [key for key in ("enable_batching",) if mapping.get(key) in ("true", "false")]
    found += ["enabled"] if isinstance(value.get("enabled"), str) else []
    for key in found:
        yield f'{key} "{mapping.get(key, value.get(key))}"'


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()


_Fail = Callable[..., InputError]


def _mapping(found: _Found, fail: _Fail) -> tuple[Mapping[str, Any], str]:
    value = found.value
    key = next((name for name in _NAMES["mapping"] if name in value), None)
    if key is None:
        raise fail("the subscription has no mapping (`mapping` or `settings`)")
    mapping = value[key]
    pointer = found.mapping_pointer or (found.pointer if found.bare else f"{found.pointer}/{key}")
    if isinstance(mapping, str):  # Terraform's jsonencode, or an export that kept the text
        try:
            mapping = loads(mapping)
        except JsonTextError as error:
            raise fail(f"`{key}` is not JSON text: {error.problem}", f"/{key}") from None
        pointer += "#"
    if mapping is None and found.settings_text:
        raise fail("`settings` is unknown until apply; check a state or the plan of a literal mapping", f"/{key}")
    if not isinstance(mapping, dict):
        raise fail(f"`{key}` must be an object of fields, found {_kind(mapping)}", f"/{key}")
    return mapping, pointer


def _action(value: dict[str, Any], mapping: Mapping[str, Any], notes: list[str], fail: _Fail) -> str:
    key = next((name for name in _NAMES["action"] if value.get(name)), None)
    if key is not None:
        slug = value[key]
        if not isinstance(slug, str) or slug not in _KNOWN_BY:
            close = difflib.get_close_matches(str(slug), _KNOWN_BY, n=1, cutoff=0.5)
            advice = f"; did you mean {close[0]}?" if close else ""
            raise fail(f"unknown action {slug!r}; the destination has {', '.join(_KNOWN_BY)}{advice}", f"/{key}")
        return str(slug)
    slug = _recognise(mapping)
    if slug is None:
        raise fail(
            "the subscription names no action, and its fields fit none (or several) of "
            f"{', '.join(_KNOWN_BY)}; say which with --action"
        )
    notes.append(f"names no action; recognised as {slug} by its fields (--action decides otherwise)")
    return slug


def _recognise(mapping: Mapping[str, Any]) -> str | None:
    fits = [slug for slug, fields in _KNOWN_BY.items() if fields & set(mapping)]
    return fits[0] if len(fits) == 1 else None


def _trigger(found: _Found, slug: str, notes: list[str], fail: _Fail) -> tuple[str, str | None]:
    value = found.value
    key = next((name for name in _NAMES["trigger"] if value.get(name) is not None), None)
    if key is not None:
        if not isinstance(value[key], str):
            raise fail(f"`{key}` must be FQL text, found {_kind(value[key])}", f"/{key}")
        return value[key], key
    if found.tester:
        notes.append(f"the actions tester evaluates no trigger; every event is taken ({_ANY_EVENT})")
        return _ANY_EVENT, None
    default = {"identifyUser": 'type = "identify"', "groupWorkspace": 'type = "group"'}.get(slug)
    if default is None:
        raise fail("the subscription has no trigger (`subscribe` or `trigger`, FQL text)")
    notes.append(f"has no trigger; the preset's {default} is used")
    return default, None


def _any_of(value: Mapping[str, Any], part: str) -> bool:
    return any(name in value for name in _NAMES[part])


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {
        bool: "a boolean",
        str: "a string",
        int: "a number",
        float: "a number",
        list: "an array",
        dict: "an object",
    }
    return names[type(value)]
