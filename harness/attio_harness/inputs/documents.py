"""JSON documents that a person names: read whole, or refused in one line that says which kind of file was given instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_harness.errors import InputError
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.terraform import is_terraform
from attio_harness.text.json import JsonTextError, loads

__all__ = ["first_value", "is_state", "misplaced", "read_document"]

_MAPPING = ("partnerAction", "actionSlug", "action_slug", "subscribe", "subscriptions", "destinationSubscription")


def _is_event(one: Mapping[str, Any]) -> bool:
    return one.get("type") in TYPES or isinstance(one.get("batch"), list)


def _is_mapping(one: Mapping[str, Any]) -> bool:
    # `trigger` and `settings` are words of other files, too: only together do they tell
    return any(key in one for key in _MAPPING) or is_terraform(one) or ("trigger" in one and "settings" in one)


def _is_filter(one: Mapping[str, Any]) -> bool:
    return (
        # a plan may hold mappings and filters both, so it is misplaced as neither
        is_terraform(one) or ("if" in one and "actions" in one) or "destinationFilter" in one or "filters" in one
    )


def _is_workspace(one: Mapping[str, Any]) -> bool:
    objects = one.get("objects")
    return isinstance(objects, list) and all(isinstance(each, dict) and "api_slug" in each for each in objects)


def is_state(one: Any) -> bool:
    """Whether a document is plainly a state that was saved, of whatever version."""
    return isinstance(one, dict) and isinstance(one.get("version"), int) and isinstance(one.get("workspace"), dict)


def _is_recording(one: Mapping[str, Any]) -> bool:
    log = one.get("log")
    return (isinstance(log, dict) and isinstance(log.get("entries"), list)) or any(
        isinstance(one.get(name), list) for name in ("interactions", "http_interactions")
    )


_KINDS: Mapping[str, tuple[Callable[[Mapping[str, Any]], bool], str]] = {
    "events": (_is_event, "holds events, which are given without an option"),
    "mapping": (_is_mapping, "is a saved mapping, which is given with -m"),
    "filter": (_is_filter, "holds destination filters, which are given with --filters"),
    "workspace": (_is_workspace, "is a workspace file, which is given with -w"),
    "state": (is_state, "is a saved state, which is given with --from"),
    "recording": (_is_recording, "is recorded traffic, which attio-harness replay reads"),
}


def misplaced(document: Any, expected: str) -> str | None:
    """What to say of a document that is plainly another kind of file than `expected`, or None."""
    one = document
    # `[…]` and `{"data": …}` in each other, as deep as answers of the Public APIs go; the first element stands for all
    for _ in range(3):
        one = one[0] if isinstance(one, list) and one else one
        data = one.get("data") if isinstance(one, dict) else None
        one = data if isinstance(data, dict | list) else one
    if not isinstance(one, dict) or _KINDS[expected][0](one):
        return None
    return next((said for kind, (fits, said) in _KINDS.items() if kind != expected and fits(one)), None)


def read_document(text: str, file: str, expected: str) -> Any:
    """The value of a JSON file.

    Raises:
        InputError: it is empty or not JSON, or plainly another kind of file.
    """
    if not text.strip():
        raise InputError(f"is empty; expected a {expected}", file=file)
    try:
        document = loads(text)
    except JsonTextError as error:
        other = misplaced(first_value(text), expected)
        problem = f"not JSON: {error.problem} (column {error.column})"
        raise InputError(other or problem, file=file, line=error.line if other is None else None) from None
    other = misplaced(document, expected)
    if other:
        raise InputError(other, file=file)
    return document


def first_value(text: str) -> Any:
    """What a text begins with that is no JSON document: NDJSON is told by its first line; None for anything else."""
    try:
        return loads(text.strip().partition("\n")[0])
    except JsonTextError:
        return None
