"""What `local.…` and `var.…` stand for in a file of HCL, as far as the folder says so: Terraform reads all files of a folder as one.

A variable stands for its value in `terraform.tfvars` or `*.auto.tfvars`, or else for its default. A call of the module, `-var` or the
environment may give another, so `hcl` notes which ones were read. Sources: Terraform's documentation of local values and of input variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attio_harness.errors import InputError
from attio_harness.inputs.files import is_beside
from attio_harness.inputs.hcl_trees import body_of, first, label, labels, parsed, text_of, trees

if TYPE_CHECKING:
    from attio_harness.inputs.hcl_trees import Branch

__all__ = ["Names"]

_MOST_BYTES = 1_000_000
"""The largest file beside that is read for its names."""
_MOST_STEPS = 30
"""Through how many names one is followed, since they may lead in a circle."""


class Names:
    """The names that the body of a file declares, and those of the files beside it, which are read at the first name that it lacks."""

    def __init__(self, body: Branch, file: str) -> None:
        self._own = dict(_declared(body))
        self._file = file

    def find(self, tree: Branch) -> tuple[Branch, str, bool] | None:
        """The expression that a reference stands for, the name in it, and whether that is in another file; None if the folder does not say."""
        return self._followed(tree, _MOST_STEPS)

    def _followed(self, tree: Branch, steps: int) -> tuple[Branch, str, bool] | None:
        root, name, *rest = _steps(tree) or ("", "")
        found = self._of(f"{root}.{name}") if root in ("local", "var") and steps else None
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
        given = self._given.get(name) if name.startswith("var.") else None
        if given is not None:
            return given, True
        if name in self._own:
            return self._own[name], False
        return (self._beside[name], True) if name in self._beside else None

    @cached_property
    def _beside(self) -> dict[str, Branch]:
        found: dict[str, Branch] = {}
        for body in self._bodies(".tf", ".tofu"):
            found.update(_declared(body))
        return found

    @cached_property
    def _given(self) -> dict[str, Branch]:
        """The values of variables; the last file counts, as in Terraform."""
        found: dict[str, Branch] = {}
        for ending in ("terraform.tfvars", ".auto.tfvars"):
            for body in self._bodies(ending):
                found.update((f"var.{name}", value) for name, value in _attributes(body))
        return found

    def _bodies(self, *endings: str) -> Iterator[Branch]:
        own = Path(self._file)
        with suppress(OSError, ValueError):
            if not own.is_file():  # standard input, or a text of the playground
                return
            for one in sorted(own.parent.iterdir()):
                is_read = (
                    one.name.endswith(endings) and not is_beside(one.name) and one.name != own.name and one.is_file()
                )
                if is_read and one.stat().st_size <= _MOST_BYTES:
                    text = one.read_text("utf-8", "replace")
                    # whoever reads that file says what is wrong with it
                    with suppress(InputError):
                        if ".tfvars" in one.name or "locals" in text or "variable" in text:
                            yield trees(parsed(text, str(one)))[0]


def _declared(body: Branch) -> Iterator[tuple[str, Branch]]:
    for block in trees(body):
        match labels(block) if block.data == "block" else []:
            case ["locals"]:
                yield from ((f"local.{name}", value) for name, value in _attributes(body_of(block)))
            case ["variable", variable]:
                members = dict(_attributes(body_of(block)))
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
    """The value of a key in an object as it is written."""
    if tree.data != "object":
        return None
    for one in trees(tree):
        name = trees(one)[0]
        if first(name) != "LPAR" and label(name) == key:
            return trees(one)[-1]
    return None
