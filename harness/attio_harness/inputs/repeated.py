"""Finds subscriptions that were read twice: from overlapping pages, from a plan and its state, or from two Terraform files.

Segment has one subscription per ID. `selection` decides which subscriptions are taken at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attio_harness.inputs.actions import named_action
from attio_harness.inputs.destinations import CONFIGURATION, scope_of
from attio_harness.inputs.mapping_shapes import TRIGGER_NAMES, mapping_of
from attio_harness.inputs.part import Part
from attio_harness.text.words import counted, listed

__all__ = ["Repeated", "repeated"]

_MOST = 3
"""How many are named in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The parts that are not run again, by `id`, and the notes on all that were read twice."""

    left_out: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def repeated(parts: Sequence[Part]) -> Repeated:
    """Find the parts that were read before.

    Raises:
        InputError: a resource is written twice in files that Terraform reads as one.
    """
    first: dict[str, Part] = {}
    alike: list[tuple[Part, Part]] = []
    others: list[tuple[Part, Part]] = []
    for part in parts:
        _refuse_resource(part, first)
        its = part.value.get("id")
        known = first.setdefault(f"ID {its}", part) if isinstance(its, str) and its.strip() else part
        if known is not part:
            (alike if _says_the_same(known, part) else others).append((known, part))
    return Repeated(
        left_out=frozenset(id(part) for _, part in alike), notes=(*_told(alike, "run once"), *_told(others, "both run"))
    )


def _refuse_resource(part: Part, first: dict[str, Part]) -> None:
    file = part.place.document.file
    if part.address is None or not file.endswith(CONFIGURATION):
        return
    known = first.setdefault(f"{part.address} of {scope_of(file)}", part)
    if known is not part:
        line = known.line_of(known.place.pointer)
        where = f"{known.place.document.file}{f':{line}' if line else ''}"
        raise part.refuse(
            f"{part.address} is written in {where}, too, which Terraform refuses, or puts together where a file is called "
            "override; give the JSON of `terraform show -json` instead"
        )


def _says_the_same(one: Part, other: Part) -> bool:
    actions = {named for _, named in map(named_action, (one, other)) if isinstance(named, str)}  # one file may not say
    return len(actions) < 2 and _says(one) == _says(other)


def _says(part: Part) -> tuple[Any, ...]:
    """What a subscription does, whatever shape its file has."""
    trigger = next((part.value[name] for name in TRIGGER_NAMES if name in part.value), None)
    return trigger, mapping_of(part), str(part.value.get("enabled", True)).lower(), dict(part.computed)


def _told(pairs: Sequence[tuple[Part, Part]], what: str) -> list[str]:
    if not pairs:
        return []
    named = [
        f"{part.value.get('name') or 'without a name'} ({part.value['id']}, {_files(known, part)})"
        for known, part in pairs
    ]
    how = "is" if len(pairs) == 1 else "are"
    unlike = " and not alike, where Segment has one of each ID" if what == "both run" else ""
    return [f"{counted(len(pairs), 'subscription')} {how} read twice{unlike}, and {what}: {listed(named, _MOST)}"]


def _files(one: Part, other: Part) -> str:
    return " and ".join(dict.fromkeys(part.place.document.file for part in (one, other)))
