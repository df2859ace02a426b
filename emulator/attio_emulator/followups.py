"""What follows a change of records: the events for webhooks, and what Attio then does by itself.

Writes put changes into the store; after each request and each batch, `publish` drains them. A new person gets the
company of its email address's domain some time later, when `apply_due` is called.

Documented: that it happens when a person is created. Assumed, hence the switch `person.company_from_email`: that it
skips free mail providers. Recorded: the actor `system` does it, 0.24 to 0.49 seconds after the creation, whose response
does not show it yet; also for example.com; an existing company with the domain is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from attio_emulator.addresses import root_domain
from attio_emulator.errors import AttioError
from attio_emulator.mail_domains import company_host
from attio_emulator.record import Record, Stamp
from attio_emulator.resources.belongings import records_gone
from attio_emulator.resources.entries import tell_updated
from attio_emulator.state import Core, documents
from attio_emulator.store import Change
from attio_emulator.webhooks.events import emit

__all__ = ["AFTER", "WAITING", "apply_due", "publish"]

AFTER = 400
"""Milliseconds from the creation of a person to its company (recorded: 236, 395 and 489)."""

WAITING = "company_lookups"
"""The documents of people whose company is still to be found: record ID -> due time, in milliseconds."""

Refused = Callable[[Record, str, AttioError], None]
"""Told of a company that could not be written: the person, the domain, why."""


def publish(core: Core, stamp: Stamp) -> None:
    """Report to webhooks what happened to records and to values of entries since the last call, and start what follows from it."""
    if not core.store.changes:
        return
    is_told = bool(core.documents.get("webhooks"))
    for change in core.store.drain() if is_told else core.store.drain_whole():
        if is_told:
            _tell(core, stamp, change)
        kind, slug, record_id, _ = change
        if kind == "created" and slug == "people":
            _person_created(core, record_id, stamp.at)
        if kind == "deleted" and slug in core.workspace.objects:
            records_gone(core, stamp, (record_id,))


def _tell(core: Core, stamp: Stamp, change: Change) -> None:
    kind, slug, record_id, attribute = change
    if slug in core.workspace.activities and kind != "updated":  # there is no such event (OpenAPI)
        emit(core, stamp, f"activity-record.{kind}", {"activity_id": slug, "record_id": record_id})
    if attribute is not None and slug in core.documents.get("lists", ()):
        tell_updated(core, stamp, slug, record_id, attribute)
        return
    owner = core.workspace.objects.get(slug)
    if owner is None or (attribute is not None and attribute not in owner.attributes):
        return
    id = {"object_id": owner.id, "record_id": record_id}
    if attribute is not None:
        id["attribute_id"] = owner.attributes[attribute].id
    emit(core, stamp, f"record.{kind}", id)


def _person_created(core: Core, record_id: str, at: int) -> None:
    """Note that a person was created, if its address has a company's domain and the switch is on."""
    if core.assumptions["person.company_from_email"] == "deferred":
        person = core.store.get("people", record_id)
        # one that is only presumed was there before, and got its company then
        if person is not None and not person.is_presumed and company_host(person) is not None:
            documents(core, WAITING)[record_id] = at + AFTER


def apply_due(core: Core, stamp: Stamp, refused: Refused, *, everything: bool) -> bool:
    """Give their company to the people who are due, or to everybody who waits. Returns whether there was anybody.

    Each is written when it was due, however much later it is asked for.
    """
    waiting = core.documents.get(WAITING, {})
    due = [record_id for record_id, at in waiting.items() if everything or at <= stamp.at]
    for record_id in due:
        at = min(waiting.pop(record_id), stamp.at)
        person = core.store.get("people", record_id)
        if person is not None:
            _find_company(core, person, replace(stamp, at=at), refused)
    return bool(due)


def _find_company(core: Core, person: Record, stamp: Stamp, refused: Refused) -> None:
    """Refer to the company with the domain of the first address that is not free mail; create it if necessary."""
    people, companies = core.workspace.objects["people"], core.workspace.objects["companies"]
    host = company_host(person)
    if host is None:
        return
    root = root_domain(host)
    found = core.store.lookup("companies", "domains", host) or core.store.lookup("companies", "domains", root)
    try:
        with core.store.transaction():
            if found is None:
                made = core.writer.create(companies, {"domains": [root]}, form="public", stamp=stamp, pointer="").record
                if person.assumed_by is not None:  # no person, no company
                    core.store.note_written(made, ("domains", root, *person.assumed_by[2:]))
                found = made.id
            values = {"company": {"target_object": "companies", "target_record_id": found}}
            core.writer.update(people, person, values, form="public", append=False, stamp=stamp, pointer="")
    except AttioError as error:
        refused(person, root, error)
