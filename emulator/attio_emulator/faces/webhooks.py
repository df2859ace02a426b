"""Posts what waits in the outbox of webhooks, over HTTP. What is sent and when is decided in `webhooks.outbox`.

Only to this computer unless a host is allowed by name; redirects are not followed and no proxy is used.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit

import httpx

from attio_emulator.clock import Clock, iso
from attio_emulator.resources.webhooks import is_loopback
from attio_emulator.webhooks import outbox

__all__ = ["WebhookSender"]


class WebhookSender:
    """Sends deliveries when asked to.

    Args:
        documents: gives the documents of the core in force (it changes with a reset or a restore).
        clock: milliseconds since 1970; retries wait on it.
        allowed_hosts: hosts besides this computer that may be sent to.
        client: what sends; one without proxy and redirects, with a timeout of five seconds, unless said.
        journal_limit: how many attempts the journal keeps.
    """

    def __init__(
        self,
        documents: Callable[[], MutableMapping[str, dict[str, Any]]],
        clock: Clock,
        *,
        allowed_hosts: Iterable[str] = (),
        client: httpx.Client | None = None,
        lock: AbstractContextManager[Any] | None = None,
        journal_limit: int = 1000,
    ) -> None:
        self._documents, self._clock = documents, clock
        self._lock = lock or nullcontext()
        self._allowed = {host.lower() for host in allowed_hosts}
        self._client = client or httpx.Client(timeout=5.0, follow_redirects=False, trust_env=False)
        self._journal: deque[dict[str, Any]] = deque(maxlen=journal_limit)

    @property
    def journal(self) -> list[dict[str, Any]]:
        """The attempts, newest last: delivery, webhook, target, when, the status or the error."""
        return list(self._journal)

    def send_due(self) -> int:
        """Send every delivery whose time has come, the oldest first; how many were tried."""
        with self._lock:
            waiting = outbox.due(self._documents(), self._clock())
        for delivery_id in waiting:
            self._send(delivery_id)
        return len(waiting)

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _send(self, delivery_id: str) -> None:
        with self._lock:
            documents, at = self._documents(), self._clock()
            row = documents["deliveries"].get(delivery_id)
            if row is None:
                return  # the emulator was reset meanwhile
            post = outbox.post_of(documents, delivery_id)
        status, error, target = None, None, None
        if post is None:
            error = "the webhook is deleted or inactive"
        elif not self._may(post.url):
            target, error = post.url, "the target is not on this computer, and its host is not allowed"
            post = None
        else:
            target = post.url
            try:
                status = self._client.post(post.url, content=post.body, headers=dict(post.headers)).status_code
            except httpx.HTTPError as failed:
                error = f"{type(failed).__name__}: {failed}"
        with self._lock:
            if delivery_id in documents.get("deliveries", {}):
                outbox.settle(documents, delivery_id, at, status=status, error=None if post is None else error)
        self._journal.append(
            {
                "delivery_id": delivery_id,
                "webhook_id": row["webhook_id"],
                "event_type": row["body"]["events"][0]["event_type"],
                "target_url": target,
                "at": iso(at),
                "attempt": len(row["attempts"]),
                "status": status,
                "error": error,
            }
        )

    def _may(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        return is_loopback(host) or host.lower() in self._allowed
