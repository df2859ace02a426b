"""Times the pages in a browser: `make bench-pages` prints tables. Needs Chromium and a good minute on an idle machine.

First, with 100,000 records: milliseconds from the request of a page to its first paint and to the rows of its table, as the browser
measures them. Then, under 1,000 requests a second for ten seconds: how long the page does not react. Last, the playground: from a
key to its result, as the page reports it, including the pause in which it waits for the next key.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attio_emulator import Emulator, Request, Workspace, running
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, missing
from tests.browser.programs import started

RECORDS = 100_000
LOADS = 7
RATE, SECONDS = 1_000, 10
KEYS = 30
_HERE = Path(__file__).resolve()

LOADED = {"objects": "/", "a table of people": "/#/objects/people"}
FOLLOWED = LOADED | {"requests, as they come": "/#/requests"}

_ROWS = """() => {
  window.__rows = null;
  const look = () => { if (window.__rows === null && document.querySelector('main tbody tr'))
    requestAnimationFrame(() => { window.__rows ??= performance.now(); }); };
  new MutationObserver(look).observe(document, {childList: true, subtree: true});
}"""

_WATCH = """() => {
  const gaps = window.__gaps = []; window.__slow = [];
  let last = performance.now();
  const tick = () => { const now = performance.now(); gaps.push(now - last); last = now; window.__timer = setTimeout(tick, 4); };
  tick();
  new PerformanceObserver((list) => window.__slow.push(...list.getEntries().map((one) => one.duration)))
    .observe({type: 'event', durationThreshold: 16});
}"""


def main(words: list[str]) -> int:
    if words[:1] == ["emulator"]:
        return _emulator(int(words[1]))
    if words[:1] == ["stream"]:
        return _stream(words[1])
    if why := missing():
        _say(why)
        return 2
    with _started("emulator", str(RECORDS)) as url, chromium() as browser:
        _say(f"| page, {RECORDS:,} records | first paint, ms: median (range) | rows, ms: median (range) |")
        _say("|---|---:|---:|")
        for name, path in LOADED.items():
            painted, filled = zip(*(_load(browser, url + path) for _ in range(LOADS)), strict=True)
            _say(f"| {name} | {_told(painted)} | {_told(filled)} |")
        _say("")
        _say(
            f"| page, {RATE:,} requests a second | requests | pause of the page, ms: 99 % below, longest | a click, ms: longest |"
        )
        _say("|---|---:|---:|---:|")
        for name, path in FOLLOWED.items():
            _say(f"| {name} | {_under_load(browser, url, path)} |")
        _say("")
        with (
            tempfile.TemporaryDirectory() as folder,
            started("serve", "-m", "published", folder=Path(folder)) as served,
        ):
            taken = _keys(browser, f"{served}/_playground/")
        _say("| playground | from a key to its result, ms: median (range) |")
        _say("|---|---:|")
        _say(f"| the first preset, {KEYS} keys | {_told(taken)} |")
    return 0


def _keys(browser: Browser, address: str) -> list[int]:
    """Milliseconds from a key typed into the event until its result is shown, for some keys."""
    page = browser.new_page()
    page.goto(address)
    done = page.locator("body[data-state=done]")
    done.wait_for()
    page.get_by_role("textbox", name="Event editor").click()
    page.keyboard.press("Control+End")
    taken = []
    for _ in range(KEYS):
        page.keyboard.press("Space")
        page.locator("body[data-state=waiting]").wait_for()
        done.wait_for()
        taken.append(int(page.locator("body").get_attribute("data-latency") or 0))
    page.close()
    return taken


def _load(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds until the first paint and until the table has rows, with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(f"({_ROWS})()")
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("() => window.__rows !== null && performance.getEntriesByType('paint').length > 1")
    paint: dict[str, float] = page.evaluate(
        "() => Object.fromEntries(performance.getEntriesByType('paint').map((one) => [one.name, one.startTime]))"
    )
    rows: float = page.evaluate("() => window.__rows")
    context.close()
    return paint["first-contentful-paint"], rows


def _under_load(browser: Browser, url: str, path: str) -> str:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(url + path)
    page.evaluate(_WATCH)
    command = [sys.executable, str(_HERE), "stream", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stream:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            _click(page)
            time.sleep(0.2)
        assert stream.stdout is not None
        sent = json.loads(stream.stdout.read())
    gaps: list[float] = sorted(page.evaluate("() => window.__gaps"))
    slow: list[float] = page.evaluate("() => window.__slow")
    context.close()
    longest = f"{max(slow):.0f}" if slow else "under 16"
    return f"{sent} in {SECONDS} s | {gaps[len(gaps) * 99 // 100]:.0f}, {gaps[-1]:.0f} | {longest}"


def _click(page: Page) -> None:
    """Click where nothing happens: the browser reports the time until the next paint."""
    page.mouse.click(5, 5)
    page.keyboard.press("Shift")


def _stream(url: str) -> int:
    """Assert people at RATE for SECONDS on four connections; print the number of responses."""
    begin, answered = time.monotonic(), [0] * 4
    threads = [threading.Thread(target=_send, args=(url, number, begin, answered)) for number in range(len(answered))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    sys.stdout.write(str(sum(answered)))
    return 0


def _send(url: str, number: int, begin: float, answered: list[int]) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {"authorization": "Bearer any", "content-type": "application/json"}
    each = RATE // len(answered)
    for count in range(each * SECONDS):
        time.sleep(max(0.0, begin + count / each - time.monotonic()))
        if time.monotonic() - begin > SECONDS:
            break
        body = {
            "data": {"values": {"email_addresses": [f"s{number}-{count % 500}@stream.com"], "job_title": str(count)}}
        }
        path = "/v2/objects/people/records?matching_attribute=email_addresses"
        connection.request("PUT", path, json.dumps(body), headers)
        connection.getresponse().read()
        answered[number] += 1


def _emulator(count: int) -> int:
    """Serve an emulator with so many people until standard input ends; print its address first."""
    emulator = Emulator(Workspace.from_dict({"name": "Many"}))
    for number in range(count):
        values = {"email_addresses": [f"p{number}@example.com"], "job_title": f"Job {number % 7}"}
        answer = emulator.handle(
            Request.make("POST", "/v2/objects/people/records", json={"data": {"values": values}}, token="t")
        )
        assert answer.status == 200, answer.body
    with running(emulator) as url:
        _say(url)
        sys.stdout.flush()
        sys.stdin.read()
    return 0


@contextmanager
def _started(*words: str) -> Iterator[str]:
    """Start a program of this file in its own process; gives its first line."""
    command = [sys.executable, str(_HERE), *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def _told(times: Any) -> str:
    return f"{statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
