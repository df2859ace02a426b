"""Segment's answers to tracking requests: 200 to every request, unless it is too large or not JSON (documented)."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from attio_emulator.http import Response

__all__ = ["ACCEPTED", "MALFORMED", "NO_KEY", "TOO_LARGE", "Answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`code` names the refusal in a trace, `message` is for the client; both are empty if all is well."""

    status: int
    code: str = ""
    message: str = ""

    def response(self) -> Response:
        said = {"success": False, "code": self.code, "message": self.message} if self.code else {"success": True}
        return Response(status=self.status, headers={"content-type": "application/json"}, body=orjson.dumps(said))


ACCEPTED = Answer(status=200)
MALFORMED = Answer(status=400, code="malformed_json", message="Malformed JSON")
"""The status is documented. The body of a refusal is assumed (`intake.refusal`): SDKs read `code` and `message`."""
NO_KEY = Answer(status=400, code="no_write_key", message="A write key is required")
"""The status is observed."""
TOO_LARGE = Answer(status=400, code="payload_too_large", message="Exceed payload limit")
"""Status and message are documented."""
