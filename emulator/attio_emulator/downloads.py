"""Signed, expiring addresses for the contents of files, and the serving of these contents.

Attio redirects to a signed address of a separate storage (documented). Here it is a path under `/_emulator` of the same
server. It needs no token: whoever has the address may fetch until it expires. The lifetime of an hour is assumed; the
document states it for the addresses of call recordings.
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
"""The kind of documents for contents: file ID -> base64."""
PATH = "/_emulator/files/"
LIFETIME = 3_600_000
"""How long an address is valid, in milliseconds."""

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+([ ]*;[ -~]*)?", re.ASCII)


def address(core: Core, request: Request, file_id: str, at: int) -> str:
    """The address of a file's content for the sender of the request, valid from `at` (in milliseconds)."""
    expires, of = str(at + LIFETIME), holder(request.bearer())
    query = urlencode({"expires": expires, "holder": of, "signature": _signature(core, file_id, expires, of)})
    return f"{request.origin}{PATH}{file_id}?{query}"


def holder(token: str) -> str:
    """Represents a token in an address. If each token has its own workspace, it tells which."""
    return blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8, person=b"holder").hexdigest()


def _signature(core: Core, file_id: str, expires: str, of: str) -> str:
    key = core.ids.named("downloads", core.workspace.id).encode()
    return hmac.new(key, f"{file_id}\n{expires}\n{of}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def served(core: Core, request: Request, at: int) -> Response:
    """The content at an address, or the reason why not, as control calls put it."""
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
    # An uploaded page must not run here, so it is saved instead of shown, and its type is not guessed.
    headers = {
        "content-type": kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(more['name'], safe='', errors='replace')}",
        "x-content-type-options": "nosniff",
    }
    return Response(status=200, headers=headers, body=base64.b64decode(content))
