"""Everything that can be wrong, as one tree; the words of Attio's refusals stand here and nowhere else.

    EmulatorError
    +-- WorkspaceError        a workspace file or an assumption's setting is wrong: file, pointer, found, expected
    +-- StateError            a snapshot cannot be restored
    +-- AttioError            what the real API would answer: status, type, code, message; raised deep, rendered once

Messages that were seen in real answers are kept word for word; the others are marked *assumed* beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

__all__ = ["NOT_GIVEN", "AttioError", "EmulatorError", "NotGiven", "Problem", "StateError", "WorkspaceError"]


class NotGiven:
    """The type of `NOT_GIVEN`: there was no value, which is something else than null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __bool__(self) -> bool:
        return False


NOT_GIVEN: Final = NotGiven()


class EmulatorError(Exception):
    """The root of what this package raises."""


class StateError(EmulatorError):
    """A snapshot is not one, or of a version that is not known."""


class Problem:
    """One mistake in a workspace file: where, what was found, what was expected, and the closest right word."""

    __slots__ = ("closest", "expected", "found", "pointer")

    def __init__(self, *, pointer: str, found: str, expected: str, closest: str | None = None) -> None:
        self.pointer, self.found, self.expected, self.closest = pointer, found, expected, closest

    def __str__(self) -> str:
        meant = f"; did you mean {self.closest!r}?" if self.closest else ""
        return f"{self.pointer or '/'}: found {self.found}, expected {self.expected}{meant}"


class WorkspaceError(EmulatorError):
    """A workspace file is wrong. `problems` holds every mistake; the text is the first one on one line.

    Attributes:
        file: the file as it was named, or "<dict>".
        problems: at least one `Problem`; `pointer`, `found`, `expected`, `closest` are those of the first.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        self.file, self.problems = file, tuple(problems)
        self.pointer, self.found, self.expected, self.closest = (
            first.pointer,
            first.found,
            first.expected,
            first.closest,
        )
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{file}: {first}{more}")


class AttioError(EmulatorError):
    """A refusal in Attio's envelope, with the details Attio does not say.

    Attributes:
        status, type, code, message: as in the body of the answer.
        validation_errors: the rows of the same name in the body, for `validation_type`.
        attribute: the slug of the attribute at fault, or the key as it was sent where there is no such attribute.
        attribute_type: its type in Attio's words.
        found: the value at fault, None where there is none (see `has_found`).
        expected: what would have passed, in words.
        pointer: JSON pointer of the value at fault inside the request body.
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
    ) -> None:
        super().__init__(message)
        self.status, self.type, self.code, self.message = status, type, code, message
        self.validation_errors = list(validation_errors) if validation_errors is not None else None
        self.attribute, self.attribute_type = attribute, attribute_type
        self.has_found = found is not NOT_GIVEN
        self.found = found if self.has_found else None
        self.expected, self.pointer, self.path = expected, pointer, path

    def body(self) -> dict[str, Any]:
        """The envelope that goes over the wire."""
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


# -- the request as a whole ------------------------------------------------------------------------------------------


def no_endpoint(method: str, path: str) -> AttioError:
    """404 for an unknown path and for an unknown verb alike; Attio has no 405 (observed)."""
    return AttioError(404, "not_found", f'Could not find endpoint "{method} {path}".')


def not_emulated(what: str) -> AttioError:
    """501: Attio has it, this emulator does not. Never an answer of the real API."""
    return AttioError(501, "not_emulated", f"attio_emulator does not emulate {what}; Attio does.", type="api_error")


def no_token() -> AttioError:
    """401 without a bearer token; type and code observed, this wording assumed."""
    return AttioError(
        401, "unauthorized", "No API Key was provided. Send it as `Authorization: Bearer <token>`.", type="auth_error"
    )


def token_of_wrong_length() -> AttioError:
    """401 for a key that cannot be one (observed)."""
    return AttioError(
        401,
        "unauthorized",
        "The API Key provided was invalid because it was the wrong length (API Keys should be 64 characters long). "
        "You might not have copied the entire API key from your Admin panel?",
        type="auth_error",
    )


def invalid_body(problems: Sequence[dict[str, Any]], *, pointer: str = "", found: Any = NOT_GIVEN) -> AttioError:
    """400 with one row a problem; the row says what was expected and what was received (observed)."""
    return AttioError(
        400,
        "validation_type",
        "Body payload validation error.",
        validation_errors=problems,
        pointer=pointer,
        found=found,
        expected=str(problems[0].get("expected") or problems[0]["message"]),
    )


def invalid_query(problems: Sequence[dict[str, Any]]) -> AttioError:
    """400 for a query parameter that is missing or malformed (observed)."""
    return AttioError(400, "validation_type", "Query params validation error.", validation_errors=problems)


def body_row(message: str) -> dict[str, Any]:
    """The row for a body that cannot be read at all (wording ours)."""
    return {"code": "invalid", "path": [], "message": message}


def required(path: Sequence[str | int], expected: str) -> dict[str, Any]:
    """The row for a member that is not there (observed)."""
    return {
        "code": "invalid_type",
        "path": list(path),
        "message": "Required",
        "expected": expected,
        "received": "undefined",
    }


def wrong_type(path: Sequence[str | int], expected: str, found: Any) -> dict[str, Any]:
    """The row for a member of the wrong JSON type."""
    received = json_type(found)
    return {
        "code": "invalid_type",
        "path": list(path),
        "message": f"Expected {expected}, received {received}",
        "expected": expected,
        "received": received,
    }


def wrong_choice(path: Sequence[str | int], options: Iterable[str], found: Any) -> dict[str, Any]:
    """The row for a word that is none of the known ones (observed)."""
    options = list(options)
    known = " | ".join(f"'{option}'" for option in options)
    return {
        "code": "invalid_option",
        "path": list(path),
        "message": f"Invalid enum value. Expected {known}, received {found!r}",
        "options": options,
    }


def unknown_members(path: Sequence[str | int], names: Sequence[str]) -> dict[str, Any]:
    """The row for members that nobody knows, all of an object in one (zod's)."""
    quoted = ", ".join(f"'{name}'" for name in names)
    message = f"Unrecognized key(s) in object: {quoted}"
    return {"code": "unrecognized_keys", "path": list(path), "message": message, "keys": list(names)}


def json_type(value: Any) -> str:
    """The name JavaScript users know the type by: null, boolean, number, string, array or object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list | tuple) else "object"


# -- objects, attributes, records ------------------------------------------------------------------------------------


def object_not_found(named: str) -> AttioError:
    return AttioError(404, "not_found", f'Object with slug/ID "{named}" not found.', found=named)


def queried_object_not_found(named: str) -> AttioError:
    """The same where records are queried, in other words (OpenAPI)."""
    return AttioError(404, "not_found", "The referenced object was not found.", found=named)


def object_disabled(named: str) -> AttioError:
    """400 for any use of a standard object that no admin has activated (observed; it echoes what was sent: assumed)."""
    return AttioError(
        400,
        "standard_object_disabled",
        f'The Standard object with slug/ID "{named}" must be enabled by a Workspace admin before it can be used.',
        found=named,
    )


def attribute_not_found(named: str) -> AttioError:
    return AttioError(404, "not_found", f'Attribute with slug/ID "{named}" not found.', found=named)


def record_not_found(named: str) -> AttioError:
    return AttioError(404, "not_found", f'Record with ID "{named}" not found.', found=named)


def member_not_found(named: str) -> AttioError:
    return AttioError(404, "not_found", f'Workspace member with ID "{named}" not found.', found=named)


def unknown_attribute(named: str, found: Any, pointer: str) -> AttioError:
    """400 for a key of `values` that names no attribute (reported by several clients)."""
    return AttioError(
        400,
        "value_not_found",
        f'Cannot find attribute with slug/ID "{named}".',
        attribute=named,
        found=found,
        expected="the slug or ID of an attribute of the object",
        pointer=pointer,
    )


def unknown_matching_attribute(named: str, pointer: str) -> AttioError:
    return AttioError(
        400,
        "value_not_found",
        f'No attribute was found for matching_attribute slug/ID "{named}".',
        attribute=named,
        found=named,
        expected="the slug or ID of a unique attribute of the object",
        pointer=pointer,
    )


def matching_attribute_not_unique(named: str, attribute_type: str, pointer: str) -> AttioError:
    return AttioError(
        400,
        "matching_attribute_definition_not_unique",
        "The matching attribute specified is not a unique attribute.",
        attribute=named,
        attribute_type=attribute_type,
        found=named,
        expected="the slug or ID of a unique attribute of the object",
        pointer=pointer,
    )


def matching_value_missing(named: str, attribute_type: str, code: str, pointer: str) -> AttioError:
    """400 for an assertion that says by what to match and not with which value (code and wording assumed)."""
    return AttioError(
        400,
        code,
        f'A value for the matching attribute with slug "{named}" must be provided.',
        attribute=named,
        attribute_type=attribute_type,
        expected=f"a value for {named} among the values",
        pointer=pointer,
        validation_errors=[required(["data", "values", named], "array")] if code == "validation_type" else None,
    )


def several_matches(named: str, attribute_type: str, code: str, found: Any, pointer: str) -> AttioError:
    """400 where the values of one assertion belong to different records (code and wording assumed)."""
    return AttioError(
        400,
        code,
        f'Multiple records were found for the values given for the matching attribute with slug "{named}".',
        attribute=named,
        attribute_type=attribute_type,
        found=found,
        expected="values that all belong to one record",
        pointer=pointer,
    )


def value_required(slug: str, attribute_type: str, attribute_id: str, pointer: str) -> AttioError:
    """400 where a record would be left without a required value (observed)."""
    return AttioError(
        400,
        "missing_value",
        f'Required value for attribute with ID "{attribute_id}" was not provided.',
        attribute=slug,
        attribute_type=attribute_type,
        expected=f"a value for {slug}",
        pointer=pointer,
    )


def value_taken(slug: str, attribute_type: str, found: Any, record_ids: Iterable[str], pointer: str) -> AttioError:
    """400 where a unique value is on another record already (observed)."""
    return AttioError(
        400,
        "uniqueness_conflict",
        f'A value provided for attribute with slug "{slug}" conflicts with one already in the system. This attribute '
        "has a uniqueness constraint. Please ensure all values for this attribute do not exist on another record. "
        f"Conflicting record IDs: {', '.join(record_ids)}",
        attribute=slug,
        attribute_type=attribute_type,
        found=found,
        expected="a value that no other record has",
        pointer=pointer,
    )


def invalid_value(
    slug: str, attribute_type: str, *, found: Any, expected: str, path: Sequence[str | int], pointer: str
) -> AttioError:
    """400 for a value its attribute cannot hold (message observed); the row says what was expected (wording ours)."""
    return AttioError(
        400,
        "validation_type",
        f'An invalid value was passed to attribute with slug "{slug}".',
        validation_errors=[
            {
                "code": "invalid",
                "path": list(path),
                "message": f"Expected {expected}, found {shortened(found)}",
                "expected": expected,
                "received": json_type(found),
            }
        ],
        attribute=slug,
        attribute_type=attribute_type,
        found=found,
        expected=expected,
        pointer=pointer,
    )


def shortened(value: Any, most: int = 80) -> str:
    """A value for a sentence: its repr, cut where it would fill the screen."""
    try:
        text = repr(value)
    except RecursionError:
        text = "a deeply nested value"
    return text if len(text) <= most else f"{text[: most - 3]}..."
