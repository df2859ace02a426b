"""Mappings with every directive and option, nested up to five deep, right and wrong. `DIRECTIVES` lists what is drawn.

Malformed pieces are drawn only with some `oddness`, often inside arrays, which Segment does not check beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from segment_conformance.live.generators.events import event, keys_of, path
from segment_conformance.live.generators.random_values import KEYS, RandomValues
from segment_conformance.live.generators.templates import template

__all__ = ["DIRECTIVES", "Mappings", "mapping_case"]

_FIELDS = ("email_address", "user_id", "a", "b", "c", "0", "10", "x/y~z", "attributes", "é")
_UNKNOWN = ("@nope", "@Path", "@", "@template2", "@if ")
_PATTERNS = (
    "a", "A", "b", ".", "$", "é", "🐎", "\ud83d", "ss", "ß", "s", "k", "i", "aa", " ", "\\", "a-b", "(", "0123456789", "E", "ſ", "σ", "µ",
    "ǆ", "-", "\ude00🐎",
)  # fmt: skip
_REPLACEMENTS = ("", "x", "$&", "$$", "$`", "$'", "$1", "$", "$$$&", "🐎", "0123456789", "\ude00")


class Mappings:
    """Draws mappings for one event."""

    def __init__(self, rng: RandomValues, event: Any) -> None:
        self.rng = rng
        self.places = list(keys_of(event))
        self.items = [("sku",), ("qty",), ("on",), ("meta", "x"), ("0",), ("length",)]

    def whole(self) -> Any:
        """A mapping as in a subscription; sometimes a bare directive, an object with a root directive, or no object at all."""
        rng = self.rng
        kind = rng.weighted({"object": 84, "directive": 8, "root": 4, "other": 4 if rng.oddness else 0})
        if kind == "directive":
            return self.directive(4)
        if kind == "other":
            return rng.choice((None, True, 5, "text", "", [], [1, {"@path": "$.userId"}], {}, [{"@path": 5}], "🐎"))
        members = {rng.choice(_FIELDS): self.node(4) for _ in range(rng.integer(1, 3))}
        if kind == "root":
            members["__segment_internal_directive"] = self.root()
        return members

    def root(self) -> Any:
        rng = self.rng
        if rng.astray():
            return rng.choice(
                (None, {}, 5, "x", [], {"@path": "$.a"}, {"@if": {}, "x": 1}, {"@transform": None}, {"a": {"b": 1}})
            )
        name = rng.choice(("@transform", "@transform", "@merge", "@if", "@flatten", "@arrayPath"))
        return {name: DIRECTIVES[name](self, 2)}

    def node(self, depth: int) -> Any:
        rng = self.rng
        kind = rng.weighted(
            {"directive": 62, "scalar": 18, "object": 10, "array": 8} if depth > 0 else {"path": 60, "scalar": 40}
        )
        if kind == "directive":
            return self.directive(depth)
        if kind == "path":
            return {"@path": self.path()}
        if kind == "object":
            return {rng.choice(KEYS): self.node(depth - 1) for _ in range(rng.integer(0, 3))}
        if kind == "array":
            return [self.node(depth - 1) for _ in range(rng.integer(0, 3))]
        return rng.scalar()

    def directive(self, depth: int) -> Any:
        rng = self.rng
        name = rng.weighted(_WEIGHTS)
        if depth <= 1 and rng.often(0.3):
            name = "@path"
        options = DIRECTIVES[name](self, depth - 1)
        if rng.astray():
            return self.malformed(name, options, depth)
        if rng.often(0.03):
            return {"_metadata": rng.scalar(), name: options}
        return {name: options}

    def malformed(self, name: str, options: Any, depth: int) -> Any:
        """A directive with one of many mistakes; half of the time in an array, where the mistake shows only when it runs."""
        rng = self.rng
        kind = rng.integer(0, 6)
        if kind == 0:
            broken: Any = {name: rng.json(1)}
        elif kind == 1:
            broken = {rng.choice(_UNKNOWN): options}
        elif kind == 2:
            broken = {name: options, rng.choice(("@path", "@if", "x", "0", "_metadata")): rng.scalar()}
        elif isinstance(options, dict) and options:
            key = rng.choice(tuple(options))
            broken = dict(options)
            if kind < 5:
                broken[key] = rng.choice(
                    (None, True, False, 0, "", "x", [], {}, rng.json(1), {"@path": 5}, self.node(0))
                )
            else:
                del broken[key]
            broken = {name: broken}
        else:
            broken = {name: rng.choice((None, 5, "", [], {}, {"@path": "$.userId"}, [None], [5, {}]))}
        return [broken] if rng.often(0.5) else broken

    def path(self) -> str:
        return path(self.rng, self.places)

    def text(self, depth: int) -> Any:
        """Text, or a directive that may result in text."""
        return self.rng.text() if self.rng.often(0.3) else self.directive(depth)

    def inside(self, places: list[tuple[str, ...]], depth: int) -> Any:
        """A mapping that reads something other than the event."""
        before, self.places = self.places, places
        out = (
            {self.rng.choice(KEYS): self.node(depth - 1) for _ in range(self.rng.integer(1, 3))}
            if self.rng.often(0.7)
            else self.directive(depth)
        )
        self.places = before
        return out


def _path(given: Mappings, depth: int) -> Any:
    return given.text(depth) if depth > 1 and given.rng.often(0.06) else given.path()


def _template(given: Mappings, depth: int) -> Any:
    rng = given.rng
    if depth > 1 and rng.often(0.05):
        return given.directive(depth)
    out = []
    for _ in range(rng.integer(1, 4)):
        path = given.path()
        path = path.removeprefix("$.") if rng.often(0.9) else path
        out.append(
            rng.choice(
                (
                    f"{{{{{path}}}}}",
                    f"{{{{ {path} }}}}",
                    f"{{{{{{{path}}}}}}}",
                    f"{{{{\n{path}\t}}}}",
                    "{{}}",
                    "{{ }}",
                    "}}",
                    "{{{",
                    rng.text(),
                    " ",
                    "-",
                )
            )
        )
    return "".join(out)


def _if(given: Mappings, depth: int) -> Any:
    rng = given.rng
    out = {rng.choice(("exists", "exists", "blank")): given.node(depth)}
    if rng.often(0.1):
        out[rng.choice(("exists", "blank"))] = rng.scalar()
    if rng.often(0.85):
        out["then"] = given.node(depth)
    if rng.often(0.7):
        out["else"] = rng.choice((0, "", False, None, [], {})) if rng.often(0.2) else given.node(depth)
    return out


def _case(given: Mappings, depth: int) -> Any:
    rng = given.rng
    out: dict[str, Any] = {"operator": rng.choice(("lower", "upper", "lower", "upper", "Lower", "title", ""))}
    if rng.often(0.95):
        out["value"] = given.text(depth)
    return out


def _replace(given: Mappings, depth: int) -> Any:
    rng = given.rng
    out: dict[str, Any] = {"pattern": rng.choice(_PATTERNS), "value": given.text(depth)}
    if rng.often(0.85):
        out["replacement"] = rng.choice(_REPLACEMENTS)
    for name in ("ignorecase", "global"):
        if rng.often(0.4):
            out[name] = rng.choice((True, False))
    if rng.often(0.25):
        out["pattern2"] = rng.choice((*_PATTERNS, "01234567890", 5, None, ""))
        if rng.often(0.8):
            out["replacement2"] = rng.choice((*_REPLACEMENTS, "01234567890", 5, None))
    return out


def _array_path(given: Mappings, depth: int) -> Any:
    rng = given.rng
    root = (
        given.directive(depth)
        if rng.often(0.2)
        else rng.choice(("$.traits.rows", "properties.products", "$.traits.tags", "$.traits", "", given.path()))
    )
    if rng.often(0.15):
        return [root]
    shape = rng.choice(({}, [], "x", None, 5)) if rng.often(0.1) else given.inside(given.items, depth)
    return [root, shape] if rng.often(0.95) else [root, shape, rng.scalar()]


def _json(given: Mappings, depth: int) -> Any:
    rng = given.rng
    value = {"@path": rng.choice(("$.properties.json", "$.traits.name"))} if rng.often(0.3) else given.node(depth)
    return {"mode": rng.choice(("encode", "decode", "encode", "decode", "ENCODE")), "value": value}


def _flatten(given: Mappings, depth: int) -> Any:
    rng = given.rng
    out: dict[str, Any] = {
        "separator": rng.choice((".", "_", "", "::", "🐎", "\ude00")),
        "value": {"@path": given.path()} if rng.often(0.6) else given.node(depth),
    }
    if rng.often(0.4):
        out["omitArrays"] = rng.choice((True, False, "false", 0, None))
    return out


def _merge(given: Mappings, depth: int) -> Any:
    rng = given.rng
    objects = [given.inside(given.places, depth) for _ in range(rng.integer(0, 3))]
    return {"direction": rng.choice(("left", "right", "LEFT", "Right")), "objects": objects}


def _transform(given: Mappings, depth: int) -> Any:
    rng = given.rng
    apply = given.inside(given.places, depth)
    if rng.often(0.1):
        apply = {"__segment_internal_directive": given.root(), **apply} if isinstance(apply, dict) else apply
    return {"apply": apply, "mapping": given.inside(list(keys_of(apply)), depth)}


def _liquid(given: Mappings, depth: int) -> Any:
    return template(given.rng, given.places)


DIRECTIVES: Mapping[str, Callable[[Mappings, int], Any]] = {
    "@path": _path,
    "@template": _template,
    "@literal": lambda given, depth: given.node(depth),
    "@if": _if,
    "@case": _case,
    "@replace": _replace,
    "@arrayPath": _array_path,
    "@json": _json,
    "@flatten": _flatten,
    "@merge": _merge,
    "@transform": _transform,
    "@excludeWhenNull": lambda given, depth: given.node(depth),
    "@liquid": _liquid,
}
"""Each directive with the method that draws its value."""

_WEIGHTS = {**dict.fromkeys(DIRECTIVES, 10), "@path": 22, "@template": 16, "@literal": 5, "@liquid": 6}


def mapping_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `mapping`."""
    given: Any = event(rng)
    mapping = Mappings(rng, given).whole()
    if rng.astray() and rng.often(0.1):
        given = rng.choice((None, [], "x", 5, True))
    return {"kind": "mapping", "mapping": mapping, "event": given}


def liquid_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `mapping` with one or two templates."""
    given = event(rng)
    places = list(keys_of(given))
    mapping: dict[str, Any] = {name: {"@liquid": template(rng, places)} for name in ("a", "b")[: rng.integer(1, 2)]}
    if rng.often(0.05):
        mapping = {"a": {"@arrayPath": ["$.traits.rows", mapping]}}
    return {"kind": "mapping", "mapping": mapping, "event": given}
