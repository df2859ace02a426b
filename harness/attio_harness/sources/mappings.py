"""Saved mappings in the shapes people have them, each subscription with the place of its parts.

Segment's Public API (list, get, create, update), Terraform plans and states (`terraform show -json`), the framework's own
names, plain lists, and the presets by name. A mapping is located here, never judged: `segment_actions` compiles it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attio_harness.errors import InputError
from attio_harness.jsontext import JsonTextError, line_of, loads, pointer_token

__all__ = ["LocatedSubscription", "locate_dict", "read_mappings"]

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

_WRAPPINGS = ("data", "subscription", "destinationSubscription", "input")
_TERRAFORM_TYPE = "segment_destination_subscription"


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
    text: str | None = field(default=None, repr=False)

    def line_of(self, pointer: str) -> int | None:
        """The line of `pointer` in the file; inside Terraform's JSON text it is the line of `settings`."""
        return line_of(self.text, pointer.split("#")[0]) if self.text is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    value: dict[str, Any]
    pointer: str
    settings_text: bool = False
    """Terraform keeps the mapping as JSON text inside `settings`."""
    bare: bool = False
    """The document is the mapping alone; `value` has it under `mapping`, which the file does not."""


def read_mappings(
    names: list[str], *, action: str | None = None, presets: Mapping[str, list[Any]] | None = None
) -> list[LocatedSubscription]:
    """The subscriptions of every file or preset named.

    Raises:
        InputError: a file cannot be read, holds no subscription, or a subscription lacks a part.
    """
    known = presets if presets is not None else _presets()
    return [one for name in names for one in _read(name, action, known)]


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


def _read(name: str, action: str | None, presets: Mapping[str, list[Any]]) -> Iterator[LocatedSubscription]:
    if name in presets and not Path(name).exists():
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
    text = _text(name, presets)
    try:
        document = loads(text)
    except JsonTextError as error:
        raise InputError(f"not JSON: {error.problem} (column {error.column})", file=name, line=error.line) from None
    found = list(_walk(document, "", name))
    if not found:
        raise InputError(
            "holds no subscription (expected Segment's Public API answer, a Terraform plan as JSON, or "
            '{"partnerAction", "subscribe", "mapping"} alone or in an array)',
            file=name,
        )
    for number, one in enumerate(found):
        yield _locate(one, number, name, text, action)


def _text(name: str, presets: Mapping[str, list[Any]]) -> str:
    path = Path(name)
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except FileNotFoundError:
        close = difflib.get_close_matches(name, list(presets), n=1)
        advice = f"; did you mean the preset {close[0]}?" if close else f"; presets are {' and '.join(presets)}"
        raise InputError(f"there is no such mapping file{advice}", file=name) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text (expected a mapping as JSON)", file=name) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=name) from None


def _walk(value: Any, pointer: str, file: str) -> Iterator[_Found]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            where = f"{pointer}/{index}"
            if not isinstance(item, dict):
                raise InputError(f"expected a subscription (an object), found {_kind(item)}", file=file, pointer=where)
            yield from _walk(item, where, file)
    elif isinstance(value, dict):
        yield from _walk_object(value, pointer, file)


def _walk_object(value: dict[str, Any], pointer: str, file: str) -> Iterator[_Found]:
    if "planned_values" in value or ("values" in value and "terraform_version" in value):
        key = "planned_values" if "planned_values" in value else "values"
        yield from _terraform(value[key], f"{pointer}/{key}")
    elif isinstance(value.get("subscriptions"), list):
        yield from _walk(value["subscriptions"], f"{pointer}/subscriptions", file)
    elif wrapped := next((key for key in _WRAPPINGS if isinstance(value.get(key), dict | list)), None):
        yield from _walk(value[wrapped], f"{pointer}/{wrapped}", file)
    elif any(isinstance(value.get(name), dict) for name in _NAMES["mapping"]) or _any_of(value, "trigger"):
        yield _Found(value=value, pointer=pointer)
    elif _recognise(value):
        yield _Found(value={"mapping": value}, pointer=pointer, bare=True)
    elif value:
        raise InputError(
            "expected a subscription: an object with a mapping (`mapping` or `settings`) and a trigger "
            f"(`subscribe` or `trigger`), found the members {', '.join(list(value)[:6])}",
            file=file,
            pointer=pointer or "/",
        )


def _terraform(values: Any, pointer: str) -> Iterator[_Found]:
    module = values.get("root_module") if isinstance(values, dict) else None
    if isinstance(module, dict):
        yield from _terraform_module(module, f"{pointer}/root_module")


def _terraform_module(module: dict[str, Any], pointer: str) -> Iterator[_Found]:
    for index, resource in enumerate(module.get("resources") or []):
        if isinstance(resource, dict) and resource.get("type") == _TERRAFORM_TYPE:
            yield _Found(
                value=resource.get("values") or {}, pointer=f"{pointer}/resources/{index}/values", settings_text=True
            )
    for index, child in enumerate(module.get("child_modules") or []):
        if isinstance(child, dict):
            yield from _terraform_module(child, f"{pointer}/child_modules/{index}")


def _locate(found: _Found, number: int, file: str, text: str | None, action: str | None) -> LocatedSubscription:
    value, pointer = found.value, found.pointer

    def fail(problem: str, where: str = "") -> InputError:
        at = pointer + where
        return InputError(problem, file=file, line=line_of(text, at) if text else None, pointer=at or "/")

    mapping, mapping_pointer = _mapping(found, fail)
    notes: list[str] = []
    slug = action or _action(value, mapping, notes, fail)
    trigger, trigger_key = _trigger(value, slug, notes, fail)
    enabled = value.get("enabled", True)
    if not isinstance(enabled, bool):
        raise fail(f"`enabled` must be true or false, found {_kind(enabled)}", "/enabled")
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
        trigger_pointer=pointer + pointer_token(trigger_key) if trigger_key else pointer,
        notes=tuple(notes),
        text=text,
    )


_Fail = Callable[..., InputError]


def _mapping(found: _Found, fail: _Fail) -> tuple[Mapping[str, Any], str]:
    value = found.value
    key = next((name for name in _NAMES["mapping"] if name in value), None)
    if key is None:
        raise fail("the subscription has no mapping (`mapping` or `settings`)")
    mapping = value[key]
    pointer = found.pointer if found.bare else f"{found.pointer}/{key}"
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
        if slug not in _KNOWN_BY:
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


def _trigger(value: dict[str, Any], slug: str, notes: list[str], fail: _Fail) -> tuple[str, str | None]:
    key = next((name for name in _NAMES["trigger"] if value.get(name) is not None), None)
    if key is not None:
        if not isinstance(value[key], str):
            raise fail(f"`{key}` must be FQL text, found {_kind(value[key])}", f"/{key}")
        return value[key], key
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
