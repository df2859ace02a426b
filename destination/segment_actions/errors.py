"""What can go wrong on Segment's side: the tree first, then the classes. No rule is checked here.

    SegmentError
    ├── MappingError             a mapping is malformed, or a directive got a value it cannot work with
    ├── FqlError                 a trigger is not FQL
    ├── PayloadValidationError   a payload does not fit the fields of its action (Segment: AggregateAjvError)
    ├── UnusableValue            a value from Python that JSON has not
    ├── FieldError               an action or a field that is declared wrongly
    ├── TransportError           a request got no answer
    │   ├── RequestTimedOut        (Segment: TimeoutError)
    │   ├── RequestTimeoutError, RequestClientError
    │   └── FetchError
    ├── HTTPError                an answer that is not 2xx: stands in `http`, with the answer it holds
    ├── EngineError              where Segment's engine fails with an error of JavaScript itself (a TypeError)
    └── IntegrationError         raised by an action or the runtime, with a code
        ├── PayloadRefused         (Segment: PayloadValidationError, the one an action raises)
        ├── APIError, SelfTimeoutError, RetryableError, InvalidAudienceMembershipError
        └── InvalidAuthenticationError

`name`, `code` and `status` are Segment's own; `retried` tells whether its platform tries the delivery again.
Source: observation of the published packages (actions-core 3.170.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from segment_actions.js import number_text
from segment_actions.pointers import keys_of

__all__ = [
    "APIError",
    "EngineError",
    "FetchError",
    "FieldError",
    "FqlError",
    "IntegrationError",
    "InvalidAudienceMembershipError",
    "InvalidAuthenticationError",
    "MappingError",
    "PayloadProblem",
    "PayloadRefused",
    "PayloadValidationError",
    "Problem",
    "RequestClientError",
    "RequestTimedOut",
    "RequestTimeoutError",
    "RetryableError",
    "SegmentError",
    "SelfTimeoutError",
    "TransportError",
    "UnusableValue",
    "is_retried",
]


def is_retried(status: int) -> bool:
    """Whether Segment's platform tries a delivery with this HTTP status again (documentation of Segment's delivery)."""
    return status in (408, 423, 429) or (status >= 500 and status != 501)


class SegmentError(Exception):
    """Root of the tree. `str()` is Segment's message, word for word where it has one.

    `name`, `code` and `status` (HTTP) are those of Segment's class; None where it has none.
    """

    name = "Error"
    code: str | None = None
    status: int | None = None

    @property
    def retried(self) -> bool:
        """Whether Segment's platform tries again: 408, 423, 429 and 5xx except 501."""
        return is_retried(self.status or 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a mapping: where (a JSON pointer into the mapping) and Segment's text.

    `reason` says the same for programs, with what it is about in `about`; both are empty where only the text is known:

        no text (directive, JavaScript type found), no array (type), no object (type), unknown directive (name),
        no options (directive), missing option (directive, option), unknown operator, too long (option), no separator,
        long template, filter disabled (name), tag disabled (name), unknown tag (name), not closed ("output", "tag" or "raw"),
        block not closed (tag), no expression (what stands there), no liquid
    """

    pointer: str
    message: str
    reason: str = ""
    about: tuple[str, ...] = ()

    @property
    def member(self) -> tuple[str, ...]:
        """The member of the payload that this part of the mapping fills: the keys of the pointer before the first directive."""
        return tuple(takewhile(lambda key: not key.startswith(("@", "__segment_internal_")), keys_of(self.pointer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadProblem:
    """One thing wrong with a payload.

    `member` is the way to the member at fault, as keys ("0" for the first of an array); to the one that is missing, where one is.
    `pointer` is Segment's: it leads to the object that misses it. `keyword` is the keyword of JSON Schema that the value breaks:
    type, enum, required, if, format, minimum, maximum, minLength or maxLength. `expected` is what the keyword asks for: the
    JSON types, the choices, a format, a limit, the key that is missing. `found` is the JSON type of the value, None for one that is missing.
    """

    member: tuple[str, ...]
    pointer: str
    message: str
    keyword: str
    expected: Any
    found: str | None

    @property
    def path(self) -> str:
        """The pointer as Segment's `path`, `$.items[0].sku`."""
        pieces = [key.replace(".", "\\.") for key in keys_of(self.pointer)]
        return "$" + "".join(f"[{piece}]" if piece.isascii() and piece.isdigit() else f".{piece}" for piece in pieces)

    def row(self) -> dict[str, str]:
        """As Segment reports it."""
        return {"path": self.path, "pointer": self.pointer, "message": self.message}


class MappingError(SegmentError):
    """A mapping that cannot be resolved.

    `problems` is never empty; each names its place in the mapping and the member of the payload that this place fills. `aggregate` tells the two forms of Segment apart: a list of messages (`AggregateError`,
    without a status) and a single one.
    """

    def __init__(self, problems: Sequence[Problem], *, name: str = "Error", aggregate: bool = False) -> None:
        self.problems = tuple(problems)
        self.name = "AggregateError" if aggregate else name
        self.aggregate = aggregate
        super().__init__(" ".join(problem.message for problem in self.problems))

    @property
    def messages(self) -> list[str]:
        """What is wrong at each place, in Segment's words."""
        return [problem.message for problem in self.problems]

    @property
    def retried(self) -> bool:
        return False


class FqlError(SegmentError):
    """A trigger that Segment cannot parse; the text is Segment's message.

    `at` is the place in the trigger where something is missing or wrong, in characters from 0. `reason` says what it is where
    Segment's message, one of JavaScript's engine, does not.
    """

    def __init__(self, message: str, at: int = 0, reason: str = "") -> None:
        self.at = at
        self.reason = reason
        super().__init__(message)

    @property
    def retried(self) -> bool:
        return False


class PayloadValidationError(SegmentError):
    """A payload that does not fit its fields.

    `problems` has each one with its facts, in Segment's order: the member of the payload, what was expected, what was found.
    `errors` lists them as Segment does, `{"path": "$.email_address", "pointer": "/email_address", "message": "…"}`; the text is
    the messages joined, as Segment reports it.
    """

    name = "AggregateAjvError"
    status = 400

    def __init__(self, problems: Sequence[PayloadProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))

    @property
    def errors(self) -> list[dict[str, str]]:
        """Each problem as Segment lists it: `path`, `pointer` and `message`."""
        return [problem.row() for problem in self.problems]


class UnusableValue(SegmentError):
    """A value from Python that no JSON can carry: a set, a key that is no text, an object that contains itself.

    `pointer` leads to it in the value that was given.
    """

    name = "UnusableValue"

    def __init__(self, message: str, pointer: str = "") -> None:
        self.pointer = pointer
        super().__init__(message)

    @property
    def retried(self) -> bool:
        return False


class FieldError(SegmentError, ValueError):
    """An action, or a field of an action or destination, that is declared wrongly."""

    name = "FieldError"

    @property
    def retried(self) -> bool:
        return False


class EngineError(SegmentError):
    """What is a `TypeError` of the JavaScript engine in the published packages; the text is only roughly theirs."""

    def __init__(self, message: str, name: str = "TypeError") -> None:
        self.name = name
        super().__init__(message)


class TransportError(SegmentError):
    """A request that got no answer."""


class RequestTimedOut(TransportError):  # its Segment name is TimeoutError, which Python has taken
    """No answer within the client's time-out (10 s unless said)."""

    name = "TimeoutError"
    code = "ETIMEDOUT"

    def __init__(self, milliseconds: float = 10_000) -> None:
        super().__init__(f"Request timed out after {number_text(milliseconds)}ms")


class RequestTimeoutError(TransportError):
    """The caller's own signal ended the request because its time was over."""

    name = "RequestTimeoutError"
    code = "REQUESTTIMEOUTERROR"
    status = 408

    def __init__(self, message: str = "Request timed out before receiving a response") -> None:
        super().__init__(message)


class RequestClientError(TransportError):
    """The caller's own signal ended the request."""

    name = "RequestClientError"
    code = "REQUESTCLIENTERROR"
    status = 408

    def __init__(self, message: str = "Request was aborted") -> None:
        super().__init__(message)


class FetchError(TransportError):
    """The network failed; `code` is the system's, such as ECONNRESET."""

    name = "FetchError"

    def __init__(self, url: str, reason: str, code: str | None = None) -> None:
        self.code = code
        super().__init__(f"request to {url} failed, reason: {reason}")


class IntegrationError(SegmentError):
    """Raised by an action or the runtime, with a code of Segment's list and an HTTP status."""

    name = "IntegrationError"

    def __init__(self, message: str, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class PayloadRefused(IntegrationError):
    """An action finds a payload wrong that fits its fields."""

    name = "PayloadValidationError"  # Python's class of this name is Segment's AggregateAjvError
    code = "PAYLOAD_VALIDATION_FAILED"
    status = 400


class InvalidAudienceMembershipError(IntegrationError):
    """An action cannot tell whether the event adds to its audience or takes away."""

    name = "InvalidAudienceMembershipError"
    code = "INVALID_AUDIENCE_MEMBERSHIP"
    status = 400


class APIError(IntegrationError):
    """The partner's API refused; the code is the status as text."""

    name = "APIError"

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, str(status), status)


class SelfTimeoutError(IntegrationError):
    """The action gave up on its own account."""

    name = "SelfTimeoutError"
    code = "SELF_TIMEOUT"
    status = 408


class RetryableError(IntegrationError):
    """The action asks for another try; `status` is 408, 423, 429 or a 5xx other than 501.

    Raises:
        ValueError: any other status.
    """

    name = "RetryableError"
    code = "RETRYABLE_ERROR"

    def __init__(self, message: str, status: int = 500) -> None:
        if status >= 600 or not is_retried(status):
            raise ValueError(f"status {status} is never tried again; expected 408, 423, 429 or a 5xx except 501")
        super().__init__(message, None, status)


class InvalidAuthenticationError(IntegrationError):
    """The access token is refused and could not be refreshed."""

    name = "InvalidAuthenticationError"
    code = "INVALID_AUTHENTICATION"
    status = 401
