"""The emulator: one pure door, `handle(Request) -> Response`, and what stands around a workspace in memory.

No I/O, no clock, no randomness of its own. Paths are in `routes`, control calls in `control`, faces in `transport`,
`asgi` and `server`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from attio_emulator import errors
from attio_emulator.assumptions import checked
from attio_emulator.attributes import TYPES
from attio_emulator.batch import Applier, Batch, BatchRules, Outcome
from attio_emulator.clock import Clock, VirtualClock, iso
from attio_emulator.errors import AttioError, Problem, StateError, WorkspaceError
from attio_emulator.exchange import Request, Response
from attio_emulator.faults import Faults
from attio_emulator.ids import Ids
from attio_emulator.routes import NO_BODY, Answer, Call, find
from attio_emulator.schema import Object, Workspace
from attio_emulator.store import Stamp, Store
from attio_emulator.wire import Wire
from attio_emulator.writing import Writer, Written

__all__ = ["Core", "Emulator"]

_VERSION = 1
_JSON = "application/json; charset=utf-8"
_KEY_LENGTH = 64

Observer = Callable[[Outcome], None]


class Core:
    """What routes may touch: the workspace, its store, and the rules between them.

    `shelves` hold what is no record (lists, notes, tasks …): kind -> ID -> JSON values, in the order of creation.
    """

    def __init__(self, workspace: Workspace, assumptions: Mapping[str, str], ids: Ids, created_at: int) -> None:
        self.workspace, self.created_at, self.ids = workspace, created_at, ids
        self.shelves: dict[str, dict[str, Any]] = {}
        self.store = Store()
        self.writer = Writer(workspace, self.store, assumptions, ids)
        self.wire = Wire(workspace, self.store, assumptions, created_at)
        self.rules = BatchRules(assumptions)
        self.applier = Applier(
            self.writer, self.store, self.rules, received_order=assumptions["batch.order"] == "received_at"
        )
        self.tell: Observer = lambda outcome: None
        self.enqueue: Callable[[Call, Sequence[Mapping[str, Any]]], None] = lambda call, assertions: None
        self.token_is_good: Callable[[Request], bool] = lambda request: True

    def written(self, call: Call, owner: Object, matching: str | None, written: Written) -> None:
        """Tell that a single write was applied."""
        self.tell(
            Outcome(
                request_id=call.stamp.request_id,
                mode="single",
                pointer="",
                object=owner.slug,
                matching_attribute=matching,
                record_id=written.record.id,
                result="created" if written.created else "updated",
            )
        )

    def seed(self, stamp: Stamp) -> None:
        """Write the seed records of the workspace file.

        Raises:
            WorkspaceError: a record does not fit the schema.
        """
        for slug, rows in self.workspace.records.items():
            for index, row in enumerate(rows):
                try:
                    owner = self.writer.object(slug)
                    self.writer.create(owner, row, form="simple", stamp=stamp, pointer=f"/records/{slug}/{index}")
                except AttioError as error:
                    where = error.pointer or f"/records/{slug}/{index}"
                    found = errors.shortened(error.found) if error.has_found else "a record"
                    problem = Problem(pointer=where, found=found, expected=error.expected or error.message)
                    raise WorkspaceError(self.workspace.file, [problem]) from None


class Emulator:
    """An in-memory Attio.

    Args:
        workspace: the schema; without one, the standard objects. It is copied: the caller's is never changed.
        clock: milliseconds since 1970; a `VirtualClock` unless said.
        ids: where record IDs come from; `Ids(seed)` unless said.
        journal_limit: how many requests the journal keeps; 0 for none.
        observer: called with the `Outcome` of every assertion.
        assumptions: settings that go before those of the workspace file.
        strict_auth: accept only the workspace's `tokens` and keys of 64 characters.
        batch_lag: seconds on the clock before a batch is applied; 0 applies it at once.

    Not for two threads at once.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        seed: int = 0,
        journal_limit: int = 1000,
        observer: Observer | None = None,
        assumptions: Mapping[str, str] | None = None,
        strict_auth: bool = False,
        batch_lag: float = 0.0,
    ) -> None:
        self.clock: Clock = clock or VirtualClock()
        self.ids = ids or Ids(seed)
        self.observer = observer
        self.strict_auth, self.batch_lag = strict_auth, batch_lag
        self.faults = Faults()
        self._journal: deque[dict[str, Any]] = deque(maxlen=journal_limit)
        self._ledger: list[dict[str, Any]] = []
        self._given = dict(assumptions or {})
        self._seed = (workspace or Workspace.standard()).to_dict()
        self._file = workspace.file if workspace else "<dict>"
        self._queue: deque[Batch] = deque()
        self.changes = 0
        self._start(Workspace.from_dict(self._seed, file=self._file))
        self._core.seed(self._stamp("seed"))

    def _start(self, workspace: Workspace) -> None:
        settings, problems = checked({**workspace.assumptions, **self._given})
        if problems:
            raise WorkspaceError(self._file, problems)
        self._assumptions = settings
        self._core = Core(workspace, settings, self.ids, self.clock())
        self._core.tell, self._core.enqueue = self._tell, self._enqueue
        self._core.token_is_good = self._token_is_good
        self._queue.clear()

    # -- the door --------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""
        if request.path == "/" or request.path.startswith("/_emulator"):
            from attio_emulator.control import control

            return control(self, request)
        self.apply_due()
        number = self.ids.named("request", str(self.ids.count), str(len(self._journal)), str(self.changes))
        self.changes += 1
        answered, delay = self.faults.answer(request)
        response = answered or self._answered(request, number)
        if delay and not response.delay:
            response = Response(status=response.status, headers=response.headers, body=response.body, delay=delay)
        if self._journal.maxlen:
            self._journal.append(_entry(number, self.clock(), request, response))
        if self.batch_lag == 0:
            self.flush()
        return response

    def _answered(self, request: Request, number: str) -> Response:
        stamp = self._stamp(number)
        call: Call | None = None
        try:
            handler, parts = find(request.method, request.path)
            call = Call(self._core, request, parts, stamp)
            if request.path != "/v2/self":
                self._authorize(request)
            answer = handler(call)
        except AttioError as error:
            self._refused(request, call, number, error)
            answer = Answer(error.status, error.body())
        headers = {
            "content-type": _JSON,
            "x-attio-execution-id": number,
            "access-control-allow-origin": "*",
            "vary": "Origin",
            "x-frame-options": "DENY",
        }
        if answer.body is NO_BODY:
            return Response(status=answer.status, headers={"x-attio-execution-id": number}, body=b"")
        return Response(status=answer.status, headers=headers, body=orjson.dumps(answer.body))

    def _stamp(self, number: str) -> Stamp:
        return Stamp(at=self.clock(), actor=("api-token", self._core.workspace.id), request_id=number)

    # -- authorization ---------------------------------------------------------------------------------------------

    def _bearer(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def _token_is_good(self, request: Request) -> bool:
        token = self._bearer(request)
        return bool(token) and (not self.strict_auth or token in self.workspace.tokens or len(token) == _KEY_LENGTH)

    def _authorize(self, request: Request) -> None:
        if not self._bearer(request):
            raise errors.no_token()
        if not self._token_is_good(request):
            raise errors.token_of_wrong_length()

    # -- batches ---------------------------------------------------------------------------------------------------

    def _enqueue(self, call: Call, assertions: Sequence[Mapping[str, Any]]) -> None:
        due = call.stamp.at + round(self.batch_lag * 1000)
        self._queue.append(
            Batch(request_id=call.stamp.request_id, due=due, actor=call.stamp.actor, assertions=assertions)
        )

    def apply_due(self) -> None:
        """Apply the batches whose time has come."""
        while self._queue and self._queue[0].due <= self.clock():
            self._core.applier.apply(self._queue.popleft(), self.clock, self._tell)

    def flush(self) -> None:
        """Apply every batch that waits, whatever the clock says."""
        while self._queue:
            self._core.applier.apply(self._queue.popleft(), self.clock, self._tell)

    # -- what happened ---------------------------------------------------------------------------------------------

    def _tell(self, outcome: Outcome) -> None:
        self.changes += 1
        nested = outcome.pointer.count("/") > 2
        if outcome.result == "dropped" and outcome.error is not None and not nested:
            self._enter(outcome, outcome.error)
        if self.observer is not None:
            self.observer(outcome)

    def _enter(self, outcome: Outcome, error: AttioError) -> None:
        self._ledger.append(
            {
                "at": iso(self.clock()),
                "mode": outcome.mode,
                "object": outcome.object,
                "matching_attribute": outcome.matching_attribute,
                "values": outcome.values,
                "received_at": outcome.received_at,
                "code": error.code,
                "message": error.message,
                "attribute": error.attribute,
                "expected": error.expected,
                "pointer": error.pointer or outcome.pointer,
                "request_id": outcome.request_id,
            }
        )

    def _refused(self, request: Request, call: Call | None, number: str, error: AttioError) -> None:
        """A refused write is an outcome, too; what is no write at all is in the journal only."""
        if call is None or request.method not in ("PUT", "POST", "PATCH") or "object" not in call.parts:
            return
        if request.path.endswith("/query"):
            return
        found = self.workspace.find_object(call.parts["object"])
        outcome = Outcome(
            request_id=number,
            mode="single",
            pointer="",
            object=found.slug if found else call.parts["object"],
            matching_attribute=request.param("matching_attribute"),
            record_id=None,
            result="refused",
            error=error,
            values=_values_of(request),
        )
        self._enter(outcome, error)
        if self.observer is not None:
            self.observer(outcome)

    @property
    def workspace(self) -> Workspace:
        """The schema in force."""
        return self._core.workspace

    @property
    def assumptions(self) -> Mapping[str, str]:
        """Every assumption and its setting."""
        return dict(self._assumptions)

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Requests with their answers, newest last; tokens are redacted."""
        return list(self._journal)

    @property
    def ledger(self) -> list[dict[str, Any]]:
        """Refused and dropped assertions with the reason, newest last."""
        return list(self._ledger)

    def activate(self, named: str) -> Object | None:
        """Activate an object, as an admin would in the settings; None where there is no such object."""
        self.changes += 1
        return self.workspace.activate(named)

    def clear_journal(self) -> None:
        """Forget the requests so far."""
        self._journal.clear()

    def records(self, object: str) -> list[dict[str, Any]]:
        """The records of an object as Attio's JSON, oldest first.

        Raises:
            AttioError: there is no such object, or it is not activated.
        """
        owner = self._core.writer.object(object)
        return [self._core.wire.record(owner, one) for one in self._core.store.all(owner.slug)]

    def counts(self) -> dict[str, int]:
        """How many records each object has; those without any are left out."""
        return self._core.store.counts()

    # -- states ----------------------------------------------------------------------------------------------------

    def reset(self, *, to: str = "seed") -> None:
        """Back to the workspace as it was given, or (`empty`) to its schema without any record.

        Raises:
            ValueError: neither of the two.
        """
        if to not in ("seed", "empty"):
            raise ValueError(f"cannot reset to {to!r}; expected seed or empty")
        self._start(Workspace.from_dict(self._seed, file=self._file))
        self._journal.clear()
        self._ledger.clear()
        self.faults.rules = []
        self.changes += 1
        if to == "seed":
            self._core.seed(self._stamp("seed"))

    def use_schema(self, workspace: Workspace) -> None:
        """Put another schema in force; records stay where their object and attributes still are.

        Raises:
            StateError: a record does not fit the new schema.
        """
        state = self.snapshot()
        for slug in list(state["records"]):
            if slug not in workspace.objects:
                raise StateError(f"/objects: there are records of {slug}, which the new schema does not have")
        self.restore(state | {"workspace": workspace.to_dict()})

    def snapshot(self) -> dict[str, Any]:
        """The whole state as JSON values, for `restore`."""
        return {
            "version": _VERSION,
            "workspace": self.workspace.to_dict(),
            "records": self._core.store.dump(),
            "shelves": orjson.loads(orjson.dumps(self._core.shelves)),
            "ids": self.ids.count,
            "clock": self.clock(),
            "created_at": self._core.created_at,
            "ledger": self.ledger,
            "queue": [
                {
                    "request_id": one.request_id,
                    "due": one.due,
                    "actor": list(one.actor),
                    "assertions": list(one.assertions),
                }
                for one in self._queue
            ],
        }

    def restore(self, state: Any) -> None:
        """Put a snapshot in force. IDs go on where they were: none is given twice.

        Raises:
            StateError: this is no snapshot, or one of another version; nothing is changed then.
            WorkspaceError: its workspace is broken.
        """
        if not isinstance(state, Mapping) or state.get("version") != _VERSION:
            found = state.get("version") if isinstance(state, Mapping) else type(state).__name__
            raise StateError(f"found version {found!r}, expected a snapshot of version {_VERSION}")
        before = self._core
        try:
            workspace = Workspace.from_dict(state["workspace"], file=self._file)
            self._start(workspace)
            self._core.created_at = state.get("created_at", self._core.created_at)
            self._core.store.load(state["records"], self._key, self._is_unique)
            self._core.shelves = orjson.loads(orjson.dumps(state.get("shelves", {})))
            self._queue.extend(
                Batch(
                    request_id=one["request_id"],
                    due=one["due"],
                    actor=tuple(one["actor"]),
                    assertions=one["assertions"],
                )
                for one in state.get("queue", ())
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            self._core = before
            raise StateError(f"the snapshot is damaged: {type(error).__name__} {error}") from None
        self.ids.count = max(self.ids.count, state.get("ids", 0))
        if isinstance(self.clock, VirtualClock):
            self.clock.set(state.get("clock", 0))
        self._ledger = [dict(row) for row in state.get("ledger", ())]
        self.changes += 1

    def _key(self, object: str, attribute: str, data: Any) -> Any:
        return TYPES[self.workspace.objects[object].attributes[attribute].type].key(data)

    def _is_unique(self, object: str, attribute: str) -> bool:
        return self.workspace.objects[object].attributes[attribute].is_unique


def _values_of(request: Request) -> Any:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    data = body.get("data") if isinstance(body, dict) else None
    return data.get("values") if isinstance(data, dict) else None


def _entry(number: str, at: int, request: Request, response: Response) -> dict[str, Any]:
    return {
        "id": number,
        "at": iso(at),
        "token": "redacted" if request.headers.get("authorization") else None,
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "body": _parsed(request.body),
        "status": response.status,
        "response": _parsed(response.body),
    }


def _parsed(body: bytes) -> Any:
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")
