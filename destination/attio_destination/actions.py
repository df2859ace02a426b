"""The three actions. Each builds its requests, single or batch, from the rows of `asserts` and yields them; no I/O here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from segment_actions import Action, Destination, EngineError, Exchange, HTTPError, SegmentError
from segment_actions.definition import Context
from segment_actions.js import MISSING, is_truthy, is_usual, spread, text
from segment_actions.source import Source

from attio_destination import client
from attio_destination.asserts import ASSERTS, Assert
from attio_destination.fields import ASSERT_RECORD, GROUP_WORKSPACE, IDENTIFY_USER
from attio_destination.presets import PRESETS

__all__ = ["destination"]

Payload = dict[str, Any]


def _single(asserts: Sequence[Assert]) -> Callable[[Payload, Context], Exchange]:
    """One request per record, in turn. The last response is the result."""

    def perform(payload: Payload, context: Context) -> Exchange:
        response: Any = None
        for one in asserts:
            values = _values(one, payload, response)
            # Last: additional attributes override even the matching attribute and the link (observed).
            values.update(payload.get(one.additional) or {})
            response = yield client.assert_record(*_names(one, payload), values)
        return response

    return perform


def _batch(asserts: Sequence[Assert]) -> Callable[[Sequence[Payload], Context], Exchange]:
    """One request for all payloads. A linked record is nested in the assertion that links to it, and no attribute can
    override it."""
    assertion = _written(asserts)

    def perform(payloads: Sequence[Payload], context: Context) -> Exchange:
        odd: list[Any] = []
        made = [assertion(payload, _received_at(payload, context), odd) for payload in payloads]
        return (yield client.batch(made, usual=not odd))

    return perform


def _written(asserts: Sequence[Assert]) -> Callable[[Payload, str, list[Any]], dict[str, Any]]:
    """Generates a function (payload `p`, received at `at`, list `odd`) -> assertion.

    It is generated source because a batch has thousands of payloads: looking up the rows for each would double the
    cost. Values of the payload that fail `js.is_usual` are appended to `odd`.
    """
    source = Source(is_usual=is_usual)
    name = source.constant
    lines: list[str] = []
    read: dict[str, _Named] = {}

    def given(field: str) -> _Named:
        """The variable that holds a required field's value."""
        if field not in read:
            one = read[field] = _Named(f"v{len(read)}")
            lines.append(f"if type({one} := p[{name(field)}]) is not str and not is_usual([{one}]): odd.append({one})")
        return read[field]

    def where_filled(field: str, use: str) -> None:
        lines.extend([f"if more := p.get({name(field)}):", f"    {use}", "    if not is_usual(more): odd.append(more)"])

    for one in asserts:
        own = [fill for fill in one.fills if fill.link is None]
        plain = [f"{name(fill.attribute)}: {given(fill.field)}" for fill in own if not fill.many]
        lines.append(f"values = {{{', '.join(plain)}}}")
        for fill in own:
            if fill.many:
                where_filled(fill.field, f"values[{name(fill.attribute)}] = more = [more]")
        where_filled(one.additional, "values.update(more)")
        if one.link is not None:
            # After the additional attributes: in a batch they cannot override the link, in single mode they can (observed).
            lines.append(f"values[{name(one.link.attribute)}] = made")
        object = one.object if one.object_field is None else given(one.object_field)
        matching = one.matching_attribute if one.matching_field is None else given(one.matching_field)
        values: Any = _Named("values")
        shape = client.assertion(cast(str, object), cast(str, matching), values, _Named("at"))
        members = (f"{name(key)}: {one if type(one) is _Named else name(one)}" for key, one in shape.items())
        lines.append(f"made = {{{', '.join(members)}}}")
    return source.made(source.function("p, at, odd", [*lines, "return made"]))


class _Named(str):
    """A name in the generated source, as opposed to a constant."""

    __slots__ = ()


def _names(one: Assert, payload: Payload) -> tuple[Any, Any]:
    """Object and matching attribute. Does not check that the values contain the matching attribute."""
    if one.object_field is None or one.matching_field is None:
        return one.object, one.matching_attribute
    return payload[one.object_field], payload[one.matching_field]


def _values(one: Assert, payload: Payload, before: Any) -> dict[str, Any]:
    """The attributes the action itself writes. `before`, the previous response, is parsed only if its record ID is needed."""
    values: dict[str, Any] = {}
    for fill in one.fills:
        if fill.link == "record_id":
            values[fill.attribute] = _record_id(before.data)
        elif not fill.many:
            values[fill.attribute] = payload[fill.field]
        elif payload.get(fill.field):
            values[fill.attribute] = [payload[fill.field]]
    return values


def _record_id(data: Any) -> Any:
    """`data.id.record_id` of a response; undefined if it is missing. A null on the way fails as in the published destination."""
    for key in ("data", "id", "record_id"):
        if data is None or data is MISSING:
            raise EngineError(f"Cannot read properties of {text(data)} (reading '{key}')")
        data = data.get(key, MISSING) if isinstance(data, dict) else MISSING
    return data


def _received_at(payload: Payload, context: Context) -> str:
    received = payload.get("received_at")
    if type(received) is str:
        return received
    # A number is not read as a date: 1704067200 is sent as "1704067200" (observed).
    return context.now() if received is None else text(received)


def _objects(context: Context) -> Exchange:
    """The choices of the object field, sorted by name."""
    try:
        response = yield client.objects()
        return {"choices": _choices(response.data)}
    except SegmentError as error:  # also when there was no response at all
        return {"choices": [], "error": _refusal(error)}


def _choices(data: Any) -> list[dict[str, Any]]:
    """The choices in a response of any shape; those without a name come last."""
    found = data.get("data") if isinstance(data, dict) else None
    listed = list(found.values()) if isinstance(found, dict) else list(found) if isinstance(found, list | str) else []
    choices = []
    for one in listed:
        if one is None:
            raise EngineError("Cannot destructure property 'api_slug' of 'object null' as it is null.")
        named = (("value", "api_slug"), ("label", "singular_noun")) if isinstance(one, dict) else ()
        choices.append({name: one[key] for name, key in named if key in one})
    return sorted(choices, key=_by_label)


def _by_label(choice: Mapping[str, Any]) -> tuple[int, str]:
    label = choice.get("label", MISSING)
    return (2 if label is MISSING else 1, "") if label is MISSING or label is None else (0, spread(text(label)))


def _refusal(error: SegmentError) -> dict[str, Any]:
    data = error.response.data if isinstance(error, HTTPError) else None
    body = data if isinstance(data, dict) else {}
    code, message = body.get("status_code"), body.get("message")
    return {"code": text(code) if is_truthy(code) else "unknown", "message": str(error) if message is None else message}


def _test(context: Context) -> Exchange:
    return (yield client.token())


destination = Destination(
    name="Attio (Actions)",
    slug="actions-attio",
    description="Assert records of an Attio workspace from Segment events.",
    scheme="oauth-managed",
    fields={},
    actions={
        "identifyUser": Action(
            slug="identifyUser",
            title="Identify User",
            description="Create or update an Attio User and link it to a Person by their email address.",
            fields=IDENTIFY_USER,
            perform=_single(ASSERTS["identifyUser"]),
            perform_batch=_batch(ASSERTS["identifyUser"]),
        ),
        "groupWorkspace": Action(
            slug="groupWorkspace",
            title="Group Workspace",
            description="Create or update an Attio Workspace and link it to a Company by its domain.",
            fields=GROUP_WORKSPACE,
            perform=_single(ASSERTS["groupWorkspace"]),
            perform_batch=_batch(ASSERTS["groupWorkspace"]),
        ),
        "assertRecord": Action(
            slug="assertRecord",
            title="Assert Record",
            description="Create or update a record of any object.",
            fields=ASSERT_RECORD,
            perform=_single(ASSERTS["assertRecord"]),
            perform_batch=_batch(ASSERTS["assertRecord"]),
            dynamic_fields={"object": _objects},
        ),
    },
    presets=PRESETS,
    extend_request=client.authorized,
    test=_test,
)
"""The destination, ready for `on_event` and `on_batch`."""
