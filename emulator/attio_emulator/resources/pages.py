"""Reads the query of a listing: a page by offset or by cursor, and pairs of parameters.

A cursor is the last row of a page, packed: its ID, and its place in the order of the listing. So the rest of a listing
can be read even if that row has been deleted or no longer passes the filter.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from attio_emulator import refusals
from attio_emulator.calls import Call, count_in
from attio_emulator.dates import milliseconds
from attio_emulator.ids import is_uuid
from attio_emulator.shapes import moment, uuid

__all__ = [
    "after_cursor", "by_creation", "by_id", "from_place", "linked_pair", "moment_given", "paged", "pair_of", "scanned",
]  # fmt: skip

Rows = Sequence[Mapping[str, Any]]
Place = Callable[[Mapping[str, Any]], Sequence[int | str]]
"""A row's place in the order of its listing, as numbers and texts."""


def paged(call: Call, rows: Sequence[Any], *, limit: int, most: int | None = None) -> Sequence[Any]:
    """The rows that `limit` and `offset` ask for; a limit over `most` is reduced to it (assumed)."""
    offset, size = call.page(limit=limit, most=most)
    return rows[offset : None if size is None else offset + size]


def by_id(row: Mapping[str, Any]) -> Sequence[int | str]:
    """The place of a row in a listing in order of ID."""
    return (row["id"],)


def by_creation(row: Mapping[str, Any]) -> Sequence[int | str]:
    """The place of a row in a listing in order of creation."""
    return (row["created_at"],)


def after_cursor(
    call: Call,
    rows: Rows,
    place: Place,
    *,
    descending: bool = False,
    empty_cursor: bool = True,
    usual: int = 50,
    most: int = 200,
    cut: bool = False,
) -> tuple[Rows, str | None]:
    """The page after `cursor` of 1 to `most` rows (by default `usual`), and the cursor of the next page.

    `rows` must be in order of place. An empty cursor means none, or is refused unless `empty_cursor`. A larger limit is
    refused, or with `cut` reduced to `most`.
    """
    limit, start = _limit(call, usual, most, cut=cut), _start(call, rows, place, descending, empty_cursor=empty_cursor)
    page = rows[start : start + limit]
    return page, _cursor(page[-1], place) if start + limit < len(rows) else None


def scanned(
    call: Call, rows: Rows, place: Place, passes: Callable[[Mapping[str, Any]], bool], *, looks: int
) -> tuple[Rows, str | None]:
    """The page of 1 to 200 rows (by default 25) that pass, and the cursor for the rows not examined.

    At most `looks` rows are examined, so a page may be short or empty although more follow.
    """
    limit, start = _limit(call, 25, 200), _start(call, rows, place)
    page = []
    for at in range(start, min(len(rows), start + looks)):
        if passes(rows[at]):
            page.append(rows[at])
        if len(page) == limit or at == start + looks - 1:
            return page, _cursor(rows[at], place) if at + 1 < len(rows) else None
    return page, None


def moment_given(call: Call, name: str) -> int | None:
    """A moment from the query in milliseconds; None if it is missing, empty or `null`."""
    given = call.request.param(name)
    return milliseconds(call.query(name, moment) or "") if given and given != "null" else None


def _limit(call: Call, usual: int, most: int, *, cut: bool = False) -> int:
    given = call.request.param("limit")
    limit = usual if given is None else count_in(given) or 0
    if limit < 1 or (limit > most and not cut):
        raise refusals.limit_out_of_range(1, most)
    return min(limit, most)


def _start(call: Call, rows: Rows, place: Place, descending: bool = False, *, empty_cursor: bool = True) -> int:
    """The index where the page begins: after the row of the cursor, or after its former place.

    If that row is gone, other rows at the same place are shown again: better twice than never.
    """
    cursor = call.request.param("cursor")
    if not cursor and (cursor is None or empty_cursor):
        return 0
    id, left = _row_of(cursor)
    found = next((index for index, row in enumerate(rows) if row["id"] == id), None)
    if found is not None:
        return found + 1
    try:
        places = [list(place(row)) for row in rows]
        behind = (index for index, one in enumerate(places) if (one <= left if descending else one >= left))
        return next(behind, len(rows))
    except TypeError:  # a cursor from another listing
        raise refusals.invalid_cursor() from None


def _cursor(row: Mapping[str, Any], place: Place) -> str:
    return _packed(orjson.dumps([row["id"], *place(row)]).decode())


def _row_of(cursor: str) -> tuple[str, list[int | str]]:
    """The ID and place of the row in a cursor; refuses anything else."""
    try:
        read = orjson.loads(_opened(cursor))
    except orjson.JSONDecodeError:
        read = None
    if not isinstance(read, list) or len(read) < 2 or not isinstance(read[0], str) or not is_uuid(read[0]):
        raise refusals.invalid_cursor()
    return read[0], read[1:]


def from_place(call: Call, rows: Sequence[Any], size: int) -> tuple[Sequence[Any], str | None]:
    """The page of `size` rows from the index in `cursor`, and the cursor of the next page."""
    cursor, start = call.request.param("cursor"), 0
    if cursor:
        place = _opened(cursor)[:18]
        if not re.fullmatch(r"[0-9]+", place):
            raise refusals.invalid_cursor()
        start = int(place)
    end = start + size
    return rows[start:end], _packed(str(end)) if end < len(rows) else None


def pair_of(call: Call, name: str, id_name: str) -> tuple[str, str] | None:
    """Two parameters that must be given together: the name of an object or a list, and an ID in lower case."""
    named, id = call.request.param(name), call.query(id_name, uuid)
    if (named is None) != (id is None):
        raise refusals.invalid_query([refusals.required([name if named is None else id_name], "string")])
    return None if named is None or id is None else (named, id.lower())


def linked_pair(call: Call) -> list[str] | None:
    """[object ID, record ID] of `linked_object` and `linked_record_id`; 404 for an unknown object."""
    pair = pair_of(call, "linked_object", "linked_record_id")
    return None if pair is None else [call.core.writer.object(pair[0]).id, pair[1]]


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def _opened(cursor: str) -> str:
    """The content of a cursor; empty if it is not one."""
    try:
        return base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except ValueError:
        return ""
