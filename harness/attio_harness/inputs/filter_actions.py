"""Reads what a destination filter does to the events that meet its condition.

Rules and their sources

* Kinds, `percent` from 0 to 1 as the share that is let through, `path`: documentation of the Public API. The names of the older
  Config API, `whitelist_fields` and the like, mean the same (documentation of destination filters).
* `fields` are names of members by the path of the object that holds them; the path `""` is the event itself (documentation of
  Segment's Terraform provider).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from segment_actions import filter_fql

from attio_harness.errors import InputError
from attio_harness.text.json import JsonTextError, loads, pointer_token
from attio_harness.text.words import kind_of, or_meant, told

__all__ = ["KINDS", "FilterAction", "FilterKind", "keys_of", "read_action", "unusual_roots"]

FilterKind = Literal["drop", "sample", "drop_properties", "allow_properties"]
KINDS: tuple[FilterKind, ...] = ("drop", "sample", "drop_properties", "allow_properties")
"""What a filter can do, in the order in which Segment does it."""

_KINDS: Mapping[str, FilterKind] = {
    **{kind: kind for kind in KINDS},
    "drop_event": "drop",
    "sample_event": "sample",
    "blocklist_fields": "drop_properties",
    "blacklist_fields": "drop_properties",
    "allowlist_fields": "allow_properties",
    "whitelist_fields": "allow_properties",
}
_ROOTS = ("", "context", "properties", "traits")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterAction:
    """One action of a filter: `fields` has the names of members by the path of the object that holds them."""

    kind: FilterKind
    percent: float = 1.0
    path: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=1024)  # a filter asks for its few paths with every event
def keys_of(path: str) -> tuple[str, ...]:
    """`$.context.device` and `context.device` -> ("context", "device"), as in conditions."""
    return filter_fql.keys_of(path.removeprefix("$.").removeprefix("$"))


def unusual_roots(actions: tuple[FilterAction, ...]) -> Iterator[str]:
    """The paths that do not begin with one of the objects that Segment's documentation names."""
    for action in actions:
        yield from (path for path in action.fields if (keys_of(path) or ("",))[0] not in _ROOTS)


def read_action(value: Any, where: str, fail: Callable[[str, str], InputError]) -> FilterAction:
    """Read an action; `where` is its pointer, `fail` makes the error from a message and a pointer.

    Raises:
        InputError: what `fail` makes.
    """
    if not isinstance(value, dict):
        raise fail(f"an action is an object with `type`, found {kind_of(value)}", where)
    named = str(value.get("type")).lower().replace("-", "_").replace(" ", "_")
    kind = _KINDS.get(named)
    if kind is None:
        meant = or_meant(named, _KINDS)
        raise fail(f"unknown action {told(value.get('type'))}; expected {', '.join(KINDS)}{meant}", f"{where}/type")
    percent, path = value.get("percent"), value.get("path")
    if kind == "sample":
        # a share, although it is called percent (documentation of the Public API)
        if not isinstance(percent, int | float) or isinstance(percent, bool) or not 0 <= percent <= 1:
            instead = f"; write {percent / 100} for {percent} %" if type(percent) is int and 1 < percent <= 100 else ""
            problem = f"`percent` is the share let through, from 0 to 1, found {told(percent)}{instead}"
            raise fail(problem, f"{where}/percent")
        if path is not None and not isinstance(path, str):
            raise fail(f"`path` must be text, found {kind_of(path)}", f"{where}/path")
        return FilterAction(kind=kind, percent=float(percent), path=path or None)
    if kind == "drop":
        return FilterAction(kind=kind)
    return FilterAction(kind=kind, fields=_fields(value.get("fields"), f"{where}/fields", fail))


_EXPECTED = 'lists of names by the path of what holds them, as {"traits": ["ssn"]}'


def _fields(value: Any, where: str, fail: Callable[[str, str], InputError]) -> dict[str, tuple[str, ...]]:
    """Names by the path of their object, given as a list or as `{"fields": [names]}`; Terraform keeps the whole or each list as JSON text."""
    if isinstance(value := _decoded(value), str):
        raise fail(f"expected {_EXPECTED}, found {told(value)}", where)
    if isinstance(value, list):
        raise fail(f"expected {_EXPECTED}, found a list", where)
    if not isinstance(value, dict) or not value:
        raise fail(f"needs `fields`: {_EXPECTED}", where)
    out = {}
    for path, names in value.items():
        at = where + pointer_token(path)
        inner = _decoded(names)
        inner = inner.get("fields") if isinstance(inner, dict) else inner
        wrong = [one for one in inner if not isinstance(one, str)] if isinstance(inner, list) else [inner]
        if not isinstance(inner, list) or wrong:
            raise fail(f'expected a list of names, as ["ssn"], found {told(wrong[0])}', at)
        out[path] = tuple(inner)
    return out


def _decoded(value: Any) -> Any:
    """The value of a JSON text; anything else as it is."""
    try:
        return loads(value) if isinstance(value, str) else value
    except JsonTextError:
        return value
