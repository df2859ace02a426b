"""The emails of a workspace: everything about each but its content, which is not kept. `resources.emails` decides which
ones a call shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_emulator.addresses import address
from attio_emulator.clock import iso
from attio_emulator.ids import is_uuid
from attio_emulator.schema.checks import Checks, given
from attio_emulator.schema.model import NAMED

__all__ = ["Direction", "Email", "EmailParser", "Participant", "Role", "email_row"]

Role = Literal["from", "reply-to", "to", "cc", "bcc"]
Direction = Literal["inbound", "outbound"]

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NAME = re.compile(r"([^@\s]+@)?[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A participant of an email, and the role; the address is in lower case."""

    role: str
    email_address: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """An email in a mailbox of the workspace.

    `mailbox` is the address of the mailbox, `sent_at` is in milliseconds. If `direction` is None, the sender decides
    it. If `metadata_only`, it is shown without its subject line.
    """

    id: str
    mailbox: str
    sent_at: int
    direction: str | None
    subject_line: str | None
    metadata_only: bool
    participants: tuple[Participant, ...]


def email_row(one: Email) -> dict[str, Any]:
    """An email as in a workspace file."""
    return {
        "id": one.id,
        "mailbox": one.mailbox,
        "sent_at": iso(one.sent_at),
        "direction": one.direction,
        "subject_line": one.subject_line,
        "metadata_only": one.metadata_only,
        "participants": [
            {"role": who.role, "email_address": who.email_address, "name": who.name} for who in one.participants
        ],
    }


class EmailParser(Checks):
    """Reads `emails` and `protected_recipients` of a workspace file."""

    def _emails(self, rows: Sequence[Mapping[str, Any] | None], members: Sequence[str]) -> tuple[Email, ...]:
        """`members` are the addresses of the workspace's members."""
        given_rows = [(f"/emails/{index}", index, one) for index, one in enumerate(rows) if one is not None]
        found = [self._email(one, pointer, index, members) for pointer, index, one in given_rows]
        self._once(((f"{pointer}/id", one.id) for (pointer, _, _), one in zip(given_rows, found, strict=True)), "an ID")
        return tuple(found)

    def _email(self, row: Mapping[str, Any], pointer: str, index: int, members: Sequence[str]) -> Email:
        id = given(row, "id", NAMED.named("email", str(index)))
        if not is_uuid(id):
            self._say(f"{pointer}/id", id, "a UUID")
        rows = [
            (f"{pointer}/participants/{at}", one)
            for at, one in enumerate(given(row, "participants", []))
            if one is not None
        ]
        if row.get("participants") == []:
            self._say(f"{pointer}/participants", [], "at least one participant")
        participants = tuple(
            Participant(
                role=given(one, "role", "to"),
                email_address=self._address(one, "email_address", where),
                name=one.get("name"),
            )
            for where, one in rows
        )
        return Email(
            id=id.lower(),
            mailbox=self._address(row, "mailbox", pointer) if row.get("mailbox") else _mailbox(participants, members),
            sent_at=self._moment(row, "sent_at", pointer) or 0,
            direction=row.get("direction"),
            subject_line=row.get("subject_line"),
            metadata_only=given(row, "metadata_only", False),
            participants=participants,
        )

    def _address(self, row: Mapping[str, Any], key: str, pointer: str) -> str:
        text = str(given(row, key, ""))
        if text and not _ADDRESS.fullmatch(text):
            self._say(f"{pointer}/{key}", text, "an email address")
        return address(text)

    def _protected(self, rows: Sequence[str | None]) -> tuple[str, ...]:
        for index, one in enumerate(rows):
            if one is not None and not _NAME.fullmatch(one):
                self._say(f"/protected_recipients/{index}", one, "an email address or a domain")
        return tuple(address(one) for one in rows if one is not None)


def _mailbox(participants: Sequence[Participant], members: Sequence[str]) -> str:
    """The default mailbox: of the first member who takes part, else of the first member, else of the first participant."""
    known = [one.email_address for one in participants]
    return next((one for one in known if one in members), next(iter([*members, *known]), ""))
