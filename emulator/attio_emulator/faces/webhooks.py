"""Posts the deliveries in the outbox of webhooks over HTTP. `webhooks.outbox` decides what is sent, and when.

It posts only to this computer, unless a host is allowed by name; it follows no redirects and uses no proxy. Whatever
happens to one delivery, its attempt ends with a reason, and the others continue.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

import httpx

from attio_emulator.clock import Clock, iso
from attio_emulator.errors import shortened
from attio_emulator.this_computer import is_here
from attio_emulator.webhooks import outbox

__all__ = ["WebhookSender"]

_PATIENCE = 5.0
"""Seconds for a target to answer, in total."""


@cache  # takes 20 ms, so not for each round or workspace
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class WebhookSender:
    """Sends deliveries when asked to.

    Args:
        documents: returns the documents of the core in force, which a reset or restore replaces.
        clock: milliseconds since 1970; decides when to retry.
        allowed_hosts: hosts besides this computer that may be sent to.
        transport: the httpx transport; by default the network.
        lock: held while the documents are used.
        journal_limit: how many attempts the journal keeps.
        told: called, with the lock held, with the ID of a delivery once the result of an attempt is recorded.
        patience: seconds for a target to answer.
    """

    def __init__(
        self,
        documents: Callable[[], MutableMapping[str, dict[str, Any]]],
        clock: Clock,
        *,
        allowed_hosts: Iterable[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        lock: AbstractContextManager[Any] | None = None,
        journal_limit: int = 1000,
        told: Callable[[str], None] = lambda delivery_id: None,
        patience: float = _PATIENCE,
    ) -> None:
        self._documents, self._clock, self._told = documents, clock, told
        self._lock = lock or nullcontext()
        self._allowed = {host.lower() for host in allowed_hosts}
        self._transport, self._patience = transport, patience
        self._journal: deque[dict[str, Any]] = deque(maxlen=journal_limit)
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._pausing = False

    @property
    def journal(self) -> list[dict[str, Any]]:
        """The attempts, newest last: delivery, webhook, target, time, and the status or error."""
        return list(self._journal)

    @property
    def has_due(self) -> bool:
        """Whether a delivery is due."""
        with self._lock:
            return bool(outbox.due(self._documents(), self._clock()))

    @property
    def is_sending(self) -> bool:
        """Whether a post is being sent."""
        return bool(self._sending)

    def start_due(self) -> int:
        """Start sending what is due, in the running event loop: the oldest delivery of each webhook, unless one is
        already being sent to it, so that no target waits for another. Returns the number started."""
        waiting: dict[str, list[str]] = {}
        with self._lock:
            documents = self._documents()
            for id in outbox.due(documents, self._clock()):
                waiting.setdefault(documents["deliveries"][id]["webhook_id"], []).append(id)
        begun = {webhook_id: ids for webhook_id, ids in waiting.items() if webhook_id not in self._sending}
        for webhook_id, ids in begun.items():
            self._sending[webhook_id] = asyncio.create_task(self._send_in_turn(webhook_id, ids))
        return sum(map(len, begun.values()))

    async def pause(self) -> None:
        """Wait until the current posts end; deliveries queued after them stay due."""
        self._pausing = True
        await asyncio.gather(*self._sending.values())
        self._pausing = False

    async def _send_in_turn(self, webhook_id: str, waiting: Iterable[str]) -> None:
        client = httpx.AsyncClient(
            transport=self._transport,
            verify=_certificates(),
            timeout=self._patience,
            follow_redirects=False,
            trust_env=False,
        )
        try:
            async with client:
                for delivery_id in waiting:
                    if self._pausing:
                        break
                    await self._send(client, delivery_id)
        finally:
            del self._sending[webhook_id]

    async def _send(self, client: httpx.AsyncClient, delivery_id: str) -> None:
        with self._lock:
            documents, at = self._documents(), self._clock()
            row = documents.get("deliveries", {}).get(delivery_id)
            if row is None or row["status"] != "pending":
                return  # the emulator was reset or restored meanwhile
            post = outbox.post_of(documents, delivery_id)
        status, error, given_up = None, None, True
        if post is None:
            error = "the webhook is deleted or inactive"
        else:
            try:
                target = httpx.URL(post.url)
                error = self._unsendable(target)
                if error is None:
                    given_up = False
                    status = await asyncio.wait_for(_status(client, target, post), self._patience)
            except (httpx.InvalidURL, UnicodeError, ValueError) as failed:
                error = f"the target is no address that can be sent to: {failed}"
            except TimeoutError:
                error = f"there was no answer within {self._patience:g} seconds"
            except Exception as failed:
                # from httpx or below; the reason is shown with the deliveries
                error = f"{type(failed).__name__}: {failed}"
        with self._lock:
            if delivery_id in documents.get("deliveries", {}):
                outbox.settle(documents, delivery_id, at, status=status, error=error, given_up=given_up)
                self._told(delivery_id)
        self._journal.append(
            {
                "delivery_id": delivery_id,
                "webhook_id": row["webhook_id"],
                "event_type": row["body"]["events"][0]["event_type"],
                "target_url": None if post is None else shortened(post.url) if len(post.url) > 2000 else post.url,
                "at": iso(at),
                "attempt": len(row["attempts"]),
                "status": status,
                "error": error,
            }
        )

    def _unsendable(self, target: httpx.URL) -> str | None:
        """Why nothing is sent to a target; the host is judged as httpx reads it."""
        if target.scheme not in ("http", "https"):
            return f"the target is {target.scheme or 'no'} address, expected http or https"
        if target.userinfo:
            return "the target has a user name or a password in it, which is not sent"
        if target.port is not None and not 1 <= target.port <= 65535:
            return f"the target has the port {target.port}, expected one from 1 to 65535"
        host = target.raw_host.decode("ascii").lower()
        if not (is_here(host) or host in self._allowed or target.host.lower() in self._allowed):
            return "the target is not on this computer, and its host is not allowed"
        return None


async def _status(client: httpx.AsyncClient, target: httpx.URL, post: outbox.Post) -> int:
    """The status of a target's response; its body is not read."""
    async with client.stream("POST", target, content=post.body, headers=dict(post.headers)) as answer:
        return answer.status_code
