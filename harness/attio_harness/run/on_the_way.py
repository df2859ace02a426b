"""What Segment sees of an answer that a fault rule delays, cuts off or withholds. Pure; the emulator makes the answer itself.

Observed in production: a request to Attio without an answer fails because it "exceeded the deadline of 3.5s". Observed of the
published client: a refused connection, a reset one and one that closes without an answer fail at once, with the words below. It
waits without end for the rest of a body that breaks off, until the deadline.
"""

from __future__ import annotations

from attio_emulator import Response
from segment_actions import Request
from segment_actions.errors import FetchError, RequestTimedOut, TransportError

__all__ = ["DEADLINE", "TooLate", "failure_of"]

DEADLINE = 3.5
"""How long a request may take until its whole answer is there, in seconds (`delivery.deadline`)."""


class TooLate(FetchError):
    """The whole answer did not arrive in time."""

    def __init__(self, url: str, deadline: float) -> None:
        super().__init__(url, f"The https request exceeded the deadline of {deadline:g}s")


def failure_of(request: Request, answer: Response, deadline: float) -> TransportError | None:
    """How the request fails; None if its whole answer arrives within the deadline (in seconds)."""
    wire, passed = answer.wire, answer.delay
    end: TransportError | None = None
    if wire.kind == "drip":
        passed += len(answer.body) / wire.rate
    elif wire.kind == "refused":
        end = FetchError(request.url, "connect ECONNREFUSED", "ECONNREFUSED")
    elif wire.kind == "unreachable":
        passed += wire.seconds
        end = FetchError(request.url, "connect ETIMEDOUT", "ETIMEDOUT")
    elif wire.kind == "silent":
        passed += wire.seconds
        end = FetchError(request.url, "socket hang up", "ECONNRESET")
    elif wire.kind == "reset" and wire.bytes == 0:
        end = FetchError(request.url, "read ECONNRESET", "ECONNRESET")
    elif wire.kind == "half_closed" and wire.bytes == 0:
        end = FetchError(request.url, "socket hang up", "ECONNRESET")
    elif wire.kind != "answered":
        passed = float("inf")
    # the client's own limit, which is longer unless somebody sets a longer deadline
    own = request.timeout
    if own is not None and passed * 1000 > own and own < deadline * 1000:
        return RequestTimedOut(own)
    return TooLate(request.url, deadline) if passed > deadline else end
