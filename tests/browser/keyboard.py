"""A walk through a page by the Tab key: what it reaches, what only a mouse can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

__all__ = ["Walk", "walk"]

_PREPARE = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert]');
  const focusable = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, audio[controls],'
    + ' video[controls], [contenteditable]:not([contenteditable=false]), [tabindex]';
  const radios = (one) => one.type === 'radio' && one.name
    ? [...document.querySelectorAll('input[type=radio]')].filter((it) => it.name === one.name && it.form === one.form) : [];
  const wanted = [...document.querySelectorAll(focusable)].filter((one) => shown(one) && !one.matches(':disabled')
    && one.tabIndex >= 0 && !(one.localName === 'summary' && one.parentElement.localName !== 'details'));
  // a group of radio buttons is one stop: arrows choose in it
  const stops = wanted.filter((one) => { const group = radios(one);
    return !group.length || one === (group.find((it) => it.checked) || group[0]); });
  // what looks as if it could be clicked, and is no part of anything that has the focus
  const pointed = [...document.body.querySelectorAll('*')].filter((one) => shown(one)
    && getComputedStyle(one).cursor === 'pointer' && getComputedStyle(one.parentElement).cursor !== 'pointer'
    && !one.closest(focusable) && !one.closest('label') && !one.querySelector(focusable) && one.localName !== 'option');
  window.__walk = {stops, pointed, seen: new Set(), unseen: new Set(), last: null};
  document.activeElement?.blur?.();
  const name = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160);
  return {count: stops.length, pointed: pointed.map(name)};
}"""

_STEP = """() => {
  const walk = window.__walk;
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body || at === document.documentElement) { walk.last = null; return 'left'; }
  const again = walk.seen.has(at), same = walk.last === at;
  walk.seen.add(at); walk.last = at;
  const style = getComputedStyle(at), around = at.closest('.cm-focused, :focus-within:not(html):not(body)');
  const rings = [style, ...(at.isContentEditable && around ? [getComputedStyle(around)] : [])];
  for (let one = at.parentElement; at.isContentEditable && one && one !== document.body; one = one.parentElement)
    rings.push(getComputedStyle(one));
  if (!rings.some((it) => (it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) > 0) || it.boxShadow !== 'none'))
    walk.unseen.add(at);
  return same ? 'same' : again ? 'again' : 'new';
}"""

_REPORT = """() => {
  const name = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160), walk = window.__walk;
  const reached = (one) => walk.seen.has(one) || [...walk.seen].some((it) => one.contains(it));
  return {unreached: walk.stops.filter((one) => one.isConnected && !reached(one)).map(name), unseen: [...walk.unseen].map(name),
    reached: [...walk.seen].map(name)};
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Elements as the beginning of their HTML, in the order in which they had the focus."""

    reached: list[str]
    unreached: list[str]
    """Those that may have the focus, and did not get it."""
    unseen: list[str]
    """Those that look with the focus as they do without."""
    mouse_only: list[str]
    """Those with the hand as cursor that cannot have the focus."""
    traps: list[str]
    """Those that Tab does not leave, nor Escape and then Tab."""

    def faults(self) -> list[str]:
        kinds = {
            "Tab does not reach": self.unreached,
            "the focus is not to be seen on": self.unseen,
            "only a mouse can use": self.mouse_only,
            "the focus stays in": self.traps,
        }
        return [f"{kind}: {one}" for kind, found in kinds.items() for one in found]


def walk(page: Page, *, most: int = 400) -> Walk:
    """Press Tab from the beginning of the page until the focus comes round; at most so many elements."""
    prepared: dict[str, Any] = page.evaluate(_PREPARE)
    traps: list[str] = []
    left = 0
    for _ in range(min(prepared["count"] * 2 + 20, most)):
        page.keyboard.press("Tab")
        step = page.evaluate(_STEP)
        if step == "same":  # an editor, in which Tab indents until Escape was pressed
            page.keyboard.press("Escape")
            page.keyboard.press("Tab")
            step = page.evaluate(_STEP)
        if step == "same":
            traps.append(page.evaluate("() => document.activeElement.outerHTML.slice(0, 160)"))
            break
        left += step == "left"
        if step == "again" or left > 1:
            break
    report: dict[str, list[str]] = page.evaluate(_REPORT)
    return Walk(mouse_only=prepared["pointed"], traps=traps, **report)
