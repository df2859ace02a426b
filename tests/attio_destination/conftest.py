from __future__ import annotations

from tests.segment_actions.conftest import oracle

__all__ = ["oracle"]
