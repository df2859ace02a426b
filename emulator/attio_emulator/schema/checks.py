"""Checks for all parts of a workspace file, beyond its shape. Mistakes are collected, each with its place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

from attio_emulator.dates import milliseconds
from attio_emulator.errors import Problem, shortened

__all__ = ["Checks", "given", "problem_of"]


def given(row: Mapping[str, Any], key: str, default: Any) -> Any:
    """A member, or `default` if it is missing or null."""
    value = row.get(key)
    return default if value is None else value


_ELSEWHERE = {
    "text": "string str varchar char uuid url uri link",
    "number": "integer int bigint long float double decimal numeric percent percentage",
    "checkbox": "boolean bool flag toggle",
    "timestamp": "datetime date-time date_time time timestamptz",
    "select": "enum option options dropdown picklist multiselect multi-select multi_select tags",
    "currency": "money amount price",
    "actor-reference": "user member actor owner",
    "record-reference": "reference relation relationship record lookup",
    "personal-name": "name person full-name full_name",
    "phone-number": "phone tel telephone",
    "location": "address place",
    "title": "name label",
    "options": "values choices",
    "is_writable": "readonly read_only is_readonly",
    "config": "allowed_objects settings",
    "singular_noun": "name label title",
    "active": "enabled is_active is_enabled",
    "attributes": "fields columns properties",
    "people": "person persons contact contacts",
    "companies": "organization organizations organisation organisations account accounts",
    "deals": "opportunity opportunities",
}
"""Names from databases and other CRMs for our types, members and objects. By spelling alone, `string` would be closest to `rating`."""


def _meant(found: str, among: Collection[str]) -> str | None:
    word = found.casefold()
    return next((own for own, others in _ELSEWHERE.items() if own in among and word in others.split()), None)


def problem_of(
    pointer: str,
    found: Any,
    expected: str,
    among: Iterable[str] = (),
    *,
    at: Literal["value", "key", "quotes"] = "value",
) -> Problem:
    """The problem of a value; suggests the word with the same meaning, or else the closest one."""
    words = list(among)
    close: list[str] = []
    if isinstance(found, str):
        meant = _meant(found, words)
        close = [meant] if meant else difflib.get_close_matches(found, words, n=1, cutoff=0.5)
    return Problem(
        pointer=pointer,
        found=shortened(found),
        expected=expected,
        closest=close[0] if close else None,
        at=at,
    )


class Checks:
    """Reads members of a file. Each mistake goes to `problems` and is replaced by something harmless."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)

    def _say(
        self,
        pointer: str,
        found: Any,
        expected: str,
        among: Iterable[str] = (),
        *,
        at: Literal["value", "key"] = "value",
    ) -> None:
        self.problems.append(problem_of(pointer, found, expected, among, at=at))

    def _moment(self, row: Mapping[str, Any], key: str, pointer: str) -> int | None:
        """A moment in milliseconds since 1970."""
        text = row.get(key)
        if text is None:
            return None
        found = milliseconds(text)
        if found is None:
            self._say(f"{pointer}/{key}", text, "a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")
        return found

    def _slugged(
        self, rows: Iterable[Mapping[str, Any] | None], pointer: str, *others: str
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """The rows that have a slug, each with its place, and `others`. A missing slug has already been reported."""
        found = [
            (f"{pointer}/{index}", one)
            for index, one in enumerate(rows)
            if one is not None and all(one.get(name) is not None for name in ("api_slug", *others))
        ]
        self._once(((f"{where}/api_slug", one["api_slug"]) for where, one in found), "a slug")
        return found

    def _once(self, names: Iterable[tuple[str, str]], what: str) -> None:
        seen: dict[str, str] = {}
        for pointer, name in names:
            if name and name in seen:
                self._say(pointer, name, f"{what} that is not at {seen[name]} already")
            seen.setdefault(name, pointer)
