"""What `local.…` and `var.…` stand for in a file of HCL, as far as the folder says so: Terraform reads all files of a folder as one.

A variable stands for its value in `terraform.tfvars` or `*.auto.tfvars`, or in these as JSON, or else for its default. A call of the module,
`-var` or the environment may give another, so `hcl` notes which ones were read. What a variable marked as sensitive stands for is not read:
values of mappings are in reports. Sources: Terraform's documentation of local values, of input variables and of override files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attio_harness.errors import InputError
from attio_harness.inputs.files import is_beside
from attio_harness.inputs.hcl_files import GIVEN, is_given, is_named_hcl, is_read_beside, overrides
from attio_harness.inputs.hcl_trees import body_of, first, label, labels, parsed, text_of, trees
from attio_harness.text.json import loads
from attio_harness.text.remembered import remembered

if TYPE_CHECKING:
    from attio_harness.inputs.hcl_trees import Branch

__all__ = ["Names"]

_MOST_BYTES = 1_000_000
"""The largest file beside that is read for its names."""
_MOST_STEPS = 30
"""Through how many names one is followed, since they may lead in a circle."""
_MOST_VALUES = 50_000
"""How many values are read for the names in a file: a few that each have the next one twice stand for millions."""


class Names:
    """The names that the body of a file declares, and those of the files beside it, which are read at the first name that it lacks."""

    def __init__(self, body: Branch, folder: Path | None, file: str) -> None:
        """`folder` is that of the file; None for a text that has none."""
        self._own = dict(_declared(body))
        self._folder, self._file = folder, Path(file).name
        self.left = _MOST_VALUES
        """How many values may still be read for names."""

    def find(self, tree: Branch) -> tuple[Branch, str, bool] | None:
        """The expression that a reference stands for, the name in it, and whether that is in another file; None if the folder does not say."""
        return self._followed(tree, _MOST_STEPS)

    def _followed(self, tree: Branch, steps: int) -> tuple[Branch, str, bool] | None:
        root, name, *rest = _steps(tree) or ("", "")
        self.left -= 1
        found = self._of(f"{root}.{name}") if root in ("local", "var") and steps and self.left > 0 else None
        if found is None:
            return None
        expression, is_elsewhere = found
        for key in rest:
            again = self._followed(_inner(expression), steps - 1)
            expression, is_elsewhere = (again[0], is_elsewhere or again[2]) if again else (expression, is_elsewhere)
            inside = _member(_inner(expression), key)
            if inside is None:
                return None
            expression = inside
        return expression, f"{root}.{name}", is_elsewhere

    def type_of(self, variable: str) -> str:
        """The type to which Terraform converts the value of `var.name`; `any` if none is declared."""
        name = f"type.{variable.removeprefix('var.')}"
        found = self._own.get(name) or self._beside.get(name)
        return text_of(found) if found is not None else "any"

    def _of(self, name: str) -> tuple[Branch, bool] | None:
        if name.startswith("var."):
            kept = f"sensitive.{name.removeprefix('var.')}"
            if self._given is None or kept in self._own or kept in self._beside:
                return None
            if name in self._given:
                return self._given[name], True
        if name in self._own and name not in self._overriding:
            return self._own[name], False
        return (self._beside[name], True) if name in self._beside else None

    @cached_property
    def _beside(self) -> dict[str, Branch]:
        found: dict[str, Branch] = {}
        for one in self._files:
            if is_named_hcl(one.name) and not overrides(one.name):
                found.update(_declared_in(one) or {})
        return {**found, **self._overriding}

    @cached_property
    def _overriding(self) -> dict[str, Branch]:
        found: dict[str, Branch] = {}
        for one in self._files:
            if is_named_hcl(one.name) and overrides(one.name) and not overrides(self._file):
                found.update(_declared_in(one) or {})
        return found

    @cached_property
    def _given(self) -> dict[str, Branch] | None:
        """The values of variables, of which the last file counts, as in Terraform; None if a file has others that cannot be read."""
        found: dict[str, Branch] = {}
        by_name = {one.name: one for one in self._files if is_given(one.name)}
        for name in (*GIVEN, *(name for name in by_name if name not in GIVEN)):
            values = _declared_in(by_name[name]) if name in by_name else {}
            if values is None:
                return None
            found.update(values)
        return found

    @cached_property
    def _files(self) -> list[Path]:
        with suppress(OSError, ValueError):
            if self._folder is not None and (self._folder / self._file).is_file():  # not standard input
                there = (
                    one
                    for one in sorted(self._folder.iterdir())
                    if is_read_beside(one.name) and not is_beside(one.name)
                )
                return [one for one in there if one.name != self._file and one.is_file()]
        return []


def _declared_in(file: Path) -> dict[str, Branch] | None:
    """The names that a file declares; None if it cannot be read: whoever reads that file says what is wrong with it."""
    with suppress(OSError):
        if file.stat().st_size <= _MOST_BYTES:
            return _declared_by(file.read_text("utf-8", "replace"), file.name)
    return None


@remembered(answers=64, longest=200_000, length=lambda text, name: len(text))
def _declared_by(text: str, name: str) -> dict[str, Branch] | None:
    """Cached, since every file of a folder has the same others beside it."""
    has_values = is_given(name)
    if not has_values and "locals" not in text and "variable" not in text:
        return {}
    with suppress(InputError, ValueError, RecursionError):
        body = trees(parsed(_as_hcl(text) if name.endswith(".json") else text, name))[0]
        return {f"var.{one}": value for one, value in _attributes(body)} if has_values else dict(_declared(body))
    return None


def _as_hcl(text: str) -> str:
    """The JSON of a file of values as HCL, whose objects have JSON's form; raises ValueError if it is none."""
    values = loads(text)
    if not isinstance(values, dict):
        raise ValueError("no object")
    return "".join(f"{name} = {_in_hcl(value)}\n" for name, value in values.items() if _NAME.fullmatch(name))


_NAME = re.compile(r"[^\W\d][\w-]*")


def _in_hcl(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")  # texts are no templates
    return re.sub(r"\\(.)", lambda found: _NOT_IN_HCL.get(found[1], found[0]), written)


_NOT_IN_HCL = {"b": "\\u0008", "f": "\\u000c"}
"""Escapes that only JSON has."""


def _declared(body: Branch) -> Iterator[tuple[str, Branch]]:
    for block in trees(body):
        match labels(block) if block.data == "block" else []:
            case ["locals"]:
                yield from ((f"local.{name}", value) for name, value in _attributes(body_of(block)))
            case ["variable", variable]:
                members = dict(_attributes(body_of(block)))
                # whether it is, if that is computed, is not known
                if any(text_of(members[one]) != "false" for one in ("sensitive", "ephemeral") if one in members):
                    yield f"sensitive.{variable}", members.get("sensitive", members.get("ephemeral", body_of(block)))
                if "type" in members:
                    yield f"type.{variable}", members["type"]
                if "default" in members and text_of(members["default"]) != "null":  # null means that there is none
                    yield f"var.{variable}", members["default"]


def _attributes(body: Branch) -> Iterator[tuple[str, Branch]]:
    for one in trees(body):
        if one.data == "attribute":
            yield label(trees(one)[0]), trees(one)[-1]


def _inner(tree: Branch) -> Branch:
    while tree.data == "expr_term" and len(trees(tree)) == 1:
        tree = trees(tree)[0]
    return tree


def _steps(tree: Branch) -> tuple[str, ...] | None:
    """`local.a["b"].c` -> its names in order; None for any other expression."""
    tree = _inner(tree)
    if tree.data == "identifier":
        return (text_of(tree),)
    if tree.data not in ("get_attr_expr_term", "index_expr_term"):
        return None
    held, step = trees(tree)
    before, inside = _steps(held), trees(step)
    if before is None or len(inside) != 1:
        return None
    key = _inner(inside[0])
    if key.data not in ("identifier", "string", "int_lit") or (key.data == "identifier" and step.data != "get_attr"):
        return None
    return (*before, label(key))


def _member(tree: Branch, key: str) -> Branch | None:
    """The value of a key in an object, or of an index in a list, as it is written."""
    if tree.data == "tuple":
        return next(iter(trees(tree)[int(key) :]), None) if key.isdecimal() and len(key) < 20 else None
    if tree.data != "object":
        return None
    for one in trees(tree):
        name = trees(one)[0]
        if first(name) != "LPAR" and label(name) == key:
            return trees(one)[-1]
    return None
