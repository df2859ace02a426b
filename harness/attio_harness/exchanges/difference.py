"""Where two JSON values differ, member by member: `KINDS` lists the kinds of differences.

The left value is recorded or comes from a real workspace, the right one is the emulator's. Ids are compared by what they name, times by
their form. `answers` compares whole answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from attio_harness.exchanges.ids import IdMap, is_id, uuids_in
from attio_harness.exchanges.pairs import in_order, pairs
from attio_harness.text.json import pointer_token

__all__ = ["ABSENT", "KINDS", "Counts", "Difference", "Kind", "differences", "learned"]

Kind: TypeAlias = Literal[
    "status", "code", "message", "missing", "extra", "type", "form", "value", "id", "fewer", "more", "order", "header", "body"
]  # fmt: skip

KINDS: Mapping[Kind, str] = {
    "status": "another status",
    "code": "another code",
    "message": "another wording",
    "missing": "a member is missing",
    "extra": "an extra member",
    "type": "another type",
    "form": "another format of a text",
    "value": "another value",
    "id": "the id of something else",
    "fewer": "an element is missing",
    "more": "an extra element",
    "order": "another order",
    "header": "another header",
    "body": "another kind of body",
}
"""Kind -> what the emulator's answer has, compared with the other one. The most important first."""


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()
"""Stands for what one side lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. `pointer` is a JSON pointer into the left value, or into the right one if only the right has the place."""

    kind: Kind
    pointer: str
    left: Any = ABSENT
    right: Any = ABSENT
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions under another setting of which it disappears; empty if none was tried."""


Counts: TypeAlias = Callable[[Any], bool]
"""Whether a differing value counts; called with the left value, or with the right one if the left is null."""

_WORDS = re.compile(
    r"type|code|format|operator|.*_type|.*_access|access_level|api_slug|object_slug|parent_object|target_object"
)
"""Members whose values are words of the API, which always count."""
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_SECRET = "secret"


def learned(left: Any, right: Any, ids: IdMap, *, key: str = "") -> None:
    """Learn from two answers to one request which ids correspond: those in the same place."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in left:
            if name in right:
                learned(left[name], right[name], ids, key=name)
    elif isinstance(left, list) and isinstance(right, list):
        for of_left, of_right in pairs(left, right, ids):
            if of_left is not None and of_right is not None:
                learned(left[of_left], right[of_right], ids, key=key)
    elif is_id(key, left) and is_id(key, right):
        ids.learn(left, right)
    elif key == "message" and isinstance(left, str) and isinstance(right, str):
        for one, other in zip(uuids_in(left), uuids_in(right), strict=False):
            ids.learn(one, other)


def differences(
    left: Any, right: Any, ids: IdMap, *, counts: Counts | None = None, ordered: bool = True
) -> list[Difference]:
    """Where two JSON values differ, in the order of the left one.

    Args:
        left: recorded, or the answer of a real workspace.
        right: the emulator's.
        ids: the known ids; call `learned` first to add those of these two values.
        counts: which values are compared, by default every one. Types, booleans and words of the API always are.
        ordered: whether the order counts in lists of things with ids; in other lists it always does.
    """
    return list(_Walk(ids, counts or (lambda value: True), ordered).values(left, right, "", ""))


@dataclass(frozen=True, slots=True)
class _Walk:
    ids: IdMap
    counts: Counts
    ordered: bool

    def values(self, left: Any, right: Any, pointer: str, key: str) -> Iterator[Difference]:
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            yield from self._members(left, right, pointer)
        elif isinstance(left, list) and isinstance(right, list):
            yield from self._elements(left, right, pointer, key)
        elif left is None or right is None:
            # a member that may be null is null for want of a value, and `counts` judges values
            one = right if left is None else left
            if one is not None and (isinstance(one, Mapping | list | bool) or self._counts(one, key)):
                yield Difference(kind="value", pointer=pointer, left=left, right=right)
        elif _type(left) is not _type(right):
            yield Difference(kind="type", pointer=pointer, left=left, right=right)
        elif isinstance(left, str):
            yield from self._texts(left, right, pointer, key)
        elif left != right and (isinstance(left, bool) or self._counts(left, key)):
            yield Difference(kind="value", pointer=pointer, left=left, right=right)

    def _members(self, left: Mapping[str, Any], right: Mapping[str, Any], pointer: str) -> Iterator[Difference]:
        for name, one in left.items():
            where = pointer + pointer_token(name)
            if name in right:
                yield from self.values(one, right[name], where, name)
            else:
                yield Difference(kind="missing", pointer=where, left=one)
        for name, one in right.items():
            if name not in left:
                yield Difference(kind="extra", pointer=pointer + pointer_token(name), right=one)
        common = [name for name in left if name in right]
        answered = [name for name in right if name in left]
        if common != answered:
            yield Difference(kind="order", pointer=pointer, left=common, right=answered)

    def _elements(self, left: Sequence[Any], right: Sequence[Any], pointer: str, key: str) -> Iterator[Difference]:
        found = pairs(left, right, self.ids)
        for of_left, of_right in found:
            if of_left is None and of_right is not None:
                yield Difference(kind="more", pointer=f"{pointer}/{of_right}", right=right[of_right])
            elif of_left is not None and of_right is None:
                yield Difference(kind="fewer", pointer=f"{pointer}/{of_left}", left=left[of_left])
            elif of_left is not None and of_right is not None:
                yield from self.values(left[of_left], right[of_right], f"{pointer}/{of_left}", key)
        things = any(isinstance(one, Mapping) and "id" in one for one in left)
        if not in_order(found) and (self.ordered or not things):
            places = [right for _, right in found if right is not None]
            yield Difference(kind="order", pointer=pointer, left=sorted(places), right=places)

    def _texts(self, left: str, right: str, pointer: str, key: str) -> Iterator[Difference]:
        if left == right:
            return
        if is_id(key, left):
            if self.ids.right(left) is None and self.ids.left(right) is None and is_id(key, right):
                return
            if self.ids.right(left) != right.lower():
                yield Difference(kind="id", pointer=pointer, left=left, right=right)
            return
        if key == _SECRET:
            return
        times = _MOMENT.fullmatch(left), _MOMENT.fullmatch(right)
        if times[0] is not None:
            if times[1] is None or _form(times[0]) != _form(times[1]):
                yield Difference(kind="form", pointer=pointer, left=left, right=right)
            elif self.counts(left):
                yield Difference(kind="value", pointer=pointer, left=left, right=right)
            return
        one, other = self.ids.translated(left), right
        if key == "web_url":
            one, other = _without_workspace(one), _without_workspace(other)
        if one != other and (key == "web_url" or self._counts(left, key)):
            kind: Kind = "message" if key == "message" else "value"
            yield Difference(kind=kind, pointer=pointer, left=left, right=right)

    def _counts(self, value: Any, key: str) -> bool:
        return _WORDS.fullmatch(key) is not None or key == "message" or self.counts(value)


def _type(value: Any) -> type:
    """The type in JSON: 1 and 1.0 have the same."""
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


def _form(moment: re.Match[str]) -> tuple[int, bool]:
    """How many digits the fraction of a second has, and whether the zone is Z."""
    return len(moment[3] or ""), moment[4] == "Z"


def _without_workspace(url: str) -> str:
    """`https://app.attio.com/<slug>/person/…` without the workspace's slug."""
    return re.sub(r"^(https?://[^/]+)/[^/]+", r"\1", url)
