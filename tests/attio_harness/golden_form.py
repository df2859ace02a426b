"""The form of a golden example, how one is run and mended, and the page that lists them. The examples are elsewhere.

An example is data: what is given, how it is lost, and the one change its hint asks for. Changes are JSON Patch (RFC 6902):
`add`, `remove` and `replace`, in the list of events, the list of subscriptions, or the workspace file.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from attio_emulator import Workspace
from attio_harness.inputs.events import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.report import Rejection, Report
from attio_harness.run.check import Check, Mode

__all__ = ["Fix", "Golden", "Lost", "add", "drop", "lost_of", "patched", "put", "render", "run"]

Where = Literal["event", "mapping", "workspace", "platform"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The rejection, in the words of the report."""

    verdict: str = "rejected"
    pointer: str
    path: str | None = None
    value: Any = None
    object: str | None = None
    attribute: str | None = None
    type: str | None = None
    status: int | None = 400
    code: str
    message: str
    hint: str
    partial: tuple[str, ...] = ()

    def in_batch(self) -> Lost:
        """The same loss where the event travels in a batch: Attio says 202 and nothing of the event is written."""
        if self.verdict != "rejected":
            return self
        return replace(self, verdict="dropped", status=202, partial=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What the hint asks for: one of the four inputs changes. `platform` means that the answer of Attio itself changes."""

    of: Where
    changes: Sequence[Json] = ()
    after: dict[str, int] | None = None
    """Verdicts afterwards; every event written, unless said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One kind of loss. `workspace` is a workspace file, `faults` are rules of the emulator."""

    id: str
    title: str
    events: list[Json]
    mapping: list[Json]
    workspace: Json
    mode: Literal["single", "batch", "both"] = "both"
    faults: Sequence[Json] = ()
    lost: Lost
    fix: Fix

    @property
    def modes(self) -> tuple[Mode, ...]:
        return ("single", "batch") if self.mode == "both" else (self.mode,)

    def expected(self, mode: Mode) -> Lost:
        return self.lost.in_batch() if mode == "batch" and self.mode == "both" else self.lost

    def fixed(self) -> Golden:
        """The example with what its hint asks for."""
        if self.fix.of == "platform":
            return replace(self, faults=())
        if self.fix.of == "event":
            return replace(self, events=patched(self.events, self.fix.changes))
        if self.fix.of == "mapping":
            return replace(self, mapping=patched(self.mapping, self.fix.changes))
        return replace(self, workspace=patched(self.workspace, self.fix.changes))


def put(pointer: str, value: Any) -> Json:
    """Another value in the place of one that is there."""
    return {"op": "replace", "path": pointer, "value": value}


def add(pointer: str, value: Any) -> Json:
    """A new member, or a new element before the one of this index (`-`: at the end)."""
    return {"op": "add", "path": pointer, "value": value}


def drop(pointer: str) -> Json:
    """Without this member or element."""
    return {"op": "remove", "path": pointer}


def patched(document: Any, changes: Iterable[Json]) -> Any:
    """A changed copy.

    Raises:
        KeyError, IndexError: there is nothing at the place to replace or remove.
    """
    out = copy.deepcopy(document)
    for change in changes:
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in change["path"].split("/")[1:]]
        inside = out
        for part in way:
            inside = inside[int(part)] if isinstance(inside, list) else inside[part]
        if isinstance(inside, list):
            _change_list(inside, last, change)
        elif change["op"] == "remove":
            del inside[last]
        elif change["op"] == "replace" and last not in inside:
            raise KeyError(change["path"])
        else:
            inside[last] = change["value"]
    return out


def _change_list(inside: list[Any], last: str, change: Json) -> None:
    at = len(inside) if last == "-" else int(last)
    if change["op"] == "remove":
        del inside[at]
    elif change["op"] == "add":
        inside.insert(at, change["value"])
    else:
        inside[at] = change["value"]


def run(example: Golden, mode: Mode) -> Report:
    """The report of `check`."""
    sources = [one for number, given in enumerate(example.mapping) for one in locate_dict(given, f"/{number}")]
    job = Check(sources, Workspace.from_dict(example.workspace), mode=mode)
    job.emulator.faults.replace(list(example.faults))
    job.feed(SourceEvent(event=event, file="<python>", line=n) for n, event in enumerate(example.events, 1))
    return job.report()


def lost_of(rejection: Rejection) -> Lost:
    """The part of a rejection that an example pins."""
    one = rejection
    return Lost(
        verdict=one.verdict, pointer=one.mapping_pointer, path=one.path, value=one.value, object=one.object, attribute=one.attribute,
        type=one.type, status=one.status, code=one.code, message=one.message, hint=one.hint, partial=one.partial,
    )  # fmt: skip


# -- the page --------------------------------------------------------------------------------------------------------

_HEAD = """# Kinds of loss

What `check` says about each kind of lost event, and the change that its hint asks for. Every example here is a test: it is
run, its rejection compared word for word, the change made, and the event written.

This page is generated from `tests/attio_harness/golden.py`. Write it again with `python -m tests.attio_harness.golden`.
"""
_OF = {
    "event": "the event",
    "mapping": "the mapping",
    "workspace": "Attio (the workspace file)",
}
_OPS = {"add": "add", "remove": "remove", "replace": "set"}


def render(groups: dict[str, tuple[Golden, ...]]) -> str:
    """The page `docs/losses.md`."""
    count = sum(map(len, groups.values()))
    index = [f"- [{name}](#{_anchor(name)}): {len(rows)}" for name, rows in groups.items()]
    parts = [_HEAD, f"{count} examples:\n", "\n".join(index) + "\n"]
    for name, rows in groups.items():
        parts.append(f"## {name}\n")
        parts += [_shown(one) for one in rows]
    return "\n".join(parts)


def _anchor(title: str) -> str:
    return "".join(ch for ch in title.casefold().replace(" ", "-") if ch.isalnum() or ch == "-")


def _shown(one: Golden) -> str:
    lost = one.lost
    where = f"`{lost.pointer}`" + (f" from `{lost.path}`" if lost.path else "")
    thing = " ".join(
        part
        for part in (
            f"`{lost.object}`" if lost.object else "",
            f"`{lost.attribute}`" if lost.attribute else "",
            f"({lost.type})" if lost.type else "",
        )
        if part
    )
    rows = [
        f"### {one.title}",
        "",
        f"`{one.id}`, {'single and batch' if one.mode == 'both' else one.mode}: {lost.verdict}, HTTP {lost.status}, `{lost.code}`"
        if lost.status
        else f"`{one.id}`, {'single and batch' if one.mode == 'both' else one.mode}: {lost.verdict}, `{lost.code}`",
        "",
        f"- Mapping: {where}, value `{_json(lost.value)}`" + (f"; Attio: {thing}" if thing else ""),
        f"- Message: {lost.message}",
        f"- Hint: {lost.hint}",
        f"- Change of {_OF[one.fix.of]}: {'; '.join(map(_change, one.fix.changes))}"
        if one.fix.changes
        else "- Change: nothing of yours; the next answer of Attio is another",
        "",
    ]
    return "\n".join(rows)


def _change(change: Json) -> str:
    value = f" `{_json(change['value'])}`" if "value" in change else ""
    return f"{_OPS[change['op']]} `{change['path']}`{value}"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:197]}..."


def as_source(lost: Lost) -> str:
    """The Python text of a rejection, members that have their defaults left out."""
    plain = asdict(Lost(pointer="", code="", message="", hint=""))
    members = [
        f"{key}={value!r}"
        for key, value in asdict(lost).items()
        if key in ("pointer", "code", "message", "hint") or value != plain[key]
    ]
    return f"Lost({', '.join(members)})"
