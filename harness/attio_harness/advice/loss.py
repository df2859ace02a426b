"""What an advice may look at, and the words that several of them share. No advice is given here."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_destination.asserts import assert_of
from attio_emulator import Workspace
from segment_actions import FqlError, PayloadProblem, Problem, fql
from segment_actions.mapping.whole import ROOT

from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.rejection import Read

__all__ = [
    "OF_LISTS",
    "Failure",
    "Loss",
    "askable",
    "attribute_of",
    "decoded",
    "element_of",
    "in_place",
    "index_of",
    "is_reached",
    "leave_out",
    "leaves",
    "liquid_path",
    "mapped_at",
    "may_be_left_out",
    "may_lack",
    "never_there",
    "or_ask",
    "place_of",
    "settings_of",
    "written_list",
]


Failure = Literal["no answer", "answer of no use"]


@dataclass(slots=True, kw_only=True)
class Loss:
    """What a hint may look at. Nobody changes one, though it is not frozen: every mistake of every lost event is one.

    `value` is the payload's member, `found` the very element Attio refused (the same unless the member is a list). `field`
    is the way into the payload, such as ("user_attributes", "plan").
    `holder` has the values of the record that has a unique value already. What the engine or Attio know of their refusal is in
    `mapping_problem` and `payload_problem`, and in `concerns` (see `AttioError`); its words are nobody's to read here.
    `near` has the paths of the event that may have been meant by those that the mapping looked at in vain; `takes` tries a value
    for the attribute, where Attio refused one; `types` are those of the events that the trigger lets in. `tries` tells how often it was delivered, `is_given_up` whether that was all, `failure` says why there is no status: no answer came, or one that the action
    cannot work with.
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
        """What a value is of that no path of the event was read for."""
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
    """The attribute in the workspace, None where there is none."""
    found = loss.workspace.find_object(loss.object) if loss.object else None
    return found.find(loss.attribute) if found and loss.attribute else None


def may_lack(loss: Loss) -> bool:
    """Whether a new record may be without the attribute, so that it helps to leave it out where there is no value."""
    one = attribute_of(loss)
    return one is None or not one.is_required


def may_be_left_out(loss: Loss) -> bool:
    """Whether it helps to take the attribute out of the mapping: the action fills it, or no record is found by it and none has to have it."""
    if len(loss.field) < 2:
        return False
    own = assert_of(loss.action, loss.object)
    if own is not None and own.fill(loss.attribute) is not None:
        return True
    by_it = loss.action == "assertRecord" and loss.mapping.get("matching_attribute") == loss.attribute
    return may_lack(loss) and not by_it


def leave_out(loss: Loss, where: str = "") -> str:
    """`, or leave phone out`, where that helps."""
    return f", or leave {loss.attribute} out{where}" if may_be_left_out(loss) else ""


def settings_of(loss: Loss, *more: str) -> str:
    """Where an admin of the workspace finds an object, an attribute or what belongs to one."""
    found = loss.workspace.find_object(loss.object or "")
    return " > ".join(["Workspace settings > Objects", *([found.plural_noun] if found else []), *more])


def liquid_path(loss: Loss) -> str | None:
    """The used path as a Liquid template writes it; None where a template could not."""
    path = loss.source
    if path is None or not path.startswith("$."):
        return None
    inner = path.removeprefix("$.")
    # Liquid needs brackets and quotes for other keys
    return inner if all(ch.isalnum() or ch in "_.[]" for ch in inner) else None


def askable(loss: Loss, *, empty: bool = False) -> str:
    """The clause of a trigger that leaves events out which lack the value; '' where FQL knows no such field.

    FQL skips a field it does not know (`groupId`, `receivedAt`) without a word, so that each clause is tried on the event. One on
    what no event of the trigger has would leave out all of them.
    """
    asked = [read.path for read in loss.reads if _lacking(loss, read.path) is None]
    clauses = [f"{path.removeprefix('$.')} != {_NOTHING[empty]}" for path in asked[:2]]
    found = [clause for clause in clauses if _is_false(clause, loss.event)]
    # beside the clauses of the trigger, with `and` between
    return f"({' or '.join(found)})" if len(found) > 1 else "".join(found)


def or_ask(loss: Loss, *, empty: bool = False) -> str:
    """`, or let the trigger ask for it (`traits.email != null`)`, where it can."""
    demand = askable(loss, empty=empty)
    return f", or let the trigger ask for it (`{demand}`)" if demand else ""


def _lacking(loss: Loss, path: str) -> str | None:
    """The member at the top of events that a path begins with, where none that the trigger lets in has it, such as `properties`."""
    root = re.split(r"[.\[]", path.removeprefix("$."), maxsplit=1)[0]
    has = [kind for kind, members in ROOTS.items() if root in members]
    return root if has and not set(has) & set(loss.types) and root not in loss.event else None


def never_there(loss: Loss) -> str | None:
    """`group events have no properties`, where that is why none of the paths that the mapping looked at was there."""
    roots = dict.fromkeys(_lacking(loss, read.path) for read in loss.reads)
    if not roots or None in roots:
        return None
    *others, last = loss.types
    kinds = f"{', '.join(others)} and {last}" if others else last
    return f"{kinds} events have no {' or '.join(map(str, roots))}"


_NOTHING = {True: '""', False: "null"}


def _is_false(clause: str, event: Mapping[str, Any]) -> bool:
    """Whether a trigger with this clause would leave the event out; one that Segment cannot read leaves out everything."""
    # a clause that FQL skips leaves `type != ""` alone, which every event meets: so it does not turn out false
    trigger = f'type != "" and {clause}'
    try:
        fql.parse(trigger)
    except FqlError:
        return False
    return not fql.matches(trigger, event)


def mapped_at(loss: Loss) -> Any:
    """What the mapping has at the attribute, as far as it is written out there."""
    mapped: Any = loss.mapping
    for key in loss.field:
        mapped = mapped.get(key) if isinstance(mapped, dict) else None
    return mapped


def in_place(loss: Loss, node: Any, old: Any = None) -> Any:
    """A proposal for what is mapped: where an @if has what made the value, with its other branch, which other events need."""
    return _put(mapped_at(loss), {"@path": loss.source} if old is None else old, node) or node


def _put(mapped: Any, old: Any, node: Any) -> Any:
    """What is mapped with another node for an old one; None where no branch has that."""
    if not isinstance(mapped, dict):
        return None
    if mapped == old or _path_of(mapped) == _path_of(old) != "":
        return node
    options = mapped.get("@if")
    if not isinstance(options, dict):
        return None
    put = {key: found for key in ("then", "else") if (found := _put(options.get(key), old, node)) is not None}
    return {**mapped, "@if": {**options, **put}} if put else None


def _path_of(node: Any) -> str:
    path = node.get("@path") if isinstance(node, dict) else None
    return path.removeprefix("$.") if isinstance(path, str) else ""


def decoded(loss: Loss, path: str | None = None) -> dict[str, Any]:
    """The directive that reads the used value, or what is at another path, out of JSON text."""
    node = {"@json": {"mode": "decode", "value": {"@path": path or loss.source}}}
    return node if path else dict(in_place(loss, node))


def index_of(path: str | None, index: int = 0) -> str:
    return f"{path}[{index}]" if path else f"its element {index}"


def place_of(loss: Loss, index: int) -> str | None:
    """The path of one element of the value: in the list that was read, or where @arrayPath read it; None where the mapping made it."""
    for read in reversed(loss.reads):
        if isinstance(read.value, list) and len(read.value) == len(loss.value):
            at = index_of(read.path, index)
            inner = [(one.path, one.value) for one in loss.reads if one.path.startswith(at)] or [
                (at, read.value[index])
            ]
            return inner[0][0] if len(inner) == 1 and inner[0][1] == loss.value[index] else None
    return None


OF_LISTS = "where every event has a list there (of a text it reads the first letter)"
"""Behind an index: JavaScript has one into a text, too, so that a value which was written alone is lost, or one letter is written of it."""


def written_list(loss: Loss) -> list[Any] | None:
    """The list of the mapping itself, whose elements are those of the value; None where the event has the list."""
    mapped = mapped_at(loss)
    return (
        mapped if isinstance(mapped, list) and isinstance(loss.value, list) and len(mapped) == len(loss.value) else None
    )


def element_of(loss: Loss) -> str:
    """Which element of a list is meant."""
    if not isinstance(loss.value, list) or loss.found not in loss.value:
        return ""
    at, written = loss.value.index(loss.found), written_list(loss)
    if written is None:
        return f" in {place_of(loss, at) or f'element {at} of the list that the mapping makes'}"
    path = written[at].get("@path") if isinstance(written[at], dict) else None
    return f" in {path}" if isinstance(path, str) else f" in element {at} of the list in the mapping"


def is_reached(keys: Sequence[str]) -> bool:
    """Whether a path can lead along these keys: in a path a dot or a bracket ends one."""
    return not any(sign in key for key in keys for sign in ".[]")


def leaves(value: Any, path: str, depth: int = 0, *, skip: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """(path, value) of everything that is neither object nor too deep, and that a path reaches."""
    if isinstance(value, Mapping) and depth < 4:
        for key, inner in value.items():
            if key and is_reached((key,)) and (depth or key not in skip):
                yield from leaves(inner, f"{path}.{key}", depth + 1)
    else:
        yield path, value
