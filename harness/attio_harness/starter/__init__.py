"""The files of a new project: sample events, a mapping and a workspace that fit them, and the configuration.

They are data in `templates/`, and all of them run: tests lint and check them, and compare the verdicts with what the texts promise.
`put` writes all of them or none. A real workspace's data, which may replace them, is read elsewhere (`attio_harness.schema`).
"""

from __future__ import annotations

from attio_harness.starter.files import Repository, StarterFile, starter_files, with_own
from attio_harness.starter.put import put, refuse_replacing, repository_of

__all__ = ["Repository", "StarterFile", "put", "refuse_replacing", "repository_of", "starter_files", "with_own"]
