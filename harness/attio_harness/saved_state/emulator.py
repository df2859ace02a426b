"""An emulator that logs each change before it sends the answer."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from attio_emulator import Emulator, Request, Response, Token, Workspace
from attio_emulator.deferred import WAITING
from attio_emulator.record import Needed

from attio_harness.saved_state.changes import (
    changes_nothing,
    is_control,
    is_oauth,
    judged_row,
    only_reads,
    request_row,
    started_row,
)
from attio_harness.saved_state.clock import HeldClock

if TYPE_CHECKING:
    from attio_harness.saved_state.log import Log

__all__ = ["NOT_SAVED", "LoggedEmulator"]

NOT_SAVED = "x-attio-emulator-not-saved"
"""The header of an answer whose change could not be logged: why."""

_OF_OAUTH = ("oauth_apps", "oauth_requests", "oauth_codes", "tokens")
"""The documents that OAuth writes."""


class LoggedEmulator(Emulator):
    """An `Emulator` that, once `log` is set, appends every change to it. `options` are further ones of `Emulator`.

    Not to be used by two threads at once.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        clock: HeldClock,
        seed: int = 0,
        tokens: Iterable[Token] = (),
        assumptions: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.log: Log | None = None
        self._held = clock
        self._inside = self._is_other = False
        super().__init__(workspace, clock=clock, seed=seed, tokens=tokens, assumptions=assumptions, **options)
        self.started = started_row(self, seed=seed, tokens=tuple(tokens), assumptions=assumptions or {})

    def handle(self, request: Request) -> Response:
        """Answer a request after its changes are logged."""
        if self.log is None or self._inside:
            return super().handle(request)
        reads = only_reads(request) and not is_oauth(request)
        mark, before = self._mark() if reads else None, self._documents_before(request)
        judged = judged_row(self)
        with self._change() as row:
            try:
                response = super().handle(request)
            except Exception:
                self.log.append(row() | request_row(self, request, None, judged=judged), request.body)
                raise
            if mark == self._mark() if reads else changes_nothing(request, response):
                return response
            self._note(row(), request, response, before, judged=judged)
        return self._told(request, response)

    def _note(
        self,
        row: dict[str, Any],
        request: Request,
        response: Response,
        before: Mapping[str, Any],
        *,
        judged: Mapping[str, Any],
    ) -> None:
        """Log the result of a request."""
        assert self.log is not None
        control = is_control(request)
        fault = None if control else self.last_fault
        if self._is_other:
            self.log.append({"kind": "state", **row}, self._whole())
        elif before:
            self.log.append({"kind": "rows", **row}, orjson.dumps(self._documents_since(before)))
        elif not control and (self.last_limited or (fault is not None and not fault.asked)):
            # only time passed; nothing was asked of Attio
            self.log.append({"kind": "time", **row})
        else:
            said = response if fault is None else None
            self.log.append(request_row(self, request, said, judged=judged) | row, request.body)

    def _told(self, request: Request, response: Response) -> Response:
        """The answer, with a header if its change is not on disk."""
        assert self.log is not None
        problem = self.log.problem
        if problem is None:
            return response
        why = problem.why.encode("ascii", "replace").decode()
        return replace(response, headers={**response.headers, NOT_SAVED: why})

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Log the changes in the block in one step."""
        with self.log.together() if self.log is not None else contextlib.nullcontext():
            yield

    def settled(self, seq: int) -> None:
        """Log that the outcome is known of the event with this number, whose requests were answered."""
        if self.log is not None:
            self.log.append({"kind": "settled", "seq": seq})

    def ended(self, seq: int, subscription: str, verdict: str) -> None:
        """Log how a delivery of the event with this number ended; the event goes to other subscriptions as well."""
        if self.log is not None:
            self.log.append({"kind": "ended", "seq": seq, "subscription": subscription, "verdict": verdict})

    # -- changes without a request ----------------------------------------------------------------------------------

    def flush(self) -> None:
        """Apply everything pending, whatever the clock says."""
        if self.log is None or self._inside:
            super().flush()
            return
        with self._change() as row:
            super().flush()
            self.log.append({"kind": "flush", **row()})

    def leave_open(
        self, asserted: Sequence[tuple[str, str, Mapping[str, Any]]], needs: Collection[Needed], *, is_exact: bool
    ) -> None:
        """Note and log what a refusal left open; as `Emulator.leave_open`."""
        if self.log is None:
            super().leave_open(asserted, needs, is_exact=is_exact)
            return
        with self._change() as row:
            super().leave_open(asserted, needs, is_exact=is_exact)
            # not orjson, which cannot write every number and text of JSON
            body = json.dumps({"asserted": asserted, "needs": list(needs), "is_exact": is_exact}).encode()
            self.log.append({"kind": "left_open", **row()}, body)

    def reset(self, *, to: str = "seed") -> None:
        """Reset to the given workspace, or to its schema; raises as `Emulator.reset`."""
        with self._replaced():
            super().reset(to=to)

    def restore(self, state: Any, *, schema: Workspace | None = None) -> None:
        """Put a snapshot in force; raises as `Emulator.restore`."""
        with self._replaced():
            super().restore(state, schema=schema)

    @contextlib.contextmanager
    def _replaced(self) -> Iterator[None]:
        if self.log is None or self._inside:
            yield
            self._is_other = True
            return
        with self._change() as row:
            yield
            self.log.append({"kind": "state", **row()}, self._whole())

    def attempted(self, delivery_id: str) -> None:
        """Log how an attempt to deliver a webhook ended."""
        super().attempted(delivery_id)
        documents = self.documents()
        delivery = documents.get("deliveries", {}).get(delivery_id)
        if self.log is None or delivery is None or not delivery["attempts"]:
            return
        hook = documents.get("webhooks", {}).get(delivery["webhook_id"])
        self.log.append(
            {
                "kind": "attempt",
                "delivery": delivery_id,
                "attempt": delivery["attempts"][-1],
                "status": delivery["status"],
                "due": delivery["due"],
                "hook": None if hook is None else [hook["status"], hook["degraded_at"]],
            }
        )

    # -- parts -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _change(self) -> Iterator[Any]:
        """Hold time in the block and treat its changes as one; yields the moment and the counts."""
        self._inside, self._is_other = True, False
        before = self.counted
        try:
            with self._held.held() as at:
                yield lambda: {
                    "at": at,
                    "ids": [before[0], self.ids.count],
                    "requests": [before[1], self.counted[1]],
                }
        finally:
            self._inside = False

    def _whole(self) -> bytes:
        return b"".join(self.snapshot_text({}))

    def _mark(self) -> tuple[int, ...]:
        """A value that changes if a request that only reads found that time had changed something."""
        waiting = (len(self.core.documents.get(kind, ())) for kind in WAITING)
        return (len(self.queue), self.ledgered, self.ids.count, self.core.store.written(), *waiting)

    def _documents_before(self, request: Request) -> Mapping[str, Any]:
        if not is_oauth(request):
            return {}
        there = self.documents()
        return {kind: {id: dict(row) for id, row in there.get(kind, {}).items()} for kind in _OF_OAUTH}

    def _documents_since(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The rows that OAuth wrote, and None for those that it deleted."""
        found: dict[str, Any] = {}
        for kind, rows in before.items():
            there = self.documents().get(kind, {})
            changed: dict[str, Any] = {id: row for id, row in there.items() if rows.get(id) != row}
            changed |= {id: None for id in rows if id not in there}
            if changed:
                found[kind] = changed
        return found
