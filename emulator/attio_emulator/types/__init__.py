"""The attribute types. `TYPES` is the list: each type is one small class with its whole truth.

What it accepts (`simple`, the forms of `records/simple` and batches; `public`, those of the documented API), what it
stores, by what it is found and compared (`key`), how it reads back (`show`). Records and their rules are in `writing`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attio_emulator.types.base import AttributeType, Lookup, Refused, Setting
from attio_emulator.types.choices import SELECT, STATUS
from attio_emulator.types.contact import DOMAIN, EMAIL_ADDRESS, PERSONAL_NAME, PHONE_NUMBER
from attio_emulator.types.dates import DATE, TIMESTAMP
from attio_emulator.types.location import LOCATION
from attio_emulator.types.plain import CHECKBOX, CURRENCY, INTERACTION, NUMBER, RATING, TEXT
from attio_emulator.types.references import ACTOR_REFERENCE, RECORD_REFERENCE

__all__ = ["TYPES", "AttributeType", "Lookup", "Refused", "Setting"]

TYPES: Mapping[str, AttributeType] = {
    "actor-reference": ACTOR_REFERENCE,
    "checkbox": CHECKBOX,
    "currency": CURRENCY,
    "date": DATE,
    "domain": DOMAIN,
    "email-address": EMAIL_ADDRESS,
    "interaction": INTERACTION,
    "location": LOCATION,
    "number": NUMBER,
    "personal-name": PERSONAL_NAME,
    "phone-number": PHONE_NUMBER,
    "rating": RATING,
    "record-reference": RECORD_REFERENCE,
    "select": SELECT,
    "status": STATUS,
    "text": TEXT,
    "timestamp": TIMESTAMP,
}
