"""The browser: where it is, how it is started, and why it cannot be. For tests, benchmarks and the pictures of the documentation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

__all__ = ["PACKAGES", "chromium", "installed", "missing"]

PACKAGES = Path(__file__).parent / "node_modules"
"""What `npm ci` installs: axe-core, and Segment's analytics.js."""

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows, nor what would draw them: it takes half the time of the others for the same tests."""

_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
)
"""Nothing is looked up or called but this computer: a page that needs more is wrong, and a machine without a network does not wait."""


def installed() -> str | None:
    """The path of the browser: the one that CHROMIUM names, else the first that is on PATH."""
    named = os.environ.get("CHROMIUM")
    return next((found for name in ([named] if named else _NAMES) if (found := shutil.which(name))), None)


def missing() -> str:
    """Why pages cannot be tested here; empty when they can."""
    if installed() is None:
        return f"Chromium is not there: none of {', '.join(_NAMES)} is on PATH; `make chromium` installs it where apt-get may"
    if not (PACKAGES / "axe-core").is_dir():
        return "axe-core is not installed: make .venv/browser"
    return ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window until the block ends. Between its calls asyncio takes the thread to be in a running loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=_ARGUMENTS)
        yield browser
        browser.close()
