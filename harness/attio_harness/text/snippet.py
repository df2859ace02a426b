"""One item of a list in a workspace file as a line of YAML that reads back as what it was made of. What the item means is not known here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attio_harness.text.yaml import in_yaml

__all__ = ["snippet"]


def snippet(item: str | Mapping[str, Any]) -> str:
    """`- Free`, `- "Free "`, `- {api_slug: plan, type: text}`; always one line."""
    return f"- {_within(item)}"


def _within(value: Any) -> str:
    """A value of JSON as it stands on a line."""
    match value:
        case str():
            return in_yaml(value)
        case Mapping():
            return f"{{{', '.join(f'{in_yaml(name)}: {_within(one)}' for name, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(_within, value))}]"
        case _:
            return json.dumps(value)
