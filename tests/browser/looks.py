"""How a page is looked at: wide and narrow, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

__all__ = ["LOOKS", "Look", "show", "sticking_out"]


@dataclass(frozen=True, slots=True)
class Look:
    """A width in CSS pixels, and the colours that the reader prefers."""

    width: int
    colours: Literal["dark", "light"]

    def __str__(self) -> str:
        return f"{self.colours} {self.width}"


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
    """The page in another width and other colours."""
    page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
    page.set_viewport_size({"width": look.width, "height": 800})


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than its window, so that it is to be scrolled sideways; tables that scroll by themselves do not."""
    found: list[str] = page.evaluate(_STICKING_OUT)
    return found
