"""The outbox of webhooks as data: waiting deliveries, their signatures and retries. It sends nothing.

A delivery is a document of the kind `deliveries`. Documented: one event per delivery; the HMAC-SHA256 of the body in
`Attio-Signature` and `X-Attio-Signature`; that a webhook becomes inactive after being degraded for seven days. Assumed:
the times of the retries (`RETRIES`), and that any status of 300 or more is a failure.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from attio_emulator.clock import iso
from attio_emulator.ids import Ids
from attio_emulator.limits import DEFAULTS
from attio_emulator.redacted import address

__all__ = [
    "GIVE_UP",
    "KEPT",
    "RETRIES",
    "Post",
    "dropped",
    "due",
    "enqueue",
    "journal",
    "new_secret",
    "post_of",
    "settle",
    "signature",
]

Documents = MutableMapping[str, dict[str, Any]]

RETRIES: tuple[int, ...] = (5, 30, 120, 600, 1800, 5400, 14_400, 43_200, 86_400, 86_400)
"""Seconds from one attempt to the next: ten retries in a little under three days (assumed)."""

GIVE_UP = 7 * 24 * 3600 * 1000
"""How long a webhook may stay degraded, in milliseconds (documented: seven days)."""

KEPT = 1000
"""How many deliveries are kept; the oldest go first, but none that waits and none after it."""


@dataclass(frozen=True, slots=True)
class Post:
    """An HTTP POST to be made."""

    url: str
    headers: Mapping[str, str] = field(repr=False)  # contains the signature
    body: bytes


def new_secret(ids: Ids, webhook_id: str) -> str:
    """The secret of a webhook with this ID: 64 characters."""
    return "".join(ids.named("webhook secret", webhook_id, half).replace("-", "") for half in "ab")


def signature(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the body with the webhook's secret, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def enqueue(
    documents: Documents,
    webhook_id: str,
    delivery_id: str,
    event: Mapping[str, Any],
    at: int,
    *,
    most: int = DEFAULTS.webhook_queue,
) -> None:
    """Put an event into the outbox, due at once. If more than `most` deliveries wait, or are queued after one that
    does, the oldest go."""
    outbox = documents.setdefault("deliveries", {})
    outbox[delivery_id] = {
        "id": delivery_id,
        "webhook_id": webhook_id,
        "body": {"webhook_id": webhook_id, "events": [dict(event)]},
        "created_at": at,
        "due": at,
        "status": "pending",
        "attempts": [],
    }
    while len(outbox) > min(KEPT, most):
        oldest = next(iter(outbox))
        if outbox[oldest]["status"] == "pending":
            if len(outbox) <= max(most, 1):
                break
            counts = documents.setdefault("delivery_counts", {})
            counts["dropped"] = counts.get("dropped", 0) + 1
        del outbox[oldest]


def dropped(documents: Documents) -> int:
    """How many deliveries were dropped before success because too many waited."""
    return int(documents.get("delivery_counts", {}).get("dropped", 0))


def due(documents: Documents, now: int) -> list[str]:
    """The deliveries that are due, oldest first."""
    rows = documents.get("deliveries", {}).values()
    waiting = sorted((row["due"], index, row["id"]) for index, row in enumerate(rows) if row["status"] == "pending")
    return [id for moment, _, id in waiting if moment <= now]


def post_of(documents: Documents, delivery_id: str) -> Post | None:
    """The post to send; None if the webhook is gone or inactive."""
    row = documents["deliveries"][delivery_id]
    hook = documents.get("webhooks", {}).get(row["webhook_id"])
    if hook is None or hook["status"] == "inactive":
        return None
    body = orjson.dumps(row["body"])
    signed = signature(hook["secret"], body)
    headers = {
        "content-type": "application/json",
        "attio-signature": signed,
        "x-attio-signature": signed,
        "idempotency-key": delivery_id,
    }
    return Post(hook["target_url"], headers, body)


def journal(documents: Documents) -> list[dict[str, Any]]:
    """Every delivery still kept, newest last; times are in Attio's format."""
    hooks = documents.get("webhooks", {})
    return [
        {
            "id": row["id"],
            "webhook_id": row["webhook_id"],
            "target_url": address(hooks[row["webhook_id"]]["target_url"]) if row["webhook_id"] in hooks else None,
            "event": row["body"]["events"][0],
            "created_at": iso(row["created_at"]),
            "status": row["status"],
            "next_attempt_at": iso(row["due"]) if row["status"] == "pending" else None,
            "attempts": [{**one, "at": iso(one["at"])} for one in row["attempts"]],
        }
        for row in documents.get("deliveries", {}).values()
    ]


def settle(
    documents: Documents,
    delivery_id: str,
    at: int,
    *,
    status: int | None = None,
    error: str | None = None,
    given_up: bool = False,
) -> None:
    """Record the result of an attempt: the target's status, or the error instead of one.

    A `given_up` delivery is not retried: its webhook is gone or inactive, or its target may not be sent to.
    """
    row = documents["deliveries"][delivery_id]
    row["attempts"].append({"at": at, "status": status, "error": error})
    hook = documents.get("webhooks", {}).get(row["webhook_id"])
    if status is not None and status < 300:
        row["status"] = "delivered"
        if hook is not None:
            hook["status"], hook["degraded_at"] = "active", None
        return
    if given_up:
        row["status"] = "cancelled"
        return
    tried = len(row["attempts"])
    row["status"] = "pending" if tried <= len(RETRIES) else "failed"
    if row["status"] == "pending":
        row["due"] = at + RETRIES[tried - 1] * 1000
    if hook is not None:
        since = hook["degraded_at"] if hook["degraded_at"] is not None else at
        hook["degraded_at"] = since
        hook["status"] = "inactive" if at - since >= GIVE_UP else "degraded"
