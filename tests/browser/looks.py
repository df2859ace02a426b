"""How a page is looked at: wide and narrow, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, ViewportSize

__all__ = ["HEIGHT", "LOOKS", "Look", "show", "sticking_out"]


@dataclass(frozen=True, slots=True)
class Look:
    """A width in CSS pixels, and the colours that the reader prefers."""

    width: int
    colours: Literal["dark", "light"]

    def __str__(self) -> str:
        return f"{self.colours} {self.width}"


HEIGHT = 720
LOOKS = (Look(1280, "light"), Look(1280, "dark"), Look(320, "light"), Look(320, "dark"))

_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const inside = (one) => { for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true; return false; };
  return [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > width + 1 && !inside(one))
    .map((one) => `${Math.round(one.getBoundingClientRect().right)} > ${width}: ${one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120)}`)
    .slice(0, 10);
}"""


def show(page: Page, look: Look) -> None:
    """The page in another width and other colours; what it has already is not set again, which would lay it out anew."""
    size: ViewportSize = {"width": look.width, "height": HEIGHT}
    if page.viewport_size != size:
        page.set_viewport_size(size)
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is not (look.colours == "dark"):
        page.emulate_media(color_scheme=look.colours)


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than its window, so that it is to be scrolled sideways; tables that scroll by themselves do not."""
    found: list[str] = page.evaluate(_STICKING_OUT)
    return found
