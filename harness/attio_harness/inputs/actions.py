"""Which action of the destination a saved mapping is for: the one it names, else the only one that has a field of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_destination.asserts import ASSERTS, telling_fields

from attio_harness.inputs.part import Part
from attio_harness.text.words import closest

__all__ = ["ACTIONS", "NAMES", "action_of", "recognise"]

ACTIONS = tuple(ASSERTS)
NAMES = ("partnerAction", "actionSlug", "action_slug", "action")
"""What the action is called: the framework's word first, then the Public API's and Terraform's."""


def recognise(mapping: Mapping[str, Any]) -> str | None:
    """The action that alone has one of these fields; None where none or several do."""
    # `user_id` tells nothing: identifyUser and groupWorkspace both have it
    fits = [slug for slug in ACTIONS if not mapping.keys().isdisjoint(telling_fields(slug))]
    return fits[0] if len(fits) == 1 else None


def action_of(part: Part, mapping: Mapping[str, Any]) -> tuple[str, str]:
    """The slug of the action, and what there is to tell of it.

    Raises:
        InputError: it names an action that the destination lacks, or none and its fields do not tell.
    """
    key = next((name for name in NAMES if part.value.get(name)), None)
    if key is not None:
        slug = part.value[key]
        if not isinstance(slug, str) or slug not in ACTIONS:
            close = closest(slug, ACTIONS)
            advice = f"; did you mean {close}?" if close else ""
            raise part.refuse(f"unknown action {slug!r}; the destination has {', '.join(ACTIONS)}{advice}", f"/{key}")
        return slug, ""
    recognised = recognise(mapping)
    if recognised is None:
        raise part.refuse(
            "the subscription names no action, and its fields fit none (or several) of "
            f"{', '.join(ACTIONS)}; say which with --action"
        )
    return recognised, f"names no action; recognised as {recognised} by its fields (--action decides otherwise)"
