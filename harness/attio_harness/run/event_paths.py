"""The paths that a sample of a run's events have, and which of them may have been meant by a path that no event has.

Keeps a bounded number of paths, however many events there are. Does not know whether a mapping or a trigger asks for a path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from segment_actions.mapping.paths import lookup

from attio_harness.advice.loss import is_reached
from attio_harness.text.alike import alike, folded, of_another, words_of
from attio_harness.text.remembered import remembered

__all__ = ["SET_BY_SEGMENT", "EventPaths", "Keys", "Takes", "closest_in", "path_text"]

Keys = tuple[str, ...]
Takes = Callable[[Any], bool]
"""Whether a value is acceptable where the wanted path is read."""

_FIRST = 200
"""The first so many events are sampled, then every fiftieth."""
_EVERY = 50
_MOST = 4000
_DEEPEST = 8
_FURTHEST = 50
"""Longer paths, in keys, are not compared with others; a key with dots counts as several."""
_LONGEST = 200
_SAME_NAME = 3
"""Up to this rank, the last key is the wanted one, or a misspelling of it."""

_HOLDERS: tuple[Keys, ...] = (
    ("context", "traits"),
    ("context", "properties"),
    ("traits",),
    ("properties",),
    ("context",),
)
"""Where events hold what people send: a member may be read from one and be found in another."""

SET_BY_SEGMENT = frozenset(
    [
        "type", "messageId", "channel", "version", "writeKey", "projectId", "integrations", "_metadata", "timestamp",
        "originalTimestamp", "receivedAt", "sentAt",
    ]
)  # fmt: skip
_OF_LIBRARIES = frozenset(
    [
        "app", "campaign", "device", "ip", "library", "locale", "location", "network", "os", "page", "protocols", "referrer",
        "screen", "sessionId", "timezone", "userAgent", "userAgentData",
    ]
)  # fmt: skip
"""Members of `context` that Segment's libraries fill by themselves (its specification): `traits.title` does not mean the page's title."""


_IDS: tuple[Keys, ...] = (("groupId",), ("userId",))
"""What `traits.id` may mean; a group event has both, an identify event only the second."""


class EventPaths:
    """The paths at which a sample of events has something."""

    def __init__(self) -> None:
        self._seen = 0
        self._counts: Counter[Keys] = Counter()
        self._values: dict[Keys, Any] = {}
        """The first value at each path; only the beginning of a long text, and nothing of an object."""

    def see(self, event: Mapping[str, Any]) -> None:
        """Take an event into the sample, if it is its turn."""
        self._seen += 1
        if self._seen > _FIRST and self._seen % _EVERY:
            return
        for keys in _paths(event):
            # when full, only known paths are counted
            if keys in self._counts or len(self._counts) < _MOST:
                self._counts[keys] += 1
                if keys not in self._values:
                    self._values[keys] = _beginning(lookup(event, keys))

    def closest(self, wanted: Keys, beside: Collection[Keys] = (), takes: Takes | None = None) -> Keys | None:
        """The path that may have been meant: misspelt, in other case, with a dot in a key, or elsewhere in the event.

        None if one of the paths `beside` the wanted one is as close: whoever asks for both has not misspelt one. `takes` tries the
        value of a path with another name.
        """
        found = _first(_ranked(wanted, self._counts.items()), self._values.get, takes)
        known = _first(_ranked(wanted, [(keys, 1) for keys in beside if keys in self._counts]), self._values.get, None)
        if found is None or known is None:
            return found
        return found if (_rank(wanted, found) or 0) < (_rank(wanted, known) or 0) else None


def _beginning(value: Any) -> Any:
    """The part of a value that is kept, enough to see what it is."""
    if isinstance(value, list):
        return [_beginning(one) for one in value[:1]]
    return value[:_LONGEST] if isinstance(value, str) else {} if isinstance(value, dict) else value


def closest_in(event: Mapping[str, Any], wanted: tuple[Keys, ...], takes: Takes | None = None) -> list[Keys | None]:
    """For each wanted path, the path of this event that may have been meant."""
    ranked = _ranked_of_each(wanted, tuple(islice(_paths(event), _MOST)))
    return [_first(one, lambda keys: lookup(event, keys), takes) for one in ranked]


def _first(ranked: Sequence[tuple[int, Keys]], value_at: Callable[[Keys], Any], takes: Takes | None) -> Keys | None:
    """The first path whose name is the same or misspelt, or whose value is acceptable."""
    return next((keys for rank, keys in ranked if rank <= _SAME_NAME or takes is None or takes(value_at(keys))), None)


def _characters(wanted: tuple[Keys, ...], paths: tuple[Keys, ...]) -> int:
    return sum(len(key) for keys in chain(wanted, paths) for key in keys)


# events that one field loses mostly have the same paths
@remembered(answers=100, longest=20_000, length=_characters)
def _ranked_of_each(wanted: tuple[Keys, ...], paths: tuple[Keys, ...]) -> tuple[list[tuple[int, Keys]], ...]:
    return tuple(_ranked(one, [(keys, 1) for keys in paths]) for one in wanted)


def _ranked(wanted: Keys, counts: Iterable[tuple[Keys, int]]) -> list[tuple[int, Keys]]:
    """The paths that may have been meant with the distance of each, the nearest first, then the most frequent."""
    if len(wanted) > _FURTHEST:
        return []
    counts = list(counts)
    ranked = sorted(
        (rank, -count, keys) for keys, count in counts if keys != wanted and (rank := _rank(wanted, keys)) is not None
    )
    if ranked:
        return [(rank, keys) for rank, _, keys in ranked]
    above = _value_above(wanted, [keys for keys, _ in counts])
    return [(_SAME_NAME + 1, above)] if above is not None else []


def _value_above(wanted: Keys, paths: Collection[Keys]) -> Keys | None:
    """The path above, if it is a plain value without members: `traits.plan` for `traits.plan.name`."""
    above = wanted[:-1]
    # never `traits` itself, which nobody means; and a missing element only means an empty list
    is_value = (
        len(above) > 1 and not wanted[-1].isdigit() and above in paths and all(keys[:-1] != above for keys in paths)
    )
    return above if is_value else None


def path_text(keys: Keys) -> str:
    """A path as people write it; a key with a dot, which no path reaches, is in brackets and quotes."""
    return "$" + "".join(_step(key) for key in keys)


def _step(key: str) -> str:
    if key.isdigit():
        return f"[{key}]"
    return f".{key}" if is_reached((key,)) else f"['{key}']"


def _paths(value: Any, at: Keys = ()) -> Iterator[Keys]:
    if isinstance(value, list):
        # the first element of a list stands for all
        value = {"0": value[0]} if value and isinstance(value[0], dict) else {}
    if not isinstance(value, dict) or len(at) > _DEEPEST:
        return
    for key, inner in value.items():
        if inner is None or inner == "" or len(key) > _LONGEST:
            continue
        yield (*at, key)
        if isinstance(inner, dict | list):
            yield from _paths(inner, (*at, key))


def _rank(wanted: Keys, keys: Keys) -> int | None:
    """The distance of a path from the wanted one; None if it cannot have been meant."""
    if not wanted:
        return None
    if _folded(wanted) == _folded(keys):
        # a key with dots ranks first only if it spells the wanted path; otherwise a path that can be reached does
        as_written = ".".join(wanted) == ".".join(keys)
        return 0 if as_written or (len(wanted) == len(keys) and is_reached(keys)) else 1
    if _by_itself(keys) and keys[0] != wanted[0] and len(wanted) > 1:
        # `page.url` and `traits.locale` may mean what libraries fill; its value decides whether that is acceptable
        is_named = keys[0] == "context" and _folded(_inside(wanted)) == _folded(keys[1:])
        return _SAME_NAME + 1 if is_named else None
    asked, there = _inside(wanted), _inside(keys)
    if asked and _folded(asked) == _folded(there):
        return 2
    same_holder = len(wanted) - len(asked) == len(keys) - len(there) and wanted[:1] == keys[:1]
    if asked and len(asked) == len(there) and all(map(alike, asked, there)):
        return 3 if same_holder else 5
    # the holder is misspelt: $.trait
    if len(wanted) == len(keys) and all(map(alike, wanted, keys)):
        return 3
    if of_another(wanted, keys):
        return None
    # the whole paths as well: `event.traits.plan` has a key before the holder
    if _one_level_apart(asked, there) or _one_level_apart(wanted, keys):
        return 4
    plain = tuple(key for key in there if not key.isdigit())
    bare = tuple(key for key in asked if not key.isdigit())
    # a list in one of them alone: of two lists, another element is meant; and a missing element only means an empty list
    if (
        asked[-1:] == bare[-1:]
        and (plain != there) != (bare != asked)
        and len(bare) == len(plain)
        and all(map(alike, bare, plain))
    ):
        return 5
    if _same_words(asked, there):
        return 6
    if same_holder and _one_word_apart(asked, there):
        return 6
    if asked == ("id",) and keys in _IDS:
        return 7 + _IDS.index(keys)
    # a member of a list's elements: `sku` of `products[0].sku`
    return 7 + len(_IDS) if plain != there and _one_level_apart(asked, plain) else None


def _by_itself(keys: Keys) -> bool:
    """Whether a library fills the path by itself, so that nobody sent it."""
    return keys[0] in SET_BY_SEGMENT or (keys[0] == "context" and len(keys) > 1 and keys[1] in _OF_LIBRARIES)


def _folded(keys: Keys) -> str:
    return "".join(map(folded, keys))


def _inside(keys: Keys) -> Keys:
    """The keys below traits, properties or context; all keys of a path elsewhere."""
    for holder in _HOLDERS:
        if keys[: len(holder)] == holder:
            return keys[len(holder) :]
    return keys


def _one_level_apart(one: Keys, other: Keys) -> bool:
    """Whether one path is the other without a key before the last: `address.city`, `city`."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) != len(shorter) + 1 or not shorter or folded(longer[-1]) != folded(shorter[-1]):
        return False
    return any(
        list(map(folded, longer[:at] + longer[at + 1 :])) == list(map(folded, shorter)) for at in range(len(shorter))
    )


def _same_words(one: Keys, other: Keys) -> bool:
    """Whether both have the same words in another order: `name.first`, `first_name`."""
    words, others = ([word for key in keys for word in words_of(key)] for keys in (one, other))
    return len(words) > 1 and sorted(words) == sorted(others)


def _one_word_apart(one: Keys, other: Keys) -> bool:
    """Whether the last keys differ by a word at the beginning or the end: `email`, `email_address`."""
    if len(one) != len(other) or not one or one[:-1] != other[:-1]:
        return False
    longer, shorter = sorted((words_of(one[-1]), words_of(other[-1])), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and bool(shorter) and shorter in (longer[1:], longer[:-1])
