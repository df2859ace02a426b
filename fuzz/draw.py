"""Makes values from bytes, so that a fuzzer that changes bytes changes values. The same bytes give the same values.

After the last byte, each choice is the first one, so that values end too. The targets decide what to do with the values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

__all__ = ["Draw"]

T = TypeVar("T")

_DEEPEST = 5
_TEXTS = (
    "", "a", "email", "jane@acme.com", "acme.com", "u1", "Pro", "2026-05-01", "2026-05-01T09:00:00.000Z", "+15558675309", "1.5", "-0",
    "true", "null", "0", "1e400", " ", "\n", "é", "\ud83d\ude00", "\ud800", "\x00", "__proto__", "constructor", "length", "$", ".", "[0]",
    "en-US", "US", "a b", "%", "{{", "}}", "'", '"', "\\",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 10, 255, 1.5, -0.0, 1e21, 1e-7, 2**31, 2**53, 2**63, 10**30, 0.1)
_KEYS = (
    "traits", "properties", "context", "email", "type", "userId", "event", "name", "a", "0", "plan", "items", "messageId", "timestamp",
    "receivedAt", "", "a.b", "length", "groupId", "integrations",
)  # fmt: skip


class Draw:
    """Takes choices, texts and JSON values from bytes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        """The next byte; 0 after the last one."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def pick(self, among: Sequence[T]) -> T:
        return among[self.byte() % len(among)]

    def rest(self) -> bytes:
        """All remaining bytes."""
        left, self._at = self._data[self._at :], len(self._data)
        return left

    def rest_text(self) -> str:
        return self.rest().decode("utf-8", "replace")

    def text(self, among: Sequence[str] = _TEXTS) -> str:
        """One of the given texts, or the next bytes as text."""
        first = self.byte()
        if first < 160 or not self:
            return among[first % len(among)]
        size = first % 24
        self._at += size
        taken = self._data[self._at - size : self._at]
        try:
            # lone surrogates are allowed, as JSON can hold \ud800
            return taken.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return taken.decode("latin-1")

    def value(self, depth: int = 0, leaf: Callable[[], Any] | None = None) -> Any:
        """A JSON value; `leaf` makes some of the values inside."""
        kind = self.byte() % (9 if depth < _DEEPEST else 6)
        if kind == 0:
            return None
        if kind in (1, 2):
            return self.text()
        if kind == 3:
            return self.pick(_NUMBERS)
        if kind == 4:
            return bool(self.byte() & 1)
        if kind == 5 and leaf is not None:
            return leaf()
        if kind == 5:
            return self.byte()
        if kind == 6:
            return [self.value(depth + 1, leaf) for _ in range(self.byte() % 4)]
        return self.object(depth, leaf)

    def object(
        self, depth: int = 0, leaf: Callable[[], Any] | None = None, keys: Sequence[str] = _KEYS
    ) -> dict[str, Any]:
        return {self.text(keys): self.value(depth + 1, leaf) for _ in range(self.byte() % 5)}

    def event(self) -> dict[str, Any]:
        """An event of a usual form, filled from the bytes."""
        event: dict[str, Any] = {"type": self.pick(("identify", "group", "track", "page", "screen", "alias"))}
        event |= {"userId": self.text(), "messageId": "m1"} if self.byte() & 1 else {}
        for holder in ("traits", "properties", "context"):
            if self.byte() & 1:
                event[holder] = self.object(1)
        return event | (self.object() if self.byte() & 1 else {})
