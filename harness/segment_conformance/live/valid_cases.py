"""Whether a shrunk case is still a case: the arguments for Segment's packages must have the right types.

The result does not matter: a mapping full of mistakes is a valid case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_conformance.live.generators import Case
from segment_conformance.live.generators.payloads import ACTIONS, FORMATS, NUMBER_FORMATS, TYPES

__all__ = ["is_valid"]


def is_valid(case: Case) -> bool:
    """Whether the packages can be called with this case."""
    return _VALID[case["kind"]](case)


def _mapping(case: Case) -> bool:
    return "mapping" in case and "event" in case


def _fql(case: Case) -> bool:
    return isinstance(case.get("fql"), str) and _objects(case.get("events"))


def _validate(case: Case) -> bool:
    return (
        case.get("mode") in ("single", "batch")
        and isinstance(case.get("payload"), dict)
        and ("action" in case or "fields" in case)
        and case.get("action", ACTIONS[0]) in ACTIONS
        and _fields(case.get("fields", {}))
    )


def _runtime(case: Case) -> bool:
    answers = case.get("responses", [])
    return (
        isinstance(case.get("event", {}), dict)
        and _objects(case.get("events", []))
        and _objects(answers)
        and all(isinstance(one.get("status", 200), int) for one in answers)
    )


def _single(case: Case) -> bool:
    return isinstance(case.get("event"), dict) and _settings(case) and _responses(case)


def _batch(case: Case) -> bool:
    return _objects(case.get("events")) and _settings(case) and _responses(case)


_VALID: Mapping[str, Callable[[Case], bool]] = {
    "mapping": _mapping,
    "fql": _fql,
    "validate": _validate,
    "attio_single": _single,
    "attio_batch": _batch,
    "runtime": _runtime,
    "failure": _runtime,
}


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


# -- fields of an action -----------------------------------------------------------------------------------------------


def _fields(fields: Any) -> bool:
    return isinstance(fields, dict) and all(isinstance(one, dict) and _field(one) for one in fields.values())


def _field(field: dict[str, Any]) -> bool:
    return (
        field.get("type") in TYPES
        and field.get("format", "text") in (*FORMATS, *NUMBER_FORMATS)
        and isinstance(field.get("label", ""), str)
        and all(isinstance(field.get(name, True), bool) for name in ("multiple", "allowNull", "additionalProperties"))
        and all(isinstance(field.get(name, 0), int | float) for name in ("minimum", "maximum"))
        and _required(field.get("required", False))
        and _choices(field.get("choices", ["a"]))
        and _fields(field.get("properties", {}))
    )


def _required(required: Any) -> bool:
    if not isinstance(required, dict):
        return isinstance(required, bool)
    conditions = required.get("conditions", [])
    return bool(conditions) and _objects(conditions) and all(_condition(one) for one in conditions)


def _condition(condition: dict[str, Any]) -> bool:
    key = condition.get("fieldKey")
    return condition.get("operator") in ("is", "is_not") and isinstance(key, str) and all(key.split("."))


def _choices(choices: Any) -> bool:
    return (
        isinstance(choices, list)
        and bool(choices)
        and all(isinstance(one, str) or (isinstance(one, dict) and "value" in one) for one in choices)
    )


# -- a delivery --------------------------------------------------------------------------------------------------------


def _settings(case: Case) -> bool:
    settings = case.get("settings")
    return (
        isinstance(settings, dict)
        and isinstance(settings.get("oauth", {}), dict)
        and isinstance(settings.get("subscription", {}), dict)
        and _objects(settings.get("subscriptions", []))
    )


def _responses(case: Case) -> bool:
    responses = case.get("responses", [])
    return _objects(responses) and all(_response(one) for one in responses)


def _response(response: dict[str, Any]) -> bool:
    status = response.get("status")
    return isinstance(status, int) and 200 <= status < 600 and isinstance(response.get("headers", {}), dict)
