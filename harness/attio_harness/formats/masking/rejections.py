"""A loss without personal data: its values, and everything else that an event may have supplied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from attio_harness.formats.masking.shapes import Masks, mask_slug, mask_word
from attio_harness.formats.masking.texts import Secret, mask_addresses, mask_file, mask_text, mask_type
from attio_harness.formats.masking.values import FIELD, MOST_MEMBERS, mask_value
from attio_harness.rejection import EventRef, Lost, Need, Read, Rejection
from attio_harness.run.event_paths import path_text
from attio_harness.text.json import last_key

__all__ = ["mask_rejection"]

_MOST_TEXTS = 2000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")


def mask_rejection(loss: Rejection, masks: Masks) -> Rejection:
    """The same loss with value, reads, message, hint and whatever else an event may have supplied masked."""
    paths = tuple(read.path for read in loss.reads if read.found)
    value = mask_value(loss.value, masks, type=loss.type, paths=paths, literal=not paths)
    reads = tuple(
        Read(
            path=mask_addresses(read.path, masks),
            found=read.found,
            value=mask_value(read.value, masks, type=loss.type, paths=(read.path,)),
        )
        for read in loss.reads
    )
    secrets = {*_secrets(loss.value, value, masks)}
    for before, after in zip(loss.reads, reads, strict=True):
        secrets.update(_secrets(before.value, after.value, masks))
    needs = tuple(_mask_need(need, masks) for need in loss.needs)
    for need, masked in zip(loss.needs, needs, strict=True):
        secrets.update(_secrets(need.value, masked.value, masks))
        if need.lost is not None and masked.lost is not None:
            secrets.update(_secrets(need.lost.first.where, masked.lost.first.where, masks))
    named = [_mask_name(loss.object, loss, masks), _mask_name(loss.attribute, loss, masks)]
    if loss.attribute and named[1] != loss.attribute:
        # of what is mapped as a whole a path ends in the name that the event has
        reads = tuple(replace(read, path=_renamed(read.path, loss.attribute, str(named[1]))) for read in reads)
    secrets.update(_secrets([loss.object, loss.attribute], named, masks))
    keep = [slug for slug, shown in zip((loss.object, loss.attribute), named, strict=True) if slug and shown == slug]
    return replace(
        loss,
        event=_mask_event(loss.event, masks),
        subscription=mask_addresses(loss.subscription, masks),
        mapping_pointer=mask_addresses(loss.mapping_pointer, masks),
        value=value,
        reads=reads,
        object=named[0],
        attribute=named[1],
        message=mask_text(loss.message, secrets, masks, keep=keep),
        hint=mask_text(loss.hint, secrets, masks, keep=keep),
        # further mistakes are losses of their own, masked by themselves
        also=(),
        needs=needs,
        partial=tuple(mask_slug(slug, masks) or "" for slug in loss.partial),
    )


def _renamed(path: str, key: str, shown: str) -> str:
    """A path with one key renamed, but never a piece of a key."""
    step, other = (path_text((one,))[1:] for one in (key, shown))
    return re.sub(rf"{re.escape(step)}(?=[.\[]|$)", lambda _: other, path)


def _mask_event(event: EventRef, masks: Masks) -> EventRef:
    message_id, kind = event.message_id, event.type
    return replace(
        event,
        file=mask_file(event.file, masks),
        # an id as libraries make them tells nothing of a person; anything else may
        message_id=message_id if message_id is None or _ID.fullmatch(message_id) else mask_word(message_id, masks),
        type=kind and mask_type(kind, masks),
    )


def _mask_need(need: Need, masks: Masks) -> Need:
    return replace(
        need,
        object=mask_slug(need.object, masks) or "",
        attribute=mask_slug(need.attribute, masks) or "",
        # the attribute tells what the value is, as a path's end does
        value=mask_value(need.value, masks, paths=(need.attribute,)),
        waits=need.waits
        and replace(
            need.waits,
            event=_mask_event(need.waits.event, masks),
            subscription=mask_addresses(need.waits.subscription, masks),
        ),
        lost=need.lost and _mask_lost(need.lost, masks),
    )


def _mask_lost(lost: Lost, masks: Masks) -> Lost:
    return replace(
        lost,
        event=_mask_event(lost.event, masks),
        subscription=mask_addresses(lost.subscription, masks),
        where=mask_addresses(lost.where, masks) if lost.where == lost.subscription else _mask_where(lost.where, masks),
        cause=lost.cause and _mask_lost(lost.cause, masks),
    )


def _mask_where(where: str, masks: Masks) -> str:
    """Object and attribute, each unchanged unless only an event can have supplied the name."""
    return ".".join(one if FIELD.fullmatch(one) else mask_word(one, masks) for one in where.split(".", 1))


def _mask_name(name: str | None, loss: Rejection, masks: Masks) -> str | None:
    """An object or attribute named by the mapping is not personal data; one supplied by an event may be."""
    if name is None or "@" in name:
        return mask_slug(name, masks)
    # `/mapping/attributes/plan` ends in the name that the mapping itself has written
    written = last_key(loss.mapping_pointer) == name
    return name if written or FIELD.fullmatch(name) else mask_word(name, masks)


def _secrets(before: Any, after: Any, masks: Masks) -> Iterator[Secret]:
    """The texts that masking has changed, each with its mask; whole lists and objects as the JSON they are quoted in."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _quoted_whole(before, after)
        pairs = list(before.items())
        for (key, inner), (name, masked) in zip(pairs[:MOST_MEMBERS], after.items(), strict=False):
            yield from _secrets(str(key), name, masks)
            yield from _secrets(inner, masked, masks)
        yield from _not_shown(pairs[MOST_MEMBERS:], masks)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _quoted_whole(before, after)
        for inner, masked in zip(before[:MOST_MEMBERS], after, strict=False):
            yield from _secrets(inner, masked, masks)
        yield from _not_shown(before[MOST_MEMBERS:], masks)
    elif before != after and before is not None:
        text = before if isinstance(before, str) else _json(before)
        yield Secret(text, after if isinstance(after, str) else _json(after))
        if isinstance(before, Mapping | list | tuple):
            yield from _not_shown([before], masks)
        # a hint may quote the value without the blanks around it
        elif isinstance(before, str) and before.strip() not in ("", before):
            yield Secret(before.strip(), str(after).strip())


def _not_shown(value: Any, masks: Masks) -> Iterator[Secret]:
    """The texts behind one mask, any of which the answer may quote."""
    left = [value]
    for _ in range(_MOST_TEXTS):
        if not left:
            return
        one = left.pop()
        if isinstance(one, Mapping):
            left += [*one.values(), *one.keys()]
        elif isinstance(one, list | tuple):
            left += one
        elif isinstance(one, str) and one.strip():
            yield Secret(one, mask_word(one, masks))


def _quoted_whole(before: Any, after: Any) -> Iterator[Secret]:
    if before and before != after:
        yield Secret(_json(before), _json(after))
        # with blanks as Python writes JSON, and without as JavaScript does
        yield Secret(json.dumps(before, ensure_ascii=False, separators=(",", ":"), default=str), _json(after))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
