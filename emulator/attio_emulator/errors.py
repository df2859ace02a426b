"""All errors as one tree, and helpers that describe values in words. `refusals` has the sentences of Attio's refusals.

EmulatorError
├── WorkspaceError  a workspace file or an assumption's setting is wrong: file, pointer, found, expected
├── StateError      a snapshot cannot be restored
└── AttioError      what the real API would answer: status, type, code, message; raised deep, rendered once
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

__all__ = [
    "NOT_GIVEN",
    "AttioError",
    "Concern",
    "EmulatorError",
    "NotGiven",
    "Problem",
    "StateError",
    "WorkspaceError",
    "as_sent",
    "dealt_with",
    "json_type",
    "pointer_token",
    "shortened",
]


class NotGiven:
    """The type of `NOT_GIVEN`: no value at all, as opposed to null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "NOT_GIVEN"  # there is only one


NOT_GIVEN: Final = NotGiven()


class EmulatorError(Exception):
    """The root of the errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        """As a copy or in another process it has all its fields; by default it would be made anew from its text alone."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    return kind.__new__(kind, *args)


class StateError(EmulatorError):
    """A snapshot that cannot be restored: it is not one, has an unknown version, or does not fit the schema."""


class Problem:
    """One mistake in a workspace file: where, what was found, what was expected, and the closest correct word.

    `at` says what the position in the file refers to: the value, its key, or a value that `quotes` would turn into
    text. `line` and `column` count from 1; None without a file.
    """

    __slots__ = ("at", "closest", "column", "expected", "found", "line", "pointer")

    def __init__(
        self,
        *,
        pointer: str,
        found: str,
        expected: str,
        closest: str | None = None,
        at: Literal["value", "key", "quotes"] = "value",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.pointer, self.found, self.expected, self.closest = pointer, found, expected, closest
        self.at, self.line, self.column = at, line, column

    def __str__(self) -> str:
        meant = f"; did you mean {self.closest!r}?" if self.closest else ""
        where = f"{self.pointer}: " if self.pointer else ""
        return f"{where}found {self.found}, expected {self.expected}{meant}"


class WorkspaceError(EmulatorError):
    """A workspace file is wrong. `problems` holds every mistake; the text is the first one, on one line.

    Attributes:
        file: the file as named by the caller, or "<dict>".
        problems: at least one `Problem`; `pointer`, `found`, `expected`, `closest`, `line`, `column` are those of the first.
        summary: the first problem without its place, and the number of further ones.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        problems = [*map(_without_token, problems)]
        first = problems[0]
        self.file, self.problems = file, tuple(problems)
        self.pointer, self.found, self.expected, self.closest = (
            first.pointer,
            first.found,
            first.expected,
            first.closest,
        )
        self.line, self.column = first.line, first.column
        where = file if first.line is None else f"{file}:{first.line}:{first.column}"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        self.summary = f"{first}{more}"
        super().__init__(f"{where}: {self.summary}")

    def lines(self, most: int = 20) -> list[str]:
        """Every mistake with its place, one per line; after the first `most`, only the number of further ones."""
        told = [
            f"{self.file if one.line is None else f'{self.file}:{one.line}:{one.column}'}: {one}"
            for one in self.problems[:most]
        ]
        more = len(self.problems) - most
        return [*told, f"{self.file}: and {more} more mistakes"] if more > 0 else told


_OF_TOKENS = re.compile(r"/tokens(?:/\d+(?:/(?P<member>[^/]*).*)?)?")
_LONG = re.compile(r"[\w.~+/=-]{8}")
_LIKE_A_TOKEN = re.compile(r"(?=\D*\d)[\w.~+/=-]{16}", re.ASCII)


def _without_token(one: Problem) -> Problem:
    """The same mistake, but if the value may be a misplaced access token, described instead of shown."""
    place = _OF_TOKENS.fullmatch(one.pointer)
    if place is None or one.closest is not None:
        return one
    # hide any long text where a token belongs, elsewhere only what looks like a token
    if not (_LONG if place["member"] in (None, "token") else _LIKE_A_TOKEN).search(one.found):
        return one
    is_member = one.at == "key"
    return Problem(
        pointer=one.pointer.rpartition("/")[0] if is_member else one.pointer,
        found="a member of another name" if is_member else _kind_of_shown(one.found),
        # the quoted value follows
        expected=one.expected.partition("; in quotes")[0],
        at=one.at,
        line=one.line,
        column=one.column,
    )


def _kind_of_shown(found: str) -> str:
    if found[:1] in "'\"":
        return "text"
    if found[:1] in "[{":
        return "a list" if found[0] == "[" else "an object"
    return "a number" if found[:1] in "-.0123456789" else found


Concern = Literal["object", "attribute", "matching attribute", "attribute twice", "endpoint"]


class AttioError(EmulatorError):
    """A refusal in Attio's envelope, with details that Attio does not give.

    Attributes:
        status, type, code, message: as in the body of the response.
        usual_code: the default code, if an assumption chose `code`; otherwise the same as `code`.
        validation_errors: the rows of that name in the body, for `validation_type`.
        attribute: the slug of the attribute at fault, or the key as sent if there is no such attribute.
        attribute_type: its type in Attio's words.
        found: the value at fault, None if there is none (see `has_found`).
        expected: what would have been accepted, in words.
        pointer: JSON pointer of the value at fault in the request body.
        concerns: what is missing or unsuitable, if not a value: an object, an attribute, the matching attribute, an
            attribute named twice, or the address of the call itself.
        conflicting: the IDs of the records that already have the unique value, or to which the matching values belong.
        unless: the records (object, attribute, value) without which there would be no refusal, see `existing`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        type: str = "invalid_request_error",
        validation_errors: Sequence[dict[str, Any]] | None = None,
        attribute: str | None = None,
        attribute_type: str | None = None,
        found: Any = NOT_GIVEN,
        expected: str | None = None,
        pointer: str = "",
        path: Sequence[str] | None = None,
        concerns: Concern | None = None,
        conflicting: Iterable[str] = (),
        unless: Iterable[tuple[str, str, Any]] = (),
        usual_code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.type, self.code, self.message = status, type, code, message
        self.usual_code = code if usual_code is None else usual_code
        self.validation_errors = list(validation_errors) if validation_errors is not None else None
        self.attribute, self.attribute_type = attribute, attribute_type
        self.has_found = found is not NOT_GIVEN
        self.found = found if self.has_found else None
        self.expected, self.pointer, self.path = expected, pointer, path
        self.concerns, self.conflicting = concerns, tuple(conflicting)
        self.unless = tuple(unless)

    def body(self) -> dict[str, Any]:
        """The envelope as sent."""
        envelope: dict[str, Any] = {
            "status_code": self.status,
            "type": self.type,
            "code": self.code,
            "message": self.message,
        }
        if self.validation_errors is not None:
            envelope["validation_errors"] = self.validation_errors
        if self.path is not None:
            envelope["path"] = list(self.path)
        return envelope


def dealt_with(error: BaseException) -> None:
    """Release the frames of a handled error: in a reference cycle they would keep the whole request alive until the
    garbage collector runs."""
    each: BaseException | None = error
    while each is not None:
        each.__traceback__ = None
        each = each.__context__


def pointer_token(key: object) -> str:
    """One token of a JSON pointer (RFC 6901), with its leading slash."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


# -- values in words ---------------------------------------------------------------------------------------------------


def json_type(value: Any) -> str:
    """The name of the type in JavaScript: null, boolean, number, string, array or object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list | tuple) else "object"


def shortened(value: Any, most: int = 80) -> str:
    """A value for a sentence: text in quotes, else JSON, cut if it is long.

    Only what is shown is written: with YAML aliases, a few lines can make a value of gigabytes.
    """
    text, pieces = "", iter([repr(value)]) if isinstance(value, str) else _pieces(value)
    while len(text) <= most and (piece := next(pieces, None)) is not None:
        text += piece
    return text if len(text) <= most else f"{text[: most - 3]}..."


def as_sent(value: Any, most: int = 80) -> str:
    """A JSON value for a sentence of a response: as JSON, but text in single quotes as in zod; cut like `shortened`."""
    is_text = isinstance(value, str)
    text = f"'{value[: most + 1]}'" if is_text else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= most else f"{text[: most - 3]}..."


_BRACKETS: Mapping[type, str] = {list: "[]", dict: "{}"}


def _pieces(value: Any) -> Iterator[str]:
    """The JSON of nested lists and dicts in pieces; without recursion, so any depth works."""
    open_values: list[tuple[Iterator[tuple[str, Any]], str]] = [(iter([("", value)]), "")]
    while open_values:
        rows, closing = open_values[-1]
        row = next(rows, None)
        if row is None:
            open_values.pop()
            yield closing
            continue
        before, one = row
        brackets = _BRACKETS.get(type(one))
        if brackets is None:
            yield before + json.dumps(one, ensure_ascii=False, default=str)
        else:
            yield before + brackets[0]
            open_values.append((_rows(one), brackets[1]))


def _rows(value: list[Any] | dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    comma = ""
    for one in value:
        if isinstance(value, dict):
            yield f"{comma}{json.dumps(str(one), ensure_ascii=False)}: ", value[one]
        else:
            yield comma, one
        comma = ", "
