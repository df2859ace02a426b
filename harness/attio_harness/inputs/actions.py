"""Finds the destination's action that a saved mapping is for: the one it names, else the only action that has one of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_destination.asserts import ASSERTS, fields_of, telling_fields

from attio_harness.errors import UsageError
from attio_harness.inputs.part import Part
from attio_harness.text.words import or_meant, told

__all__ = [
    "ACTIONS",
    "NAMES",
    "action_of",
    "foreign_fields",
    "known_action",
    "named_action",
    "recognise",
]

ACTIONS = tuple(ASSERTS)
NAMES = ("partnerAction", "actionSlug", "action_slug", "action")
"""The members that name the action: the framework's word first, then the Public API's and Terraform's."""

_SHARED = ("enable_batching", "batch_size", "batch_bytes", "batch_keys", "received_at")
"""Fields that many destinations have, such as the framework's for batches."""


def recognise(mapping: Mapping[str, Any]) -> str | None:
    """The only action that has one of these fields; None if no or several actions have one."""
    # `user_id` does not tell: identifyUser and groupWorkspace both have it
    fits = [slug for slug in ACTIONS if not mapping.keys().isdisjoint(telling_fields(slug))]
    return fits[0] if len(fits) == 1 else None


def foreign_fields(mapping: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that no action of this destination has."""
    own = {field for slug in ACTIONS for field in fields_of(slug)}
    # `__segment_internal_…` and a directive instead of all fields belong to the framework
    return tuple(
        field for field in mapping if field not in own and field not in _SHARED and not field.startswith(("__", "@"))
    )


def named_action(part: Part) -> tuple[str | None, Any]:
    """The member that names the action, and its value."""
    key = next((name for name in NAMES if part.value.get(name)), None)
    return key, part.value[key] if key is not None else None


def known_action(action: str | None, option: str) -> None:
    """Raise UsageError if the user names an action that the destination does not have."""
    if action is not None and action not in ACTIONS:
        raise UsageError(f"{option} {action!r}: {_unknown_action(action)}")


def _unknown_action(slug: object) -> str:
    return f"the destination has {', '.join(ACTIONS)}{or_meant(slug, ACTIONS)}"


def action_of(part: Part, mapping: Mapping[str, Any], asked: str | None = None) -> tuple[str, str]:
    """The slug of the action, and a note or empty text; `asked` is the action of mappings that name none.

    Raises:
        InputError: it names an action that the destination does not have, or it names none and its fields do not tell.
    """
    key, slug = named_action(part)
    if key is not None:
        if not isinstance(slug, str) or slug not in ACTIONS:
            raise part.refuse(f"unknown action {told(slug)}; {_unknown_action(slug)}", f"/{key}")
        return slug, ""
    recognised = recognise(mapping)
    if asked is not None:
        other = recognised not in (None, asked)
        return asked, f"names no action; {asked} is asked for, its fields are those of {recognised}" if other else ""
    if recognised is not None:
        return recognised, f"names no action; recognised as {recognised} by its fields (--action decides otherwise)"
    foreign = foreign_fields(mapping)
    if foreign:
        raise part.refuse(
            f"the subscription names no action, and {', '.join(foreign[:4])} {'is not a field' if len(foreign) == 1 else 'are not fields'} "
            f"of {', '.join(ACTIONS)}: it looks like that of another destination; one of Attio names its action with "
            "`partnerAction`, `actionSlug` or `action_slug`"
        )
    raise part.refuse(
        "the subscription names no action, and its fields fit none (or several) of "
        f"{', '.join(ACTIONS)}; say which with --action"
    )
