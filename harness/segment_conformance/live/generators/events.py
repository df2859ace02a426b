"""Events in every shape, those of Segment with any JSON type in any place, and paths into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segment_conformance.live.generators.random_values import MOMENTS, RandomValues

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
"""Misspelled paths."""


def event(rng: RandomValues) -> dict[str, Any]:
    """An event: usually one of Segment's shapes, with members missing, of the wrong type or odd."""
    if rng.often(0.04):
        return rng.members(lambda: rng.json(3))
    out: dict[str, Any] = {
        "type": rng.choice(_TYPES),
        "messageId": f"m-{rng.integer(1, 99)}",
        "userId": rng.choice(("u-1", "u-2", "", None, 7)) if rng.often(0.4) else "u-1",
        "timestamp": rng.choice(MOMENTS),
        "receivedAt": "2024-03-01T10:00:00.000Z",
        "event": rng.choice(("Order Completed", "Signed Up", "track")),
        "name": rng.text(),
        "groupId": rng.choice(("g-1", 5, None)),
        "traits": _traits(rng),
        "properties": _properties(rng),
        "context": {
            "ip": "1.2.3.4",
            "page": {"url": "https://example.com/a?b=1"},
            "active": True,
            "group_id": "g-9",
            "traits": {"email": "ctx@example.com"},
        },
    }
    for _ in range(rng.integer(0, 3)):
        key = rng.choice(tuple(out))
        if rng.often(0.5):
            del out[key]
            out = out or {"type": "track"}
        else:
            out[key] = rng.json(3)
    return out


def _traits(rng: RandomValues) -> dict[str, Any]:
    out: dict[str, Any] = {
        "email": rng.choice(("jane@example.com", "Jane@Example.com", "nope", "", None, 5)),
        "name": rng.text(),
        "plan": rng.choice(("pro", "free", rng.text())),
        "tags": [rng.scalar() for _ in range(rng.integer(0, 4))],
        "rows": [_row(rng) for _ in range(rng.integer(0, 3))],
        "address": {"city": rng.text(), "geo": {"lat": rng.number()}},
        "zero": 0,
        "empty": "",
        "nil": None,
        "no": False,
        "count": rng.number(),
    }
    out |= rng.members(lambda: rng.json(2))
    drop = rng.integer(0, 4)
    return _unsettled(rng, {key: value for key, value in out.items() if not drop or rng.often(0.8)})


def _unsettled(rng: RandomValues, members: dict[str, Any]) -> dict[str, Any]:
    """The members, often with one value replaced by any JSON value."""
    if members and rng.often(0.5):
        members[rng.choice(tuple(members))] = rng.json(2)
    return members


def _row(rng: RandomValues) -> Any:
    if rng.often(0.1):
        return rng.json(1)
    return {
        "sku": rng.choice(("A-1", "B-2", rng.scalar())),
        "qty": rng.number(),
        "on": rng.choice((True, False, None, 0)),
        "meta": {"x": rng.scalar()},
    }


def _properties(rng: RandomValues) -> dict[str, Any]:
    out = {
        "total": rng.number(),
        "flag": rng.choice((True, False)),
        "discount": None,
        "products": [_row(rng) for _ in range(rng.integer(0, 2))],
        "nested": [[1, 2], [rng.scalar()]],
        "json": rng.choice(('{"a":[1,{"b":null}]}', "{oops", "[1,-0]", '"x"', '{"\ud83d\\ude00":"\\ud83d\ude00"}')),
        "hides": rng.choice(({"toString": "x"}, [1, {"toString": None}], {"valueOf": 1}, {"\ud83d": {"x": 1}})),
        "items": {"0": rng.scalar(), "x": rng.scalar()},
    }
    return _unsettled(rng, out | rng.members(lambda: rng.json(2), 2))


def keys_of(value: Any, depth: int = 4) -> Iterator[tuple[str, ...]]:
    """The places in a value, each as a sequence of keys."""
    if depth and isinstance(value, dict):
        for key, inner in value.items():
            yield (key,)
            yield from ((key, *rest) for rest in keys_of(inner, depth - 1))
    elif depth and isinstance(value, list):
        for index, inner in enumerate(value):
            yield (str(index),)
            yield from ((str(index), *rest) for rest in keys_of(inner, depth - 1))


def path(rng: RandomValues, places: list[tuple[str, ...]]) -> str:
    """A path to one of these places, in one of its spellings; now and then an odd path."""
    if not places or rng.often(0.12):
        return rng.choice(ODD_PATHS)
    keys = rng.choice(places)
    head = rng.choice(("$.", "$.", "$.", "", ""))
    style = rng.integer(0, 5)
    if style == 0:
        return head + keys[0] + "".join(f"['{key}']" if not key.isdigit() else f"[{key}]" for key in keys[1:])
    if style == 1:
        return head + keys[0] + "".join(f"[{key}]" if key.isdigit() else f".{key}" for key in keys[1:])
    return head + ".".join(keys)
