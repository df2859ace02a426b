"""Shows a rule as written, without the secrets that `redacted` recognises.

If anything was left out, the shown rule cannot be put in force again: it is refused, with the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from attio_emulator.faults.wrong import RuleError, member
from attio_emulator.http import Request
from attio_emulator.redacted import REDACTED, Redaction

__all__ = ["refuse_what_was_left_out", "without_secrets"]

_OTHER = "any-other-word"


def without_secrets(given: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as written, in either form, without the tokens, keys and secrets of requests and responses."""
    match = given.get("match") or given
    headers = {name.lower(): value for name, value in (match.get("header") or {}).items() if value is not None}
    if match.get("token"):
        headers["authorization"] = f"Bearer {match['token']}"
    return _told(given, Redaction(Request(method="", path=match.get("path") or "", headers=headers)))


def _told(given: Mapping[str, Any], shown: Redaction) -> dict[str, Any]:
    return {name: _member(name, one, shown) for name, one in given.items()}


def _member(name: str, given: Any, shown: Redaction) -> Any:
    if name in ("match", "fault") and isinstance(given, Mapping):
        return _told(given, shown)
    if name == "token" and given:
        return REDACTED
    if name in ("header", "headers", "query") and given:
        return dict(shown.pairs(given.items()))
    if name == "body":
        return shown.parsed(given)
    return shown.text(given) if isinstance(given, str) else given


def refuse_what_was_left_out(given: Mapping[str, Any]) -> None:
    """Raises RuleError for a rule that has the placeholder where a secret would be left out."""
    text = orjson.dumps(given).decode()
    if REDACTED in text:
        other = orjson.loads(text.replace(REDACTED, _OTHER))
        _compare(given, without_secrets(other))


def _compare(given: Any, told: Any) -> None:
    """Compare with `told`, the same rule with another word for the secret: where that is left out, `given` would be, too."""
    if isinstance(given, Mapping) and isinstance(told, Mapping):
        for (name, one), other in zip(given.items(), told.values(), strict=False):
            with member(name):
                _compare(one, other)
    elif isinstance(given, list) and isinstance(told, list):
        for index, (one, other) in enumerate(zip(given, told, strict=False)):
            with member(index):
                _compare(one, other)
    elif orjson.dumps(given).count(REDACTED.encode()) > orjson.dumps(told).count(_OTHER.encode()):
        raise RuleError(
            f"found {REDACTED!r}, the placeholder of a hidden secret; expected the secret itself (?secrets=true shows it)"
        )
