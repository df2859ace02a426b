"""Refusals of changes to the schema: objects, attributes with their options, lists."""

from __future__ import annotations

from attio_emulator.errors import AttioError, as_sent
from attio_emulator.refusals.base import invalid, not_found, value_not_found

__all__ = [
    "activity_not_found",
    "activity_slug_taken",
    "attribute_slug_taken_on_activity",
    "attribute_slug_taken_on_list",
    "attribute_slug_taken_on_object",
    "cannot_be_unique",
    "choice_taken",
    "choice_unknown",
    "list_not_found",
    "list_slug_taken",
    "list_to_add_to_not_found",
    "list_to_assert_in_not_found",
    "list_unknown",
    "no_default_values",
    "no_dynamic_default",
    "no_object_to_point_to",
    "nobody_has_full_access",
    "not_a",
    "not_multiselect",
    "nothing_to_change",
    "object_of_default_unknown",
    "object_slug_taken",
    "object_taken",
    "one_default_value",
    "only_objects_are_related",
    "only_the_related_object",
    "parent_object_not_found",
    "relationship_of_no_reference",
    "schema_is_permanent",
    "standard_slug",
    "system_activity",
    "system_activity_slug",
    "system_attribute",
    "system_object",
    "type_not_creatable",
    "type_not_on_activities",
    "type_not_on_objects",
]


def object_taken() -> AttioError:
    return AttioError(
        409, "slug_conflict", "Failed to create object. Please ensure your api_slug and names are unique."
    )


def object_slug_taken() -> AttioError:
    """Assumed, after the words for creating an object."""
    return AttioError(409, "slug_conflict", "Failed to update object. Please ensure api_slug is unique.")


def nothing_to_change() -> AttioError:
    return invalid(
        "You passed an empty payload. Please ensure you are updating at least one property in your request.", "/data"
    )


def standard_slug() -> AttioError:
    """Assumed: everything built on Attio relies on these slugs."""
    return invalid("Cannot update the api_slug of a standard object.", "/data/api_slug")


def attribute_slug_taken_on_object(slug: str) -> AttioError:
    message = "An attribute with the same API slug already exists on this Object"
    return AttioError(409, "slug_conflict", message, found=slug)


def attribute_slug_taken_on_list(slug: str) -> AttioError:
    message = "An attribute with the same API slug already exists on this list. Please choose a different API slug."
    return AttioError(409, "slug_conflict", message, found=slug)


def attribute_slug_taken_on_activity(slug: str) -> AttioError:
    """Assumed, after the words for the others."""
    message = "An attribute with the same API slug already exists on this activity"
    return AttioError(409, "slug_conflict", message, found=slug)


def activity_not_found(named: str) -> AttioError:
    return not_found(f'Activity with slug/ID "{named}" not found.', found=named)


def activity_slug_taken(slug: str) -> AttioError:
    """Code documented, wording assumed."""
    return AttioError(409, "slug_conflict", f'An activity with api_slug "{slug}" already exists.', found=slug)


def schema_is_permanent() -> AttioError:
    """For an attempt to change what an activity extends (code documented, wording assumed)."""
    return invalid("The schema that an activity extends cannot be changed.", path=["data", "extends"])


def system_activity_slug() -> AttioError:
    """Assumed, as with standard objects."""
    return invalid("Cannot update the api_slug of a system activity.", "/data/api_slug")


def system_activity() -> AttioError:
    """For deleting one of Attio's own activities (code documented, trigger and wording assumed)."""
    return AttioError(400, "system_edit_unauthorized", "Cannot delete a System activity.")


def type_not_on_objects(kind: str) -> AttioError:
    """Documented for status (wording assumed)."""
    return invalid(f'Attributes of type "{kind}" are not supported on objects.', "/data/type")


def type_not_on_activities(kind: str) -> AttioError:
    """Assumed, as on objects."""
    return invalid(f'Attributes of type "{kind}" are not supported on activities.', "/data/type")


def type_not_creatable(kind: str) -> AttioError:
    """Documented (wording assumed)."""
    return invalid(f'Attributes of type "{kind}" cannot be created.', "/data/type")


def not_multiselect(kind: str) -> AttioError:
    """Assumed."""
    return invalid(f'Attributes of type "{kind}" cannot be multiselect.', "/data/is_multiselect")


def cannot_be_unique() -> AttioError:
    """For attributes of people, companies and lists (observed), and of types that cannot match (assumed)."""
    return invalid("Cannot set attribute as unique.", "/data/is_unique")


def system_attribute() -> AttioError:
    """For a change to something Attio defined."""
    return AttioError(400, "system_edit_unauthorized", "Cannot update a System attribute.")


def system_object() -> AttioError:
    """For deleting a standard object (code documented, trigger and wording assumed)."""
    return AttioError(400, "system_edit_unauthorized", "Cannot delete a System object.")


def no_object_to_point_to(named: str, pointer: str) -> AttioError:
    """Assumed, after the words for an object in a default value."""
    return invalid(f'Could not find an object with slug/ID "{named}".', pointer)


def object_of_default_unknown(named: str) -> AttioError:
    return invalid(f'Could not find an object with slug "{named}" for default value.', "/data/default_value/template")


def no_default_values() -> AttioError:
    """Documented (wording derived from it)."""
    return invalid("Default values are not supported on people or company objects.", "/data/default_value")


def no_dynamic_default(kind: str, template: str) -> AttioError:
    """Assumed."""
    message = f'Attributes of type "{kind}" cannot have the dynamic default value {as_sent(template)}.'
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
    """Documented (wording derived from it)."""
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


_NO_LIST = 'List with slug/ID "{}" not found.'


def list_not_found(named: str) -> AttioError:
    return not_found(_NO_LIST.format(named))


def list_unknown(named: str) -> AttioError:
    """For an unknown list of an entry to be commented on (wording assumed)."""
    return value_not_found(_NO_LIST.format(named), named)


def list_to_add_to_not_found(named: str) -> AttioError:
    """For creating an entry, Attio words it differently than for reading one."""
    return not_found(f'Could not find list with slug/ID "{named}".')


def list_to_assert_in_not_found(named: str) -> AttioError:
    """For asserting an entry, Attio words it differently again."""
    return not_found(f'List with slug/ID "{named}" was not found.')


def nobody_has_full_access() -> AttioError:
    """Documented (code and wording assumed)."""
    message = 'Either workspace_access or one element of workspace_member_access must have the level "full-access".'
    return invalid(message, path=["data", "workspace_access"])


def list_slug_taken(slug: str) -> AttioError:
    return AttioError(409, "slug_conflict", f'A list with api_slug "{slug}" already exists.', found=slug)


def parent_object_not_found(named: str) -> AttioError:
    return not_found(f'Parent object with slug/ID "{named}" not found.')
