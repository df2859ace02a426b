"""How many generated cases a test looks at.

`make test` draws few, the same in every run, so that a failure is one for everybody; `make thorough` sets THOROUGH and draws
many, others in every run.
"""

from __future__ import annotations

import os

__all__ = ["THOROUGH", "examples"]

THOROUGH = bool(os.environ.get("THOROUGH"))


def examples(few: int, many: int) -> int:
    return many if THOROUGH else few
