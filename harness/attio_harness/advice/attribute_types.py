"""What an attribute of each type accepts, in words: one row per type of the emulator, which refuses by the same rules.

Sources: Attio's documentation of attribute types; for what the destination can write, its user documentation (the table of
simple values).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ACCEPTS", "Accepts"]


@dataclass(frozen=True, slots=True)
class Accepts:
    """What a value has to be. `not_text` is the short form, for types that never take text."""

    sentence: str
    not_text: str | None = None


ACCEPTS: Mapping[str, Accepts] = {
    "actor-reference": Accepts("An actor reference accepts the email address of a workspace member."),
    "checkbox": Accepts(
        "A checkbox accepts true or false as a JSON boolean; a template makes text, so use @path, @if or @literal.",
        "true or false",
    ),
    "currency": Accepts(
        "A currency accepts a JSON number with at most four decimals, without a currency sign.", "a number"
    ),
    "date": Accepts("A date accepts YYYY-MM-DD."),
    "domain": Accepts("A domain accepts a host name such as attio.com, without protocol or path."),
    "email-address": Accepts("An email address accepts one complete address."),
    "interaction": Accepts("Attio itself fills interactions."),
    "location": Accepts(
        "Segment's page says that the destination cannot write locations; a later edition says that it accepts an address as one text (assumed: location.simple)."
    ),
    "number": Accepts("A number accepts a JSON number, not text.", "a number"),
    "personal-name": Accepts("A personal name accepts 'Last, First'."),
    "phone-number": Accepts("A phone number accepts E.164: a plus sign, the country code and the digits."),
    "rating": Accepts("A rating accepts a whole number from 0 to 5.", "a whole number from 0 to 5"),
    "record-reference": Accepts(
        "A record reference accepts what identifies an existing record, such as an email address, a domain, a user_id or a workspace_id."
    ),
    "select": Accepts("A select accepts the title of one of its options."),
    "status": Accepts("A status accepts the title of one of its statuses."),
    "text": Accepts("A text accepts only text, not numbers, booleans or objects."),
    "timestamp": Accepts("A timestamp accepts ISO 8601, such as 2023-09-28T04:39:17.000Z."),
}
