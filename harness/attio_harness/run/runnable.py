"""Subscriptions made ready to run: trigger and mapping compiled once, with the way back to their file.

A broken trigger or mapping is an error of the file (`InputError`), because it would lose every event. Traces a member of the payload
to the mapping line and the event path that filled it, but does not judge what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from segment_actions import FqlError, MappingError, Subscription, fql
from segment_actions.destination import Destination
from segment_actions.js import MISSING
from segment_actions.mapping import Read as Lookup
from segment_actions.mapping import compile_trace
from segment_actions.subscription import PreparedSubscription

from attio_harness.errors import InputError
from attio_harness.inputs.malformed import hole_of, malformed, not_fql
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.rejection import Read
from attio_harness.text.json import pointer_token
from attio_harness.verdicts import Mode

__all__ = ["RunnableSubscription", "is_batched", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnableSubscription:
    """One enabled subscription, compiled, with its place in its file."""

    source: LocatedSubscription
    prepared: PreparedSubscription
    batched: bool
    """Whether the mapping turns on `enable_batching`."""
    batch_size: int
    batch_bytes: int | None
    """The most bytes of a batch, if the mapping sets it."""
    batch_keys: tuple[str, ...]
    """The fields whose values are equal in all payloads of a batch."""
    trace: Callable[[Mapping[str, Any]], list[Lookup]]
    """Returns every lookup that the mapping makes in an event."""
    line_of: Callable[[str], int | None]
    """Returns the line of a pointer into the file; cached, because few places lose events."""

    def pointer_of(self, member: Sequence[str | int]) -> str:
        """The deepest place of the mapping that fills this member of the payload, as a pointer into the file."""
        pointer, node = "", self.source.mapping
        # a mapping has no members below a directive: `{"@path": …}` fills everything under it
        for key in member:
            if not isinstance(node, Mapping) or str(key) not in node or _is_directive(node):
                break
            node = node[str(key)]
            pointer += pointer_token(key)
        return self.source.mapping_pointer + pointer

    def reads(self, event: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Every lookup in an event, as rows of `pointer` (within the mapping), `path`, `found` and `value`."""
        return [
            {
                "pointer": read.pointer,
                "path": read.path,
                "found": read.value is not MISSING,
                "value": None if read.value is MISSING else read.value,
            }
            for read in self.trace(event)
        ]

    def reads_for(self, pointer: str, lookups: Iterable[Lookup]) -> tuple[Read, ...]:
        """Those of the lookups made at or below `pointer` (a pointer into the file), without repeats."""
        inside = pointer.removeprefix(self.source.mapping_pointer)
        # with the slash, `/user` does not take the reads of `/user_id`
        below, seen = inside + "/", dict[str, Read]()
        for one in lookups:
            if (one.pointer == inside or one.pointer.startswith(below)) and one.path not in seen:
                found = one.value is not MISSING
                seen[one.path] = Read(path=one.path, value=one.value if found else None, found=found)
        return tuple(seen.values())


def _is_directive(node: Mapping[str, Any]) -> bool:
    # looser than the engine, which has already refused an @-key beside other keys when it compiled the mapping
    return any(key.startswith("@") for key in node)


def prepare(sources: Sequence[LocatedSubscription], destination: Destination) -> list[RunnableSubscription]:
    """Compile every enabled subscription.

    Raises:
        InputError: a trigger or a mapping is malformed; its pointer names the place.
    """
    return [_prepare(source, destination) for source in sources if source.enabled]


def is_batched(runnable: RunnableSubscription, mode: Mode) -> bool:
    """Whether its events are sent in batches in a run of this mode."""
    return mode == "batch" or (mode == "auto" and runnable.batched)


def _unread(trigger: str, error: FqlError) -> str:
    """Segment's message about what its parser met, and what to write instead."""
    # imported here, because only a broken trigger needs them
    from attio_harness.lint.quirk_texts import without_condition
    from attio_harness.lint.quirks import stopping

    nothing = without_condition(trigger)
    # if the trigger has no condition that Segment knows, leaving out a clause does not help
    asks = not error.reason.startswith("no condition")
    hint = ((stopping(trigger) if asks else None) or nothing).hint.rstrip(".")
    return f"{not_fql(trigger, error)}; {hint[:1].lower()}{hint[1:]}"


def _prepare(source: LocatedSubscription, destination: Destination) -> RunnableSubscription:
    subscription = Subscription(
        name=source.name, partner_action=source.action, subscribe=source.trigger, mapping=source.mapping
    )
    try:
        prepared = destination.prepare(subscription)
    except FqlError as error:
        raise _at(source, source.trigger_pointer, _unread(source.trigger or "", error)) from None
    except MappingError as error:
        raise _at(source, source.mapping_pointer + error.problems[0].pointer, malformed(error.problems)) from None
    hole = hole_of(source.trigger or "", fql.kept_tree(source.trigger))
    if hole is not None:
        raise _at(source, source.trigger_pointer, f"the trigger {source.trigger!r} has {hole}; leave it out")
    return RunnableSubscription(
        source=source,
        prepared=prepared,
        # exports have it as text; a directive is not evaluated, because batches are made before any mapping runs
        batched=source.mapping.get("enable_batching") in (True, "true"),
        batch_size=_batch_size(source.mapping.get("batch_size")),
        batch_bytes=_whole(source.mapping.get("batch_bytes")),
        batch_keys=_names(source.mapping.get("batch_keys")),
        trace=compile_trace(source.mapping),
        line_of=lru_cache(maxsize=1_000)(source.line_of),
    )


def _batch_size(value: Any) -> int:
    """The literal in the mapping, a number or text (exports have both). Segment's default is 1,000, Attio's limit 10,000."""
    size = _whole(value)
    return 1000 if size is None else min(max(size, 1), 10_000)


def _whole(value: Any) -> int | None:
    try:
        return max(int(value), 1)
    except (TypeError, ValueError, OverflowError):
        return None


def _names(value: Any) -> tuple[str, ...]:
    """The key of a field, or a list of keys; as for the size, a directive is not evaluated."""
    many = value if isinstance(value, list) else [value]
    return tuple(one for one in many if isinstance(one, str) and one)


def _at(source: LocatedSubscription, pointer: str, problem: str) -> InputError:
    return InputError(problem, file=source.file, line=source.line_of(pointer), pointer=pointer)
