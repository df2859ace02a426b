"""Loss cases: what is given, as one YAML file a case in `loss_cases/GROUP/`, and the one change that its hint asks for.

A case adds to `loss_cases/base.yaml`, which has the workspace, an event of each type and a subscription of each action:

    title: A number for a text
    events:                                   # a list, each over the base event of its type; inside traits and properties, too
    - identify: {traits: {nickname: 42}}
    mapping:                                  # a list, the fields of each over those of the base subscription of its action
    - identifyUser: {user_attributes: {nickname: {"@path": $.traits.nickname}}}
    workspace: {records: {…}}                 # members in the place of the base workspace's
    mode: batch                               # or single; both, unless said
    faults: [{…}]                             # rules by which the emulator answers
    fix:                                      # of events, mapping or workspace; or `faults: []`, where Attio must answer otherwise
      mapping: {set: {POINTER: VALUE}, add: {POINTER: VALUE}, remove: [POINTER]}
      verdicts: {unmatched: 1}                # afterwards; every event written, unless said

`!absent` in the place of a value takes away what the base has. What is said about a case is no part of it: snapshots hold that.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from unittest import mock

import yaml
from attio_emulator import Emulator, Workspace
from attio_harness.advice import table
from attio_harness.advice.loss import Loss
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.mappings import locate_dict
from attio_harness.rejection import Rejection
from attio_harness.report import Report
from attio_harness.run import check
from attio_harness.run.check import Check
from attio_harness.run.delivered import Delivered
from attio_harness.run.earlier import Earlier, _fault
from attio_harness.run.pipeline import PassedEvent
from attio_harness.run.rows import row_of
from attio_harness.verdicts import LOST, Mode

__all__ = [
    "CASES",
    "FOLDER",
    "GROUPS",
    "Fix",
    "Json",
    "LossCase",
    "faults_and_rows",
    "faults_noted",
    "first_report",
    "load",
    "patched",
    "report_in",
    "rows_that_spoke",
    "run",
]

FOLDER = Path(__file__).parent / "loss_cases"

Json = dict[str, Any]
HintRow = tuple[str | None, str | None, str]
"""The code and the type that a row of the table of hints is for, and the name of its function."""
Fault = tuple[str, str]
"""What was at fault in a lost event, and Attio's or Segment's code."""
Input = Literal["events", "mapping", "workspace", "faults"]
_INPUTS: tuple[Input, ...] = get_args(Input)
_KEYS = ("title", "events", "mapping", "workspace", "mode", "faults", "fix")
_MODES: Mapping[str, tuple[Mode, ...]] = {"single": ("single",), "batch": ("batch",), "both": ("single", "batch")}
_OPERATIONS = ("set", "add", "remove")
_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """The change of one input: operations of JSON Patch, `set` being `replace`. None for `faults`: Attio itself answers otherwise."""

    of: Input
    changes: Sequence[Json] = ()
    verdicts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCase:
    """One kind of loss; `id` is its group and the name of its file."""

    id: str
    title: str
    events: list[Json]
    mapping: list[Json]
    workspace: Json
    faults: list[Json]
    modes: tuple[Mode, ...]
    fix: Fix

    def fixed(self) -> LossCase:
        """The case with what its hint asks for."""
        if self.fix.of == "faults":
            return replace(self, faults=[])
        return replace(self, **{self.fix.of: patched(getattr(self, self.fix.of), self.fix.changes)})

    @property
    def verdicts(self) -> dict[str, int]:
        """What has to become of the events of the fixed case."""
        events = self.fixed().events if self.fix.of == "events" else self.events
        return dict(self.fix.verdicts or {"written": len(events)})


def run(case: LossCase, mode: Mode) -> Report:
    """The report of `check`."""
    sources = [one for number, given in enumerate(case.mapping) for one in locate_dict(given, f"/{number}")]
    job = Check(sources, _workspace(case), mode=mode, existing="none")
    job.emulator.faults.replace(list(case.faults))
    job.feed(SourceEvent(event=event, file="<python>", line=n) for n, event in enumerate(case.events, 1))
    return job.report()


_WORKSPACES: dict[str, Workspace] = {}


def _workspace(case: LossCase) -> Workspace:
    """Most cases have the same; a run copies it."""
    text = repr(case.workspace)
    found = _WORKSPACES.get(text)
    if found is None:
        found = _WORKSPACES[text] = Workspace.from_dict(case.workspace)
    return found


def patched(document: Any, changes: Sequence[Json]) -> Any:
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


# -- files -------------------------------------------------------------------------------------------------------------


class _Loader(yaml.CSafeLoader):
    """YAML in which dates are text and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = Counter(key.value for key, _ in node.value)
        if twice := [key for key, count in keys.items() if count > 1]:
            raise yaml.constructor.ConstructorError(None, None, f"{twice[0]!r} stands here twice", node.start_mark)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:timestamp"]
    for first, forms in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("!absent", lambda loader, node: _ABSENT)


def _read(file: Path) -> Json:
    try:
        found = yaml.load(file.read_text("utf-8"), _Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: is not YAML: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{file.name}: expected a mapping of {', '.join(_KEYS)}")
    return found


_BASE = _read(FOLDER / "base.yaml")

GROUPS: Mapping[str, str] = _BASE["groups"]
"""Folder -> heading of its cases, in the order of the page."""


def load(file: Path) -> LossCase:
    """The case of a file.

    Raises:
        ValueError: it is no case; the message has the file, what was found and what was expected.
    """
    try:
        return _case(_read(file), f"{file.parent.name}/{file.stem}")
    except _Wrong as wrong:
        raise ValueError(f"{file.name}: {wrong}") from None


class _Wrong(Exception):
    pass


def _case(given: Json, id: str) -> LossCase:
    _known(given, _KEYS, "a case")
    for key in ("title", "events", "mapping", "fix"):
        if key not in given:
            raise _Wrong(f"{key} is missing")
    mode = given.get("mode", "both")
    if mode not in _MODES:
        raise _Wrong(f"mode is {mode!r}, expected one of {', '.join(_MODES)}")
    case = LossCase(
        id=id,
        title=given["title"],
        events=[_over_base("events", one) for one in _list(given, "events")],
        mapping=[_over_base("mapping", one) for one in _list(given, "mapping")],
        workspace=_merged(_BASE["workspace"], _object(given, "workspace"), ()),
        faults=_list(given, "faults"),
        modes=_MODES[mode],
        fix=_fix(_object(given, "fix")),
    )
    try:
        case.fixed()
    except (KeyError, IndexError, ValueError) as error:
        raise _Wrong(f"fix changes what is not there: {error}") from None
    return case


def _over_base(kind: str, given: Any) -> Json:
    """One event or subscription: its type or action, or `{that: members}`, the members over those of the base."""
    bases = _BASE[kind]
    name, members = next(iter(given.items())) if isinstance(given, dict) and len(given) == 1 else (given, {})
    if not isinstance(name, str) or name not in bases or not isinstance(members, dict):
        raise _Wrong(f"{kind} has {given!r}, expected one of {', '.join(bases)}, alone or with a mapping of members")
    if kind == "events":
        return _merged(bases[name], members, ("traits", "properties"))
    return {**bases[name], "mapping": _merged(bases[name]["mapping"], members, ())}


def _merged(base: Json, members: Json, inside: tuple[str, ...]) -> Json:
    """The base with other members; those named in `inside` are objects that are merged, too."""
    out = copy.deepcopy(base)
    for key, value in members.items():
        if value is _ABSENT:
            del out[key]
        elif key in inside and isinstance(value, dict):
            out[key] = _merged(base.get(key, {}), value, ())
        else:
            out[key] = value
    return out


def _fix(given: Json) -> Fix:
    _known(given, (*_INPUTS, "verdicts"), "a fix")
    named = [one for one in _INPUTS if one in given]
    if len(named) != 1:
        raise _Wrong(f"fix changes {' and '.join(named) or 'nothing'}, expected one of {', '.join(_INPUTS)}")
    (of,) = named
    if of == "faults":
        if given[of] != []:
            raise _Wrong("fix of faults is an empty list: Attio answers as always")
        return Fix(of=of)
    operations = _object(given, of)
    _known(operations, _OPERATIONS, f"fix of {of}")
    return Fix(of=of, changes=list(_changes(operations)), verdicts=given.get("verdicts"))


def _changes(operations: Json) -> Iterator[Json]:
    for name, places in operations.items():
        if name == "remove":
            yield from ({"op": name, "path": place} for place in places)
        else:
            op = {"set": "replace", "add": "add"}[name]
            yield from ({"op": op, "path": place, "value": value} for place, value in places.items())


def _known(given: Json, keys: Sequence[str], what: str) -> None:
    if unknown := [key for key in given if key not in keys]:
        raise _Wrong(f"{what} has no {unknown[0]!r}, expected some of {', '.join(keys)}")


def _list(given: Json, key: str) -> list[Any]:
    found = given.get(key, [])
    if not isinstance(found, list):
        raise _Wrong(f"{key} is {found!r}, expected a list")
    return found


def _object(given: Json, key: str) -> Json:
    found = given.get(key, {})
    if not isinstance(found, dict):
        raise _Wrong(f"{key} is {found!r}, expected a mapping")
    return found


CASES: tuple[LossCase, ...] = tuple(load(file) for group in GROUPS for file in sorted((FOLDER / group).glob("*.yaml")))
"""Every case, by group and name."""
_BY_ID = {case.id: case for case in CASES}


def first_report(id: str) -> Report:
    """The report of a case in the first of its modes, which several tests and the page look at and none changes."""
    return report_in(id, _BY_ID[id].modes[0])


def report_in(id: str, mode: Mode) -> Report:
    """The report of a case in one of its modes."""
    return _run_of(id, mode).report


def rows_that_spoke(id: str) -> frozenset[HintRow]:
    """The rows of the table of hints that gave advice in the first report."""
    return _run_of(id, _BY_ID[id].modes[0]).spoke


def faults_and_rows(id: str, mode: Mode) -> Sequence[tuple[Fault, Fault]]:
    """Of each loss in that report: what was at fault as later losses tell it, and as its own row does."""
    return _run_of(id, mode).faults


class _Run(NamedTuple):
    report: Report
    spoke: frozenset[HintRow]
    faults: Sequence[tuple[Fault, Fault]]


@cache
def _run_of(id: str, mode: Mode) -> _Run:
    spoke = set[HintRow]()

    def noted(code: str | None, kind: str | None, advise: Callable[[Loss], str | None]) -> Any:
        def advise_and_note(loss: Loss) -> str | None:
            advice = advise(loss)
            if advice:
                spoke.add((code, kind, advise.__name__))
            return advice

        return code, kind, advise_and_note

    with mock.patch.object(table, "HINTS", tuple(noted(*row) for row in table.HINTS)), faults_noted() as faults:
        report = run(_BY_ID[id], mode)
    return _Run(report, frozenset(spoke), faults)


@contextmanager
def faults_noted() -> Iterator[list[tuple[Fault, Fault]]]:
    """What `faults_and_rows` gives, of the runs inside; the row of a loss may never be made, as in `explain`."""
    found: list[tuple[Fault, Fault]] = []

    def made(delivered: Delivered, one: PassedEvent, emulator: Emulator, earlier: Earlier) -> Rejection:
        row = row_of(delivered, one, emulator, earlier)
        if row.verdict in LOST:
            found.append((_fault(delivered)[2:], (row.where, row.code)))
        return row

    with mock.patch.object(check, "row_of", made):
        yield found
