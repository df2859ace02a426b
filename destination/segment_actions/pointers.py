"""JSON pointers (RFC 6901): how a key is written in one, and read again."""

from __future__ import annotations

__all__ = ["keys_of", "token"]


def token(key: str) -> str:
    """A key as it stands in a pointer, without its slash."""
    return key.replace("~", "~0").replace("/", "~1")


def keys_of(pointer: str) -> list[str]:
    """The keys a pointer walks."""
    return [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
