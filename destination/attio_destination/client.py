"""The requests the destination sends to Attio's API, one function each. `actions` decides what goes into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from segment_actions import MISSING, Options, Request
from segment_actions.definition import Context
from segment_actions.js import Usual, is_usual, text

__all__ = ["API", "assert_record", "assertion", "authorized", "batch", "objects", "token"]

API = "https://api.attio.com"


def assert_record(object: str, matching_attribute: str, values: Mapping[str, Any]) -> Request:
    """Create or update one record with simple values. Object and attribute are put into the URL unescaped."""
    # The published destination does not escape either: "a&b=c" adds a query parameter (observed).
    query = f"matching_attribute={matching_attribute}&append_to_existing_values=true"
    body = {"data": {"values": values}}
    return Request(
        method="PUT",
        url=f"{API}/v2/objects/{object}/records/simple?{query}",
        json=Usual(body) if is_usual(values) else body,
    )


def assertion(object: str, matching_attribute: str, values: Mapping[str, Any], received_at: str) -> dict[str, Any]:
    """One element of a batch. A value may itself be an assertion: of the record it links to."""
    return {
        "object": object,
        "mode": "create-or-update",
        "matching_attribute": matching_attribute,
        # Values are added, never replaced; single requests ask for the same with `append_to_existing_values` (observed).
        "multiselect_values": "append",
        "values": values,
        "received_at": received_at,
    }


def batch(assertions: Sequence[Mapping[str, Any]], *, usual: bool = False) -> Request:
    """All assertions in one request. Pass `usual` if every value in them passes `js.is_usual`."""
    body = {"assertions": list(assertions)}
    return Request(method="PUT", url=f"{API}/v2/batch/records", json=Usual(body) if usual else body)


def objects() -> Request:
    return Request(method="GET", url=f"{API}/v2/objects")


def token() -> Request:
    """The request of the connection test."""
    return Request(method="GET", url=f"{API}/v1/token")


def authorized(context: Context) -> Options:
    """The access token for every request. Without one, the published destination sends the word `undefined`."""
    return {"headers": {"authorization": f"Bearer {text(context.auth.get('access_token', MISSING))}"}}
