"""What the query of a listing asks for: a page by offset or by cursor, a pair of parameters. Cursors are IDs or places, packed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Call
from attio_emulator.dates import milliseconds
from attio_emulator.ids import is_uuid
from attio_emulator.shapes import moment, uuid

__all__ = ["after_cursor", "from_place", "linked_pair", "moment_given", "paged", "pair_of", "scanned"]

Rows = Sequence[Mapping[str, Any]]


def paged(call: Call, rows: Sequence[Any], *, limit: int, most: int | None = None) -> Sequence[Any]:
    """The part of the rows that `limit` and `offset` ask for; a limit over `most` is cut to it (assumed)."""
    offset, size = call.page(limit=limit, most=most)
    return rows[offset : None if size is None else offset + size]


def after_cursor(
    call: Call, rows: Rows, *, empty_cursor: bool = True, usual: int = 50, most: int = 200, cut: bool = False
) -> tuple[Rows, str | None]:
    """The page after `cursor` of 1 to `most` rows, `usual` unless said, and the cursor of the next one.

    An empty cursor is none where `empty_cursor` says so, and else refused; a larger limit is cut to the most where `cut` says so.
    """
    limit, start = _limit(call, usual, most, cut=cut), _start(call, rows, empty_cursor=empty_cursor)
    page = rows[start : start + limit]
    return page, _packed(page[-1]["id"]) if start + limit < len(rows) else None


def scanned(
    call: Call, rows: Rows, passes: Callable[[Mapping[str, Any]], bool], *, looks: int
) -> tuple[Rows, str | None]:
    """The page of 1 to 200 rows that pass, 25 unless said, and the cursor of what was not looked at.

    No more than `looks` rows are looked at: the page may be short, or empty, with more to come.
    """
    limit, start = _limit(call, 25, 200), _start(call, rows)
    page = []
    for at in range(start, min(len(rows), start + looks)):
        if passes(rows[at]):
            page.append(rows[at])
        if len(page) == limit or at == start + looks - 1:
            return page, _packed(rows[at]["id"]) if at + 1 < len(rows) else None
    return page, None


def moment_given(call: Call, name: str) -> int | None:
    """A moment of the query in milliseconds; None where it is not there, empty or `null`."""
    given = call.request.param(name)
    return milliseconds(call.query(name, moment) or "") if given and given != "null" else None


def _limit(call: Call, usual: int, most: int, *, cut: bool = False) -> int:
    given = call.request.param("limit")
    limit = usual if given is None else int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0
    if limit < 1 or (limit > most and not cut):
        raise refusals.limit_out_of_range(1, most)
    return min(limit, most)


def _start(call: Call, rows: Rows, *, empty_cursor: bool = True) -> int:
    """Where the page begins: behind the row whose ID is in the cursor."""
    cursor = call.request.param("cursor")
    if not cursor and (cursor is None or empty_cursor):
        return 0
    after = _opened(cursor)
    found = [index for index, row in enumerate(rows) if row["id"] == after] if is_uuid(after) else []
    if not found:
        raise refusals.invalid_cursor()
    return found[0] + 1


def from_place(call: Call, rows: Sequence[Any], size: int) -> tuple[Sequence[Any], str | None]:
    """The page of `size` rows at the place that `cursor` says, and the cursor of the next one."""
    cursor, start = call.request.param("cursor"), 0
    if cursor:
        place = _opened(cursor)[:18]
        if not re.fullmatch(r"[0-9]+", place):
            raise refusals.invalid_cursor()
        start = int(place)
    end = start + size
    return rows[start:end], _packed(str(end)) if end < len(rows) else None


def pair_of(call: Call, name: str, id_name: str) -> tuple[str, str] | None:
    """Two parameters that must be passed together: what names an object or a list, and an ID in lower case."""
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
    """What is in a cursor; empty where it is none."""
    try:
        return base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except ValueError:
        return ""
