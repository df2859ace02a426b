"""Subscriptions of many destinations in every shape in which people have them, and what of them is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attio_harness.inputs.mappings import read_mappings

ATTIO, OTHER = "64c031541451bb784943f809", "5f7dd6d21ad74f3842b1fc47"
IDENTIFY = {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.userId"}}
GROUP = {"domain": {"@path": "$.traits.domain"}, "workspace_id": {"@path": "$.groupId"}}
HOOK = {"url": "https://hooks.example.com/x", "method": "POST", "batch_size": 0, "data": {"@path": "$."}}
# other destinations have an identifyUser, too
AMPLITUDE = {"user_id": {"@path": "$.userId"}, "user_properties": {"@path": "$.traits"}, "device_id": {"@path": "$.x"}}
CRM = {"email_address": {"@path": "$.traits.email"}, "first_name": {"@path": "$.a"}, "lists": ["a"]}
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
EVENTS = [
    {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "ann@example.com"}},
    {"type": "identify", "userId": "u2", "messageId": "m2", "traits": {"email": "ben@example.com"}},
    {"type": "track", "userId": "u3", "messageId": "m3", "event": "", "properties": {}},
    {"type": "track", "userId": "u4", "messageId": "m4", "event": "Sent", "properties": {"email": "x@example.com"}},
    {"type": "page", "userId": "u5", "messageId": "m5", "properties": {}},
]


def sub(name: str, settings: Any, destination: str | None = None, slug: str | None = None) -> dict[str, Any]:
    """A subscription in the words of Terraform."""
    return {
        "name": name,
        "enabled": True,
        "trigger": 'type = "identify"',
        "settings": json.dumps(settings),
        **({"destination_id": destination} if destination else {}),
        **({"action_slug": slug} if slug else {}),
    }


SUBS = [sub("Send", HOOK, "d2"), sub("Identify", IDENTIFY, "d1"), sub("Users", AMPLITUDE, "d3", "identifyUser")]


def plan(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    rows = [
        {"address": f"segment_destination_subscription.s{n}", "type": "segment_destination_subscription", "values": one}
        for n, one in enumerate(subs)
    ]
    rows += [
        {"address": f"segment_destination.{key}", "type": "segment_destination",
         "values": {"id": key, "name": f"Name of {key}", "metadata": {"id": kind}}}
        for key, kind in (destinations or {}).items()
    ]  # fmt: skip
    return {"terraform_version": "1.9", "planned_values": {"root_module": {"resources": rows}}}


def state(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    rows = [
        {"type": "segment_destination_subscription", "name": f"s{n}", "instances": [{"attributes": one}]}
        for n, one in enumerate(subs)
    ]
    rows += [
        {
            "type": "segment_destination",
            "name": key,
            "instances": [{"attributes": {"id": key, "metadata": {"id": kind}}}],
        }
        for key, kind in (destinations or {}).items()
    ]
    return {"version": 4, "terraform_version": "1.9", "resources": rows}


def api(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    words = {"destination_id": "destinationId", "action_slug": "actionSlug"}
    rows = [{words.get(key, key): value for key, value in one.items()} for one in subs]
    rows = [one | {"settings": json.loads(one["settings"])} for one in rows]
    described = [{"id": key, "metadata": {"id": kind}} for key, kind in (destinations or {}).items()]
    return {"data": {"subscriptions": rows, "destinations": described}}


def configuration(subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> Any:
    """As `.tf.json`: what is described is referred to."""
    known = destinations or {}
    refer = {key: f"${{segment_destination.{key}.id}}" for key in known}
    return {
        "resource": {
            "segment_destination": {key: {"metadata": {"id": kind}} for key, kind in known.items()},
            "segment_destination_subscription": {
                f"s{n}": {
                    key: refer.get(value, value) if isinstance(value, str) else value for key, value in one.items()
                }
                for n, one in enumerate(subs)
            },
        }
    }


def hcl(one: dict[str, Any], label: str) -> str:
    """One file of a repository that Segment's Git Sync writes."""
    lines = "".join(f"  {key} = {json.dumps(value)}\n" for key, value in one.items())
    address = f"segment_destination_subscription.{label}"
    return (
        f'import {{\n  to = {address}\n  id = "x"\n}}\n\nresource "segment_destination_subscription" "{label}" '
        f"{{\n  model_id = null\n{lines}}}\n"
    )


def git_sync(folder: Path, subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> str:
    repo = folder / "workspace"
    for name in ("destinations", "destination_subscriptions", "destination_filters", ".git", "sources"):
        (repo / name).mkdir(parents=True)
    (repo / ".git" / "x.tf").write_text('resource "segment_destination_subscription" "broken" {')
    (repo / "sources" / "s.tf").write_text('resource "segment_source" "id-1" {\n  enabled = true\n}\n')
    for number, one in enumerate(subs):
        name = f"{one.get('destination_id')}_{number}"
        (repo / "destination_subscriptions" / f"{name}.tf").write_text(hcl(one, f"id-{name}"))
    for key, kind in (destinations or {}).items():
        text = f'import {{\n  to = segment_destination.id-{key}\n  id = "{key}"\n}}\n\nresource "segment_destination" "id-{key}" {{\n'
        text += f'  metadata = {{\n    contacts = null\n    id = "{kind}"\n  }}\n  name = "Name of {key}"\n}}\n'
        (repo / "destinations" / f"{key}.tf").write_text(text)
    return str(repo)


Maker = Callable[[list[dict[str, Any]], "dict[str, str] | None"], Any]
JSON_SHAPES: dict[str, Maker] = {
    "plan.json": plan,
    "terraform.tfstate": state,
    "list.json": api,
    "main.tf.json": configuration,
}
SHAPES = [*JSON_SHAPES, "git_sync"]


def given(folder: Path, shape: str, subs: list[dict[str, Any]], destinations: dict[str, str] | None = None) -> str:
    if shape == "git_sync":
        return git_sync(folder, subs, destinations)
    file = folder / shape
    file.write_text(json.dumps(JSON_SHAPES[shape](subs, destinations), indent=1))
    return str(file)


def taken(*names: str, **more: Any) -> list[tuple[str, str]]:
    return [(one.name, one.action) for one in read_mappings(list(names), **more)]


def told(*names: str, **more: Any) -> list[str]:
    return [what for one in read_mappings(list(names), **more) for _, what in one.beside]
