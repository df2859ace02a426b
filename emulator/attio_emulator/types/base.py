"""The interface of attribute types, and the context they work in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import orjson

from attio_emulator.assumptions import Settings
from attio_emulator.schema.model import Attribute
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Row
from attio_emulator.sought import Sought
from attio_emulator.types.fields import Field
from attio_emulator.types.json_values import member

__all__ = ["AttributeType", "Form", "Lookup", "Plain", "Refused", "Setting"]

Form = Literal["simple", "public"]
"""The grammar of values: that of `records/simple` and batches, or that of the documented API."""

Lookup = Callable[[str, str, Any], str | None]
"""(object slug, "record_id" or a unique attribute's slug, its key) -> the record's ID, or None."""


class Refused(Exception):
    """A value its attribute cannot hold.

    `expected` describes an acceptable value. `code`, `message` and `rows` are set if Attio has its own words, `usual_code` if an
    assumption chose the code (see `AttioError`), `sought`
    if the value names a record that does not exist. The paths of rows begin inside the value.
    """

    def __init__(
        self,
        expected: str,
        *,
        code: str = "validation_type",
        message: str | None = None,
        sought: Sought | None = None,
        rows: Sequence[Row] = (),
        usual_code: str | None = None,
    ) -> None:
        super().__init__(expected)
        self.usual_code = code if usual_code is None else usual_code
        self.expected, self.code, self.message, self.sought, self.rows = expected, code, message, sought, rows


@dataclass(slots=True)
class Setting:
    """The context of a value: its attribute, the workspace, the assumptions in force, and a way to find records."""

    attribute: Attribute
    workspace: Workspace
    assumptions: Settings
    lookup: Lookup
    object_id: str = ""
    is_shared: Callable[[str, str, Any], bool] = lambda *_: False
    """Whether several records have the key that `lookup` would find."""

    def of(self, attribute: Attribute) -> Setting:
        """The same context for an attribute by which a value of this one names a record."""
        return Setting(attribute, self.workspace, self.assumptions, self.lookup)


class AttributeType(ABC):
    """Everything about one type. Stored forms are JSON values, so that a snapshot is JSON, too.

    Attributes:
        statement: what it accepts and shows, for the table of fidelity.
        fields: the fields for filters and sorts; a sort without a field uses the first.
        together: fields that a filter must name all at once.
        unique: whether an attribute of an object may be made unique (documented for text; others may match assertions).
        trims: whether blanks around a text are ignored (assumed: `value.blanks`).
        fixed: whether `show` always has the same members, none of which every value has.
        multiselect: whether an attribute may hold several values (documented; that others are refused is assumed).
    """

    statement: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    together: ClassVar[tuple[str, ...]] = ()
    unique: ClassVar[bool] = False
    multiselect: ClassVar[bool] = False
    trims: ClassVar[bool] = False
    fixed: ClassVar[bool] = True

    def read(self, value: Any, setting: Setting, form: Form) -> Any:
        """The stored form of a value in the given grammar; raises Refused."""
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
        """Equal values have equal keys; a record is found by its key."""

    @abstractmethod
    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        """The members of a value in Attio's JSON, besides those that every value has."""

    def json(self, stored: Any, setting: Setting) -> bytes:
        """The result of `show` as the members of a JSON object, without the braces."""
        return orjson.dumps(self.show(stored, setting))[1:-1]

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        """The keys of the values whose field equals `wanted`, as read by the field's kind; None if keys cannot tell.

        It may return too many: records found by a key are compared again.
        """
        return None

    def default_field(self) -> Field | None:
        """The field meant by a filter that names none; None if it must name one."""
        return next((one for one in self.fields if one.default), None)

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


class Plain(AttributeType):
    """A type that stores what it shows under `value`; the documented API accepts that object, too."""

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
    """A text, or the texts of an object, without surrounding blanks."""
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
