"""Segment's SDK for browsers, unmodified, on the page of another site: its events arrive at a local Segment as records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from tests.attio_harness.subscriptions import assert_record
from tests.browser.chromium import PACKAGES
from tests.browser.folders import served
from tests.browser.programs import started

SDK = PACKAGES / "@segment/analytics-next/dist/umd"
MAPPING = assert_record(
    "Identify",
    'type = "identify"',
    "people",
    "email_addresses",
    {"email_addresses": {"@path": "$.traits.email"}, "description": {"@path": "$.traits.about"}},
)
SHOP = """<!doctype html><title>A shop</title><link rel="icon" href="data:,"><script src="sdk/index.js"></script>"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps([MAPPING]))
    with started("serve", "-m", "mapping.json", "--write-key", "wk", "--port", "0", folder=folder) as url:
        yield url


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "index.html").write_text(SHOP)
    shutil.copytree(SDK, folder / "sdk")
    with served(folder) as url:
        yield url


def traces(url: str, **query: Any) -> list[dict[str, Any]]:
    answer = httpx.get(f"{url}/_segment/events", params={"wait": 20, **query}, timeout=30)
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize("batching", [False, True], ids=["one by one", "in batches"])
def test_the_sdk_for_browsers(browser_page: Page, url: str, shop: str, batching: bool) -> None:
    user = f"browser-{batching}".lower()
    browser_page.goto(shop)
    browser_page.evaluate(
        """async ([url, user, strategy]) => {
            const sdk = AnalyticsNext.AnalyticsBrowser.load(
                { writeKey: 'wk', cdnURL: url },
                { integrations: { 'Segment.io': { deliveryStrategy: { strategy, config: { size: 4, timeout: 50 } } } } },
            )
            await sdk.identify(user, { email: `${user}@acme.com`, about: 'Noé ‎ 木 <b>' })
            await sdk.page('Shop', 'Home')
            await sdk.track('Signed Up', { plan: 'free' })
            await sdk.group('g-1', { name: 'Acme' })
            await sdk.screen('App', 'Settings')
            await sdk.alias(`${user}-2`)
        }""",
        [url, user, "batching" if batching else "standard"],
    )
    assert traces(url, user_id=user, type="alias")  # the last one, which may wait for its batch
    found = traces(url, user_id=user)
    assert sorted((one["type"], *one["verdicts"]) for one in found) == [
        ("alias", "unmatched"), ("group", "unmatched"), ("identify", "written"), ("page", "unmatched"),
        ("screen", "unmatched"), ("track", "unmatched"),
    ]  # fmt: skip
    identified = next(one["event"] for one in found if one["type"] == "identify")
    assert identified["context"]["ip"] == "127.0.0.1"
    assert identified["context"]["library"]["name"] == "analytics.js"
    answer = httpx.post(
        f"{url}/v2/objects/people/records/query",
        json={"filter": {"email_addresses": f"{user}@acme.com"}},
        headers={"authorization": "Bearer any"},
    )
    [record] = answer.json()["data"]
    assert record["values"]["description"][0]["value"] == "Noé ‎ 木 <b>"


def test_a_beacon_arrives_when_the_page_is_left(browser_page: Page, url: str, shop: str) -> None:
    browser_page.goto(shop)
    browser_page.evaluate(
        """(url) => navigator.sendBeacon(`${url}/v1/t`, new Blob(
            [JSON.stringify({ userId: 'beacon', event: 'Left', writeKey: 'wk' })], { type: 'application/json' }))""",
        url,
    )
    assert [one["type"] for one in traces(url, user_id="beacon")] == ["track"]
