"""`pull`: the schema of a workspace, read over Attio's public API, as the members of a workspace file.

`READS` lists every call that is made: all of them GET, none of them touches a record. What a workspace file may say stands
in `attio_emulator.loading`; what of an answer cannot be said in one is told to the caller (`tell`), never dropped silently.
"""

from __future__ import annotations

from attio_harness.pulling.asking import BASE_URL, READS, TOKEN_VARIABLE, connect
from attio_harness.pulling.file import render_yaml
from attio_harness.pulling.reading import pull

__all__ = ["BASE_URL", "READS", "TOKEN_VARIABLE", "connect", "pull", "render_yaml"]
