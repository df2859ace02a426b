"""Examples to start from: Segment's own presets, the project that `init` makes, and small mistakes to fix."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from attio_destination import PRESETS

from attio_harness.starter.files import starter_files

__all__ = ["presets"]

_IDENTIFY = {
    "type": "identify",
    "messageId": "m-1",
    "userId": "u-1",
    "timestamp": "2026-05-04T09:00:00.000Z",
    "traits": {"email": "jane@brightwater.com", "name": "Jane Lund", "plan": "Team"},
}
_GROUP = {
    "type": "group",
    "messageId": "m-2",
    "userId": "u-1",
    "groupId": "g-1",
    "timestamp": "2026-05-04T09:01:00.000Z",
    "traits": {"website": "brightwater.com", "name": "Brightwater", "domain": "brightwater.com"},
}
_TRACK = {
    "type": "track",
    "messageId": "m-3",
    "userId": "u-1",
    "event": "Plan Changed",
    "timestamp": "2026-05-04T09:02:00.000Z",
    "properties": {"email": "jane@brightwater.com", "plan": "Team", "title": "Founder"},
}
_ACTIVE = """\
name: Harbour
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, title: Plan, type: select, options: [Free, Team]}
  - api_slug: workspaces
    active: true
"""
_INACTIVE = """\
name: Harbour
objects:
  - api_slug: users
    active: false
"""


@lru_cache(maxsize=1)
def presets() -> tuple[dict[str, Any], ...]:
    """Each with `name`, `title` and the texts of the editors."""
    starter = {one.path: one.content.decode() for one in starter_files()}
    lines = starter["events/sample.ndjson"].splitlines()
    return (
        _preset(
            "person",
            "Assert a person",
            _pretty(_PERSON),
            'type = "track" and event = "Plan Changed"',
            [_TRACK],
            _ACTIVE,
        ),
        _preset(
            "mistakes", "A mapping with mistakes to fix", _pretty(_MISTAKEN), 'type == "track"', [_TRACK], _INACTIVE
        ),
        *(
            _preset(
                name,
                f"Segment's {name} preset",
                _pretty(
                    [
                        {
                            "name": one.name,
                            "partnerAction": one.partner_action,
                            "subscribe": one.subscribe,
                            "mapping": dict(one.mapping),
                        }
                        for one in rows
                    ]
                ),
                "",
                [_IDENTIFY, _GROUP],
                _ACTIVE,
            )
            for name, rows in PRESETS.items()
        ),
        {
            "name": "starter",
            "title": "The project that init makes: 13 events, one is lost",
            "mapping": starter["mapping.json"],
            "trigger": "",
            "event": "\n".join(lines) + "\n",
            "workspace": starter["workspace.yaml"],
            "mode": "auto",
            "action": None,
        },
    )


_PERSON = {
    "name": "Plan of a person",
    "partnerAction": "assertRecord",
    "mapping": {
        "object": "people",
        "matching_attribute": "email_addresses",
        "attributes": {
            "email_addresses": {"@path": "$.properties.email"},
            "job_title": {"@path": "$.properties.title"},
        },
    },
}
_MISTAKEN = {
    "name": "Plan of a person",
    "partnerAction": "assertRecord",
    "mapping": {
        "object": "person",
        "matching_attribute": "email_addresses",
        "attributes": {
            "email_addresses": {"@path": "$.properties.emial"},
            "job_titel": {"@path": "$.properties.title"},
        },
    },
}


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _preset(name: str, title: str, mapping: str, trigger: str, events: Sequence[Any], workspace: str) -> dict[str, Any]:
    event = _pretty(events[0]) if len(events) == 1 else _pretty(list(events))
    return {
        "name": name,
        "title": title,
        "mapping": mapping,
        "trigger": trigger,
        "event": event,
        "workspace": workspace,
        "mode": "auto",
        "action": None,
    }
