"""A walk through a page by the Tab key: what it reaches, what only a mouse can."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

__all__ = ["Walk", "walk"]

_BEGIN = """(most) => {
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
  document.activeElement?.blur?.();
  const walk = window.__walk = {stops, pointed, seen: new Set(), unseen: new Set(), last: null, trap: null, left: 0,
    steps: Math.min(stops.length * 2 + 20, most), now: 'walking', listening: new AbortController()};
  const step = () => {
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
  };
  const listen = (kind, heard) => addEventListener(kind, heard, {capture: true, signal: walk.listening.signal});
  const goes = () => walk.now === 'walking' || walk.now === 'escaped';
  // a Tab that was pressed before this was known does nothing
  listen('keydown', (event) => {
    if (event.key === 'Tab' && !goes()) { event.preventDefault(); event.stopImmediatePropagation(); }
  });
  listen('keyup', (event) => {
    if (event.key !== 'Tab' || !goes()) return;
    const was = step();
    if (was === 'same' && walk.now === 'walking') { walk.now = 'held'; return; } // an editor, in which Tab indents until Escape was pressed
    walk.now = 'walking';
    if (was === 'same') walk.trap = walk.last;
    walk.left += was === 'left';
    walk.steps -= 1;
    if (was === 'same' || was === 'again' || walk.left > 1 || walk.steps <= 0) walk.now = 'over';
  });
  return stops.length;
}"""

_REPORT = """() => {
  const name = (one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 160), walk = window.__walk;
  walk.listening.abort();
  const reached = (one) => walk.seen.has(one) || [...walk.seen].some((it) => one.contains(it));
  return {unreached: walk.stops.filter((one) => one.isConnected && !reached(one)).map(name), unseen: [...walk.unseen].map(name),
    reached: [...walk.seen].map(name), mouse_only: walk.pointed.map(name), traps: walk.trap ? [name(walk.trap)] : []};
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
    times: int = page.evaluate(_BEGIN, most) + 2  # past the last, and to the first again
    chromium = page.context.new_cdp_session(page)
    _press_tab(chromium, times)
    before: tuple[str, int] | None = None
    while (found := tuple(page.evaluate("() => [window.__walk.now, window.__walk.steps]"))) != before:
        before, now = found, found[0]
        if now == "over":
            break
        if now == "held":
            page.keyboard.press("Escape")
            page.evaluate("() => { window.__walk.now = 'escaped' }")
        _press_tab(chromium, times)
    else:
        raise RuntimeError(f"the page lets nobody hear of Tab: {before}")
    chromium.detach()
    report: dict[str, list[str]] = page.evaluate(_REPORT)
    return Walk(**report)


def _press_tab(chromium: CDPSession, times: int) -> None:
    """So many times, without waiting between them: a page that draws itself after each stop, and is asked there where it is, takes six
    times as long. Playwright has no public way to send what is not waited for."""
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}

    async def press() -> None:
        send = chromium._impl_obj.send
        await asyncio.gather(
            *(
                send("Input.dispatchKeyEvent", {"type": kind, **key}, timeout=None)
                for _ in range(times)
                for kind in ("rawKeyDown", "keyUp")
            )
        )

    chromium._sync(press())
