"""Plain values: a file as it was read, and the parts found in it, each with its place. Reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attio_harness.errors import InputError
from attio_harness.text.json import around, line_of, pointer_token
from attio_harness.text.words import kind_of
from attio_harness.text.yaml_lines import line_of_yaml

__all__ = ["Computed", "Document", "Inside", "Part", "Place", "Shape", "alone", "joined"]

_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as it was read; `text` is None if it cannot tell lines (Python values, HCL)."""

    file: str
    text: str | None = field(default=None, repr=False)
    is_yaml: bool = False
    """Whether the text is YAML; otherwise it is JSON."""

    def line_of(self, pointer: str) -> int | None:
        """The line of a JSON pointer; for a place inside JSON text (after a `#`), the line of that text."""
        if self.text is None:
            return None
        find = line_of_yaml if self.is_yaml else line_of
        return next((line for at in around(pointer) if (line := find(self.text, at)) is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A pointer into a document."""

    document: Document
    pointer: str = ""

    def below(self, *keys: str | int) -> Place:
        return Place(document=self.document, pointer=self.pointer + "".join(pointer_token(key) for key in keys))

    def refuse(self, problem: str, *, with_line: bool = True) -> InputError:
        """The error for this place."""
        line = self.document.line_of(self.pointer) if with_line else None
        return InputError(problem, file=self.document.file, line=line, pointer=self.pointer or "/")


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that only Terraform knows, with its text and line; without a line it is unknown until the plan is applied."""

    text: str
    line: int | None = None
    others: tuple[Computed, ...] = ()
    """Further such values inside the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One subscription or filter as the file has it, and the places of its members."""

    value: Mapping[str, Any]
    place: Place
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Pointers of members that are not under their own name below `place`."""
    lines: Mapping[str, int] | None = None
    """The lines of pointers, if the file is no JSON or a member is joined from several of its places."""
    computed: Mapping[str, Computed] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    """References of members that a Terraform plan does not know until it is applied."""
    address: str | None = None
    """The address of a Terraform resource."""
    changed: tuple[str, ...] = ()
    """Members that a Terraform plan changes."""
    any_event: bool = False
    """Whether it is a request to the actions tester, which evaluates no trigger."""
    note: str = ""

    @classmethod
    def of_resource(
        cls,
        address: str,
        label: str,
        members: Mapping[str, Any],
        place: Place,
        *,
        encoded: Mapping[str, str],
        lines: Mapping[str, int] | None = None,
    ) -> Part:
        """A resource in Terraform's files; its label stands in for a missing `name`."""
        # the number of copies is computed, but each has the same literal mapping
        repeated = next((key for key in ("count", "for_each") if key in members), "")
        computed = {key: value for key, value in members.items() if isinstance(value, Computed)}
        note = f"has {repeated}; read once" if repeated else ""
        ignored = _ignored(members.get("lifecycle"))
        if ignored:
            told = f"Terraform ignores changes of {ignored}, so that Segment may have another than is written"
            note = joined(note, told)
        value = {"name": label} | {key: value for key, value in members.items() if key not in computed}
        # how people switch off a resource without taking it out
        if members.get(repeated) in (0, {}):
            note, value = (
                f"has {repeated} = {members[repeated]}, so that Terraform makes none",
                value | {"enabled": False},
            )
        return cls(
            value=value,
            place=place,
            elsewhere=encoded,
            lines=lines,
            computed=computed,
            address=address,
            note=note,
        )

    def noted(self, note: str) -> Part:
        """The same part with another note."""
        return replace(self, note=joined(self.note, note))

    def line_of(self, pointer: str) -> int | None:
        """The line of a pointer, or of the nearest place around it in the part that has one: a missing member has none."""
        at = pointer
        while (line := self._own_line(at)) is None and len(at) > len(self.place.pointer):
            at = at.rpartition("/")[0]
        return line

    def _own_line(self, pointer: str) -> int | None:
        return self.lines.get(pointer) if self.lines else self.place.document.line_of(pointer)

    def enabled(self) -> bool:
        """Whether it is enabled, which is the default; some exports have the flag as text.

        Raises:
            InputError: its `enabled` is no flag.
        """
        said = _FLAGS.get(str(self.value.get("enabled", True)).lower())
        if said is None:
            raise self.refuse(f"`enabled` must be true or false, found {kind_of(self.value['enabled'])}", "/enabled")
        return said

    def refuse(self, problem: str, where: str = "", *, line: int | None = None) -> InputError:
        """The error for a member of the part; `where` is its pointer from here."""
        at = self.place.pointer + where
        return InputError(problem, file=self.place.document.file, line=line or self.line_of(at), pointer=at or "/")


def joined(*notes: str) -> str:
    """Several notes as one, without the empty ones."""
    return "; ".join(filter(None, notes))


_CHECKED = ("settings", "trigger", "enabled", "if", "actions")
"""Members of subscriptions and filters that decide what happens to an event."""


def _ignored(lifecycle: Any) -> str:
    """The checked members whose changes Terraform ignores, for a sentence; a block may be in a list (Terraform's JSON syntax)."""
    blocks = lifecycle if isinstance(lifecycle, list) else [lifecycle]
    given = [one.get("ignore_changes") for one in blocks if isinstance(one, dict)]
    names = [name for one in given for name in (one if isinstance(one, list) else [one])]
    return ", ".join(f"`{name}`" for name in _CHECKED if name in names) if "all" not in names else "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A member in which the search goes on."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape of files: whether an object has it, and what is inside such an object."""

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    parts: Callable[[Mapping[str, Any], Place], Iterator[Part | Inside]]


def alone(value: Mapping[str, Any], place: Place) -> Iterator[Part]:
    """The parts of a shape that is itself one part."""
    yield Part(value=value, place=place)
