"""What a request is sent to: a path, or a whole address, as clients send it that take the server for a proxy."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from attio_emulator.faces.sending import Scope

__all__ = ["with_a_path"]

_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(/.*)?", re.IGNORECASE | re.DOTALL)


def with_a_path(scope: Scope) -> Scope:
    """The scope of a request whose target is a path. A whole address becomes its path and its host, which replaces the header `Host`, as
    every server must read it (RFC 9112, section 3.2.2); anything else stays, for the guard to refuse.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    found = None if raw[:1] == b"/" else _ABSOLUTE.fullmatch(raw)
    if found is None:
        return scope
    host, path = found[1], found[2] or b"/"
    headers = [(b"host", host), *(one for one in scope["headers"] if one[0].lower() != b"host")]
    return {**scope, "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path, "headers": headers}
