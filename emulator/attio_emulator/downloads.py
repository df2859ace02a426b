"""The addresses where contents of files are fetched: made with a signature that ends, and served by the emulator itself.

Attio redirects to a storage of its own with a signed address (documented). Here it is a path under `/_emulator` of the same
server, which needs no token: whoever has the address may fetch until it ends. That it ends after an hour is assumed; it is what
the document says of the addresses of recorded films.
"""

from __future__ import annotations

import base64
import hmac
import re
from hashlib import blake2b
from urllib.parse import quote, urlencode

from attio_emulator.clock import iso
from attio_emulator.http import Request, Response, refusal
from attio_emulator.state import Core

__all__ = ["CONTENTS", "LIFETIME", "PATH", "address", "holder", "served"]

CONTENTS = "file_contents"
"""The documents of contents: file ID -> base64."""
PATH = "/_emulator/files/"
LIFETIME = 3_600_000
"""Milliseconds that an address can be used."""

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+([ ]*;[ -~]*)?", re.ASCII)


def address(core: Core, request: Request, file_id: str, at: int) -> str:
    """The address of a file's content for whoever sent the request, from a moment (milliseconds) on."""
    expires, of = str(at + LIFETIME), holder(request.bearer())
    query = urlencode({"expires": expires, "holder": of, "signature": _signature(core, file_id, expires, of)})
    return f"{request.origin}{PATH}{file_id}?{query}"


def holder(token: str) -> str:
    """What stands for a token in an address: with a workspace for each, it says whose file is meant."""
    return blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8, person=b"holder").hexdigest()


def _signature(core: Core, file_id: str, expires: str, of: str) -> str:
    key = core.ids.named("downloads", core.workspace.id).encode()
    return hmac.new(key, f"{file_id}\n{expires}\n{of}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def served(core: Core, request: Request, at: int) -> Response:
    """The content that an address names, or why not, as control calls say it."""
    if request.method not in ("GET", "HEAD"):
        return refusal(404, f"There is no {request.method} {request.path}; expected GET.")
    file_id = request.path.removeprefix(PATH)
    expires, of = request.param("expires") or "", request.param("holder") or ""
    expected = _signature(core, file_id, expires, of)
    if not hmac.compare_digest(expected.encode(), (request.param("signature") or "").encode("utf-8", "surrogatepass")):
        return refusal(403, "The signature does not fit the address; GET /v2/files/{file_id}/download gives a new one.")
    if at >= int(expires):
        return refusal(
            403, f"The address ended at {iso(int(expires))}; GET /v2/files/{{file_id}}/download gives a new one."
        )
    content = core.documents.get(CONTENTS, {}).get(file_id)
    if content is None:
        return refusal(404, f"The file {file_id} was deleted.")
    more = core.documents["files"][file_id]["more"]
    kind = more["content_type"] or ""
    # A page that somebody uploaded must not run here: it is saved, not shown, and taken for nothing else than it says.
    headers = {
        "content-type": kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(more['name'], safe='', errors='replace')}",
        "x-content-type-options": "nosniff",
    }
    return Response(status=200, headers=headers, body=base64.b64decode(content))
