"""`POST /v2/objects/records/search`: searches records of several objects by words in names, domains, addresses and
handles.

Source: Attio's OpenAPI (what is searched, shapes, limits). Assumed: every word of the query must occur somewhere in a
record; best matches come first (the label itself, then its beginning, then any place); an empty query gives the oldest
records. Unlike the real one, the result always includes the latest writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.addresses import address
from attio_emulator.record import Record
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Path, Row, Shape, checked, list_of, nullable, one_of, text, union, whole
from attio_emulator.store import Store
from attio_emulator.types import TYPES, Setting

__all__ = ["LABELS", "MOST", "SEARCHED", "search"]

MOST = 25
"""Most results, and the default limit (OpenAPI)."""

_LONGEST = 256

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "people": (
        "name", "email_addresses", "phone_numbers", "angellist", "facebook", "instagram", "linkedin", "twitter",
    ),
    "companies": ("name", "domains", "angellist", "facebook", "instagram", "linkedin", "twitter"),
}  # fmt: skip
"""Standard object -> attributes searched besides the label; of other objects, only the label is searched."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "people": ("name", "email_addresses", "phone_numbers"),
    "companies": ("name", "domains"),
    "users": ("primary_email_address", "user_id"),
    "workspaces": ("name", "workspace_id"),
}
"""Standard object -> attributes for the label: the first value present; for other objects `name`, then any text (assumed)."""

_LISTED: Mapping[str, tuple[str, ...]] = {"people": ("email_addresses", "phone_numbers"), "companies": ("domains",)}
"""Standard object -> attributes whose values a result lists."""

_IMAGES = ("avatar_url", "logo_url")
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "personal-name": ("full_name",),
    "email-address": ("email_address",),
    "phone-number": ("phone_number", "original_phone_number"),
    "domain": ("domain",),
    "text": ("value",),
    "number": ("value",),
}


def search(
    workspace: Workspace, store: Store, body: Any, *, hidden: Callable[[str], bool] | None = None
) -> list[dict[str, Any]]:
    """The results of a search in Attio's JSON, best first. `hidden` tells by ID whether a record is hidden.

    Raises:
        AttioError: 400 `validation_type` for a malformed body, `value_not_found` for an object or member that does not
            exist, `standard_object_disabled` for an object that is not activated.
    """
    given = checked(body, _BODY)
    owners = [_object(workspace, named) for named in given["objects"]]
    _member(workspace, given["request_as"])
    words = given["query"].casefold().split()
    within = _Search(workspace, store)
    found: list[tuple[int, int, int, Object, Record]] = []
    for place, owner in enumerate(dict.fromkeys(one.slug for one in owners)):
        holder = workspace.objects[owner]
        for record in store.each(owner):
            rank = within.rank(holder, record, words)
            if rank is not None and not (hidden and hidden(record.id)):
                found.append((rank, place, len(found), holder, record))
    found.sort(key=lambda one: one[:3])
    return [within.result(holder, record) for *_, holder, record in found[: int(given.get("limit") or MOST)]]


# -- the body --------------------------------------------------------------------------------------------------------


@union
def _request_as(value: Any, path: Path) -> list[Row]:
    """Checks `request_as`: the workspace, or a member by ID or address."""
    rows = Shape(required={"type": one_of("workspace", "workspace-member")})(value, path)
    if not rows and value["type"] == "workspace-member" and not _named(value):
        rows = [refusals.required([*path, "workspace_member_id"], "string")]
    return rows


_BODY = Shape(
    required={"query": text(most=_LONGEST), "objects": list_of(text(), least=1), "request_as": _request_as},
    optional={"limit": nullable(whole(1, MOST))},
)


def _object(workspace: Workspace, named: str) -> Object:
    found = workspace.find_object(named)
    if found is None:
        raise refusals.object_unknown(named)
    if not found.active:
        raise refusals.object_disabled(named)
    return found


def _named(request_as: Mapping[str, Any]) -> str | None:
    """The member to search as, by ID or address."""
    found = request_as.get("workspace_member_id") or request_as.get("email_address")
    return found if isinstance(found, str) else None


def _member(workspace: Workspace, request_as: Mapping[str, Any]) -> None:
    """Check that the member exists; here every member sees every record."""
    named = _named(request_as) if request_as["type"] == "workspace-member" else None
    if (
        named is not None
        and workspace.find_member(named) is None
        and all(one.id != named.lower() for one in workspace.members)
    ):
        raise refusals.nobody_called(named)


# -- matching and showing --------------------------------------------------------------------------------------------


class _Search:
    """Matches and shows the records of one store."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self._store = workspace, store

    def rank(self, owner: Object, record: Record, words: list[str]) -> int | None:
        """0 if the label itself matches, 1 its beginning, 2 any other place; None for no match."""
        if not words:
            return 0
        called = self._label(owner, record).casefold()
        texts = [called]
        for name in SEARCHED.get(owner.slug, ()):
            attribute = owner.attributes.get(name)
            if attribute is not None and not attribute.is_archived:
                texts += [one.casefold() for one in self._texts(owner, record, attribute)]
        if not all(
            any(word in text or address(word) in text or _is_national(word, text) for text in texts) for word in words
        ):
            return None
        query = " ".join(words)
        return 0 if called == query else 1 if called.startswith(query) else 2

    def result(self, owner: Object, record: Record) -> dict[str, Any]:
        out: dict[str, Any] = {
            "id": {"workspace_id": self._workspace.id, "object_id": owner.id, "record_id": record.id},
            "record_text": self._label(owner, record),
            "record_image": next((row.data for slug in _IMAGES for row in record.values.get(slug, ())), None),
            "object_slug": owner.slug,
        }
        for slug in _LISTED.get(owner.slug, ()):
            attribute = owner.attributes[slug]
            name = _MEMBERS[attribute.type][0]
            out[slug] = [one[name] for one in self._shown(owner, record, attribute)]
        return out

    def _label(self, owner: Object, record: Record) -> str:
        """The label of a record; empty if it has none."""
        names = LABELS.get(owner.slug) or ("name", *(slug for slug, one in owner.attributes.items() if one.is_writable))
        for name in names:
            attribute = owner.attributes.get(name)
            if attribute is not None and attribute.type in _MEMBERS and not attribute.is_archived:
                texts = self._texts(owner, record, attribute)
                if texts:
                    return texts[0]
        return ""

    def _texts(self, owner: Object, record: Record, attribute: Attribute) -> list[str]:
        names, shown = _MEMBERS.get(attribute.type, ()), self._shown(owner, record, attribute)
        return [str(one[name]) for one in shown for name in names if one.get(name) not in (None, "")]

    def _shown(self, owner: Object, record: Record, attribute: Attribute) -> list[dict[str, Any]]:
        workspace, show = self._workspace, TYPES[attribute.type].show
        setting = Setting(attribute, workspace, workspace.assumptions, self._store.lookup, owner.id)
        return [show(value.data, setting) for value in record.values.get(attribute.slug, ())]


def _is_national(word: str, text: str) -> bool:
    """Whether a number in national form is the end of one in E.164: 0901234567 finds +84901234567 (recorded)."""
    return _AT_HOME.fullmatch(word) is not None and text.startswith("+") and text.endswith(word[1:])


_AT_HOME = re.compile(r"0\d{6,}", re.ASCII)
