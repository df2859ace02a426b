"""Records as bytes for a response: the same as orjson makes of `Renderer.record`, which is the plain form, but faster.

Whatever the records of an object have in common (names, attributes without a value, IDs) is written once. Types say how
a value looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import orjson

from attio_emulator.clock import iso
from attio_emulator.record import MADE_UP, Record
from attio_emulator.renderer import Renderer
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.types import TYPES, Setting

__all__ = ["RecordJson"]

_MOST_SHAPES = 256
"""How many sets of attributes with values are cached per object; one more empties the cache."""
_dumps = orjson.dumps

_Json = Callable[[Any, Setting], bytes]
_Part = tuple[bytes, str, Attribute, _Json | None, Setting, bytes, Callable[[Record], Any] | None]
"""The text before an attribute's values, its slug, the attribute, its type's function for a value (None: use the
renderer) and that function's setting, the text after each value, and the function that computes the value if none is
stored."""


class _Layout:
    """How the records of one object look, as long as the schema stays the same."""

    __slots__ = ("attributes", "known", "parts", "shapes", "start", "web_url")

    def __init__(self, known: Sequence[Any], attributes: list[Attribute], start: bytes, web_url: bytes) -> None:
        self.known, self.attributes, self.start, self.web_url = known, attributes, start, web_url
        self.parts: list[_Part] = []
        self.shapes: dict[tuple[str, ...], tuple[list[_Part], bytes]] = {}

    def shape(self, slugs: tuple[str, ...]) -> tuple[list[_Part], bytes]:
        """The attributes that have values, each with the text before them; and the text after the last."""
        if len(self.shapes) >= _MOST_SHAPES:
            self.shapes.clear()
        there, before = {*slugs, *MADE_UP}, b""
        found: list[_Part] = []
        for name, slug, attribute, json, setting, end, of_record in self.parts:
            before += name
            if slug in there:
                found.append((before, slug, attribute, json, setting, end, of_record))
                before = b""
            before += b"]"
        made = self.shapes[slugs] = (found, before + b"}}")
        return made


class RecordJson:
    """The records of one workspace, in the form of its renderer."""

    def __init__(self, workspace: Workspace, renderer: Renderer) -> None:
        self._workspace, self._renderer = workspace, renderer
        self._layouts: dict[str, _Layout] = {}

    def one(self, owner: Object, record: Record) -> orjson.Fragment:
        """A record, as a fragment for orjson.

        From the second time on, the text is kept with the record until it changes: most people are identified again and
        again with the same traits. Not from the first, since few records are shown again.
        """
        layout = self._layout(owner)
        if record.shown is None:
            record.shown = (layout, None)
            return orjson.Fragment(self._written(layout, owner, record))
        of_layout, text = record.shown
        if text is None or of_layout is not layout:
            text = self._written(layout, owner, record)
            record.shown = (layout, text)
        return orjson.Fragment(text)

    def several(self, owner: Object, records: Sequence[Record]) -> list[orjson.Fragment]:
        layout = self._layout(owner)
        return [orjson.Fragment(self._written(layout, owner, one)) for one in records]

    def _layout(self, owner: Object) -> _Layout:
        workspace, attributes = self._workspace, list(owner.attributes.values())
        known = [owner.id, owner.slug, owner.is_standard, workspace.id, workspace.slug]
        known += [slug for slug, one in workspace.objects.items() if one.active]
        layout = self._layouts.get(owner.slug)
        # attributes are replaced, never changed: usually they are identical
        if layout is None or layout.known != known or layout.attributes != attributes:
            layout = self._layouts[owner.slug] = self._laid_out(owner, known, attributes)
        return layout

    def _laid_out(self, owner: Object, known: Sequence[Any], attributes: list[Attribute]) -> _Layout:
        ids = _dumps({"workspace_id": self._workspace.id, "object_id": owner.id})
        web_url = self._renderer.web_url(owner, "")
        layout = _Layout(known, attributes, b'{"id":' + ids[:-1] + b',"record_id":', _dumps(web_url)[:-1])
        for index, one in enumerate(self._renderer.shown(owner)):
            kind = TYPES[one.type]
            name = (b"," if index else b"") + _dumps(one.slug) + b":["
            setting, end = self._renderer.setting(owner, one), b',"attribute_type":' + _dumps(one.type) + b"}"
            of_record = MADE_UP.get(one.slug)
            layout.parts.append((name, one.slug, one, kind.json if kind.fixed else None, setting, end, of_record))
        return layout

    def _written(self, layout: _Layout, owner: Object, record: Record) -> bytes:
        values, since, actor = record.values, record.created_at, record.actor
        slugs = tuple(values)
        found, end = layout.shapes.get(slugs) or layout.shape(slugs)
        id, created_at = _dumps(record.id)[1:-1], iso(since).encode()
        out = [
            layout.start, b'"', id, b'"},"created_at":"', created_at, b'","web_url":', layout.web_url, id, b'","values":{',
        ]  # fmt: skip
        start = created = _beginning(created_at, actor)
        for before, slug, attribute, json, setting, after, of_record in found:
            if of_record is not None and json is not None:
                out += (before, created, json(of_record(record), setting), after)
                continue
            for value in values.get(slug, ()) if of_record is None else record.active(slug):
                if json is None or value.active_until is not None:
                    out += (before, _dumps(self._renderer.value(owner, attribute, value)))
                else:
                    stamp = value.stamp
                    if stamp.at != since or stamp.actor != actor:  # the values of one write begin alike
                        since, actor = stamp.at, stamp.actor
                        start = _beginning(iso(since).encode(), actor)
                    out += (before, start, json(value.data, setting), after)
                before = b","
            if before != b",":
                out.append(before)
        out.append(end)
        return b"".join(out)


def _beginning(since: bytes, actor: tuple[str, str | None]) -> bytes:
    return b'{"active_from":"%b","active_until":null,"created_by_actor":%b,' % (since, _by(actor))


@lru_cache(maxsize=1024)  # few different actors write
def _by(actor: tuple[str, str | None]) -> bytes:
    type, id = actor
    return _dumps({"type": type, "id": id})
