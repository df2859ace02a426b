"""What tests say of an exchange: where it stands, what was sent, what was answered."""

from __future__ import annotations

import json
from typing import Any

from attio_harness.replay.cassettes.files import Recording, recordings_of
from attio_harness.replay.exchange import Exchange

__all__ = ["read", "said", "unread"]


def read(document: Any, *, file: str = "f", indent: int | None = None) -> Recording:
    """The recording of a document, or of a text."""
    text = document if isinstance(document, str) else json.dumps(document, indent=indent)
    return recordings_of(text.encode("utf-8", "surrogatepass"), file)


def said(one: Exchange) -> tuple[Any, ...]:
    answer = one.answer
    return (
        one.method,
        one.host,
        one.path,
        one.query,
        one.json if one.json is not None else one.body,
        None if answer is None else (answer.status, answer.body),
    )


def unread(recording: Recording) -> list[tuple[Any, ...]]:
    return [(one.index, one.line, one.why) for one in recording.unread]
