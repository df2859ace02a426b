"""Answers that go out together: those that are ready in one turn of an event loop are sent at its end, one connection after another.

Each write wakes whoever waits for it, which takes as long as a sixth of an assert; a client that is awake already is not woken again.
"""

from __future__ import annotations

import asyncio

__all__ = ["Together"]


class Together:
    """What is to be written in this turn, of all connections of one server."""

    __slots__ = ("_answers",)

    def __init__(self) -> None:
        self._answers: list[tuple[asyncio.Transport, bytes]] = []

    def add(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, answer: bytes) -> None:
        """Write an answer at the end of this turn of the loop, before anything that comes later is read."""
        if not self._answers:
            loop.call_soon(self.write)
        self._answers.append((transport, answer))

    def write(self) -> None:
        """Write what there is; to be called before a connection is closed, or before something that may take long."""
        answers, self._answers = self._answers, []
        for transport, answer in answers:
            transport.write(answer)
