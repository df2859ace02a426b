"""How large an upload may be: what the API, which refuses it in Attio's words, and a server, which reads it, have to agree on."""

from __future__ import annotations

__all__ = ["LARGEST_FILE", "LARGEST_FORM", "UPLOAD"]

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of a file (documented as 50 MB)."""
LARGEST_FORM = LARGEST_FILE + 64 * 1024
"""Bytes of the form around it: boundaries, headers and the other parts."""
UPLOAD = ("POST", "/v2/files/upload")
"""Verb and path of the call."""
