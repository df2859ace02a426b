"""The attribute types. `TYPES` is the list: each type is one small class with its whole truth.

What it accepts (`simple`, the forms of `records/simple` and batches; `public`, those of the documented API), what it
stores, by what it is found and compared (`key`), how it reads back (`show`), by what it is filtered and sorted, what
fidelity says of it. Records and their rules are in `writer`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attio_emulator.types.base import AttributeType, Lookup, Refused, Setting
from attio_emulator.types.choices import CHOICES
from attio_emulator.types.contact import Domain, EmailAddress, PersonalName, PhoneNumber
from attio_emulator.types.dates import Date, Timestamp
from attio_emulator.types.location import Location
from attio_emulator.types.plain import Checkbox, Currency, Interaction, Number, Rating, Text
from attio_emulator.types.references import ActorReference, RecordReference

__all__ = ["TYPES", "AttributeType", "Lookup", "Refused", "Setting"]


def _types() -> Mapping[str, AttributeType]:
    types: dict[str, AttributeType] = {
        "actor-reference": ActorReference(),
        "checkbox": Checkbox(),
        "currency": Currency(),
        "date": Date(),
        "domain": Domain(),
        "email-address": EmailAddress(),
        "interaction": Interaction(),
        "location": Location(),
        "number": Number(),
        "personal-name": PersonalName(),
        "phone-number": PhoneNumber(),
        "rating": Rating(),
        **CHOICES,
        "text": Text(),
        "timestamp": Timestamp(),
    }
    types["record-reference"] = RecordReference(types)  # finds its record by a value of any type, its own among them
    return dict(sorted(types.items()))


TYPES: Mapping[str, AttributeType] = _types()
"""Name in Attio's API -> what it is."""
