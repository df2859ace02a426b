"""The attribute types. `TYPES` lists them: each is one small class with everything about the type.

What it accepts (`simple`: the forms of `records/simple` and batches; `public`: those of the documented API), what it
stores, what finds and compares values (`key`), how a value is shown (`show`), the fields for filters and sorts, and its
statement in the table of fidelity. Records and their rules are in `writer`.
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
    types["record-reference"] = RecordReference(types)  # it finds its record by a value of any type, including its own
    return dict(sorted(types.items()))


TYPES: Mapping[str, AttributeType] = _types()
"""Name in Attio's API -> the type."""
