"""The parts that all our pages share: the head with the policy, how and when the page was made, the foot. Knows no report."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files

from attio_harness.formats.contents import MASKED
from attio_harness.formats.html.parts import prose, text
from attio_harness.version import __version__

__all__ = ["STYLE", "document", "footer", "header", "made"]

_SCRIPT, STYLE = ((files("attio_harness.formats.html") / name).read_text("utf-8") for name in ("page.js", "page.css"))


def document(title: str, parts: Iterable[str], *, scripted: bool = False) -> str:
    """The page, with one line break at its end; `scripted` if it has anything for the script."""
    last = [f"<script>{_SCRIPT}</script>"] if scripted else []
    return "\n".join(
        ["<!DOCTYPE html>", '<html lang="en">', _head(title), "<body>", *parts, *last, "</body>", "</html>", ""]
    )


def _head(title: str) -> str:
    """The head of a page, whose policy allows only its own style sheet and script."""
    allowed = {name: _hash(data) for name, data in (("style-src", STYLE), ("script-src", _SCRIPT))}
    # by hash, not 'unsafe-inline': a value that breaks out of its text would still not run
    policy = "; ".join(["default-src 'none'", *(f"{name} '{digest}'" for name, digest in allowed.items())])
    return (
        '<head><meta charset="utf-8"/>'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\"/>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/>'
        f"<title>{text(title)}</title><style>{STYLE}</style></head>"
    )


def _hash(data: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(data.encode()).digest()).decode()


def header(command: str, outcome: str, facts: str, *, passed: bool, above: str = "", below: str = "") -> str:
    """The heading with the outcome and why; `facts` comes from `made`, `above` and `below` are markup around the reason."""
    word, _, why = outcome.partition(": ")
    return (
        f'<header><a class="skip" href="#main">Skip to the report</a><h1>Attio {command} '
        f'<span class="{"passed" if passed else "failed"}">{text(word.lower())}</span></h1>'
        f'{above}<p class="why">{text(why)}</p>{below}{facts}</header>'
    )


def made(command: str, at: datetime | None) -> str:
    """Which command made the page, when, and which version of the tool; command and time only if they are known."""
    facts = []
    if command:
        facts.append(("Command", f"<code>{prose(command)}</code>"))
    if at is not None:
        facts.append(("Time", f'<time datetime="{at.isoformat(timespec="seconds")}">{at:%Y-%m-%d %H:%M:%S %Z}</time>'))
    facts.append(("Version", f"attio-harness {text(__version__)}"))
    rows = "".join(f"<dt>{label}</dt><dd>{said}</dd>" for label, said in facts)
    return f'<dl class="made">{rows}</dl>'


def footer(command: str, *, show_values: bool) -> str:
    said = (
        "Values are shown as they are: this page may hold personal data."
        if show_values
        else f"{MASKED}; --show-values shows them."
    )
    return f"<footer><p>{prose(said)} Made by attio-harness {command}.</p></footer>"
