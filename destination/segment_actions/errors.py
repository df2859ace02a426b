"""The errors of Segment's side: first the tree, then the classes. No rule is checked here.

    SegmentError
    ├── MappingError             a mapping is malformed, or a directive got a value it cannot work with
    ├── FqlError                 a trigger is not FQL
    ├── PayloadValidationError   a payload does not fit the fields of its action (Segment: AggregateAjvError)
    ├── UnusableValue            a Python value that JSON cannot express
    ├── FieldError               an action or field is declared wrongly
    ├── TransportError           a request got no response
    │   ├── RequestTimedOut        (Segment: TimeoutError)
    │   ├── RequestTimeoutError, RequestClientError
    │   └── FetchError
    ├── HTTPError                a response is not 2xx; defined in `http`, because it holds the response
    ├── EngineError              Segment's engine fails with an error of JavaScript itself (a TypeError)
    └── IntegrationError         raised by an action or the runtime, with a code
        ├── PayloadRefused         (Segment: PayloadValidationError, the one an action raises)
        ├── APIError, SelfTimeoutError, RetryableError, InvalidAudienceMembershipError
        └── InvalidAuthenticationError

`name`, `code` and `status` are Segment's own. `retried` says whether Segment's platform retries the delivery.
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
    """Whether Segment's platform retries a delivery that got this HTTP status (Segment's documentation of delivery)."""
    return status in (408, 423, 429) or (status >= 500 and status != 501)


class SegmentError(Exception):
    """Root of the tree. `str()` is Segment's message, word for word if Segment has one.

    `name`, `code` and `status` (HTTP) are those of Segment's class, or None.
    """

    name = "Error"
    code: str | None = None
    status: int | None = None

    @property
    def retried(self) -> bool:
        """Whether Segment's platform retries: on 408, 423, 429 and 5xx except 501."""
        return is_retried(self.status or 500)

    def __reduce__(self) -> tuple[Any, ...]:
        """As a copy or in another process it has all its fields; by default it would be made anew from its text alone."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    return kind.__new__(kind, *args)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a mapping: its place (a JSON pointer into the mapping) and Segment's message.

    `reason` states the problem for programs and `about` its subject; both are empty if only the message is known. The
    reasons:

        no text (directive, JavaScript type found), no array (type), no object (type), unknown directive (name),
        no options (directive), missing option (directive, option), unknown operator, too long (option), no separator,
        long template, filter disabled (name), tag disabled (name), unknown tag (name), not closed ("output", "tag" or "raw"),
        block not closed (tag), no expression (the text found), no liquid, no root (a whole directive that is none)
    """

    pointer: str
    message: str
    reason: str = ""
    about: tuple[str, ...] = ()

    @property
    def member(self) -> tuple[str, ...]:
        """The payload member that this part of the mapping fills: the keys of the pointer before the first directive."""
        return tuple(takewhile(lambda key: not key.startswith(("@", "__segment_internal_")), keys_of(self.pointer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadProblem:
    """One thing wrong with a payload.

    `member` is the path of keys to the faulty or missing member ("0" is the first element of an array). `pointer` is
    Segment's; for a missing member it leads to the object around it. `keyword` is the violated keyword of JSON Schema:
    type, enum, required, if, format, minimum, maximum, minLength or maxLength. `expected` is what the keyword asks for:
    the JSON types, the choices, a format, a limit, the missing key. `found` is the JSON type of the value, None for a
    missing member.
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

    `problems` is never empty; each names its place in the mapping and the payload member it fills. `aggregate` tells
    Segment's two forms apart: a list of messages (`AggregateError`, without a status) or a single message.
    """

    def __init__(self, problems: Sequence[Problem], *, name: str = "Error", aggregate: bool = False) -> None:
        self.problems = tuple(problems)
        self.name = "AggregateError" if aggregate else name
        self.aggregate = aggregate
        super().__init__(" ".join(problem.message for problem in self.problems))

    @property
    def messages(self) -> list[str]:
        """Segment's message for each problem."""
        return [problem.message for problem in self.problems]

    @property
    def retried(self) -> bool:
        return False


class FqlError(SegmentError):
    """A trigger that Segment cannot parse. The text is Segment's message.

    `at` is the place in the trigger, in characters from 0, where something is missing or wrong. `reason` explains the
    mistake if Segment's message comes from the JavaScript engine and does not.
    """

    def __init__(self, message: str, at: int = 0, reason: str = "") -> None:
        self.at = at
        self.reason = reason
        super().__init__(message)

    @property
    def retried(self) -> bool:
        return False


class PayloadValidationError(SegmentError):
    """A payload that does not fit the fields of its action.

    `problems` lists every problem in Segment's order, with the member, what was expected and what was found. `errors`
    lists them in Segment's form, `{"path": "$.email_address", "pointer": "/email_address", "message": "…"}`. The text
    is all messages joined, as Segment reports it.
    """

    name = "AggregateAjvError"
    status = 400

    def __init__(self, problems: Sequence[PayloadProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))

    @property
    def errors(self) -> list[dict[str, str]]:
        """Each problem in Segment's form: `path`, `pointer` and `message`."""
        return [problem.row() for problem in self.problems]


class UnusableValue(SegmentError):
    """A Python value that JSON cannot express: a set, a key that is not text, an object that contains itself.

    `pointer` leads to it inside the given value.
    """

    name = "UnusableValue"

    def __init__(self, message: str, pointer: str = "") -> None:
        self.pointer = pointer
        super().__init__(message)

    @property
    def retried(self) -> bool:
        return False


class FieldError(SegmentError, ValueError):
    """An action, or a field of an action or destination, is declared wrongly."""

    name = "FieldError"

    @property
    def retried(self) -> bool:
        return False


class EngineError(SegmentError):
    """A `TypeError` of the JavaScript engine in the published packages. The text only resembles theirs."""

    def __init__(self, message: str, name: str = "TypeError") -> None:
        self.name = name
        super().__init__(message)


class TransportError(SegmentError):
    """A request got no response."""


class RequestTimedOut(TransportError):  # Segment's name, TimeoutError, is a Python builtin
    """No response within the client's time-out (by default 10 s)."""

    name = "TimeoutError"
    code = "ETIMEDOUT"

    def __init__(self, milliseconds: float = 10_000) -> None:
        super().__init__(f"Request timed out after {number_text(milliseconds)}ms")


class RequestTimeoutError(TransportError):
    """The caller's own signal ended the request because its time was up."""

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
    """The network failed. `code` is the operating system's, such as ECONNRESET."""

    name = "FetchError"

    def __init__(self, url: str, reason: str, code: str | None = None) -> None:
        self.code = code
        super().__init__(f"request to {url} failed, reason: {reason}")


class IntegrationError(SegmentError):
    """Raised by an action or the runtime, with one of Segment's codes and an HTTP status."""

    name = "IntegrationError"

    def __init__(self, message: str, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class PayloadRefused(IntegrationError):
    """An action refuses a payload although it fits its fields."""

    name = "PayloadValidationError"  # our class of this name is Segment's AggregateAjvError
    code = "PAYLOAD_VALIDATION_FAILED"
    status = 400


class InvalidAudienceMembershipError(IntegrationError):
    """An action cannot tell whether the event adds someone to its audience or removes them."""

    name = "InvalidAudienceMembershipError"
    code = "INVALID_AUDIENCE_MEMBERSHIP"
    status = 400


class APIError(IntegrationError):
    """The partner's API refused. The code is the status as text."""

    name = "APIError"

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, str(status), status)


class SelfTimeoutError(IntegrationError):
    """The action itself gave up waiting."""

    name = "SelfTimeoutError"
    code = "SELF_TIMEOUT"
    status = 408


class RetryableError(IntegrationError):
    """The action asks for a retry; `status` is 408, 423, 429 or a 5xx other than 501.

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
    """The access token was refused and could not be refreshed."""

    name = "InvalidAuthenticationError"
    code = "INVALID_AUTHENTICATION"
    status = 401
