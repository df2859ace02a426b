"""What each attribute type takes and shows, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attio_emulator.fidelity.base import DOCS, OPENAPI, SEGMENT, Behaviour

__all__ = ["types"]

_TYPES: Mapping[str, str] = {
    "actor-reference": "simple: a member's address; public: that, or the member's ID as referenced_actor_id; only members are written",
    "checkbox": "simple: true or false; public: also as text",
    "currency": "a number with at most 4 decimals; public: also as text; the code is the attribute's and cannot be written",
    "date": "simple: YYYY-MM-DD; public: ISO 8601, partly or with a time, which is cut off after it became UTC; until 9999-12-31",
    "domain": "a host in lower case, its root from the public suffix list; public: protocol, path and query are cut off",
    "email-address": "an address, compared and shown in lower case; the original is kept; domain, root and local part are shown",
    "interaction": "nothing: only Attio writes it",
    "location": "simple: nothing; public: an address as text, or an object with exactly its ten parts",
    "number": "a 64 bit float",
    "personal-name": "simple: 'Last, First'; public: that, a first name alone, or all of first, last and full name",
    "phone-number": "simple: E.164; public: also a national number with its country_code; shown as E.164 with its country",
    "rating": "a whole number from 0 to 5",
    "record-reference": "simple: a domain, an address, a user_id, a workspace_id or a UUID; public: also an object",
    "select": "the title or ID of an option that is there and not archived; none is ever made",
    "status": "the title or ID of a status that is there and not archived; none is ever made",
    "text": "text of at most 10 MB",
    "timestamp": "ISO 8601, also with a blank for the T, UTC where it names no zone; public: also a part of it",
}


def types() -> Iterator[Behaviour]:
    """A row for each type, in the order of the emulator's own table."""
    from attio_emulator.types import TYPES

    for name in TYPES:
        yield Behaviour(
            id=f"type {name}", tag="documented", statement=_TYPES[name], source=f"{SEGMENT}; {OPENAPI}; {DOCS}"
        )
