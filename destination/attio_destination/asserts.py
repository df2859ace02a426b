"""Which part of a payload an attribute of a request came from: the way back from Attio's refusal to the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["origin"]

_ADDITIONAL = {
    ("identifyUser", "people"): "person_attributes",
    ("identifyUser", "users"): "user_attributes",
    ("groupWorkspace", "companies"): "company_attributes",
    ("groupWorkspace", "workspaces"): "workspace_attributes",
    ("assertRecord", None): "attributes",
}
_FIELDS = {
    ("identifyUser", "people", "email_addresses"): "email_address",
    ("identifyUser", "users", "primary_email_address"): "email_address",
    ("identifyUser", "users", "person"): "email_address",
    ("identifyUser", "users", "user_id"): "user_id",
    ("groupWorkspace", "companies", "domains"): "domain",
    ("groupWorkspace", "workspaces", "workspace_id"): "workspace_id",
    ("groupWorkspace", "workspaces", "company"): "domain",
    ("groupWorkspace", "workspaces", "users"): "user_id",
}
_LINKS = {("identifyUser", "person"), ("groupWorkspace", "company")}


def origin(
    action: str, mode: str, object: str | None, attribute: str | None, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """Keys into the payload, such as ("user_attributes", "plan"); () where no field decides.

    `object` and `attribute` are Attio's slugs in the refused request; without an attribute it is the object that was
    refused, and a field names it only in Assert Record.
    """
    if action == "assertRecord":
        if attribute is None:
            return ("object",)
        values = payload.get("attributes")
        return (
            ("attributes", attribute)
            if isinstance(values, Mapping) and attribute in values
            else ("matching_attribute",)
        )
    if object is None or attribute is None:
        return ()
    additional = _ADDITIONAL.get((action, object))
    fixed = _FIELDS.get((action, object, attribute))
    values = payload.get(additional) if additional else None
    overrides = isinstance(values, Mapping) and attribute in values
    if overrides and additional and not (mode == "batch" and (action, attribute) in _LINKS):
        return (additional, attribute)
    return (fixed,) if fixed else ()
