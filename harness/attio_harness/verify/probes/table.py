"""All probes, in the order in which they are asked, and what no probe can find out, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from attio_harness.verify.probe import Probe
from attio_harness.verify.probes import (
    activities,
    batches,
    extras,
    files,
    histories,
    merges,
    references,
    requests,
    schema,
    sql,
    standard,
    tokens,
    values,
    views,
    writes,
)

__all__ = ["PROBES", "UNSEEN"]

_MODULES = (
    requests,
    tokens,
    schema,
    values,
    writes,
    references,
    histories,
    merges,
    views,
    files,
    sql,
    activities,
    batches,
    standard,
    extras,
)

PROBES: tuple[Probe, ...] = tuple(one for module in _MODULES for one in vars(module).values() if isinstance(one, Probe))

_TOOL = "a tool of the emulator, which Attio does not have"
_TOKEN = "would need another token, one that expired or was revoked"
_WEBHOOK = "would need a server that Attio can reach"

UNSEEN: Mapping[str, str] = {
    "history.state": _TOOL,
    "store.model": "a rule about the emulator's own store",
    "reference.inactive_object": "would need an object that an admin switches off and on again",
    "reference.required": "would need an attribute that is required in all other records of the scratch object, too",
    "schema.slugs": "an attribute under such a slug could not be removed again",
    "merge.hidden": "is visible only during a merge, and that of two small records is too short",
    "batch.lag": "is measured, not assumed: the report says how long a batch took",
    "file.address": "the emulator's own address in place of Attio's",
    "task.linked_text": "a task would show up in the task lists of members",
    "email.names": "would need a mailbox with emails of the run's own",
    "email.seed": _TOOL,
    "token.ended": _TOKEN,
    "token.workspace": _TOOL,
    "token.friendly": _TOOL,
    "activity.system": "would change activities that this run did not create",
    "meeting.deleted": "would need a recording, whose video Attio fetches",
    "task.unknown_record": "would need a task about a deleted record, and members would see it",
    "answer.recorded": "a rule about recordings, which are kept with the tests",
    "webhook.attribute": _WEBHOOK,
    "webhook.retries": "takes three days",
    "webhook.targets": _TOOL,
    "error 400 unknown_filter_status_slug": "only lists and deals have statuses, and the run does not touch those",
    "error 403 unauthorized": "would need another token, one without scopes",
    "error 501 not_emulated": _TOOL,
}
"""Ids of assumptions and of observed or assumed behaviours that cannot be found out from outside -> why.

Behaviours called `emulator.…` are rules of the emulator alone and have no row.
"""
