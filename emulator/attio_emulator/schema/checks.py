"""What any part of a workspace file is asked: which members it has, of which kinds; mistakes are collected, each with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attio_emulator.dates import moment_of
from attio_emulator.errors import Problem, pointer_token, shortened

__all__ = ["Checks"]


class Checks:
    """Reads members of a file; what is wrong goes to `_problems`, and something harmless stands in for it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []

    def _say(
        self,
        pointer: str,
        found: Any,
        expected: str,
        among: Iterable[str] = (),
        *,
        at: Literal["value", "key", "quotes"] = "value",
    ) -> None:
        close = difflib.get_close_matches(str(found), [str(one) for one in among], n=1, cutoff=0.5)
        self._problems.append(
            Problem(
                pointer=pointer, found=shortened(found), expected=expected, closest=close[0] if close else None, at=at
            )
        )

    # -- shapes ----------------------------------------------------------------------------------------------------

    def _members(self, value: Any, pointer: str, known: tuple[str, ...], what: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._say(pointer, value, what)
            return {}
        for key in value:
            if key not in known:
                self._say(pointer + pointer_token(key), key, f"one of {', '.join(known)}", known, at="key")
        return {str(key): one for key, one in value.items() if key in known}

    def _list(self, value: Any, pointer: str, what: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self._say(pointer, value, what)
            return []
        return value

    def _typed(self, given: Mapping[str, Any], key: str, pointer: str, kind: type, what: str, default: Any) -> Any:
        value = given.get(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            self._say(f"{pointer}/{key}", value, what)
            return default
        return value

    def _text(self, given: Mapping[str, Any], key: str, pointer: str, default: Any = None) -> Any:
        return self._typed(given, key, pointer, str, "text", default)

    def _moment(self, given: Mapping[str, Any], key: str, pointer: str) -> int | None:
        """A moment in milliseconds since 1970."""
        text = self._text(given, key, pointer)
        if text is None:
            return None
        found = moment_of(text)
        if found is None:
            self._say(f"{pointer}/{key}", text, "a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")
            return None
        return int(found[0].timestamp()) * 1000 + found[1] // 1_000_000

    def _flag(self, given: Mapping[str, Any], key: str, pointer: str, default: bool = False) -> bool:
        return bool(self._typed(given, key, pointer, bool, "true or false", default))

    def _required(self, given: Mapping[str, Any], key: str, pointer: str) -> str:
        found = self._text(given, key, pointer)
        if found is None or not str(found).strip():
            if not isinstance(given.get(key), int | float | list | dict):
                self._say(pointer, given.get(key, "nothing"), f"{key}, some text")
            return ""
        return str(found)

    def _once(self, names: Iterable[tuple[str, str]], what: str) -> None:
        seen: dict[str, str] = {}
        for pointer, name in names:
            if name and name in seen:
                self._say(pointer, name, f"{what} that is not at {seen[name]} already")
            seen.setdefault(name, pointer)
