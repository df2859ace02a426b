"""The largest upload. The API refuses larger ones in Attio's words, and a server must read just as much."""

from __future__ import annotations

__all__ = ["LARGEST_FILE", "LARGEST_FORM", "UPLOAD"]

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of a file (documented as 50 MB)."""
LARGEST_FORM = LARGEST_FILE + 64 * 1024
"""Bytes of the form around it: boundaries, headers and other parts."""
UPLOAD = ("POST", "/v2/files/upload")
"""Verb and path of the call."""
