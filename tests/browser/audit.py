"""What axe-core finds on a page: barriers for people who see, hear or point otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import PACKAGES

__all__ = ["barriers"]

_GRAVE = ("serious", "critical")
_RUN = "(only) => axe.run(document, {resultTypes: ['violations'], preload: false, ...(only && {runOnly: only})})"


@cache
def _axe() -> str:
    return (PACKAGES / "axe-core/axe.min.js").read_text("utf-8")


def barriers(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What is serious or critical, one line an element: the rule, what it asks for, the element, what is wrong with it.

    `only` are the IDs of rules, where not all are to be asked.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(_RUN, list(only) or None)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {' '.join(node['target'])}  {node['html'][:200]}\n"
        f"  {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        if rule["impact"] in _GRAVE
        for node in rule["nodes"]
    ]
