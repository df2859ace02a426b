"""How these tests ask what the page asks. No expectation stands here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
from attio_emulator import Emulator, Request

__all__ = ["ask", "told", "where"]


def ask(emulator: Emulator, path: str, **query: Any) -> Any:
    """What a call of the page answers; `where` may be a list."""
    status, body = told(emulator, path, **query)
    assert status == 200, body
    return body


def told(emulator: Emulator, path: str, **query: Any) -> tuple[int, Any]:
    """Status and body; the pieces of the path are encoded here."""
    pairs = [
        (name, str(one)) for name, value in query.items() for one in (value if isinstance(value, list) else [value])
    ]
    encoded = "/".join(quote(piece, safe="") for piece in path.split("/"))
    answer = emulator.handle(Request.make("GET", f"/_emulator/ui/{encoded}", query=pairs))
    return answer.status, answer.json()


def where(attribute: str, operator: str, text: str = "") -> str:
    """One condition as the page sends it."""
    return orjson.dumps([attribute, operator, text]).decode()
