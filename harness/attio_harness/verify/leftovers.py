"""The file that says what a run may have left behind, so that a later run can remove it. Written before anything is made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from attio_harness.errors import InputError, not_read
from attio_harness.output_file import write_file
from attio_harness.text.json import JsonTextError, loads

__all__ = ["Leftovers", "load", "remove", "save"]

_MARKER = re.compile(r"[0-9a-f]{16}")
_ABOUT = "What attio-harness verify has made and not yet taken away; attio-harness verify --cleanup finishes it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What may be left.

    Attributes:
        attio: the address, as in `--attio`.
        marker: part of everything that the run wrote.
        began: when the run began, ISO 8601.
        standard: the standard objects in which records may have been made.
        records: object -> IDs of records known to have been made.
    """

    attio: str
    marker: str
    began: str
    standard: Sequence[str] = ()
    records: Mapping[str, Sequence[str]] = field(default_factory=dict)


def save(one: Leftovers, file: str) -> None:
    """Raises InputError if it cannot be written: then the run must not make anything."""
    row: dict[str, Any] = {"about": _ABOUT, "attio": one.attio, "marker": one.marker, "began": one.began}
    row |= {"standard": list(one.standard), "records": {object: list(ids) for object, ids in one.records.items()}}
    write_file([orjson.dumps(row, option=orjson.OPT_INDENT_2), b"\n"], file, private=True)


def load(file: str) -> Leftovers:
    """Raises InputError if there is no such file, or it is a file of another kind."""
    try:
        row = loads(Path(file).read_bytes())
    except FileNotFoundError:
        raise InputError("there is no such file; nothing is left of an earlier run", file=file) from None
    except OSError as error:
        raise not_read(error, file) from None
    except JsonTextError as error:
        raise InputError(f"is not JSON: {error.problem} (column {error.column})", file=file) from None
    texts = isinstance(row, dict) and all(isinstance(row.get(name), str) for name in ("attio", "marker", "began"))
    if not texts or not _MARKER.fullmatch(row["marker"]):
        raise InputError("is not a leftovers file of verify; expected attio, marker and began", file=file)
    standard, records = row.get("standard", []), row.get("records", {})
    lists = isinstance(records, dict) and all(isinstance(one, list) for one in records.values())
    if not isinstance(standard, list) or not lists:
        raise InputError("is damaged: expected standard to be a list and records an object", file=file)
    return Leftovers(
        attio=row["attio"],
        marker=row["marker"],
        began=row["began"],
        standard=[one for one in standard if isinstance(one, str)],
        records={name: [one for one in ids if isinstance(one, str)] for name, ids in records.items()},
    )


def remove(file: str) -> None:
    """Remove the file: nothing is left behind."""
    Path(file).unlink(missing_ok=True)
