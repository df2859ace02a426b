"""A text, and one item of a list, as one writes them into a file of YAML by hand: they read back as what they were made of. Whole files are
written in `schema.yaml`; what an item means is not known here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attio_harness.text.visible import visible

__all__ = ["in_yaml", "snippet"]

_PLAIN = re.compile(r"[^\W\d_](?:[^\s:#,\[\]{}\"\\`]| (?! |$))*")
"""What is the same text without quotes, in a line of a list as in brackets: it begins with a letter, and no blank ends it."""
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML 1.1 or 1.2 reads as no text (their types bool and null)."""


def in_yaml(text: str) -> str:
    """The text as it stands in a list of a workspace file, on one line: as it is, or in double quotes where it were another value otherwise.

    No grave accent and nothing hidden is in it, so that a sentence can have it between two of them; the libraries that write YAML leave both,
    and quote for one version of the language alone.
    """
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS and visible(text) == text:
        return text
    # JSON's texts are YAML's in double quotes (YAML 1.2, 7.3.1), which have `\x60` as well, and what is hidden as `visible` shows it
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
