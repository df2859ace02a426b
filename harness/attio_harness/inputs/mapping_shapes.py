"""The shapes of saved mappings, in the order in which they are tried. A new shape is one row here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.inputs import catalogue, tester
from attio_harness.inputs.actions import recognise
from attio_harness.inputs.destinations import is_destination
from attio_harness.inputs.part import Inside, Part, Place, Shape, alone
from attio_harness.inputs.shapes import Sought, configuration, terraform, wrapped
from attio_harness.text.json import JsonTextError, loads

__all__ = ["MAPPINGS", "MAPPING_NAMES", "TRIGGER_NAMES", "mapping_of"]

TRIGGER_NAMES = ("subscribe", "trigger")
MAPPING_NAMES = ("mapping", "settings")
"""The members that hold a mapping: the framework's word first, then the Public API's and Terraform's."""
_RESOURCE = "segment_destination_subscription"


def mapping_of(part: Part) -> Any:
    """The mapping of a subscription, decoded if it is JSON text; `locate` reports what is wrong with it."""
    value = next((part.value[name] for name in MAPPING_NAMES if name in part.value), None)
    if isinstance(value, str):
        with contextlib.suppress(JsonTextError):
            return loads(value)
    return value


def _is_subscription(value: Mapping[str, Any]) -> bool:
    # a trigger alone also counts: the error then names the missing mapping instead of the shape
    return any(isinstance(value.get(name), dict) for name in MAPPING_NAMES) or any(
        name in value for name in TRIGGER_NAMES
    )


def _of_destination(value: Mapping[str, Any], place: Place) -> Iterator[Inside]:
    """The subscriptions inside their destination, which then need not name it."""
    inside = value.get("subscriptions")
    for index, one in enumerate(inside if isinstance(inside, list) else ()):
        named = {"destinationId": value["id"], **one} if isinstance(one, dict) else [one]
        yield Inside(value=named, place=place.below("subscriptions", index))


def _bare(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    """A bare mapping, under no name."""
    yield Part(value={"mapping": value}, place=place, elsewhere={"mapping": place.pointer})


MAPPINGS = Sought(
    what="mapping",
    one="a subscription",
    members="an object with a mapping (`mapping` or `settings`) and a trigger (`subscribe` or `trigger`)",
    resource=_RESOURCE,
    shapes=(
        terraform(_RESOURCE),
        configuration(_RESOURCE),
        # before the wrappings: an answer with a destination describes the destination of other files' subscriptions
        Shape(name="destination", fits=is_destination, parts=_of_destination),
        wrapped(  # answers of the Public API and bodies sent to it
            "subscriptions",
            "data",
            "subscription",
            "destinationSubscription",
            "destinationMetadata",
            "input",
            "destinations",
            "destination",
        ),
        tester.COLLECTION,
        tester.EXCHANGE,
        catalogue.METADATA,
        # before `subscription`: it also has a mapping, but its `payload` means that it has no trigger
        tester.BODY,
        Shape(name="subscription", fits=_is_subscription, parts=alone),
        # last: any shape above may have members named like fields
        Shape(name="bare mapping", fits=lambda value: recognise(value) is not None, parts=_bare),
        tester.ERROR,
    ),
)
