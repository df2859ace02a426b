"""Undoes what recorders do to bodies, headers, URLs and times. Knows no cassette format."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attio_harness.text.json import JsonTextError, loads
from attio_harness.text.words import clean

__all__ = ["BINARY", "Url", "as_bytes", "as_json", "headers_of", "moment", "shown_body", "unpacked", "url_of"]

BINARY = "(binary)"
"""Stands for a body that is not text."""
_GZIP = b"\x1f\x8b"
_PORTS = {"http": 80, "https": 443}

Url = tuple[str, str, tuple[tuple[str, str], ...]]
"""Host (with the port if it is not the scheme's default; the scheme, as `data:`, if it is not HTTP), path, query."""


def url_of(url: str) -> Url:
    """The parts of a URL, or of a path with its query.

    Raises:
        ValueError: it is not a URL.
    """
    if not isinstance(url, str) or not url.strip():
        raise ValueError("its URL is no text")
    parts = urlsplit(clean(url.strip()))
    if parts.scheme and parts.scheme not in _PORTS:
        # an image in a page, a socket, an extension: no path of these is one of Attio's
        return f"{parts.scheme}:", "/", ()
    port = parts.port
    host = (parts.hostname or "") + (f":{port}" if port and port != _PORTS.get(parts.scheme) else "")
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return host, path, tuple(parse_qsl(parts.query, keep_blank_values=True))


def headers_of(given: Any) -> dict[str, str]:
    """Headers from any notation: an object, pairs of name and value, or a flat list; names in lower case."""
    found: dict[str, str] = {}
    for name, value in _pairs(given):
        # a header sent several times is a list
        text = ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
        found[_text(name).lower()] = text
    return found


def _pairs(given: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(given, Mapping):
        return given.items()
    if not isinstance(given, list):
        return ()
    if all(isinstance(one, Mapping) for one in given):
        return [(one.get("name", ""), one.get("value", "")) for one in given]
    if all(isinstance(one, list) and len(one) == 2 for one in given):
        return [(one[0], one[1]) for one in given]
    return zip(given[::2], given[1::2], strict=False)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return "" if value is None else str(value)


def as_bytes(given: Any, encoding: str = "") -> bytes | None:
    """The bytes of a body that a recorder wrote as text, bytes, base64 or JSON values; None if there is no body.

    Raises:
        ValueError: it claims to be base64, but is not.
    """
    if given is None or given == "" or given == b"":
        return None
    if encoding == "base64":
        try:
            return base64.b64decode("".join(str(given).split()), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("a body that is said to be in base64 is not") from None
    if isinstance(given, bytes):
        return given
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=_text)
    return text.encode("utf-8", "surrogatepass")


def unpacked(body: bytes | None, headers: Mapping[str, str]) -> bytes | None:
    """A body without its compression. Recorders keep the header even if they decompressed the body, so the bytes decide.

    Raises:
        ValueError: it is damaged, or its compression is unknown here.
    """
    if not body:
        return None
    how = headers.get("content-encoding", "").strip().lower()
    try:
        if body.startswith(_GZIP):
            return gzip.decompress(body)
        if how == "deflate" and not _is_json(body):
            try:
                return zlib.decompress(body)
            except zlib.error:
                return zlib.decompress(body, -zlib.MAX_WBITS)  # without zlib's header, as some servers send it
    except (OSError, EOFError, zlib.error):
        raise ValueError(f"a body is compressed ({how or 'gzip'}) and damaged") from None
    if how in ("br", "zstd") and not _is_json(body):
        raise ValueError(f"a body is compressed with {how}, which is not read here; record it without, or decompressed")
    return body


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"{", b"[")


def as_json(body: bytes | None) -> Any:
    """The JSON of a body; None if it is not JSON."""
    if body is None or not _is_json(body):
        return None
    try:
        return loads(body)
    except JsonTextError:
        return None


def shown_body(body: bytes | None) -> Any:
    """A body as an answer shows it: JSON, else text, else `BINARY`; None if there is no body."""
    if not body:
        return None
    found = as_json(body)
    if found is not None:
        return found
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return BINARY


def moment(*given: Any) -> int | None:
    """The first argument that is a time (ISO 8601 or HTTP's format), in milliseconds since 1970."""
    for one in given:
        found = _moment(one) if isinstance(one, str) and one else None
        if found is not None:
            return int(found.timestamp() * 1000)
    return None


def _moment(text: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text.strip())
        except (ValueError, TypeError, OverflowError):
            continue
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None
