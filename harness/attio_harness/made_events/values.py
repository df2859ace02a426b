"""Values that an attribute of each type accepts from an event, and values that it refuses: `TAKEN` and `REFUSED` have one row per type.

Values fit the event's person or company, so that events about the same one write the same record. Trials elsewhere find out whether
the emulator accepts or refuses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from attio_emulator import Attribute
from attio_emulator.schema.model import Object
from attio_emulator.types.references import BY

from attio_harness.text.alike import folded

if TYPE_CHECKING:
    from segment_events.world import Person  # needs the extra `generate`, which whoever makes events has

__all__ = ["Drawn", "Maker", "Seed", "Seeds", "Slot", "facts", "makers_of", "refused_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What values are made from: the person of an event, and the randomness of the run."""

    who: Person
    random: Random


Maker = Callable[[Drawn], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A record of the workspace file: its name for attributes that allow only its object, and its ID."""

    name: str
    id: str


Seeds = Mapping[str, tuple[Seed, ...]]
"""Object slug -> the records of it that the workspace file has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An attribute of an object that an event is to fill; `members` are the addresses of the workspace's members."""

    owner: Object
    attribute: Attribute
    members: tuple[str, ...]
    seeds: Seeds


def facts(drawn: Drawn) -> Mapping[str, Any]:
    """The facts about a person, by the folded names that people give to traits."""
    who, company = drawn.who, drawn.who.company
    known = {
        "email": who.email, "email_address": who.email, "user_id": who.user_id, "anonymous_id": who.anonymous_id,
        "first_name": who.first_name, "last_name": who.last_name, "full_name": f"{who.first_name} {who.last_name}",
        "phone": who.phone, "phone_number": who.phone, "title": who.title, "job_title": who.title, "plan": who.plan,
        "seats": who.seats, "signed_up_at": who.signed_up_at, "created_at": who.signed_up_at, "description": who.description,
        "domain": company.domain, "website": company.domain, "company": company.name, "company_name": company.name,
        "industry": company.industry, "employees": company.employees, "group_id": company.group_id,
        "workspace_id": company.group_id, "workspace_name": company.name, "company_id": company.group_id,
    }  # fmt: skip
    return {folded(name): value for name, value in known.items()}


def makers_of(slot: Slot) -> Sequence[Maker]:
    """The makers to try for an attribute, the likeliest first; none if no event can have a value that it accepts."""
    found = TAKEN[slot.attribute.type](slot)
    # a unique value is the same whenever it is drawn for a record, and no other record has it
    return [_of_its_own(slot, one) for one in found] if slot.attribute.is_unique else found


def _of_its_own(slot: Slot, make: Maker) -> Maker:
    return lambda drawn: make(replace(drawn, random=Random(f"{slot.attribute.slug} {_key_of(slot, drawn)}")))


def refused_by(slot: Slot) -> Sequence[tuple[str, Any]]:
    """Values that are mistakes for an attribute, each with the name of its kind."""
    return REFUSED[slot.attribute.type](slot)


# -- what is taken ---------------------------------------------------------------------------------------------------


def _one(make: Maker) -> Callable[[Slot], Sequence[Maker]]:
    return lambda slot: (make,)


def _constant(value: Any) -> Maker:
    return lambda drawn: value


def _key_of(slot: Slot, drawn: Drawn) -> str:
    """The key of a record: the company's if the object is about companies, else the person's."""
    return drawn.who.company.group_id if slot.owner.slug in ("companies", "workspaces") else drawn.who.user_id


def _text(slot: Slot) -> Sequence[Maker]:
    slug = slot.attribute.slug
    if (slot.owner.slug, slug) in BY.items():
        return (lambda drawn: _key_of(slot, drawn),)
    if slot.attribute.is_unique:
        # order_00011 for order_id of u_00011
        name = slug.removesuffix("_id") or slot.owner.slug
        return (lambda drawn: f"{name}_{_key_of(slot, drawn).rpartition('_')[2]}",)
    words = ("amber", "birch", "cobalt", "delta", "ember", "fjord", "grove", "harbor")
    return (lambda drawn: drawn.random.choice(words).title(),)


def _number(slot: Slot) -> Sequence[Maker]:
    if slot.attribute.is_unique:
        return (lambda drawn: int("".join(filter(str.isdigit, _key_of(slot, drawn))) or 0),)
    return (lambda drawn: drawn.random.randint(1, 500),)


def _email(slot: Slot) -> Sequence[Maker]:
    return (lambda drawn: drawn.who.email,)


def _domain(slot: Slot) -> Sequence[Maker]:
    if slot.attribute.is_unique and slot.owner.slug not in ("companies", "workspaces"):
        return (lambda drawn: f"{folded(drawn.who.user_id)}.{drawn.who.company.domain}",)
    return (lambda drawn: drawn.who.company.domain,)


def _choices(slot: Slot) -> Sequence[Maker]:
    titles = _titles(slot)
    if not titles:
        return ()
    return (lambda drawn: drawn.random.choice(titles), *map(_constant, titles))


def _titles(slot: Slot) -> list[str]:
    return [one.title for one in slot.attribute.choices if not one.is_archived]


def _members(slot: Slot) -> Sequence[Maker]:
    return (lambda drawn: drawn.random.choice(slot.members),) if slot.members else ()


_OF_SOMEBODY: Mapping[str, Maker] = {
    "people": lambda drawn: drawn.who.email,
    "users": lambda drawn: drawn.who.user_id,
    "companies": lambda drawn: drawn.who.company.domain,
    "workspaces": lambda drawn: drawn.who.company.group_id,
}


def _records(slot: Slot) -> Sequence[Maker]:
    allowed = slot.attribute.allowed_objects or tuple(slot.seeds)
    seeds = [one for object in allowed for one in slot.seeds.get(object, ())]
    # existing records need no earlier event; text other than an ID names a record only if a single object is allowed
    there = [one.name if len(allowed) == 1 else one.id for one in seeds]
    known: list[Maker] = [lambda drawn: drawn.random.choice(there)] if there else []
    return (*known, *(_OF_SOMEBODY[one] for one in allowed if len(allowed) == 1 and one in _OF_SOMEBODY))


def _day(drawn: Drawn) -> str:
    # before the events, which begin in March 2026
    return f"2025-{drawn.random.randint(1, 12):02}-{drawn.random.randint(1, 28):02}"


TAKEN: Mapping[str, Callable[[Slot], Sequence[Maker]]] = {
    "actor-reference": _members,
    "checkbox": _one(lambda drawn: drawn.random.random() < 0.5),
    "currency": _one(lambda drawn: drawn.random.choice((49, 99.5, 490, 1200.25))),
    "date": _one(_day),
    "domain": _domain,
    "email-address": _email,
    "interaction": lambda slot: (),
    "location": _one(lambda drawn: f"{drawn.random.randint(1, 400)} Market Street, San Francisco, CA 94105"),
    "number": _number,
    "personal-name": _one(lambda drawn: f"{drawn.who.last_name}, {drawn.who.first_name}"),
    "phone-number": _one(lambda drawn: drawn.who.phone),
    "rating": _one(lambda drawn: drawn.random.randint(0, 5)),
    "record-reference": _records,
    "select": _choices,
    "status": _choices,
    "text": _text,
    "timestamp": _one(lambda drawn: f"{_day(drawn)}T{drawn.random.randint(0, 23):02}:30:00.000Z"),
}

# -- what is refused -------------------------------------------------------------------------------------------------


def _always(*rows: tuple[str, Any]) -> Callable[[Slot], Sequence[tuple[str, Any]]]:
    return lambda slot: rows


def _no_choices(slot: Slot) -> Sequence[tuple[str, Any]]:
    titles = _titles(slot)
    unknown = "Enterprise+"
    while unknown in titles:
        unknown += "+"
    other_case = [one.swapcase() for one in titles if one.swapcase() not in titles]
    kind = "status" if slot.attribute.type == "status" else "option"
    return [(f"unknown-{kind}", unknown), *((f"{kind}-in-other-case", one) for one in other_case[:1])]


REFUSED: Mapping[str, Callable[[Slot], Sequence[tuple[str, Any]]]] = {
    "actor-reference": _always(("unknown-member", "nobody@members.example")),
    "checkbox": _always(("text-for-checkbox", "yes")),
    "currency": _always(("text-for-currency", "$49")),
    "date": _always(("malformed-date", "03/07/24")),
    "domain": _always(("malformed-domain", "our website")),
    "email-address": _always(("malformed-email", "jane at example")),
    "interaction": lambda slot: (),
    "location": _always(("object-for-location", {"city": "Berlin"})),
    "number": _always(("text-for-number", "about 20")),
    "personal-name": _always(("name-without-comma", "Jane Doe")),
    "phone-number": _always(("phone-without-country", "(415) 555-0132")),
    "rating": _always(("rating-over-five", 7), ("text-for-rating", "good")),
    "record-reference": _always(("malformed-reference", "our first customer")),
    "select": _no_choices,
    "status": _no_choices,
    "text": _always(("number-for-text", 4711), ("object-for-text", {"a": 1})),
    "timestamp": _always(("malformed-timestamp", "03/07/24 10:00")),
}
