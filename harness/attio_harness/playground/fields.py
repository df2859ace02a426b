"""What each field of a mapping became in one event: the paths it read, the mapped value, the sent value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attio_harness.lint.yields import directive_of
from attio_harness.run.trace import Stage
from attio_harness.text.json import pointer_token

__all__ = ["field_rows"]

_NOTHING = object()
_MOST = 300

Keys = tuple[str, ...]


def field_rows(stage: Stage, place: Callable[[str], dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each field, in the order of the mapping; `place` finds a pointer in the mapping's text."""
    if not stage.matched:
        return []
    rows = []
    for keys in [*_leaves(stage.subscription.mapping, ())][:_MOST]:
        pointer = "".join(map(pointer_token, keys))
        mapped, sent = _member(stage.mapped, keys), _member(stage.payload, keys)
        rows.append(
            {
                "field": " > ".join(keys) or "the whole mapping",
                "pointer": stage.subscription.mapping_pointer + pointer,
                "place": place(stage.subscription.mapping_pointer + pointer),
                "reads": [
                    {"path": one["path"], "found": one["found"], "value": one["value"]}
                    for one in stage.reads
                    if one["pointer"] == pointer or one["pointer"].startswith(f"{pointer}/")
                ],
                "mapped": _shown(mapped),
                "sent": _shown(sent),
                "changed": mapped is not _NOTHING and sent is not _NOTHING and not _same(mapped, sent),
            }
        )
    return rows


def _leaves(node: Any, keys: Keys) -> Iterator[Keys]:
    """Each member that is a directive or a plain value."""
    if isinstance(node, Mapping) and node and directive_of(node) is None:
        for key, inner in node.items():
            yield from _leaves(inner, (*keys, key))
    else:
        yield keys


def _member(value: Any, keys: Keys) -> Any:
    for key in keys:
        if not isinstance(value, Mapping) or key not in value:
            return _NOTHING
        value = value[key]
    return _NOTHING if value is None and not keys else value


def _shown(value: Any) -> dict[str, Any]:
    return {"there": value is not _NOTHING, "value": None if value is _NOTHING else value}


def _same(one: Any, other: Any) -> bool:
    # True is 1 in Python
    return type(one) is type(other) and bool(one == other)
