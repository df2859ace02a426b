"""Groups the differences of a replay: those of one kind, in one call, at one place of the answer, with what to do about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator import ASSUMPTIONS

from attio_harness.exchanges.difference import ABSENT, KINDS, Difference, Kind
from attio_harness.exchanges.secrets import without_secrets
from attio_harness.formats.locations import place
from attio_harness.formats.masking import Masks, mask_quoted, mask_value
from attio_harness.replay.report import REASONS, Judged, Reason, ReplayReport
from attio_harness.text.words import counted, listed
from attio_harness.text.words import shown as as_json

__all__ = [
    "REPORT",
    "DifferenceGroup",
    "ReasonGroup",
    "by_kind",
    "difference_groups",
    "inferred_line",
    "left_out_line",
    "places",
    "reason_groups",
    "setting_lines",
    "shown_side",
]

REPORT = "If the recording is recent and from production, the emulator is wrong: please report it, with the exchange."
_ADVICE: Mapping[Kind, str] = {
    "status": "Check that the workspace is the recorded one (-w, or pull it again)",
    "code": "A client that reads the code behaves differently here",
    "message": "Nothing breaks unless a client reads the message",
    "missing": "A client that reads the member fails here and works in production",
    "extra": "A recording of an older edition lacks later members",
    "type": "A client that is strict about types fails on one of the two",
    "form": "A client that parses the text may fail on one of the two",
    "value": "Check that the workspace is the recorded one, with its options and defaults",
    "id": "Two things in the recording are one here, or one is two: check the differences in the exchanges before it",
    "fewer": "Check whether it existed before the recording, or somebody else created it meanwhile",
    "more": "Check whether it was deleted meanwhile, or is not visible to the recorded token",
    "order": "Affects a client that uses the first element, or compares JSON as text",
    "header": "Affects a client that reads the header",
    "body": "One of the two is not JSON: check the request in the recording",
}
"""Kind -> what it means for a client, or where to look first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGroup:
    """Differences of one kind at one place, whichever calls show it; `pointer` has `*` for the places in lists."""

    kind: Kind
    pointer: str
    found: Sequence[tuple[Judged, Difference]]
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{len(self.found):,} × {KINDS[self.kind]}" + (f" at {self.pointer}" if self.pointer else "")

    @property
    def calls(self) -> str:
        """The calls that show it."""
        return listed(dict.fromkeys(one.operation for one, _ in self.found), 4)

    @property
    def assumptions(self) -> Sequence[str]:
        return sorted({id for _, difference in self.found for id in difference.assumptions})

    @property
    def advice(self) -> Sequence[str]:
        """What to do, the sentence of the kind first."""
        return [f"{_ADVICE[self.kind]}.", *setting_lines(self.assumptions, self.settings)]

    def sides(self, masks: Masks | None = None) -> tuple[str, str]:
        """What was recorded and what was answered in the first of them, as JSON."""
        _, first = self.found[0]
        if self.kind in ("message", "value") and isinstance(first.left, str) and isinstance(first.right, str):
            first = replace(first, left=first.left[_alike(first) :], right=first.right[_alike(first) :])
            begin = "…" if first.left != self.found[0][1].left else ""
            left, right = (shown_side(first, one, masks) for one in (first.left, first.right))
            return begin + left, begin + right
        return shown_side(first, first.left, masks), shown_side(first, first.right, masks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """Exchanges that cannot be judged for one reason."""

    reason: Reason
    found: Sequence[Judged]

    @property
    def title(self) -> str:
        return f"{len(self.found):,} × {REASONS[self.reason]}"

    def lines(self, most: int) -> list[str]:
        """One line for each; of those that miss the same thing, the first, and how many more there are."""
        said: dict[str, list[Judged]] = {}
        for one in self.found:
            said.setdefault(f"{one.operation}: {one.said}", []).append(one)
        lines = [f"{text} ({places(ones, 1)})" for text, ones in said.items()]
        return (
            lines
            if len(lines) <= most
            else [*lines[:most], f"and {len(lines) - most:,} more, all of them with --format json"]
        )


def _alike(one: Difference) -> int:
    """How much of the beginning two long texts share, except for some words that show the place."""
    alike = next(
        (place for place, (left, right) in enumerate(zip(one.left, one.right, strict=False)) if left != right), 0
    )
    return one.left.rfind(" ", 0, alike - 20) + 1 if alike > 60 else 0


def setting_lines(assumptions: Sequence[str], settings: Mapping[str, str]) -> Sequence[str]:
    """How to try the other settings of the assumptions that decided something, except those that are already set."""
    found = []
    for id in assumptions:
        row = ASSUMPTIONS.get(id)
        others = [one for one in row.choices if one != row.default] if row is not None else []
        if row is not None and others and settings.get(id, row.default) == row.default:
            found.append(f"It depends on an assumption: try --assume {id}={' or '.join(others)}.")
    return found


def difference_groups(report: ReplayReport) -> list[DifferenceGroup]:
    """The groups by weight of their kind; within a kind, the most frequent first."""
    groups: dict[tuple[Kind, str, str], list[tuple[Judged, Difference]]] = {}
    for one in report.judged:
        for difference in one.differences:
            # two calls that answer another status, or another code, are two matters
            call = one.operation if difference.kind in _OF_CALLS else ""
            groups.setdefault((difference.kind, _without_places(difference), call), []).append((one, difference))
    weight = list(KINDS)
    made = [
        DifferenceGroup(kind=kind, pointer=pointer, found=found, settings=report.settings)
        for (kind, pointer, _), found in groups.items()
    ]
    return sorted(made, key=lambda group: (weight.index(group.kind), -len(group.found)))


def reason_groups(report: ReplayReport) -> list[ReasonGroup]:
    """The most frequent first."""
    groups: dict[Reason, list[Judged]] = {}
    for one in report.judged:
        if one.reason is not None:
            groups.setdefault(one.reason, []).append(one)
    return sorted(
        (ReasonGroup(reason=reason, found=found) for reason, found in groups.items()),
        key=lambda group: -len(group.found),
    )


def by_kind(report: ReplayReport) -> list[tuple[str, int, int]]:
    """Words of a kind, how many differences, in how many exchanges; in the order of their weight."""
    rows = []
    for kind, words in KINDS.items():
        of_kind = [sum(one.kind == kind for one in judged.differences) for judged in report.judged]
        if any(of_kind):
            rows.append((words, sum(of_kind), sum(map(bool, of_kind))))
    return rows


def _place_of_exchange(one: Judged) -> str:
    """`session.har:12 (exchange 4)`, counted from 1 as people do."""
    return f"{place(one.file, one.line)} (exchange {one.index + 1})"


def places(found: Sequence[Judged], most: int = 3) -> str:
    """The places of some exchanges, each once."""
    return listed(dict.fromkeys(map(_place_of_exchange, found)), most)


def inferred_line(report: ReplayReport) -> str:
    """`Put into the workspace because answers show it: 2 objects, 1 record.`; empty if nothing was."""
    if not report.inferred:
        return ""
    found = ", ".join(counted(number, what, _MANY.get(what)) for what, number in report.inferred.items())
    return f"Added to the workspace, because recorded responses show it: {found} (--no-infer prevents this)."


_MANY = {
    "entry": "entries",
    "attribute of a list": "attributes of lists",
    "value that others wrote": "values that others wrote",
    "thing that a refusal tells of": "things that refusals tell of",
}
"""Plurals that do not end with an added s."""


def left_out_line(report: ReplayReport) -> str:
    """How many exchanges went to other hosts, and how to include them."""
    if not report.left_out:
        return ""
    hosts = ", ".join(f"{host} {number:,}" for host, number in report.left_out.most_common(5))
    more = len(report.left_out) - 5
    hosts += f" and {more:,} more" if more > 0 else ""
    total = counted(sum(report.left_out.values()), "exchange")
    return f"Left out: {total} without a call of Attio's API ({hosts}); see --host."


_OF_CALLS: frozenset[Kind] = frozenset({"status", "code", "message", "body"})
_OPEN: frozenset[Kind] = frozenset({"status", "code", "id", "order", "header"})
"""Kinds whose values are words, numbers and ids, none of them personal."""


def shown_side(difference: Difference, side: Any, masks: Masks | None) -> str:
    """One side of a difference as JSON, without secrets; masked if masks are given."""
    if side is ABSENT:
        return "nothing"
    clean = without_secrets(side, difference.pointer)
    if masks is not None and difference.kind not in _OPEN:
        message = difference.kind == "message" and isinstance(clean, str)
        # slugs are words of the API far more often than names
        clean = mask_quoted(clean, masks) if message else mask_value(clean, masks, literal=True)
    return as_json(clean, 160)


def _without_places(difference: Difference) -> str:
    """The pointer with `*` for places in lists, and for an attribute that is present or absent, so that all of these form one group."""
    pointer = re.sub(r"/\d+(?=/|$)", "/*", difference.pointer)
    # one record, or several
    pointer = re.sub(r"^/data/\*(?=/)", "/data", pointer)
    return re.sub(r"(?<=values)/[^/]+$", "/*", pointer) if difference.kind in ("missing", "extra") else pointer
