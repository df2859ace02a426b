"""The refusals of a query, with their wording.

Codes: `unknown_filter_attribute_slug`, `invalid_filter_field` and `invalid_filter_operator` were observed, the first
with its message and `path`, the last with its message. Attio's OpenAPI has only `filter_error`, which is used for
everything else. Wording is assumed unless the function says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attio_emulator.errors import NOT_GIVEN, AttioError, as_sent

__all__ = [
    "Path",
    "field_omitted",
    "filter_error",
    "invalid_field",
    "invalid_operator",
    "invalid_value",
    "sort_field_omitted",
    "unknown_attribute",
    "unknown_choice",
]

Path = tuple[str, ...]
"""A place in the filter: keys and indexes, all as text (observed: `["$or", "1", "email"]`)."""


def unknown_attribute(named: str, path: Path) -> AttioError:
    """400 for a key that is not an attribute of the object (code, message and path observed)."""
    return _refusal("unknown_filter_attribute_slug", f"Unknown attribute slug: {named}.", path, found=named)


def invalid_field(named: str, kind: str, known: Iterable[str], path: Path) -> AttioError:
    """400 for a field the type cannot be filtered by (code observed for a phone's `original_phone_number`)."""
    fields = ", ".join(known) or "none"
    return _refusal(
        "invalid_filter_field",
        f'Cannot filter by field "{named}" of an attribute of type {kind}; its fields are: {fields}.',
        path,
        found=named,
        expected=f"one of {fields}",
        kind=kind,
    )


def invalid_operator(named: str, field: str, kind: str, known: Sequence[str], path: Path) -> AttioError:
    """400 for an operator the field does not have (code observed for `$in` on a status, message for a text and a reference)."""
    operators = sorted(known)
    one_of = ", ".join(f'"{sign}"' for sign in operators)
    return _refusal(
        "invalid_filter_operator",
        f'Invalid operator "{named}" for field "{field}", must be one of ({one_of})',
        path,
        found=named,
        expected=f"one of {', '.join(operators)}",
        kind=kind,
    )


def field_omitted(attribute: str, kind: str, known: Iterable[str], path: Path) -> AttioError:
    """400 for a condition without a field, if the type has no main one (code and beginning reported by two clients)."""
    return _field_omitted("Filter", attribute, kind, known, path)


def sort_field_omitted(attribute: str, kind: str, known: Iterable[str], path: Path) -> AttioError:
    """400 for a sort without a field, if the type has no main one; the code is derived from the filter's (assumed)."""
    return _field_omitted("Sort", attribute, kind, known, path)


def _field_omitted(what: str, attribute: str, kind: str, known: Iterable[str], path: Path) -> AttioError:
    message, fields = f"{what} cannot omit field for Attribute: {attribute}.", ", ".join(known)
    return _refusal("missing_sort_field", message, path, expected=fields, kind=kind)


def unknown_choice(kind: str, named: str, path: Path) -> AttioError:
    """400 for an option or a status that does not exist (whole bodies in the tests of clients)."""
    what = "select option name for option" if kind == "select" else "status for status"
    code = "unknown_filter_select_option_slug" if kind == "select" else "unknown_filter_status_slug"
    return _refusal(code, f"Unknown {what} field constraint: {named}", path, found=named, kind=kind)


def invalid_value(found: Any, expected: str, path: Path, *, kind: str | None = None) -> AttioError:
    """400 for a value that nothing can be compared with."""
    message = f"Invalid {kind or 'filter'} value: found {as_sent(found)}, expected {expected}."
    return _refusal("filter_error", message, path, found=found, expected=expected, kind=kind)


def filter_error(message: str, path: Path) -> AttioError:
    """400 for any other mistake in a filter or a sort."""
    return _refusal("filter_error", message, path)


def _refusal(
    code: str, message: str, path: Path, *, found: Any = NOT_GIVEN, expected: str | None = None, kind: str | None = None
) -> AttioError:
    return AttioError(400, code, message, path=path, found=found, expected=expected, attribute_type=kind)
