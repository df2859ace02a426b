"""What no report shows, of a recording or of a workspace that was asked: secrets that stand in bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["HIDDEN", "is_secret", "without_secrets"]

HIDDEN = "(not shown)"
_NAMES = re.compile(
    r"secret|.*_secret|token|.*_token|authorization|api_?key|password|download_url|signed_url", re.IGNORECASE
)


def is_secret(name: str) -> bool:
    """Whether a member of this name holds a secret."""
    return _NAMES.fullmatch(name) is not None


def without_secrets(value: Any, pointer: str = "") -> Any:
    """A JSON value without the secrets in it; `pointer` says where it stands, for a value that is one itself."""
    name = pointer.rpartition("/")[2]
    if isinstance(value, Mapping):
        return {key: without_secrets(one, f"{pointer}/{key}") for key, one in value.items()}
    if isinstance(value, list):
        return [without_secrets(one, pointer) for one in value]
    return HIDDEN if isinstance(value, str) and value and is_secret(name) else value
