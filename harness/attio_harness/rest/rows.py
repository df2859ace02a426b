"""One object of an answer. If it is not as its API documents it, the error is one line that says where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attio_harness.errors import InputError
from attio_harness.text.words import told

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """An object of an answer whose members are read by type; raises `InputError` if one is not as documented."""

    value: Any
    pointer: str
    where: str
    whose: str = "Attio"
    """Whose documentation describes it."""

    def _get(self, key: str, kind: type, expected: str) -> Any:
        is_object = isinstance(self.value, dict)
        value = self.value.get(key) if is_object else self.value
        if not is_object or not isinstance(value, kind):
            found = "an object without it" if is_object and key not in self.value else told(value)
            problem = f"the answer is not as {self.whose} documents it: found {found}, expected {expected}"
            raise InputError(problem, file=self.where, pointer=f"{self.pointer}/{key}")
        return value

    def text(self, key: str) -> str:
        return str(self._get(key, str, "text"))

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, "true or false"))

    def list(self, key: str) -> list[Any]:
        found: list[Any] = self._get(key, list, "a list")
        return found

    def texts(self, *keys: str) -> Sequence[str]:
        """A list of texts, nested by these keys; empty if a key is missing."""
        found = self.maybe(*keys)
        if found is not None and not (isinstance(found, list) and all(isinstance(one, str) for one in found)):
            problem = f"the answer is not as {self.whose} documents it: found {told(found)}, expected a list of texts"
            raise InputError(problem, file=self.where, pointer=f"{self.pointer}/{'/'.join(keys)}")
        return found or []

    def inside(self, key: str) -> Row:
        return Row(self._get(key, dict, "an object"), f"{self.pointer}/{key}", self.where, self.whose)

    def maybe(self, *keys: str) -> Any:
        """A nested member; None if a key is missing."""
        value = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def id(self, name: str) -> str:
        return self.inside("id").text(name)
