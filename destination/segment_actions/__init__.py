"""Segment's actions engine in Python: mappings, triggers, payload validation, destinations. Knows nothing of Attio.

The public names are listed here and loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segment_actions import filter_fql, fql
    from segment_actions.definition import Action, Context, Exchange, Subscription
    from segment_actions.destination import Destination
    from segment_actions.drivers import run, run_async
    from segment_actions.environment import Surroundings
    from segment_actions.errors import (
        APIError,
        EngineError,
        FetchError,
        FieldError,
        FqlError,
        IntegrationError,
        InvalidAudienceMembershipError,
        InvalidAuthenticationError,
        MappingError,
        PayloadProblem,
        PayloadRefused,
        PayloadValidationError,
        Problem,
        RequestClientError,
        RequestTimedOut,
        RequestTimeoutError,
        RetryableError,
        SegmentError,
        SelfTimeoutError,
        TransportError,
        UnusableValue,
    )
    from segment_actions.http import HTTPError, Request, Response
    from segment_actions.js import MISSING
    from segment_actions.mapping import compile_mapping, transform
    from segment_actions.multistatus import MultiStatusResponse
    from segment_actions.options import Options
    from segment_actions.subscription import PreparedSubscription
    from segment_actions.testing import TestRun, create_test_event, test_action, test_batch_action, test_dynamic_field
    from segment_actions.validation import InputField, Validator, compile_fields, validate

_HOMES = {
    "definition": ("Action", "Context", "Exchange", "Subscription"),
    "destination": ("Destination",),
    "drivers": ("run", "run_async"),
    "errors": (
        "APIError",
        "EngineError",
        "FetchError",
        "FieldError",
        "FqlError",
        "IntegrationError",
        "InvalidAudienceMembershipError",
        "InvalidAuthenticationError",
        "MappingError",
        "PayloadProblem",
        "PayloadRefused",
        "PayloadValidationError",
        "Problem",
        "RequestClientError",
        "RequestTimedOut",
        "RequestTimeoutError",
        "RetryableError",
        "SegmentError",
        "SelfTimeoutError",
        "TransportError",
        "UnusableValue",
    ),
    "http": ("HTTPError", "Request", "Response"),
    "js": ("MISSING",),
    "mapping": ("compile_mapping", "transform"),
    "multistatus": ("MultiStatusResponse",),
    "options": ("Options",),
    "environment": ("Surroundings",),
    "subscription": ("PreparedSubscription",),
    "testing": ("TestRun", "create_test_event", "test_action", "test_batch_action", "test_dynamic_field"),
    "validation": ("InputField", "Validator", "compile_fields", "validate"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "MISSING",
    "APIError",
    "Action",
    "Context",
    "Destination",
    "EngineError",
    "Exchange",
    "FetchError",
    "FieldError",
    "FqlError",
    "HTTPError",
    "InputField",
    "IntegrationError",
    "InvalidAudienceMembershipError",
    "InvalidAuthenticationError",
    "MappingError",
    "MultiStatusResponse",
    "Options",
    "PayloadProblem",
    "PayloadRefused",
    "PayloadValidationError",
    "PreparedSubscription",
    "Problem",
    "Request",
    "RequestClientError",
    "RequestTimedOut",
    "RequestTimeoutError",
    "Response",
    "RetryableError",
    "SegmentError",
    "SelfTimeoutError",
    "Subscription",
    "Surroundings",
    "TestRun",
    "TransportError",
    "UnusableValue",
    "Validator",
    "compile_fields",
    "compile_mapping",
    "create_test_event",
    "filter_fql",
    "fql",
    "run",
    "run_async",
    "test_action",
    "test_batch_action",
    "test_dynamic_field",
    "transform",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name in ("filter_fql", "fql"):
        return import_module(f"segment_actions.{name}")
    if name in _HOME:
        return getattr(import_module(f"segment_actions.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
