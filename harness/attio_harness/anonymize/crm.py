"""Gives the records, members and emails of a workspace file the same fakes as the events, so that references to them still match.

The schema stays as it is: mappings know its names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from attio_harness.anonymize.events import Anonymizer
from attio_harness.anonymize.knowledge import Knowledge

__all__ = ["anonymized_workspace", "know_records"]

_PERSONAL = ("members", "records", "activity_records", "emails", "protected_recipients")
"""The members of a workspace file that hold data of persons and companies."""


def know_records(known: Knowledge, workspace: Workspace) -> None:
    """Note the path and type of each attribute of records. Members get fakes as well, so their addresses are not kept."""
    known.members.clear()
    for owner in workspace.objects.values():
        known.keys.update((owner.slug, *owner.attributes))
        for attribute in owner.attributes.values():
            known.types[("records", owner.slug, attribute.slug)] = {attribute.type}


def anonymized_workspace(document: Mapping[str, Any], anonymizer: Anonymizer) -> dict[str, Any]:
    """The document of a workspace file with fakes in its records and members."""
    return {name: anonymizer.value(value, (name,)) if name in _PERSONAL else value for name, value in document.items()}
