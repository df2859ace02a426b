"""One workspace in memory: its store, writer, documents and rules, and its seed.

Handlers use this and nothing above it. `api` puts a state in force and replaces it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import errors, refusals
from attio_emulator.assumptions import Settings
from attio_emulator.batches import Applier, Outcome
from attio_emulator.clock import Clock
from attio_emulator.errors import AttioError, Problem, WorkspaceError
from attio_emulator.existing import Existing
from attio_emulator.histories import Histories
from attio_emulator.ids import Ids
from attio_emulator.limits import DEFAULTS, Limits
from attio_emulator.merges import Merger
from attio_emulator.query import Ground
from attio_emulator.record import Record, Stamp
from attio_emulator.record_json import RecordJson
from attio_emulator.renderer import Renderer
from attio_emulator.schema.emails import Email, email_row
from attio_emulator.schema.lists import as_object, attribute_rows, document_of
from attio_emulator.schema.model import Object, Token
from attio_emulator.schema.views import view_row
from attio_emulator.schema.workspace import Workspace
from attio_emulator.sought import Judge
from attio_emulator.store import Store
from attio_emulator.sums import summed
from attio_emulator.writer import Writer

__all__ = ["MERGES", "Core", "Documents", "Hooks", "Observer", "documents"]

Observer = Callable[[Outcome], None]
"""Called with the outcome of every assertion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What handlers need from the emulator around them.

    `observer` returns whom to tell of a single assertion that succeeded, None for nobody. `enqueue` takes assertions to apply later.
    `tokens` are known besides the workspace's; if `strict`, others are refused. `judge` decides whether a record may be
    presumed to exist, `updatable` lists the objects whose assertions may presume it. `now` tells the time. `history`:
    ended values are kept; `limits`: how much else is.
    """

    observer: Callable[[], Observer | None]
    enqueue: Callable[[Stamp, Sequence[Mapping[str, Any]]], None]
    tokens: Sequence[Token]
    strict: Callable[[], bool]
    judge: Callable[[], Judge | None]
    updatable: Callable[[], Collection[str]]
    now: Clock
    history: bool = True
    limits: Limits = DEFAULTS


_NOT_WRITTEN = Stamp(at=0, actor=("system", None), request_id="")
"""For what is only judged: the time does not matter, and asking a virtual clock would move it."""

Documents = dict[str, Any]
"""ID -> JSON values, in the order of creation."""


MERGES = "merges"
"""The documents of unfinished merges: ID of the new record -> what to notify when it is done, and when."""


class Core:
    """What handlers work on: the workspace, its store, and the rules between them.

    `documents` hold everything but records (lists, notes, tasks …): kind -> ID -> JSON values, in order of creation.
    """

    def __init__(self, workspace: Workspace, assumptions: Settings, ids: Ids, created_at: int, hooks: Hooks) -> None:
        self.workspace, self.created_at, self.ids, self.hooks = workspace, created_at, ids, hooks
        self.assumptions = assumptions
        self.quiet = False
        """Whether nobody is notified of what happens, see `webhooks.events`."""
        lists = {one.id: document_of(one, workspace.objects[one.parent_object], created_at) for one in workspace.lists}
        workspace.lists = ()  # from here on, a list is its document
        self.documents: dict[str, dict[str, Any]] = {"lists": lists} if lists else {}
        self.tokens: Mapping[str, Token] = {one.token: one for one in (*hooks.tokens, *workspace.tokens)}
        """The tokens known from the start; those OAuth issued since are documents."""
        self.store = Store(history=hooks.history)
        self.existing = Existing(hooks.judge, hooks.updatable, self.store, ids.next, hooks.now)
        self.writer = Writer(workspace, self.store, assumptions, ids, self.owners, self.existing, self.is_merging)
        self.histories = Histories(self.store, self.writer.reader, assumptions)
        self.merger = Merger(workspace, self.store, assumptions, self.owners)
        self.renderer = Renderer(workspace, self.store, assumptions, created_at)
        self.record_json = RecordJson(workspace, self.renderer)
        self.applier = Applier(self.writer, self.store, workspace, assumptions, self.existing)

    def owners(self) -> Iterator[Object]:
        """The owners of records: objects, activities and, for their entries, lists. Their key in the store is `slug`."""
        yield from self.workspace.objects.values()
        yield from self.workspace.activities.values()
        yield from map(as_object, self.documents.get("lists", {}).values())

    def ground(self, owner: Object, called: str | None = None) -> Ground:
        """What a query of an owner's records is about; `called` is the slug for its paths, if not the key in the store."""
        return Ground(self.workspace, self.store, self.assumptions, owner, called or owner.slug)

    def is_merging(self, record_id: str) -> bool:
        """Whether this record comes from an unfinished merge: it can be neither read nor written (documented)."""
        return record_id in self.documents.get(MERGES, ())

    def record(self, owner: Object, id: str, *, merging: int | None = None) -> Record | None:
        """A record by its ID, in any case; None if there is none, or if it comes from an unfinished merge.

        Raises:
            AttioError: it comes from an unfinished merge, and `merging` is the status for that.
        """
        found = self.store.get(owner.slug, id.lower())
        if found is None or not self.is_merging(found.id):
            return found
        if merging is not None:
            raise refusals.is_being_merged(found.id, merging)
        return None

    def hidden(self) -> Callable[[str], bool] | None:
        """A function that tells by ID whether a record is still hidden; None if no record is."""
        return self.is_merging if self.documents.get(MERGES) else None

    def keep(self, owner: Object) -> None:
        """Store the attributes and views of an owner. Only lists need it: objects and activities are their own state."""
        row = self.documents.get("lists", {}).get(owner.slug)
        if row is not None:
            row["attributes"] = attribute_rows(owner)
            row["views"] = [view_row(one) for one in owner.views.values()]

    def load_documents(self, documents: dict[str, dict[str, Any]]) -> None:
        """Put documents in force, and add the workspace's lists that are not among them (by ID or slug)."""
        summed(documents)
        kept = documents.get("lists", {})
        slugs = {row["api_slug"] for row in kept.values()}
        own = {id: row for id, row in self.documents.get("lists", {}).items() if row["api_slug"] not in slugs}
        lists = {**own, **kept}
        self.documents = documents | ({"lists": lists} if lists else {})
        given = documents.get("tokens", {})
        # states of earlier versions repeat the tokens of their workspace file here
        for text in [text for text, row in given.items() if row["client_id"] == self.workspace.id]:
            del given[text]

    def refusals(
        self, object: str, matching_attribute: str | None, values: Mapping[str, Any], *, taken: Collection[str]
    ) -> list[AttioError]:
        """Every refusal an assertion would get now, see `Writer.mistakes`. Nothing is written or recorded."""
        with self.assumptions.trial(), self.existing.trial():
            return self.writer.mistakes(
                object, matching_attribute, values, taken=taken, stamp=_NOT_WRITTEN, pointer="/data/values"
            )

    def records_at(self, at: int) -> dict[str, list[dict[str, Any]]]:
        """The records at a moment (in milliseconds), by object; objects without any are left out."""
        shown = {
            slug: [self.renderer.record(owner, one.at(at)) for one in self.store.each(slug) if one.created_at <= at]
            for slug, owner in self.workspace.objects.items()
        }
        return {slug: rows for slug, rows in shown.items() if rows}

    def seed(self, stamp: Stamp) -> None:
        """Write the seed records of the workspace file.

        Raises:
            WorkspaceError: a record does not fit the schema.
        """
        for slug, rows in self.workspace.records.items():
            owner = self.workspace.objects[slug]
            if rows and not owner.active:
                expected = "an object that is active; add active: true to it"
                raise self._misfit(Problem(pointer=f"/records/{slug}", found=repr(slug), expected=expected, at="key"))
            self._seed(owner, rows, f"/records/{slug}", stamp)
        for slug, rows in self.workspace.activity_records.items():
            activity = self.workspace.find_activity(slug)
            if activity is not None:
                self._seed(activity, rows, f"/activity_records/{slug}", stamp)
        self.put_emails(self.workspace.emails)
        self.store.changes.clear()  # seed records are not reported as changes

    def put_emails(self, emails: Collection[Email]) -> None:
        """Replace the emails of the workspace."""
        if emails or "emails" in self.documents:
            self.documents["emails"] = {one.id: email_row(one) for one in emails}

    def _seed(self, owner: Object, rows: Sequence[Mapping[str, Any]], pointer: str, stamp: Stamp) -> None:
        for index, row in enumerate(rows):
            where = f"{pointer}/{index}"
            try:
                self.writer.create(owner, row, form="simple", stamp=stamp, pointer=where)
            except AttioError as error:
                raise self._misfit(_seed_problem(owner, error, where)) from None

    def _misfit(self, problem: Problem) -> WorkspaceError:
        return WorkspaceError(self.workspace.file, [problem])


def documents(core: Core, kind: str) -> Documents:
    """The documents of a kind; creates the kind on first use."""
    return core.documents.setdefault(kind, {})


def _seed_problem(owner: Object, error: AttioError, pointer: str) -> Problem:
    found = errors.shortened(error.found) if error.has_found else "a record"
    attribute = owner.find(error.attribute or "")
    if attribute is None and error.attribute is not None:
        found, among = repr(error.attribute), list(owner.attributes)
    else:
        among = [one.title for one in attribute.choices] if attribute is not None else []
    close = difflib.get_close_matches(
        str(error.attribute if attribute is None else error.found), among, n=1, cutoff=0.5
    )
    return Problem(
        pointer=error.pointer or pointer,
        found=found,
        expected=error.expected or error.message,
        closest=close[0] if close else None,
        at="key" if attribute is None and error.attribute is not None else "value",
    )
