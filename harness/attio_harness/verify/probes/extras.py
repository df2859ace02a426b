"""What is asked only on request: a list, a comment, a webhook. Each belongs to the scratch object or to nothing."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.scratch import attribute_body
from attio_harness.verify.stage import Stage, created, outcome
from attio_harness.verify.steps import Ask, NotSeen, Program


@probe(
    "What is shown of a list entry, and can a list have unique attributes?",
    about=("entry.values", "schema.unique_custom"),
    uses=("lists",),
)
def list_entry(stage: Stage) -> Program[Any]:
    """What an entry of a list shows, and whether a list's attribute can be unique."""
    record = yield from created(stage, "entry")
    data = {"name": f"Scratch {stage.marker}", "api_slug": stage.list, "parent_object": stage.object}
    access = {"workspace_access": "full-access", "workspace_member_access": []}
    made = yield Ask(method="POST", path="/v2/lists", body={"data": {**data, **access}})
    path = f"/v2/lists/{stage.list}"
    unique = yield Ask(method="POST", path=f"{path}/attributes", body=attribute_body("number", is_unique=True))
    parent = {"parent_object": stage.object, "parent_record_id": record, "entry_values": {}}
    entry = yield Ask(method="POST", path=f"{path}/entries", body={"data": parent})
    shown = entry.data if isinstance(entry.data, dict) else {}
    values = list(shown.get("entry_values", {}))
    return {"list": outcome(made), "unique": outcome(unique), "members": list(shown), "values": values}


@probe(
    "Does the first comment of a thread have the thread's ID, and what is the response to one on a missing record?",
    about=("comment.thread", "comment.place"),
    uses=("comments",),
)
def comment(stage: Stage) -> Program[Any]:
    record = yield from created(stage, "comment")
    data = {
        "format": "plaintext",
        "content": stage.marker,
        "author": {"type": "workspace-member", "id": stage.member},
        "record": {"object": stage.object, "record_id": record},
    }
    answer = yield Ask(method="POST", path="/v2/comments", body={"data": data})
    if outcome(answer) == "400 value_not_found":
        # who gave the token may have left since; that says nothing about threads
        raise NotSeen("a comment was not accepted: the token's owner is not a member of the workspace")
    shown = answer.data if isinstance(answer.data, dict) else {}
    first = bool(shown) and shown.get("thread_id") == shown.get("id", {}).get("comment_id")
    seen = {"answer": outcome(answer), "thread is comment": first, "resolved_by": shown.get("resolved_by")}
    nowhere = {**data, "record": {"object": stage.object, "record_id": stage.nobody}}
    gone = yield Ask(method="POST", path="/v2/comments", body={"data": nowhere})
    return {**seen, "record is not there": outcome(gone)}


@probe(
    "When does a webhook show its secret, and can two be the same?",
    about=("webhook.secret", "error 409 uniqueness_conflict"),
    uses=("webhooks",),
)
def webhook(stage: Stage) -> Program[Any]:
    """A webhook that nothing triggers: its secret, and an equal one."""
    nothing = {"$and": [{"field": "id.object_id", "operator": "equals", "value": stage.nobody}]}
    subscriptions = [{"event_type": "record.created", "filter": nothing}]
    body = {"data": {"target_url": f"https://{stage.domain}/", "subscriptions": subscriptions}}
    made = yield Ask(method="POST", path="/v2/webhooks", body=body)
    if made.status != 200:
        return outcome(made)
    path = f"/v2/webhooks/{made.data['id']['webhook_id']}"
    shown = yield Ask(method="GET", path=path)
    again = yield Ask(method="POST", path="/v2/webhooks", body=body)
    gone = yield Ask(method="DELETE", path=path)
    secrets = ["secret" in answer.data for answer in (made, shown)]
    return {"secret": secrets, "members": list(made.data), "again": outcome(again), "deleted": outcome(gone)}
