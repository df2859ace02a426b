"""Encodes a request as bytes: JSON, or a form with a file; the same for both sides."""

from __future__ import annotations

from typing import Any

import httpx
import orjson

from attio_harness.verify.steps import Ask, Upload

__all__ = ["encoded"]


def encoded(ask: Ask) -> tuple[bytes, str | None]:
    """The body and its content type; empty and None if there is no body."""
    if ask.form is not None:
        parts: dict[str, Any] = {}
        for name, one in ask.form.items():
            # a text is a part without a file name; a form of texts alone would otherwise be sent as a query
            parts[name] = (one.name, bytes(one.size), one.type) if isinstance(one, Upload) else (None, one)
        request = httpx.Request(ask.method, "http://form", files=parts)
        return request.read(), request.headers["content-type"]
    if ask.body is None:
        return b"", None
    return orjson.dumps(ask.body), ask.content_type
