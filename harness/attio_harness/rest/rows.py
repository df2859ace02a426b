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
        if not isinstance(self.value, dict):
            raise self._other(told(self.value), f"an object with {key}", self.pointer)
        if not isinstance(self.value.get(key), kind):
            found = told(self.value[key]) if key in self.value else "an object without it"
            raise self._other(found, expected, f"{self.pointer}/{key}")
        return self.value[key]

    def _other(self, found: str, expected: str, pointer: str) -> InputError:
        problem = f"the response is not as {self.whose} documents it: found {found}, expected {expected}"
        return InputError(problem, file=self.where, pointer=pointer or None)

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
            raise self._other(told(found), "a list of texts", f"{self.pointer}/{'/'.join(keys)}")
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
