"""The unsubscribe list of sequences: addresses are only added; the API cannot remove or show them.

Sources: OpenAPI. Sequences themselves are missing: the API has no call for them. Assumed: how an address is normalised,
and that a known one is answered with the time it was first added.
"""

from __future__ import annotations

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.errors import shortened
from attio_emulator.resources.base import answer, normal_address
from attio_emulator.shapes import Shape, list_of, text
from attio_emulator.state import documents
from attio_emulator.types import Refused

__all__ = ["add_unsubscribed_emails"]

_ADD = Shape(required={"email_addresses": list_of(text(), least=1, most=1000)})


def add_unsubscribed_emails(call: Call) -> Answer:
    core = call.core
    addresses, rows = [], []
    for index, sent in enumerate(call.data(_ADD)["email_addresses"]):
        try:
            addresses.append(normal_address(core, sent.strip()))
        except Refused as refused:
            path = ["data", "email_addresses", index]
            rows.append(
                {"code": "invalid", "path": path, "message": f"Expected {refused.expected}, found {shortened(sent)}"}
            )
    if rows:
        raise refusals.invalid_body(rows, pointer=f"/data/email_addresses/{rows[0]['path'][-1]}")
    listed = documents(core, "unsubscribed_emails")
    for address in addresses:
        listed.setdefault(address, call.stamp.at)
    rows = [{"email_address": one, "created_at": iso(listed[one])} for one in dict.fromkeys(addresses)]
    return answer(rows)
