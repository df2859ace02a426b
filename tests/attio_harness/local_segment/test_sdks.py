"""Segment's own SDKs, unmodified, with a local Segment in the place of Segment: what they send arrives as records."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from segment.analytics.client import Client

from tests.attio_harness.subscriptions import assert_record
from tests.browser.programs import started

SDKS = Path(__file__).parent / "sdks"
MAPPING = [
    assert_record(
        "Identify",
        'type = "identify"',
        "people",
        "email_addresses",
        {
            "email_addresses": {"@path": "$.traits.email"},
            "description": {"@path": "$.traits.about"},
        },
    ),
    assert_record(
        "Group",
        'type = "group"',
        "companies",
        "domains",
        {"domains": {"@path": "$.traits.domain"}, "name": {"@path": "$.traits.name"}},
    ),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    with started("serve", "-m", "mapping.json", "--write-key", "wk", "--port", "0", folder=folder) as url:
        yield url


def traces(url: str, **query: Any) -> list[dict[str, Any]]:
    answer = httpx.get(f"{url}/_segment/events", params={"wait": 20, **query}, timeout=30)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def records(url: str, object: str, **wanted: str) -> list[dict[str, Any]]:
    """The values of records that have these."""
    answer = httpx.post(
        f"{url}/v2/objects/{object}/records/query", json={"filter": wanted}, headers={"authorization": "Bearer any"}
    )
    assert answer.status_code == 200, answer.text
    return [one["values"] for one in answer.json()["data"]]


class Python:
    """The SDK for Python; `failed` has what it tells of batches that did not arrive."""

    def __init__(self, url: str, **options: Any) -> None:
        self.failed: list[tuple[str, int]] = []
        options = {"write_key": "wk", "host": url, "upload_interval": 0.05, "max_retries": 1, **options}
        self.client = Client(on_error=lambda error, batch: self.failed.append((str(error), len(batch))), **options)

    def __enter__(self) -> Client:
        return self.client

    def __exit__(self, *told: object) -> None:
        self.client.flush()
        self.client.shutdown()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_the_sdk_for_python(url: str, packed: bool) -> None:
    user = f"py-{packed}"
    sdk = Python(url, gzip=packed)
    with sdk as client:
        client.identify(user, {"email": f"{user}@acme.com", "about": "Noé ‎ 木 <b>"})
        client.group(user, "g-1", {"name": "Acme", "domain": f"{user.lower()}.com"})
        client.track(user, "Signed Up", {"plan": "free"}, timestamp=datetime(2020, 1, 2, tzinfo=UTC))
        client.page(user, "Shop", "Home")
        client.screen(user, "App", "Settings")
        client.alias("anon-1", user)
    assert sdk.failed == []
    found = traces(url, user_id=user)
    assert [(one["type"], one["verdicts"]) for one in found] == [
        ("identify", ["written"]), ("group", ["written"]), ("track", ["unmatched"]), ("page", ["unmatched"]),
        ("screen", ["unmatched"]), ("alias", ["unmatched"]),
    ]  # fmt: skip
    tracked = found[2]["event"]
    assert (tracked["originalTimestamp"], tracked["timestamp"][:13]) == (
        "2020-01-02T00:00:00.000+00:00",
        "2020-01-02T00",
    )
    assert found[0]["event"]["context"]["library"]["name"] == "analytics-python"
    [person] = records(url, "people", email_addresses=f"{user}@acme.com")
    assert person["description"][0]["value"] == "Noé ‎ 木 <b>"
    [company] = records(url, "companies", domains=f"{user.lower()}.com")
    assert company["name"][0]["value"] == "Acme"


def test_what_segment_refuses_is_told_by_the_sdk_for_python(url: str) -> None:
    sdk = Python(url, write_key="other")
    with sdk as client:
        client.identify("py-other", {"email": "other@acme.com"})
    # nobody is told that a write key is wrong
    assert sdk.failed == []
    [trace] = traces(url, user_id="py-other")
    assert (trace["verdicts"], trace["stages"]["received"]["code"]) == (["refused"], "project_not_found")


def test_the_sdk_for_node(url: str) -> None:
    if shutil.which("node") is None or not (SDKS / "node_modules").exists():
        pytest.skip("node or its packages are not there; `make .venv/sdks` puts them in place")
    done = subprocess.run(
        ["node", "events.mjs", url, "wk"], cwd=SDKS, capture_output=True, text=True, timeout=60, check=True
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(one["type"] for one in told) == ["alias", "group", "identify", "page", "screen", "track", "track"]
    assert {one["error"] for one in told} == {None}
    found = traces(url, user_id="node-1") + traces(url, anonymous_id="anon-1")
    assert sorted((one["type"], *one["verdicts"]) for one in found) == [
        ("alias", "unmatched"), ("group", "written"), ("identify", "written"), ("page", "unmatched"),
        ("screen", "unmatched"), ("track", "refused"), ("track", "unmatched"),
    ]  # fmt: skip
    [refused] = [one for one in found if one["verdicts"] == ["refused"]]
    assert (refused["event"]["event"], refused["stages"]["received"]["code"]) == ("Too Large", "payload_too_large")
    [person] = records(url, "people", email_addresses="node@acme.com")
    assert person["description"][0]["value"] == "Noé ‎ 木"
    assert len(records(url, "companies", domains="node-1.com")) == 1
