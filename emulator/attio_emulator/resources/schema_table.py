"""Writing the schema over the API: objects, attributes, select options, statuses; and the search over several objects.

`ROUTES` is the list. Ids come from `call.core.ids`. Sources: Attio's OpenAPI and documentation (members, messages of conflicts,
which types there are on objects), observed answers (uniqueness on people and companies, archived slugs that still conflict,
archiving both ways); *assumed* is said beside it.

A path's object is called `identifier` here: a refused change of the schema is no refused assertion of a record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attio_emulator.query import search
from attio_emulator.resources.attributes import (
    create_attribute,
    get_attribute,
    list_attributes,
    update_attribute,
)
from attio_emulator.resources.base import answer
from attio_emulator.resources.objects import create_object, update_object
from attio_emulator.resources.options import OPTIONS, STATUSES, create_choice, list_choices, update_choice

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = ["ROUTES"]


def _search(call: Call) -> Answer:
    return answer(search(call.core.workspace, call.core.store, call.json()))


_ONE = "/v2/objects/{identifier}/attributes/{attribute}"
_OF_LIST = "/v2/lists/{list}/attributes/{attribute}"

ROUTES: tuple[tuple[str, str, Callable[[Call], Answer]], ...] = (
    ("POST", "/v2/objects", create_object),
    ("PATCH", "/v2/objects/{identifier}", update_object),
    ("POST", "/v2/objects/{identifier}/attributes", create_attribute),
    ("PATCH", _ONE, update_attribute),
    ("POST", f"{_ONE}/options", create_choice(OPTIONS)),
    ("PATCH", f"{_ONE}/options/{{choice}}", update_choice(OPTIONS)),
    ("POST", f"{_ONE}/statuses", create_choice(STATUSES)),
    ("PATCH", f"{_ONE}/statuses/{{choice}}", update_choice(STATUSES)),
    ("POST", "/v2/objects/records/search", _search),
    ("GET", "/v2/lists/{list}/attributes", list_attributes),
    ("POST", "/v2/lists/{list}/attributes", create_attribute),
    ("GET", _OF_LIST, get_attribute),
    ("PATCH", _OF_LIST, update_attribute),
    ("GET", f"{_OF_LIST}/options", list_choices(OPTIONS)),
    ("POST", f"{_OF_LIST}/options", create_choice(OPTIONS)),
    ("PATCH", f"{_OF_LIST}/options/{{option}}", update_choice(OPTIONS)),
    ("GET", f"{_OF_LIST}/statuses", list_choices(STATUSES)),
    ("POST", f"{_OF_LIST}/statuses", create_choice(STATUSES)),
    ("PATCH", f"{_OF_LIST}/statuses/{{status}}", update_choice(STATUSES)),
)
