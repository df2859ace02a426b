"""The inputs of the benchmarks: 256 distinct events of each kind, mappings, triggers, and the names of the cases.

`inputs/` has the mappings and one event of each kind, `results/rows.py` the wanted ratios of the cases in the report. Nothing
here measures.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CASES", "COUNT", "Case", "inputs"]

COUNT = 256
_HERE = Path(__file__).parent / "inputs"


@dataclass(frozen=True, slots=True)
class Case:
    """A case: one row of the table."""

    key: str
    what: str


CASES = (
    Case("transform_identify", "mapping, identify with six attributes"),
    Case("transform_group", "mapping, group as published"),
    Case("transform_heavy", "mapping, eleven fields of nested directives"),
    Case("many_identify", "the same, 256 events at once (transformBatch)"),
    Case("many_heavy", "the heavy one, 256 events at once"),
    Case("trigger_short", "trigger of one clause, text to verdict"),
    Case("trigger_long", "trigger of twelve clauses, text to verdict"),
    Case("tree_short", "trigger of one clause, already parsed"),
    Case("tree_long", "trigger of twelve clauses, already parsed"),
    Case("validation", "payload of identifyUser against its fields"),
    Case("way", "trigger, mapping, empties, validation"),
    Case("deliver", "identifyUser with its two requests, into a sink"),
    Case("deliver_emulator", "the same into an emulator in process, which writes"),
    Case("deliver_httpx", "the same, ours through httpx.MockTransport"),
    Case("batch", "1,000 events to one body (onBatch), into a sink"),
)


def inputs() -> dict[str, Any]:
    """All inputs of both sides, as JSON values."""
    read = {name: json.loads((_HERE / f"{name}.json").read_text()) for name in ("identify", "group", "heavy", "fql")}
    changes: dict[str, Callable[[dict[str, Any], int], None]] = {
        "identify": _identify,
        "group": _group,
        "heavy": _heavy,
    }
    out: dict[str, Any] = {"triggers": read["fql"], "mappings": {}, "events": {}}
    for name, change in changes.items():
        out["mappings"][name] = read[name]["mapping"]
        out["events"][name] = [_varied(read[name]["event"], index, change) for index in range(COUNT)]
    out["events"]["written"] = [_varied(read["identify"]["event"], index, _written) for index in range(COUNT)]
    return out


def _varied(event: dict[str, Any], index: int, change: Callable[[dict[str, Any], int], None]) -> dict[str, Any]:
    varied = copy.deepcopy(event)
    varied["anonymousId"] = f"{index:08x}-0000-4000-8001-{index:012x}"
    varied["messageId"] = f"ajs-{index:08x}-0000-4000-8002-{index:012x}"
    varied["userId"] = f"user_{index:06d}"
    varied["receivedAt"] = f"2025-09-{1 + index % 28:02d}T12:{index % 60:02d}:{index * 7 % 60:02d}.{index:03d}Z"
    change(varied, index)
    return varied


def _identify(event: dict[str, Any], index: int) -> None:
    traits = event["traits"]
    traits["email"] = f"sample.user{index:03d}+{index}@example{index % 37}.com"
    traits["name"], traits["last_name"] = f"Sample User{index:03d}", f"User{index:03d}"
    traits["phone"] = f"+1 415-555-{index:04d}"
    traits["plan"] = ("free", "pro", "enterprise")[index % 3]
    traits["logins"] = index * 37 % 1000
    traits["company"]["name"] = f"Initech {index % 37}"


def _written(event: dict[str, Any], index: int) -> None:
    """Make an event that Attio accepts: it would refuse the name and telephone number of `identify`."""
    _identify(event, index)
    event["traits"]["phone"] = f"+1415555{2000 + index}"
    event["traits"]["name"] = f"User{index:03d}, Sample"


def _group(event: dict[str, Any], index: int) -> None:
    event["groupId"] = f"group_{index:06d}"
    event["traits"] |= {"name": f"Initech {index}", "website": f"initech{index}.com", "employees": index * 37 % 5000}


def _heavy(event: dict[str, Any], index: int) -> None:
    _identify(event, index)
    event["traits"]["plan"] = {"tier": "gold", "seats": index % 50, "addons": ["a", "b"]}
    event["properties"]["total"] = round(19.98 * index, 2)
    event["properties"]["products"] = [
        {"product_id": f"p{k}_{index}", "name": f"Product {k}", "price": round(9.99 * k, 2), "quantity": k + 1}
        for k in range(5)
    ]
