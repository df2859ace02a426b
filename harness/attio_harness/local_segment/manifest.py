"""The definition of a destination as the actions tester shows it: its actions with their fields, and its preset subscriptions.

Leaves out functions. Source: `GET /manifest` of the tester's server (source of action-destinations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from segment_actions import Action, Destination, InputField, Subscription

__all__ = ["manifest"]


def manifest(destination: Destination, presets: Sequence[Subscription]) -> dict[str, Any]:
    """The definition of a destination; `presets` are its automatic subscriptions."""
    return {
        "name": destination.name,
        "description": destination.description,
        "slug": destination.slug,
        "mode": "cloud",
        "authentication": {"scheme": destination.scheme, "fields": _fields(destination.fields or {})},
        "actions": {slug: _action(action) for slug, action in destination.actions.items()},
        "presets": [
            {
                "name": one.name,
                "subscribe": one.subscribe,
                "partnerAction": one.partner_action,
                "mapping": dict(one.mapping),
                "type": "automatic",
            }
            for one in presets
        ],
        "directoryName": "attio",
    }


def _action(action: Action) -> dict[str, Any]:
    shown = {"title": action.title, "description": action.description, "fields": _fields(action.fields)}
    return {**shown, "dynamicFields": _without_functions(action.dynamic_fields)} if action.dynamic_fields else shown


def _fields(fields: Mapping[str, InputField]) -> dict[str, Any]:
    return {key: one.to_dict() for key, one in fields.items()}


def _without_functions(functions: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _without_functions(one) for key, one in functions.items() if isinstance(one, Mapping)}
