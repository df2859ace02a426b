"""Attio's API over a workspace in memory: `handle(Request) -> Response`, and methods to inspect and change the workspace.

No I/O, clock or randomness of its own. `dispatch` answers requests, `deferred` applies what waits, `ledger` records outcomes,
`in_force` holds the state and replaces it. `emulator` adds what Attio lacks: control calls and the web page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from threading import RLock
from typing import Any

from attio_emulator.access.limits import RateLimit
from attio_emulator.access.oauth import OAUTH_CALLS
from attio_emulator.access.tokens import token_named
from attio_emulator.batches import Batch, Outcome
from attio_emulator.clock import AnyClock, Clock, VirtualClock, in_milliseconds
from attio_emulator.deferred import Deferred
from attio_emulator.dispatch import Dispatch
from attio_emulator.errors import AttioError
from attio_emulator.faults.happened import Happened
from attio_emulator.faults.in_force import Faults
from attio_emulator.http import Request, Response
from attio_emulator.ids import Ids
from attio_emulator.in_force import InForce
from attio_emulator.journal import Journal
from attio_emulator.ledger import Ledger
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.made_of import refuse_unfit
from attio_emulator.pages.frame import PageLinks
from attio_emulator.record import Needed
from attio_emulator.routes import writes_only_records
from attio_emulator.schema.model import Object, Token
from attio_emulator.schema.workspace import Workspace
from attio_emulator.sought import Judge
from attio_emulator.state import Core, Hooks, Observer
from attio_emulator.webhooks import outbox

__all__ = ["Api"]


class Api:
    """An in-memory Attio, and nothing but Attio; `Emulator` adds the control calls.

    Args:
        workspace: the schema; by default the standard objects. It is copied and never changed.
        clock: returns milliseconds since 1970, or a `datetime`; by default a `VirtualClock`.
        ids: the source of record IDs; by default `Ids(seed)`.
        journal_limit: how many requests the journal keeps, 0 for none; by default that of `limits`.
        history: keep ended values, for `show_historic` and `records_at`. Without them, memory grows with records, not with writes.
        observer: called with the `Outcome` of every assertion.
        assumptions: settings that override those of the workspace file.
        strict_auth: accept only the workspace's tokens, those that OAuth issued, and the argument `tokens`, which no snapshot contains.
        rate_limit: answer 429 above 100 reads or 25 writes per second of the clock.
        batch_lag: seconds on the clock before a batch is applied; 0 applies it at once.
        limits: how much of the past is kept, see `limits`.

    Not thread-safe, unless every thread holds its `lock`, as transports and servers do while it answers.

    Raises:
        TypeError, ValueError: as `refuse_unfit`.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        clock: AnyClock | None = None,
        ids: Ids | None = None,
        seed: int = 0,
        journal_limit: int | None = None,
        history: bool = True,
        observer: Observer | None = None,
        assumptions: Mapping[str, str] | None = None,
        strict_auth: bool = False,
        tokens: Iterable[Token] = (),
        batch_lag: float = 0.0,
        rate_limit: bool = False,
        limits: Limits = DEFAULTS,
    ) -> None:
        tokens = tuple(tokens)
        refuse_unfit({
            "the workspace": workspace, "ids": ids, "assumptions": assumptions, "limits": limits,
            "the batch lag": batch_lag, "the journal limit": journal_limit,
        }, tokens)  # fmt: skip
        self.clock: Clock = VirtualClock() if clock is None else in_milliseconds(clock)
        self.lock, self.ids = RLock(), ids or Ids(seed)
        self.existing: Judge | None = None
        """Called for each reference to a record that no write made; returns whether to presume that it exists. None: never."""
        self.updatable: Collection[str] = ()
        """Slugs of objects for which `existing` is also asked about an assertion that could not create its record."""
        self.resting: Collection[Needed] = ()
        """Records that everything a request creates depends on, besides those it asks `existing` for."""
        self.strict_auth, self.batch_lag = strict_auth, batch_lag
        self.faults, self.limits = Faults(seed=seed), limits
        self._ledger = Ledger(self.clock, observer, limits)
        self._dispatch = Dispatch(self.clock, self.ids, self._ledger, RateLimit(self.clock) if rate_limit else None)
        self._deferred = Deferred(self.clock, self._ledger, self._tell, most_bytes=limits.waiting_batch_bytes)
        kept = limits.journal_requests if journal_limit is None else journal_limit
        self._journal = Journal(most=kept, most_bytes=limits.journal_bytes, most_body=limits.journal_body_bytes)
        self.changes = self.journaled = 0
        """`journaled` counts all requests that entered the journal, including forgotten ones."""
        self.on_disk: Callable[[], Mapping[str, Any]] | None = None
        """Reports on the file that keeps the state: `file`, whether all is `saved`, and if not, `since` and `why`."""
        self.page_links = PageLinks()
        """Links that the surrounding server adds to the page."""
        self.last_fault: Happened | None = None
        """What a fault rule did to the last request, and whether the request was applied; None if no rule matched."""
        self.late_answers = False
        """Write the body of a record's response only when it is read, which must be before the next request. This saves a fifth of an
        assert's cost for callers who read few bodies. Ignored if a journal keeps the response or a fault rule answers."""
        self._decided: Sequence[str] = ()
        hooks = Hooks(
            observer=lambda: self._ledger.observer,
            enqueue=lambda stamp, rows: self._deferred.enqueue(self.core, stamp, rows, lag=self.batch_lag),
            tokens=tokens,
            strict=lambda: self.strict_auth,
            judge=lambda: self.existing,
            updatable=lambda: self.updatable,
            now=self.clock,
            history=history,
            limits=limits,
        )
        self._state = InForce(
            workspace, assumptions, hooks,
            clock=self.clock, ids=self.ids, ledger=self._ledger, deferred=self._deferred, dispatch=self._dispatch,
        )  # fmt: skip

    # -- requests --------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""
        state = self._state
        if self._deferred.apply_due(state.core):
            self.changes += 1
        number = self._dispatch.begin()
        state.core.assumptions.begin()
        state.core.existing.begin(self.resting)
        decided = self.faults.answer(request, named=state.core.workspace.names_of)
        if decided is None:
            late = self.late_answers and not self._journal.most
            response = self._dispatch.answer(state.core, request, number, late=late)
        else:
            asked = {"yes": self._as_asked, "lost": self._as_if}.get(decided.asked)
            response = self.faults.done(decided, asked and asked(request, number), now=self.now())
        self.last_fault = self.faults.last
        self._decided = tuple(state.core.assumptions.decided)
        if self._journal.most:
            self._journal.add(number, self.clock(), request, response)
            self.journaled += 1
        if self._deferred.queue and self.batch_lag == 0:
            self._deferred.apply_batches(state.core)
        self.changes += 1  # last, so that whoever looked meanwhile, as a page does, looks again
        state.core.store.rest()
        return response

    def _as_asked(self, request: Request, number: str) -> Response:
        return self._dispatch.answer(self.core, request, number)

    def _as_if(self, request: Request, number: str) -> Response:
        """The response Attio would give if it did what is asked. Everything is undone, and nobody is notified, not even webhooks."""
        of_oauth = (request.method, request.path) in OAUTH_CALLS
        only_records = not of_oauth and writes_only_records(request.method, request.path)
        judge = self.existing
        self.existing = judge and (lambda missing: True)
        try:
            with self._state.nothing_stays(only_records=only_records):
                return self._as_asked(request, number)
        finally:
            self.existing = judge

    def knows(self, token: str) -> bool:
        """Whether a token is valid. Without `strict_auth`, every token is."""
        return token_named(self.core, token) is not None

    def apply_due(self) -> None:
        """Apply the batches that are due, and whatever Attio does by itself after a while."""
        if self._deferred.apply_due(self.core):
            self.changes += 1

    def flush(self) -> None:
        """Apply everything that waits, whatever the clock says."""
        if self._deferred.flush(self.core):
            self.changes += 1

    # -- what happened ---------------------------------------------------------------------------------------------

    def _tell(self, outcome: Outcome) -> None:
        self.changes += 1
        self._ledger.tell(outcome)

    @property
    def observer(self) -> Observer | None:
        """Called with the `Outcome` of every assertion."""
        return self._ledger.observer

    @observer.setter
    def observer(self, observer: Observer | None) -> None:
        self._ledger.observer = observer

    @property
    def last_refusal(self) -> AttioError | None:
        """Why the last request was refused; None if it was not, or if a fault answered it."""
        return self._dispatch.last_refusal

    @property
    def last_limited(self) -> bool:
        """Whether the last request exceeded the rate limit."""
        return self._dispatch.last_limited

    @property
    def last_assumptions(self) -> tuple[str, ...]:
        """The assumptions that decided something in the last request, not counting a batch it may have queued."""
        return tuple(dict.fromkeys(self._decided))

    @property
    def core(self) -> Core:
        """The workspace in memory, until a reset or restore replaces it. Look at it, but do not change it."""
        return self._state.core

    @property
    def exchanges(self) -> Journal:
        """The journal, newest last, as sent: tokens are not redacted."""
        return self._journal

    @property
    def queue(self) -> Sequence[Batch]:
        """The waiting batches, the next one first."""
        return self._deferred.queue

    @property
    def journal_limit(self) -> int:
        """How many requests the journal keeps."""
        return self._journal.most

    def now(self) -> int:
        """The time in milliseconds; unlike a request, asking does not move a virtual clock."""
        return self.clock.now if isinstance(self.clock, VirtualClock) else self.clock()

    @property
    def workspace(self) -> Workspace:
        """The schema in force."""
        return self.core.workspace

    @property
    def assumptions(self) -> Mapping[str, str]:
        """Every assumption with its setting."""
        return dict(self.core.assumptions)

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Requests, newest last, tokens redacted: `id`, `at`, `method`, `path`, `query`, `body`, and the response: `status`, `response`."""
        return [one.to_dict() for one in self._journal]

    @property
    def ledger(self) -> list[dict[str, Any]]:
        """Refused (`mode` single) and dropped (batch) assertions, newest last: `object`, `values`, `code`, `message`, `attribute`, `expected`, `pointer`."""
        return list(self._ledger.rows)

    @property
    def forgotten(self) -> Mapping[str, int]:
        """How many `requests` the journal and how many `rejections` the ledger has forgotten; the oldest go first."""
        return {"requests": self._journal.forgotten, "rejections": self._ledger.rows.forgotten}

    @property
    def ledgered(self) -> int:
        """How many rows the ledger has had since the start, a reset or a restore, including forgotten ones."""
        return self._ledger.rows.total

    def ledger_since(self, count: int) -> list[dict[str, Any]]:
        """The rows of the ledger after the first `count` (as `ledgered` counts), without forgotten ones."""
        return self._ledger.since(count)

    def refusals(
        self, object: str, matching_attribute: str | None, values: Mapping[str, Any], *, taken: Collection[str] = ()
    ) -> list[AttioError]:
        """Every refusal, not just the first, that an assertion over `records/simple` would now get; writes and records nothing.

        If the object is not activated, its attributes are judged as well. Consequences of other refusals are not judged: everything
        else if the object is unknown, unique values while the record is unknown. `taken` names attributes that count as given and
        accepted, such as a link to a record that another request makes. Without a matching attribute, none is judged.
        """
        return self.core.refusals(object, matching_attribute, values, taken=taken)

    def activate(self, named: str) -> Object | None:
        """Activate an object, as an admin would in the settings; None if there is no such object."""
        self.changes += 1
        return self.workspace.activate(named)

    def deactivate(self, named: str) -> Object | None:
        """Deactivate an object, as an admin would in the settings; its records stay. None if there is no such object.

        Raises:
            ValueError: the object cannot be deactivated: people and companies (documented), and objects the workspace made itself.
        """
        found = self.workspace.deactivate(named)
        self.changes += found is not None
        return found

    def put_emails(self, rows: Any) -> None:
        """Replace the emails of the workspace; `rows` has the form of `emails` in a workspace file.

        Raises:
            WorkspaceError: something is wrong with them; nothing is changed then.
        """
        members = self.workspace.to_dict()["members"]
        found = Workspace.from_dict({"members": members, "emails": [] if rows is None else rows}, file="the body")
        self.core.put_emails(found.emails)
        self.changes += 1

    def clear_journal(self) -> None:
        """Forget all requests so far."""
        self._journal.clear()

    def records(self, object: str, *, inactive: bool = False) -> list[dict[str, Any]]:
        """The records of an object as Attio's JSON, oldest first; `inactive` allows an inactive object.

        Raises:
            AttioError: there is no such object, or it is not activated.
        """
        found = self.workspace.find_object(object) if inactive else None
        owner = found or self.core.writer.object(object)
        return [self.core.renderer.record(owner, one) for one in self.core.store.each(owner.slug)]

    def records_at(self, at: int) -> dict[str, list[dict[str, Any]]]:
        """The records at a moment (in milliseconds): object slug -> Attio's JSON, oldest first.

        Records deleted since then are missing, with their history. Attributes are those of the present schema.
        """
        return self.core.records_at(at)

    def documents(self) -> dict[str, dict[str, Any]]:
        """Everything but records: lists, notes, tasks, webhooks, tokens and so on, as kind -> ID -> JSON values."""
        return self.core.documents

    def deliveries(self) -> list[dict[str, Any]]:
        """Webhook deliveries, sent or due, newest last: `event`, `target_url`, `status`, `next_attempt_at`, results of all `attempts`."""
        return outbox.journal(self.core.documents)

    def counts(self) -> dict[str, int]:
        """The number of records of each object that has any."""
        return {slug: count for slug, count in self.core.store.counts().items() if slug in self.workspace.objects}

    # -- states ----------------------------------------------------------------------------------------------------

    def reset(self, *, to: str = "seed") -> None:
        """Return to the workspace as given, or (`empty`) to its schema without any records.

        Raises:
            ValueError: `to` is neither.
        """
        self._state.reset(to=to)
        self._journal.clear()
        self.faults.clear()
        self.changes += 1

    def use_schema(self, workspace: Workspace, *, as_start: bool = False) -> None:
        """Put another schema in force, with `as_start` also for `reset`. Records stay if they still fit; those of `workspace` are not written.

        Raises:
            StateError: a record does not fit the new schema.
        """
        self.restore(self.snapshot(), schema=workspace)
        if as_start:
            self._state.start_with(workspace)

    def snapshot(self, *, secrets: bool = True) -> dict[str, Any]:
        """The whole state as JSON values, for `restore`. Without `secrets`, it lacks the tokens of the workspace file and the secrets of
        webhooks, and `restore` uses those in force. Tokens issued by OAuth are kept only as hashes."""
        return self._state.snapshot(secrets=secrets)

    def snapshot_text(self, members: Mapping[str, Any]) -> Iterator[bytes]:
        """The text of `snapshot()` with further members, in pieces. Consume it before the next request."""
        return self._state.snapshot_text(members)

    @property
    def counted(self) -> tuple[int, int]:
        """How many IDs and how many request numbers have been given."""
        return self.ids.count, self._dispatch.requests

    def count_from(self, ids: int, requests: int) -> None:
        """Continue the numbering of IDs and requests after these."""
        self.ids.count, self._dispatch.requests = ids, requests

    def attempted(self, delivery_id: str) -> None:
        """Notes that an attempt to send a webhook, and its result, have been recorded."""
        self.changes += 1

    def restore(self, state: Any, *, schema: Workspace | None = None) -> None:
        """Put a snapshot in force, under another schema if given. IDs continue where they were, so none is given twice.

        Raises:
            StateError: this is not a snapshot, or has another version, or a record does not fit the schema; nothing is changed then.
            WorkspaceError: the snapshot's workspace is broken.
        """
        self._state.restore(state, schema=schema)
        self.changes += 1
