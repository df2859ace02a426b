"""Objects and lists as tables: the columns with their types, and a row for each record and entry.

Sources: Attio's pages about SQL. They say that each activated object and each list is a table, named by slug, in the
schemas `objects` and `lists`; that columns are named by attributes; that a reference is a struct of two IDs, several
references an array, an amount a number and a person's name a struct. The other types in `KINDS` are assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.schema.lists import as_object
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core
from attio_emulator.types import TYPES
from attio_emulator.types.location import PARTS

__all__ = ["KINDS", "Kind", "Table", "tables"]

Kind = str | Mapping[str, "Kind"] | tuple["Kind"]
"""The type of a column: an SQL name, the members of a struct, or the element type of an array."""

Shown = Mapping[str, Any]

_ACTOR: Kind = {"referenced_actor_type": "VARCHAR", "referenced_actor_id": "VARCHAR"}

KINDS: Mapping[str, Kind] = {
    "actor-reference": _ACTOR,
    "checkbox": "BOOLEAN",
    "currency": "DOUBLE",
    "date": "DATE",
    "domain": "VARCHAR",
    "email-address": "VARCHAR",
    "interaction": {"interaction_type": "VARCHAR", "interacted_at": "TIMESTAMPTZ", "owner_actor": {"type": "VARCHAR", "id": "VARCHAR"}},
    "location": dict.fromkeys(PARTS, "VARCHAR"),
    "number": "DOUBLE",
    "personal-name": {"first_name": "VARCHAR", "last_name": "VARCHAR", "full_name": "VARCHAR"},
    "phone-number": "VARCHAR",
    "rating": "INTEGER",
    "record-reference": {"entity_definition_id": "VARCHAR", "entity_instance_id": "VARCHAR"},
    "select": "VARCHAR",
    "status": "VARCHAR",
    "text": "VARCHAR",
    "timestamp": "TIMESTAMPTZ",
}  # fmt: skip
"""Type of an attribute -> type of its column."""

_MEMBERS: Mapping[str, str] = {
    "currency": "currency_value",
    "domain": "domain",
    "email-address": "email_address",
    "phone-number": "phone_number",
}
"""The member of a value in Attio's JSON that the column shows, if it is not `value`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its schema and name, its columns in order, and a function that gives its rows, column -> JSON value.

    A row without a column has no value there.
    """

    schema: str
    name: str
    columns: Mapping[str, Kind]
    rows: Callable[[], Iterator[dict[str, Any]]]


def tables(core: Core) -> Iterator[Table]:
    """Every table of a workspace. If two names differ only in case, the first one's: SQL cannot tell them apart."""
    lists = core.documents.get("lists", {}).values()
    owners = [
        *(("objects", one.slug, one) for one in core.workspace.active_objects()),
        *(("lists", row["api_slug"], as_object(row)) for row in lists),
    ]
    taken = set()
    for schema, name, owner in owners:
        if (schema, name.casefold()) not in taken:
            taken.add((schema, name.casefold()))
            yield _table(core, schema, name, owner)


def _table(core: Core, schema: str, name: str, owner: Object) -> Table:
    attributes: dict[str, Attribute] = {}
    shown = {one.slug for one in core.renderer.shown(owner)} | {"parent_record"}
    for one in owner.attributes.values():
        if one.slug in shown:
            attributes.setdefault(one.slug.casefold(), one)
    columns = {one.slug: (KINDS[one.type],) if one.is_multiselect else KINDS[one.type] for one in attributes.values()}

    def rows() -> Iterator[dict[str, Any]]:
        values = [(one.slug, one.is_multiselect, _value(core, owner, one)) for one in attributes.values()]
        hidden = core.hidden()
        for record in core.store.each(owner.slug):
            if hidden is not None and hidden(record.id):
                continue
            row = {}
            for slug, several, value in values:
                found = [value(one.data) for one in record.active(slug)]
                if found or several:
                    row[slug] = found if several else found[0]
            yield row

    return Table(schema=schema, name=name, columns=columns, rows=rows)


def _value(core: Core, owner: Object, one: Attribute) -> Callable[[Any], Any]:
    """A function that gives a column's content for a stored value."""
    setting, kind, member = core.writer.reader.setting(owner, one), TYPES[one.type], _MEMBERS.get(one.type, "value")

    def reference(stored: Any) -> Shown:
        shown = kind.show(stored, setting)
        target = core.workspace.find_object(shown["target_object"])
        return {
            "entity_definition_id": target.id if target else None,
            "entity_instance_id": shown["target_record_id"],
        }

    def choice(stored: Any) -> str:
        title: str = kind.show(stored, setting)["option" if one.type == "select" else "status"]["title"]
        return title

    def whole(stored: Any) -> Shown:
        return kind.show(stored, setting)

    if one.type == "record-reference":
        return reference
    if one.type in ("select", "status"):
        return choice
    if not isinstance(KINDS[one.type], str):
        return whole
    return lambda stored: kind.show(stored, setting)[member]
