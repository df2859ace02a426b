"""Retakes the pictures of the documentation from the running programs: `make pictures`, or `pictures.py NAME…` for some.

Each is a row of PICTURES; a page is taken in light and, as NAME-dark, in dark. Look at what it writes into `docs/assets`.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.programs import started

ROOT = Path(__file__).resolve().parent.parent.parent
ASSETS = ROOT / "docs/assets"

WIDTH, HEIGHT = 1200, 760
_SHARPNESS = 1.5  # pixels of the picture for one of the page
_QUALITY = 72  # of 100, of webp: text stays clean, and a picture has some 50 KB

Colours = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Studio:
    """A browser, and a folder with the events, mapping and workspace of the demo."""

    browser: Browser
    folder: Path

    def page(self, colours: Colours, *, height: int = HEIGHT) -> Page:
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": height},
            device_scale_factor=_SHARPNESS,
            color_scheme=colours,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        return context.new_page()

    def run(self, *words: str) -> None:
        """Run a command of attio-harness; a check that finds losses is not an error."""
        done = subprocess.run([sys.executable, "-m", "attio_harness", *words], cwd=self.folder, check=False)
        assert done.returncode <= 1, words


def _report(studio: Studio, page: Page) -> None:
    words = ("events", "-m", "mapping.json", "-w", "workspace.yaml", "--format", "html", "-o", "report.html")
    studio.run("check", *words)
    page.goto((studio.folder / "report.html").as_uri())
    _keep(page, "report")


def _emulator(studio: Studio, page: Page) -> None:
    with started("emulate", "-w", "workspace.yaml", folder=studio.folder) as url:
        assertion = f"{url}/v2/objects/people/records/simple?matching_attribute=email_addresses"
        for address in ("jane@acme.com", "joe@acme.com", "jane"):
            body = {"data": {"values": {"email_addresses": address}}}
            httpx.put(assertion, headers={"authorization": "Bearer any"}, json=body)
        page.goto(url)
        page.get_by_text("always active").first.wait_for()
        page.get_by_text("Live").wait_for()
        _keep(page, "emulator")


@contextmanager
def _served(studio: Studio) -> Iterator[str]:
    """`serve` with the files that init writes, and their events sent to it."""
    shutil.rmtree(studio.folder / "demo", ignore_errors=True)
    studio.run("init", "demo")
    folder = studio.folder / "demo"
    with started("serve", "-m", "mapping.json", "-w", "workspace.yaml", folder=folder) as url:
        events = [json.loads(line) for line in (folder / "events/sample.ndjson").read_text().splitlines()]
        httpx.post(f"{url}/v1/batch", auth=("any", ""), json={"batch": events}).raise_for_status()
        httpx.get(f"{url}/_segment/events", params={"wait": 20}, timeout=30)
        yield url


def _events(studio: Studio, page: Page) -> None:
    with _served(studio) as url:
        page.goto(f"{url}/_segment/")
        page.get_by_role("button", name="Bad").click()
        page.get_by_text("u-dev").first.click()
        page.get_by_text("Send an existing").first.wait_for()
        page.get_by_text("What the mapping read").first.click()
        _keep(page, "events")


def _record(studio: Studio, page: Page) -> None:
    with _served(studio) as url:
        page.goto(f"{url}/#/objects/users")
        page.get_by_role("link", name="ada@").first.click()
        page.get_by_role("button", name="event and mapping line").nth(4).click()
        page.get_by_text("mapping.json").first.wait_for()
        _keep(page, "record")


def _playground(studio: Studio, page: Page) -> None:
    with _served(studio) as url:
        page.goto(f"{url}/_playground/")
        page.get_by_label("Begin with").select_option(label="A mapping with mistakes to fix")
        page.get_by_text("Use the object people").wait_for()
        _keep(page, "playground")


PICTURES: Mapping[str, Callable[[Studio, Page], None]] = {
    "report": _report,
    "emulator": _emulator,
    "events": _events,
    "record": _record,
    "playground": _playground,
}


def _keep(page: Page, name: str) -> None:
    """What the window shows now, as a file of docs/assets."""
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    file = ASSETS / f"{name}{'-dark' if dark else ''}.webp"
    file.write_bytes(base64.b64decode(taken["data"]))
    sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB\n")


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for source, name in (("events", "events"), ("mappings/demo.json", "mapping.json"), ("workspaces/demo.yaml", "workspace.yaml")):  # fmt: skip
            copy = shutil.copytree if (ROOT / "fixtures" / source).is_dir() else shutil.copy
            copy(ROOT / "fixtures" / source, Path(folder) / name)
        studio = Studio(browser, Path(folder))
        for name, take in PICTURES.items():
            if not names or name in names:
                for colours in ("light", "dark"):
                    take(studio, studio.page(colours))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
