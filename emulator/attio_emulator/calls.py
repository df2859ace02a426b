"""A request as a handler receives it, and the answer it returns.

`routes` finds the handler, `shapes` checks bodies. Calls and answers are not frozen (see `http`), but treat them as
immutable.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from attio_emulator import errors, refusals
from attio_emulator.http import DEEPEST, Request, is_too_deep
from attio_emulator.record import Record, Stamp
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.shapes import Check, Shape, data_of, mapping, one_of
from attio_emulator.state import Core

__all__ = ["NO_BODY", "Answer", "Call", "Handler", "by_edition", "count_in"]

_TRUE_OR_FALSE = one_of("true", "false")
_JSON = frozenset(("application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"))
"""The usual content types of JSON bodies; others may be JSON, too."""
_RECORD = Shape(required={"values": mapping}, closed=True)


@dataclass(slots=True)
class Answer:
    """A status and a JSON body, or a function that gives it; `NO_BODY` for none. `headers` override the standard ones."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


NO_BODY: Any = object()


@dataclass(slots=True)
class Call:
    """A request matched to a route: its path parameters, the core, its stamp."""

    core: Core
    request: Request
    parts: Mapping[str, str]
    stamp: Stamp

    def body(self) -> bytes:
        """The body; 400 for a compressed one, which is not unpacked (assumed: none of Attio's clients sends one)."""
        packed = self.request.headers.get("content-encoding")
        if packed is not None and (packed := packed.strip()).lower() not in ("", "identity"):
            raise refusals.invalid_body(
                [refusals.body_row(f"Expected a body as it is, received one packed with {packed}")]
            )
        return self.request.body

    def json(self) -> Any:
        """The body as JSON; 400 if it is not JSON or claims another type (assumed: `body.content_type`)."""
        sent = self.body()
        named = self.request.headers.get("content-type", "")
        if named not in _JSON:
            self._refuse_other_than_json(named.partition(";")[0].strip().lower())
        try:
            body = orjson.loads(sent)
        except orjson.JSONDecodeError as error:
            raise refusals.invalid_body([refusals.body_row(_no_json(sent, error))]) from None
        if is_too_deep(sent, body):
            raise refusals.invalid_body([refusals.body_row(f"The body is nested more than {DEEPEST} levels deep")])
        return body

    def _refuse_other_than_json(self, kind: str) -> None:
        if (
            kind
            and not kind.endswith(("/json", "+json"))
            and self.core.assumptions.decides("body.content_type") == "refuse"
        ):
            raise refusals.invalid_body(
                [refusals.body_row(f"Expected the content type application/json, received {kind}")]
            )

    def data(self, shape: Check) -> dict[str, Any]:
        """`data` of the body, checked against this shape."""
        return data_of(self.json(), shape)

    def values(self) -> Mapping[str, Any]:
        """`data.values` of the body of a record."""
        body = self.json()
        if type(body) is dict and type(data := body.get("data")) is dict and len(data) == 1:
            given = data.get("values")
            if type(given) is dict:  # a shortcut: this shape cannot be wrong
                return given
        values: Mapping[str, Any] = data_of(body, _RECORD)["values"]
        return values

    def public_values(self) -> Mapping[str, Any]:
        """`data.values` of the body of a record in the documented API; none may be null."""
        return self.without_nulls(self.values(), "values")

    def without_nulls(self, values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """The values under this name in `data`; 400 with a row for each null (reported by several clients)."""
        nulls = [slug for slug, one in values.items() if one is None]
        if nulls and self.core.assumptions.decides("value.null") == "refuse":
            raise refusals.nulls(name, nulls)
        return values

    def query(self, name: str, check: Check) -> str | None:
        """A parameter of the query; 400 with the rows of the check; None if it was not sent."""
        given = self.request.param(name)
        rows = [] if given is None else check(given, [name])
        if rows:
            raise refusals.invalid_query(rows)
        return given

    def matching(self, owner: Object) -> Attribute:
        """The attribute named by the query."""
        named = self.request.param("matching_attribute")
        if named is None:
            raise refusals.invalid_query([refusals.required(["matching_attribute"], "string")])
        return self.core.writer.matching_attribute(owner, named)

    def flag(self, name: str) -> bool:
        return self.query(name, _TRUE_OR_FALSE) == "true"

    def page(
        self, body: Mapping[str, Any] | None = None, *, limit: int = 500, most: int | None = None
    ) -> tuple[int, int | None]:
        """Offset and limit, from a body or from the query."""
        found = []
        for name, default in (("offset", 0), ("limit", limit)):
            sent = self.request.param(name) if body is None else body.get(name, default)
            value: Any = default if sent is None and body is None else sent
            if body is None and isinstance(value, str):
                count = count_in(value)
                value = value if count is None else count
            if isinstance(value, float) and value.is_integer():  # JSON has one kind of number: 10.0 is 10
                value = int(value)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                make = refusals.invalid_body if body is not None else refusals.invalid_query
                raise make([_no_count(name, value, text=body is None)])
            found.append(value)
        return found[0], found[1] if most is None else min(found[1], most)

    def object(self) -> Object:
        return self.core.writer.object(self.parts["object"])

    def attribute(self, owner: Object) -> Attribute:
        found = owner.find(self.parts["attribute"])
        if found is None:
            raise refusals.attribute_not_found(self.parts["attribute"])
        return found

    def record(self, owner: Object, *, merging: int | None = None) -> Record:
        """The record that the path names.

        Raises:
            AttioError: 404; if the record is being merged, the status `merging`, for calls where the document has it.
        """
        found = self.core.record(owner, self.parts["record"], merging=merging)
        if found is None:
            raise refusals.record_not_found(self.parts["record"])
        return found

    def shown(self, owner: Object, record: Record) -> Answer:
        return Answer(200, lambda: {"data": self.core.record_json.one(owner, record)})


Handler = Callable[[Call], Answer]


def count_in(text: str) -> int | None:
    """The whole number that a parameter spells as JSON could, None if it does not; capped at more than there can be rows."""
    if not text.isascii() or not text.isdecimal():
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) < len(str(sys.maxsize)) else sys.maxsize


def by_edition(change: str, *, now: Handler, before: Handler) -> Handler:
    """A handler that follows the edition: `now` if it includes a change of `editions.CHANGES`, else `before`."""

    def chosen(call: Call) -> Answer:
        return (now if call.core.workspace.has(change) else before)(call)

    return chosen


def _no_count(name: str, found: Any, *, text: bool) -> dict[str, Any]:
    """The row for a limit or an offset that is no number or negative (our wording); with `text`, it may be spelled out."""
    spelled = isinstance(found, str) and text and re.fullmatch(r"[-+]?\d+([.]\d+)?", found, re.ASCII)
    if not spelled and errors.json_type(found) != "number":
        return refusals.wrong_type([name], "number", found)
    return {"code": "invalid", "path": [name], "message": f"Number must be whole and 0 or more, received {found}"}


def _no_json(body: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return f"The body is not UTF-8: found the byte 0x{body[wrong.start]:02x} at {wrong.start}"
    return f"The body is not JSON: {error}"
