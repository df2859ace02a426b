"""Whatever has a `to_dict` as JSON, the contract other programs read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["render_json", "written_json"]


class _Contract(Protocol):
    def to_dict(self) -> dict[str, Any]: ...


def render_json(value: _Contract) -> str:
    """Indented JSON with the names of the contract; ends with a line break.

    Values that JSON cannot hold in UTF-8 (lone surrogates) are escaped.
    """
    return written_json(value.to_dict())


def written_json(value: Any) -> str:
    """Indented JSON that ends with a line break; infinite numbers are null, as JavaScript writes them."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=True, default=str, allow_nan=False) + "\n"
    # allow_nan=False raises; the walk is paid only where there is such a number
    except ValueError:
        return json.dumps(_finite(value), indent=2, ensure_ascii=True, default=str) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
