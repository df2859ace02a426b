"""Notes on filter conditions that can be read but hardly mean what is written.

They are evaluated as written; nothing here changes that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from segment_actions.filter_fql import Tree, clauses_of, generate, paths_of
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path

from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.inputs.filter_actions import FilterAction, keys_of
from attio_harness.text.alike import alike
from attio_harness.text.words import listed, or_meant

__all__ = ["slips_of"]

_MEMBERS = frozenset().union(*ROOTS.values(), ("email", "userProperties"))
"""The top members of Segment's events (documentation of the Spec and of raw logs)."""
_TEXTS = frozenset(["type", "event", "userId", "anonymousId", "messageId", "groupId", "previousId"])
_TYPES = (*TYPES, "delete")
_KINDS = ("string", "number", "list", "bool", "null", "object")


def slips_of(tree: Tree, actions: Sequence[FilterAction] = ()) -> Iterator[str]:
    """The notes on a condition and on the actions of its filter, each once."""
    yield from dict.fromkeys((*_members(tree), *_never(tree), *_of_other_types(tree), *_takes_nothing(tree, actions)))


def _members(tree: Tree) -> Iterator[str]:
    asked = set(_asked(tree))
    for path in paths_of(tree):
        root = path.keys[0]
        if root in _TEXTS and len(path.keys) > 1:
            own = f"; did you mean {generate(Path(path.keys[1:]))}?" if path.keys[1] in _MEMBERS else ""
            yield f"{generate(path)}: {root} is a text and has no members{own}"
        if root in _MEMBERS:
            continue
        if path in asked and len(path.keys) == 1:
            meant = next((one for one in sorted(_MEMBERS) if alike(root, one)), None)
            instead = (
                f"did you mean {meant}?"
                if meant
                else f"what is sent stands in traits or properties, as traits.{generate(path)}"
            )
            yield f"{generate(path)}: Segment's events have no {root} at their top; {instead}"
        elif len(path.keys) == 1:
            yield f"{generate(path)} is read as a field of the event; a text stands in quotes, '{root}'"
        else:
            yield f"{generate(path)}: Segment's events have no {root}{or_meant(root, _MEMBERS)}"


def _asked(tree: Tree) -> Iterator[Path]:
    """The fields that a condition asks about. A value compared with a field may be text without quotes; one that stands alone is not."""
    for clause in clauses_of(tree):
        match clause:
            case Path():
                yield clause
            case Call(_, [first, *_]):
                yield from _asked(first)
            case Compare(_, left, right):
                yield from _asked(right if isinstance(left, Literal) else left)


def _never(tree: Tree) -> Iterator[str]:
    match tree:
        case Group(_, parts) | ListOf(parts) | Call(_, parts):
            for part in parts:
                yield from _never(part)
        case Not(inner):
            yield from _never(inner)
        case Compare("=" | "!=" | "in", left, right):
            for side, other in ((left, right), (right, left)):
                yield from _texts(side, other, generate(tree))
            yield from (*_never(left), *_never(right))


def _texts(side: Tree, other: Tree, clause: str) -> Iterator[str]:
    """Notes on comparisons with texts that the other side never is."""
    for is_never, what in _LIMITS:
        for text in _literals(other):
            said = what(side, text) if is_never(side) else ""
            if said:
                yield f"{clause}: {said}"


def _literals(tree: Tree) -> Iterator[str]:
    for one in tree.items if isinstance(tree, ListOf) else (tree,):
        if isinstance(one, Literal) and isinstance(one.value, str):
            yield one.value


def _of_other_types(tree: Tree) -> Iterator[str]:
    """Notes on fields that a condition asks for together with a type whose events never have them."""
    match tree:
        case Group(kind, parts):
            types = _types_of(tree)
            for part in parts if kind == "and" and types else ():
                yield from (
                    f"{generate(path)}: {missing}"
                    for path in _asked_for_more_than_null(part)
                    if (missing := _missing(path.keys, types))
                )
            for part in parts:
                yield from _of_other_types(part)
        case Not(inner):
            yield from _of_other_types(inner)


def _takes_nothing(tree: Tree, actions: Sequence[FilterAction]) -> Iterator[str]:
    types = _types_of(tree)
    for action in actions if types else ():
        missing = [_missing(keys_of(path), types) for path in action.fields]
        if missing and all(missing):
            yield from (f"{action.kind} takes nothing there: {one}" for one in missing)


def _types_of(tree: Tree) -> Collection[str]:
    """The types of events that can meet a condition; none if it also lets in types outside Segment's specification."""
    match tree:
        case Compare("=", Path(("type",)), Literal(str() as one)) | Compare(
            "=", Literal(str() as one), Path(("type",))
        ):
            types = [one]
        case Compare("in", Path(("type",)), ListOf(items) as several):
            types = found if len(found := list(_literals(several))) == len(items) else []
        case Group("or", parts):
            each = [_types_of(part) for part in parts]
            types = [one for some in each for one in some] if all(each) else []
        case Group("and", parts):
            types = next((list(some) for part in parts if (some := _types_of(part))), [])
        case _:
            types = []
    return dict.fromkeys(types) if all(one in ROOTS for one in types) else ()


def _asked_for_more_than_null(clause: Tree) -> Iterator[Path]:
    match clause:
        case Not(inner):
            yield from _asked_for_more_than_null(inner)
        case Group() | Compare("=" | "!=", _, Literal(None)) | Compare("=" | "!=", Literal(None), _):
            pass
        case _:
            yield from _asked(clause)


def _missing(keys: tuple[str, ...], types: Collection[str]) -> str:
    """The note on a path whose first key no event of these types has; else empty."""
    having = [one for one in ROOTS if keys and keys[0] in ROOTS[one]]
    if not having or any(one in having for one in types):
        return ""
    said = f"events of the type {listed(list(types))} have no {keys[0]}"
    others = [one for one in ("traits", "properties") if all(one in ROOTS[kind] for kind in types)]
    return f"{said}, they have {others[0]}" if keys[0] in ("traits", "properties") and others else said


def _is_call(name: str) -> Callable[[Tree], bool]:
    return lambda tree: isinstance(tree, Call) and tree.name == name


def _of_type(side: Tree, text: str) -> str:
    return "" if text in _TYPES else f"no event has the type {text!r}{or_meant(text, _TYPES, written=repr)}"


def _of_kind(side: Tree, text: str) -> str:
    return "" if text in _KINDS else f"typeof() gives {', '.join(_KINDS)}, never {text!r}"


def _of_case(change: Callable[[str], str]) -> Callable[[Tree, str], str]:
    return lambda side, text: "" if text == change(text) else f"{generate(side)} is never {text!r}"


_LIMITS: tuple[tuple[Callable[[Tree], bool], Callable[[Tree, str], str]], ...] = (
    (lambda tree: tree == Path(("type",)), _of_type),
    (_is_call("typeof"), _of_kind),
    (_is_call("lowercase"), _of_case(str.lower)),
    (_is_call("uppercase"), _of_case(str.upper)),
)
"""Values that have a limited number of texts -> the note on any other text."""
