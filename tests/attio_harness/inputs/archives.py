"""Archives, for the tests of what is said of them."""

from __future__ import annotations

import io
import tarfile

__all__ = ["tar_of"]


def tar_of(content: bytes) -> bytes:
    """A tar archive of one file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("logs/a.ndjson")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return out.getvalue()
