"""Placeholders with which a recorder or an author replaced ids: `<RECORD_ID>`, `vcr-test-1`. Attio's ids are UUIDs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from attio_emulator import Ids
from attio_emulator.ids import is_uuid

from attio_harness.replay.calls import RecordedCall, called

__all__ = ["with_uuids"]

_UUIDS = Ids("in the place of a placeholder")
_TELLING = re.compile(r"(?=.*[^A-Za-z]).{6,}|.{12,}")
"""The placeholders that are replaced; a shorter one, or a single word, may mean something else elsewhere."""


def with_uuids(calls: Sequence[RecordedCall]) -> list[RecordedCall]:
    """The calls of a session with a UUID for each placeholder, everywhere. A placeholder for things of two kinds stays."""
    named: dict[str, set[str]] = {}
    for call in calls:
        if call.exchange.answer is not None:
            for name, id in _ids_in(call.exchange.answer.body):
                if not is_uuid(id) and _TELLING.fullmatch(id):
                    named.setdefault(id, set()).add(name)
    # the longest first: another may begin with `<ID>`
    uuids = {
        id: _UUIDS.named(*names, id)
        for id, names in sorted(named.items(), key=lambda one: -len(one[0]))
        if len(names) == 1
    }
    return [_renamed(call, uuids) for call in calls] if uuids else list(calls)


def _ids_in(value: Any) -> Iterator[tuple[str, str]]:
    """The members of every `id`, by name."""
    if isinstance(value, list):
        for one in value:
            yield from _ids_in(one)
    elif isinstance(value, Mapping):
        ids = value.get("id")
        for name, id in ids.items() if isinstance(ids, Mapping) else ():
            if name.endswith("_id") and isinstance(id, str):
                yield name, id
        for one in value.values():
            yield from _ids_in(one)


def _renamed(call: RecordedCall, uuids: Mapping[str, str]) -> RecordedCall:
    exchange, answer = call.exchange, call.exchange.answer
    path = "/".join(_piece(one, uuids) for one in call.path.split("/"))
    return called(
        replace(
            exchange,
            query=tuple((name, _told(value, uuids)) for name, value in exchange.query),
            json=_told(exchange.json, uuids),
            answer=None if answer is None else replace(answer, body=_told(answer.body, uuids)),
        ),
        path,
    )


def _piece(piece: str, uuids: Mapping[str, str]) -> str:
    found = uuids.get(unquote(piece))
    return piece if found is None else quote(found)


def _told(value: Any, uuids: Mapping[str, str]) -> Any:
    """A JSON value with UUIDs for placeholders, also inside texts."""
    if isinstance(value, str):
        for placeholder, uuid in uuids.items():
            value = value.replace(placeholder, uuid)
        return value
    if isinstance(value, list):
        return [_told(one, uuids) for one in value]
    return {name: _told(one, uuids) for name, one in value.items()} if isinstance(value, Mapping) else value
