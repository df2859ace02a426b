"""Refusals of objects, attributes, records and their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attio_emulator.errors import NOT_GIVEN, AttioError, as_sent, json_type, pointer_token
from attio_emulator.refusals.base import invalid, not_found, value_not_found
from attio_emulator.refusals.rows import required

__all__ = [
    "attribute_not_found",
    "attribute_of_history_not_found",
    "attribute_twice",
    "expected",
    "history_of_enriched",
    "invalid_value",
    "is_being_merged",
    "matching_attribute_not_unique",
    "matching_value_missing",
    "member_not_found",
    "member_unknown",
    "merged_with_itself",
    "no_written_history",
    "nobody_called",
    "nulls",
    "object_disabled",
    "object_not_found",
    "object_unknown",
    "queried_object_not_found",
    "read_only",
    "record_not_found",
    "record_to_merge_not_found",
    "record_unknown",
    "same_value_twice",
    "several_at_once",
    "several_matches",
    "undated",
    "unknown_attribute",
    "unknown_matching_attribute",
    "value_required",
    "value_taken",
]

_NO_OBJECT = 'Object with slug/ID "{}" not found.'
_NO_RECORD = 'Record with ID "{}" not found.'
_NO_MEMBER = 'Workspace member with ID "{}" not found.'

_UNIQUE = "the slug or ID of a unique attribute of the object: {}"


def object_not_found(named: str, known: Iterable[str]) -> AttioError:
    expected = f"one of {', '.join(known)}, or the ID of one"
    return not_found(_NO_OBJECT.format(named), found=named, expected=expected, concerns="object")


def object_unknown(named: str) -> AttioError:
    """400 for an unknown object named in a search, a meeting or a comment."""
    return value_not_found(_NO_OBJECT.format(named), named)


def queried_object_not_found(named: str) -> AttioError:
    """404 for an unknown object in a query of records, in other words (OpenAPI)."""
    return not_found("The referenced object was not found.", found=named)


def object_disabled(named: str) -> AttioError:
    """400 for any use of a standard object that no admin has activated (observed; it echoes what was sent: assumed)."""
    return AttioError(
        400,
        "standard_object_disabled",
        f'The Standard object with slug/ID "{named}" must be enabled by a Workspace admin before it can be used.',
        found=named,
    )


def attribute_not_found(named: str) -> AttioError:
    return not_found(f'Attribute with slug/ID "{named}" not found.', found=named)


def record_not_found(named: str) -> AttioError:
    return not_found(_NO_RECORD.format(named), found=named)


def record_unknown(named: str) -> AttioError:
    """400 for an unknown record that a body links to a meeting or comments on (wording assumed)."""
    return value_not_found(_NO_RECORD.format(named), named)


def record_to_merge_not_found(named: str, code: str) -> AttioError:
    """404 for a record that does not exist or was merged before (the code is assumed: `merge.unknown_record`)."""
    return AttioError(404, code, f'Record with ID "{named}" not found.', found=named)


def merged_with_itself(named: str) -> AttioError:
    """400 for a merge that names the same record twice (documented, wording assumed)."""
    return AttioError(400, "self_merge", "A record cannot be merged with itself.", found=named)


def is_being_merged(record_id: str, status: int) -> AttioError:
    """For the new record of an unfinished merge: 404 when read, 400 when written (documented, wording assumed)."""
    message = f'Record with ID "{record_id}" is being merged. Please try again later.'
    return AttioError(status, "merge_in_progress", message, found=record_id)


def member_not_found(named: str) -> AttioError:
    return not_found(_NO_MEMBER.format(named), found=named)


def unknown_attribute(named: str, found: Any, pointer: str) -> AttioError:
    """400 for a key of `values` that names no attribute (reported by several clients)."""
    return AttioError(
        400,
        "value_not_found",
        f'Cannot find attribute with slug/ID "{named}".',
        attribute=named,
        found=found,
        expected="the slug or ID of an attribute of the object",
        concerns="attribute",
        pointer=pointer,
    )


def attribute_twice(slug: str, attribute_type: str, names: tuple[str, str], found: Any, pointer: str) -> AttioError:
    """400 for an attribute that a write names by both slug and ID (assumed)."""
    error = invalid_value(
        slug,
        attribute_type,
        found=found,
        expected=f"{slug} once: it is named as {names[0]!r} and as {names[1]!r}",
        pointer=pointer,
    )
    error.concerns = "attribute twice"
    return error


def unknown_matching_attribute(named: str, unique: Iterable[str], pointer: str) -> AttioError:
    return AttioError(
        400,
        "value_not_found",
        f'No attribute was found for matching_attribute slug/ID "{named}".',
        attribute=named,
        found=named,
        expected=_UNIQUE.format(", ".join(unique) or "it has none"),
        concerns="matching attribute",
        pointer=pointer,
    )


def matching_attribute_not_unique(named: str, attribute_type: str, unique: Iterable[str], pointer: str) -> AttioError:
    return AttioError(
        400,
        "matching_attribute_definition_not_unique",
        "The matching attribute specified is not a unique attribute.",
        attribute=named,
        attribute_type=attribute_type,
        found=named,
        expected=_UNIQUE.format(", ".join(unique) or "it has none"),
        concerns="matching attribute",
        pointer=pointer,
    )


def matching_value_missing(named: str, attribute_type: str, code: str, pointer: str) -> AttioError:
    """400 for an assertion without a value of its matching attribute (code and wording assumed)."""
    return AttioError(
        400,
        code,
        f'A value for the matching attribute with slug "{named}" must be provided.',
        attribute=named,
        attribute_type=attribute_type,
        expected=f"a value for {named} among the values",
        pointer=pointer,
        usual_code="missing_value",
        validation_errors=[required(["data", "values", named], "array")] if code == "validation_type" else None,
    )


def several_matches(
    named: str,
    attribute_type: str,
    code: str,
    found: Any,
    record_ids: Iterable[str],
    pointer: str,
    unless: Iterable[tuple[str, str, Any]] = (),
) -> AttioError:
    """400 if the matching values of an assertion belong to different records (code and wording assumed)."""
    return AttioError(
        400,
        code,
        f'Multiple records were found for the values given for the matching attribute with slug "{named}".',
        attribute=named,
        attribute_type=attribute_type,
        found=found,
        expected="values that all belong to one record",
        conflicting=record_ids,
        pointer=pointer,
        usual_code="multiple_match_results",
        unless=unless,
    )


def value_required(slug: str, attribute_type: str, attribute_id: str, pointer: str) -> AttioError:
    """400 if a record would lack a required value (observed)."""
    return AttioError(
        400,
        "missing_value",
        f'Required value for attribute with ID "{attribute_id}" was not provided.',
        attribute=slug,
        attribute_type=attribute_type,
        expected=f"a value for {slug}",
        pointer=pointer,
    )


def value_taken(
    slug: str,
    attribute_type: str,
    found: Any,
    record_ids: Iterable[str],
    pointer: str,
    unless: Iterable[tuple[str, str, Any]] = (),
) -> AttioError:
    """400 if another record already has a unique value (observed)."""
    conflicting = tuple(record_ids)
    return AttioError(
        400,
        "uniqueness_conflict",
        f'A value provided for attribute with slug "{slug}" conflicts with one already in the system. This attribute '
        "has a uniqueness constraint. Please ensure all values for this attribute do not exist on another record. "
        f"Conflicting record IDs: {', '.join(conflicting)}",
        attribute=slug,
        attribute_type=attribute_type,
        found=found,
        expected="a value that no other record has",
        conflicting=conflicting,
        pointer=pointer,
        unless=unless,
    )


def read_only(slug: str, attribute_type: str, found: Any, pointer: str) -> AttioError:
    """400 for a value that only Attio writes (assumed: `write.read_only_code`)."""
    return AttioError(
        400,
        "system_edit_unauthorized",
        f'Attribute with slug "{slug}" cannot be written.',
        attribute=slug,
        attribute_type=attribute_type,
        found=found,
        expected="nothing: only Attio writes this attribute",
        pointer=pointer,
    )


def undated(found: Any, pointer: str) -> AttioError:
    """For an assertion of a batch with an unreadable time (assumed: `batch.unreadable_time`)."""
    message, expected = "received_at is not a date.", "a moment as ISO 8601"
    return AttioError(400, "validation_type", message, found=found, expected=expected, pointer=pointer)


def nulls(name: str, slugs: Sequence[str]) -> AttioError:
    """400 for null attributes where null is not allowed (reported by clients; code, path and message of a row by one)."""
    return AttioError(
        400,
        "validation_type",
        "Body payload validation error.",
        validation_errors=[
            {"code": "invalid", "path": ["data", name, one], "message": "Invalid input"} for one in slugs
        ],
        attribute=slugs[0],
        found=None,
        expected="a value, or an empty list to unset the attribute",
        pointer=f"/data/{name}{pointer_token(slugs[0])}",
    )


def invalid_value(
    slug: str,
    attribute_type: str,
    *,
    found: Any,
    expected: str,
    pointer: str,
    rows: Sequence[dict[str, Any]] = (),
) -> AttioError:
    """400 for a value its attribute cannot hold. The paths of rows begin inside the value, without its index in a list
    (observed).

    `rows` are Attio's own if it has some; otherwise one row says what was expected (our wording).
    """
    return AttioError(
        400,
        "validation_type",
        f'An invalid value was passed to attribute with slug "{slug}".',
        validation_errors=list(rows)
        or [
            {
                "code": "invalid",
                "path": [],
                "message": f"Expected {expected}, found {as_sent(found)}",
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


def attribute_of_history_not_found(named: str, code: str) -> AttioError:
    """404 for an unknown attribute in a write of its history (the code is assumed: `history.unknown_attribute`)."""
    return AttioError(404, code, f'Attribute with slug/ID "{named}" not found.', found=named)


def no_written_history(slug: str, attribute_type: str, code: str, pointer: str) -> AttioError:
    """400 for an attribute whose history only Attio writes (documented, wording assumed)."""
    message = f'The history of attribute with slug "{slug}" cannot be written.'
    return AttioError(
        400, code, message, attribute=slug, attribute_type=attribute_type, pointer=pointer,
        expected="an attribute that is no relationship and that Attio does not fill",
        validation_errors=[{"code": "invalid", "path": [], "message": message}] if code == "validation_type" else None,
    )  # fmt: skip


def several_at_once(slug: str, attribute_type: str, found: Any, pointer: str) -> AttioError:
    """400 for two simultaneous values of an attribute that holds one (code documented, wording assumed)."""
    message = f'Attribute with slug "{slug}" holds one value at a time, and the intervals of two overlap.'
    return AttioError(
        400, "multiple_values_for_single_value_attribute", message, attribute=slug, attribute_type=attribute_type,
        found=found, expected="intervals that do not overlap", pointer=pointer,
    )  # fmt: skip


def same_value_twice(slug: str, attribute_type: str, found: Any, pointer: str) -> AttioError:
    """400 for the same value twice at one time (code documented, wording assumed)."""
    message = f'Attribute with slug "{slug}" was given the same value twice, with intervals that overlap.'
    return AttioError(
        400, "duplicate_values", message, attribute=slug, attribute_type=attribute_type,
        found=found, expected="each value once at a time", pointer=pointer,
    )  # fmt: skip


def history_of_enriched() -> AttioError:
    """For an attribute that only Attio fills."""
    return invalid("Cannot set show_historic param to true when querying a COMINT attribute.")


def member_unknown(named: str) -> AttioError:
    """400 for an unknown member in a body."""
    return value_not_found(_NO_MEMBER.format(named), named)


def nobody_called(named: str) -> AttioError:
    """For an unknown member named by address or ID."""
    return value_not_found(f'Workspace member with email address or ID "{named}" not found.', named)


def expected(words: str, found: Any = NOT_GIVEN, *, path: Sequence[Any]) -> AttioError:
    """For a value that a type refuses outside of records (assumed)."""
    return invalid(f"Expected {words}" + ("" if found is NOT_GIVEN else f", found {as_sent(found)}"), path=path)
