"""Events in every shape: those Segment sends, with every JSON type in every place; and paths that lead into one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segment_conformance.live.random_values import MOMENTS, Chance

__all__ = ["ODD_PATHS", "event", "keys_of", "path"]

_TYPES = ("track", "identify", "group", "page", "screen", "alias")

ODD_PATHS = (
    "", ".", "..", "$", "$.", "$..", "$.$", "$.traits", "$..traits", "traits..name", ".traits", "traits.", "$.traits.nope", "$.nope.deeper", "$['traits']",
    "$.traits['name']", '$.traits["name"]', "traits[name]", "$.traits.tags[0]", "$.traits.tags.0", "$.traits.tags.[0]", "$.traits.tags[-1]",
    "$.traits.tags[01]", "$.traits.tags.length", "$.traits.name.length", "$.traits.name[0]", "$.traits.name.0", "$.traits.rows[0].sku", "$.traits.zero.deeper",
    "$.traits.nil.x", "$.traits.no.x", "$.traits.empty.x", " $.userId", "$.userId ", "a$.b", "$.a.$.b", "''", "'a'", '"', "]", "[", "[0]", "a]b", "traits'name",
    "$.traits.rows", "$.traits.rows[1]['meta'].x", "$.traits.x y", "traits.dotted.key", "$.traits.🐎", "$.traits.🐎.0", "traits.tags[1e0]", "$.traits.tags[ 0 ]",
    "$.traits.tags[4294967295]", "properties.products[0].price", "$.context.page.url", "{{userId}}", "$.userId$.x", "$.traits.constructor", "traits.name.big", "$.traits.constructor", "traits.name.big",
)  # fmt: skip
"""Paths as people and machines misspell them."""


def event(chance: Chance) -> dict[str, Any]:
    """An event: usually one of Segment's shapes, with members missing, of the wrong type or odd."""
    if chance.often(0.04):
        return chance.members(lambda: chance.json(3))
    out: dict[str, Any] = {
        "type": chance.one(_TYPES),
        "messageId": f"m-{chance.whole(1, 99)}",
        "userId": chance.one(("u-1", "u-2", "", None, 7)) if chance.often(0.4) else "u-1",
        "timestamp": chance.one(MOMENTS),
        "receivedAt": "2024-03-01T10:00:00.000Z",
        "event": chance.one(("Order Completed", "Signed Up", "track")),
        "name": chance.text(),
        "groupId": chance.one(("g-1", 5, None)),
        "traits": _traits(chance),
        "properties": _properties(chance),
        "context": {
            "ip": "1.2.3.4",
            "page": {"url": "https://example.com/a?b=1"},
            "active": True,
            "group_id": "g-9",
            "traits": {"email": "ctx@example.com"},
        },
    }
    for _ in range(chance.whole(0, 3)):
        key = chance.one(tuple(out))
        if chance.often(0.5):
            del out[key]
            out = out or {"type": "track"}
        else:
            out[key] = chance.json(3)
    return out


def _traits(chance: Chance) -> dict[str, Any]:
    out: dict[str, Any] = {
        "email": chance.one(("jane@example.com", "Jane@Example.com", "nope", "", None, 5)),
        "name": chance.text(),
        "plan": chance.one(("pro", "free", chance.text())),
        "tags": [chance.scalar() for _ in range(chance.whole(0, 4))],
        "rows": [_row(chance) for _ in range(chance.whole(0, 3))],
        "address": {"city": chance.text(), "geo": {"lat": chance.number()}},
        "zero": 0,
        "empty": "",
        "nil": None,
        "no": False,
        "count": chance.number(),
    }
    out |= chance.members(lambda: chance.json(2))
    drop = chance.whole(0, 4)
    return _unsettled(chance, {key: value for key, value in out.items() if not drop or chance.often(0.8)})


def _unsettled(chance: Chance, members: dict[str, Any]) -> dict[str, Any]:
    """The members, often with any JSON value in the place of one."""
    if members and chance.often(0.5):
        members[chance.one(tuple(members))] = chance.json(2)
    return members


def _row(chance: Chance) -> Any:
    if chance.often(0.1):
        return chance.json(1)
    return {
        "sku": chance.one(("A-1", "B-2", chance.scalar())),
        "qty": chance.number(),
        "on": chance.one((True, False, None, 0)),
        "meta": {"x": chance.scalar()},
    }


def _properties(chance: Chance) -> dict[str, Any]:
    out = {
        "total": chance.number(),
        "flag": chance.one((True, False)),
        "discount": None,
        "products": [_row(chance) for _ in range(chance.whole(0, 2))],
        "nested": [[1, 2], [chance.scalar()]],
        "json": chance.one(('{"a":[1,{"b":null}]}', "{oops", "[1,-0]", '"x"')),
        "items": {"0": chance.scalar(), "x": chance.scalar()},
    }
    return _unsettled(chance, out | chance.members(lambda: chance.json(2), 2))


def keys_of(value: Any, depth: int = 4) -> Iterator[tuple[str, ...]]:
    """Where something stands in a value, as keys."""
    if depth and isinstance(value, dict):
        for key, inner in value.items():
            yield (key,)
            yield from ((key, *rest) for rest in keys_of(inner, depth - 1))
    elif depth and isinstance(value, list):
        for index, inner in enumerate(value):
            yield (str(index),)
            yield from ((str(index), *rest) for rest in keys_of(inner, depth - 1))


def path(chance: Chance, places: list[tuple[str, ...]]) -> str:
    """The text of a path to one of these places, in one of its spellings, or an odd one."""
    if not places or chance.often(0.12):
        return chance.one(ODD_PATHS)
    keys = chance.one(places)
    head = chance.one(("$.", "$.", "$.", "", ""))
    style = chance.whole(0, 5)
    if style == 0:
        return head + keys[0] + "".join(f"['{key}']" if not key.isdigit() else f"[{key}]" for key in keys[1:])
    if style == 1:
        return head + keys[0] + "".join(f"[{key}]" if key.isdigit() else f".{key}" for key in keys[1:])
    return head + ".".join(keys)
