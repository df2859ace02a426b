"""Writing the schema over the API: objects, attributes, select options, statuses; and the search over several objects.

`ROUTES` is the list. What a body may hold stands in the tables of members below; ids come from `call.core.ids`. Sources:
Attio's OpenAPI and documentation (members, messages of conflicts, which types there are on objects), observed answers
(uniqueness on people and companies, archived slugs that still conflict, archiving both ways); *assumed* is said beside it.

A path's object is called `identifier` here: a refused change of the schema is no refused assertion of a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from attio_emulator import errors
from attio_emulator.attributes import TYPES, Refused, Setting
from attio_emulator.errors import AttioError
from attio_emulator.loading import standard_attributes
from attio_emulator.querying import search
from attio_emulator.resources.entries import object_renamed
from attio_emulator.resources.events import emit
from attio_emulator.schema import Attribute, Choice, Object, Workspace

if TYPE_CHECKING:
    from attio_emulator.core import Core
    from attio_emulator.routes import Answer, Call

__all__ = ["ROUTES"]

# -- what may be written ---------------------------------------------------------------------------------------------

CREATABLE = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
    "actor-reference", "location", "domain", "email-address", "phone-number",
)  # fmt: skip
"""Types a new attribute may be asked to have (OpenAPI)."""

NOT_ON_OBJECTS: Mapping[str, str] = {
    "status": 'Attributes of type "status" are not supported on objects.',
    "domain": 'Attributes of type "domain" cannot be created.',
    "email-address": 'Attributes of type "email-address" cannot be created.',
}
"""Of these the ones Attio keeps to itself (documented), with the refusal (wording assumed)."""

UNIQUE = ("text", "number", "phone-number")
"""Types that can be unique (documented for text, the others may match assertions)."""

NEVER_UNIQUE_ON = ("people", "companies")
"""Objects without unique attributes of one's own (observed); they have no default values either (OpenAPI)."""

MULTISELECT = ("select", "record-reference", "actor-reference", "phone-number")
"""Types that can hold several values (documented)."""

CURRENCIES = (
    "ARS", "AUD", "BRL", "BGN", "CAD", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "HKD", "HUF", "ISK", "INR", "ILS", "JPY", "KES",
    "KRW", "MYR", "MXN", "NTD", "NZD", "NGN", "NOK", "XPF", "PEN", "PHP", "PLN", "GBP", "RWF", "SAR", "SGD", "ZAR", "SEK", "CHF",
    "THB", "AED", "UYU", "USD",
)  # fmt: skip
DISPLAYS = ("code", "name", "narrowSymbol", "symbol")

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
_DURATION = re.compile(
    r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of `data`: its JSON type, whether it has to be there, may be null, may be empty; which words it may be."""

    kind: str
    required: bool = False
    nullable: bool = False
    empty: bool = True
    words: tuple[str, ...] = ()
    pattern: tuple[re.Pattern[str], str] | None = None


_SLUG_MEMBER = _Member("string", pattern=(_SLUG, "a slug of letters, digits, _ and -"))
_NOUN = _Member("string", empty=False)
_TITLE = _Member("string", empty=False)
_FLAG = _Member("boolean")
_TIME = _Member("string", nullable=True, pattern=(_DURATION, "a duration as ISO 8601, such as P1D"))


def _needed(member: _Member) -> _Member:
    return replace(member, required=True)


_NEW_OBJECT = {"api_slug": _needed(_SLUG_MEMBER), "singular_noun": _needed(_NOUN), "plural_noun": _needed(_NOUN)}
_OBJECT = {"api_slug": _SLUG_MEMBER, "singular_noun": _NOUN, "plural_noun": _NOUN}
_NEW_ATTRIBUTE = {
    "title": _Member("string", required=True),
    "description": _Member("string", required=True, nullable=True),
    "api_slug": _needed(_SLUG_MEMBER),
    "type": _Member("string", required=True, words=CREATABLE),
    "is_required": _needed(_FLAG),
    "is_unique": _needed(_FLAG),
    "is_multiselect": _needed(_FLAG),
    "default_value": _Member("object", nullable=True),
    "relationship": _Member("object", nullable=True),
    "config": _Member("object", required=True),
}
_ATTRIBUTE = {
    "title": _Member("string"),
    "description": _Member("string", nullable=True),
    "api_slug": _SLUG_MEMBER,
    "is_required": _FLAG,
    "is_unique": _FLAG,
    "default_value": _Member("object", nullable=True),
    "config": _Member("object"),
    "is_archived": _FLAG,
}
_RELATIONSHIP = {
    "object": _Member("string", required=True),
    "title": _Member("string", required=True),
    "api_slug": _needed(_SLUG_MEMBER),
    "is_multiselect": _needed(_FLAG),
}
_CURRENCY = {
    "default_currency_code": _Member("string", required=True, words=CURRENCIES),
    "display_type": _Member("string", required=True, words=DISPLAYS),
}
_REFERENCE = {"allowed_objects": _Member("array", required=True, empty=False)}
_DEFAULT = {"type": _Member("string", required=True, words=("dynamic", "static"))}
_NEW_OPTION = {"title": _needed(_TITLE)}
_OPTION = {"title": _TITLE, "is_archived": _FLAG}
_NEW_STATUS = {"title": _needed(_TITLE), "celebration_enabled": _FLAG, "target_time_in_status": _TIME}
_STATUS = {"title": _TITLE, "celebration_enabled": _FLAG, "target_time_in_status": _TIME, "is_archived": _FLAG}

_Members = Mapping[str, _Member]
_JSON = {"string": str, "boolean": bool, "object": dict, "array": list}


def _rows(given: Mapping[str, Any], members: _Members, path: Sequence[str], *, closed: bool) -> list[dict[str, Any]]:
    """What is wrong with an object, one row each."""
    rows: list[dict[str, Any]] = []
    for name, member in members.items():
        at = [*path, name]
        if name not in given:
            if member.required:
                rows.append(errors.required(at, member.kind))
            continue
        value = given[name]
        if value is None and member.nullable:
            continue
        if not isinstance(value, _JSON[member.kind]):
            rows.append(errors.wrong_type(at, member.kind, value))
        elif member.words and value not in member.words:
            rows.append(errors.wrong_choice(at, member.words, value))
        elif not member.empty and not (value.strip() if isinstance(value, str) else value):
            rows.append(_row(at, f"{member.kind.capitalize()} must contain at least 1 element(s)"))
        elif member.pattern is not None and not member.pattern[0].fullmatch(str(value)):
            rows.append(_row(at, f"Expected {member.pattern[1]}"))
    if closed:
        rows += [
            {
                "code": "unrecognized_keys",
                "path": list(path),
                "message": f"Unrecognized key(s) in object: '{name}'",
            }
            for name in given
            if name not in members
        ]
    return rows


def _row(path: Sequence[str], message: str) -> dict[str, Any]:
    return {"code": "invalid", "path": list(path), "message": message}


def _refuse(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        raise errors.invalid_body(rows, pointer="/" + "/".join(map(str, rows[0]["path"])))


def _data(call: Call, members: _Members, *, closed: bool = False) -> dict[str, Any]:
    """`data` of the body, its members of the right types; with `closed` nothing else in it."""
    body = call.json()
    if not isinstance(body, dict):
        raise errors.invalid_body([errors.wrong_type([], "object", body)])
    if "data" not in body:
        raise errors.invalid_body([errors.required(["data"], "object")])
    data = body["data"]
    if not isinstance(data, dict):
        raise errors.invalid_body([errors.wrong_type(["data"], "object", data)], pointer="/data")
    _refuse(_rows(data, members, ["data"], closed=closed))
    return data


def _invalid(message: str, pointer: str = "/data") -> AttioError:
    """400 `validation_type` with a sentence of its own and no rows."""
    return AttioError(400, "validation_type", message, pointer=pointer)


def _conflict(message: str) -> AttioError:
    return AttioError(409, "slug_conflict", message)


def _protected() -> AttioError:
    """400 for a change of what Attio itself defined (OpenAPI)."""
    return AttioError(400, "system_edit_unauthorized", "Cannot update a System attribute.")


def _answer(data: Any) -> Answer:
    from attio_emulator.routes import Answer

    return Answer(200, {"data": data})


def _owner(call: Call) -> Object:
    return call.core.writer.object(call.parts["identifier"])


# -- objects ---------------------------------------------------------------------------------------------------------


def _create_object(call: Call) -> Answer:
    data = _data(call, _NEW_OBJECT)
    workspace, slug = call.core.workspace, data["api_slug"]
    taken = {name.casefold() for one in workspace.objects.values() for name in (one.singular_noun, one.plural_noun)}
    if slug in workspace.objects or {data["singular_noun"].casefold(), data["plural_noun"].casefold()} & taken:
        raise _conflict("Failed to create object. Please ensure your api_slug and names are unique.")
    made = Object(
        id=call.core.ids.next(),
        slug=slug,
        singular_noun=data["singular_noun"],
        plural_noun=data["plural_noun"],
        created_at=call.stamp.at,
        attributes={one.slug: one for one in standard_attributes(slug)},
    )
    workspace.objects[slug] = made
    return _answer(call.core.wire.object(made))


def _update_object(call: Call) -> Answer:
    owner = _owner(call)
    data = _data(call, _OBJECT)
    changes = {name: data[name] for name in _OBJECT if name in data}
    if not changes:
        message = "You passed an empty payload. Please ensure you are updating at least one property in your request."
        raise _invalid(message)
    slug = changes.get("api_slug", owner.slug)
    if slug != owner.slug:
        if owner.is_standard:  # assumed: everything that is built on Attio relies on these slugs
            raise _invalid("Cannot update the api_slug of a standard object.", "/data/api_slug")
        if slug in call.core.workspace.objects:
            raise _conflict("Failed to update object. Please ensure api_slug is unique.")
        _rename_object(call.core, owner, slug)
    owner.singular_noun = changes.get("singular_noun", owner.singular_noun)
    owner.plural_noun = changes.get("plural_noun", owner.plural_noun)
    return _answer(call.core.wire.object(owner))


def _rename_object(core: Core, owner: Object, slug: str) -> None:
    """Give an object another slug, wherever the old one stands: in references, relationships, records, seed records."""
    old, workspace = owner.slug, core.workspace
    records = core.store.dump()
    for holder in workspace.objects.values():
        pointing = [one.slug for one in holder.attributes.values() if one.type == "record-reference"]
        for row in records.get(holder.slug, ()):
            for kept in (row["values"], row["past"]):
                for value in (value for name in pointing for value in kept.get(name, ())):
                    value["data"] = [slug if value["data"][0] == old else value["data"][0], value["data"][1]]
        for name, one in holder.attributes.items():
            inverse = one.inverse
            holder.attributes[name] = replace(
                one,
                allowed_objects=tuple(slug if target == old else target for target in one.allowed_objects),
                inverse=(slug, inverse[1]) if inverse and inverse[0] == old else inverse,
            )
    owner.slug = slug
    workspace.objects = _rekeyed(workspace.objects, old, slug)
    workspace.records = _rekeyed(workspace.records, old, slug)
    _reload(core, _rekeyed(records, old, slug))
    object_renamed(core, old, slug)


def _rekeyed(given: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The same members in the same order, one of them under another name."""
    return {new if key == old else key: value for key, value in given.items()}


def _reload(core: Core, records: Mapping[str, Any]) -> None:
    """Put records back, their keys and unique values as the schema now says."""
    objects = core.workspace.objects

    def key(owner: str, attribute: str, data: Any) -> Hashable:
        return TYPES[objects[owner].attributes[attribute].type].key(data)

    core.store.load(records, key, lambda owner, attribute: objects[owner].attributes[attribute].is_unique)


# -- attributes ------------------------------------------------------------------------------------------------------


def _create_attribute(call: Call) -> Answer:
    owner = _owner(call)
    data = _data(call, _NEW_ATTRIBUTE, closed=True)
    kind, slug = data["type"], data["api_slug"]
    if kind in NOT_ON_OBJECTS:
        raise _invalid(NOT_ON_OBJECTS[kind], "/data/type")
    if data["is_unique"]:
        _check_unique(owner, kind)
    if data["is_multiselect"] and kind not in MULTISELECT:
        raise _invalid(f'Attributes of type "{kind}" cannot be multiselect.', "/data/is_multiselect")
    related = _related(call.core.workspace, kind, data.get("relationship"))
    config = _config(call.core.workspace, kind, data["config"], related)
    if slug in owner.attributes:
        raise _conflict("An attribute with the same API slug already exists on this Object")
    made = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=data["title"],
        type=kind,
        description=data["description"],
        is_required=data["is_required"],
        is_unique=data["is_unique"],
        is_multiselect=data["is_multiselect"],
        currency=config.get("currency", "USD" if kind == "currency" else None),
        currency_display=config.get("currency_display", "symbol"),
        allowed_objects=config.get("allowed_objects", ()),
        created_at=call.stamp.at,
    )
    made = replace(made, default=_default(call.core, owner, made, data.get("default_value")))
    if related is not None:
        made = _relate(call, owner, made, related, data["relationship"])
    _insert(owner, made)
    _tell(call, "created", owner, made)
    return _answer(call.core.wire.attribute(owner, made))


def _update_attribute(call: Call) -> Answer:
    owner = _owner(call)
    one = call.attribute(owner)
    data = _data(call, _ATTRIBUTE, closed=True)
    if one.is_system:
        raise _protected()
    if data.get("is_unique"):
        _check_unique(owner, one.type)
    changes: dict[str, Any] = {
        name: data[name] for name in ("title", "description", "is_required", "is_unique", "is_archived") if name in data
    }
    if "config" in data:
        related = call.core.workspace.objects[one.inverse[0]] if one.inverse else None
        changes |= _config(call.core.workspace, one.type, data["config"], related)
    slug = data.get("api_slug", one.slug)
    if slug != one.slug and slug in owner.attributes:
        raise _conflict("An attribute with the same API slug already exists on this Object")
    changed = replace(one, slug=slug, **changes)
    if "default_value" in data:
        changed = replace(changed, default=_default(call.core, owner, changed, data["default_value"]))
    if changed != one:
        _exchange(call.core, owner, one, changed)
        _tell(call, "updated", owner, changed)
    return _answer(call.core.wire.attribute(owner, changed))


def _tell(call: Call, what: str, owner: Object, one: Attribute) -> None:
    """Let the webhooks know (OpenAPI lists the events; that a relationship's other end is one more is assumed)."""
    emit(call.core, call.stamp, f"object-attribute.{what}", {"object_id": owner.id, "attribute_id": one.id})


_BY_SLUG = ("values", "past", "heard")
"""The parts of a dumped record whose keys are slugs of attributes."""


def _insert(owner: Object, made: Attribute) -> None:
    """Put a new attribute at its place: before the ones every object ends with."""
    tail: dict[str, Attribute] = {
        slug: owner.attributes.pop(slug) for slug in ("created_at", "created_by") if slug in owner.attributes
    }
    owner.attributes |= {made.slug: made, **tail}


def _exchange(core: Core, owner: Object, old: Attribute, new: Attribute) -> None:
    """Put an attribute in the place of its former self; the records follow where slug or uniqueness changed."""
    if (old.slug, old.is_unique) == (new.slug, new.is_unique):
        owner.attributes[new.slug] = new
        return
    records = core.store.dump()
    for row in records.get(owner.slug, ()):
        row |= {name: _rekeyed(row[name], old.slug, new.slug) for name in _BY_SLUG if name in row}
    owner.attributes = {(new.slug if slug == old.slug else slug): one for slug, one in owner.attributes.items()}
    owner.attributes[new.slug] = new
    if new.inverse is not None:
        target = core.workspace.objects[new.inverse[0]]
        other = target.attributes[new.inverse[1]]
        target.attributes[other.slug] = replace(other, inverse=(owner.slug, new.slug))
    _reload(core, records)


def _check_unique(owner: Object, kind: str) -> None:
    if owner.slug in NEVER_UNIQUE_ON or kind not in UNIQUE:
        raise _invalid("Cannot set attribute as unique.", "/data/is_unique")


def _config(workspace: Workspace, kind: str, given: Mapping[str, Any], related: Object | None) -> dict[str, Any]:
    """The part of `config` that belongs to a type, as members of an attribute. Other parts are ignored (assumed)."""
    if kind == "currency" and "currency" in given:
        part = _part(given, "currency", _CURRENCY)
        return {"currency": part["default_currency_code"], "currency_display": part["display_type"]}
    if kind != "record-reference":
        return {}
    out: dict[str, Any] = {} if related is None else {"allowed_objects": (related.slug,)}
    if "record_reference" not in given:
        return out
    pointer = "/data/config/record_reference/allowed_objects"
    named = _part(given, "record_reference", _REFERENCE)["allowed_objects"]
    path = ["data", "config", "record_reference", "allowed_objects"]
    _refuse([errors.wrong_type([*path, i], "string", one) for i, one in enumerate(named) if not isinstance(one, str)])
    targets = tuple(dict.fromkeys(_target(workspace, one, pointer).slug for one in named))
    if related is not None and targets != (related.slug,):
        raise _invalid("allowed_objects must contain only the object of the relationship.", pointer)
    return {"allowed_objects": targets}


def _part(given: Mapping[str, Any], name: str, members: _Members) -> dict[str, Any]:
    path = ["data", "config", name]
    if not isinstance(given[name], dict):
        _refuse([errors.wrong_type(path, "object", given[name])])
    _refuse(_rows(given[name], members, path, closed=False))
    part: dict[str, Any] = given[name]
    return part


def _target(workspace: Workspace, named: str, pointer: str) -> Object:
    """An object a reference may point to: it has to be there and active (assumed: with the code of any use of one)."""
    found = workspace.find_object(named)
    if found is None:
        raise _invalid(f'Could not find an object with slug/ID "{named}".', pointer)
    if not found.active:
        raise errors.object_disabled(named)
    return found


def _related(workspace: Workspace, kind: str, given: Mapping[str, Any] | None) -> Object | None:
    """The object at the other end of a new relationship."""
    if given is None:
        return None
    _refuse(_rows(given, _RELATIONSHIP, ["data", "relationship"], closed=True))
    if kind != "record-reference":
        raise _invalid('A relationship needs an attribute of type "record-reference".', "/data/relationship")
    return _target(workspace, given["object"], "/data/relationship/object")


def _relate(call: Call, owner: Object, made: Attribute, related: Object, given: Mapping[str, Any]) -> Attribute:
    """Create the attribute at the other end; both then know each other."""
    slug = given["api_slug"]
    if slug in related.attributes or (related is owner and slug == made.slug):
        raise _conflict("An attribute with the same API slug already exists on this Object")
    other = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=given["title"],
        type="record-reference",
        is_multiselect=given["is_multiselect"],
        allowed_objects=(owner.slug,),
        inverse=(owner.slug, made.slug),
        created_at=call.stamp.at,
    )
    _insert(related, other)
    _tell(call, "created", related, other)
    return replace(made, inverse=(related.slug, slug))


def _default(core: Core, owner: Object, one: Attribute, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A default value as it is shown; a static one has to be a value of the attribute."""
    if given is None:
        return None
    path = ["data", "default_value"]
    _refuse(_rows(given, _DEFAULT, path, closed=False))
    if owner.slug in NEVER_UNIQUE_ON:
        raise _invalid("Default values are not supported on people or company objects.", "/data/default_value")
    template = given.get("template")
    if given["type"] == "dynamic":
        if not isinstance(template, str):
            _refuse([errors.wrong_type([*path, "template"], "string", template)])
        if not _dynamic(one.type, str(template)):
            message = f'Attributes of type "{one.type}" cannot have the dynamic default value {template!r}.'
            raise _invalid(message, "/data/default_value/template")
        return {"type": "dynamic", "template": template}
    if not isinstance(template, list):
        _refuse([errors.wrong_type([*path, "template"], "array", template)])
        return None
    if len(template) > 1 and not one.is_multiselect:
        raise _invalid("A default value of this attribute is one value.", "/data/default_value/template")
    setting = core.writer.setting(owner, one)
    return {"type": "static", "template": [_static(one, setting, item, at) for at, item in enumerate(template)]}


def _dynamic(kind: str, template: str) -> bool:
    if kind == "actor-reference":
        return template == "current-user"
    return kind in ("date", "timestamp") and _DURATION.fullmatch(template) is not None


def _static(one: Attribute, setting: Setting, item: Any, at: int) -> dict[str, Any]:
    try:
        stored = TYPES[one.type].public(item, setting)
    except Refused as refused:
        raise errors.invalid_value(
            one.slug,
            one.type,
            found=item,
            expected=refused.expected,
            path=[at],
            pointer=f"/data/default_value/template/{at}",
        ) from None
    return {**TYPES[one.type].show(stored, setting), "attribute_type": one.type}


# -- options and statuses --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """Select options or statuses: the type that has them, their name in refusals, their bodies."""

    type: str
    named: str
    new: _Members
    known: _Members


_OPTIONS = _Kind("select", "select option", _NEW_OPTION, _OPTION)
_STATUSES = _Kind("status", "status", _NEW_STATUS, _STATUS)


def _create_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def create(call: Call) -> Answer:
        owner, one = _choosing(call, kind)
        data = _data(call, kind.new)
        _check_title(kind, one, data["title"], None)
        made = Choice(id=call.core.ids.next(), **{name: data[name] for name in kind.new if name in data})
        return _chosen(call, kind, owner, one, (*one.choices, made), made)

    return create


def _update_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner, one = _choosing(call, kind)
        named = call.parts["choice"]
        old = next((choice for choice in one.choices if named in (choice.id, choice.title)), None)
        if old is None:
            words = "select option" if kind is _OPTIONS else "status option"
            message = f'Cannot find {kind.type} attribute with {words} title "{named}".'
            raise AttioError(400, "value_not_found", message, attribute=one.slug, attribute_type=one.type, found=named)
        data = _data(call, kind.known)
        if "title" in data:
            _check_title(kind, one, data["title"], old)
        new = replace(old, **{name: data[name] for name in kind.known if name in data})
        return _chosen(call, kind, owner, one, tuple(new if choice is old else choice for choice in one.choices), new)

    return update


def _choosing(call: Call, kind: _Kind) -> tuple[Object, Attribute]:
    """The attribute whose options are written; those of one that only Attio fills are Attio's, too (assumed)."""
    owner = _owner(call)
    one = call.attribute(owner)
    if one.type != kind.type:
        raise _invalid(f"This attribute is not a {kind.type} attribute.", "")
    if not one.is_writable:
        raise _protected()
    return owner, one


def _check_title(kind: _Kind, one: Attribute, title: str, old: Choice | None) -> None:
    """No title twice; archived ones count (assumed, as archived slugs do)."""
    if any(choice.title == title and choice is not old for choice in one.choices):
        raise _conflict(f'There is already another {kind.named} with the title "{title}".')


def _chosen(
    call: Call, kind: _Kind, owner: Object, one: Attribute, choices: tuple[Choice, ...], shown: Choice
) -> Answer:
    changed = replace(one, options=choices) if kind is _OPTIONS else replace(one, statuses=choices)
    owner.attributes[one.slug] = changed
    return _answer(call.core.wire.choice(owner, changed, shown))


# -- search ----------------------------------------------------------------------------------------------------------


def _search(call: Call) -> Answer:
    return _answer(search(call.core.workspace, call.core.store, call.json()))


# -- the table -------------------------------------------------------------------------------------------------------

_ONE = "/v2/objects/{identifier}/attributes/{attribute}"

ROUTES: tuple[tuple[str, str, Callable[[Call], Answer]], ...] = (
    ("POST", "/v2/objects", _create_object),
    ("PATCH", "/v2/objects/{identifier}", _update_object),
    ("POST", "/v2/objects/{identifier}/attributes", _create_attribute),
    ("PATCH", _ONE, _update_attribute),
    ("POST", f"{_ONE}/options", _create_choice(_OPTIONS)),
    ("PATCH", f"{_ONE}/options/{{choice}}", _update_choice(_OPTIONS)),
    ("POST", f"{_ONE}/statuses", _create_choice(_STATUSES)),
    ("PATCH", f"{_ONE}/statuses/{{choice}}", _update_choice(_STATUSES)),
    ("POST", "/v2/objects/records/search", _search),
)
