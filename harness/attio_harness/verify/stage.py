"""What probes work with: the scratch object, values that only this run can have written, and the usual requests."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from attio_emulator.identified import own_members

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.steps import Ask, Program

__all__ = [
    "EXTRAS",
    "MATCHES",
    "Stage",
    "asserted",
    "created",
    "ended",
    "found",
    "held",
    "history",
    "outcome",
    "plain",
    "record_id",
    "shown",
]

MATCHES: Mapping[str, str] = {
    "people": "email_addresses",
    "companies": "domains",
    "users": "user_id",
    "workspaces": "workspace_id",
}
"""The standard objects that a run may use -> the attribute that tells the run's records from all others."""

EXTRAS: Mapping[str, str] = {
    "lists": "a list of the scratch object",
    "comments": "a comment in the name of whoever gave the token",
    "webhooks": "a webhook that nothing sets off",
    "uploads": "a file of 50 MB",
}
"""What else is made, only on request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The names and values of one run.

    Attributes:
        marker: hexadecimal digits that no other run has; part of everything that is written.
        now: when the run began; times of a batch are a little earlier.
        attributes: the outcome for each attribute of the scratch object: `taken`, or the refusal.
        standard: the standard objects that may be used and are activated.
        inactive: standard objects that are not activated.
        level: whether the token acts for the `workspace` or a `user`.
        member: the ID of the member who gave the token.
    """

    marker: str
    now: datetime
    attributes: Mapping[str, str] = field(default_factory=dict)
    standard: Collection[str] = ()
    inactive: Collection[str] = ()
    level: str = "workspace"
    member: str = ""

    @property
    def object(self) -> str:
        """The slug of the scratch object."""
        return f"attio_harness_{self.marker}"

    @property
    def other(self) -> str:
        """The slug of a second object, which a probe makes and deletes."""
        return f"{self.object}_other"

    @property
    def activity(self) -> str:
        """The slug of the activity that probes make and delete."""
        return f"{self.object}_activity"

    @property
    def list(self) -> str:
        """The slug of the list that a probe makes."""
        return f"{self.object}_list"

    @property
    def nobody(self) -> str:
        """A UUID that no record has."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.marker))

    @property
    def domain(self) -> str:
        """A domain that nobody has."""
        return f"x{self.marker}.com"

    def key(self, name: str) -> str:
        """A unique text."""
        return f"{self.marker}-{name}"

    def email(self, name: str, domain: str | None = None) -> str:
        return f"{name}@{domain or self.domain}"

    def at(self, seconds: float) -> str:
        """The time that many seconds after the run began, as Segment writes it."""
        moment = (self.now + timedelta(seconds=seconds)).astimezone(UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"

    # -- requests ----------------------------------------------------------------------------------------------------

    def records(self, object: str | None = None) -> str:
        return f"/v2/objects/{object or self.object}/records"

    def simple(
        self, values: Mapping[str, Any], *, match: str = "key", object: str | None = None, append: bool | None = None
    ) -> Ask:
        """`PUT …/records/simple`; without the flag if `append` is None."""
        query = {"matching_attribute": match}
        if append is not None:
            query["append_to_existing_values"] = "true" if append else "false"
        return Ask(
            method="PUT", path=f"{self.records(object)}/simple", query=query, body={"data": {"values": dict(values)}}
        )

    def public(self, values: Mapping[str, Any]) -> Ask:
        """`PUT …/records`, the documented assert."""
        body = {"data": {"values": dict(values)}}
        return Ask(method="PUT", path=self.records(), query={"matching_attribute": "key"}, body=body)

    def create(self, values: Mapping[str, Any], *, object: str | None = None) -> Ask:
        return Ask(method="POST", path=self.records(object), body={"data": {"values": dict(values)}})

    def update(self, record: str, values: Mapping[str, Any], *, append: bool, object: str | None = None) -> Ask:
        """PATCH if `append` (values are added to lists), else PUT (they replace them)."""
        path = f"{self.records(object)}/{record}"
        return Ask(method="PATCH" if append else "PUT", path=path, body={"data": {"values": dict(values)}})

    def one(self, record: str, object: str | None = None) -> Ask:
        return Ask(method="GET", path=f"{self.records(object)}/{record}")

    def query(self, filter: Mapping[str, Any], *, object: str | None = None, **more: Any) -> Ask:
        return Ask(method="POST", path=f"{self.records(object)}/query", body={"filter": dict(filter), **more})

    def by_key(self, name: str) -> Ask:
        """The request for the record with the key of that name."""
        return self.query({"key": {"$eq": self.key(name)}})

    def batch(self, *assertions: Mapping[str, Any]) -> Ask:
        return Ask(method="PUT", path="/v2/batch/records", body={"assertions": list(assertions)})

    def assertion(
        self, name: str, at: float | str | None, values: Mapping[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """An assertion of the record with the key of that name; `at` in seconds after the beginning, as text, or left out."""
        made: dict[str, Any] = {
            "object": self.object,
            "mode": "create-or-update",
            "matching_attribute": "key",
            "multiselect_values": "append",
            "values": {"key": self.key(name), **(values or {})},
            **more,
        }
        return made if at is None else made | {"received_at": at if isinstance(at, str) else self.at(at)}


# -- what was seen -----------------------------------------------------------------------------------------------------


def outcome(answer: Answer) -> str:
    """The outcome of a request in a few words: `taken`, or the status and code of a refusal."""
    return "taken" if 200 <= answer.status < 300 else f"{answer.status} {answer.code}".strip()


def plain(value: Any) -> Any:
    """A value without IDs and without the members that every value has; bare if one member is left."""
    if not isinstance(value, dict):
        return value
    shown = own_members(value)
    if set(shown) <= {"option", "status"}:
        return next((one.get("title") for one in shown.values() if isinstance(one, dict)), None)
    return next(iter(shown.values())) if len(shown) == 1 else shown


def shown(record: Any, attribute: str) -> list[Any]:
    """The plain values of an attribute of a record; empty if it has none."""
    values = record.get("values", {}) if isinstance(record, dict) else {}
    found = values.get(attribute)
    return [plain(one) for one in found] if isinstance(found, list) else []


def record_id(record: Any) -> str:
    """The ID of a record; empty if it has none."""
    identity = record.get("id") if isinstance(record, dict) else None
    one = identity.get("record_id") if isinstance(identity, dict) else None
    return one if isinstance(one, str) else ""


def asserted(stage: Stage, name: str, **values: Any) -> Program[str]:
    """Make a record with the key of that name by `records/simple`; returns its ID, empty if refused."""
    answer = yield stage.simple({"key": stage.key(name), **values})
    return record_id(answer.data)


def created(stage: Stage, name: str, **values: Any) -> Program[str]:
    """Make a record with the key of that name by the documented API; returns its ID, empty if refused."""
    answer = yield stage.create({"key": stage.key(name), **values})
    return record_id(answer.data)


def found(stage: Stage, name: str) -> Program[Any]:
    """The record with the key of that name; None if there is none."""
    answer = yield stage.by_key(name)
    return next(iter(answer.rows), None)


def held(stage: Stage, record: str, attribute: str) -> Program[list[Any]]:
    """The current values of an attribute of a record, read by ID: a search may lag behind a recent write."""
    return shown((yield stage.one(record)).data, attribute)


def ended(stage: Stage, name: str, attribute: str) -> Program[list[Any] | None]:
    """The final values of an attribute of a record; None if there is no such record."""
    record = yield from found(stage, name)
    return None if record is None else shown(record, attribute)


def history(stage: Stage, record: str, attribute: str) -> Program[list[tuple[Any, bool]]]:
    """The rows of an attribute, oldest first: what each holds, and whether it is in force."""
    path = f"{stage.records()}/{record}/attributes/{attribute}/values"
    answer = yield Ask(method="GET", path=path, query={"show_historic": "true"})
    return [(plain(row), row.get("active_until") is None) for row in answer.rows if isinstance(row, dict)]
