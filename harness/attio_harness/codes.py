"""The codes of refusals in words: a title, and what stands behind it. Knows nothing of losses."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CODES", "in_words"]

CODES: Mapping[str, tuple[str, str]] = {
    "value_not_found": (
        "Attio does not know this name",
        "The object, the attribute, the option, the member or the record that was named is not in the workspace. Attio "
        "creates none of them while it writes a record.",
    ),
    "validation_type": (
        "The value does not have the form that the attribute accepts",
        "Attio accepts a value only in the forms of the attribute's type and converts nothing.",
    ),
    "missing_value": (
        "A required value is missing",
        "The record cannot be created or found without this attribute.",
    ),
    "not_found": (
        "Attio does not know this object",
        "The named object is not in the workspace, or has another slug.",
    ),
    "standard_object_disabled": (
        "The object is not activated",
        "Users, workspaces and deals exist only after an admin activates them under Workspace Settings > Objects.",
    ),
    "matching_attribute_definition_not_unique": (
        "The matching attribute is not unique",
        "Attio finds a record by an attribute that no two records share; choose one that is marked as unique in Attio.",
    ),
    "multiple_match_results": (
        "The values match several records",
        "Attio does not choose between records; send one value, or merge the records in Attio.",
    ),
    "uniqueness_conflict": (
        "Another record has this value already",
        "The attribute is unique, and another record has the value. Match on this attribute, or leave it out of the mapping.",
    ),
    "nothing_written": (
        "The response says success, but nothing is written",
        "The response names no record. Segment takes any 2xx for success: it does not try again, and nobody sees an error.",
    ),
    "unauthorized": ("Attio refuses the access token", "Connect the destination again."),
    "payload_validation_failed": (
        "Segment refuses the payload",
        "Segment validates what the mapping makes before anything is sent. A required field stayed empty, or a value does "
        "not have the format of its field.",
    ),
    "mapping_error": (
        "The mapping cannot be resolved for the event",
        "A directive of the mapping cannot use the value it got.",
    ),
}
"""Code in lower case -> title and explanation."""


def in_words(code: str) -> str:
    """`Attio does not know this name` inside of a sentence; the code itself, if nothing is known of it."""
    title, _ = CODES.get(code.lower(), ("", ""))
    if not title:
        return f"the answer {code}" if code else "no answer"
    return title if title.startswith(("Attio", "Segment")) else title[0].lower() + title[1:]
