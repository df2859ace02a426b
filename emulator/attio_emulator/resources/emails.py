"""Emails: their metadata, found by records, participants and domains.

They come from the workspace file or a control call (`schema.emails`); no mailbox is read. Sources: OpenAPI of October
2026. Assumed: which participants are automated, what a domain covers, which records an email is linked to, and how many
emails a request examines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from attio_emulator import refusals
from attio_emulator.addresses import address
from attio_emulator.calls import Answer, Call
from attio_emulator.dates import milliseconds
from attio_emulator.resources.base import listing, normal_address
from attio_emulator.resources.pages import moment_given, scanned
from attio_emulator.schema.model import NAMED
from attio_emulator.shapes import text, uuid
from attio_emulator.state import Core, documents
from attio_emulator.types import TYPES, Refused

__all__ = ["SCANNED", "list_emails"]

SCANNED = 250
"""How many emails a request examines (assumed); pages may be shorter because of it (documented)."""

_AUTOMATED = frozenset(
    ("bounce", "bounces", "do-not-reply", "donotreply", "mailer-daemon", "no-reply", "noreply", "notification",
     "notifications", "postmaster")
)  # fmt: skip
"""What precedes the @ in addresses that no person writes from."""

Row = Mapping[str, Any]


class _Names(NamedTuple):
    """Addresses and domains; a domain includes its subdomains."""

    addresses: frozenset[str]
    domains: frozenset[str]

    def has(self, address: str) -> bool:
        return address in self.addresses or self.has_domain(address.rpartition("@")[2])

    def has_domain(self, domain: str) -> bool:
        labels = domain.split(".")
        return any(".".join(labels[start:]) in self.domains for start in range(len(labels)))


def _own(core: Core) -> _Names:
    """What identifies the workspace itself: its members, its mailboxes, and the domains of both."""
    addresses = {address(one.email_address) for one in core.workspace.members}
    addresses |= {row["mailbox"] for row in documents(core, "emails").values()}
    return _Names(frozenset(addresses), frozenset(one.rpartition("@")[2] for one in addresses))


def _protected(core: Core) -> _Names:
    named = core.workspace.protected_recipients
    return _Names(frozenset(one for one in named if "@" in one), frozenset(one for one in named if "@" not in one))


# -- what is asked for -----------------------------------------------------------------------------------------------


def list_emails(call: Call) -> Answer:
    core = call.core
    own, protected = _own(core), _protected(core)
    wanted = _wanted(call, own, protected)
    after, before = moment_given(call, "sent_after"), moment_given(call, "sent_before")
    people_only = call.flag("exclude_automated_participants")
    rows = sorted(documents(core, "emails").values(), key=_place)

    def passes(row: Row) -> bool:
        at = milliseconds(row["sent_at"]) or 0
        if (after is not None and at <= after) or (before is not None and at >= before):
            return False
        everybody = [one["email_address"] for one in row["participants"]]
        outside = [one for one in everybody if not own.has(one)]
        if outside and all(map(protected.has, outside)):
            return False
        return any(wanted.has(one) for one in everybody if not (people_only and _is_automated(one)))

    page, cursor = scanned(call, rows, _place, passes, looks=SCANNED)
    return listing([_shown(core, row, own, protected) for row in page], cursor)


def _place(row: Row) -> tuple[int, str]:
    """Newest first."""
    return -(milliseconds(row["sent_at"]) or 0), row["id"]


def _is_automated(address: str) -> bool:
    return address.partition("@")[0].partition("+")[0] in _AUTOMATED


def _wanted(call: Call, own: _Names, protected: _Names) -> _Names:
    """The addresses and domains asked for, without those that are ignored.

    Raises:
        AttioError: 400 if nothing is asked for, a filter is incomplete, a text is not an address, domain or ID, or
            a protected recipient is named; 404 for an unknown object.
    """
    sent = {
        name: call.request.param(name) or ""
        for name in ("linked_object", "linked_record_ids", "participants", "domain")
    }
    if not any(sent.values()):
        message = "Expected linked_object with linked_record_ids, participants or domain"
        raise refusals.invalid_query([{"code": "invalid", "path": [], "message": message}])
    if bool(sent["linked_object"]) != bool(sent["linked_record_ids"]):
        missing = "linked_record_ids" if sent["linked_object"] else "linked_object"
        raise refusals.invalid_query([refusals.required([missing], "string")])
    addresses = {
        _read(one, "participants", lambda text: normal_address(call.core, text)) for one in _split(sent["participants"])
    }
    domains = {_read(one, "domain", _normal_domain(call.core)) for one in [sent["domain"]] if one}
    named = [one for one in addresses if protected.has(one)] + [one for one in domains if protected.has_domain(one)]
    if named:
        raise refusals.protected_recipient(sorted(named)[0])
    if sent["linked_object"]:
        found = list(_of_records(call, sent["linked_object"], _split(sent["linked_record_ids"])))
        addresses |= {one for one in found if "@" in one and not protected.has(one)}
        domains |= {one for one in found if "@" not in one and not protected.has_domain(one)}
    return _Names(
        frozenset(one for one in addresses if one not in own.addresses),
        frozenset(one for one in domains if not own.has_domain(one)),
    )


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _read(text: str, name: str, normal: Callable[[str], str]) -> str:
    try:
        return normal(text)
    except Refused as refused:
        row = {"code": "invalid", "path": [name], "message": f"Expected {refused.expected}"}
        raise refusals.invalid_query([row]) from None


def _normal_domain(core: Core) -> Callable[[str], str]:
    companies, kind = core.workspace.objects["companies"], TYPES["domain"]
    setting = core.writer.reader.setting(companies, companies.attributes["domains"])
    return lambda text: str(kind.key(kind.public(text, setting)))


def _of_records(call: Call, named: str, ids: list[str]) -> Iterator[str]:
    """The addresses and domains of records; an unknown record has none (assumed)."""
    core = call.core
    rows = [row for one in ids for row in uuid(one, ["linked_record_ids"])] or text(least=1)(
        ",".join(ids), ["linked_record_ids"]
    )
    if rows:
        raise refusals.invalid_query(rows)
    owner = core.writer.object(named)
    records = [core.store.get(owner.slug, one.lower()) for one in ids]
    slugs = [one.slug for one in core.renderer.shown(owner) if one.type in ("email-address", "domain")]
    return (
        address(str(value.data)) for one in records if one is not None for slug in slugs for value in one.active(slug)
    )


# -- showing ---------------------------------------------------------------------------------------------------------


def _shown(core: Core, row: Row, own: _Names, protected: _Names) -> dict[str, Any]:
    """An email in Attio's JSON, without protected recipients (assumed)."""
    seen = [
        one for one in row["participants"] if own.has(one["email_address"]) or not protected.has(one["email_address"])
    ]
    sender = next((one["email_address"] for one in row["participants"] if one["role"] == "from"), "")
    return {
        "id": {
            "workspace_id": core.workspace.id,
            "mailbox_id": NAMED.named("mailbox", row["mailbox"]),
            "email_id": row["id"],
        },
        "sent_at": row["sent_at"],
        "direction": row["direction"] or ("outbound" if own.has(sender) else "inbound"),
        "subject_line": None if row["metadata_only"] else row["subject_line"],
        "participants": [
            {
                "role": one["role"],
                "email_address": one["email_address"],
                "email_domain": one["email_address"].rpartition("@")[2],
                "name": one["name"],
            }
            for one in seen
        ],
        "linked_records": list(_links(core, [one["email_address"] for one in seen])),
    }


def _links(core: Core, addresses: list[str]) -> Iterator[dict[str, str]]:
    """The people with these addresses and the companies with their domains, at present."""
    found = dict.fromkeys(
        [("people", "email_addresses", one) for one in addresses]
        + [("companies", "domains", one) for address in addresses for one in _domains(address)]
    )
    linked = set()
    for slug, attribute, key in found:
        record_id = core.store.lookup(slug, attribute, key)
        if record_id is not None and record_id not in linked:
            linked.add(record_id)
            object_id = core.workspace.objects[slug].id
            yield {"object_slug": slug, "object_id": object_id, "record_id": record_id}


def _domains(address: str) -> Iterator[str]:
    """The domain of an address and its parent domains, except the last label."""
    labels = address.rpartition("@")[2].split(".")
    return (".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))
