"""A saved mapping and the places of its parts. Locates what was found in a file without judging it; `segment_actions` compiles it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_destination import PRESETS

from attio_harness.errors import InputError
from attio_harness.inputs.actions import action_of
from attio_harness.inputs.destinations import Destination, destination_of
from attio_harness.inputs.mapping_shapes import MAPPING_NAMES, TRIGGER_NAMES
from attio_harness.inputs.part import Document, Part
from attio_harness.text.json import JsonTextError, loads, pointer_token
from attio_harness.text.words import kind_of

__all__ = ["LocatedSubscription", "locate", "refuse_computed"]

_ANY_EVENT = 'type != ""'
"""True for every event, which has a type; lint has nothing to say about it."""
_PRESET_TRIGGERS = {one.partner_action: one.subscribe for one in PRESETS["published"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedSubscription:
    """A subscription and the places of its parts; pointers are JSON pointers into `file`."""

    file: str
    name: str
    action: str
    trigger: str
    mapping: Mapping[str, Any]
    enabled: bool = True
    destination: str | None = None
    """The ID of its destination, or Terraform's reference to it; None if the file does not say."""
    pointer: str
    mapping_pointer: str
    trigger_pointer: str
    notes: tuple[str, ...] = ()
    saved_as_text: tuple[str, ...] = ()
    """Numbers and flags that the export saved as text, such as `batch_size "5000"`; they are read as numbers and flags."""
    beside: tuple[tuple[str, str], ...] = ()
    """Notes on the file as a whole, each with its pointer; the first subscription of a file has them."""
    document: Document | None = None
    """The file as it was read."""
    described: tuple[Destination, ...] = field(default=(), repr=False, compare=False)
    """The destinations that are described in what was read with it."""
    lines: Mapping[str, int] | None = field(default=None, repr=False)
    """The lines of pointers, if the file is no JSON or the mapping is joined from several of its places."""

    def line_of(self, pointer: str) -> int | None:
        """The line of `pointer` in the file; inside Terraform's JSON text it is the line of `settings`."""
        if self.lines is not None:
            at = pointer
            while at and at not in self.lines:  # a member without a line has that of its parent
                at = at[:-1] if at.endswith("#") else at.rpartition("/")[0]
            if at:
                return self.lines[at]
        return self.document.line_of(pointer) if self.document is not None else None

    def pointer_to(self, keys: Iterable[str | int]) -> str:
        """The pointer to a part of the mapping."""
        return self.mapping_pointer + "".join(map(pointer_token, keys))

    def note_at(self, pointer: str, said: str) -> dict[str, Any]:
        """A row of a report's notes about a place in the file; it begins with the subscription's name."""
        return {"file": self.file, "line": self.line_of(pointer), "what": f"{self.name}: {said}"}

    def note_on(self, field: Sequence[str], said: str) -> dict[str, Any]:
        """Like `note_at`, about a field of the mapping, which `said` goes on from: `user_attributes.plan is …`."""
        return self.note_at(self.pointer_to(field), f"{'.'.join(field)} {said}")


def locate(part: Part, number: int, action: str | None, otherwise: str | None = None) -> LocatedSubscription:
    """The subscription of a part; `number` counts those of a file from 0, `action` and `otherwise` are the action and the trigger of
    one that has none.

    Raises:
        InputError: it lacks a part, or one of them is not what it should be.
    """
    refuse_computed([part])
    value = part.value
    mapping, mapping_pointer = _mapping(part)
    notes = [part.note]
    if part.changed:
        notes.append(f"the plan changes {_named(part.changed)} of it; the result after the change is checked")
    model = value.get("modelId") or value.get("model_id")
    if model:
        notes.append(f"belongs to the model {model} (Reverse ETL): Segment runs it on rows of the model, not on events")
    slug, recognised = action_of(part, mapping, action)
    trigger, trigger_key, untriggered = _trigger(part, slug, otherwise)
    enabled = part.enabled()
    name, pointer = value.get("name"), part.place.pointer
    by_name = pointer + pointer_token(trigger_key) if trigger_key else pointer
    return LocatedSubscription(
        file=part.place.document.file,
        name=name if isinstance(name, str) and name.strip() else f"{slug} #{number + 1}",
        action=slug,
        trigger=trigger,
        mapping=mapping,
        enabled=enabled,
        destination=destination_of(part),
        pointer=pointer,
        mapping_pointer=mapping_pointer,
        trigger_pointer=part.elsewhere.get("trigger", by_name),
        notes=tuple(filter(None, (*notes, recognised, untriggered))),
        saved_as_text=tuple(_saved_as_text(value, mapping)),
        document=part.place.document,
        lines=part.lines,
    )


def _named(keys: tuple[str, ...]) -> str:
    return " and ".join(f"`{key}`" for key in keys)


def refuse_computed(parts: Iterable[Part]) -> None:
    """Refuse what only Terraform knows, all places in one error.

    Raises:
        InputError: there is such a value.
    """
    found = [error for part in parts for error in _computed_in(part)]
    if found:
        raise found[0].beside(found[1:])


def _computed_in(part: Part) -> Iterator[InputError]:
    computed = tuple(key for key in ("settings", "trigger", "enabled") if key in part.computed)
    if computed and part.computed[computed[0]].line is None:  # a plan; HCL has a line
        yield part.refuse(
            f"{part.address}: {_named(computed)} {part.computed[computed[0]].text}; give the state after the apply "
            "(`terraform show -json`), or a plan whose mapping is literal"
        )
        return
    for key in computed:
        for one in (part.computed[key], *part.computed[key].others):
            path = _OF_EVENT.search(one.text)
            what = "only Terraform can evaluate; give the JSON of `terraform show -json` instead"
            if path is not None:
                what = f'Terraform takes for its own: write a path of the event as "$.{path[1]}" in @path, or {{{{{path[1]}}}}} in @template'
            yield part.refuse(f"`{key}` is {one.text}, which {what}", f"/{key}", line=one.line)


_OF_EVENT = re.compile(r"(?:^|\$\{\s*)((?:traits|properties|context)\.[\w.]*\w)")
"""`${traits.plan}`, which other tools replace by a value of the event."""


def _saved_as_text(value: Mapping[str, Any], mapping: Mapping[str, Any]) -> Iterator[str]:
    # exports have `"batch_size":"5000"`, which validation converts (observation of exported settings)
    found = [key for key in ("batch_size", "batch_bytes") if _is_digits(mapping.get(key))]
    found += [key for key in ("enable_batching",) if mapping.get(key) in ("true", "false")]
    found += ["enabled"] if isinstance(value.get("enabled"), str) else []
    for key in found:
        yield f'{key} "{mapping.get(key, value.get(key))}"'


def _is_digits(value: Any) -> bool:
    # str.isdigit alone also takes superscripts and digits of other scripts
    return isinstance(value, str) and value.isascii() and value.isdigit()


def _mapping(part: Part) -> tuple[Mapping[str, Any], str]:
    key = next((name for name in MAPPING_NAMES if name in part.value), None)
    if key is None:
        raise part.refuse("the subscription has no mapping (`mapping` or `settings`)")
    mapping = part.value[key]
    pointer = part.elsewhere.get(key, f"{part.place.pointer}/{key}")
    if isinstance(mapping, str):  # Terraform's jsonencode, or an export that kept the text
        try:
            mapping = loads(mapping)
        except JsonTextError as error:
            raise part.refuse(f"`{key}` is not JSON text: {error.problem}", f"/{key}") from None
        pointer += "#"
    if mapping is None and part.address is not None:  # a plan without `after_unknown` has null there
        raise part.refuse(
            "`settings` is unknown until apply; check a state or the plan of a literal mapping", f"/{key}"
        )
    if not isinstance(mapping, dict):
        raise part.refuse(f"`{key}` must be an object of fields, found {kind_of(mapping)}", f"/{key}")
    return mapping, pointer


def _trigger(part: Part, slug: str, otherwise: str | None) -> tuple[str, str | None, str]:
    """The trigger, the member that has it, and a note if none has."""
    # null means absent
    key = next((name for name in TRIGGER_NAMES if part.value.get(name) is not None), None)
    if key is not None:
        if not isinstance(part.value[key], str):
            raise part.refuse(f"`{key}` must be FQL text, found {kind_of(part.value[key])}", f"/{key}")
        return part.value[key], key, ""
    if otherwise is not None:
        return otherwise, None, ""
    if part.any_event:
        return _ANY_EVENT, None, f"the actions tester evaluates no trigger; every event matches ({_ANY_EVENT})"
    default = _PRESET_TRIGGERS.get(slug)
    if default is None:
        raise part.refuse("the subscription has no trigger (`subscribe` or `trigger`, FQL text)")
    return default, None, f"has no trigger; the preset's {default} is used"
