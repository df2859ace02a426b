"""The web page of a running emulator: what is in the workspace, what was refused, what was asked. One HTML text, no scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from attio_emulator.api import Api
from attio_emulator.pages.frame import HOME, document

__all__ = ["page"]

_SHOWN = 50


def page(emulator: Api) -> str:
    """The page as HTML."""
    workspace, counts = emulator.workspace, emulator.counts()
    name = escape(workspace.name)
    objects = [
        (
            f"<code>{escape(one.slug)}</code>",
            escape(one.plural_noun),
            "active" if one.active else '<span class="off">not activated</span>',
            str(counts.get(one.slug, 0)),
        )
        for one in workspace.objects.values()
    ]
    return document(
        f"{workspace.name}: local Attio",
        f"<main id='main' class='page'><h1>{name}: a local Attio</h1><p>This is an emulator; nothing here is in your real workspace. "
        "Point a client at this address and use any token.</p>"
        + _table("Objects", ("Slug", "Name", "State", "Records"), objects)
        + "".join(_records(emulator, slug) for slug in counts)
        + _table(
            "Refused and dropped", ("When", "How", "Object", "Attribute", "Why"), map(_refused, _last(emulator.ledger))
        )
        + _deliveries(emulator)
        + _table("Requests", ("When", "Request", "Answer"), map(_request, _last(emulator.journal)))
        + "</main>",
        nav=[HOME],
        here=HOME[1],
    )


def _last(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[-_SHOWN:][::-1]


def _table(title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return f'<h2>{title}</h2><p class="none">None so far.</p>'
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return f"<h2>{title}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _records(emulator: Api, slug: str) -> str:
    rows = []
    for record in emulator.records(slug, inactive=True)[-_SHOWN:]:
        values = {
            name: [_plain(one) for one in found]
            for name, found in record["values"].items()
            if found and name not in _OWN
        }
        shown = ", ".join(f"<code>{escape(name)}</code> {escape(', '.join(found))}" for name, found in values.items())
        rows.append((f"<code>{escape(record['id']['record_id'][:8])}</code>", shown))
    return _table(f"Records of {escape(slug)}", ("Record", "Values"), rows)


_OWN = ("record_id", "created_at", "created_by")
_ENVELOPE = ("active_from", "active_until", "created_by_actor", "attribute_type")


def _plain(value: Mapping[str, Any]) -> str:
    if value["attribute_type"] in ("select", "status"):
        chosen: Mapping[str, Any] = value.get("option") or value["status"]
        return str(chosen["title"])
    first: Any = next((one for key, one in value.items() if key not in _ENVELOPE), "")
    if value["attribute_type"] == "record-reference":
        return f"{value['target_object']} {value['target_record_id'][:8]}"
    if value["attribute_type"] == "personal-name":
        return str(value["full_name"])
    return first if isinstance(first, str) else json.dumps(first)


def _refused(row: Mapping[str, Any]) -> tuple[str, ...]:
    why = f'<span class="bad">{escape(row["code"])}</span> {escape(row["message"])}'
    return (escape(row["at"][:19]), row["mode"], escape(row["object"]), escape(row["attribute"] or ""), why)


def _deliveries(emulator: Api) -> str:
    """What webhooks were sent; nothing where there never was one."""
    rows = [
        (
            escape(row["created_at"][:19]),
            escape(row["event"]["event_type"]),
            f"<code>{escape(row['target_url'] or 'a deleted webhook')}</code>",
            escape(row["status"]),
            str(len(row["attempts"])),
        )
        for row in _last(emulator.deliveries())
    ]
    return _table("Webhook deliveries", ("When", "Event", "Target", "State", "Attempts"), rows) if rows else ""


def _request(row: Mapping[str, Any]) -> tuple[str, ...]:
    asked = f"<code>{escape(row['method'])} {escape(row['path'])}</code>"
    status = str(row["status"])
    return (escape(row["at"][:19]), asked, status if row["status"] < 400 else f'<span class="bad">{status}</span>')
