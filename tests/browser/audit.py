"""What axe-core finds on a page: barriers for people who see, hear or point otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import PACKAGES

__all__ = ["barriers"]

_RUN = """async (only) => {
  const grave = (one) => one.impact === 'serious' || one.impact === 'critical';
  // the impact of a rule is that of all it finds; one that has none takes it from what was wrong
  const mild = axe._audit.rules.filter((one) => one.impact && !grave(one)).map((one) => [one.id, {enabled: false}]);
  const found = await axe.run(document,
    {resultTypes: ['violations'], preload: false, ...(only ? {runOnly: only} : {rules: Object.fromEntries(mild)})});
  return found.violations.filter(grave);
}"""


@cache
def _axe() -> str:
    return (PACKAGES / "axe-core/axe.min.js").read_text("utf-8")


def barriers(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What is serious or critical, one line an element: the rule, what it asks for, the element, what is wrong with it.

    `only` are the IDs of rules, where not all are to be asked.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(_RUN, list(only) or None)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {' '.join(node['target'])}  {node['html'][:200]}\n"
        f"  {' '.join(node['failureSummary'].split())}"
        for rule in found
        for node in rule["nodes"]
    ]
