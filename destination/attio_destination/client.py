"""The requests the destination makes of Attio's API, one function each. What goes into them is decided in `actions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from segment_actions import MISSING, Options, Request
from segment_actions.definition import Context
from segment_actions.js import Usual, text

__all__ = ["assert_record", "assertion", "authorized", "batch", "objects", "token"]

API = "https://api.attio.com"


def assert_record(object: str, matching_attribute: str, values: Mapping[str, Any]) -> Request:
    """Create or update one record with simple values. Object and attribute go into the URL as they are."""
    # Unescaped on purpose: "a&b=c" adds a query parameter in the published destination, too (observed).
    query = f"matching_attribute={matching_attribute}&append_to_existing_values=true"
    return Request(
        method="PUT", url=f"{API}/v2/objects/{object}/records/simple?{query}", json={"data": {"values": values}}
    )


def assertion(object: str, matching_attribute: str, values: Mapping[str, Any], received_at: str) -> dict[str, Any]:
    """One element of a batch; a value may be an assertion of the record it links to."""
    return {
        "object": object,
        "mode": "create-or-update",
        "matching_attribute": matching_attribute,
        # Values are only ever added; single requests say the same by `append_to_existing_values` (observed).
        "multiselect_values": "append",
        "values": values,
        "received_at": received_at,
    }


def batch(assertions: Sequence[Mapping[str, Any]], *, usual: bool = False) -> Request:
    """All assertions in one request; `usual` where all that they were made of is (`js.is_usual`)."""
    body = {"assertions": list(assertions)}
    return Request(method="PUT", url=f"{API}/v2/batch/records", json=Usual(body) if usual else body)


def objects() -> Request:
    return Request(method="GET", url=f"{API}/v2/objects")


def token() -> Request:
    """The connection test."""
    return Request(method="GET", url=f"{API}/v1/token")


def authorized(context: Context) -> Options:
    """The access token on every request; without one the published destination sends the word `undefined`."""
    return {"headers": {"authorization": f"Bearer {text(context.auth.get('access_token', MISSING))}"}}
