"""Reads the records of a workspace page by page, only their IDs and unique values, and writes them into a state.

Only on request, never by default. Other values of a record are neither kept nor shown, not even in an error.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from attio_emulator import Emulator, Object, VirtualClock, Workspace
from attio_emulator.identified import LONG_AGO, identified, identifying

from attio_harness.advice.fitting import slugs_by_name
from attio_harness.errors import InputError, UsageError
from attio_harness.rest.reader import some_pages
from attio_harness.schema.client import RECORDS, Api
from attio_harness.schema.listed import Tell, silent
from attio_harness.text.alike import likely

__all__ = ["Identified", "objects_named", "pull_records", "state_of_records"]

_PAGE = 500
"""Rows of a page: Attio's default limit (OpenAPI)."""
_MOST_PAGES = 20_000
"""Ten million records, more than any plan of Attio has."""

Identified = tuple[str, dict[str, Any]]
"""The slug of an object, and a record of it as a snapshot has them."""


def objects_named(workspace: Workspace, names: Sequence[str]) -> list[Object]:
    """Objects by their slugs, each once; a name may hold several slugs, separated by commas.

    Raises:
        UsageError: an object does not exist or is not activated.
    """
    wanted = dict.fromkeys(part.strip() for name in names for part in name.split(","))
    return [_object(workspace, one) for one in wanted]


def _object(workspace: Workspace, named: str) -> Object:
    found, there = workspace.find_object(named), [one.slug for one in workspace.active_objects()]
    if found is not None and found.active:
        return found
    if found is not None:
        raise UsageError(
            f"--records {named!r}: this object is not activated in {workspace.name}; it has {', '.join(there)}"
        )
    names = slugs_by_name(workspace.active_objects())
    close = likely(named, names)
    has = f"has {', '.join(there)}"
    meant = f"did you mean {names[close]}? It {has}" if close else f"it {has}"
    raise UsageError(f"--records {named!r}: {workspace.name} has no such object; {meant}")


def pull_records(
    api: Api,
    objects: Iterable[Object],
    *,
    tell: Tell = silent,
) -> Iterator[Identified]:
    """The records of these objects, each with its ID and its unique values.

    Args:
        api: from `connect`.
        objects: of `objects_named`.
        tell: called with one line for an object whose records have nothing but their ID.

    Raises:
        InputError: no connection, an answer that is no success or not as documented; the file is the URL.
        UsageError: the token is refused, inactive, or lacks a scope.
    """
    for owner in objects:
        if not any(identifying(owner)):
            tell(f"{owner.slug} has no unique attribute: of its records only the IDs are kept")
        for row in _records(api, owner):
            yield owner.slug, row


def _records(api: Api, owner: Object) -> Iterator[dict[str, Any]]:
    where, seen = api.url(f"/v2/objects/{owner.slug}/records/query"), set[str]()
    # by age: records created meanwhile come last and shift no page
    body = {"limit": _PAGE, "sorts": [{"attribute": "created_at", "direction": "asc"}]}
    for _ in some_pages(_MOST_PAGES, where):
        page = api.post(RECORDS, owner.slug, body=body | {"offset": len(seen)})
        rows = page.get("data") if isinstance(page, dict) else None
        if not isinstance(rows, list):
            raise _undocumented(where, "/data", "a list of records")
        new = False
        for index, shown in enumerate(rows):
            row = _row(owner, shown, where, f"/data/{index}")
            if row["id"] not in seen:
                seen.add(row["id"])
                new = True
                yield row
        # a server without pages answers with the same rows again
        if not new:
            return


def _row(owner: Object, shown: Any, where: str, pointer: str) -> dict[str, Any]:
    try:
        return identified(owner, str(shown["id"]["record_id"]).lower(), shown["values"])
    except (KeyError, TypeError, AttributeError):
        raise _undocumented(
            where, pointer, "a record with id.record_id and values, each as its type shows it"
        ) from None


def _undocumented(where: str, pointer: str, expected: str) -> InputError:
    # do not show what was found: it may be a value of a record
    return InputError(f"the response is not as Attio documents it: expected {expected}", file=where, pointer=pointer)


def state_of_records(workspace: Workspace, records: Iterable[Identified]) -> Iterator[bytes]:
    """A state with these records, in pieces of its JSON; records of one object follow one another."""
    empty = Emulator(workspace, clock=VirtualClock(LONG_AGO)).snapshot()
    del empty["records"]
    # `{"version": 2, …` without the brace at its end
    yield orjson.dumps(empty)[:-1] + b',"records":{'
    before = b""
    for slug, rows in itertools.groupby(records, key=lambda one: one[0]):
        yield before + orjson.dumps(slug) + b":["
        for number, (_, row) in enumerate(rows):
            yield (b",\n" if number else b"\n") + orjson.dumps(row)
        yield b"]"
        before = b","
    yield b"}}\n"
