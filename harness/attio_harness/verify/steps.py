"""What a probe sends and receives: requests, waits and answers as plain values. Nothing is sent here.

A `Program` is a generator that yields steps and is sent an `Answer` for each, like an action of the destination. So the same
program runs against a real workspace, against an emulator in memory, or only to list its requests.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from attio_harness.exchanges.answers import Answer

__all__ = ["Ask", "NoAnswer", "NotSeen", "Program", "Settle", "Step", "Until", "Upload", "driven"]

T = TypeVar("T")

_READS = ("GET", "HEAD")
_READING = ("/query", "/search", "/v2/sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a form: this many zero bytes, which need not be kept in memory."""

    name: str
    size: int
    type: str = "text/plain"

    def __str__(self) -> str:
        return f"{self.name}: {self.size:,} bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. Without a `body` if that is None; without its header if `content_type` is None; `authorized` sends the token of
    the run, or another `token`.

    `form` replaces a JSON body.
    """

    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: Any = None
    content_type: str | None = "application/json"
    authorized: bool = True
    token: str | None = field(default=None, repr=False)
    form: Mapping[str, str | Upload] | None = None

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing: queries, searches and SQL are POSTs."""
        return self.method in _READS or (self.method == "POST" and self.path.endswith(_READING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Ask again and again until the answer is the expected one; `what` describes it in words."""

    ask: Ask
    done: Callable[[Answer], bool]
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Wait for delayed effects that cannot be observed."""


Step: TypeAlias = Ask | Until | Settle
Program: TypeAlias = Generator[Step, Answer, T]


class NoAnswer(Exception):
    """A request without a valid answer: a timeout, a broken connection, 5xx, 429 to the end, or a token that is refused."""


class NotSeen(Exception):
    """What was waited for did not come in time."""


def driven(program: Program[T], answer: Callable[[Step], Answer]) -> T:
    """Run a program to its end.

    Raises:
        NoAnswer, NotSeen: from `answer`, unless the program handles it.
    """
    try:
        step = next(program)
        while True:
            try:
                got = answer(step)
            except (NoAnswer, NotSeen) as error:
                step = program.throw(error)
            else:
                step = program.send(got)
    except StopIteration as stop:
        found: T = stop.value
        return found
    finally:
        program.close()
