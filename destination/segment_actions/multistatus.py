"""What an action reports for each payload of a batch: `MultiStatusResponse`, and the default error type of each status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segment_actions import js

__all__ = ["ERROR_TYPES", "Entry", "MultiStatusResponse", "error_type"]

ERROR_TYPES: Mapping[int, str] = {
    100: "CONTINUE", 101: "SWITCHING_PROTOCOLS", 102: "PROCESSING", 103: "EARLY_HINTS",
    200: "OK", 201: "CREATED", 202: "ACCEPTED", 203: "NON_AUTHORITATIVE_INFORMATION", 204: "NO_CONTENT", 205: "RESET_CONTENT",
    206: "PARTIAL_CONTENT", 207: "MULTI_STATUS", 208: "ALREADY_REPORTED", 226: "IM_USED",
    300: "MULTIPLE_CHOICES", 301: "MOVED_PERMENANTLY", 302: "FOUND", 303: "SEE_OTHER", 304: "NOT_MODIFIED", 305: "USE_PROXY",
    306: "SWITCH_PROXY", 307: "TEMPORARY_REDIRECT", 308: "PERMANENT_REDIRECT",
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 402: "PAYMENT_REQUIRED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE", 407: "PROXY_AUTHENTICATION_REQUIRED", 408: "REQUEST_TIMEOUT", 409: "CONFLICT", 410: "GONE",
    411: "LENGTH_REQUIRED", 412: "PRECONDITION_FAILED", 413: "PAYLOAD_TOO_LARGE", 414: "URI_TOO_LONG", 415: "UNSUPPORTED_MEDIA_TYPE",
    416: "RANGE_NOT_SATISFIABLE", 417: "EXPECTATION_FAILED", 418: "IM_A_TEAPOT", 421: "MISDIRECTED_REQUEST", 422: "UNPROCESSABLE_ENTITY",
    423: "LOCKED", 424: "FAILED_DEPENDENCY", 425: "TOO_EARLY", 426: "UPGRADE_REQUIRED", 428: "PRECONDITION_REQUIRED",
    429: "TOO_MANY_REQUESTS", 431: "REQUEST_HEADER_FIELDS_TOO_LARGE", 451: "UNAVAILABLE_FOR_LEGAL_REASONS", 499: "CANCELLED",
    500: "INTERNAL_SERVER_ERROR", 501: "NOT_IMPLEMENTED", 502: "BAD_GATEWAY", 503: "SERVICE_UNAVAILABLE", 504: "GATEWAY_TIMEOUT",
    505: "HTTP_VERSION_NOT_SUPPORTED", 506: "VARIANT_ALSO_NEGOTIATES", 507: "INSUFFICIENT_STORAGE", 508: "LOOP_DETECTED",
    509: "BANDWIDTH_LIMIT_EXCEEDED", 510: "NOT_EXTENDED", 511: "NETWORK_AUTHENTICATION_REQUIRED", 529: "SITE_IS_OVERLOADED",
}  # fmt: skip
"""HTTP status -> Segment's name, as Segment spells it. Source: observation."""


def error_type(status: Any) -> str:
    """Segment's name of a status, or UNKNOWN_ERROR."""
    return ERROR_TYPES.get(status, "UNKNOWN_ERROR") if js.is_number(status) else "UNKNOWN_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The outcome of one payload. `failed` alone decides whether it is an error; the status does not."""

    value: Mapping[str, Any]
    failed: bool

    def row(self) -> dict[str, Any]:
        """The entry as results list it. An error names its reporter, which depends on whether it quotes the partner."""
        if not self.failed:
            return dict(self.value)
        quoted = js.is_truthy(self.value.get("sent")) or js.is_truthy(self.value.get("body"))
        return {**self.value, "errorreporter": "DESTINATION" if quoted else "INTEGRATIONS"}


class MultiStatusResponse:
    """One entry per payload given to `perform_batch`, in the same order. An entry left out is reported as missing.

    A success is `{"status", "sent", "body"}`, an error `{"status", "errormessage", "errortype"?, "sent"?, "body"?}`.
    """

    def __init__(self) -> None:
        self._entries: list[Entry | None] = []

    def __len__(self) -> int:
        return len(self._entries)

    def push_success(self, value: Mapping[str, Any]) -> None:
        """Record that the next payload was accepted."""
        self._entries.append(Entry(value=value, failed=False))

    def push_error(self, value: Mapping[str, Any]) -> None:
        """Record that the next payload was refused. Without `errortype`, the status decides it."""
        self._entries.append(_error(value))

    def push(self, entry: Entry) -> None:
        """Append an entry of another response."""
        self._entries.append(entry)

    def set_success(self, index: int, value: Mapping[str, Any]) -> None:
        """Record that the payload at this index (from 0) was accepted. Earlier payloads without an entry are missing."""
        self._set(index, Entry(value=value, failed=False))

    def set_error(self, index: int, value: Mapping[str, Any]) -> None:
        """Record that the payload at this index was refused; see `push_error`."""
        self._set(index, _error(value))

    def unset(self, index: int) -> None:
        """Remove the entry at this index, so that it is reported as missing."""
        self._set(index, None)

    def at(self, index: int) -> Entry | None:
        """The entry at this index, or None."""
        return self._entries[index] if index < len(self._entries) else None

    def is_success(self, index: int) -> bool:
        """Whether the payload at this index was accepted."""
        entry = self.at(index)
        return entry is not None and not entry.failed

    def is_error(self, index: int) -> bool:
        """Whether the payload at this index was refused."""
        entry = self.at(index)
        return entry is not None and entry.failed

    def _set(self, index: int, entry: Entry | None) -> None:
        self._entries += [None] * (index + 1 - len(self._entries))
        self._entries[index] = entry


def _error(value: Mapping[str, Any]) -> Entry:
    named = js.is_truthy(value.get("errortype"))
    return Entry(value=value if named else {**value, "errortype": error_type(value.get("status"))}, failed=True)
