"""Attio's refusals by code, and statuses without one: the response of a fault rule that gives no body."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["NAMED", "USUAL"]

_REFUSED, _AUTH = "invalid_request_error", "auth_error"
_FEATURE = "This workspace's plan does not include the requested feature."

NAMED: Mapping[str, Mapping[int, tuple[str, str]]] = {
    "billing_error": {403: (_AUTH, _FEATURE)},
    "concurrent_write_conflict": {
        409: (
            _REFUSED,
            "The record was modified by another request while this write was being validated. Please try again.",
        )
    },
    "filter_error": {400: (_REFUSED, "The filter could not be applied.")},
    "internal_error": {500: ("api_error", "A fault rule of the emulator answers.")},
    "limit_reached": {400: (_REFUSED, "A limit of this workspace has been reached.")},
    "merge_in_progress": {
        404: (_REFUSED, "The record is the result of a merge that is still in progress."),
        400: (_REFUSED, "The record is the result of a merge that is still in progress."),
    },
    "missing_value": {400: (_REFUSED, "A required value was not provided.")},
    "not_found": {404: (_REFUSED, "The requested resource was not found.")},
    "particle_gate_violation": {400: (_REFUSED, _FEATURE)},
    "quota_exceeded": {
        403: (_AUTH, "A quota of this workspace has been exceeded."),
        400: (_REFUSED, "A quota of this workspace has been exceeded."),
    },
    "rate_limit_exceeded": {429: ("rate_limit_error", "Rate limit exceeded, please try again later")},
    "slug_conflict": {409: (_REFUSED, "The slug is already in use.")},
    "standard_object_disabled": {
        400: (_REFUSED, "The Standard object must be enabled by a Workspace admin before it can be used.")
    },
    "system_edit_unauthorized": {400: (_REFUSED, "What Attio itself defines cannot be changed.")},
    "unauthorized": {
        401: (_AUTH, "The API Key provided was invalid."),
        403: (_AUTH, "The API Key provided is not authorized to perform the requested action."),
    },
    "uniqueness_conflict": {
        400: (_REFUSED, "The value provided conflicts with one already in the system."),
        409: (_REFUSED, "What was provided exists already."),
    },
    "validation_type": {
        400: (_REFUSED, "The request is not valid."),
        413: (_REFUSED, "The content is too large."),
    },
    "value_not_found": {
        400: (_REFUSED, "A value that was provided could not be found."),
        404: (_REFUSED, "A value that was provided could not be found."),
    },
}
"""Code -> each of its statuses in Attio, the usual one first -> type and message. The message of the 409 for concurrent
writes is Attio's; most others are worded here, since Attio's name what was sent."""

USUAL: Mapping[int, str] = {401: "unauthorized", 403: "unauthorized", 429: "rate_limit_exceeded"}
"""Status -> its code, if a rule gives none."""
