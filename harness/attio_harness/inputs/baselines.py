"""Reads, checks and writes the file of a baseline, with one line per kind of loss for reviewers.

`run.baseline` decides what goes into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attio_harness.errors import InputError, not_there
from attio_harness.inputs.documents import read_document
from attio_harness.inputs.files import is_absent, read_text
from attio_harness.loss_kinds import Baseline, Kind
from attio_harness.text.words import counted, kind_of, meant

__all__ = ["VERSION", "baseline_text", "read_baseline"]

VERSION = 1

_TEXTS = ("subscription", "field", "verdict", "code")
_NAMES = ("object", "attribute")
_KEYS = ("subscription", "field", "object", "attribute", "verdict", "code", "events")
_TOP = ("version", "events", "losses")


def read_baseline(file: str) -> Baseline:
    """The baseline of a file.

    Raises:
        InputError: it does not exist, is no JSON, is something else, or has another version.
    """
    if file != "-" and is_absent(file):
        raise not_there(file, "there is no such baseline file; attio-harness check --update-baseline writes it")
    return _baseline(read_document(read_text(file, "baseline"), file, "baseline"), file)


def baseline_text(baseline: Baseline) -> bytes:
    """The contents of a baseline's file: sorted, one line per kind."""
    rows = [
        json.dumps({**kind.to_dict(), "events": count}, ensure_ascii=False)
        for kind, count in sorted(baseline.kinds.items(), key=lambda pair: pair[0].order)
    ]
    losses = ",\n".join(f"    {row}" for row in rows)
    losses = f"[\n{losses}\n  ]" if rows else "[]"
    text = f'{{\n  "version": {VERSION},\n  "events": {baseline.events},\n  "losses": {losses}\n}}\n'
    return text.encode("utf-8", "backslashreplace")


def _baseline(found: Any, file: str) -> Baseline:
    if not isinstance(found, Mapping) or not {"version", "losses"} & set(found):
        what = f"an object with {_some(found)}" if isinstance(found, Mapping) else kind_of(found)
        raise InputError(
            f"found {what}, expected a baseline that attio-harness check --update-baseline wrote", file=file
        )
    version = found.get("version")
    if version != VERSION or isinstance(version, bool):
        said = json.dumps(version, default=str)
        raise InputError(
            f"found version {said}, this attio-harness reads {VERSION}; write it again with attio-harness check --update-baseline",
            file=file,
            pointer="/version",
        )
    _keys(found, _TOP, file, "")
    events, rows = found.get("events"), found.get("losses")
    if not isinstance(events, int) or not _is_count(events):
        raise _wrong(file, "/events", events, "a whole number")
    if not isinstance(rows, list):
        raise _wrong(file, "/losses", rows, "an array")
    kinds: dict[Kind, int] = {}
    for number, row in enumerate(rows):
        kind, count = _row(row, file, f"/losses/{number}")
        # a merge of two branches may keep both lines: take the larger number, which was true on one of them
        kinds[kind] = max(count, kinds.get(kind, 0))
    return Baseline(file=file, events=events, kinds=kinds)


def _row(row: Any, file: str, at: str) -> tuple[Kind, int]:
    if not isinstance(row, Mapping):
        raise _wrong(file, at, row, "an object")
    _keys(row, _KEYS, file, at)
    for key in _TEXTS:
        if not isinstance(row.get(key), str):
            raise _wrong(file, f"{at}/{key}", row.get(key), "a string")
    for key in _NAMES:
        if not isinstance(row.get(key), str | None):
            raise _wrong(file, f"{at}/{key}", row.get(key), "a string or null")
    if not _is_count(row.get("events")):
        raise _wrong(file, f"{at}/events", row.get("events"), "a whole number")
    members: dict[str, Any] = {key: row.get(key) for key in _KEYS if key != "events"}
    return Kind(**members), row["events"]


def _keys(found: Mapping[str, Any], among: Iterable[str], file: str, at: str) -> None:
    unknown = next((key for key in found if key not in among), None)
    if unknown is not None:
        expected = ", ".join(among)
        raise InputError(
            f"unknown key {unknown!r}. {meant(unknown, among)}Expected {expected}.", file=file, pointer=at or None
        )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _wrong(file: str, at: str, found: Any, expected: str) -> InputError:
    said = "nothing" if found is None else "a negative number" if _is_negative(found) else kind_of(found)
    return InputError(f"found {said}, expected {expected}", file=file, pointer=at)


def _is_negative(value: Any) -> bool:
    return isinstance(value, int | float) and value < 0


def _some(found: Mapping[str, Any]) -> str:
    return ", ".join(list(found)[:3]) if found else counted(0, "key")
