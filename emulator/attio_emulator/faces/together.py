"""Sends responses together: those ready in one turn of the event loop are written at its end, one connection after
another.

Each write wakes its receiver, which costs up to a sixth of an assert; a client that is already awake is not woken
again.
"""

from __future__ import annotations

import asyncio

__all__ = ["Together"]


class Together:
    """The pending writes of this turn, for all connections of one server."""

    __slots__ = ("_answers",)

    def __init__(self) -> None:
        self._answers: list[tuple[asyncio.Transport, bytes]] = []

    def add(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, answer: bytes) -> None:
        """Write a response at the end of this turn of the loop, before anything later is read."""
        if not self._answers:
            loop.call_soon(self.write)
        self._answers.append((transport, answer))

    def write(self) -> None:
        """Write everything pending. Call it before closing a connection, or before something that may take long."""
        answers, self._answers = self._answers, []
        for transport, answer in answers:
            transport.write(answer)
