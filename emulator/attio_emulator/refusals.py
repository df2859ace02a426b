"""Refusals of the resources in Attio's words. Those without *assumed* beside them are Attio's own (OpenAPI, observed).

What concerns requests, objects, attributes and values of records is in `attio_emulator.errors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attio_emulator.errors import NOT_GIVEN, AttioError, invalid_query, shortened

__all__ = [
    "attribute_slug_taken_on_list",
    "attribute_slug_taken_on_object",
    "call_recording_gone",
    "call_recording_not_found",
    "cannot_be_unique",
    "choice_taken",
    "choice_unknown",
    "comment_gone",
    "comment_not_found",
    "ends_before_it_starts",
    "entry_not_found",
    "expected",
    "history_of_enriched",
    "https_only",
    "immutable_parent",
    "invalid",
    "invalid_cursor",
    "limit_out_of_range",
    "list_not_found",
    "list_slug_taken",
    "list_to_add_to_not_found",
    "list_to_assert_in_not_found",
    "meeting_not_found",
    "member_unknown",
    "no_default_values",
    "no_dynamic_default",
    "no_object_to_point_to",
    "no_participants",
    "nobody_has_full_access",
    "not_a",
    "not_multiselect",
    "note_not_found",
    "nothing_to_change",
    "object_of_default_unknown",
    "object_slug_taken",
    "object_taken",
    "one_default_value",
    "only_objects_are_linked",
    "only_objects_are_related",
    "only_the_related_object",
    "other_parent_object",
    "parent_object_not_found",
    "parent_record_not_found",
    "rate_limited",
    "referenced_meeting_not_found",
    "related_list_not_found",
    "relationship_of_no_reference",
    "several_entries",
    "standard_slug",
    "system_attribute",
    "task_not_found",
    "thread_gone",
    "thread_not_found",
    "token_expired",
    "token_revoked",
    "token_without_scope",
    "type_not_creatable",
    "type_not_on_objects",
    "url_of_no_film",
    "webhook_gone",
    "webhook_not_found",
    "webhook_taken",
]


def _missing(message: str) -> AttioError:
    return AttioError(404, "not_found", message)


def invalid(message: str, pointer: str = "", *, path: Sequence[Any] = ()) -> AttioError:
    """400 validation_type with a message of its own, and a row that repeats it where there is a `path`."""
    rows = [{"code": "invalid", "path": list(path), "message": message}] if path else None
    return AttioError(400, "validation_type", message, validation_errors=rows, pointer=pointer)


def _unknown(message: str, found: Any) -> AttioError:
    return AttioError(400, "value_not_found", message, found=found)


def expected(words: str, found: Any = NOT_GIVEN, *, path: Sequence[Any]) -> AttioError:
    """For a value that a type refuses outside of records (assumed)."""
    return invalid(f"Expected {words}" + ("" if found is NOT_GIVEN else f", found {shortened(found)}"), path=path)


# -- objects ---------------------------------------------------------------------------------------------------------


def object_taken() -> AttioError:
    return AttioError(
        409, "slug_conflict", "Failed to create object. Please ensure your api_slug and names are unique."
    )


def object_slug_taken() -> AttioError:
    """Assumed, after the words for creating one."""
    return AttioError(409, "slug_conflict", "Failed to update object. Please ensure api_slug is unique.")


def nothing_to_change() -> AttioError:
    return invalid(
        "You passed an empty payload. Please ensure you are updating at least one property in your request.", "/data"
    )


def standard_slug() -> AttioError:
    """Assumed: everything that is built on Attio relies on these slugs."""
    return invalid("Cannot update the api_slug of a standard object.", "/data/api_slug")


# -- attributes of objects and lists ---------------------------------------------------------------------------------


def attribute_slug_taken_on_object(slug: str) -> AttioError:
    message = "An attribute with the same API slug already exists on this Object"
    return AttioError(409, "slug_conflict", message, found=slug)


def attribute_slug_taken_on_list(slug: str) -> AttioError:
    message = "An attribute with the same API slug already exists on this list. Please choose a different API slug."
    return AttioError(409, "slug_conflict", message, found=slug)


def type_not_on_objects(kind: str) -> AttioError:
    """Documented for status (wording assumed)."""
    return invalid(f'Attributes of type "{kind}" are not supported on objects.', "/data/type")


def type_not_creatable(kind: str) -> AttioError:
    """Documented (wording assumed)."""
    return invalid(f'Attributes of type "{kind}" cannot be created.', "/data/type")


def not_multiselect(kind: str) -> AttioError:
    """Assumed."""
    return invalid(f'Attributes of type "{kind}" cannot be multiselect.', "/data/is_multiselect")


def cannot_be_unique() -> AttioError:
    """For attributes of people, companies and lists (observed), and of types that cannot be matched by (assumed)."""
    return invalid("Cannot set attribute as unique.", "/data/is_unique")


def system_attribute() -> AttioError:
    """For a change of what Attio itself defined."""
    return AttioError(400, "system_edit_unauthorized", "Cannot update a System attribute.")


def no_object_to_point_to(named: str, pointer: str) -> AttioError:
    """Assumed, after the words for an object of a default value."""
    return invalid(f'Could not find an object with slug/ID "{named}".', pointer)


def object_of_default_unknown(named: str) -> AttioError:
    return invalid(f'Could not find an object with slug "{named}" for default value.', "/data/default_value/template")


def no_default_values() -> AttioError:
    """Documented (wording after it)."""
    return invalid("Default values are not supported on people or company objects.", "/data/default_value")


def no_dynamic_default(kind: str, template: str) -> AttioError:
    """Assumed."""
    message = f'Attributes of type "{kind}" cannot have the dynamic default value {shortened(template)}.'
    return invalid(message, "/data/default_value/template")


def one_default_value() -> AttioError:
    """Assumed."""
    return invalid("A default value of this attribute is one value.", "/data/default_value/template")


def only_objects_are_related() -> AttioError:
    """Documented: a relationship is between two objects (wording assumed)."""
    return invalid("Relationships are between objects only.", "/data/relationship")


def relationship_of_no_reference() -> AttioError:
    """Documented (wording assumed)."""
    return invalid('A relationship needs an attribute of type "record-reference".', "/data/relationship")


def only_the_related_object() -> AttioError:
    """Documented (wording after it)."""
    return invalid(
        "allowed_objects must contain only the object of the relationship.",
        "/data/config/record_reference/allowed_objects",
    )


def not_a(kind: str) -> AttioError:
    return invalid(f"This attribute is not a {kind} attribute.")


def choice_taken(kind: str, title: str) -> AttioError:
    what = "select option" if kind == "select" else "status"
    return AttioError(409, "slug_conflict", f'There is already another {what} with the title "{title}".', found=title)


def choice_unknown(kind: str, attribute: str, named: str) -> AttioError:
    what = "select option" if kind == "select" else "status option"
    message = f'Cannot find {kind} attribute with {what} title "{named}".'
    return AttioError(400, "value_not_found", message, attribute=attribute, attribute_type=kind, found=named)


# -- parameters of a query -------------------------------------------------------------------------------------------


def limit_out_of_range(least: int, most: int) -> AttioError:
    """Documented (wording assumed)."""
    return invalid_query([{"code": "invalid", "path": ["limit"], "message": f"Expected {least} to {most}"}])


def invalid_cursor() -> AttioError:
    """Assumed: only a cursor that was given out is one."""
    return invalid_query([{"code": "invalid", "path": ["cursor"], "message": "Invalid cursor"}])


def history_of_enriched() -> AttioError:
    """For what only Attio fills."""
    return invalid("Cannot set show_historic param to true when querying a COMINT attribute.")


# -- lists -----------------------------------------------------------------------------------------------------------


def list_not_found(named: str) -> AttioError:
    return _missing(f'List with slug/ID "{named}" not found.')


def list_to_add_to_not_found(named: str) -> AttioError:
    """Creating an entry has other words for it than reading one."""
    return _missing(f'Could not find list with slug/ID "{named}".')


def list_to_assert_in_not_found(named: str) -> AttioError:
    """And asserting one again others."""
    return _missing(f'List with slug/ID "{named}" was not found.')


def nobody_has_full_access() -> AttioError:
    """Documented (code and wording assumed)."""
    message = 'Either workspace_access or one element of workspace_member_access must have the level "full-access".'
    return invalid(message, path=["data", "workspace_access"])


def list_slug_taken(slug: str) -> AttioError:
    return AttioError(409, "slug_conflict", f'A list with api_slug "{slug}" already exists.', found=slug)


def parent_object_not_found(named: str) -> AttioError:
    return _missing(f'Parent object with slug/ID "{named}" not found.')


def member_unknown(named: str) -> AttioError:
    return _unknown(f'Workspace member with ID "{named}" not found.', named)


# -- entries ---------------------------------------------------------------------------------------------------------


def entry_not_found(named: str) -> AttioError:
    """The OpenAPI shows the words for the list only; these are assumed."""
    return _missing(f'Entry with ID "{named}" not found.')


def other_parent_object(named: str, expected: str) -> AttioError:
    """Assumed: a list has records of one object."""
    message = f'Records of the object "{named}" cannot be added to this list; its parent object is "{expected}".'
    return invalid(message, path=["data", "parent_object"])


def parent_record_not_found(named: str) -> AttioError:
    return _unknown(f'Parent record with slug/ID "{named}" not found.', named)


def several_entries() -> AttioError:
    """The misspelt word is Attio's."""
    return AttioError(
        400,
        "multiple_match_results",
        "Multiple entries were founds for the given parent record. Please remove duplicates or use the update or "
        "create entry endpoints instead.",
    )


def immutable_parent() -> AttioError:
    return AttioError(400, "immutable_value", "The parent record for a list entry cannot be updated once created.")


# -- notes, tasks, comments ------------------------------------------------------------------------------------------


def note_not_found(named: str) -> AttioError:
    return _missing(f'Note with ID "{named}" was not found.')


def task_not_found(named: str) -> AttioError:
    return _missing(f'Could not find Task with ID "{named}".')


def only_objects_are_linked() -> AttioError:
    return invalid("Only standard or custom object records can be linked to.")


def thread_not_found(named: str) -> AttioError:
    return _missing(f'Thread with ID "{named}" was not found.')


def thread_gone(named: str) -> AttioError:
    return _unknown("The referenced Thread could not be found, it might have been deleted.", named)


def comment_not_found(named: str) -> AttioError:
    return _missing(f'Comment with ID "{named}" was not found.')


def comment_gone(named: str) -> AttioError:
    """Deleting has other words for it than reading."""
    return _missing(f'Could not find Comment with ID "{named}".')


# -- meetings --------------------------------------------------------------------------------------------------------


def no_participants() -> AttioError:
    return invalid("No participants were provided.")


def meeting_not_found(named: str) -> AttioError:
    return _missing(f'Meeting with ID "{named}" was not found.')


def referenced_meeting_not_found() -> AttioError:
    return _missing("The referenced meeting was not found.")


def call_recording_not_found(named: str) -> AttioError:
    return _missing(f'Call recording with ID "{named}" was not found.')


def call_recording_gone() -> AttioError:
    return _missing("The referenced call recording was not found.")


def https_only() -> AttioError:
    return invalid("Invalid video URL protocol. Only https is supported")


def url_of_no_film(message: str = "Expected the URL of an .mp4 file") -> AttioError:
    """Documented (wording assumed)."""
    return invalid(message, path=["data", "video_url"])


def ends_before_it_starts() -> AttioError:
    """Assumed."""
    return invalid("A meeting cannot end before it starts.", path=["data", "end"])


# -- webhooks --------------------------------------------------------------------------------------------------------


def webhook_not_found(named: str) -> AttioError:
    return _missing(f'Webhook with ID "{named}" was not found.')


def webhook_gone() -> AttioError:
    """Deleting has other words for it than reading."""
    return _missing("Webhook not found")


def webhook_taken(target_url: str) -> AttioError:
    """409 for the same target with the same subscriptions (code observed, wording assumed)."""
    return AttioError(
        409,
        "uniqueness_conflict",
        f'A webhook with the target URL "{target_url}" and the same subscriptions already exists.',
        found=target_url,
    )


def related_list_not_found() -> AttioError:
    return invalid("Related list not found")


# -- tokens and limits -----------------------------------------------------------------------------------------------


def token_expired() -> AttioError:
    """Type and code as for every 401 (observed); wording assumed."""
    return AttioError(401, "unauthorized", "The access token provided has expired.", type="auth_error")


def token_revoked() -> AttioError:
    """Type and code as for every 401 (observed); wording assumed."""
    return AttioError(401, "unauthorized", "The access token provided has been revoked.", type="auth_error")


def token_without_scope(scopes: str) -> AttioError:
    """403 whose code is unauthorized, not one of its own (observed)."""
    return AttioError(
        403,
        "unauthorized",
        "The API Key provided is not authorized to perform the requested action. "
        f"This request requires scopes: {scopes}.",
        type="auth_error",
    )


def rate_limited() -> AttioError:
    return AttioError(
        429, "rate_limit_exceeded", "Rate limit exceeded, please try again later", type="rate_limit_error"
    )
