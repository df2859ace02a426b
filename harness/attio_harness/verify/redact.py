"""What the file of a run may hold: no token, no name or ID of the workspace or its people, IDs by number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attio_harness.exchanges.ids import UUID
from attio_harness.exchanges.secrets import is_secret

__all__ = ["Redactor"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
"""A time as Attio writes it; times that a run sends have three digits."""

_NOT_NAMED = "workspace"
"""The name and slug of an emulator's workspace that is not named, and a word of every report."""


class Redactor:
    """Replaces private texts by words; the same text gets the same word.

    Args:
        hidden: texts that must not appear: the token, the workspace's name and slug.
        marker: addresses that hold it are the run's own.
    """

    def __init__(self, hidden: Iterable[str], marker: str) -> None:
        # the longest first: a slug is often part of a name; very short ones are words found everywhere
        texts = sorted({one for one in hidden if len(one) > 2 and one.casefold() != _NOT_NAMED}, key=len, reverse=True)
        words = "|".join(map(re.escape, texts))
        self._hidden = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if texts else None
        self._marker = marker
        self._ids: dict[str, str] = {}

    def value(self, value: Any, key: str = "") -> Any:
        """A JSON value without what is hidden."""
        if isinstance(value, str):
            return "(secret)" if is_secret(key) else self.text(value, key)
        if isinstance(value, dict):
            return {name: self.value(one, name) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one, key) for one in value]
        return value

    def text(self, text: str, key: str = "") -> str:
        if key == "web_url":
            text = re.sub(r"^(https?://[^/]+)/[^/]+", r"\1/(workspace)", text)
        if self._hidden is not None:
            text = self._hidden.sub("(hidden)", text)
        text = UUID.sub(self._id, text)
        text = _EMAIL.sub(lambda found: found[0] if self._marker in found[0] else "(address)", text)
        return "(time)" if _MOMENT.fullmatch(text) else text

    def _id(self, found: re.Match[str]) -> str:
        return self._ids.setdefault(found[0].lower(), f"(id {len(self._ids) + 1})")
