"""Attio's paths: `ROUTES` lists what is emulated, `ELSEWHERE` what Attio has and this emulator answers with 501.

A route reads its request, asks `writing` and `store`, and lets `wire` render; rules are there, not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import orjson

from attio_emulator import errors
from attio_emulator.batches import checked_envelope
from attio_emulator.errors import AttioError
from attio_emulator.http import DEEPEST, Request, is_too_deep
from attio_emulator.query import found
from attio_emulator.resources import ROUTES as RESOURCES
from attio_emulator.resources.attributes import get_attribute, list_attributes
from attio_emulator.resources.objects import get_object, list_objects
from attio_emulator.resources.options import OPTIONS, STATUSES, list_choices
from attio_emulator.resources.schema_table import ROUTES as SCHEMA
from attio_emulator.resources.scopes import allowed
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.shapes import Check, Shape, checked, data_of, mapping
from attio_emulator.store import Record, Stamp

if TYPE_CHECKING:
    from attio_emulator.state import Core

__all__ = ["ELSEWHERE", "NO_BODY", "ROUTES", "Answer", "Call", "find", "pattern_of"]


_RECORD = Shape(required={"values": mapping}, closed=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body; `NO_BODY` for none."""

    status: int
    body: Any


NO_BODY: Any = object()


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through a route: the parts of its path, what it may touch, its stamp."""

    core: Core
    request: Request
    parts: Mapping[str, str]
    stamp: Stamp

    def json(self) -> Any:
        """The body as JSON; 400 where it is none, or says that it is something else (assumed: `body.content_type`).

        A compressed body is not unpacked (assumed: none of Attio's clients sends one).
        """
        packed = self.request.headers.get("content-encoding", "").strip()
        if packed.lower() not in ("", "identity"):
            raise errors.invalid_body([errors.body_row(f"Expected a body as it is, received one packed with {packed}")])
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and not kind.endswith(("/json", "+json")) and self.core.assumptions["body.content_type"] == "refuse":
            raise errors.invalid_body([errors.body_row(f"Expected the content type application/json, received {kind}")])
        try:
            body = orjson.loads(self.request.body)
        except orjson.JSONDecodeError as error:
            raise errors.invalid_body([errors.body_row(_no_json(self.request.body, error))]) from None
        if is_too_deep(self.request.body, body):
            raise errors.invalid_body([errors.body_row(f"The body is nested more than {DEEPEST} levels deep")])
        return body

    def data(self, shape: Check) -> dict[str, Any]:
        """`data` of the body, which is of this shape."""
        return data_of(self.json(), shape)

    def values(self) -> Mapping[str, Any]:
        """`data.values` of the body of a record."""
        values: Mapping[str, Any] = self.data(_RECORD)["values"]
        return values

    def matching(self, owner: Object) -> Attribute:
        """The attribute named by the query."""
        named = self.request.param("matching_attribute")
        if named is None:
            raise errors.invalid_query([errors.required(["matching_attribute"], "string")])
        return self.core.writer.matching_attribute(owner, named)

    def flag(self, name: str) -> bool:
        value = self.request.param(name)
        if value not in (None, "true", "false"):
            raise errors.invalid_query([errors.wrong_choice([name], ["true", "false"], value)])
        return value == "true"

    def page(
        self, body: Mapping[str, Any] | None = None, *, limit: int = 500, most: int | None = None
    ) -> tuple[int, int | None]:
        """Offset and limit, from a body or from the query."""
        found = []
        for name, default in (("offset", 0), ("limit", limit)):
            sent = self.request.param(name) if body is None else body.get(name, default)
            value: Any = default if sent is None and body is None else sent
            if body is None and isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
                value = int(value)
            if isinstance(value, float) and value.is_integer():  # JSON has one kind of number: 10.0 is 10
                value = int(value)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                make = errors.invalid_body if body is not None else errors.invalid_query
                raise make([_no_count(name, value, text=body is None)])
            found.append(value)
        return found[0], found[1] if most is None else min(found[1], most)

    def object(self) -> Object:
        return self.core.writer.object(self.parts["object"])

    def attribute(self, owner: Object) -> Attribute:
        found = owner.find(self.parts["attribute"])
        if found is None:
            raise errors.attribute_not_found(self.parts["attribute"])
        return found

    def record(self, owner: Object) -> Record:
        found = self.core.store.get(owner.slug, self.parts["record"].lower())
        if found is None:
            raise errors.record_not_found(self.parts["record"])
        return found

    def shown(self, owner: Object, record: Record) -> Answer:
        return Answer(200, {"data": self.core.wire.record(owner, record)})


def _no_count(name: str, found: Any, *, text: bool) -> dict[str, Any]:
    """The row for a limit or an offset: no number, or one that counts nothing (wording ours); `text` may spell a number."""
    spelled = isinstance(found, str) and text and re.fullmatch(r"[-+]?\d+([.]\d+)?", found, re.ASCII)
    if not spelled and errors.json_type(found) != "number":
        return errors.wrong_type([name], "number", found)
    return {"code": "invalid", "path": [name], "message": f"Number must be whole and 0 or more, received {found}"}


def _no_json(body: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return f"The body is not UTF-8: found the byte 0x{body[wrong.start]:02x} at {wrong.start}"
    return f"The body is not JSON: {error}"


# -- the token -------------------------------------------------------------------------------------------------------


def _token(call: Call) -> Answer:
    """The destination's connection test; the body is never read (observed in the client)."""
    return Answer(200, {"active": True, "token_type": "Bearer"})


_USUAL_SCOPES = ("record_permission:read-write", "object_configuration:read", "user_management:read")


def _self(call: Call) -> Answer:
    """Not wrapped in `data`; without a good token still 200 (OpenAPI). A token that OAuth gave tells its own scopes and times."""
    workspace, token = call.core.workspace, call.request.bearer()
    if not call.core.hooks.token_is_good(token) or allowed(call.core, token, (), at=call.stamp.at) is not None:
        return Answer(200, {"active": False})
    given = call.core.shelves.get("tokens", {}).get(token, {})
    client, ends = given.get("client_id", workspace.id), given.get("expires_at")
    member = workspace.members[0].id if workspace.members else workspace.id
    return Answer(
        200,
        {
            "active": True,
            "scope": " ".join(given.get("scopes", _USUAL_SCOPES)),
            "client_id": client,
            "token_type": "Bearer",
            "exp": None if ends is None else ends // 1000,
            "iat": given.get("issued_at", call.core.created_at) // 1000,
            "sub": workspace.id,
            "aud": client,
            "iss": "attio.com",
            "token_level": "workspace",
            "authorized_by_workspace_member_id": member,
            "workspace_id": workspace.id,
            "workspace_name": workspace.name,
            "workspace_slug": workspace.slug,
            "workspace_logo_url": None,
        },
    )


def _members(call: Call) -> Answer:
    return Answer(200, {"data": [call.core.wire.member(one) for one in call.core.workspace.members]})


def _member(call: Call) -> Answer:
    for one in call.core.workspace.members:
        if one.id == call.parts["member"]:
            return Answer(200, {"data": call.core.wire.member(one)})
    raise errors.member_not_found(call.parts["member"])


# -- records ---------------------------------------------------------------------------------------------------------


def _assert_simple(call: Call) -> Answer:
    """Undocumented; what Segment's destination calls for single events."""
    owner = call.object()
    matching = call.matching(owner)
    append = call.request.param("append_to_existing_values") == "true"
    written = call.core.writer.assert_record(
        owner, matching, call.values(), form="simple", multi="append" if append else "append-matching",
        stamp=call.stamp, pointer="/data/values",
    )  # fmt: skip
    call.core.written(call.stamp, owner, matching.slug, written)
    return call.shown(owner, written.record)


def _assert(call: Call) -> Answer:
    owner = call.object()
    matching = call.matching(owner)
    written = call.core.writer.assert_record(
        owner, matching, call.values(), form="public", multi="append-matching", stamp=call.stamp, pointer="/data/values"
    )
    call.core.written(call.stamp, owner, matching.slug, written)
    return call.shown(owner, written.record)


def _create(call: Call) -> Answer:
    owner = call.object()
    written = call.core.writer.create(owner, call.values(), form="public", stamp=call.stamp, pointer="/data/values")
    call.core.written(call.stamp, owner, None, written)
    return call.shown(owner, written.record)


def _update(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner = call.object()
        record = call.record(owner)
        written = call.core.writer.update(
            owner, record, call.values(), form="public", append=append, stamp=call.stamp, pointer="/data/values"
        )
        call.core.written(call.stamp, owner, None, written)
        return call.shown(owner, record)

    return update


def _get(call: Call) -> Answer:
    owner = call.object()
    return call.shown(owner, call.record(owner))


def _delete(call: Call) -> Answer:
    owner = call.object()
    call.core.writer.delete(owner, call.record(owner), call.stamp)
    return Answer(200, {})


def _query(call: Call) -> Answer:
    """Records that pass a filter, sorted; without sorts in the order in which they were created."""
    if call.core.workspace.find_object(call.parts["object"]) is None:
        raise errors.queried_object_not_found(call.parts["object"])
    owner = call.object()
    body = checked(call.json(), mapping) if call.request.body else {}
    offset, limit = call.page(body, most=500)
    records = found(call.core.workspace, call.core.store, owner, body)
    end = None if limit is None else offset + limit
    return Answer(200, {"data": [call.core.wire.record(owner, one) for one in records[offset:end]]})


def _values(call: Call) -> Answer:
    owner = call.object()
    record, attribute = call.record(owner), call.attribute(owner)
    historic = call.flag("show_historic")
    if historic and attribute.is_enriched:
        message = "Cannot set show_historic param to true when querying a COMINT attribute."
        raise AttioError(400, "validation_type", message)
    offset, limit = call.page()
    rows = call.core.wire.history(owner, record, attribute, historic=historic)
    return Answer(200, {"data": rows[offset : None if limit is None else offset + limit]})


def _batch(call: Call) -> Answer:
    """Undocumented; what Segment's destination calls for batches. 202 without a body (observed in the client)."""
    call.core.hooks.enqueue(call.stamp, checked_envelope(call.json(), call.core.rules))
    return Answer(202, NO_BODY)


# -- the tables ------------------------------------------------------------------------------------------------------

Handler = Callable[[Call], Answer]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/v1/token", _token),
    ("GET", "/v2/self", _self),
    ("GET", "/v2/workspace_members", _members),
    ("GET", "/v2/workspace_members/{member}", _member),
    ("GET", "/v2/objects", list_objects),
    ("GET", "/v2/objects/{object}", get_object),
    ("GET", "/v2/objects/{object}/attributes", list_attributes),
    ("GET", "/v2/objects/{object}/attributes/{attribute}", get_attribute),
    ("GET", "/v2/objects/{object}/attributes/{attribute}/options", list_choices(OPTIONS)),
    ("GET", "/v2/objects/{object}/attributes/{attribute}/statuses", list_choices(STATUSES)),
    ("PUT", "/v2/objects/{object}/records/simple", _assert_simple),
    ("PUT", "/v2/objects/{object}/records", _assert),
    ("POST", "/v2/objects/{object}/records", _create),
    ("POST", "/v2/objects/{object}/records/query", _query),
    ("GET", "/v2/objects/{object}/records/{record}", _get),
    ("PATCH", "/v2/objects/{object}/records/{record}", _update(append=True)),
    ("PUT", "/v2/objects/{object}/records/{record}", _update(append=False)),
    ("DELETE", "/v2/objects/{object}/records/{record}", _delete),
    ("GET", "/v2/objects/{object}/records/{record}/attributes/{attribute}/values", _values),
    ("PUT", "/v2/batch/records", _batch),
    *SCHEMA,
    *RESOURCES,
)

ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("GET", "/scim/v2/Schemas"),
    ("POST", "/v2/objects/{object}/records/merge"),
    ("POST", "/v2/sql"),
    ("GET", "/v2/objects/{object}/views"),
    ("GET", "/v2/lists/{list}/views"),
    ("GET", "/v2/files/{file}"),
    ("DELETE", "/v2/files/{file}"),
)
"""SCIM is in the edition of the document that is followed (March 2026), the others came in a later one."""


def _absent(method: str, pattern: str) -> Handler:
    def absent(call: Call) -> Answer:
        raise errors.not_emulated(f"{method} {pattern}")

    return absent


_Pattern = tuple[tuple[str, ...], Handler, str]


def _indexed() -> dict[tuple[str, int], list[_Pattern]]:
    index: dict[tuple[str, int], list[_Pattern]] = {}
    every = (*ROUTES, *((method, pattern, _absent(method, pattern)) for method, pattern in ELSEWHERE))
    for method, pattern, handler in every:
        pieces = tuple(pattern.split("/")[1:])
        index.setdefault((method, len(pieces)), []).append((pieces, handler, pattern))
    for patterns in index.values():
        patterns.sort(key=lambda one: [piece.startswith("{") for piece in one[0]])
    return index


_INDEX = _indexed()


def find(method: str, path: str) -> tuple[Handler, dict[str, str]]:
    """The route of a request and the parts of its path.

    Raises:
        AttioError: 404 for a path or verb Attio does not have.
    """
    handler, parts, _ = _found(method, path)
    return handler, parts


def pattern_of(method: str, path: str) -> str:
    """The path of `ROUTES` or `ELSEWHERE` that a request's path is of; raises as `find`."""
    return _found(method, path)[2]


def _found(method: str, path: str) -> tuple[Handler, dict[str, str], str]:
    given = path.split("/")[1:]
    for pieces, handler, pattern in _INDEX.get((method, len(given)), ()):
        parts = {}
        for piece, text in zip(pieces, given, strict=True):
            if piece.startswith("{"):
                if not text:
                    break
                parts[piece[1:-1]] = unquote(text)
            elif piece != text:
                break
        else:
            return handler, parts, pattern
    raise errors.no_endpoint(method, path)
