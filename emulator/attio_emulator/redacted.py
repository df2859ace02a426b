"""Removes secrets from a request and its response before they are shown. Pure.

Fields are recognised by name: those of OAuth, webhooks and headers. Values of records stay as sent, whatever their
attribute is called, except under names that only secrets have. The request's own token is removed wherever it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import orjson

from attio_emulator.http import Request, is_too_deep

__all__ = ["REDACTED", "Redaction", "address"]

REDACTED = "redacted"

_EVERYWHERE = frozenset(
    [
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "client_assertion",
        "code_verifier",
        "authorization",
        "proxy_authorization",
        "api_key",
        "apikey",
        "attio_api_key",
        "webhook_secret",
        "signing_secret",
        "set_cookie",
        "bearer_token",
        "auth_token",
        "private_key",
    ]
)
"""Names that only secrets have: in lower case, with underscores, without a header's `X-`."""
_BUT_IN_VALUES = frozenset(["token", "secret", "password", "cookie"])
"""Names of secrets that attributes may have, too."""
_CODE = "code"
"""A secret beside one of these names, or on OAuth's paths; errors and countries have a code, too."""
_BESIDE_CODE = frozenset(["client_id", "client_secret", "grant_type", "redirect_uri", "code_verifier"])
_VALUES = frozenset(("values", "entry_values"))
_OAUTH = ("/oauth", "/authorize")

_SCHEME = re.compile(r"\b(bearer|basic)(\s+)[A-Za-z0-9\-._~+/]{6,}=*", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOOSE = re.compile(
    r"""(?P<name>["']?\b(?:[A-Za-z]+[_-])*(?:access[_-]?token|refresh[_-]?token|id[_-]?token|client[_-]?secret|client[_-]?assertion|code[_-]?verifier|"""
    r"""authorization|api[_-]?key|token|secret|password|code)\b["']?\s*[:=]\s*)(?P<value>"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&,;}\]<>]+)""",
    re.IGNORECASE,
)
"""A field in text that is neither JSON nor a form, such as truncated JSON."""
_SHORTEST = 12
"""Shortest token, in characters, to look for in other texts; a shorter one may be an ordinary word."""


_USER = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
_IN_QUERY = re.compile(r"([?&][^=&#]*=)([^&#]+)")


def address(url: str) -> str:
    """An address without its name and password and the values of its query, where webhooks carry keys."""
    return _IN_QUERY.sub(rf"\1{REDACTED}", _USER.sub(rf"\1{REDACTED}@", url))


def _plain(name: str) -> str:
    return _CAMEL.sub("_", name).replace("-", "_").lower().removeprefix("x_")


class Redaction:
    """Redacts one request and its response: texts, query pairs, and both bodies."""

    def __init__(self, request: Request) -> None:
        self._of_oauth = request.path.startswith(_OAUTH)
        token = request.bearer()
        spelled = {token, quote(token, safe="", errors="replace"), quote_plus(token, errors="replace")}
        self._own = sorted(spelled, key=len, reverse=True) if len(token) >= _SHORTEST else []

    def text(self, text: str) -> str:
        """A text without the request's own token and anything after `Bearer` and `Basic`."""
        for one in self._own:
            text = text.replace(one, REDACTED)
        return _SCHEME.sub(rf"\1\2{REDACTED}", text)

    def pairs(self, pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """The fields of a query, a form or headers."""
        rows = list(pairs)
        has_code = self._of_oauth or any(_plain(name) in _BESIDE_CODE for name, _ in rows)
        return [(self.text(name), self._field(name, one, has_code=has_code, in_values=False)) for name, one in rows]

    def body(self, body: bytes, content_type: str = "") -> Any:
        """A body as JSON; a form as an object of its fields (the first of a name counts); otherwise as text; None if empty."""
        if not body:
            return None
        try:
            parsed = orjson.loads(body)
        except orjson.JSONDecodeError:
            text = body.decode("utf-8", "replace")
            kind = content_type.partition(";")[0].strip().lower()
            if kind == "application/x-www-form-urlencoded" or (self._of_oauth and "=" in text and "<" not in text):
                return dict(reversed(self.pairs(parse_qsl(text, keep_blank_values=True)))) or self._loose(text)
            return self._loose(text)
        return self._loose(body.decode()) if is_too_deep(body, parsed) else self._json(parsed, in_values=False)

    def parsed(self, value: Any) -> Any:
        """Text that somebody derived from a body: JSON, or a piece of it."""
        return self._loose(value) if isinstance(value, str) else self._json(value, in_values=False)

    def _loose(self, text: str) -> str:
        return _LOOSE.sub(rf"\g<name>{REDACTED}", self.text(text))

    def _json(self, value: Any, *, in_values: bool) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._json(one, in_values=in_values) for one in value]
        if not isinstance(value, Mapping):
            return value
        has_code = not in_values and (self._of_oauth or any(_plain(name) in _BESIDE_CODE for name in value))
        has_code = has_code and "status_code" not in value
        return {
            name: self._field(name, one, has_code=has_code, in_values=in_values or name in _VALUES)
            for name, one in value.items()
        }

    def _field(self, name: str, value: Any, *, has_code: bool, in_values: bool) -> Any:
        plain = _plain(name)
        secret = plain in _EVERYWHERE or (not in_values and plain in _BUT_IN_VALUES) or (has_code and plain == _CODE)
        if secret and value not in (None, "") and not isinstance(value, bool):
            return REDACTED
        if plain == "target_url" and isinstance(value, str) and not in_values:
            return address(self.text(value))
        return self._json(value, in_values=in_values)
