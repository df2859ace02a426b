"""What every attribute type is, and what it may look at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import orjson

from attio_emulator.assumptions import Settings
from attio_emulator.existing import Sought
from attio_emulator.schema.model import Attribute
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Row
from attio_emulator.types.fields import Field
from attio_emulator.types.json_values import member

__all__ = ["AttributeType", "Form", "Lookup", "Plain", "Refused", "Setting"]

Form = Literal["simple", "public"]
"""Which grammar of values: that of `records/simple` and batches, or that of the documented API."""

Lookup = Callable[[str, str, Any], str | None]
"""(object slug, "record_id" or a unique attribute's slug, its key) -> the record's ID, None where there is none."""


class Refused(Exception):
    """A value its attribute cannot hold.

    `expected` says in words what would have passed; `code`, `message` and `rows` are given where Attio has words of its own,
    `sought` where it names a record that is not there. The paths of rows begin inside of the value.
    """

    def __init__(
        self,
        expected: str,
        *,
        code: str = "validation_type",
        message: str | None = None,
        sought: Sought | None = None,
        rows: Sequence[Row] = (),
    ) -> None:
        super().__init__(expected)
        self.expected, self.code, self.message, self.sought, self.rows = expected, code, message, sought, rows


@dataclass(slots=True)
class Setting:
    """Where a value is written: its attribute, the workspace, the assumptions in force, and a way to find records."""

    attribute: Attribute
    workspace: Workspace
    assumptions: Settings
    lookup: Lookup
    object_id: str = ""
    is_shared: Callable[[str, str, Any], bool] = lambda *_: False
    """Whether several records have what `lookup` looks for."""

    def of(self, attribute: Attribute) -> Setting:
        """The same for an attribute by which a value of this one names a record."""
        return Setting(attribute, self.workspace, self.assumptions, self.lookup)


class AttributeType(ABC):
    """One type with all there is to know of it. Stored forms are JSON values, so that a snapshot is one, too.

    Attributes:
        statement: what it takes and shows, for the table of fidelity.
        fields: by what it is filtered and sorted, the first where a sort names none.
        together: fields a filter has to name all at once.
        unique: whether an attribute of an object may be made unique (documented for text, others may match assertions).
        trims: whether blanks around a text are no part of it (assumed: `value.blanks`).
        fixed: whether what it shows has the same members always, none of them one that every value has.
        multiselect: whether one may be made to hold several values (documented; the refusal of others is assumed).
    """

    statement: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    together: ClassVar[tuple[str, ...]] = ()
    unique: ClassVar[bool] = False
    multiselect: ClassVar[bool] = False
    trims: ClassVar[bool] = False
    fixed: ClassVar[bool] = True

    def read(self, value: Any, setting: Setting, form: Form) -> Any:
        """The stored form of a value in one of the two grammars, as it is sent; raises Refused."""
        take = self.simple if form == "simple" else self.public
        try:
            return take(value, setting)
        except Refused:
            trimmed = _trimmed(value) if self.trims else value
            if trimmed == value or not _is_taken(take, trimmed, setting):
                raise
            if setting.assumptions.decides("value.blanks") == "refuse":
                raise
        return take(trimmed, setting)

    @abstractmethod
    def simple(self, value: Any, setting: Setting) -> Any:
        """The stored form of a value of `records/simple`; raises Refused."""

    @abstractmethod
    def public(self, value: Any, setting: Setting) -> Any:
        """The stored form of a value of the documented API; raises Refused."""

    @abstractmethod
    def key(self, stored: Any) -> Hashable:
        """What makes two values equal, and by what a record is found."""

    @abstractmethod
    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        """The members of a value in Attio's JSON, besides those every value has."""

    def json(self, stored: Any, setting: Setting) -> bytes:
        """What `show` gives, as the members of an object in JSON, without its brackets."""
        return orjson.dumps(self.show(stored, setting))[1:-1]

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        """The keys that a value has of which a field equals `wanted`, as the field's kind gives it; None where keys do not tell.

        More of them than there are values do no harm: who is found by one is still compared.
        """
        return None

    def default_field(self) -> Field | None:
        """The field a filter means where it names none; None where it has to name one."""
        return next((one for one in self.fields if one.default), None)

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


class Plain(AttributeType):
    """A type whose stored form is what it shows under `value`; the documented API may have it there as well."""

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "value"), setting)

    def key(self, stored: Any) -> Hashable:
        return stored  # type: ignore[no-any-return]

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        return [wanted]

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"value": stored}

    def json(self, stored: Any, setting: Setting) -> bytes:
        return b'"value":' + orjson.dumps(stored)


def _trimmed(value: Any) -> Any:
    """A text, or the texts of an object, without blanks around."""
    if isinstance(value, Mapping):
        return {name: _trimmed(one) if isinstance(one, str) else one for name, one in value.items()}
    return value.strip() if isinstance(value, str) else value


def _is_taken(take: Callable[[Any, Setting], Any], value: Any, setting: Setting) -> bool:
    with setting.assumptions.trial():
        try:
            take(value, setting)
        except Refused:
            return False
        return True
