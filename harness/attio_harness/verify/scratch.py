"""Programs that make the scratch object, and that remove everything that a run wrote. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.exchanges.ids import id_of
from attio_harness.verify.stage import MATCHES, Stage, outcome, record_id
from attio_harness.verify.steps import Ask, NoAnswer, Program, Settle

__all__ = ["Cleaned", "Refusal", "Scratch", "attribute_body", "cleaned", "made"]


def attribute_body(slug: str, **more: Any) -> dict[str, Any]:
    """The body that makes an attribute; its type is text by default."""
    flags = {"is_required": False, "is_unique": False, "is_multiselect": False}
    row: dict[str, Any] = {
        "title": slug.capitalize(),
        "description": None,
        "api_slug": slug,
        **flags,
        "config": {},
        "type": "text",
    }
    return {"data": row | more}


def _own(stage: Stage, **more: Any) -> Mapping[str, Any]:
    config = {"record_reference": {"allowed_objects": [stage.object]}}
    return {"type": "record-reference", "config": config, **more}


def _attributes(stage: Stage) -> Mapping[str, Mapping[str, Any]]:
    children = {"object": stage.object, "title": "Children", "api_slug": "children", "is_multiselect": True}
    return {
        "key": {"type": "text", "is_unique": True},
        "text": {"type": "text"},
        "number": {"type": "number"},
        "date": {"type": "date"},
        "phone": {"type": "phone-number"},
        "phones": {"type": "phone-number", "is_unique": True, "is_multiselect": True},
        "place": {"type": "location"},
        "plan": {"type": "select"},
        "tags": {"type": "select", "is_multiselect": True},
        "link": _own(stage),
        "links": _own(stage, is_multiselect=True),
        "parent": _own(stage, relationship=children),
    }


OPTIONS = ("Free", "Pro", "Team")
"""The options of the object's two selects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """The result of making the scratch object: attribute -> `taken`, or the refusal."""

    attributes: Mapping[str, str]


class Refusal(Exception):
    """The scratch object cannot be made or filled; without it nothing can be asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(outcome(answer))
        self.answer = answer


def made(stage: Stage) -> Program[Scratch]:
    """Make the scratch object.

    Raises:
        Refusal: Attio refuses the object, the key that identifies its records, or its first record.
    """
    nouns = {"singular_noun": f"Scratch {stage.marker}", "plural_noun": f"Scratches {stage.marker}"}
    answer = yield Ask(method="POST", path="/v2/objects", body={"data": {"api_slug": stage.object, **nouns}})
    if answer.status != 200:
        raise Refusal(answer)
    ends: dict[str, str] = {}
    path = f"/v2/objects/{stage.object}/attributes"
    for slug, more in _attributes(stage).items():
        if stage.attributes.get(slug, "taken") != "taken":
            # the emulator makes the same object as the workspace that it is compared with
            ends[slug] = stage.attributes[slug]
            continue
        answer = yield Ask(method="POST", path=path, body=attribute_body(slug, **more))
        ends[slug] = outcome(answer)
        if slug == "key" and ends[slug] != "taken":
            raise Refusal(answer)
    for slug in ("plan", "tags"):
        for title in OPTIONS if ends[slug] == "taken" else ():
            yield Ask(method="POST", path=f"{path}/{slug}/options", body={"data": {"title": title}})
    answer = yield stage.create({"key": stage.key("first")})
    if answer.status != 200:
        # only trying shows what a token may do
        raise Refusal(answer)
    return Scratch(attributes=ends)


# -- afterwards --------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Cleaned:
    """The result of removing everything."""

    records: int = 0
    object: str = ""
    """`deleted`, `renamed` if it cannot be deleted, or empty if there was none."""
    left: list[str] = field(default_factory=list)
    """What is still there: a sentence each, with what to do."""


_FIELDS = {"people": "email_address", "companies": "domain", "users": "value", "workspaces": "value"}
_PAGE = 500


def _marked(stage: Stage, object: str, rows: Collection[Any]) -> list[str]:
    """The IDs of the records that hold the marker of this run in the attribute that identifies records of that object."""
    return [record_id(row) for row in rows if _is_own(stage, object, row) and record_id(row)]


def _is_own(stage: Stage, object: str, row: Any) -> bool:
    values = row.get("values", {}).get(MATCHES[object], []) if isinstance(row, dict) else []
    return any(stage.marker in str(one.get(_FIELDS[object], "")) for one in values if isinstance(one, dict))


def cleaned(
    stage: Stage,
    *,
    standard: Collection[str],
    known: Mapping[str, Collection[str]],
    own: Callable[[str, str], None],
) -> Program[Cleaned]:
    """Remove every record of the standard objects that holds the marker, and the scratch object with all of its records.

    Args:
        standard: the objects in which records may have been made.
        known: IDs of records that were made; they are looked at even if the search does not find them.
        own: called with each record that holds the marker, before it is deleted: the answer to its making may have been lost.

    Raises:
        NoAnswer: an answer does not say whether something is left, as to a token without the scope, or from something in between.
    """
    done = Cleaned()
    if "webhooks" in standard:
        yield from _webhooks_cleaned(stage, known.get("webhooks", ()), own, done)
    yield from _records_cleaned(stage, standard, known, own, done)
    yield from _activity_cleaned(stage, done)
    for object in (stage.other, stage.object):
        yield from _object_cleaned(stage, object, done)
    if any(object in MATCHES for object in standard):
        # a person's company may appear a moment after the person (documented, not when), and so may what a batch writes
        yield Settle()
        yield from _records_cleaned(stage, standard, {}, own, done)
    if "lists" in standard and (yield from _look(f"/v2/lists/{stage.list}", may_lack=True)).status == 200:
        # assumed: it is deleted with the object
        done.left.append(f"the list {stage.list}; delete it in Attio's settings")
    return done


def _looked(ask: Ask, *, may_lack: bool = False) -> Program[Answer]:
    """What is there, or 404; also 403 if the token `may_lack` the scope, so that nothing was made."""
    answer = yield ask
    if answer.status == 404 or (answer.status == 403 and may_lack):
        return answer
    if answer.status != 200 or not isinstance(answer.data, list | dict):
        raise _unclear(ask, answer)
    return answer


def _look(path: str, *, may_lack: bool = False) -> Program[Answer]:
    return (yield from _looked(Ask(method="GET", path=path), may_lack=may_lack))


def _unclear(ask: Ask, answer: Answer) -> NoAnswer:
    said = f"{answer.status} {answer.code}".strip()
    if answer.status == 200:
        return NoAnswer(f"{ask.method} {ask.path}: answers 200 without data, unlike Attio; what stands in between?")
    why = "the access token may not do this" if answer.status == 403 else "this does not say what is left"
    return NoAnswer(f"{ask.method} {ask.path}: answers {said}: {why}")


def _records_cleaned(
    stage: Stage,
    standard: Collection[str],
    known: Mapping[str, Collection[str]],
    own: Callable[[str, str], None],
    done: Cleaned,
) -> Program[None]:
    for object in (one for one in ("users", "workspaces", "people", "companies") if one in standard):
        query = stage.query({MATCHES[object]: {_FIELDS[object]: {"$contains": stage.marker}}}, object=object)
        rows = list((yield from _looked(query)).rows)
        for record in known.get(object, ()):
            # a file may name anything: a record without the marker stays
            rows.append((yield from _looked(stage.one(record, object))).data)
        for record in dict.fromkeys(_marked(stage, object, rows)):
            own(object, record)
            answer = yield Ask(method="DELETE", path=f"{stage.records(object)}/{record}")
            if answer.status == 200:
                done.records += 1
            elif answer.status != 404:
                done.left.append(f"the record {record} of {object} ({outcome(answer)}); delete it by hand")


def _webhooks_cleaned(
    stage: Stage, known: Collection[str], own: Callable[[str, str], None], done: Cleaned
) -> Program[None]:
    """Remove webhooks to the domain of this run, which nobody has; other webhooks may fill the pages before."""
    targets: dict[str, str] = {}
    while True:
        look = Ask(method="GET", path="/v2/webhooks", query={"offset": str(len(targets))})
        answer = yield from _looked(look, may_lack=not known)
        new = {id: str(row.get("target_url")) for row in answer.rows if (id := id_of(row)) is not None}
        if new.keys() <= targets.keys():
            break
        targets |= new
    for id in (id for id, target in targets.items() if stage.marker in target):
        own("webhook_id", id)
        answer = yield Ask(method="DELETE", path=f"/v2/webhooks/{id}")
        if answer.status not in (200, 404):
            done.left.append(f"the webhook {id} ({outcome(answer)}); delete it in Attio's settings")


def _activity_cleaned(stage: Stage, done: Cleaned) -> Program[None]:
    """Remove the activity. A token that may not read activities made none; the edition of March 2026 has none."""
    path = f"/v2/activities/{stage.activity}"
    if (yield from _look(path, may_lack=True)).status != 200:
        return
    answer = yield Ask(method="DELETE", path=path)
    if answer.status != 200:
        done.left.append(f"the activity {stage.activity} ({outcome(answer)}); delete it in Attio's settings")


def _object_cleaned(stage: Stage, object: str, done: Cleaned) -> Program[None]:
    path = f"/v2/objects/{object}"
    if (yield from _look(path)).status == 404:
        return
    delete = Ask(method="DELETE", path=path)
    deleted = yield delete
    if deleted.status == 403 or 300 <= deleted.status < 400:
        raise _unclear(delete, deleted)  # not a workspace that does not delete objects
    if deleted.status == 200:
        done.object = "deleted"
        return
    # the edition of March 2026 deletes no objects: its records are deleted, and its name says what it is
    seen = set[str]()
    while True:
        answer = yield Ask(method="POST", path=f"{path}/records/query", body={"limit": _PAGE})
        new = {one for one in map(record_id, answer.rows) if one} - seen
        if not new:  # what is shown although it was deleted is not deleted again and again
            break
        seen |= new
        for record in sorted(new):
            answer = yield Ask(method="DELETE", path=f"{path}/records/{record}")
            done.records += answer.status == 200
    name = f"Unused {object.removeprefix('attio_harness_')}"
    body = {"data": {"singular_noun": name, "plural_noun": f"{name} (may be deleted)"}}
    renamed = yield Ask(method="PATCH", path=path, body=body)
    done.object = "renamed" if renamed.status == 200 else ""
    done.left.append(
        f"the object {object}, without records: this workspace does not delete objects over the API "
        f"({outcome(deleted)}); delete it in Attio's settings, where it is called {name if done.object else object}"
    )
