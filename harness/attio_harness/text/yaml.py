"""Writes a text, or one item of a list, as people write it into YAML by hand, so that it reads back as the same value.

`schema.yaml` writes whole files; what an item means is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attio_harness.text.visible import visible

__all__ = ["in_yaml", "snippet"]

_PLAIN = re.compile(r"[^\W\d_](?:[^\s:#?,\[\]{}\"\\`]| (?! |$))*")
"""Text that needs no quotes, in a list's line or in brackets: it begins with a letter and does not end in a blank. In brackets PyYAML ends a
text before any `?` (observation), which YAML allows within a word."""
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML 1.1 or 1.2 does not read as text (their types bool and null)."""


def in_yaml(text: str) -> str:
    """The text for a list of a workspace file, on one line: as it is, or in double quotes if it would be another value otherwise.

    It contains no grave accent and nothing hidden, so that a sentence can put it between grave accents. YAML libraries leave both in,
    and quote for only one version of the language.
    """
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS and visible(text) == text:
        return text
    # JSON texts are valid in YAML's double quotes (YAML 1.2, 7.3.1), which also know `\x60` and the escapes of `visible`
    return visible(json.dumps(text, ensure_ascii=False)).replace("`", r"\x60")


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
