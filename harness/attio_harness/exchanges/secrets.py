"""Secrets in bodies of a recording or of a workspace, which no report shows."""

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
    """Whether a member with this name holds a secret."""
    return _NAMES.fullmatch(name) is not None


def without_secrets(value: Any, pointer: str = "") -> Any:
    """A JSON value without its secrets; `pointer` says where it is, in case the value itself is a secret."""
    name = pointer.rpartition("/")[2]
    if isinstance(value, Mapping):
        return {key: without_secrets(one, f"{pointer}/{key}") for key, one in value.items()}
    if isinstance(value, list):
        return [without_secrets(one, pointer) for one in value]
    return HIDDEN if isinstance(value, str) and value and is_secret(name) else value
