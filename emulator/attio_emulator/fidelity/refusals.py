"""Every refusal the emulator gives, and those of Attio that it never gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attio_emulator.fidelity.base import DOCS, INFERRED, OPENAPI, REAL, Behaviour, Tag

__all__ = ["NEVER", "refusals"]

_REFUSALS: tuple[tuple[int, str, Tag, str, str], ...] = (
    (400, "duplicate_values", "documented", "a written history has an equal value twice at once", OPENAPI),
    (400, "filter_error", "documented", "a filter or a sort is malformed, or nested too deeply", OPENAPI),
    (400, "immutable_value", "documented", "an entry is to get another parent", OPENAPI),
    (400, "invalid_filter_field", "observed", "a type has no such field to filter by", REAL),
    (400, "invalid_filter_operator", "observed", "a type does not support the operator", REAL),
    (400, "matching_attribute_definition_not_unique", "observed", "an assertion matches by an attribute that is not unique", REAL),
    (400, "merge_in_progress", "documented", "the record of a merge is written before the merge is done", OPENAPI),
    (400, "missing_value", "observed", "a required value is missing; the matching value is missing (assumed)", REAL),
    (400, "multiple_values_for_single_value_attribute", "documented", "a written history has two values at once for a single-value attribute", OPENAPI),
    (400, "multiple_match_results", "documented", "several entries have the parent; several records have the values (assumed)", OPENAPI),
    (400, "self_merge", "documented", "a merge names the same record twice", OPENAPI),
    (400, "standard_object_disabled", "observed", "an object is not activated", REAL),
    (400, "system_edit_unauthorized", "documented", "a change of something that Attio defined", OPENAPI),
    (400, "uniqueness_conflict", "observed", "another record has the unique value", REAL),
    (400, "missing_sort_field", "observed", "a condition names no field although the type has several and no main one; assumed for sorts", "two clients"),
    (400, "unknown_filter_select_option_slug", "observed", "a filter names an option that does not exist", "tests of clients"),
    (400, "unknown_filter_status_slug", "observed", "a filter names a status that does not exist", "tests of clients"),
    (400, "unknown_filter_attribute_slug", "observed", "a filter names an unknown attribute; the refusal has the path to it", REAL),
    (400, "validation_type", "observed", "a body, a query or a value has the wrong form; validation_errors lists each", REAL),
    (400, "value_not_found", "observed", "an option, attribute, reference or member does not exist", REAL),
    (401, "unauthorized", "observed", "the token is missing or malformed", REAL),
    (403, "unauthorized", "observed", "the token lacks a scope", REAL),
    (404, "merge_in_progress", "documented", "the record of a merge is read before the merge is done", OPENAPI),
    (404, "not_found", "observed", "what the path names does not exist", REAL),
    (404, "value_not_found", "documented", "a record to merge, or an attribute whose history is written, does not exist", OPENAPI),
    (409, "slug_conflict", "documented", "a slug or a title is taken", OPENAPI),
    (409, "uniqueness_conflict", "observed", "an equal webhook exists; a file of that name exists (reported)", REAL),
    (413, "validation_type", "documented", "a note has too much content; a file is larger than 50 MB (assumed)", OPENAPI),
    (429, "rate_limit_exceeded", "documented", "more than 100 reads or 25 writes in a second, or more calls than the limit of a single endpoint", DOCS),
    (501, "not_emulated", "assumed", "a call for SCIM users or groups, or SQL without DuckDB installed; Attio never answers this", INFERRED),
)  # fmt: skip

NEVER: Mapping[str, str] = {
    "400 quota_exceeded, 403 quota_exceeded": "a workspace here has no quota",
    "400 particle_gate_violation, 403 billing_error": "a workspace here has every feature",
    "400 limit_reached": "Attio does not say what has a limit in a task",
    "409 concurrent_write_conflict": "the emulator answers requests one after another; a fault rule can give this refusal",
}
"""Refusals of Attio that the emulator never gives, and why."""


def refusals() -> Iterator[Behaviour]:
    """A row for each status and code."""
    for status, code, tag, statement, source in _REFUSALS:
        yield Behaviour(id=f"error {status} {code}", tag=tag, statement=statement, source=source)
