"""Reads subscriptions from saved requests to Segment's actions tester: a body alone, an exchange or a Postman collection.

The tester evaluates no trigger, so such a subscription matches every event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.inputs.actions import ACTIONS
from attio_harness.inputs.part import Inside, Part, Place, Shape
from attio_harness.text.json import JsonTextError, loads

__all__ = ["BODY", "COLLECTION", "ERROR", "EXCHANGE"]


def _body(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    yield Part(value=value, place=place, any_event=True)


def _collection(value: Mapping[str, Any], place: Place) -> Iterator[Inside]:
    yield Inside(value=value["item"], place=place.below("item"))


def _exchange(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    """A request with its URL, whose path ends in the action: POST /identifyUser."""
    request, at, in_text = value["request"], place.below("request", "body"), False
    body = request.get("body")
    if isinstance(body, dict) and isinstance(body.get("raw"), str):  # Postman's
        body, at = body["raw"], at.below("raw")
    if isinstance(body, str):
        try:
            body, in_text = loads(body), True
        except JsonTextError:
            body = None
    if not isinstance(body, dict) or not isinstance(body.get("mapping"), dict):
        raise at.refuse(
            "an exchange whose request has no `mapping` (the tester's answer shows the calls to Attio); expected what "
            "was sent to the tester: POST /{action} with `payload` and `mapping`"
        )
    address = request.get("url")
    address = address.get("raw") if isinstance(address, dict) else address
    # `https://host/identifyUser/?x=1` -> `identifyUser`
    slug = str(address or "").split("?")[0].rstrip("/").rpartition("/")[2]
    yield Part(
        value={**body, **({"actionSlug": slug} if slug in ACTIONS else {}), "name": value.get("name")},
        place=place,
        # `#` where the body is kept as text inside the JSON
        elsewhere={"mapping": at.pointer + "#" * in_text + "/mapping"},
        any_event=True,
    )


def _error(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    problem = "an error from the actions tester; expected what was sent to it: `payload` and `mapping`"
    raise place.refuse(problem, with_line=False)


COLLECTION = Shape(name="Postman", fits=lambda value: isinstance(value.get("item"), list), parts=_collection)
EXCHANGE = Shape(name="exchange", fits=lambda value: isinstance(value.get("request"), dict), parts=_exchange)
BODY = Shape(
    name="tester's body", fits=lambda value: isinstance(value.get("mapping"), dict) and "payload" in value, parts=_body
)
ERROR = Shape(name="tester's error", fits=lambda value: value.get("requestError") is True, parts=_error)
