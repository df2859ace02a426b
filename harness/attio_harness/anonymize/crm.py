"""The records, members and emails of a workspace file with the same fakes as the events, so that what refers to them finds them.

The schema stays as it is: its names are those that mappings know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from attio_harness.anonymize.events import Anonymizer
from attio_harness.anonymize.knowledge import Knowledge

__all__ = ["anonymized_workspace", "know_records"]

_PERSONAL = ("members", "records", "activity_records", "emails", "protected_recipients")
"""The members of a workspace file that tell of persons and companies."""


def know_records(known: Knowledge, workspace: Workspace) -> None:
    """Tell what the records of a workspace file have where; its members get fakes as well, and are nothing to keep."""
    known.members.clear()
    for owner in workspace.objects.values():
        known.keys.update((owner.slug, *owner.attributes))
        for attribute in owner.attributes.values():
            known.types[("records", owner.slug, attribute.slug)] = {attribute.type}


def anonymized_workspace(document: Mapping[str, Any], anonymizer: Anonymizer) -> dict[str, Any]:
    """The document of a workspace file without what its records and members tell of anybody."""
    return {name: anonymizer.value(value, (name,)) if name in _PERSONAL else value for name, value in document.items()}
