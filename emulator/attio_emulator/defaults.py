"""Static default values of attributes: kept as in the workspace file or body, and converted here to what they mean now.

`given` decides when a record gets one. Dynamic defaults need no conversion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.types import TYPES, Refused, Setting
from attio_emulator.types.choices import chosen

__all__ = ["resolved", "sendable", "shown"]

_SHOWN = "attribute_type"
"""The member that marks a value as one that Attio shows."""


def shown(default: Mapping[str, Any] | None, setting: Setting) -> dict[str, Any] | None:
    """A default as Attio shows it, without values the attribute does not accept."""
    out = resolved(default, setting)
    if out is not None and out["type"] == "static":
        out["template"] = [row for row in out["template"] if isinstance(row, Mapping) and _SHOWN in row]
    return out


def resolved(default: Mapping[str, Any] | None, setting: Setting) -> dict[str, Any] | None:
    """A default with each value in the form that Attio shows now; values that cannot be read stay unchanged."""
    if default is None or default["type"] != "static":
        return None if default is None else dict(default)
    with setting.assumptions.trial():
        return {**default, "template": [_resolved(row, setting) for row in default["template"]]}


def _resolved(row: Any, setting: Setting) -> Any:
    kind, attribute, sent = TYPES[setting.attribute.type], setting.attribute, sendable(row)
    choice = chosen(attribute.choices, sent, setting.assumptions) if isinstance(sent, str) else None
    try:
        # an archived choice is shown, though it can no longer be written
        data = kind.read(sent, setting, "public") if choice is None else choice.id
    except Refused:
        return row
    return {**kind.show(data, setting), _SHOWN: attribute.type}


def sendable(row: Any) -> Any:
    """A value Attio shows, in a form that can be written."""
    if not isinstance(row, Mapping):
        return row
    shown = {key: value for key, value in row.items() if key != _SHOWN}
    if "option" in shown or "status" in shown:
        chosen = shown.get("option", shown.get("status"))
        return chosen["id"].get("option_id", chosen["id"].get("status_id")) if isinstance(chosen, Mapping) else chosen
    if "currency_value" in shown:
        return shown["currency_value"]
    if "phone_number" in shown:
        return {key: shown[key] for key in ("original_phone_number", "country_code")}
    return shown
