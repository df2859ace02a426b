"""Chooses among the subscriptions that were read: Attio's, and if several destinations are Attio's, those of one.

These tell whether a subscription is Attio's; the first that says something decides:

1. the description of its destination in the files (`destinations`);
2. its action, if no other destination has an action of that name;
3. its fields: most of them are fields of one Attio action;
4. the other subscriptions of the same destination.

A name such as `identifyUser` is not enough: other destinations have an action of that name too (observation of Segment's
catalogue), so the fields count as well. If everything may belong to one destination, nothing is left out: a user who gives a
single mapping means it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination.asserts import fields_of

from attio_harness.errors import InputError, UsageError
from attio_harness.inputs.actions import ACTIONS, foreign_fields, named_action, recognise
from attio_harness.inputs.destinations import Destination, Destinations, Key, destination_of, scope_of
from attio_harness.inputs.mapping_shapes import mapping_of
from attio_harness.inputs.part import Part
from attio_harness.text.words import closest, counted, listed, or_meant

__all__ = ["Selection", "chosen_key", "no_destination", "select"]

_SHARED_NAMES = frozenset({"identifyUser"})
"""Names of Attio's actions that other destinations use too."""
_MOST = 3
"""How many are named in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A subscription with its own verdict: True for Attio's, False for another destination's, None if it does not tell."""

    part: Part
    input: str
    key: Key | None
    """The key of its destination."""
    says: bool | None
    described: bool
    """Whether a file says what its destination is."""

    @property
    def is_computed(self) -> bool:
        """Whether only Terraform knows its mapping."""
        return "settings" in self.part.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was taken, and the notes on what was left out, by input."""

    left_out: Mapping[str, str]
    taken: frozenset[int]
    """The `id` of each part: parts hold dicts and cannot be hashed."""
    keys: frozenset[Key]
    """The keys of their destinations."""
    destinations: Destinations

    @property
    def switched_off(self) -> list[str]:
        """Notes on the destinations that are not enabled according to the files."""
        return [
            f"{self.destinations.words_of(key)} is not enabled: Segment sends it nothing until it is; its subscriptions run here anyway"
            for key in sorted(self.keys)
            if self.destinations.is_off(key)
        ]

    def has(self, part: Part) -> bool:
        return id(part) in self.taken

    def is_of(self, part: Part) -> bool:
        """Whether another subscription, such as one that a plan deletes, belongs to the taken destinations."""
        one = _judge("", part, self.destinations)
        return one.key in self.keys if one.key is not None else one.says is not False


def select(parts: Sequence[tuple[str, Part]], destinations: Destinations, *, chosen: str | None = None) -> Selection:
    """Choose among subscriptions, each given with the input it came from; `chosen` is an Attio destination by any of its names.

    Raises:
        UsageError: several destinations are Attio's and none is chosen, or the chosen one does not exist.
        InputError: several subscriptions were read, but none is Attio's.
    """
    judged = [_judge(name, part, destinations) for name, part in parts]
    groups: dict[Key, list[_Judged]] = {}
    for one in judged:
        if one.key is not None:
            groups.setdefault(one.key, []).append(one)
    verdicts = {key: _verdict(group, destinations.find(*key)) for key, group in groups.items()}
    if chosen is not None:
        key = chosen_key(chosen, verdicts, destinations)
        taken = [one for one in judged if one.key == key or (one.key is None and one.says is not False)]
    else:
        taken = _attio(judged, verdicts)
        mine = list(dict.fromkeys(one.key for one in taken if one.key is not None and verdicts[one.key]))
        if len(mine) > 1:
            raise UsageError(_several(mine, taken, destinations))
    if not taken and judged:
        raise _nothing(judged, destinations)
    numbers = frozenset(id(one.part) for one in taken)
    return Selection(
        left_out=_notes([one for one in judged if id(one.part) not in numbers], taken),
        taken=numbers,
        keys=frozenset(one.key for one in taken if one.key is not None),
        destinations=destinations,
    )


def _judge(name: str, part: Part, destinations: Destinations) -> _Judged:
    named = destination_of(part)
    scope = scope_of(part.place.document.file)
    found = destinations.find(named, scope) if named is not None else None
    mapping = mapping_of(part)
    fields = mapping if isinstance(mapping, dict) else {}
    return _Judged(
        part=part,
        input=name,
        key=destinations.key_of(named, scope) if named is not None else None,
        says=_says(part, fields, by_hand=named is None and part.address is None),
        described=found is not None and found.is_attio is not None,
    )


def _says(part: Part, mapping: Mapping[str, Any], *, by_hand: bool) -> bool | None:
    """The subscription's own verdict. `by_hand`: it names no destination and is not Terraform's, so the user means Attio's."""
    _, slug = named_action(part)
    if slug in ACTIONS and slug not in _SHARED_NAMES:
        return True
    foreign = foreign_fields(mapping)
    recognised = recognise(mapping)
    is_ours = recognised is not None and len(mapping.keys() & set(fields_of(recognised))) > len(foreign)
    if slug is not None and slug not in ACTIONS:
        # a misspelt action is an error of its own and does not mean another destination
        slip = by_hand and closest(slug, ACTIONS) is not None
        return None if slip or is_ours else False
    if is_ours or (by_hand and recognised is not None):
        return True
    if foreign:
        return False
    return True if by_hand and slug is not None else None


def _verdict(of_one: list[_Judged], described: Destination | None) -> bool | None:
    """The common verdict of one destination's subscriptions; a description of the destination decides."""
    if described is not None and described.is_attio is not None:
        return described.is_attio
    said = Counter(one.says for one in of_one)
    if not said[True] and not said[False]:
        return None
    return said[True] >= said[False]


def _attio(judged: list[_Judged], verdicts: Mapping[Key, bool | None]) -> list[_Judged]:
    def verdict(one: _Judged) -> bool | None:
        return verdicts[one.key] if one.key is not None else one.says

    if any(verdict(one) is True for one in judged):
        # without a destination, or with a mapping that only Terraform knows, none can be another's
        return [
            one
            for one in judged
            if verdict(one) is True or (verdict(one) is None and (one.key is None or one.is_computed))
        ]
    if len({one.key for one in judged}) == 1 and not any(one.described for one in judged):
        return judged  # `locate` reports what is wrong with it
    return [one for one in judged if verdict(one) is None]


def chosen_key(chosen: str, verdicts: Mapping[Key, bool | None], destinations: Destinations) -> Key:
    """The key of the destination that the user names; `verdicts` says which destinations are Attio's.

    Raises:
        UsageError: it is none of them, or several, or not Attio's.
    """
    keys = list(verdicts)
    if not keys:
        raise UsageError(no_destination(chosen))
    found = [key for key in keys if _is_called(chosen, key, destinations)]
    if len(found) > 1:
        raise UsageError(
            f"--destination {chosen!r} is the name of {_listed(found, destinations)}; give one by its ID, or its folder alone"
        )
    if not found:
        there = [key for key in keys if verdicts[key] is True] or [key for key in keys if verdicts[key] is None] or keys
        meant = or_meant(chosen, [destinations.words_of(key).partition(" (")[0] for key in there])
        raise UsageError(f"--destination {chosen!r} is not one of {_listed(there, destinations)}{meant}")
    described = destinations.find(*found[0])
    if described is not None and described.is_attio is False:
        raise UsageError(f"--destination {chosen!r} is a destination of {described.kind}, not of Attio")
    return found[0]


def no_destination(chosen: str) -> str:
    """The message for a chosen destination when no mapping names its destination."""
    return f"--destination {chosen!r}: no subscription names its destination, so there is none to choose"


def _is_called(chosen: str, key: Key, destinations: Destinations) -> bool:
    described = destinations.find(*key)
    name = described.name if described is not None else None
    scope = described.scope if described is not None else key.scope
    return destinations.key_of(chosen, scope) == key or (name is not None and name.casefold() == chosen.casefold())


def _several(mine: list[Key], taken: list[_Judged], destinations: Destinations) -> str:
    counts = Counter(one.key for one in taken)
    told = ", ".join(f"{destinations.words_of(key)} ({counted(counts[key], 'subscription')})" for key in mine)
    return f"the mappings are of {len(mine)} destinations of Attio: {told}; choose one with --destination"


def _listed(keys: Iterable[Key], destinations: Destinations) -> str:
    return ", ".join(destinations.words_of(key) for key in keys)


def _nothing(judged: list[_Judged], destinations: Destinations) -> InputError:
    first = judged[0]
    kinds = [found.kind for one in judged if one.key and (found := destinations.find(*one.key)) and found.kind]
    of = f" but of {', '.join(dict.fromkeys(kinds))}" if kinds else ""
    problem = f"holds no subscription of Attio{of}: {_named(judged)}"
    return InputError(
        problem if of else f"{problem}; where one is Attio's, name its destination with --destination",
        file=first.part.place.document.file,
    )


def _notes(left_out: list[_Judged], taken: Iterable[_Judged]) -> dict[str, str]:
    by_input: dict[str, list[_Judged]] = {}
    for one in left_out:
        by_input.setdefault(one.input, []).append(one)
    # a note goes to the first taken subscription of its input; in a folder, those left out may be in other files
    files: dict[str, str] = {}
    for one in taken:
        files.setdefault(one.input, one.part.place.document.file)
    return {
        name: f"left out {counted(len(some), 'subscription')} of other destinations: {_named(some, files.get(name))}"
        for name, some in by_input.items()
    }


def _named(some: Sequence[_Judged], file: str | None = None) -> str:
    return listed([f"{one.part.value.get('name') or 'without a name'} ({_where(one, file)})" for one in some], _MOST)


def _where(one: _Judged, file: str | None) -> str:
    """The place of a subscription for a message, with its file if that is not the message's own."""
    name = one.part.address or (one.key.text if one.key else None) or one.part.place.pointer or "/"
    its = one.part.place.document.file
    if file is None or its == file:
        return name
    line = one.part.line_of(one.part.place.pointer)
    return f"{name}, {its}:{line}" if line is not None else f"{name}, {its}"
