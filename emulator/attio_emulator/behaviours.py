"""Every behaviour of the emulator with its tag, its source and the tests that show it: `behaviours()` is the table.

*documented*: Attio's OpenAPI or documentation says it. *observed*: real answers or real clients show it. *assumed*: nobody
says it; an assumption with a switch, or marked so where it is decided. Routes, attribute types and assumptions come from their
own tables, so that none can be without a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Behaviour", "Tag", "behaviours"]

Tag = Literal["documented", "observed", "assumed"]

_OPENAPI = "Attio's OpenAPI"
_CLIENT = "Segment's destination"
_SEGMENT = "Segment's page of the destination"
_REAL = "real answers recorded by others"
_DOCS = "Attio's documentation"
_HERE = "tests/attio_emulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One row. `tests` are files, or `file::test`."""

    id: str
    tag: Tag
    statement: str
    source: str
    tests: tuple[str, ...]


_BY_CLIENT = {
    ("GET", "/v1/token"): "the connection test: 200 with a token, 401 without",
    ("PUT", "/v2/objects/{object}/records/simple"): "asserts a record with simple values",
    ("PUT", "/v2/batch/records"): "takes assertions, answers 202 and applies them later",
}
"""Routes that no document of Attio has."""

_FILES = (
    ("/v1/token", "test_schema.py"),
    ("/v2/self", "test_schema.py"),
    ("/v2/workspace_members", "test_schema.py"),
    ("/v2/batch", "test_batch.py"),
    ("/v2/lists/{list}/entries", "test_resources_entries.py"),
    ("/entries", "test_resources_entries.py"),
    ("/v2/lists", "test_resources_lists.py"),
    ("/v2/notes", "test_resources_notes_tasks.py"),
    ("/v2/tasks", "test_resources_notes_tasks.py"),
    ("/v2/comments", "test_resources_comments.py"),
    ("/v2/threads", "test_resources_comments.py"),
    ("/v2/meetings", "test_resources_meetings.py"),
    ("/v2/webhooks", "test_resources_webhooks.py"),
    ("/records/search", "test_querying_search.py"),
    ("/records/query", "test_querying.py"),
    ("/records/simple", "test_assert.py"),
    ("/records", "test_records.py"),
    ("/v2/objects", "test_schema.py"),
    ("/v2/{target}", "test_resources_lists.py"),
)
"""The first part of a path that fits names the tests of its routes."""

_RULES: tuple[Behaviour, ...] = (
    Behaviour(
        id="object.inactive",
        tag="observed",
        statement="An object that is not activated answers standard_object_disabled and stores nothing.",
        source=_REAL,
        tests=(f"{_HERE}/test_relationships.py", f"{_HERE}/test_assert.py"),
    ),
    Behaviour(
        id="object.listed",
        tag="documented",
        statement="The list of objects has the activated ones only.",
        source=_SEGMENT,
        tests=(f"{_HERE}/test_schema.py",),
    ),
    Behaviour(
        id="endpoint.unknown",
        tag="observed",
        statement="An unknown path and an unsupported method answer 404; there is no 405.",
        source=_REAL,
        tests=(f"{_HERE}/test_schema.py",),
    ),
    Behaviour(
        id="token.missing",
        tag="observed",
        statement="Without a bearer token everything but /v2/self answers 401.",
        source=_REAL,
        tests=(f"{_HERE}/test_schema.py",),
    ),
    Behaviour(
        id="assert.outcome",
        tag="documented",
        statement="An assertion updates the record its matching attribute finds, or creates one; both answer 200.",
        source=_OPENAPI,
        tests=(f"{_HERE}/test_assert.py",),
    ),
    Behaviour(
        id="assert.append",
        tag="observed",
        statement="With append_to_existing_values several values are added, never replaced.",
        source=_CLIENT,
        tests=(f"{_HERE}/test_assert.py",),
    ),
    Behaviour(
        id="write.prepend",
        tag="observed",
        statement="Added values stand in front; one that is there is neither moved nor repeated.",
        source=_REAL,
        tests=(f"{_HERE}/test_assert.py", f"{_HERE}/test_records.py"),
    ),
    Behaviour(
        id="write.atomic",
        tag="observed",
        statement="A refused write stores nothing.",
        source=_REAL,
        tests=(f"{_HERE}/test_assert.py",),
    ),
    Behaviour(
        id="write.unique",
        tag="observed",
        statement="A unique value that another record has answers 400 uniqueness_conflict with that record's ID.",
        source=_REAL,
        tests=(f"{_HERE}/test_assert.py",),
    ),
    Behaviour(
        id="write.required",
        tag="observed",
        statement="A required value is needed to create a record, not to update one.",
        source=_REAL,
        tests=(f"{_HERE}/test_assert.py",),
    ),
    Behaviour(
        id="write.null",
        tag="documented",
        statement="null unsets an attribute.",
        source=_SEGMENT,
        tests=(f"{_HERE}/test_attribute_types.py",),
    ),
    Behaviour(
        id="reference.never_creates",
        tag="documented",
        statement="A reference to a record that does not exist fails; nothing is created from it.",
        source=_DOCS,
        tests=(f"{_HERE}/test_attribute_types.py",),
    ),
    Behaviour(
        id="relationship.both_sides",
        tag="documented",
        statement="Writing one side of a relationship writes the other.",
        source=_DOCS,
        tests=(f"{_HERE}/test_relationships.py",),
    ),
    Behaviour(
        id="batch.silent",
        tag="observed",
        statement="A batch answers 202 without a body, whatever becomes of its assertions; the ledger tells.",
        source=_CLIENT,
        tests=(f"{_HERE}/test_batch.py",),
    ),
    Behaviour(
        id="oauth.code",
        tag="documented",
        statement="The authorization code flow: a page to approve on, a code, a token that does not expire.",
        source=_DOCS,
        tests=(f"{_HERE}/test_resources_oauth.py",),
    ),
    Behaviour(
        id="rate.limit",
        tag="documented",
        statement="100 reads and 25 writes a second, then 429 with Retry-After as an HTTP date; off unless switched on.",
        source=_DOCS,
        tests=(f"{_HERE}/test_resources_oauth.py",),
    ),
    Behaviour(
        id="webhook.signature",
        tag="documented",
        statement="Webhooks are posted with an HMAC-SHA256 of their body.",
        source=_DOCS,
        tests=(f"{_HERE}/test_resources_webhooks.py",),
    ),
)


def behaviours() -> Iterator[Behaviour]:
    """Rules, then routes, then attribute types, then assumptions."""
    yield from _RULES
    yield from _routes()
    yield from _types()
    yield from _assumptions()


def _routes() -> Iterator[Behaviour]:
    from attio_emulator.routes import ELSEWHERE, ROUTES

    for method, pattern, _ in ROUTES:
        statement = _BY_CLIENT.get((method, pattern))
        file = next(file for part, file in _FILES if part in pattern)
        yield Behaviour(
            id=f"{method} {pattern}",
            tag="documented" if statement is None else "observed",
            statement=statement or "answers as the document says",
            source=_OPENAPI if statement is None else _CLIENT,
            tests=(f"{_HERE}/{file}",),
        )
    for method, pattern in ELSEWHERE:
        yield Behaviour(
            id=f"{method} {pattern}",
            tag="documented",
            statement="not emulated: answers 501 and names itself",
            source=_OPENAPI,
            tests=(f"{_HERE}/test_schema.py",),
        )


def _types() -> Iterator[Behaviour]:
    from attio_emulator.attributes import TYPES

    for name in TYPES:
        yield Behaviour(
            id=f"type {name}",
            tag="documented",
            statement="takes the forms of the user documentation (simple) and of the OpenAPI (public), reads back its normal form",
            source=f"{_SEGMENT}; {_OPENAPI}",
            tests=(f"{_HERE}/test_attribute_types.py",),
        )


def _assumptions() -> Iterator[Behaviour]:
    from attio_emulator.assumptions import ASSUMPTIONS

    for one in ASSUMPTIONS.values():
        others = ", ".join(one.choices[1:])
        yield Behaviour(
            id=one.id,
            tag="assumed",
            statement=f"{one.statement} (`{one.default}`; the switch knows {others}, too)",
            source=one.source,
            tests=(f"{_HERE}/test_assumptions.py",),
        )
