"""`Loss`, what advice may look at, and the helpers and phrases that several modules of advice share. Gives no advice."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_destination.asserts import assert_of
from attio_emulator import Workspace
from segment_actions import FqlError, MappingError, PayloadProblem, Problem, fql, transform
from segment_actions.mapping.whole import ROOT

from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.rejection import Read
from attio_harness.text.alike import folded

__all__ = [
    "OF_LISTS",
    "OF_OBJECTS",
    "Failure",
    "Loss",
    "askable",
    "attribute_of",
    "decoded",
    "element_of",
    "in_place",
    "index_of",
    "is_chosen_match",
    "is_reached",
    "leave_out",
    "leaves",
    "liquid_path",
    "mapped_at",
    "may_be_left_out",
    "may_lack",
    "misnamed",
    "never_there",
    "or_ask",
    "place_of",
    "settings_of",
    "unnamed",
    "written_list",
]


Failure = Literal["no answer", "answer of no use", "null context"]


@dataclass(slots=True, kw_only=True)
class Loss:
    """What advice may look at: one mistake of one lost event. Treat it as immutable; it is not frozen, since there are many.

    Attributes:
        value: the payload's member.
        found: the very element that Attio refused; the same as `value` unless that is a list.
        field: the way into the payload, such as ("user_attributes", "plan").
        holder: the values of the record that already has a unique value.
        mapping_problem, payload_problem: what the engine knows of its refusal.
        concerns: what Attio refused (see `AttioError`). Advice never reads the text of Attio's message.
        near: paths of the event that the mapping may have meant by the paths it looked at in vain.
        takes: tries a value for the attribute; None unless Attio refused one.
        types: the types of events that the trigger lets in.
        tries: how often the event was delivered.
        is_given_up: whether Segment gave up after those tries.
        failure: why there is no status: no answer came, one that the action cannot work with, or nothing was sent.
    """

    code: str
    action: str
    object: str | None
    attribute: str | None
    type: str | None
    value: Any
    found: Any = None
    reads: tuple[Read, ...]
    event: Mapping[str, Any]
    mapping: Mapping[str, Any]
    payload: Mapping[str, Any]
    workspace: Workspace
    mode: str = "single"
    status: int | None = None
    field: tuple[str, ...] = ()
    holder: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    mapping_problem: Problem | None = None
    payload_problem: PayloadProblem | None = None
    concerns: str | None = None
    failure: Failure | None = None
    tries: int = 1
    is_given_up: bool = False
    near: tuple[str, ...] = ()
    takes: Callable[[Any], bool] | None = None
    types: tuple[str, ...] = TYPES

    @property
    def places(self) -> str:
        """The event paths the mapping looked at, for a sentence."""
        return " or ".join(read.path for read in self.reads) or self._not_read

    @property
    def _not_read(self) -> str:
        """Where a value comes from if no path of the event was read for it."""
        at: Any = self.mapping
        made = False
        for key in ("", *self.field):
            at = at.get(key) if key and isinstance(at, Mapping) else at
            made = made or (isinstance(at, Mapping) and ("@transform" in at or ROOT in at))
        return "what @transform makes" if made else "the mapping's own value"

    @property
    def source(self) -> str | None:
        """The event path whose value was used."""
        found = [read.path for read in self.reads if read.found]
        return found[-1] if found else None

    @property
    def member(self) -> str:
        """The place in the mapping, as its author knows it."""
        return " > ".join(self.field)


def attribute_of(loss: Loss) -> Any:
    """The attribute in the workspace; None if it has none."""
    found = loss.workspace.find_object(loss.object) if loss.object else None
    return found.find(loss.attribute) if found and loss.attribute else None


def may_lack(loss: Loss) -> bool:
    """Whether a new record may lack the attribute, so that leaving it out helps if there is no value."""
    one = attribute_of(loss)
    return one is None or not one.is_required


def may_be_left_out(loss: Loss) -> bool:
    """Whether it helps to take the attribute out of the mapping: the action fills it itself, or records neither need it nor are found by it."""
    if len(loss.field) < 2:
        return False
    own = assert_of(loss.action, loss.object)
    if own is not None and own.fill(loss.attribute) is not None:
        return True
    return may_lack(loss) and not is_chosen_match(loss)


def is_chosen_match(loss: Loss) -> bool:
    """Whether the attribute is the one that *Assert Record* finds the record by, whoever named it: the mapping, or the event."""
    found = loss.workspace.find_object(loss.object) if loss.object else None
    named = loss.payload.get("matching_attribute", loss.mapping.get("matching_attribute"))
    if loss.action != "assertRecord" or loss.attribute is None or not isinstance(named, str):
        return False
    return named == loss.attribute or (found is not None and found.find(named) is attribute_of(loss) is not None)


def leave_out(loss: Loss, where: str = "") -> str:
    """`, or leave phone out`; empty if that does not help."""
    return f", or leave {loss.attribute} out{where}" if may_be_left_out(loss) else ""


def settings_of(loss: Loss, *more: str) -> str:
    """The way through Attio's settings to an object, an attribute or a part of one."""
    found = loss.workspace.find_object(loss.object or "")
    return " > ".join(["Workspace settings > Objects", *([found.plural_noun] if found else []), *more])


def liquid_path(loss: Loss) -> str | None:
    """The used path as a Liquid template writes it; None if a template cannot."""
    path = loss.source
    if path is None or not path.startswith("$."):
        return None
    inner = path.removeprefix("$.")
    # Liquid needs brackets and quotes for other keys
    return inner if all(ch.isalnum() or ch in "_.[]" for ch in inner) else None


def askable(loss: Loss, *, empty: bool = False) -> str:
    """The clause of a trigger that leaves out events without the value; '' if FQL knows no such field.

    FQL silently skips fields it does not know (`groupId`, `receivedAt`), so each clause is tried on the event. Members that no
    event of the trigger has are not asked for: such a clause would leave out all events. There is no clause if one of several
    members is such a field of Segment's: it would leave out the events that have only that one.
    """
    if unnamed(loss):
        return ""
    asked = [_asked(loss, read) for read in loss.reads if _lacking(loss, read.path) is None]
    clauses = [f"{path.removeprefix('$.')} != {_NOTHING[empty]}" for path in asked if path is not None]
    found = [clause for clause in clauses if _is_false(clause, loss.event)]
    # in parentheses, as it joins the trigger's clauses with `and`
    return f"({' or '.join(found)})" if len(found) > 1 else "".join(found)


def _asked(loss: Loss, read: Read) -> str | None:
    """The path to ask for: of an object that a record is made of, its member; None of another object, which to FQL is never there."""
    if not isinstance(read.value, Mapping):
        return read.path
    return None if loss.payload_problem is not None or loss.attribute is None else f"{read.path}.{loss.attribute}"


def or_ask(loss: Loss, *, empty: bool = False) -> str:
    """`, or add `traits.email != null` to the trigger`; empty if no clause can ask for it."""
    demand = askable(loss, empty=empty)
    return f", or add `{demand}` to the trigger" if demand else ""


def _root(path: str) -> str:
    return re.split(r"[.\[]", path.removeprefix("$."), maxsplit=1)[0]


def unnamed(loss: Loss) -> list[str]:
    """The paths looked at that no trigger can name, such as `$.groupId`, if events of the trigger may have them."""
    own = [read.path for read in loss.reads if any(_root(read.path) in ROOTS.get(kind, ()) for kind in loss.types)]
    return [path for path in own if not _is_false(f"{path.removeprefix('$.')} != null", {"type": "any"})]


def _lacking(loss: Loss, path: str) -> str | None:
    """The top member that a path begins with, such as `properties`, if no event that the trigger lets in has it; else None."""
    root = _root(path)
    has = [kind for kind, members in ROOTS.items() if root in members]
    return root if has and not set(has) & set(loss.types) and root not in loss.event else None


def never_there(loss: Loss) -> str | None:
    """`group events have no properties`, if that is why all paths that the mapping looked at are missing; else None."""
    roots = dict.fromkeys(_lacking(loss, read.path) for read in loss.reads)
    if not roots or None in roots:
        return None
    *others, last = loss.types
    kinds = f"{', '.join(others)} and {last}" if others else last
    return f"{kinds} events have no {' or '.join(map(str, roots))}"


def misnamed(loss: Loss) -> str | None:
    """What to do if a top member that the mapping reads, such as `userId`, has another spelling in the event, or if its members stand
    beside it, as `traits_email`; else None.

    Segment's own API knows no `user_id` (its specification of calls): an export, a database or a queue has renamed it.
    """
    members = frozenset[str]().union(*ROOTS.values())
    for read in loss.reads:
        name = _root(read.path)
        if name not in members or name in loss.event:
            continue
        inside = read.path.removeprefix(f"$.{name}.")
        for other, value in loss.event.items():
            if value in (None, ""):
                continue
            if other.replace("_", "").casefold() == name.casefold():
                return f"Rename {other} to {name} in the event: Segment's own name is {name}, so something renamed it on the way, such as an export."
            # $.traits.email and a column `traits_email` or `traits.email`
            if inside != read.path and name in _HOLDERS and folded(other) == folded(f"{name}.{inside}"):
                return f"Put {other} into {name} as {inside} in the event: Segment's events have {name} as an object, so something flattened it on the way, such as an export."
    return None


_HOLDERS = ("traits", "properties", "context")


_NOTHING = {True: '""', False: "null"}


def _is_false(clause: str, event: Mapping[str, Any]) -> bool:
    """Whether this clause makes a trigger leave the event out; False for a clause that FQL cannot read or skips."""
    # if FQL skips the clause, `type != ""` remains, which every event meets
    trigger = f'type != "" and {clause}'
    try:
        fql.parse(trigger)
    except FqlError:
        return False
    return not fql.matches(trigger, event)


def mapped_at(loss: Loss) -> Any:
    """What the mapping has at the attribute; None if a directive fills it."""
    mapped: Any = loss.mapping
    for key in loss.field:
        mapped = mapped.get(key) if isinstance(mapped, dict) else None
    return mapped


def in_place(loss: Loss, node: Any, old: Any = None, *, in_case: bool = False) -> Any:
    """The node to propose: inside an @if, the whole @if, since other events need its other branch; with `in_case`, also inside @case."""
    return _put(mapped_at(loss), {"@path": loss.source} if old is None else old, node, loss.event, in_case) or node


def _put(mapped: Any, old: Any, node: Any, event: Mapping[str, Any] | None, in_case: bool) -> Any:
    """The mapped node with `node` in place of `old`, and in place of what the event took instead; None if it has neither.

    Without an event, for a branch that it did not take, only `old` is replaced.
    """
    if isinstance(mapped, list):
        # only an @if has other branches; which element is at fault is known if there is one
        alone = event if len(mapped) == 1 else None
        put = [
            _put(one, old, node, alone, in_case) if isinstance(one, dict) and "@if" in one else None for one in mapped
        ]
        made = [one if new is None else new for one, new in zip(mapped, put, strict=True)]
        return made if made != mapped else None
    if not isinstance(mapped, dict):
        return None
    if mapped == old or _path_of(mapped) == _path_of(old) != "":
        return node
    case = mapped.get("@case") if in_case else None
    if isinstance(case, dict):
        inner = _put(case.get("value"), old, node, event, in_case)
        return None if inner is None else {**mapped, "@case": {**case, "value": inner}}
    options = mapped.get("@if")
    if not isinstance(options, dict):
        return None
    branch = None if event is None else _branch(options, event)
    branches = {
        key: found
        for key in ("then", "else")
        if (found := _put(options.get(key), old, node, event if key == branch else None, in_case)) is not None
    }
    if branch in options and options[branch] is not None:
        branches.setdefault(str(branch), node)
    return {**mapped, "@if": {**options, **branches}} if branches else None


def _branch(options: Mapping[str, Any], event: Mapping[str, Any]) -> Any:
    """Which branch of an @if an event takes: "then", "else", or None if it asks nothing."""
    try:
        return transform({"is": {"@if": {**options, "then": "then", "else": "else"}}}, event).get("is")
    except MappingError:
        return None


def _path_of(node: Any) -> str:
    path = node.get("@path") if isinstance(node, dict) else None
    return path.removeprefix("$.") if isinstance(path, str) else ""


def decoded(loss: Loss, path: str | None = None) -> dict[str, Any]:
    """The directive that decodes the used value, or the value at `path`, from JSON text."""
    node = {"@json": {"mode": "decode", "value": {"@path": path or loss.source}}}
    whole = node if path else in_place(loss, node)
    return whole if isinstance(whole, dict) else node


def index_of(path: str | None, index: int = 0) -> str:
    return f"{path}[{index}]" if path else f"its element {index}"


def place_of(loss: Loss, index: int) -> str | None:
    """The path of one element of the value: in the list that was read, or where @arrayPath read it; None if the mapping made it."""
    for read in reversed(loss.reads):
        if isinstance(read.value, list) and len(read.value) == len(loss.value):
            at = index_of(read.path, index)
            inner = [(one.path, one.value) for one in loss.reads if one.path.startswith(at)] or [
                (at, read.value[index])
            ]
            return inner[0][0] if len(inner) == 1 and inner[0][1] == loss.value[index] else None
    return None


OF_LISTS = "if every event has a list there (in a text the index reads one letter)"
"""Follows an index: JavaScript indexes texts too, so a value sent without a list is lost or only one letter of it is written."""


OF_OBJECTS = "if every event has an object there (in anything else the path finds nothing)"
"""Follows the member of an object: an event that sends the value itself there would lose it, which no report tells if the attribute is optional."""


def written_list(loss: Loss) -> list[Any] | None:
    """The list written in the mapping, one node for each element of the value; None if the list comes from the event."""
    mapped = mapped_at(loss)
    return (
        mapped if isinstance(mapped, list) and isinstance(loss.value, list) and len(mapped) == len(loss.value) else None
    )


def element_of(loss: Loss) -> str:
    """` in $.traits.tags[1]`: which element of a list Attio refused; empty if the value is no list."""
    if not isinstance(loss.value, list) or loss.found not in loss.value:
        return ""
    at, written = loss.value.index(loss.found), written_list(loss)
    if written is None:
        return f" in {place_of(loss, at) or f'element {at} of the list that the mapping makes'}"
    path = written[at].get("@path") if isinstance(written[at], dict) else None
    return f" in {path}" if isinstance(path, str) else f" in element {at} of the list in the mapping"


def is_reached(keys: Sequence[str]) -> bool:
    """Whether a path can follow these keys: a dot or a bracket would end one."""
    return not any(sign in key for key in keys for sign in ".[]")


def leaves(value: Any, path: str, depth: int = 0, *, skip: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """(path, value) of all that is no object and that a path reaches; objects below four levels come whole."""
    if isinstance(value, Mapping) and depth < 4:
        for key, inner in value.items():
            if key and is_reached((key,)) and (depth or key not in skip):
                yield from leaves(inner, f"{path}.{key}", depth + 1)
    else:
        yield path, value
