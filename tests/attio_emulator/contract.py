"""Attio's published OpenAPI document as a judge of answers: `Contract.breaches` says what is wrong with a response.

`ALLOWANCES` is the whole list of places where real answers are known to differ from a document. Each edition has its document;
where it is stands in an environment variable (`VARIABLES`); no copy is kept here.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from attio_emulator import Request, Response
from attio_emulator.editions import NEWEST, Edition

__all__ = ["ALLOWANCES", "MISSING", "OBSERVED_CODES", "VARIABLE", "VARIABLES", "Allowance", "Contract", "contract"]

VARIABLE = "ATTIO_OPENAPI"
VARIABLES: Mapping[Edition, str] = {"2026-03": f"{VARIABLE}_2026_03", "2026-10": VARIABLE}
"""What names the document of each edition: the newest is the one that a newcomer has."""
MISSING = f"{VARIABLE} does not name Attio's OpenAPI document: answers are not checked against it"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

OBSERVED_CODES: Mapping[str, str] = {
    "invalid_filter_field": "seen in real answers; the document knows only filter_error",
    "invalid_filter_operator": "seen in real answers; the document knows only filter_error",
    "matching_attribute_definition_not_unique": "seen in real answers, in no edition of the document",
    "missing_value": "seen in real answers; listed by the edition of 2025, dropped by the one of 2026",
    "multiple_match_results": "documented for list entries, assumed for records",
    "standard_object_disabled": "seen in real answers, in no edition of the document",
    "system_edit_unauthorized": "documented for attributes, an assumption's other setting for records",
    "uniqueness_conflict": "seen in real answers, in no edition of the document",
    "missing_sort_field": "two clients tell of it; the document knows only filter_error",
    "unknown_filter_select_option_slug": "in the tests of clients; the document knows only filter_error",
    "unknown_filter_status_slug": "in the tests of clients; the document knows only filter_error",
    "unknown_filter_attribute_slug": "seen in real answers; the document knows only filter_error",
    "validation_type": "seen in real answers for every body, query and value that does not fit",
    "value_not_found": "seen in real answers for unknown options, references and attributes",
}
"""Codes of 400 that the document lacks at some endpoint, and why they are sent all the same."""


def _nullable_enum(schema: dict[str, Any]) -> bool:
    kinds = schema.get("type")
    nullable = schema.get("nullable") is True or (isinstance(kinds, list) and "null" in kinds)
    if not nullable or "enum" not in schema or None in schema["enum"]:
        return False
    schema["enum"] = [*schema["enum"], None]
    return True


def _nullable_type(schema: dict[str, Any]) -> bool:
    if schema.get("nullable") is not True or not isinstance(schema.get("type"), str):
        return False
    schema["type"] = [schema["type"], "null"]
    return True


def _timestamp_called_date(schema: dict[str, Any]) -> bool:
    if schema.get("format") != "date":
        return False
    del schema["format"]
    schema["anyOf"] = [{"format": "date"}, {"format": "date-time"}]
    return True


def _code_of_400(schema: dict[str, Any]) -> bool:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not {"status_code", "code"} <= set(properties):
        return False
    if 400 not in properties["status_code"].get("enum", ()):
        return False
    properties["code"]["enum"] = sorted({*properties["code"].get("enum", ()), *OBSERVED_CODES})
    return True


def _code_of_403(schema: dict[str, Any]) -> bool:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not {"status_code", "code"} <= set(properties):
        return False
    codes = properties["code"].get("enum", ())
    if 403 not in properties["status_code"].get("enum", ()) or "unauthorized" in codes:
        return False
    properties["code"]["enum"] = [*codes, "unauthorized"]
    return True


@dataclass(frozen=True, slots=True)
class Allowance:
    """A place where real answers differ from the document; `change` rewrites a schema and says whether it did."""

    id: str
    reason: str
    change: Callable[[dict[str, Any]], bool]


def _plain_http(schema: dict[str, Any]) -> bool:
    if schema.get("pattern") != r"^https:\/\/.*":
        return False
    schema["pattern"] = r"^https?:\/\/.*"
    return True


def _resolved_by(schema: dict[str, Any]) -> bool:
    by = schema.get("properties", {}).get("resolved_by") if isinstance(schema.get("properties"), dict) else None
    if by is None or by.get("type") != "object":
        return False
    by["type"] = ["object", "null"]
    return True


def _page_of_comments(schema: dict[str, Any]) -> bool:
    properties = schema.get("properties")
    comments = properties.get("comments") if isinstance(properties, dict) else None
    return isinstance(comments, dict) and comments.pop("minItems", None) is not None


def _status_code(schema: dict[str, Any]) -> bool:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or "statusCode" not in properties:
        return False
    properties["status_code"] = properties.pop("statusCode")
    schema["required"] = ["status_code" if name == "statusCode" else name for name in schema.get("required", [])]
    return True


def _discriminated(schema: dict[str, Any]) -> bool:
    if "x-discriminator" not in schema or "oneOf" not in schema:
        return False
    schema["anyOf"] = schema.pop("oneOf")
    return True


ALLOWANCES: tuple[Allowance, ...] = (
    Allowance("null in nullable enums", "the document leaves null out of some; real answers hold it", _nullable_enum),
    Allowance("nullable: true", "a word of OpenAPI 3.0 without meaning in 3.1; real answers hold null", _nullable_type),
    Allowance("format: date", "the document calls full timestamps dates", _timestamp_called_date),
    Allowance("plain http", "a target on this computer needs no certificate; Attio itself wants https", _plain_http),
    Allowance("statusCode", "the document misspells status_code in two refusals", _status_code),
    Allowance("resolved_by", "a comment that nobody resolved has null there in recorded answers", _resolved_by),
    Allowance("page of comments", "a thread after a moment may have none; the document wants one", _page_of_comments),
    Allowance(
        "files of files", "one of the kinds of files is called as all of them are, so that two fit each", _discriminated
    ),
    Allowance("codes of 400", "real answers have more codes than the document: `OBSERVED_CODES`", _code_of_400),
    Allowance(
        "codes of 403",
        "a token without a scope is refused everywhere (observed); uploads name plans only",
        _code_of_403,
    ),
)

_ANY_REFUSAL = {
    "type": "object",
    "properties": {
        "status_code": {"type": "integer"},
        "type": {"enum": ["invalid_request_error", "auth_error", "rate_limit_error", "api_error"]},
        "code": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
    },
    "required": ["status_code", "type", "code", "message"],
}
"""What the document says of every refusal it lists; the judge of those it does not list."""


class Contract:
    """The document, with the allowances made. `used` counts the schemas each allowance changed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = copy.deepcopy(dict(document))
        self.used = {one.id: 0 for one in ALLOWANCES}
        for schema in _schemas(self._document):
            for allowance in ALLOWANCES:
                self.used[allowance.id] += allowance.change(schema)
        templates = sorted(self._document["paths"], key=lambda path: path.count("{"))
        self._paths: list[tuple[re.Pattern[str], str]] = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in templates
        ]
        self._validator = lru_cache(maxsize=None)(self._made)

    def operations(self) -> Iterator[tuple[str, str]]:
        """Every operation as method and path."""
        for path, item in self._document["paths"].items():
            yield from ((method.upper(), path) for method in item)

    def operation(self, method: str, path: str) -> str | None:
        """The document's path for a request; None where it has no such operation."""
        for pattern, template in self._paths:
            if pattern.fullmatch(path) and method.lower() in self._document["paths"][template]:
                return template
        return None

    def _made(self, method: str, template: str, status: str) -> Any:
        responses = self._document["paths"][template][method]["responses"]
        content = responses.get(status, {}).get("content", {}).get("application/json")
        schema = dict(content["schema"]) if content else dict(_ANY_REFUSAL)
        schema |= {"$schema": _DIALECT, "components": self._document["components"]}
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def breaches(self, request: Request, response: Response) -> list[str]:
        """What the document says against an answer, one line each; nothing for endpoints that it does not have."""
        template = self.operation(request.method, request.path)
        if template is None:
            return []
        told = f"{request.method} {request.path} -> {response.status}"
        listed = self._document["paths"][template][request.method.lower()]["responses"]
        if response.status < 400 and str(response.status) not in listed:
            return [f"{told}: the document lists {', '.join(listed)}"]
        if response.status in (204, 302):  # which has no body in HTTP; the document gives one an object
            return [f"{told}: there is a body"] if response.body else []
        try:
            body = response.json()
        except ValueError:
            return [f"{told}: the body is not JSON"]
        validator = self._validator(request.method.lower(), template, str(response.status))
        return [
            f"{told}: {'/'.join(map(str, problem.instance_path)) or '/'}: {problem.message:.300}"
            for problem in validator.iter_errors(body)
        ]


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, inner ones first."""
    if isinstance(node, dict):
        for one in list(node.values()):
            yield from _schemas(one)
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from _schemas(one)


@lru_cache(maxsize=len(VARIABLES))
def contract(edition: Edition = NEWEST) -> Contract | None:
    """The contract of an edition's document; None where its variable names none."""
    named = os.environ.get(VARIABLES[edition])
    return Contract(orjson.loads(Path(named).read_bytes())) if named else None
