"""Checks the shape of a workspace file, with our own messages: pydantic finds each mistake, this turns it into a `Problem`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo

from attio_emulator.errors import Problem, pointer_token
from attio_emulator.schema.checks import problem_of
from attio_emulator.schema.file_models import WorkspaceFile
from attio_emulator.schema.halves import halves

__all__ = ["shaped"]

_Path = tuple[str | int, ...]
_CURLY = frozenset("“”„‘’")


def shaped(values: Any) -> tuple[Any, list[Problem]]:
    """The values with None in place of everything of the wrong shape, so that the rest can be read; and the problems."""
    if isinstance(values, Mapping) and not isinstance(values, dict):
        values = dict(values)
    try:
        WorkspaceFile.model_validate(values)
    except ValidationError as error:
        problems, holes = [], []
        for row in error.errors(include_url=False):
            problem, hole = _told(row["type"], row["loc"], row["input"])
            problems.append(problem)
            if hole is not None:
                holes.append(hole)
        return _without(values, holes), problems
    return values, []


class _Place(NamedTuple):
    """What the models say about a place."""

    annotation: Any
    description: str | None = None
    takes_text: bool = False


def _told(kind: str, loc: _Path, found: Any) -> tuple[Problem, _Path | None]:
    """The problem in one row of pydantic, and the path that cannot be read because of it."""
    pointer, above = _pointer(loc), _pointer(loc[:-1])
    if kind in ("extra_forbidden", "invalid_key"):
        fields = _fields(_at(loc[:-1]).annotation)
        if not _CURLY.isdisjoint(str(loc[-1])):  # the braces are part of the key
            return problem_of(pointer, loc[-1], 'it in straight quotes (")', fields, at="key"), None
        return problem_of(pointer, loc[-1], f"one of {', '.join(fields)}", fields, at="key"), None
    if kind == "missing":
        return Problem(pointer=above, found=f"no {loc[-1]}", expected=_words(_at(loc), required=True)), loc[:-1]
    if loc and loc[-1] == "[key]" and kind == "string_type":
        return problem_of(above, found, "text", at="key"), loc[:-1]
    place = _at(loc)
    if kind == "string_unicode":
        return next(halves(found, pointer=pointer)), loc
    if kind == "string_pattern_mismatch" and place.description is not None:
        return problem_of(pointer, found, place.description), loc
    if kind == "string_pattern_mismatch" or (kind == "string_type" and found is None):
        return problem_of(pointer, found, f"{loc[-1]}, some text"), loc
    quotes = kind == "string_type" or place.takes_text
    among = get_args(place.annotation) if kind == "literal_error" else ()
    return problem_of(pointer, found, _words(place), among, at="quotes" if quotes else "value"), loc


def _pointer(loc: _Path) -> str:
    return "".join(map(pointer_token, loc))


def _words(place: _Place, *, required: bool = False) -> str:
    """What is expected at a place."""
    kind = place.annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        text = (kind.__doc__ or "").removesuffix(".")
        return text[:1].lower() + text[1:]
    if kind is bool:
        return "true or false"
    if kind is str:
        return "some text" if required else "text"
    if get_origin(kind) is Literal and place.description is None:
        choices = get_args(kind)
        return " or ".join(choices) if len(choices) == 2 else f"one of {', '.join(choices)}"
    return place.description or "something else"


def _at(loc: _Path) -> _Place:
    place = _Place(WorkspaceFile)
    for step in loc:
        kind = place.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = next(one for name, one in kind.model_fields.items() if step == (one.alias or name))
            place = _plain(field.annotation, [field, *field.metadata])
        else:
            place = _plain(get_args(kind)[-1], ())  # of the elements of a list or dict
    return place


def _plain(annotation: Any, metadata: Sequence[Any]) -> _Place:
    """An annotation without its wrappers."""
    description, takes_text = None, False
    while True:
        for one in metadata:
            description = description or (one.description if isinstance(one, FieldInfo) else None)
            takes_text = takes_text or isinstance(one, BeforeValidator)
        if get_origin(annotation) is Annotated:
            annotation, *metadata = get_args(annotation)
        elif get_origin(annotation) in (UnionType, Union):
            annotation, metadata = next(one for one in get_args(annotation) if one is not type(None)), ()
        else:
            return _Place(annotation, description, takes_text)


def _fields(model: Any) -> list[str]:
    return [one.alias or name for name, one in model.model_fields.items()]


def _without(values: Any, holes: Iterable[_Path]) -> Any:
    """A copy with None at these places; parts without holes are shared."""
    root = [values]
    copied = {id(root): root}  # kept alive, so that no id is reused
    for hole in holes:
        owner: Any = root
        for step, following in zip((0, *hole), (*hole, None), strict=True):
            inner = owner[step]
            if following is None:
                owner[step] = None
            elif not isinstance(inner, list | dict):  # already a hole
                break
            elif id(inner) not in copied:
                owner[step] = inner.copy()
                owner = owner[step]
                copied[id(owner)] = owner
            else:
                owner = inner
    return root[0]
